// Bytes of a WebAssembly file: its sections, and the functions of its code with their names.

const CUSTOM = 0;
const IMPORT = 2;
const CODE = 10;
const DATA = 11;
const FUNCTION_NAMES = 1;

/** Reads the file: bytes of code, data and all else, and each function by name. A file without names has functions without names. */
export function readWasm(bytes) {
  const reader = new Reader(bytes, 8, bytes.length);
  const found = { code: 0, data: 0, imported: 0, bodies: [], names: new Map() };
  while (!reader.ended) {
    const id = reader.byte();
    readSection(id, reader.part(reader.number()), found);
  }
  const functions = found.bodies.map((size, index) => ({ name: found.names.get(found.imported + index), size }));
  return { code: found.code, data: found.data, functions };
}

function readSection(id, section, found) {
  switch (id) {
    case CUSTOM:
      if (section.text() === "name") {
        readNames(section, found.names);
      }
      return;
    case IMPORT:
      found.imported = countImportedFunctions(section);
      return;
    case CODE:
      found.code = section.length;
      section.list(() => found.bodies.push(section.part(section.number()).length));
      return;
    case DATA:
      found.data = section.length;
      return;
    default:
  }
}

function readNames(section, names) {
  while (!section.ended) {
    const id = section.byte();
    const part = section.part(section.number());
    if (id === FUNCTION_NAMES) {
      part.list(() => names.set(part.number(), part.text()));
    }
  }
}

function countImportedFunctions(section) {
  let count = 0;
  const limits = () => {
    const hasMaximum = section.byte() & 1;
    section.number();
    if (hasMaximum) {
      section.number();
    }
  };
  const kinds = [
    () => {
      section.number();
      count += 1;
    },
    () => {
      section.byte();
      limits();
    },
    limits,
    () => {
      section.byte();
      section.byte();
    },
  ];
  section.list(() => {
    section.text();
    section.text();
    kinds[section.byte()]();
  });
  return count;
}

class Reader {
  #bytes;
  #at;
  #end;
  #start;

  constructor(bytes, start, end) {
    this.#bytes = bytes;
    this.#at = start;
    this.#start = start;
    this.#end = end;
  }

  get ended() {
    return this.#at >= this.#end;
  }

  get length() {
    return this.#end - this.#start;
  }

  byte() {
    const byte = this.#bytes[this.#at];
    this.#at += 1;
    return byte;
  }

  /** An unsigned number in LEB128. */
  number() {
    let number = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      number += (byte % 128) * scale;
      if (byte < 128) {
        return number;
      }
    }
  }

  text() {
    const part = this.part(this.number());
    return new TextDecoder().decode(this.#bytes.subarray(part.#start, part.#end));
  }

  /** The next bytes as a reader of their own. */
  part(length) {
    const start = this.#at;
    this.#at += length;
    return new Reader(this.#bytes, start, this.#at);
  }

  list(read) {
    for (let left = this.number(); left > 0; left -= 1) {
      read();
    }
  }
}
