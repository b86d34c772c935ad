// The nodes that a sentence may name.

import type { MessageBrief } from "../engine/engine.ts";

/** What a sentence needs to know beside its record. */
export interface Cast {
  /** Replicas are the nodes below this number. */
  readonly replicas: number;
  readonly clients: number;
  /** The packet that the record's command names; undefined where it is no longer known. */
  readonly parcel?: Parcel;
}

/** A message on its way from one node to another. */
export interface Parcel {
  readonly from: number;
  readonly to: number;
  readonly message: MessageBrief;
}

/** Who there is to be named. */
export type Members = Pick<Cast, "replicas" | "clients">;
