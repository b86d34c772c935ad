// Preview of an embedded lab: the element or the frame itself with exactly the attributes of the code, scaled into its place.

import { PAGE_EVENTS } from "../model/page-events.ts";
import type { Embedded } from "./embed-code.ts";

/** The width of the column in which an element without a width is shown. */
export const AUTO_WIDTH = 800;
/** After a change of what has to start again: a reader who types has finished a number by then. */
const WAIT_MS = 300;
/** Attributes that an element reads only when it opens. */
const OPENING: ReadonlySet<string> = new Set(["scenario", "seed", "autoplay"]);

/** Attributes that the element sets itself, to their defaults. */
const REFLECTED: ReadonlyMap<string, string> = new Map([
  ["lang", ""],
  ["theme", "auto"],
]);

/** The size of what is shown, in pixels of the embedding page, and its scale. */
export interface Shown {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  /** Whether the policy of this page forbids the frame. */
  readonly blocked: boolean;
}

export class EmbedPreview {
  readonly #told: (shown: Shown) => void;
  readonly #observer = new ResizeObserver(() => this.#fit());
  #box: HTMLElement | undefined;
  #sheet: HTMLElement | undefined;
  #wanted: Embedded | undefined;
  #width: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: Shown = { scale: 1, width: AUTO_WIDTH, height: 0, blocked: false };

  /** `told` is called when the size or the scale has changed. */
  constructor(told: (shown: Shown) => void) {
    this.#told = told;
  }

  /** Shows this in a place, now or after a moment; undefined shows nothing. */
  show(box: HTMLElement, embedded: Embedded | undefined, width: number | undefined): void {
    if (box !== this.#box) {
      this.#begin(box);
    }
    if (textOf(embedded) === textOf(this.#wanted)) {
      return;
    }
    const first = this.#wanted === undefined;
    this.#wanted = embedded;
    this.#width = width;
    clearTimeout(this.#timer);
    if (!this.#adapt()) {
      this.#timer = setTimeout(() => this.#replace(), first ? 0 : WAIT_MS);
    }
    this.#fit();
  }

  /** Removes what is shown, and with it its engine. */
  end(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    document.removeEventListener("securitypolicyviolation", this.#onViolation);
    this.#sheet?.remove();
    this.#box = undefined;
    this.#wanted = undefined;
  }

  #begin(box: HTMLElement): void {
    this.end();
    this.#box = box;
    this.#sheet = document.createElement("div");
    this.#sheet.className = "previewed";
    // The page around hears of its own run only.
    for (const name of PAGE_EVENTS) {
      this.#sheet.addEventListener(name, (event) => event.stopPropagation());
    }
    box.append(this.#sheet);
    this.#observer.observe(box);
    this.#observer.observe(this.#sheet);
    document.addEventListener("securitypolicyviolation", this.#onViolation);
  }

  /** Changes the element that is shown, if that gives the same as a new one. */
  #adapt(): boolean {
    const present = this.#sheet?.firstElementChild;
    const wanted = this.#wanted;
    if (!present || wanted?.tag !== "pbft-lab" || present.localName !== wanted.tag) {
      return false;
    }
    const values = new Map(wanted.attributes);
    if ([...OPENING].some((name) => present.getAttribute(name) !== (values.get(name) ?? null))) {
      return false;
    }
    const stale = present.getAttributeNames().filter((name) => !values.has(name));
    for (const name of stale.filter((name) => present.getAttribute(name) !== REFLECTED.get(name))) {
      present.removeAttribute(name);
    }
    for (const [name, value] of values) {
      present.setAttribute(name, value);
    }
    return true;
  }

  #replace(): void {
    const wanted = this.#wanted;
    this.#sheet?.replaceChildren();
    if (wanted && this.#sheet) {
      this.#tell({ ...this.#shown, blocked: false });
      const element = document.createElement(wanted.tag);
      for (const [name, value] of wanted.attributes) {
        element.setAttribute(name, value);
      }
      this.#sheet.append(element);
    }
    this.#fit();
  }

  #fit(): void {
    const [box, sheet] = [this.#box, this.#sheet];
    if (!box || !sheet) {
      return;
    }
    const width = this.#width ?? AUTO_WIDTH;
    sheet.style.setProperty("width", `${width}px`);
    const height = sheet.offsetHeight;
    const scale = Math.min(1, box.clientWidth / width, height === 0 ? 1 : box.clientHeight / height);
    sheet.style.setProperty("transform", `scale(${scale})`);
    sheet.style.setProperty("left", `${(box.clientWidth - width * scale) / 2}px`);
    sheet.style.setProperty("top", `${(box.clientHeight - height * scale) / 2}px`);
    this.#tell({ ...this.#shown, scale, width, height });
  }

  #tell(shown: Shown): void {
    const before = this.#shown;
    this.#shown = shown;
    if (Object.entries(shown).some(([name, value]) => before[name as keyof Shown] !== value)) {
      this.#told(shown);
    }
  }

  readonly #onViolation = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    const source = new Map(this.#wanted?.attributes).get("src");
    if (effectiveDirective === "frame-src" && source?.startsWith(blockedURI.replace(/[#?].*$/, ""))) {
      this.#tell({ ...this.#shown, blocked: true });
    }
  };
}

function textOf(embedded: Embedded | undefined): string {
  return JSON.stringify(embedded ?? null);
}
