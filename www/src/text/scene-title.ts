// Title and description of a scene with changed settings: it is another run, and the texts say so.

import type { Scenario } from "../engine/engine.ts";
import { setUpOf } from "../model/set-up.ts";
import { formOf } from "../model/settings-form.ts";
import { languageOf, translator } from "./catalogue.ts";

type Title = NonNullable<Scenario["title"]>;

/** A scenario made from a scene, with a correct title. It keeps the description only if it has the scene's settings. */
export function retitled(scenario: Scenario, origin: Scenario | undefined): Scenario {
  if (!origin?.title) {
    return scenario;
  }
  const { title: _, about: __, ...rest } = scenario;
  // In the order in which the engine writes them: what is compared as text is the same text.
  const { version, ...more } = rest;
  const first: Scenario = version === undefined ? {} : { version };
  const { title, about } = origin;
  return hasSettingsOf(scenario, origin)
    ? { ...first, title, ...(about && { about }), ...more }
    : { ...first, title: changed(title), ...more };
}

/** Whether a run has the settings of its scene, and the same faults from the start. The seed and the crypto setting do not count. */
export function hasSettingsOf(scenario: Scenario, origin: Scenario): boolean {
  return settingsOf(scenario) === settingsOf(origin);
}

function settingsOf(scenario: Scenario): string {
  return JSON.stringify({ ...formOf(scenario), crypto: undefined, setUp: setUpOf(scenario) });
}

// A file saved from a changed scene says so already.
function changed(title: Title): Title {
  const inOne = (language: string, text: string) => {
    const t = translator(languageOf(language));
    return text.endsWith(t("title-changed", { title: "" }).trim())
      ? text
      : t("title-changed", { title: text });
  };
  const texts = Object.entries(title).map(([language, text]) => [language, inOne(language, text)]);
  return { en: inOne("en", title.en), ...Object.fromEntries(texts) };
}
