// The state of a run as the page knows it: the engine's last view, the event log, and what is needed to play the run again.

import type { Branch, MessageView, Scenario, StrategyInfo } from "../engine/engine.ts";
import type { EngineInfo, Mark, Update } from "../engine/messages.ts";
import { toViewModel } from "../model/build-view-model.ts";
import { type Chapter, chapterAt } from "../model/chapters.ts";
import { AGREEMENT, type Kind, kindsWith } from "../model/message-kinds.ts";
import { NO_PACKETS, PacketRows } from "../model/packets.ts";
import { brokenAnew } from "../model/safety.ts";
import { divergenceOf, type SceneDivergence, trueOf } from "../model/scene-divergence.ts";
import type { Timeline } from "../model/timeline.ts";
import type { ViewModel } from "../model/view-model.ts";
import { EventLog } from "./event-log.ts";
import type { KeptRun, RunListener } from "./listener.ts";

export abstract class RunState {
  model: ViewModel | undefined;
  packets: PacketRows = NO_PACKETS;
  readonly log = new EventLog();
  playing = false;
  /** Every kind of message that this run has used, and those of the agreement anyhow. */
  kinds: readonly Kind[] = AGREEMENT;
  /** What the scene tells its reader, and when, as far as it is true of this run. */
  chapters: readonly Chapter[] = [];
  /** How many chapters the scene has, true of this run or not. */
  chapterCount = 0;
  /** What has made it another run than the scene's; undefined while it is that. */
  divergence: SceneDivergence | undefined;
  /** The message that the reader has taken hold of. */
  message: MessageView | undefined;
  nowMs = 0;
  /** When the next occurrence is due; undefined when nothing is scheduled any more. */
  nextMs: number | undefined;
  stepCount = 0;
  /** The last step of the present branch that is known. */
  lastStep = 0;
  branches: readonly Branch[] = [];
  /** Undefined until the engine is there. */
  timeline: Timeline | undefined;

  protected readonly listener: RunListener;
  protected info: EngineInfo | undefined;
  protected watched: number | undefined;
  /** What the run began with, without what was done to it by hand. */
  base: Scenario | undefined;
  /** What the run is so far: enough to play it again. */
  protected good: { scenario: Scenario; mark: Mark } | undefined;

  constructor(listener: RunListener) {
    this.listener = listener;
  }

  /** Enough to take the run up again later, at this moment; undefined before there is one. */
  get kept(): KeptRun | undefined {
    return this.base && this.good ? { base: this.base, ...this.good } : undefined;
  }

  /** How long packets take in this scene, where nobody has changed a link. */
  get latency(): NonNullable<Scenario["network"]>["latencyMs"] {
    return this.good?.scenario.network?.latencyMs;
  }

  /** The ways to misbehave that the engine knows. */
  get strategies(): readonly StrategyInfo[] {
    return this.info?.strategies ?? [];
  }

  /** Whether a run was open before, so that it can be resumed. */
  get started(): boolean {
    return this.good !== undefined;
  }

  /** Another run follows, or this one from its beginning. */
  protected forget(): void {
    [this.model, this.packets] = [undefined, NO_PACKETS];
    this.log.clear();
    this.message = undefined;
    this.watched = undefined;
    this.timeline?.clear();
    this.kinds = AGREEMENT;
    this.branches = [];
  }

  /** Takes over what an answer of the engine says. */
  protected absorb(update: Update, news: "new" | "again" = "new"): void {
    const { nowMs, stepCount, lastStep } = update;
    const turned = chapterAt(this.chapters, this.nowMs) !== chapterAt(this.chapters, nowMs);
    [this.nowMs, this.stepCount, this.lastStep] = [nowMs, stepCount, lastStep];
    this.branches = update.branches ?? this.branches;
    this.nextMs = update.nextMs;
    const model = update.view && toViewModel(update.view);
    const broken = model && brokenAnew(this.model, model);
    // A reader who looks away must not miss it.
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
    if (update.keep !== undefined) {
      this.log.repeat();
    }
    if (broken) {
      this.log.reportViolation(broken, model);
    }
    this.listener.moved();
    this.listener.heard(news === "new" ? update : { ...update, records: [], skipped: 0 });
    if (update.view || update.records.length > 0 || turned) {
      this.playing ? this.listener.wentOn() : this.listener.changed();
    }
  }

  #keep({ scenario: other, nowMs, stepCount, lastStep }: Update): void {
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

  #tell(update: Update, model: ViewModel): void {
    this.log.append(update.records, update.skipped, model);
    this.kinds = kindsWith(this.kinds, this.packets.kindsUsed());
    this.timeline?.absorb({
      nowMs: update.nowMs,
      stepCount: update.stepCount,
      packets: this.packets,
      replicas: model.n,
      clients: model.clients.length,
      rows: new Uint32Array(update.rows),
      from: update.rowsFrom,
    });
  }
}
