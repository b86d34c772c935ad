// @vitest-environment happy-dom

import { afterEach, describe, expect, it, vi } from "vitest";
import { takeFrom } from "../../src/embed/attributes.ts";
import { addressOfScene, addressWith, addressWithout, homeOf, linkIn } from "../../src/share/address.ts";
import { codeOf, type EmbedOptions, embeddedElement, embeddedFrame } from "../../src/share/embed-code.ts";
import { CONTENTS, contentOf } from "../../src/share/embed-presets.ts";
import { FILE_BYTES_MAX, fileName, textOf, titleOf } from "../../src/share/files.ts";
import { SessionStore, type StoredSession } from "../../src/share/session-store.ts";
import { escaped } from "../../src/text/xml.ts";

const elementCode = (options: EmbedOptions) => codeOf(embeddedElement(options));
const frameCode = (options: EmbedOptions) => codeOf(embeddedFrame(options));

const LINK = "1.c29tZS1saW5r_-4";

describe("the address of a link", () => {
  it("gives the link back, whatever else the address holds", () => {
    const address = addressWith(LINK, "https://example.org/lab/?lang=zh#elsewhere");
    expect(address).toBe(`https://example.org/lab/?lang=zh#run=${LINK}`);
    expect(linkIn(address)).toBe(LINK);
    expect(addressWithout(address)).toBe("https://example.org/lab/?lang=zh");
  });

  it("says what to open instead of the scene that the page was asked for", () => {
    const page = "https://example.org/lab/?scenario=replay&seed=7&start-at=9&lang=zh";
    expect(addressWith(LINK, page)).toBe(`https://example.org/lab/?lang=zh#run=${LINK}`);
  });

  it("is short for a scene at its beginning, and says nothing of a seed that is its own", () => {
    const page = `https://example.org/lab/?scenario=replay&seed=7#run=${LINK}`;
    expect(addressOfScene("one-request", undefined, page)).toBe(
      "https://example.org/lab/?scenario=one-request",
    );
    expect(addressOfScene("a&b", "8", page)).toBe("https://example.org/lab/?scenario=a%26b&seed=8");
  });

  it("is no link without the name of one", () => {
    expect(linkIn("https://example.org/lab/")).toBeUndefined();
    expect(linkIn("https://example.org/lab/#part-2")).toBeUndefined();
    expect(linkIn(`https://example.org/lab/?run=${LINK}`)).toBeUndefined();
  });

  it("stays in the fragment, which is sent to no server", () => {
    expect(new URL(addressWith(LINK, "https://example.org/")).search).toBe("");
  });

  it("is that of the folder from which a page has the script", () => {
    document.head.replaceChildren();
    expect(homeOf(document)).toBe(new URL(".", document.baseURI).href);
    const script = document.createElement("script");
    // Only its address is of interest, and nothing is to be loaded.
    script.type = "text/plain";
    script.src = "https://example.org/labs/pbft/pbft-lab.js?v=2";
    document.head.append(script);
    expect(homeOf(document)).toBe("https://example.org/labs/pbft/");
    // A script of the page around whose address is none is no reason to give no code at all.
    const wrong = document.createElement("script");
    Object.defineProperty(wrong, "src", { value: "https://[" });
    document.head.prepend(wrong);
    expect(homeOf(document)).toBe("https://example.org/labs/pbft/");
    wrong.remove();
    script.remove();
  });
});

describe("the name of a file", () => {
  it("has letters of any language and no sign that a system forbids", () => {
    expect(fileName("one-request", ".json")).toBe("pbft-one-request.json");
    expect(fileName("两个副本宕机", "-trace.json")).toBe("pbft-两个副本宕机-trace.json");
    expect(fileName('..\\a/b:c*"d?<e>|\u202ef', ".json")).toBe("pbft-a-b-c-d-e-f.json");
    expect(fileName("💥", ".tex")).toBe("pbft-run.tex");
  });

  it("is not too long for any system", () => {
    expect(fileName("x".repeat(10_000), ".json").length).toBeLessThan(80);
  });

  it("gives a title without its ending", () => {
    expect(titleOf("my run.json")).toBe("my run");
    expect(titleOf("my run.JSON")).toBe("my run");
    expect(titleOf(".json.txt")).toBe(".json.txt");
  });
});

describe("a file that comes in", () => {
  it("is read as text", async () => {
    expect(await textOf(new Blob(["{}"]))).toEqual({ text: "{}" });
  });

  it("is not even read when it is too large", async () => {
    const text = vi.fn();
    const file = Object.assign(new Blob([]), { text });
    Object.defineProperty(file, "size", { value: FILE_BYTES_MAX + 1 });
    expect(await textOf(file)).toEqual({ problem: "too-large" });
    expect(text).not.toHaveBeenCalled();
  });

  it("that cannot be read is a problem, and no error", async () => {
    const file = Object.assign(new Blob([]), { text: () => Promise.reject(new Error("gone")) });
    expect(await textOf(file)).toEqual({ problem: "unreadable" });
  });

  it("is the scenario in an export of a run that is too large, whatever texts it holds", async () => {
    const scenario = { title: { en: 'a } "b" \\ {' }, commands: [{ atMs: 0, do: "heal" }] };
    const head = { format: "pbft-lab-trace", version: 1, engine: "0", digest: "00", scenario };
    const text = JSON.stringify({ ...head, nodes: [], records: ["x".repeat(FILE_BYTES_MAX)] });
    const read = await textOf(new Blob([text]));
    expect("text" in read && JSON.parse(read.text)).toEqual(scenario);
    // Only a part of it is within the limit.
    const long = { ...head, scenario: { title: { en: "x".repeat(FILE_BYTES_MAX) } } };
    expect(await textOf(new Blob([JSON.stringify(long)]))).toEqual({ problem: "too-large" });
  });
});

describe("the stored session", () => {
  const kept: StoredSession = {
    base: { cluster: { replicas: 4 } },
    scenario: { cluster: { replicas: 4 }, commands: [] },
    mark: { stepCount: 12, nowMs: 34.5, lastStep: 20 },
    playing: false,
    scene: "one-request",
    title: "mine",
    link: LINK,
    arrangements: [{ cluster: "4 1", nodes: [{ node: 3, x: 0.25, y: 0.5 }] }],
    speed: 0.02,
    lang: "zh",
    theme: "dark",
  };

  afterEach(() => {
    vi.unstubAllGlobals();
    sessionStorage.clear();
  });

  it("is read as it was written, by its key alone", () => {
    new SessionStore("one").write(kept);
    expect(new SessionStore("one").read()).toEqual({ version: 2, ...kept });
    expect(new SessionStore("other").read()).toBeUndefined();
  });

  it("is nothing when it is damaged, incomplete or of another version", () => {
    const store = new SessionStore("one");
    store.write(kept);
    const text = sessionStorage.getItem("one") ?? "";
    const bad = [
      text.slice(0, -10),
      "null",
      "[]",
      text.replace('"version":2', '"version":1'),
      text.replace('"stepCount":12', '"stepCount":"12"'),
      text.replace('"scenario":{', '"other":{'),
      text.replace(`"link":"${LINK}"`, '"link":7'),
      text.replace('"x":0.25', '"x":null'),
      text.replace('"nodes":[', '"nodes":[7,'),
    ];
    for (const one of bad) {
      expect(one).not.toBe(text);
      sessionStorage.setItem("one", one);
      expect(store.read(), one).toBeUndefined();
    }
  });

  it("is given up when it is too long, instead of an older moment", () => {
    const store = new SessionStore("one");
    store.write(kept);
    store.write({ ...kept, scenario: { title: { en: "x".repeat(4_000_001) } } });
    expect(store.read()).toBeUndefined();
  });

  it("is nothing where storage is denied, which is no error", () => {
    vi.stubGlobal("sessionStorage", {
      getItem: () => {
        throw new DOMException("denied", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
    const store = new SessionStore("one");
    store.write(kept);
    expect(store.read()).toBeUndefined();
  });
});

describe("the code to embed", () => {
  const options = {
    home: "https://example.org/lab/",
    scenario: "one-request",
    seed: undefined,
    autoplay: true,
    title: "PBFT laboratory",
  };

  it("is the element with its script", () => {
    expect(elementCode(options)).toBe(
      '<script type="module" src="https://example.org/lab/pbft-lab.js"></script>\n' +
        '<pbft-lab scenario="one-request" autoplay></pbft-lab>',
    );
    expect(elementCode({ ...options, seed: "7", autoplay: false })).toContain(
      'scenario="one-request" seed="7">',
    );
  });

  it("is a frame with a name", () => {
    expect(frameCode(options)).toContain(
      'src="https://example.org/lab/embed.html?scenario=one-request&amp;autoplay="',
    );
    expect(frameCode(options)).toContain('title="PBFT laboratory"');
  });

  it("is a frame that can be seen whole, since it scrolls by itself what does not fit", () => {
    const frame = new DOMParser().parseFromString(frameCode(options), "text/html").querySelector("iframe");
    expect(Number(frame?.getAttribute("height"))).toBeGreaterThan(400);
    // What is left of a laptop's screen below the bars of its browser.
    expect(Number(frame?.getAttribute("height"))).toBeLessThanOrEqual(650);
    // A strict policy of the page around forbids it.
    expect(frame?.getAttribute("style")).toBeNull();
    expect(frame?.getAttribute("width")).toBe("100%");
  });

  it("keeps a link out of what a server is asked for, which may be too long for it", () => {
    const update = { ...options, scenario: LINK, autoplay: false };
    expect(frameCode(update)).toContain(`src="https://example.org/lab/embed.html#scenario=${LINK}"`);
    expect(new URL(srcOf(frameCode({ ...update, seed: "7", autoplay: true }))).search).toBe(
      "?seed=7&autoplay=",
    );
  });

  it("lets no text out of its attribute", () => {
    const wild = { ...options, scenario: '"><b>', seed: "<&>", title: '" onload="' };
    for (const code of [elementCode(wild), frameCode(wild)]) {
      expect(code.match(/</g)).toHaveLength(code.startsWith("<iframe") ? 2 : 4);
      expect(code).not.toContain('" onload="');
    }
  });
});

describe("the choices for the code to embed", () => {
  const options = { home: "https://example.org/lab/", scenario: "one-request", title: "The lab" };

  it("has the parts, the controls, the looks and the size that are chosen", () => {
    const chosen = {
      ...options,
      readonly: true,
      lang: "zh",
      theme: "dark",
      parts: ["stage", "events"],
      controls: [],
      width: 640,
      height: 480,
    } as const;
    expect(elementCode(chosen)).toContain(
      '<pbft-lab scenario="one-request" lang="zh" theme="dark" parts="stage events" controls="" readonly width="640px" height="480px">',
    );
    const frame = new DOMParser().parseFromString(frameCode(chosen), "text/html").querySelector("iframe");
    expect([frame?.getAttribute("width"), frame?.getAttribute("height")]).toEqual(["640", "480"]);
    // The page for frames makes the same element of its address.
    const element = document.createElement("div");
    takeFrom(frame?.src ?? "", element);
    const attributes = Object.fromEntries(embeddedElement(chosen).attributes);
    const { width: _, height: __, ...wanted } = attributes;
    expect(Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]))).toEqual(
      wanted,
    );
  });

  it("has a usual choice for what it shows", () => {
    for (const { name, parts, controls } of CONTENTS) {
      expect(contentOf(new Set(parts), new Set(controls))?.name).toBe(name);
    }
    expect(contentOf(new Set(["events"]), new Set())).toBeUndefined();
  });
});

function srcOf(code: string): string {
  const document = new DOMParser().parseFromString(code, "text/html");
  return document.querySelector("iframe")?.getAttribute("src") ?? "";
}

describe("text in markup", () => {
  it("holds no sign of markup, and nothing that XML cannot hold", () => {
    expect(escaped('<a href="x">&\u0000\u0008\ud800\uffff\n💥</a>')).toBe(
      "&lt;a href=&quot;x&quot;&gt;&amp;\n💥&lt;/a&gt;",
    );
  });
});
