// Opens the run that the attributes ask for. What cannot be opened is told, and something legal is opened in its place.

import type { CatalogEntry, Scenario } from "../engine.ts";
import { FailedError } from "../engine-client.ts";
import type { Run } from "../run.ts";
import { type Start, startOf } from "./attributes.ts";
import { find, type Source, SourceError } from "./source.ts";

export interface Wanted {
  readonly scenario: string | null | undefined;
  readonly seed: string | null | undefined;
  readonly startAt: string | null | undefined;
}

export class Opener {
  readonly #run: Run;
  #latest = new AbortController();

  constructor(run: Run) {
    this.#run = run;
  }

  /** The name of the scene that was opened, empty for a run that is none of the catalog's; undefined when another wish came
   *  after this one, or nothing could be opened and the run is the one before. */
  async open(wanted: Wanted, catalog: readonly CatalogEntry[]): Promise<string | undefined> {
    this.#latest.abort();
    this.#latest = new AbortController();
    const { signal } = this.#latest;
    const name = await this.#openFound(wanted, catalog, signal);
    if (signal.aborted) {
      return undefined;
    }
    if (name === undefined && !this.#run.picture) {
      return this.#openInstead(catalog);
    }
    if (name !== undefined) {
      await this.#go(startOf(wanted.startAt));
    }
    return signal.aborted ? undefined : name;
  }

  /** What was wanted is no longer. */
  forget(): void {
    this.#latest.abort();
  }

  async #openFound(
    { scenario, seed }: Wanted,
    catalog: readonly CatalogEntry[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const { source, name } = await find(scenario, catalog, signal);
      if (signal.aborted) {
        return undefined;
      }
      // A seed that is none counts as absent.
      const opened =
        (await this.#openSource(seeded(source, seed))) ||
        (Boolean(seed) && !signal.aborted && (await this.#openSource(source)));
      return opened ? name : undefined;
    } catch (error) {
      if (!signal.aborted && error instanceof SourceError) {
        const { name, message, field, code, values } = error;
        this.#run.refused = { at: "scene", name, message, field, code, values };
      }
      return undefined;
    }
  }

  async #openSource(source: Source | undefined): Promise<boolean> {
    if (!source || !("link" in source)) {
      return this.#run.open(source && "file" in source ? source.file : source);
    }
    // The attribute is the scenario's, whatever it holds.
    return this.#run.openLink(source.link, "scene");
  }

  async #openInstead(catalog: readonly CatalogEntry[]): Promise<string | undefined> {
    const { refused } = this.#run;
    const opened = await this.#run.open(catalog[0]?.scenario);
    this.#run.refused = refused;
    return opened ? (catalog[0]?.name ?? "") : undefined;
  }

  async #go(start: Start | undefined): Promise<void> {
    if (!start) {
      return;
    }
    if ("step" in start) {
      await this.#seek(start.step);
    } else {
      await this.#run.goTo(start.atMs);
    }
  }

  // Also beyond what is known: the run goes on to there.
  async #seek(step: number): Promise<void> {
    try {
      await this.#run.demand({ ask: "seek", step, from: this.#run.told.from });
    } catch (error) {
      // The engine was closed, since the element has left the page, or broke, which has been told.
      if (!(error instanceof FailedError)) {
        throw error;
      }
    }
  }
}

// The text of a file is left to the engine's reader, which says where a mistake stands, unless something is to be put into it.
function seeded(source: Source | undefined, seed: Wanted["seed"]): Source | undefined {
  if (!source || !seed || "link" in source) {
    return source;
  }
  const scenario = "file" in source ? parsed(source.file) : source;
  return scenario ? { ...scenario, cluster: { ...scenario.cluster, seed } } : source;
}

function parsed(file: string): Scenario | undefined {
  try {
    const scenario: unknown = JSON.parse(file);
    return typeof scenario === "object" && scenario !== null && !Array.isArray(scenario)
      ? scenario
      : undefined;
  } catch {
    return undefined;
  }
}
