// A button of the page and the dialog that it opens: what share, settings and help have in common.

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import dialogCss from "./dialog.css?inline";
import { Part, SHARED } from "./part.ts";
import { styleSheet } from "./sheet.ts";

/** The looks that all dialogs share; a part with more of its own adds them behind. */
export const DIALOG_STYLES = [SHARED, styleSheet(dialogCss)];

export abstract class DialogPart extends Part {
  static override styles = DIALOG_STYLES;

  /** Without a button: it is opened from elsewhere. */
  @property({ type: Boolean }) bare = false;
  @state() protected open = false;

  /** What the button is called, and the dialog where it has no longer name. */
  protected abstract get name(): string;

  protected get heading(): string {
    return this.name;
  }

  /** What the dialog holds; made only while it is open. */
  protected abstract content(): TemplateResult;

  // The browser takes it down without a word when its element is moved, and leaves it marked as open.
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  /** Opens the dialog. Closing gives the focus back to where it was, by the browser's own rule. */
  show(): void {
    this.open = true;
    this.#dialog?.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }

  /** Called when the dialog was closed, whatever closed it. */
  protected closed(): void {}

  get #dialog(): HTMLDialogElement | null | undefined {
    return this.renderRoot?.querySelector("dialog");
  }

  protected override render(): TemplateResult {
    return html`
      ${this.bare ? nothing : html`<button type="button" class="opener" aria-haspopup="dialog" @click=${() => this.show()}>${this.name}</button>`}
      <dialog aria-labelledby="title" @close=${this.#onClose} @click=${this.#onClick}>
        <div class="sheet">
          <header>
            <h2 id="title">${this.heading}</h2>
            <button type="button" class="quiet" @click=${() => this.close()}>${this.t("close")}</button>
          </header>
          ${this.open ? this.content() : nothing}
        </div>
      </dialog>
    `;
  }

  // Opened by a key while nothing had the focus, there is nothing that it could go back to.
  readonly #onClose = () => {
    this.open = false;
    this.closed();
    if (document.activeElement === document.body) {
      this.renderRoot.querySelector<HTMLElement>(".opener")?.focus();
    }
  };

  // The dialog itself is hit only beside its sheet, where the page behind it shows.
  readonly #onClick = (event: Event) => {
    if (event.target === event.currentTarget) {
      this.close();
    }
  };
}
