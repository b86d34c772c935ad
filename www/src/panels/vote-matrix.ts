// The votes for one sequence number: for each replica's log a cell for every sender and phase, empty until the vote arrives.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { StatementName } from "../engine/engine.ts";
import { keyOfStatement, type Picks } from "../model/find.ts";
import type { Kind } from "../model/message-kinds.ts";
import type { ValueKey } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import { countOf } from "../text/narration.ts";
import { viewModelContext } from "../ui/contexts.ts";
import glyphCss from "../ui/glyph.css?inline";
import { glyph } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import valueCss from "../ui/value.css?inline";
import { valueChip } from "./value-chip.ts";
import voteMatrixCss from "./vote-matrix.css?inline";
import {
  numbersOf,
  rowsOf,
  type ViewChangeRow,
  type Vote,
  type VoteGroup,
  type VoteRow,
  viewChangeVotesOf,
} from "./vote-rows.ts";

/** With more replicas than this the rows are the senders, and the log is that of one replica. */
const ALL_LOGS_UP_TO = 10;
const PHASES = ["prepare", "commit"] as const;

export class VoteMatrixPart extends Part {
  static override styles = [SHARED, styleSheet(glyphCss), styleSheet(valueCss), styleSheet(voteMatrixCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** The replica whose log is shown where there is no room for all. */
  @property({ type: Number }) replica = 0;
  /** The number that the story is about; undefined while it is about none. */
  @property({ attribute: false }) reported: number | undefined;
  /** The number that the reader chose; undefined follows the story. */
  @property({ attribute: false }) chosen: number | undefined;

  /** The votes that the reader has chosen as an answer. Undefined while no question asks for votes. */
  @property({ attribute: false }) picks: Picks | undefined;
  /** Whether the choice is made. */
  @property({ type: Boolean }) frozen = false;

  /** The focus goes to the first vote that can be chosen. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("button.pick")?.focus();
  }

  protected override render() {
    const { model, t } = this;
    if (!model) {
      return nothing;
    }
    const numbers = numbersOf(model);
    const chosen = numbers.find((seq) => seq === this.chosen);
    const seq = chosen ?? this.reported ?? model.focus ?? numbers.at(-1);
    return html`
      <section aria-labelledby="title">
        <div class="head">
          <h2 id="title">${t("matrix-title")}</h2>
          ${this.#chooser(numbers, chosen)}
        </div>
        ${seq === undefined ? html`<p class="about">${t("matrix-none")}</p>` : this.#votes(model, seq)}
        ${this.#viewChanges(model, viewChangeVotesOf(model))}
      </section>
    `;
  }

  #chooser(numbers: readonly number[], chosen: number | undefined): TemplateResult {
    const { t } = this;
    return html`
      <label>${t("matrix-number")}
        <select aria-label=${t("matrix-choose")} @change=${this.#onChoose}>
          <option value="" ?selected=${chosen === undefined}>${t("matrix-follow")}</option>
          ${numbers.map((seq) => html`<option value=${seq} ?selected=${seq === chosen}>${seq}</option>`)}
        </select>
      </label>
    `;
  }

  readonly #onChoose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      const { value } = event.target;
      this.dispatch({ type: "votes", seq: value === "" ? undefined : Number(value) });
    }
  };

  #votes(model: ViewModel, seq: number): TemplateResult {
    const { t } = this;
    const rows = rowsOf(model, seq);
    const one = rows[this.replica] ?? rows[0];
    const all = model.n <= ALL_LOGS_UP_TO;
    const table = all ? this.#all(model, rows) : one ? this.#single(one) : nothing;
    return html`
      <p class="about">${t("matrix-about", { seq, quorum: model.quorum, n: model.n })}</p>
      <div class="scroller ${all ? "whole" : ""}" tabindex="0" role="region" aria-label=${t("matrix-region", { seq })}>${table}</div>
    `;
  }

  // Rows are the logs, columns the senders. Each phase has a table of its own: where there is no room beside each other, they are one
  // below the other.
  #all(model: ViewModel, rows: readonly VoteRow[]): TemplateResult {
    return html`${PHASES.map((phase) => this.#phase(phase, model, rows))}`;
  }

  #phase(phase: (typeof PHASES)[number], model: ViewModel, rows: readonly VoteRow[]): TemplateResult {
    const { t } = this;
    return html`
      <table>
        <thead>
          <tr>
            <th rowspan="2" scope="col">${t("matrix-log")}</th>
            <th class="phase" colspan=${model.n + 1} scope="colgroup">${t("matrix-phase", { phase })}</th>
          </tr>
          <tr>
            ${rows.map(({ id }) => html`<th class="sender" scope="col">${id}</th>`)}
            <td></td>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`
              <tr class=${row.health}>
                <th scope="row">${t("log-replica", { id: row.id })}</th>
                ${
                  row.state === "forgotten"
                    ? html`<td class="forgotten" colspan=${model.n + 1}>${t("matrix-forgotten")}</td>`
                    : this.#group(row[phase], phase)
                }
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #group(group: VoteGroup, phase: (typeof PHASES)[number]): TemplateResult {
    const certified = group.have >= group.need;
    return html`
      ${group.votes.map((vote, sender) => {
        const edge = sender === 0 ? "first" : sender === group.votes.length - 1 ? "last" : "";
        return html`<td class="vote ${certified ? "certified" : ""} ${edge}">${this.#vote(vote, phase, group.values[sender], group.statements[sender])}</td>`;
      })}
      <td class="count">${this.#count(group)}</td>
    `;
  }

  #count({ have, need }: VoteGroup): TemplateResult {
    const certified = have >= need;
    return html`<span class="told">${this.t("matrix-count", countOf({ have, need }))}</span>${certified ? html`<span class="done" aria-hidden="true"> ✓</span><span class="unseen"> ${this.t("matrix-certificate")}</span>` : nothing}`;
  }

  // Where values compete, each vote has the sign of its value; one for another value than the replica accepted does not count.
  #vote(vote: Vote, phase: Kind, value?: ValueKey, statement?: StatementName): TemplateResult {
    const { picks } = this;
    const cast = this.#cast(vote, phase, value);
    if (!picks || !statement) {
      return cast;
    }
    const pick = () => this.dispatchEvent(new CustomEvent<StatementName>("pick", { detail: statement }));
    return html`
      <button
        type="button"
        class="pick"
        aria-pressed=${picks.has(keyOfStatement(statement)) ? "true" : "false"}
        aria-disabled=${this.frozen ? "true" : "false"}
        @click=${pick}
      ><span class="unseen">${this.t("find-vote", { kind: statement.kind, id: statement.signer })}</span>${cast}</button>
    `;
  }

  #cast(vote: Vote, phase: Kind, value: ValueKey | undefined): TemplateResult {
    const kind = vote === "pre-prepare" ? "pre-prepare" : phase;
    const identity = this.model?.values.ofKey(value);
    return html`
      ${vote === "missing" ? html`<span class="slot" aria-hidden="true"></span>` : html`<span class="cast ${vote}">${glyph(kind)}</span>`}
      ${identity ? html`<span class="of-value">${valueChip(identity, this.t)}</span>` : nothing}
      <span class="unseen">${this.t("matrix-vote", { vote })}</span>
    `;
  }

  // Many senders: a row for each, and the log of the replica that is inspected.
  #single(row: VoteRow): TemplateResult {
    const { t } = this;
    if (row.state === "forgotten") {
      return html`<p class="about">${t("matrix-forgotten")}</p>`;
    }
    return html`
      <table class="single">
        <thead>
          <tr>
            <th scope="col">${t("matrix-sender", { id: row.id })}</th>
            ${PHASES.map((phase) => html`<th scope="col">${t("matrix-phase-brief", { phase })} ${this.#count(row[phase])}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${row.prepare.votes.map(
            (vote, sender) => html`
              <tr>
                <th scope="row">${t("log-replica", { id: sender })}</th>
                <td class="vote">${this.#vote(vote, "prepare", row.prepare.values[sender], row.prepare.statements[sender])}</td>
                <td class="vote">${this.#vote(row.commit.votes[sender] ?? "missing", "commit", row.commit.values[sender], row.commit.statements[sender])}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #viewChanges(model: ViewModel, rows: readonly ViewChangeRow[]): TemplateResult | typeof nothing {
    const { t } = this;
    if (rows.length === 0 || model.n > ALL_LOGS_UP_TO) {
      return nothing;
    }
    return html`
      <p class="about">${glyph("view-change")} ${t("matrix-wishes", { quorum: model.quorum, n: model.n })}</p>
      <div class="scroller" tabindex="0" role="region" aria-label=${t("inspect-view-changes")}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t("matrix-log")}</th>
              ${rows.map(({ id }) => html`<th class="sender" scope="col">${id}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ id, views }) => html`
                <tr>
                  <th scope="row">${t("log-replica", { id })}</th>
                  ${views.map((view) => html`<td class="vote">${view === undefined ? this.#vote("missing", "view-change") : html`<span class="wish">${view}</span>`}</td>`)}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}
