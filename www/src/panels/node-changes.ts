// Differences of a node from the previous step: a flat list of its shown fields, compared with the previous list.

import type { ClientDetail, ReplicaDetail } from "../model/view-model.ts";

export type Values = ReadonlyMap<string, string>;

const SCALARS = [
  "role",
  "health",
  "conduct",
  "view",
  "active",
  "lowWaterMark",
  "highWaterMark",
  "lastExecuted",
  "transferring",
  "amnesic",
  "stateDigest",
] as const satisfies readonly (keyof ReplicaDetail)[];

export function replicaValues(replica: ReplicaDetail): Values {
  const values = new Map<string, string>();
  for (const name of SCALARS) {
    values.set(name, String(replica[name]));
  }
  for (const { name, deadlineMs } of replica.timers) {
    values.set(`timer ${name}`, String(deadlineMs));
  }
  for (const { client, timestamp } of replica.pending) {
    values.set(`pending ${client} ${timestamp}`, "");
  }
  for (const slot of replica.slots) {
    values.set(`slot ${slot.seq} view`, String(slot.view));
    values.set(`slot ${slot.seq} phase`, slot.phase);
    values.set(`slot ${slot.seq} prepares`, slot.prepares.join());
    values.set(`slot ${slot.seq} commits`, slot.commits.join());
    values.set(`slot ${slot.seq} requests`, slot.requestDigest ?? "");
  }
  for (const { seq, digest, votes } of replica.checkpoints) {
    values.set(`checkpoint ${seq} ${digest}`, votes.from.join());
  }
  for (const { replica: from, view } of replica.viewChanges) {
    values.set(`view-change ${from}`, String(view));
  }
  for (const [key, value] of replica.store) {
    values.set(`store ${key}`, value);
  }
  const { refused, ...counters } = replica.counters;
  for (const [name, count] of Object.entries(counters)) {
    values.set(`counter ${name}`, String(count));
  }
  for (const [code, count] of Object.entries(refused)) {
    values.set(`refused ${code}`, String(count));
  }
  return values;
}

export function clientValues(client: ClientDetail): Values {
  const values = new Map<string, string>([
    ["health", client.health],
    ["viewEstimate", String(client.viewEstimate)],
    ["pending", client.pending ? String(client.pending.timestamp) : ""],
    ["queued", String(client.queued)],
    ["answered", String(client.answered)],
  ]);
  for (const { name, deadlineMs } of client.timers) {
    values.set(`timer ${name}`, String(deadlineMs));
  }
  for (const { replica, view, result } of client.tally) {
    values.set(`reply ${replica}`, `${view} ${result}`);
  }
  for (const { timestamp, result } of client.results) {
    values.set(`result ${timestamp}`, result);
  }
  return values;
}

const NONE: ReadonlySet<string> = new Set();

/** Remembers the values of one node at one step, and says at the next what is new or another. */
export class Changes {
  #node: number | undefined;
  #step = -1;
  #before: Values = new Map();
  #now: Values = new Map();
  /** What differs from the step before, by name. */
  current: ReadonlySet<string> = NONE;

  see(node: number, step: number, values: Values): void {
    if (node !== this.#node || step < this.#step) {
      // Another node, or another run: there is nothing that it could be compared with.
      this.#node = node;
      this.#before = values;
    } else if (step > this.#step) {
      this.#before = this.#now;
    }
    this.#step = step;
    this.#now = values;
    this.current = new Set([...values.keys()].filter((name) => this.#before.get(name) !== values.get(name)));
  }
}
