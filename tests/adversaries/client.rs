//! A faulty client, and a replica that sends requests for a client.

use pbft_lab::api::TraceEvent;

use crate::adversaries::harness::Harness;

/// Client 0 misbehaves; client 1 is correct.
fn with_client(strategy: &str) -> Harness {
    let mut harness = Harness::of_four(7);
    harness.command(&format!(r#"{{"do": "clientBehave", "client": 0, "strategy": {strategy}}}"#));
    harness
}

/// Whether the correct client has this number of replies within this number of milliseconds.
fn serves_the_other(harness: &mut Harness, answers: u32, within_ms: u64) -> bool {
    harness.reaches(&format!(r#"{{"answered": {{"client": 1, "count": {answers}}}}}"#), within_ms)
}

/// All replicas are in view 0 and agree, and no invariant was violated.
fn expect_undisturbed(harness: &mut Harness) {
    harness.advance(5_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[]);
    assert!((0..4).all(|replica| harness.replica(replica).view == 0));
}

#[test]
fn b42_of_two_operations_with_one_timestamp_one_is_executed() {
    let mut harness = with_client(r#"{"name": "two-operations"}"#);
    harness.submit(0, "append x one");
    harness.submit(1, "append y other");
    assert!(serves_the_other(&mut harness, 1, 5_000));
    harness.advance(10_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[]);
    let store = harness.replica(2).store;
    let x = store.iter().find(|(key, _)| key == "x").map(|(_, value)| value.clone());
    assert!(x == Some("one".to_owned()) || x == Some("one!".to_owned()), "{store:?}");
    let sent = harness.sent(4, "REQUEST");
    let first = |to: u32| sent.iter().find(|it| it.to == [to]).unwrap().message.operation.clone();
    assert_eq!(first(0).unwrap(), "append x one");
    assert_ne!(first(0), first(1));
    assert_eq!(first(1), first(3));
}

#[test]
fn b43_backups_pass_a_request_on_and_do_not_suspect_the_primary() {
    let mut harness = with_client(r#"{"name": "backups-only"}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put y 1");
    assert!(harness.serves(1, 1_000));
    assert!(harness.sent(4, "REQUEST").iter().all(|sending| sending.to == [3]));
    expect_undisturbed(&mut harness);
}

#[test]
fn b44_a_bad_signature_is_rejected_by_each_recipient_and_harms_no_replica() {
    let mut harness = with_client(r#"{"name": "bad-signature"}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put y 1");
    assert!(harness.serves(1, 1_000), "the primary got a good one");
    harness.advance(100);
    assert_eq!(harness.refused("REQUEST", "bad-signature"), 3);
    expect_undisturbed(&mut harness);

    let mut harness = with_client(r#"{"name": "bad-signature", "parameters": {"victims": [0, 1, 2, 3]}}"#);
    harness.submit(0, "put x 1");
    harness.submit(1, "put y 1");
    assert!(serves_the_other(&mut harness, 1, 1_000));
    expect_undisturbed(&mut harness);
    assert!(harness.replica(0).store.iter().all(|(key, _)| key != "x"));
}

#[test]
fn b45_after_the_last_timestamp_a_client_has_locked_itself_out() {
    let mut harness = with_client(r#"{"name": "last-timestamp"}"#);
    harness.submit(0, "append x 1");
    harness.submit(0, "append x 2");
    harness.submit(1, "put y 1");
    assert!(serves_the_other(&mut harness, 1, 1_000));
    harness.advance(5_000);
    harness.command(r#"{"do": "clientBehave", "client": 0, "strategies": []}"#);
    harness.submit(0, "append x 3");
    harness.submit(1, "put y 2");
    assert!(serves_the_other(&mut harness, 2, 1_000));
    expect_undisturbed(&mut harness);
    let store = harness.replica(0).store;
    assert!(store.contains(&("x".to_owned(), "1".to_owned())), "{store:?}");
}

#[test]
fn b46_a_flood_of_requests_does_not_starve_the_other_client() {
    let mut harness = with_client(r#"{"name": "flood"}"#);
    harness.advance(500);
    for round in 1..=3 {
        harness.submit(1, &format!("put y {round}"));
        assert!(serves_the_other(&mut harness, round, 5_000), "{round}");
    }
    assert!(harness.sent(4, "REQUEST").len() > 50);
    assert!((0..4).all(|replica| harness.replica(replica).pending.len() <= 2), "one slot for each client");
    harness.expect_safe();
}

#[test]
fn b47_a_replayed_request_is_executed_once_and_answered_to_its_client_only() {
    let mut harness = Harness::with(3, r#"{"name": "replay-requests"}"#);
    harness.submit(0, "append x 1");
    harness.submit(1, "append y 1");
    assert!(harness.serves(1, 5_000));
    expect_undisturbed(&mut harness);
    let store = harness.replica(0).store;
    assert_eq!(store, [("x".to_owned(), "1".to_owned()), ("y".to_owned(), "1".to_owned())]);
    let replayed = harness.records().into_iter().any(
        |record| matches!(record.what, TraceEvent::Sent { from: 3, message, .. } if message.kind == "REQUEST"),
    );
    assert!(replayed);
    let answers = harness.sent(0, "REPLY");
    assert!(answers.len() > 2 && answers.iter().all(|sending| sending.to[0] >= 4), "{answers:?}");
}

#[test]
fn b46_a_flood_begins_where_the_client_has_come_to() {
    let mut harness = Harness::of_four(7);
    (0..20).for_each(|_| harness.submit(0, "add x 1"));
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 20}}"#, 20_000));
    harness.command(r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "flood"}}"#);
    harness.advance(150);
    let store = harness.replica(0).store;
    assert!(store.iter().any(|(key, _)| key == "flood-0"), "{store:?}");
    assert_eq!(harness.refused("REQUEST", "old-timestamp"), 0);
}
