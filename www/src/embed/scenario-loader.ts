// Opens the run that the attributes ask for. What cannot be opened is told, and something legal is opened in its place.

import type { CatalogEntry, Scenario } from "../engine/engine.ts";
import type { Start } from "../engine/messages.ts";
import type { Run } from "../run/run.ts";
import { startOf } from "./attributes.ts";
import { find, type Source, SourceError } from "./source.ts";

export interface Wanted {
  readonly scenario: string | null | undefined;
  readonly seed: string | null | undefined;
  readonly startAt: string | null | undefined;
}

export class ScenarioLoader {
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
    if (name === undefined && !this.#run.model) {
      return this.#openInstead(catalog);
    }
    return signal.aborted ? undefined : name;
  }

  /** What was wanted is no longer. */
  forget(): void {
    this.#latest.abort();
  }

  async #openFound(
    { scenario, seed, startAt }: Wanted,
    catalog: readonly CatalogEntry[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    try {
      const { source, name } = await find(scenario, catalog, signal);
      if (signal.aborted) {
        return undefined;
      }
      const sources = seed ? [seeded(source, seed), source] : [source];
      return (await this.#openOneOf(sources, startOf(startAt), signal)) ? name : undefined;
    } catch (error) {
      if (!signal.aborted && error instanceof SourceError) {
        const { name, message, field, code, values } = error;
        this.#run.refused = { at: "scene", name, message, field, code, values };
      }
      return undefined;
    }
  }

  // A seed that is none counts as absent: then the second source is opened.
  async #openOneOf(
    sources: readonly (Source | undefined)[],
    start: Start | undefined,
    signal: AbortSignal,
  ): Promise<boolean> {
    for (const source of sources) {
      if (signal.aborted) {
        return false;
      }
      if (await this.#openSource(source, start)) {
        return true;
      }
      if (this.#run.replayMonitor.gaveUp) {
        // The reader keeps the run before. Where there was none, the run stands at its beginning; to a link the way is the same.
        const first = start && !this.#run.model && !signal.aborted && !(source && "link" in source);
        return first === true && this.#openSource(source, undefined);
      }
    }
    return false;
  }

  #openSource(source: Source | undefined, start: Start | undefined): Promise<boolean> {
    if (!source || !("link" in source)) {
      return this.#run.open(source && "file" in source ? source.file : source, "scene", start);
    }
    // The attribute is the scenario's, whatever it holds.
    return this.#run.openLink(source.link, "scene", start);
  }

  async #openInstead(catalog: readonly CatalogEntry[]): Promise<string | undefined> {
    const { refused } = this.#run;
    const opened = await this.#run.open(catalog[0]?.scenario);
    this.#run.refused = refused;
    return opened ? (catalog[0]?.name ?? "") : undefined;
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
