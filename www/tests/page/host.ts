// A stranger's web site: its own pages, with the built files of the lab copied into a folder of it, on an origin of its own.

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
/** Where the stranger has put the files. */
export const FOLDER = "/vendor/lab/";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The policy that docs/embedding.md says is enough. */
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'; img-src 'self' data: blob:; frame-src *";

export interface Answer {
  readonly body: string;
  readonly status?: number;
  /** Where to go instead. */
  readonly location?: string;
}

export class Host {
  readonly #server: Server;
  readonly #files: string;
  readonly #pages = new Map<string, Answer>();
  /** The cookies that came with each request, by its path. */
  readonly cookies = new Map<string, string>();
  /** The policy of the site's own pages; the page for frames brings its own. */
  policy: string = POLICY;
  /** Whether other origins may read the files. */
  shared = true;

  private constructor(server: Server, files: string) {
    this.#server = server;
    this.#files = files;
  }

  /** `files` is the folder of the built page. */
  static async open(files = DIST): Promise<Host> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://host").pathname;
      host.cookies.set(path, request.headers.cookie ?? "");
      void host.#answer(path).then(({ status = 200, body, type, location, own }) => {
        response.writeHead(status, {
          "Content-Type": type,
          ...(host.shared ? { "Access-Control-Allow-Origin": "*" } : {}),
          ...(own ? { "Content-Security-Policy": host.policy } : {}),
          ...(location ? { Location: location } : {}),
        });
        response.end(body);
      });
    });
    const host = new Host(server, files);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return host;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  put(path: string, answer: string | Answer): void {
    this.#pages.set(path, typeof answer === "string" ? { body: answer } : answer);
  }

  /** Shows a page of the site, with this in its body. */
  async show(page: Page, body: string, head = script()): Promise<void> {
    this.put(
      "/a/page.html",
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>A stranger's page</title>${head}</head><body>${body}</body></html>`,
    );
    await page.goto(`${this.origin}/a/page.html`);
  }

  async #answer(path: string): Promise<{
    body: string | Buffer;
    type: string;
    status?: number;
    location?: string | undefined;
    own: boolean;
  }> {
    const own = this.#pages.get(path);
    const type = TYPES[extname(path)] ?? "text/plain";
    if (own) {
      return { type, own: true, ...own };
    }
    try {
      const file = normalize(path.startsWith(FOLDER) ? path.slice(FOLDER.length) : "nothing");
      return { type, own: false, body: await readFile(join(this.#files, file)) };
    } catch {
      return { type: "text/plain", own: false, body: "not here", status: 404 };
    }
  }
}

export function script(): string {
  return `<script type="module" src="..${FOLDER}pbft-lab.js"></script>`;
}
