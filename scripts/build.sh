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
quietly wasm-pack build || die "the engine did not build; the messages stand above. To see them alone: \`wasm-pack build\`."

# The package contains the schema of scenario files.
cp docs/scenario.schema.json pkg/
# So do the licence texts of what the module contains.
cargo metadata --format-version 1 --filter-platform wasm32-unknown-unknown >pkg/metadata.json ||
    die "cargo does not say what the engine contains. To see why: \`cargo metadata\`."
node scripts/notices.mjs <pkg/metadata.json >pkg/THIRD-PARTY-NOTICES.txt || die "the licence texts are not complete; the sentence stands above."
rm pkg/metadata.json
# shellcheck disable=SC2016 # the text is JavaScript's
node -e '
const { readFileSync, writeFileSync } = require("node:fs");
const description = JSON.parse(readFileSync("pkg/package.json", "utf8"));
description.files = [...new Set([...description.files, "scenario.schema.json", "THIRD-PARTY-NOTICES.txt"])];
writeFileSync("pkg/package.json", `${JSON.stringify(description, null, 2)}\n`);
'
