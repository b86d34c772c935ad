#!/usr/bin/env bash
# Prints the variables that a build for wasm32 needs on this machine: `eval "$(scripts/wasm-env.sh)"`. With rustup's own
# wasm32 target nothing is needed and nothing is printed. This is the one place where that decision is made: native builds
# always use the usual toolchain, builds for wasm32 use Debian's compiler only where rustup's target is not to be had.
set -eu

target=wasm32-unknown-unknown
[ -n "$(ls "$(rustc --print sysroot)/lib/rustlib/$target/lib" 2>/dev/null)" ] && exit 0
# Debian's compiler, for which scripts/setup/wasm-target.sh has built the standard library.
[ -n "$(ls "/usr/lib/rustlib/$target/lib" 2>/dev/null)" ] || exit 0

if rustup toolchain list 2>/dev/null | grep -q '^debian\b'; then
    echo "export RUSTUP_TOOLCHAIN=debian"
else
    echo "export RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo"
fi
linker=$(find /usr/bin -name 'wasm-ld-[0-9]*' 2>/dev/null | sort -V | tail -n 1)
[ -z "$linker" ] || echo "export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker"
