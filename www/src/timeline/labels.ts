// Texts of the timeline from the catalogues: names in the drawing, and one sentence for the selection.

import { KINDS } from "../model/message-kinds.ts";
import type { Timeline } from "../model/timeline.ts";
import { endOf, isArrow, NOBODY, recordKindOf } from "../model/timeline-records.ts";
import type { Translate } from "../text/catalogue.ts";
import { milliseconds } from "../text/format.ts";
import { type Line, nodeName, subjectName } from "../text/narration.ts";
import { valueText } from "../text/values.ts";
import type { Labels } from "./draw.ts";
import { isDrawn } from "./scene.ts";

export function labelsOf(t: Translate, language: string, timeline: Timeline): Labels {
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
      t("timeline-lane", {
        role: node < replicas ? "replica" : clients > 1 ? "client-of-many" : "client",
        id: node < replicas ? node : node - replicas,
        width: brief ? "narrow" : "wide",
      }),
    view: (view) => t("timeline-view", { view }),
    phase: (kind, number, brief, to) => {
      const width = brief ? "narrow" : "wide";
      return to === undefined || kind !== "request"
        ? t("timeline-phase", { kind: t("kind-name", { kind }), number, width })
        : t("timeline-requests", { first: number, last: to, width });
    },
    time: ({ atMs, unit, decimals }) =>
      t("timeline-time", { time: format(decimals).format(unit === "s" ? atMs / 1000 : atMs), unit }),
    fork: (branch) => t("timeline-fork", { branch }),
    axis: (brief) => t("timeline-axis", { width: brief ? "narrow" : "wide" }),
    partitionLine: (sort) => t("timeline-mark", { mark: sort, number: 0, view: 0 }),
  };
}

/**
 * One sentence about a record: the node, the event and the time. For a record that is not drawn, the line of the event list, if
 * there is one.
 */
export function sentenceOf(
  t: Translate,
  language: string,
  timeline: Timeline,
  record: number,
  lines: readonly Line[],
): string {
  const { records } = timeline;
  const row = records.rowOf(record);
  if (row !== undefined && isDrawn(records, row)) {
    return drawnSentence(t, language, timeline, row);
  }
  const line = lines.find(({ id }) => id === record);
  return line ? t("timeline-line", { time: milliseconds(line.atMs, language), text: line.sentence(t) }) : "";
}

function drawnSentence(t: Translate, language: string, timeline: Timeline, row: number): string {
  const { records, replicas, clients } = timeline;
  const cast = { replicas, clients };
  const time = milliseconds(records.at(row), language);
  const sort = recordKindOf(records, row);
  if (isArrow(records, row) || sort === "sent") {
    const other = records.other(row);
    return t("timeline-message", {
      kind: t("kind-name", { kind: KINDS[records.kind(row)] ?? "other" }),
      number: records.number(row),
      aside: asideOf(timeline, row, t),
      from: nodeName(records.node(row), cast, t),
      to: other === NOBODY ? t("everybody") : nodeName(other, cast, t),
      fate: sort === "sent" ? "sent" : endOf(records, row),
      sent: milliseconds(sort === "sent" ? records.at(row) : records.sentAt(row), language),
      time,
    });
  }
  const mark = t("timeline-mark", { mark: sort, number: records.number(row), view: records.view(row) });
  return t("timeline-moment-of", { Node: subjectName(records.node(row), cast, t), mark, time });
}

function asideOf({ records, values }: Timeline, row: number, t: Translate): string {
  const name = values.nameOfValue(records.value(row));
  return name ? t("value-aside", { value: valueText(name, t) }) : "";
}
