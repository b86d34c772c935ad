// Smoke test of the element in WebKitGTK, over the WebDriver protocol: no tool of npm drives it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { STRICT, serve } from "./browser.mjs";
import { Packed } from "./project.mjs";

const isHere = (program) => spawnSync("which", [program]).status === 0;
const MISSING = ["WebKitWebDriver", "Xvfb"].filter((program) => !isHere(program));
const WITHOUT = MISSING.length === 0 ? false : `${MISSING.join(" and ")} is not here: install the packages webkit2gtk-driver and xvfb`;

const PAGE = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Lab</title>
<script type="module" src="node_modules/pbft-lab-element/pbft-lab.js"></script>
<pbft-lab scenario="one-request" lang="en" autoplay></pbft-lab>`;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A browser on a screen of its own. */
class WebKit {
  static async open() {
    const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "1300x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
    const display = await new Promise((resolve, reject) => {
      screen.stdout.once("data", (text) => resolve(`:${String(text).trim()}`));
      screen.once("exit", () => reject(new Error("Xvfb did not start.")));
    });
    const port = await freePort();
    const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env: { ...process.env, DISPLAY: display }, stdio: "ignore" });
    const webkit = new WebKit([driver, screen], `http://127.0.0.1:${port}`);
    try {
      await webkit.#begin();
    } catch (error) {
      await webkit.close();
      throw error;
    }
    return webkit;
  }

  #programs;
  #address;
  #session = "";

  constructor(programs, address) {
    this.#programs = programs;
    this.#address = address;
  }

  async #begin() {
    for (let look = 0; look < 300; look += 1) {
      const { ready } = await this.#call("GET", "/status").catch(() => ({}));
      if (ready) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { sessionId } = await this.#call("POST", "/session", { capabilities: {} });
    this.#session = `/session/${sessionId}`;
    await this.#call("POST", `${this.#session}/timeouts`, { script: 120_000 });
  }

  async #call(method, path, body) {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(this.#address + path, { method, headers, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) {
      throw new Error(`${value.error}: ${value.message}`);
    }
    return value;
  }

  go(url) {
    return this.#call("POST", `${this.#session}/url`, { url });
  }

  /** The result of an asynchronous function in the page. */
  async run(action) {
    const script = `const done = arguments[0]; (${action})().then((result) => done({ result }), (error) => done({ error: String(error) }));`;
    const { result, error } = await this.#call("POST", `${this.#session}/execute/async`, { script, args: [] });
    assert.equal(error, undefined);
    return result;
  }

  async close() {
    if (this.#session) {
      await this.#call("DELETE", this.#session).catch(() => {});
    }
    for (const program of this.#programs) {
      program.kill();
    }
  }
}

describe("the element in WebKitGTK", { skip: WITHOUT }, () => {
  let element;
  let site;
  let browser;

  before(async () => {
    element = await Packed.from(join(import.meta.dirname, "../../www/dist"));
    site = await serve(await element.project({ "index.html": PAGE }), {}, { "Content-Security-Policy": STRICT });
    browser = await WebKit.open();
  });

  after(async () => {
    await browser?.close();
    await site?.close();
    await element?.remove();
  });

  it("plays a run, and answers a program under a strict policy", async () => {
    await browser.go(`${site.origin}/`);
    const played = await browser.run(async () => {
      const lab = document.querySelector("pbft-lab");
      while (!(lab.view?.stepCount > 2)) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return lab.shadowRoot.querySelector("pbft-lab-stage").shadowRoot.querySelectorAll("[role=button]").length;
    });
    assert.ok(played >= 5, String(played));
    const answer = await browser.run(async () => {
      const lab = document.querySelector("pbft-lab");
      lab.pause();
      await lab.simulation.command({ do: "crash", replica: 3 });
      await lab.simulation.command({ do: "submit", client: 0, operation: "put greeting hello" });
      const { stopped } = await lab.simulation.runUntil({ answered: { client: 0, count: 2 } }, 5000);
      const figure = await lab.figure("png");
      return { stopped, health: lab.view.replicas[3].health, answered: lab.view.clients[0].answered, figure: figure.size > 1000 };
    });
    assert.deepEqual(answer, { stopped: "goal", health: "down", answered: 2, figure: true });
  });
});
