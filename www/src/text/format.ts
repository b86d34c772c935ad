// Formats of numbers and of foreign text.

/**
 * Makes foreign text safe to display: control characters become visible symbols, and characters that change the writing
 * direction are named. The result is still inserted as text only.
 */
export function visible(text: string): string {
  let shown = "";
  for (const character of text) {
    shown += sign(character.codePointAt(0) ?? 0) ?? character;
  }
  return shown;
}

function sign(code: number): string | undefined {
  if (code < 0x20) {
    // Unicode has a symbol for each control character, in the same order.
    return String.fromCodePoint(0x2400 + code);
  }
  if (code === 0x7f) {
    return "\u2421";
  }
  const invisible =
    (code >= 0x80 && code < 0xa0) ||
    code === 0xad ||
    code === 0x61c ||
    (code >= 0x200b && code <= 0x200f && code !== 0x200d) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff ||
    (code >= 0xfff9 && code <= 0xfffb);
  return invisible ? `\u27e8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27e9` : undefined;
}

/** At most `length` characters, with an ellipsis if something was left out. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text.slice(0, length * 4));
  const whole = characters.length <= length && text.length <= length * 4;
  return whole ? text : `${characters.slice(0, length - 1).join("")}\u2026`;
}

/** Characters from here on are as wide as they are high. */
const WIDE_FROM = 0x2e80;

/** The width of a text in letters: a character that is as wide as it is high counts twice. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) {
    width += (letter.codePointAt(0) ?? 0) >= WIDE_FROM ? 2 : 1;
  }
  return width;
}

/** Foreign text for a width of `letters` characters: safe to display, and cut by its width. */
export function fitted(text: string, letters: number): string {
  // More than this cannot fit. The visible form may be longer.
  const whole = visible(shortened(text, letters));
  let shown = "";
  let [room, roomBeforeSign] = [letters, letters - 1];
  let cut = "";
  for (const letter of whole) {
    const width = (letter.codePointAt(0) ?? 0) >= WIDE_FROM ? 2 : 1;
    [room, roomBeforeSign] = [room - width, roomBeforeSign - width];
    shown += letter;
    cut = roomBeforeSign >= 0 ? shown : cut;
    if (room < 0) {
      return `${cut}\u2026`;
    }
  }
  return shown;
}

/** A virtual time, in milliseconds with one decimal. */
export function milliseconds(ms: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(ms);
}

/** A speed as text: "1/50" below one, "3" above. */
export function speedText(speed: number): string {
  return speed < 1 ? `1/${Math.round(1 / speed)}` : String(Math.round(speed * 10) / 10);
}

export function paceOf(speed: number): "slower" | "real" | "faster" {
  return speed < 1 ? "slower" : speed > 1 ? "faster" : "real";
}

/** Whole numbers in order, as in a table cell. Three or more consecutive numbers become a range. */
export function ranges(numbers: readonly number[]): string {
  return rangesOf(numbers).join(", ");
}

/** The same as a list of numbers and ranges. */
export function rangesOf(numbers: readonly number[], rangeFrom = 3): string[] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] + 1 === number) {
      run[1] = number;
    } else {
      runs.push([number, number]);
    }
  }
  return runs.flatMap(([first, last]) => {
    const length = last - first + 1;
    return length >= rangeFrom
      ? [`${first}\u2013${last}`]
      : Array.from({ length }, (_, place) => String(first + place));
  });
}

/** A duration of virtual time in seconds, with a decimal only if it is not zero. */
export function seconds(ms: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(ms / 1000);
}
