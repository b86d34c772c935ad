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

/** A link to a moment of the far run, the run that it opens, and its position. */
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

/** The position of a run that is started at a step. */
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
  it("is reported step by step, and ends at its target", () => {
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
  it("is reported in virtual time, and ends there", () => {
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

  it("goes back where a link is at a later step, and does nothing where the run begins there", () => {
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
  const goal = () => own.stepCount + 10;

  it("is reported step by step", () => {
    const first = request(5, { type: "seek", step: goal(), from: 0 });
    expect(first).toEqual({ id: 5, progress: { stepCount: own.stepCount + 1, goal: goal() } });
    expect(momentOf(end(5, first)).stepCount).toBe(goal());
  });

  it("leaves the reader's own run where it is, also when it is given up", () => {
    request(5, { type: "seek", step: goal(), from: 0 });
    expect(standing(momentOf(request(6, { type: "look" })))).toEqual(standing(own));
    expect(host.response({ id: 5, decision: "back" }).response).toEqual({ id: 5, back: true });
    expect(standing(momentOf(request(7, { type: "look" })))).toEqual(standing(own));
  });
});

/** The numbers of the replies until the end of a way, and the last of them. */
function slices(id: number, first: WorkerResponse): [count: number, last: WorkerResponse] {
  let [count, response] = [0, first];
  while ("progress" in response) {
    count += 1;
    response = host.response({ id, decision: "go" }).response;
  }
  return [count, response];
}

/** The first branch is 40 steps long; the second leaves it at step 20, and the reader is in it at step 26. */
function fork(): void {
  end(10, request(10, { type: "open", scenario: FAR, start: { step: 40 } }));
  end(11, request(11, { type: "seek", step: 20, from: 0 }));
  request(12, { type: "command", command: { do: "crash", replica: 3 } });
  for (let id = 20; id < 28; id += 1) {
    request(id, { type: "step" });
  }
  own = momentOf(end(13, request(13, { type: "seek", step: 26, from: 0 })));
  own = momentOf(request(14, { type: "look" }));
}

const toOther = (id: number) => request(id, { type: "switch", branch: 0 });
const comparison = (id: number) =>
  host.response({ id, query: { type: "compare", branches: [0, 1] } }).response;

describe("a run with two branches", () => {
  beforeEach(fork);

  it("is switched step by step to the end of the other one", () => {
    const [count, last] = slices(30, toOther(30));
    const moment = momentOf(last);
    expect(count).toBeGreaterThan(30);
    expect([moment.stepCount, moment.lastStep]).toEqual([40, 40]);
    expect(moment.branches?.map(({ present }) => present)).toEqual([true, false]);
    const run = new Simulation(FAR);
    run.seek(40);
    expect(momentOf(request(31, { type: "look" })).view?.digest).toBe(run.digest);
  });

  it("is compared step by step, and does not move", () => {
    const first = comparison(30);
    expect(first).toMatchObject({ id: 30, progress: { compared: expect.any(Number) } });
    const told: number[] = [];
    let response = first;
    while ("progress" in response) {
      if (!("compared" in response.progress)) {
        throw new Error(JSON.stringify(response));
      }
      told.push(response.progress.compared);
      expect(response.progress.compared).toBeLessThan(response.progress.goal);
      response = host.response({ id: 30, decision: "go" }).response;
    }
    // To where they part twice, to both ends, and back: about 20 + 20 + 40 + 29 + 20.
    expect(told.length).toBeGreaterThan(100);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(response).toMatchObject({
      id: 30,
      answer: { difference: { step: 21 }, before: { stepCount: 20 } },
    });
    expect(standing(momentOf(request(31, { type: "look" })))).toEqual(standing(own));
  });

  it("is what it was when either is given up, and all that was asked meanwhile was asked of it", () => {
    for (const [id, set] of [
      [30, toOther],
      [40, comparison],
    ] as const) {
      set(id);
      host.response({ id, decision: "go" });
      expect(standing(momentOf(request(id + 1, { type: "look" })))).toEqual(standing(own));
      expect(host.response({ id: id + 2, query: { type: "view" } }).response).toMatchObject({
        answer: { stepCount: own.stepCount },
      });
      expect(host.response({ id, decision: "back" }).response).toEqual({ id, back: true });
      expect(standing(momentOf(request(id + 3, { type: "look" })))).toEqual(standing(own));
    }
    const branches = host.response({ id: 50, query: { type: "scenario" } }).response;
    expect(branches).toMatchObject({ answer: { commands: [{}, { do: "crash", replica: 3 }] } });
  });
});

describe("a run with two branches, one of which is being played", () => {
  beforeEach(fork);

  it("goes on as the reader does, and the way to the other one is given up", () => {
    toOther(30);
    const moved = momentOf(request(31, { type: "step" }));
    expect(moved.stepCount).toBe(own.stepCount + 1);
    expect(host.response({ id: 30, decision: "go" }).response).toEqual({ id: 30, back: true });
    expect(momentOf(request(32, { type: "look" })).stepCount).toBe(own.stepCount + 1);
  });

  it("goes on as the reader does while it is compared", () => {
    const first = comparison(30);
    expect(momentOf(request(31, { type: "step" })).stepCount).toBe(own.stepCount + 1);
    expect(end(30, first)).toMatchObject({ answer: { difference: { step: 21 } } });
    expect(momentOf(request(32, { type: "look" })).stepCount).toBe(own.stepCount + 1);
  });

  it("refuses a branch that there is not, at once, and stays", () => {
    expect(request(30, { type: "switch", branch: 7 })).toMatchObject({ refusal: { field: "branch" } });
    const refused = host.response({ id: 31, query: { type: "compare", branches: [0, 7] } }).response;
    expect(refused).toMatchObject({ refusal: { field: "b" } });
    expect(standing(momentOf(request(32, { type: "look" })))).toEqual(standing(own));
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
