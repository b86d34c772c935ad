// The state of a node in a few words.

import type { ClientModel, ReplicaModel } from "../model/view-model.ts";
import type { Translate } from "./catalogue.ts";
import { shortened, visible } from "./format.ts";

/** The progress of the request in focus at a replica, in a few words. */
export function replicaState(replica: ReplicaModel, t: Translate): string {
  return t("replica-phase", phaseArgs(replica));
}

export function phaseArgs(replica: ReplicaModel): {
  phase: string;
  have: number;
  need: number;
  view: number;
} {
  const voting = replica.phase === "pre-prepared" || replica.phase === "empty";
  const { have, need } = voting ? replica.prepares : replica.commits;
  return { phase: replica.active ? replica.phase : "changing", have, need, view: replica.view };
}

export function clientName(client: ClientModel, many: boolean, t: Translate): string {
  return many ? t("client-name-of-many", { id: client.id }) : t("client-name");
}

export function clientState(client: ClientModel, t: Translate): string {
  const last = client.results[0];
  if (client.pending !== undefined) {
    return t("client-waits", {
      operation: visible(shortened(client.pending, 60)),
      have: client.replies.have,
      need: client.replies.need,
      queued: client.queued,
    });
  }
  return last
    ? t("client-answered", {
        operation: visible(shortened(last.operation, 60)),
        result: visible(shortened(last.result, 60)),
        need: client.replies.need,
      })
    : t("client-idle");
}
