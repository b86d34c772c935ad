// The life of an element's run: from when it is first needed until the element is gone, with what the attributes ask for and what
// the embedding page is told.

import type { CatalogEntry, View } from "../engine/engine.ts";
import type { Update } from "../engine/messages.ts";
import { Run } from "../run/run.ts";
import { type Drawings, Sharing, type SharingHost } from "../share/sharing.ts";
import { PaintThrottle } from "../ui/paint-throttle.ts";
import { Announcer } from "./events.ts";
import type { RemoteSimulation } from "./public.ts";
import { OFF_THE_PAGE, remoteSimulation } from "./remote-simulation.ts";
import { ScenarioLoader, type Wanted } from "./scenario-loader.ts";

/** The element, as its session sees it. */
export interface Host extends Wanted, SharingHost {
  readonly autoplay: boolean;
}

export class Session {
  readonly run: Run;
  readonly announcer: Announcer;
  readonly simulation: RemoteSimulation;
  readonly sharing: Sharing;
  /** The catalog; empty until the engine is there. */
  entries: readonly CatalogEntry[] = [];
  /** What the list of scenes calls the open one. */
  scene = "";
  /** Whether the run came from the reader, out of a file or a link, and not from the attributes or the catalog. */
  brought = false;
  /** The latest view of the run. */
  view: View | undefined;

  readonly #host: Host;
  readonly #turned: () => void;
  readonly #loader: ScenarioLoader;
  readonly #paintThrottle: PaintThrottle;
  #awake: Promise<void> | undefined;
  #opening: Promise<boolean> | undefined;
  /** Troubles and refusals that the page was told: one that is shown again, with another run below it, is no news. */
  readonly #told = new WeakSet<object>();

  /** `moved` is called when the messages on their way moved, `turned` when another run was opened. */
  constructor(host: Host, drawings: Drawings, moved: () => void, turned: () => void) {
    this.#host = host;
    this.#turned = turned;
    this.announcer = new Announcer(host);
    this.#paintThrottle = new PaintThrottle(() => host.requestUpdate());
    this.run = new Run({
      changed: () => host.requestUpdate(),
      wentOn: () => this.#paintThrottle.news(),
      moved,
      began: (at) => {
        this.brought ||= at === "file" || at === "link" || at === "kept";
        this.announcer.began();
      },
      heard: (update) => this.#heard(update),
    });
    this.#loader = new ScenarioLoader(this.run);
    this.sharing = new Sharing(
      host,
      this.run,
      drawings,
      () => this.scene,
      (scene) => {
        // Whatever the attributes still wait for came before.
        this.#loader.forget();
        this.#turnTo(scene);
      },
    );
    this.simulation = remoteSimulation({
      run: this.run,
      opened: () => this.opened(),
      obeyed: (command) => this.announcer.command(command),
    });
  }

  /** Has the engine: from when the element is first seen, or a program asks for it. */
  wake(): Promise<void> {
    this.#awake ??= this.run.started ? this.#return() : this.#begin();
    return this.#awake;
  }

  /** After the engine could not be started. */
  retry(): Promise<void> {
    this.run.close();
    this.run.trouble = undefined;
    this.#awake = this.#begin();
    return this.#awake;
  }

  /** Gives the engine back. */
  close(): void {
    this.#loader.forget();
    this.#awake = undefined;
    this.#paintThrottle.rest();
    this.run.close();
  }

  /** The attributes ask for another run. Before the engine is there they are not yet read. */
  async reopen(): Promise<void> {
    if (this.entries.length === 0) {
      return;
    }
    const plays = this.run.playing || this.#host.autoplay;
    if ((await this.#open()) && plays) {
      this.run.play();
    }
  }

  /** Opens a scene of the catalog or one that the reader brought, as the reader asks for it. */
  async openScene(name: string): Promise<boolean> {
    this.#loader.forget();
    const own = this.sharing.openOwn(name);
    if (own) {
      return own;
    }
    const entry = this.entries.find((one) => one.name === name);
    const opened = entry !== undefined && (await this.run.open(entry.scenario));
    if (opened) {
      this.brought = false;
      this.#turnTo(name);
    }
    return opened;
  }

  /** The first run again, instead of the resumed one. */
  async restart(): Promise<void> {
    this.run.pause();
    await this.#openFirst(true);
  }

  /** Tells the page what went wrong since it was told last. */
  tellErrors(): void {
    const { trouble, refused } = this.run;
    if (trouble && !this.#told.has(trouble)) {
      this.#told.add(trouble);
      const { message } = trouble;
      const failed = { name: "EngineError", field: "", code: "engine-failed", values: {} };
      this.announcer.error({ kind: "failed", message, ...failed });
    }
    if (refused && !this.#told.has(refused)) {
      this.#told.add(refused);
      const { message, name, field = "", code, values } = refused;
      this.announcer.error({ kind: "refused", message, name, field, code, values });
    }
  }

  async #begin(): Promise<void> {
    try {
      this.entries = (await this.run.start()).catalog;
    } catch {
      // The run has told its trouble already.
      return;
    }
    await this.#openFirst(false);
  }

  // The page's address and the browser's memory of the page come before the attributes, where they are this element's.
  async #openFirst(restart: boolean): Promise<void> {
    if (await this.sharing.begin(this.entries, restart)) {
      this.announcer.ready();
      return;
    }
    await this.#open();
    if (this.#host.autoplay) {
      this.run.play();
    }
  }

  // Back on a page: the engine was given up, and the run goes on where it was.
  async #return(): Promise<void> {
    const { playing } = this.run;
    await this.run.recover();
    if (playing) {
      this.run.play();
    }
  }

  /** Opens what the attributes say. False when nothing was opened, or something else has been since. */
  #open(): Promise<boolean> {
    const { scenario, seed, startAt } = this.#host;
    this.#opening = this.#loader.open({ scenario, seed, startAt }, this.entries).then((name) => {
      this.#host.requestUpdate();
      if (name !== undefined) {
        this.brought = false;
        this.#turnTo(name === "" ? this.sharing.name() : name);
        this.announcer.ready();
      }
      return name !== undefined;
    });
    return this.#opening;
  }

  #turnTo(scene: string): void {
    this.scene = scene;
    this.#turned();
  }

  /** Has a run, or rejects with what is in the way. Off the page nobody would ever end the engine. */
  async opened(): Promise<void> {
    if (!this.#host.isConnected) {
      throw new Error(OFF_THE_PAGE);
    }
    await this.wake();
    await this.#opening;
    const { trouble } = this.run;
    if (trouble) {
      throw new Error(trouble.message);
    }
  }

  #heard(update: Update): void {
    this.view = update.view ?? this.view;
    this.announcer.heard(update);
  }
}
