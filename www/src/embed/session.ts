// Session: the run of an element, from its first use until the element is removed, with the attributes and the events for the
// embedding page.

import type { CatalogEntry, View, WhyQuestion } from "../engine/engine.ts";
import type { Update } from "../engine/messages.ts";
import { Attacks } from "../run/attacks.ts";
import { Run } from "../run/run.ts";
import { type Drawings, Sharing, type SharingHost } from "../share/sharing.ts";
import { PaintThrottle } from "../ui/paint-throttle.ts";
import { Announcer } from "./events.ts";
import type { RemoteSimulation } from "./public.ts";
import { OFF_THE_PAGE, remoteSimulation } from "./remote-simulation.ts";
import { ScenarioLoader, type Wanted } from "./scenario-loader.ts";

/** The element, as its session needs it. */
export interface Host extends Wanted, SharingHost {
  readonly autoplay: boolean;
}

export class Session {
  readonly run: Run;
  readonly announcer: Announcer;
  readonly simulation: RemoteSimulation;
  readonly sharing: Sharing;
  readonly attacks: Attacks;
  /** The catalog; empty until the engine is ready. */
  entries: readonly CatalogEntry[] = [];
  /** The name of the open scene in the list. */
  scene = "";
  /** Whether the run came from the reader, from a file or a link, and not from the attributes or the catalog. */
  brought = false;
  /** The latest view of the run. */
  view: View | undefined;

  readonly #host: Host;
  readonly #turned: () => void;
  readonly #loader: ScenarioLoader;
  readonly #paintThrottle: PaintThrottle;
  #awake: Promise<void> | undefined;
  #opening: Promise<boolean> | undefined;
  /** Errors and refusals that were reported to the page. One that is shown again with another run is not reported again. */
  readonly #told = new WeakSet<object>();

  /**
   * `moved` is called when messages in transit moved, `turned` when another run was opened, `ask` to explain something without being
   * asked.
   */
  constructor(
    host: Host,
    drawings: Drawings,
    moved: () => void,
    turned: () => void,
    ask: (question: WhyQuestion) => void,
  ) {
    this.#host = host;
    this.#turned = turned;
    this.announcer = new Announcer(host);
    this.#paintThrottle = new PaintThrottle(() => host.requestUpdate());
    this.run = new Run({
      changed: () => host.requestUpdate(),
      wentOn: () => this.#paintThrottle.news(),
      needed: () => this.wake(),
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
        // Pending requests of the attributes are older.
        this.#loader.forget();
        this.#turnTo(scene);
      },
    );
    this.attacks = new Attacks(this.run, {
      open: (scenario) => {
        this.#loader.forget();
        return this.sharing.openScenario(scenario);
      },
      openScene: (name) => this.openScene(name),
      scenarioOf: (name) => this.entries.find((entry) => entry.name === name)?.scenario,
      ask,
      changed: () => host.requestUpdate(),
    });
    this.simulation = remoteSimulation({
      run: this.run,
      opened: () => this.opened(),
      obeyed: (command) => this.announcer.command(command),
    });
  }

  /** Starts the engine, when the element becomes visible or a program needs it. */
  wake(): Promise<void> {
    this.#awake ??= this.run.started ? this.#return() : this.#begin();
    return this.#awake;
  }

  /** Retries after the engine could not start. */
  retry(): Promise<void> {
    this.run.close();
    this.run.failure = undefined;
    this.#awake = this.#begin();
    return this.#awake;
  }

  /** Ends the engine. */
  close(): void {
    this.#loader.forget();
    this.#awake = undefined;
    this.#paintThrottle.rest();
    this.attacks.close();
    this.run.close();
  }

  /** Opens the run that the changed attributes name. They are not read before the engine is ready. */
  async reopen(): Promise<void> {
    if (this.entries.length === 0) {
      return;
    }
    const plays = this.run.playing || this.#host.autoplay;
    if ((await this.#open()) && plays) {
      this.run.playOpened();
    }
  }

  /** Opens a scene of the catalog or of the reader. */
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

  /** Opens the first run instead of the resumed one. */
  async restart(): Promise<void> {
    this.run.pause();
    await this.#openFirst(true);
  }

  /** Reports new errors to the page. */
  tellErrors(): void {
    const { failure, refused } = this.run;
    if (failure && !this.#told.has(failure)) {
      this.#told.add(failure);
      const { message } = failure;
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
      // The run has reported its failure already.
      return;
    }
    await this.#openFirst(false);
  }

  // The page's address and the stored run have priority over the attributes, if they belong to this element.
  async #openFirst(restart: boolean): Promise<void> {
    if (await this.sharing.begin(this.entries, restart)) {
      this.announcer.ready();
      return;
    }
    await this.#open();
    if (this.#host.autoplay) {
      this.run.playOpened();
    }
  }

  // Back on a page: the engine was ended, and the run resumes.
  async #return(): Promise<void> {
    const { playing } = this.run;
    await this.run.recover();
    if (playing) {
      this.run.play();
    }
  }

  /** Opens the run of the attributes. Resolves to false if nothing was opened, or a later request replaced it. */
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

  /** Resolves when a run is open, or rejects with the reason. If the element is not on a page, nothing would end the engine. */
  async opened(): Promise<void> {
    if (!this.#host.isConnected) {
      throw new Error(OFF_THE_PAGE);
    }
    await this.wake();
    await this.#opening;
    const { failure } = this.run;
    if (failure) {
      throw new Error(failure.message);
    }
  }

  /** The text of a link to this moment. */
  async link(): Promise<string> {
    await this.opened();
    const answer = await this.sharing.link();
    if ("value" in answer) {
      return answer.value;
    }
    throw new Error(answer.problem?.message ?? "");
  }

  #heard(update: Update): void {
    this.view = update.view ?? this.view;
    this.announcer.heard(update);
    this.attacks.heard();
  }
}
