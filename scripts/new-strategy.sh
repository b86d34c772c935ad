#!/usr/bin/env bash
# Writes what a new strategy needs: its file and its row in the list, a draft of its texts in each language, a test that fails until
# the strategy does something.
set -eu
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

name=${1:-} code=${2:-B14}
need_kebab_name "$name" "make new-strategy NAME=late-commit CODE=B17"
case $code in
[AB][1-9] | [AB][1-9][0-9]) ;;
*) die "CODE=$code is not a behaviour of docs/protocol-attacks.md; write for example CODE=B14." ;;
esac
module=${name//-/_}
type=$(printf '%s' "$name" | awk -F- '{ for (i = 1; i <= NF; i++) printf "%s", toupper(substr($i, 1, 1)) substr($i, 2) }')
strategies=$ROOT/src/byzantine/attacks tests=$ROOT/tests/adversaries
[ ! -e "$strategies/$module.rs" ] || die "there is a file src/byzantine/attacks/$module.rs already; choose another name."
[ ! -e "$tests/$module.rs" ] || die "there is a file tests/adversaries/$module.rs already; choose another name."
! grep -q "\"$name\"" "$strategies"/*.rs || die "there is a strategy $name already, in src/byzantine/attacks/."

cat >"$strategies/$module.rs" <<RUST
//! A faulty replica that follows \`$name\`: $code.

use crate::byzantine::{AppliesTo, Behaviour, StrategyDef};

pub(super) const STRATEGIES: &[StrategyDef] = &[StrategyDef {
    name: "$name",
    code: "$code",
    applies_to: AppliesTo::Replica,
    parameters: &[],
    make: |_| Box::new($type),
}];

/// $code.
#[derive(Clone, Debug)]
struct $type;

impl Behaviour for $type {}
RUST
cat >"$tests/$module.rs" <<RUST
//! The strategy \`$name\`.

use crate::adversaries::harness::Harness;

const KINDS: [&str; 7] = ["PRE-PREPARE", "PREPARE", "COMMIT", "CHECKPOINT", "REPLY", "VIEW-CHANGE", "STATUS"];

/// The messages of replica 2 while some requests are answered.
fn sent(mut harness: Harness) -> Vec<(Vec<u32>, Option<u64>, String)> {
    harness.submit_rounds(3);
    harness.advance(3_000);
    harness.expect_safe();
    let sendings = KINDS.iter().flat_map(|kind| harness.sent(2, kind));
    sendings.map(|sending| (sending.to, sending.message.seq, sending.message.kind.to_owned())).collect()
}

#[test]
fn ${module}_changes_what_its_replica_sends() {
    let honest = sent(Harness::of_four(7));
    let faulty = sent(Harness::with(2, r#"{"name": "$name"}"#));
    assert_ne!(faulty, honest, "$name does nothing yet");
}
RUST
insert_after_last '^mod [a-z_]*;' "mod $module;" "$strategies/mod.rs"
insert_after_last '^    [a-z_]*::STRATEGIES,' "    $module::STRATEGIES," "$strategies/mod.rs"
# shellcheck disable=SC2016 # backquotes of Markdown
insert_after_last '^//! | `collusion`' "//! | \`$module\` | \`$name\`: $code |" "$strategies/mod.rs"
insert_after_last '^mod [a-z_]*;' "mod $module;" "$tests/mod.rs"
for locale in "$ROOT"/www/src/locales/*.ftl; do
    insert_after_last '^strategy-.*-about = ' "strategy-$name = $name" "$locale"
    insert_after_last "^strategy-$name = " "strategy-$name-about = DRAFT" "$locale"
done
cd "$ROOT"
cargo fmt
say "writing the table of attacks"
UPDATE_EXPECT=1 quietly cargo test --quiet --test it catalog::the_table || die "docs/attacks.md could not be written; the messages are above."
say "the strategy is src/byzantine/attacks/$module.rs; its texts are strategy-$name and strategy-$name-about in www/src/locales/."
say "A test in tests/adversaries/$module.rs fails until it does something:"
say "  cargo test --test it adversaries::$module"
