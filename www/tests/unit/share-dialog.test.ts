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
    words: () => ({ title: "", about: "" }),
    describe: vi.fn(),
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
  const link = () => part.renderRoot.querySelector<HTMLInputElement>("#address")?.value;
  return { part, asked, answer, settled, link };
}

describe("the link of the dialog", () => {
  it("is there when it is answered", async () => {
    const { part, asked, answer, settled, link } = dialog();
    await settled();
    part.show();
    await settled();
    expect(asked.length).toBe(1);
    expect(link()).toBe("");
    await answer(0, "1.first");
    expect(link()).toBe("https://example.org/#run=1.first");
  });

  it("of another moment is shown no longer, while the new one is made", async () => {
    const { part, answer, settled, link } = dialog();
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
    expect(link()).toBe("");
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

  it("with the old title is withdrawn while the reader writes another one", async () => {
    const { part, asked, answer, settled, link } = dialog();
    await settled();
    part.show();
    await settled();
    await answer(0, "1.first");
    const title = part.renderRoot.querySelector<HTMLInputElement>(".words input");
    expect(title).not.toBeNull();
    title?.dispatchEvent(new Event("input"));
    await settled();
    expect(link()).toBe("");
    await vi.waitFor(() => expect(asked.length).toBe(2));
    await answer(1, "1.second");
    expect(link()).toBe("https://example.org/#run=1.second");
  });
});
