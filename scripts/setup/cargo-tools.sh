#!/usr/bin/env bash
# Builds the command-line tools that crates.io brings, each only if it is missing: `cargo-tools.sh wasm-pack wasm-bindgen geckodriver mdbook`.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"

bindgen_version=$(locked_version wasm-bindgen)
env_for_wasm=$("$SCRIPTS/wasm-env.sh")

cargo_install() { # what it is called, then cargo's arguments
    local name=$1
    shift
    if have cargo-binstall && quietly cargo binstall --no-confirm --disable-strategies compile "$@"; then
        say "$name is ready (a prebuilt binary)"
        return
    fi
    say "building $name from crates.io, once (about a minute and a half of processor time)"
    quietly build_tool "$@" ||
        die "$name could not be built; its messages are above. By hand: \`cargo install $*\`."
    say "$name is ready"
}

# Without optimisation: the tools run for a second at a time, and optimising the two that `make serve` needs took four more
# minutes of processor time (wasm-bindgen needs 0.8 s for the engine instead of 0.3 s).
# shellcheck disable=SC2317 # called by `quietly`
build_tool() {
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 \
        cargo install "$@"
}

# Where only Debian's compiler can build for wasm32, a wrapper takes wasm-pack's name and chooses that compiler, so that plain
# `wasm-pack build` works in a shell that knows nothing of this. It steps aside as soon as rustup's own target is there.
wrap_wasm_pack() {
    install -d "$CARGO_BIN"
    {
        echo '#!/bin/sh'
        echo '# Written by the set-up of pbft-lab: builds for wasm32 with the compiler that can. Delete it freely.'
        # shellcheck disable=SC2016 # to be expanded when the wrapper runs
        echo '[ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ] || {'
        echo "$env_for_wasm"
        echo '}'
        echo "exec '$CACHE/tools/bin/wasm-pack' \"\$@\""
    } >"$CARGO_BIN/wasm-pack"
    chmod +x "$CARGO_BIN/wasm-pack"
}

install_wasm_pack() {
    if [ -z "$env_for_wasm" ]; then
        cargo_install wasm-pack wasm-pack --locked
    else
        [ -x "$CACHE/tools/bin/wasm-pack" ] || cargo_install wasm-pack wasm-pack --locked --root "$CACHE/tools"
        wrap_wasm_pack
    fi
}

# Not --locked: the lock file of a fresh release may name crates that a registry some days behind does not have yet.
install_wasm_bindgen() {
    if have wasm-bindgen; then
        # Another version, not installed by us: keep it, and put ours where only our scripts look.
        cargo_install "wasm-bindgen $bindgen_version" wasm-bindgen-cli --version "$bindgen_version" \
            --root "$CACHE/wasm-bindgen-$bindgen_version"
    else
        cargo_install "wasm-bindgen $bindgen_version" wasm-bindgen-cli --version "$bindgen_version"
    fi
}

is_there() {
    case $1 in
    wasm-bindgen) [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $bindgen_version" ] && have wasm-bindgen-test-runner ;;
    *) have "$1" ;;
    esac
}

# Side by side: most of each build is one crate that waits for another, which leaves a core idle.
jobs=
for tool in "$@"; do
    is_there "$tool" && continue
    case $tool in
    wasm-pack) install_wasm_pack & ;;
    wasm-bindgen) install_wasm_bindgen & ;;
    geckodriver) cargo_install geckodriver geckodriver --locked & ;;
    # Without its server, which would double the build.
    mdbook) cargo_install mdbook mdbook --locked --no-default-features --features search & ;;
    *) die "cargo-tools.sh knows no tool named $tool." ;;
    esac
    jobs="$jobs $!"
done
status=0
for job in $jobs; do wait "$job" || status=1; done
exit "$status"
