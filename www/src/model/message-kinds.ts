// Message kinds that the page distinguishes, by the engine's names.

/** The kinds with their own symbol. Every other kind is drawn as `other`. */
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

/** The kind for the engine's name. */
export function kindOf(name: string): Kind {
  return KINDS.find((kind) => kind === name) ?? "other";
}

/** The kinds of the paper's normal case, which are shown even if the run has not used them. */
export const AGREEMENT: readonly Kind[] = ["request", "pre-prepare", "prepare", "commit", "reply"];

/** The kinds that a run has used, extended by those that it uses now. Returns the same list if there is none new. */
export function kindsWith(kinds: readonly Kind[], used: readonly Kind[]): readonly Kind[] {
  return used.every((kind) => kinds.includes(kind))
    ? kinds
    : KINDS.filter((kind) => used.includes(kind) || kinds.includes(kind));
}
