// Topics of the help, as keys of its texts, in order. Sections are those of Castro and Liskov's paper, OSDI 1999.

export const PROMISES = ["safety", "liveness", "client", "why", "beyond", "never"] as const;

/** How four replicas tolerate one fault, step by step. */
export const FOUR = ["quorum", "overlap", "silent", "client"] as const;

export interface Term {
  readonly name: string;
  /** Undefined for a term that the paper does not use. */
  readonly section: string | undefined;
}

/** From the whole to its parts: nodes, one request, certificates, the log, view changes, Byzantine behaviour. */
export const TERMS: readonly Term[] = [
  { name: "replication", section: "4" },
  { name: "replica", section: "4" },
  { name: "client", section: "4.1" },
  { name: "f", section: "3" },
  { name: "view", section: "4" },
  { name: "primary", section: "4" },
  { name: "backup", section: "4" },
  { name: "request", section: "4.1" },
  { name: "timestamp", section: "4.1" },
  { name: "reply", section: "4.1" },
  { name: "sequence-number", section: "4.2" },
  { name: "pre-prepare", section: "4.2" },
  { name: "prepare", section: "4.2" },
  { name: "commit", section: "4.2" },
  { name: "batch", section: "4.2" },
  { name: "quorum", section: undefined },
  { name: "weak-certificate", section: undefined },
  { name: "prepared", section: "4.2" },
  { name: "committed", section: "4.2" },
  { name: "committed-local", section: "4.2" },
  { name: "checkpoint", section: "4.3" },
  { name: "stable-checkpoint", section: "4.3" },
  { name: "water-marks", section: "4.3" },
  { name: "state-transfer", section: "4.4" },
  { name: "timeout", section: "4.4" },
  { name: "view-change", section: "4.4" },
  { name: "new-view", section: "4.4" },
  { name: "null-request", section: "4.4" },
  { name: "byzantine", section: "2" },
  { name: "equivocation", section: undefined },
  { name: "collusion", section: "2" },
  { name: "digest", section: "2" },
  { name: "signature", section: "2" },
  { name: "mac", section: "5.2" },
  { name: "synchrony", section: "3" },
];

/** Misconceptions about PBFT: each has `help-myth-NAME` and `help-truth-NAME`. */
export const MYTHS = [
  "majority",
  "same-number",
  "primary-decides",
  "committed-everywhere",
  "commit-superfluous",
  "loses-requests",
  "signatures",
  "one-reply",
  "clocks",
  "more-replicas",
  "stops",
  "blockchain",
] as const;
