// Writes the licence texts of the Rust crates that the engine contains. Its input is what `cargo metadata` says of them:
//   cargo metadata --format-version 1 --filter-platform wasm32-unknown-unknown | node scripts/notices.mjs
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const metadata = JSON.parse(readFileSync(0, "utf8"));
const packages = new Map(metadata.packages.map((one) => [one.id, one]));
const nodes = new Map(metadata.resolve.nodes.map((one) => [one.id, one]));

const RULE = `${"-".repeat(80)}\n`;
const HEAD = `pbft-lab's engine, the WebAssembly module pbft_lab_bg.wasm, contains the software that is named here, under the licences
that follow.

The Rust standard library, with what it contains of compiler-builtins, is the work of the Rust project's contributors. It is used under
the Apache License 2.0, whose text is in LICENSE-APACHE.
`;

// What runs while the engine is built, such as a macro, is not in it.
function isBuiltIn(id) {
    return !packages.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
}

function contained() {
    const found = new Set();
    const open = [metadata.resolve.root];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
        if (found.has(id) || !isBuiltIn(id)) {
            continue;
        }
        found.add(id);
        const linked = nodes.get(id).deps.filter(({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind === null));
        open.push(...linked.map(({ pkg }) => pkg));
    }
    found.delete(metadata.resolve.root);
    return [...found].map((id) => packages.get(id)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

// Of licences to choose from, MIT's where it is one of them.
function textsOf({ name, license, manifest_path: manifest }) {
    const folder = dirname(manifest);
    const files = readdirSync(folder).filter((file) => /^(un)?licen[cs]e|^copying|^notice/i.test(file));
    const free = /\bMIT\b/.test(license ?? "") && !/\bAND\b/.test(license);
    const mit = free ? files.filter((file) => /mit/i.test(file)) : [];
    const chosen = mit.length > 0 ? [...mit, ...files.filter((file) => /^notice/i.test(file))] : files;
    if (chosen.length === 0) {
        console.error(
            `The crate ${name} (${license}) has no licence text in its folder ${folder}: add one to scripts/notices.mjs by hand.`,
        );
        process.exit(1);
    }
    return chosen.sort().map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
}

// Crates with the same text are grouped.
const byText = new Map();
for (const crate of contained()) {
    const text = textsOf(crate).join(`\n\n${RULE}\n`);
    byText.set(text, [...(byText.get(text) ?? []), `${crate.name} ${crate.version} (${crate.license})`]);
}
const sections = [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
process.stdout.write([HEAD, ...sections].join(`\n${RULE}\n`));
