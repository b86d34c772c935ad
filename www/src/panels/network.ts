// The network as text: every message in transit, which the keyboard can inspect too; links and partitions.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { castOf } from "../model/build-view-model.ts";
import type { InspectedItem } from "../model/inspected.ts";
import { kindOf } from "../model/message-kinds.ts";
import type { ViewModel } from "../model/view-model.ts";
import { milliseconds } from "../text/format.ts";
import { messageText } from "../text/narration.ts";
import { viewModelContext } from "../ui/contexts.ts";
import glyphCss from "../ui/glyph.css?inline";
import { glyph } from "../ui/glyph.ts";
import { nodeText } from "../ui/node-name.ts";
import { Part, SHARED } from "../ui/part.ts";
import { RowSlots } from "../ui/row-slots.ts";
import { styleSheet } from "../ui/sheet.ts";
import valueCss from "../ui/value.css?inline";
import networkCss from "./network.css?inline";
import { valueChip } from "./value-chip.ts";

export class NetworkPart extends Part {
  static override styles = [SHARED, styleSheet(glyphCss), styleSheet(valueCss), styleSheet(networkCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** Whether anything can be done here, or only looked at. */
  @property({ type: Boolean }) acts = true;
  /** The ends of the link that the reader chose. */
  @state() private from = 0;
  @state() private to = 1;
  readonly #slots = new RowSlots();
  /** The place of the message that had the focus last, and whether it still had it before this update. */
  #place = 0;
  #held = false;

  /** The message at the place of the one that had the focus last, which may be gone. */
  override focus(): void {
    const messages = [...this.renderRoot.querySelectorAll<HTMLElement>("li button")];
    (messages.at(Math.min(this.#place, messages.length - 1)) ?? this.#heading)?.focus();
  }

  get #heading(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("#packets");
  }

  get #focused(): Element | null {
    const { renderRoot: root } = this;
    return root instanceof ShadowRoot ? root.activeElement : null;
  }

  protected override willUpdate(): void {
    this.#held = this.hasUpdated && this.#focused?.closest("li") != null;
  }

  // A message that arrives or is dropped takes the focus with it.
  protected override updated(): void {
    if (this.#held && this.#focused === null) {
      this.focus();
    }
  }

  readonly #onFocus = ({ target }: Event) => {
    const messages = [...this.renderRoot.querySelectorAll("li button")];
    this.#place = target instanceof Element ? Math.max(0, messages.indexOf(target)) : 0;
  };

  protected override render() {
    const { model, t } = this;
    if (!model) {
      return nothing;
    }
    const { flying, inFlight } = model;
    const slots = this.#slots.assign(flying.map(({ id }) => id));
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t("network-title")}</h2>
        ${this.acts ? this.#tools(model) : nothing}
        <h3 id="packets" tabindex="-1">${t("network-packets", { count: inFlight })}</h3>
        ${
          flying.length === 0
            ? html`<p class="none">${t("network-none")}</p>`
            : html`<ul aria-labelledby="packets" @focusin=${this.#onFocus}>${repeat(
                flying,
                (_, index) => slots[index],
                (packet) => this.#packet(packet, model),
              )}</ul>`
        }
        ${inFlight > flying.length ? html`<p class="none">${t("network-first", { count: flying.length })}</p>` : nothing}
      </section>
    `;
  }

  #tools(model: ViewModel): TemplateResult {
    const { t } = this;
    const whole = model.links.length === 0 && !model.partition;
    return html`
      <div class="tools">
        <button type="button" ?disabled=${this.blocks("partition", "heal")} @click=${this.#onPartition}>${t("network-partition")}</button>
        ${model.n + model.clients.length > 1 ? this.#link(model) : nothing}
        <button type="button" ?disabled=${whole || this.blocks("heal")} @click=${() => this.dispatch({ type: "command", command: { do: "heal" } })}>${t("network-heal")}</button>
      </div>
    `;
  }

  #link(model: ViewModel): TemplateResult {
    const { t } = this;
    const nodes = Array.from({ length: model.n + model.clients.length }, (_, node) => node);
    const from = nodes[this.from] ?? 0;
    const others = nodes.filter((node) => node !== from && (node < model.n || from < model.n));
    const to = others.find((node) => node === this.to) ?? others[0] ?? 0;
    const select = (chosen: number, offered: readonly number[], label: string, set: (node: number) => void) =>
      html`<select aria-label=${label} @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement) {
          set(Number(event.target.value));
        }
      }}>${offered.map((node) => html`<option value=${node} .selected=${node === chosen}>${nodeText(node, model, t)}</option>`)}</select>`;
    return html`
      <span class="link">
        ${select(from, nodes, t("network-link-from"), (node) => {
          this.from = node;
        })}
        <span aria-hidden="true">↔</span>
        ${select(to, others, t("network-link-to"), (node) => {
          this.to = node;
        })}
        <button type="button" ?disabled=${this.blocks("link")} @click=${(event: Event) => this.#inspect({ kind: "link", from, to }, event)}>${t("network-link")}</button>
      </span>
    `;
  }

  #packet(packet: ViewModel["flying"][number], model: ViewModel): TemplateResult {
    const { t } = this;
    const { id, from, to, message, state, dueMs } = packet;
    const identity = model.values.ofMessage(message);
    return html`
      <li>
        <button type="button" @click=${(event: Event) => this.#inspect({ kind: "packet", packet: id }, event)}>
          ${glyph(kindOf(message.kind.toLowerCase()))}
          <span class="what">${t("network-packet", {
            message: messageText(message, castOf(model), t),
            from: nodeText(from, model, t),
            to: nodeText(to, model, t),
          })} ${identity ? valueChip(identity, t) : nothing}</span>
          <span class="due">${t("network-due", { state, due: milliseconds(dueMs, this.language) })}</span>
        </button>
      </li>
    `;
  }

  readonly #onPartition = (event: Event) => this.#inspect({ kind: "partition" }, event);

  #inspect(item: InspectedItem, event: Event): void {
    const origin = event.currentTarget;
    if (origin instanceof HTMLElement) {
      const { right, top, height } = origin.getBoundingClientRect();
      this.dispatch({ type: "inspect", inspected: { item, x: right, y: top + height / 2, origin } });
    }
  }
}
