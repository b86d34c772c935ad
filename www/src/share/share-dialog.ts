// Share dialog: links, files and figures of a run, and opening a file.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { TraceFormat } from "../engine/messages.ts";
import { milliseconds } from "../text/format.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { type Colours, FigureError } from "../ui/image-export.ts";
import { styleSheet } from "../ui/sheet.ts";
import { elementCode, frameCode } from "./embed-code.ts";
import { fileName, save } from "./files.ts";
import { problemText, whyNot } from "./notices.ts";
import shareCss from "./share-dialog.css?inline";
import type { FigureOf, Notice, Problem, Sharing } from "./sharing.ts";

const TRACES: readonly { readonly format: TraceFormat; readonly ending: string }[] = [
  { format: "json", ending: "-trace.json" },
  { format: "shiviz", ending: "-shiviz.log" },
  { format: "mermaid", ending: ".mmd" },
  { format: "tikz", ending: ".tex" },
];
const FIGURES: readonly FigureOf[] = ["stage", "timeline"];
const FORMATS = ["svg", "png"] as const;
const COLOURS: readonly Colours[] = ["light", "dark"];

export class SharePart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(shareCss)];

  @property({ attribute: false }) sharing: Sharing | undefined;
  /** The notice above the run. Errors are shown here as well. */
  @property({ attribute: false }) notice: Notice | undefined;
  @property({ type: Number }) stepCount = 0;
  @property({ type: Number }) nowMs = 0;
  /** The text of the link to the current step. */
  @state() private link: string | undefined;
  /** Why there is no link. */
  @state() private problem: Problem | undefined;
  /** The last action. */
  @state() private done = "";
  @state() private colours: Colours = "light";
  /** Whether the code to embed starts the scene at its beginning. */
  @state() private whole = true;
  /** The number of requested links. */
  #asked = 0;

  protected override get name(): string {
    return this.t("share");
  }

  // A link belongs to one step: at another step it is neither shown nor copied while the new one is made.
  protected override willUpdate(changed: PropertyValues): void {
    if (isAnotherMoment(changed)) {
      this.link = undefined;
      this.problem = undefined;
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("open")) {
      if (this.open) {
        this.sharing?.hold();
      } else if (changed.get("open") === true) {
        this.sharing?.release();
      }
      this.done = "";
    }
    // The run may still have been on its way to a step when it was paused.
    if (this.open && isAnotherMoment(changed)) {
      void this.#findLink();
    }
  }

  async #findLink(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const answer = await this.sharing?.link();
    if (asked !== this.#asked) {
      // A later request is about the current step.
      return;
    }
    this.link = answer && "value" in answer ? answer.value : undefined;
    this.problem = answer && "problem" in answer ? answer.problem : undefined;
  }

  protected override content(): TemplateResult {
    return html`
      ${this.#address()} ${this.#files()} ${this.#figures()} ${this.#traces()} ${this.#embed()} ${this.#courseSystem()}
      <p class="done" role="status">${this.done}</p>
    `;
  }

  #address(): TemplateResult {
    const { t, link, sharing } = this;
    const address = link === undefined || !sharing ? "" : sharing.addressOf(link);
    const time = milliseconds(this.nowMs, this.language);
    const scene = sharing?.addressOfBeginning;
    return html`
      <h3>${t("share-link")}</h3>
      <p id="address-about">${t("share-link-about", { step: this.stepCount, time })}</p>
      ${this.#addressRow("address", t("share-link"), address)}
      <p class="error" role="alert" ?hidden=${!this.problem}>${whyNot(t, this.problem)}</p>
      ${
        scene === undefined
          ? nothing
          : html`
            <h3>${t("share-scene")}</h3>
            <p id="scene-about">${t("share-scene-about")}</p>
            ${this.#addressRow("scene", t("share-scene"), scene)}
          `
      }
    `;
  }

  #addressRow(id: "address" | "scene", label: string, address: string): TemplateResult {
    return html`
      <div class="row">
        <input
          id=${id}
          class="text"
          readonly
          aria-label=${label}
          aria-describedby=${`${id}-about`}
          .value=${address}
          @focus=${selectAll}
        />
        ${this.#copyButton(id, address)}
      </div>
    `;
  }

  #files(): TemplateResult {
    const { t, notice } = this;
    const problem = notice?.notice === "problem" && notice.at === "file" ? problemText(t, notice) : "";
    return html`
      <h3>${t("share-file")}</h3>
      <p>${t("share-file-about")}</p>
      <div class="row">
        <button type="button" @click=${() => void this.#saveScenario()}>${t("share-file-save")}</button>
        <button type="button" @click=${this.#onPick}>${t("share-file-open")}</button>
        <input id="file" type="file" accept=".json,application/json" hidden @change=${this.#onFile} />
      </div>
      <p class="error" role="alert" ?hidden=${problem === ""}>${problem}</p>
    `;
  }

  #figures(): TemplateResult {
    const { t } = this;
    return html`
      <h3>${t("share-figure")}</h3>
      <p>${t("share-figure-about")}</p>
      <div class="row">
        ${FIGURES.map((of) =>
          FORMATS.map(
            (format) =>
              html`<button type="button" @click=${() => void this.#saveFigure(of, format)}>${t("share-figure-save", { of, format: format.toUpperCase() })}</button>`,
          ),
        )}
        <label>${t("share-colours")}
          <select @change=${this.#onColours}>
            ${COLOURS.map((one) => html`<option value=${one} ?selected=${one === this.colours}>${t("share-colours-of", { colours: one })}</option>`)}
          </select>
        </label>
      </div>
    `;
  }

  #traces(): TemplateResult {
    const { t } = this;
    return html`
      <h3>${t("share-trace")}</h3>
      <dl>
        ${TRACES.map(
          ({ format, ending }) => html`
            <dt><button type="button" aria-describedby=${`about-${format}`} @click=${() => void this.#saveTrace(format, ending)}>${t("share-trace-name", { format })}</button></dt>
            <dd id=${`about-${format}`}>${t("share-trace-about", { format })}</dd>
          `,
        )}
      </dl>
    `;
  }

  #embed(): TemplateResult {
    const { t, sharing, link } = this;
    const beginning = sharing?.beginning;
    const whole = this.whole && beginning !== undefined;
    const scenario = whole ? beginning.scene : link;
    const options = {
      home: sharing?.home ?? location.href,
      scenario: scenario ?? "",
      seed: whole ? beginning.seed : undefined,
      autoplay: whole,
      title: t("element-label"),
    };
    return html`
      <h3>${t("share-embed")}</h3>
      <p>${t("share-embed-about")}</p>
      ${
        beginning
          ? html`
            <div class="row" role="radiogroup" aria-label=${t("share-embed")}>
              ${[true, false].map((one) => html`<label><input type="radio" name="whole" .checked=${one === whole} @change=${() => this.#begins(one)} /> ${t("share-embed-from", { from: one ? "beginning" : "moment" })}</label>`)}
            </div>
          `
          : nothing
      }
      ${this.#code("element", scenario === undefined ? "" : elementCode(options))}
      ${this.#code("frame", scenario === undefined ? "" : frameCode(options))}
    `;
  }

  #courseSystem(): TemplateResult {
    const { t } = this;
    return html`
      <h3>${t("share-scorm")}</h3>
      <p>${t("share-scorm-about")}</p>
      <button type="button" @click=${() => void this.#saveScorm()}>${t("share-scorm-save")}</button>
    `;
  }

  #code(kind: "element" | "frame", text: string): TemplateResult {
    const id = `code-${kind}`;
    return html`
      <div class="row">
        <label class="text">${this.t("share-embed-as", { kind })}
          <textarea id=${id} rows="3" readonly spellcheck="false" .value=${text} @focus=${selectAll}></textarea>
        </label>
        ${this.#copyButton(id, text)}
      </div>
    `;
  }

  #copyButton(field: string, text: string): TemplateResult {
    return html`<button type="button" ?disabled=${text === ""} aria-describedby=${field} @click=${() => void this.#copy(field, text)}>${this.t("share-copy")}</button>`;
  }

  // If the browser denies access to the clipboard, the reader can copy: the text is already selected.
  async #copy(field: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#tell("share-copied");
    } catch {
      const shown = this.renderRoot.querySelector(`#${field}`);
      if (shown instanceof HTMLInputElement || shown instanceof HTMLTextAreaElement) {
        shown.focus();
        shown.select();
      }
      this.#tell("share-copy-yourself");
    }
  }

  async #saveScenario(): Promise<void> {
    const answer = await this.sharing?.scenario();
    if (answer && "value" in answer) {
      const text = `${JSON.stringify(answer.value, null, 2)}\n`;
      this.#save(".json", new Blob([text], { type: "application/json" }));
    } else {
      this.done = whyNot(this.t, answer?.problem);
    }
  }

  async #saveTrace(format: TraceFormat, ending: string): Promise<void> {
    const answer = await this.sharing?.trace(format);
    if (answer && "value" in answer) {
      this.#save(
        ending,
        new Blob([answer.value], { type: format === "json" ? "application/json" : "text/plain" }),
      );
    } else {
      this.done = whyNot(this.t, answer?.problem);
    }
  }

  async #saveFigure(of: FigureOf, format: "svg" | "png"): Promise<void> {
    try {
      const figure = await this.sharing?.figure(of, format, this.colours);
      if (figure) {
        this.#save(`-step-${this.stepCount}-${of}.${format}`, figure);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : "";
      const why = error instanceof FigureError ? error.why : "other";
      this.done = this.t("share-figure-failed", { why, message });
    }
  }

  async #saveScorm(): Promise<void> {
    try {
      const content = await this.sharing?.scorm();
      if (content) {
        this.#save("-scorm.zip", content);
      }
    } catch (error) {
      this.done = this.t("share-scorm-failed", { message: error instanceof Error ? error.message : "" });
    }
  }

  #save(ending: string, content: Blob): void {
    const name = fileName(this.sharing?.title ?? "", ending);
    save(name, content);
    this.done = this.t("share-saved", { name });
  }

  // The same words twice must be spoken twice.
  #tell(key: "share-copied" | "share-copy-yourself"): void {
    this.done = "";
    void this.updateComplete.then(() => {
      this.done = this.t(key);
    });
  }

  readonly #onPick = () => {
    const input = this.renderRoot.querySelector("#file");
    if (input instanceof HTMLInputElement) {
      input.click();
    }
  };

  readonly #onFile = async (event: Event) => {
    const input = event.target;
    const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
    if (file && (await this.sharing?.openFile(file))) {
      this.close();
    }
    if (input instanceof HTMLInputElement) {
      // The same file may be selected again after a correction.
      input.value = "";
    }
  };

  readonly #onColours = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      this.colours = event.target.value === "dark" ? "dark" : "light";
    }
  };

  #begins(whole: boolean): void {
    this.whole = whole;
  }
}

function isAnotherMoment(changed: PropertyValues): boolean {
  return changed.has("open") || changed.has("stepCount") || changed.has("nowMs");
}

function selectAll(event: Event): void {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
    event.target.select();
  }
}
