import { describe, expect, it } from "vitest";
import {
  brokeAnew,
  firstOfEach,
  firstProofs,
  invariantsOf,
  numberOf,
  standingOf,
  type Violation,
} from "../../src/safety.ts";
import { LANGUAGES, speaker } from "../../src/text/catalogue.ts";
import { picture } from "./pictures.ts";

function violation(id: string, part: Partial<Violation> = {}): Violation {
  return {
    id,
    property: "",
    sentence: "",
    atMs: 1,
    step: 1,
    records: [],
    beyondF: true,
    guilty: [],
    ...part,
  };
}

describe("what is promised", () => {
  it("is everything while no more than f are faulty", () => {
    expect(standingOf({ faulty: 1, verdict: { faulty: 1, allowed: 1, proven: 0 } }).promised).toBe("all");
  });

  it("is safety alone while too many are down and few have lied", () => {
    expect(standingOf({ faulty: 2, verdict: { faulty: 1, allowed: 1, proven: 0 } }).promised).toBe("safety");
  });

  it("is nothing once more than f have lied, even if they are honest again", () => {
    expect(standingOf({ faulty: 2, verdict: { faulty: 2, allowed: 1, proven: 0 } }).promised).toBe("none");
    expect(standingOf({ faulty: 0, verdict: { faulty: 2, allowed: 1, proven: 0 } }).promised).toBe("none");
  });

  it("counts who is faulty now beside who was ever", () => {
    expect(standingOf({ faulty: 1, verdict: { faulty: 2, allowed: 3, proven: 0 } })).toMatchObject({
      faulty: 1,
      allowed: 3,
      distrusted: 2,
    });
  });
});

describe("the invariants", () => {
  const states = (seen: ReturnType<typeof picture>) =>
    new Map(invariantsOf(seen).map(({ number, state }) => [number, state]));

  it("are twenty, and nothing is judged before anything has happened", () => {
    const all = states(picture());
    expect([...all.keys()]).toEqual(Array.from({ length: 20 }, (_, place) => place + 1));
    expect(new Set(all.values())).toEqual(new Set(["unjudged"]));
  });

  it("hold once there was something to judge, each at its own occasion", () => {
    const seen = picture();
    const executed = states({
      ...seen,
      stepCount: 9,
      replicas: seen.replicas.map((replica) => ({ ...replica, lastExecuted: 1 })),
    });
    expect([executed.get(1), executed.get(6), executed.get(11)]).toEqual(["held", "held", "held"]);
    // No view change, no checkpoint, no answer yet.
    expect([executed.get(8), executed.get(9), executed.get(15)]).toEqual([
      "unjudged",
      "unjudged",
      "unjudged",
    ]);
    const changed = states({ ...seen, replicas: seen.replicas.map((replica) => ({ ...replica, view: 1 })) });
    expect([changed.get(8), changed.get(1)]).toEqual(["held", "unjudged"]);
  });

  it("are broken as soon as the engine says so, and the others go on", () => {
    const broken = states({ ...picture(), stepCount: 9, violations: [violation("I6")] });
    expect([broken.get(6), broken.get(11)]).toEqual(["broken", "held"]);
  });

  it("never claim liveness in a run that goes on", () => {
    const seen = picture();
    const late = states({
      ...seen,
      stepCount: 99,
      replicas: seen.replicas.map((replica) => ({ ...replica, lastExecuted: 9, view: 3 })),
    });
    expect([17, 18, 19, 20].map((number) => late.get(number))).toEqual(Array(4).fill("unjudged"));
  });

  it.each(LANGUAGES)("have a name and a sentence each in %s", (language) => {
    const say = speaker(language);
    for (const { number } of invariantsOf(picture())) {
      expect(say(`invariant-${number}`)).not.toBe(`invariant-${number}`);
      expect(say(`invariant-about-${number}`)).not.toBe(`invariant-about-${number}`);
    }
  });
});

describe("violations", () => {
  const first = violation("I6", { step: 3 });
  const again = violation("I6", { step: 5 });
  const other = violation("I1", { step: 6 });

  it("are told once for each property, the first of each", () => {
    expect(firstOfEach([first, again, other])).toEqual([first, other]);
    expect(numberOf("I15")).toBe(15);
  });

  it("stop the run when a property breaks that had held, and not again for the same one", () => {
    const whole = picture();
    const broken = { ...whole, violations: [first] };
    expect(brokeAnew(whole, broken)).toBe(true);
    expect(brokeAnew(undefined, broken)).toBe(true);
    expect(brokeAnew(broken, { ...whole, violations: [first, again] })).toBe(false);
    expect(brokeAnew(broken, { ...whole, violations: [first, again, other] })).toBe(true);
  });
});

describe("proofs of guilt", () => {
  it("are shown once for each thing that somebody did", () => {
    const proof = (id: number, culprit: number, offence: string) => ({
      id,
      culprit,
      offence,
      sentence: "",
      atMs: 1,
      records: [],
      statements: [],
    });
    const all = [proof(0, 1, "a"), proof(1, 1, "a"), proof(2, 1, "b"), proof(3, 2, "a")];
    expect(firstProofs(all).map(({ id }) => id)).toEqual([0, 2, 3]);
  });
});
