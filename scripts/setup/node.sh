#!/usr/bin/env bash
# Brings Node and the npm packages of a folder, exactly as its package-lock.json names them: `node.sh www`.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=scripts/setup/apt.sh
. "$SCRIPTS/setup/apt.sh"

node_is_new_enough() {
    have npm && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

if ! have node; then
    say "installing Node from the distribution's packages"
    apt_install nodejs npm || true
fi
node_is_new_enough || die "Node 20.19 or later with npm is needed and was not found. Install it from https://nodejs.org, then run this again."

folder=$1
cd "$ROOT/$folder"
stamp=node_modules/.pbft-lab-stamp
wanted=$(cat package-lock.json <(node --version) | cksum)
[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0
say "installing the npm packages of $folder (npm ci)"
quietly npm ci --no-audit --no-fund || die "npm could not install the packages of $folder; its messages are above. By hand: \`cd $folder && npm ci\`."
echo "$wanted" >"$stamp"
