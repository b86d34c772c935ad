// @vitest-environment happy-dom

import { afterEach, describe, expect, it, vi } from "vitest";
import { SharePart } from "../../src/share/share-dialog.ts";
import type { Answer, Sharing } from "../../src/share/sharing.ts";
import { translator } from "../../src/text/catalogue.ts";

customElements.define("share-part", class extends SharePart {});

afterEach(() => document.body.replaceChildren());

/** A dialog whose links are answered when the test says so, in the order in which they were asked for. */
function dialog() {
  const asked: ((answer: Answer<string>) => void)[] = [];
  const sharing = {
    link: () => new Promise<Answer<string>>((resolve) => asked.push(resolve)),
    addressOf: (link: string) => `https://example.org/#run=${link}`,
    addressOfBeginning: undefined,
    beginning: undefined,
    home: "https://example.org/",
    hold: vi.fn(),
    release: vi.fn(),
  };
  const part = new (customElements.get("share-part") as typeof SharePart)();
  part.locale = { language: "en", t: translator("en") };
  part.sharing = sharing as unknown as Sharing;
  document.body.append(part);
  const answer = async (question: number, link: string) => {
    asked[question]?.({ value: link });
    await settled();
  };
  // What is asked when a rendering is done leads to the next one.
  const settled = async () => {
    await Promise.resolve();
    while (!(await part.updateComplete)) {}
  };
  const shown = () => [...part.renderRoot.querySelectorAll<HTMLInputElement>("#address, textarea")];
  const link = () => shown()[0]?.value;
  const codes = () =>
    shown()
      .map(({ value }) => value)
      .slice(1);
  return { part, asked, answer, settled, link, codes };
}

describe("the link of the dialog", () => {
  it("is there when it is answered, and in the code to embed", async () => {
    const { part, asked, answer, settled, link, codes } = dialog();
    await settled();
    part.show();
    await settled();
    expect(asked.length).toBe(1);
    expect([link(), ...codes()]).toEqual(["", "", ""]);
    await answer(0, "1.first");
    expect(link()).toBe("https://example.org/#run=1.first");
    expect(codes().every((code) => code.includes("1.first"))).toBe(true);
  });

  it("of another moment is shown no longer, while the new one is made", async () => {
    const { part, answer, settled, link, codes } = dialog();
    await settled();
    part.show();
    await settled();
    await answer(0, "1.first");
    part.close();
    await settled();
    part.stepCount = 7;
    await settled();
    part.show();
    await settled();
    expect([link(), ...codes()]).toEqual(["", "", ""]);
    await answer(1, "1.second");
    expect(link()).toBe("https://example.org/#run=1.second");
  });

  it("of a moment that was left is not taken for that of the moment shown, however late it is answered", async () => {
    const { part, answer, settled, link } = dialog();
    await settled();
    part.show();
    await settled();
    part.stepCount = 7;
    await settled();
    await answer(1, "1.second");
    await answer(0, "1.first");
    expect(link()).toBe("https://example.org/#run=1.second");
  });
});
