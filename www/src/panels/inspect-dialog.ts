// The dialog for an inspected message, link or partition: what it is, and the actions on it.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Command, MessageView } from "../engine/engine.ts";
import { choicesOf, groupsOf, type Inspected } from "../model/inspected.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Amount } from "../ui/amount.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { nodeText } from "../ui/node-name.ts";
import { Part, SHARED } from "../ui/part.ts";
import popoverCss from "../ui/popover.css?inline";
import { placeBeside } from "../ui/popover.ts";
import { styleSheet } from "../ui/sheet.ts";
import inspectDialogCss from "./inspect-dialog.css?inline";
import { linkContent, type Way } from "./link-dialog.ts";
import { packetContent, packetTitle } from "./message-dialog.ts";
import { partitionContent } from "./partition-dialog.ts";

/** What was taken hold of is to stay in sight. */
const AROUND_PX = 10;

export class InspectDialogPart extends Part {
  static override styles = [SHARED, styleSheet(popoverCss), styleSheet(inspectDialogCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  @property({ attribute: false }) inspected: Inspected | undefined;
  /** The message that was taken hold of, once the engine has said what it is. */
  @property({ attribute: false }) message: MessageView | undefined;
  /** How long packets take in this scene. */
  @property({ attribute: false }) latency: Extract<Command, { do: "link" }>["latencyMs"];
  /** Whether anything can be done here, or only looked at. */
  @property({ type: Boolean }) acts = true;
  @state() private way: Way = "both";
  @state() private choices: readonly number[] = [];
  @state() private oneWay = false;
  /** As they were typed, in milliseconds: they are kept from one message and link to the next. */
  /** Ten times the usual latency of a packet. */
  @state() private amounts = { delay: "50", slowFrom: "200", slowTo: "300" };

  #held = false;
  #origin: Inspected["origin"];
  /** The part that it was opened from: a message that was dropped is no longer in its list. */
  #home: Part | undefined;

  #amount(name: "delay" | "slowFrom" | "slowTo"): Amount {
    const type = (text: string) => {
      this.amounts = { ...this.amounts, [name]: text };
    };
    return { text: this.amounts[name], type };
  }

  // Before its content goes: with the button that has the focus, the focus would go too.
  protected override willUpdate(changed: PropertyValues): void {
    const popover = this.#popover();
    if (this.inspected === undefined && popover?.matches(":popover-open")) {
      popover.hidePopover();
    }
    if (changed.has("inspected") && this.inspected && this.model) {
      const { n, clients, partition } = this.model;
      this.way = "both";
      this.choices = choicesOf(partition?.groups ?? [], n + clients.length);
      this.oneWay = partition?.oneWay ?? false;
    }
  }

  protected override updated(changed: PropertyValues): void {
    const popover = this.#popover();
    if (!popover || !this.inspected || !(changed.has("inspected") || changed.has("message"))) {
      return;
    }
    if (!popover.matches(":popover-open")) {
      popover.showPopover();
    }
    this.#origin = this.inspected.origin;
    const root = this.#origin?.getRootNode();
    this.#home = root instanceof ShadowRoot && root.host instanceof Part ? root.host : undefined;
    const { x, y } = this.inspected;
    placeBeside(popover, { left: x - AROUND_PX, right: x + AROUND_PX, middle: y });
    if (!popover.matches(":focus-within")) {
      popover.querySelector<HTMLElement>("button, select")?.focus();
    }
  }

  #popover(): HTMLElement | null {
    return this.hasUpdated ? this.renderRoot.querySelector<HTMLElement>("[popover]") : null;
  }

  protected override render() {
    const title = this.#title();
    return html`
      <div popover="auto" role="dialog" aria-label=${title} @beforetoggle=${this.#onBeforeToggle} @toggle=${this.#onToggle}>
        ${this.inspected ? html`<h2>${title}</h2>${this.#content(this.inspected)}` : nothing}
      </div>
    `;
  }

  #title(): string {
    const { t, model } = this;
    const item = this.inspected?.item;
    if (!item || !model) {
      return "";
    }
    switch (item.kind) {
      case "packet":
        return this.message ? packetTitle(this.message, model, t) : t("grip-packet-unknown");
      case "link":
        return t("grip-link", { a: nodeText(item.from, model, t), b: nodeText(item.to, model, t) });
      case "partition":
        return t("grip-partition");
    }
  }

  #content({ item }: Inspected): TemplateResult | typeof nothing {
    const { t, model } = this;
    if (!model) {
      return nothing;
    }
    switch (item.kind) {
      case "packet":
        return this.message
          ? packetContent(
              this.message,
              model,
              this.language,
              this.#amount("delay"),
              t,
              this.acts ? this.#do : undefined,
              (name) => this.blocks(name),
            )
          : nothing;
      case "link":
        return linkContent(
          {
            ...item,
            model,
            way: this.way,
            latency: this.latency,
            slow: [this.#amount("slowFrom"), this.#amount("slowTo")],
          },
          t,
          (way) => {
            this.way = way;
          },
          (command) => this.#do(command),
          this.blocks("link"),
        );
      case "partition":
        return partitionContent(
          { model, choices: this.choices, oneWay: this.oneWay },
          t,
          (choices, oneWay) => {
            this.choices = choices;
            this.oneWay = oneWay;
          },
          () => this.#do({ do: "partition", groups: groupsOf(this.choices), oneWay: this.oneWay }),
          () => this.#do({ do: "heal" }),
          (name) => this.blocks(name),
        );
    }
  }

  // What can be done changes with the command, and with its button the focus goes.
  readonly #do = (command: Command): void => {
    this.#held = this.#popover()?.matches(":focus-within") ?? false;
    this.dispatch({ type: "command", command });
  };

  readonly #onBeforeToggle = (event: Event) => {
    if (event instanceof ToggleEvent && event.newState === "closed") {
      this.#held ||= this.renderRoot.querySelector("[popover]:focus-within") !== null;
    }
  };

  // The focus goes back to where the dialog was opened from, unless the reader has taken it elsewhere already.
  readonly #onToggle = (event: Event) => {
    if (!(event instanceof ToggleEvent) || event.newState !== "closed") {
      return;
    }
    if (this.#held) {
      (this.#origin?.isConnected ? this.#origin : this.#home)?.focus();
    }
    this.#held = false;
    if (this.inspected !== undefined) {
      this.dispatch({ type: "close" });
    }
  };
}
