// Texts of the timeline, from the catalogues: names in the picture, and one sentence for the selection.

import { KINDS } from "../model/message-kinds.ts";
import type { Timeline } from "../model/timeline.ts";
import { isArrow, isDropped, NOBODY, recordKindOf } from "../model/timeline-records.ts";
import type { Say } from "../text/catalogue.ts";
import { milliseconds } from "../text/format.ts";
import { type Line, nodeName, subjectName } from "../text/narration.ts";
import type { Labels } from "./draw.ts";
import { isDrawn } from "./scene.ts";

export function labelsOf(say: Say, language: string, timeline: Timeline): Labels {
  const { replicas, clients } = timeline;
  const numbers = new Map<number, Intl.NumberFormat>();
  const format = (decimals: number) => {
    const known = numbers.get(decimals);
    const fresh =
      known ??
      new Intl.NumberFormat(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    numbers.set(decimals, fresh);
    return fresh;
  };
  return {
    lane: (node, brief) =>
      say("timeline-lane", {
        role: node < replicas ? "replica" : clients > 1 ? "client-of-many" : "client",
        id: node < replicas ? node : node - replicas,
        width: brief ? "narrow" : "wide",
      }),
    view: (view) => say("timeline-view", { view }),
    phase: (kind, number, brief) =>
      say("timeline-phase", { kind: say("kind-name", { kind }), number, width: brief ? "narrow" : "wide" }),
    time: ({ atMs, unit, decimals }) =>
      say("timeline-time", { time: format(decimals).format(unit === "s" ? atMs / 1000 : atMs), unit }),
    divide: (sort) => say("timeline-mark", { mark: sort, number: 0, view: 0 }),
  };
}

/** One sentence about a record: who, what, when. Of what is not drawn the event list's line tells, if there is one. */
export function sentenceOf(
  say: Say,
  language: string,
  timeline: Timeline,
  record: number,
  lines: readonly Line[],
): string {
  const { records } = timeline;
  const row = records.rowOf(record);
  if (row !== undefined && isDrawn(records, row)) {
    return drawnSentence(say, language, timeline, row);
  }
  const line = lines.find(({ id }) => id === record);
  return line
    ? say("timeline-line", { time: milliseconds(line.atMs, language), text: line.sentence(say) })
    : "";
}

function drawnSentence(say: Say, language: string, timeline: Timeline, row: number): string {
  const { records, replicas, clients } = timeline;
  const cast = { replicas, clients };
  const time = milliseconds(records.at(row), language);
  const sort = recordKindOf(records, row);
  if (isArrow(records, row) || sort === "sent") {
    const other = records.other(row);
    return say("timeline-message", {
      kind: say("kind-name", { kind: KINDS[records.kind(row)] ?? "other" }),
      number: records.number(row),
      from: nodeName(records.node(row), cast, say),
      to: other === NOBODY ? say("everybody") : nodeName(other, cast, say),
      fate: sort === "sent" ? "sent" : isDropped(records, row) ? "lost" : "arrived",
      sent: milliseconds(records.sentAt(row), language),
      time,
    });
  }
  const mark = say("timeline-mark", { mark: sort, number: records.number(row), view: records.view(row) });
  return say("timeline-moment-of", { Node: subjectName(records.node(row), cast, say), mark, time });
}
