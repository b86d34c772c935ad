// Settings of a run before it begins: a form over the numbers of its scenario. The engine judges them, and its refusals
// are at their fields.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Scenario } from "../engine/engine.ts";
import type { Quorums, Refusal } from "../engine/messages.ts";
import {
  type CLUSTER_FIELDS,
  CRYPTOS,
  type Field,
  type Form,
  fieldOf,
  formOf,
  LATENCIES,
  LATENCY_FIELDS,
  type LatencyKind,
  type NumberField,
  parsed,
  RATIOS,
  type RatioName,
  scenarioOf,
} from "../model/settings-form.ts";
import { refusalText } from "../text/refusal.ts";
import { retitled } from "../text/scene-title.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import settingsCss from "./run-settings.css?inline";

const TIMEOUTS = [
  "viewTimeoutMs",
  "clientTimeoutMs",
  "statusIntervalMs",
  "resendIntervalMs",
  "fetchIntervalMs",
] as const;
const LOG = ["checkpointInterval", "logSize", "batchMax"] as const;

export class RunSettingsPart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(settingsCss)];

  /** What the run began with. */
  @property({ attribute: false }) base: Scenario | undefined;
  /** What the scene says. */
  @property({ attribute: false }) scene: Scenario | undefined;
  /** Why the engine did not take the settings that were asked for last. */
  @property({ attribute: false }) refusal: Refusal | undefined;
  /** Asks the engine for the quorums of a cluster of this size. */
  @property({ attribute: false }) quorumsOf: (replicas: number) => Promise<Quorums | Refusal | undefined> =
    () => Promise.resolve(undefined);
  @state() private form: Form | undefined;
  /** What is wrong, by its field; at none of them: `undefined`. */
  @state() private faults: ReadonlyMap<Field | undefined, Refusal | "set-no-number"> = new Map();
  @state() private quorums: Quorums | Refusal | undefined;

  /** What the form was filled from: what it does not show is kept as it is there. */
  #source: Scenario | undefined;
  /** What the run had begun with then. */
  #formOf: Scenario | undefined;
  /** What was asked for and has not been answered yet. */
  #asked: Scenario | undefined;

  /** A reader who closed the dialog without starting finds the typed values again, as long as the run is the same. */
  override show(): void {
    if (this.base && (!this.form || this.#formOf !== this.base)) {
      this.#fill(this.base);
    }
    super.show();
  }

  protected override get name(): string {
    return this.t("set-title");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("refusal") && this.refusal && this.form && this.#asked) {
      this.#asked = undefined;
      this.faults = new Map([[fieldOf(this.refusal.field, this.form), this.refusal]]);
    }
    if (changed.has("base") && this.#asked && this.base === this.#asked) {
      this.#asked = undefined;
      this.form = undefined;
      this.close();
    } else if (changed.has("base") && this.base && this.open && !this.#asked) {
      // It was opened before the run that the reader had chosen: the settings are that one's.
      this.#fill(this.base);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("faults") && this.faults.size > 0) {
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    }
  }

  #fill(scenario: Scenario): void {
    this.form = formOf(scenario);
    this.#source = scenario;
    this.#formOf = this.base;
    this.faults = new Map();
    this.#askQuorums(this.form.numbers.replicas);
  }

  protected override content(): TemplateResult {
    const { t, form } = this;
    if (!form) {
      return html``;
    }
    return html`
      <p class="about">${t("set-about")}</p>
      <form novalidate @submit=${this.#onSubmit}>
        ${this.#section("set-cluster", html`${this.#number("replicas")} ${this.#number("clients")}`)}
        ${this.#section("set-network", html`${this.#latency(form)} ${RATIOS.map((name) => this.#ratio(name))}`)}
        ${this.#section("set-timeouts", html`${TIMEOUTS.map((field) => this.#number(field))}`)}
        ${this.#section("set-log", html`${LOG.map((field) => this.#number(field))}`)}
        ${this.#section("set-crypto", this.#crypto(form))}
        ${this.#keep(form)}
        ${this.#fault(undefined)}
        <div class="actions">
          <button class="primary">${t("set-start")}</button>
          <button type="button" @click=${() => this.#fill(this.scene ?? this.base ?? {})}>${t("set-scene")}</button>
        </div>
      </form>
    `;
  }

  #section(key: string, content: TemplateResult): TemplateResult {
    return html`<fieldset><legend>${this.t(key)}</legend>${content}</fieldset>`;
  }

  #number(field: (typeof CLUSTER_FIELDS)[number]): TemplateResult {
    const { t } = this;
    return html`
      <div class="row">
        <label for=${field}>${t("set-field", { field })}</label>
        <span class="value">${this.#input(field)} <span class="unit">${t("set-unit", { field })}</span></span>
        ${field === "replicas" ? this.#quorums() : html`<p class="hint" id="about-${field}">${t("set-hint", { field })}</p>`}
        ${this.#fault(field)}
      </div>
    `;
  }

  /** `about`: the field of whose row it is a part. */
  #input(field: NumberField, label?: string, about: NumberField = field): TemplateResult {
    return html`<input
      id=${field}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck="false"
      aria-label=${label ?? nothing}
      aria-invalid=${this.faults.has(field) ? "true" : "false"}
      aria-describedby="about-${about} fault-${field}"
      .value=${this.form?.numbers[field] ?? ""}
      @input=${(event: Event) => this.#type(field, event)}
    />`;
  }

  #latency(form: Form): TemplateResult {
    const { t } = this;
    const [first] = LATENCY_FIELDS[form.latency];
    return html`
      <div class="row">
        <label for="latency">${t("set-latency")}</label>
        <span class="value">
          <select id="latency" @change=${this.#onLatency}>
            ${LATENCIES.map((kind) => html`<option value=${kind} ?selected=${kind === form.latency}>${t("set-latency-kind", { kind })}</option>`)}
          </select>
          <span class="parts">${LATENCY_FIELDS[form.latency].map((field) => {
            const name = t("set-latency-field", { field });
            return html`<span class="part"><span aria-hidden="true">${name}</span> ${this.#input(field, `${t("set-latency")}: ${name}`, first)} <span class="unit">${t("set-unit", { field })}</span></span>`;
          })}</span>
        </span>
        <p class="hint" id="about-${first}">${t("set-latency-about", { kind: form.latency })}</p>
        ${LATENCY_FIELDS[form.latency].map((field) => this.#fault(field))}
      </div>
    `;
  }

  #ratio(name: RatioName): TemplateResult {
    const { t } = this;
    const label = t("set-ratio", { ratio: name });
    const hits: NumberField = `${name}Hits`;
    const of: NumberField = `${name}Of`;
    return html`
      <div class="row" role="group" aria-label=${label}>
        <span class="label">${label}</span>
        <span class="value">
          ${this.#input(hits, t("set-ratio-hits", { ratio: name }))}
          <span aria-hidden="true">${t("set-ratio-between")}</span>
          ${this.#input(of, t("set-ratio-of", { ratio: name }), hits)}
          <span class="unit">${t("set-ratio-unit")}</span>
        </span>
        <p class="hint" id="about-${hits}">${t("set-ratio-about", { ratio: name })}</p>
        ${this.#fault(hits)} ${this.#fault(of)}
      </div>
    `;
  }

  #crypto(form: Form): TemplateResult {
    const { t } = this;
    return html`${CRYPTOS.map(
      (kind) => html`
        <label class="choice">
          <input type="radio" name="crypto" .checked=${kind === form.crypto} @change=${() => this.#set({ crypto: kind })} />
          <span><strong>${t("set-crypto-name", { kind })}</strong> ${t("set-crypto-about", { kind })}</span>
        </label>
      `,
    )}`;
  }

  #keep({ keep }: Form): TemplateResult {
    return html`
      <label class="choice keep">
        <input
          type="checkbox"
          .checked=${keep}
          aria-invalid=${this.faults.has("keep") ? "true" : "false"}
          aria-describedby="fault-keep"
          @change=${() => this.#set({ keep: !keep })}
        />
        <span>${this.t("set-keep")}</span>
      </label>
      ${this.#fault("keep")}
    `;
  }

  // What the engine says of this number of replicas, before anything is begun.
  #quorums(): TemplateResult {
    const { quorums } = this;
    const text =
      quorums === undefined
        ? ""
        : "quorum" in quorums
          ? this.t("quorums", { n: quorums.n, f: quorums.f, quorum: quorums.quorum })
          : refusalText(quorums, this.t);
    return html`<p class="hint ${quorums && !("quorum" in quorums) ? "error" : ""}" id="about-replicas" role="status">${text}</p>`;
  }

  #fault(field: Field | undefined): TemplateResult {
    const fault = this.faults.get(field);
    const text = fault && (typeof fault === "string" ? this.t(fault) : refusalText(fault, this.t));
    return html`<p class="error" id="fault-${field ?? "other"}" role="alert" ?hidden=${!text}>${text ?? nothing}</p>`;
  }

  #set(part: Partial<Form>): void {
    if (this.form) {
      this.form = { ...this.form, ...part };
    }
  }

  #type(field: NumberField, event: Event): void {
    if (event.target instanceof HTMLInputElement && this.form) {
      const { value } = event.target;
      this.#set({ numbers: { ...this.form.numbers, [field]: value } });
      if (field === "replicas") {
        this.#askQuorums(value);
      }
    }
  }

  #askQuorums(text: string): void {
    const replicas = parsed(text);
    this.quorums = replicas === undefined ? undefined : this.quorums;
    if (replicas !== undefined) {
      void this.quorumsOf(replicas).then((answer) => {
        if (this.form?.numbers.replicas === text) {
          this.quorums = answer;
        }
      });
    }
  }

  readonly #onLatency = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      const wanted = event.target.value;
      const latency: LatencyKind = LATENCIES.find((kind) => kind === wanted) ?? "uniform";
      this.#set({ latency });
    }
  };

  readonly #onSubmit = (event: Event) => {
    event.preventDefault();
    if (!this.form || !this.#source) {
      return;
    }
    const made = scenarioOf(this.form, this.#source);
    if ("faults" in made) {
      this.faults = new Map([...made.faults].map((field) => [field, "set-no-number"]));
      return;
    }
    this.faults = new Map();
    this.#asked = retitled(made.scenario, this.scene);
    this.dispatch({ type: "settings", scenario: this.#asked });
  };
}
