// The link between two nodes, each way for itself or both together: cut, held or slow.

import { html, type TemplateResult } from "lit";
import type { Command } from "../engine.ts";
import type { Picture } from "../picture.ts";
import { stops } from "../stage/edges.ts";
import type { Say } from "../text/catalogue.ts";
import { nodeText } from "./names.ts";

export type Way = "both" | "there" | "back";
type LinkCommand = Extract<Command, { do: "link" }>;
type Change = Omit<LinkCommand, "do" | "from" | "to">;

const WAYS: readonly Way[] = ["both", "there", "back"];
/** Ten times the usual time of a packet. */
const SLOW: Change = { latencyMs: { uniform: [200, 300] } };

export interface LinkGrip {
  readonly from: number;
  readonly to: number;
  readonly picture: Picture;
  readonly way: Way;
  readonly latency: LinkCommand["latencyMs"];
}

export function linkContent(
  grip: LinkGrip,
  say: Say,
  choose: (way: Way) => void,
  act: (command: Command) => void,
): TemplateResult {
  const { from, to, way, latency } = grip;
  const change = (what: Change) => {
    if (way !== "back") {
      act({ do: "link", from, to, ...what });
    }
    if (way !== "there") {
      act({ do: "link", from: to, to: from, ...what });
    }
  };
  const button = (key: string, what: Change) =>
    html`<button type="button" @click=${() => change(what)}>${say(key)}</button>`;
  const normal: Change = { up: true, hold: false, ...(latency ? { latencyMs: latency } : {}) };
  return html`
    <fieldset>
      <legend>${say("grip-which-way")}</legend>
      ${WAYS.map(
        (choice) => html`
          <label>
            <input type="radio" name="way" .checked=${choice === way} @change=${() => choose(choice)} />
            ${wayText(choice, grip, say)}
          </label>
        `,
      )}
    </fieldset>
    <div class="actions">
      ${button("grip-cut", { up: false })}
      ${button("grip-hold", { hold: true })}
      ${button("grip-slow", SLOW)}
      ${button("grip-restore", normal)}
    </div>
  `;
}

function wayText(way: Way, { from, to, picture }: LinkGrip, say: Say): string {
  if (way === "both") {
    return say("grip-both-ways");
  }
  const [sender, receiver] = way === "there" ? [from, to] : [to, from];
  return say("grip-way", {
    from: nodeText(sender, picture, say),
    to: nodeText(receiver, picture, say),
    state: stateOf(picture, sender, receiver),
  });
}

function stateOf(picture: Picture, from: number, to: number): "cut" | "held" | "changed" | "usual" {
  const stop = stops(picture).find((one) => one.from === from && one.to === to);
  if (stop) {
    return stop.why;
  }
  return picture.links.some((link) => link.from === from && link.to === to) ? "changed" : "usual";
}
