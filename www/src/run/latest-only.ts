// Latest-only queue: runs one task at a time and keeps only the latest request that arrives meanwhile.

export class LatestOnly {
  readonly #act: (wanted: number) => Promise<void>;
  #wanted: number | undefined;
  #acting: Promise<void> | undefined;

  constructor(act: (wanted: number) => Promise<void>) {
    this.#act = act;
  }

  /** The pending request, if any. */
  get wanted(): number | undefined {
    return this.#wanted;
  }

  /** Resolves when nothing is pending any more; undefined if nothing is. */
  get done(): Promise<void> | undefined {
    return this.#acting;
  }

  /** Resolves when this request, or a later one, is done. */
  want(wanted: number): Promise<void> {
    this.#wanted = wanted;
    this.#acting ??= this.#actAll();
    return this.#acting;
  }

  async #actAll(): Promise<void> {
    try {
      let done: number | undefined;
      while (this.#wanted !== undefined && this.#wanted !== done) {
        done = this.#wanted;
        await this.#act(done);
      }
    } finally {
      this.#wanted = undefined;
      this.#acting = undefined;
    }
  }
}
