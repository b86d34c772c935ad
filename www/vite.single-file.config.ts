import { readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { catalogueFiles, noticesInHtml } from "./vite.config.ts";

// Builds dist/pbft-lab.html: the whole page in one file, which also opens from a folder, without a server.

const FILE = "pbft-lab.html";

// Everything is in the page itself, and nothing else is fetched.
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "connect-src data:",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** One module in the place of another. */
const instead = (name: string, original: string, replacement: string, importer?: string): Plugin => ({
  name: `pbft-lab:${name}`,
  enforce: "pre",
  resolveId(source, from, options) {
    return source === original && (!importer || from?.replace(/\?.*/, "").endsWith(importer))
      ? this.resolve(replacement, from, { ...options, skipSelf: true })
      : null;
  },
});

/** Licences ask that their texts go wherever the software goes; the build of the page has put them here. */
const licences = () =>
  ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY-NOTICES.txt", "THIRD-PARTY-NOTICES-page.md"]
    .map((name) => readFileSync(`dist/${name}`, "utf8"))
    .join("\n\n");

/** The text of a script may not contain what ends it. */
const inScript = (code: string) => code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/** Vite leaves a placeholder in dynamic imports, for the files to load before them. Here there are none. */
const withoutPreload = (code: string) => code.replaceAll("__VITE_PRELOAD__", "void 0");

const oneFile: Plugin = {
  name: "pbft-lab:one-file",
  enforce: "post",
  generateBundle(_, bundle) {
    const files = Object.values(bundle);
    const textOf = (name: string) => {
      const file = files.find(({ fileName }) => fileName === name.replace(/^\.\//, ""));
      return file?.type === "chunk"
        ? withoutPreload(file.code)
        : String(file?.source ?? this.error(`There is no ${name}.`));
    };
    const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync("public/icon.svg", "utf8"))}`;
    const source = textOf("index.html")
      .replace(/<script[^>]*src="\.\/boot\.js"[^>]*><\/script>/, "")
      .replace(/href="\.\/icon\.svg"/, () => `href="${icon}"`)
      .replace(
        /<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/g,
        (_, name: string) => `<style>${textOf(name)}</style>`,
      )
      .replace(
        /<script type="module"[^>]*src="([^"]+)"[^>]*><\/script>/g,
        (_, name: string) => `<script type="module">${inScript(textOf(name))}</script>`,
      )
      .replace(
        "</body>",
        () => `<script type="text/plain" id="licences">${inScript(licences())}</script></body>`,
      )
      .replace("<head>", () => `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`);
    for (const name of Object.keys(bundle)) {
      delete bundle[name];
    }
    this.emitFile({ type: "asset", fileName: FILE, source });
  },
};

export default defineConfig({
  base: "./",
  plugins: [
    catalogueFiles,
    noticesInHtml,
    instead("inline-worker", "./start-worker.ts", "./start-inline-worker.ts"),
    oneFile,
  ],
  worker: {
    // Of a page without a server, Chromium starts classic scripts only.
    format: "iife",
    plugins: () => [instead("engine-of-the-page", "./load.ts", "./load-from-page.ts", "/worker.ts")],
  },
  build: {
    target: "es2022",
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    assetsInlineLimit: Number.POSITIVE_INFINITY,
    chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
    rolldownOptions: { input: "index.html", output: { codeSplitting: false } },
  },
});
