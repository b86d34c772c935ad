//! Citations of the protocol and of the paper: what is cited exists in `docs/protocol*.md`.
//!
//! | citation | must exist as |
//! |---|---|
//! | a section of the protocol, with its rules, points or conditions | a numbered heading, with numbered items |
//! | any other section, a section in Chinese text, the `section` of a help topic, a number in a column `paper` | a row in the table of the paper's sections |
//! | a comment with sections of both | the same, and the protocol's section names the paper's as its source |
//! | an invariant, behaviour, attack or mutant | a row that begins with it |
//! | a line of the checklist, the number in a test's name | a numbered item of the checklist |

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Fault, SourceFile};

/// The letters of the catalogues: invariants, behaviours, attacks, mutants.
const LETTERS: [char; 4] = ['I', 'B', 'A', 'M'];
/// Its samples are wrong on purpose.
const THIS_FILE: &str = "tests/tidy/citations.rs";
/// The specification of Raft, with the sections of its paper.
const RAFT: &str = "docs/raft.md";
/// Where "line 65" is a line of the checklist even without the word.
const ABOUT_THE_CHECKLIST: &[&str] = &["tests/paper/", "docs/conformance.md", "docs/protocol-checklist.md"];

/// What can be cited.
#[derive(Debug, Default)]
pub struct Specification {
    sections: BTreeMap<String, Section>,
    paper: BTreeSet<String>,
    catalogues: BTreeMap<char, BTreeSet<u32>>,
    checklist: BTreeSet<u32>,
}

/// A section of the protocol.
#[derive(Debug, Default)]
struct Section {
    /// The numbered items in it.
    rules: BTreeSet<u32>,
    /// The sections of the paper that it comes from.
    sources: BTreeSet<String>,
}

impl Specification {
    pub fn read(files: &[SourceFile]) -> Self {
        let mut specification = Self::default();
        let parts = files.iter().filter(|file| file.path.starts_with("docs/protocol") && file.is(&["md"]));
        for file in parts {
            specification.read_part(file);
        }
        let checklist = specification.sections.get("8").map(|section| section.rules.clone());
        specification.checklist = checklist.unwrap_or_default();
        specification
    }

    /// What can be cited of Raft: its specification has one file.
    pub fn of_raft(files: &[SourceFile]) -> Self {
        let mut specification = Self::default();
        files.iter().filter(|file| file.path == RAFT).for_each(|file| specification.read_part(file));
        specification
    }

    fn read_part(&mut self, file: &SourceFile) {
        let mut at = String::new();
        let mut in_paper_table = false;
        for line in file.text.lines() {
            let cell = line.strip_prefix("| ").and_then(|row| row.split(" |").next());
            in_paper_table = line.starts_with("| paper |") || (in_paper_table && line.starts_with('|'));
            let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("### "));
            if let Some(section) = heading.and_then(|heading| list(heading).0.into_iter().next()) {
                self.sections.entry(section.clone()).or_default();
                at = section;
            } else if let Some(cell) = cell {
                self.paper.extend(list(cell).0.into_iter().filter(|_| in_paper_table));
                if let Some((letter, number)) = ids(cell).next().filter(|_| line.starts_with("| ")) {
                    self.catalogues.entry(letter).or_default().insert(number);
                }
            } else if let Some(section) = self.sections.get_mut(&at) {
                if line.starts_with("Source: ") {
                    let lists = line.split("paper ").skip(1);
                    section.sources.extend(lists.flat_map(|rest| list(rest).0));
                } else if let Some((number, _)) = line.split_once(". ") {
                    section.rules.extend(number.parse::<u32>().ok());
                }
            }
        }
    }

    /// The catalogues whose numbers do not run from 1 without a gap.
    pub fn gaps(&self) -> Vec<String> {
        let empty = BTreeSet::new();
        let catalogue = |letter| (String::from(letter), self.catalogues.get(&letter).unwrap_or(&empty));
        let all = LETTERS.into_iter().map(catalogue).chain([("checklist".to_owned(), &self.checklist)]);
        all.filter(|(_, numbers)| numbers.is_empty() || !(1..).zip(*numbers).all(|(due, it)| due == *it))
            .map(|(name, numbers)| format!("{name}: {numbers:?}"))
            .collect()
    }

    fn protocol(&self, section: &str) -> Option<String> {
        (!self.sections.contains_key(section)).then(|| format!("the protocol has no section {section}"))
    }

    fn of_the_paper(&self, section: &str) -> Option<String> {
        let missing = !self.paper.contains(section);
        missing.then(|| {
            format!("the paper has no section {section}; for the protocol, write \"protocol section\"")
        })
    }

    fn rule(&self, section: &str, number: &str) -> Option<String> {
        let known = self.sections.get(section)?.rules.iter().any(|rule| rule.to_string() == number);
        (!known).then(|| format!("section {section} of the protocol has no item {number}"))
    }

    fn line(&self, number: &str) -> Option<String> {
        let known = number.parse().is_ok_and(|number: u32| self.checklist.contains(&number));
        (!known).then(|| format!("the checklist has no line {number}"))
    }
}

/// Whether a file cites Raft's specification and paper instead of PBFT's.
pub fn is_about_raft(file: &SourceFile) -> bool {
    file.path == RAFT || file.path.starts_with("src/raft/") || file.path.starts_with("tests/raft/")
}

/// The citations of a file that lead nowhere.
pub fn unknown(file: &SourceFile, specification: &Specification) -> Vec<Fault> {
    if file.path == THIS_FILE {
        return Vec::new();
    }
    let lines: Vec<&str> = file.text.lines().collect();
    let following = lines.iter().skip(1).copied().chain([""]);
    let mut faults = in_tables(file, specification);
    for (number, (line, next)) in (1..).zip(lines.iter().zip(following)) {
        let next = next.trim_start().trim_start_matches(['/', '!', '#']);
        let text = format!("{line} {}", next.trim_start());
        let text = Text { whole: &text, len: line.len() };
        let mut reasons = sections(text, specification);
        reasons.extend(in_brackets(text, specification));
        reasons.extend(catalogued(line, specification));
        reasons.extend(checklist_lines(file, text, specification));
        if file.is(&["rs"]) {
            reasons.extend(in_comment(line, specification));
        }
        faults.extend(reasons.into_iter().map(|reason| file.fault(number, reason)));
    }
    faults
}

/// A line with the one after it, since a citation may go on there; it begins in the first `len` bytes.
#[derive(Clone, Copy)]
struct Text<'a> {
    whole: &'a str,
    len: usize,
}

impl<'a> Text<'a> {
    /// What comes before and after each occurrence of a word.
    fn around(self, word: &str) -> Vec<(&'a str, &'a str)> {
        let lower = self.whole.to_ascii_lowercase();
        let found = lower.match_indices(word).filter(|(at, _)| *at < self.len);
        let split = found.filter_map(|(at, _)| self.whole.split_at_checked(at));
        let split = split.filter_map(|(before, from)| Some((before, from.get(word.len()..)?)));
        split.filter(|(before, _)| !before.ends_with(|c: char| c.is_alphanumeric())).collect()
    }
}

fn sections(text: Text<'_>, specification: &Specification) -> Vec<String> {
    let mut reasons = Vec::new();
    for word in ["section ", "sections ", "section: \"", "§", "第", "spec ", "paper "] {
        for (before, after) in text.around(word) {
            let (numbers, rest) = list(after.trim_start());
            if word == "第" && !rest.trim_start().starts_with('节') {
                continue;
            }
            let before = before.trim_end().to_ascii_lowercase();
            let named = ["protocol", "specification", "protocol's"].iter().any(|name| before.ends_with(name));
            let unlinked = rest.replace('[', "");
            let of_it =
                unlinked.starts_with(" of the protocol") || unlinked.starts_with(" of the specification");
            if word == "spec " || named || of_it {
                reasons.extend(numbers.iter().filter_map(|number| specification.protocol(number)));
                reasons.extend(rules(
                    numbers.last(),
                    rest.trim_start_matches(" of the protocol"),
                    specification,
                ));
            } else {
                reasons.extend(numbers.iter().filter_map(|number| specification.of_the_paper(number)));
            }
        }
    }
    reasons
}

/// The rules, points or conditions that follow a section and are not in it.
fn rules(section: Option<&String>, rest: &str, specification: &Specification) -> Vec<String> {
    let rest = rest.trim_start_matches(", ");
    let words = ["rules ", "rule ", "points ", "point ", "conditions ", "condition "];
    let Some((section, rest)) = section.zip(words.iter().find_map(|word| rest.strip_prefix(word))) else {
        return Vec::new();
    };
    list(rest).0.iter().filter_map(|number| specification.rule(section, number)).collect()
}

/// The column `paper` of the tables in doc comments.
fn in_tables(file: &SourceFile, specification: &Specification) -> Vec<Fault> {
    let (mut column, mut faults) = (None, Vec::new());
    for (number, line) in (1..).zip(file.text.lines()).filter(|_| file.is(&["rs"])) {
        let Some(row) = line.strip_prefix("//! |") else {
            column = None;
            continue;
        };
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        column = column.or_else(|| cells.iter().position(|cell| *cell == "paper"));
        let cited = column.and_then(|column: usize| cells.get(column).copied()).unwrap_or_default();
        let numbers = cited.split(", ").flat_map(|part| list(part).0);
        let reasons = numbers.filter_map(|section| specification.of_the_paper(&section));
        faults.extend(reasons.map(|reason| file.fault(number, reason)));
    }
    faults
}

/// `(3.10, 3.11)`: no section of the paper has such a number.
fn in_brackets(text: Text<'_>, specification: &Specification) -> Vec<String> {
    let starts = text.around("(3.").into_iter().filter_map(|(before, _)| text.whole.get(before.len() + 1..));
    let lists = starts.map(list).filter(|(_, rest)| rest.starts_with([')', ',']));
    lists.flat_map(|(numbers, _)| numbers).filter_map(|number| specification.protocol(&number)).collect()
}

/// `// 3.12, 4.4` or `// 3.1, points 3 to 5; paper 4.1`: sections of the protocol, then those of the paper.
fn in_comment(line: &str, specification: &Specification) -> Vec<String> {
    let Some((_, comment)) = line.split_once("// ") else { return Vec::new() };
    let (mut own, mut paper, mut reasons) = (Vec::<String>::new(), Vec::<String>::new(), Vec::new());
    for part in comment.split([',', ';']).map(|part| part.trim().trim_start_matches("paper ")) {
        let (numbers, rest) = list(part);
        if part.starts_with("point") || part.starts_with("rule") {
            reasons.extend(rules(own.last(), part, specification));
        } else if numbers.is_empty() || !rest.is_empty() || !numbers.iter().all(|it| it.contains('.')) {
            break;
        } else {
            let (ours, theirs): (Vec<_>, Vec<_>) =
                numbers.into_iter().partition(|number| number.starts_with("1.") || number.starts_with("3."));
            own.extend(ours);
            paper.extend(theirs);
        }
    }
    reasons.extend(own.iter().filter_map(|number| specification.protocol(number)));
    for (section, source) in own.iter().flat_map(|section| paper.iter().map(move |source| (section, source)))
    {
        let from = specification.sections.get(section).is_some_and(|known| known.sources.contains(source));
        let reason = || format!("section {section} of the protocol does not name {source} as its source");
        reasons.extend((!from).then(reason));
    }
    reasons
}

/// The invariants, behaviours, attacks and mutants that no catalogue has.
fn catalogued(line: &str, specification: &Specification) -> Vec<String> {
    let known = |letter, number| {
        let catalogue = specification.catalogues.get(&letter);
        catalogue.is_some_and(|numbers: &BTreeSet<u32>| numbers.contains(&number))
    };
    let missing = ids(line).filter(|(letter, number)| !known(*letter, *number));
    missing.map(|(letter, number)| format!("the protocol has no {letter}{number}")).collect()
}

/// Words such as `I6`. A letter and a number in a drawing have another number after them.
fn ids(line: &str) -> impl Iterator<Item = (char, u32)> {
    line.match_indices(LETTERS).filter_map(|(at, letter)| {
        let (before, rest) = (line.get(..at)?, line.get(at + 1..)?);
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        let after = rest.get(digits.len()..)?;
        let part_of_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            || after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let drawn = after
            .strip_prefix([' ', '.', ','])
            .is_some_and(|it| it.starts_with(|c: char| c.is_ascii_digit()));
        let number = digits.parse().ok().filter(|_| digits.len() <= 3 && !part_of_word && !drawn)?;
        Some((letter.chars().next()?, number))
    })
}

fn checklist_lines(file: &SourceFile, text: Text<'_>, specification: &Specification) -> Vec<String> {
    let mut numbers = Vec::new();
    if file.is_under(ABOUT_THE_CHECKLIST) || text.whole.contains("checklist") {
        let after = ["line ", "lines "].into_iter().flat_map(|word| text.around(word));
        numbers.extend(after.flat_map(|(_, after)| list(after).0));
    }
    if file.is(&["rs", "md"]) {
        numbers.extend(text.around("c").into_iter().filter_map(|(before, after)| {
            let (number, rest) = after.split_at_checked(3)?;
            let is_name = rest.starts_with('_') && number.bytes().all(|byte| byte.is_ascii_digit());
            (is_name && !before.ends_with('_')).then(|| number.trim_start_matches('0').to_owned())
        }));
    }
    numbers.iter().filter_map(|number| specification.line(number)).collect()
}

/// The numbers at the beginning of a text, as in "3.3, 3.4 and 3.5 to 3.7", and what comes after them.
fn list(text: &str) -> (Vec<String>, &str) {
    let (mut numbers, mut rest) = (Vec::new(), text);
    let mut next = Some(text);
    while let Some(number) = next.and_then(number) {
        let begin = next.unwrap_or_default();
        rest = begin.get(number.len()..).unwrap_or_default();
        numbers.push(number.to_owned());
        let separators = [", and ", ", ", " and ", " or ", " to ", "、", " 和 ", " 至 "];
        next = separators.iter().find_map(|separator| rest.strip_prefix(separator));
    }
    (numbers, rest)
}

/// `4`, `3.15` or `4.5.2` at the beginning of a text, without a full stop after it.
fn number(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number = text.get(..end)?.trim_end_matches('.');
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specification() -> Specification {
        let protocol = "\
            | paper | title |\n|---|---|\n| 4.2 | Normal |\n| 4.4 | View |\n\n\
            ## 3. Rules\n### 3.12 VIEW-CHANGE\n\nSource: paper 4.4.\n\n1. One.\n2. Two.\n\n\
            ## 4. Invariants\n| I1 | agreement |\n| I2 | order |\n";
        let attacks = "## 5. Behaviours\n| B1 | a |\n\n| A1 | b |\n## 6. Mutants\n| M1 | c |\n";
        let checklist = "## 8. Checklist\n\n### Client\n\n1. One.\n2. Two.\n3. Three.\n";
        Specification::read(&[
            SourceFile::sample("docs/protocol.md", protocol),
            SourceFile::sample("docs/protocol-attacks.md", attacks),
            SourceFile::sample("docs/protocol-checklist.md", checklist),
        ])
    }

    fn reasons(path: &str, text: &str) -> Vec<String> {
        unknown(&SourceFile::sample(path, text), &specification())
            .into_iter()
            .map(|fault| fault.to_string())
            .collect()
    }

    #[test]
    fn a_section_that_the_protocol_lacks_is_found() {
        let expected = ["src/a.rs:2: the protocol has no section 3.23"];
        assert_eq!(reasons("src/a.rs", "\n/// Protocol section 3.23.\n"), expected);
        for wrong in [
            "(protocol sections 3.12 and 3.99)",
            "spec 3.40",
            "see section 9.1 of the protocol",
            "see section 9.1 of [the protocol](protocol.md)",
            "it keeps the first (3.99)",
            "it keeps the first (3.12, 3.99)",
            "/// as it says (protocol section\n/// 3.99)",
        ] {
            assert_eq!(reasons("docs/a.md", wrong).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_rule_that_its_section_lacks_is_found() {
        let expected = ["src/a.rs:1: section 3.12 of the protocol has no item 3"];
        assert_eq!(reasons("src/a.rs", "/// Protocol section 3.12, rules 2 and 3."), expected);
        assert_eq!(reasons("src/a.rs", "resend(); // 3.12, point 7").len(), 1);
        assert_eq!(reasons("docs/a.md", "section 3.12 of the protocol, rule 3").len(), 1);
    }

    #[test]
    fn a_section_that_the_paper_lacks_is_found() {
        for wrong in [
            "State transfer (section 6.2).",
            "State transfer (paper 6.2).",
            "see section 3.12",
            "状态传输（第 6.2 节）",
            "{ name: \"f\", section: \"6.2\" },",
        ] {
            assert_eq!(reasons("www/src/a.ts", wrong).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_section_that_the_paper_lacks_is_found_in_a_table() {
        let table =
            |section: &str| format!("//! | message | paper |\n//! |---|---|\n//! | STATE | {section} |\n");
        let expected =
            "src/a.rs:3: the paper has no section 6.2; for the protocol, write \"protocol section\"";
        assert_eq!(reasons("src/a.rs", &table("4.4 (end), 6.2")), [expected]);
        assert_eq!(reasons("src/a.rs", &table("4.4 (end)")), [""; 0]);
        assert_eq!(reasons("src/a.rs", &table("–")), [""; 0]);
    }

    #[test]
    fn a_comment_that_pairs_a_section_with_the_wrong_source_is_found() {
        let expected = ["src/a.rs:1: section 3.12 of the protocol does not name 4.2 as its source"];
        assert_eq!(reasons("src/a.rs", "change(); // 3.12, 4.2"), expected);
        assert_eq!(reasons("src/a.rs", "change(); // 3.12, point 1; paper 4.4"), [""; 0]);
    }

    #[test]
    fn an_invariant_behaviour_attack_or_mutant_without_a_row_is_found() {
        for wrong in ["I3 holds", "entry(\"x\", \"B2\")", "(A2)", "M1 to M2"] {
            assert_eq!(reasons("src/a.rs", wrong).len(), 1, "{wrong}");
        }
    }

    #[test]
    fn a_line_that_the_checklist_lacks_is_found() {
        assert_eq!(
            reasons("tests/paper/a.rs", "//! Lines 3 to 5: votes."),
            ["tests/paper/a.rs:1: the checklist has no line 5"]
        );
        assert_eq!(reasons("tests/a.rs", "// checklist line 4").len(), 1);
        assert_eq!(reasons("tests/paper/a.rs", "fn c004_four() {}").len(), 1);
    }

    #[test]
    fn citations_that_exist_pass() {
        let good = "Protocol section 3.12, rules 1 and 2, section 4.2 and protocol sections 3 to 5. I1, B1, A1, M1.\n\
                    (3.12), section 3.12 of the protocol, checklist lines 1, 2 and 3. 第 4.2、4.4 节\n\
                    It took 3.99 s (3.99 s at most), on line 12 of 20, in a section of its own.\n";
        assert_eq!(reasons("docs/a.md", good), [""; 0]);
        assert_eq!(reasons("www/src/a.ts", "\"M2 1.5 L14 8 A6 6 0 1 0 14 8\""), [""; 0]);
        assert_eq!(reasons("src/a.rs", "change(); // 3.12, 4.4\nfn c003_three() {}\n"), [""; 0]);
    }

    #[test]
    fn a_gap_in_a_catalogue_is_found() {
        assert_eq!(specification().gaps(), [""; 0]);
        let one = Specification::read(&[SourceFile::sample("docs/protocol.md", "| I1 | a |\n| I3 | b |\n")]);
        assert_eq!(one.gaps().len(), 5);
    }
}
