// The box in which the reader types what the client asks for.

import { html, nothing } from "lit";
import requestCss from "../styles/request.css?inline";
import { styleSheet } from "../styles/sheet.ts";
import { Part, SHARED } from "./part.ts";

/** Operations of the built-in service; they are no prose, and the same in every language. */
const SUGGESTIONS = [
  "put greeting hello",
  "get greeting",
  "append greeting , world",
  "add visits 1",
  "del greeting",
];

export class RequestPart extends Part {
  static override styles = [SHARED, styleSheet(requestCss)];
  static override properties = {
    client: { type: Number },
    refusal: { type: String },
    usable: { type: Boolean },
  };

  declare client: number;
  /** Why the engine did not take the last request. */
  declare refusal: string;
  declare usable: boolean;

  constructor() {
    super();
    this.client = 0;
    this.refusal = "";
    this.usable = false;
  }

  /** To the field, with what stands there chosen: whoever types writes over it. */
  override focus(): void {
    const field = this.renderRoot.querySelector("input");
    field?.focus();
    field?.select();
  }

  protected override render() {
    const { say } = this;
    return html`
      <form @submit=${this.#onSubmit}>
        <label for="operation">${say("request-label")}</label>
        <input
          id="operation"
          name="operation"
          list="suggestions"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .defaultValue=${SUGGESTIONS[0] ?? ""}
          aria-invalid=${this.refusal ? "true" : "false"}
          aria-describedby="refusal"
        />
        <datalist id="suggestions">${SUGGESTIONS.map((text) => html`<option value=${text}></option>`)}</datalist>
        <button class="primary" ?disabled=${!this.usable}>${say("send")}</button>
      </form>
      <p id="refusal" class="error" role="alert" ?hidden=${!this.refusal}>${this.refusal || nothing}</p>
    `;
  }

  readonly #onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input");
    if (field && this.usable) {
      this.ask({ wish: "command", command: { do: "submit", client: this.client, operation: field.value } });
    }
  };
}
