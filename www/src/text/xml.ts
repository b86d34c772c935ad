// Text inside of markup that is written as text: figures that are saved, and code to be copied.

/** As content or as the value of an attribute. What XML cannot hold at all is left out. */
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
