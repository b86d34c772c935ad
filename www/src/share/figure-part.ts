// Choices for a figure: what it shows, its caption, its size and its colours, with the figure itself beside them.

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { type Colours, type FigureOptions, type FigureSize, pixelsOf } from "../model/figure-options.ts";
import { milliseconds } from "../text/format.ts";
import { FigureError } from "../ui/image-export.ts";
import { Part, SHARED } from "../ui/part.ts";
import { styleSheet } from "../ui/sheet.ts";
import figureCss from "./figure-part.css?inline";
import leafCss from "./leaf.css?inline";
import type { FigureOf, Sharing } from "./sharing.ts";

const FIGURES: readonly FigureOf[] = ["stage", "timeline"];
const FORMATS = ["svg", "png"] as const;
const COLOURS: readonly Colours[] = ["light", "dark"];
/** The width of a page of text, of one of its columns, and of a slide. */
const SIZES: readonly (FigureSize & { readonly name: "page" | "column" | "slide" })[] = [
  { name: "page", width: 16, unit: "cm" },
  { name: "column", width: 8, unit: "cm" },
  { name: "slide", width: 1280, unit: "px" },
];
const LIMITS = { cm: { least: 4, most: 60 }, px: { least: 200, most: 6000 } } as const;
const CAPTION_MAX = 500;
/** The smallest letters of the drawings. */
const LETTERS_PX = 12;
/** Letters that are lower cannot be read in print. */
const LEAST_POINTS = 6;
const POINTS_PER_CM = 72 / 2.54;
const POINTS_PER_PX = 0.75;

export class FigurePart extends Part {
  static override styles = [SHARED, styleSheet(leafCss), styleSheet(figureCss)];

  @property({ attribute: false }) sharing: Sharing | undefined;
  /** The position of the run: another one has another figure. */
  @property({ type: Number }) stepCount = 0;
  @property({ type: Number }) nowMs = 0;
  /** Saves a figure, with the end of its name. */
  @property({ attribute: false }) save: (ending: string, figure: Blob) => void = () => {};
  @state() private of: FigureOf = "stage";
  /** Undefined while it is the one that the page makes. */
  @state() private caption: string | undefined;
  @state() private size: FigureSize = { width: 16, unit: "cm" };
  @state() private colours: Colours = "light";
  /** The address of the picture, and the height of its letters in points. */
  @state() private shown: { readonly address: string; readonly points: number } | undefined;
  @state() private problem = "";
  #drawn = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drawn += 1;
    this.#forget();
  }

  protected override updated(changed: PropertyValues): void {
    const own = ["shown", "problem"];
    if ([...changed.keys()].some((name) => !own.includes(String(name)))) {
      void this.#draw();
    }
  }

  // Only the newest picture is shown, whichever is finished first.
  async #draw(): Promise<void> {
    this.#drawn += 1;
    const mine = this.#drawn;
    try {
      const figure = await this.sharing?.figure(this.of, "svg", this.#options);
      const text = await figure?.text();
      if (figure && text !== undefined && mine === this.#drawn) {
        this.#forget();
        this.problem = "";
        this.shown = { address: URL.createObjectURL(figure), points: this.#pointsIn(text) };
      }
    } catch (error) {
      if (mine === this.#drawn) {
        this.#forget();
        this.problem = this.#problemOf(error);
      }
    }
  }

  #forget(): void {
    if (this.shown) {
      URL.revokeObjectURL(this.shown.address);
      this.shown = undefined;
    }
  }

  get #options(): FigureOptions {
    return { colours: this.colours, caption: this.#caption, size: this.size };
  }

  get #caption(): string {
    return this.caption ?? this.sharing?.caption(this.of, this.t, this.language) ?? "";
  }

  // A drawing that is scaled has scaled letters.
  #pointsIn(svg: string): number {
    const width = Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1] ?? pixelsOf(this.size));
    const points = this.size.width * (this.size.unit === "cm" ? POINTS_PER_CM : POINTS_PER_PX);
    return (LETTERS_PX * points) / width;
  }

  #problemOf(error: unknown): string {
    const message = error instanceof Error ? error.message : "";
    return this.t("share-figure-failed", {
      why: error instanceof FigureError ? error.why : "other",
      message,
    });
  }

  protected override render(): TemplateResult {
    const { t, shown, problem } = this;
    return html`
      <div class="leaf">
        <div class="preview" role="group" aria-label=${t("embed-preview")}>
          <div class="preview-box">${shown ? html`<img src=${shown.address} alt=${t("figure-alt", { of: this.of })} />` : nothing}</div>
          <p class="error" role="alert" ?hidden=${problem === ""}>${problem}</p>
        </div>
        <div class="choices">
          <div class="kinds" role="radiogroup" aria-label=${t("share-figure")}>
            ${FIGURES.map((of) => html`<label><input type="radio" name="of" .checked=${of === this.of} @change=${() => this.#become(of)} /> ${t("figure-of", { of })}</label>`)}
          </div>
          ${this.#captionField()} ${this.#sizes()}
          <label class="row">${t("share-colours")}
            <select @change=${this.#onColours}>
              ${COLOURS.map((one) => html`<option value=${one} ?selected=${one === this.colours}>${t("share-colours-of", { colours: one })}</option>`)}
            </select>
          </label>
          <div class="row saves">
            ${FORMATS.map((format) => html`<button type="button" class="primary" @click=${() => void this.#save(format)}>${t("share-figure-save", { of: this.of, format: format.toUpperCase() })}</button>`)}
          </div>
        </div>
      </div>
    `;
  }

  #captionField(): TemplateResult {
    const { t } = this;
    return html`
      <label class="caption">${t("figure-caption-label")}
        <textarea rows="4" maxlength=${CAPTION_MAX} .value=${live(this.#caption)} @input=${this.#onCaption}></textarea>
      </label>
      ${this.caption === undefined ? nothing : html`<button type="button" class="quiet again" @click=${this.#onAgain}>${t("figure-caption-again")}</button>`}
    `;
  }

  #sizes(): TemplateResult {
    const { t, size, shown } = this;
    const known = SIZES.findIndex(({ width, unit }) => width === size.width && unit === size.unit);
    const points = shown && milliseconds(shown.points, this.language);
    return html`
      <div class="row" role="group" aria-label=${t("embed-size")}>
        <label>${t("embed-width")}
          <select @change=${this.#onSize}>
            ${SIZES.map(({ name, width }, index) => html`<option value=${index} ?selected=${index === known}>${t("figure-size", { name, width })}</option>`)}
            <option value="-1" ?selected=${known === -1}>${t("embed-size-own")}</option>
          </select>
        </label>
        <input class="number" type="number" step="any" aria-label=${t("embed-width")} aria-describedby="letters" min=${LIMITS[size.unit].least} max=${LIMITS[size.unit].most} .value=${live(String(size.width))} @change=${this.#onWidth} />
        <select aria-label=${t("figure-unit")} @change=${this.#onUnit}>
          ${(["cm", "px"] as const).map((unit) => html`<option value=${unit} ?selected=${unit === size.unit}>${t("figure-unit-of", { unit })}</option>`)}
        </select>
      </div>
      <p id="letters" class="hint ${shown && shown.points < LEAST_POINTS ? "small" : ""}">
        ${points === undefined ? nothing : t("figure-letters", { points, low: (shown?.points ?? 0) < LEAST_POINTS ? "yes" : "no" })}
      </p>
    `;
  }

  #become(of: FigureOf): void {
    this.of = of;
  }

  async #save(format: "svg" | "png"): Promise<void> {
    try {
      const figure = await this.sharing?.figure(this.of, format, this.#options);
      if (figure) {
        this.save(`-step-${this.stepCount}-${this.of}.${format}`, figure);
      }
    } catch (error) {
      this.problem = this.#problemOf(error);
    }
  }

  readonly #onCaption = ({ target }: Event) => {
    this.caption = target instanceof HTMLTextAreaElement ? target.value : this.caption;
  };

  readonly #onAgain = () => {
    this.caption = undefined;
  };

  readonly #onSize = (event: Event) => {
    const size = SIZES[Number(textIn(event))];
    if (size) {
      this.size = { width: size.width, unit: size.unit };
    }
  };

  readonly #onWidth = (event: Event) => {
    this.size = legal({ width: Number(textIn(event)), unit: this.size.unit });
    this.requestUpdate();
  };

  // The same width in the other unit.
  readonly #onUnit = (event: Event) => {
    const unit = textIn(event) === "px" ? "px" : "cm";
    const { width } = this.size;
    const perCm = pixelsOf({ width: 1, unit: "cm" });
    const other = unit === "px" ? Math.round(width * perCm) : Math.round((width / perCm) * 10) / 10;
    this.size = unit === this.size.unit ? this.size : legal({ width: other, unit });
  };

  readonly #onColours = (event: Event) => {
    this.colours = textIn(event) === "dark" ? "dark" : "light";
  };
}

function legal({ width, unit }: FigureSize): FigureSize {
  const { least, most } = LIMITS[unit];
  return { width: Math.min(most, Math.max(least, Number.isFinite(width) ? width : least)), unit };
}

function textIn({ target }: Event): string {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement ? target.value : "";
}
