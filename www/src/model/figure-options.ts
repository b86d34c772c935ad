// Options of a figure: its colours, its caption and its size.

/** Dark ink on light paper, or the other way round. */
export type Colours = "light" | "dark";

/** The width of a figure as it is printed or shown. */
export interface FigureSize {
  readonly width: number;
  readonly unit: "cm" | "px";
}

export interface FigureOptions {
  readonly colours: Colours;
  /** An empty text is no caption. */
  readonly caption: string;
  /** Undefined: the size on the screen. */
  readonly size: FigureSize | undefined;
}

const PX_PER_CM = 96 / 2.54;
/** Resolution of print. */
const DOTS_PER_CM = 300 / 2.54;
const SCREEN_SCALE = 2;

/** The width in CSS pixels. */
export function pixelsOf({ width, unit }: FigureSize): number {
  return unit === "cm" ? width * PX_PER_CM : width;
}

/** The width of a PNG in dots, and how many dots are printed on a metre if the figure has a size on paper. */
export function dotsOf(
  size: FigureSize | undefined,
  width: number,
): { width: number; perMetre: number | undefined } {
  if (size?.unit === "cm") {
    return { width: Math.round(size.width * DOTS_PER_CM), perMetre: Math.round(DOTS_PER_CM * 100) };
  }
  return { width: Math.round(size?.width ?? width * SCREEN_SCALE), perMetre: undefined };
}
