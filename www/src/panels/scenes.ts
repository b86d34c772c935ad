// The scene selection.

import { html, nothing } from "lit";
import { property } from "lit/decorators.js";
import type { Category, Scenario } from "../engine/engine.ts";
import { type CourseProgress, NO_PROGRESS, TICKS, ticksOf } from "../model/course-progress.ts";
import { type LessonPlace, labelOf } from "../model/lesson.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import scenesCss from "./scenes.css?inline";

/** The parts of the library, in their order, and behind them the reader's own. */
const SHELVES: readonly SceneEntry["shelf"][] = [
  "course",
  "lessons",
  "attacks",
  "collusion",
  "questions",
  "own",
];

export interface SceneEntry {
  readonly name: string;
  readonly shelf: Category | "own";
  /** What it shows of the catalogue of Byzantine behaviours, such as B2. */
  readonly codes: readonly string[];
  readonly title: string;
  readonly about: string;
  readonly scenario: Scenario;
  /** Its place in the course. */
  readonly lesson?: (LessonPlace & { readonly objective: string }) | undefined;
}

export class ScenesPart extends Part {
  static override styles = [SHARED, styleSheet(scenesCss)];

  @property({ attribute: false }) scenes: readonly SceneEntry[] = [];
  @property({ type: String }) scene = "";
  /** What the reader has done in each lesson. */
  @property({ attribute: false }) progress: CourseProgress = NO_PROGRESS;

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
            html`<option value=${entry.name} ?selected=${entry.name === this.scene}>${this.#title(entry)}</option>`,
        )}
      </optgroup>
    `;
  }

  // A tick for each step of a lesson that is done.
  #title(entry: SceneEntry): string {
    const { lesson, name, title, scenario } = entry;
    if (!lesson) {
      return titleOf(entry);
    }
    const ticks = ticksOf(this.progress, name, scenario);
    const done = TICKS.filter((tick) => ticks[tick]).map(() => "✓");
    return [`${labelOf(lesson)}. ${title}`, done.join("")].filter((text) => text !== "").join(" ");
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
