#!/usr/bin/env bash
# Builds the page for publishing into www/dist, with the engine passed through binaryen's wasm-opt.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

"$SCRIPTS/build.sh"
"$SCRIPTS/setup.sh" page
cd "$ROOT/www"
say "optimising the engine (wasm-opt -O3)"
before=$(wc -c <../pkg/pbft_lab_bg.wasm)
quietly npx --no-install wasm-opt -O3 ../pkg/pbft_lab_bg.wasm -o ../pkg/optimised.wasm || die "wasm-opt refused the engine; its messages stand above."
mv ../pkg/optimised.wasm ../pkg/pbft_lab_bg.wasm
say "building the page"
quietly npx --no-install vite build || die "the page did not build; the messages stand above. To see them alone: \`cd www && npx vite build\`."
# The types of the element, and the engine's, which they speak of.
quietly npx --no-install tsc -p tsconfig.types.json || die "the element's types were refused; the messages stand above."
mkdir -p dist/types/pkg
cp ../pkg/pbft_lab.d.ts dist/types/pkg/
echo 'export * from "./types/www/src/embed/public.ts";' >dist/pbft-lab.d.ts
say "www/dist is ready to publish; the engine is $(wc -c <../pkg/pbft_lab_bg.wasm | tr -d ' ') bytes ($((before)) before wasm-opt)"
