// The button with which a question about the run is asked.

import { html, nothing, type TemplateResult } from "lit";
import type { Action } from "../model/actions.ts";
import type { Askable } from "../model/questions.ts";
import type { Translate } from "../text/catalogue.ts";

export function questionButton(
  askable: Askable | undefined,
  t: Translate,
  dispatch: (action: Action) => void,
): TemplateResult | typeof nothing {
  if (!askable) {
    return nothing;
  }
  const { question, words } = askable;
  return html`<button type="button" class="question" title=${t("why-pauses")} @click=${() => dispatch({ type: "why", question })}>${t(words)}</button>`;
}
