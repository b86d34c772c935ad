#!/usr/bin/env bash
# Builds the documentation site into target/book/site: the repository's Markdown with live elements, search and the API reference.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
stop_all_when_interrupted

"$SCRIPTS/dist.sh"
"$SCRIPTS/setup.sh" book
"$SCRIPTS/setup/cargo-tools.sh" mdbook
cd "$ROOT"
say "documenting the crate"
# At a known place, wherever the results of other builds are.
quietly cargo doc --no-deps --target-dir target || die "the Rust documentation did not build; the messages are above."
say "collecting the chapters"
quietly node book/build.mjs target/book || die "the chapters could not be collected; the messages are above."
quietly mdbook build target/book || die "mdBook did not build the site; its messages are above."
say "target/book/site is ready to publish. To read it: \`python3 -m http.server -d target/book/site\`"
