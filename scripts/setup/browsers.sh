#!/usr/bin/env bash
# Brings Chromium and Firefox with their drivers, for the tests and the screenshots. The browsers that are there are used.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=scripts/setup/apt.sh
. "$SCRIPTS/setup/apt.sh"

look() { eval "$("$SCRIPTS/browser-env.sh")"; }

# The first of the names that the distribution's packages know: Debian and Ubuntu call the same things differently.
apt_install_first() {
    local name
    for name in "$@"; do
        if apt_has "$name"; then
            say "installing $name"
            apt_install "$name"
            return
        fi
    done
    return 1
}

look
[ -n "${PBFT_LAB_CHROMIUM:-}" ] || apt_install_first chromium chromium-browser || true
[ -n "${CHROMEDRIVER:-}" ] || apt_install_first chromium-driver chromium-chromedriver || true
[ -n "${PBFT_LAB_FIREFOX:-}" ] || apt_install_first firefox-esr firefox || true
look
[ -n "${PBFT_LAB_CHROMIUM:-}" ] || die "no Chromium or Chrome was found. Install one of them, or name it: PBFT_LAB_CHROMIUM=/path/to/chrome."
[ -n "${CHROMEDRIVER:-}" ] || die "no chromedriver was found. Install the one that fits your Chrome, or name it: CHROMEDRIVER=/path/to/chromedriver."
[ -n "${PBFT_LAB_FIREFOX:-}" ] || die "no Firefox was found. Install it, or name it: PBFT_LAB_FIREFOX=/path/to/firefox."
[ -n "${GECKODRIVER:-}" ] || "$SCRIPTS/setup/cargo-tools.sh" geckodriver
