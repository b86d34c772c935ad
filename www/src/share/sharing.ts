// Import and export of a run: links, files, figures, and the stored run for a reload. One for each element.

import type { LitElement, ReactiveController } from "lit";
import type { CatalogEntry, Description, Scenario } from "../engine/engine.ts";
import type { Refusal, TraceFormat } from "../engine/messages.ts";
import type { Arrangement } from "../model/arrangement.ts";
import { controlsOf } from "../model/controls.ts";
import type { FigureOptions } from "../model/figure-options.ts";
import { withoutCommandsByHand } from "../model/lesson.ts";
import type { RunFailure } from "../run/listener.ts";
import type { Run } from "../run/run.ts";
import { inLanguage, type Language, languageOf, type Translate } from "../text/catalogue.ts";
import { milliseconds, visible } from "../text/format.ts";
import { FigureError } from "../ui/image-export.ts";
import { Throttle } from "../ui/throttle.ts";
import { addressOfScene, addressWith, addressWithout, homeOf, linkIn, returns } from "./address.ts";
import { described, type Words, withDescription, wordsOf } from "./description.ts";
import { DropTarget } from "./drop.ts";
import { type FileProblem, textOf, titleOf } from "./files.ts";
import { scormPackage } from "./scorm.ts";
import { SessionStore, type StoredSession } from "./session-store.ts";

/** The element, as far as this needs it. */
export interface SharingHost extends LitElement {
  /** Whether the page's address and the stored run belong to this element. */
  readonly restore: boolean;
  /** The controls of the reader. Files can be dropped only if a button can open them, too. */
  readonly controls: string | null | undefined;
  readonly readOnly: boolean;
  lang: string;
  theme: "auto" | "light" | "dark";
  speed: number;
}

/** A notice above the run. */
export type Notice =
  | { readonly notice: "opening" | "linked" | "restored" }
  | {
      readonly notice: "problem";
      readonly at: "file" | "link" | "kept";
      /** The name of the file. */
      readonly name: string;
      readonly why: FileProblem | Refusal;
    };

/** A scene of the reader. */
export interface OwnScene {
  readonly name: string;
  /** Undefined if it came from a link. */
  readonly title: string | undefined;
  readonly scenario: Scenario;
}

/** The requested item, or why there is none. */
export type Answer<T> = { readonly value: T } | { readonly problem: Problem | undefined };

/** Why a requested item is missing; undefined if the element was removed meanwhile. */
export type Problem = Refusal | RunFailure;

export type FigureOf = "stage" | "timeline";

/** A part that can be saved as an image. */
export interface FigureSource {
  figure(format: "svg" | "png", options: FigureOptions): Promise<Blob>;
}

/** The drawings of the element; undefined while one is not shown. */
export interface Drawings {
  stage(): (FigureSource & { arrangements: readonly Arrangement[] }) | undefined;
  timeline(): FigureSource | undefined;
}

/** The minimum interval between two writes of the run. A longer text is written less often, because storage is synchronous. */
const KEEP_EVERY_MS = 2000;
const KEEP_LONG_EVERY_MS = 15_000;
/** The length from which a text is long. */
const LONG_FROM = 100_000;

export class Sharing implements ReactiveController {
  notice: Notice | undefined;
  own: readonly OwnScene[] = [];

  readonly #host: SharingHost;
  readonly #run: Run;
  readonly #drawings: Drawings;
  readonly #scene: () => string;
  readonly #opened: (scene: string) => void;
  readonly #drop: DropTarget;
  #store: SessionStore | undefined;
  readonly #keeping = new Throttle(
    () => this.#keep(),
    () => ((this.#store?.length ?? 0) < LONG_FROM ? KEEP_EVERY_MS : KEEP_LONG_EVERY_MS),
  );
  #entries: readonly CatalogEntry[] = [];
  /** The link in the page's address, and the run that it opened. */
  #linked: { readonly link: string; readonly base: Scenario | undefined } | undefined;
  /** The texts that the reader wrote for a run. */
  #description: { readonly base: Scenario | undefined; readonly texts: Description } | undefined;
  #resumes = false;

  /** `scene` returns the name of the open scene; `opened` receives the name of one that was opened here. */
  constructor(
    host: SharingHost,
    run: Run,
    drawings: Drawings,
    scene: () => string,
    opened: (scene: string) => void,
  ) {
    this.#host = host;
    this.#run = run;
    this.#drawings = drawings;
    this.#scene = scene;
    this.#opened = opened;
    this.#drop = new DropTarget(
      () => controlsOf(host.controls, host.readOnly).has("share"),
      (file) => void this.openFile(file),
      () => host.requestUpdate(),
    );
    host.addController(this);
  }

  hostConnected(): void {
    // A file that misses the element would replace the whole page and its run. If the page belongs to the element, it may be
    // dropped anywhere.
    this.#drop.listen(this.#host.restore ? document : this.#host);
    addEventListener("pagehide", this.#onLeave);
    addEventListener("hashchange", this.#onAddress);
    document.addEventListener("visibilitychange", this.#onLeave);
  }

  hostDisconnected(): void {
    this.#keeping.cancel();
    this.#drop.rest();
    removeEventListener("pagehide", this.#onLeave);
    removeEventListener("hashchange", this.#onAddress);
    document.removeEventListener("visibilitychange", this.#onLeave);
  }

  hostUpdated(): void {
    if (this.#linked && this.#linked.base !== this.#run.kept?.base) {
      // Another run is open now, so the address must not name the old one.
      this.#forgetAddress();
    }
    this.#keeping.request();
  }

  /** Whether a file is over the page. */
  get dropping(): boolean {
    return this.#drop.over;
  }

  /**
   * Opens the run of the page's address or the stored run, with priority for a link. `ignoreStored` skips the stored run.
   * Resolves to false if there is neither: then the attributes name the run.
   */
  async begin(entries: readonly CatalogEntry[], ignoreStored = false): Promise<boolean> {
    this.#entries = entries;
    this.notice = undefined;
    if (!this.#host.restore) {
      return false;
    }
    this.#store ??= new SessionStore(keyOf(this.#host));
    const kept = ignoreStored ? undefined : this.#store.read();
    if (kept) {
      const { lang, theme, speed } = kept;
      Object.assign(this.#host, { lang, theme, speed });
    }
    const link = this.#addressLink;
    const goesOn = kept !== undefined && (link === undefined || (kept.link === link && returns()));
    if (goesOn && (await this.#takeUp(kept, link))) {
      return true;
    }
    if (link !== undefined && (await this.openLink(link, link))) {
      return true;
    }
    // A broken link must not lose the stored run.
    return kept !== undefined && !goesOn && this.#takeUp(kept, undefined);
  }

  /** Opens a link at its step. If it is refused, the present run stays. `address`: the link is that of the page's address. */
  async openLink(link: string, address?: string): Promise<boolean> {
    const { playing } = this.#run;
    this.#run.playing = false;
    this.#tell({ notice: "opening" });
    const opened = await this.#run.openLink(link);
    if (!opened) {
      this.#run.playing = playing;
      this.#tellProblem("link", "");
      if (address !== undefined) {
        this.#forgetAddress();
      }
      return false;
    }
    this.#linked = address === undefined ? undefined : { link: address, base: this.#run.kept?.base };
    this.#opened(this.name());
    this.#tell({ notice: "linked" });
    return true;
  }

  /** Opens a scenario file of the reader. If it is refused, the present run stays. */
  async openFile(file: File): Promise<boolean> {
    const read = await textOf(file);
    if ("problem" in read) {
      this.#tell({ notice: "problem", at: "file", name: file.name, why: read.problem });
      return false;
    }
    if (!(await this.#run.open(read.text, "file"))) {
      this.#tellProblem("file", file.name);
      return false;
    }
    this.#tell(undefined);
    const base = this.#run.kept?.base;
    this.#opened(base ? this.#adopt(base, titleOf(file.name)) : "");
    this.#resumes = false;
    this.#run.playOpened();
    return true;
  }

  /** Opens a scenario that the page made, and plays it. If it is refused, the present run stays. */
  async openScenario(scenario: Scenario): Promise<boolean> {
    if (!(await this.#run.open(scenario, "scene"))) {
      return false;
    }
    this.#tell(undefined);
    this.#opened(this.#adopt(scenario, scenario.title?.en));
    this.#resumes = false;
    this.#run.playOpened();
    return true;
  }

  /** Opens the start of a scene that the reader opened before; undefined if there is none with that name. */
  openOwn(name: string): Promise<boolean> | undefined {
    const own = this.own.find((scene) => scene.name === name);
    return own && this.#run.open(own.scenario, "file").then((opened) => this.#follow(opened, name));
  }

  /** The name of the opened run in the list: that of a scene with its title, or of the reader's own. */
  name(): string {
    const base = this.#run.kept?.base;
    return base ? this.#nameOf(base) : "";
  }

  dismiss(): void {
    this.#tell(undefined);
  }

  /** Pauses the run while the reader exports something, and continues afterwards. */
  hold(): void {
    this.#resumes ||= this.#run.playing;
    this.#run.pause();
  }

  release(): void {
    if (this.#resumes) {
      this.#run.play();
    }
    this.#resumes = false;
  }

  /** Title and description of the run, as links and files contain them. */
  words(language: Language): Words {
    return wordsOf(this.#texts, language);
  }

  describe(words: Words, language: Language): void {
    const { base } = this.#run;
    this.#description = { base, texts: described(this.#texts, words, language) };
    this.#host.requestUpdate();
  }

  get #texts(): Description {
    const { base } = this.#run;
    return (
      this.#own?.texts ?? {
        ...(base?.title && { title: base.title }),
        ...(base?.about && { about: base.about }),
      }
    );
  }

  /** What the reader wrote for this run. */
  get #own() {
    return this.#description && this.#description.base === this.#run.base ? this.#description : undefined;
  }

  /** The text of a link to this step. */
  link(): Promise<Answer<string>> {
    const description = this.#own?.texts;
    return this.#answer(this.#run.query({ type: "link", ...(description && { description }) }, "link"));
  }

  /** The address that opens a link: this page, if it belongs to the element, otherwise the page of the lab. */
  addressOf(link: string): string {
    return addressWith(link, this.#page);
  }

  /** The short address of the scene that the run began as; undefined if it has none. */
  get addressOfBeginning(): string | undefined {
    const { beginning } = this;
    return beginning && addressOfScene(beginning.scene, beginning.seed, this.#page);
  }

  get #page(): string {
    return this.#host.restore ? location.href : this.home;
  }

  get home(): string {
    return homeOf(document);
  }

  async scenario(): Promise<Answer<Scenario>> {
    const description = this.#own?.texts;
    const answer = await this.#answer(this.#run.query({ type: "scenario" }, "file"));
    return description && "value" in answer ? { value: withDescription(answer.value, description) } : answer;
  }

  /** A package for course systems, with the scene as it begins. */
  scorm(): Promise<Blob> {
    const texts = this.#own?.texts;
    const base = withoutCommandsByHand(this.#run.base ?? {});
    const scenario = texts ? withDescription(base, texts) : base;
    const language = languageOf(this.#host.lang);
    const title = scenario.title ? inLanguage(scenario.title, language) : this.title;
    return scormPackage({ home: this.home, scenario, title, language });
  }

  trace(format: TraceFormat): Promise<Answer<string>> {
    return this.#answer(this.#run.query({ type: "trace", format }, "file"));
  }

  /** A figure of the visible drawing. Rejects if that part is not shown, or the browser cannot draw it. */
  async figure(of: FigureOf, format: "svg" | "png", options: FigureOptions): Promise<Blob> {
    const source = this.#drawings[of]();
    if (source) {
      return source.figure(format, options);
    }
    throw new FigureError("hidden", `the ${of} is not shown`);
  }

  /** What a figure shows: the run, its cluster, and the position. */
  caption(of: FigureOf, t: Translate, language: Language): string {
    const { model, stepCount, nowMs } = this.#run;
    const title = this.words(language).title || this.title;
    return t("figure-caption", {
      of,
      title: visible(title) || t("share-own"),
      step: stepCount,
      time: milliseconds(nowMs, language),
      n: model?.n ?? 0,
      f: model?.f ?? 0,
      seed: model?.seed ?? "",
    });
  }

  /** The title of the run, for file names. */
  get title(): string {
    const scene = this.#scene();
    const title = this.#own?.texts.title;
    return title?.en ?? this.own.find(({ name }) => name === scene)?.title ?? scene;
  }

  /** The scene that the run began as, if it differs from it at most in its seed. */
  get beginning(): { readonly scene: string; readonly seed: string | undefined } | undefined {
    const base = this.#run.kept?.base;
    const entry = this.#entries.find(({ name }) => name === this.#scene());
    if (!base || !entry || seedless(base) !== seedless(entry.scenario)) {
      return undefined;
    }
    const seed = base.cluster?.seed;
    return { scene: entry.name, seed: seed === entry.scenario.cluster?.seed ? undefined : seed };
  }

  async #answer<T>(asked: Promise<T | undefined>): Promise<Answer<T>> {
    const value = await asked;
    if (value !== undefined) {
      return { value };
    }
    const problem = this.#run.refused ?? this.#run.failure;
    this.#run.refused = undefined;
    return { problem };
  }

  async #takeUp(kept: StoredSession, link: string | undefined): Promise<boolean> {
    if (!(await this.#run.takeUp(kept))) {
      this.#tellProblem("kept", "");
      return false;
    }
    this.#linked = link === undefined ? undefined : { link, base: this.#run.kept?.base };
    const known = this.#entries.some(({ name }) => name === kept.scene);
    this.#opened(known ? kept.scene : this.#adopt(kept.base, kept.title));
    if (this.notice?.notice !== "problem") {
      this.#tell({ notice: "restored" });
    }
    await this.#host.updateComplete;
    const stage = this.#drawings.stage();
    if (stage) {
      stage.arrangements = kept.arrangements;
    }
    if (kept.playing) {
      this.#run.play();
    }
    return true;
  }

  // A link keeps the texts of a scene of the catalog, so its title identifies it.
  #nameOf(base: Scenario): string {
    const title = base.title?.en;
    const entry = this.#entries.find(({ scenario }) => title !== undefined && scenario.title?.en === title);
    return entry?.name ?? this.#adopt(base, title);
  }

  // A file that is opened again replaces the one before.
  #adopt(scenario: Scenario, title: string | undefined): string {
    const name = `own:${title ?? ""}`;
    this.own = [...this.own.filter((scene) => scene.name !== name), { name, title, scenario }];
    return name;
  }

  #follow(opened: boolean, scene: string): boolean {
    if (opened) {
      this.#opened(scene);
    }
    return opened;
  }

  #tell(notice: Notice | undefined): void {
    this.notice = notice;
    this.#host.requestUpdate();
  }

  #tellProblem(at: "file" | "link" | "kept", name: string): void {
    const { refused } = this.#run;
    this.#run.refused = undefined;
    // A failure of the engine has already been reported.
    this.#tell(refused && { notice: "problem", at, name, why: refused });
  }

  /** The link in the page's address belongs to the first element that can open it. */
  get #addressLink(): string | undefined {
    const first = document.querySelector("pbft-lab[restore]") === this.#host;
    return this.#host.restore && first ? linkIn(location.href) : undefined;
  }

  #forgetAddress(): void {
    this.#linked = undefined;
    history.replaceState(history.state, "", addressWithout(location.href));
  }

  readonly #onAddress = () => {
    const link = this.#addressLink;
    // Before the engine is ready, the address is not read. It will be then.
    if (link !== undefined && this.#entries.length > 0) {
      void this.openLink(link, link);
    }
  };

  readonly #onLeave = () => this.#keeping.now();

  #keep(): void {
    const kept = this.#run.kept;
    if (!kept || !this.#store) {
      return;
    }
    const { lang, theme, speed } = this.#host;
    const scene = this.#scene();
    const playing = this.#run.playing || this.#resumes;
    const title = this.own.find(({ name }) => name === scene)?.title;
    const link = this.#linked?.link;
    const arrangements = this.#drawings.stage()?.arrangements ?? [];
    this.#store.write({ ...kept, playing, scene, title, link, arrangements, lang, theme, speed });
  }
}

/** A key for each element of each page. An element with an id keeps its key anywhere on the page. */
function keyOf(host: Element): string {
  const place = host.id || [...document.querySelectorAll<Element>("pbft-lab")].indexOf(host);
  return `pbft-lab ${location.pathname}${location.search} ${place}`;
}

function seedless({ cluster, ...rest }: Scenario): string {
  return JSON.stringify({ ...rest, cluster: { ...cluster, seed: undefined } });
}
