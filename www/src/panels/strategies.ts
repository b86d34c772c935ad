// The strategies that one node may follow: the most useful ones, or all with a search. Each has its sentence and its settings.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ParameterInfo, ParameterValue, Strategy, StrategyInfo } from "../engine/engine.ts";
import {
  actingIn,
  behaviour,
  type FamilyOfStrategies,
  familiesFor,
  found,
  mostUseful,
  nodesFor,
  numberIn,
  percentOf,
  told,
  withoutStrategy,
  withStrategy,
} from "../model/strategies.ts";
import type { LieList } from "../model/ui-state.ts";
import { nodeName } from "../text/narration.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import strategiesCss from "./strategies.css?inline";

/** Maximum number of nodes with a box each; more are typed in one field. */
const BOXES_MAX = 16;

export class StrategiesPart extends Part {
  static override styles = [SHARED, styleSheet(strategiesCss)];

  /** All that the engine has. */
  @property({ attribute: false }) strategies: readonly StrategyInfo[] = [];
  /** What the node follows now. */
  @property({ attribute: false }) followed: readonly Strategy[] = [];
  @property({ type: Number }) node = 0;
  @property({ type: Boolean }) primary = false;
  @property({ type: Number }) replicas = 0;
  @property({ type: Number }) clients = 0;
  /** What is listed. */
  @property({ attribute: false }) list: LieList = { shown: "useful", search: "" };
  /** Whether only the most useful ones have room here, and the panel has the others. */
  @property({ type: Boolean, reflect: true }) brief = false;
  /** What the reader has chosen in the fields, by the name of the strategy. */
  @state() private drafts: ReadonlyMap<string, Strategy> = new Map();

  /** Whether the reader has just listed all, or the most useful ones again. */
  #turned = false;

  /** The first choice takes the focus, or the search where all are listed. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input.search, .strategy button")?.focus();
  }

  // What was typed for another node is not for this one.
  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("node")) {
      this.drafts = new Map();
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (this.#turned && changed.has("list")) {
      this.#turned = false;
      this.renderRoot.querySelector<HTMLElement>("input.search, .all")?.focus();
    }
  }

  protected override render() {
    const families = familiesFor(this.strategies, this.#whose, this.primary);
    const listsAll = this.list.shown === "all" && !this.brief;
    return html`
      ${listsAll ? this.#all(families) : this.#useful(families)}
      ${this.brief ? nothing : html`<p class="note">${this.t(this.#whose === "replica" ? "lie-note" : "lie-note-client")}</p>`}
    `;
  }

  get #whose(): StrategyInfo["appliesTo"] {
    return this.node < this.replicas ? "replica" : "client";
  }

  /** The most useful ones, and what else the node follows. */
  #useful(families: readonly FamilyOfStrategies[]): TemplateResult {
    const useful = mostUseful(this.strategies, this.#whose, this.primary);
    const all = families.flatMap(({ strategies }) => strategies);
    const others = all.filter((one) => this.#following(one.name) && !useful.includes(one));
    return html`
      <ul>${[...useful, ...others].map((strategy) => this.#strategy(strategy))}</ul>
      <button type="button" class="quiet all" aria-expanded=${this.brief ? nothing : "false"} @click=${this.#onAll}>
        ${this.t("lie-all", { count: all.length })} <span aria-hidden="true">${this.brief ? "›" : "▾"}</span>
      </button>
    `;
  }

  #all(families: readonly FamilyOfStrategies[]): TemplateResult {
    const { t } = this;
    const { search } = this.list;
    const shown = found(families, search, ({ name, about, family }) => [
      t(`strategy-${name}`),
      t(about),
      t(`lie-family-${family}`),
    ]);
    const count = shown.reduce((sum, { strategies }) => sum + strategies.length, 0);
    const searched = search.trim() !== "";
    return html`
      <button type="button" class="quiet all" aria-expanded="true" @click=${this.#onAll}>
        ${t("lie-useful")} <span aria-hidden="true">▴</span>
      </button>
      <input
        type="search"
        class="search"
        autocomplete="off"
        spellcheck="false"
        aria-label=${t("lie-search")}
        placeholder=${t("lie-search")}
        .value=${search}
        @input=${this.#onSearch}
      />
      <p class="found" role="status">${searched ? t("lie-found", { count }) : nothing}</p>
      ${shown.map((family, place) => this.#family(family, searched || place === 0))}
    `;
  }

  readonly #onAll = () => {
    this.#turned = true;
    if (this.brief) {
      this.dispatch({ type: "close" });
      this.dispatch({ type: "lies", list: { shown: "all", search: "" }, node: this.node });
    } else {
      const shown = this.list.shown === "all" ? "useful" : "all";
      this.dispatch({ type: "lies", list: { shown, search: "" } });
    }
  };

  readonly #onSearch = (event: Event) => {
    this.dispatch({ type: "lies", list: { shown: "all", search: fieldText(event) } });
  };

  #family({ family, strategies }: FamilyOfStrategies, open: boolean): TemplateResult {
    const followed = strategies.some(({ name }) => this.#following(name));
    return html`
      <details class="family" ?open=${open || followed}>
        <summary>${this.t(`lie-family-${family}`)} <span class="count">${strategies.length}</span></summary>
        <ul>${strategies.map((strategy) => this.#strategy(strategy))}</ul>
      </details>
    `;
  }

  #following(name: string): Strategy | undefined {
    return this.followed.find((one) => one.name === name);
  }

  #draft(name: string): Strategy {
    return this.drafts.get(name) ?? this.#following(name) ?? { name };
  }

  #strategy(strategy: StrategyInfo): TemplateResult {
    const { t } = this;
    const { name, code, about } = strategy;
    const followed = this.#following(name) !== undefined;
    return html`
      <li class="strategy">
        <button type="button" aria-pressed=${followed ? "true" : "false"} ?disabled=${this.#isBlocked} @click=${() => this.#toggle(name)}>
          <span class="name">${t(`strategy-${name}`)} ${this.brief ? nothing : html`<span class="code">${code}</span>`}</span>
          <span class="about">${t(about)}</span>
          ${followed ? html`<span class="now">${t("lie-now")}</span>` : nothing}
        </button>
        ${this.brief ? nothing : this.#settings(strategy)}
      </li>
    `;
  }

  get #isBlocked(): boolean {
    return this.blocks(this.#whose === "replica" ? "behave" : "clientBehave");
  }

  #settings({ name, parameters }: StrategyInfo): TemplateResult {
    const { t } = this;
    const followed = this.#following(name) !== undefined;
    return html`
        <details class="settings">
          <summary>${t("lie-settings")}<span class="unseen">: ${t(`strategy-${name}`)}</span></summary>
          <div class="fields">
            ${parameters.map((parameter) => this.#parameter(name, parameter))}
            <label><span>${t("lie-percent")}</span>
              <input
                type="number"
                min="0"
                max="100"
                .value=${String(percentOf(this.#draft(name)))}
                @input=${(event: Event) => this.#onPercent(name, event)}
                @change=${(event: Event) => this.#onPercent(name, event)}
              />
            </label>
            <button type="button" ?disabled=${this.#isBlocked} @click=${() => this.#follow(name)}>${t(followed ? "lie-change" : "lie-begin")}</button>
          </div>
        </details>
    `;
  }

  #toggle(name: string): void {
    if (this.#following(name)) {
      this.#behave(withoutStrategy(this.followed, name));
    } else {
      this.#follow(name);
    }
  }

  #follow(name: string): void {
    this.#behave(withStrategy(this.followed, this.#draft(name)));
  }

  #behave(strategies: Strategy[]): void {
    this.dispatch({ type: "command", command: behaviour(this.node, this.replicas, strategies) });
  }

  #keep(strategy: Strategy): void {
    this.drafts = new Map(this.drafts).set(strategy.name, strategy);
  }

  #tell(strategy: string, { name }: ParameterInfo, value: ParameterValue | undefined): void {
    this.#keep(told(this.#draft(strategy), name, value));
  }

  #onPercent(name: string, event: Event): void {
    if (!isTyped(event)) {
      return;
    }
    this.#keep(actingIn(this.#draft(name), numberIn(fieldText(event))));
  }

  #parameter(strategy: string, parameter: ParameterInfo): TemplateResult {
    const value = this.#draft(strategy).parameters?.[parameter.name] ?? parameter.default;
    const about = this.t(parameter.about);
    const tell = (told: ParameterValue | undefined) => this.#tell(strategy, parameter, told);
    switch (parameter.kind) {
      case "flag":
        return html`
          <label class="flag"><input type="checkbox" .checked=${value === true} @change=${(event: Event) => tell(checked(event))} /> ${about}</label>
        `;
      case "choice":
        return this.#select(
          about,
          (parameter.choices ?? []).map((choice) => ({
            value: choice,
            text: this.#choice(parameter.name, choice),
          })),
          value,
          tell,
        );
      case "replica":
      case "client":
        return this.#select(about, this.#nodeChoices(parameter), value, (text) =>
          tell(text === "" ? undefined : Number(text)),
        );
      case "nodes":
        return this.#nodes(about, Array.isArray(value) ? value : [], tell);
      default:
        return html`
          <label><span>${about}</span>
            <input
              type="number"
              min=${parameter.min ?? nothing}
              max=${parameter.max ?? nothing}
              .value=${value === undefined ? "" : String(value)}
              @input=${(event: Event) => isTyped(event) && tell(numberIn(fieldText(event)))}
              @change=${(event: Event) => tell(numberIn(fieldText(event)))}
            />
          </label>
        `;
    }
  }

  /** A choice without a translation is shown as the engine names it. */
  #choice(parameter: string, choice: string): string {
    const key = `strategy-choice-${choice}`;
    const text = this.t(key, { parameter });
    return text === key ? choice : text;
  }

  #nodeChoices({ kind, default: usual }: ParameterInfo): { value: string; text: string }[] {
    const first = kind === "client" ? this.replicas : 0;
    const named = nodesFor(kind, this.replicas, this.clients).map((id) => ({
      value: String(id),
      text: this.#nodeName(first + id),
    }));
    return usual === undefined ? [{ value: "", text: this.t("lie-any") }, ...named] : named;
  }

  #nodeName(node: number): string {
    return nodeName(node, { replicas: this.replicas, clients: this.clients }, this.t);
  }

  #select(
    about: string,
    choices: readonly { readonly value: string; readonly text: string }[],
    value: ParameterValue | undefined,
    tell: (text: string) => void,
  ): TemplateResult {
    const chosen = value === undefined ? "" : String(value);
    return html`
      <label><span>${about}</span>
        <select @change=${(event: Event) => tell(fieldText(event))}>
          ${choices.map((one) => html`<option value=${one.value} ?selected=${one.value === chosen}>${one.text}</option>`)}
        </select>
      </label>
    `;
  }

  // No box ticked: the strategy chooses.
  #nodes(
    about: string,
    chosen: readonly number[],
    tell: (nodes: number[] | undefined) => void,
  ): TemplateResult {
    const all = nodesFor("nodes", this.replicas, this.clients).filter((node) => node !== this.node);
    const t = (nodes: number[]) => tell(nodes.length === 0 ? undefined : nodes);
    if (all.length > BOXES_MAX) {
      return html`
        <label><span>${about}</span>
          <input type="text" inputmode="numeric" placeholder=${this.t("lie-any")} .value=${chosen.join(" ")} @change=${(event: Event) => t(numbersIn(fieldText(event)))} />
        </label>
      `;
    }
    const toggled = (node: number, on: boolean) =>
      t(all.filter((one) => (one === node ? on : chosen.includes(one))));
    return html`
      <fieldset>
        <legend>${about} <span class="hint">${this.t("lie-any-hint")}</span></legend>
        ${all.map(
          (node) => html`
            <label class="flag"><input type="checkbox" .checked=${chosen.includes(node)} @change=${(event: Event) => toggled(node, checked(event))} /> ${this.#nodeName(node)}</label>
          `,
        )}
      </fieldset>
    `;
  }
}

function fieldText({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : "";
}

/** Whether there is something to take over: a field that is emptied to be filled again says nothing until it loses the focus. */
function isTyped(event: Event): boolean {
  return event.type === "change" || fieldText(event).trim() !== "";
}

function checked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

function numbersIn(text: string): number[] {
  return (text.match(/\d+/g) ?? []).map(Number);
}
