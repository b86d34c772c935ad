// The gallery of attacks: all rules of the protocol, and for each what goes wrong without it, a search for an attack, and a
// schedule made by hand.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import mutants from "../../../docs/mutants.md?raw";
import { type Attack, filtered, RULE_CLASSES, type Rule, type RuleFilter } from "../model/attacks.ts";
import { benchmarkOf, isHopeless } from "../model/benchmark.ts";
import type { ViewModel } from "../model/view-model.ts";
import { attackersText, goalText, stageTexts } from "../text/attacks.ts";
import { textIn } from "../text/captions.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import attacksCss from "./attacks.css?inline";

const BENCHMARK = benchmarkOf(mutants);

export class AttacksPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(attacksCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  @property({ attribute: false }) rules: readonly Rule[] = [];
  @state() private filter: RuleFilter = { shown: undefined, search: "" };
  /** The code of the rule that the reader looks at. */
  @state() private code: string | undefined;
  /** Whether that rule is in force. */
  @state() private holds = true;

  protected override get name(): string {
    return this.t("attacks");
  }

  protected override get heading(): string {
    const { code, holds } = this;
    return code === undefined ? this.name : this.t("attack-title", { code, holds: String(holds) });
  }

  override show(): void {
    this.dispatch({ type: "rules" });
    super.show();
  }

  // The button that was pressed is gone: the focus goes to what is done next.
  protected override updated(changed: PropertyValues): void {
    if (this.open && changed.has("code") && !changed.has("open")) {
      this.renderRoot.querySelector("dialog")?.scrollTo(0, 0);
      const next = this.code === undefined ? `[data-code="${changed.get("code")}"]` : ".actions button";
      this.renderRoot.querySelector<HTMLElement>(next)?.focus();
    }
  }

  get #rule(): Rule | undefined {
    return this.rules.find(({ code }) => code === this.code);
  }

  protected override content(): TemplateResult {
    const rule = this.#rule;
    return rule ? this.#about(rule) : this.#gallery();
  }

  #gallery(): TemplateResult {
    const { t, filter, rules } = this;
    const found = filtered(rules, filter, (text) => textIn(text, this.language));
    return html`
      <p>${t("attacks-about")}</p>
      <div class="filter">
        <label>${t("attacks-search")} <input type="search" .value=${filter.search} @input=${this.#onSearch} /></label>
        <label>
          ${t("attacks-class")}
          <select @change=${this.#onClass}>
            <option value="" ?selected=${filter.shown === undefined}>${t("attacks-class-all")}</option>
            ${RULE_CLASSES.map((one) => html`<option value=${one} ?selected=${filter.shown === one}>${t("attack-class", { class: one })}</option>`)}
          </select>
        </label>
        <span role="status">${t("attacks-count", { count: found.length, all: rules.length })}</span>
      </div>
      <ul class="rules" aria-label=${t("attacks-rules")}>${found.map((rule) => this.#row(rule))}</ul>
    `;
  }

  readonly #onSearch = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) {
      this.filter = { ...this.filter, search: target.value };
    }
  };

  readonly #onClass = ({ target }: Event) => {
    if (target instanceof HTMLSelectElement) {
      this.filter = { ...this.filter, shown: RULE_CLASSES.find((one) => one === target.value) };
    }
  };

  #row(rule: Rule): TemplateResult {
    const { t, language } = this;
    const { code } = rule;
    const remove = () => {
      this.code = code;
      this.holds = false;
    };
    return html`
      <li>
        <div class="rule">
          <h3 id=${`rule-${code}`}><span class="code">${code}</span> ${textIn(rule.rule, language)}</h3>
          <p class="wrong">${textIn(rule.wrong, language)}</p>
          ${this.#facts(rule)}
        </div>
        <button type="button" data-code=${code} aria-describedby=${`rule-${code}`} @click=${remove}>${t("attack-remove")}</button>
      </li>
    `;
  }

  /** Class, name, section, and how often a search finds an attack. */
  #facts({ code, name, section, class: kind }: Rule): TemplateResult {
    const { t } = this;
    const score = BENCHMARK.get(code);
    return html`
      <p class="facts">
        <span class="class ${kind}">${t("attack-class", { class: kind })}</span>
        <code>${name}</code>
        ${section === undefined ? nothing : html`<span>${t("section", { number: section })}</span>`}
        ${score ? html`<span>${t("attack-score", { ...score })}</span>` : nothing}
      </p>
    `;
  }

  #about(rule: Rule): TemplateResult {
    const { t, language, holds } = this;
    const { scenario } = rule;
    const isBest = scenario !== undefined && isHopeless(BENCHMARK.get(rule.code));
    return html`
      <button type="button" class="quiet back" @click=${this.#onBack}>‹ ${t("attacks-rules")}</button>
      <p class="demand">${textIn(rule.rule, language)}</p>
      ${this.#facts(rule)}
      <label class="defence"><input type="checkbox" role="switch" .checked=${holds} @change=${this.#onSwitch} /> ${t("attack-holds")}</label>
      <p class="wrong"><strong>${t("attack-wrong")}</strong> ${textIn(rule.wrong, language)}</p>
      ${isBest ? html`<p class="hopeless">${t("attack-hopeless", { ...BENCHMARK.get(rule.code) })}</p>` : nothing}
      <div class="actions">
        ${scenario ? html`<button type="button" class=${isBest ? "primary" : ""} @click=${() => this.#watch(rule, scenario)}>${t("attack-directed")}</button>` : nothing}
      </div>
      ${scenario ? this.#schedule(rule, scenario) : html`<p>${t("attack-no-schedule")}</p>`}
    `;
  }

  #schedule(rule: Rule, scenario: NonNullable<Rule["scenario"]>): TemplateResult {
    const { t, language, model } = this;
    const goal = goalText(rule, scenario, model?.invariants ?? [], t);
    return html`
      <h3>${t("attack-attackers")}</h3>
      <p>${attackersText(scenario, t)}</p>
      <h3>${t("attack-stages")}</h3>
      <ol class="stages">
        ${stageTexts(scenario, t, language).map(
          ({ time, sentences }) =>
            html`<li><span class="time">${time}</span> <span>${sentences.map((sentence) => html`<span>${sentence}</span> `)}</span></li>`,
        )}
        <li class="goal"><span class="time" aria-hidden="true">⚑</span> ${goal}</li>
      </ol>
    `;
  }

  #watch(rule: Rule, scenario: NonNullable<Rule["scenario"]>): void {
    const attack: Attack = { rule, scenario, origin: "directed", atMs: undefined, sizes: [] };
    this.dispatch({ type: "attack", attack, holds: this.holds });
    this.close();
  }

  readonly #onBack = () => {
    this.code = undefined;
  };

  readonly #onSwitch = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) {
      this.holds = target.checked;
    }
  };
}
