#!/usr/bin/env bash
# A quick answer after a small change: format, shell scripts, the rules of tests/tidy, lints, types, and the unit tests of what
# changed since HEAD. No browser and no WebAssembly build. `make test` remains the proof.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted
cd "$ROOT"

# Changed and untracked files below the given folders.
changed() {
    git diff --name-only --diff-filter=d HEAD -- "$@"
    git ls-files --others --exclude-standard -- "$@"
}

step() { # what it is called, then the command
    local name=$1 started=$SECONDS
    shift
    printf 'pbft-lab: %-8s ' "$name"
    quietly "$@" || {
        echo "FAILED"
        die "\"$name\" failed; its messages are above. To run it alone: \`$*\`."
    }
    echo "ok ($((SECONDS - started)) s)"
}

in_www() { (cd www && "$@"); }

# The modules of the library whose files changed, as a filter for their unit tests: src/pbft/votes.rs gives `pbft::votes`.
changed_modules() {
    changed src | sed -n -e 's|^src/\(.*\)/mod\.rs$|\1|p' -e '/\/mod\.rs$/d' -e 's|^src/\(.*\)\.rs$|\1|p' |
        grep -v '^\(bin/.*\|lib\|wasm/.*\)$' | sed 's|/|::|g' | sort -u
}

"$SCRIPTS/setup.sh" page
step format cargo fmt --check
step biome in_www npx --no-install biome check --error-on-warnings .
! have shellcheck || step scripts shellcheck -x scripts/*.sh scripts/*/*.sh .ci/run
step tidy cargo test --quiet --test tidy
[ -z "$(changed src tests benches Cargo.toml)" ] || step clippy cargo clippy --all-targets --quiet -- -D warnings
modules=$(changed_modules)
# shellcheck disable=SC2086 # a list of filters
[ -z "$modules" ] || step units cargo test --quiet --lib -- $modules

if [ -n "$(changed www)" ]; then
    if [ -e pkg/pbft_lab.d.ts ]; then
        step types in_www npx --no-install tsc --noEmit
        step page in_www npx --no-install vitest run --changed HEAD --passWithNoTests
    else
        say "types and page tests need the engine once: \`make build\`"
    fi
fi
say "checked"
