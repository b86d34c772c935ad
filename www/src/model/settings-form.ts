// The settings of a run as fields of a form and back. What numbers are legal the engine knows; here is told only what is no number.

import type { Scenario } from "../engine/engine.ts";

type Cluster = Required<Scenario>["cluster"];
type Network = Required<Scenario>["network"];
type Latency = Required<Network>["latencyMs"];
type Ratio = Required<Network>["loss"];

/** Numbers of the cluster, by the names that they have in a scenario. */
export const CLUSTER_FIELDS = [
  "replicas",
  "clients",
  "viewTimeoutMs",
  "clientTimeoutMs",
  "statusIntervalMs",
  "resendIntervalMs",
  "fetchIntervalMs",
  "checkpointInterval",
  "logSize",
  "batchMax",
] as const satisfies readonly (keyof Cluster)[];
export const RATIOS = ["loss", "duplicate", "reorder"] as const satisfies readonly (keyof Network)[];
export const LATENCIES = ["constant", "uniform", "exponential"] as const;
export const CRYPTOS = ["once", "every", "symbolic"] as const satisfies readonly Cluster["crypto"][];

export type LatencyKind = (typeof LATENCIES)[number];
export type RatioName = (typeof RATIOS)[number];
/** The fields that each kind of latency has. */
export const LATENCY_FIELDS = {
  constant: ["latencyMs"],
  uniform: ["latencyMin", "latencyMax"],
  exponential: ["latencyMin", "latencyMean", "latencyMax"],
} as const satisfies Record<LatencyKind, readonly string[]>;

export type NumberField =
  | (typeof CLUSTER_FIELDS)[number]
  | (typeof LATENCY_FIELDS)[LatencyKind][number]
  | `${RatioName}${"Hits" | "Of"}`;
/** Everything at which something can be said to be wrong; `keep`: what the scene does. */
export type Field = NumberField | "crypto" | "keep";

export interface Form {
  /** As they were typed; an empty field of the cluster means the engine's default. */
  readonly numbers: Readonly<Record<NumberField, string>>;
  readonly latency: LatencyKind;
  readonly crypto: (typeof CRYPTOS)[number];
  /** Whether the commands, captions and the goal of the scene are kept. */
  readonly keep: boolean;
}

/** What is taken for the kinds of latency that a scenario does not use. */
const USUAL = { latencyMs: "20", latencyMin: "10", latencyMean: "20", latencyMax: "30" };

export function formOf({ cluster, network, ...rest }: Scenario): Form {
  const text = (number: number | undefined) => (number === undefined ? "" : String(number));
  const numbers: Partial<Record<NumberField, string>> = { ...USUAL, ...latencyNumbers(network?.latencyMs) };
  for (const name of CLUSTER_FIELDS) {
    numbers[name] = text(cluster?.[name]);
  }
  for (const name of RATIOS) {
    const [hits, of] = network?.[name] ?? [0, 100];
    numbers[`${name}Hits`] = text(hits);
    // None of one is none of a hundred: so it is easier to change.
    numbers[`${name}Of`] = text(hits === 0 && of === 1 ? 100 : of);
  }
  return {
    numbers: numbers as Form["numbers"],
    latency: LATENCIES.find((kind) => network?.latencyMs && kind in network.latencyMs) ?? "uniform",
    crypto: cluster?.crypto ?? "once",
    keep: (rest.commands ?? []).length > 0,
  };
}

function latencyNumbers(latency: Latency | undefined): Partial<Record<NumberField, string>> {
  if (!latency) {
    return {};
  }
  if ("constant" in latency) {
    return { latencyMs: String(latency.constant) };
  }
  if ("uniform" in latency) {
    const [min, max] = latency.uniform;
    return { latencyMin: String(min), latencyMax: String(max) };
  }
  const { min, mean, max } = latency.exponential;
  return { latencyMin: String(min), latencyMean: String(mean), latencyMax: String(max) };
}

/** What was typed that is no number. */
export type Faults = ReadonlySet<NumberField>;

/** The scenario with these settings; or what is no number among them. */
export function scenarioOf(form: Form, base: Scenario): { scenario: Scenario } | { faults: Faults } {
  const faults = new Set<NumberField>();
  const number = (field: NumberField): number => {
    const value = parsed(form.numbers[field]);
    if (value === undefined) {
      faults.add(field);
    }
    return value ?? 0;
  };
  const shown = formOf(base).numbers;
  const ratio = (name: RatioName): Ratio => {
    const typed: Ratio = [number(`${name}Hits`), number(`${name}Of`)];
    const changed = ([`${name}Hits`, `${name}Of`] as const).some(
      (field) => form.numbers[field] !== shown[field],
    );
    // The form may show it in another way than the scene says it.
    return changed ? typed : (base.network?.[name] ?? typed);
  };
  const cluster: Cluster = { ...base.cluster, crypto: form.crypto };
  for (const name of CLUSTER_FIELDS) {
    delete cluster[name];
    if (form.numbers[name].trim() !== "") {
      cluster[name] = number(name);
    }
  }
  const network: Network = {
    latencyMs: latencyOf(form.latency, number),
    loss: ratio("loss"),
    duplicate: ratio("duplicate"),
    reorder: ratio("reorder"),
  };
  const { commands, captions, goal, ...about } = base;
  return faults.size > 0 ? { faults } : { scenario: { ...(form.keep ? base : about), cluster, network } };
}

function latencyOf(kind: LatencyKind, number: (field: NumberField) => number): Latency {
  switch (kind) {
    case "constant":
      return { constant: number("latencyMs") };
    case "uniform":
      return { uniform: [number("latencyMin"), number("latencyMax")] };
    case "exponential":
      return {
        exponential: { min: number("latencyMin"), mean: number("latencyMean"), max: number("latencyMax") },
      };
  }
}

/** A number as people write it; nothing else that JavaScript would take for one. */
export function parsed(text: string): number | undefined {
  return /^[+-]?\d+(\.\d*)?$/.test(text.trim()) ? Number(text) : undefined;
}

/** The field of the form at which a refusal of the engine is to be shown; undefined where it has none. */
export function fieldOf(refused: string | undefined, form: Form): Field | undefined {
  const [, part = "", name = ""] = /^(\w+)(?:\[\d+\])?\.?(\w*)/.exec(refused ?? "") ?? [];
  if (part === "cluster") {
    return name === "crypto" ? "crypto" : CLUSTER_FIELDS.find((field) => field === name);
  }
  if (part === "network") {
    const ratio = RATIOS.find((one) => one === name);
    return ratio ? `${ratio}Hits` : LATENCY_FIELDS[form.latency][0];
  }
  return ["commands", "captions", "goal"].includes(part) ? "keep" : undefined;
}
