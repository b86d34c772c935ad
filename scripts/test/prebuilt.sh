#!/usr/bin/env bash
# The set-up takes a tool as a prebuilt binary where cargo-binstall brings one, and compiles it otherwise. A false cargo writes down
# what it is asked; nothing is downloaded.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir "$home/bin"
ln -s "$(command -v rustc)" "$home/bin/rustc"
cat >"$home/bin/cargo" <<'CARGO'
#!/bin/sh
echo "$1" >>"$CARGO_HOME/asked"
[ "$1" != binstall ] || [ -e "$CARGO_HOME/prebuilt" ]
CARGO
chmod +x "$home/bin/cargo"

expect_asked() { # when, then what cargo is asked, in order
    rm -f "$home/asked"
    CARGO_HOME=$home PATH=$home/bin:/usr/bin:/bin quietly "$SCRIPTS/setup/cargo-tools.sh" geckodriver
    [ "$(tr '\n' ' ' <"$home/asked")" = "$2 " ] || die "$1, the set-up asks cargo: $(tr '\n' ' ' <"$home/asked"); expected: $2"
}

# A driver of the system would leave nothing to install.
! PATH=/usr/bin:/bin have geckodriver || exit 0
expect_asked "without cargo-binstall" "install"
cp "$home/bin/cargo" "$home/bin/cargo-binstall"
expect_asked "where there is no prebuilt binary" "binstall install"
touch "$home/prebuilt"
expect_asked "where there is a prebuilt binary" "binstall"
