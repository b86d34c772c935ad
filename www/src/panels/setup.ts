// Choice of scene, number of replicas and seed.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Category, Scenario } from "../engine/engine.ts";
import { CONTROLS, type ControlName } from "../model/controls.ts";
import type { ViewModel } from "../model/view-model.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import setupCss from "./setup.css?inline";

/** The parts of the library in their order, then the reader's own. The course is not among them: this page does not ask its questions yet. */
const SHELVES: readonly SceneEntry["shelf"][] = ["lessons", "attacks", "collusion", "own"];

export interface SceneEntry {
  readonly name: string;
  readonly shelf: Category | "own";
  /** What it shows of the catalogue of Byzantine behaviours, such as B2. */
  readonly codes: readonly string[];
  readonly title: string;
  readonly about: string;
  readonly scenario: Scenario;
}

/** What the engine refused, and at which field. */
export interface Refusals {
  readonly replicas?: string | undefined;
  readonly seed?: string | undefined;
  readonly scene?: string | undefined;
}

export class SetupPart extends Part {
  static override styles = [SHARED, styleSheet(setupCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  @property({ attribute: false }) scenes: readonly SceneEntry[] = [];
  @property({ type: String }) scene = "";
  /** Whether the run has other settings than the scene. */
  @property({ type: Boolean }) changed = false;
  @property({ attribute: false }) refusals: Refusals = {};
  /** Which of its controls there are. */
  @property({ attribute: false }) controls: ReadonlySet<ControlName> = new Set(CONTROLS);

  protected override render() {
    const { t } = this;
    const { scene, replicas, seed } = this.refusals;
    const settings = this.controls.has("settings");
    const about = this.scenes.find(({ name }) => name === this.scene)?.about;
    return html`
      <div class="fields">
        ${this.controls.has("scene") ? this.#sceneMenu() : nothing} ${settings ? this.#settings() : nothing}
      </div>
      ${about ? html`<p class="about"><strong>${t(this.changed ? "about-changed" : "about")}</strong> ${about}</p>` : nothing}
      ${this.controls.has("scene") ? this.#refusal("scene-error", scene) : nothing}
      ${settings ? html`${this.#refusal("replicas-error", replicas)} ${this.#refusal("seed-error", seed)}` : nothing}
    `;
  }

  #sceneMenu(): TemplateResult {
    const { t } = this;
    return html`
      <label class="scene">
        <span>${t("scene")}</span>
        <select aria-label=${t("scene")} @change=${this.#onScene}>
          ${SHELVES.map((shelf) => this.#shelf(shelf))}
        </select>
      </label>
    `;
  }

  #settings(): TemplateResult {
    const { t, model } = this;
    return html`
      <label>
        <span>${t("replicas")}</span>
        <input
          class="number"
          type="number"
          inputmode="numeric"
          min="1"
          max="100"
          step="1"
          .value=${String(model?.n ?? "")}
          aria-invalid=${this.refusals.replicas ? "true" : "false"}
          aria-describedby="quorums replicas-error"
          @change=${this.#onReplicas}
          @keydown=${this.#onReplicas}
        />
      </label>
      <p id="quorums" class="quorums">${model ? t("quorums", quorums(model)) : nothing}</p>
      <label>
        <span>${t("seed")}</span>
        <input
          class="seed"
          type="text"
          inputmode="numeric"
          autocomplete="off"
          spellcheck="false"
          title=${t("seed-hint")}
          .value=${model?.seed ?? ""}
          aria-invalid=${this.refusals.seed ? "true" : "false"}
          aria-describedby="seed-error"
          @change=${this.#onSeed}
          @keydown=${this.#onSeed}
        />
      </label>
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

  #refusal(id: string, text: string | undefined) {
    return html`<p id=${id} class="error" role="alert" ?hidden=${!text}>${text ?? nothing}</p>`;
  }

  readonly #onScene = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      this.dispatch({ type: "scene", name: event.target.value });
    }
  };

  // Whatever was typed goes to the engine, which knows the limits and says them; an empty field requests nothing.
  readonly #onReplicas = (event: Event) => {
    const value = this.#entered(event);
    if (value !== undefined && value !== "") {
      this.dispatch({ type: "replicas", replicas: Number(value) });
    }
  };

  readonly #onSeed = (event: Event) => {
    const value = this.#entered(event);
    if (value !== undefined) {
      this.dispatch({ type: "seed", seed: value.trim() });
    }
  };

  // Browsers differ in whether Enter changes a field: it is taken at once, and the change that may follow is not a second request.
  #entered(event: Event): string | undefined {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || (event instanceof KeyboardEvent && event.key !== "Enter")) {
      return undefined;
    }
    const known = this.#asked.get(field);
    if (event.type === "change") {
      this.#asked.delete(field);
    } else {
      this.#asked.set(field, field.value);
    }
    return event.type === "change" && known === field.value ? undefined : field.value;
  }

  /** What was asked for with Enter in a field, until the change that follows. */
  readonly #asked = new WeakMap<HTMLInputElement, string>();
}

/** Lessons and the reader's own are found by their titles, ways to misbehave also by their codes. */
function titleOf({ shelf, codes, title }: SceneEntry): string {
  return shelf === "lessons" || codes.length === 0 ? title : `${codes.join(", ")} · ${title}`;
}

function quorums(model: ViewModel): { n: number; f: number; quorum: number } {
  return { n: model.n, f: model.f, quorum: model.quorum };
}
