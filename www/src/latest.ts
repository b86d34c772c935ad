// One thing after the other: while it is being done, only the latest wish for it is kept.

export class Latest {
  readonly #act: (wanted: number) => Promise<void>;
  #wanted: number | undefined;
  #acting = false;

  constructor(act: (wanted: number) => Promise<void>) {
    this.#act = act;
  }

  /** What is wanted and not done yet. */
  get wanted(): number | undefined {
    return this.#wanted;
  }

  async want(wanted: number): Promise<void> {
    this.#wanted = wanted;
    if (this.#acting) {
      return;
    }
    this.#acting = true;
    try {
      let done: number | undefined;
      while (this.#wanted !== undefined && this.#wanted !== done) {
        done = this.#wanted;
        await this.#act(done);
      }
    } finally {
      this.#wanted = undefined;
      this.#acting = false;
    }
  }
}
