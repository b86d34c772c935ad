// What a run says of itself beside its picture: what was refused, what broke, and that something changed.

/** The part of a wish that the engine refused. */
export interface Refused {
  readonly at: "replicas" | "seed" | "scene" | "settings" | "request" | "command";
  readonly message: string;
  /** The field of the scenario, where the engine names one. */
  readonly field?: string | undefined;
}

export interface Trouble {
  readonly when: "starting" | "running";
  readonly message: string;
}

export interface RunListener {
  /** Something that is shown in words changed. */
  changed(): void;
  /** The messages on their way moved. */
  moved(): void;
}
