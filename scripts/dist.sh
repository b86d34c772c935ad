#!/usr/bin/env bash
# Builds the page for publishing into www/dist, with the types of the element.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

# The tests have just built the engine.
[ -n "${PBFT_LAB_ENGINE_BUILT:-}" ] || "$SCRIPTS/build.sh"
"$SCRIPTS/setup.sh" page
cd "$ROOT/www"
say "building the page"
quietly npx --no-install vite build || die "the page did not build; the messages are above. To see them alone: \`cd www && npx vite build\`."
quietly npx --no-install vite build --config vite.single-file.config.ts || die "the page in one file could not be built; the messages are above."
# The types of the element, and those of the engine that they use.
quietly npx --no-install tsc -p tsconfig.types.json || die "the element's types were refused; the messages are above."
mkdir -p dist/types/pkg
cp ../pkg/pbft_lab.d.ts dist/types/pkg/
echo 'export * from "./types/www/src/embed/public.ts";' >dist/pbft-lab.d.ts
quietly npx --no-install cem analyze || die "custom-elements.json could not be made; the messages are above."
node "$SCRIPTS/element-package.mjs"
# A file that is missing there would otherwise show in other people's programs only.
quietly npx --no-install tsc --ignoreConfig --noEmit --strict --target esnext --module nodenext dist/pbft-lab.d.ts ||
    die "the types in www/dist do not hold together; the messages are above."
for text in LICENSE-APACHE LICENSE-MIT THIRD-PARTY-NOTICES.txt THIRD-PARTY-NOTICES-page.md; do
    [ -s "dist/$text" ] || die "www/dist lacks the licence text $text; \`scripts/build.sh\` makes those of the engine, Vite those of the page."
done
say "www/dist is ready to publish"
