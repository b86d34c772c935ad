// Names of Rust functions, as the tools write them: crate, module, and the generic function of an instance.

const HASH = /::h[0-9a-f]{16}$/;
/** `crate[hash]` in the newer form of names. */
const DISAMBIGUATOR = /\[[0-9a-f]{8,16}\]/g;

/** The name without hashes. */
export const plain = (name) => (name ?? "(no name)").replace(HASH, "").replace(DISAMBIGUATOR, "");

/** The path that a name begins with: of `<a::B as c::D>::e` that of the type, else that of the trait. */
function path(name) {
  const of = /^<[&*]*(?:mut |const |dyn |\[)*(?<type>[\w:]+)[^]*? as (?<trait>[\w:]+)/.exec(plain(name))?.groups;
  const text = of ? (of.type.includes("::") ? of.type : of.trait) : plain(name).replace(/^[^\w]*(?:(?:mut|dyn|impl) )*/, "");
  return /^[\w:]+/.exec(text)?.[0].split("::").filter((part) => part !== "") ?? [];
}

export const crateOf = (name) => path(name)[0] ?? plain(name);
/** Crate and module: what begins with a lower case letter, at most two levels. */
export function moduleOf(name) {
  const parts = path(name);
  const modules = parts.slice(0, -1).filter((part) => /^[a-z_]/.test(part));
  return modules.slice(0, 3).join("::") || crateOf(name);
}

/** The function without its type arguments, the same for all of its instances. */
export function genericOf(name) {
  let depth = 0;
  let text = "";
  for (const part of plain(name).split(/(::<|<|>)/)) {
    const opens = part === "::<" || (part === "<" && text !== "");
    if (opens) {
      depth += 1;
    } else if (part === ">" && depth > 0) {
      depth -= 1;
    } else if (depth === 0) {
      text += part;
    }
  }
  return text;
}
