// The reason for a pause, as the stage shows it.

import type { Run } from "../run/run.ts";

export type Pause =
  | "answer"
  | "look"
  | "violation"
  | "chapter"
  | "question"
  | "task"
  | "goal"
  | "end"
  | "rest"
  | "reader";

/** The reason why the run does not go on; undefined while it does, or where there is none. A run that plays can be at rest. */
export function pauseOf({
  run,
  answers,
  looks,
  lesson,
}: {
  readonly run: Pick<
    Run,
    "model" | "playing" | "playback" | "searches" | "chapters" | "nowMs" | "nextMs" | "packets" | "brokenAtMs"
  >;
  /** Whether an answer is open. */
  readonly answers: boolean;
  /** Whether the reader looks at a message or a link. */
  readonly looks: boolean;
  /** What of a lesson waits for the reader. */
  readonly lesson: { readonly waits: "question" | "task" | undefined; readonly atMs: number | undefined };
}): Pause | undefined {
  const { model, playing, playback, searches, chapters, nowMs, nextMs, packets, brokenAtMs } = run;
  if (!model || playback.glides || searches.now) {
    return undefined;
  }
  const isOver = nextMs === undefined && packets.count === 0;
  if (playing) {
    return isOver ? "rest" : undefined;
  }
  if (answers) {
    return "answer";
  }
  if (looks) {
    return "look";
  }
  if (playback.waits && lesson.waits && lesson.atMs === nowMs) {
    return lesson.waits;
  }
  if (brokenAtMs === nowMs) {
    return "violation";
  }
  if (playback.waits && chapters.some(({ atMs, pause }) => pause && atMs === nowMs)) {
    return "chapter";
  }
  if (searches.last?.end === "found") {
    return "goal";
  }
  return isOver ? "end" : "reader";
}
