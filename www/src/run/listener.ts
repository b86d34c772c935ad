// Listener of a run: refusals, failures and changes besides its view model.

import type { Failure } from "../engine/client.ts";
import type { Refused } from "../engine/connection.ts";
import type { Scenario } from "../engine/engine.ts";
import type { Mark, Update } from "../engine/messages.ts";

/** A saved run: its start, its scenario with all commands, and its position. */
export interface SavedRun {
  readonly base: Scenario;
  readonly scenario: Scenario;
  readonly mark: Mark;
}

export interface RunFailure extends Failure {
  readonly when: "starting" | "running";
}

export interface RunListener {
  /** Something that is shown in words changed. */
  changed(): void;
  /** The run advanced on its own. Words may be updated later than messages. */
  wentOn(): void;
  /** The messages in transit moved. */
  moved(): void;
  /** Another run begins, and its first update follows. `at`: the part of the request that opened it. */
  began(at: Refused["at"]): void;
  /** A command came while the engine is ended, because the element was away. Resolves when the run is back. */
  needed?(): Promise<void>;
  /** The engine sent an update. */
  heard(update: Update): void;
}
