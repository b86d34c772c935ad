// The questions that readers of the paper ask: each with its answer and two runs, with the rule and without it.

import { html, type TemplateResult } from "lit";
import type { QuestionEntry } from "../engine/engine.ts";
import { textIn } from "../text/captions.ts";
import type { Language, Translate } from "../text/catalogue.ts";

/** `open` opens a run of a question, in which the rule holds or is missing. */
export function questionsView(
  questions: readonly QuestionEntry[],
  t: Translate,
  language: Language,
  open: (question: QuestionEntry, holds: boolean) => void,
): TemplateResult {
  return html`
    <p>${t("questions-about")}</p>
    <ul class="questions" aria-label=${t("attacks-questions")}>
      ${questions.map((question) => {
        const { name, mutant } = question;
        const button = (holds: boolean) => html`
          <button type="button" aria-describedby=${`question-${name}`} @click=${() => open(question, holds)}>
            ${t("question-run", { holds: String(holds), code: mutant })}
          </button>
        `;
        return html`
          <li data-question=${name}>
            <h3 id=${`question-${name}`}>${textIn(question.question, language)}</h3>
            <p>${textIn(question.answer, language)}</p>
            <div class="pair">${button(true)} ${button(false)}</div>
          </li>
        `;
      })}
    </ul>
  `;
}
