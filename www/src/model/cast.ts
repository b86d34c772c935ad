// Cast of a sentence: the nodes that it may name.

import type { MessageBrief } from "../engine/engine.ts";
import type { ValueNames } from "./values.ts";

/** The data that a sentence needs besides its record. */
export interface Cast {
  /** Replicas are the nodes with lower numbers. */
  readonly replicas: number;
  readonly clients: number;
  /** The packet that the record's command names, or the message that it refuses; undefined if it is no longer known. */
  readonly packet?: PacketInTransit;
  /** The names of values; without them only what a message carries itself is named. */
  readonly values?: ValueNames;
}

/** A message in transit. */
export interface PacketInTransit {
  readonly from: number;
  readonly to: number;
  readonly message: MessageBrief;
}

/** The replicas and clients that can be named. */
export type Members = Pick<Cast, "replicas" | "clients">;
