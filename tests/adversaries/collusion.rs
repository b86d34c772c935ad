//! Colluding groups: with more than `f` members each breaks a guarantee of PBFT in a known way. With at most `f` none does.

use std::collections::BTreeSet;

use pbft_lab::api::ProtocolEvent;

use crate::adversaries::harness::Harness;

/// These replicas follow one strategy as a group.
fn collude(harness: &mut Harness, members: &[u32], strategy: &str) {
    for replica in members {
        harness.command(&format!(
            r#"{{"do": "behave", "replica": {replica}, "strategy": {strategy}, "group": 1}}"#
        ));
    }
}

fn group(members: &[u32], strategy: &str) -> Harness {
    let mut harness = Harness::of_four(7);
    collude(&mut harness, members, strategy);
    harness
}

/// Whose guilt is proven.
fn proven(harness: &mut Harness) -> BTreeSet<u32> {
    harness.view().proofs.iter().map(|proof| proof.culprit).collect()
}

fn violated(harness: &Harness) -> BTreeSet<String> {
    harness.session.violations().iter().map(|violation| violation.property.to_owned()).collect()
}

/// The batch that the replica executed at a number.
fn digest_at(harness: &mut Harness, replica: u32, seq: u64) -> Option<String> {
    harness
        .replica(replica)
        .slots
        .iter()
        .find(|slot| slot.seq == seq)
        .and_then(|slot| slot.request_digest.clone())
}

#[test]
fn a1_two_colluders_make_two_correct_replicas_execute_different_batches_in_one_view() {
    let mut harness = group(&[0, 1], r#"{"name": "fork-in-view", "when": {"seqs": [1, 2]}}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put x 2");
    harness.advance(300);
    let broken = violated(&harness);
    assert!(broken.contains("agreement") && broken.contains("no conflicting prepared"), "{broken:?}");
    assert_eq!((harness.replica(2).view, harness.replica(3).view), (0, 0));
    let forked = (1..3).any(|seq| digest_at(&mut harness, 2, seq) != digest_at(&mut harness, 3, seq));
    assert_eq!(proven(&mut harness), BTreeSet::from([0, 1]), "f + 1 culprits, and no correct one");
    assert!(forked && harness.replica(2).last_executed > 0 && harness.replica(3).last_executed > 0);
}

#[test]
fn a1_one_equivocator_with_the_same_plan_and_no_accomplice_breaks_nothing() {
    let mut harness = group(&[0], r#"{"name": "fork-in-view", "when": {"views": [0]}}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000));
    harness.expect_safe();
    harness.advance(5_000);
    harness.expect_agreement_without(&[0]);
}

/// Replica 3 and replica 2 do not hear each other.
const APART: [&str; 2] = [
    r#"{"do": "link", "from": 2, "to": 3, "up": false}"#,
    r#"{"do": "link", "from": 3, "to": 2, "up": false}"#,
];

#[test]
fn a2_two_colluders_assign_a_number_again_that_was_executed_in_an_earlier_view() {
    let mut harness = group(&[0, 1], r#"{"name": "fork-across-views"}"#);
    APART.into_iter().for_each(|link| drop(harness.command(link)));
    harness.submit(0, "put x 1");
    harness.submit(1, "put x 2");
    harness.advance(500);
    assert_eq!(harness.replica(2).last_executed, 2);
    assert_eq!((harness.replica(3).last_executed, harness.replica(3).view), (0, 0));
    assert!(!violated(&harness).contains("agreement"));
    harness.advance(4_000);
    assert_eq!((harness.replica(2).view, harness.replica(3).view), (0, 1));
    assert_eq!(harness.refused("NEW-VIEW", "invalid-new-view"), 0);
    assert_ne!(digest_at(&mut harness, 2, 1), digest_at(&mut harness, 3, 1));
    let broken = violated(&harness);
    assert!(broken.contains("agreement"), "{broken:?}");
    assert_eq!(proven(&mut harness), BTreeSet::from([0, 1]), "f + 1 culprits, and no correct one");
}

#[test]
fn a2_one_liar_cannot_rewrite_anything() {
    let mut harness = group(&[1], r#"{"name": "fork-across-views", "parameters": {"victims": [3]}}"#);
    APART.into_iter().for_each(|link| drop(harness.command(link)));
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000));
    harness.advance(5_000);
    harness.expect_safe();
}

#[test]
fn a3_two_liars_fool_a_client_while_the_replicas_agree_on_nothing() {
    let mut harness = group(&[0, 1], r#"{"name": "fool-client"}"#);
    harness.submit(0, "put x 1");
    harness.advance(3_000);
    let client = harness.view().clients[0].clone();
    assert_eq!((client.answered, client.results[0].result.as_str()), (1, "fake"));
    assert_eq!(violated(&harness), BTreeSet::from(["client".to_owned()]));
    assert!((0..4).all(|replica| harness.replica(replica).last_executed == 0));
}

#[test]
fn a3_one_liar_is_outvoted() {
    let mut harness = group(&[1], r#"{"name": "fool-client"}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 20_000));
    let client = harness.view().clients[0].clone();
    assert!(client.results.iter().all(|result| result.result != "fake"), "{client:?}");
    assert!(!harness.sent(1, "REPLY").is_empty());
    harness.expect_safe();
}

#[test]
fn a4_two_strikers_halt_the_cluster_and_nothing_wrong_is_decided() {
    let mut harness = group(&[2, 3], r#"{"name": "strike"}"#);
    harness.submit_rounds(2);
    assert!(!harness.serves(1, 30_000));
    assert!((0..4).all(|replica| harness.replica(replica).last_executed == 0));
    harness.expect_safe();
    assert!(harness.sent(2, "PREPARE").iter().all(|sending| sending.to == [3]));
}

#[test]
fn a4_one_striker_is_not_missed() {
    let mut harness = group(&[3], r#"{"name": "strike"}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 5_000));
    harness.expect_safe();
}

#[test]
fn a6_three_colluders_make_the_fourth_execute_and_install_what_never_was() {
    let mut harness = Harness::with_laggard();
    harness.expect_safe();
    collude(&mut harness, &[0, 1, 2], r#"{"name": "invent-state"}"#);
    harness.advance(3_000);
    assert_eq!(harness.replica(3).store, [("balance".to_owned(), "1000000".to_owned())]);
    assert!(harness.refused("STATE", "bad-proof") + harness.refused("COMMIT-CERT", "bad-proof") == 0);
    let broken = violated(&harness);
    assert!(broken.contains("agreement"), "{broken:?}");
}

#[test]
fn a6_three_colluders_lead_a_fourth_that_does_not_lag_to_a_state_that_no_replica_executed() {
    let mut harness = group(&[0, 1, 2], r#"{"name": "invent-state"}"#);
    harness.advance(3_000);
    assert_eq!(harness.replica(3).store, [("balance".to_owned(), "1000000".to_owned())]);
    let broken = harness.session.violations();
    // No correct replica executed anything: only the state itself can give the lie away.
    let first = broken.first().expect("an invented state is found");
    assert_eq!(first.property, "order", "{broken:?}");
    assert!(first.beyond_f && !first.records.is_empty());
}

#[test]
fn a6_two_colluders_can_prove_nothing() {
    let mut harness = Harness::of_four(7);
    harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
    harness.submit_rounds(1);
    assert!(harness.serves(1, 5_000));
    harness.command(r#"{"do": "heal"}"#);
    collude(&mut harness, &[0, 1], r#"{"name": "invent-state"}"#);
    harness.submit_rounds(6);
    assert!(harness.serves(7, 20_000));
    harness.advance(3_000);
    assert!(harness.refused("COMMIT-CERT", "bad-proof") > 0);
    let broken = violated(&harness);
    assert!(!broken.contains("agreement") && !broken.contains("checkpoint agreement"), "{broken:?}");
    assert!((2..4).all(|replica| harness.replica(replica).store.iter().all(|(key, _)| key != "balance")));
}

#[test]
fn a5_two_spammers_keep_the_views_changing_and_say_nothing_false() {
    for seed in 30..34 {
        let mut harness = Harness::of_four(seed);
        collude(&mut harness, &[0, 1], r#"{"name": "view-change-storm"}"#);
        harness.submit_rounds(3);
        harness.advance(10_000);
        assert!(harness.replica(2).view > 20, "seed {seed}: {}", harness.replica(2).view);
        harness.expect_safe();
        // They say nothing that a correct replica could not have said: guilt cannot be proven.
        assert_eq!(proven(&mut harness), BTreeSet::new(), "seed {seed}");
    }
}

#[test]
fn a5_one_spammer_causes_no_view_change() {
    let mut harness = group(&[3], r#"{"name": "view-change-storm"}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 5_000));
    assert!(harness.sent(3, "VIEW-CHANGE").len() > 1);
    assert_eq!(harness.replica(0).view, 0);
    harness.expect_safe();
}

#[test]
fn a1_a_state_that_took_the_place_of_another_one_is_shown_as_soon_as_it_did() {
    let mut harness = group(&[0, 1], r#"{"name": "fork-in-view", "when": {"seqs": [1, 2]}}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put x 2");
    (0..4).for_each(|_| harness.submit(0, "add n 1"));
    let mut compared = 0;
    for _ in 0..200 {
        harness.advance(5);
        let replicas = harness.view().replicas;
        for (node, fact) in harness.facts() {
            let ProtocolEvent::StateTransferred { seq, digest } = fact else { continue };
            let replica = &replicas[node as usize];
            if replica.last_executed == seq {
                assert_eq!(replica.state_digest, digest, "replica {node} at {seq}");
                compared += 1;
            }
        }
    }
    assert!(compared > 0, "one of the two histories is given up at a checkpoint");
}
