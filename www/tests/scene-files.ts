// Scenes of the catalog, read from their files: captions, goals and English texts.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface Goal {
  readonly all?: readonly Goal[];
  readonly not?: Goal;
  readonly answered?: { readonly client: number };
  readonly violation?: string;
  readonly viewAtLeast?: number;
}

export interface Scene {
  readonly name: string;
  readonly captions: readonly { readonly pause?: boolean }[];
  readonly goal: Goal;
  readonly texts: { readonly title: string; readonly captions: readonly string[] };
}

const CATALOG = join(import.meta.dirname, "../../src/scenario/catalog");
const fromJson = (path: string): unknown => JSON.parse(readFileSync(join(CATALOG, path), "utf8"));
const TEXTS = fromJson("texts/en.json") as Record<string, Scene["texts"]>;

/** The scenes of the catalog itself, or those in a folder of it. */
export function scenesIn(folder: "." | "attacks"): Scene[] {
  const files = readdirSync(join(CATALOG, folder)).filter((name) => name.endsWith(".json"));
  return files.map((file) => {
    const name = basename(file, ".json");
    const texts = TEXTS[name];
    if (!texts) {
      throw new Error(`${name} has no English texts`);
    }
    return { ...(fromJson(join(folder, file)) as Pick<Scene, "captions" | "goal">), name, texts };
  });
}

/** Whether the goal is that an invariant is violated. */
export const isViolated = (goal: Goal): boolean => JSON.stringify(goal).includes('"violation"');
