// The votes for one sequence number in the log of each replica: counted by the engine, arranged in rows here.

import type { StatementName } from "../engine/engine.ts";
import type { ValueKey } from "../model/values.ts";
import type { Health, ReplicaDetail, ReplicaModel, ViewModel } from "../model/view-model.ts";

/** A place for a vote: there, as the primary's PRE-PREPARE, for another value than the replica accepted, or still empty. */
export type Vote = "vote" | "pre-prepare" | "other" | "missing";

export interface VoteGroup {
  /** One place for each sender, in order. */
  readonly votes: readonly Vote[];
  /** The value that each sender voted for. */
  readonly values: readonly (ValueKey | undefined)[];
  /** The message of each sender, which is its vote. */
  readonly statements: readonly (StatementName | undefined)[];
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
  const none = {
    votes: Array.from({ length: n }, (): Vote => "missing"),
    values: [],
    statements: [],
    have: 0,
    need: quorum,
  };
  if (!slot) {
    const state = seq <= detail.lowWaterMark ? "forgotten" : "unknown";
    return { id, health, state, prepare: none, commit: none };
  }
  const { prepareVotes, commitVotes, prepares, requestDigest, view } = slot;
  const group = (
    kind: "PREPARE" | "COMMIT",
    votes: typeof prepareVotes,
    held: typeof slot.preparesByDigest,
    voteOf: (sender: number) => Vote,
  ): VoteGroup => {
    const heldOf = (sender: number) => held.find(({ from }) => from.includes(sender))?.digest;
    const senders = Array.from({ length: n }, (_, sender) => sender);
    const cast = senders.map((sender) =>
      votes.from.includes(sender) ? voteOf(sender) : heldOf(sender) ? "other" : "missing",
    );
    const values = senders.map(
      (sender) => heldOf(sender) ?? (votes.from.includes(sender) ? requestDigest : undefined),
    );
    return {
      votes: cast,
      values,
      statements: senders.map((signer) => {
        const digest = values[signer];
        return digest === undefined
          ? undefined
          : { kind: cast[signer] === "pre-prepare" ? "PRE-PREPARE" : kind, signer, view, seq, digest };
      }),
      have: votes.have,
      need: votes.need,
    };
  };
  return {
    id,
    health,
    state: "known",
    // A sender whose vote counts without a PREPARE is the primary: its PRE-PREPARE is the vote.
    prepare: group("PREPARE", prepareVotes, slot.preparesByDigest, (sender) =>
      prepares.includes(sender) ? "vote" : "pre-prepare",
    ),
    commit: group("COMMIT", commitVotes, slot.commitsByDigest, () => "vote"),
  };
}

/** The VIEW-CHANGEs that each replica holds, by sender and view. Empty while no replica holds one. */
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
