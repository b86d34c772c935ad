//! Framework of strategies: each is selected, rejected, displayed, repeated and cloned by the same rules.

use std::collections::BTreeSet;

use pbft_lab::api::{RecordOptions, TraceEvent};
use pbft_lab::byzantine::{AppliesTo, strategies};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::Command;

use crate::adversaries::harness::{Harness, catalogues};

#[test]
fn every_strategy_has_a_name_of_its_own_a_code_and_texts_in_every_language() {
    let all = strategies();
    let names: BTreeSet<_> = all.iter().map(|info| info.name.clone()).collect();
    assert_eq!(names.len(), all.len());
    for info in &all {
        let number = info.code.strip_prefix(['A', 'B']).and_then(|number| number.parse::<u32>().ok());
        assert!(number.is_some_and(|number| (1..=50).contains(&number)), "{info:?}");
        assert_eq!(info.about, format!("strategy-{}-about", info.name));
        let parameters = info.parameters.iter().map(|parameter| parameter.about.clone());
        for key in parameters.chain([format!("strategy-{}", info.name), info.about.clone()]) {
            for catalogue in &catalogues() {
                let line = format!("{key} = ");
                assert!(catalogue.lines().any(|text| text.starts_with(&line)), "{key} has no text");
            }
        }
    }
}

#[test]
fn a_strategy_that_makes_no_sense_is_refused_with_field_value_and_remedy() {
    let behave = |strategy: &str| format!(r#"{{"do": "behave", "replica": 0, "strategy": {strategy}}}"#);
    let refused = [
        (
            behave(r#"{"name": "tell-jokes"}"#),
            "strategy.name",
            "\"tell-jokes\"; the strategies of a replica are silent-primary,",
        ),
        (behave("{}"), "strategy.name", "is missing"),
        (behave(r#""silent""#), "strategy", "it must be an object"),
        (
            behave(r#"{"name": "silent", "why": 1}"#),
            "strategy.why",
            "is not a known field; the known fields are name,",
        ),
        (
            behave(r#"{"name": "silent", "parameters": {"percent": 1}}"#),
            "strategy.parameters.percent",
            "is not a known parameter; silent has no parameters",
        ),
        (
            behave(r#"{"name": "slow-primary", "parameters": {"percent": 1001}}"#),
            "strategy.parameters.percent",
            "is 1001; it must be a whole number from 1 to 1000",
        ),
        (
            behave(r#"{"name": "slow-primary", "parameters": {"percent": "often"}}"#),
            "strategy.parameters.percent",
            "is \"often\"; it must be a whole number from 1 to 1000",
        ),
        (
            behave(r#"{"name": "slow-primary", "parameters": {"percent": null}}"#),
            "strategy.parameters.percent",
            "is null; it must be a number not below 0, a string, true or false, or an array of whole numbers not below 0",
        ),
        (
            behave(r#"{"name": "slow-primary", "parameters": {"percent": -5}}"#),
            "strategy.parameters.percent",
            "is -5; it must be a number not below 0,",
        ),
        (
            behave(r#"{"name": "censor", "parameters": {"client": 2}}"#),
            "strategy.parameters.client",
            "is 2; there is no such client (count: 2, numbered from 0)",
        ),
        (
            behave(r#"{"name": "equivocate", "parameters": {"victims": [1, 6]}}"#),
            "strategy.parameters.victims",
            "is [1, 6]; it must be an array of node numbers, each below 6",
        ),
        (
            behave(r#"{"name": "silent", "when": "sometimes"}"#),
            "strategy.when",
            "it must be \"always\" or \"never\"",
        ),
        (
            behave(r#"{"name": "silent", "when": 7}"#),
            "strategy.when",
            "it must be \"always\", \"never\" or an object",
        ),
        (behave(r#"{"name": "silent", "when": {"seqs": [-1]}}"#), "strategy.when.seqs[0]", "is -1"),
        (behave(r#"{"name": "silent", "when": {"ratio": [3, 2]}}"#), "strategy.when.ratio", "is [3, 2]"),
    ];
    expect_refused(&refused);
}

#[test]
fn an_order_that_makes_no_sense_is_refused_with_field_value_and_remedy() {
    let refused = [
        (r#"{"do": "behave", "replica": 0}"#, "strategy", "is missing"),
        (
            r#"{"do": "behave", "replica": 0, "strategies": []}"#,
            "strategies",
            "is empty; to make the replica correct",
        ),
        (
            r#"{"do": "behave", "replica": 0, "strategies": [{"name": "silent"}, {"name": "x"}]}"#,
            "strategies[1].name",
            "is \"x\"",
        ),
        (
            r#"{"do": "behave", "replica": 4, "strategy": {"name": "silent"}}"#,
            "replica",
            "no such replica (count: 4",
        ),
        (
            r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "silent"}}"#,
            "strategy.name",
            "of a client are",
        ),
        (r#"{"do": "honest", "replica": 4}"#, "replica", "no such replica (count: 4"),
        (r#"{"do": "twin", "replica": 0, "sides": [[1]]}"#, "sides", "has 1 arrays; it must have two"),
        (r#"{"do": "twin", "replica": 0, "sides": [[1], [6]]}"#, "sides[1]", "no such node (count: 6"),
    ];
    expect_refused(&refused.map(|(json, field, message)| (json.to_owned(), field, message)));
}

/// Each command is refused, with this field and these words, and nothing has happened.
fn expect_refused(refused: &[(String, &str, &str)]) {
    let mut harness = Harness::of_four(7);
    let before = (harness.session.digest(), harness.session.scenario());
    for (json, field, message) in refused {
        let refusal = harness.refusal(json);
        assert!(refusal.0 == *field && refusal.1.contains(message), "{json}: {refusal:?}");
    }
    assert_eq!((harness.session.digest(), harness.session.scenario()), before);
}

#[test]
fn a_crashed_replica_takes_no_orders_and_a_paused_one_when_it_goes_on() {
    let mut harness = Harness::of_four(7);
    harness.command(r#"{"do": "crash", "replica": 1}"#);
    let silent = r#"{"do": "behave", "replica": 1, "strategy": {"name": "silent"}}"#;
    assert_eq!(
        harness.refusal(silent),
        ("replica".to_owned(), "replica 1 is down: restart it first.".to_owned())
    );
    harness.command(r#"{"do": "restart", "replica": 1}"#);
    harness.command(r#"{"do": "pause", "replica": 1}"#);
    harness.command(silent);
    assert_eq!((harness.replica(1).conduct, harness.replica(1).trusted), ("honest", false));
    harness.command(r#"{"do": "resume", "replica": 1}"#);
    harness.advance(1);
    assert_eq!(harness.replica(1).conduct, "byzantine");
}

#[test]
fn a_node_that_misbehaved_once_stays_faulty_because_its_signatures_remain() {
    let mut harness = Harness::of_four(7);
    harness
        .behave(2, r#"{"name": "double-prepare", "parameters": {"victims": [0]}, "when": {"views": [0]}}"#);
    harness.command(r#"{"do": "twin", "replica": 1, "sides": [[0], [2, 3]]}"#);
    let view = harness.view();
    let of = |replica: usize| &view.replicas[replica];
    assert_eq!([of(0).conduct, of(1).conduct, of(2).conduct], ["honest", "byzantine", "byzantine"]);
    assert_eq!(of(1).twin, Some(vec![vec![0], vec![2, 3]]));
    assert_eq!((view.faulty, view.verdict.faulty, view.verdict.allowed), (2, 2, 1));
    let strategy = serde_json::to_string(&of(2).strategies[0]).unwrap();
    assert_eq!(strategy, r#"{"name":"double-prepare","parameters":{"victims":[0]},"when":{"views":[0]}}"#);
    harness.command(r#"{"do": "honest", "replica": 1}"#);
    harness.command(r#"{"do": "honest", "replica": 2}"#);
    let view = harness.view();
    assert!(view.replicas.iter().all(|replica| replica.conduct == "honest" && replica.twin.is_none()));
    assert_eq!((view.faulty, view.verdict.byzantine, view.verdict.voting), (2, 2, 4));
    assert!(!view.replicas[1].trusted && !view.replicas[2].trusted && view.replicas[0].trusted);
}

#[test]
fn orders_stand_in_the_trace_as_they_were_given() {
    for json in [
        r#"{"do":"behave","replica":0,"strategy":{"name":"slow-primary","parameters":{"percent":90},"when":{"ratio":[1,2]}}}"#,
        r#"{"do":"behave","replica":3,"strategies":[{"name":"withhold-commit"},{"name":"silent","when":"never"}],"group":7}"#,
        r#"{"do":"honest","replica":1}"#,
        r#"{"do":"twin","replica":2,"sides":[[0,1],[3]]}"#,
        r#"{"do":"clientBehave","client":1,"strategies":[]}"#,
    ] {
        let record = Harness::of_four(7).command(json);
        let TraceEvent::Command { command, refused: None } = record.what else { panic!("{record:?}") };
        assert_eq!(serde_json::to_string(&command).unwrap(), json);
        assert_eq!(Command::parse(json).unwrap(), command);
    }
}

/// A run with orders by hand and orders of a scenario.
fn busy() -> Harness {
    let mut harness = Harness::open(
        r#"{"cluster": {"clients": 2, "seed": "5", "checkpointInterval": 4}, "commands": [
            {"atMs": 500, "do": "behave", "replica": 0, "strategies": [
                {"name": "equivocate", "when": {"ratio": [1, 2]}}, {"name": "slow-primary", "parameters": {"percent": 10}}]},
            {"atMs": 3000, "do": "twin", "replica": 0, "sides": [[1], [2, 3]]}]}"#,
    );
    harness.submit_rounds(5);
    harness.advance(300);
    harness.behave(3, r#"{"name": "double-commit", "when": {"ratio": [2, 3]}}"#);
    harness.submit_rounds(3);
    harness.advance(400);
    harness
}

#[test]
fn the_scenario_of_a_run_with_orders_repeats_it_to_the_last_byte() {
    let mut harness = busy();
    harness.advance(5_000);
    let text = serde_json::to_string(&harness.session.scenario()).unwrap();
    let mut again = Harness::open(&text);
    again.advance(5_700);
    assert_eq!(again.session.digest(), harness.session.digest());
    assert_eq!(again.session.step_count(), harness.session.step_count());
}

#[test]
fn a_clone_goes_on_as_the_original_does_and_neither_disturbs_the_other() {
    let mut harness = busy();
    let mut clone: Session = harness.session.clone();
    let before = clone.digest();
    harness.advance(5_000);
    assert_eq!(clone.digest(), before);
    clone.advance(pbft_lab::units::Ms::from_us(5_000_000), &mut || false);
    assert_eq!(clone.digest(), harness.session.digest());
}

#[test]
fn a_strategy_that_never_acts_changes_nothing_but_the_trust() {
    let run = |strategy: Option<&str>| {
        let mut harness = Harness::of_four(3);
        if let Some(strategy) = strategy {
            (0..4).for_each(|replica| harness.behave(replica, strategy));
        }
        harness.submit_rounds(6);
        harness.advance(3_000);
        let sent: Vec<_> = (0..6).flat_map(|node| harness.sent(node, "COMMIT")).collect();
        (format!("{sent:?}"), harness.view().verdict.faulty)
    };
    let (honest, _) = run(None);
    for info in strategies().iter().filter(|info| info.applies_to == AppliesTo::Replica) {
        let (sent, faulty) = run(Some(&format!(r#"{{"name": "{}", "when": "never"}}"#, info.name)));
        assert_eq!((sent, faulty), (honest.clone(), 4), "{}", info.name);
    }
}

#[test]
fn strategies_are_followed_in_order() {
    // The second strategy does not see the messages that the first one holds back.
    let mut harness = Harness::of_four(7);
    harness.command(
        r#"{"do": "behave", "replica": 1, "strategies": [{"name": "silent"}, {"name": "forge-sender"}]}"#,
    );
    harness.submit_rounds(1);
    harness.advance(500);
    assert!(harness.sent(1, "PREPARE").is_empty());
    // The other way round the second one sees what the first one added, and lets nothing out either.
    let mut harness = Harness::of_four(7);
    harness.command(
        r#"{"do": "behave", "replica": 1, "strategies": [{"name": "withhold-commit"}, {"name": "forge-sender"}]}"#,
    );
    harness.submit_rounds(1);
    harness.advance(500);
    let signers: BTreeSet<_> = harness.sent(1, "PREPARE").iter().map(|it| it.message.signer).collect();
    assert_eq!(signers, BTreeSet::from([Some(1), Some(2)]));
    assert!(harness.sent(1, "COMMIT").is_empty());
}

#[test]
fn messages_without_a_recipient_are_not_lost_either() {
    let mut harness = Harness::open(r#"{"cluster": {"replicas": 1, "seed": "7", "checkpointInterval": 4}}"#);
    harness.behave(0, r#"{"name": "silent", "when": "never"}"#);
    (0..4).for_each(|_| harness.submit(0, "add x 1"));
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 4}}"#, 5_000));
    let dropped = harness.records().into_iter().find(|it| matches!(it.what, TraceEvent::Dropped { .. }));
    assert_eq!(dropped, None, "the only replica sends nothing to itself");
}

#[test]
fn what_a_paused_node_takes_up_is_no_matter_of_packets() {
    let mut harness = Harness::of_four(7);
    harness.command(r#"{"do": "pause", "replica": 1}"#);
    harness.behave(1, r#"{"name": "silent"}"#);
    harness.command(r#"{"do": "resume", "replica": 1}"#);
    harness.advance(10);
    let facts = harness.session.records(0, 1_000, RecordOptions { facts: true });
    assert!(
        facts.iter().any(|record| matches!(record.what, TraceEvent::TakenUp { node: 1, .. })),
        "{facts:?}"
    );
}
