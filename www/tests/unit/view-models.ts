// Pictures for the tests of what is made of them.

import { NO_LOOKS } from "../../src/model/values.ts";
import type { ReplicaModel, ViewModel } from "../../src/model/view-model.ts";
import { replica, verdictOf } from "./views.ts";

export function model({ n = 4, down = [] as number[] } = {}): ViewModel {
  const quorum = n === 4 ? 3 : n;
  const replicas = Array.from(
    { length: n },
    (_, id): ReplicaModel => ({
      id,
      primary: id === 0,
      health: down.includes(id) ? "down" : "up",
      byzantine: false,
      strategies: [],
      view: 0,
      active: true,
      phase: "none",
      accepted: undefined,
      prepareGroups: [],
      commitGroups: [],
      prepares: { have: 0, need: quorum },
      commits: { have: 0, need: quorum },
      lastExecuted: 0,
      store: [],
      timer: undefined,
      detail: replica(id),
    }),
  );
  return {
    nowMs: 0,
    stepCount: 0,
    idle: false,
    seed: "7",
    n,
    f: 1,
    quorum,
    weak: 2,
    faulty: down.length,
    faults: down.map((id) => ({ replica: id, kinds: ["down"], votes: "no" })),
    verdict: verdictOf({ faulty: down.length, voting: n - down.length, progress: n - down.length >= quorum }),
    inFlight: 0,
    replicas,
    clients: [],
    focus: undefined,
    steps: {
      requested: false,
      prePrepared: 0,
      prepared: 0,
      committed: 0,
      replies: { have: 0, need: 2 },
      answered: false,
    },
    obstacle: undefined,
    flying: [],
    latencyMs: { constant: 1 },
    links: [],
    partition: undefined,
    violations: [],
    invariants: [],
    proofs: [],
    values: NO_LOOKS,
  };
}
