// The open scene, and whether the run still has its settings.

import type { SceneEntry } from "../panels/scenes.ts";
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
