// Escaping of text in markup: saved figures, and code to copy.

/** For content and attribute values. Characters that XML cannot contain are removed. */
export function escaped(text: string): string {
  let shown = "";
  for (const character of text) {
    shown += ENTITIES[character] ?? (isXml(character.codePointAt(0) ?? 0) ? character : "");
  }
  return shown;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function isXml(code: number): boolean {
  const half = code >= 0xd800 && code <= 0xdfff;
  return code >= 0x20 ? !half && code !== 0xfffe && code !== 0xffff : [0x9, 0xa, 0xd].includes(code);
}
