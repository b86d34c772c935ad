import { beforeAll, describe, expect, it } from "vitest";
import type { Scenario } from "../../src/engine/engine.ts";
import { hasSettingsOf, retitled } from "../../src/text/scene-title.ts";
import { loadEngine, Simulation } from "./wasm.ts";

let scene: Scenario;

beforeAll(async () => {
  await loadEngine();
  const entry = Simulation.catalog().find(({ name }: { name: string }) => name === "two-replicas-down");
  if (!entry) {
    throw new Error("no such scene");
  }
  scene = entry.scenario;
});

const changed = (cluster: object): Scenario => ({ ...scene, cluster: { ...scene.cluster, ...cluster } });

describe("the title of a scene", () => {
  it("is no longer its title once the settings are others, in both languages", () => {
    const { title, about } = retitled(changed({ replicas: 7 }), scene);
    expect(title).toEqual({
      en: `${scene.title?.en} (changed settings)`,
      zh: `${scene.title?.["zh"]}（已更改设置）`,
    });
    expect(about).toBeUndefined();
  });

  it("comes back with the settings, as the same text", () => {
    const other = retitled(changed({ replicas: 7 }), scene);
    const back = { ...other, cluster: { ...scene.cluster } };
    expect(JSON.stringify(retitled(back as Scenario, scene))).toBe(JSON.stringify(scene));
  });

  it("stays with another seed, which is not a setting of the scene", () => {
    expect(retitled(changed({ seed: "99" }), scene).title).toEqual(scene.title);
    expect(hasSettingsOf(changed({ seed: "99" }), scene)).toBe(true);
    expect(hasSettingsOf(changed({ viewTimeoutMs: 99 }), scene)).toBe(false);
  });

  it("is said in every language of the title", () => {
    const origin = { ...scene, title: { en: "Mine", "pt-BR": "Meu" } };
    const { title } = retitled({ ...origin, cluster: { ...scene.cluster, replicas: 7 } }, origin);
    expect(title).toEqual({ en: "Mine (changed settings)", "pt-BR": "Meu (changed settings)" });
  });

  it("is not said twice of a file that was saved of a changed scene", () => {
    const saved = retitled(changed({ replicas: 7 }), scene);
    const again = retitled({ ...saved, cluster: { ...saved.cluster, replicas: 10 } }, saved);
    expect(again.title).toEqual(saved.title);
  });
});
