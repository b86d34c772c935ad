// Sentences of a live region: while the run plays, they come faster than they can be spoken, so only the latest is
// said, and only when there was time to hear the one before.

/** About as long as it takes to hear a sentence. */
const BREATH_MS = 6000;

export class LiveRegion {
  readonly #speak: (text: string) => void;
  #spoken = "";
  /** The chapter to which what was spoken belongs. */
  #chapter = "";
  #spokenAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(speak: (text: string) => void) {
    this.#speak = speak;
  }

  /** The sentence of this moment, and what its chapter says, which is said once. While the reader steps or waits, each is spoken at once. */
  hear(text: string, playing: boolean, chapter = ""): void {
    clearTimeout(this.#timer);
    if (text === this.#spoken && chapter === this.#chapter) {
      return;
    }
    const wait = playing ? this.#spokenAtMs + BREATH_MS - performance.now() : 0;
    if (wait <= 0) {
      this.#t(text, chapter);
    } else {
      this.#timer = setTimeout(() => this.#t(text, chapter), wait);
    }
  }

  /** Forgets what was to be said. */
  hush(): void {
    clearTimeout(this.#timer);
  }

  #t(text: string, chapter: string): void {
    const isNew = chapter !== "" && chapter !== this.#chapter;
    [this.#spoken, this.#chapter] = [text, chapter];
    this.#spokenAtMs = performance.now();
    this.#speak(isNew ? `${chapter} ${text}` : text);
  }
}
