// The keys of the whole page. They take nothing from a field, a button or a dialog, and act on the laboratory that has the
// focus, or, on a page that is its own, on the only one there is: the keys of a host page are that page's. A key that
// the laboratory has used, here or in one of its parts, ends there.

import type { ReactiveController } from "lit";
import type { Action } from "../model/actions.ts";
import { chapterAt } from "../model/chapters.ts";
import { SPEED_STEPS, sliderOf, speedOf } from "../model/speed.ts";
import { HelpPart } from "../panels/help.ts";
import { RequestPart } from "../panels/request.ts";
import { TextVersionPart } from "../panels/text-version.ts";
import type { Run } from "../run/run.ts";
import { StagePart } from "../stage/stage.ts";
import { PAGE_KEYS, type PageShortcut, shortcutFor } from "../ui/key-bindings.ts";
import { containKey, isTaken, isUsed, TYPING } from "../ui/key-propagation.ts";
import type { UiState } from "./ui-state.ts";

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
  readonly #ui: UiState;
  readonly #dispatch: (action: Action) => boolean;

  /** `dispatch` returns whether the controls allow the action. */
  constructor(host: Host, run: Run, ui: UiState, dispatch: (action: Action) => boolean) {
    this.#host = host;
    this.#run = run;
    this.#ui = ui;
    this.#dispatch = dispatch;
  }

  hostConnected(): void {
    hosts.add(this.#host);
    this.#host.addEventListener("keydown", this.#onKey);
    for (const type of TYPING) {
      this.#host.addEventListener(type, this.#onTyping);
    }
    document.addEventListener("keydown", this.#onPageKey);
  }

  hostDisconnected(): void {
    hosts.delete(this.#host);
    this.#host.removeEventListener("keydown", this.#onKey);
    for (const type of TYPING) {
      this.#host.removeEventListener(type, this.#onTyping);
    }
    document.removeEventListener("keydown", this.#onPageKey);
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (
      this.#isInside(event) &&
      (event.defaultPrevented || this.#press(event) || isUsed(event, this.#host))
    ) {
      containKey(event);
    }
  };

  readonly #onTyping = (event: Event) => {
    if (this.#isInside(event)) {
      event.stopPropagation();
    }
  };

  // What the page has put into the element is the page's.
  #isInside(event: Event): boolean {
    const [target] = event.composedPath();
    return target !== this.#host && !(target instanceof Node && this.#host.contains(target));
  }

  readonly #onPageKey = (event: KeyboardEvent) => {
    const focused = document.activeElement;
    const nowhere = !focused || focused === document.body || focused === document.documentElement;
    if (nowhere && hosts.size === 1 && this.#host.restore && !event.defaultPrevented) {
      this.#press(event);
    }
  };

  /** Whether the key was one for the laboratory. A key for what the reader does not have is for the browser. */
  #press(event: KeyboardEvent): boolean {
    const shortcut = shortcutFor(PAGE_KEYS, event);
    const heard = shortcut && !isTaken(event) && this.#help?.shortcuts !== false;
    if (!heard || !this.#act(shortcut, event.key)) {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #part<Part>(name: string, type: new () => Part): Part | undefined {
    const part = this.#host.renderRoot.querySelector(name);
    return part instanceof type ? part : undefined;
  }

  get #help(): HelpPart | undefined {
    return this.#part("pbft-lab-help", HelpPart);
  }

  /** Whether there was anything to be done. */
  #act(shortcut: PageShortcut, key: string): boolean {
    switch (shortcut) {
      case "help":
        return this.#show(this.#help);
      case "text":
        return this.#show(this.#part("pbft-lab-text-version", TextVersionPart));
      case "request": {
        const request = this.#part("pbft-lab-request", RequestPart);
        const client = this.#focusedClient;
        client === undefined ? request?.focus() : request?.compose(client);
        return request !== undefined;
      }
      case "attacks":
        return this.#dispatch({ type: "dialog", dialog: "attacks" });
      case "present":
        return this.#dispatch({ type: "present" });
      case "leave":
        return this.#ui.canLeave && this.#dispatch({ type: "leave" });
      case "replica":
        return this.#focus(Number(key));
      case "client":
        return this.#focus((this.#run.model?.n ?? 0) + this.#nextClient);
      default: {
        const action = this.#actionFor(shortcut);
        return action !== undefined && this.#dispatch(action);
      }
    }
  }

  /** The client on the stage that has the focus. */
  get #focusedClient(): number | undefined {
    const stage = this.#part("pbft-lab-stage", StagePart);
    const node = stage?.shadowRoot?.activeElement?.getAttribute("data-node") ?? "-1";
    const client = Number(node) - (this.#run.model?.n ?? 0);
    return client < 0 ? undefined : client;
  }

  // The first, and from one of them the next.
  get #nextClient(): number {
    const count = this.#run.model?.clients.length ?? 1;
    const client = this.#focusedClient;
    return client === undefined ? 0 : (client + 1) % Math.max(1, count);
  }

  #show(dialog: HelpPart | TextVersionPart | undefined): boolean {
    dialog?.show();
    return dialog !== undefined;
  }

  #focus(node: number): boolean {
    return this.#part("pbft-lab-stage", StagePart)?.focusNode(node) ?? false;
  }

  // As the buttons: without a run there is nothing to control.
  #actionFor(
    shortcut: Exclude<
      PageShortcut,
      "help" | "text" | "request" | "attacks" | "present" | "leave" | "replica" | "client"
    >,
  ): Action | undefined {
    const run = this.#run;
    if (!run.model || run.failure) {
      return undefined;
    }
    switch (shortcut) {
      case "play":
        return { type: run.playing ? "pause" : "play" };
      case "step":
      case "back":
        return { type: shortcut };
      case "restart":
        return { type: "reset" };
      case "slower":
        return { type: "speed", speed: speedOf(Math.max(0, sliderOf(run.playback.speed) - 1)) };
      case "faster":
        return { type: "speed", speed: speedOf(Math.min(SPEED_STEPS, sliderOf(run.playback.speed) + 1)) };
      case "earlier":
        return this.#chapter(-1);
      case "later":
        return this.#chapter(1);
    }
  }

  // Where no chapters are to be seen there is no way to the next one.
  #chapter(stride: 1 | -1): Action | undefined {
    const shown = this.#host.renderRoot.querySelector("pbft-lab-captions") !== null;
    const { nowMs } = this.#run;
    const chapters = shown ? this.#run.chapters : [];
    const chapter = chapters[(chapterAt(chapters, nowMs) ?? -1) + stride];
    return chapter && { type: "go", atMs: chapter.atMs };
  }
}
