// Notifications of a run besides its view model: refusals, failures and changes.

import type { Failure } from "../engine/client.ts";
import type { Refused } from "../engine/connection.ts";
import type { Scenario } from "../engine/engine.ts";
import type { Mark, Update } from "../engine/messages.ts";

/** What a run is made of: what it began with, that and all that was done to it, and where it stands. */
export interface KeptRun {
  readonly base: Scenario;
  readonly scenario: Scenario;
  readonly mark: Mark;
}

export interface Trouble extends Failure {
  readonly when: "starting" | "running";
}

export interface RunListener {
  /** Something that is shown in words changed. */
  changed(): void;
  /** The run goes on by itself: what is shown in words may wait for the messages. */
  wentOn(): void;
  /** The messages on their way moved. */
  moved(): void;
  /** Another run begins; its first moment follows. `at`: the part of the wish that it was opened for. */
  began(at: Refused["at"]): void;
  /** The engine has said what is to be shown. */
  heard(update: Update): void;
}
