// Density of a PNG: a chunk that says how many dots are printed on a metre, so that a picture has its size on paper.

/** The length of the signature and the header. The chunk follows them. */
const HEADER_BYTES = 8 + 25;
const CHUNK_BYTES = 4 + 4 + 9 + 4;
const PER_METRE = 1;

/** The same picture with a density. */
export function withDensity(png: Uint8Array, perMetre: number): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set(new TextEncoder().encode("pHYs"), 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  view.setUint8(16, PER_METRE);
  view.setUint32(17, checksum(chunk.subarray(4, 17)));
  const all = new Uint8Array(png.length + CHUNK_BYTES);
  all.set(png.subarray(0, HEADER_BYTES));
  all.set(chunk, HEADER_BYTES);
  all.set(png.subarray(HEADER_BYTES), HEADER_BYTES + CHUNK_BYTES);
  return all;
}

/** The CRC-32 of PNG. */
function checksum(bytes: Uint8Array): number {
  let rest = 0xffff_ffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      rest = (rest >>> 1) ^ (rest & 1 ? 0xedb8_8320 : 0);
    }
  }
  return (rest ^ 0xffff_ffff) >>> 0;
}
