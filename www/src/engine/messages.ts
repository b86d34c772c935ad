// Messages between the page and the worker: plain data, one response for each request, in order.

import type {
  AnswerReply,
  Branch,
  CatalogEntry,
  Command,
  Description,
  Difference,
  Explanation,
  FindReply,
  Found,
  Goal,
  HuntProgress,
  HuntTask,
  MessageView,
  MutantInfo,
  Progress,
  QuestionEntry,
  Quiz,
  QuorumFacts,
  Scenario,
  StrategyInfo,
  TraceRecord,
  ValueView,
  View,
  WhyQuestion,
} from "./engine.ts";

export type RunRequest =
  /**
   * Opens a scenario, or the text of a scenario file, and replaces the run. With `until` or `start` it runs up to there.
   * `rows`: whether the page needs rows from the start.
   */
  | {
      readonly type: "open";
      readonly scenario: Scenario | string | undefined;
      readonly until?: Mark | undefined;
      readonly start?: Start | undefined;
      readonly rows?: boolean;
    }
  /** Opens the run of a link at its step, or at `start`, and replaces the run. */
  | {
      readonly type: "open-link";
      readonly link: string;
      readonly start?: Start | undefined;
      readonly rows?: boolean;
    }
  /** Sends rows from now on, including those of all records so far. */
  | { readonly type: "rows" }
  | { readonly type: "advance"; readonly ms: number }
  /** Runs until the goal is reached, at most as long as `advance`. The update says why it `stopped`. */
  | { readonly type: "until"; readonly goal: Goal; readonly ms: number }
  | { readonly type: "step" }
  | { readonly type: "command"; readonly command: Command }
  /** Selects the message whose changes are reported, or none. */
  | { readonly type: "watch"; readonly packet: number | undefined }
  /** Goes to a known step. `from` is the oldest record that the page keeps. */
  | { readonly type: "seek"; readonly step: number; readonly from: number }
  /**
   * Goes to the start of the run as the scenario begins it, and keeps the known futures. A scenario that does not begin this
   * run is opened. `from`: as for `seek`.
   */
  | { readonly type: "restart"; readonly scenario: Scenario; readonly from: number }
  /** Goes to the end of another branch. */
  | { readonly type: "switch"; readonly branch: number }
  /** Requests a complete update. */
  | { readonly type: "look" };

/** The start position of an opened run: a step, or a virtual time. */
export type Start = { readonly step: number } | { readonly atMs: number };

/**
 * The progress of a long replay: the step or the time reached, and its goal. For a comparison, the steps of both branches that
 * are done, and their maximum number.
 */
export type ReplayProgress =
  | { readonly stepCount: number; readonly goal: number }
  | { readonly nowMs: number; readonly goalMs: number }
  | { readonly compared: number; readonly goal: number };

/** A position in a run. */
export interface Mark {
  readonly stepCount: number;
  readonly nowMs: number;
  /** The last known step of this branch. */
  readonly lastStep: number;
}

/** The state to show after a request. */
export interface Update extends Mark {
  /** Present for `until`. */
  readonly stopped?: Progress["stopped"];
  /** After a seek: records from this number on belong to another future and are invalid. */
  readonly keep: number | undefined;
  /** All branches, if they changed. */
  readonly branches: readonly Branch[] | undefined;
  /** The time of the next occurrence; undefined if nothing is scheduled. */
  readonly nextMs: number | undefined;
  /** The messages in transit, in rows of 32-bit floats. */
  readonly packets: ArrayBuffer;
  /** The number of messages sent so far. The number of each is below it. */
  readonly packetsSent: number;
  /** Undefined if nothing happened, or too soon after the last view. */
  readonly view: View | undefined;
  /** The records since the last response. */
  readonly records: readonly TraceRecord[];
  /** The number of further records that are left out. */
  readonly skipped: number;
  /** The watched message, if something happened. */
  readonly message: MessageView | undefined;
  /** All records in rows of 32-bit whole numbers, with the number of the first. Empty while they are not needed. */
  readonly rows: ArrayBuffer;
  readonly rowsFrom: number;
  /** The names of the values that these rows name for the first time. */
  readonly values: readonly ValueView[];
  /** The scenario that reproduces the run so far, if it changed. */
  readonly scenario: Scenario | undefined;
  /** Whether the scenario's goal is reached; undefined when it has none. */
  readonly goalReached: boolean | undefined;
}

/** The names and lists of the engine, sent once. */
export interface EngineInfo {
  readonly catalog: readonly CatalogEntry[];
  /** The kinds of messages. Their indices are the numbers in packet rows. */
  readonly kinds: readonly string[];
  /** The Byzantine strategies. */
  readonly strategies: readonly StrategyInfo[];
  /** The sorts of records. Their indices are the numbers in timeline rows. */
  readonly sorts: readonly string[];
}

/** A refusal of the engine. The run continues. */
export interface Refusal {
  readonly name: string;
  /** A sentence in English. */
  readonly message: string;
  readonly field: string | undefined;
  /** The stable name of the error and its values, enough for a sentence in any language. */
  readonly code: string;
  readonly values: Readonly<Record<string, number | string | readonly string[]>>;
}

/** The number of tolerated faulty replicas and the size of a quorum. */
export type Quorums = Pick<View, "n" | "f" | "quorum">;

/** Queries about the present run, which change nothing, and their results. */
export interface Queries {
  /** The causes of a fact, or what is missing for it. */
  readonly why: { readonly question: WhyQuestion; readonly answer: Explained };
  /** The first difference between two branches, and what each of them did then. */
  readonly compare: { readonly branches: readonly [number, number]; readonly answer: Comparison };
  /** The text of a link to this step. `description` replaces the texts of the scenario in it. */
  readonly link: { readonly description?: Description; readonly answer: string };
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
  /** A whole message, even after it has arrived or was lost. */
  readonly message: { readonly packet: number; readonly answer: MessageView };
  /** The quorums of a cluster of this size, or why there is no such cluster. */
  readonly quorums: { readonly replicas: number; readonly answer: Quorums | Refusal };
  /** The reply to an answer: `part` is the index in the view's `lesson`. */
  readonly answer: {
    readonly part: number;
    readonly question: "ask" | "explain";
    readonly choice: number;
    readonly answer: AnswerReply;
  };
  /** The rules of the protocol that a scenario can remove. */
  readonly mutants: { readonly answer: MutantInfo[] };
  /** The questions that readers of the paper ask, each with two runs. */
  readonly questions: { readonly answer: QuestionEntry[] };
  /** The reply to what a reader found. */
  readonly found: {
    readonly part: number;
    readonly question: "ask" | "explain";
    readonly found: Found;
    readonly answer: FindReply;
  };
  /** Two quorums of a cluster, and what follows. */
  readonly "quorum-facts": {
    readonly replicas: number;
    readonly faulty: number;
    readonly quorum: number;
    readonly answer: QuorumFacts;
  };
  /** The test before and after the course. */
  readonly "course-test": { readonly answer: Quiz[] };
}

/** An explanation with the records that it names. */
export interface Explained {
  readonly explanation: Explanation;
  readonly records: readonly TraceRecord[];
}

export interface Comparison {
  readonly difference: Difference;
  /** The last step that the two share; like the sides undefined if they are the same run. */
  readonly before: View | undefined;
  readonly sides: readonly [Side, Side] | undefined;
  /** The branch that was known for a shorter time. It was played on in the engine of the comparison, which is then discarded. */
  readonly playedOn?: number;
}

/** The events of one branch from the first difference on. */
export interface Side {
  readonly number: number;
  /** Its first records, without messages. */
  readonly facts: readonly TraceRecord[];
  /** The number of further records. */
  readonly left: number;
  /** Its last known step. */
  readonly view: View;
}

export type Query = {
  [Name in keyof Queries]: { readonly type: Name } & Omit<Queries[Name], "answer">;
}[keyof Queries];

export type QueryResult<I extends Query> = Queries[I["type"]]["answer"];

/** Requests about a hunt, which has nothing to do with the run. Each is answered after one slice, with the progress. */
export type HuntRequest =
  /** Replaces the present hunt, if there is one. */
  { readonly type: "begin"; readonly task: HuntTask } | { readonly type: "search" | "shrink" };

export type TraceFormat = "json" | "shiviz" | "mermaid" | "tikz";

export type WorkerRequest =
  | { readonly id: number; readonly request: RunRequest }
  /** The decision about the replay of this request. */
  | { readonly id: number; readonly decision: "go" | "back" }
  | { readonly id: number; readonly query: Query }
  | { readonly id: number; readonly hunt: HuntRequest };

export type WorkerResponse =
  | { readonly id: number; readonly answer: QueryResult<Query> }
  | { readonly id: number; readonly update: Update }
  | { readonly id: number; readonly hunted: HuntProgress }
  /** The replay is in progress and waits for a `decision`. */
  | { readonly id: number; readonly progress: ReplayProgress }
  /** The replay was cancelled, and the run is unchanged. */
  | { readonly id: number; readonly back: true }
  | { readonly id: number; readonly refusal: Refusal }
  | { readonly info: EngineInfo }
  /** The engine failed, or could not start. Nothing is answered any more. */
  | { readonly failure: string };
