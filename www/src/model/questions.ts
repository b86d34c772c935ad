// Questions to the engine about the current step; undefined if there is nothing to ask.

import type { WhyQuestion } from "../engine/engine.ts";
import type { Explained } from "../engine/messages.ts";
import type { ClientModel, ReplicaModel, ViewModel } from "./view-model.ts";

export interface Askable {
  readonly question: WhyQuestion;
  /** The key of its text. */
  readonly words: string;
}

/** Why a replica has this progress with the request in focus, or no further. */
export function aboutReplica(replica: ReplicaModel, model: ViewModel): Askable | undefined {
  const { id, view, active, phase } = replica;
  if (!active) {
    return { question: { replica: id, viewEntered: view }, words: "why-not-yet" };
  }
  const { focus } = model;
  return focus === undefined
    ? undefined
    : {
        question: { replica: id, executed: focus },
        words: phase === "executed" ? "why-so-far" : "why-not-yet",
      };
}

/** Why a client has its result, or none. */
export function aboutClient({ id, pending, results }: ClientModel): Askable | undefined {
  if (pending !== undefined) {
    return { question: { client: id }, words: "why-no-reply" };
  }
  return results.length > 0 ? { question: { client: id }, words: "why-answered" } : undefined;
}

/** Why the request in focus has a result, or none. */
export function aboutRequest({ clients }: ViewModel): Askable | undefined {
  const client =
    clients.find(({ pending }) => pending !== undefined) ?? clients.find(({ results }) => results.length > 0);
  return client && aboutClient(client);
}

/** The same, unless the request is on its way: then there is nothing to explain yet. */
export function worthAsking(model: ViewModel): Askable | undefined {
  const isOnItsWay =
    model.obstacle === undefined && model.clients.some(({ pending }) => pending !== undefined);
  return isOnItsWay ? undefined : aboutRequest(model);
}

/** A question with its answer. */
export interface AnsweredQuestion extends Explained {
  readonly question: WhyQuestion;
  /** The step at which it was asked. */
  readonly stepCount: number;
  readonly nowMs: number;
  /** The records of the answer's slice, oldest first. */
  readonly highlighted: readonly number[];
}
