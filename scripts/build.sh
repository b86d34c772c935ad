#!/usr/bin/env bash
# Builds the engine into pkg/, as plain `wasm-pack build` does, after bringing what that needs.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

"$SCRIPTS/setup.sh" engine
eval "$("$SCRIPTS/wasm-env.sh")"
cd "$ROOT"
say "building the engine (wasm-pack build)"
quietly wasm-pack build || die "the engine did not build; the messages stand above. To see them alone: \`wasm-pack build\`."
