//! A faulty client, and a replica that asks in a client's stead.

use pbft_lab::api::TraceEvent;

use crate::adversaries::harness::Stage;

/// Client 0 misbehaves; client 1 is correct.
fn with_client(strategy: &str) -> Stage {
    let mut stage = Stage::of_four(7);
    stage.command(&format!(r#"{{"do": "clientBehave", "client": 0, "strategy": {strategy}}}"#));
    stage
}

/// Whether the correct client has this number of replies within this number of milliseconds.
fn serves_the_other(stage: &mut Stage, answers: u32, within_ms: u64) -> bool {
    stage.reaches(&format!(r#"{{"answered": {{"client": 1, "count": {answers}}}}}"#), within_ms)
}

/// Everybody is in view 0, agrees, and no promise was broken.
fn expect_undisturbed(stage: &mut Stage) {
    stage.advance(5_000);
    stage.expect_safe();
    stage.expect_agreement_without(&[]);
    assert!((0..4).all(|replica| stage.replica(replica).view == 0));
}

#[test]
fn b42_of_two_operations_with_one_timestamp_one_is_executed() {
    let mut stage = with_client(r#"{"name": "two-operations"}"#);
    stage.submit(0, "append x one");
    stage.submit(1, "append y other");
    assert!(serves_the_other(&mut stage, 1, 5_000));
    stage.advance(10_000);
    stage.expect_safe();
    stage.expect_agreement_without(&[]);
    let store = stage.replica(2).store;
    let x = store.iter().find(|(key, _)| key == "x").map(|(_, value)| value.clone());
    assert!(x == Some("one".to_owned()) || x == Some("one!".to_owned()), "{store:?}");
    let sent = stage.sent(4, "REQUEST");
    let first = |to: u32| sent.iter().find(|it| it.to == [to]).unwrap().message.operation.clone();
    assert_eq!(first(0).unwrap(), "append x one");
    assert_ne!(first(0), first(1));
    assert_eq!(first(1), first(3));
}

#[test]
fn b43_backups_pass_a_request_on_and_do_not_suspect_the_primary() {
    let mut stage = with_client(r#"{"name": "backups-only"}"#);
    stage.submit(0, "put x 1");
    stage.submit(1, "put y 1");
    assert!(stage.serves(1, 1_000));
    assert!(stage.sent(4, "REQUEST").iter().all(|sending| sending.to == [3]));
    expect_undisturbed(&mut stage);
}

#[test]
fn b44_a_bad_signature_is_refused_by_whoever_gets_it_and_hurts_nobody() {
    let mut stage = with_client(r#"{"name": "bad-signature"}"#);
    stage.submit(0, "put x 1");
    stage.submit(1, "put y 1");
    assert!(stage.serves(1, 1_000), "the primary got a good one");
    stage.advance(100);
    assert_eq!(stage.refused("REQUEST", "bad-signature"), 3);
    expect_undisturbed(&mut stage);

    let mut stage = with_client(r#"{"name": "bad-signature", "parameters": {"victims": [0, 1, 2, 3]}}"#);
    stage.submit(0, "put x 1");
    stage.submit(1, "put y 1");
    assert!(serves_the_other(&mut stage, 1, 1_000));
    expect_undisturbed(&mut stage);
    assert!(stage.replica(0).store.iter().all(|(key, _)| key != "x"));
}

#[test]
fn b45_after_the_last_timestamp_a_client_has_locked_itself_out() {
    let mut stage = with_client(r#"{"name": "last-timestamp"}"#);
    stage.submit(0, "append x 1");
    stage.submit(0, "append x 2");
    stage.submit(1, "put y 1");
    assert!(serves_the_other(&mut stage, 1, 1_000));
    stage.advance(5_000);
    stage.command(r#"{"do": "clientBehave", "client": 0, "strategies": []}"#);
    stage.submit(0, "append x 3");
    stage.submit(1, "put y 2");
    assert!(serves_the_other(&mut stage, 2, 1_000));
    expect_undisturbed(&mut stage);
    let store = stage.replica(0).store;
    assert!(store.contains(&("x".to_owned(), "1".to_owned())), "{store:?}");
}

#[test]
fn b46_a_flood_of_requests_does_not_starve_the_other_client() {
    let mut stage = with_client(r#"{"name": "flood"}"#);
    stage.advance(500);
    for round in 1..=3 {
        stage.submit(1, &format!("put y {round}"));
        assert!(serves_the_other(&mut stage, round, 5_000), "{round}");
    }
    assert!(stage.sent(4, "REQUEST").len() > 50);
    assert!((0..4).all(|replica| stage.replica(replica).pending.len() <= 2), "one slot for each client");
    stage.expect_safe();
}

#[test]
fn b47_a_replayed_request_is_executed_once_and_answered_to_its_client_only() {
    let mut stage = Stage::with(3, r#"{"name": "replay-requests"}"#);
    stage.submit(0, "append x 1");
    stage.submit(1, "append y 1");
    assert!(stage.serves(1, 5_000));
    expect_undisturbed(&mut stage);
    let store = stage.replica(0).store;
    assert_eq!(store, [("x".to_owned(), "1".to_owned()), ("y".to_owned(), "1".to_owned())]);
    let replayed = stage.records().into_iter().any(
        |record| matches!(record.what, TraceEvent::Sent { from: 3, message, .. } if message.kind == "REQUEST"),
    );
    assert!(replayed);
    let answers = stage.sent(0, "REPLY");
    assert!(answers.len() > 2 && answers.iter().all(|sending| sending.to[0] >= 4), "{answers:?}");
}

#[test]
fn b46_a_flood_begins_where_the_client_has_come_to() {
    let mut stage = Stage::of_four(7);
    (0..20).for_each(|_| stage.submit(0, "add x 1"));
    assert!(stage.reaches(r#"{"answered": {"client": 0, "count": 20}}"#, 20_000));
    stage.command(r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "flood"}}"#);
    stage.advance(150);
    let store = stage.replica(0).store;
    assert!(store.iter().any(|(key, _)| key == "flood-0"), "{store:?}");
    assert_eq!(stage.refused("REQUEST", "old-timestamp"), 0);
}
