import { describe, expect, it } from "vitest";
import { actionFor, actionsOf, KEY_LISTS, PAGE_KEYS, STAGE_KEYS } from "../../src/keys.ts";
import { LANGUAGES, speaker } from "../../src/text/catalogue.ts";

function press(key: string, part: Partial<KeyboardEvent> = {}): KeyboardEvent {
  const held = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false };
  return { key, ...held, ...part } as KeyboardEvent;
}

describe("the table of keys", () => {
  it("is told in the help, every action in every language", () => {
    for (const language of LANGUAGES) {
      const say = speaker(language);
      for (const { place, keys } of KEY_LISTS) {
        expect(say(`help-place-${place}`)).not.toBe(`help-place-${place}`);
        for (const [action] of actionsOf(keys)) {
          expect(say(`help-action-${action}`)).not.toBe(`help-action-${action}`);
        }
      }
    }
  });

  it("names each action once, with all its keys", () => {
    const actions = new Map(actionsOf(STAGE_KEYS));
    expect(actions.get("stage-next")).toEqual(["ArrowRight", "ArrowDown"]);
    expect(actions.get("stage-menu")).toEqual(["Enter", " "]);
    expect(actions.get("stage-move")).toHaveLength(4);
    expect(actionFor(STAGE_KEYS, press("ArrowLeft", { shiftKey: true }))).toBe("stage-move");
    expect(actionsOf(PAGE_KEYS).map(([action]) => action)[0]).toBe("play");
  });

  it("leaves to the browser what is pressed with a command key, and to a composition its letters", () => {
    expect(actionFor(PAGE_KEYS, press("r"))).toBe("restart");
    expect(actionFor(PAGE_KEYS, press("R"))).toBe("restart");
    for (const held of ["ctrlKey", "metaKey", "altKey", "isComposing"]) {
      expect(actionFor(PAGE_KEYS, press("r", { [held]: true }))).toBeUndefined();
    }
  });

  it("knows no key by the name of what every object has", () => {
    expect(actionFor(PAGE_KEYS, press("toString"))).toBeUndefined();
  });
});
