//! A faulty primary whose proposals are false.

use std::collections::{BTreeMap, BTreeSet};

use pbft_lab::api::WaitingFor;

use crate::adversaries::harness::{Harness, Sending};

/// A run in which the primary of view 0 makes such proposals: they are refused for this reason, a new view comes, and the
/// clients are served.
fn refused_and_replaced(strategy: &str, code: &str) -> Harness {
    let mut harness = Harness::with(0, strategy);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000), "{strategy}");
    assert!(harness.refused("PRE-PREPARE", code) >= 3, "{strategy}");
    assert!(harness.replica(1).view >= 1, "{strategy}");
    harness.advance(3_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[0]);
    harness
}

#[test]
fn b6_a_tampered_request_is_refused_since_its_clients_signature_does_not_fit() {
    let mut harness = refused_and_replaced(r#"{"name": "tamper-request"}"#, "bad-request-in-batch");
    assert!(harness.replica(1).store.iter().all(|(key, _)| key != "tampered"));
}

#[test]
fn b7_a_fabricated_request_is_refused_whatever_signature_it_bears() {
    for signature in ["own-key", "none"] {
        let strategy =
            format!(r#"{{"name": "fabricate-request", "parameters": {{"signature": "{signature}"}}}}"#);
        let mut harness = refused_and_replaced(&strategy, "bad-request-in-batch");
        assert!(harness.replica(1).store.iter().all(|(key, _)| key != "fabricated"));
    }
}

#[test]
fn b7_it_signs_with_its_own_key_also_where_the_client_conspires_with_it() {
    let mut harness = Harness::of_four(7);
    let client =
        r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "flood", "when": "never"}, "group": 1}"#;
    harness.command(client);
    harness
        .command(r#"{"do": "behave", "replica": 0, "strategy": {"name": "fabricate-request"}, "group": 1}"#);
    harness.submit(0, "put x 1");
    harness.advance(300);
    assert_eq!(harness.refused("PRE-PREPARE", "bad-request-in-batch"), 3);
    assert!(harness.replica(1).store.is_empty());
}

#[test]
fn b8_a_digest_that_is_not_the_batches_is_refused() {
    refused_and_replaced(r#"{"name": "wrong-digest"}"#, "digest-mismatch");
}

#[test]
fn b8_what_its_new_view_assigned_is_no_proposal_of_its_own() {
    let mut harness = Harness::with(1, r#"{"name": "wrong-digest"}"#);
    harness.submit_rounds(1);
    assert!(harness.serves(1, 1_000));
    let known: BTreeSet<_> = harness.replica(2).slots.into_iter().map(|slot| slot.request_digest).collect();
    harness.command(r#"{"do": "crash", "replica": 0}"#);
    harness.command(r#"{"do": "link", "from": 2, "to": 3, "up": false}"#);
    harness.submit_rounds(1);
    assert!(harness.reaches(r#"{"viewAtLeast": 1}"#, 10_000));
    harness.advance(1_000);
    let assigned = |it: &Sending| it.message.view == Some(1) && it.message.seq <= Some(known.len() as u64);
    let again: Vec<_> = harness.sent(1, "PRE-PREPARE").into_iter().filter(assigned).collect();
    assert!(!again.is_empty(), "replica 3 asks for what it has not prepared");
    assert!(again.iter().all(|it| known.contains(&it.message.digest)), "{again:?}");
    assert!(harness.caught().is_empty());
}

#[test]
fn b9_a_stale_request_takes_room_in_a_batch_and_has_no_effect() {
    let mut harness = Harness::with(0, r#"{"name": "stale-request"}"#);
    for round in 1..=4 {
        harness.submit(0, "add x 1");
        assert!(harness.reaches(&format!(r#"{{"answered": {{"client": 0, "count": {round}}}}}"#), 20_000));
        harness.submit(1, "add y 1");
        assert!(harness.reaches(&format!(r#"{{"answered": {{"client": 1, "count": {round}}}}}"#), 20_000));
    }
    harness.advance(2_000);
    let with_two = harness.sent(0, "PRE-PREPARE").iter().filter(|it| it.message.requests == Some(2)).count();
    assert!(with_two > 0);
    // Executed once each, though proposed again and again.
    let store = harness.replica(1).store;
    assert_eq!(store, [("x".to_owned(), "4".to_owned()), ("y".to_owned(), "4".to_owned())]);
    harness.expect_safe();
}

#[test]
fn b10_a_gap_is_filled_by_the_new_view_with_a_null_request() {
    let mut harness = Harness::with(0, r#"{"name": "jump", "when": {"views": [0]}}"#);
    harness.submit_rounds(1);
    assert!(!harness.serves(1, 1_900), "the numbers above the gap cannot execute");
    assert!(harness.serves(1, 60_000));
    assert!(harness.replica(1).view >= 1);
    let executed = harness.facts().into_iter().filter_map(|(node, fact)| match fact {
        pbft_lab::api::ProtocolEvent::Executed { seq: 1, requests, .. } if node == 1 => Some(requests.len()),
        _ => None,
    });
    assert_eq!(executed.collect::<Vec<_>>(), [0], "number 1 is null");
    harness.expect_safe();
}

#[test]
fn b10_what_is_decided_above_a_gap_waits_for_the_gap_also_while_the_view_changes() {
    let mut harness = Harness::with(0, r#"{"name": "jump", "when": {"views": [0]}}"#);
    harness.submit(0, "put x 1");
    for active in [true, false] {
        harness.advance(1_000);
        while harness.replica(1).active != active {
            harness.advance(10);
        }
        let slots = harness.replica(1).slots;
        let [slot] = &slots[..] else { panic!("{slots:?}") };
        assert_eq!((slot.seq, slot.waiting_for), (2, Some(WaitingFor::LowerSeq)), "active: {active}");
    }
}

#[test]
fn b10_a_number_outside_of_the_window_is_refused() {
    for offset in ["1000", "1152921504606846976"] {
        let strategy = format!(r#"{{"name": "jump", "parameters": {{"offset": {offset}}}}}"#);
        if offset == "1000" {
            refused_and_replaced(&strategy, "outside-window");
        } else {
            let json = format!(r#"{{"do": "behave", "replica": 0, "strategy": {strategy}}}"#);
            assert!(Harness::of_four(7).refusal(&json).1.contains("must be"), "no number of JavaScript's");
        }
    }
    refused_and_replaced(r#"{"name": "jump", "parameters": {"offset": 1000000}}"#, "outside-window");
}

#[test]
fn b11_old_requests_in_every_number_are_no_progress_and_the_view_changes() {
    let mut harness = Harness::of_four(7);
    harness.submit_rounds(1);
    assert!(harness.serves(1, 1_000));
    harness.behave(0, r#"{"name": "hog-window", "parameters": {"count": 3}}"#);
    harness.submit_rounds(2);
    assert!(harness.serves(3, 60_000));
    assert!(harness.replica(1).view >= 1);
    assert!(harness.caught().iter().all(|(_, offence)| offence != "conflicting-pre-prepares"));
    harness.expect_safe();
}

#[test]
fn b12_a_proposal_against_the_own_new_view_is_refused_and_proves_guilt() {
    let mut harness = Harness::with(1, r#"{"name": "contradict-new-view"}"#);
    // Fewer than a checkpoint's worth, so that the new view has something to assign again.
    harness.submit_rounds(1);
    assert!(harness.serves(1, 2_000));
    harness.command(r#"{"do": "crash", "replica": 0}"#);
    harness.submit_rounds(1);
    assert!(harness.reaches(r#"{"viewAtLeast": 1}"#, 10_000));
    harness.command(r#"{"do": "restart", "replica": 0}"#);
    assert!(harness.serves(2, 60_000));
    assert!(harness.refused("PRE-PREPARE", "conflicting-pre-prepare") > 0);
    assert!(harness.caught().contains(&(1, "conflicting-pre-prepares".to_owned())));
    harness.expect_safe();
}

#[test]
fn b13_the_excluded_backup_lags_and_catches_up() {
    let mut harness = Harness::with(0, r#"{"name": "exclude"}"#);
    harness.submit_rounds(4);
    assert!(harness.serves(4, 10_000));
    assert_eq!(harness.replica(1).view, 0);
    assert!(harness.sent(0, "PRE-PREPARE").iter().all(|it| !it.to.contains(&3)));
    harness.advance(3_000);
    harness.expect_agreement_without(&[0]);
    harness.expect_safe();
}

/// Replica 0 sends one proposal for each view and number, even if replica 3 asks again.
fn expect_one_story_each(harness: &Harness) {
    let mut stories = BTreeMap::<_, BTreeSet<_>>::new();
    let proposals = harness.sent(0, "PRE-PREPARE");
    assert!(proposals.iter().any(|it| it.to == [3]), "replica 3 asks for what it has missed");
    for proposal in proposals {
        let place = (proposal.message.view, proposal.message.seq);
        stories.entry(place).or_default().insert(proposal.message.digest);
    }
    let twofold: Vec<_> = stories.iter().filter(|(_, digests)| digests.len() > 1).collect();
    assert!(twofold.is_empty(), "{twofold:?}");
}

/// Replica 3 receives nothing from replica 0 while the clients are served in turn, this number of times.
fn with_a_deaf_backup(strategy: &str, rounds: u32) -> Harness {
    let mut harness = Harness::open(r#"{"cluster": {"clients": 2, "seed": "7"}}"#);
    harness.behave(0, strategy);
    harness.command(r#"{"do": "link", "from": 0, "to": 3, "up": false}"#);
    for round in 1..=rounds {
        for client in [0, 1] {
            harness.submit(client, "add x 1");
            let answered = format!(r#"{{"answered": {{"client": {client}, "count": {round}}}}}"#);
            assert!(harness.reaches(&answered, 1_000), "{round}");
        }
    }
    harness
}

#[test]
fn b9_a_replica_that_fetches_a_batch_again_gets_it_with_the_same_stale_request() {
    let mut harness = with_a_deaf_backup(r#"{"name": "stale-request"}"#, 4);
    harness.command(r#"{"do": "link", "from": 0, "to": 3, "up": true}"#);
    harness.advance(1_000);
    expect_one_story_each(&harness);
    harness.expect_safe();
}

#[test]
fn b11_a_number_that_was_used_before_is_not_hogged_afterwards() {
    let mut harness =
        with_a_deaf_backup(r#"{"name": "hog-window", "when": {"seqs": [1, 3, 4, 5, 6, 7, 8, 9]}}"#, 1);
    harness.submit(0, "add x 1");
    harness.advance(500);
    harness.command(r#"{"do": "link", "from": 0, "to": 3, "up": true}"#);
    harness.advance(1_000);
    assert!(harness.sent(0, "PRE-PREPARE").len() > 8, "it hogs");
    expect_one_story_each(&harness);
}

#[test]
fn b12_it_contradicts_each_number_of_its_new_view_whatever_it_has_heard() {
    // The only client request that replica 1 receives is the one that its NEW-VIEW assigns again.
    let mut harness = Harness::of_four(7);
    [0, 3].into_iter().for_each(|replica| harness.behave(replica, r#"{"name": "withhold-commit"}"#));
    harness.behave(1, r#"{"name": "contradict-new-view"}"#);
    let asks_1 = r#"{"name": "backups-only", "parameters": {"to": [1]}}"#;
    harness.command(&format!(r#"{{"do": "clientBehave", "client": 0, "strategy": {asks_1}}}"#));
    harness.submit(0, "put x 1");
    assert!(harness.reaches(r#"{"viewAtLeast": 1}"#, 10_000));
    harness.advance(100);
    let assigned = harness.replica(2).slots[0].request_digest.clone();
    let proposals = harness.sent(1, "PRE-PREPARE");
    let against = proposals.iter().find(|it| (it.message.view, it.message.seq) == (Some(1), Some(1)));
    assert_ne!(against.expect("it proposes something else").message.digest, assigned);
    assert!(harness.refused("PRE-PREPARE", "conflicting-pre-prepare") > 0);
}
