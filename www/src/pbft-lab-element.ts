// The custom element <pbft-lab>: holds one run, hands its view model to the parts and performs their actions.

import { ContextProvider } from "@lit/context";
import { LitElement, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Course } from "./app/course.ts";
import { openDialog } from "./app/dialogs.ts";
import { Explanations } from "./app/explanations.ts";
import { LAYOUT_STYLES, layout } from "./app/layout.ts";
import { lessonOf, sceneEntries } from "./app/scene-entry.ts";
import { Shortcuts } from "./app/shortcuts.ts";
import type { Chosen } from "./app/shown.ts";
import { ShownLanguage } from "./app/shown-language.ts";
import { UiState } from "./app/ui-state.ts";
import { boxRule, lengthOf } from "./embed/attributes.ts";
import type { PbftLab, RemoteSimulation } from "./embed/public.ts";
import { Session } from "./embed/session.ts";
import type { Scenario, View } from "./engine/engine.ts";
import type { Action, Theme } from "./model/actions.ts";
import { THEMES } from "./model/actions.ts";
import { allows, controlsOf, isWithin, needsRows, partsOf } from "./model/controls.ts";
import { nodeOf } from "./model/highlights.ts";
import type { Inspected } from "./model/inspected.ts";
import type { Kind } from "./model/message-kinds.ts";
import { legalSpeed, SPEED_DEFAULT } from "./model/speed.ts";
import { NO_LOOKS } from "./model/values.ts";
import type { HelpPart } from "./panels/help.ts";
import { InspectorPart } from "./panels/inspector.ts";
import type { RequestPart } from "./panels/request.ts";
import type { SceneEntry } from "./panels/scenes.ts";
import type { FigureOf } from "./share/sharing.ts";
import { StagePart } from "./stage/stage.ts";
import { milliseconds } from "./text/format.ts";
import { TimelinePart } from "./timeline/timeline-part.ts";
import { permittedContext, valueLooksContext, viewModelContext } from "./ui/contexts.ts";
import { SHARED } from "./ui/part.ts";
import { styleSheet } from "./ui/sheet.ts";
import tokensCss from "./ui/tokens.css?inline";
import { WheelPropagation } from "./ui/wheel-propagation.ts";

/**
 * `<pbft-lab scenario="one-request" seed="7" lang="en" theme="auto" speed="0.02" autoplay>`: docs/embedding.md describes every
 * attribute, property, method, event and part. The attributes are the source of truth; a value that is none counts as absent.
 */
export class PbftLabElement extends LitElement implements PbftLab {
  static override styles = [styleSheet(tokensCss), SHARED, ...LAYOUT_STYLES];

  @property({ type: String }) scenario: string | null | undefined;
  @property({ type: String }) seed: string | null | undefined;
  @property({ type: String, reflect: true }) override lang = "";
  @property({ type: String, reflect: true }) theme: Theme = "auto";
  @property({ type: Number }) speed = SPEED_DEFAULT;
  @property({ type: Boolean }) autoplay = false;
  @property({ type: Boolean }) restore = false;
  @property({ type: Boolean }) readOnly = false;
  @property({ type: String }) parts: string | null | undefined;
  @property({ type: String }) controls: string | null | undefined;
  @property({ type: String, attribute: "start-at" }) startAt: string | null | undefined;
  @property({ type: String }) width: string | null | undefined;
  @property({ type: String }) height: string | null | undefined;
  @state() private chosen: Chosen | undefined;
  /** What the reader has taken hold of beside the nodes. */
  @state() private inspected: Inspected | undefined;
  @state() private hiddenKinds: ReadonlySet<Kind> = new Set();
  /** The record of the trace that the reader looks at. */
  @state() private selected: number | undefined;

  readonly #session = new Session(
    this,
    { stage: () => this.#stage, timeline: () => this.#timeline },
    () => this.#moved(),
    () => this.#turned(),
    (question) => this.#explanations.handle({ type: "why", question }),
  );
  readonly #run = this.#session.run;
  readonly #box = new CSSStyleSheet();
  readonly #scale = new CSSStyleSheet();
  #scaled: number | undefined;
  readonly #ui = new UiState(this);
  readonly #explanations = new Explanations(this.#run, () => this.requestUpdate());
  readonly #course = new Course(this.#run, {
    keeps: () => this.restore,
    lesson: () => lessonOf(this.#session),
    sharing: () => this.#session.sharing,
    answered: (detail) => this.#session.announcer.answer(detail),
    changed: () => this.requestUpdate(),
  });
  readonly #calm = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #seen = new IntersectionObserver((entries) => this.#see(entries.at(-1)?.isIntersecting ?? false));
  #visible = false;
  #frame: number | undefined;
  readonly #locale = new ShownLanguage(this);
  readonly #viewModel = new ContextProvider(this, { context: viewModelContext });
  readonly #permitted = new ContextProvider(this, { context: permittedContext });
  readonly #valueLooks = new ContextProvider(this, { context: valueLooksContext, initialValue: NO_LOOKS });

  constructor() {
    super();
    this.addController(new Shortcuts(this, this.#run, this.#ui, this.#dispatch));
    this.addController(new WheelPropagation(this));
  }

  /** Whether the height is given, and not left to the content. */
  get isFixed(): boolean {
    return lengthOf(this.height) !== undefined;
  }

  /** The run, for programs: the engine works elsewhere, so that its answers are promises. */
  get simulation(): RemoteSimulation {
    return this.#session.simulation;
  }

  /** The latest view of the run, plain data; undefined before there is one. */
  get view(): View | undefined {
    return this.#session.view;
  }

  /** Whether the run came from the reader, out of a file or a link. */
  get brought(): boolean {
    return this.#session.brought;
  }

  play(): void {
    this.#ui.watch();
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
      this.#course.forget();
      this.#run.playOpened();
    }
  }

  /** The text of a link to this moment: for an address of the page, behind `#run=`, or for the attribute `scenario`. */
  link(): Promise<string> {
    return this.#session.link();
  }

  /** A figure of what is seen, in dark ink on light paper, with its caption. */
  async figure(format: "svg" | "png", of: FigureOf = "stage"): Promise<Blob> {
    const { t, language } = await this.#locale.ready();
    const caption = this.#session.sharing.caption(of, t, language);
    return this.#session.sharing.figure(of, format, { colours: "light", caption, size: undefined });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seen.observe(this);
  }

  // An element that is only moved is back within the same turn: it keeps its engine and its run.
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.disconnect();
    this.#visible = false;
    // The browser closes popovers without an event for the element.
    this.chosen = undefined;
    this.#release();
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#session.close();
      }
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    if (root instanceof ShadowRoot) {
      root.adoptedStyleSheets.push(this.#box, this.#scale);
    }
    return root;
  }

  #see(visible: boolean): void {
    this.#visible = visible;
    if (!visible) {
      return;
    }
    void this.#session.wake();
    if (this.#frame === undefined) {
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
    const inspector = this.renderRoot?.querySelector("pbft-lab-inspector");
    if (inspector instanceof InspectorPart) {
      inspector.tick(this.#run.nowMs);
    }
    this.#showClock();
  }

  #showClock(): void {
    const { t, language } = this.#locale;
    const clock = this.renderRoot?.querySelector(".clock");
    if (clock) {
      clock.textContent = t("clock", { time: milliseconds(this.#run.nowMs, language) });
    }
  }

  get #stage(): StagePart | undefined {
    const stage = this.renderRoot?.querySelector("pbft-lab-stage");
    return stage instanceof StagePart ? stage : undefined;
  }

  get #timeline(): TimelinePart | undefined {
    const timeline = this.renderRoot?.querySelector("pbft-lab-timeline");
    return timeline instanceof TimelinePart ? timeline : undefined;
  }

  /** Performs an action if the controls allow it; whether they do. */
  readonly #dispatch = (action: Action): boolean => {
    const meant = this.#ui.meant(action, this.#run.model);
    const permitted = this.#course.permitted;
    const granted = meant.filter((one) => allows(this.#controls, one) && isWithin(permitted, one));
    for (const one of granted) {
      void this.#handle(one);
    }
    return granted.length > 0;
  };

  get #controls() {
    return controlsOf(this.controls, this.readOnly);
  }

  async #handle(action: Action): Promise<void> {
    switch (action.type) {
      case "play":
        return this.play();
      case "pause":
        return this.pause();
      case "step":
        return this.step();
      case "reset":
        return this.reset();
      case "recover":
        await (this.#run.started ? this.#run.recover() : this.#session.retry());
        return;
      case "continue":
        return this.#run.replayMonitor.goOn();
      case "cancel":
        return this.#run.replayMonitor.turnBack();
      case "back":
        return this.back();
      case "seek":
        return this.seek(action.step);
      case "branch":
        this.chosen = undefined;
        this.selected = undefined;
        return this.#run.switchTo(action.branch);
      case "run-until":
        return this.#run.search(action.milestone);
      case "stop":
        return this.#run.searches.stop();
      case "go":
        return this.#run.goTo(action.atMs);
      case "speed":
        this.speed = action.speed;
        return;
      case "scene":
        this.#ui.begin();
        return this.#changeRun(this.#session.openScene(action.name));
      case "restart":
        return this.#session.restart();
      case "replicas":
        return this.#changeRun(this.#run.change({ replicas: action.replicas }, this.#origin));
      case "seed":
        return this.#changeRun(this.#run.change({ seed: action.seed }, this.#origin));
      case "settings":
        return this.#changeRun(this.#run.open(action.scenario, "settings"));
      case "command":
        this.chosen = undefined;
        if (await this.#run.command(action.command)) {
          this.#session.announcer.command(action.command);
        }
        this.#release();
        return;
      default:
        if (this.#explanations.handle(action)) {
          this.chosen = undefined;
          this.#ui.answer(action);
        } else if (![this.#course, this.#ui, this.#session.attacks].some((one) => one.handle(action))) {
          this.#handleOnPage(action);
        }
    }
  }

  #handleOnPage(action: Action): void {
    switch (action.type) {
      case "choose":
        this.chosen = { node: action.node, anchor: action.anchor, lies: action.lies ?? false };
        this.#ui.choose(action.node);
        return;
      case "compose":
        this.chosen = undefined;
        this.renderRoot.querySelector<RequestPart>("pbft-lab-request")?.compose(action.client);
        return;
      case "inspect":
        this.#take(action.inspected);
        return;
      case "close":
        this.chosen = undefined;
        this.#release();
        return;
      case "show": {
        const hiddenKinds = new Set(this.hiddenKinds);
        if (action.shown) {
          hiddenKinds.delete(action.kind);
        } else {
          hiddenKinds.add(action.kind);
        }
        this.hiddenKinds = hiddenKinds;
        return;
      }
      case "dismiss":
        this.#session.sharing.dismiss();
        return;
      case "select":
        this.selected = action.record;
        this.#ui.select(this.#nodeOf(action.record), action.record !== undefined, action.show ?? false);
        return;
      case "dialog":
        void openDialog(this.renderRoot, action.dialog);
        return;
      case "explain":
        void this.renderRoot.querySelector<HelpPart>("pbft-lab-help")?.explain(action.term);
        return;
      case "language":
        this.lang = action.language;
        return;
      case "theme":
        this.theme = action.theme;
        return;
      default:
    }
  }

  // A message would be gone before it is read: time is paused while something is held, and continues afterwards.
  #take(inspected: Inspected): void {
    this.#resumes ||= this.#run.playing;
    this.#run.pause();
    this.inspected = inspected;
    void this.#run.watch(inspected.item.kind === "packet" ? inspected.item.packet : undefined);
  }

  #nodeOf(record: number | undefined): number | undefined {
    const records = this.#run.timeline?.records;
    return records && record !== undefined ? nodeOf(records, record) : undefined;
  }

  #release(): void {
    if (this.inspected) {
      this.inspected = undefined;
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
      this.#run.playOpened();
    }
  }

  // Another run: what was chosen in the one before is not in it.
  #turned(): void {
    this.#course.forget();
    this.#ui.forget();
    this.chosen = undefined;
    this.inspected = undefined;
    this.#resumes = false;
    this.selected = undefined;
    this.requestUpdate();
  }

  // The first rendering waits for the texts; the next ones are in the language before, until those of another are here.
  protected override async scheduleUpdate(): Promise<void> {
    for (let loading = this.#locale.load(); loading && !this.hasUpdated; loading = this.#locale.load()) {
      await loading;
    }
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#explanations.settle();
    this.#course.settle();
    if (changed.has("theme") && !THEMES.includes(this.theme)) {
      this.theme = "auto";
    }
    this.#provide();
    if (changed.has("speed") && this.#run.playback.speed !== legalSpeed(this.speed)) {
      this.#run.setSpeed(this.speed);
    }
    if (changed.has("width") || changed.has("height")) {
      this.#box.replaceSync(boxRule(this.width, this.height));
      this.#ui.measure();
    }
    // A rule that is replaced, be it by the same one, has the style of the whole element computed again.
    if (this.#scaled !== this.#ui.scale) {
      this.#scaled = this.#ui.scale;
      this.#scale.replaceSync(`:host { --scale: ${this.#scaled}; }`);
    }
    if (needsRows(partsOf(this.parts)) || this.selected !== undefined) {
      void this.#run.wantRows();
    }
    this.#run.playback.waits = partsOf(this.parts).has("captions") && this.#controls.has("play");
    if (this.hasUpdated && ["scenario", "seed", "startAt"].some((name) => changed.has(name))) {
      void this.#session.reopen();
    }
    if (changed.has("autoplay") && this.autoplay && this.#run.model) {
      this.#run.play();
    }
  }

  #provide(): void {
    this.#locale.settle();
    this.#viewModel.setValue(this.#run.model);
    this.#permitted.setValue(this.#course.permitted);
    this.#valueLooks.setValue(this.#run.model?.values ?? NO_LOOKS);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("theme")) {
      this.#stage?.recolour();
    }
    this.#showClock();
    this.#session.tellErrors();
  }

  protected override render(): TemplateResult {
    return layout({
      t: this.#locale.t,
      parts: partsOf(this.parts),
      controls: this.#controls,
      fixed: this.isFixed,
      ui: this.#ui,
      language: this.#locale.language,
      theme: this.theme,
      run: this.#run,
      scenes: this.#scenes(),
      scene: this.#session.scene,
      chosen: this.chosen,
      inspected: this.inspected,
      hiddenKinds: this.hiddenKinds,
      selected: this.selected,
      sharing: this.#session.sharing,
      explanations: this.#explanations,
      course: this.#course,
      attacks: this.#session.attacks,
      keeps: this.restore,
      dispatch: this.#dispatch,
    });
  }

  /** What the open scene begins with. */
  get #origin(): Scenario | undefined {
    return this.#scenes().find(({ name }) => name === this.#session.scene)?.scenario;
  }

  #scenes(): SceneEntry[] {
    return sceneEntries(this.#session, this.#locale.language, this.#locale.t);
  }
}
