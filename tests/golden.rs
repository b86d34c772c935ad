//! Invariant I20: the same scenario gives the same run, natively, in Chromium, in Firefox and in the published WebAssembly.
//!
//! `tests/golden/digests.txt` holds for each run its name, the digest of its trace, the number of its steps and the virtual
//! time at its end. The browsers check the same file (`tests/web_golden.rs`), and so does
//! the optimised engine in Node (`www/tests/unit/golden.test.ts`). When the protocol or a scene is changed
//! on purpose, `UPDATE_GOLDEN=1 cargo test --test golden` rewrites it; the commit shows the change.

#![cfg(test)]

#[path = "golden/runs.rs"]
mod runs;

use pbft_lab::api::{ProtocolEvent, RecordOptions, TraceEvent};
use pbft_lab::scenario::{CryptoKind, Scenario};

const FILE: &str = "tests/golden/digests.txt";

#[test]
fn every_run_ends_with_its_golden_digest() {
    let lines: Vec<String> = runs::all().iter().map(runs::line_of).collect();
    let now = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &now).unwrap();
    }
    let golden = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(now, golden, "UPDATE_GOLDEN=1 cargo test --test golden rewrites {FILE}");
}

#[test]
fn all_three_crypto_settings_give_the_same_trace() {
    for run in runs::all() {
        let digest = |crypto| {
            let mut scenario = Scenario::parse(&run.scenario).unwrap();
            scenario.cluster.crypto = crypto;
            runs::play(scenario, run.for_ms).digest()
        };
        let once = digest(CryptoKind::Once);
        assert_eq!(digest(CryptoKind::Every), once, "{}", run.name);
        assert_eq!(digest(CryptoKind::Symbolic), once, "{}", run.name);
    }
}

#[test]
fn another_seed_gives_another_run() {
    for run in runs::all() {
        let mut scenario = Scenario::parse(&run.scenario).unwrap();
        let digest = runs::play(scenario.clone(), run.for_ms).digest();
        scenario.cluster.seed = "20".to_owned();
        assert_ne!(runs::play(scenario, run.for_ms).digest(), digest, "{}", run.name);
    }
}

/// The facts of a run, each with the node that reports it.
fn facts_of(name: &str) -> Vec<(u32, ProtocolEvent)> {
    let run = runs::all().into_iter().find(|run| run.name == name).unwrap();
    let session = runs::play(Scenario::parse(&run.scenario).unwrap(), run.for_ms);
    let records = session.records(0, 10_000, RecordOptions { facts: true });
    let facts = records.into_iter().filter_map(|record| match record.what {
        TraceEvent::Fact { node, fact, .. } => Some((node, fact)),
        _ => None,
    });
    facts.collect()
}

/// The number of results that the clients of a run have accepted.
fn answers(facts: &[(u32, ProtocolEvent)]) -> usize {
    facts.iter().filter(|(_, fact)| matches!(fact, ProtocolEvent::ResultAccepted { .. })).count()
}

#[test]
fn silent_primaries_are_replaced() {
    for (name, last, answered) in [("crashed-primary", 1, 2), ("two-silent-primaries", 2, 3)] {
        let facts = facts_of(name);
        let entered = |fact: &ProtocolEvent| match fact {
            ProtocolEvent::ViewEntered { view, .. } => Some(*view),
            _ => None,
        };
        let entered: Vec<u64> = facts.iter().filter_map(|(_, fact)| entered(fact)).collect();
        assert!(!entered.is_empty() && entered.iter().all(|view| *view == last), "{name}: {entered:?}");
        assert_eq!(answers(&facts), answered, "{name}");
    }
}

#[test]
fn checkpoints_become_stable_at_every_replica() {
    let facts = facts_of("checkpoints-and-garbage-collection");
    for replica in 0..4 {
        let stable = facts
            .iter()
            .filter(|(node, fact)| *node == replica && matches!(fact, ProtocolEvent::Stable { .. }));
        assert!(stable.count() >= 3, "replica {replica}");
    }
    assert_eq!(answers(&facts), 10);
}

#[test]
fn the_sleeper_fetches_a_state_and_goes_on_from_there() {
    let facts = facts_of("state-transfer-after-a-long-sleep");
    let fetched = facts
        .iter()
        .position(|(node, fact)| *node == 3 && matches!(fact, ProtocolEvent::StateTransferred { .. }));
    let (_, after) = facts.split_at(fetched.expect("it fetches a state"));
    assert!(after.iter().any(|(node, fact)| *node == 3 && matches!(fact, ProtocolEvent::Executed { .. })));
    assert_eq!(answers(&facts), 9);
}

#[test]
fn a_replica_restarts_between_its_view_change_and_the_new_view() {
    let facts = facts_of("restart-in-a-view-change");
    let of_2: Vec<&ProtocolEvent> =
        facts.iter().filter(|(node, _)| *node == 2).map(|(_, fact)| fact).collect();
    let place =
        |is_it: fn(&ProtocolEvent) -> bool| of_2.iter().position(|fact| is_it(fact)).expect("it happens");
    let started = place(|fact| matches!(fact, ProtocolEvent::ViewChangeStarted { .. }));
    let restarted = place(|fact| matches!(fact, ProtocolEvent::Restarted { amnesic: false, .. }));
    let entered = place(|fact| matches!(fact, ProtocolEvent::ViewEntered { .. }));
    assert!(started < restarted && restarted < entered, "{started}, {restarted}, {entered}");
    assert_eq!(answers(&facts), 3);
}
