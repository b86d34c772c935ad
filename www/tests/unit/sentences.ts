// The sentences of a catalogue as a reader may see them: each variant of each message, with samples in the places of its
// variables.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FluentResource } from "@fluent/bundle";

type Pattern = NonNullable<FluentResource["body"][number]["value"]>;
type Element = Exclude<Pattern, string>[number];

/** The values for a variable: several where the text around it depends on the value. */
export type Samples = (variable: string, key: string) => readonly string[];

export interface Sentence {
  readonly key: string;
  readonly text: string;
}

/** `call` is what a function of the catalogue makes of a sample. */
export function sentencesOf(
  language: string,
  samples: Samples,
  call: (name: string, sample: string) => string,
): Sentence[] {
  const source = readFileSync(join(import.meta.dirname, `../../src/locales/${language}.ftl`), "utf8");
  return sentencesIn(source, samples, call);
}

/** The same of a catalogue that is given as text. */
export function sentencesIn(
  source: string,
  samples: Samples,
  call: (name: string, sample: string) => string,
): Sentence[] {
  function ofPattern(pattern: Pattern, key: string): string[] {
    if (typeof pattern === "string") {
      return [pattern];
    }
    return pattern.reduce<string[]>(
      (begun, element) => begun.flatMap((text) => ofElement(element, key).map((more) => text + more)),
      [""],
    );
  }

  function ofElement(element: Element, key: string): string[] {
    if (typeof element === "string") {
      return [element];
    }
    switch (element.type) {
      case "select":
        return element.variants.flatMap(({ value }) => ofPattern(value, key));
      case "var":
        return [...samples(element.name, key)];
      case "func": {
        const [argument] = element.args;
        return argument?.type === "var"
          ? samples(argument.name, key).map((sample) => call(element.name, sample))
          : [];
      }
      case "str":
        return [element.value];
      default:
        throw new Error(`no sample for what is written as ${element.type}`);
    }
  }

  return new FluentResource(source).body.flatMap(({ id, value }) =>
    value === null ? [] : ofPattern(value, id).map((text) => ({ key: id, text })),
  );
}
