import "./engine-in-node.ts";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { EngineHost } from "../../src/engine/host.ts";
import type { Ask, Moment, Reply } from "../../src/engine/messages.ts";
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
let own: Moment;

beforeAll(loadEngine);
beforeEach(() => {
  host = new EngineHost(0);
  own = momentOf(end(1, ask(1, { ask: "open", scenario: OWN })));
  host.reply({ id: 2, ask: { ask: "command", command: { do: "submit", client: 0, operation: "put y 1" } } });
  host.reply({ id: 3, ask: { ask: "step" } });
  own = momentOf(ask(4, { ask: "look" }));
});

function ask(id: number, ask: Ask): Reply {
  return host.reply({ id, ask }).reply;
}

function momentOf(reply: Reply): Moment {
  if (!("moment" in reply)) {
    throw new Error(JSON.stringify(reply));
  }
  return reply.moment;
}

/** Goes on until the way is at its end. */
function end(id: number, first: Reply): Reply {
  let reply = first;
  while ("coming" in reply) {
    reply = host.reply({ id, onward: "go" }).reply;
  }
  return reply;
}

const standing = ({ stepCount, nowMs, lastStep, view }: Moment) => [stepCount, nowMs, lastStep, view?.digest];

/** Where a run that is started at a step stands. */
function stepOf(step: number) {
  return () => {
    const run = new Simulation(FAR);
    run.seek(step);
    return [run.stepCount, run.nowMs];
  };
}

const WAYS: [name: string, ask: () => Ask, goal: number, arrived: () => unknown[]][] = [
  ["a link", () => ({ ask: "open-link", link: far().link }), 30, () => Object.values(far().at).slice(0, 2)],
  [
    "a run that was left",
    () => ({ ask: "open", scenario: FAR, until: far().mark }),
    30,
    () => [far().mark.stepCount, far().mark.nowMs],
  ],
  [
    "the step at which a run is to start",
    () => ({ ask: "open", scenario: FAR, start: { step: 30 } }),
    30,
    stepOf(30),
  ],
  [
    "the step at which the run of a link is to start",
    () => ({ ask: "open-link", link: far().link, start: { step: 20 } }),
    30,
    stepOf(20),
  ],
];

describe.each(WAYS)("the way to %s", (_, way, goal, arrived) => {
  it("is told step by step, and ends where it leads", () => {
    const first = ask(5, way());
    expect(first).toMatchObject({ id: 5, coming: { goal } });
    const moment = momentOf(end(5, first));
    expect([moment.stepCount, moment.nowMs]).toEqual(arrived());
  });

  it("leaves the reader's own run where it is, also when it is given up", () => {
    ask(5, way());
    expect(standing(momentOf(ask(6, { ask: "look" })))).toEqual(standing(own));
    expect(host.reply({ id: 5, onward: "back" }).reply).toEqual({ id: 5, back: true });
    expect(standing(momentOf(ask(7, { ask: "look" })))).toEqual(standing(own));
    expect(host.reply({ id: 5, onward: "go" }).reply).toEqual({ id: 5, back: true });
  });

  it("gives way to another one", () => {
    ask(5, way());
    const other = ask(6, way());
    expect(host.reply({ id: 5, onward: "go" }).reply).toEqual({ id: 5, back: true });
    expect(momentOf(end(6, other)).stepCount).toBe(arrived()[0]);
  });
});

describe("the way to the time at which a run is to start", () => {
  it("is told in time, and ends there", () => {
    const first = ask(5, { ask: "open", scenario: FAR, start: { atMs: 10.5 } });
    expect(first).toEqual({ id: 5, coming: { nowMs: 0, goalMs: 10.5 } });
    const told: Reply[] = [];
    let reply = first;
    while ("coming" in reply) {
      told.push(reply);
      reply = host.reply({ id: 5, onward: "go" }).reply;
    }
    const moment = momentOf(reply);
    const run = new Simulation(FAR);
    run.advance(10.5);
    expect([moment.nowMs, moment.stepCount, moment.view?.digest]).toEqual([10.5, run.stepCount, run.digest]);
    expect(told.length).toBeGreaterThan(run.stepCount / 2);
  });

  it("leads back where a link stands later, and nowhere where the run begins there", () => {
    const { link } = far();
    const back = momentOf(end(5, ask(5, { ask: "open-link", link, start: { atMs: 1 } })));
    expect(back.nowMs).toBe(1);
    const none = momentOf(end(6, ask(6, { ask: "open", scenario: FAR, start: { atMs: 0 } })));
    expect([none.nowMs, none.stepCount]).toEqual([0, 0]);
  });

  it("leaves the reader's own run where it is when it is given up", () => {
    ask(5, { ask: "open", scenario: FAR, start: { atMs: 10 } });
    expect(host.reply({ id: 5, onward: "back" }).reply).toEqual({ id: 5, back: true });
    expect(standing(momentOf(ask(7, { ask: "look" })))).toEqual(standing(own));
  });
});

describe("the way to a step beyond the known ones", () => {
  it("is told step by step", () => {
    const first = ask(5, { ask: "seek", step: own.stepCount + 10, from: 0 });
    expect(first).toEqual({ id: 5, coming: { stepCount: own.stepCount + 1, goal: own.stepCount + 10 } });
    expect(momentOf(end(5, first)).stepCount).toBe(own.stepCount + 10);
  });

  it("is gone back when it is given up", () => {
    ask(5, { ask: "seek", step: own.stepCount + 10, from: 0 });
    host.reply({ id: 5, onward: "back" });
    const { stepCount, nowMs, view } = momentOf(ask(6, { ask: "look" }));
    expect([stepCount, nowMs, view?.digest]).toEqual([own.stepCount, own.nowMs, own.view?.digest]);
  });
});

describe("a link that does not hold", () => {
  it("is refused at the end of its way, and the reader's own run stays", () => {
    const { link } = far();
    const reply = end(5, ask(5, { ask: "open-link", link: `${link.slice(0, -2)}AA` }));
    expect(reply).toMatchObject({ refusal: { name: "LinkError" } });
    expect(standing(momentOf(ask(6, { ask: "look" })))).toEqual(standing(own));
  });
});
