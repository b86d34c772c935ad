// The custom element <pbft-lab>: holds one run, hands its picture to the parts and carries their intents to it.

import { html, LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { CatalogEntry } from "./engine.ts";
import type { Gripped } from "./grip.ts";
import { Intent, type Theme, type Wish } from "./intents.ts";
import type { DetailsPart } from "./parts/details.ts";
import { SHARED } from "./parts/part.ts";
import { settings, THEMES } from "./parts/settings.ts";
import type { Refusals, SceneEntry } from "./parts/setup.ts";
import { story, trouble } from "./parts/story.ts";
import { legalSpeed, SPEED_DEFAULT } from "./playback.ts";
import { Run } from "./run.ts";
import type { Kind } from "./stage/glyphs.ts";
import { StagePart } from "./stage/stage.ts";
import labCss from "./styles/lab.css?inline";
import { styleSheet } from "./styles/sheet.ts";
import tokensCss from "./styles/tokens.css?inline";
import { browserLanguage, type Language, languageOf, type Say, speaker } from "./text/catalogue.ts";
import { milliseconds } from "./text/format.ts";

/**
 * `<pbft-lab scenario="one-request" seed="7" lang="en" theme="auto" speed="0.02" autoplay>`
 *
 * Attributes: `scenario` (a name of the engine's catalog), `seed` (a whole number below 2^64), `lang` (en, zh), `theme` (auto,
 * light, dark), `speed` (virtual time per real time), `autoplay`. A value that is none of these counts as absent.
 * Methods: `play()`, `pause()`, `step()`, `back()`, `seek(step)`, `reset()`. Events: `pbft-ready`, `pbft-error` (its `detail` is the message).
 * Looks: the custom properties `--pbft-paper`, `-panel`, `-ink`, `-muted`, `-line`, `-accent`, `-alarm`, `-note`, `-sans`, `-serif`
 * and one for each kind of message, listed in styles/tokens.css; parts `lab`, `story`, `stage`, `timeline`, `events`, `steps`, `controls`,
 * `safety`.
 */
export class PbftLabElement extends LitElement {
  static override styles = [styleSheet(tokensCss), SHARED, styleSheet(labCss)];
  static override properties: PropertyDeclarations = {
    scenario: { type: String },
    seed: { type: String },
    lang: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    speed: { type: Number },
    autoplay: { type: Boolean },
    entries: { state: true },
    scene: { state: true },
    chosen: { state: true },
    gripped: { state: true },
    unseen: { state: true },
    selected: { state: true },
    tried: { state: true },
  };

  declare scenario: string | undefined;
  declare seed: string | undefined;
  declare lang: string;
  declare theme: Theme;
  declare speed: number;
  declare autoplay: boolean;
  declare private entries: readonly CatalogEntry[];
  declare private scene: string;
  declare private chosen: { readonly node: number; readonly anchor: Element } | undefined;
  /** What the reader has taken hold of beside the nodes. */
  declare private gripped: Gripped | undefined;
  declare private unseen: ReadonlySet<Kind>;
  /** The record of the trace that the reader looks at. */
  declare private selected: number | undefined;
  /** Whether the reader has found out that nodes can be chosen. */
  declare private tried: boolean;

  readonly #run = new Run({ changed: () => this.requestUpdate(), moved: () => this.#moved() });
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #seen = new IntersectionObserver((entries) => this.#see(entries.at(-1)?.isIntersecting ?? false));
  #visible = false;
  #frame: number | undefined;
  #say: Say = speaker("en");

  constructor() {
    super();
    this.scenario = undefined;
    this.seed = undefined;
    this.lang = "";
    this.theme = "auto";
    this.speed = SPEED_DEFAULT;
    this.autoplay = false;
    this.entries = [];
    this.scene = "";
    this.chosen = undefined;
    this.gripped = undefined;
    this.unseen = new Set();
    this.selected = undefined;
    this.tried = false;
  }

  play(): void {
    this.#run.play();
  }

  pause(): void {
    this.#run.pause();
  }

  step(): void {
    this.#run.step(performance.now(), !this.#calm.matches);
  }

  /** One occurrence back. */
  back(): Promise<void> {
    return this.#run.back();
  }

  /** To a step that is known, forward or back; the run waits there. */
  seek(step: number): Promise<void> {
    return this.#run.seek(step);
  }

  async reset(): Promise<void> {
    if (await this.#run.reset()) {
      this.#run.play();
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seen.observe(this);
    if (this.#run.started) {
      void this.#run.recover();
    } else {
      void this.#begin();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.disconnect();
    this.#see(false);
    this.#run.close();
  }

  get #language(): Language {
    return this.lang ? languageOf(this.lang) : browserLanguage();
  }

  async #begin(): Promise<void> {
    try {
      this.entries = (await this.#run.start()).catalog;
    } catch {
      // The run has told its trouble already.
      return;
    }
    const entry = this.entries.find(({ name }) => name === this.scenario) ?? this.entries[0];
    await this.#openScene(entry, this.seed);
    if (this.autoplay) {
      this.#run.play();
    }
    this.dispatchEvent(new CustomEvent("pbft-ready", { bubbles: true, composed: true }));
  }

  async #openScene(entry: CatalogEntry | undefined, seed: string | undefined): Promise<boolean> {
    const scenario = entry?.scenario;
    const opened = await this.#run.open(
      scenario && seed ? { ...scenario, cluster: { ...scenario.cluster, seed } } : scenario,
    );
    if (opened) {
      this.scene = entry?.name ?? "";
    } else if (seed && !this.#run.picture) {
      // A seed attribute that is none counts as absent.
      return this.#openScene(entry, undefined);
    }
    return opened;
  }

  #see(visible: boolean): void {
    this.#visible = visible;
    if (visible && this.#frame === undefined) {
      this.#run.rest();
      this.#frame = requestAnimationFrame(this.#onFrame);
    }
  }

  readonly #onFrame = (wallMs: number) => {
    this.#frame = undefined;
    if (this.#visible) {
      this.#run.frame(wallMs);
      this.#frame = requestAnimationFrame(this.#onFrame);
    }
  };

  // Between two pictures only the messages move: they are painted without a new rendering.
  #moved(): void {
    this.#stage?.paint(this.#run.packets, this.#run.nowMs);
    this.renderRoot?.querySelector<DetailsPart>("pbft-lab-details")?.tick(this.#run.nowMs);
    this.#showClock();
  }

  #showClock(): void {
    const clock = this.renderRoot?.querySelector(".clock");
    if (clock) {
      clock.textContent = this.#say("clock", { time: milliseconds(this.#run.nowMs, this.#language) });
    }
  }

  get #stage(): StagePart | undefined {
    const stage = this.renderRoot?.querySelector("pbft-lab-stage");
    return stage instanceof StagePart ? stage : undefined;
  }

  readonly #onIntent = (event: Event) => {
    if (event instanceof Intent) {
      void this.#fulfil(event.wish);
    }
  };

  readonly #ask = (wish: Wish) => void this.#fulfil(wish);

  async #fulfil(wish: Wish): Promise<void> {
    switch (wish.wish) {
      case "play":
        return this.play();
      case "pause":
        return this.pause();
      case "step":
        return this.step();
      case "reset":
        return this.reset();
      case "recover":
        await (this.#run.started ? this.#run.recover() : this.#retry());
        return;
      case "back":
        return this.back();
      case "seek":
        return this.seek(wish.step);
      case "branch":
        this.chosen = undefined;
        return this.#run.switchTo(wish.branch);
      case "go":
        return this.#run.goTo(wish.atMs);
      case "speed":
        this.speed = wish.speed;
        return;
      case "scene":
        return this.#changeRun(
          this.#openScene(
            this.entries.find(({ name }) => name === wish.name),
            undefined,
          ),
        );
      case "replicas":
        return this.#changeRun(this.#run.change({ replicas: wish.replicas }));
      case "seed":
        return this.#changeRun(this.#run.change({ seed: wish.seed }));
      case "command":
        this.chosen = undefined;
        await this.#run.command(wish.command);
        this.#release();
        return;
      default:
        this.#arrange(wish);
    }
  }

  // What concerns the page alone.
  #arrange(wish: Wish): void {
    switch (wish.wish) {
      case "choose":
        this.chosen = { node: wish.node, anchor: wish.anchor };
        this.tried = true;
        return;
      case "grip":
        this.#take(wish.gripped);
        return;
      case "close":
        this.chosen = undefined;
        this.#release();
        return;
      case "show": {
        const unseen = new Set(this.unseen);
        if (wish.shown) {
          unseen.delete(wish.kind);
        } else {
          unseen.add(wish.kind);
        }
        this.unseen = unseen;
        return;
      }
      case "select":
        this.selected = wish.record;
        return;
      case "language":
        this.lang = wish.language;
        return;
      case "theme":
        this.theme = wish.theme;
        return;
      default:
    }
  }

  // A message would be gone before it is read: time stands still while something is held, and goes on afterwards.
  #take(gripped: Gripped): void {
    this.#resumes ||= this.#run.playing;
    this.#run.pause();
    this.gripped = gripped;
    void this.#run.watch(gripped.grip.kind === "packet" ? gripped.grip.packet : undefined);
  }

  #release(): void {
    if (this.gripped) {
      this.gripped = undefined;
      void this.#run.watch(undefined);
      if (this.#resumes) {
        this.#run.play();
      }
    }
    this.#resumes = false;
  }

  #resumes = false;

  async #changeRun(opened: Promise<boolean>): Promise<void> {
    this.chosen = undefined;
    this.selected = undefined;
    if (await opened) {
      this.#run.play();
    }
  }

  async #retry(): Promise<void> {
    this.#run.close();
    this.#run.trouble = undefined;
    this.requestUpdate();
    await this.#begin();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("theme") && !THEMES.includes(this.theme)) {
      this.theme = "auto";
    }
    if (changed.has("lang") || changed.size === 0) {
      this.#say = speaker(this.#language);
    }
    if (changed.has("speed") && this.#run.speed !== legalSpeed(this.speed)) {
      this.#run.setSpeed(this.speed);
    }
    const wanted = this.hasUpdated && changed.has("scenario") && this.scenario !== this.scene;
    const entry = wanted ? this.entries.find(({ name }) => name === this.scenario) : undefined;
    if (entry) {
      void this.#changeRun(this.#openScene(entry, this.seed));
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("theme")) {
      this.#stage?.recolour();
    }
    this.#showClock();
    const trouble = this.#run.trouble;
    if (trouble && trouble !== this.#reported) {
      this.dispatchEvent(
        new CustomEvent("pbft-error", { detail: trouble.message, bubbles: true, composed: true }),
      );
    }
    this.#reported = trouble;
  }

  #reported: Run["trouble"];

  protected override render(): TemplateResult {
    const say = this.#say;
    const run = this.#run;
    return html`
      <section class="lab" part="lab" lang=${this.#language} aria-label=${say("element-label")}>
        <pbft-lab-setup
          .say=${say}
          .picture=${run.picture}
          .scenes=${this.#scenes()}
          .scene=${this.scene}
          .refusals=${this.#refusals()}
          @intent=${this.#onIntent}
        ></pbft-lab-setup>
        ${story(say, run)} ${trouble(say, run, this.#ask)}
        <pbft-lab-safety part="safety" .say=${say} .picture=${run.picture} .lines=${run.lines} .language=${this.#language} @intent=${this.#onIntent}></pbft-lab-safety>
        <div class="main">
          <div class="stage-box">
            <pbft-lab-stage
              part="stage"
              .say=${say}
              .picture=${run.picture}
              .unseen=${this.unseen}
              .opened=${this.chosen?.node}
              .gripped=${this.gripped?.grip.kind === "packet" ? this.gripped.grip.packet : undefined}
              @intent=${this.#onIntent}
            ></pbft-lab-stage>
            <p class="clock" aria-hidden="true"></p>
            <p class="hint" ?hidden=${this.tried || !run.picture}>${say("try-it", { fault: run.picture?.faulty ? "yes" : "no" })}</p>
          </div>
          <pbft-lab-legend
            .say=${say}
            .kinds=${run.kinds}
            .counts=${run.packets.counts()}
            .unseen=${this.unseen}
            @intent=${this.#onIntent}
          ></pbft-lab-legend>
          ${this.#controls(say)}
          <pbft-lab-timeline
            part="timeline"
            .say=${say} .timeline=${run.timeline} .lines=${run.lines} .unseen=${this.unseen} .selected=${this.selected}
            .seekable=${true} .theme=${this.theme} .language=${this.#language} @intent=${this.#onIntent}></pbft-lab-timeline>
          <pbft-lab-steps part="steps" .say=${say} .picture=${run.picture}></pbft-lab-steps>
          <pbft-lab-captions part="captions" .say=${say} .chapters=${run.chapters} .nowMs=${run.nowMs} .playing=${run.playing} .language=${this.#language} @intent=${this.#onIntent}></pbft-lab-captions>
          <pbft-lab-events
            part="events"
            .say=${say}
            .lines=${run.lines}
            .dropped=${run.droppedLines}
            .selected=${this.selected}
            .language=${this.#language}
          ></pbft-lab-events>
          <pbft-lab-details part="details" .say=${say} .picture=${run.picture} .chosen=${this.chosen?.node} .language=${this.#language} @intent=${this.#onIntent}></pbft-lab-details>
        </div>
        ${settings(say, this.#language, this.theme, this.#ask)}
        <pbft-lab-menu
          .say=${say}
          .picture=${run.picture}
          .node=${this.chosen?.node}
          .anchor=${this.chosen?.anchor}
          .strategies=${run.strategies}
          @intent=${this.#onIntent}
        ></pbft-lab-menu>
        <pbft-lab-grip .say=${say} .picture=${run.picture} .gripped=${this.gripped} .message=${run.message} .latency=${run.latency} .language=${this.#language} @intent=${this.#onIntent}></pbft-lab-grip>
      </section>
    `;
  }

  #scenes(): SceneEntry[] {
    const language = this.#language;
    return this.entries.map(({ name, title, about }) => ({
      name,
      title: title[language] ?? title.en,
      about: about[language] ?? about.en,
    }));
  }

  #refusals(): Refusals {
    const { refused } = this.#run;
    return refused ? { [refused.at]: refused.message } : {};
  }

  #controls(say: Say): TemplateResult {
    const run = this.#run;
    const usable = run.picture !== undefined && !run.trouble;
    const refusal = run.refused?.at === "request" ? run.refused.message : "";
    return html`
      <div class="controls" part="controls">
        <pbft-lab-request .say=${say} .refusal=${refusal} .usable=${usable} @intent=${this.#onIntent}></pbft-lab-request>
        <pbft-lab-transport
          .say=${say}
          .playing=${run.playing}
          .speed=${run.speed}
          .cursor=${run.cursor}
          .usable=${usable}
          @intent=${this.#onIntent}
        ></pbft-lab-transport>
        <pbft-lab-moments
          .say=${say}
          .cursor=${run.cursor}
          .lastStep=${run.lastStep}
          .nowMs=${run.nowMs}
          .language=${this.#language}
          .usable=${usable}
          @intent=${this.#onIntent}
        ></pbft-lab-moments>
        <pbft-lab-futures .say=${say} .branches=${run.branches} .picture=${run.picture} @intent=${this.#onIntent}></pbft-lab-futures>
      </div>
    `;
  }
}
