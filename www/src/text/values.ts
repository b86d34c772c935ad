// Names of values, in the reader's language.

import type { Identity, ValueName } from "../model/values.ts";
import type { Translate } from "./catalogue.ts";
import { fitted, shortened, visible } from "./format.ts";

const SENTENCE_LENGTH = 60;

/** A value as a sentence names it. */
export function valueText(name: ValueName, t: Translate): string {
  return named(name, visible(shortened(name.text, SENTENCE_LENGTH)), t);
}

/** The same where there is only so much room, in letters. */
export function briefValueText(name: ValueName, letters: number, t: Translate): string {
  return named(name, fitted(name.text, letters), t);
}

function named(name: ValueName, text: string, t: Translate): string {
  const more = name.sort === "operation" ? name.more : 0;
  return t("value-name", { sort: name.sort, text, more });
}

/** The value and its look in words, for those who do not see it. */
export function identityText({ name, look }: Identity, t: Translate): string {
  return t("value-identity", { value: valueText(name, t), look });
}
