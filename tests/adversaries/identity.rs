//! Attacks without a strategy, by commands: the network's attack on timeouts, a lost disk, a second machine with the same key. And
//! the list of all that there is.

use std::collections::BTreeSet;

use pbft_lab::api::ProtocolEvent;
use pbft_lab::byzantine::strategies;

use crate::adversaries::harness::Harness;

/// The behaviours of the catalogue that commands bring about: `partition`, `restart` with a lost disk, `twin`.
const BY_COMMAND: [&str; 3] = ["B33", "B48", "B49"];

#[test]
fn every_behaviour_and_every_attack_of_the_catalogue_is_there() {
    let by_strategy: BTreeSet<String> = strategies().into_iter().map(|info| info.code).collect();
    let behaviours = (1..=50).map(|number| format!("B{number}"));
    let attacks = (1..=6).map(|number| format!("A{number}"));
    for code in behaviours.chain(attacks) {
        assert!(by_strategy.contains(&code) != BY_COMMAND.contains(&code.as_str()), "{code}");
    }
}

#[test]
fn b33_inflated_timeouts_give_a_slow_primary_time_until_the_first_execution_resets_them() {
    let mut harness = Harness::open(
        r#"{"cluster": {"clients": 2, "seed": "7", "viewTimeoutMs": 300, "clientTimeoutMs": 200}}"#,
    );
    // Three times the timeout: at once suspected, unless the timeout has grown.
    harness.behave(3, r#"{"name": "slow-primary", "parameters": {"percent": 300}}"#);
    harness.submit(0, "put x 1");
    // The replicas hear each other so late that they give up on one view after the other, each time later.
    for (from, to) in (0..4).flat_map(|from| (0..4).map(move |to| (from, to))).filter(|(from, to)| from != to)
    {
        harness.command(&format!(
            r#"{{"do": "link", "from": {from}, "to": {to}, "latencyMs": {{"constant": 700}}}}"#
        ));
    }
    assert!(harness.reaches(r#"{"viewAtLeast": 3}"#, 20_000));
    harness.command(r#"{"do": "heal"}"#);
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 1}}"#, 10_000));
    assert_eq!(harness.replica(0).view, 3, "the slow primary was in time");
    harness.submit(0, "put x 2");
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 2}}"#, 10_000));
    assert!(harness.replica(0).view > 3, "and is no more");
    harness.expect_safe();
}

#[test]
fn b48_a_replica_without_its_disk_learns_and_does_not_vote_again_for_what_it_forgot() {
    let mut harness = Harness::of_four(7);
    harness.submit_rounds(3);
    assert!(harness.serves(2, 5_000));
    harness.command(r#"{"do": "crash", "replica": 2}"#);
    harness.command(r#"{"do": "restart", "replica": 2, "disk": "lost"}"#);
    assert!(harness.replica(2).amnesic && !harness.replica(2).trusted);
    assert!(harness.serves(3, 10_000));
    harness.submit_rounds(5);
    assert!(harness.serves(8, 10_000));
    harness.advance(5_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[2]);
    assert!(harness.view().proofs.is_empty(), "it never contradicts itself");
}

/// The primary is cut off until the other replicas give up on its view; then both clients' next requests are served.
fn replace_the_primary(harness: &mut Harness, served: u32) {
    let primary = harness.replica(1).view % 4;
    let rest: Vec<_> = (0..6).filter(|node| *node != primary).map(|node| node.to_string()).collect();
    harness.command(&format!(r#"{{"do": "partition", "groups": [[{primary}], [{}]]}}"#, rest.join(", ")));
    harness.submit_rounds(1);
    harness.advance(3_000);
    harness.command(r#"{"do": "heal"}"#);
    assert!(harness.serves(served + 1, 60_000), "a new primary serves the clients");
}

#[test]
fn b48_a_replica_that_lost_its_disk_twice_votes_again_and_contradicts_nothing() {
    let networks = [
        r#"{}"#,
        r#"{"latencyMs": {"uniform": [1, 60]}, "loss": [1, 20], "duplicate": [1, 10], "reorder": [1, 5]}"#,
    ];
    for (seed, network) in (0..6).zip(networks.into_iter().cycle()) {
        let mut harness = Harness::open(&format!(
            r#"{{"cluster": {{"replicas": 4, "clients": 2, "seed": "{seed}", "checkpointInterval": 4}}, "network": {network}}}"#
        ));
        let mut served = 0;
        for losses in 1..=2 {
            harness.submit_rounds(6);
            served += 6;
            assert!(harness.serves(served, 60_000), "seed {seed}");
            harness.command(r#"{"do": "crash", "replica": 3}"#);
            harness.command(r#"{"do": "restart", "replica": 3, "disk": "lost"}"#);
            harness.advance(2_000);
            // Without the vote of replica 3 all others are needed.
            replace_the_primary(&mut harness, served);
            harness.submit_rounds(30);
            served += 31;
            assert!(harness.serves(served, 60_000), "seed {seed}");
            harness.advance(10_000);
            let again = |(node, fact): &&(u32, ProtocolEvent)| {
                *node == 3 && matches!(fact, ProtocolEvent::Reintegrated { .. })
            };
            assert_eq!(harness.facts().iter().filter(again).count(), losses, "seed {seed}");
            assert!(!harness.replica(3).amnesic, "seed {seed}: it has a vote again");
        }
        harness.expect_safe();
        harness.expect_agreement_without(&[]);
        assert!(harness.view().proofs.is_empty(), "seed {seed}: it never contradicts itself");
    }
}

#[test]
fn b49_twins_of_a_backup_are_one_faulty_replica() {
    let mut harness = Harness::of_four(7);
    harness.command(r#"{"do": "twin", "replica": 2, "sides": [[0, 4], [1, 3, 5]]}"#);
    harness.submit_rounds(5);
    assert!(harness.serves(5, 30_000));
    harness.advance(5_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[2]);
    assert!(harness.view().proofs.iter().all(|proof| proof.culprit == 2));
}
