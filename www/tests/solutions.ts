// The solutions of the tasks of the course, read from tests/course.rs, where the engine's own test plays them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** At which times, in milliseconds, which commands. A packet is named by its message and its ends. */
export type Solution = readonly (readonly [number, Record<string, unknown>])[];

/** The first solution of each lesson, in the order of the course. */
export function courseSolutions(): readonly { readonly name: string; readonly solution: Solution }[] {
  const source = readFileSync(join(import.meta.dirname, "../../tests/course.rs"), "utf8");
  const found = source.matchAll(/name: "([\w-]+)",\s+solutions: &\[\s*r#"([^#]*)"#/g);
  return [...found].map(([, name = "", solution = ""]) => ({
    name,
    solution: JSON.parse(solution) as Solution,
  }));
}
