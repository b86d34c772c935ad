// Helpers for all figures: light or dark colours, independent of the page's theme, and a PNG made from an SVG.

import { type Colours, dotsOf, type FigureSize } from "../model/figure-options.ts";
import { withDensity } from "./png-density.ts";

/** Why there is no figure: that part is not shown, shows nothing yet, or the browser cannot draw it. */
export class FigureError extends Error {
  override readonly name = "FigureError";
  readonly why: "hidden" | "empty" | "no-canvas" | "not-written";

  constructor(why: FigureError["why"], message: string) {
    super(message);
    this.why = why;
  }
}

/** Reads what the colours of a part come to while its element wears these. It wears them for no longer than that, and is not
 *  painted so. */
export function inColours<T>(part: Element, colours: Colours, read: () => T): T {
  const root = part.getRootNode();
  // The colours are made where the element's own style sheet is, and inherited from there.
  const lab = root instanceof ShadowRoot ? root.host : part;
  lab.setAttribute("data-figure", colours);
  try {
    return read();
  } finally {
    lab.removeAttribute("data-figure");
  }
}

function svgFile(text: string): Blob {
  return new Blob([text], { type: "image/svg+xml" });
}

/** A file of a figure. Rejects when the browser, or the policy of the page, does not allow it. */
export function figureFile(format: "svg" | "png", svg: string, size: FigureSize | undefined): Promise<Blob> {
  return format === "svg" ? Promise.resolve(svgFile(svg)) : pngOf(svg, size);
}

/** Draws an SVG that names its own size. */
async function pngOf(text: string, size: FigureSize | undefined): Promise<Blob> {
  const address = URL.createObjectURL(svgFile(text));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const { width, perMetre } = dotsOf(size, image.naturalWidth);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = Math.round((image.naturalHeight * width) / image.naturalWidth);
    const context = canvas.getContext("2d");
    if (!context) {
      throw new FigureError("no-canvas", "this browser gives no canvas to draw on");
    }
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await pngFrom(canvas);
    return perMetre === undefined
      ? png
      : new Blob([withDensity(new Uint8Array(await png.arrayBuffer()), perMetre)], { type: png.type });
  } finally {
    URL.revokeObjectURL(address);
  }
}

function pngFrom(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) =>
        blob
          ? resolve(blob)
          : reject(new FigureError("not-written", "this browser could not write the picture")),
      "image/png",
    );
  });
}
