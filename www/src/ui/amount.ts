// A field for an amount of time beside the button that uses it.

import { html, type TemplateResult } from "lit";
import { parsed } from "../model/settings-form.ts";
import type { Translate } from "../text/catalogue.ts";

/** What was typed as an amount, and where to keep it. */
export interface Amount {
  readonly text: string;
  readonly type: (text: string) => void;
}

/** Undefined while it is no number; whether it is a legal one the engine says. */
export function milliseconds({ text }: Amount): number | undefined {
  return parsed(text);
}

export function amountField({ text, type }: Amount, label: string, t: Translate): TemplateResult {
  const onInput = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      type(event.target.value);
    }
  };
  return html`
    <span class="amount">
      <input type="text" inputmode="decimal" autocomplete="off" aria-label=${label} .value=${text} @input=${onInput} />
      <span>${t("grip-unit")}</span>
    </span>
  `;
}
