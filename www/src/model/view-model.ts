// The view model: plain data about one step, made from the engine's view by `build-view-model.ts`. The parts know
// nothing else of the engine.

import type { ClientView, ReplicaView, Strategy, View } from "../engine/engine.ts";

/** Everything about one node, as the engine says it: what the inspector shows. */
export type { ClientView as ClientDetail, ReplicaView as ReplicaDetail } from "../engine/engine.ts";

export type Health = "up" | "down" | "paused";
export type Phase = "none" | "empty" | "pre-prepared" | "prepared" | "committed-local" | "executed";

/** A running timer. */
export interface TimerModel {
  readonly name: "request" | "new-view" | "client";
  /** Undefined when that is no longer recorded. */
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
  /** The ways in which it misbehaves now. */
  readonly strategies: readonly Strategy[];
  readonly view: number;
  /** False while it waits for a new view to begin. */
  readonly active: boolean;
  /** How far the request in focus has come here. */
  readonly phase: Phase;
  readonly prepares: Tally;
  readonly commits: Tally;
  readonly lastExecuted: number;
  readonly store: readonly (readonly [string, string])[];
  /** What it waits for before it no longer trusts a primary. */
  readonly timer: TimerModel | undefined;
  readonly detail: ReplicaView;
}

export interface ClientModel {
  readonly id: number;
  readonly node: number;
  readonly health: Health;
  readonly byzantine: boolean;
  readonly strategies: readonly Strategy[];
  /** The operation that it waits for. */
  readonly pending: string | undefined;
  readonly queued: number;
  readonly replies: Tally;
  readonly answered: number;
  /** The last answers, newest first. */
  readonly results: readonly { readonly operation: string; readonly result: string }[];
  /** How long it waits for its replies before it asks all replicas. */
  readonly timer: TimerModel | undefined;
  readonly detail: ClientView;
}

/** How many replicas the request in focus has reached a phase at. */
export interface StepsModel {
  readonly requested: boolean;
  readonly prePrepared: number;
  readonly prepared: number;
  /** Committed locally, executed or not. */
  readonly committed: number;
  readonly replies: Tally;
  readonly answered: boolean;
}

/** Why the request in focus goes no further. */
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
  /** The faulty replicas, each with the ways in which it is faulty. */
  readonly faults: View["faults"];
  /** What PBFT guarantees with these faults. */
  readonly verdict: View["verdict"];
  readonly inFlight: number;
  readonly replicas: readonly ReplicaModel[];
  readonly clients: readonly ClientModel[];
  /** The sequence number in focus, once the request has one. */
  readonly focus: number | undefined;
  readonly steps: StepsModel;
  readonly obstacle: Obstacle | undefined;
  /** The messages on their way that arrive first. */
  readonly flying: View["packets"];
  /** Links with changed settings. */
  readonly links: View["links"];
  readonly partition: View["partition"];
  /** Violated invariants, in the order in which they were found. */
  readonly violations: View["violations"];
  /** Who is proven guilty by what they signed themselves, in the order in which the proofs were found. */
  readonly proofs: View["proofs"];
  /** All invariants with their state. */
  readonly invariants: View["invariants"];
}

/** Votes that are there, of those that are needed. */
export interface Tally {
  readonly have: number;
  readonly need: number;
}
