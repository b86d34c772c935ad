import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, minifySync, type Plugin } from "vite";
import { completed, FALLBACK, headOf, Languages } from "./src/text/languages.ts";

// What the page may do, stated once: its own files, its own worker, and the compilation of WebAssembly. No inline script or
// style, nothing from elsewhere. The built page carries the policy in a meta element, so that it holds on any static server.
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  // The preview of a frame that another page could have.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

// The development server is left without the policy: its hot reloading is inline script.
const contentSecurityPolicy: Plugin = {
  name: "pbft-lab:content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy },
      injectTo: "head-prepend",
    },
  ],
};

const LOCALES = "src/locales";
const catalogueOf = (name: string) => readFileSync(join(import.meta.dirname, LOCALES, name), "utf8");
const catalogues = () =>
  readdirSync(join(import.meta.dirname, LOCALES)).map((name) => [name, catalogueOf(name)] as const);

// The page loads the catalogue of the language that it shows. What it needs of the others is a module, and a message that a
// catalogue lacks is added in English.
const HEADS = "virtual:catalogue-heads";
export const catalogueFiles: Plugin = {
  name: "pbft-lab:catalogue-files",
  enforce: "pre",
  resolveId: (id) => (id === HEADS ? `\0${HEADS}` : undefined),
  load(id) {
    if (id === `\0${HEADS}`) {
      const heads = catalogues().map(([name, source]) => [name, headOf(source)]);
      return `export const heads = ${JSON.stringify(Object.fromEntries(heads))};`;
    }
    const [, name] = /\/locales\/([^/]+\.ftl)\?raw$/.exec(id) ?? [];
    const whole = name && completed(catalogueOf(name), catalogueOf(`${FALLBACK}.ftl`));
    return whole && `export default ${JSON.stringify(whole)};`;
  },
};

// Why the page stays empty where its modules cannot be loaded must be in its HTML, in every language that has a catalogue.
export const noticesInHtml: Plugin = {
  name: "pbft-lab:notices-in-html",
  transformIndexHtml(html) {
    const languages = new Languages(Object.fromEntries(catalogues()));
    return html.replace(/(<p data-missing="(\w+)"[^>]*>)(?=<\/p>)/g, (_, begin: string, name: string) => {
      const inAll = languages.tags.map((tag) => {
        const text = languages
          .translator(tag)(`missing-${name}`)
          .replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;");
        const marked = text.replace(/`([^`]*)`/g, "<code>$1</code>");
        return `<span lang="${tag}" dir="${languages.direction(tag)}">${marked}</span>`;
      });
      return begin + inAll.join(" ");
    });
  },
};

// Licences ask that their texts go wherever the software goes. Those of the npm packages Vite collects itself, from their folders.
const PAGE_NOTICES = "THIRD-PARTY-NOTICES-page.md";
const LICENCE_TEXTS = ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-NOTICES.txt"];
const licenceTexts: Plugin = {
  name: "pbft-lab:licence-texts",
  apply: "build",
  generateBundle() {
    for (const fileName of LICENCE_TEXTS) {
      const path = `../pkg/${fileName}`;
      if (existsSync(path)) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(path) });
      } else {
        this.warn(`${path} is missing, and with it a licence text: scripts/build.sh makes it.`);
      }
    }
  },
  // The package of Fluent names its licence, and does not bring the text.
  writeBundle({ dir }) {
    appendFileSync(`${dir}/${PAGE_NOTICES}`, "\nThe text of the Apache License 2.0 is in LICENSE-APACHE.\n");
  },
};

// Vite writes the address of a file as `new URL(new URL("file", import.meta.url).href, "" + import.meta.url)`. Other people's bundlers
// recognize the plain form, and take the file along. The address of the worker is known only now.
const NESTED =
  /new URL\(new URL\(["'`]([^"'`]+)["'`], *import\.meta\.url\)\.href, *(?:""|''|``) *\+ *import\.meta\.url\)/g;
const WORKER = /new Worker\(new URL\("([^"]+)",import\.meta\.url\)/;
const plain = (code: string) => code.replace(NESTED, 'new URL("./$1",import.meta.url)');
const plainAddresses: Plugin = {
  name: "pbft-lab:plain-addresses",
  apply: "build",
  enforce: "post",
  generateBundle(_, bundle) {
    let started = false;
    for (const file of Object.values(bundle)) {
      if (file.type === "chunk") {
        const code = plain(file.code);
        const worker = WORKER.exec(code)?.[1];
        file.code = worker ? code.replace("ADDRESS_OF_THE_WORKER", worker) : code;
        started ||= worker !== undefined;
      } else if (file.fileName.endsWith(".js")) {
        file.source = plain(String(file.source));
      }
    }
    if (!started) {
      this.error("Vite writes the start of a worker in a way that this plugin does not know.");
    }
  },
};

// Pages load the report beside the element, so it is small. The list says which files the element needs, for packages of it.
const REPORT = "pbft-lab-report.js";
const elementFiles: Plugin = {
  name: "pbft-lab:element-files",
  apply: "build",
  enforce: "post",
  generateBundle(_, bundle) {
    const { code } = minifySync(REPORT, readFileSync(`src/embed/package/${REPORT}`, "utf8"), {
      module: true,
    });
    this.emitFile({ type: "asset", fileName: REPORT, source: code });
    const isNeeded = (name: string) => !/\.(map|html|css)$|^assets\/(index|embed)-/.test(name);
    const names = [...new Set([...Object.keys(bundle), ...LICENCE_TEXTS, PAGE_NOTICES, REPORT])]
      .filter(isNeeded)
      .sort();
    this.emitFile({ type: "asset", fileName: "files.json", source: `${JSON.stringify(names)}\n` });
  },
};

const address = { host: "127.0.0.1", port: Number(process.env["PORT"] ?? 8080), strictPort: true };

export default defineConfig({
  // Relative addresses, so that the built page works in any folder of any server.
  base: "./",
  plugins: [contentSecurityPolicy, catalogueFiles, noticesInHtml, licenceTexts, plainAddresses, elementFiles],
  // The engine, ../pkg, lies outside of this folder.
  server: { ...address, fs: { allow: [".."] } },
  preview: {
    ...address,
    headers: {
      "Content-Security-Policy": `${policy}; frame-ancestors *`,
      "X-Content-Type-Options": "nosniff",
    },
  },
  worker: { format: "es" },
  build: {
    target: "es2022",
    modulePreload: false,
    sourcemap: true,
    license: { fileName: PAGE_NOTICES },
    rolldownOptions: {
      // The page, the page for frames, and the element alone for other people's pages: its name is a contract, all others
      // carry the hash of what they hold.
      input: { index: "index.html", embed: "embed.html", "pbft-lab": "src/pbft-lab-define.ts" },
      preserveEntrySignatures: "exports-only",
      output: {
        entryFileNames: ({ name }) => (name === "pbft-lab" ? "pbft-lab.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
