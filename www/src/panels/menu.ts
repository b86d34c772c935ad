// The menu of one node: its state in words and its actions, in a small dialog next to it.

import { consume } from "@lit/context";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Command, StrategyInfo } from "../engine/engine.ts";
import { type Askable, aboutClient, aboutReplica } from "../model/questions.ts";
import { behaviour } from "../model/strategies.ts";
import type { LieList } from "../model/ui-state.ts";
import type { ClientModel, ReplicaModel, ViewModel } from "../model/view-model.ts";
import { clientName, clientState, replicaState } from "../text/node-state.ts";
import { viewModelContext } from "../ui/contexts.ts";
import { Part, SHARED } from "../ui/part.ts";
import popoverCss from "../ui/popover.css?inline";
import { placeClear } from "../ui/popover.ts";
import { questionButton } from "../ui/question-button.ts";
import { styleSheet } from "../ui/sheet.ts";
import menuCss from "./menu.css?inline";
import { StrategiesPart } from "./strategies.ts";

interface Choice {
  readonly key: string;
  readonly command: Command;
}

export class MenuPart extends Part {
  static override styles = [SHARED, styleSheet(popoverCss), styleSheet(menuCss)];

  @consume({ context: viewModelContext, subscribe: true })
  @property({ attribute: false })
  model: ViewModel | undefined;
  /** The node whose menu is open. */
  @property({ attribute: false }) node: number | undefined;
  @property({ attribute: false }) anchor: Element | undefined;
  /** The ways to misbehave that there are. */
  @property({ attribute: false }) strategies: readonly StrategyInfo[] = [];
  /** Whether anything can be done here, or only looked at. */
  @property({ type: Boolean }) acts = true;
  /** Whether a client can be made to send. */
  @property({ type: Boolean }) sends = true;
  /** Whether it opens where a lie is chosen. */
  @property({ type: Boolean }) lies = false;
  /** Whether the panel has more about a node. */
  @property({ type: Boolean }) panel = true;
  /** What is listed of the lies, where the panel does not have them. */
  @property({ attribute: false }) list: LieList = { shown: "none", search: "" };
  /** Whether the reader is choosing a lie. */
  @state() private lying = false;

  /** What the menu was opened from. */
  #origin: Element | undefined;
  /** Whether the menu had the focus when it was closed. */
  #held = false;

  // Before its content goes: with the button that has the focus, the focus would go too.
  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("node")) {
      this.lying = this.lies && this.acts;
    }
    const popover = this.#popover();
    if (this.node === undefined && popover?.matches(":popover-open")) {
      popover.hidePopover();
    }
  }

  #popover(): HTMLElement | null {
    return this.hasUpdated ? this.renderRoot.querySelector<HTMLElement>("[popover]") : null;
  }

  protected override updated(changed: PropertyValues): void {
    const popover = this.#popover();
    if (popover && this.node !== undefined && changed.has("lying") && !changed.has("node")) {
      void this.#turn(popover);
    }
    if (popover && this.lying && changed.has("list")) {
      this.#place(popover);
    }
    if (!popover || this.node === undefined || !(changed.has("node") || changed.has("anchor"))) {
      return;
    }
    if (!popover.matches(":popover-open")) {
      popover.showPopover();
    }
    this.#origin = this.anchor;
    this.#place(popover);
    popover.querySelector("button")?.focus();
  }

  protected override render() {
    const title = this.#title();
    return html`
      <div popover="auto" role="dialog" aria-label=${title} @beforetoggle=${this.#onBeforeToggle} @toggle=${this.#onToggle}>
        ${this.node === undefined ? nothing : html`<header>${this.#back()}<h2>${title}</h2></header>${this.#content()}`}
      </div>
    `;
  }

  // The other leaf of the menu has another size, and the button that had the focus is gone.
  async #turn(popover: HTMLElement): Promise<void> {
    const lies = popover.querySelector("pbft-lab-strategies");
    await (lies instanceof StrategiesPart ? lies.updateComplete : undefined);
    this.#place(popover);
    const next = lies instanceof StrategiesPart ? lies : popover.querySelector<HTMLElement>(".lie");
    next?.focus({ preventScroll: true });
  }

  #replica(): ReplicaModel | undefined {
    return this.model?.replicas.find((replica) => replica.id === this.node);
  }

  #client(): ClientModel | undefined {
    return this.model?.clients.find((client) => client.node === this.node);
  }

  #title(): string {
    const replica = this.#replica();
    const client = this.#client();
    if (replica) {
      return this.t("menu-replica", { id: replica.id, role: replica.primary ? "primary" : "backup" });
    }
    return client ? clientName(client, (this.model?.clients.length ?? 0) > 1, this.t) : "";
  }

  #content(): TemplateResult | typeof nothing {
    const replica = this.#replica();
    const client = this.#client();
    const node = replica ?? client;
    if (this.lying && node) {
      return this.#lies(node, replica?.primary ?? false);
    }
    if (replica) {
      return this.#replicaContent(replica);
    }
    return client ? this.#clientContent(client) : nothing;
  }

  #back(): TemplateResult | typeof nothing {
    return this.lying
      ? html`<button type="button" class="quiet back" aria-label=${this.t("lie-back")} title=${this.t("lie-back")} @click=${() => this.#choose(false)}>‹</button>`
      : nothing;
  }

  #lies(node: ReplicaModel | ClientModel, primary: boolean): TemplateResult {
    return html`
      <pbft-lab-strategies
        .strategies=${this.strategies}
        .followed=${node.strategies}
        .node=${this.node ?? 0}
        .primary=${primary}
        .replicas=${this.model?.n ?? 0}
        .clients=${this.model?.clients.length ?? 0}
        .list=${this.list}
        ?brief=${this.panel}
      ></pbft-lab-strategies>
    `;
  }

  #choose(lying: boolean): void {
    this.lying = lying;
  }

  // A node that is down sends nothing, true or false.
  #conduct({ byzantine, health, strategies }: ReplicaModel | ClientModel): TemplateResult {
    const { t } = this;
    const honest = behaviour(this.node ?? 0, this.model?.n ?? 0, []);
    const lie = (this.node ?? 0) < (this.model?.n ?? 0) ? "behave" : "clientBehave";
    const lies = strategies.map(({ name }) => t(`strategy-${name}`)).join(t("list-comma"));
    return html`
      ${byzantine ? html`<p class="lies">${t("menu-lies", { strategies: lies })}</p>` : nothing}
      <div class="choices">
        ${
          health === "down" || !this.acts
            ? nothing
            : html`
              <button type="button" class="lie" title=${t("menu-lie-about")} ?disabled=${this.blocks(lie)} @click=${() => this.#choose(true)}>
                <span class="name">${t(byzantine ? "menu-lie-more" : "menu-lie")}</span>
                <span class="unseen">${t("menu-lie-about")}</span>
              </button>
            `
        }
        ${
          byzantine && health !== "down" && this.acts
            ? html`
              <button type="button" title=${t("menu-honest-about")} ?disabled=${this.blocks(honest.do)} @click=${() => this.dispatch({ type: "command", command: honest })}>
                <span class="name">${t("menu-honest")}</span>
                <span class="unseen">${t("menu-honest-about")}</span>
              </button>
            `
            : nothing
        }
      </div>
    `;
  }

  #replicaContent(replica: ReplicaModel): TemplateResult {
    const { t } = this;
    return html`
      <p class="state">${t("menu-state", { health: replica.health, view: replica.view, executed: replica.lastExecuted, state: replicaState(replica, t) })}</p>
      <div class="choices">
        ${(this.acts ? choicesOf(replica) : []).map(
          ({ key, command }) => html`
            <button type="button" title=${t(`menu-${key}-about`)} ?disabled=${this.blocks(command.do)} @click=${() => this.dispatch({ type: "command", command })}>
              <span class="name">${t(`menu-${key}`)}</span>
              <span class="unseen">${t(`menu-${key}-about`)}</span>
            </button>
          `,
        )}
      </div>
      ${this.#conduct(replica)}
      ${this.model ? this.#question(aboutReplica(replica, this.model)) : nothing}
      ${this.#panel()}
    `;
  }

  #question(askable: Askable | undefined): TemplateResult | typeof nothing {
    return questionButton(askable, this.t, (action) => this.dispatch(action));
  }

  // All else of the node.
  #panel(): TemplateResult | typeof nothing {
    if (!this.panel) {
      return nothing;
    }
    const open = () => {
      this.dispatch({ type: "close" });
      this.dispatch({ type: "tab", tab: "replica" });
    };
    return html`<button type="button" class="quiet panel" @click=${open}>${this.t("menu-panel")} ›</button>`;
  }

  #clientContent(client: ClientModel): TemplateResult {
    const { t } = this;
    return html`
      <p class="state">${clientState(client, t)}</p>
      ${
        this.sends
          ? html`
            <div class="choices">
              <button type="button" title=${t("menu-send-about")} ?disabled=${this.blocks("submit")} @click=${() => this.dispatch({ type: "compose", client: client.id })}>
                <span class="name">${t("menu-send")}</span>
                <span class="unseen">${t("menu-send-about")}</span>
              </button>
            </div>
          `
          : nothing
      }
      ${this.#conduct(client)}
      ${this.#question(aboutClient(client))}
      ${this.#panel()}
      <div class="choices"><button type="button" @click=${() => this.dispatch({ type: "close" })}>${t("close")}</button></div>
    `;
  }

  // The focus goes back to where the menu was opened from, unless the reader has taken it elsewhere already. The browser
  // cannot do that itself: the node is in another shadow tree.
  readonly #onBeforeToggle = (event: Event) => {
    if (event instanceof ToggleEvent && event.newState === "closed") {
      this.#held = this.renderRoot.querySelector("[popover]:focus-within") !== null;
    }
  };

  readonly #onToggle = (event: Event) => {
    if (!(event instanceof ToggleEvent) || event.newState !== "closed") {
      return;
    }
    const root = this.getRootNode();
    const taken = root instanceof ShadowRoot ? root.activeElement : null;
    if (this.#held && (!taken || taken === this) && this.#origin instanceof SVGElement) {
      this.#origin.focus();
    }
    if (this.node !== undefined) {
      this.dispatch({ type: "close" });
    }
  };

  // Beside its node, and over no other one.
  #place(popover: HTMLElement): void {
    const { anchor } = this;
    const nodes = [...(anchor?.parentElement?.querySelectorAll("[data-node]") ?? [])];
    const others = nodes.filter((node) => node !== anchor).map((node) => node.getBoundingClientRect());
    placeClear(popover, anchor?.getBoundingClientRect(), others);
  }
}

function choicesOf(replica: ReplicaModel): Choice[] {
  const at = { replica: replica.id };
  const crash: Choice = { key: "crash", command: { do: "crash", ...at } };
  switch (replica.health) {
    case "up":
      return [crash, { key: "pause", command: { do: "pause", ...at } }];
    case "paused":
      return [{ key: "resume", command: { do: "resume", ...at } }, crash];
    case "down":
      return [
        { key: "restart-kept", command: { do: "restart", ...at, disk: "kept" } },
        { key: "restart-lost", command: { do: "restart", ...at, disk: "lost" } },
      ];
  }
}
