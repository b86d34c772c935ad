// The box for the operation that the client requests.

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import requestCss from "./request.css?inline";

/** Operations of the built-in service. They are not prose, and the same in every language. */
const SUGGESTIONS = [
  "put greeting hello",
  "get greeting",
  "append greeting , world",
  "add visits 1",
  "del greeting",
  "cas greeting hello bye",
  "transfer visits guests 1",
];

export class RequestPart extends Part {
  static override styles = [SHARED, styleSheet(requestCss)];

  /** How many clients there are. */
  @property({ type: Number }) clients = 1;
  /** The one that sends. */
  @state() private client = 0;
  /** Why the engine did not take the last request. */
  @property({ type: String }) refusal = "";
  @property({ type: Boolean }) usable = false;

  /** From now on this client sends; the focus goes to the field. */
  compose(client: number): void {
    this.client = client;
    this.focus();
  }

  // In another run there may be fewer.
  protected override willUpdate(): void {
    if (this.client >= this.clients) {
      this.client = 0;
    }
  }

  /** Focuses the field and selects its text, so that typing replaces it. */
  override focus(): void {
    const field = this.renderRoot.querySelector("input");
    field?.focus();
    field?.select();
  }

  protected override render() {
    const { t } = this;
    return html`
      <form @submit=${this.#onSubmit}>
        ${this.clients > 1 ? nothing : html`<label for="operation">${t("request-label")}</label>`}
        <input
          id="operation"
          name="operation"
          aria-label=${this.clients > 1 ? t("request-of", { id: this.client }) : nothing}
          list="suggestions"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .defaultValue=${SUGGESTIONS[0] ?? ""}
          aria-invalid=${this.refusal ? "true" : "false"}
          aria-describedby="refusal"
        />
        ${this.clients > 1 ? this.#chooser() : nothing}
        <datalist id="suggestions">${SUGGESTIONS.map((text) => html`<option value=${text}></option>`)}</datalist>
        <button class="primary" aria-label=${t("send")} title=${this.blocks("submit") ? t("lesson-blocked") : nothing} ?disabled=${!this.usable || this.blocks("submit")}>${t("send-short")}</button>
      </form>
      <p id="refusal" class="error" role="alert" ?hidden=${!this.refusal}>${this.refusal || nothing}</p>
    `;
  }

  #chooser(): TemplateResult {
    const { t } = this;
    return html`
      <select aria-label=${t("request-client")} .value=${String(this.client)} @change=${this.#onClient}>
        ${Array.from({ length: this.clients }, (_, id) => html`<option value=${id} ?selected=${id === this.client}>${t("client-name-of-many", { id })}</option>`)}
      </select>
    `;
  }

  readonly #onClient = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      this.client = Number(event.target.value);
    }
  };

  readonly #onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input");
    if (field && this.usable && !this.blocks("submit")) {
      this.dispatch({
        type: "command",
        command: { do: "submit", client: this.client, operation: field.value },
      });
    }
  };
}
