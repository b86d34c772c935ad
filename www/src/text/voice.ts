// What a live region says, and when: while the run plays, sentences come faster than they can be spoken, so only the latest is
// said, and only when there was time to hear the one before.

/** About as long as it takes to hear a sentence. */
const BREATH_MS = 6000;

export class Voice {
  readonly #speak: (text: string) => void;
  #spoken = "";
  #spokenAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(speak: (text: string) => void) {
    this.#speak = speak;
  }

  /** The sentence of this moment. Whoever steps or waits hears each of them at once. */
  hear(text: string, playing: boolean): void {
    clearTimeout(this.#timer);
    if (text === this.#spoken) {
      return;
    }
    const wait = playing ? this.#spokenAtMs + BREATH_MS - performance.now() : 0;
    if (wait <= 0) {
      this.#say(text);
    } else {
      this.#timer = setTimeout(() => this.#say(text), wait);
    }
  }

  /** Forgets what was to be said. */
  hush(): void {
    clearTimeout(this.#timer);
  }

  #say(text: string): void {
    this.#spoken = text;
    this.#spokenAtMs = performance.now();
    this.#speak(text);
  }
}
