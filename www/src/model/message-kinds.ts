// The message kinds that the page tells apart, by the engine's names.

/** The kinds that have a place of their own in the picture; every other kind of message is drawn as `other`. */
export const KINDS = [
  "request",
  "pre-prepare",
  "prepare",
  "commit",
  "reply",
  "checkpoint",
  "view-change",
  "new-view",
  "state",
  "fetch-state",
  "status",
  "other",
] as const;

export type Kind = (typeof KINDS)[number];

/** The kind of a message by the engine's name for it. */
export function kindOf(name: string): Kind {
  return KINDS.find((kind) => kind === name) ?? "other";
}

/** The kinds of the paper's normal case, which are named whether or not a run has used them. */
export const AGREEMENT: readonly Kind[] = ["request", "pre-prepare", "prepare", "commit", "reply"];

/** The kinds that a run has used, with those that it uses now; the same list when there is none new. */
export function kindsWith(kinds: readonly Kind[], used: readonly Kind[]): readonly Kind[] {
  return used.every((kind) => kinds.includes(kind))
    ? kinds
    : KINDS.filter((kind) => used.includes(kind) || kinds.includes(kind));
}
