#!/usr/bin/env bash
# Measures the engine's speed. The figures are worth something only on a machine that does nothing else meanwhile.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
ls benches/*.rs >/dev/null 2>&1 || die "there are no benchmarks in this version yet: they would be benches/*.rs."
exec cargo bench "$@"
