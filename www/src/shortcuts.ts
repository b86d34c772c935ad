// The keys of the whole page. They take nothing from a field, a button or a dialog, and act on the laboratory that has the
// focus, or, on a page that is its own, on the only one there is: the keys of somebody else's page are that page's.

import type { ReactiveController } from "lit";
import { chapterAt } from "./chapters.ts";
import type { Wish } from "./intents.ts";
import { actionFor, PAGE_KEYS, type PageAction } from "./keys.ts";
import { HelpPart } from "./parts/help.ts";
import { RequestPart } from "./parts/request.ts";
import { TextVersionPart } from "./parts/text-version.ts";
import { SPEED_STEPS, sliderOf, speedOf } from "./playback.ts";
import type { Run } from "./run.ts";
import { StagePart } from "./stage/stage.ts";

/** The laboratory whose keys these are. */
interface Host extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Whether the page is this element's. */
  readonly restore: boolean;
}

const hosts = new Set<Host>();

export class Shortcuts implements ReactiveController {
  readonly #host: Host;
  readonly #run: Run;
  readonly #ask: (wish: Wish) => boolean;

  /** `ask` says whether the reader may have the wish. */
  constructor(host: Host, run: Run, ask: (wish: Wish) => boolean) {
    this.#host = host;
    this.#run = run;
    this.#ask = ask;
  }

  hostConnected(): void {
    hosts.add(this.#host);
    document.addEventListener("keydown", this.#onKey);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    document.removeEventListener("keydown", this.#onKey);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const action = event.defaultPrevented ? undefined : actionFor(PAGE_KEYS, event);
    const heard = action && this.#isMine() && !isTaken(event) && this.#help?.shortcuts !== false;
    // A key for what the reader does not have is for the browser.
    if (heard && this.#act(action, event.key)) {
      event.preventDefault();
    }
  };

  #isMine(): boolean {
    const focused = document.activeElement;
    const nowhere = !focused || focused === document.body || focused === document.documentElement;
    return nowhere ? hosts.size === 1 && this.#host.restore : this.#host.matches(":focus-within");
  }

  #part<Part>(name: string, type: new () => Part): Part | undefined {
    const part = this.#host.renderRoot.querySelector(name);
    return part instanceof type ? part : undefined;
  }

  get #help(): HelpPart | undefined {
    return this.#part("pbft-lab-help", HelpPart);
  }

  /** Whether there was anything to be done. */
  #act(action: PageAction, key: string): boolean {
    switch (action) {
      case "help":
        return this.#show(this.#help);
      case "text":
        return this.#show(this.#part("pbft-lab-text-version", TextVersionPart));
      case "request": {
        const request = this.#part("pbft-lab-request", RequestPart);
        request?.focus();
        return request !== undefined;
      }
      case "replica":
        return this.#focus(Number(key));
      case "client":
        return this.#focus(this.#run.picture?.n ?? 0);
      default: {
        const wish = this.#wishFor(action);
        return wish !== undefined && this.#ask(wish);
      }
    }
  }

  #show(dialog: HelpPart | TextVersionPart | undefined): boolean {
    dialog?.show();
    return dialog !== undefined;
  }

  #focus(node: number): boolean {
    return this.#part("pbft-lab-stage", StagePart)?.focusNode(node) ?? false;
  }

  // As the buttons: without a run there is nothing to control.
  #wishFor(
    action: Exclude<PageAction, "help" | "text" | "request" | "replica" | "client">,
  ): Wish | undefined {
    const run = this.#run;
    if (!run.picture || run.trouble) {
      return undefined;
    }
    switch (action) {
      case "play":
        return { wish: run.playing ? "pause" : "play" };
      case "step":
      case "back":
        return { wish: action };
      case "restart":
        return { wish: "reset" };
      case "slower":
        return { wish: "speed", speed: speedOf(Math.max(0, sliderOf(run.speed) - 1)) };
      case "faster":
        return { wish: "speed", speed: speedOf(Math.min(SPEED_STEPS, sliderOf(run.speed) + 1)) };
      case "earlier":
        return this.#chapter(-1);
      case "later":
        return this.#chapter(1);
    }
  }

  // Where no chapters are to be seen there is no way to the next one.
  #chapter(stride: 1 | -1): Wish | undefined {
    const shown = this.#host.renderRoot.querySelector("pbft-lab-captions") !== null;
    const { nowMs } = this.#run;
    const chapters = shown ? this.#run.chapters : [];
    const chapter = chapters[(chapterAt(chapters, nowMs) ?? -1) + stride];
    return chapter && { wish: "go", atMs: chapter.atMs };
  }
}

const FIELDS = "select, textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])";
/** What has a use of its own for the space bar and for the arrows. */
const PRESSED = "button, a, summary, input, [role=button]";
const TURNED = "input, [role=slider]";

/** Whether what has the focus needs the key itself. */
function isTaken(event: KeyboardEvent): boolean {
  const path = event.composedPath().filter((target) => target instanceof Element);
  const [target] = path;
  if (!target) {
    return false;
  }
  if (target.matches(FIELDS) || path.some((one) => one.matches("dialog, [popover]"))) {
    return true;
  }
  if (event.key === " ") {
    return target.matches(PRESSED);
  }
  // Of a region that can be scrolled sideways, they are how it is done.
  return event.key.startsWith("Arrow") && (target.matches(TURNED) || target.scrollWidth > target.clientWidth);
}
