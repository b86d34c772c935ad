// Chapters of the documentation site: the repository's Markdown, collected in the order of SUMMARY.md, with links that hold in the site.
import { existsSync, readFileSync, statSync } from "node:fs";
import { posix } from "node:path";

const { dirname, join, normalize, relative } = posix;

/** The place in SUMMARY.md where the API reference is inserted. */
const API = "<!-- API reference -->";
const LINK = /(!?)\[((?:`[^`]*`|[^[\]`])*)\]\(([^()\s]+)\)|`[^`]*`/g;

/** The paths of the chapters from the root of the repository. */
export function chaptersOf(summary) {
  return [...summary.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => normalize(join("book", target)));
}

/** The place of a file in the site. The first page of a folder is its index. */
export function placeOf(path) {
  return path.replace(/(^|\/)README\.md$/, "$1index.md");
}

/**
 * SUMMARY.md as mdBook reads it, from the root of the site.
 * @param {{ title: string, path: string }[]} api the chapters of the API reference
 */
export function summaryOf(summary, api) {
  const [first, ...others] = api.map(({ title, path }) => `- [${title}](${path})`);
  const inserted = [first, ...others.map((line) => `  ${line}`)].join("\n");
  return summary
    .replace(API, inserted)
    .replaceAll(/\]\((\.\.\/[^)]+|\w+\.md)\)/g, (whole, target) =>
      inserted.includes(whole) ? whole : `](${placeOf(normalize(join("book", target)))})`,
    );
}

export class Site {
  #root;
  #chapters;
  #files;

  /** `files`: the paths of all other files that the site has. */
  constructor(root, chapters, files) {
    this.#root = root;
    this.#chapters = new Set(chapters);
    this.#files = new Set(files);
  }

  /** The text of a chapter with links that hold in the site, and with the script of the element if it has one. */
  chapter(path) {
    let fenced = false;
    let live = false;
    const lines = readFileSync(join(this.#root, path), "utf8").split("\n");
    const changed = lines.map((line) => {
      const fence = /^\s*```/.test(line);
      fenced = fence ? !fenced : fenced;
      if (fence || fenced) {
        return line;
      }
      live ||= line.startsWith("<pbft-lab ");
      return line.replaceAll(LINK, (whole, picture, text, target) =>
        target === undefined ? whole : this.#link(path, picture, text, target),
      );
    });
    const script = `<script type="module" src="${relative(dirname(path), "lab/pbft-lab.js")}"></script>\n`;
    return changed.join("\n") + (live ? `\n${script}` : "");
  }

  // A link to a file that the site does not have becomes its text: there is no address of the repository.
  #link(from, picture, text, target) {
    if (target.includes("://") || target.startsWith("#") || target.startsWith("mailto:")) {
      return `${picture}[${text}](${target})`;
    }
    const [file, anchor] = target.split("#");
    const path = this.#page(normalize(join(dirname(from), file)));
    if (path === undefined) {
      return text;
    }
    return `${picture}[${text}](${relative(dirname(from), path)}${anchor === undefined ? "" : `#${anchor}`})`;
  }

  #page(path) {
    const whole = join(this.#root, path);
    const file = existsSync(whole) && statSync(whole).isDirectory() ? join(path, "index.html") : path;
    if (this.#chapters.has(file)) {
      return placeOf(file);
    }
    return this.#files.has(file) ? file : undefined;
  }
}
