// Zip archives without compression (APPNOTE 6.3): enough for a package that a course system unpacks, and smaller than any library.

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8. */
const UTF8 = 1 << 11;
/** 1 January 1980, the beginning of time for a zip: the same content gives the same file. */
const DATE = 0x21;

/** An archive with these files, in this order. */
export function zipOf(entries: readonly ZipEntry[]): Blob {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const central: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = new Uint8Array(new TextEncoder().encode(name));
    const size = bytes.length;
    const common = [
      [VERSION, 2],
      [UTF8, 2],
      [0, 2],
      [0, 2],
      [DATE, 2],
      [crc32(bytes), 4],
      [size, 4],
      [size, 4],
      [path.length, 2],
      [0, 2],
    ] as const;
    const local = fields([[LOCAL, 4], ...common]);
    pieces.push(local, path, bytes);
    const rest = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ] as const;
    central.push(fields([[CENTRAL, 4], [VERSION, 2], ...common, ...rest]), path);
    offset += local.length + path.length + size;
  }
  const length = central.reduce((sum, piece) => sum + piece.length, 0);
  const count = entries.length;
  const end = fields([
    [END, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return new Blob([...pieces, ...central, end], { type: "application/zip" });
}

/** Numbers of two or four bytes, the lowest byte first. */
function fields(numbers: readonly (readonly [value: number, bytes: 2 | 4])[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(numbers.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of numbers) {
    bytes === 2 ? view.setUint16(at, value, true) : view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 0xff] ?? 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
