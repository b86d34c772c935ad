import { beforeAll, describe, expect, it } from "vitest";
import {
  CONSTRUCTOR,
  callOf,
  fuzz,
  gettersOf,
  isOf,
  METHODS,
  methodsOf,
  open,
  type Run,
  refusalOf,
  STATICS,
  VALUES,
} from "./arguments.ts";
import { loadEngine, Simulation } from "./wasm.ts";

// Every argument of every method, with values of every type. JavaScript is not held to the types of the declarations.

beforeAll(loadEngine);

describe("every argument of every method", () => {
  it("is known here", () => {
    expect(methodsOf(Simulation.prototype).sort()).toEqual(Object.keys(METHODS).sort());
    expect(methodsOf(Simulation).sort()).toEqual(Object.keys(STATICS).sort());
  });

  for (const [name, args] of Object.entries(METHODS).filter(([name]) => name !== "free")) {
    it(`of ${name} is refused where it is wrong, and the run goes on`, () => {
      const run = open();
      run.advance(20);
      fuzz(name, args, callOf(run, name));
      run.advance(20);
      expect(run.view().stepCount).toBe(run.stepCount);
      run.free();
    });
  }

  for (const [name, args] of Object.entries(STATICS)) {
    it(`of ${name} is refused where it is wrong`, () => {
      const link = open().link();
      const legal = args.map((argument) => (argument.legal === "" ? { ...argument, legal: link } : argument));
      fuzz(name, legal, callOf(Simulation, name));
    });
  }

  it("of the constructor is refused where it is wrong", () => {
    fuzz("constructor", CONSTRUCTOR, (args) => Reflect.construct(Simulation, args));
  });

  it("that is wrong changes nothing", () => {
    const run = open();
    run.advance(20);
    const before = [run.digest, run.stepCount, run.nowMs, run.branches()];
    for (const [name, args] of Object.entries(METHODS)) {
      for (const [place, { sort }] of args.entries()) {
        for (const [told, make] of VALUES.filter(([, make]) => !isOf(sort, make()))) {
          const wrong = args.map((argument) => argument.legal).with(place, make());
          expect(
            refusalOf(() => callOf(run, name)(wrong), told),
            `${name}: ${told}`,
          ).toBeDefined();
        }
      }
    }
    expect([run.digest, run.stepCount, run.nowMs, run.branches()]).toEqual(before);
  });
});

describe("a refused argument", () => {
  const refused = (call: (run: Run) => unknown) => {
    try {
      call(open());
      return undefined;
    } catch (error) {
      return String(error);
    }
  };
  const anything = (value: unknown): never => value as never;

  it("is named, with what it was and what is right", () => {
    expect(refused((run) => run.advance(anything(7n)))).toBe(
      "ArgumentError: ms is a BigInt; it must be a number of milliseconds from 0 to 8796093022208.",
    );
    expect(refused((run) => run.seek(anything("3")))).toBe(
      'ArgumentError: step is "3"; it must be a whole number, at least 0.',
    );
    expect(refused((run) => run.seek(Infinity))).toBe(
      "ArgumentError: step is Infinity; it must be a whole number from 0 to 9007199254740991.",
    );
    expect(refused((run) => run.records(0, anything(undefined)))).toBe("ArgumentError: count is missing.");
    expect(refused((run) => run.records(0, 1, anything(7)))).toBe(
      "ArgumentError: options is 7; it must be an object.",
    );
    expect(refused((run) => run.keepHistory(anything("x")))).toBe(
      'ArgumentError: options is "x"; it must be an object.',
    );
    expect(refused((run) => run.command(anything(" [7]")))).toBe(
      'CommandError: the command is " [7]"; it must be an object.',
    );
    expect(refused((run) => Simulation.prototype.view.call(anything({ run })))).toBe(
      "ArgumentError: simulation is an object; call the method on a Simulation.",
    );
    expect(refused((run) => run.exportTrace(anything({})))).toBe(
      "ArgumentError: format is an object; it must be a string.",
    );
    expect(refused(() => Simulation.fromLink(anything(7)))).toBe(
      "LinkError: the link is 7; it must be a string.",
    );
    expect(refused((run) => run.command(anything(() => 1)))).toBe(
      "CommandError: the command is not plain JSON data: a function.",
    );
  });
});

describe("a run that was given up", () => {
  it("refuses every call, whatever its arguments are", () => {
    const run = open();
    run.free();
    for (const [name, args] of Object.entries(METHODS).filter(([name]) => name !== "free")) {
      const legal = args.map((argument) => argument.legal);
      for (const [told, make] of VALUES) {
        for (const place of legal.keys()) {
          const call = () => callOf(run, name)(legal.with(place, make()));
          expect(refusalOf(call, name), `${name}: ${told}`).toBeDefined();
        }
      }
    }
  });

  it("refuses every call and every property, and giving it up again does nothing", () => {
    const run = open();
    run.free();
    run.free();
    for (const [name, args] of Object.entries(METHODS).filter(([name]) => name !== "free")) {
      const legal = args.map((argument) => argument.legal);
      expect(refusalOf(() => callOf(run, name)(legal), name)?.code, name).toBe("freed");
    }
    for (const name of gettersOf(Simulation.prototype)) {
      expect(refusalOf(() => Reflect.get(run, name), name)?.code, name).toBe("freed");
    }
  });

  it("cannot be given up by its own script, and its script finds no ui any more", () => {
    const run = open();
    let inside: unknown;
    let kept: ((statement: never) => unknown) | undefined;
    run.script(1, ({ sign }) => {
      kept = sign;
      inside = refusalOf(() => run.free(), "free")?.code;
    });
    run.command({ do: "behave", replica: 1, strategy: { name: "script" } });
    run.advance(50);
    expect(inside).toBe("reentrant-call");
    run.free();
    const late = refusalOf(() => kept?.({ kind: "FETCH-BATCH", digest: "1".repeat(64) } as never), "sign");
    expect(late?.code).toBe("called-late");
  });

  it("may be given up while an argument is being read", () => {
    const run = open();
    const options = Object.defineProperty({}, "packets", { get: () => run.free(), enumerable: true });
    expect(refusalOf(() => run.view(options), "view")?.code).toBe("freed");
  });
});

describe("a value that JSON has no form for is refused by its own field, not dropped in silence", () => {
  const cyclic: Record<string, unknown> = { cluster: {} };
  cyclic["cluster"] = cyclic;
  const values: [string, unknown, string][] = [
    ["a BigInt seed", { cluster: { seed: 7n } }, "cluster.seed"],
    ["a symbol as title", { title: Symbol("x") }, "title"],
    ["a function in a list", { commands: [{ atMs: 0, do: () => 1 }] }, "commands[0].do"],
    [
      "a getter that throws",
      {
        get cluster() {
          throw new Error("no");
        },
      },
      "cluster",
    ],
  ];
  for (const [name, scenario, field] of values) {
    it(name, () => {
      expect(() => new Simulation(scenario as never)).toThrow(
        expect.objectContaining({ name: "ScenarioError", field, code: "not-plain-data" }),
      );
    });
  }

  it("an object that contains itself", () => {
    expect(() => new Simulation(cyclic as never)).toThrow(
      expect.objectContaining({ name: "ScenarioError", code: "not-plain-data" }),
    );
  });
});
