// The inspector: one node in full, with its differences from the previous step.

import { consume } from "@lit/context";
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { aboutClient, aboutReplica } from "../model/questions.ts";
import { millisecondsLeft } from "../model/timers.ts";
import type { ClientDetail, ReplicaDetail, ViewModel } from "../model/view-model.ts";
import { ranges, shortened, visible } from "../text/format.ts";
import { countOf } from "../text/narration.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { nodeText } from "../ui/node-name.ts";
import { Part, SHARED } from "../ui/part.ts";
import { questionButton } from "../ui/question-button.ts";
import { styleSheet } from "../ui/sheet.ts";
import inspectorCss from "./inspector.css?inline";
import { Changes, clientValues, replicaValues } from "./node-changes.ts";

const DIGEST_LENGTH = 10;
const RESULTS_MAX = 12;

/** One line of a list of facts: the name under which a change of it is known, what it is and its value. */
type Fact = readonly [id: string, label: string, value: string | TemplateResult];

export class InspectorPart extends Part {
  static override styles = [SHARED, styleSheet(inspectorCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** The node that is shown: a replica's number, or n and more for a client. */
  @property({ type: Number }) node = 0;
  /** Whether anything can be done here, or only looked at. */
  @property({ type: Boolean }) acts = true;

  /** The time of the run when the panel was last rendered, or a later one from `tick`. */
  nowMs = 0;

  readonly #changes = new Changes();

  /** Shows how long the timers have yet to run. */
  tick(nowMs: number): void {
    this.nowMs = nowMs;
    for (const left of this.renderRoot?.querySelectorAll("[data-deadline]") ?? []) {
      const ms = millisecondsLeft(Number(left.getAttribute("data-deadline")), nowMs);
      const text = this.t("inspect-left", { ms });
      if (left.textContent !== text) {
        left.textContent = text;
      }
    }
  }

  protected override updated(): void {
    this.tick(this.nowMs);
  }

  protected override render() {
    const { model, t } = this;
    if (!model) {
      return nothing;
    }
    const replica = model.replicas[this.node]?.detail;
    const client = model.clients.find(({ node }) => node === this.node)?.detail;
    const values = replica ? replicaValues(replica) : client ? clientValues(client) : new Map();
    this.#changes.see(this.node, model.stepCount, values);
    return html`
      <section aria-labelledby="title">
        <div class="head">
          <h2 id="title">${t("inspect-title")}</h2>
          ${this.#chooser(model)}
          ${this.#why(model)}
          <p class="note"><span aria-hidden="true" class="star">✱</span> ${t("inspect-changed-note")}</p>
        </div>
        <slot name="lies"></slot>
        ${replica ? this.#replica(replica) : client ? this.#client(client) : nothing}
      </section>
    `;
  }

  #chooser(model: ViewModel): TemplateResult {
    const { t } = this;
    const many = model.clients.length > 1;
    const option = (node: number, text: string) =>
      html`<option value=${node} ?selected=${node === this.node}>${text}</option>`;
    return html`
      <select aria-label=${t("inspect-choose")} @change=${this.#onChoose}>
        ${model.replicas.map(({ id }) => option(id, t("caption-replica", { id, role: "backup" })))}
        ${model.clients.map(({ id, node }) => option(node, many ? t("client-name-of-many", { id }) : t("client-name")))}
      </select>
    `;
  }

  #why(model: ViewModel): TemplateResult | typeof nothing {
    const replica = model.replicas[this.node];
    const client = model.clients.find(({ node }) => node === this.node);
    const askable = replica ? aboutReplica(replica, model) : client && aboutClient(client);
    return questionButton(askable, this.t, (action) => this.dispatch(action));
  }

  readonly #onChoose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      this.dispatchEvent(new CustomEvent<number>("select", { detail: Number(event.target.value) }));
    }
  };

  #replica(replica: ReplicaDetail): TemplateResult {
    return html`
      <div class="columns">
        ${this.#facts("inspect-standing", this.#standing(replica))}
        ${this.#facts("inspect-counters", this.#counters(replica))}
        ${this.#timers(replica.timers)}
        ${this.#pending(replica.pending)}
        ${this.#checkpoints(replica)}
        ${this.#viewChanges(replica)}
        ${this.#facts("inspect-store", this.#store(replica))}
      </div>
      ${this.#slots(replica)}
    `;
  }

  #standing(replica: ReplicaDetail): Fact[] {
    const { t } = this;
    const word = (key: string, value: string) => t(key, { value });
    const standing = replica.amnesic ? "amnesic" : replica.transferring ? "transferring" : "whole";
    return [
      ["role", t("inspect-role"), word("inspect-role-value", replica.role)],
      ["view", t("inspect-view"), String(replica.view)],
      ["active", t("inspect-active"), word("inspect-active-value", replica.active ? "yes" : "no")],
      ["health", t("inspect-health"), t("caption-health", { health: replica.health })],
      ["conduct", t("inspect-conduct"), word("inspect-conduct-value", replica.conduct)],
      ["lowWaterMark", t("inspect-low"), String(replica.lowWaterMark)],
      ["highWaterMark", t("inspect-high"), String(replica.highWaterMark)],
      ["lastExecuted", t("inspect-executed"), String(replica.lastExecuted)],
      ["transferring", t("inspect-memory"), word("inspect-memory-value", standing)],
      ["stateDigest", t("inspect-digest"), digest(replica.stateDigest)],
    ];
  }

  #counters(replica: ReplicaDetail): Fact[] {
    const { refused, ...counters } = replica.counters;
    return [
      ...Object.entries(counters).map(
        ([name, count]): Fact => [
          `counter ${name}`,
          this.t("inspect-counter", { counter: name }),
          String(count),
        ],
      ),
      ...Object.entries(refused).map(
        ([code, count]): Fact => [`refused ${code}`, this.t("inspect-refused", { code }), String(count)],
      ),
    ];
  }

  #store(replica: ReplicaDetail): Fact[] {
    return replica.store.map(([key, value]) => [
      `store ${key}`,
      visible(shortened(key, 40)),
      visible(shortened(value, 80)),
    ]);
  }

  /** Timers with what is left of them; the words are put in with every frame. */
  #timers(timers: ReplicaDetail["timers"]): TemplateResult {
    return this.#facts(
      "inspect-timers",
      timers.map(({ name, deadlineMs, running }) => [
        `timer ${name}`,
        this.t("inspect-timer", { timer: name, name: this.t("timer-name", { timer: name }) }),
        running
          ? html`<span data-deadline=${deadlineMs}></span> ${this.acts ? this.#fire(name) : nothing}`
          : html`${this.t("inspect-timer-stopped")}`,
      ]),
    );
  }

  #fire(timer: string): TemplateResult {
    const label = this.t("inspect-fire-label", { timer: this.t("timer-name", { timer }) });
    const command = { do: "timeout", node: this.node, timer } as const;
    return html`<button type="button" class="fire" aria-label=${label} ?disabled=${this.blocks("timeout")} @click=${() => this.dispatch({ type: "command", command })}>${this.t("inspect-fire")}</button>`;
  }

  #pending(requests: ReplicaDetail["pending"]): TemplateResult {
    return this.#facts(
      "inspect-pending",
      requests.map(({ client, timestamp, operation }) => [
        `pending ${client} ${timestamp}`,
        this.t("inspect-request", { Client: this.#nameOf(client), timestamp }),
        visible(shortened(operation, 60)),
      ]),
    );
  }

  #nameOf(client: number): string {
    return this.model ? nodeText(this.model.n + client, this.model, this.t) : "";
  }

  #checkpoints(replica: ReplicaDetail): TemplateResult {
    return this.#facts(
      "inspect-checkpoints",
      replica.checkpoints.map(({ seq, digest: state, votes }) => [
        `checkpoint ${seq} ${state}`,
        this.t("inspect-number", { seq }),
        html`${this.t("inspect-votes", { ...countOf(votes), from: ranges(votes.from) })} ${digest(state)}`,
      ]),
    );
  }

  #viewChanges(replica: ReplicaDetail): TemplateResult {
    return this.#facts(
      "inspect-view-changes",
      replica.viewChanges.map(({ replica: from, view }) => [
        `view-change ${from}`,
        this.t("inspect-replica", { id: from }),
        this.t("inspect-wish", { view }),
      ]),
    );
  }

  /** A headed list; one without entries says so, for that nothing is there is news too. */
  #facts(title: string, facts: readonly Fact[]): TemplateResult {
    const empty = html`<p class="none">${this.t("inspect-none")}</p>`;
    return html`
      <div class="facts">
        <h3>${this.t(title)}</h3>
        ${facts.length === 0 ? empty : html`<dl>${facts.map((fact) => this.#fact(fact))}</dl>`}
      </div>
    `;
  }

  #fact([id, label, value]: Fact): TemplateResult {
    const changed = this.#changes.current.has(id);
    return html`<div class=${changed ? "changed" : ""}><dt>${label}</dt><dd>${value}${this.#star(changed)}</dd></div>`;
  }

  #star(changed: boolean): TemplateResult | typeof nothing {
    return changed
      ? html`<span class="star" aria-hidden="true">✱</span><span class="unseen"> ${this.t("inspect-changed")}</span>`
      : nothing;
  }

  #slots(replica: ReplicaDetail): TemplateResult {
    const { t } = this;
    const columns = ["number", "view", "phase", "prepares", "commits", "requests"];
    return html`
      <h3>${t("inspect-slots")}</h3>
      ${
        replica.slots.length === 0
          ? html`<p class="none">${t("inspect-none")}</p>`
          : html`<div class="scroller" tabindex="0" role="region" aria-label=${t("inspect-slots")}>
              <table>
                <thead><tr>${columns.map((column) => html`<th scope="col">${t("inspect-column", { column })}</th>`)}</tr></thead>
                <tbody>${replica.slots.map((slot) => this.#slot(slot))}</tbody>
              </table>
            </div>`
      }
    `;
  }

  #slot(slot: ReplicaDetail["slots"][number]): TemplateResult {
    const { seq, view, phase, prepares, commits, requests, requestDigest } = slot;
    const known = requestDigest === undefined ? "" : this.t("inspect-null");
    const operations = requests.map(({ operation }) => visible(shortened(operation, 40))).join("; ");
    const cells: [string, string][] = [
      ["view", String(view)],
      ["phase", this.t("log-phase", { phase })],
      ["prepares", ranges(prepares)],
      ["commits", ranges(commits)],
      ["requests", operations || known],
    ];
    return html`
      <tr>
        <th scope="row">${seq}</th>
        ${cells.map(([name, value]) => {
          const changed = this.#changes.current.has(`slot ${seq} ${name}`);
          return html`<td class="${name} ${changed ? "changed" : ""}">${value || "–"}${this.#star(changed)}</td>`;
        })}
      </tr>
    `;
  }

  #client(client: ClientDetail): TemplateResult {
    const { t } = this;
    const { pending } = client;
    const standing: Fact[] = [
      ["health", t("inspect-health"), t("caption-health", { health: client.health })],
      ["viewEstimate", t("inspect-estimate"), String(client.viewEstimate)],
      ["pending", t("inspect-waits"), pending ? visible(shortened(pending.operation, 60)) : "–"],
      ["queued", t("inspect-queued"), String(client.queued)],
      ["need", t("inspect-need"), String(client.need)],
      ["answered", t("inspect-answered"), String(client.answered)],
    ];
    const replies = client.tally.map(
      ({ replica, view, result }): Fact => [
        `reply ${replica}`,
        t("inspect-replica", { id: replica }),
        t("inspect-reply", { view, result: visible(shortened(result, 60)) }),
      ],
    );
    const results = client.results
      .slice(-RESULTS_MAX)
      .reverse()
      .map(
        ({ timestamp, operation, result }): Fact => [
          `result ${timestamp}`,
          visible(shortened(operation, 40)),
          visible(shortened(result, 60)),
        ],
      );
    return html`
      <div class="columns">
        ${this.#facts("inspect-standing", standing)}
        ${this.#timers(client.timers)}
        ${this.#facts("inspect-replies", replies)}
        ${this.#facts("inspect-results", results)}
      </div>
    `;
  }
}

function digest(whole: string): TemplateResult {
  return html`<code title=${whole}>${shortened(whole, DIGEST_LENGTH)}</code>`;
}
