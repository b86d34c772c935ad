// The button with which a question about the run is asked.

import { html, nothing, type TemplateResult } from "lit";
import type { Action } from "../model/actions.ts";
import type { Askable } from "../model/questions.ts";
import type { Say } from "../text/catalogue.ts";

export function questionButton(
  askable: Askable | undefined,
  say: Say,
  dispatch: (action: Action) => void,
): TemplateResult | typeof nothing {
  if (!askable) {
    return nothing;
  }
  const { question, words } = askable;
  return html`<button type="button" class="question" title=${say("why-pauses")} @click=${() => dispatch({ type: "why", question })}>${say(words)}</button>`;
}
