// Conversion from the engine's view to the view model. It only selects and counts, and knows no rule of the protocol.

import type { ClientView, ReplicaView, SlotView, View } from "../engine/engine.ts";
import type { Cast } from "./cast.ts";
import { NO_LOOKS } from "./values.ts";
import type { ClientModel, Phase, ReplicaModel, StepsModel, TimerModel, ViewModel } from "./view-model.ts";

/** The request in focus. */
interface Focus {
  readonly client: ClientView;
  readonly timestamp: number;
  readonly answered: boolean;
}

export function toViewModel(view: View): ViewModel {
  const focus = focusOf(view);
  const slots = view.replicas.map((replica) => slotOf(replica, focus));
  const seq = slots.find(isKnown)?.seq;
  // What a replica accepted for the number in focus may be another request.
  const inFocus = (replica: ReplicaView) =>
    slots[replica.id] ?? replica.slots.find((slot) => slot.seq === seq && slot.requestDigest !== undefined);
  const replicas = view.replicas.map((replica) => replicaModel(replica, view, inFocus(replica), seq));
  const phases = view.replicas.map((replica) => phaseOf(replica, slots[replica.id], seq));
  return {
    nowMs: view.nowMs,
    stepCount: view.stepCount,
    idle: view.idle,
    seed: view.seed,
    n: view.n,
    f: view.f,
    quorum: view.quorum,
    weak: view.weak,
    faulty: view.faulty,
    faults: view.faults,
    verdict: view.verdict,
    inFlight: view.inFlight,
    replicas,
    clients: view.clients.map(clientModel),
    focus: seq,
    steps: stepsOf(view, focus, phases),
    obstacle: focus?.client.obstacle,
    flying: view.packets,
    latencyMs: view.latencyMs,
    links: view.links,
    partition: view.partition,
    violations: view.violations,
    proofs: view.proofs,
    values: NO_LOOKS,
    invariants: view.invariants,
  };
}

// The first client with an outstanding request; otherwise the one whose last request has the highest number in a log; otherwise
// the first.
function focusOf(view: View): Focus | undefined {
  for (const client of view.clients) {
    if (client.pending) {
      return { client, timestamp: client.pending.timestamp, answered: false };
    }
  }
  const answered = view.clients.flatMap((client): Focus[] => {
    const last = client.results.at(-1);
    return last ? [{ client, timestamp: last.timestamp, answered: true }] : [];
  });
  const seqOf = (focus: Focus) =>
    view.replicas.map((replica) => slotOf(replica, focus)).find(isKnown)?.seq ?? 0;
  return answered.sort((one, other) => seqOf(other) - seqOf(one))[0];
}

const isKnown = (slot: SlotView | undefined): slot is SlotView => slot !== undefined;

// A request may be in several slots after a view change. The newest one counts.
function slotOf(replica: ReplicaView, focus: Focus | undefined): SlotView | undefined {
  return focus
    ? replica.slots.findLast((slot) =>
        slot.requests.some(
          ({ client, timestamp }) => client === focus.client.id && timestamp === focus.timestamp,
        ),
      )
    : undefined;
}

function replicaModel(
  replica: ReplicaView,
  view: View,
  slot: SlotView | undefined,
  seq: number | undefined,
): ReplicaModel {
  const none = { have: 0, need: view.quorum };
  return {
    id: replica.id,
    primary: replica.role === "primary",
    health: replica.health,
    byzantine: replica.conduct === "byzantine",
    strategies: replica.strategies,
    view: replica.view,
    active: replica.active,
    phase: phaseOf(replica, slot, seq),
    accepted: slot?.requestDigest,
    prepareGroups: slot?.preparesByDigest ?? [],
    commitGroups: slot?.commitsByDigest ?? [],
    prepares: slot?.prepareVotes ?? none,
    commits: slot?.commitVotes ?? none,
    lastExecuted: replica.lastExecuted,
    store: replica.store,
    timer: timerOf(replica.timers),
    detail: replica,
  };
}

// The replica may have discarded executed slots at a stable checkpoint.
function phaseOf(replica: ReplicaView, slot: SlotView | undefined, seq: number | undefined): Phase {
  const past = seq !== undefined && seq <= replica.lastExecuted;
  return slot?.phase ?? (past ? "executed" : "none");
}

function clientModel(client: ClientView): ClientModel {
  return {
    id: client.id,
    node: client.node,
    health: client.health,
    byzantine: client.conduct === "byzantine",
    strategies: client.strategies,
    pending: client.pending?.operation,
    queued: client.queued,
    replies: { have: equalReplies(client), need: client.need },
    answered: client.answered,
    results: client.results.map(({ operation, result }) => ({ operation, result })).reverse(),
    timer: timerOf(client.timers),
    detail: client,
  };
}

const WATCHED: readonly TimerModel["name"][] = ["new-view", "request", "client"];

// Other timers are housekeeping: they do not cause view changes.
function timerOf(timers: ReplicaView["timers"]): TimerModel | undefined {
  for (const name of WATCHED) {
    const timer = timers.find((running) => running.name === name);
    if (timer) {
      return { name, sinceMs: timer.sinceMs, deadlineMs: timer.deadlineMs, running: timer.running };
    }
  }
  return undefined;
}

/** The size of the largest set of matching replies. */
function equalReplies(client: ClientView): number {
  const groups = new Map<string, number>();
  for (const { result } of client.tally) {
    groups.set(result, (groups.get(result) ?? 0) + 1);
  }
  return Math.max(0, ...groups.values());
}

const ORDER: readonly string[] = ["empty", "pre-prepared", "prepared", "committed-local", "executed"];

function reached(phase: Phase, goal: Phase): boolean {
  return ORDER.indexOf(phase) >= ORDER.indexOf(goal);
}

function stepsOf(view: View, focus: Focus | undefined, phases: readonly Phase[]): StepsModel {
  const at = (goal: Phase) => phases.filter((phase) => reached(phase, goal)).length;
  return {
    requested: focus !== undefined,
    prePrepared: at("pre-prepared"),
    prepared: at("prepared"),
    committed: at("committed-local"),
    replies: { have: focus ? equalReplies(focus.client) : 0, need: focus?.client.need ?? view.weak },
    answered: focus?.answered ?? false,
  };
}

/** The nodes that sentences name. Each line keeps a cast, so it must not contain the whole view model. */
export function castOf({ n, clients, values }: ViewModel): Cast {
  return { replicas: n, clients: clients.length, values };
}
