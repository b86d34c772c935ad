#!/usr/bin/env bash
# Makes this machine able to compile for wasm32-unknown-unknown: with rustup's target where rustup's servers are reached,
# else with Debian's compiler and a standard library built once from Debian's copy of its source.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=scripts/setup/apt.sh
. "$SCRIPTS/setup/apt.sh"

target=wasm32-unknown-unknown
debian_lib=/usr/lib/rustlib/$target/lib
# A standard library works only with the compiler that built it, so its compiler version is recorded next to it.
debian_stamp=/usr/lib/rustlib/$target/built-by
by_hand="by hand: install rustup (https://rustup.rs) and run \`rustup target add $target\`"

rustup_target_is_there() {
    [ -n "$(ls "$(rustc --print sysroot)/lib/rustlib/$target/lib" 2>/dev/null)" ]
}

debian_std_is_there() {
    [ -x /usr/bin/rustc ] && [ "$(cat "$debian_stamp" 2>/dev/null)" = "$(/usr/bin/rustc --version)" ] &&
        [ -n "$(find /usr/bin -name 'wasm-ld-[0-9]*')" ]
}

install_debian_compiler() {
    local lld
    apt_has rustc-web || return 1
    lld=$(apt-cache search --names-only '^lld-[0-9]+$' | cut -d' ' -f1 | sort -V | tail -n 1)
    say "installing Debian's compiler for WebAssembly (rustc-web, cargo-web, rust-web-src, $lld)"
    apt_install rustc-web cargo-web rust-web-src "$lld"
}

build_std() {
    local work
    say "building the standard library for $target with $(/usr/bin/rustc --version | cut -d' ' -f1,2), once (about a minute)"
    work=$(mktemp -d)
    # `panic_unwind` and `test` are there for `wasm-pack test`.
    mkdir -p "$work/src"
    printf '[package]\nname = "throwaway"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
    echo '#![no_std]' >"$work/src/lib.rs"
    (
        cd "$work"
        unset RUSTUP_TOOLCHAIN RUSTFLAGS CARGO_TARGET_DIR CARGO_BUILD_TARGET CARGO_ENCODED_RUSTFLAGS
        RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc quietly /usr/bin/cargo build --release --target "$target" \
            -Zbuild-std=std,panic_abort,panic_unwind,test
    ) || return 1
    rm -f "$work/target/$target/release/deps/"libthrowaway*
    install_std "$work/target/$target/release/deps"
    rm -rf "$work"
}

# The stamp is written last: a copy that was interrupted counts as absent.
install_std() {
    as_root rm -rf "/usr/lib/rustlib/$target"
    as_root install -d "$debian_lib"
    as_root install -m 644 "$1"/*.rlib "$debian_lib/"
    /usr/bin/rustc --version | as_root tee "$debian_stamp" >/dev/null
}

link_debian_toolchain() {
    ! have rustup || rustup toolchain list | grep -q '^debian\b' || quietly rustup toolchain link debian /usr
}

rustup_target_is_there && exit 0
if debian_std_is_there; then
    link_debian_toolchain
    exit 0
fi
have rustc || die "there is no Rust compiler here. Install rustup from https://rustup.rs, then run this again."
if have rustup; then
    say "adding the target $target with rustup"
    rustup target add "$target" >/dev/null 2>&1 </dev/null && rustup_target_is_there && exit 0
    say "rustup could not add it (its servers are not reached); trying Debian's packages"
fi
install_debian_compiler || die "the WebAssembly target is missing and neither rustup nor Debian's packages could bring it; $by_hand."
debian_std_is_there || build_std || die "the standard library for $target could not be built; $by_hand."
link_debian_toolchain || die "rustup did not accept Debian's compiler as a toolchain; by hand: \`rustup toolchain link debian /usr\`."
