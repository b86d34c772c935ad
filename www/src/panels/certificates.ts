// The certificates behind a violation: a row of signers for each, and the signers of both.

import { html, nothing, type TemplateResult } from "lit";
import { type CertificateRow, rowsOf, type Violation } from "../model/safety.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { ranges } from "../text/format.ts";
import { nodeName } from "../text/narration.ts";
import { certificateKey, certificateText, overlapText } from "../text/violations.ts";
import { valueChip } from "./value-chip.ts";

/** More columns than this are given as numbers, because they are too many to count. */
const COLUMNS_MAX = 31;
const SIGNS: Readonly<Record<CertificateRow["votes"][number], string>> = { both: "◆", one: "●", none: "·" };

/** Nothing for a violation without certificates. `proof` draws one proof of guilt. */
export function certificates(
  violation: Violation,
  model: ViewModel,
  t: Translate,
  proof: (proof: ViewModel["proofs"][number]) => TemplateResult,
): TemplateResult | typeof nothing {
  const { columns, rows } = rowsOf(violation);
  if (rows.length === 0) {
    return nothing;
  }
  const cast = { replicas: model.n, clients: model.clients.length };
  const label = t("certificates-label", { count: rows.length });
  return html`
    <div class="certificates">
      <p class="proof">${label}</p>
      <div class="scroller" tabindex="0" role="group" aria-label=${label}>
        <table>
          <thead>
            <tr>
              <td></td>
              ${columns.length > COLUMNS_MAX ? nothing : columns.map((node) => html`<th scope="col" class=${violation.intersection.includes(node) ? "shared" : ""} title=${nodeName(node, cast, t)}>${node < model.n ? node : nodeName(node, cast, t)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) => html`
                <tr>
                  <th scope="row">${certificateText(row.certificate, cast, t, model.values)} ${chipOf(row.certificate, model, t)}</th>
                  ${columns.length > COLUMNS_MAX ? html`<td class="numbers">${ranges(row.certificate.signers)}</td>` : row.votes.map((vote) => cell(vote, t))}
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${rows.length > 1 ? overlap(violation, model, t, proof) : nothing}
    </div>
  `;
}

// The certificates of a violation are for different values: each has the sign of its own.
function chipOf(certificate: Violation["certificates"][number], { n, values }: ViewModel, t: Translate) {
  const identity = values.ofKey(certificateKey(certificate, n));
  return identity ? html`<span aria-hidden="true">${valueChip(identity, t)}</span>` : nothing;
}

function cell(vote: CertificateRow["votes"][number], t: Translate): TemplateResult {
  return html`<td class=${vote === "both" ? "shared" : ""}><span aria-hidden="true">${SIGNS[vote]}</span><span class="unseen">${t("certificate-vote", { vote })}</span></td>`;
}

function overlap(
  violation: Violation,
  model: ViewModel,
  t: Translate,
  proof: (proof: ViewModel["proofs"][number]) => TemplateResult,
): TemplateResult {
  const { n, quorum } = model;
  const cast = { replicas: n, clients: model.clients.length };
  const proofs = model.proofs.filter(({ id }) => violation.proofs.includes(id));
  return html`
    <p>
      <span aria-hidden="true">${SIGNS.both}</span> <strong>${overlapText(violation.intersection, cast, t)}</strong>
      ${t("certificate-rule", { quorum, n, least: model.verdict.overlap })}
    </p>
    ${
      proofs.length > 0
        ? html`<p class="proof">${t("certificate-proof")}</p><ul class="proven">${proofs.map(proof)}</ul>`
        : html`<p class="proof">${t("certificate-no-proof")}</p>`
    }
  `;
}
