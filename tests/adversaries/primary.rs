//! A faulty primary.

use std::collections::BTreeSet;

use crate::adversaries::harness::{Harness, Sending};

#[test]
fn b1_a_silent_primary_costs_one_view_and_the_clients_are_served() {
    let mut harness = Harness::with(0, r#"{"name": "silent-primary"}"#);
    harness.submit_rounds(2);
    assert!(harness.serves(2, 20_000));
    assert!(harness.sent(0, "PRE-PREPARE").is_empty());
    assert_eq!(harness.replica(1).view, 1);
    // As a backup it talks again.
    assert!(!harness.sent(0, "PREPARE").is_empty());
    harness.expect_safe();
}

#[test]
fn b2_equivocation_prepares_at_most_one_of_two_batches_and_a_new_view_keeps_it() {
    let mut harness = Harness::with(0, r#"{"name": "equivocate", "when": {"views": [0]}}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000));
    let proposals = harness.sent(0, "PRE-PREPARE");
    let first = |to| proposals.iter().find(|it| it.to == [to] && it.message.seq == Some(1)).unwrap();
    assert_ne!(first(1).message.digest, first(3).message.digest);
    assert_eq!(first(2).message.digest, first(3).message.digest);
    assert!(harness.replica(1).view >= 1);
    harness.expect_safe();
    harness.advance(5_000);
    harness.expect_agreement_without(&[0]);
}

#[test]
fn b3_the_equivocators_own_prepares_are_refused_and_prove_its_guilt() {
    let mut harness = Harness::with(0, r#"{"name": "equivocate-and-prepare", "when": {"views": [0]}}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000));
    assert!(harness.refused("PREPARE", "prepare-from-primary") > 0);
    assert!(harness.caught().contains(&(0, "prepare-by-primary".to_owned())));
    harness.expect_safe();
}

#[test]
fn b4_a_slow_primary_keeps_its_view_and_the_clients_wait() {
    let served_at = |percent: u32| {
        let mut harness = Harness::with(
            0,
            &format!(r#"{{"name": "slow-primary", "parameters": {{"percent": {percent}}}}}"#),
        );
        harness.submit_rounds(2);
        assert!(harness.serves(2, 60_000));
        harness.expect_safe();
        (harness.view().now_ms, harness.replica(1).view)
    };
    let (quick, slow, too_slow) = (served_at(1), served_at(80), served_at(200));
    assert!(slow.0 > quick.0 && slow.0.us() > 3_000_000, "{quick:?} {slow:?}");
    assert_eq!((quick.1, slow.1), (0, 0), "no replica suspects the primary");
    assert!(too_slow.1 >= 1, "until it overdoes it");
}

#[test]
fn b5_a_censored_client_is_served_after_a_view_change_and_the_other_one_at_once() {
    let mut harness = Harness::with(0, r#"{"name": "censor", "parameters": {"client": 1}}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put y 2");
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 1}}"#, 500));
    assert!(!harness.reaches(r#"{"answered": {"client": 1, "count": 1}}"#, 1_500));
    assert_eq!(harness.replica(1).view, 0);
    assert!(harness.reaches(r#"{"answered": {"client": 1, "count": 1}}"#, 20_000));
    assert_eq!(harness.replica(1).view, 1);
    harness.expect_safe();
}

#[test]
fn b2_a_replica_that_asks_again_gets_the_same_of_two_proposals() {
    let mut harness = Harness::with(0, r#"{"name": "equivocate", "parameters": {"victims": [2, 3]}}"#);
    // The first request comes alone, so there is no other to propose to the victims yet.
    harness.submit(0, "put x 1");
    harness.advance(100);
    harness.submit(1, "put y 1");
    harness.advance(1_500);
    let of_first = |it: &Sending| (it.message.view, it.message.seq) == (Some(0), Some(1));
    let proposals: Vec<_> = harness.sent(0, "PRE-PREPARE").into_iter().filter(of_first).collect();
    assert!(proposals.iter().filter(|it| it.to == [2]).count() > 1, "replica 2 asks for what it lacks");
    let stories: BTreeSet<_> = proposals.iter().map(|it| it.message.digest.clone()).collect();
    assert_eq!(stories.len(), 2);
}

#[test]
fn b5_a_new_primary_ignores_what_the_client_asked_before_it_was_in_office() {
    let mut harness = Harness::with(1, r#"{"name": "censor", "parameters": {"client": 0}}"#);
    harness.command(r#"{"do": "crash", "replica": 0}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put y 1");
    assert!(harness.reaches(r#"{"answered": {"client": 1, "count": 1}}"#, 10_000));
    assert_eq!(harness.replica(2).view, 1);
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 1}}"#, 60_000));
    assert_eq!(harness.replica(2).view, 2);
    harness.expect_safe();
}
