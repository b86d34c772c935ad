// Faults from the start: the list of what holds before a run begins, and the form that adds to it.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Scenario, StrategyInfo } from "../engine/engine.ts";
import type { Refusal } from "../engine/messages.ts";
import type { Members } from "../model/cast.ts";
import { SET_UP_KINDS, type SetUp, type SetUpKind, setUpOf, withFault, withSetUp } from "../model/set-up.ts";
import { draftOf, faultOf, type SetUpDraft } from "../model/set-up-draft.ts";
import { familiesFor, mostUseful } from "../model/strategies.ts";
import type { ViewModel } from "../model/view-model.ts";
import { refusalText } from "../text/refusal.ts";
import { retitled } from "../text/scene-title.ts";
import { setUpText } from "../text/set-up.ts";
import { amountField } from "../ui/amount.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { nodeText } from "../ui/node-name.ts";
import { styleSheet } from "../ui/sheet.ts";
import setUpCss from "./set-up.css?inline";

/** A node in no group of a partition reaches all. */
const GROUPS = [0, 1, 2, 3] as const;

export class SetUpPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(setUpCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** What the present run began with. */
  @property({ attribute: false }) base: Scenario | undefined;
  /** What the scene says. */
  @property({ attribute: false }) scene: Scenario | undefined;
  @property({ attribute: false }) strategies: readonly StrategyInfo[] = [];
  /** Why the engine did not take what was asked for last. */
  @property({ attribute: false }) refusal: Refusal | undefined;
  /** What the reader has listed. */
  @state() private list: readonly SetUp[] = [];
  @state() private draft: SetUpDraft = draftOf(undefined, { replicas: 0, clients: 0 });
  /** The fault that is being edited. */
  @state() private place: number | undefined;
  @state() private refused: Refusal | undefined;

  /** What the list was made from. */
  #listOf: Scenario | undefined;
  /** What was asked for and has not been answered yet. */
  #asked: Scenario | undefined;

  /** A list that was not started is there again, as long as the run is the same. */
  override show(): void {
    if (this.#listOf !== this.base) {
      this.#take();
    }
    super.show();
  }

  #take(): void {
    this.#listOf = this.base;
    this.list = setUpOf(this.base ?? {});
    this.refused = undefined;
    this.#edit(undefined);
  }

  #edit(place: number | undefined): void {
    this.place = place;
    this.draft = draftOf(place === undefined ? undefined : this.list[place], this.#cast);
  }

  protected override get name(): string {
    return this.t("set-up-title");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("refusal") && this.refusal && this.#asked) {
      this.#asked = undefined;
      this.refused = this.refusal;
    }
    if (changed.has("base") && this.#asked && this.base === this.#asked) {
      this.#asked = undefined;
      this.#take();
      this.close();
    }
  }

  get #cast(): Members {
    return { replicas: this.model?.n ?? 0, clients: this.model?.clients.length ?? 0 };
  }

  get #nodes(): number[] {
    const { replicas, clients } = this.#cast;
    return Array.from({ length: replicas + clients }, (_, node) => node);
  }

  protected override content(): TemplateResult {
    const { t, list, model } = this;
    if (!model) {
      return html``;
    }
    const cast = this.#cast;
    return html`
      <p class="about">${t("set-up-about")}</p>
      ${
        list.length === 0
          ? html`<p class="none">${t("set-up-none")}</p>`
          : html`<ol aria-label=${t("set-up-list")}>${list.map((fault, place) => this.#item(setUpText(fault, cast, t), place))}</ol>`
      }
      ${this.#form(model)}
      ${this.refused ? html`<p class="error" role="alert">${refusalText(this.refused, t)}</p>` : nothing}
      <div class="actions">
        <button type="button" class="primary start" @click=${this.#onStart}>${t("set-up-start", { count: list.length })}</button>
      </div>
    `;
  }

  #item(text: string, place: number): TemplateResult {
    const { t } = this;
    return html`
      <li class=${place === this.place ? "edited" : ""}>
        <span>${text}</span>
        <button type="button" aria-label=${t("set-up-edit-one", { text })} @click=${() => this.#onEdit(place)}>${t("set-up-edit")}</button>
        <button type="button" aria-label=${t("set-up-remove-one", { text })} @click=${() => this.#onRemove(place)}>${t("set-up-remove")}</button>
      </li>
    `;
  }

  #form(model: ViewModel): TemplateResult {
    const { t, draft, place } = this;
    const fault = faultOf(this.#complete(), this.#cast);
    const isEditing = place !== undefined;
    return html`
      <form novalidate @submit=${this.#onSubmit}>
        <h3>${t(isEditing ? "set-up-change" : "set-up-new")}</h3>
        <div class="fields">
          <label><span>${t("set-up-kind")}</span>
            <select class="kind" @change=${this.#onKind}>
              ${SET_UP_KINDS.map((kind) => html`<option value=${kind} .selected=${kind === draft.kind}>${t("set-up-kind-name", { kind })}</option>`)}
            </select>
          </label>
          ${this.#fields(model)}
        </div>
        <div class="actions">
          <button ?disabled=${fault === undefined}>${t(isEditing ? "set-up-save" : "set-up-add")}</button>
          ${isEditing ? html`<button type="button" class="quiet" @click=${() => this.#onCancel()}>${t("set-up-cancel")}</button>` : nothing}
        </div>
      </form>
    `;
  }

  #fields(model: ViewModel): TemplateResult {
    const replicas = this.#nodes.slice(0, model.n);
    switch (this.draft.kind) {
      case "crash":
      case "pause":
        return this.#node("set-up-node", this.draft.node, replicas, (node) => this.#set({ node }));
      case "lie":
        return html`
          ${this.#node("set-up-node", this.draft.node, this.#nodes, (node) => this.#set({ node, strategy: "" }))}
          ${this.#strategy(model)}
        `;
      case "slow":
      case "cut":
        return this.#link();
      case "partition":
        return this.#partition(model);
    }
  }

  #node(
    key: string,
    chosen: number,
    offered: readonly number[],
    set: (node: number) => void,
  ): TemplateResult {
    const { model, t } = this;
    return html`
      <label><span>${t(key)}</span>
        <select @change=${(event: Event) => set(Number(chosenIn(event)))}>
          ${offered.map((node) => html`<option value=${node} .selected=${node === chosen}>${model ? nodeText(node, model, t) : ""}</option>`)}
        </select>
      </label>
    `;
  }

  #strategy(model: ViewModel): TemplateResult {
    const { t, draft } = this;
    const whose = draft.node < model.n ? "replica" : "client";
    const primary = model.replicas[draft.node]?.primary ?? false;
    const useful = this.#useful();
    const groups = familiesFor(this.strategies, whose, primary);
    const { strategy } = this.#complete();
    const option = (name: string) =>
      html`<option value=${name} .selected=${name === strategy}>${t(`strategy-${name}`)}</option>`;
    const isKnown = this.strategies.some(({ name }) => name === strategy);
    const usefulNames = new Set(useful.map(({ name }) => name));
    return html`
      <label class="wide"><span>${t("set-up-strategy")}</span>
        <select class="strategy" @change=${(event: Event) => this.#set({ strategy: chosenIn(event) })}>
          ${isKnown ? nothing : option(strategy)}
          <optgroup label=${t("set-up-useful")}>${useful.map(({ name }) => option(name))}</optgroup>
          ${groups.map(
            ({ family, strategies }) => html`
              <optgroup label=${t(`lie-family-${family}`)}>
                ${strategies.filter(({ name }) => !usefulNames.has(name)).map(({ name }) => option(name))}
              </optgroup>
            `,
          )}
        </select>
      </label>
      <p class="hint wide">${t(`strategy-${strategy}-about`)}</p>
    `;
  }

  #link(): TemplateResult {
    const { t, draft } = this;
    const bothWays = () => this.#set({ bothWays: !draft.bothWays });
    return html`
      ${this.#node("set-up-from", draft.from, this.#nodes, (from) => this.#set({ from }))}
      ${this.#node("set-up-to", this.#complete().to, this.#ends(draft.from), (to) => this.#set({ to }))}
      ${draft.kind === "slow" ? this.#latency() : nothing}
      <label class="check"><input type="checkbox" .checked=${draft.bothWays} @change=${bothWays} /> ${t("set-up-both")}</label>
    `;
  }

  #latency(): TemplateResult {
    const { t, draft } = this;
    const least = { text: draft.least, type: (text: string) => this.#set({ least: text }) };
    const most = { text: draft.most, type: (text: string) => this.#set({ most: text }) };
    return html`
      <span class="range">
        ${amountField(least, t("grip-slow-from"), t)} <span>${t("grip-slow-to")}</span> ${amountField(most, t("grip-slow-until"), t)}
      </span>
    `;
  }

  #partition(model: ViewModel): TemplateResult {
    const { t, draft } = this;
    const choose = (node: number, group: number) =>
      this.#set({ groups: this.#nodes.map((one) => (one === node ? group : (draft.groups[one] ?? 0))) });
    return html`
      <fieldset class="wide">
        <legend>${t("grip-partition-about")}</legend>
        ${this.#nodes.map(
          (node) => html`
            <label><span>${nodeText(node, model, t)}</span>
              <select @change=${(event: Event) => choose(node, Number(chosenIn(event)))}>
                ${GROUPS.map((group) => html`<option value=${group} .selected=${group === draft.groups[node]}>${t("grip-group", { group })}</option>`)}
              </select>
            </label>
          `,
        )}
      </fieldset>
    `;
  }

  #set(part: Partial<SetUpDraft>): void {
    this.draft = { ...this.draft, ...part };
  }

  readonly #onKind = (event: Event) => {
    const wanted = chosenIn(event);
    const kind: SetUpKind = SET_UP_KINDS.find((one) => one === wanted) ?? "crash";
    this.#set({ kind });
  };

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    const fault = faultOf(this.#complete(), this.#cast);
    if (fault) {
      this.list = withFault(this.list, fault, this.place);
      this.#edit(undefined);
      void this.#focus(".kind");
    }
  };

  /** What the form shows: where nothing was chosen, the first that is offered. */
  #complete(): SetUpDraft {
    const { from, to } = this.draft;
    const ends = this.#ends(from);
    return {
      ...this.draft,
      strategy: this.draft.strategy || (this.#useful()[0]?.name ?? ""),
      to: ends.includes(to) ? to : (ends[0] ?? to),
    };
  }

  #useful(): StrategyInfo[] {
    const { node } = this.draft;
    const primary = this.model?.replicas[node]?.primary ?? false;
    return mostUseful(this.strategies, node < this.#cast.replicas ? "replica" : "client", primary);
  }

  /** To what a node has a link: clients have none to each other. */
  #ends(from: number): number[] {
    const { replicas } = this.#cast;
    return this.#nodes.filter((node) => node !== from && (node < replicas || from < replicas));
  }

  #onEdit(place: number): void {
    this.#edit(place);
    void this.#focus(".kind");
  }

  #onCancel(): void {
    this.#edit(undefined);
    void this.#focus(".kind");
  }

  #onRemove(place: number): void {
    this.list = this.list.filter((_, one) => one !== place);
    this.#edit(undefined);
    void this.#focus(this.list.length > 0 ? "li:last-child button" : ".kind");
  }

  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  readonly #onStart = () => {
    if (this.base) {
      this.refused = undefined;
      this.#asked = retitled(withSetUp(this.base, this.list), this.scene);
      this.dispatch({ type: "settings", scenario: this.#asked });
    }
  };
}

function chosenIn({ target }: Event): string {
  return target instanceof HTMLSelectElement ? target.value : "";
}
