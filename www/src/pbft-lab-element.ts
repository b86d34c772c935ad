// The custom element <pbft-lab>: holds one run, hands its picture to the parts and carries their intents to it.

import { LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { Asking } from "./asking.ts";
import type { CatalogEntry } from "./engine.ts";
import type { Gripped } from "./grip.ts";
import type { Theme, Wish } from "./intents.ts";
import { type Chosen, layout } from "./layout.ts";
import type { DetailsPart } from "./parts/details.ts";
import { SHARED } from "./parts/part.ts";
import { THEMES } from "./parts/settings.ts";
import type { SceneEntry } from "./parts/setup.ts";
import { legalSpeed, SPEED_DEFAULT } from "./playback.ts";
import { Run } from "./run.ts";
import { type FigureOf, Sharing } from "./share/sharing.ts";
import { Shortcuts } from "./shortcuts.ts";
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
 * light, dark), `speed` (virtual time per real time), `autoplay`, `restore` (the page is this element's: a link in its address is
 * opened, and a reload comes back to the run). A value that is none of these counts as absent.
 * Methods: `play()`, `pause()`, `step()`, `back()`, `seek(step)`, `reset()`, `link()`, `figure("svg" | "png")`. Events: `pbft-ready`, `pbft-error` (its `detail` is the message).
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
    restore: { type: Boolean },
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
  declare restore: boolean;
  declare private entries: readonly CatalogEntry[];
  declare private scene: string;
  declare private chosen: Chosen | undefined;
  /** What the reader has taken hold of beside the nodes. */
  declare private gripped: Gripped | undefined;
  declare private unseen: ReadonlySet<Kind>;
  /** The record of the trace that the reader looks at. */
  declare private selected: number | undefined;
  /** Whether the reader has found out that nodes can be chosen. */
  declare private tried: boolean;

  readonly #run = new Run({ changed: () => this.requestUpdate(), moved: () => this.#moved() });
  readonly #sharing = new Sharing(
    this,
    this.#run,
    () => this.scene,
    (scene) => Object.assign(this, { scene, chosen: undefined, selected: undefined }),
  );
  readonly #asking = new Asking(this.#run, () => this.requestUpdate());
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
    this.restore = false;
    this.entries = [];
    this.scene = "";
    this.chosen = undefined;
    this.gripped = undefined;
    this.unseen = new Set();
    this.selected = undefined;
    this.tried = false;
    this.addController(new Shortcuts(this, this.#run, this.#ask));
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

  /** The text of a link to this moment: for an address of the page, behind `#run=`, or for the attribute `scenario`. */
  async link(): Promise<string> {
    const answer = await this.#sharing.link();
    if ("value" in answer) {
      return answer.value;
    }
    throw new Error(answer.problem);
  }

  /** A figure of what is seen, in dark ink on light paper. */
  figure(format: "svg" | "png", of: FigureOf = "stage"): Promise<Blob> {
    return this.#sharing.figure(of, format, "light");
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
    if (!(await this.#sharing.begin(this.entries))) {
      await this.#openFirst();
    }
    this.dispatchEvent(new CustomEvent("pbft-ready", { bubbles: true, composed: true }));
  }

  /** What the attributes ask for. */
  async #openFirst(): Promise<void> {
    const entry = this.entries.find(({ name }) => name === this.scenario) ?? this.entries[0];
    await this.#openScene(entry, this.seed);
    if (this.autoplay) {
      this.#run.play();
    }
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
        this.selected = undefined;
        return this.#run.switchTo(wish.branch);
      case "until":
        return this.#run.search(wish.milestone);
      case "go":
        return this.#run.goTo(wish.atMs);
      case "speed":
        this.speed = wish.speed;
        return;
      case "scene":
        return this.#changeRun(
          this.#sharing.openOwn(wish.name) ??
            this.#openScene(
              this.entries.find(({ name }) => name === wish.name),
              undefined,
            ),
        );
      case "afresh":
        this.#run.pause();
        return (await this.#sharing.begin(this.entries, true)) ? undefined : this.#openFirst();
      case "replicas":
        return this.#changeRun(this.#run.change({ replicas: wish.replicas }));
      case "seed":
        return this.#changeRun(this.#run.change({ seed: wish.seed }));
      case "settings":
        return this.#changeRun(this.#run.open(wish.scenario, "settings"));
      case "command":
        this.chosen = undefined;
        await this.#run.command(wish.command);
        this.#release();
        return;
      default:
        if (this.#asking.fulfil(wish)) {
          this.chosen = undefined;
        } else {
          this.#arrange(wish);
        }
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
      case "dismiss":
        this.#sharing.dismiss();
        return;
      case "select":
        this.selected = wish.record;
        if (wish.show) {
          this.renderRoot.querySelector("pbft-lab-events")?.scrollIntoView({ block: "nearest" });
        }
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
    this.#asking.settle();
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
    return layout({
      say: this.#say,
      language: this.#language,
      theme: this.theme,
      run: this.#run,
      scenes: this.#scenes(),
      scene: this.scene,
      chosen: this.chosen,
      gripped: this.gripped,
      unseen: this.unseen,
      selected: this.selected,
      tried: this.tried,
      sharing: this.#sharing,
      asking: this.#asking,
      ask: this.#ask,
    });
  }

  #scenes(): SceneEntry[] {
    const language = this.#language;
    const own = this.#sharing.own.map(({ name, title, scenario }) => ({
      name,
      scenario,
      shelf: "own" as const,
      codes: [],
      title: title ?? this.#say("share-own"),
      about: "",
    }));
    const entries = this.entries.map(({ name, shelf, codes, title, about, scenario }) => ({
      name,
      scenario,
      shelf,
      codes,
      title: title[language] ?? title.en,
      about: about[language] ?? about.en,
    }));
    return [...entries, ...own];
  }
}
