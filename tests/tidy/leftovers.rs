//! Leftovers: notes for later, tests that do not run, paths of one machine.

use crate::tokens;
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
    concat!(".sk", "ip("),
    concat!(".on", "ly("),
    concat!(".fix", "me("),
    concat!(".to", "do("),
    concat!("xdes", "cribe("),
];

pub fn switched_off(file: &SourceFile) -> Vec<Fault> {
    let reason =
        |switch: &str| format!("{switch} switches a test off (or all others): a test runs or is deleted");
    if file.is(&["ts"]) {
        file.faults_by_line(|line| {
            SWITCHES.iter().find(|switch| line.contains(*switch)).map(|switch| reason(switch))
        })
    } else if file.is(&["rs"]) {
        let tokens = tokens::of(&file.text).unwrap_or_default();
        let texts: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        let windows = texts.windows(4).zip(&tokens);
        windows
            .filter(|(row, _)| {
                matches!(row, ["#", "[", "ignore", _] | [",", "ignore", ")", "]"] | [",", "ignore", "=", _])
            })
            .map(|(_, token)| file.fault(token.line, reason("the attribute ignore")))
            .collect()
    } else {
        Vec::new()
    }
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
        assert!(fails(switched_off, "tests/a.rs", "#[ignore = \"slow\"]\nfn a() {}"));
        assert!(fails(switched_off, "tests/a.rs", "#[cfg_attr(windows, ignore)]\nfn a() {}"));
        assert!(!fails(switched_off, "tests/a.rs", "const TEXT: &str = \"#[ignore]\";"));
        assert!(fails(switched_off, "www/tests/unit/a.test.ts", concat!("test.sk", "ip(\"a\", () => {});")));
        assert!(fails(switched_off, "www/tests/page/a.spec.ts", concat!("test.on", "ly(\"a\", () => {});")));
        assert!(!fails(switched_off, "src/a.rs", concat!("fn a() { items.sk", "ip(1); }")));
    }

    #[test]
    fn a_path_of_a_machine_is_found() {
        for path in MACHINE_PATHS {
            assert!(fails(machine_paths, "README.md", &format!("see {path}x/main")), "{path}");
        }
        assert!(!fails(machine_paths, "README.md", "frame/home/page and https://example.org/home/page"));
    }
}
