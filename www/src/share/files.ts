// Files out and in: their names, their saving, and the reading of one that the reader gave.

/** As much as the engine reads; a larger file is not even looked into. */
export const FILE_BYTES_MAX = 8_000_000;
const NAME_LENGTH = 60;
/** How long a browser may take to begin saving. */
const KEPT_MS = 60_000;

/** Why a file was not read. */
export type FileProblem = "too-large" | "unreadable";

/** A name that every system takes: letters and digits of any language, and hyphens between them. */
export function fileName(title: string, ending: string): string {
  const words = title.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = [...words.join("-")].slice(0, NAME_LENGTH).join("").replace(/-$/, "");
  return `${name === "" ? "pbft-run" : `pbft-${name}`}${ending}`;
}

/** A file's name as a title: without its ending. */
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

/** The text of a file. Never rejects. */
export async function textOf(file: Blob): Promise<{ text: string } | { problem: FileProblem }> {
  if (file.size > FILE_BYTES_MAX) {
    return { problem: "too-large" };
  }
  try {
    return { text: await file.text() };
  } catch {
    // Removed or locked since it was chosen, or a folder.
    return { problem: "unreadable" };
  }
}
