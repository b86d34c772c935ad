// Two branches of a run side by side: the step at which they differ, how they end, and the events in between.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Branch, TraceRecord, View } from "../engine/engine.ts";
import type { Comparison, Side } from "../engine/messages.ts";
import { castOf, toViewModel } from "../model/build-view-model.ts";
import type { Cast } from "../model/cast.ts";
import { align, type Row } from "../model/comparison.ts";
import type { ViewModel } from "../model/view-model.ts";
import { branchName } from "../text/branch-names.ts";
import { milliseconds } from "../text/format.ts";
import { lineOf, nodeNames } from "../text/narration.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import compareCss from "./compare.css?inline";
import { type ReplayState, replayNotice } from "./replay-notice.ts";

/** Maximum number of rows shown; the others are counted. */
const ROWS_MAX = 120;

export class ComparePart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(compareCss)];

  @property({ attribute: false }) branches: readonly Branch[] = [];
  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  @property({ attribute: false }) comparison: Comparison | undefined;
  /** Whether the comparison is still to come. */
  @property({ attribute: false }) waits = false;
  /** What is played for it, when that takes long. */
  @property({ attribute: false }) replay: ReplayState | undefined;
  /** The numbers of the two that are compared. */
  @state() private pair: readonly [number, number] = [0, 1];

  protected override get name(): string {
    return this.t("compare");
  }

  /** The future that is shown with the one that it left; the first one with the newest. */
  override show(): void {
    const present = this.branches.find((branch) => branch.present);
    const last = this.branches.at(-1)?.id ?? 0;
    this.#choose(present?.parent === undefined ? [0, last] : [present.parent, present.id]);
    super.show();
  }

  #choose(pair: readonly [number, number]): void {
    this.pair = pair;
    this.dispatch({ type: "compare", branches: pair });
  }

  protected override closed(): void {
    if (this.waits) {
      this.dispatch({ type: "stop-comparing" });
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("branches") && this.open && !this.pair.every((id) => this.#branch(id))) {
      this.close();
    }
  }

  #branch(number: number): Branch | undefined {
    return this.branches.find(({ id }) => id === number);
  }

  #name(number: number): string {
    const branch = this.#branch(number);
    return branch ? branchName(branch, this.model, this.t) : "";
  }

  protected override content(): TemplateResult {
    return html`
      <div class="pair">${this.#chooser(0, "compare-a")} ${this.#chooser(1, "compare-b")}</div>
      ${
        this.waits && this.replay
          ? replayNotice(this.t, this.replay, (action) => this.dispatch(action))
          : html`<div role="status">${this.#status()}</div>`
      }
      ${this.comparison ? this.#result(this.comparison) : nothing}
    `;
  }

  #chooser(place: 0 | 1, words: string): TemplateResult {
    const choose = (event: Event) => {
      if (event.target instanceof HTMLSelectElement) {
        const number = Number(event.target.value);
        this.#choose(place === 0 ? [number, this.pair[1]] : [this.pair[0], number]);
      }
    };
    return html`
      <label>
        <span>${this.t(words)}</span>
        <select @change=${choose}>
          ${this.branches.map(({ id }) => html`<option value=${id} ?selected=${id === this.pair[place]}>${this.#name(id)}</option>`)}
        </select>
      </label>
    `;
  }

  #status(): string {
    if (!this.comparison) {
      return this.t(this.waits ? "compare-waiting" : "compare-stopped");
    }
    const { step } = this.comparison.difference;
    return step === undefined ? this.t("compare-same") : this.t("compare-parting", { step: step - 1 });
  }

  #result({ difference, before, sides, playedOn }: Comparison): TemplateResult | typeof nothing {
    if (!sides || !before) {
      return nothing;
    }
    const [a, b] = sides;
    // A run has the same members in all of its futures.
    const values = this.model?.values;
    const cast: Cast = { ...castOf(toViewModel(before)), ...(values ? { values } : {}) };
    const { inA, inB } = difference;
    return html`
      <div class="scroller" tabindex="0" role="region" aria-label=${this.t("compare")}>
        <table>
          <colgroup><col class="names" /><col /><col /></colgroup>
          <thead><tr><td></td>${sides.map((side) => html`<th scope="col">${this.#name(side.number)}</th>`)}</tr></thead>
          <tbody class="parting">
            <tr><th scope="row">${this.t("compare-first")}</th>${this.#first(inA, cast)}${this.#first(inB, cast)}</tr>
          </tbody>
          <tbody class="end">
            <tr><th scope="rowgroup" colspan="3">${this.t("compare-end")}</th></tr>
            ${this.#end(a, b, cast)}
          </tbody>
          <tbody>
            <tr><th scope="rowgroup" colspan="3">${this.t("compare-rows")}</th></tr>
            ${this.#rows(align(this.#told(a, cast), this.#told(b, cast)), cast)}
          </tbody>
        </table>
      </div>
      <p class="note">${this.#notes(sides, playedOn)}</p>
    `;
  }

  #first(record: TraceRecord | undefined, cast: Cast): TemplateResult {
    return record ? this.#cell(record, cast) : html`<td>${this.t("compare-idle")}</td>`;
  }

  #cell(record: TraceRecord, cast: Cast): TemplateResult {
    return html`<td>${lineOf(record, cast).sentence(this.t)} ${this.#time(record.atMs)}</td>`;
  }

  #time(atMs: number): TemplateResult {
    return html`<span class="time">${this.t("why-time", { time: milliseconds(atMs, this.language) })}</span>`;
  }

  // The main differences, which every reader sees first.
  #told({ facts }: Side, cast: Cast): TraceRecord[] {
    return facts.filter((record) => lineOf(record, cast).level === "fact");
  }

  #end(a: Side, b: Side, cast: Cast): TemplateResult[] {
    const { t } = this;
    const faulty = ({ faults }: View) =>
      nodeNames(
        faults.map(({ replica }) => replica),
        cast,
        t,
      ) || "–";
    const [one, other] = [a.view, b.view];
    const rows: [string, string, string][] = [
      ["time", this.#ms(one.nowMs), this.#ms(other.nowMs)],
      ["answered", String(answered(one)), String(answered(other))],
      ["executed", String(executed(one)), String(executed(other))],
      ["view", this.#view(one), this.#view(other)],
      ["primary", primary(one), primary(other)],
      ["faulty", faulty(one), faulty(other)],
    ];
    return rows.map(([name, inA, inB]) => {
      const differs = name !== "time" && inA !== inB;
      return html`
        <tr class=${differs ? "differs" : ""}>
          <th scope="row">${t(`compare-end-${name}`)}${differs ? html`<span aria-hidden="true"> ≠</span>` : nothing}</th>
          <td>${inA}</td><td>${inB}</td>
        </tr>
      `;
    });
  }

  #ms(atMs: number): string {
    return this.t("why-time", { time: milliseconds(atMs, this.language) });
  }

  #view({ replicas }: View): string {
    const view = Math.max(...replicas.map((replica) => replica.view));
    const begun = replicas.some((replica) => replica.view === view && replica.active);
    return this.t("compare-view", { view, pending: begun ? "no" : "yes" });
  }

  #rows(rows: readonly Row[], cast: Cast): TemplateResult[] {
    const none = html`<td class="none">${this.t("compare-nothing")}</td>`;
    return rows.slice(0, ROWS_MAX).map(
      ({ a, b }) => html`
        <tr class=${a && b ? "" : "differs"}>
          <td class="sign" aria-hidden="true">${a && b ? "=" : "≠"}</td>
          ${a ? this.#cell(a, cast) : none}${b ? this.#cell(b, cast) : none}
        </tr>
      `,
    );
  }

  #notes(sides: readonly [Side, Side], playedOn: number | undefined): string {
    const left = sides[0].left + sides[1].left;
    return [
      ...(playedOn === undefined ? [] : [this.t("compare-played-on", { number: playedOn + 1 })]),
      ...(left > 0 ? [this.t("compare-left", { count: left })] : []),
    ].join(" ");
  }
}

function answered({ clients }: View): number {
  return clients.reduce((sum, client) => sum + client.answered, 0);
}

function executed({ replicas }: View): number {
  return Math.max(...replicas.map(({ lastExecuted }) => lastExecuted));
}

// In the newest view that has begun anywhere.
function primary({ replicas }: View): string {
  const active = replicas.filter((replica) => replica.active);
  const view = Math.max(...active.map((replica) => replica.view));
  const found = replicas.find((replica) => replica.role === "primary" && replica.view === view);
  return found ? String(found.id) : "–";
}
