// Session store: the browser keeps the run of a page until the tab is closed, so that a reload resumes it. Nothing leaves the
// browser.

import type { Scenario } from "../engine/engine.ts";
import type { Arrangement } from "../model/arrangement.ts";
import type { SavedRun } from "../run/listener.ts";

/** The version of the stored format. Data of other versions is ignored. */
const VERSION = 2;
/** The maximum length: browsers allow a page about five million characters. */
const CHARACTERS_MAX = 4_000_000;

/** A run, and how the reader saw it. */
export interface StoredSession extends SavedRun {
  readonly playing: boolean;
  /** The name of the scene in the list. */
  readonly scene: string;
  /** Its title, if it is the reader's own. */
  readonly title: string | undefined;
  /** The link in the page's address that opened it. */
  readonly link: string | undefined;
  /** Node positions of the stage that the reader chose. */
  readonly arrangements: readonly Arrangement[];
  readonly speed: number;
  readonly lang: string;
  readonly theme: string;
}

export class SessionStore {
  readonly #key: string;
  /** The text of each scenario, computed once, because scenarios are long and change seldom. */
  readonly #texts = new WeakMap<Scenario, string>();

  /** `key` distinguishes the elements of all pages of one server. */
  constructor(key: string) {
    this.#key = key;
  }

  /** The number of stored characters. */
  length = 0;

  /** The stored run; undefined if there is none, or it cannot be read. */
  read(): StoredSession | undefined {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? "null");
      return isKept(kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  write({ base, scenario, ...rest }: StoredSession): void {
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

// Checks only the types. The engine checks the scenario.
function isKept(value: unknown): value is StoredSession {
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
