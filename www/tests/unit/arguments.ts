import { expect } from "vitest";
import { Simulation } from "./wasm.ts";

// What the tests of arguments and receivers share: all methods with what they take, and values of every type.

export type Run = InstanceType<typeof Simulation>;
type Sort =
  | "time"
  | "whole"
  | "optional time"
  | "optional whole"
  | "data"
  | "optional data"
  | "file"
  | "text"
  | "function";
export interface Argument {
  /** What a refusal names: for a scenario, command, goal or link its name says it, and the field is empty. */
  field: string;
  sort: Sort;
  legal: unknown;
}

export const SCENARIO = {
  cluster: { replicas: 4, clients: 1, seed: "7", crypto: "symbolic" },
  commands: [{ atMs: 0, do: "submit", client: 0, operation: "put x 1" }],
};

const arg = (field: string, sort: Sort, legal: unknown): Argument => ({ field, sort, legal });
const scripts = arg("scripts", "optional data", {});

/** What each method takes. A method that is missing here fails the test. */
export const METHODS: Record<string, Argument[]> = {
  advance: [arg("ms", "time", 1), arg("budgetMs", "optional time", 5), arg("steps", "optional whole", 9)],
  answer: [arg("part", "whole", 0), arg("question", "text", "ask"), arg("choice", "whole", 0)],
  branches: [],
  command: [arg("", "data", { do: "heal" })],
  compare: [arg("a", "whole", 0), arg("b", "whole", 0)],
  exportTrace: [arg("format", "text", "shiviz")],
  fork: [],
  found: [arg("part", "whole", 0), arg("question", "text", "ask"), arg("found", "data", { nothing: true })],
  free: [],
  keepHistory: [arg("options", "optional data", { spacing: 1024 })],
  link: [arg("description", "optional data", { title: { en: "Mine" } })],
  message: [arg("packet", "whole", 0)],
  packets: [],
  prepareComparison: [arg("a", "whole", 0), arg("b", "whole", 0), arg("budgetMs", "optional time", 5)],
  proof: [arg("proof", "whole", 0)],
  records: [
    arg("from", "whole", 0),
    arg("count", "whole", 3),
    arg("options", "optional data", { facts: true }),
  ],
  restart: [arg("", "file", {})],
  resumeLink: [arg("budgetMs", "optional time", 5)],
  runUntil: [
    arg("", "data", { viewAtLeast: 1 }),
    arg("limitMs", "time", 1),
    arg("budgetMs", "optional time", 5),
    arg("steps", "optional whole", 9),
  ],
  scenario: [],
  script: [arg("replica", "whole", 1), arg("fn", "function", () => undefined)],
  seek: [arg("step", "whole", 3), arg("budgetMs", "optional time", 5)],
  step: [],
  switchTo: [arg("branch", "whole", 0), arg("budgetMs", "optional time", 5)],
  timeline: [arg("from", "whole", 0), arg("count", "whole", 3)],
  values: [arg("from", "whole", 0), arg("count", "whole", 3)],
  view: [arg("options", "optional data", { packets: 1 })],
  violations: [],
  why: [arg("question", "data", { replica: 1, executed: 1 })],
};

export const STATICS: Record<string, Argument[]> = {
  catalog: [],
  courseTest: [],
  defaults: [],
  fromLink: [arg("", "text", ""), scripts, arg("budgetMs", "optional time", 5)],
  messageKinds: [],
  mutants: [],
  questions: [],
  quorumFacts: [arg("replicas", "whole", 4), arg("faulty", "whole", 1), arg("quorum", "whole", 3)],
  schema: [],
  strategies: [],
  timelineSorts: [],
};

export const CONSTRUCTOR: Argument[] = [arg("", "file", SCENARIO), scripts];

const throwing = (): never => {
  throw new Error("a trap");
};

/** A proxy that is revoked as soon as it is read. */
function fleeting(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {
    get: () => {
      revoke();
      return undefined;
    },
  });
  return proxy;
}

export function revoked(target: object): unknown {
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
export const VALUES: [name: string, make: () => unknown][] = [
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

export function open(): Run {
  return Reflect.construct(Simulation, [SCENARIO]);
}

/** What was thrown, if anything was; it must be a refusal with all that refusals have. */
export function refusalOf(
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

/** Whether a value is valid for this kind of argument. */
export function isOf(sort: Sort, value: unknown): boolean {
  const isNone = value === undefined || value === null;
  switch (sort) {
    case "time":
      return typeof value === "number" && value >= 0 && value < 1e12;
    case "whole":
      return typeof value === "number" && value >= 0 && value < 1e15 && Number.isInteger(value);
    case "optional time":
      return isNone || isOf("time", value);
    case "optional whole":
      return isNone || isOf("whole", value);
    case "text":
      return typeof value === "string";
    case "function":
      return typeof value === "function";
    case "optional data":
      return isNone || isOf("data", value);
    case "file":
      return typeof value === "string" || isOf("optional data", value);
    case "data":
      return typeof value === "object" && value !== null;
  }
}

export type Call = (args: readonly unknown[]) => unknown;

/** Each argument with every value, the others being legal; then all of them with values drawn from a fixed sequence. */
export function fuzz(name: string, args: readonly Argument[], call: Call): void {
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
export function methodsOf(owner: object): string[] {
  const own = Object.entries(Object.getOwnPropertyDescriptors(owner));
  const methods = own.filter(([name, { value }]) => typeof value === "function" && !name.startsWith("__"));
  return methods.map(([name]) => name).filter((name) => name !== "constructor");
}

export function gettersOf(owner: object): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { get }]) =>
    get ? [name] : [],
  );
}

export function callOf(owner: object, name: string): Call {
  return (args) => Reflect.apply(Reflect.get(owner, name), owner, args);
}
