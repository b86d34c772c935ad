#!/usr/bin/env bash
# Searches for a violation and shrinks it: hunt.sh [--mutant CODE] [--scheduler NAME] [--replicas N] [--faulty N] [SEED [EXECUTIONS]].
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$ROOT"
exec cargo run --release --quiet --bin hunt -- "$@"
