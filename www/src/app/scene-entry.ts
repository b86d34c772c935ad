// The scene list, the open scene, and whether the run still has its settings.

import type { CatalogEntry } from "../engine/engine.ts";
import type { SceneEntry } from "../panels/scenes.ts";
import type { Run } from "../run/run.ts";
import type { OwnScene } from "../share/sharing.ts";
import { inLanguage, type Language, type Translate } from "../text/catalogue.ts";
import { visible } from "../text/format.ts";
import { hasSettingsOf } from "../text/scene-title.ts";
import type { Shown } from "./shown.ts";

export function sceneEntry({ run, scenes, scene }: Shown): {
  readonly entry: SceneEntry | undefined;
  readonly changed: boolean;
} {
  const entry = scenes.find(({ name }) => name === scene);
  const origin = entry?.scenario;
  return {
    entry,
    changed: run.base !== undefined && origin !== undefined && !hasSettingsOf(run.base, origin),
  };
}

/** What there is to choose from. */
interface Sources {
  readonly entries: readonly CatalogEntry[];
  readonly sharing: { readonly own: readonly OwnScene[] };
}

/** What is open. */
interface Opened {
  readonly scene: string;
  readonly entries: readonly CatalogEntry[];
  readonly run: Pick<Run, "base">;
}

/** The name of the open lesson of the course, if the run has its settings. */
export function lessonOf({ scene, entries, run }: Opened): string | undefined {
  const entry = entries.find(({ name }) => name === scene);
  return entry?.lesson && run.base && hasSettingsOf(run.base, entry.scenario) ? scene : undefined;
}

/** Those of the catalogue, and behind them the reader's own. */
export function sceneEntries({ entries, sharing }: Sources, language: Language, t: Translate): SceneEntry[] {
  const own = sharing.own.map(({ name, title, scenario }) => ({
    name,
    scenario,
    shelf: "own" as const,
    codes: [],
    title: visible(scenario.title ? inLanguage(scenario.title, language) : (title ?? t("share-own"))),
    about: scenario.about ? visible(inLanguage(scenario.about, language)) : "",
  }));
  const listed = entries.map(({ name, shelf, codes, title, about, scenario, lesson }) => ({
    name,
    scenario,
    shelf,
    codes,
    title: inLanguage(title, language),
    about: inLanguage(about, language),
    lesson: lesson && { ...lesson, objective: inLanguage(lesson.objective, language) },
  }));
  return [...listed, ...own];
}
