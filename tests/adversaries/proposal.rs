//! A faulty primary whose proposals are false.

use crate::stage::Stage;

/// A run in which the primary of view 0 makes such proposals: they are refused for this reason, a new view comes, and the
/// clients are served.
fn refused_and_replaced(strategy: &str, code: &str) -> Stage {
    let mut stage = Stage::with(0, strategy);
    stage.submit_rounds(3);
    assert!(stage.serves(3, 60_000), "{strategy}");
    assert!(stage.refused("PRE-PREPARE", code) >= 3, "{strategy}");
    assert!(stage.replica(1).view >= 1, "{strategy}");
    stage.advance(3_000);
    stage.expect_safe();
    stage.expect_agreement_without(&[0]);
    stage
}

#[test]
fn b6_a_tampered_request_is_refused_since_its_clients_signature_does_not_fit() {
    let mut stage = refused_and_replaced(r#"{"name": "tamper-request"}"#, "bad-request-in-batch");
    assert!(stage.replica(1).store.iter().all(|(key, _)| key != "tampered"));
}

#[test]
fn b7_a_fabricated_request_is_refused_whatever_signature_it_bears() {
    for signature in ["own-key", "none"] {
        let strategy =
            format!(r#"{{"name": "fabricate-request", "parameters": {{"signature": "{signature}"}}}}"#);
        let mut stage = refused_and_replaced(&strategy, "bad-request-in-batch");
        assert!(stage.replica(1).store.iter().all(|(key, _)| key != "fabricated"));
    }
}

#[test]
fn b7_it_signs_with_its_own_key_also_where_the_client_conspires_with_it() {
    let mut stage = Stage::of_four(7);
    let client =
        r#"{"do": "clientBehave", "client": 0, "strategy": {"name": "flood", "when": "never"}, "group": 1}"#;
    stage.command(client);
    stage.command(r#"{"do": "behave", "replica": 0, "strategy": {"name": "fabricate-request"}, "group": 1}"#);
    stage.submit(0, "put x 1");
    stage.advance(300);
    assert_eq!(stage.refused("PRE-PREPARE", "bad-request-in-batch"), 3);
    assert!(stage.replica(1).store.is_empty());
}

#[test]
fn b8_a_digest_that_is_not_the_batches_is_refused() {
    refused_and_replaced(r#"{"name": "wrong-digest"}"#, "digest-mismatch");
}

#[test]
fn b9_a_stale_request_takes_room_in_a_batch_and_has_no_effect() {
    let mut stage = Stage::with(0, r#"{"name": "stale-request"}"#);
    for round in 1..=4 {
        stage.submit(0, "add x 1");
        assert!(stage.reaches(&format!(r#"{{"answered": {{"client": 0, "count": {round}}}}}"#), 20_000));
        stage.submit(1, "add y 1");
        assert!(stage.reaches(&format!(r#"{{"answered": {{"client": 1, "count": {round}}}}}"#), 20_000));
    }
    stage.advance(2_000);
    let with_two = stage.sent(0, "PRE-PREPARE").iter().filter(|it| it.message.requests == Some(2)).count();
    assert!(with_two > 0);
    // Executed once each, though proposed again and again.
    let store = stage.replica(1).store;
    assert_eq!(store, [("x".to_owned(), "4".to_owned()), ("y".to_owned(), "4".to_owned())]);
    stage.expect_safe();
}

#[test]
fn b10_a_gap_is_filled_by_the_new_view_with_a_null_request() {
    let mut stage = Stage::with(0, r#"{"name": "jump", "when": {"views": [0]}}"#);
    stage.submit_rounds(1);
    assert!(!stage.serves(1, 1_900), "the numbers above the gap cannot execute");
    assert!(stage.serves(1, 60_000));
    assert!(stage.replica(1).view >= 1);
    let executed = stage.facts().into_iter().filter_map(|(node, fact)| match fact {
        pbft_lab::lab::view::Fact::Executed { seq: 1, requests, .. } if node == 1 => Some(requests.len()),
        _ => None,
    });
    assert_eq!(executed.collect::<Vec<_>>(), [0], "number 1 is null");
    stage.expect_safe();
}

#[test]
fn b10_a_number_outside_of_the_window_is_refused() {
    for offset in ["1000", "1152921504606846976"] {
        let strategy = format!(r#"{{"name": "jump", "parameters": {{"offset": {offset}}}}}"#);
        if offset == "1000" {
            refused_and_replaced(&strategy, "outside-window");
        } else {
            let json = format!(r#"{{"do": "behave", "replica": 0, "strategy": {strategy}}}"#);
            assert!(Stage::of_four(7).refusal(&json).1.contains("must be"), "no number of JavaScript's");
        }
    }
    refused_and_replaced(r#"{"name": "jump", "parameters": {"offset": 9007199254740991}}"#, "outside-window");
}

#[test]
fn b11_old_requests_in_every_number_are_no_progress_and_the_view_changes() {
    let mut stage = Stage::of_four(7);
    stage.submit_rounds(1);
    assert!(stage.serves(1, 1_000));
    stage.behave(0, r#"{"name": "hog-window", "parameters": {"count": 3}}"#);
    stage.submit_rounds(2);
    assert!(stage.serves(3, 60_000));
    assert!(stage.replica(1).view >= 1);
    assert!(stage.caught().iter().all(|(_, offence)| offence != "conflicting-pre-prepares"));
    stage.expect_safe();
}

#[test]
fn b12_a_proposal_against_the_own_new_view_is_refused_and_proves_guilt() {
    let mut stage = Stage::with(1, r#"{"name": "contradict-new-view"}"#);
    // Fewer than a checkpoint's worth, so that the new view has something to assign again.
    stage.submit_rounds(1);
    assert!(stage.serves(1, 2_000));
    stage.command(r#"{"do": "crash", "replica": 0}"#);
    stage.submit_rounds(1);
    assert!(stage.reaches(r#"{"viewAtLeast": 1}"#, 10_000));
    stage.command(r#"{"do": "restart", "replica": 0}"#);
    assert!(stage.serves(2, 60_000));
    assert!(stage.refused("PRE-PREPARE", "conflicting-pre-prepare") > 0);
    assert!(stage.caught().contains(&(1, "conflicting-pre-prepares".to_owned())));
    stage.expect_safe();
}

#[test]
fn b13_the_excluded_backup_lags_and_catches_up() {
    let mut stage = Stage::with(0, r#"{"name": "exclude"}"#);
    stage.submit_rounds(4);
    assert!(stage.serves(4, 10_000));
    assert_eq!(stage.replica(1).view, 0);
    assert!(stage.sent(0, "PRE-PREPARE").iter().all(|it| !it.to.contains(&3)));
    stage.advance(3_000);
    stage.expect_agreement_without(&[0]);
    stage.expect_safe();
}
