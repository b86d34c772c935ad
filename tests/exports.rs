//! Exports for other tools: each format is valid for its reader with any operations.

use std::collections::BTreeMap;

use pbft_lab::export::Format;
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::catalog;
use pbft_lab::scenario::command::Command;
use pbft_lab::units::Ms;
use proptest::prelude::*;
use serde_json::Value;

use crate::driver::{open, scene};

fn advance(session: &mut Session, ms: u64) {
    session.advance(Ms::from_us(ms * 1000), &mut || false);
}

/// A short run with these operations.
fn run_of(operations: &[String]) -> Session {
    let mut session = open(r#"{"cluster": {"crypto": "symbolic", "checkpointInterval": 1}}"#);
    for operation in operations {
        session.command(&Command::Submit { client: 0, operation: operation.clone() }).unwrap();
    }
    advance(&mut session, 400);
    session
}

type Clock = BTreeMap<String, u64>;

/// Reads a log as ShiViz does: the first line is the expression (it is compared, since this reader is written for it), the second
/// the delimiter; every further line has a host, a clock and a text.
fn read_shiviz(log: &str) -> Vec<(String, Clock, String)> {
    let mut lines = log.split('\n');
    assert_eq!(lines.next(), Some(r"(?<host>\S+) (?<clock>\{[^}]*\}) (?<event>.*)"));
    assert_eq!(lines.next(), Some(""));
    let event = |line: &str| {
        // A line must not contain the characters that end one for JavaScript's `.`.
        assert!(!line.contains(['\r', '\u{2028}', '\u{2029}']), "{line:?}");
        let (host, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line:?}"));
        assert!(!host.is_empty() && !host.contains(char::is_whitespace) && rest.starts_with('{'));
        let end = rest.find('}').unwrap_or_else(|| panic!("{line:?}"));
        let clock = serde_json::from_str(&rest[..=end]).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        let text = rest[end + 1..].strip_prefix(' ').unwrap_or_else(|| panic!("{line:?}"));
        (host.to_owned(), clock, text.to_owned())
    };
    lines.filter(|line| !line.is_empty()).map(event).collect()
}

/// ShiViz' rules (its `modelGraph.js`): the own time of a host starts at 1 and grows by one; an entry for another host names an
/// event that is there; and a clock is exactly what the clocks of the event before and of those named add up to.
fn check_shiviz(log: &str) {
    let events = read_shiviz(log);
    let mut known: BTreeMap<(&str, u64), &Clock> = BTreeMap::new();
    for (host, clock, _) in &events {
        let own = clock[host];
        let mut sum = known.get(&(host.as_str(), own - 1)).map_or(Clock::new(), |clock| (*clock).clone());
        assert_eq!(own, sum.get(host).copied().unwrap_or(0) + 1, "{host} {clock:?}");
        for (other, time) in clock.iter().filter(|(other, _)| *other != host) {
            let seen = known.get(&(other.as_str(), *time)).unwrap_or_else(|| panic!("{other} {time}"));
            for (node, count) in *seen {
                let entry = sum.entry(node.clone()).or_default();
                *entry = (*entry).max(*count);
            }
        }
        sum.insert(host.clone(), own);
        assert_eq!(sum, *clock, "{host}");
        known.insert((host, own), clock);
    }
}

/// Mermaid's grammar for what is written here: a head, then participants, arrows and notes; in a text everything but a few
/// characters is a code.
fn check_mermaid(diagram: &str) {
    let mut lines = diagram.lines();
    assert_eq!(lines.next(), Some("sequenceDiagram"));
    let is_name = |name: &str| {
        let number = name.strip_prefix(['r', 'c']).unwrap_or_else(|| panic!("{name:?}"));
        assert!(number.parse::<u32>().is_ok(), "{name:?}");
    };
    for line in lines {
        let statement = line.strip_prefix("    ").unwrap_or_else(|| panic!("{line:?}"));
        if let Some(participant) = statement.strip_prefix("participant ") {
            let (name, long) = participant.split_once(" as ").unwrap();
            is_name(name);
            assert!(long.starts_with("replica ") || long.starts_with("client "));
            continue;
        }
        let (head, text) = statement.split_once(": ").unwrap_or_else(|| panic!("{line:?}"));
        match head.strip_prefix("Note over ") {
            Some(over) => over.split(',').for_each(is_name),
            None => {
                let (from, to) = head.split_once("->>").or_else(|| head.split_once("-x")).unwrap();
                is_name(from);
                is_name(to);
            }
        }
        let mut rest = text;
        while let Some((plain, after)) = rest.split_once('#') {
            let (code, after) = after.split_once(';').unwrap_or_else(|| panic!("{line:?}"));
            assert!(code.parse::<u32>().is_ok(), "{line:?}");
            check_plain(plain);
            rest = after;
        }
        check_plain(rest);
    }
}

fn check_plain(text: &str) {
    let harmless = |it: char| it.is_alphanumeric() || " .,-_…".contains(it);
    assert!(text.chars().all(harmless), "{text:?}");
}

/// TeX's rules for what is written here: plain ASCII, groups closed, and no character with a meaning of its own that is not
/// escaped, inside the text of a node.
fn check_tikz(document: &str) {
    assert!(document.is_ascii() && document.starts_with("\\documentclass[tikz"));
    assert!(document.ends_with("\\end{tikzpicture}\n\\end{document}\n"));
    let (_, body) = document.split_once("note/.style={right, font=\\scriptsize}]\n").unwrap();
    for line in body.lines() {
        let mut depth = 0;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                // An escaped character, or a command that ends in a letter.
                '\\' => drop(characters.next()),
                '{' => depth += 1,
                '}' => depth -= 1,
                '#' | '&' | '%' | '~' | '^' | '_' => panic!("{character} in {line:?}"),
                '$' => assert!(line.contains("$\\times$"), "{line:?}"),
                _ => {}
            }
            assert!(depth >= 0, "{line:?}");
        }
        assert_eq!(depth, 0, "{line:?}");
        let is_statement = ["  \\node[", "  \\draw[", "\\end{"].iter().any(|start| line.starts_with(start));
        assert!(is_statement && (line.ends_with(';') || line.starts_with("\\end{")), "{line:?}");
    }
}

fn check_json(text: &str, session: &mut Session) {
    let document: Value = serde_json::from_str(text).unwrap();
    assert_eq!(
        (document["format"].as_str(), document["version"].as_u64()),
        (Some("pbft-lab-trace"), Some(1))
    );
    assert_eq!(document["digest"].as_str(), Some(session.digest().as_str()));
    let records = document["records"].as_array().unwrap();
    assert_eq!(records.len() as u64, session.record_count());
    for (id, record) in records.iter().enumerate() {
        assert_eq!(record["id"].as_u64(), Some(id as u64));
        assert!(record.get("cause").is_none_or(|cause| cause.as_u64().unwrap() < id as u64));
    }
    // The scenario in it plays the same run again.
    let mut again = open(&document["scenario"].to_string());
    while again.step_count() < session.step_count() && again.step().is_some() {}
    assert_eq!(again.digest(), session.digest());
}

fn check_all(session: &mut Session) {
    check_shiviz(&session.export(Format::Shiviz));
    check_mermaid(&session.export(Format::Mermaid));
    check_tikz(&session.export(Format::Tikz));
    let json = session.export(Format::Json);
    check_json(&json, session);
}

#[test]
fn every_catalog_run_is_written_in_every_format() {
    for scene in catalog::SCENES {
        let mut session = open(&scene.json().unwrap());
        advance(&mut session, 3_000);
        check_all(&mut session);
    }
}

#[test]
fn an_arrow_of_shiviz_is_a_message_and_its_clock_names_the_sending() {
    let mut session = scene("one-request");
    advance(&mut session, 1_000);
    let events = read_shiviz(&session.export(Format::Shiviz));
    let (host, clock, text) = &events.iter().find(|(_, _, text)| text.contains("receives REQUEST")).unwrap();
    assert_eq!(host, "r0");
    let sending = events.iter().find(|(host, other, _)| host == "c0" && other["c0"] == clock["c0"]);
    assert!(sending.unwrap().2.contains("sends REQUEST request 1 put x 1"), "{text}");
}

#[test]
fn a_mermaid_diagram_shows_what_was_sent_lost_and_reached() {
    let mut session = scene("one-replica-down");
    advance(&mut session, 1_000);
    let diagram = session.export(Format::Mermaid);
    for line in [
        "    participant c0 as client 0\n",
        "    c0->>r0: REQUEST request 1 put x 1\n",
        "    Note over r3: crash\n",
        "    r0-xr3: PRE-PREPARE view 0 number 1 put x 1\n",
        "    Note over r1: executed 1\n",
        "    r1->>c0: REPLY request 1 ok\n",
    ] {
        assert!(diagram.contains(line), "{line} in {diagram}");
    }
}

#[test]
fn a_run_that_is_too_long_for_a_figure_is_cut_with_a_sentence() {
    let mut session = open(r#"{"cluster": {"crypto": "symbolic", "clients": 4}}"#);
    for number in 0..200 {
        let operation = format!("add x {number}");
        session.command(&Command::Submit { client: number % 4, operation }).unwrap();
    }
    advance(&mut session, 60_000);
    let diagram = session.export(Format::Mermaid);
    assert!(diagram.len() < 50_000);
    assert!(diagram.lines().last().unwrap().starts_with("    Note over r0,r3: The run goes on#58; "));
    check_mermaid(&diagram);
    let figure = session.export(Format::Tikz);
    assert!(figure.contains("The run goes on: "));
    check_tikz(&figure);
    let log = session.export(Format::Shiviz);
    check_shiviz(&log);
    let last = read_shiviz(&log).pop().unwrap().2;
    assert!(
        log.lines().count() < 20_010 && (log.lines().count() < 20_000) != last.contains("The run goes on")
    );
}

#[test]
fn an_unknown_format_is_refused() {
    let refusal = Format::parse("dot").unwrap_err();
    assert_eq!(refusal.field, "format");
    let right = "\"json\" or \"shiviz\" or \"mermaid\" or \"tikz\"";
    assert_eq!(refusal.message, format!("format is \"dot\"; it must be {right}."));
}

/// Texts that mean something to one of the readers.
fn hostile() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "}",
        "{",
        "\\",
        "\\end{document}",
        "\\input{x}",
        "$",
        "%",
        "#",
        "#35;",
        ";",
        "\n",
        "\r\n",
        "\u{2028}",
        "-->",
        "end",
        "Note over r0: x",
        "%%{init: {}}%%",
        "<script>",
        "&amp;",
        "\"",
        "'",
        "\u{0}",
        "\u{202e}",
        "r0 {\"r0\":9} x",
        "style a:b#c;",
        "wrap:",
        "^^M",
        "~",
        "_",
        "数",
        "🌍",
        "]",
        "[",
        "|",
    ];
    prop::collection::vec(
        prop_oneof![3 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>()],
        0..6,
    )
    .prop_map(|pieces| pieces.concat().chars().take(1_000).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn no_operation_breaks_out_of_its_place(operation in hostile()) {
        check_all(&mut run_of(&["put x 1".to_owned(), format!("put k {operation}"), operation]));
    }
}

#[test]
fn a_json_export_is_read_as_the_scenario_of_its_run() {
    let mut history = History::open(Scenario::default()).unwrap();
    history.seek(0);
    let submit = r#"{"do": "submit", "client": 0, "operation": "put x 1"}"#;
    history.command(&Command::parse(submit).unwrap()).unwrap();
    history.seek(30);
    let text = history.export(Format::Json);
    let mut again = History::open(Scenario::parse(&text).unwrap()).unwrap();
    again.seek(30);
    assert_eq!((again.scenario(), again.digest()), (history.scenario(), history.digest()));
    let field = |text: &str| Scenario::parse(text).unwrap_err().field;
    assert_eq!(field(r#"{"format": "pbft-lab-trace", "version": 2, "scenario": {}}"#), "version");
    assert_eq!(field(r#"{"format": "pbft-lab-trace", "version": 1}"#), "scenario");
    let wrong = r#"{"format": "pbft-lab-trace", "version": 1, "scenario": {"cluster": {"replicas": 0}}}"#;
    assert_eq!(field(wrong), "scenario.cluster.replicas");
    assert_eq!(field(r#"{"format": "another", "version": 1}"#), "format");
}
