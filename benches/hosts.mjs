// Runs a measurement with the engine's package, in Node and in Chromium.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";

const root = join(import.meta.dirname, "..");

let started;

// Once: the package remembers where the memory of its engine lies.
async function start() {
  const bg = await import(join(root, "pkg/pbft_lab_bg.js"));
  const module = await WebAssembly.compile(readFileSync(join(root, "pkg/pbft_lab_bg.wasm")));
  const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": bg });
  bg.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return { bg, exports };
}

/** `measure(pkg, memory, report, ...rest)`: the package, its memory, and where lines go. */
export async function inNode(measure, ...rest) {
  started ??= start();
  const { bg, exports } = await started;
  await measure(bg, exports.memory, console.log, ...rest);
}

function serve() {
  const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (path === "/")
      return response.setHeader("content-type", "text/html").end('<!doctype html><title>bench</title><link rel="icon" href="data:,">');
    if (!path.startsWith("/pkg/") || path.includes("..")) return response.writeHead(404).end();
    response
      .setHeader("content-type", types[extname(path)] ?? "text/plain")
      .end(readFileSync(join(root, path)));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The same in a page: `measure` is sent there as text, so it stands alone, and so do the values of `rest`. */
export async function inChromium(measure, ...rest) {
  const executablePath = process.env.CHROMIUM ?? process.env.PBFT_LAB_CHROMIUM;
  const { chromium } = createRequire(join(root, "www/package.json"))("@playwright/test");
  const server = await serve();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ["--no-sandbox"],
  });
  try {
    const page = await browser.newPage();
    page.on("console", (message) => console.log(message.text()));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await page.evaluate(`(async () => {
      const bg = await import("/pkg/pbft_lab_bg.js");
      const module = await WebAssembly.compileStreaming(fetch("/pkg/pbft_lab_bg.wasm"));
      const { exports } = await WebAssembly.instantiate(module, { "./pbft_lab_bg.js": bg });
      bg.__wbg_set_wasm(exports);
      exports.__wbindgen_start();
      await (${measure})(bg, exports.memory, console.log, ...${JSON.stringify(rest)});
    })()`);
  } finally {
    await browser.close();
    server.close();
  }
}
