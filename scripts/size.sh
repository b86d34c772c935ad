#!/usr/bin/env bash
# Builds the engine with the names of its functions, and the page, and reports what they weigh and what in them.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

cd "$ROOT"
"$SCRIPTS/dist.sh"
eval "$("$SCRIPTS/wasm-env.sh")"
say "building the engine once more, with names"
# In this form the names say which types a generic function was made for.
quietly cargo rustc --profile size --target wasm32-unknown-unknown --lib -- -Csymbol-mangling-version=v0 ||
    die "the engine did not build with names; the messages are above."
results=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("node:fs").readFileSync(0)).target_directory')
named=$(mktemp -d)
trap 'rm -rf "$named"' EXIT
quietly wasm-bindgen --out-dir "$named" --out-name pbft_lab "$results/wasm32-unknown-unknown/size/pbft_lab.wasm" ||
    die "wasm-bindgen made no bindings; its messages are above."
node scripts/size/report.mjs "$named/pbft_lab_bg.wasm"
