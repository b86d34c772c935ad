// The five steps of the paper's normal case, and the progress of the request in focus in each.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Kind } from "../model/message-kinds.ts";
import type { StepsModel, ViewModel } from "../model/view-model.ts";
import { viewModelContext } from "../ui/contexts.ts";
import glyphCss from "../ui/glyph.css?inline";
import { glyph } from "../ui/glyph.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import stepsCss from "./steps.css?inline";

interface Step {
  readonly kind: Kind;
  readonly have: number;
  readonly of: number;
  /** From where on the step counts as taken. */
  readonly need: number;
}

export class StepsPart extends Part {
  static override styles = [SHARED, styleSheet(glyphCss), styleSheet(stepsCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;

  protected override render() {
    const { model, t } = this;
    if (!model) {
      return nothing;
    }
    const steps = stepsOf(model, model.steps);
    const current = currentStep(model.steps);
    return html`
      <ol aria-label=${t("steps-label")}>
        ${steps.map((step, index) => this.#step(step, index, index === current))}
      </ol>
    `;
  }

  #step(step: Step, index: number, current: boolean): TemplateResult {
    const { t } = this;
    const state = step.have >= step.need ? "done" : step.have > 0 ? "begun" : "open";
    return html`
      <li class=${state} aria-current=${current ? "step" : "false"}>
        <span class="name">${glyph(step.kind)} ${t("step-name", { kind: step.kind, number: index + 1 })}</span>
        <span class="about">${t("step-about", { kind: step.kind })}</span>
        ${bar(step)}
        <span class="count" aria-hidden="true">${step.have}/${step.of}</span>
        <span class="unseen">${t("step-count", { kind: step.kind, have: step.have, of: step.of })}</span>
      </li>
    `;
  }
}

function stepsOf(model: ViewModel, at: StepsModel): Step[] {
  const { n, quorum } = model;
  const replies = at.answered ? at.replies.need : at.replies.have;
  return [
    { kind: "request", have: at.requested ? 1 : 0, of: 1, need: 1 },
    { kind: "pre-prepare", have: at.prePrepared, of: n, need: quorum },
    { kind: "prepare", have: at.prepared, of: n, need: quorum },
    { kind: "commit", have: at.committed, of: n, need: quorum },
    { kind: "reply", have: Math.min(replies, at.replies.need), of: at.replies.need, need: at.replies.need },
  ];
}

// The step that the messages now on their way belong to: what some replica has reached, the next one is being worked on.
function currentStep(at: StepsModel): number | undefined {
  if (at.answered || at.committed > 0) {
    return 4;
  }
  if (at.prepared > 0) {
    return 3;
  }
  // The primary alone knows the number as soon as it has chosen it.
  return at.prePrepared > 1 ? 2 : at.prePrepared > 0 ? 1 : at.requested ? 0 : undefined;
}

// Attributes of SVG instead of inline styles, which a strict content security policy forbids.
function bar(step: Step): TemplateResult {
  const share = step.of > 0 ? (100 * step.have) / step.of : 0;
  const quorum = step.need < step.of ? (100 * step.need) / step.of : undefined;
  return html`
    <svg class="bar ${step.kind}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="room" width="100" height="6"></rect>
      <rect class="have" width=${share} height="6"></rect>
      <rect class="tick" x=${(quorum ?? -9) - 0.6} width="1.2" height="6"></rect>
    </svg>
  `;
}
