// A button and the small dialog that opens below it. Its content is its light DOM.

import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { Part, SHARED } from "./part.ts";
import popoverCss from "./popover.css?inline";
import { placeBelow } from "./popover.ts";
import buttonCss from "./popover-button.css?inline";
import { styleSheet } from "./sheet.ts";

export class PopoverButtonPart extends Part {
  static override styles = [SHARED, styleSheet(popoverCss), styleSheet(buttonCss)];

  /** What the dialog is called. */
  @property({ type: String }) name = "";
  /** The accessible name of the button if it shows only an icon. */
  @property({ type: String }) label = "";
  @property({ type: String }) hint = "";
  @property({ type: Boolean }) usable = true;
  @state() private isOpen = false;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".opener")?.focus();
  }

  close(): void {
    this.#popover?.hidePopover();
  }

  get #popover(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[popover]");
  }

  protected override render(): TemplateResult {
    const expanded = this.isOpen ? "true" : "false";
    return html`
      <button
        type="button"
        class="opener"
        popovertarget="box"
        aria-haspopup="dialog"
        aria-expanded=${expanded}
        ?disabled=${!this.usable}
        title=${this.hint}
      >${this.label ? html`<span class="unseen">${this.label}</span>` : ""}<slot name="sign"></slot></button>
      <div id="box" popover role="dialog" aria-label=${this.name} @toggle=${this.#onToggle} @click=${this.#onClick}>
        <slot></slot>
      </div>
    `;
  }

  readonly #onToggle = (event: Event) => {
    if (!(event instanceof ToggleEvent)) {
      return;
    }
    this.isOpen = event.newState === "open";
    const opener = this.renderRoot.querySelector(".opener");
    if (this.isOpen && this.#popover && opener) {
      placeBelow(this.#popover, opener.getBoundingClientRect());
    }
  };

  // What leads elsewhere closes it.
  readonly #onClick = (event: Event) => {
    if (event.target instanceof Element && event.target.closest("[data-leaves]")) {
      this.close();
    }
  };
}
