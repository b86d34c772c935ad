//! Every conformance line of `docs/raft.md` has a test with its number.

use std::collections::BTreeSet;

#[test]
fn each_line_of_the_specification_has_a_test() {
    let tests = [
        include_str!("crashes.rs"),
        include_str!("election.rs"),
        include_str!("execution.rs"),
        include_str!("fuzz.rs"),
        include_str!("options.rs"),
        include_str!("replication.rs"),
        include_str!("worlds.rs"),
    ];
    let numbered = |text: &'static str, prefix: &'static str| {
        text.split(prefix).skip(1).filter_map(|rest| rest.get(..3)?.parse::<u32>().ok())
    };
    let tested: BTreeSet<u32> = tests.into_iter().flat_map(|text| numbered(text, "fn r")).collect();
    let specified: BTreeSet<u32> = numbered(include_str!("../../docs/raft.md"), "\n| r").collect();
    assert_eq!(specified.len(), 58);
    assert_eq!(tested, specified);
}
