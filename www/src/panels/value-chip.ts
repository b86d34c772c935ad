// Sign of a value: its name inside its colour and pattern.

import { html, type TemplateResult } from "lit";
import { type Identity, PATTERNS } from "../model/values.ts";
import type { Translate } from "../text/catalogue.ts";
import { briefValueText } from "../text/values.ts";

const LETTERS = 18;

export function valueChip({ look, name }: Identity, t: Translate): TemplateResult {
  return html`<span class="value-chip ${look} ${PATTERNS[look]}"><span>${briefValueText(name, LETTERS, t)}</span></span>`;
}
