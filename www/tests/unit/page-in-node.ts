// The whole element with the real engine, in a document without layout. Time passes only in the frames that a test asks for, so what
// it sees does not depend on the speed of the machine.

import "./engine-in-node.ts";
import { vi } from "vitest";
import type { PbftLabElement } from "../../src/pbft-lab-element.ts";

const FRAME_MS = 100;
/** Far more frames than a scene needs between two pauses. */
const FRAMES_MAX = 600;

let wallMs = performance.now();
let frames: FrameRequestCallback[] = [];

vi.spyOn(performance, "now").mockImplementation(() => wallMs);
vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
vi.stubGlobal("cancelAnimationFrame", () => {});
vi.stubGlobal(
  "IntersectionObserver",
  class {
    readonly #seen: (entries: readonly { readonly isIntersecting: boolean }[]) => void;

    constructor(seen: (entries: readonly { readonly isIntersecting: boolean }[]) => void) {
      this.#seen = seen;
    }

    observe(): void {
      queueMicrotask(() => this.#seen([{ isIntersecting: true }]));
    }

    disconnect(): void {}
  },
);

// Every box is as large as the stage on a usual screen.
vi.stubGlobal(
  "ResizeObserver",
  class {
    readonly #resized: ResizeObserverCallback;

    constructor(resized: ResizeObserverCallback) {
      this.#resized = resized;
    }

    observe(target: Element): void {
      const contentRect = new DOMRect(0, 0, 900, 600);
      const entry = { target, contentRect } as unknown as ResizeObserverEntry;
      queueMicrotask(() => this.#resized([entry], this as unknown as ResizeObserver));
    }

    disconnect(): void {}
  },
);

// Nothing is painted: a canvas has no context here.
vi.stubGlobal(
  "Path2D",
  class {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: any method of a path exists and draws nothing.
      return new Proxy(this, { get: () => () => {} });
    }
  },
);

// The document's own getter fails where the focus is in another shadow tree.
Object.defineProperty(ShadowRoot.prototype, "activeElement", {
  get(this: ShadowRoot): Element | null {
    let found = document.activeElement;
    while (found && found.getRootNode() !== this) {
      const root = found.getRootNode();
      found = root instanceof ShadowRoot ? root.host : null;
    }
    return found;
  },
});

export class PageInNode {
  readonly lab: PbftLabElement;

  private constructor(lab: PbftLabElement) {
    this.lab = lab;
  }

  /** Opens the element with these attributes, and waits until the run is there. */
  static async open(attributes: Readonly<Record<string, string>>): Promise<PageInNode> {
    await import("../../src/pbft-lab-define.ts");
    const lab = document.createElement("pbft-lab") as PbftLabElement;
    for (const [name, value] of Object.entries(attributes)) {
      lab.setAttribute(name, value);
    }
    document.body.append(lab);
    const page = new PageInNode(lab);
    await page.settle();
    return page;
  }

  close(): void {
    this.lab.remove();
    frames = [];
  }

  /** Waits until the engine has answered all that it was asked before, and the page shows it. */
  async settle(): Promise<void> {
    // An answer may lead to another question.
    await this.#turn();
    await this.#turn();
  }

  async #turn(): Promise<void> {
    await this.lab.simulation.view();
    await this.lab.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
  }

  /** One animation frame, a tenth of a second after the one before. */
  async frame(): Promise<void> {
    wallMs += FRAME_MS;
    const due = frames;
    frames = [];
    for (const callback of due) {
      callback(wallMs);
    }
    await this.#turn();
  }

  /** Lets time pass until this holds. */
  async framesUntil(holds: () => boolean): Promise<void> {
    for (let count = 0; !holds(); count += 1) {
      if (count > FRAMES_MAX) {
        throw new Error(`it does not happen; the page shows: ${this.text()}`);
      }
      await this.frame();
    }
  }

  /** Every element that matches, in shadow trees too, in the order of the document. */
  all(selector: string): HTMLElement[] {
    return within(this.lab).filter((element) => element.matches(selector));
  }

  /** The words of each element that matches, or those of the page. */
  texts(selector: string): string[] {
    return this.all(selector).map(wordsOf);
  }

  text(selector = "pbft-lab"): string {
    return selector === "pbft-lab" ? wordsOf(this.lab) : this.texts(selector).join(" ");
  }

  /** The first button with exactly this name, of those that match. */
  button(name: string, selector = "button"): HTMLElement | undefined {
    return this.all(selector).find((one) => (one.getAttribute("aria-label") ?? wordsOf(one)) === name);
  }

  async press(button: HTMLElement | string): Promise<void> {
    const found = typeof button === "string" ? this.button(button) : button;
    if (!found) {
      throw new Error(`no button is called “${String(button)}”; the page shows: ${this.text()}`);
    }
    found.click();
    await this.settle();
  }
}

function within(root: Element | ShadowRoot): HTMLElement[] {
  const own = root instanceof Element && root.shadowRoot ? within(root.shadowRoot) : [];
  const children = [...root.children].flatMap((child) => [child as HTMLElement, ...within(child)]);
  return [...own, ...children];
}

/** The words of an element and of its shadow tree. */
export function wordsOf(element: Element): string {
  const parts = (node: Node): string[] => {
    if (node instanceof Element && ["style", "option"].includes(node.localName)) {
      return [];
    }
    const shadow = node instanceof Element && node.shadowRoot ? [...node.shadowRoot.childNodes] : [];
    const words = node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ""] : [];
    return [...words, ...[...shadow, ...node.childNodes].flatMap(parts)];
  };
  return parts(element).join("").replaceAll(/\s+/g, " ").trim();
}
