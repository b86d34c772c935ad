#!/usr/bin/env bash
# Makes the pictures of the docs again: runs www/tests/pictures in Chromium on the built page.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

ls "$ROOT"/www/tests/pictures/*.spec.ts >/dev/null 2>&1 || die "there is nothing to take pictures of: www/tests/pictures has no *.spec.ts."
"$SCRIPTS/build.sh"
"$SCRIPTS/setup.sh" page browsers
eval "$("$SCRIPTS/browser-env.sh")"
cd "$ROOT/www"
PBFT_LAB_TEST_PORT=$(free_port)
export PBFT_LAB_TEST_PORT
PBFT_LAB_PICTURES=1 npx --no-install playwright test --project pictures
