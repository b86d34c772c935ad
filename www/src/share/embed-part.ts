// Choices for the code to embed, the code, and a preview made from the same description.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { THEMES } from "../model/actions.ts";
import { CONTROLS, type ControlName, PARTS, type PartName } from "../model/controls.ts";
import { LANGUAGES, translator } from "../text/catalogue.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import {
  addressInFrame,
  codeOf,
  type Embedded,
  type EmbedOptions,
  embeddedElement,
  embeddedFrame,
  FRAME_HEIGHT,
} from "./embed-code.ts";
import embedCss from "./embed-part.css?inline";
import { CONTENTS, type Content, contentOf, SIZES } from "./embed-presets.ts";
import { AUTO_WIDTH, EmbedPreview } from "./embed-preview.ts";
import leafCss from "./leaf.css?inline";
import type { Sharing } from "./sharing.ts";

/** A scene that can be named in the code. */
export interface SceneOption {
  readonly name: string;
  readonly shelf: string;
  readonly title: string;
}

const KINDS = ["element", "frame"] as const;
/** The run itself: from its start, or at this position. */
const OF_THE_RUN = ["beginning", "moment"] as const;
const SIZE_MIN = 120;
const SIZE_MAX = 4000;

export class EmbedPart extends Part {
  static override styles = [SHARED, styleSheet(leafCss), styleSheet(embedCss)];

  @property({ attribute: false }) sharing: Sharing | undefined;
  @property({ attribute: false }) scenes: readonly SceneOption[] = [];
  /** The text of the link to this position. */
  @property({ attribute: false }) link: string | undefined;
  /** Copies a text, which a field of this part shows. */
  @property({ attribute: false }) copy: (text: string, field: HTMLTextAreaElement) => void = () => {};
  @state() private kind: (typeof KINDS)[number] = "element";
  /** What runs: one of OF_THE_RUN, or the name of a scene. */
  @state() private content = "";
  @state() private chosenLanguage = "";
  @state() private theme = "auto";
  /** Undefined: a scene plays from its start, a position waits. */
  @state() private plays: boolean | undefined;
  @state() private isReadOnly = false;
  @state() private parts: ReadonlySet<PartName> = new Set(PARTS);
  @state() private controls: ReadonlySet<ControlName> = new Set(CONTROLS);
  @state() private width: number | undefined;
  @state() private height: number | undefined;
  /** The scale of the preview, and whether the policy of the page forbids it. */
  @state() private shown = { scale: 1, width: AUTO_WIDTH, height: 0, blocked: false };

  readonly #preview = new EmbedPreview((shown) => {
    this.shown = shown;
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#preview.end();
  }

  protected override updated(_: PropertyValues): void {
    const box = this.renderRoot.querySelector<HTMLElement>(".preview-box");
    if (box) {
      this.#preview.show(box, this.#embedded, this.width);
    }
  }

  get #content(): string {
    const known = this.content === "moment" || this.scenes.some(({ name }) => name === this.content);
    return known ? this.content : this.sharing?.beginning ? "beginning" : "moment";
  }

  get #options(): EmbedOptions | undefined {
    const { sharing, link } = this;
    const content = this.#content;
    const beginning = content === "beginning" ? sharing?.beginning : undefined;
    const scenario = content === "moment" ? link : (beginning?.scene ?? content);
    if (scenario === undefined) {
      return undefined;
    }
    const whole = <Name>(chosen: ReadonlySet<Name>, all: readonly Name[]) =>
      chosen.size === all.length ? undefined : all.filter((one) => chosen.has(one));
    return {
      home: sharing?.home ?? location.href,
      scenario,
      seed: beginning?.seed,
      lang: this.chosenLanguage === "" ? undefined : this.chosenLanguage,
      theme: this.theme === "light" || this.theme === "dark" ? this.theme : undefined,
      autoplay: this.#plays,
      readonly: this.isReadOnly,
      parts: whole(this.parts, PARTS),
      controls: whole(this.controls, CONTROLS),
      width: this.width,
      height: this.height,
      title: this.t("element-label"),
    };
  }

  get #plays(): boolean {
    return this.plays ?? this.#content !== "moment";
  }

  get #embedded(): Embedded | undefined {
    const options = this.#options;
    return options && (this.kind === "element" ? embeddedElement(options) : embeddedFrame(options));
  }

  protected override render(): TemplateResult {
    const { t } = this;
    const options = this.#options;
    const embedded = this.#embedded;
    const code = embedded ? codeOf(embedded) : "";
    return html`
      <div class="leaf">
        <div class="preview" role="group" aria-label=${t("embed-preview")}>
          <div class="preview-box" inert></div>
          <p class="size">
            ${t("embed-preview-size", { width: Math.round(this.shown.width), height: Math.round(this.shown.height), percent: Math.round(this.shown.scale * 100) })}
            ${options ? html`<a href=${addressInFrame(options)} target="_blank" rel="noopener">${t("embed-try")}</a>` : nothing}
          </p>
          <p class="error" role="alert" ?hidden=${!this.shown.blocked}>${t("embed-blocked")}</p>
        </div>
        <div class="code">
          <label>${t("embed-code")}
            <textarea id="code" rows="3" readonly spellcheck="false" dir="ltr" .value=${code} @focus=${selectAll}></textarea>
          </label>
          <button type="button" class="primary" ?disabled=${code === ""} @click=${this.#onCopy}>${t("embed-copy")}</button>
        </div>
        <div class="choices">
          ${this.#kinds()} ${this.#run()} ${this.#looks()} ${this.#size()} ${this.#contents()}
          ${this.#names("parts", PARTS, this.parts, this.#onParts)}
          ${this.#names("controls", CONTROLS, this.controls, this.#onControls)}
        </div>
      </div>
    `;
  }

  #kinds(): TemplateResult {
    const { t } = this;
    return html`
      <div class="kinds" role="radiogroup" aria-label=${t("embed-kind")}>
        ${KINDS.map((kind) => html`<label><input type="radio" name="kind" .checked=${kind === this.kind} @change=${() => this.#become(kind)} /> ${t("share-embed-as", { kind })}</label>`)}
      </div>
    `;
  }

  #become(kind: (typeof KINDS)[number]): void {
    this.kind = kind;
  }

  #run(): TemplateResult {
    const { t, scenes } = this;
    const content = this.#content;
    const shelves = [...new Set(scenes.map(({ shelf }) => shelf))].filter((shelf) => shelf !== "own");
    const ofTheRun = OF_THE_RUN.filter((from) => from === "moment" || this.sharing?.beginning);
    const onContent = (event: Event) => {
      this.content = chosenIn(event);
    };
    return html`
      <label class="row">${t("embed-content")}
        <select @change=${onContent}>
          <optgroup label=${t("embed-this-run")}>
            ${ofTheRun.map((from) => html`<option value=${from} ?selected=${from === content}>${t("share-embed-from", { from })}</option>`)}
          </optgroup>
          ${shelves.map(
            (shelf) => html`
              <optgroup label=${t(`shelf-${shelf}`)}>
                ${scenes.filter((scene) => scene.shelf === shelf).map(({ name, title }) => html`<option value=${name} ?selected=${name === content}>${title}</option>`)}
              </optgroup>
            `,
          )}
        </select>
      </label>
    `;
  }

  #looks(): TemplateResult {
    const { t } = this;
    const onLanguage = (event: Event) => {
      this.chosenLanguage = chosenIn(event);
    };
    const onTheme = (event: Event) => {
      this.theme = chosenIn(event);
    };
    return html`
      <div class="row">
        <label>${t("language")}
          <select @change=${onLanguage}>
            <option value="" ?selected=${this.chosenLanguage === ""}>${t("embed-reader")}</option>
            ${LANGUAGES.map((one) => html`<option value=${one} lang=${one} ?selected=${one === this.chosenLanguage}>${translator(one)("language-name")}</option>`)}
          </select>
        </label>
        <label>${t("theme")}
          <select @change=${onTheme}>
            ${THEMES.map((one) => html`<option value=${one} ?selected=${one === this.theme}>${one === "auto" ? t("embed-reader") : t(`theme-${one}`)}</option>`)}
          </select>
        </label>
      </div>
      <div class="row">
        <label><input type="checkbox" .checked=${this.#plays} @change=${this.#onPlays} /> ${t("embed-plays")}</label>
        <label><input type="checkbox" .checked=${this.isReadOnly} @change=${this.#onReadOnly} /> ${t("embed-readonly")}</label>
      </div>
    `;
  }

  #size(): TemplateResult {
    const { t, width, height } = this;
    const known = SIZES.findIndex((size) => size.width === width && size.height === height);
    const onSize = (event: Event) => {
      const size = SIZES[Number(chosenIn(event))];
      [this.width, this.height] = size ? [size.width, size.height] : [this.width, this.height];
    };
    const name = (size: (typeof SIZES)[number]) =>
      size.width === undefined
        ? t("embed-size-automatic")
        : t("embed-size-of", { width: size.width, height: size.height ?? 0 });
    const field = (of: "width" | "height", value: number | undefined) => html`
      <label>${t(`embed-${of}`)}
        <input
          class="number"
          type="number"
          inputmode="numeric"
          min=${SIZE_MIN}
          max=${SIZE_MAX}
          placeholder=${t("embed-automatic")}
          .value=${value === undefined ? "" : String(value)}
          @change=${(event: Event) => this.#resize(of, chosenIn(event))}
        />
      </label>
    `;
    return html`
      <div class="row" role="group" aria-label=${t("embed-size")}>
        <label>${t("embed-size")}
          <select @change=${onSize}>
            ${SIZES.map((size, index) => html`<option value=${index} ?selected=${index === known}>${name(size)}</option>`)}
            <option value="-1" ?selected=${known === -1}>${t("embed-size-own")}</option>
          </select>
        </label>
        ${field("width", width)} ${field("height", height)}
      </div>
      ${this.kind === "frame" && height === undefined ? html`<p class="hint">${t("embed-frame-height", { height: FRAME_HEIGHT })}</p>` : nothing}
    `;
  }

  #resize(of: "width" | "height", text: string): void {
    const size = Math.round(Number(text));
    const legal =
      text.trim() === "" || !Number.isFinite(size) ? undefined : Math.min(SIZE_MAX, Math.max(SIZE_MIN, size));
    this[of] = legal;
    this.requestUpdate();
  }

  #contents(): TemplateResult {
    const { t } = this;
    const current = contentOf(this.parts, this.controls);
    const onContents = (event: Event) => {
      const chosen = CONTENTS.find(({ name }) => name === chosenIn(event));
      if (chosen) {
        [this.parts, this.controls] = [new Set(chosen.parts), new Set(chosen.controls)];
      }
    };
    const option = (name: Content["name"] | "own") =>
      html`<option value=${name} ?selected=${name === (current?.name ?? "own")}>${t("embed-shows", { what: name })}</option>`;
    return html`
      <label class="row">${t("embed-shown")}
        <select @change=${onContents}>${CONTENTS.map(({ name }) => option(name))} ${current ? nothing : option("own")}</select>
      </label>
    `;
  }

  #names<Name extends string>(
    group: "parts" | "controls",
    all: readonly Name[],
    chosen: ReadonlySet<Name>,
    turn: (name: Name) => void,
  ): TemplateResult {
    const { t } = this;
    return html`
      <fieldset>
        <legend>${t(`embed-${group}`)}</legend>
        <div class="chips">
          ${all.map((name) => html`<label class="chip"><input type="checkbox" .checked=${chosen.has(name)} @change=${() => turn(name)} />${t(`embed-name-${group}`, { name })}</label>`)}
        </div>
      </fieldset>
    `;
  }

  readonly #onParts = (name: PartName) => {
    this.parts = turned(this.parts, name);
  };

  readonly #onControls = (name: ControlName) => {
    this.controls = turned(this.controls, name);
  };

  readonly #onPlays = (event: Event) => {
    this.plays = isChecked(event);
  };

  readonly #onReadOnly = (event: Event) => {
    this.isReadOnly = isChecked(event);
  };

  readonly #onCopy = () => {
    const field = this.renderRoot.querySelector("textarea");
    if (field) {
      this.copy(field.value, field);
    }
  };
}

function turned<Name>(names: ReadonlySet<Name>, name: Name): ReadonlySet<Name> {
  const others = [...names].filter((one) => one !== name);
  return new Set(names.has(name) ? others : [...others, name]);
}

function chosenIn({ target }: Event): string {
  return target instanceof HTMLSelectElement || target instanceof HTMLInputElement ? target.value : "";
}

function isChecked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

function selectAll({ target }: Event): void {
  if (target instanceof HTMLTextAreaElement) {
    target.select();
  }
}
