import { beforeAll, describe, expect, it } from "vitest";
import {
  gettersOf,
  METHODS,
  open,
  type Run,
  refusalOf,
  revoked,
  SCENARIO,
  STATICS,
  VALUES,
} from "./arguments.ts";
import { Hunt, loadEngine, Simulation } from "./wasm.ts";

// Every method and property, used on values of every type that are no run.

beforeAll(loadEngine);

/** Things that a method might be called on by mistake: every value, and such as look like a run. */
const RECEIVERS: [name: string, make: () => unknown][] = [
  ...VALUES.filter(([name]) => name !== "a run"),
  ["the class", () => Simulation],
  ["the prototype", () => Simulation.prototype],
  ["an object of the same prototype", () => Object.create(Simulation.prototype)],
  ["a copy of a run", () => ({ ...open() })],
  [
    "a run's place in memory, of text",
    () => Object.assign(Object.create(Simulation.prototype), { __wbg_ptr: "8" }),
  ],
  ["a revoked run", () => revoked(open())],
];

describe("every receiver of every method", () => {
  const isNothing = (receiver: unknown) => receiver === undefined || receiver === null;

  it("that is no run is refused", () => {
    for (const [name, args] of Object.entries(METHODS)) {
      const method = Reflect.get(Simulation.prototype, name);
      for (const [told, make] of RECEIVERS) {
        const call = () =>
          Reflect.apply(
            method,
            make(),
            args.map((argument) => argument.legal),
          );
        const refusal = refusalOf(call, `${name} of ${told}`);
        expect(refusal, `${name} of ${told}`).toEqual({
          name: "ArgumentError",
          field: "simulation",
          code: "wrong-receiver",
        });
      }
    }
  });

  it("that is no run is refused by every property", () => {
    for (const name of gettersOf(Simulation.prototype)) {
      const getter = Object.getOwnPropertyDescriptor(Simulation.prototype, name)?.get;
      for (const [told, make] of RECEIVERS) {
        const refusal = refusalOf(() => getter && Reflect.apply(getter, make(), []), `${name} of ${told}`);
        expect(refusal?.code, `${name} of ${told}`).toBe("wrong-receiver");
      }
    }
  });

  it("that is no hunt is refused by the methods of a hunt", () => {
    for (const method of [Hunt.prototype.search, Hunt.prototype.shrink, Hunt.prototype.progress]) {
      for (const [told, make] of [...RECEIVERS, ["a run", open] as const]) {
        const refusal = refusalOf(() => Reflect.apply(method, make(), []), told);
        expect(refusal, told).toEqual({ name: "ArgumentError", field: "hunt", code: "wrong-receiver" });
      }
    }
  });

  it("that is no run is refused before any argument is looked at", () => {
    for (const [told, make] of RECEIVERS) {
      for (const [, value] of VALUES) {
        const call = () => Reflect.apply(Simulation.prototype.view, make() as never, [value() as never]);
        expect(refusalOf(call, told)?.code, told).toBe("wrong-receiver");
      }
    }
  });

  it("is not needed by what belongs to the class", () => {
    for (const [name, args] of Object.entries(STATICS).filter(([name]) => name !== "fromLink")) {
      const call = Reflect.get(Simulation, name);
      const legal = args.map((argument) => argument.legal);
      for (const [, make] of RECEIVERS) {
        const receiver = make();
        expect(isNothing(receiver) ? call(...legal) : Reflect.apply(call, receiver, legal)).toBeDefined();
      }
    }
  });

  it("may be a run of a class that extends it, and a run's method has its own name", () => {
    class Own extends Simulation {}
    const run = Reflect.construct(Own, [SCENARIO]) as Run;
    expect(run.view().stepCount).toBe(0);
    expect([run.view.name, run.advance.length]).toEqual(["view", 3]);
    run.free();
  });
});
