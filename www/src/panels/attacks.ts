// The gallery of attacks: all rules of the protocol, and for each what goes wrong without it, a search for an attack, and a
// schedule made by hand.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import mutants from "../../../docs/mutants.md?raw";
import type { QuestionEntry } from "../engine/engine.ts";
import type { Quorums, Refusal } from "../engine/messages.ts";
import { type Attack, filtered, RULE_CLASSES, type Rule, type RuleFilter } from "../model/attacks.ts";
import { benchmarkOf, isHopeless, type Score } from "../model/benchmark.ts";
import type { HuntState } from "../model/hunt.ts";
import { BUDGETS, type HuntForm, isSeed, replicasFor, taskOf, USUAL } from "../model/hunt-form.ts";
import type { ViewModel } from "../model/view-model.ts";
import { attackersText, goalText, stageTexts } from "../text/attacks.ts";
import { textIn } from "../text/captions.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import attacksCss from "./attacks.css?inline";
import { huntView } from "./hunt-view.ts";
import { questionsView } from "./questions-view.ts";

const BENCHMARK = benchmarkOf(mutants);

/** The score of a rule. The benchmark looks for violations of safety, which says nothing about the search for liveness. */
function scoreOf({ code, class: kind }: Rule): Score | undefined {
  const score = BENCHMARK.get(code);
  return kind === "liveness" && isHopeless(score) ? undefined : score;
}

/** Whether only the directed schedule shows what the rule is for. */
function isOnlyDirected(rule: Rule): boolean {
  return rule.scenario !== undefined && isHopeless(scoreOf(rule));
}

/** In the place of a rule's code. */
const WHOLE_PROTOCOL = "";
const AGREEMENT = "agreement";
/** How long each step of shrinking is shown, and the last one until the attack opens. */
const STEP_MS = 250;
const LAST_STEP_MS = 1500;

export class AttacksPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(attacksCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  @property({ attribute: false }) rules: readonly Rule[] = [];
  @property({ attribute: false }) questions: readonly QuestionEntry[] = [];
  /** The search for an attack. */
  @property({ attribute: false }) hunt: HuntState | undefined;
  /** Asks the engine for the quorums of a cluster of this size. */
  @property({ attribute: false }) quorumsOf: (replicas: number) => Promise<Quorums | Refusal | undefined> =
    async () => undefined;
  @state() private filter: RuleFilter = { shown: undefined, search: "" };
  /** What is listed. */
  @state() private leaf: "rules" | "questions" = "rules";
  /** The code of the rule that the reader looks at. */
  @state() private code: string | undefined;
  /** Whether that rule is in force. */
  @state() private holds = true;
  @state() private form: HuntForm = USUAL;
  /** The number of Byzantine replicas that the cluster tolerates, once the engine has said it. */
  @state() private f: number | undefined;
  /** The number of steps of shrinking that are shown. */
  @state() private shownSizes = 0;
  /** Whether a finding opens by itself. */
  @state() private opens = false;

  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override get name(): string {
    return this.t("attacks");
  }

  protected override get heading(): string {
    const { code, holds, t } = this;
    if (code === undefined) {
      return this.name;
    }
    return code === WHOLE_PROTOCOL ? t("attacks-whole") : t("attack-title", { code, holds: String(holds) });
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
    if (changed.has("code") && this.code !== undefined) {
      void this.#fetchLimit();
    }
    this.#pace();
  }

  async #fetchLimit(): Promise<void> {
    const answer = await this.quorumsOf(replicasFor(this.#rule?.scenario));
    this.f = answer && "f" in answer ? answer.f : undefined;
  }

  protected override closed(): void {
    this.#stop();
  }

  // Shrinking is faster than reading: its steps are shown one after the other, and then the attack opens.
  #pace(): void {
    const { hunt, shownSizes } = this;
    if (this.#timer !== undefined || !this.open || !this.opens || !hunt?.found) {
      return;
    }
    if (shownSizes < hunt.sizes.length) {
      this.#wait(STEP_MS, () => {
        this.shownSizes = shownSizes + 1;
      });
    } else if (hunt.status === "found") {
      this.#wait(LAST_STEP_MS, () => this.#watchFound());
    }
  }

  #wait(ms: number, then: () => void): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      then();
    }, ms);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.opens = false;
    this.shownSizes = Number.POSITIVE_INFINITY;
  }

  get #rule(): Rule | undefined {
    return this.rules.find(({ code }) => code === this.code);
  }

  protected override content(): TemplateResult {
    const rule = this.#rule;
    if (this.code === WHOLE_PROTOCOL) {
      return this.#aboutWhole();
    }
    if (rule) {
      return this.#about(rule);
    }
    return this.leaf === "rules"
      ? this.#gallery()
      : html`${this.#leaves()} ${questionsView(this.questions, this.t, this.language, (question, holds) => this.#answer(question, holds))}`;
  }

  #leaves(): TemplateResult {
    const { t, leaf } = this;
    return html`
      <nav class="leaves" aria-label=${t("attacks-leaves")}>
        ${(["rules", "questions"] as const).map(
          (one) => html`
            <button type="button" aria-current=${one === leaf ? "true" : "false"} @click=${() => {
              this.leaf = one;
            }}>${t(`attacks-${one}`)}</button>
          `,
        )}
      </nav>
    `;
  }

  #answer(question: QuestionEntry, holds: boolean): void {
    this.dispatch({ type: "question", question, holds });
    this.close();
  }

  #gallery(): TemplateResult {
    const { t, filter, rules } = this;
    const found = filtered(rules, filter, (text) => textIn(text, this.language));
    return html`
      ${this.#leaves()}
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
      <ul class="rules" aria-label=${t("attacks-rules")}>${this.#wholeRow()} ${found.map((rule) => this.#row(rule))}</ul>
    `;
  }

  #wholeRow(): TemplateResult {
    const { t } = this;
    const choose = () => {
      this.code = WHOLE_PROTOCOL;
      this.holds = true;
    };
    return html`
      <li class="whole">
        <div class="rule">
          <h3 id="rule-whole">${t("attacks-whole")}</h3>
          <p class="wrong">${t("attacks-whole-about")}</p>
        </div>
        <button type="button" data-code=${WHOLE_PROTOCOL} aria-describedby="rule-whole" @click=${choose}>${t("attacks-whole-open")}</button>
      </li>
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
  #facts(rule: Rule): TemplateResult {
    const { t } = this;
    const { name, section, class: kind } = rule;
    const score = scoreOf(rule);
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
    const isBest = isOnlyDirected(rule);
    return html`
      <button type="button" class="quiet back" @click=${this.#onBack}>‹ ${t("attacks-rules")}</button>
      <p class="demand">${textIn(rule.rule, language)}</p>
      ${this.#facts(rule)}
      <label class="defence"><input type="checkbox" role="switch" .checked=${holds} @change=${this.#onSwitch} /> ${t("attack-holds")}</label>
      <p class="wrong"><strong>${t("attack-wrong")}</strong> ${textIn(rule.wrong, language)}</p>
      ${isBest ? html`<p class="hopeless">${t("attack-hopeless", { ...scoreOf(rule), class: rule.class })}</p>` : nothing}
      <div class="actions">
        ${isBest ? nothing : this.#searchButton(rule)}
        ${scenario ? html`<button type="button" class=${isBest ? "primary" : ""} @click=${() => this.#watch(rule, scenario)}>${t("attack-directed")}</button>` : nothing}
        ${isBest ? this.#searchButton(rule) : nothing}
      </div>
      ${this.#search(rule)}
      ${scenario ? this.#schedule(rule, scenario) : html`<p>${t("attack-no-schedule")}</p>`}
    `;
  }

  #aboutWhole(): TemplateResult {
    const { t } = this;
    return html`
      <button type="button" class="quiet back" @click=${this.#onBack}>‹ ${t("attacks-rules")}</button>
      <p>${t("attacks-whole-about")}</p>
      <div class="actions">${this.#searchButton(undefined)}</div>
      ${this.#search(undefined)}
    `;
  }

  #searchButton(rule: Rule | undefined): TemplateResult {
    const { t } = this;
    const isHard = rule !== undefined && isOnlyDirected(rule);
    const begin = () => {
      this.shownSizes = 0;
      this.opens = true;
      this.dispatch({ type: "hunt", task: this.#task(rule), rule: this.#missing(rule)?.code });
    };
    const words = t("hunt-begin", { again: isHard ? "anyway" : "no" });
    return html`<button type="button" class=${isHard ? "" : "primary"} ?disabled=${!isSeed(this.form.seed)} @click=${begin}>${words}</button>`;
  }

  /** The rule, if it is removed. */
  #missing(rule: Rule | undefined): Rule | undefined {
    return this.holds ? undefined : rule;
  }

  // Some rules need the absence of another one to matter: their directed schedule says so.
  #task(rule: Rule | undefined) {
    const missing = this.#missing(rule);
    const mutants = missing?.scenario?.cluster?.mutants ?? (missing ? [missing.code] : []);
    return taskOf(this.form, replicasFor(rule?.scenario), mutants, missing?.class === "liveness");
  }

  /** The search that was made for this rule, or without a missing one. */
  #search(rule: Rule | undefined): TemplateResult {
    const { t, hunt, language, model, shownSizes } = this;
    const isHere = hunt !== undefined && hunt.rule === this.#missing(rule)?.code;
    return html`
      ${this.#settings()}
      ${
        isHere
          ? huntView({
              t,
              language,
              state: hunt,
              shownSizes,
              invariants: model?.invariants ?? [],
              stop: this.#onStop,
            })
          : nothing
      }
      ${isHere && hunt.status === "found" ? this.#foundActions() : nothing}
      ${isHere && hunt.status === "none" && rule?.scenario && !this.holds ? html`<p class="hopeless">${t("hunt-none-directed")}</p>` : nothing}
    `;
  }

  #foundActions(): TemplateResult {
    const { t, opens } = this;
    return html`
      <div class="actions">
        <button type="button" class="primary" @click=${() => this.#watchFound()}>${t("hunt-watch")}</button>
        ${opens ? html`<button type="button" @click=${() => this.#rest()}>${t("hunt-stay")}</button> <span>${t("hunt-opens")}</span>` : nothing}
      </div>
    `;
  }

  #settings(): TemplateResult {
    const { t, form, f } = this;
    const set = (change: Partial<HuntForm>) => {
      this.form = { ...form, ...change };
    };
    const chosen = (event: Event) => (event.target instanceof HTMLSelectElement ? event.target.value : "");
    const liars = Array.from({ length: (f ?? 0) + 2 }, (_, count) => count);
    return html`
      <details class="settings">
        <summary>${t("hunt-settings")}</summary>
        <div class="fields">
          <label>${t("hunt-budget")}
            <select @change=${(event: Event) => set({ executions: Number(chosen(event)) })}>
              ${BUDGETS.map((one) => html`<option value=${one} ?selected=${one === form.executions}>${t("hunt-executions", { count: one })}</option>`)}
            </select>
          </label>
          <label>${t("hunt-faulty")}
            <select @change=${(event: Event) => set({ faulty: Number(chosen(event)) === f ? undefined : Number(chosen(event)) })}>
              ${liars.map((one) => html`<option value=${one} ?selected=${one === (form.faulty ?? f)}>${t("hunt-liars", { count: one, limit: one > (f ?? 0) ? "beyond" : one === f ? "f" : "less" })}</option>`)}
            </select>
          </label>
          <label>${t("hunt-property")}
            <select @change=${(event: Event) => set({ property: chosen(event) || undefined })}>
              <option value="" ?selected=${form.property === undefined}>${t("hunt-any")}</option>
              <option value=${AGREEMENT} ?selected=${form.property === AGREEMENT}>${t("invariant-1")}</option>
            </select>
          </label>
          <label>${t("seed")}
            <input type="text" inputmode="numeric" .value=${form.seed} aria-invalid=${isSeed(form.seed) ? "false" : "true"} @input=${this.#onSeed} />
          </label>
        </div>
      </details>
    `;
  }

  readonly #onSeed = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) {
      this.form = { ...this.form, seed: target.value.trim() };
    }
  };

  // Its button goes away with the search.
  readonly #onStop = () => {
    this.#stop();
    this.renderRoot.querySelector<HTMLElement>(".actions button")?.focus();
  };

  #stop(): void {
    this.#rest();
    this.dispatch({ type: "stop-hunt" });
  }

  #watchFound(): void {
    const { hunt } = this;
    if (!hunt?.found) {
      return;
    }
    const { scenario, atMs } = hunt.found;
    const rule = this.rules.find(({ code }) => code === hunt.rule);
    this.dispatch({
      type: "attack",
      attack: { rule, scenario, origin: "found", atMs, sizes: hunt.sizes },
      holds: false,
    });
    this.close();
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
    this.#stop();
    this.code = undefined;
    this.form = { ...this.form, faulty: undefined };
  };

  readonly #onSwitch = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) {
      this.#stop();
      this.holds = target.checked;
    }
  };
}
