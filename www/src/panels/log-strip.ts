// The logs of all replicas over the same numbers: the window between the water marks, how far each number in it has come,
// and what a stable checkpoint has let them forget.

import { consume } from "@lit/context";
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { ReplicaModel, ViewModel } from "../model/view-model.ts";
import { countOf } from "../text/narration.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import { type Bar, barsOf, HEIGHTS, type Span, spanOf } from "./log-bars.ts";
import logCss from "./log-strip.css?inline";

const TALL = 20;
const PHASES = ["pre-prepared", "prepared", "committed-local", "executed"] as const;

export class LogStripPart extends Part {
  static override styles = [SHARED, styleSheet(logCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;

  protected override render() {
    const { model, t } = this;
    if (!model) {
      return nothing;
    }
    const span = spanOf(model.replicas);
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t("log-title")}</h2>
        <p class="about">${t("log-about")}</p>
        <p class="key" aria-hidden="true">
          ${PHASES.map((phase) => html`<span class="item">${sample(phase)} ${t("log-phase", { phase })}</span>`)}
        </p>
        <ul tabindex="0" aria-labelledby="title">
          ${model.replicas.map((replica) => this.#row(replica, span))}
        </ul>
      </section>
    `;
  }

  #row(replica: ReplicaModel, span: Span): TemplateResult {
    const { t } = this;
    const { lowWaterMark: low, highWaterMark: high, checkpoints } = replica.detail;
    return html`
      <li>
        <span class="name">${t("log-replica", { id: replica.id })}</span>
        ${strip(replica, span)}
        <span class="marks" aria-hidden="true">${low}<span class="to">–</span>${high}</span>
        <span class="unseen">${t("log-label", { low, high, executed: replica.lastExecuted })}
          ${checkpoints
            .filter(({ seq }) => seq > low)
            .map(({ seq, votes }) => t("log-checkpoint", { seq, ...countOf(votes) }))}
        </span>
      </li>
    `;
  }
}

function strip(replica: ReplicaModel, span: Span): TemplateResult {
  const { lowWaterMark: low, highWaterMark: high, checkpoints } = replica.detail;
  const width = span.last - span.after;
  const gone = Math.max(0, low - span.after);
  return html`
    <svg class=${replica.health} viewBox="0 0 ${width} ${TALL}" preserveAspectRatio="none" aria-hidden="true">
      <rect class="gone" y=${TALL - 2} width=${gone} height="2"></rect>
      <rect class="window" x=${gone} width=${Math.max(0, high - low)} height=${TALL}></rect>
      ${barsOf(replica, span).map(barShape)}
      ${checkpoints
        .filter(({ seq }) => seq > low && seq > span.after)
        .map(({ seq }) => mark("proposed", seq - span.after))}
      ${low > span.after ? mark("stable", gone) : nothing}
    </svg>
  `;
}

function barShape({ from, to, height, phase }: Bar): SVGTemplateResult {
  const tall = height * (TALL - 2);
  return svg`<rect class="bar ${phase}" x=${from} y=${TALL - 1 - tall} width=${to - from} height=${tall}></rect>`;
}

function mark(kind: "proposed" | "stable", x: number): SVGTemplateResult {
  return svg`<line class="mark ${kind}" x1=${x} x2=${x} y1="0" y2=${TALL}></line>`;
}

function sample(phase: (typeof PHASES)[number]): TemplateResult {
  const tall = HEIGHTS[phase] * 14;
  return html`<svg class="sample" viewBox="0 0 8 14" width="8" height="14"><rect class="bar ${phase}" y=${14 - tall} width="8" height=${tall}></rect></svg>`;
}
