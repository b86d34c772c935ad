// A run in the page: the engine's last update, playback, and the event log. It keeps the scenario with all commands, so that a
// failed engine costs only the time to replay.

import type { EngineClient, FailedError, RefusedError } from "../engine/client.ts";
import { EngineConnection, type Refused } from "../engine/connection.ts";
import type { Command, Goal, Scenario } from "../engine/engine.ts";
import type { EngineInfo, Query, QueryResult, RunRequest, Start, Update } from "../engine/messages.ts";
import { ReplayMonitor } from "../engine/replay-monitor.ts";
import { durationUntil } from "../engine/time.ts";
import { momentAt, nextStop, withoutCommandsByHand } from "../model/lesson.ts";
import type { Milestone } from "../model/milestones.ts";
import { legalSpeed } from "../model/speed.ts";
import { Timeline } from "../model/timeline.ts";
import { retitled } from "../text/scene-title.ts";
import { LatestOnly } from "./latest-only.ts";
import type { RunFailure, SavedRun } from "./listener.ts";
import { Playback } from "./playback.ts";
import { RunState } from "./run-state.ts";
import { Searches } from "./run-until.ts";

export class Run extends RunState {
  readonly playback = new Playback();
  /** Whether the reader has answered a question of the lesson, by its name. */
  isAnswered: (key: string) => boolean = () => false;
  refused: Refused | undefined;
  failure: RunFailure | undefined;
  recovering = false;
  /** Long replays, and the question about them to the reader. */
  readonly replayMonitor = new ReplayMonitor(() => this.listener.changed());
  readonly #engine = new EngineConnection(
    {
      refused: (error, at) => this.#refuse(error, at),
      broke: (error) => this.#broke(error),
    },
    this.replayMonitor,
  );
  #busy = false;
  /** Counts the requests that move the run. One with several responses ends when there is another. */
  #ways = 0;
  /** A seek waits while another is in flight. Whatever is asked meanwhile is about the step that is shown, and waits for both. */
  readonly #seeks = new LatestOnly((step) => this.#leap({ type: "seek", step, from: this.log.from }));
  /** Searches for milestones. */
  readonly searches = new Searches(this, () => this.listener.changed());

  /** Starts the engine. Rejects with FailedError if it could not start. */
  async start(): Promise<EngineInfo> {
    this.info = await this.#engine.info();
    this.timeline ??= new Timeline(this.info.sorts, this.info.kinds);
    return this.info;
  }

  /** Opens a scenario, or the text of a scenario file. If it is refused, the present run stays. */
  open(scenario?: Scenario | string, at: Refused["at"] = "scene", start?: Start): Promise<boolean> {
    const base = typeof scenario === "string" ? undefined : scenario;
    return this.#begin({ type: "open", scenario, start }, at, base);
  }

  /** Opens the run of a link at its step. If it is refused, the present run stays. */
  openLink(link: string, at: Refused["at"] = "link", start?: Start): Promise<boolean> {
    return this.#begin({ type: "open-link", link, start }, at, undefined);
  }

  /** Resumes a saved run at its step. */
  takeUp({ base, scenario, mark }: SavedRun): Promise<boolean> {
    return this.#begin({ type: "open", scenario, until: mark }, "kept", base);
  }

  async #begin(request: RunRequest, at: Refused["at"], base: Scenario | undefined): Promise<boolean> {
    if (this.#seeks.done) {
      await this.#seeks.done;
    }
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

  /** Goes back to the start, without commands given by hand. The future with them is kept. */
  reset(): Promise<boolean> {
    const scenario = this.base;
    return scenario
      ? this.#begin({ type: "restart", scenario, from: this.log.from }, "scene", scenario)
      : this.open(undefined);
  }

  /** Goes back to where a task of the lesson begins. What was done since then is kept as another branch. */
  async again(atMs: number): Promise<void> {
    const scenario = this.base && withoutCommandsByHand(this.base);
    if (
      scenario &&
      (await this.#begin({ type: "restart", scenario, from: this.log.from }, "scene", scenario))
    ) {
      await this.#travel(atMs);
    }
  }

  /** Opens the same scenario with another number of replicas or another seed. `origin`: the scenario of its scene. */
  change(cluster: { replicas: number } | { seed: string }, origin?: Scenario): Promise<boolean> {
    const base = this.base && { ...this.base, cluster: { ...this.base.cluster, ...cluster } };
    const at = "replicas" in cluster ? "replicas" : "seed";
    return base ? this.open(retitled(base, origin), at) : Promise.resolve(false);
  }

  async command(command: Command): Promise<boolean> {
    const at = command.do === "submit" ? "request" : "command";
    if (!this.#engine.open) {
      await this.listener.needed?.();
    }
    if (this.#seeks.done) {
      await this.#seeks.done;
    }
    const update = await this.#engine.send({ type: "command", command }, at);
    if (update) {
      this.refused = undefined;
      this.absorb(update);
      this.listener.changed();
    }
    return update !== undefined;
  }

  /** Watches a message, or none. */
  watch(packet: number | undefined): Promise<void> {
    this.message = undefined;
    this.watched = packet;
    return this.#hear({ type: "watch", packet });
  }

  /** Requests timeline rows from now on, and for all known records. They are many, so they are not made if not needed. */
  wantRows(): Promise<void> {
    return this.#hear({ type: "rows" });
  }

  /**
   * Sends a query, which changes nothing. Resolves to undefined if it was refused (`refused` says why) or the engine failed.
   */
  async query<I extends Query>(query: I, at: Refused["at"] = "command"): Promise<QueryResult<I> | undefined> {
    if (this.#seeks.done) {
      await this.#seeks.done;
    }
    return this.#engine.query(query, at);
  }

  /** Sends a request of a program, shows its result, and rejects like the client. */
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

  /** Plays a run that was just opened, unless its lesson begins with a question or a task. */
  playOpened(): void {
    const moment = this.playback.waits ? momentAt(this) : undefined;
    if (moment?.isPast === false && (moment.ask || moment.task)) {
      this.listener.changed();
    } else {
      this.play();
    }
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

  /** Executes one occurrence. Messages glide there if the reader allows motion. */
  step(wallMs: number, glide: boolean): void {
    const unfinished = this.playback.glides;
    const { stopMs } = this;
    this.#halt();
    if (stopMs !== undefined && (this.nextMs === undefined || stopMs < this.nextMs)) {
      void this.#travel(stopMs);
    } else if (this.#seeks.done) {
      void this.#seeks.done.then(() => this.#stepNow());
    } else if (unfinished || !glide || this.nextMs === undefined) {
      void this.#stepNow();
    } else {
      this.playback.glide({ sinceMs: wallMs, fromMs: this.nowMs, toMs: this.nextMs });
    }
    this.listener.changed();
  }

  /** The step that is shown, or that the run is going to. */
  get cursor(): number {
    return this.#seeks.wanted ?? this.stepCount;
  }

  /** Goes one occurrence back. */
  back(): Promise<void> {
    return this.seek(this.cursor - 1);
  }

  /** Goes to a known step, forward or back, and pauses there. */
  seek(step: number): Promise<void> {
    this.#halt();
    const wanted = Number.isFinite(step) ? Math.round(step) : 0;
    const seeking = this.#seeks.want(Math.min(this.lastStep, Math.max(0, wanted)));
    this.listener.changed();
    return seeking;
  }

  /** Goes to the end of another branch. */
  async switchTo(branch: number): Promise<void> {
    this.#halt();
    if (this.#seeks.done) {
      await this.#seeks.done;
    }
    return this.#leap({ type: "switch", branch });
  }

  /** Call in each animation frame while the run is visible. */
  frame(wallMs: number): void {
    if (this.log.updateHeadline(wallMs, !this.playing)) {
      this.listener.changed();
    }
    // At most one request is in flight: a slow engine slows the run down, never the page.
    if (this.#busy || this.failure || !this.#engine.open || !this.model) {
      return;
    }
    const next = this.playback.frame(wallMs, this);
    if (next === "step") {
      void this.#stepNow();
    } else if (next > 0) {
      void this.#playOn(next);
    }
  }

  /** Goes to another time as fast as the engine can, and stops there, or before where the lesson waits for the reader. */
  goTo(atMs: number): Promise<void> {
    return this.#travel(Math.min(atMs, this.stopMs ?? atMs));
  }

  /** When the lesson next waits for the reader, if it can be answered here. */
  get stopMs(): number | undefined {
    return this.playback.waits ? nextStop(this, this.isAnswered) : undefined;
  }

  async #travel(atMs: number): Promise<void> {
    this.#halt();
    const mine = this.#ways;
    this.listener.changed();
    // Waits for the request in flight, because the distance is counted from its end.
    await this.look();
    if (mine === this.#ways && atMs < this.nowMs) {
      await this.#seeks.want(0);
    }
    // More may happen at one time than fits into a response. Any change of time or step is progress.
    let before = -1;
    while (mine === this.#ways && this.nowMs < atMs && before < this.nowMs + this.stepCount) {
      before = this.nowMs + this.stepCount;
      await this.#go({ type: "advance", ms: durationUntil(atMs, this.nowMs) });
    }
    await this.look();
  }

  /** Runs as fast as the engine can until a milestone. */
  async search(milestone: Milestone): Promise<void> {
    this.#halt();
    if (this.#seeks.done) {
      await this.#seeks.done;
    }
    return this.searches.begin(milestone);
  }

  /** Requests a complete update. */
  look(): Promise<void> {
    return this.#hear({ type: "look" });
  }

  /** Runs until the goal is reached, by at most this much virtual time and at most one response. */
  runUntil(goal: Goal, ms: number): Promise<Update | undefined> {
    return this.#go({ type: "until", goal, ms });
  }

  // Pauses playback and stops searches, whatever the run does next.
  #halt(): void {
    this.playing = false;
    this.#ways += 1;
    this.playback.halt();
    this.searches.drop();
  }

  /** Resets playback after a pause of the animation frames, so that it is not made up for. */
  rest(): void {
    this.playback.rest();
  }

  /** Plays the run again with a new engine, to its last known good step. */
  async recover(): Promise<void> {
    const good = this.good;
    this.recovering = true;
    this.playing = false;
    this.failure = undefined;
    this.#engine.renew();
    this.listener.changed();
    const request: RunRequest = { type: "open", scenario: good?.scenario, until: good?.mark };
    const update = await this.#engine.send(request, "scene");
    this.recovering = false;
    if (update) {
      this.forget();
      this.absorb(update, "again");
    } else if (this.#engine.open) {
      this.failure ??= { when: "running", message: this.refused?.message ?? "" };
    }
    this.listener.changed();
  }

  /** Frees the engine's memory. The page keeps its state of the run. */
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
    this.failure = { when: this.model ? "running" : "starting", message, why };
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

  // One request at a time while the run plays.
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
    // After a single step the reader gets its sentence, whatever it is.
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
