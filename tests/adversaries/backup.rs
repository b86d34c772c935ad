//! A faulty backup.

use std::collections::BTreeSet;

use pbft_lab::api::TraceEvent;

use crate::adversaries::harness::Harness;

/// A run with this strategy at replica 2, in which both clients are served in view 0.
fn served_in_view_0(strategy: &str) -> Harness {
    let mut harness = Harness::with(2, strategy);
    harness.submit_rounds(5);
    assert!(harness.serves(5, 5_000), "{strategy}");
    harness.advance(2_000);
    assert_eq!(harness.replica(0).view, 0);
    harness.expect_safe();
    harness.expect_agreement_without(&[2]);
    harness
}

#[test]
fn b14_a_silent_backup_is_not_needed() {
    let harness = served_in_view_0(r#"{"name": "silent"}"#);
    assert!(["PREPARE", "COMMIT", "REPLY", "CHECKPOINT"].iter().all(|kind| harness.sent(2, kind).is_empty()));
}

#[test]
fn b15_of_two_prepares_the_matching_one_counts() {
    let harness = served_in_view_0(r#"{"name": "double-prepare", "parameters": {"victims": [1]}}"#);
    let votes = harness.sent(2, "PREPARE");
    let of = |to: u32| votes.iter().find(|it| it.to == [to] && it.message.seq == Some(1)).unwrap();
    assert_ne!(of(1).message.digest, of(3).message.digest);
}

#[test]
fn b16_of_two_commits_the_matching_one_counts() {
    let harness = served_in_view_0(r#"{"name": "double-commit"}"#);
    let votes = harness.sent(2, "COMMIT");
    let digests: BTreeSet<_> =
        votes.iter().filter(|it| it.message.seq == Some(1)).map(|it| it.message.digest.clone()).collect();
    assert_eq!(digests.len(), 2);
}

#[test]
fn b17_the_others_commit_without_the_one_that_withholds() {
    let harness = served_in_view_0(r#"{"name": "withhold-commit"}"#);
    assert!(harness.sent(2, "COMMIT").is_empty() && !harness.sent(2, "PREPARE").is_empty());
}

#[test]
fn b18_a_replica_that_is_left_out_catches_up() {
    let harness = served_in_view_0(r#"{"name": "selective", "parameters": {"to": [0]}}"#);
    let reached: BTreeSet<_> = harness.sent(2, "COMMIT").into_iter().flat_map(|it| it.to).collect();
    assert_eq!(reached, BTreeSet::from([0]));
}

#[test]
fn b19_a_forged_sender_is_not_credited() {
    let mut harness = served_in_view_0(r#"{"name": "forge-sender", "parameters": {"name": 3}}"#);
    let forged = harness.sent(2, "PREPARE").iter().filter(|it| it.message.signer == Some(3)).count();
    assert!(forged > 0);
    assert!(harness.refused("PREPARE", "bad-signature") > 0);
    // Even a vote that no other replica has sent has no effect: replica 3 is down, and its vote is missing.
    harness.command(r#"{"do": "crash", "replica": 3}"#);
    harness.submit(0, "put z 1");
    harness.advance(100);
    let slots = harness.replica(1).slots;
    assert!(slots.iter().filter(|slot| slot.seq > 10).all(|slot| !slot.prepares.contains(&3)), "{slots:?}");
}

#[test]
fn b19_it_signs_with_its_own_key_also_where_the_other_conspires_with_it() {
    let mut harness = Harness::of_four(7);
    for (replica, strategy) in [(1, r#"{"name": "forge-sender"}"#), (2, r#"{"name": "silent"}"#)] {
        harness.command(&format!(
            r#"{{"do": "behave", "replica": {replica}, "strategy": {strategy}, "group": 1}}"#
        ));
    }
    harness.submit(0, "put x 1");
    harness.advance(300);
    assert!(harness.sent(1, "PREPARE").iter().any(|it| it.message.signer == Some(2)));
    assert!(harness.refused("PREPARE", "bad-signature") >= 2);
    assert!([0, 3].into_iter().all(|replica| !harness.replica(replica).slots[0].prepares.contains(&2)));
}

#[test]
fn b17_no_proof_of_a_decision_tells_the_commit_that_is_withheld() {
    let mut harness = Harness::open(r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7"}}"#);
    harness.behave(1, r#"{"name": "withhold-commit"}"#);
    harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 3, 4, 5, 7, 8], [6]]}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 5_000));
    harness.command(r#"{"do": "heal"}"#);
    harness.submit_rounds(1);
    assert!(harness.serves(4, 5_000));
    harness.advance(2_000);
    assert!(!harness.sent(2, "COMMIT-CERT").is_empty(), "replica 6 is told what was decided");
    let told = harness.records().into_iter().filter_map(|record| match record.what {
        TraceEvent::Delivered { packet, message, .. } if message.kind == "COMMIT-CERT" => Some(packet),
        _ => None,
    });
    for packet in told {
        let fields = harness.session.message(packet).unwrap().fields;
        let commits = &fields.iter().find(|field| field.name == "commits").unwrap().fields;
        assert!(commits.iter().all(|signer| signer.value != "1"), "{fields:?}");
    }
}

#[test]
fn b19_no_other_replica_signs_in_its_name() {
    let mut harness = Harness::with(2, r#"{"name": "forge-sender", "parameters": {"name": 2}}"#);
    harness.submit(0, "put x 1");
    harness.advance(300);
    let signers: BTreeSet<_> = harness.sent(2, "PREPARE").iter().map(|it| it.message.signer).collect();
    assert_eq!(signers, BTreeSet::from([Some(2), Some(3)]));
}
