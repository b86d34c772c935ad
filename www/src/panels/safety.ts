// The safety bar: the number of faulty replicas and its limit, the guarantees, and the state of each invariant.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Members } from "../model/cast.ts";
import {
  firstOfEach,
  firstProofs,
  guaranteesOf,
  type Invariant,
  levelOf,
  numberOf,
  type Violation,
  verdictKey,
} from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import { faultsText } from "../text/faults.ts";
import { milliseconds } from "../text/format.ts";
import { type Line, nodeNames } from "../text/narration.ts";
import { offenceText } from "../text/refusals.ts";
import { violationText } from "../text/violations.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import valueCss from "../ui/value.css?inline";
import { certificates } from "./certificates.ts";
import { statements } from "./evidence.ts";
import safetyCss from "./safety.css?inline";

export class SafetyPart extends Part {
  static override styles = [SHARED, styleSheet(valueCss), styleSheet(safetyCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** What happened, for the records that prove a violation. */
  @property({ attribute: false }) lines: readonly Line[] = [];
  /** The rules of the protocol that the cluster lacks. */
  @property({ attribute: false }) removed: readonly string[] = [];

  protected override render() {
    const { model, removed, t } = this;
    if (!model) {
      return nothing;
    }
    const { faulty, allowed } = model.verdict;
    const guarantees = guaranteesOf(model);
    const broken = firstOfEach(model.violations);
    const { invariants } = model;
    const held = invariants.filter(({ state }) => state === "held").length;
    return html`
      <section class=${broken.length > 0 ? "broken" : levelOf(model.verdict)} aria-label=${t("safety-label")}>
        <div class="standing" aria-live="polite">
          ${meter(faulty, allowed)}
          <strong>${t("safety-count", { faulty, allowed })}</strong>
          <span class="promised">${removed.length > 0 && broken.length === 0 ? t("safety-lacking", { rules: removed.join(t("list-comma")) }) : t(verdictKey(broken), guarantees)}</span>
          ${faulty > 0 ? html`<span class="faults">${faultsText(model.faults, model, t)}</span>` : nothing}
        </div>
        ${broken.length > 0 ? this.#broken(broken, model) : nothing}
        ${this.#proofs(model.proofs)}
        <details>
          <summary>${t("safety-invariants", { held, broken: broken.length })}</summary>
          <ul>${invariants.map((invariant) => this.#invariant(invariant))}</ul>
        </details>
      </section>
    `;
  }

  #invariant({ id, state }: Invariant): TemplateResult {
    const number = numberOf(id);
    const { t } = this;
    return html`
      <li class=${state}>
        <span class="sign" aria-hidden="true">${SIGNS[state]}</span>
        <span class="invariant">
          <span class="name">${t(`invariant-${number}`)}</span>
          <span class="state">${id} · ${t(`safety-state-${state}`)}</span>
          <span class="about">${t(`invariant-about-${number}`)}</span>
        </span>
      </li>
    `;
  }

  // The newest first: it is what the run waits for. The details of each open on request, so that the stage and the
  // chapters stay on the screen.
  #broken(broken: readonly Violation[], model: ViewModel): TemplateResult {
    const { t } = this;
    const newest = [...broken].reverse();
    return html`
      <div class="findings">
        <p class="alert" role="alert">${t("safety-broken", { name: t(`invariant-${numberOf(newest[0]?.id ?? "")}`) })}</p>
        <ol reversed>${repeat(
          newest,
          ({ id }) => id,
          (violation) => this.#violation(violation, model),
        )}</ol>
      </div>
    `;
  }

  #violation(violation: Violation, model: ViewModel): TemplateResult {
    const { t } = this;
    const { id, atMs, records } = violation;
    const number = numberOf(id);
    const { text, lang } = violationText(violation, this.#cast(), t);
    return html`
      <li>
        <details>
          <summary>
            <strong>${t(`invariant-${number}`)}</strong> <span class="state">${id} · ${t("why-time", { time: milliseconds(atMs, this.language) })}</span>
            <span class="happened" lang=${lang ?? nothing}>${text}</span>
            <span class="more">${t("safety-behind")}</span>
          </summary>
          <p class="about">${t(`invariant-about-${number}`)}</p>
          ${certificates(violation, model, t, (proof) => this.#proof(proof))}
          ${records.length > 0 ? html`<p class="proof">${t("safety-proof")}</p>` : nothing}
          <div class="records">${records.map((record) => this.#record(record))}</div>
        </details>
      </li>
    `;
  }

  #proofs(proofs: ViewModel["proofs"]): TemplateResult | typeof nothing {
    const first = firstProofs(proofs);
    if (first.length === 0) {
      return nothing;
    }
    const culprits = [...new Set(first.map(({ culprit }) => culprit))];
    return html`
      <details class="proofs">
        <summary>${this.t("safety-proofs", { count: first.length, names: this.#names(culprits) })}</summary>
        <ul>
          ${first.map((proof) => this.#proof(proof))}
        </ul>
      </details>
    `;
  }

  #proof(proof: ViewModel["proofs"][number]): TemplateResult {
    const { culprit, offence, records } = proof;
    return html`
      <li class="guilt">
        <span class="sign" aria-hidden="true">${SIGNS.broken}</span>
        <span>
          <span class="name">${this.#names([culprit])}</span> ${offenceText(offence, this.t)}
          ${this.model ? statements(proof, this.model.values, this.#cast(), this.t) : nothing}
          <span class="records">${records.map((record) => this.#record(record))}</span>
        </span>
      </li>
    `;
  }

  #names(nodes: readonly number[]): string {
    return nodeNames(nodes, this.#cast(), this.t);
  }

  #cast(): Members {
    return { replicas: this.model?.n ?? 0, clients: this.model?.clients.length ?? 0 };
  }

  #record(record: number): TemplateResult {
    const line = this.lines.find(({ id }) => id === record);
    const text = line ? line.sentence(this.t) : this.t("safety-record", { record });
    return html`
      <button type="button" title=${this.t("safety-show")} @click=${() => this.dispatch({ type: "select", record, show: true })}>
        ${line ? html`<span class="time">${milliseconds(line.atMs, this.language)}</span>` : nothing} ${text}
      </button>
    `;
  }
}

const SIGNS: Readonly<Record<Invariant["state"], string>> = { held: "✓", broken: "✕", unjudged: "–" };

/** More places than this are not drawn, because they are too many to count. */
const PLACES_MAX = 12;
const PLACE = 14;

// A place for each replica that may be faulty, filled for each that is; more than f are outside the frame.
function meter(faulty: number, allowed: number): TemplateResult | typeof nothing {
  const places = Math.max(faulty, allowed);
  if (places === 0 || places > PLACES_MAX) {
    return nothing;
  }
  const width = places * PLACE + 4;
  return html`
    <svg class="meter" viewBox="0 0 ${width} 18" width=${width} height="18" aria-hidden="true">
      <rect class="frame" x="0.75" y="0.75" width=${Math.max(allowed * PLACE + 2, 2)} height="16.5" rx="5"></rect>
      ${Array.from({ length: places }, (_, place) => place).map((place) => dot(place, place < faulty, place >= allowed))}
    </svg>
  `;
}

function dot(place: number, filled: boolean, beyond: boolean): TemplateResult {
  return html`<svg x=${place * PLACE + 3} y="4" width="11" height="11" viewBox="0 0 10 10"><circle class="place ${filled ? "filled" : ""} ${beyond ? "beyond" : ""}" cx="5" cy="5" r="4"></circle></svg>`;
}
