import { describe, expect, it } from "vitest";
import { LANGUAGES, translator } from "../../src/text/catalogue.ts";
import { actionsOf, KEY_LISTS, PAGE_KEYS, STAGE_KEYS, shortcutFor } from "../../src/ui/key-bindings.ts";

function press(key: string, part: Partial<KeyboardEvent> = {}): KeyboardEvent {
  const held = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
  return { key, ...held, ...part } as KeyboardEvent;
}

describe("the table of keys", () => {
  it("is listed in the help, every action in every language", () => {
    for (const language of LANGUAGES) {
      const t = translator(language);
      for (const { place, keys } of KEY_LISTS) {
        expect(t(`help-place-${place}`)).not.toBe(`help-place-${place}`);
        for (const [action] of actionsOf(keys)) {
          expect(t(`help-action-${action}`)).not.toBe(`help-action-${action}`);
        }
      }
    }
  });

  it("names each action once, with all its keys", () => {
    expect(actionsOf(STAGE_KEYS)).toEqual([
      ["stage-next", ["ArrowRight", "ArrowDown"]],
      ["stage-previous", ["ArrowLeft", "ArrowUp"]],
      ["stage-menu", ["Enter", " "]],
      ["stage-move", ["Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowLeft", "Shift+ArrowUp"]],
    ]);
    expect(actionsOf(PAGE_KEYS).map(([action]) => action)[0]).toBe("play");
  });

  it("leaves to the browser what is pressed with a command key, and to a composition its letters", () => {
    expect(shortcutFor(PAGE_KEYS, press("r"))).toBe("restart");
    expect(shortcutFor(PAGE_KEYS, press("R"))).toBe("restart");
    for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) {
      expect(shortcutFor(PAGE_KEYS, press("r", { [held]: true }))).toBeUndefined();
    }
  });

  it("distinguishes a key with Shift only where that has a meaning of its own", () => {
    expect(shortcutFor(STAGE_KEYS, press("ArrowUp"))).toBe("stage-previous");
    expect(shortcutFor(STAGE_KEYS, press("ArrowUp", { shiftKey: true }))).toBe("stage-move");
    expect(shortcutFor(PAGE_KEYS, press("?", { shiftKey: true }))).toBe("help");
  });

  it("knows no key by the name of what every object has", () => {
    expect(shortcutFor(PAGE_KEYS, press("toString"))).toBeUndefined();
  });
});
