// A static file server and a browser, for what other people's tools made.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";

const MEDIA_TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** What docs/embedding.md asks of a strict policy, with styles from files. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self'; img-src 'self' data: blob:; frame-src *";

/** Serves a folder. `mediaTypes` change those of some files, by extension; `headers` come with every file. */
export async function serve(folder, mediaTypes = {}, headers = {}) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const bytes = await readFile(file);
      response.writeHead(200, { ...headers, "Content-Type": { ...MEDIA_TYPES, ...mediaTypes }[extname(file)] ?? "application/octet-stream" });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin, close };
}

const { chromium, firefox } = createRequire(new URL("../../www/package.json", import.meta.url))("playwright-core");

/** A Firefox that Playwright did not build is driven as www/playwright.config.ts says. */
export function openFirefox() {
  return firefox.launch({ channel: "moz-firefox", executablePath: process.env["PBFT_LAB_FIREFOX"] });
}

export function openBrowser() {
  return chromium.launch({ executablePath: process.env["PBFT_LAB_CHROMIUM"], args: ["--no-sandbox"] });
}

/** The first line that a page prints. Whatever goes wrong on the way is thrown. `onLine` is called with the page
 *  before it is closed. */
export async function firstLine(browser, address, onLine = () => {}) {
  const page = await browser.newPage();
  const complaints = [];
  try {
    return await new Promise((resolve, reject) => {
      page.on("console", (message) => {
        if (message.type() === "log") {
          onLine(page);
          resolve(message.text());
        } else if (message.type() === "error") {
          complaints.push(message.text());
        }
      });
      page.on("pageerror", reject);
      page.goto(address).catch(reject);
      // Only ends what hangs.
      setTimeout(() => reject(new Error(`${address} printed nothing. ${complaints.join(" ")}`)), 60_000).unref();
    });
  } finally {
    await page.close();
  }
}
