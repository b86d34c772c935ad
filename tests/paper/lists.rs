//! The checklist itself: the lines with a test here, and the places of the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The lines of the checklist, which `tests/tidy` holds to run from 1 without a gap.
fn lines() -> BTreeSet<u32> {
    let checklist = include_str!("../../docs/protocol-checklist.md").lines();
    checklist.filter_map(|line| line.split_once(". ")?.0.parse().ok()).collect()
}

/// Lines about features that are not built yet.
const LATER: [(u32, &str); 2] = [
    (132, "the read-only optimisation is not built (protocol section 3.20)"),
    (133, "tentative execution is not built (protocol section 3.20)"),
];

/// Lines with tests in another file of this repository, because they need more than replicas and messages: file and test.
const ELSEWHERE: [(u32, &str, &str); 14] = [
    (
        126,
        "tests/adversaries/matrix.rs",
        "each_strategy_alone_leaves_four_replicas_safe_and_the_clients_served",
    ),
    (
        126,
        "tests/adversaries/matrix.rs",
        "two_strategies_at_two_of_seven_replicas_leave_the_others_safe_and_the_clients_served",
    ),
    (126, "tests/adversaries/identity.rs", "every_behaviour_and_every_attack_of_the_catalogue_is_there"),
    (
        127,
        "tests/adversaries/collusion.rs",
        "a1_two_colluders_make_two_correct_replicas_execute_different_batches_in_one_view",
    ),
    (
        127,
        "tests/adversaries/collusion.rs",
        "a2_two_colluders_assign_a_number_again_that_was_executed_in_an_earlier_view",
    ),
    (127, "tests/adversaries/collusion.rs", "a3_two_liars_fool_a_client_while_the_replicas_agree_on_nothing"),
    (
        127,
        "tests/adversaries/collusion.rs",
        "a6_three_colluders_make_the_fourth_execute_and_install_what_never_was",
    ),
    (127, "tests/adversaries/evidence.rs", "evidence_never_names_a_correct_node"),
    (
        129,
        "tests/adversaries/twins.rs",
        "twins_of_the_first_primary_under_every_pair_of_partitions_keep_agreement",
    ),
    (129, "tests/adversaries/twins.rs", "twins_under_another_partition_in_each_of_four_views_keep_agreement"),
    (130, "tests/golden.rs", "every_run_ends_with_its_golden_digest"),
    (140, "tests/cases.rs", "starved_censor_the_censored_client_is_answered_in_view_1_within_seconds"),
    (143, "tests/faults.rs", "a_replica_that_lost_its_disk_is_faulty_until_it_votes_again"),
    (143, "tests/faults.rs", "why_says_what_a_replica_without_a_vote_waits_for"),
];

/// The numbers of all tests `c046_...` of this folder, with their names; only files that mod.rs declares are compiled.
fn tested_lines() -> BTreeMap<u32, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paper");
    let declared = include_str!("mod.rs").lines();
    let files = declared.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let mut lines: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(folder.join(format!("{file}.rs"))).expect("a file that is compiled");
        for (line, name) in text.split("#[test]").skip(1).filter_map(numbered_test) {
            lines.entry(line).or_default().push(name);
        }
    }
    lines
}

/// The number and name of the test that follows its attribute, if its name begins with a number.
fn numbered_test(after_attribute: &str) -> Option<(u32, String)> {
    let name = after_attribute.split_once("fn ")?.1.split_once('(')?.0;
    let (number, rule) = name.strip_prefix('c')?.split_at_checked(3)?;
    rule.starts_with('_').then_some(())?;
    Some((number.parse().ok()?, name.to_owned()))
}

#[test]
fn every_line_of_the_checklist_has_a_test() {
    let elsewhere = LATER.map(|(line, _)| line).into_iter().chain(ELSEWHERE.map(|(line, _, _)| line));
    let known: BTreeSet<u32> = tested_lines().into_keys().chain(elsewhere).collect();
    let missing: Vec<u32> = lines().difference(&known).copied().collect();
    assert_eq!(
        missing, [0; 0],
        "lines of the conformance checklist without a test whose name begins with them"
    );
}

#[test]
fn no_test_bears_a_number_that_the_checklist_lacks_or_puts_off() {
    let later: BTreeMap<u32, &str> = LATER.into_iter().collect();
    for (line, tests) in tested_lines() {
        assert!(lines().contains(&line), "the checklist has no line {line}: {tests:?}");
        assert_eq!(later.get(&line), None, "{tests:?} has come: take line {line} off the list");
    }
}

#[test]
fn the_tests_that_stand_elsewhere_are_there() {
    for (line, file, name) in ELSEWHERE {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file);
        let is_test = |after: &str| {
            after
                .split_once("fn ")
                .is_some_and(|(_, rest)| rest.split_once('(').is_some_and(|it| it.0 == name))
        };
        assert!(text.split("#[test]").skip(1).any(is_test), "line {line}: {name} is no test of {file}");
    }
}

#[test]
fn a_test_is_found_by_its_name_whatever_stands_around_it() {
    let found = |text| numbered_test(text);
    assert_eq!(found("\nfn c046_prepared() {}"), Some((46, "c046_prepared".to_owned())));
    assert_eq!(found("\n#[ignore]\nfn c101_two() {}"), Some((101, "c101_two".to_owned())));
    assert_eq!(found("\nfn c46_prepared() {}"), None);
    assert_eq!(found("\nfn commit() {}"), None);
    assert_eq!(found("\nfn prepared_c046_again() {}"), None);
}
