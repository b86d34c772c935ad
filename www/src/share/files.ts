// Files: their names, saving, and reading one of the reader's.

/** The limit of the engine. Larger files are not read. */
export const FILE_BYTES_MAX = 8_000_000;
const NAME_LENGTH = 60;
/** The maximum time until a browser starts to save. */
const KEPT_MS = 60_000;

/** Why a file was not read. */
export type FileProblem = "too-large" | "unreadable";

/** A name that every system accepts: letters and digits of any language, with hyphens. */
export function fileName(title: string, ending: string): string {
  const words = title.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = [...words.join("-")].slice(0, NAME_LENGTH).join("").replace(/-$/, "");
  return `${name === "" ? "pbft-run" : `pbft-${name}`}${ending}`;
}

/** The name of a file as a title, without its extension. */
export function titleOf(name: string): string {
  return name.replace(/\.json$/i, "");
}

export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** The text of a file; if it is an export that is too large, the scenario in it. Never rejects. */
export async function textOf(file: Blob): Promise<{ text: string } | { problem: FileProblem }> {
  try {
    if (file.size <= FILE_BYTES_MAX) {
      return { text: await file.text() };
    }
    const text = scenarioIn(await file.slice(0, FILE_BYTES_MAX).text());
    return text === undefined ? { problem: "too-large" } : { text };
  } catch {
    // Removed or locked since it was selected, or a folder.
    return { problem: "unreadable" };
  }
}

const EXPORT = /^\s*\{\s*"format"\s*:\s*"pbft-lab-trace"/;
const SCENARIO = /"scenario"\s*:\s*(?=\{)/;

/** The scenario at the start of an export, unchanged; undefined if there is none, or only a part. */
export function scenarioIn(text: string): string | undefined {
  const found = EXPORT.test(text) ? SCENARIO.exec(text) : null;
  if (!found) {
    return undefined;
  }
  const start = found.index + found[0].length;
  let depth = 0;
  // A string with its escapes, or a brace outside of strings.
  const pieces = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  pieces.lastIndex = start;
  for (let piece = pieces.exec(text); piece; piece = pieces.exec(text)) {
    depth += piece[0] === "{" ? 1 : piece[0] === "}" ? -1 : 0;
    if (depth === 0) {
      return text.slice(start, pieces.lastIndex);
    }
  }
  return undefined;
}
