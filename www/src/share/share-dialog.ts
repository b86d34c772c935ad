// Share dialog: links, files and figures of a run, and opening a file.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { TraceFormat } from "../engine/messages.ts";
import { milliseconds } from "../text/format.ts";
import { DIALOG_STYLES, DialogPart } from "../ui/dialog.ts";
import { styleSheet } from "../ui/sheet.ts";
import { ABOUT_MAX, TITLE_MAX, type Words } from "./description.ts";
import type { SceneOption } from "./embed-part.ts";
import { fileName, save } from "./files.ts";
import { problemText, whyNot } from "./notices.ts";
import shareCss from "./share-dialog.css?inline";
import type { Notice, Problem, Sharing } from "./sharing.ts";

const TRACES: readonly { readonly format: TraceFormat; readonly ending: string }[] = [
  { format: "json", ending: "-trace.json" },
  { format: "shiviz", ending: "-shiviz.log" },
  { format: "mermaid", ending: ".mmd" },
  { format: "tikz", ending: ".tex" },
];
const LEAVES = ["link", "embed", "figure", "file"] as const;
/** The reader has finished a word by then: a link is made again. */
const WRITTEN_MS = 250;

export class SharePart extends DialogPart {
  static override styles = [...DIALOG_STYLES, styleSheet(shareCss)];

  @property({ attribute: false }) sharing: Sharing | undefined;
  /** The notice above the run. Errors are shown here as well. */
  @property({ attribute: false }) notice: Notice | undefined;
  /** The scenes that code to embed can name. */
  @property({ attribute: false }) scenes: readonly SceneOption[] = [];
  @property({ type: Number }) stepCount = 0;
  @property({ type: Number }) nowMs = 0;
  /** The text of the link to the current step. */
  @state() private link: string | undefined;
  /** Why there is no link. */
  @state() private problem: Problem | undefined;
  /** The last action. */
  @state() private done = "";
  @state() private leaf: (typeof LEAVES)[number] = "link";
  #writing: ReturnType<typeof setTimeout> | undefined;
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
    clearTimeout(this.#writing);
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
    const { t, leaf, notice } = this;
    const problem = notice?.notice === "problem" && notice.at === "file" ? problemText(t, notice) : "";
    return html`
      <nav aria-label=${t("share-leaves")}>
        ${LEAVES.map((one) => html`<button type="button" aria-current=${one === leaf ? "page" : "false"} @click=${() => this.#turnTo(one)}>${t("share-leaf", { leaf: one })}</button>`)}
      </nav>
      <p class="error" role="alert" ?hidden=${problem === ""}>${problem}</p>
      <div class="content ${leaf}">${this.#leafContent()}</div>
      <input id="file" type="file" accept=".json,application/json" hidden @change=${this.#onFile} />
      <p class="done" role="status">${this.done}</p>
    `;
  }

  #turnTo(leaf: (typeof LEAVES)[number]): void {
    this.leaf = leaf;
    this.done = "";
  }

  #leafContent(): TemplateResult {
    switch (this.leaf) {
      case "link":
        return html`${this.#words()} ${this.#address()}`;
      case "embed":
        return this.#embed();
      case "figure":
        return this.#figures();
      case "file":
        return html`${this.#words()} ${this.#files()} ${this.#traces()} ${this.#courseSystem()}`;
    }
  }

  /** Title and description, which the link and the file contain. */
  #words(): TemplateResult {
    const { t, sharing } = this;
    const words = sharing?.words(this.language) ?? { title: "", about: "" };
    return html`
      <div class="words">
        <label>${t("share-title")}
          <input type="text" maxlength=${TITLE_MAX} autocomplete="off" .value=${live(words.title)} @input=${(event: Event) => this.#write({ ...words, title: textIn(event) })} />
        </label>
        <label>${t("share-about")}
          <textarea rows="2" maxlength=${ABOUT_MAX} .value=${live(words.about)} @input=${(event: Event) => this.#write({ ...words, about: textIn(event) })}></textarea>
        </label>
      </div>
    `;
  }

  // The link that is shown has the old texts, so it is withdrawn until the new one is made.
  #write(words: Words): void {
    this.sharing?.describe(words, this.language);
    this.link = undefined;
    this.requestUpdate();
    clearTimeout(this.#writing);
    this.#writing = setTimeout(() => void this.#findLink(), WRITTEN_MS);
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
    const { t } = this;
    return html`
      <h3>${t("share-file")}</h3>
      <p>${t("share-file-about")}</p>
      <div class="row">
        <button type="button" @click=${() => void this.#saveScenario()}>${t("share-file-save")}</button>
        <button type="button" @click=${this.#onPick}>${t("share-file-open")}</button>
      </div>
    `;
  }

  #figures(): TemplateResult {
    const { sharing, stepCount, nowMs } = this;
    return html`<pbft-lab-figure .sharing=${sharing} .stepCount=${stepCount} .nowMs=${nowMs} .save=${this.#saveAs}></pbft-lab-figure>`;
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
    const { sharing, scenes, link } = this;
    return html`<pbft-lab-embed .sharing=${sharing} .scenes=${scenes} .link=${link} .copy=${this.#copyFrom}></pbft-lab-embed>`;
  }

  readonly #copyFrom = (text: string, field: HTMLTextAreaElement) => void this.#copy(text, field);

  #courseSystem(): TemplateResult {
    const { t } = this;
    return html`
      <h3>${t("share-scorm")}</h3>
      <p>${t("share-scorm-about")}</p>
      <button type="button" @click=${() => void this.#saveScorm()}>${t("share-scorm-save")}</button>
    `;
  }

  #copyButton(field: string, text: string): TemplateResult {
    return html`<button type="button" ?disabled=${text === ""} aria-describedby=${field} @click=${() => void this.#copy(text, this.renderRoot.querySelector(`#${field}`))}>${this.t("share-copy")}</button>`;
  }

  // If the browser denies access to the clipboard, the reader can copy: the text is already selected.
  async #copy(text: string, field: Element | null): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.#tell("share-copied");
    } catch {
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
        field.focus();
        field.select();
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

  readonly #saveAs = (ending: string, content: Blob) => this.#save(ending, content);

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
}

function isAnotherMoment(changed: PropertyValues): boolean {
  return changed.has("open") || changed.has("stepCount") || changed.has("nowMs");
}

function textIn({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target.value : "";
}

function selectAll(event: Event): void {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
    event.target.select();
  }
}
