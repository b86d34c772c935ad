// The number of replicas and the seed: the settings that readers change most often.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { ViewModel } from "../model/view-model.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import setupCss from "./setup.css?inline";

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
  @property({ attribute: false }) refusals: Refusals = {};

  protected override render() {
    const { t, model } = this;
    const { replicas, seed } = this.refusals;
    return html`
      <div class="fields">${this.#settings()}</div>
      <p id="quorums" class="quorums">${model ? t("quorums", quorums(model)) : nothing}</p>
      ${this.#refusal("replicas-error", replicas)} ${this.#refusal("seed-error", seed)}
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

  #refusal(id: string, text: string | undefined) {
    return html`<p id=${id} class="error" role="alert" ?hidden=${!text}>${text ?? nothing}</p>`;
  }

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

function quorums(model: ViewModel): { n: number; f: number; quorum: number } {
  return { n: model.n, f: model.f, quorum: model.quorum };
}
