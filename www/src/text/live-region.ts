// Live region: while the run plays, sentences come faster than they can be spoken, so only the latest is spoken, and only after
// the one before.

/** About the time that a sentence takes to be spoken. */
const BREATH_MS = 6000;

export class LiveRegion {
  readonly #speak: (text: string) => void;
  #spoken = "";
  /** The chapter of the last spoken sentence. */
  #chapter = "";
  #spokenAtMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(speak: (text: string) => void) {
    this.#speak = speak;
  }

  /**
   * The current sentence, and the text of its chapter, which is spoken once. While the run is paused, each sentence is spoken
   * at once.
   */
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

  /** Forgets pending sentences. */
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
