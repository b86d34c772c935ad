// The votes for one number in the log of each replica: counted by the engine, put in rows here.

import type { Health, ReplicaDetail, ReplicaModel, ViewModel } from "../model/view-model.ts";

/** A place for a vote: there, as the primary's PRE-PREPARE, or still empty. */
export type Vote = "vote" | "pre-prepare" | "missing";

export interface VoteGroup {
  /** One place for each sender, in order. */
  readonly votes: readonly Vote[];
  readonly have: number;
  readonly need: number;
}

export interface VoteRow {
  readonly id: number;
  readonly health: Health;
  /** A number that a stable checkpoint covers is forgotten with its votes. */
  readonly state: "known" | "unknown" | "forgotten";
  readonly prepare: VoteGroup;
  readonly commit: VoteGroup;
}

export interface ViewChangeRow {
  readonly id: number;
  /** The view that each sender is known to want; undefined where nothing is known. */
  readonly views: readonly (number | undefined)[];
}

/** The numbers of which some replica knows something, lowest first. */
export function numbersOf(model: ViewModel): number[] {
  const known = new Set(model.replicas.flatMap(({ detail }) => detail.slots.map(({ seq }) => seq)));
  return [...known].sort((a, b) => a - b);
}

export function rowsOf(model: ViewModel, seq: number): VoteRow[] {
  return model.replicas.map((replica) => rowOf(replica, model, seq));
}

function rowOf({ id, health, detail }: ReplicaModel, { n, quorum }: ViewModel, seq: number): VoteRow {
  const slot = detail.slots.find((one) => one.seq === seq);
  const none = { votes: Array.from({ length: n }, (): Vote => "missing"), have: 0, need: quorum };
  if (!slot) {
    const state = seq <= detail.lowWaterMark ? "forgotten" : "unknown";
    return { id, health, state, prepare: none, commit: none };
  }
  const { prepareVotes, commitVotes, prepares } = slot;
  const group = (votes: typeof prepareVotes, voteOf: (sender: number) => Vote): VoteGroup => ({
    votes: Array.from({ length: n }, (_, sender) =>
      votes.from.includes(sender) ? voteOf(sender) : "missing",
    ),
    have: votes.have,
    need: votes.need,
  });
  return {
    id,
    health,
    state: "known",
    // Whose vote counts and who has sent no PREPARE is the primary, whose PRE-PREPARE it is.
    prepare: group(prepareVotes, (sender) => (prepares.includes(sender) ? "vote" : "pre-prepare")),
    commit: group(commitVotes, () => "vote"),
  };
}

/** Whose VIEW-CHANGE each replica holds, for which view; empty while nobody holds one. */
export function viewChangeVotesOf(model: ViewModel): ViewChangeRow[] {
  const held = model.replicas.some(({ detail }) => detail.viewChanges.length > 0);
  const view = (detail: ReplicaDetail, sender: number) =>
    detail.viewChanges.find(({ replica }) => replica === sender)?.view;
  return held
    ? model.replicas.map(({ id, detail }) => ({
        id,
        views: Array.from({ length: model.n }, (_, sender) => view(detail, sender)),
      }))
    : [];
}
