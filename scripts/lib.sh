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
# In the background, because bash runs a trap only between commands.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null &
    wait "$!" || status=$?
    [ "$status" -eq 0 ] || cat "$log" >&2
    rm -f "$log"
    return "$status"
}

# The ids of a process's children.
children_of() {
    if have pgrep; then
        pgrep -P "$1" || true
    else
        awk -v parent="$1" '{ sub(/.*\) /, ""); if ($2 == parent) { split(FILENAME, path, "/"); print path[3] } }' \
            /proc/[0-9]*/stat 2>/dev/null || true
    fi
}
descendants_of() {
    local child
    for child in $(children_of "$1"); do
        descendants_of "$child"
        echo "$child"
    done
}

# Ends all that this script started, also what left its process group, as Playwright's web server does. What does not end
# within five seconds is killed.
stop_descendants() {
    local pids pid try
    pids=$(descendants_of "$$")
    for pid in $pids; do kill -TERM "$pid" 2>/dev/null || true; done
    for try in 1 2 3 4 5 6 7 8 9 10; do
        # shellcheck disable=SC2086 # a list of ids
        kill -0 $pids 2>/dev/null || return 0
        [ "$try" -eq 10 ] || sleep 0.5
    done
    for pid in $pids; do kill -KILL "$pid" 2>/dev/null || true; done
}

# For the scripts that a person starts: an interrupted one leaves nothing running.
stop_all_when_interrupted() {
    trap 'trap - INT TERM HUP; stop_descendants; exit 130' INT TERM HUP
}

# A TCP port that no program listens on. The search starts at a random one, so that two runs seldom choose the same.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        port_is_taken "$port" || break
    done
    echo "$port"
}
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

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

# A name for a file, an option or a type: words of lower case, joined by hyphens.
need_kebab_name() {
    printf '%s' "$1" | grep -qxE '[a-z][a-z0-9]*(-[a-z0-9]+)*' ||
        die "\"$1\" cannot be a name; write lower case words joined by hyphens, for example: $2"
}

# Inserts a line into a file, after the last line that matches a basic regular expression.
insert_after_last() {
    local line
    line=$(grep -n "$1" "$3" | tail -n 1 | cut -d: -f1)
    [ -n "$line" ] || die "$3 has no line that matches \"$1\", so it is unknown where to insert \"$2\"."
    { head -n "$line" "$3" && printf '%s\n' "$2" && tail -n "+$((line + 1))" "$3"; } >"$3.new"
    mv "$3.new" "$3"
}
