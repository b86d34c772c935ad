#!/usr/bin/env bash
# Builds the engine into pkg/, as plain `wasm-pack build` does, after bringing what that needs.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

"$SCRIPTS/setup.sh" engine
eval "$("$SCRIPTS/wasm-env.sh")"
cd "$ROOT"
say "building the engine (wasm-pack build)"
quietly wasm-pack build || die "the engine did not build; the messages are above. To see them alone: \`wasm-pack build\`."

# The licence texts of what the module contains go with the package.
cargo metadata --format-version 1 --filter-platform wasm32-unknown-unknown >pkg/metadata.json ||
    die "cargo does not say what the engine contains. To see why: \`cargo metadata\`."
node scripts/notices.mjs <pkg/metadata.json >pkg/THIRD-PARTY-NOTICES.txt || die "the licence texts are not complete; the sentence is above."
results=$(node -p 'JSON.parse(require("node:fs").readFileSync("pkg/metadata.json")).target_directory')
rm pkg/metadata.json

# wasm-pack makes the package for bundlers that know WebAssembly. Everyone else needs an entry too.
for_node=$(mktemp -d)
quietly wasm-bindgen --target nodejs --out-dir "$for_node" --out-name pbft_lab \
    "$results/wasm32-unknown-unknown/release/pbft_lab.wasm" ||
    die "wasm-bindgen made no bindings for Node; its messages are above."
node scripts/package.mjs "$for_node"
rm -rf "$for_node"
