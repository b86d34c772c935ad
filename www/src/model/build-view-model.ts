// From the engine's view to what the parts draw. Only choosing and counting what the engine says: no rule of the protocol.

import type { ClientView, ReplicaView, SlotView, View } from "../engine/engine.ts";
import type { Cast } from "./cast.ts";
import type {
  ClientModel,
  Obstacle,
  Phase,
  ReplicaModel,
  StepsModel,
  Tally,
  TimerModel,
  ViewModel,
} from "./view-model.ts";

/** The request that the picture is about. */
interface Focus {
  readonly client: ClientView;
  readonly timestamp: number;
  readonly answered: boolean;
}

export function toViewModel(view: View): ViewModel {
  const focus = focusOf(view);
  const slots = view.replicas.map((replica) => slotOf(replica, focus));
  const seq = slots.find((slot) => slot !== undefined)?.seq;
  const replicas = view.replicas.map((replica) => replicaModel(replica, view, slots[replica.id], seq));
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
    steps: stepsOf(view, focus, replicas),
    obstacle: obstacleOf(view, focus, slots),
    flying: view.packets,
    links: view.links,
    partition: view.partition,
    violations: view.violations,
    proofs: view.proofs,
  };
}

// The first client that waits; if none waits, the first whose last request still stands in a log, or else the first.
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
  const stands = (focus: Focus) => view.replicas.some((replica) => slotOf(replica, focus) !== undefined);
  return answered.find(stands) ?? answered[0];
}

// A request may stand in several slots after a view change; the newest is the one that counts.
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
  // What it has executed it may have forgotten since, with a stable checkpoint.
  const past = seq !== undefined && seq <= replica.lastExecuted;
  return {
    id: replica.id,
    primary: replica.role === "primary",
    health: replica.health,
    byzantine: replica.conduct === "byzantine",
    strategies: replica.strategies,
    view: replica.view,
    active: replica.active,
    phase: slot?.phase ?? (past ? "executed" : "none"),
    prepares: slot?.prepareVotes ?? none,
    commits: slot?.commitVotes ?? none,
    lastExecuted: replica.lastExecuted,
    store: replica.store,
    timer: timerOf(replica.timers),
    detail: replica,
  };
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

// The other timers are housekeeping: nobody's patience hangs on them.
function timerOf(timers: ReplicaView["timers"]): TimerModel | undefined {
  for (const name of WATCHED) {
    const timer = timers.find((running) => running.name === name);
    if (timer) {
      return { name, sinceMs: timer.sinceMs, deadlineMs: timer.deadlineMs, running: timer.running };
    }
  }
  return undefined;
}

/** How many of the replies so far say the same: the largest group. */
function equalReplies(client: ClientView): number {
  const groups = new Map<string, number>();
  for (const { result } of client.tally) {
    groups.set(result, (groups.get(result) ?? 0) + 1);
  }
  return Math.max(0, ...groups.values());
}

const ORDER: readonly string[] = ["empty", "pre-prepared", "prepared", "committed-local", "executed"];

function reached(replica: ReplicaModel, phase: Phase): boolean {
  return ORDER.indexOf(replica.phase) >= ORDER.indexOf(phase);
}

function stepsOf(view: View, focus: Focus | undefined, replicas: readonly ReplicaModel[]): StepsModel {
  const at = (phase: Phase) => replicas.filter((replica) => reached(replica, phase)).length;
  return {
    requested: focus !== undefined,
    prePrepared: at("pre-prepared"),
    prepared: at("prepared"),
    committed: at("committed-local"),
    replies: { have: focus ? equalReplies(focus.client) : 0, need: focus?.client.need ?? view.weak },
    answered: focus?.answered ?? false,
  };
}

// A request is stuck when every replica that can vote has voted and the votes are still too few: nothing that is on its way can
// help. Who can vote, how many votes there are and how many are needed is the engine's word.
function obstacleOf(
  view: View,
  focus: Focus | undefined,
  slots: readonly (SlotView | undefined)[],
): Obstacle | undefined {
  if (!focus || focus.answered) {
    return undefined;
  }
  const mute = new Set(view.faults.filter(({ votes }) => votes === "no").map(({ replica }) => replica));
  const voters = view.replicas.filter(({ id }) => !mute.has(id));
  const sides = sidesOf(view, voters);
  const mayVote = Math.min(view.verdict.mayVote, Math.max(0, ...sides.map(({ length }) => length)));
  if (mayVote >= view.quorum) {
    return primaryObstacle(view, voters, slots);
  }
  const parted = view.verdict.mayVote >= view.quorum;
  for (const side of sides) {
    const obstacle = votesObstacle(view, side, slots, { mayVote, parted });
    if (obstacle) {
      return obstacle;
    }
  }
  return primaryObstacle(view, voters, slots);
}

// The replicas of a side hear each other, and those that stand on no side hear all; the largest comes first. What is cut one way
// only leaves a side that hears all.
function sidesOf({ partition }: View, voters: readonly ReplicaView[]): ReplicaView[][] {
  if (!partition || partition.oneWay) {
    return [[...voters]];
  }
  const { groups } = partition;
  const isOn = (group: readonly number[], { id }: ReplicaView) =>
    group.includes(id) || !groups.some((other) => other.includes(id));
  const sides = groups.map((group) => voters.filter((replica) => isOn(group, replica)));
  return sides.sort((one, other) => other.length - one.length);
}

function votesObstacle(
  view: View,
  side: readonly ReplicaView[],
  slots: readonly (SlotView | undefined)[],
  { mayVote, parted }: { mayVote: number; parted: boolean },
): Obstacle | undefined {
  const changing = side.filter((replica) => !replica.active);
  if (changing.length > 0) {
    const have = changing.length;
    return { kind: "votes", phase: "view-change", have, need: view.quorum, mayVote, parted };
  }
  for (const phase of ["commit", "prepare"] as const) {
    const votes = mostVotes(side, slots, phase);
    if (votes && votes.have >= Math.min(mayVote, side.length) && votes.have < votes.need) {
      return { kind: "votes", phase, have: votes.have, need: votes.need, mayVote, parted };
    }
  }
  return undefined;
}

function mostVotes(
  voters: readonly ReplicaView[],
  slots: readonly (SlotView | undefined)[],
  phase: "prepare" | "commit",
): Tally | undefined {
  const waitsFor = phase === "commit" ? "commits" : "prepares";
  const votes = voters
    .map((replica) => slots[replica.id])
    .filter((slot) => slot?.waitingFor === waitsFor)
    .map((slot) => (phase === "commit" ? slot?.commitVotes : slot?.prepareVotes));
  return votes.reduce((most, next) => ((next?.have ?? 0) > (most?.have ?? -1) ? next : most), undefined);
}

// Without an order nothing can be voted on, and the order is the primary's to give.
function primaryObstacle(
  view: View,
  voters: readonly ReplicaView[],
  slots: readonly (SlotView | undefined)[],
): Obstacle | undefined {
  if (slots.some((slot) => slot !== undefined)) {
    return undefined;
  }
  const views = voters.filter((replica) => replica.active).map((replica) => replica.view);
  const current = Math.max(...views);
  const primary = view.replicas.find((replica) => replica.role === "primary" && replica.view === current);
  const faulty = view.faults.find(({ replica, votes }) => replica === primary?.id && votes === "no");
  const [fault] = faulty?.kinds ?? [];
  return faulty && fault ? { kind: "primary", primary: faulty.replica, fault } : undefined;
}

/** Who is who, for the words about what happens. */
export function castOf({ n, clients }: ViewModel): Cast {
  return {
    replicas: n,
    clients: clients.length,
    // Section 2 of the paper: p = v mod |R|. A cast is kept with each line, so it must not hold the whole picture.
    primaryOf: (view) => view % n,
  };
}
