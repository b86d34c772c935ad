//! What may not be left behind: notes for later, tests that do not run, names of somebody's machine.

use crate::tree::{Fault, SourceFile};

/// Parted, so that this file does not break its own rule.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

pub fn marks(file: &SourceFile) -> Vec<Fault> {
    file.faults_by_line(|line| {
        let mark = MARKS.iter().find(|mark| has_word(line, mark))?;
        Some(format!("{mark} is left: do it now, or file an issue"))
    })
}

const SWITCHES: &[&str] = &[
    concat!("#[ign", "ore"),
    concat!(".sk", "ip("),
    concat!(".on", "ly("),
    concat!(".fix", "me("),
    concat!(".to", "do("),
    concat!("xdes", "cribe("),
];

/// Rust's iterators have a method `skip` of their own, so each language is asked for its own switches.
pub fn switched_off(file: &SourceFile) -> Vec<Fault> {
    let (rust, others) = SWITCHES.split_at(1);
    let switches = if file.is(&["rs"]) {
        rust
    } else if file.is(&["ts"]) {
        others
    } else {
        return Vec::new();
    };
    file.faults_by_line(|line| {
        let switch = switches.iter().find(|switch| line.contains(*switch))?;
        Some(format!("{switch} switches a test off (or all others): a test runs or is deleted"))
    })
}

const MACHINE_PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/Use", "rs/"),
    concat!("/ho", "me/"),
    concat!("C:\\Use", "rs"),
    concat!("/tmp/bri", "ef"),
    concat!("/tmp/bash", "_jobs"),
];

pub fn machine_paths(file: &SourceFile) -> Vec<Fault> {
    file.faults_by_line(|line| {
        let path = MACHINE_PATHS.iter().find(|path| names_path(line, path))?;
        Some(format!("{path} is a path of one machine: name nothing outside of the repository"))
    })
}

/// A path of a machine begins there; `www/home/` or `https://a.org/home/` is none.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-/}~$".contains(c))
    })
}

fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(rule: fn(&SourceFile) -> Vec<Fault>, path: &str, text: &str) -> bool {
        !rule(&SourceFile::sample(path, text)).is_empty()
    }

    #[test]
    fn a_mark_for_later_is_found_and_a_longer_word_is_none() {
        for mark in MARKS {
            assert!(fails(marks, "src/a.rs", &format!("// {mark}: later")));
            assert!(!fails(marks, "src/a.rs", &format!("const {mark}S: u8 = 0;")));
        }
    }

    #[test]
    fn a_test_that_is_switched_off_is_found() {
        assert!(fails(switched_off, "tests/a.rs", concat!("#[ign", "ore = \"slow\"]")));
        assert!(fails(switched_off, "www/tests/unit/a.test.ts", concat!("test.sk", "ip(\"a\", () => {});")));
        assert!(fails(switched_off, "www/tests/page/a.spec.ts", concat!("test.on", "ly(\"a\", () => {});")));
        assert!(!fails(switched_off, "src/a.rs", concat!("items.iter().sk", "ip(1)")));
    }

    #[test]
    fn a_path_of_a_machine_is_found() {
        for path in MACHINE_PATHS {
            assert!(fails(machine_paths, "README.md", &format!("see {path}x/main")), "{path}");
        }
        assert!(!fails(machine_paths, "README.md", "frame/home/page and https://example.org/home/page"));
    }
}
