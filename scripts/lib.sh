# shellcheck shell=bash
# What every script here shares. Source it; it runs nothing by itself.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # used by those who source this file
SCRIPTS=$ROOT/scripts
# Outside the clone, so that a second clone does not build the same tools again. Everything in it is named by version.
CACHE=${PBFT_LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pbft-lab}
CARGO_BIN=${CARGO_HOME:-$HOME/.cargo}/bin
export PATH

put_first_on_path() {
    case ":$PATH:" in
    ":$1:"*) ;;
    *) PATH=$1:$PATH ;;
    esac
}

say() { printf '%s\n' "pbft-lab: $*"; }
# One sentence for a person: what is wrong, and what to do about it.
die() {
    printf '%s\n' "pbft-lab: $*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command and shows its output only when it fails: a set-up that works needs one line, one that fails needs all.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# Runs a command as the system's administrator, if we can be that without asking for a password in the middle.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo -- "$@"
    else
        return 1
    fi
}

# The version of a package in a Cargo.lock: the tools must be of the version the crate was locked to.
locked_version() {
    awk -v name="$1" '$0 == "name = \"" name "\"" { getline; gsub(/[^0-9.]/, ""); print; exit }' "$ROOT/Cargo.lock"
}

case ":$PATH:" in
*":$CARGO_BIN:"*) ;;
*) PATH=$CARGO_BIN:$PATH ;;
esac
own_bindgen=$CACHE/wasm-bindgen-$(locked_version wasm-bindgen)/bin
[ ! -d "$own_bindgen" ] || put_first_on_path "$own_bindgen"
