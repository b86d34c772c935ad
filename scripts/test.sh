#!/usr/bin/env bash
# Runs every check and test, or the stages named: `scripts/test.sh clippy page`. Stops at the first that fails. Each stage
# brings what it needs. The last line is for machines: "N passed, N failed".
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/test/rust-stages.sh
. "$SCRIPTS/test/rust-stages.sh"
# shellcheck source=scripts/test/page-stages.sh
. "$SCRIPTS/test/page-stages.sh"

# Cheap checks first: the sooner a mistake shows, the better.
ALL="format spelling scripts tidy links clippy types unit native additions rustdoc browsers package page readme"

export NO_COLOR=1 FORCE_COLOR=0 CARGO_TERM_COLOR=never
notes=$(mktemp -d)
trap 'rm -rf "$notes"' EXIT
stop_all_when_interrupted
cd "$ROOT"

# What a stage may say about itself: how many tests it ran, or that it had nothing to run.
skip() {
    echo "$1" >"$notes/skip"
    exit 0
}
need() { "$SCRIPTS/setup.sh" "$@" >&3; }

# The sum of what the test runners in a stage's log say has passed: cargo's and wasm-bindgen's, vitest's, Playwright's,
# Node's.
passed_in() {
    sed -n -e 's/^test result: ok\. \([0-9]*\) passed.*/\1/p' -e 's/^ *Tests  *\([0-9]*\) passed.*/\1/p' \
        -e 's/^ *\([0-9]*\) passed (.*/\1/p' -e 's/^# pass \([0-9]*\)$/\1/p' "$1" | awk '{ sum += $1 } END { print sum + 0 }'
}

run_stage() {
    local stage=$1 log=$notes/$1.log status started=$SECONDS count
    rm -f "$notes/skip"
    printf 'pbft-lab: %-9s %s ... ' "$stage" "$("about_$stage")"
    status=0
    # In the background, because bash runs a trap only between commands.
    (
        set -e
        "stage_$stage"
    ) 3>&1 >"$log" 2>&1 </dev/null &
    wait "$!" || status=$?
    if [ "$status" -ne 0 ]; then
        echo "FAILED"
        cat "$log"
        echo "pbft-lab: the stage \"$stage\" failed ($("about_$stage")); its messages are above. To run it alone: scripts/test.sh $stage"
        echo "$(cat "$notes/sum" 2>/dev/null || echo 0) passed, 1 failed"
        exit 1
    fi
    if [ -e "$notes/skip" ]; then
        echo "skipped: $(cat "$notes/skip")"
        echo "$stage" >>"$notes/skipped"
        return
    fi
    count=$(passed_in "$log")
    # A stage that runs no counted test is one check.
    [ "$count" -gt 0 ] || count=1
    echo $(($(cat "$notes/sum" 2>/dev/null || echo 0) + count)) >"$notes/sum"
    echo "$stage $count" >>"$notes/passed"
    echo "ok ($count in $((SECONDS - started)) s)"
}

[ $# -gt 0 ] || {
    # shellcheck disable=SC2086 # a list of words
    set -- $ALL
    "$SCRIPTS/setup.sh"
}
for stage in "$@"; do
    case " $ALL " in
    *" $stage "*) run_stage "$stage" ;;
    *) die "there is no stage \"$stage\"; the stages are: $ALL." ;;
    esac
done

summary=$(awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }' "$notes/passed" 2>/dev/null || true)
skipped=$([ ! -e "$notes/skipped" ] || tr '\n' ' ' <"$notes/skipped")
say "all passed: ${summary:-nothing}${skipped:+; skipped: $skipped}"
echo "$(cat "$notes/sum" 2>/dev/null || echo 0) passed, 0 failed"
