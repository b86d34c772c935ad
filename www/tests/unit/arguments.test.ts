import { beforeAll, describe, expect, it } from "vitest";
import { loadEngine, Simulation } from "./wasm.ts";

// Every argument of every method, with values of every type. JavaScript is not held to the types of the declarations.

type Run = InstanceType<typeof Simulation>;
type Sort = "time" | "whole" | "optional time" | "data" | "optional data" | "text" | "function";
interface Argument {
  /** What a refusal names: for a scenario, command, goal or link its name says it, and the field is empty. */
  field: string;
  sort: Sort;
  legal: unknown;
}

const SCENARIO = {
  cluster: { replicas: 4, clients: 1, seed: "7", crypto: "symbolic" },
  commands: [{ atMs: 0, do: "submit", client: 0, operation: "put x 1" }],
};

const arg = (field: string, sort: Sort, legal: unknown): Argument => ({ field, sort, legal });
const scripts = arg("scripts", "optional data", {});

/** What each method takes. A method that is missing here fails the test. */
const METHODS: Record<string, Argument[]> = {
  advance: [arg("ms", "time", 1), arg("budgetMs", "optional time", 5)],
  branches: [],
  command: [arg("", "data", { do: "heal" })],
  compare: [arg("a", "whole", 0), arg("b", "whole", 0)],
  exportTrace: [arg("format", "text", "shiviz")],
  free: [],
  keepHistory: [arg("options", "optional data", { spacing: 1024 })],
  link: [],
  message: [arg("packet", "whole", 0)],
  packets: [],
  proof: [arg("proof", "whole", 0)],
  records: [
    arg("from", "whole", 0),
    arg("count", "whole", 3),
    arg("options", "optional data", { facts: true }),
  ],
  restart: [arg("", "optional data", {})],
  resumeLink: [arg("budgetMs", "optional time", 5)],
  runUntil: [
    arg("", "data", { viewAtLeast: 1 }),
    arg("limitMs", "time", 1),
    arg("budgetMs", "optional time", 5),
  ],
  scenario: [],
  script: [arg("replica", "whole", 1), arg("fn", "function", () => undefined)],
  seek: [arg("step", "whole", 3), arg("budgetMs", "optional time", 5)],
  step: [],
  switchTo: [arg("branch", "whole", 0)],
  timeline: [arg("from", "whole", 0), arg("count", "whole", 3)],
  view: [arg("options", "optional data", { packets: 1 })],
  violations: [],
  why: [arg("question", "data", { replica: 1, executed: 1 })],
};

const STATICS: Record<string, Argument[]> = {
  catalog: [],
  defaults: [],
  fromLink: [arg("", "text", ""), scripts, arg("budgetMs", "optional time", 5)],
  messageKinds: [],
  schema: [],
  strategies: [],
  timelineSorts: [],
};

const CONSTRUCTOR: Argument[] = [arg("", "optional data", SCENARIO), scripts];

const throwing = (): never => {
  throw new Error("a trap");
};

/** A proxy that is revoked as soon as anybody looks into it. */
function fleeting(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {
    get: () => {
      revoke();
      return undefined;
    },
  });
  return proxy;
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function circle(): unknown {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  return circle;
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i += 1) {
    value = [value];
  }
  return value;
}

/** Values of every type, ordinary and hostile, each made when it is wanted. */
const VALUES: [name: string, make: () => unknown][] = [
  ...[undefined, null, true, false, "", "7", "json", "{", "null", "\ud800", "x".repeat(100_000)].map(
    (value): [string, () => unknown] => [`${JSON.stringify(value)?.slice(0, 20)}`, () => value],
  ),
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    1e-320,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    1e21,
    1e308,
    -1e308,
    Infinity,
    -Infinity,
    NaN,
  ].map((value): [string, () => unknown] => [String(value), () => value]),
  ["a BigInt", () => 7n],
  ["a giant BigInt", () => 7n ** 10_000n],
  ["a symbol", () => Symbol("s")],
  ["an object", () => ({})],
  ["an object without a prototype", () => Object.create(null)],
  ["a list", () => []],
  ["a long list", () => new Array(10_000).fill(0)],
  ["a deep list", () => nested(10_000)],
  ["a circle", circle],
  ["a function", () => () => 1],
  ["a class", () => class {}],
  ["a date", () => new Date(Number.NaN)],
  ["a boxed number", () => Object(7)],
  ["a boxed text", () => Object("x")],
  ["a boxed symbol", () => Object(Symbol("s"))],
  ["a map", () => new Map([[1, 2]])],
  ["bytes", () => new Uint8Array(9)],
  ["a detached buffer", () => structuredClone(new ArrayBuffer(8), { transfer: [] })],
  ["an error", () => new Error("an error")],
  ["a promise", () => Promise.resolve(1)],
  ["a pattern", () => /x/g],
  ["a throwing getter", () => Object.defineProperty({}, "do", { get: throwing, enumerable: true })],
  ["a throwing toJSON", () => ({ toJSON: throwing })],
  ["a toJSON to nothing", () => ({ toJSON: () => undefined })],
  ["throwing conversions", () => ({ valueOf: throwing, toString: throwing, [Symbol.toPrimitive]: throwing })],
  ["a proxy of a list", () => new Proxy([], { get: throwing, ownKeys: throwing, getPrototypeOf: throwing })],
  ["a proxy of a function", () => new Proxy(throwing, { get: throwing, getPrototypeOf: throwing })],
  ["a fleeting list", () => fleeting([])],
  ["a fleeting object", () => fleeting({})],
  ["a revoked list", () => revoked([])],
  ["a revoked function", () => revoked(throwing)],
  ["a run", () => new Simulation()],
];

const NAMES = ["ScenarioError", "CommandError", "GoalError", "LinkError", "ArgumentError", "ScriptError"];

function open(): Run {
  return Reflect.construct(Simulation, [SCENARIO]);
}

/** What was thrown, if anything was; it must be a refusal with all that refusals have. */
function refusalOf(
  call: () => unknown,
  what: string,
): { name: string; field: string; code: string } | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    expect(error, what).toBeInstanceOf(Error);
    const { name, message, field, code, values } = Object.assign({}, error, {
      name: Reflect.get(Object(error), "name"),
      message: Reflect.get(Object(error), "message"),
    }) as unknown as Record<string, unknown>;
    expect(NAMES, `${what}: ${String(name)}: ${String(message)}`).toContain(name);
    expect([typeof field, typeof code, typeof values, typeof message], what).toEqual([
      "string",
      "string",
      "object",
      "string",
    ]);
    expect(code, what).toMatch(/^[a-z-]+$/);
    return { name: String(name), field: String(field), code: String(code) };
  }
}

/** Whether a value can be meant at all where this sort of argument stands. */
function isOf(sort: Sort, value: unknown): boolean {
  const isNone = value === undefined || value === null;
  switch (sort) {
    case "time":
      return typeof value === "number" && value >= 0 && value < 1e12;
    case "whole":
      return typeof value === "number" && value >= 0 && value < 1e15 && Number.isInteger(value);
    case "optional time":
      return isNone || isOf("time", value);
    case "text":
      return typeof value === "string";
    case "function":
      return typeof value === "function";
    case "optional data":
      return isNone || isOf("data", value);
    case "data":
      return typeof value === "string" || (typeof value === "object" && value !== null);
  }
}

type Call = (args: readonly unknown[]) => unknown;

/** Each argument with every value, the others being legal; then all of them with values drawn from a fixed sequence. */
function fuzz(name: string, args: readonly Argument[], call: Call): void {
  const legal = args.map((argument) => argument.legal);
  for (const [place, { field, sort }] of args.entries()) {
    for (const [told, make] of VALUES) {
      const value = make();
      const what = `${name}, ${field || "the whole"} is ${told}`;
      const refusal = refusalOf(() => call(legal.with(place, value)), what);
      if (!isOf(sort, value)) {
        expect(refusal?.field, what).toBe(field);
      }
    }
  }
  if (args.length === 0) {
    refusalOf(() => call(VALUES.map(([, make]) => make())), name);
    return;
  }
  let seed = 1;
  const draw = (): unknown => {
    seed = (seed * 48_271) % 2_147_483_647;
    return VALUES[seed % VALUES.length]?.[1]();
  };
  for (let i = 0; i < 100; i += 1) {
    const drawn = [draw(), draw(), draw(), draw()];
    refusalOf(() => call(drawn), `${name}, draw ${i}`);
  }
}

/** The methods of a class or of its prototype. */
function methodsOf(owner: object): string[] {
  const own = Object.entries(Object.getOwnPropertyDescriptors(owner));
  const methods = own.filter(([name, { value }]) => typeof value === "function" && !name.startsWith("__"));
  return methods.map(([name]) => name).filter((name) => name !== "constructor");
}

function gettersOf(owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { get }]) =>
    get ? [name] : [],
  );
}

function callOf(owner: object, name: string): Call {
  return (args) => Reflect.apply(Reflect.get(owner, name), owner, args);
}

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

  it("cannot be given up by its own script, and its script finds no desk any more", () => {
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
