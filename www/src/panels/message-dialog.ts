// A message on its way: every field, its digest and signature, and what can be done to it.

import { html, nothing, type TemplateResult } from "lit";
import type { Command, MessageView } from "../engine/engine.ts";
import { kindOf } from "../model/message-kinds.ts";
import type { ViewModel } from "../model/view-model.ts";
import type { Say } from "../text/catalogue.ts";
import { shortened, milliseconds as time, visible } from "../text/format.ts";
import { type Amount, amountField, milliseconds } from "../ui/amount.ts";
import { nodeText } from "../ui/node-name.ts";

const VALUE_LENGTH = 160;
const DIGEST_LENGTH = 16;
const ON_THE_WAY: ReadonlySet<MessageView["state"]> = new Set(["flying", "held", "waiting"]);

export function packetTitle(message: MessageView, model: ViewModel, say: Say): string {
  const { from, to, brief } = message;
  return say("grip-packet", {
    message: brief.kind,
    from: nodeText(from, model, say),
    to: nodeText(to, model, say),
  });
}

/** Without `act` it can only be looked at. */
export function packetContent(
  message: MessageView,
  model: ViewModel,
  language: string,
  delay: Amount,
  say: Say,
  act: ((command: Command) => void) | undefined,
): TemplateResult {
  const { packet, state, dueMs, digest, bytes, signer, verdict } = message;
  const ms = milliseconds(delay);
  const button = (key: string, command: Command, disabled = false) =>
    html`<button type="button" ?disabled=${disabled} @click=${() => act?.(command)}>${say(key, { ms: delay.text.trim() })}</button>`;
  const due = dueMs === undefined ? "" : time(dueMs, language);
  const signed = signer === undefined ? say("nobody") : nodeText(signer, model, say);
  return html`
    <p class="state ${kindOf(message.brief.kind.toLowerCase())}">${say("grip-packet-state", { state, due })}</p>
    ${
      act && ON_THE_WAY.has(state)
        ? html`<div class="actions">
            ${button("grip-deliver", { do: "deliver", packet })}
            ${button("grip-drop", { do: "drop", packet })}
            ${button("grip-duplicate", { do: "duplicate", packet })}
          </div>
          <div class="actions">
            ${button("grip-delay", { do: "delay", packet, ms: ms ?? 0 }, ms === undefined)}
            ${amountField(delay, say("grip-delay-field"), say)}
          </div>`
        : nothing
    }
    <dl>
      <div><dt>${say("grip-signature")}</dt><dd>${say("grip-verdict", { verdict, signer: signed })}</dd></div>
      <div><dt>${say("grip-digest")}</dt><dd><code title=${digest}>${shortened(digest, DIGEST_LENGTH)}</code></dd></div>
      <div><dt>${say("grip-bytes")}</dt><dd>${bytes}</dd></div>
    </dl>
    <h3>${say("grip-fields")}</h3>
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
