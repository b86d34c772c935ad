// Statements of a proof side by side, each with its value.

import { html, nothing, type TemplateResult } from "lit";
import type { Members } from "../model/cast.ts";
import { keyOf } from "../model/values.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { nodeName } from "../text/narration.ts";
import { valueText } from "../text/values.ts";
import { valueChip } from "./value-chip.ts";

type Proof = ViewModel["proofs"][number];
type Statement = Proof["statements"][number];

/** What a statement assigns its value to; undefined for what has no value. */
function aboutOf({ kind, seq, timestamp }: Statement) {
  switch (kind) {
    case "PRE-PREPARE":
    case "PREPARE":
    case "COMMIT":
      return { about: "number", number: seq ?? 0 };
    case "CHECKPOINT":
      return { about: "state", number: seq ?? 0 };
    case "REQUEST":
      return { about: "request", number: timestamp ?? 0 };
    default:
      return undefined;
  }
}

/** Nothing for a proof that is not a pair of values. */
export function statements(
  { culprit, statements: signed }: Proof,
  looks: ViewModel["values"],
  cast: Members,
  t: Translate,
): TemplateResult | typeof nothing {
  const keys = new Set(signed.map(keyOf));
  const abouts = signed.map(aboutOf);
  if (keys.size < 2 || abouts.includes(undefined)) {
    return nothing;
  }
  return html`
    <span class="statements">
      ${signed.map((statement) => {
        const identity = looks.ofMessage(statement);
        const name = looks.nameOf(statement);
        const signer = nodeName(statement.signer ?? culprit, cast, t);
        return html`<span class="statement">
          ${t("evidence-statement", { ...aboutOf(statement), signer, kind: statement.kind })}
          ${identity ? valueChip(identity, t) : name ? valueText(name, t) : ""}
        </span>`;
      })}
      <span class="both">${t("evidence-both")}</span>
    </span>
  `;
}
