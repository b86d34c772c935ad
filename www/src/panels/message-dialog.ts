// The dialog for a message in transit: every field, its digest and signature, and the actions on it.

import { html, nothing, type TemplateResult } from "lit";
import type { Command, MessageView } from "../engine/engine.ts";
import { castOf } from "../model/build-view-model.ts";
import { kindOf } from "../model/message-kinds.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { shortened, milliseconds as time, visible } from "../text/format.ts";
import { messageText } from "../text/narration.ts";
import { type Amount, amountField, milliseconds } from "../ui/amount.ts";
import { nodeText } from "../ui/node-name.ts";

const VALUE_LENGTH = 160;
const DIGEST_LENGTH = 16;
const ON_THE_WAY: ReadonlySet<MessageView["state"]> = new Set(["flying", "held", "waiting"]);

export function packetTitle(message: MessageView, model: ViewModel, t: Translate): string {
  const { from, to, brief } = message;
  return t("grip-packet", {
    message: messageText(brief, castOf(model), t),
    from: nodeText(from, model, t),
    to: nodeText(to, model, t),
  });
}

/** Without `act` it can only be looked at. */
export function packetContent(
  message: MessageView,
  model: ViewModel,
  language: string,
  delay: Amount,
  t: Translate,
  act: ((command: Command) => void) | undefined,
  blocks: (name: Command["do"]) => boolean,
): TemplateResult {
  const { packet, state, dueMs, digest, bytes, signer, verdict } = message;
  const ms = milliseconds(delay);
  const button = (key: string, command: Command, disabled = false) =>
    html`<button type="button" ?disabled=${disabled || blocks(command.do)} @click=${() => act?.(command)}>${t(key, { ms: delay.text.trim() })}</button>`;
  const due = dueMs === undefined ? "" : time(dueMs, language);
  const signed = signer === undefined ? t("nobody") : nodeText(signer, model, t);
  return html`
    <p class="state ${kindOf(message.brief.kind.toLowerCase())}">${t("grip-packet-state", { state, due })}</p>
    ${
      act && ON_THE_WAY.has(state)
        ? html`<div class="actions">
            ${button("grip-deliver", { do: "deliver", packet })}
            ${button("grip-drop", { do: "drop", packet })}
            ${button("grip-duplicate", { do: "duplicate", packet })}
          </div>
          <div class="actions">
            ${button("grip-delay", { do: "delay", packet, ms: ms ?? 0 }, ms === undefined)}
            ${amountField(delay, t("grip-delay-field"), t)}
          </div>`
        : nothing
    }
    <dl>
      <div><dt>${t("grip-signature")}</dt><dd>${t("grip-verdict", { verdict, signer: signed })}</dd></div>
      <div><dt>${t("grip-digest")}</dt><dd><code title=${digest}>${shortened(digest, DIGEST_LENGTH)}</code></dd></div>
      <div><dt>${t("grip-bytes")}</dt><dd>${bytes}</dd></div>
    </dl>
    <h3>${t("grip-fields")}</h3>
    ${fieldList(message.fields)}
  `;
}

// The names are those of the paper and the code: they are not translated.
function fieldList(fields: MessageView["fields"]): TemplateResult {
  return html`<ul class="fields">${fields.map(
    ({ name, value, fields: inner }) => html`
      <li>
        <code>${name}</code> <span class="value">${visible(shortened(value, VALUE_LENGTH))}</span>
        ${inner.length > 0 ? fieldList(inner) : nothing}
      </li>
    `,
  )}</ul>`;
}
