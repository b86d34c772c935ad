// Widgets for answers that a reader builds: a cluster by two sliders, two quorums by colouring replicas, a proof by choosing votes. The engine
// says what follows from each and whether it is right.

import { html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Find, Found, QuorumFacts, StatementName } from "../engine/engine.ts";
import { foundPair, NO_PAIR, type Pair, type Picks, picked, shared, toggled } from "../model/find.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import findCss from "./find.css?inline";

/** Asks the engine for the quorums of a cluster. */
export type FactsOf = (replicas: number, faulty: number, quorum: number) => Promise<QuorumFacts | undefined>;

export interface Seqs {
  readonly chosen?: number | undefined;
  readonly reported?: number | undefined;
}

/** The largest cluster that the slider offers. */
const REPLICAS_MAX = 16;
const SETS = [0, 1] as const;
/** The distance of the replicas in the drawing. */
const PITCH = 20;

export class FindPart extends Part {
  static override styles = [SHARED, styleSheet(findCss)];

  @property({ attribute: false }) find: Find | undefined;
  /** The name of the question: what is built belongs to it. */
  @property({ attribute: false }) question = "";
  /** Whether the answer was given, and nothing can be changed. */
  @property({ type: Boolean }) given = false;
  @property({ attribute: false }) factsOf: FactsOf = async () => undefined;

  /** The sequence numbers of the votes: the one that the reader chose, and the one that the story is about. */
  @property({ attribute: false }) seqs: Seqs = {};

  @state() private replicas = 4;
  @state() private quorum = 2;
  @state() private facts: QuorumFacts | undefined;
  @state() private pair: Pair = NO_PAIR;
  @state() private picks: Picks = new Map();

  /** The focus goes to the first control. */
  override focus(): void {
    const first = this.renderRoot.querySelector<HTMLElement>("input, .sets button, pbft-lab-vote-matrix");
    (first ?? this.renderRoot.querySelector<HTMLElement>("button"))?.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("question")) {
      this.replicas = 4;
      this.quorum = 2;
      this.pair = NO_PAIR;
      this.picks = new Map();
      this.facts = undefined;
    }
    if (changed.has("question") || changed.has("replicas") || changed.has("quorum")) {
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    const { find, replicas, quorum, question } = this;
    if (find && "cluster" in find) {
      const facts = await this.factsOf(replicas, Math.min(find.cluster.faulty, replicas), quorum);
      if (replicas === this.replicas && quorum === this.quorum && question === this.question) {
        this.facts = facts;
      }
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { find } = this;
    if (!find) {
      return nothing;
    }
    return "cluster" in find
      ? this.#cluster(find.cluster.faulty)
      : "quorums" in find
        ? this.#quorums(find.quorums)
        : this.#proof();
  }

  #cluster(faulty: number): TemplateResult {
    const { t, replicas, quorum, facts } = this;
    const setReplicas = (value: number) => {
      this.replicas = value;
      this.quorum = Math.min(this.quorum, value);
    };
    const setQuorum = (value: number) => {
      this.quorum = value;
    };
    return html`
      ${this.#slider(t("find-replicas", { count: replicas }), replicas, REPLICAS_MAX, setReplicas)}
      ${this.#slider(t("find-quorum", { count: quorum }), quorum, replicas, setQuorum)}
      ${facts ? this.#drawing(facts) : nothing}
      <div class="facts" role="status">${facts ? this.#facts(facts, faulty) : nothing}</div>
      ${this.#check(() => ({ cluster: { replicas: this.replicas, quorum: this.quorum } }))}
    `;
  }

  #slider(label: string, value: number, max: number, set: (value: number) => void): TemplateResult {
    const onInput = ({ target }: Event) => {
      if (target instanceof HTMLInputElement) {
        set(Number(target.value));
      }
    };
    return html`
      <label class="slider"><span>${label}</span>
        <input type="range" min="1" max=${max} .value=${String(value)} ?disabled=${this.given} @input=${onInput} />
      </label>
    `;
  }

  // One quorum has a bar above, the other below, so what both have is between two bars.
  #drawing({ first, second, shared: both, liars }: QuorumFacts): TemplateResult {
    const { replicas, t } = this;
    const bar = (members: readonly number[], y: number, set: string) =>
      svg`<rect class=${set} x=${(members[0] ?? 0) * PITCH + 2} y=${y} width=${members.length * PITCH - 4} height="4" rx="2"></rect>`;
    const replica = (id: number) => {
      const x = (id + 0.5) * PITCH;
      const lies = liars.includes(id);
      return svg`
        <circle class="${both.includes(id) ? "both" : ""} ${lies ? "lies" : ""}" cx=${x} cy="20" r="7"></circle>
        ${lies ? svg`<path class="sign" d="M${x - 3} 17 l6 6 m0 -6 l-6 6"></path>` : nothing}
      `;
    };
    return html`
      <svg class="drawing" viewBox="0 0 ${replicas * PITCH} 40" width=${replicas * PITCH} role="img" aria-label=${t("find-drawing")}>
        ${bar(first, 2, "first")} ${bar(second, 34, "second")}
        ${Array.from({ length: replicas }, (_, id) => replica(id))}
      </svg>
    `;
  }

  #facts({ shared: both, answering, agrees, proceeds }: QuorumFacts, faulty: number): TemplateResult {
    const { t, quorum } = this;
    const sign = (holds: boolean) =>
      html`<span class=${holds ? "good" : "bad"} aria-hidden="true">${holds ? "✓" : "✗"}</span>`;
    const yesOrNo = (holds: boolean) => (holds ? "yes" : "no");
    return html`
      <p>${sign(agrees)} ${t("find-overlap", { shared: both.length, faulty, agrees: yesOrNo(agrees) })}</p>
      <p>${sign(proceeds)} ${t("find-silence", { answering, faulty, quorum, proceeds: yesOrNo(proceeds) })}</p>
    `;
  }

  #quorums({
    replicas,
    quorum,
    liars,
  }: {
    replicas: number;
    quorum: number;
    liars: number[];
  }): TemplateResult {
    const { t, pair } = this;
    const ids = Array.from({ length: replicas }, (_, id) => id);
    const both = shared(pair);
    const nothingThere = () => this.#send({ nothing: true });
    return html`
      <table class="sets">
        <thead>
          <tr>
            <td></td>
            ${ids.map((id) => html`<th scope="col" class=${both.includes(id) ? "both" : ""}>${id}${liars.includes(id) ? html`<span class="bad" aria-hidden="true">✗</span><span class="unseen">${t("find-lies")}</span>` : nothing}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${SETS.map(
            (set) => html`
              <tr class="set-${set}">
                <th scope="row">${t("find-set", { set, have: pair[set].size, quorum })}</th>
                ${ids.map((id) => html`<td>${this.#member(set, id)}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
      <p class="facts" role="status">${t("find-shared", { count: both.length, replicas: both.join(t("list-comma")) })}</p>
      ${this.#check(() => foundPair(this.pair), html`<button type="button" aria-disabled=${this.given ? "true" : "false"} @click=${nothingThere}>${t("find-none")}</button>`)}
    `;
  }

  #member(set: 0 | 1, id: number): TemplateResult {
    const pressed = this.pair[set].has(id);
    const press = () => {
      if (!this.given) {
        this.pair = toggled(this.pair, set, id);
      }
    };
    return html`
      <button
        type="button"
        aria-pressed=${pressed ? "true" : "false"}
        aria-disabled=${this.given ? "true" : "false"}
        aria-label=${this.t("find-member", { set, id })}
        @click=${press}
      ></button>
    `;
  }

  #proof(): TemplateResult {
    const { t, picks, given, seqs } = this;
    const onPick = (event: Event) => {
      if (event instanceof CustomEvent && !this.given) {
        this.picks = picked(this.picks, event.detail as StatementName);
      }
    };
    return html`
      <p class="small">${t("find-pick")}</p>
      <pbft-lab-vote-matrix .chosen=${seqs.chosen} .reported=${seqs.reported} .picks=${picks} .frozen=${given} @pick=${onPick}></pbft-lab-vote-matrix>
      <p class="facts" role="status">${t("find-picked", { count: picks.size })}</p>
      ${this.#check(() => ({ messages: [...this.picks.values()] }))}
    `;
  }

  #check(found: () => Found, more: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`
      <div class="row">
        <button type="button" class="primary check" aria-disabled=${this.given ? "true" : "false"} @click=${() => this.#send(found())}>${this.t("find-check")}</button>
        ${more}
      </div>
    `;
  }

  #send(found: Found): void {
    if (!this.given) {
      this.dispatchEvent(new CustomEvent<Found>("found", { detail: found }));
    }
  }
}
