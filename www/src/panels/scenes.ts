// The choice of a scene.

import { html, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { Category, Scenario } from "../engine/engine.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import scenesCss from "./scenes.css?inline";

/** The parts of the library, in their order, and behind them the reader's own. */
const SHELVES: readonly SceneEntry["shelf"][] = ["course", "lessons", "attacks", "collusion", "own"];

export interface SceneEntry {
  readonly name: string;
  readonly shelf: Category | "own";
  /** What it shows of the catalogue of Byzantine behaviours, such as B2. */
  readonly codes: readonly string[];
  readonly title: string;
  readonly about: string;
  readonly scenario: Scenario;
}

export class ScenesPart extends Part {
  static override styles = [SHARED, styleSheet(scenesCss)];

  @property({ attribute: false }) scenes: readonly SceneEntry[] = [];
  @property({ type: String }) scene = "";

  protected override render() {
    const { t } = this;
    return html`
      <select aria-label=${t("scene")} title=${t("scene")} @change=${this.#onScene}>
        ${SHELVES.map((shelf) => this.#shelf(shelf))}
      </select>
    `;
  }

  #shelf(shelf: SceneEntry["shelf"]) {
    const entries = this.scenes.filter((entry) => entry.shelf === shelf);
    if (entries.length === 0) {
      return nothing;
    }
    return html`
      <optgroup label=${this.t(`shelf-${shelf}`)}>
        ${entries.map(
          (entry) =>
            html`<option value=${entry.name} ?selected=${entry.name === this.scene}>${titleOf(entry)}</option>`,
        )}
      </optgroup>
    `;
  }

  readonly #onScene = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      this.dispatch({ type: "scene", name: event.target.value });
    }
  };
}

/** Lessons and the reader's own are found by their titles, ways to misbehave also by their codes. */
function titleOf({ shelf, codes, title }: SceneEntry): string {
  return shelf === "lessons" || codes.length === 0 ? title : `${codes.join(", ")} · ${title}`;
}
