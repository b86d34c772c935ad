import "./engine-in-node.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { EngineHost } from "../../src/engine/host.ts";
import type { RunRequest, Update, WorkerResponse } from "../../src/engine/messages.ts";
import { loadEngine, Simulation } from "./wasm.ts";

// A host without any time: each slice is one step.

const OWN: Scenario = { cluster: { seed: "3" } };
const FAR: Scenario = {
  cluster: { seed: "7", crypto: "symbolic" },
  commands: [{ atMs: 0, do: "submit", client: 0, operation: "put x 1" }],
};

/** A link to a moment of the far run, what it opens, and where it stands. */
function far() {
  const run = new Simulation(FAR);
  run.seek(30);
  run.advance(0.5);
  const { stepCount, nowMs, digest } = run;
  const link = run.link();
  run.seek(20);
  const mark = { stepCount: run.stepCount, nowMs: run.nowMs, lastStep: run.lastStep };
  return { link, mark, at: { stepCount, nowMs, digest } };
}

let host: EngineHost;
let own: Update;

beforeAll(loadEngine);
beforeEach(() => {
  host = new EngineHost(0);
  own = momentOf(end(1, request(1, { type: "open", scenario: OWN })));
  host.response({
    id: 2,
    request: { type: "command", command: { do: "submit", client: 0, operation: "put y 1" } },
  });
  host.response({ id: 3, request: { type: "step" } });
  own = momentOf(request(4, { type: "look" }));
});

function request(id: number, request: RunRequest): WorkerResponse {
  return host.response({ id, request }).response;
}

function momentOf(response: WorkerResponse): Update {
  if (!("update" in response)) {
    throw new Error(JSON.stringify(response));
  }
  return response.update;
}

/** Goes on until the way is at its end. */
function end(id: number, first: WorkerResponse): WorkerResponse {
  let response = first;
  while ("progress" in response) {
    response = host.response({ id, decision: "go" }).response;
  }
  return response;
}

const standing = ({ stepCount, nowMs, lastStep, view }: Update) => [stepCount, nowMs, lastStep, view?.digest];

/** Where a run that is started at a step stands. */
function stepOf(step: number) {
  return () => {
    const run = new Simulation(FAR);
    run.seek(step);
    return [run.stepCount, run.nowMs];
  };
}

const WAYS: [name: string, request: () => RunRequest, goal: number, arrived: () => unknown[]][] = [
  ["a link", () => ({ type: "open-link", link: far().link }), 30, () => Object.values(far().at).slice(0, 2)],
  [
    "a run that was left",
    () => ({ type: "open", scenario: FAR, until: far().mark }),
    30,
    () => [far().mark.stepCount, far().mark.nowMs],
  ],
  [
    "the step at which a run is to start",
    () => ({ type: "open", scenario: FAR, start: { step: 30 } }),
    30,
    stepOf(30),
  ],
  [
    "the step at which the run of a link is to start",
    () => ({ type: "open-link", link: far().link, start: { step: 20 } }),
    30,
    stepOf(20),
  ],
];

describe.each(WAYS)("the way to %s", (_, replay, goal, arrived) => {
  it("is told step by step, and ends where it leads", () => {
    const first = request(5, replay());
    expect(first).toMatchObject({ id: 5, progress: { goal } });
    const update = momentOf(end(5, first));
    expect([update.stepCount, update.nowMs]).toEqual(arrived());
  });

  it("leaves the reader's own run where it is, also when it is given up", () => {
    request(5, replay());
    expect(standing(momentOf(request(6, { type: "look" })))).toEqual(standing(own));
    expect(host.response({ id: 5, decision: "back" }).response).toEqual({ id: 5, back: true });
    expect(standing(momentOf(request(7, { type: "look" })))).toEqual(standing(own));
    expect(host.response({ id: 5, decision: "go" }).response).toEqual({ id: 5, back: true });
  });

  it("gives way to another one", () => {
    request(5, replay());
    const other = request(6, replay());
    expect(host.response({ id: 5, decision: "go" }).response).toEqual({ id: 5, back: true });
    expect(momentOf(end(6, other)).stepCount).toBe(arrived()[0]);
  });
});

describe("the way to the time at which a run is to start", () => {
  it("is told in time, and ends there", () => {
    const first = request(5, { type: "open", scenario: FAR, start: { atMs: 10.5 } });
    expect(first).toEqual({ id: 5, progress: { nowMs: 0, goalMs: 10.5 } });
    const told: WorkerResponse[] = [];
    let response = first;
    while ("progress" in response) {
      told.push(response);
      response = host.response({ id: 5, decision: "go" }).response;
    }
    const update = momentOf(response);
    const run = new Simulation(FAR);
    run.advance(10.5);
    expect([update.nowMs, update.stepCount, update.view?.digest]).toEqual([10.5, run.stepCount, run.digest]);
    expect(told.length).toBeGreaterThan(run.stepCount / 2);
  });

  it("leads back where a link stands later, and nowhere where the run begins there", () => {
    const { link } = far();
    const back = momentOf(end(5, request(5, { type: "open-link", link, start: { atMs: 1 } })));
    expect(back.nowMs).toBe(1);
    const none = momentOf(end(6, request(6, { type: "open", scenario: FAR, start: { atMs: 0 } })));
    expect([none.nowMs, none.stepCount]).toEqual([0, 0]);
  });

  it("leaves the reader's own run where it is when it is given up", () => {
    request(5, { type: "open", scenario: FAR, start: { atMs: 10 } });
    expect(host.response({ id: 5, decision: "back" }).response).toEqual({ id: 5, back: true });
    expect(standing(momentOf(request(7, { type: "look" })))).toEqual(standing(own));
  });
});

describe("the way to a step beyond the known ones", () => {
  it("is told step by step", () => {
    const first = request(5, { type: "seek", step: own.stepCount + 10, from: 0 });
    expect(first).toEqual({ id: 5, progress: { stepCount: own.stepCount + 1, goal: own.stepCount + 10 } });
    expect(momentOf(end(5, first)).stepCount).toBe(own.stepCount + 10);
  });

  it("is gone back when it is given up", () => {
    request(5, { type: "seek", step: own.stepCount + 10, from: 0 });
    host.response({ id: 5, decision: "back" });
    const { stepCount, nowMs, view } = momentOf(request(6, { type: "look" }));
    expect([stepCount, nowMs, view?.digest]).toEqual([own.stepCount, own.nowMs, own.view?.digest]);
  });
});

describe("a link that does not hold", () => {
  it("is refused at the end of its way, and the reader's own run stays", () => {
    const { link } = far();
    const response = end(5, request(5, { type: "open-link", link: `${link.slice(0, -2)}AA` }));
    expect(response).toMatchObject({ refusal: { name: "LinkError" } });
    expect(standing(momentOf(request(6, { type: "look" })))).toEqual(standing(own));
  });
});
