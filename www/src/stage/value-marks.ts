// Values on the stage as SVG: an arc around a replica for each value that it received, and the value that it accepted.

import { nothing, type SVGTemplateResult, svg } from "lit";
import { type Identity, type Look, PATTERNS, replyKey, type ValueLooks } from "../model/values.ts";
import type { ClientModel, ReplicaModel, Tally } from "../model/view-model.ts";
import type { Translate } from "../text/catalogue.ts";
import { briefValueText } from "../text/values.ts";
import { LINE_DASHES } from "../ui/value-lines.ts";
import { arc, round } from "./geometry.ts";

/** The extra radius of votes for a value that a replica did not accept. */
const OTHER_GAP = 7;
const ARC_WIDTH = 6;
const OTHER_WIDTH = 4.5;
/** Between two arcs, in turns. */
const GAP = 0.008;
const LETTERS = 8;
/** About the width of a letter. */
const LETTER_PX = 7;
const PILL_HEIGHT = 17;

type Groups = ReplicaModel["prepareGroups"];

/** An arc of votes for one value. */
export interface ValueArc {
  readonly identity: Identity;
  readonly from: number;
  readonly to: number;
  /** Whether it is the value that the replica accepted. */
  readonly accepted: boolean;
}

/** The arcs of the votes for contested values; none in a calm picture. The votes that count are those of the tally. */
export function valueArcs(replica: ReplicaModel, looks: ValueLooks): ValueArc[] {
  return [
    ...half(replica.prepareGroups, replica.prepares, replica.accepted, looks, 0),
    ...half(replica.commitGroups, replica.commits, replica.accepted, looks, 0.5),
  ];
}

function half(
  groups: Groups,
  tally: Tally,
  accepted: string | undefined,
  looks: ValueLooks,
  start: number,
): ValueArc[] {
  const need = Math.max(1, tally.need);
  const span = (votes: number) => (0.5 * Math.min(need, votes)) / need;
  const own = accepted === undefined ? undefined : looks.ofKey(accepted);
  const arcs: ValueArc[] = [];
  if (own && tally.have > 0) {
    arcs.push({
      identity: own,
      from: start + GAP,
      to: start + Math.max(2 * GAP, span(tally.have) - GAP),
      accepted: true,
    });
  }
  let at = start;
  for (const { digest, from } of groups) {
    const identity = digest === accepted ? undefined : looks.ofKey(digest);
    if (identity) {
      const end = Math.min(start + 0.5, at + span(from.length));
      arcs.push({ identity, from: at + GAP, to: Math.max(at + 2 * GAP, end - GAP), accepted: false });
      at = end;
    }
  }
  return arcs;
}

/** The replies to the request that a client waits for, by result; none in a calm picture. All of them together are one turn. */
export function replyArcs({ id, detail }: ClientModel, looks: ValueLooks): ValueArc[] {
  const groups = new Map<string, number>();
  for (const { result } of detail.tally) {
    groups.set(result, (groups.get(result) ?? 0) + 1);
  }
  const timestamp = detail.pending?.timestamp ?? detail.results.at(-1)?.timestamp ?? 0;
  const total = Math.max(detail.need, detail.tally.length);
  let at = 0;
  return [...groups].flatMap(([result, count]) => {
    const identity = looks.ofKey(replyKey(id, timestamp, result));
    const [from, to] = [at + GAP, at + count / total - GAP];
    at += count / total;
    return identity ? [{ identity, from, to, accepted: true }] : [];
  });
}

/** The arcs around the origin. What was accepted lies in the ring of votes, all else outside of it. */
export function arcShapes(arcs: readonly ValueArc[], radius: number): SVGTemplateResult[] {
  return arcs.map(({ identity, from, to, accepted }) => {
    const reach = accepted ? radius : radius + OTHER_GAP;
    const width = accepted ? ARC_WIDTH : OTHER_WIDTH;
    return svg`<path class="value-arc ${identity.look} ${accepted ? "accepted" : "sent"}" stroke-width=${width} stroke-dasharray=${dashes(identity.look, width)} d=${arc(reach, from, to)}></path>`;
  });
}

function dashes(look: Look, width: number): string | typeof nothing {
  const pattern = LINE_DASHES[PATTERNS[look]];
  return pattern.length === 0 ? nothing : pattern.map((length) => round(length * width)).join(" ");
}

/** The value that a replica accepted, on its rim. */
export function acceptedPill(
  identity: Identity | undefined,
  radius: number,
  t: Translate,
): SVGTemplateResult | typeof nothing {
  if (!identity) {
    return nothing;
  }
  const text = briefValueText(identity.name, LETTERS, t);
  const width = pillWidth(text);
  const top = radius - PILL_HEIGHT / 2;
  return svg`
    <rect class="value-pill ${identity.look}" x=${round(-width / 2)} y=${round(top)} width=${round(width)} height=${PILL_HEIGHT} rx=${PILL_HEIGHT / 2} stroke-dasharray=${dashes(identity.look, 4)}></rect>
    <text class="value-text" y=${round(radius + 4)}>${text}</text>
  `;
}

export function pillWidth(text: string): number {
  let letters = 0;
  for (const letter of text) {
    letters += (letter.codePointAt(0) ?? 0) >= 0x2e80 ? 1.75 : 1;
  }
  return letters * LETTER_PX + 14;
}
