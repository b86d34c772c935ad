import { describe, expect, it } from "vitest";
import type { ReplicaModel, ViewModel } from "../../src/model/view-model.ts";
import { barsOf, spanOf } from "../../src/panels/log-bars.ts";
import { Changes, clientValues, replicaValues } from "../../src/panels/node-changes.ts";
import { numbersOf, rowsOf, viewChangeVotesOf } from "../../src/panels/vote-rows.ts";
import { model } from "./view-models.ts";
import { client, replica, slot } from "./views.ts";

function withLog(id: number, part: Parameters<typeof replica>[1]): ReplicaModel {
  const [first] = model().replicas;
  if (!first) {
    throw new Error("a picture has replicas");
  }
  return { ...first, id, detail: replica(id, part) };
}

describe("changes of a node", () => {
  it("is nothing at first, and what differs at the next step", () => {
    const changes = new Changes();
    changes.see(1, 10, replicaValues(replica(1, { slots: [slot()] })));
    expect([...changes.current]).toEqual([]);
    const next = replica(1, { view: 2, slots: [slot({ prepares: [1, 2] })] });
    changes.see(1, 11, replicaValues(next));
    expect([...changes.current].sort()).toEqual(["slot 7 prepares", "view"]);
  });

  it("stays marked as long as the step is the same", () => {
    const changes = new Changes();
    changes.see(1, 10, replicaValues(replica(1)));
    changes.see(1, 11, replicaValues(replica(1, { lastExecuted: 9 })));
    changes.see(1, 11, replicaValues(replica(1, { lastExecuted: 9 })));
    expect([...changes.current]).toEqual(["lastExecuted"]);
    changes.see(1, 12, replicaValues(replica(1, { lastExecuted: 9 })));
    expect([...changes.current]).toEqual([]);
  });

  it("is not asked of another node, nor of another run", () => {
    const changes = new Changes();
    changes.see(1, 10, replicaValues(replica(1)));
    changes.see(2, 11, replicaValues(replica(2, { view: 5 })));
    expect([...changes.current]).toEqual([]);
    changes.see(2, 3, replicaValues(replica(2)));
    expect([...changes.current]).toEqual([]);
  });

  it("names the replies that a client receives", () => {
    const changes = new Changes();
    changes.see(4, 1, clientValues(client()));
    changes.see(4, 2, clientValues(client({ tally: [{ replica: 3, view: 0, result: "ok" }] })));
    expect([...changes.current]).toEqual(["reply 3"]);
  });
});

describe("the strip of a log", () => {
  const early = withLog(0, { lowWaterMark: 0, highWaterMark: 16 });
  const late = withLog(1, {
    lowWaterMark: 8,
    highWaterMark: 24,
    log: [{ first: 9, last: 10, phase: "executed" }],
  });

  it("spans the windows of all replicas, and a piece of what is forgotten", () => {
    expect(spanOf([early])).toEqual({ after: 0, last: 16 });
    expect(spanOf([early, late])).toEqual({ after: 0, last: 24 });
    expect(spanOf([late])).toEqual({ after: 3, last: 24 });
  });

  it("has a bar for each number, higher the further it came", () => {
    const bars = barsOf(late, { after: 3, last: 24 });
    expect(bars.map(({ from, to }) => [Math.floor(from), Math.ceil(to)])).toEqual([
      [5, 6],
      [6, 7],
    ]);
    const begun = withLog(1, { log: [{ first: 9, last: 9, phase: "prepared" }] });
    expect(barsOf(begun, { after: 3, last: 24 })[0]?.height).toBeLessThan(bars[0]?.height ?? 0);
  });

  it("joins the bars of a long log, and leaves out what lies before it", () => {
    const long = withLog(0, { log: [{ first: 1, last: 150, phase: "executed" }] });
    expect(barsOf(long, { after: 100, last: 300 })).toEqual([
      { from: 0, to: 50, height: 1, phase: "executed" },
    ]);
    const gone = withLog(0, { log: [{ first: 1, last: 50, phase: "executed" }] });
    expect(barsOf(gone, { after: 100, last: 300 })).toEqual([]);
    expect(barsOf(gone, { after: 100, last: 120 })).toEqual([]);
  });
});

describe("the matrix of votes", () => {
  const modelWith = (...parts: Parameters<typeof replica>[1][]): ViewModel => ({
    ...model(),
    replicas: parts.map((part, id) => withLog(id, part)),
  });

  it("has a place for every sender, and distinguishes the PRE-PREPARE from the PREPAREs", () => {
    const [row] = rowsOf(modelWith({ slots: [slot()] }), 7);
    expect(row?.prepare).toMatchObject({
      votes: ["pre-prepare", "vote", "missing", "missing"],
      have: 2,
      need: 3,
    });
    expect(row?.commit).toMatchObject({ votes: Array(4).fill("missing"), have: 0, need: 3 });
    expect(row?.state).toBe("known");
  });

  it("distinguishes a truncated number from an unknown one", () => {
    const rows = rowsOf(modelWith({ lowWaterMark: 8 }, { lowWaterMark: 0 }), 7);
    expect(rows.map(({ state }) => state)).toEqual(["forgotten", "unknown"]);
    expect(rows[1]?.prepare.votes).toHaveLength(4);
  });

  it("offers every number that is in a log, once and in order", () => {
    const some = modelWith({ slots: [slot({ seq: 9 }), slot({ seq: 10 })] }, { slots: [slot({ seq: 9 })] });
    expect(numbersOf(some)).toEqual([9, 10]);
    expect(numbersOf(model())).toEqual([]);
  });

  it("shows the wanted views only while a replica wants one", () => {
    expect(viewChangeVotesOf(model())).toEqual([]);
    const rows = viewChangeVotesOf(modelWith({}, { viewChanges: [{ replica: 3, view: 1 }] }));
    expect(rows[0]?.views).toEqual([undefined, undefined, undefined, undefined]);
    expect(rows[1]?.views).toEqual([undefined, undefined, undefined, 1]);
  });
});
