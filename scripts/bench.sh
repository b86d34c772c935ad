#!/usr/bin/env bash
# Measures the engine's speed, natively and as WebAssembly. The figures are worth something only on a machine that does
# nothing else meanwhile. Arguments go to `cargo bench`.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

cd "$ROOT"
ls benches/*.rs >/dev/null 2>&1 || die "there are no benchmarks in this version yet: they would be benches/*.rs."
cargo bench "$@"
if [ -e benches/wasm.mjs ]; then
    "$SCRIPTS/build.sh"
    node benches/wasm.mjs
    node benches/history.mjs
fi
