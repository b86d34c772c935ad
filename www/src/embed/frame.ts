// Speaks for the element to the page around the frame: to that origin only of which it was told, and hears nobody else.

import type { ErrorDetail } from "./events.ts";
import { askedOf, type Told, VERSION } from "./frame-messages.ts";
import type { PbftLab } from "./public.ts";
import { isAddress } from "./source.ts";

/** What is told, without the version that all of it has. */
type News = Told extends infer One ? (One extends Told ? Omit<One, "pbftLab"> : never) : never;

const UNREAD: ErrorDetail = {
  kind: "refused",
  message: "The source of the scenario could not be read.",
  name: "SourceError",
  field: "scenario",
  code: "not-read",
  values: {},
};

export class Frame {
  readonly #lab: PbftLab;
  readonly #parent: Window;
  readonly #origin: string;
  #height = 0;
  #ready = false;

  constructor(lab: PbftLab, parent: Window, origin: string) {
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
      this.#tell({ type: "step", step, nowMs }),
    );
    lab.addEventListener("pbft-command", ({ detail }) => this.#tell({ type: "command", command: detail }));
    lab.addEventListener("pbft-violation", ({ detail }) =>
      this.#tell({ type: "violation", violation: detail }),
    );
    lab.addEventListener("pbft-goal", ({ detail }) => this.#tell({ type: "goal", goal: detail }));
    lab.addEventListener("pbft-error", ({ detail }) =>
      this.#tell({ type: "error", error: this.#fit(detail) }),
    );
  }

  // What the element needs, and not what the frame has: a frame that is too high gets smaller again.
  #measure(): void {
    const { bottom } = this.#lab.getBoundingClientRect();
    const height = Math.ceil(bottom + scrollY);
    if (height !== this.#height) {
      this.#height = height;
      this.#tell({ type: "height", height });
    }
  }

  // The page around chose the address, and may not read what is there: it hears nothing of a file of this origin.
  #fit(error: ErrorDetail): ErrorDetail {
    const { kind, name } = error;
    const ofFile = isAddress(this.#lab.scenario ?? "") && kind === "refused" && name !== "CommandError";
    return ofFile && this.#origin !== location.origin ? UNREAD : error;
  }

  #tell(news: News): void {
    this.#parent.postMessage({ pbftLab: VERSION, ...news }, this.#origin);
  }

  #hear({ origin, source, data }: MessageEvent<unknown>): void {
    const asked = origin === this.#origin && source === this.#parent ? askedOf(data) : undefined;
    if (asked?.do === "report") {
      this.#report();
    } else if (asked) {
      void (asked.do === "seek" ? this.#lab.seek(asked.step) : this.#lab[asked.do]());
    }
  }

  // For a page that has begun to listen after this one spoke.
  #report(): void {
    this.#tell({ type: "height", height: this.#height });
    if (this.#ready) {
      this.#tell({ type: "ready" });
    }
  }
}
