// Loader of the run that the attributes name. If it cannot be opened, it reports that and opens a valid one instead.

import type { CatalogEntry, Scenario } from "../engine/engine.ts";
import type { Start } from "../engine/messages.ts";
import type { Run } from "../run/run.ts";
import { startOf } from "./attributes.ts";
import { find, firstScene, type Source, SourceError } from "./source.ts";

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

  /**
   * The name of the opened scene; empty if it is not from the catalog; undefined if a later request replaced this one, or
   * nothing could be opened and the run stays.
   */
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

  /** Drops a pending request. */
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

  // An invalid seed counts as absent: then the second source is opened.
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
        // The present run stays. If there is none, the run opens at its start. A link has the same path.
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
    // The attribute is `scenario`, whatever it contains.
    return this.#run.openLink(source.link, "scene", start);
  }

  async #openInstead(catalog: readonly CatalogEntry[]): Promise<string | undefined> {
    const { refused } = this.#run;
    const first = firstScene(catalog);
    const opened = await this.#run.open(first?.scenario);
    this.#run.refused = refused;
    return opened ? (first?.name ?? "") : undefined;
  }
}

// The text of a file goes to the engine's reader, which reports the position of a mistake, unless a seed must be added.
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
