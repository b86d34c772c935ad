//! The checklist itself: which of its 133 lines have a test here, and where the others are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const LINES: u32 = 133;

/// Lines that speak of adversaries, mutants and optimisations that are not built yet: they come with the next issues.
const LATER: [(u32, &str); 7] = [
    (126, "the catalogue of Byzantine behaviours comes with the adversaries"),
    (127, "the colluding attacks A1, A2, A3 and A6 come with the adversaries"),
    (128, "the mutants and their directed schedules come with the search"),
    (129, "twins come with the adversaries"),
    (131, "the mutants without a violation come with the search"),
    (132, "the read-only optimisation is not built (protocol section 3.20)"),
    (133, "tentative execution is not built (protocol section 3.20)"),
];

/// Lines whose tests stand in another file of this repository, since they need more than replicas and messages.
const ELSEWHERE: [(u32, &str); 1] = [(130, "tests/golden.rs")];

/// The numbers of all tests `c046_...` of this folder, with their names; only files that main.rs declares are compiled.
fn tested_lines() -> BTreeMap<u32, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/paper");
    let declared = include_str!("main.rs").lines();
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
    let elsewhere = LATER.into_iter().chain(ELSEWHERE).map(|(line, _)| line);
    let known: BTreeSet<u32> = tested_lines().into_keys().chain(elsewhere).collect();
    let missing: Vec<u32> = (1..=LINES).filter(|line| !known.contains(line)).collect();
    assert_eq!(
        missing, [0; 0],
        "lines of the conformance checklist without a test whose name begins with them"
    );
}

#[test]
fn no_test_bears_a_number_that_the_checklist_lacks_or_puts_off() {
    let later: BTreeMap<u32, &str> = LATER.into_iter().collect();
    for (line, tests) in tested_lines() {
        assert!((1..=LINES).contains(&line), "the checklist ends at {LINES}: {tests:?}");
        assert_eq!(later.get(&line), None, "{tests:?} has come: take line {line} off the list");
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
