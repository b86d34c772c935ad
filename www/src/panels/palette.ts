// The fault palette at the edge of the stage: a tool is chosen here, and used on the stage.

import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ControlName } from "../model/controls.ts";
import { commandsOf, groupOfTool, TOOLS, type Tool } from "../model/tools.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import paletteCss from "./palette.css?inline";

/** The signs, in a box of 24 by 24. */
const SIGNS: Readonly<Record<Tool, string>> = {
  crash: "M6 6 L18 18 M18 6 L6 18",
  pause: "M9 6 V18 M15 6 V18",
  lie: "M5 8 C5 8 8 10 12 10 S19 8 19 8 C19 14 17 19 12 19 S5 14 5 8 M9 13 H10 M14 13 H15",
  slow: "M3 12 H7 M10 12 H13 M16 12 H20 M17 8.5 L20.5 12 L17 15.5",
  cut: "M3 12 H8 M16 12 H21 M9.5 16.5 L14.5 7.5",
  drop: "M4 12 H13 M16 8 L22 16 M22 8 L16 16",
  split: "M12 3 V6.5 M12 10.25 V13.75 M12 17.5 V21 M7 9 L4 12 L7 15 M17 9 L20 12 L17 15",
};

/** A flag at the start of a line. */
const SET_UP_SIGN = "M5 21 V4 H15 L13 8 L15 12 H5 M12 18 H20 M17.5 15.5 L20 18 L17.5 20.5";

type Stop = Tool | "set-up";

export class PalettePart extends Part {
  static override styles = [SHARED, styleSheet(paletteCss)];

  @property({ attribute: false }) tool: Tool | undefined;
  @property({ attribute: false }) controls: ReadonlySet<ControlName> = new Set();
  /** How many faults hold from the start. */
  @property({ type: Number }) setUp = 0;
  /** The button that the Tab key stops at. */
  @state() private stop: Stop | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const tools = this.#tools;
    const { t } = this;
    return tools.length === 0
      ? nothing
      : html`
        <div role="toolbar" aria-orientation="vertical" aria-label=${t("palette-label")} @keydown=${this.#onKey}>
          ${tools.map((tool) => this.#button(tool, tool === this.#stop))}
          ${this.#hasSetUp ? this.#setUp() : nothing}
        </div>
      `;
  }

  get #tools(): Tool[] {
    return TOOLS.filter((tool) => this.controls.has(groupOfTool(tool)));
  }

  get #hasSetUp(): boolean {
    return this.controls.has("settings");
  }

  get #stop(): Stop | undefined {
    return this.stop ?? this.tool ?? this.#tools[0];
  }

  /** Faults that hold from the start have a dialog of their own. */
  #setUp(): TemplateResult {
    const { t, setUp: count } = this;
    return html`
      <button
        type="button"
        class="set-up"
        data-tool="set-up"
        tabindex=${this.#stop === "set-up" ? 0 : -1}
        title=${t("palette-set-up-hint", { count })}
        @focus=${() => {
          this.stop = "set-up";
        }}
        @click=${() => this.dispatch({ type: "dialog", dialog: "set-up" })}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${SET_UP_SIGN}></path></svg>
        <span>${t("palette-set-up")}</span>
        ${count > 0 ? html`<span class="count">${count}</span>` : nothing}
      </button>
    `;
  }

  #button(tool: Tool, isStop: boolean): TemplateResult {
    const { t } = this;
    const held = tool === this.tool;
    const blocked = this.blocks(...commandsOf(tool));
    const stop = () => {
      this.stop = tool;
    };
    return html`
      <button
        type="button"
        data-tool=${tool}
        tabindex=${isStop ? 0 : -1}
        aria-pressed=${held ? "true" : "false"}
        aria-disabled=${blocked ? "true" : "false"}
        title=${blocked ? t("lesson-blocked") : t("palette-hint", { tool })}
        @focus=${stop}
        @click=${() => blocked || this.dispatch({ type: "tool", tool: held ? undefined : tool })}
      >
        <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d=${SIGNS[tool]}></path></svg>
        <span>${t("palette-tool", { tool })}</span>
      </button>
    `;
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const tools: Stop[] = [...this.#tools, ...(this.#hasSetUp ? (["set-up"] as const) : [])];
    const stop = this.#stop;
    const place = stop === undefined ? -1 : tools.indexOf(stop);
    const wanted = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 }[event.key];
    const next = wanted === undefined ? undefined : tools.at(wanted === tools.length ? 0 : wanted);
    if (next) {
      event.preventDefault();
      this.renderRoot.querySelector<HTMLElement>(`[data-tool=${next}]`)?.focus();
    }
  };
}
