// Drop target for files.

type Place = Document | HTMLElement;

export class DropTarget {
  /** Whether a file is over the target. */
  over = false;

  readonly #may: () => boolean;
  readonly #take: (file: File) => void;
  readonly #changed: () => void;
  #place: Place | undefined;

  /** `may`: whether files are accepted now. Otherwise the browser handles them. */
  constructor(may: () => boolean, take: (file: File) => void, changed: () => void) {
    this.#may = may;
    this.#take = take;
    this.#changed = changed;
  }

  listen(place: Place): void {
    this.#place = place;
    place.addEventListener("dragenter", this.#onOver);
    place.addEventListener("dragover", this.#onOver);
    place.addEventListener("dragleave", this.#onLeave);
    place.addEventListener("drop", this.#onDrop);
  }

  rest(): void {
    this.#place?.removeEventListener("dragenter", this.#onOver);
    this.#place?.removeEventListener("dragover", this.#onOver);
    this.#place?.removeEventListener("dragleave", this.#onLeave);
    this.#place?.removeEventListener("drop", this.#onDrop);
    this.#set(false);
  }

  // Text that is dragged into a field is ignored.
  readonly #onOver = (event: Event) => {
    if (event instanceof DragEvent && event.dataTransfer?.types.includes("Files") && this.#may()) {
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      this.#set(true);
    }
  };

  // Also fires between elements inside the target; the next "over" follows at once.
  readonly #onLeave = (event: Event) => {
    const next = event instanceof DragEvent ? event.relatedTarget : null;
    if (!(next instanceof Node && this.#place?.contains(next))) {
      this.#set(false);
    }
  };

  readonly #onDrop = (event: Event) => {
    if (!(event instanceof DragEvent) || !event.dataTransfer?.types.includes("Files") || !this.#may()) {
      return;
    }
    event.preventDefault();
    this.#set(false);
    const [file] = event.dataTransfer.files;
    if (file) {
      this.#take(file);
    }
  };

  #set(over: boolean): void {
    if (over !== this.over) {
      this.over = over;
      this.#changed();
    }
  }
}
