// Usual choices for embedded labs: what they show, and how large they are.

import { CONTROLS, type ControlName, PARTS, type PartName } from "../model/controls.ts";

export interface Content {
  readonly name: "everything" | "lesson" | "film" | "timeline" | "picture";
  readonly parts: readonly PartName[];
  readonly controls: readonly ControlName[];
}

export const CONTENTS: readonly Content[] = [
  { name: "everything", parts: PARTS, controls: CONTROLS },
  {
    name: "lesson",
    parts: ["narration", "safety", "stage", "steps", "captions", "events"],
    controls: ["request", "play", "step", "reset", "speed", "moments", "faults", "network", "help"],
  },
  { name: "film", parts: ["narration", "stage", "legend"], controls: ["play", "step", "reset"] },
  { name: "timeline", parts: ["narration", "timeline"], controls: ["play", "step", "reset", "moments"] },
  { name: "picture", parts: ["stage"], controls: [] },
];

/** The usual choice that these names are. */
export function contentOf(
  parts: ReadonlySet<PartName>,
  controls: ReadonlySet<ControlName>,
): Content | undefined {
  return CONTENTS.find((content) => isSame(parts, content.parts) && isSame(controls, content.controls));
}

function isSame<Name>(chosen: ReadonlySet<Name>, names: readonly Name[]): boolean {
  return chosen.size === names.length && names.every((name) => chosen.has(name));
}

/** In CSS pixels; the first is automatic. */
export const SIZES: readonly { readonly width: number | undefined; readonly height: number | undefined }[] = [
  { width: undefined, height: undefined },
  { width: 1024, height: 720 },
  { width: 800, height: 600 },
  { width: 640, height: 480 },
  { width: 480, height: 360 },
  { width: 320, height: 480 },
];
