#!/usr/bin/env bash
# Brings what the project needs, each thing only if it is missing: `setup.sh [engine] [page] [browsers] [checks] [packages] [book]`.
# Without arguments it brings the first four. When everything is there it takes a second and asks no network.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

rust_is_new_enough() {
    local wanted found
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    found=$(rustc --version 2>/dev/null | cut -d' ' -f2)
    [ -n "$found" ] && [ "$(printf '%s\n%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ]
}

engine() {
    rust_is_new_enough || die "Rust $(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml") or later is needed. Install rustup from https://rustup.rs (or \`rustup update\`), then run this again."
    "$SCRIPTS/setup/wasm-target.sh"
    "$SCRIPTS/setup/cargo-tools.sh" wasm-pack wasm-bindgen
}

page() { "$SCRIPTS/setup/node.sh" www; }

# Other people's tools, for the stage `package` of test.sh alone.
packages() { "$SCRIPTS/setup/node.sh" tests/package; }

# What makes the API reference of the documentation site.
book() { "$SCRIPTS/setup/node.sh" book; }

browsers() { "$SCRIPTS/setup/browsers.sh"; }

# The linter of these scripts. Where it cannot be had its stage is skipped and says so.
checks() {
    # shellcheck source=scripts/setup/apt.sh
    . "$SCRIPTS/setup/apt.sh"
    have shellcheck || ! apt_possible || {
        say "installing shellcheck"
        apt_install shellcheck || say "shellcheck could not be installed; the scripts will not be linted"
    }
}

[ $# -gt 0 ] || set -- engine page browsers checks
for part in "$@"; do
    case $part in
    engine | page | browsers | checks | packages | book) "$part" ;;
    *) die "setup.sh knows the parts engine, page, browsers, checks, packages and book, not \"$part\"." ;;
    esac
done
