// Garbage collection on demand, so that a test can count what is kept.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

export async function collectGarbage(): Promise<void> {
  if (typeof collect !== "function") {
    throw new Error("this Node cannot be asked to collect its garbage");
  }
  // A weak reference holds what it names until the turn in which it was made or read is over.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
}
