// State of a run in the page: the engine's last view, the event log, and the data to play the run again.

import type { Branch, LessonPart, MessageView, Scenario, StrategyInfo } from "../engine/engine.ts";
import type { EngineInfo, Mark, Update } from "../engine/messages.ts";
import { toViewModel } from "../model/build-view-model.ts";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import type { MessageEnd } from "../model/message-ends.ts";
import { AGREEMENT, type Kind, kindsWith } from "../model/message-kinds.ts";
import { NO_PACKETS, PacketRows } from "../model/packets.ts";
import { brokenAnew } from "../model/safety.ts";
import { divergenceOf, type SceneDivergence, trueOf } from "../model/scene-divergence.ts";
import type { Timeline } from "../model/timeline.ts";
import type { ViewModel } from "../model/view-model.ts";
import { EventLog } from "./event-log.ts";
import type { RunListener, SavedRun } from "./listener.ts";

export abstract class RunState {
  model: ViewModel | undefined;
  packets: PacketRows = NO_PACKETS;
  readonly log = new EventLog();
  playing = false;
  /** Every kind of message that this run has used, and always those of the normal case. */
  kinds: readonly Kind[] = AGREEMENT;
  /** The captions of the scene that are true for this run. */
  chapters: readonly Chapter[] = [];
  /** The number of the scene's chapters, true for this run or not. */
  chapterCount = 0;
  /** Why the run differs from its scene; undefined while it does not. */
  divergence: SceneDivergence | undefined;
  /** The questions and tasks of the scene, with the reader's progress. */
  lesson: readonly LessonPart[] = [];
  /** The message that the reader selected. */
  message: MessageView | undefined;
  nowMs = 0;
  /** The time at which the run last paused because an invariant was violated. */
  brokenAtMs: number | undefined;
  /** The time of the next occurrence; undefined if nothing is scheduled. */
  nextMs: number | undefined;
  stepCount = 0;
  /** The last known step of the present branch. */
  lastStep = 0;
  branches: readonly Branch[] = [];
  /** The latest time that the present branch has come to. */
  reachedMs = 0;
  /** Undefined until the engine is ready. */
  timeline: Timeline | undefined;

  protected readonly listener: RunListener;
  protected info: EngineInfo | undefined;
  protected watched: number | undefined;
  /** The scenario at the start of the run, without commands given by hand. */
  base: Scenario | undefined;
  /** The scenario of the run so far, enough to play it again. */
  protected good: { scenario: Scenario; mark: Mark } | undefined;

  constructor(listener: RunListener) {
    this.listener = listener;
  }

  /** The messages that ended a moment ago and were not accepted. */
  get ends(): readonly MessageEnd[] {
    return this.timeline?.ends ?? [];
  }

  /** The data to resume the run later at this step; undefined before the first update. */
  get kept(): SavedRun | undefined {
    return this.base && this.good ? { base: this.base, ...this.good } : undefined;
  }

  /** The scenario of the run so far, with all commands. */
  get scenario(): Scenario | undefined {
    return this.good?.scenario;
  }

  /** The rules of the protocol that this cluster lacks. */
  get removed(): readonly string[] {
    return this.good?.scenario.cluster?.mutants ?? [];
  }

  /** The latency of this scene, if no command has changed a link. */
  get latency(): NonNullable<Scenario["network"]>["latencyMs"] {
    return this.good?.scenario.network?.latencyMs;
  }

  /** The Byzantine strategies of the engine. */
  get strategies(): readonly StrategyInfo[] {
    return this.info?.strategies ?? [];
  }

  /** Whether a run was open before, so that it can be resumed. */
  get started(): boolean {
    return this.good !== undefined;
  }

  /** Resets the state for another run, or for this one from its start. */
  protected forget(): void {
    [this.model, this.packets] = [undefined, NO_PACKETS];
    this.log.clear();
    this.lesson = [];
    this.message = undefined;
    this.brokenAtMs = undefined;
    this.watched = undefined;
    this.timeline?.clear();
    this.kinds = AGREEMENT;
    this.branches = [];
    this.reachedMs = 0;
  }

  /** Applies an update of the engine. */
  protected absorb(update: Update, news: "new" | "again" = "new"): void {
    const { nowMs, stepCount, lastStep } = update;
    const turned = chapterAt(this.chapters, this.nowMs) !== chapterAt(this.chapters, nowMs);
    [this.nowMs, this.stepCount, this.lastStep] = [nowMs, stepCount, lastStep];
    const before = presentOf(this.branches);
    this.branches = update.branches ?? this.branches;
    this.reachedMs = presentOf(this.branches) === before ? Math.max(this.reachedMs, nowMs) : nowMs;
    this.nextMs = update.nextMs;
    const model = update.view && toViewModel(update.view);
    const broken = model && brokenAnew(this.model, model);
    // Pauses, so that a reader who looks away does not miss it.
    this.playing &&= !broken;
    this.model = model ?? this.model;
    this.message = [update.message, this.message].find((message) => message?.packet === this.watched);
    this.#keep(update);
    this.packets = new PacketRows(
      new Float32Array(update.packets),
      this.info?.kinds ?? [],
      update.packetsSent,
    );
    if (update.keep !== undefined) {
      this.log.truncate(update.keep);
    }
    if (this.model) {
      this.#tell(update, this.model);
    }
    this.#identify();
    if (update.keep !== undefined) {
      this.log.repeat();
    }
    if (broken) {
      this.brokenAtMs = this.nowMs;
      this.log.reportViolation(broken, model, this.timeline?.values);
    }
    this.listener.moved();
    this.listener.heard(news === "new" ? update : { ...update, records: [], skipped: 0 });
    if (update.view || update.records.length > 0 || turned) {
      this.playing ? this.listener.wentOn() : this.listener.changed();
    }
  }

  #keep({ scenario: other, view, nowMs, stepCount, lastStep }: Update): void {
    this.lesson = view ? (view.lesson ?? []) : this.lesson;
    if (other) {
      this.divergence = divergenceOf(this.base ?? other, other, this.info?.catalog ?? []);
      this.chapterCount = other.captions?.length ?? 0;
      this.chapters = trueOf(other.captions ?? [], this.divergence);
    }
    const scenario = other ?? this.good?.scenario;
    if (scenario) {
      this.good = { scenario, mark: { stepCount, nowMs, lastStep } };
    }
  }

  // What competes at this moment is known from the rows.
  #identify(): void {
    const values = this.timeline?.looks;
    if (this.model && values && this.model.values !== values) {
      this.model = { ...this.model, values };
    }
  }

  #tell(update: Update, model: ViewModel): void {
    this.log.append(update.records, update.skipped, model, this.timeline?.values);
    this.kinds = kindsWith(this.kinds, this.packets.kindsUsed());
    this.timeline?.absorb({
      nowMs: update.nowMs,
      stepCount: update.stepCount,
      packets: this.packets,
      replicas: model.n,
      clients: model.clients.length,
      rows: new Uint32Array(update.rows),
      from: update.rowsFrom,
      values: update.values,
    });
  }
}

function presentOf(branches: readonly Branch[]): number | undefined {
  return branches.find(({ present }) => present)?.id;
}
