// Names of the events that an embedding page receives.

export const PAGE_EVENTS = [
  "pbft-ready",
  "pbft-step",
  "pbft-command",
  "pbft-violation",
  "pbft-goal",
  "pbft-answer",
  "pbft-error",
] as const;
