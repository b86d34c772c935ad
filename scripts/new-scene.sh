#!/usr/bin/env bash
# Writes what a new scene needs: its file, its row in the catalog, a draft of its texts in each language, its golden digest.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

name=${1:-}
need_kebab_name "$name" "make new-scene NAME=lost-commit"
catalog=$ROOT/src/scenario/catalog
[ ! -e "$catalog/$name.json" ] || die "there is a scene $name already: src/scenario/catalog/$name.json."

cat >"$catalog/$name.json" <<'SCENE'
{
  "cluster": { "seed": "1" },
  "commands": [{ "atMs": 5, "do": "submit", "client": 0, "operation": "put x 1" }],
  "captions": [
    { "atMs": 0 },
    { "atMs": 60, "pause": true }
  ],
  "goal": { "all": [{ "answered": { "client": 0, "count": 1 } }, { "holds": "all" }] }
}
SCENE
insert_after_last '^    lesson(' "    lesson(\"$name\", \"\", include_str!(\"$name.json\"))," "$catalog/mod.rs"
for texts in "$catalog"/texts/*.json; do
    # shellcheck disable=SC2016 # JavaScript's templates
    node -e '
        const { readFileSync, writeFileSync } = require("node:fs");
        const [path, name] = process.argv.slice(1);
        const texts = JSON.parse(readFileSync(path, "utf8"));
        texts[name] = { title: `DRAFT of ${name}`, about: "DRAFT to be written", captions: ["DRAFT of a caption", "DRAFT of a caption"] };
        writeFileSync(path, `${JSON.stringify(texts, null, 2)}\n`);
    ' "$texts" "$name"
done
cd "$ROOT"
cargo fmt
say "writing the golden digest of the new scene"
UPDATE_GOLDEN=1 quietly cargo test --quiet --test golden every_run || die "the golden digests could not be written; the messages are above."
say "the scene is src/scenario/catalog/$name.json, its texts are in texts/ next to it. A test fails until no text is a draft:"
say "  cargo test --lib no_scene_text_is_a_draft"
say "After a change of the scene: UPDATE_GOLDEN=1 cargo test --test golden"
