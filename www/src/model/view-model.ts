// View model: plain data about one step, made from the engine's view by `build-view-model.ts`. Parts know nothing else about
// the engine.

import type { ClientView, ReplicaView, SlotView, Strategy, View } from "../engine/engine.ts";
import type { ValueKey, ValueLooks } from "./values.ts";

/** All details of one node from the engine, for the inspector. */
export type { ClientView as ClientDetail, ReplicaView as ReplicaDetail } from "../engine/engine.ts";

export type Health = "up" | "down" | "paused";
export type Phase = "none" | "empty" | "pre-prepared" | "prepared" | "committed-local" | "executed";

/** A running timer. */
export interface TimerModel {
  readonly name: "request" | "new-view" | "client";
  /** Undefined if it is no longer recorded. */
  readonly sinceMs: number | undefined;
  readonly deadlineMs: number;
  /** False while its node is paused. */
  readonly running: boolean;
}

export interface ReplicaModel {
  readonly id: number;
  readonly primary: boolean;
  readonly health: Health;
  readonly byzantine: boolean;
  /** Its present Byzantine strategies. */
  readonly strategies: readonly Strategy[];
  readonly view: number;
  /** False while it waits for a NEW-VIEW. */
  readonly active: boolean;
  /** The phase of the sequence number in focus at this replica. */
  readonly phase: Phase;
  /** The value that it accepted for that number, whatever else it was sent. */
  readonly accepted: ValueKey | undefined;
  /** All votes that it holds for that number, by value. */
  readonly prepareGroups: SlotView["preparesByDigest"];
  readonly commitGroups: SlotView["commitsByDigest"];
  readonly prepares: Tally;
  readonly commits: Tally;
  readonly lastExecuted: number;
  readonly store: readonly (readonly [string, string])[];
  /** The timer after which it suspects the primary. */
  readonly timer: TimerModel | undefined;
  readonly detail: ReplicaView;
}

export interface ClientModel {
  readonly id: number;
  readonly node: number;
  readonly health: Health;
  readonly byzantine: boolean;
  readonly strategies: readonly Strategy[];
  /** The operation of its outstanding request. */
  readonly pending: string | undefined;
  readonly queued: number;
  readonly replies: Tally;
  readonly answered: number;
  /** The last results, newest first. */
  readonly results: readonly { readonly operation: string; readonly result: string }[];
  /** The timer after which it sends its request to all replicas. */
  readonly timer: TimerModel | undefined;
  readonly detail: ClientView;
}

/** The number of replicas at which the request in focus has reached each phase. */
export interface StepsModel {
  readonly requested: boolean;
  readonly prePrepared: number;
  readonly prepared: number;
  /** Committed locally, executed or not. */
  readonly committed: number;
  readonly replies: Tally;
  readonly answered: boolean;
}

/** Why the request in focus makes no progress. */
export type Obstacle = NonNullable<View["clients"][number]["obstacle"]>;

export interface ViewModel {
  readonly nowMs: number;
  readonly stepCount: number;
  readonly idle: boolean;
  readonly seed: string;
  readonly n: number;
  readonly f: number;
  readonly quorum: number;
  readonly weak: number;
  readonly faulty: number;
  /** The faulty replicas, each with the kinds of its faults. */
  readonly faults: View["faults"];
  /** What PBFT guarantees with these faults. */
  readonly verdict: View["verdict"];
  readonly inFlight: number;
  readonly replicas: readonly ReplicaModel[];
  readonly clients: readonly ClientModel[];
  /** The sequence number of the request in focus, once it has one. */
  readonly focus: number | undefined;
  readonly steps: StepsModel;
  readonly obstacle: Obstacle | undefined;
  /** The messages in transit that arrive first. */
  readonly flying: View["packets"];
  /** How long packets take on all other links. */
  readonly latencyMs: View["latencyMs"];
  /** Links with changed settings. */
  readonly links: View["links"];
  readonly partition: View["partition"];
  /** Violated invariants, in the order in which they were found. */
  readonly violations: View["violations"];
  /** The proofs of guilt, in the order in which they were found. */
  readonly proofs: View["proofs"];
  /** The identities of values that compete with another one. */
  readonly values: ValueLooks;
  /** All invariants with their state. */
  readonly invariants: View["invariants"];
}

/** The number of votes, of those that are needed. */
export interface Tally {
  readonly have: number;
  readonly need: number;
}
