// One run as the page holds it: the engine's last word about it, the pace, and what the reader was told. It keeps the scenario
// with all commands so far, so that a broken engine costs nothing but the time to replay.

import type { EngineClient, FailedError, RefusedError } from "../engine/client.ts";
import { EngineConnection, type Refused } from "../engine/connection.ts";
import type { Command, Goal, Scenario } from "../engine/engine.ts";
import type { EngineInfo, Query, QueryResult, RunRequest, Start, Update } from "../engine/messages.ts";
import { ReplayMonitor } from "../engine/replay-monitor.ts";
import { durationUntil } from "../engine/time.ts";
import type { Milestone } from "../model/milestones.ts";
import { legalSpeed } from "../model/speed.ts";
import { Timeline } from "../model/timeline.ts";
import { retitled } from "../text/scene-title.ts";
import { LatestOnly } from "./latest-only.ts";
import type { KeptRun, Trouble } from "./listener.ts";
import { Playback } from "./playback.ts";
import { RunState } from "./run-state.ts";
import { Searches } from "./run-until.ts";

export class Run extends RunState {
  readonly playback = new Playback();
  refused: Refused | undefined;
  trouble: Trouble | undefined;
  recovering = false;
  /** What takes long, and what the reader is asked about it. */
  readonly replayMonitor = new ReplayMonitor(() => this.listener.changed());
  readonly #engine = new EngineConnection(
    {
      refused: (error, at) => this.#refuse(error, at),
      broke: (error) => this.#broke(error),
    },
    this.replayMonitor,
  );
  #busy = false;
  /** Counts the ways on which the run was sent: one that takes several answers is given up when there is another. */
  #ways = 0;
  readonly #seeks = new LatestOnly((step) => this.#leap({ type: "seek", step, from: this.log.from }));
  /** Running until something happens. */
  readonly searches = new Searches(this, () => this.listener.changed());

  /** What the engine offers; waits until it is there. Rejects with FailedError when it could not be started. */
  async start(): Promise<EngineInfo> {
    this.info = await this.#engine.info();
    this.timeline ??= new Timeline(this.info.sorts, this.info.kinds);
    return this.info;
  }

  /** Begins a run, from a scenario or the text of a scenario file. A refusal leaves the run before as it was. */
  open(scenario?: Scenario | string, at: Refused["at"] = "scene", start?: Start): Promise<boolean> {
    const base = typeof scenario === "string" ? undefined : scenario;
    return this.#begin({ type: "open", scenario, start }, at, base);
  }

  /** Opens the run of a link at its moment. A refusal leaves the run before as it was. */
  openLink(link: string, at: Refused["at"] = "link", start?: Start): Promise<boolean> {
    return this.#begin({ type: "open-link", link, start }, at, undefined);
  }

  /** Resumes a run at the step where it was left. */
  takeUp({ base, scenario, mark }: KeptRun): Promise<boolean> {
    return this.#begin({ type: "open", scenario, until: mark }, "kept", base);
  }

  async #begin(request: RunRequest, at: Refused["at"], base: Scenario | undefined): Promise<boolean> {
    const update = await this.#engine.send(request, at);
    if (!update) {
      return false;
    }
    this.refused = undefined;
    update.keep === undefined ? this.forget() : this.#halt();
    this.listener.began(at);
    this.base = base ?? update.scenario;
    this.absorb(update);
    this.listener.changed();
    return true;
  }

  /** From the beginning again, without what was done by hand. The future in which that was done is kept. */
  reset(): Promise<boolean> {
    const scenario = this.base;
    return scenario
      ? this.#begin({ type: "restart", scenario, from: this.log.from }, "scene", scenario)
      : this.open(undefined);
  }

  /** The same scenario with another number of replicas or another seed; `origin` is what its scene begins with. */
  change(cluster: { replicas: number } | { seed: string }, origin?: Scenario): Promise<boolean> {
    const base = this.base && { ...this.base, cluster: { ...this.base.cluster, ...cluster } };
    const at = "replicas" in cluster ? "replicas" : "seed";
    return base ? this.open(retitled(base, origin), at) : Promise.resolve(false);
  }

  async command(command: Command): Promise<boolean> {
    const at = command.do === "submit" ? "request" : "command";
    const update = await this.#engine.send({ type: "command", command }, at);
    if (update) {
      this.refused = undefined;
      this.absorb(update);
      this.listener.changed();
    }
    return update !== undefined;
  }

  /** Follows a message, or none. */
  watch(packet: number | undefined): Promise<void> {
    this.message = undefined;
    this.watched = packet;
    return this.#hear({ type: "watch", packet });
  }

  /** From now on, and for all that is known, the timeline has its rows. They are many, so they are not made for nobody. */
  wantRows(): Promise<void> {
    return this.#hear({ type: "rows" });
  }

  /** Asks what changes nothing in the run. Undefined when it was refused (`refused` tells why) or the engine broke meanwhile. */
  query<I extends Query>(query: I, at: Refused["at"] = "command"): Promise<QueryResult<I> | undefined> {
    return this.#engine.query(query, at);
  }

  /** For programs, which are told what was refused: asks, shows what comes of it, and rejects as the client does. */
  async demand(request: RunRequest): Promise<Update | undefined> {
    const update = await this.client?.send(request);
    if (update) {
      this.absorb(update);
      this.listener.changed();
    }
    return update;
  }

  /** Undefined while there is no engine. */
  get client(): EngineClient | undefined {
    return this.#engine.client;
  }

  play(): void {
    this.#halt();
    this.playing = true;
    this.playback.rest();
    this.listener.changed();
  }

  pause(): void {
    this.playing = false;
    this.#ways += 1;
    this.searches.stop();
    this.listener.changed();
    void this.look();
  }

  setSpeed(speed: number): void {
    this.playback.speed = legalSpeed(speed);
    this.listener.changed();
  }

  /** One occurrence further. The messages glide there where the reader allows motion. */
  step(wallMs: number, glide: boolean): void {
    const unfinished = this.playback.glides;
    this.#halt();
    if (unfinished || !glide || this.nextMs === undefined) {
      void this.#stepNow();
    } else {
      this.playback.glide({ sinceMs: wallMs, fromMs: this.nowMs, toMs: this.nextMs });
    }
    this.listener.changed();
  }

  /** The step that is shown, or that is on its way to be. */
  get cursor(): number {
    return this.#seeks.wanted ?? this.stepCount;
  }

  /** One occurrence back. */
  back(): Promise<void> {
    return this.seek(this.cursor - 1);
  }

  /** To a known step, forward or back; the run waits there. */
  seek(step: number): Promise<void> {
    this.#halt();
    const wanted = Number.isFinite(step) ? Math.round(step) : 0;
    const seeking = this.#seeks.want(Math.min(this.lastStep, Math.max(0, wanted)));
    this.listener.changed();
    return seeking;
  }

  /** To the end of another branch. */
  switchTo(branch: number): Promise<void> {
    this.#halt();
    return this.#leap({ type: "switch", branch });
  }

  /** To be called in each animation frame while the run is to be seen. */
  frame(wallMs: number): void {
    if (this.log.updateHeadline(wallMs, !this.playing)) {
      this.listener.changed();
    }
    // Never more than one question on its way: a slow engine slows the run down, and never the page.
    if (this.#busy || this.trouble || !this.#engine.open || !this.model) {
      return;
    }
    const next = this.playback.frame(wallMs, this);
    if (next === "step") {
      void this.#stepNow();
    } else if (next > 0) {
      void this.#playOn(next);
    }
  }

  /** Goes to another moment as fast as the engine can, and stops there. */
  async goTo(atMs: number): Promise<void> {
    this.#halt();
    const mine = this.#ways;
    this.listener.changed();
    // A stretch that is still being played is waited for: the way is counted from where that ends.
    await this.look();
    if (mine === this.#ways && atMs < this.nowMs) {
      await this.#seeks.want(0);
    }
    // More may happen at one moment than fits into an answer: that any time has passed, or anything happened, is progress.
    let before = -1;
    while (mine === this.#ways && this.nowMs < atMs && before < this.nowMs + this.stepCount) {
      before = this.nowMs + this.stepCount;
      await this.#go({ type: "advance", ms: durationUntil(atMs, this.nowMs) });
    }
    await this.look();
  }

  /** Goes on as fast as the engine can until something happens. */
  search(milestone: Milestone): Promise<void> {
    this.#halt();
    return this.searches.begin(milestone);
  }

  /** Has everything of the present moment shown. */
  look(): Promise<void> {
    return this.#hear({ type: "look" });
  }

  /** Goes on until the goal is reached, by so much virtual time or as much of it as one answer may take. */
  runUntil(goal: Goal, ms: number): Promise<Update | undefined> {
    return this.#go({ type: "until", goal, ms });
  }

  // Wherever the run goes now: it plays no more, and nothing is searched for.
  #halt(): void {
    this.playing = false;
    this.#ways += 1;
    this.playback.halt();
    this.searches.drop();
  }

  /** After a pause of the animation frames, so that it is not made up for. */
  rest(): void {
    this.playback.rest();
  }

  /** Plays the run again, with a new engine, to the last moment that is known to be good. */
  async recover(): Promise<void> {
    const good = this.good;
    this.recovering = true;
    this.playing = false;
    this.trouble = undefined;
    this.#engine.renew();
    this.listener.changed();
    const request: RunRequest = { type: "open", scenario: good?.scenario, until: good?.mark };
    const update = await this.#engine.send(request, "scene");
    this.recovering = false;
    if (update) {
      this.forget();
      this.absorb(update, "again");
    } else if (this.#engine.open) {
      this.trouble ??= { when: "running", message: this.refused?.message ?? "" };
    }
    this.listener.changed();
  }

  /** Gives the engine's memory back. What the page knows of the run stays. */
  close(): void {
    this.#engine.close();
    this.#busy = false;
    this.playback.halt();
  }

  #refuse({ name, message, field, code, values }: RefusedError, at: Refused["at"]): void {
    this.refused = { at, name, message, field, code, values };
    this.listener.changed();
  }

  #broke(error: FailedError): void {
    const { message, why } = error;
    this.trouble = { when: this.model ? "running" : "starting", message, why };
    [this.playing, this.recovering, this.#busy] = [false, false, false];
    this.playback.halt();
    this.listener.changed();
  }

  async #hear(request: RunRequest): Promise<void> {
    const update = await this.#engine.send(request, "command");
    if (update) {
      this.absorb(update);
    }
  }

  // One question at a time while the run goes on.
  async #go(request: RunRequest): Promise<Update | undefined> {
    this.#busy = true;
    const update = await this.#engine.send(request, "command");
    this.#busy = false;
    if (update) {
      this.absorb(update);
    }
    return update;
  }

  async #playOn(ms: number): Promise<void> {
    const before = this.nowMs;
    await this.#go({ type: "advance", ms });
    if (this.playing && this.playback.waitsBetween(this.chapters, before, this.nowMs)) {
      this.pause();
    }
  }

  async #stepNow(): Promise<void> {
    const update = await this.#go({ type: "step" });
    // After a single step the reader is told that step, whatever it was.
    if (update && update.records.length > 0) {
      this.log.repeat();
    }
  }

  async #leap(request: RunRequest): Promise<void> {
    if (await this.#go(request)) {
      this.refused = undefined;
      this.listener.changed();
    }
  }

  protected override forget(): void {
    super.forget();
    this.#ways += 1;
    this.playback.halt();
    this.playback.rest();
    this.searches.drop();
  }
}
