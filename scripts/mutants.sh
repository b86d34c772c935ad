#!/usr/bin/env bash
# Searches with each rule removed and writes the table into docs/mutants.md: mutants.sh [EXECUTIONS].
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
table=$(cargo run --release --quiet --bin hunt -- --table "$@")
file=$(sed '/^<!-- table -->$/q' docs/mutants.md)
printf '%s\n\n%s\n' "$file" "$table" >docs/mutants.md
