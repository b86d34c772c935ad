// The help: the guarantees of PBFT, its terms, common misconceptions, and the keys.

import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { FOUR, MYTHS, PROMISES, TERMS, type Term } from "../text/help-topics.ts";
import { termsFor } from "../text/terms.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { actionsOf, KEY_LISTS } from "../ui/key-bindings.ts";
import { styleSheet } from "../ui/sheet.ts";
import helpCss from "./help.css?inline";

const LEAVES = ["promises", "glossary", "myths", "keys"] as const;
type Leaf = (typeof LEAVES)[number];

/** The name of a promise among the terms. */
const promiseTerm = (name: string): string => `promise-${name}`;

/** Keys whose name is not the sign on them. */
const NAMED: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

export class HelpPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(helpCss)];

  /** Whether the shortcuts work; readers who use dictation can turn them off. */
  @state() shortcuts = true;
  @state() private leaf: Leaf = "promises";
  /** What is looked for in the glossary. */
  @state() private wanted = "";

  protected override get name(): string {
    return this.t("help");
  }

  /** Opens the glossary at a word, or the promises at one of them. */
  async explain(name: string): Promise<void> {
    this.leaf = PROMISES.some((promise) => promiseTerm(promise) === name) ? "promises" : "glossary";
    this.wanted = "";
    this.show();
    await this.updateComplete;
    const term = this.renderRoot.querySelector<HTMLElement>(`dt[data-term="${CSS.escape(name)}"]`);
    term?.scrollIntoView({ block: "center" });
    term?.focus();
  }

  protected override content(): TemplateResult {
    return html`
      <nav aria-label=${this.t("help-leaves")}>
        ${LEAVES.map((leaf) => html`<button type="button" aria-current=${leaf === this.leaf ? "page" : "false"} @click=${() => this.#turnTo(leaf)}>${this.t(`help-${leaf}`)}</button>`)}
      </nav>
      <h3 tabindex="-1">${this.t(`help-${this.leaf}`)}</h3>
      ${this.#leafContent()}
    `;
  }

  #turnTo(leaf: Leaf): void {
    this.leaf = leaf;
  }

  #leafContent(): TemplateResult {
    switch (this.leaf) {
      case "promises":
        return this.#promises();
      case "glossary":
        return this.#glossary();
      case "myths":
        return this.#myths();
      case "keys":
        return this.#keys();
    }
  }

  #promises(): TemplateResult {
    const { t } = this;
    return html`
      <dl class="promises">
        ${PROMISES.map((name) => html`<dt tabindex="-1" data-term=${promiseTerm(name)}>${t(`help-promise-${name}`)}</dt><dd>${t(`help-promise-${name}-about`)}</dd>`)}
      </dl>
      <h4>${t("help-four")}</h4>
      <ol>${FOUR.map((name) => html`<li>${t(`help-four-${name}`)}</li>`)}</ol>
    `;
  }

  #glossary(): TemplateResult {
    const { t } = this;
    const found = termsFor(this.wanted, t);
    return html`
      <label class="find">${t("help-find")} <input type="search" autocomplete="off" spellcheck="false" .value=${this.wanted} @input=${this.#onWanted} /></label>
      <p class="found" role="status">${t("help-found", { count: found.length, all: TERMS.length })}</p>
      <dl>${found.map((term) => this.#term(term))}</dl>
    `;
  }

  #term({ name, section }: Term): TemplateResult {
    const { t } = this;
    const place = section
      ? html`<span class="section" title=${t("section-title", { number: section })}>${t("section", { number: section })}</span>`
      : nothing;
    return html`<dt tabindex="-1" data-term=${name}>${t(`help-term-${name}`)} ${place}</dt><dd>${t(`help-term-${name}-about`)}</dd>`;
  }

  readonly #onWanted = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.wanted = event.target.value;
    }
  };

  #myths(): TemplateResult {
    const { t } = this;
    return html`
      <ul class="myths">
        ${MYTHS.map(
          (name) => html`
            <li>
              <p class="myth"><span class="who">${t("help-people")}</span> ${t(`help-myth-${name}`)}</p>
              <p class="truth"><span class="who">${t("help-truth")}</span> ${t(`help-truth-${name}`)}</p>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #keys(): TemplateResult {
    const { t } = this;
    return html`
      <label class="check"><input type="checkbox" .checked=${this.shortcuts} @change=${this.#onShortcuts} /> ${t("help-shortcuts")}</label>
      ${KEY_LISTS.map(
        ({ place, keys }) => html`
          <table>
            <caption>${t(`help-place-${place}`)}</caption>
            <thead><tr><th scope="col">${t("help-key")}</th><th scope="col">${t("help-action")}</th></tr></thead>
            <tbody>
              ${actionsOf(keys).map(([action, names]) => html`<tr><td>${this.#keyNames(names)}</td><td>${t(`help-action-${action}`)}</td></tr>`)}
            </tbody>
          </table>
        `,
      )}
    `;
  }

  #keyNames(keys: readonly string[]): TemplateResult[] {
    // Ten digits are one range.
    const shown = keys.includes("0") ? ["0–9"] : keys;
    return shown.map((key) => html`<kbd>${this.#keyName(key)}</kbd> `);
  }

  #keyName(key: string): string {
    if (key === " ") {
      return this.t("help-key-space");
    }
    const [name = "", shift] = key.split("+").reverse();
    return shift
      ? `${shift} ${this.#keyName(name)}`
      : (NAMED[key] ?? (key.length === 1 ? key.toUpperCase() : key));
  }

  readonly #onShortcuts = (event: Event) => {
    if (event.target instanceof HTMLInputElement) {
      this.shortcuts = event.target.checked;
    }
  };
}
