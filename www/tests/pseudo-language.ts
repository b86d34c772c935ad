// A pseudo-language: English with accents on every letter, so that a text from outside the catalogues is visible. Its tag is the
// one that is reserved for this, `en-XA`.

import { FluentResource } from "@fluent/bundle";

type Message = FluentResource["body"][number];
type Pattern = NonNullable<Message["value"]>;
type Element = Exclude<Pattern, string>[number];

export const PSEUDO = "en-XA";

const PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz";
const ACCENTED = "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀɱÑñÖöÞþǪǫŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž";
const LETTERS = new Map([...PLAIN].map((letter, index) => [letter, [...ACCENTED][index] ?? letter]));

/** The text with another letter for each of the alphabet. */
export function accented(text: string): string {
  return text.replace(/[A-Za-z]/g, (letter) => LETTERS.get(letter) ?? letter);
}

/** The English catalogue as the catalogue of the pseudo-language. */
export function pseudoCatalogue(english: string): string {
  const { body } = new FluentResource(english);
  const entry = ({ id, value }: Message) => {
    const text = written(value ?? "", id);
    return text.includes("\n") ? `${id} =\n${indented(text)}\n` : `${id} = ${text}\n`;
  };
  return body.map(entry).join("");
}

/** The texts of the scenes, in English, as those of the pseudo-language. */
export function pseudoTexts(english: string): string {
  const changed = (_: string, value: unknown) => (typeof value === "string" ? accented(value) : value);
  return `${JSON.stringify(JSON.parse(english), changed, 2)}\n`;
}

const indented = (text: string): string => text.replace(/^/gm, "    ");

function written(pattern: Pattern, id: string): string {
  const elements = typeof pattern === "string" ? [pattern] : pattern;
  const one = (element: Element) => {
    if (typeof element === "string") {
      return textOf(element, id);
    }
    // Quoted text is text, for the sake of its spaces.
    return element.type === "str"
      ? `{ "${translated(element.value, id)}" }`
      : `{ ${placeable(element, id)} }`;
  };
  return elements.map(one).join("");
}

/** Plain text; what Fluent would read as syntax is quoted. */
function textOf(text: string, id: string): string {
  return translated(text, id).replace(/[{}]|^[ .*[]/gm, (sign) => `{ "${sign}" }`);
}

function translated(text: string, id: string): string {
  switch (id) {
    case "language-direction":
      return text;
    case "terms-in-text":
      // A term and its forms: the term is a name of the page.
      return text.replace(/(?<=:).*$/gm, accented);
    default:
      return accented(text);
  }
}

function placeable(element: Exclude<Element, string>, id: string): string {
  switch (element.type) {
    case "select": {
      const variants = element.variants.map(({ key, value }, index) => {
        const mark = index === element.star ? "*" : "";
        const name = key.type === "num" ? key.value : key.type === "str" ? key.value : "";
        return `${mark}[${name}] ${indented(written(value, id)).trimStart()}`;
      });
      return `${placeable(element.selector as Exclude<Element, string>, id)} ->\n${indented(variants.join("\n"))}\n`;
    }
    case "var":
      return `$${element.name}`;
    case "func":
      return `${element.name}(${element.args.map((one) => placeable(one as Exclude<Element, string>, id)).join(", ")})`;
    case "str":
      return `"${element.value}"`;
    case "num":
      return element.value.toFixed(element.precision);
    default:
      throw new Error(`${id}: ${element.type} is not written yet`);
  }
}
