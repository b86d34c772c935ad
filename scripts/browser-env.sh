#!/usr/bin/env bash
# Prints the variables that name this machine's browsers and their drivers: `eval "$(scripts/browser-env.sh)"`. What is not
# there is not printed. A variable that is already set is kept.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

export_first() { # variable, then names or paths, the first that can be run is taken
    local variable=$1 candidate path
    shift
    for candidate in "${!variable:-}" "$@"; do
        [ -n "$candidate" ] || continue
        path=$(command -v "$candidate" 2>/dev/null) || continue
        printf 'export %s=%q\n' "$variable" "$path"
        return
    done
}

export_first PBFT_LAB_CHROMIUM chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"
export_first CHROMEDRIVER chromedriver /usr/lib/chromium-browser/chromedriver
export_first PBFT_LAB_FIREFOX firefox-esr firefox "/Applications/Firefox.app/Contents/MacOS/firefox"
export_first GECKODRIVER geckodriver
