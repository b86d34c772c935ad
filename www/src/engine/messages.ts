// Messages between the page and the worker: plain data, one answer for each request, in order.

import type {
  Branch,
  CatalogEntry,
  Command,
  Difference,
  Explanation,
  Goal,
  MessageView,
  Progress,
  Scenario,
  StrategyInfo,
  TraceRecord,
  View,
  WhyQuestion,
} from "./engine.ts";

export type RunRequest =
  /** Begins a run, from a scenario or the text of a scenario file, and forgets the one before. With `until` or `start` it is
   *  played up to there. `rows`: whether the page wants rows from the beginning on. */
  | {
      readonly type: "open";
      readonly scenario: Scenario | string | undefined;
      readonly until?: Mark | undefined;
      readonly start?: Start | undefined;
      readonly rows?: boolean;
    }
  /** Opens the run of a link at its moment, or at `start`, and forgets the one before. */
  | {
      readonly type: "open-link";
      readonly link: string;
      readonly start?: Start | undefined;
      readonly rows?: boolean;
    }
  /** From now on what is recorded is told in rows too, and all that was recorded so far. */
  | { readonly type: "rows" }
  | { readonly type: "advance"; readonly ms: number }
  /** Goes on until the goal is reached, no longer than `advance` would: the moment says why it `stopped`. */
  | { readonly type: "until"; readonly goal: Goal; readonly ms: number }
  | { readonly type: "step" }
  | { readonly type: "command"; readonly command: Command }
  /** Selects the message whose changes are reported; without a number none is. */
  | { readonly type: "watch"; readonly packet: number | undefined }
  /** Goes to a step that is known. `from` is the oldest record that the page has: what it has to be told again. */
  | { readonly type: "seek"; readonly step: number; readonly from: number }
  /** Goes to the beginning, as the scenario says, and keeps what was known; a scenario that does not begin this run is opened.
   *  `from`: as for `seek`. */
  | { readonly type: "restart"; readonly scenario: Scenario; readonly from: number }
  /** Goes to the end of another branch. */
  | { readonly type: "switch"; readonly branch: number }
  /** The present moment with everything that belongs to it. */
  | { readonly type: "look" };

/** Where a run is to stand when it is opened: a step, or a moment of virtual time. */
export type Start = { readonly step: number } | { readonly atMs: number };

/** The progress of a replay that takes long: the step or the moment that is reached, and its goal; for a comparison the steps of both
 *  branches that are played, and how many there are at most. */
export type ReplayProgress =
  | { readonly stepCount: number; readonly goal: number }
  | { readonly nowMs: number; readonly goalMs: number }
  | { readonly compared: number; readonly goal: number };

/** A place in a run. */
export interface Mark {
  readonly stepCount: number;
  readonly nowMs: number;
  /** The last step of this branch that is known. */
  readonly lastStep: number;
}

/** What is to be shown after a question was answered. */
export interface Update extends Mark {
  /** Given for `until`. */
  readonly stopped?: Progress["stopped"];
  /** After a seek: records from this number on belong to another time and are no longer valid. */
  readonly keep: number | undefined;
  /** All branches; given when they changed. */
  readonly branches: readonly Branch[] | undefined;
  /** When the next occurrence is due; absent when nothing is scheduled. */
  readonly nextMs: number | undefined;
  /** The messages on their way, in rows of 32-bit floats. */
  readonly packets: ArrayBuffer;
  /** How many messages were sent so far: the number of each is below it. */
  readonly packetsSent: number;
  /** Left out when nothing happened, or too little time has passed since the last one. */
  readonly view: View | undefined;
  /** What happened since the last answer. */
  readonly records: readonly TraceRecord[];
  /** How many more records were made than are given here. */
  readonly skipped: number;
  /** The message that is watched; given when something happened. */
  readonly message: MessageView | undefined;
  /** All of them in rows of 32-bit whole numbers, and the number of the first; none while nobody wants them. */
  readonly rows: ArrayBuffer;
  readonly rowsFrom: number;
  /** The scenario that reproduces the run so far; given when it changed. */
  readonly scenario: Scenario | undefined;
  /** Whether the scenario's goal is reached; undefined when it has none. */
  readonly goalReached: boolean | undefined;
}

/** What the engine offers, told once. */
export interface EngineInfo {
  readonly catalog: readonly CatalogEntry[];
  /** The kinds of message, in the order in which packet rows number them. */
  readonly kinds: readonly string[];
  /** The ways to misbehave. */
  readonly strategies: readonly StrategyInfo[];
  /** The sorts of record, in the order in which timeline rows number them. */
  readonly sorts: readonly string[];
}

/** A refusal of the engine. The run continues. */
export interface Refusal {
  readonly name: string;
  /** A sentence in English. */
  readonly message: string;
  readonly field: string | undefined;
  /** The stable name of what was wrong, and what the sentence speaks of: enough for a sentence in any language. */
  readonly code: string;
  readonly values: Readonly<Record<string, number | string | readonly string[]>>;
}

/** How many replicas may be faulty, and how many make a quorum. */
export type Quorums = Pick<View, "n" | "f" | "quorum">;

/** What can be asked about the run as it stands, which changes nothing in it, and what is answered. */
export interface Queries {
  /** The causes of a fact, or what is missing for it. */
  readonly why: { readonly question: WhyQuestion; readonly answer: Explained };
  /** Where two branches part, and what each of them did then. */
  readonly compare: { readonly branches: readonly [number, number]; readonly answer: Comparison };
  /** The text that opens this run at this moment. */
  readonly link: { readonly answer: string };
  readonly scenario: { readonly answer: Scenario };
  readonly trace: { readonly format: TraceFormat; readonly answer: string };
  readonly view: { readonly answer: View };
  /** Up to `count` records from a number on. */
  readonly records: {
    readonly from: number;
    readonly count: number;
    readonly facts: boolean;
    readonly answer: TraceRecord[];
  };
  /** A whole message, also of one that has arrived or was lost. */
  readonly message: { readonly packet: number; readonly answer: MessageView };
  /** The quorums of a cluster of this size, or the reason why there is none. */
  readonly quorums: { readonly replicas: number; readonly answer: Quorums | Refusal };
}

/** An explanation with the records that its sentences speak of. */
export interface Explained {
  readonly explanation: Explanation;
  readonly records: readonly TraceRecord[];
}

export interface Comparison {
  readonly difference: Difference;
  /** The last moment that the two have in common; like the sides absent where they are the same run. */
  readonly before: View | undefined;
  readonly sides: readonly [Side, Side] | undefined;
}

/** What one branch did from the first difference on. */
export interface Side {
  readonly number: number;
  /** The first of its records, messages left out. */
  readonly facts: readonly TraceRecord[];
  /** How many more there are. */
  readonly left: number;
  /** Its last known moment. */
  readonly view: View;
}

export type Query = {
  [Name in keyof Queries]: { readonly type: Name } & Omit<Queries[Name], "answer">;
}[keyof Queries];

export type QueryResult<I extends Query> = Queries[I["type"]]["answer"];

export type TraceFormat = "json" | "shiviz" | "mermaid" | "tikz";

export type WorkerRequest =
  | { readonly id: number; readonly request: RunRequest }
  /** What to do next in the replay that this request began. */
  | { readonly id: number; readonly decision: "go" | "back" }
  | { readonly id: number; readonly query: Query };

export type WorkerResponse =
  | { readonly id: number; readonly answer: QueryResult<Query> }
  | { readonly id: number; readonly update: Update }
  /** The replay is not at its end: `decision` is waited for. */
  | { readonly id: number; readonly progress: ReplayProgress }
  /** The replay was given up, and the run is as it was. */
  | { readonly id: number; readonly back: true }
  | { readonly id: number; readonly refusal: Refusal }
  | { readonly info: EngineInfo }
  /** The engine broke, or could not start: nothing more will be answered. */
  | { readonly failure: string };
