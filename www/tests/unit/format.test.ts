import { describe, expect, it } from "vitest";
import {
  fitted,
  milliseconds,
  paceOf,
  ranges,
  shortened,
  speedText,
  visible,
} from "../../src/text/format.ts";

describe("text from outside", () => {
  it("is left alone where it is ordinary: HTML, emoji, Chinese", () => {
    for (const text of ["<b>bold</b> & more", "👩‍💻 works", "你好", "naïve"]) {
      expect(visible(text)).toBe(text);
    }
  });

  it("shows control characters instead of interpreting them", () => {
    expect(visible("a\u0000b\nc\td\u007f")).toBe("a␀b␊c␉d␡");
  });

  it("names characters that would turn or hide the text beside them", () => {
    expect(visible("a\u202eb")).toBe("a⟨U+202E⟩b");
    expect(visible("a\u0085b\ufeff")).toBe("a⟨U+0085⟩b⟨U+FEFF⟩");
    expect(visible("a\u061cb\u00adc\ufff9d")).toBe("a⟨U+061C⟩b⟨U+00AD⟩c⟨U+FFF9⟩d");
  });
});

describe("a text for a place of a few letters", () => {
  it("is cut by its width, and Chinese letters are twice as wide", () => {
    expect(fitted("put greeting hello", 20)).toBe("put greeting hello");
    expect(fitted("append greeting , world", 20)).toBe("append greeting , w…");
    expect(fitted("你好世界", 8)).toBe("你好世界");
    expect(fitted("你好世界", 7)).toBe("你好世…");
    expect(fitted("a你好世界", 8)).toBe("a你好世…");
  });

  it("is made safe to look at before it is measured: the name of a sign is longer than the sign", () => {
    expect(fitted("put \u202e\u202e", 12)).toBe("put ⟨U+202E…");
    expect(fitted("\u202e".repeat(1000), 5)).toBe("⟨U+2…");
  });
});

describe("a long text", () => {
  it("is cut to the length asked for, with a sign that it was", () => {
    expect(shortened("abcdef", 4)).toBe("abc…");
    expect(shortened("abcd", 4)).toBe("abcd");
  });

  it("is not cut through the middle of a character", () => {
    expect(shortened("😀😀😀😀", 3)).toBe("😀😀…");
  });

  it("is cut without reading a megabyte", () => {
    expect(shortened("x".repeat(1 << 20), 10)).toBe("xxxxxxxxx…");
  });
});

describe("numbers", () => {
  it("has virtual time with one decimal, as the language writes it", () => {
    expect(milliseconds(1234.5678, "en")).toBe("1,234.6");
    expect(milliseconds(3, "zh")).toBe("3.0");
  });

  it("has speeds below one as fractions", () => {
    expect(speedText(0.01)).toBe("1/100");
    expect(speedText(2.5)).toBe("2.5");
    expect([paceOf(0.5), paceOf(1), paceOf(2)]).toEqual(["slower", "real", "faster"]);
  });
});

describe("numbers in a row", () => {
  it("are a range from three on", () => {
    expect(ranges([])).toBe("");
    expect(ranges([4])).toBe("4");
    expect(ranges([0, 1, 3])).toBe("0, 1, 3");
    expect(ranges([0, 1, 2, 5, 7, 8, 9])).toBe("0\u20132, 5, 7\u20139");
  });
});
