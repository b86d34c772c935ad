// Views of nodes for tests of the view model: a request between order and votes.

import type { ClientView, ReplicaView, SlotView, View } from "../../src/engine/engine.ts";

const REQUEST = { client: 0, timestamp: 5, operation: "put a b", digest: "" };

export function slot(part: Partial<SlotView> = {}): SlotView {
  return {
    seq: 7,
    view: 0,
    phase: "pre-prepared",
    prepares: [1],
    commits: [],
    preparesByDigest: [],
    commitsByDigest: [],
    prepareVotes: { have: 2, need: 3, from: [0, 1] },
    commitVotes: { have: 0, need: 3, from: [] },
    requests: [{ client: 0, timestamp: 5, operation: "put a b" }],
    waitingFor: "prepares",
    ...part,
  };
}

export function replica(id: number, part: Partial<ReplicaView> = {}): ReplicaView {
  return {
    id,
    role: id === 0 ? "primary" : "backup",
    health: "up",
    conduct: "honest",
    trusted: true,
    strategies: [],
    view: 0,
    active: true,
    lowWaterMark: 0,
    highWaterMark: 200,
    lastExecuted: 6,
    pending: [],
    timers: [],
    slots: [],
    log: [],
    checkpoints: [],
    viewChanges: [],
    transferring: false,
    amnesic: false,
    stateDigest: "",
    store: [],
    counters: { sent: 0, received: 0, refused: {}, signed: 0, verified: 0 },
    ...part,
  };
}

export function client(part: Partial<ClientView> = {}): ClientView {
  return {
    id: 0,
    node: 4,
    health: "up",
    conduct: "honest",
    strategies: [],
    viewEstimate: 0,
    pending: REQUEST,
    queued: 0,
    tally: [],
    need: 2,
    answered: 4,
    results: [],
    timers: [],
    ...part,
  };
}

/** What the engine guarantees of four replicas; those that do not vote do not lie either, by default. */
export function verdictOf(part: Partial<View["verdict"]> = {}): View["verdict"] {
  return {
    faulty: 0,
    allowed: 1,
    byzantine: 0,
    voting: 4,
    mayVote: part.voting ?? 4,
    overlap: 2,
    agreement: true,
    answers: true,
    progress: true,
    proven: 0,
    ...part,
  };
}
