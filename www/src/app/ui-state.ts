// UI state: the form of the page, the open tab, and the open dialogs. None of it concerns the run.

import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Action } from "../model/actions.ts";
import { type ActiveTool, used } from "../model/tools.ts";
import {
  type Form,
  formFor,
  type HeightClass,
  heightClassFor,
  type LieList,
  type Pane,
  type Tab,
  TEXT_SIZES,
} from "../model/ui-state.ts";
import type { ViewModel } from "../model/view-model.ts";
import { Part } from "../ui/part.ts";

const PRESENTING_SCALE = 1.4;

interface Host extends HTMLElement, ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Whether the height is given from outside. */
  readonly isFixed: boolean;
}

export class UiState implements ReactiveController {
  form: Form = "wide";
  heightClass: HeightClass = "high";
  tab: Tab = "lesson";
  /** Whether the tab is open, where it opens above others. */
  isOpen = false;
  pane: Pane | undefined;
  /** Whether the timeline has half of the stage's room. */
  isTimelineTall = false;
  isPresenting = false;
  /** The chosen tool. */
  activeTool: ActiveTool | undefined;
  textSize = 0;
  /** The node that the panel shows. */
  node = 0;
  /** The sequence number that the reader chose among the votes; undefined follows the story. */
  seq: number | undefined;
  /** Whether the list of events includes messages and timers. */
  isDetailed = false;
  /** What the list of lies shows. */
  lies: LieList = { shown: "none", search: "" };

  readonly #host: Host;
  readonly #observer = new ResizeObserver(() => this.measure());

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
    this.measure();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  get scale(): number {
    return (TEXT_SIZES[this.textSize] ?? 1) * (this.isPresenting ? PRESENTING_SCALE : 1);
  }

  /** Takes the form for which there is room. */
  measure(): void {
    const { clientWidth, clientHeight, isFixed } = this.#host;
    if (clientWidth === 0) {
      return;
    }
    const height = isFixed ? clientHeight : undefined;
    const form = formFor(clientWidth, height);
    const heightClass = heightClassFor(form, height);
    if (form !== this.form || heightClass !== this.heightClass) {
      [this.form, this.heightClass] = [form, heightClass];
      this.#host.requestUpdate();
    }
  }

  /** Another run: what was chosen in the one before is not in it. */
  forget(): void {
    this.seq = undefined;
  }

  /** A scene was chosen: its lesson is in sight, and no tool of the scene before is held. */
  begin(): void {
    this.activeTool = undefined;
    this.tab = "lesson";
    this.pane = undefined;
    this.#host.requestUpdate();
  }

  /** A node was chosen on the stage. A reader in a lesson stays there. */
  choose(node: number): void {
    this.node = node;
    if (this.tab !== "lesson" && this.form === "wide") {
      this.#show("replica");
    }
  }

  /** An event was chosen, perhaps to be shown among the others, and `node` is the one that it concerns. */
  select(node: number | undefined, isAny: boolean, isShown: boolean): void {
    this.node = node ?? this.node;
    if (isShown || (isAny && this.tab !== "events" && this.form === "wide" && this.pane === undefined)) {
      this.#show("events");
    }
  }

  /** Whether the tabs are a strip, above which one opens. */
  get folds(): boolean {
    return this.form === "folded" || (this.form === "tall" && this.heightClass !== "high");
  }

  /** Whether the reader sees the content of a tab. */
  shows(tab: Tab): boolean {
    return this.tab === tab && (!this.folds || this.isOpen);
  }

  /** The meaning of an action with the chosen tool. */
  meant(action: Action, model: ViewModel | undefined): readonly Action[] {
    if (!this.activeTool || !model) {
      return [action];
    }
    const { actions, activeTool } = used(this.activeTool, action, model);
    if (activeTool !== this.activeTool) {
      this.activeTool = activeTool;
      this.#host.requestUpdate();
    }
    return actions;
  }

  /** An answer that is asked for lies above the panes: none is left open below it. */
  answer({ type }: Action): void {
    if (type === "why" && this.pane !== undefined) {
      this.pane = undefined;
      this.#host.requestUpdate();
    }
  }

  /** The run goes on: a lesson that lies over the stage folds, so that the reader sees what happens. */
  watch(): void {
    if (this.form !== "folded" || !this.shows("lesson")) {
      return;
    }
    this.isOpen = false;
    this.#host.requestUpdate();
    const { renderRoot } = this.#host;
    if (renderRoot instanceof ShadowRoot && renderRoot.activeElement?.closest(".tab-panel")) {
      renderRoot.querySelector<HTMLElement>("[data-tab=lesson]")?.focus();
    }
  }

  /** Whether there is something for the Escape key to end. */
  get canLeave(): boolean {
    return this.isPresenting || this.activeTool !== undefined;
  }

  #show(tab: Tab): void {
    this.tab = tab;
    this.isOpen = true;
    this.pane = undefined;
    this.#host.requestUpdate();
  }

  async #focus(part: string): Promise<void> {
    await this.#host.updateComplete;
    const found = this.#host.renderRoot.querySelector(part);
    if (found instanceof Part) {
      await found.updateComplete;
      found.focus();
    }
  }

  /** Performs an action that arranges the page; whether it was one. */
  handle(action: Action): boolean {
    switch (action.type) {
      case "tab":
        // A tab that is pressed again folds, where it lies over the stage.
        this.isOpen = !(this.isOpen && this.tab === action.tab && this.pane === undefined);
        this.tab = action.tab;
        this.pane = undefined;
        break;
      case "pane":
        this.pane = this.pane === action.pane ? undefined : action.pane;
        break;
      case "tall-timeline":
        this.isTimelineTall = !this.isTimelineTall;
        break;
      case "present":
        this.isPresenting = !this.isPresenting;
        break;
      case "tool":
        this.activeTool = action.tool && { tool: action.tool };
        break;
      case "leave":
        // What was begun last ends first.
        this.isPresenting &&= this.activeTool !== undefined;
        this.activeTool = undefined;
        break;
      case "text-size":
        this.textSize = action.size;
        break;
      case "node":
        this.node = action.node;
        break;
      case "votes":
        this.seq = action.seq;
        break;
      case "details":
        this.isDetailed = action.shown;
        break;
      case "lies":
        this.lies = action.list;
        if (action.node !== undefined) {
          this.node = action.node;
          this.#show("replica");
          void this.#focus(".lies pbft-lab-strategies");
        }
        break;
      default:
        return false;
    }
    this.#host.requestUpdate();
    return true;
  }
}
