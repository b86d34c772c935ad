#!/usr/bin/env bash
# Runs the native search over many seeds: soak.sh [--profile NAME] [FIRST_SEED [WORLDS]].
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
[ -e src/bin/soak.rs ] || [ -d src/bin/soak ] || die "there is no soak tool in this version yet: it would be the program src/bin/soak.rs."
exec cargo run --release --quiet --bin soak -- "$@"
