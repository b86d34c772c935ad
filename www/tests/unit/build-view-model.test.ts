import { describe, expect, it } from "vitest";
import type { ReplicaView, View } from "../../src/engine/engine.ts";
import { toViewModel } from "../../src/model/build-view-model.ts";
import { client, replica, slot, verdictOf } from "./views.ts";

function view(replicas: ReplicaView[], clients = [client()]): View {
  const kind = ({ health, amnesic }: ReplicaView) =>
    health !== "up" ? health : amnesic ? ("no-vote" as const) : undefined;
  const faults = replicas.flatMap((one): View["faults"] => {
    const fault = kind(one);
    return fault ? [{ replica: one.id, kinds: [fault], votes: "no" }] : [];
  });
  const voting = 4 - faults.length;
  return {
    nowMs: 1,
    stepCount: 1,
    digest: "",
    idle: false,
    seed: "7",
    n: 4,
    f: 1,
    quorum: 3,
    weak: 2,
    faulty: faults.length,
    faults,
    verdict: verdictOf({ faulty: faults.length, voting, progress: voting >= 3 }),
    inFlight: 0,
    replicas,
    clients,
    packets: [],
    latencyMs: { constant: 1 },
    links: [],
    violations: [],
    invariants: [],
    proofs: [],
  };
}

describe("the picture of a request", () => {
  it("follows the slot that holds the client's request, not an older one", () => {
    const older = slot({
      seq: 6,
      phase: "executed",
      requests: [{ client: 0, timestamp: 4, operation: "old" }],
    });
    const seen = toViewModel(view([replica(0, { slots: [older] }), replica(1, { slots: [older, slot()] })]));
    expect(seen.replicas.map(({ phase }) => phase)).toEqual(["none", "pre-prepared"]);
    expect(seen.focus).toBe(7);
  });

  it("shows the votes as the engine counts them", () => {
    const seen = toViewModel(view([replica(0, { slots: [slot()] })]));
    expect(seen.replicas[0]?.prepares).toMatchObject({ have: 2, need: 3 });
  });

  it("counts the replicas that reached each step", () => {
    const seen = toViewModel(
      view([
        replica(0, { slots: [slot({ phase: "executed" })] }),
        replica(1, { slots: [slot({ phase: "prepared" })] }),
        replica(2, { slots: [slot()] }),
        replica(3),
      ]),
    );
    expect(seen.steps).toMatchObject({
      requested: true,
      prePrepared: 3,
      prepared: 2,
      committed: 1,
      answered: false,
    });
  });

  it("counts a commit that waits for an earlier number to be executed", () => {
    const waits = slot({ phase: "committed-local" });
    const replicas = [0, 1, 2, 3].map((id) => replica(id, { slots: [waits] }));
    expect(toViewModel(view(replicas)).steps.committed).toBe(4);
  });

  it("counts equal replies only", () => {
    const tally = ["ok", "lie", "ok"].map((result, id) => ({ replica: id, view: 0, result }));
    expect(toViewModel(view([], [client({ tally })])).steps.replies).toEqual({ have: 2, need: 2 });
  });

  it("stays with the last answer until the next request", () => {
    const results = [{ timestamp: 5, operation: "put a b", result: "ok" }];
    const { pending: _, ...rest } = client({ results });
    const seen = toViewModel(view([replica(0, { slots: [slot({ phase: "executed" })] })], [rest]));
    expect(seen.steps).toMatchObject({ answered: true, committed: 1 });
    expect(seen.clients[0]?.results).toEqual([{ operation: "put a b", result: "ok" }]);
  });
});

describe("the obstacle of a request", () => {
  const obstacle = { kind: "primary", primary: 0, fault: "down" } as const;

  it("is that of the client in focus, as the engine says", () => {
    const clients = [client(), client({ id: 1, node: 5, obstacle })];
    expect(toViewModel(view([replica(0)], clients)).obstacle).toBeUndefined();
    const { pending: _, ...rest } = client();
    expect(toViewModel(view([replica(0)], [rest, client({ id: 1, node: 5, obstacle })])).obstacle).toEqual(
      obstacle,
    );
  });
});

describe("the picture of the replicas", () => {
  it("counts a replica that has executed the number in focus and forgotten it since", () => {
    const done = slot({ seq: 7, phase: "executed" });
    const replicas = [0, 1, 2, 3].map((id) =>
      replica(id, { slots: id === 0 ? [] : [done], lastExecuted: 7 }),
    );
    const model = toViewModel(view(replicas));
    expect(model.replicas.map(({ phase }) => phase)).toEqual(Array(4).fill("executed"));
    expect(model.steps.committed).toBe(4);
  });

  it("follows an answered request that is still in a log", () => {
    const result = { operation: "get a", result: "b" };
    const { pending: _, ...idle } = client();
    const clients = [
      { ...idle, results: [{ ...result, timestamp: 3 }] },
      { ...idle, id: 1, node: 5, results: [{ ...result, timestamp: 5 }] },
    ];
    const logged = slot({ requests: [{ client: 1, timestamp: 5, operation: "get a" }], phase: "executed" });
    const replicas = [0, 1, 2, 3].map((id) => replica(id, { slots: [logged], lastExecuted: 7 }));
    expect(toViewModel(view(replicas, clients)).focus).toBe(7);
  });

  it("follows the answered request with the highest number, where correct replicas may disagree", () => {
    const { pending: _, ...idle } = client();
    const results = [{ operation: "put a b", result: "ok", timestamp: 1 }];
    const clients = [0, 1].map((id) => ({ ...idle, id, node: 4 + id, results }));
    const of = (seq: number, id: number) =>
      slot({
        seq,
        phase: "executed",
        requestDigest: `of ${id}`,
        requests: [{ client: id, timestamp: 1, operation: "put a b" }],
      });
    const slots = [
      [of(7, 0), of(8, 1)],
      [of(7, 0), of(8, 1)],
      [of(7, 0), of(8, 1)],
      [of(7, 0), of(8, 0)],
    ];
    const replicas = slots.map((own, id) => replica(id, { slots: own, lastExecuted: 8 }));
    const model = toViewModel(view(replicas, clients));
    expect(model.focus).toBe(8);
    expect(model.replicas.map(({ accepted }) => accepted)).toEqual(["of 1", "of 1", "of 1", "of 0"]);
  });

  it("has the timer that patience hangs on, whatever else runs", () => {
    const timers = ["status", "request", "new-view"].map((name) => ({ name, deadlineMs: 9, running: true }));
    const model = toViewModel(view([replica(0), replica(1, { timers })]));
    expect(model.replicas[0]?.timer).toBeUndefined();
    expect(model.replicas[1]?.timer?.name).toBe("new-view");
  });
});
