//! Faulty replicas, the kinds of their faults, and what is still guaranteed: one set, computed in the engine.

use std::collections::BTreeMap;

use pbft_lab::api::{RecordOptions, View, ViewOptions};
use pbft_lab::byzantine::{AppliesTo, StrategyInfo, strategies};
use pbft_lab::checks::faults::{Fault, Verdict, Votes};
use pbft_lab::explain::{Explanation, Question};
use pbft_lab::export::Format;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::Command;
use pbft_lab::units::{Ms, WHOLE_MAX};
use serde_json::Value;

use crate::driver::open;

fn run_for(session: &mut Session, span_ms: u64) -> View {
    session.advance(Ms::from_us(span_ms * 1000), &mut || false);
    session.view(ViewOptions::default())
}

fn command(session: &mut Session, json: &str) -> View {
    let command = Command::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"));
    session.command(&command).unwrap_or_else(|refusal| panic!("{json}: {refusal}"));
    run_for(session, 0)
}

fn cluster(replicas: u32) -> Session {
    open(&format!(r#"{{"cluster": {{"replicas": {replicas}, "crypto": "symbolic"}}}}"#))
}

fn kinds(view: &View) -> Vec<(u32, Vec<Fault>, Votes)> {
    assert_eq!(view.faulty as usize, view.faults.len());
    assert_eq!(view.faulty, view.verdict.faulty);
    view.faults.iter().map(|faulty| (faulty.replica, faulty.kinds.clone(), faulty.votes)).collect()
}

/// Agreement, true answers, progress.
fn guaranteed(Verdict { agreement, answers, progress, .. }: Verdict) -> [bool; 3] {
    [agreement, answers, progress]
}

#[test]
fn each_kind_of_fault_is_told_apart_and_may_come_with_others() {
    let mut session = cluster(7);
    assert_eq!(kinds(&run_for(&mut session, 0)), []);
    command(&mut session, r#"{"do": "crash", "replica": 0}"#);
    command(&mut session, r#"{"do": "pause", "replica": 1}"#);
    command(&mut session, r#"{"do": "behave", "replica": 2, "strategy": {"name": "silent"}}"#);
    command(&mut session, r#"{"do": "behave", "replica": 3, "strategy": {"name": "silent"}}"#);
    command(&mut session, r#"{"do": "honest", "replica": 3}"#);
    command(&mut session, r#"{"do": "twin", "replica": 4, "sides": [[0, 1], [2, 3]]}"#);
    command(&mut session, r#"{"do": "crash", "replica": 5}"#);
    let mut view = command(&mut session, r#"{"do": "restart", "replica": 5, "disk": "lost"}"#);
    let mut expected = vec![
        (0, vec![Fault::Down], Votes::No),
        (1, vec![Fault::Paused], Votes::No),
        (2, vec![Fault::Lying], Votes::Perhaps),
        (3, vec![Fault::Lied], Votes::Yes),
        (4, vec![Fault::Twinned], Votes::Perhaps),
        (5, vec![Fault::NoVote], Votes::No),
    ];
    assert_eq!(kinds(&view), expected);
    let Verdict { faulty, allowed, byzantine, voting, may_vote, overlap, .. } = view.verdict;
    assert_eq!((faulty, allowed, byzantine, voting, may_vote, overlap), (6, 2, 3, 2, 4, 3));
    view = command(&mut session, r#"{"do": "pause", "replica": 2}"#);
    expected[2] = (2, vec![Fault::Paused, Fault::Lying], Votes::No);
    assert_eq!(kinds(&view), expected);
}

#[test]
fn a_replica_that_lost_its_disk_is_faulty_until_it_votes_again() {
    let mut session = open(r#"{"cluster": {"crypto": "symbolic", "checkpointInterval": 1}}"#);
    command(&mut session, r#"{"do": "crash", "replica": 3}"#);
    let view = command(&mut session, r#"{"do": "restart", "replica": 3, "disk": "lost"}"#);
    assert_eq!(kinds(&view), [(3, vec![Fault::NoVote], Votes::No)]);
    // It waits for a checkpoint above every vote that it may have forgotten, and for a later view.
    for number in 0..6 {
        command(&mut session, &format!(r#"{{"do": "submit", "client": 0, "operation": "add x {number}"}}"#));
        run_for(&mut session, 1_000);
    }
    let view = run_for(&mut session, 0);
    assert_eq!(kinds(&view), [(3, vec![Fault::NoVote], Votes::No)], "view 1 has not begun");
    command(&mut session, r#"{"do": "pause", "replica": 0}"#);
    command(&mut session, r#"{"do": "submit", "client": 0, "operation": "add x 7"}"#);
    // Two of four vote, so replica 0 has to come back before there is a later view.
    run_for(&mut session, 5_000);
    command(&mut session, r#"{"do": "resume", "replica": 0}"#);
    let view = run_for(&mut session, 30_000);
    assert_eq!(kinds(&view), [], "{:?}", view.replicas[3]);
    assert!(guaranteed(view.verdict).iter().all(|it| *it));
}

#[test]
fn what_is_guaranteed_follows_from_the_overlap_of_quorums_and_not_from_f() {
    // n, how many lie, how many are down: agreement, answers, progress.
    for (n, liars, down, expected) in [
        (1, 0, 0, [true, true, true]),
        (3, 0, 1, [true, true, true]),
        (3, 0, 2, [true, true, false]),
        (3, 1, 0, [false, false, false]),
        (4, 1, 0, [true, true, true]),
        (4, 0, 2, [true, true, false]),
        (4, 1, 1, [true, true, false]),
        (4, 2, 0, [false, false, false]),
        (5, 2, 0, [true, false, false]),
        (5, 3, 0, [false, false, false]),
        // A quorum of the others is there, but the two can force view changes.
        (6, 2, 0, [false, false, false]),
        (6, 0, 2, [true, true, true]),
        (6, 0, 3, [true, true, false]),
        (7, 2, 0, [true, true, true]),
        (7, 3, 0, [false, false, false]),
        (8, 3, 0, [true, false, false]),
        (8, 4, 0, [false, false, false]),
    ] {
        let mut session = cluster(n);
        for replica in 0..liars {
            let silent = r#""strategy": {"name": "silent"}"#;
            command(&mut session, &format!(r#"{{"do": "behave", "replica": {replica}, {silent}}}"#));
        }
        for replica in liars..liars + down {
            command(&mut session, &format!(r#"{{"do": "crash", "replica": {replica}}}"#));
        }
        let view = run_for(&mut session, 0);
        assert_eq!(guaranteed(view.verdict), expected, "n = {n}, {liars} lie, {down} are down");
        if liars == 0 {
            continue;
        }
        // The signed statements remain, but no node forces a view change any more.
        for replica in 0..liars {
            command(&mut session, &format!(r#"{{"do": "honest", "replica": {replica}}}"#));
        }
        let view = run_for(&mut session, 0);
        let now = guaranteed(view.verdict);
        assert_eq!((now[0], now[1], now[2]), (expected[0], expected[1], n - down >= view.quorum), "n = {n}");
    }
}

fn why(session: &Session, question: &str) -> Explanation {
    session.why(&Question::parse(question).unwrap()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

#[test]
fn why_says_what_a_replica_without_a_vote_waits_for() {
    let mut session = open(include_str!("cases/lost-disk-then-primary.json"));
    run_for(&mut session, 510);
    let asking = why(&session, r#"{"replica": 3, "executed": 2}"#);
    let part = asking.parts.iter().find(|part| part.code == "no-vote-asking").expect(&asking.sentence);
    assert_eq!((part.numbers["node"], part.numbers["need"]), (3, 3));
    run_for(&mut session, 20_000);
    // Nothing is stable and L = 200, so E = 2L; view 0 is proven, so U = 1.
    for question in
        [r#"{"replica": 3, "viewEntered": 1}"#, r#"{"replica": 1, "viewEntered": 1}"#, r#"{"client": 0}"#]
    {
        let waits = why(&session, question);
        let part = waits.parts.iter().find(|part| part.code == "no-vote").expect(&waits.sentence);
        let numbers = ["node", "above", "wanted", "low", "at"].map(|name| part.numbers[name]);
        assert_eq!(numbers, [3, 400, 1, 0, 0], "{question}");
        assert!(waits.sentence.contains(
            "replica 3 lost its disk and has no vote: it waits for a stable checkpoint at sequence number 400 or later (it has 0), and for view 1 or later (it is in view 0)"
        ), "{}", waits.sentence);
    }
    // The client's question names both that do not vote, and what the others wait for.
    let codes: Vec<String> =
        why(&session, r#"{"client": 0}"#).parts.into_iter().map(|part| part.code).collect();
    assert!(codes.contains(&"node-down".to_owned()) && codes.contains(&"votes".to_owned()), "{codes:?}");
}

#[test]
fn every_export_says_which_replicas_are_faulty_and_how() {
    let mut session = open(include_str!("cases/lost-disk-then-primary.json"));
    run_for(&mut session, 20_000);
    let json: Value = serde_json::from_str(&session.export(Format::Json)).unwrap();
    let faults =
        r#"[{"replica":0,"kinds":["down"],"votes":"no"},{"replica":3,"kinds":["no-vote"],"votes":"no"}]"#;
    assert_eq!(json["faults"].to_string(), faults);
    assert_eq!((&json["verdict"]["voting"], &json["verdict"]["progress"]), (&2.into(), &false.into()));
    for (format, lines) in [
        (
            Format::Mermaid,
            ["participant r0 as replica 0, down\n", "participant r3 as replica 3, disk lost - no vote\n"],
        ),
        (Format::Tikz, ["{replica 0, down};", "{replica 3, disk lost - no vote};"]),
        (Format::Shiviz, ["At the end of the run: down\n", "At the end of the run: disk lost - no vote\n"]),
    ] {
        let text = session.export(format);
        lines.iter().for_each(|line| assert!(text.contains(line), "{format:?}: {line}"));
    }
}

#[test]
fn two_liars_of_five_explain_a_deceived_client_and_nothing_else_breaks() {
    // Two liars of five break what rests on f + 1; agreement they cannot break.
    let mut session = open(
        r#"{"cluster": {"replicas": 5, "crypto": "symbolic"}, "commands": [
        {"atMs": 0, "do": "behave", "replica": 3, "strategy": {"name": "fool-client"}, "group": 1},
        {"atMs": 0, "do": "behave", "replica": 4, "strategy": {"name": "fool-client"}, "group": 1},
        {"atMs": 5, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
    );
    let view = run_for(&mut session, 5_000);
    let broken: Vec<(&str, bool)> =
        view.violations.iter().map(|it| (it.property.as_str(), it.beyond_f)).collect();
    assert!(
        broken.contains(&("client", true)) && broken.iter().all(|it| *it == ("client", true)),
        "{broken:?}"
    );
}

#[test]
fn no_invariant_is_reported_broken_when_no_message_was_false() {
    let cut = r#"{"atMs": 0, "do": "partition", "groups": [[0], [1, 2, 3]], "oneWay": true}"#;
    let silent = |n: u32| {
        format!(r#"{{"atMs": 0, "do": "behave", "replica": {n}, "strategy": {{"name": "silent-primary"}}}}"#)
    };
    for fault in [cut.to_owned(), silent(0), format!("{}, {}", silent(0), silent(1))] {
        for seed in 0..12 {
            let submits: Vec<String> = (0..8)
                .map(|at| {
                    format!(
                        r#"{{"atMs": {}, "do": "submit", "client": 0, "operation": "add x 1"}}"#,
                        at * 300
                    )
                })
                .collect();
            let json = format!(
                r#"{{"cluster": {{"replicas": 3, "crypto": "symbolic", "seed": "{seed}", "viewTimeoutMs": 250, "clientTimeoutMs": 200}},
                    "network": {{"latencyMs": {{"uniform": [5, 60]}}}}, "commands": [{fault}, {}]}}"#,
                submits.join(", ")
            );
            let view = run_for(&mut open(&json), 60_000);
            assert!(view.clients[0].answered > 0, "{fault}, seed {seed}");
            let broken: Vec<&str> = view.violations.iter().map(|it| it.sentence.as_str()).collect();
            assert!(broken.is_empty(), "{fault}, seed {seed}: {broken:?}");
        }
    }
}

#[test]
fn no_strategy_takes_a_number_that_could_grow_beyond_what_javascript_holds() {
    for strategy in strategies() {
        for parameter in strategy.parameters {
            assert!(parameter.max.is_none_or(|max| max <= 1_000_000), "{} {}", strategy.name, parameter.name);
        }
    }
}

#[test]
fn whatever_strategies_do_every_number_that_crosses_is_exact_in_javascript() {
    for strategy in strategies() {
        let (name, farthest) = (&strategy.name, parameters_at_their_most(&strategy));
        let parameters = serde_json::to_string(&farthest).unwrap();
        let order = match strategy.applies_to {
            AppliesTo::Replica => r#""do": "behave", "replica": 0"#,
            AppliesTo::Client => r#""do": "clientBehave", "client": 0"#,
            AppliesTo::Network => continue,
        };
        let mut session = open(&format!(
            r#"{{"cluster": {{"clients": 2, "crypto": "symbolic", "checkpointInterval": 2}}, "commands": [
                {{"atMs": 0, {order}, "strategy": {{"name": "{name}", "parameters": {parameters}}}}},
                {{"atMs": 1, "do": "submit", "client": 0, "operation": "add x 1"}},
                {{"atMs": 1, "do": "submit", "client": 1, "operation": "add x 1"}},
                {{"atMs": 2000, "do": "submit", "client": 1, "operation": "add x 1"}}]}}"#
        ));
        let view = run_for(&mut session, 4_000);
        let records = session.records(0, 10_000, RecordOptions::default());
        for json in [serde_json::to_value(&view).unwrap(), serde_json::to_value(&records).unwrap()] {
            let rounded = first_rounded(&json);
            assert_eq!(rounded, None, "{name} {parameters}");
        }
    }
}

fn parameters_at_their_most(strategy: &StrategyInfo) -> BTreeMap<String, u64> {
    let whole = strategy.parameters.iter().filter(|parameter| parameter.kind == "number");
    whole.filter_map(|parameter| Some((parameter.name.clone(), parameter.max?))).collect()
}

/// A number that JavaScript would round, in any field.
fn first_rounded(json: &Value) -> Option<u64> {
    match json {
        Value::Number(number) => number.as_u64().filter(|whole| *whole > WHOLE_MAX),
        Value::Array(elements) => elements.iter().find_map(first_rounded),
        Value::Object(fields) => fields.values().find_map(first_rounded),
        _ => None,
    }
}
