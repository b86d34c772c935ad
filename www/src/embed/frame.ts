// Bridge between the element in a frame and the page around it. It sends to and accepts from one given origin only.

import type { ErrorDetail } from "./events.ts";
import { type FrameEvent, frameCommandOf, VERSION } from "./frame-messages.ts";
import type { PbftLab } from "./public.ts";
import { isAddress } from "./source.ts";

/** A message without the version, which all have. */
type News = FrameEvent extends infer One ? (One extends FrameEvent ? Omit<One, "pbftLab"> : never) : never;

/** The element, which also knows whether its run came from the reader. */
type FramedLab = PbftLab & { readonly brought: boolean };

const UNREAD: ErrorDetail = {
  kind: "refused",
  message: "The source of the scenario could not be read.",
  name: "SourceError",
  field: "scenario",
  code: "not-read",
  values: {},
};

export class Frame {
  readonly #lab: FramedLab;
  readonly #parent: Window;
  readonly #origin: string;
  #height = 0;
  #ready = false;

  constructor(lab: FramedLab, parent: Window, origin: string) {
    this.#lab = lab;
    this.#parent = parent;
    this.#origin = origin;
    addEventListener("message", (event) => this.#hear(event));
    new ResizeObserver(() => this.#measure()).observe(lab);
    lab.addEventListener("pbft-ready", () => {
      this.#ready = true;
      this.#tell({ type: "ready" });
    });
    lab.addEventListener("pbft-step", ({ detail: { step, nowMs } }) =>
      this.#tellOfRun({ type: "step", step, nowMs }),
    );
    lab.addEventListener("pbft-command", ({ detail }) =>
      this.#tellOfRun({ type: "command", command: detail }),
    );
    lab.addEventListener("pbft-violation", ({ detail }) =>
      this.#tellOfRun({ type: "violation", violation: detail }),
    );
    lab.addEventListener("pbft-goal", ({ detail }) => this.#tellOfRun({ type: "goal", goal: detail }));
    lab.addEventListener("pbft-answer", ({ detail }) => this.#tellOfRun({ type: "answer", answer: detail }));
    lab.addEventListener("pbft-error", ({ detail }) =>
      this.#tell({ type: "error", error: this.#fit(detail) }),
    );
  }

  // The height that the element needs, not that of the frame: a frame that is too high becomes smaller again.
  #measure(): void {
    const { bottom } = this.#lab.getBoundingClientRect();
    const height = Math.ceil(bottom + scrollY);
    if (height !== this.#height) {
      this.#height = height;
      this.#tell({ type: "height", height });
    }
  }

  // A page of another origin may not read files of this origin or of the reader, so it gets no data from them. It knows the
  // scenes of the catalog, and the link that it put into the address.
  get #isPrivate(): boolean {
    const { scenario, brought } = this.#lab;
    return this.#origin !== location.origin && (brought || isAddress(scenario ?? ""));
  }

  #tellOfRun(news: News): void {
    if (!this.#isPrivate) {
      this.#tell(news);
    }
  }

  // After the first run, another refused scenario is one of the reader's.
  #fit(error: ErrorDetail): ErrorDetail {
    const { kind, name } = error;
    const ofReader = this.#ready && this.#origin !== location.origin;
    const ofScenario = kind === "refused" && name !== "CommandError";
    return ofScenario && (ofReader || this.#isPrivate) ? UNREAD : error;
  }

  #tell(news: News): void {
    this.#parent.postMessage({ pbftLab: VERSION, ...news }, this.#origin);
  }

  #hear({ origin, source, data }: MessageEvent<unknown>): void {
    const asked = origin === this.#origin && source === this.#parent ? frameCommandOf(data) : undefined;
    if (asked?.do === "report") {
      this.#report();
    } else if (asked) {
      void (asked.do === "seek" ? this.#lab.seek(asked.step) : this.#lab[asked.do]());
    }
  }

  // For a page that starts to listen later.
  #report(): void {
    this.#tell({ type: "height", height: this.#height });
    if (this.#ready) {
      this.#tell({ type: "ready" });
    }
  }
}
