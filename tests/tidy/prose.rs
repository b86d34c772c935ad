//! Prose rules of CONTRIBUTING.md that a program can check: retired phrases, and headers that are clauses.

use crate::tree::{Fault, SourceFile};

/// A phrase that no engineer uses, and what to write instead. Whole words, in any case.
const RETIRED: &[(&str, &str)] = &[
    ("anew", "again"),
    ("whoever", "a replica that, a reader who"),
    ("whomever", "the node that"),
    ("somebody", "a node, a reader, or the passive voice"),
    ("somebody's", "a node's, a reader's"),
    ("so many", "N, at most N, this number of"),
    ("tells of", "reports, describes"),
    ("tell of", "report, describe"),
    ("told of", "reported, described"),
    ("is told of", "receives"),
    ("speaks of", "names, contains, is about"),
    ("speak of", "name, contain, are about"),
    ("unless said", "by default"),
    ("takes up", "resumes, accepts, processes"),
    ("take up", "resume, accept, process"),
    ("taken up", "resumed, accepted, processed"),
    ("took up", "resumed, accepted, processed"),
    ("bears", "has, carries"),
    ("stands for", "means, represents"),
    ("stand for", "mean, represent"),
    ("stands beside", "is next to"),
    ("stand beside", "are next to"),
    ("stands in the way", "prevents"),
    ("stands there", "is there"),
    ("who is told", "which node receives"),
    ("for ever", "forever, or a bound"),
    ("by itself alone", "alone"),
    ("is dear", "is expensive"),
    ("are dear", "are expensive"),
];

/// Persons, in the Rust sources and tests, where they would be nodes.
const PERSONS: &[&str] = &["nobody", "everybody", "anybody", "whoever", "himself", "herself"];

/// Words that a title or a comment of a page test uses for something else.
const OF_PAGE_TESTS: &[(&str, &str)] = &[
    ("told", "shown, reported, described"),
    ("tells", "shows, reports, describes, distinguishes"),
    ("stands", "is, is shown, is paused"),
    ("stand", "are, are shown"),
];

/// Words that begin a clause. A header names the thing: "Hierarchical timing wheel: the event queue of the world."
const CLAUSE: &[&str] = &["What", "Who", "Whether", "How", "Why", "Where", "Which", "When"];

pub fn retired_phrases(file: &SourceFile) -> Vec<Fault> {
    if is_exempt(file) {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let words = words(line);
        let (phrase, better) = RETIRED.iter().find(|(phrase, _)| contains(&words, phrase))?;
        Some(format!("\"{phrase}\" is retired: write {better}, or another sentence"))
    })
}

/// In titles and comments: in code `told` may be a name, and in an expected text it is the page's word.
pub fn words_of_page_tests(file: &SourceFile) -> Vec<Fault> {
    if !file.is(&["ts"]) || !file.is_under(&["www/tests/"]) {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let words = words(prose_of_test(line)?);
        let (word, better) = OF_PAGE_TESTS.iter().find(|(word, _)| contains(&words, word))?;
        Some(format!("\"{word}\" in a title or a comment: write {better}"))
    })
}

/// The comment of a line, or the title of the test or the group that it begins.
fn prose_of_test(line: &str) -> Option<&str> {
    const TITLED: [&str; 6] = ["test(", "test.step(", "it(", "it.each", "describe(", "describe.each"];
    let line = line.trim_start();
    if line.starts_with("/*") || line.starts_with('*') || line.starts_with("//") {
        return Some(line);
    }
    let titled = TITLED.iter().any(|begin| line.starts_with(begin)) || line.starts_with("])(");
    let quote = line.find(['"', '`']).filter(|_| titled);
    quote.map_or_else(|| line.split_once(" // ").map(|(_, comment)| comment), |start| line.get(start..))
}

pub fn nodes_as_persons(file: &SourceFile) -> Vec<Fault> {
    if is_exempt(file) || !file.is(&["rs"]) {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let words = words(line);
        let person = PERSONS.iter().find(|person| contains(&words, person))?;
        Some(format!("\"{person}\" is a person: a node is \"it\", \"no replica\", \"all replicas\""))
    })
}

pub fn clause_headers(file: &SourceFile) -> Vec<Fault> {
    if is_exempt(file) || !file.is(&["rs", "ts", "mjs", "css"]) {
        return Vec::new();
    }
    let Some(first) = file.text.lines().next() else { return Vec::new() };
    let text = first.trim_start_matches(['/', '!', '*', ' ']);
    let clause =
        CLAUSE.iter().find(|word| text.strip_prefix(**word).is_some_and(|rest| rest.starts_with(' ')));
    clause
        .map(|word| file.fault(1, format!("a header that begins with {word} is a clause: name the thing")))
        .into_iter()
        .collect()
}

/// The rules quote what they forbid.
fn is_exempt(file: &SourceFile) -> bool {
    ["CONTRIBUTING.md", "tests/tidy/prose.rs"].contains(&file.path.as_str())
}

/// The words of a line in lower case. Hyphens, underscores and apostrophes are part of a word.
fn words(line: &str) -> Vec<String> {
    let separates = |c: char| !c.is_alphanumeric() && !"'_-".contains(c);
    line.split(separates).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn contains(words: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    words.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retired_phrase_is_found_in_any_case_and_a_part_of_a_word_is_not() {
        for (phrase, _) in RETIRED {
            let text = format!("// A line.\n// {} it.", phrase.to_uppercase());
            let faults = retired_phrases(&SourceFile::sample("a.rs", &text));
            assert_eq!(faults.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2], "{phrase}");
        }
        assert!(retired_phrases(&SourceFile::sample("a.rs", "// renewanew and the bearskin")).is_empty());
    }

    #[test]
    fn a_word_is_found_in_titles_and_comments_of_page_tests_only() {
        let lines =
            |text: &str| words_of_page_tests(&SourceFile::sample("www/tests/unit/a.test.ts", text)).len();
        for (word, _) in OF_PAGE_TESTS {
            for text in [
                format!("test(\"it {word} all\", async () => {{"),
                format!("  it(`it {word} all`, () => {{"),
                format!("  ])(\"it {word} all: %s\", (_, field) => {{"),
                format!("  // It {word} all."),
                format!("   * It {word} all."),
                format!("  run(); // it {word} all"),
            ] {
                assert_eq!(lines(&text), 1, "{text}");
            }
            assert_eq!(lines(&format!("  expect(text).toBe(\"{word}\");")), 0, "{word}");
            assert_eq!(lines(&format!("  const {word} = [];")), 0, "{word}");
        }
        assert!(words_of_page_tests(&SourceFile::sample("www/src/a.ts", "// told")).is_empty());
    }

    #[test]
    fn a_node_that_is_a_person_is_found_in_rust_only() {
        for person in PERSONS {
            let text = format!("// A line.\n// Sent to {person}.");
            let lines = |path: &str| nodes_as_persons(&SourceFile::sample(path, &text)).len();
            assert_eq!((lines("src/a.rs"), lines("a.md")), (1, 0), "{person}");
        }
        assert!(nodes_as_persons(&SourceFile::sample("a.rs", "const NOBODYS_NODE: u16 = 0;")).is_empty());
    }

    #[test]
    fn a_header_that_is_a_clause_is_found() {
        for word in CLAUSE {
            for text in [
                format!("//! {word} is due next."),
                format!("// {word} is due next."),
                format!("/* {word} is due. */"),
            ] {
                assert_eq!(clause_headers(&SourceFile::sample("a.rs", &text)).len(), 1, "{text}");
            }
        }
        assert!(
            clause_headers(&SourceFile::sample("a.rs", "//! The event queue.\n//! What is due next."))
                .is_empty()
        );
        assert!(clause_headers(&SourceFile::sample("a.md", "What is due next.")).is_empty());
    }
}
