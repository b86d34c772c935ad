#!/usr/bin/env bash
# In a copy of the tree: `new-scene.sh` and `new-strategy.sh` write files that compile, and exactly the promised tests fail. A language
# is added with new files only, and every text is served in it.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/../lib.sh"

# At a fixed place in the folder of build results, so that the copy is compiled once.
copy=$ROOT/target/additions
rm -rf "$copy"
mkdir -p "$copy"
cd "$ROOT"
git ls-files -coz --exclude-standard | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file"
done | tar --null -T - -cf - | tar -xf - -C "$copy"

# A folder of its own for the results: cargo takes the copy and the tree for one package, and would run the tests of the copy for the
# tree afterwards. Without the second variable, expected output would be written to the tree itself, in whose folder the copy is.
tree=${CARGO_TARGET_DIR:-$ROOT/target}/debug
export CARGO_TARGET_DIR=$ROOT/target/additions-results CARGO_WORKSPACE_DIR=$copy
# What the tree has compiled of its dependencies is the same for the copy.
if [ ! -e "$CARGO_TARGET_DIR" ] && [ -d "$tree/deps" ]; then
    mkdir -p "$CARGO_TARGET_DIR/debug"
    (cd "$tree" && find .fingerprint build deps/*.rlib deps/*.rmeta deps/*.so -type f ! -path '*pbft[-_]lab*' -print0 |
        tar --null -T - -cf -) | tar -xf - -C "$CARGO_TARGET_DIR/debug"
fi
cd "$copy"
node scripts/test/pseudo-language.mjs .
cp "$ROOT/scripts/test/added_language.rs.in" tests/added_language.rs
echo "mod added_language;" >>tests/main.rs
# The scene last: it compiles the crate for its golden digest, which the tests below then need not do once more.
scripts/new-strategy.sh added-strategy B17
scripts/new-scene.sh added-scene
for refused in Added "a b" ""; do
    ! scripts/new-scene.sh "$refused" 2>/dev/null || die "new-scene.sh accepts the name \"$refused\"."
    ! scripts/new-strategy.sh "$refused" 2>/dev/null || die "new-strategy.sh accepts the name \"$refused\"."
done
! scripts/new-strategy.sh added-strategy 2>/dev/null || die "new-strategy.sh writes the same strategy twice."

# What lists scenes or strategies sees the new ones. The tests of the other strategies do not.
affected="added_language:: weakened::gallery hunt::captions adversaries::added_strategy adversaries::framework adversaries::identity byzantine:: catalog:: scenarios::"
log=$copy/tests.log
# shellcheck disable=SC2086 # a list of words
cargo test --no-fail-fast --lib --test it -- $affected >"$log" 2>&1 || true
grep -q '^test .* ok$' "$log" || { cat "$log"; die "what the scripts wrote does not compile."; }
failed=$(sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log" | sort | tr '\n' ' ')
promised="adversaries::added_strategy::added_strategy_changes_what_its_replica_sends scenario::catalog::texts::tests::no_scene_text_is_a_draft "
[ "$failed" = "$promised" ] || { cat "$log"; die "these tests fail: $failed; promised were: $promised"; }
say "exactly the promised tests fail"
