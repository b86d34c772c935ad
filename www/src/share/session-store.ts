// The run of a page, kept by the browser until its tab is closed, so that a reload comes back to it. Nothing leaves the browser.

import type { Scenario } from "../engine/engine.ts";
import type { Arrangement } from "../model/arrangement.ts";
import type { KeptRun } from "../run/listener.ts";

/** Another form of what is kept is another number: what an older page has kept is then left alone. */
const VERSION = 2;
/** What is longer than this is not kept: browsers allow a page about five million characters. */
const CHARACTERS_MAX = 4_000_000;

/** A run, and how the reader had it before him. */
export interface Kept extends KeptRun {
  readonly playing: boolean;
  /** What the list of scenes calls it. */
  readonly scene: string;
  /** Its title, where it is the reader's own. */
  readonly title: string | undefined;
  /** The link in the page's address with which it began. */
  readonly link: string | undefined;
  /** Where nodes of the stage were put by hand. */
  readonly arrangements: readonly Arrangement[];
  readonly speed: number;
  readonly lang: string;
  readonly theme: string;
}

export class SessionStore {
  readonly #key: string;
  /** Scenarios change seldom, and are long: their text is made once. */
  readonly #texts = new WeakMap<Scenario, string>();

  /** `key` tells the elements of all pages of one server apart. */
  constructor(key: string) {
    this.#key = key;
  }

  /** How many characters are kept with each writing. */
  length = 0;

  /** Undefined when nothing was kept, or it cannot be read. */
  read(): Kept | undefined {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
      return isKept(kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  write({ base, scenario, ...rest }: Kept): void {
    const [first, all] = [this.#textOf(base), this.#textOf(scenario)];
    const text = `{"version":${VERSION},"base":${first},"scenario":${all},${JSON.stringify(rest).slice(1)}`;
    this.length = text.length;
    try {
      if (text.length <= CHARACTERS_MAX) {
        sessionStorage.setItem(this.#key, text);
      } else {
        sessionStorage.removeItem(this.#key);
      }
    } catch {
      // Storage may be full or denied. Then a reload starts again, and nothing else is lost.
    }
  }

  #textOf(scenario: Scenario): string {
    const known = this.#texts.get(scenario) ?? JSON.stringify(scenario);
    this.#texts.set(scenario, known);
    return known;
  }
}

// Whether a scenario is legal the engine says; here it is enough that everything is of its kind.
function isKept(value: unknown): value is Kept {
  if (!isRecord(value) || value["version"] !== VERSION || !isRecord(value["mark"])) {
    return false;
  }
  const { mark, base, scenario, playing, scene, title, link, arrangements, speed, lang, theme } = value;
  const numbers = [mark["stepCount"], mark["nowMs"], mark["lastStep"], speed];
  return (
    isRecord(base) &&
    isRecord(scenario) &&
    typeof playing === "boolean" &&
    numbers.every((number) => typeof number === "number" && Number.isFinite(number)) &&
    [scene, lang, theme].every((text) => typeof text === "string") &&
    [title, link].every((text) => text === undefined || typeof text === "string") &&
    Array.isArray(arrangements) &&
    arrangements.every(isArrangement)
  );
}

function isArrangement(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value["cluster"] === "string" &&
    Array.isArray(value["nodes"]) &&
    value["nodes"].every(
      (node) => isRecord(node) && [node["node"], node["x"], node["y"]].every((part) => Number.isFinite(part)),
    )
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
