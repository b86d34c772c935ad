//! Faulty replicas that do not help others to catch up, or exhaust them.

use std::collections::BTreeSet;

use pbft_lab::api::WaitingFor;

use crate::adversaries::harness::Harness;

/// A run with this strategy at replica 3, in which both clients are served in view 0 and checkpoints get stable.
fn served(strategy: &str) -> Harness {
    let mut harness = Harness::with(3, strategy);
    harness.submit_rounds(6);
    assert!(harness.serves(6, 10_000), "{strategy}");
    harness.advance(2_000);
    harness.expect_safe();
    harness.expect_agreement_without(&[3]);
    assert!((0..3).all(|replica| harness.replica(replica).view == 0));
    assert!((0..3).all(|replica| harness.replica(replica).low_water_mark >= 4));
    harness
}

#[test]
fn b35_checkpoints_get_stable_without_the_one_that_is_withheld() {
    let harness = served(r#"{"name": "withhold-checkpoint"}"#);
    assert!(harness.sent(3, "CHECKPOINT").is_empty() && !harness.sent(2, "CHECKPOINT").is_empty());
}

#[test]
fn b36_one_claim_of_a_checkpoint_far_ahead_starts_no_transfer() {
    let harness = served(r#"{"name": "far-checkpoint"}"#);
    assert!(harness.sent(3, "CHECKPOINT").iter().any(|sending| sending.message.seq > Some(80)));
    assert!((0..3).all(|replica| harness.sent(replica, "FETCH-STATE").is_empty()));
}

#[test]
fn b37_a_bad_state_is_refused_and_the_next_replica_is_asked() {
    for (how, code) in [("wrong", "digest-mismatch"), ("older", ""), ("unproven", "bad-proof")] {
        let mut harness =
            Harness::with(0, &format!(r#"{{"name": "bad-state", "parameters": {{"state": "{how}"}}}}"#));
        harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
        for round in 1..=8 {
            harness.submit_rounds(2);
            assert!(harness.serves(2 * round, 10_000), "{how}");
        }
        harness.command(r#"{"do": "heal"}"#);
        harness.submit_rounds(6);
        assert!(harness.serves(22, 10_000), "{how}");
        harness.advance(5_000);
        assert!(!harness.sent(0, "STATE").is_empty(), "{how}: replica 0 is asked first");
        let refused =
            ["digest-mismatch", "bad-proof", "not-wanted"].map(|code| harness.refused("STATE", code));
        assert!(refused.iter().sum::<usize>() > 0, "{how}");
        assert!(code.is_empty() || harness.refused("STATE", code) > 0, "{how}: {refused:?}");
        harness.expect_safe();
        harness.expect_agreement_without(&[0]);
        assert!(harness.replica(3).store.iter().all(|(key, _)| key != "stolen"), "{how}");
    }
}

#[test]
fn b38_a_bad_batch_or_none_is_made_good_by_the_others() {
    for batch in ["wrong", "none"] {
        let mut harness = Harness::open(
            r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7", "viewTimeoutMs": 300, "clientTimeoutMs": 200}}"#,
        );
        harness.behave(
            0,
            r#"{"name": "equivocate", "parameters": {"victims": [3, 4, 5, 6]}, "when": {"views": [0]}}"#,
        );
        harness.behave(6, &format!(r#"{{"name": "bad-batch", "parameters": {{"batch": "{batch}"}}}}"#));
        harness.submit_rounds(3);
        assert!(harness.serves(3, 60_000), "{batch}");
        let asked = (0..7).any(|replica| !harness.sent(replica, "FETCH-BATCH").is_empty());
        assert!(asked, "{batch}: a replica lacked one");
        assert!(batch == "wrong" || harness.sent(6, "BATCH").is_empty());
        harness.expect_safe();
        harness.advance(5_000);
        harness.expect_agreement_without(&[0, 6]);
    }
}

#[test]
fn b39_questions_without_end_get_few_answers() {
    let harness = served(r#"{"name": "status-abuse"}"#);
    let (asked, answered) = (
        harness.sent(3, "STATUS").len(),
        ["PRE-PREPARE", "COMMIT", "CHECKPOINT", "COMMIT-CERT"]
            .iter()
            .flat_map(|kind| harness.sent(1, kind))
            .filter(|sending| sending.to == [3])
            .count(),
    );
    assert!(asked > 100, "{asked}");
    assert!(answered < asked, "{answered} answers to {asked} questions");
    assert!(harness.refused("STATUS", "old-counter") > 0);
}

#[test]
fn b41_one_wrong_view_does_not_send_a_client_astray() {
    let mut harness = served(r#"{"name": "wrong-view"}"#);
    assert!(harness.sent(3, "REPLY").iter().all(|sending| sending.message.view == Some(1_000)));
    assert!(harness.view().clients.iter().all(|client| client.view_estimate == 0));
}

#[test]
fn b50_recorded_messages_sent_again_change_nothing() {
    let harness = served(r#"{"name": "replay-recorded"}"#);
    let foreign = |kind: &str| harness.sent(3, kind).iter().any(|it| it.message.signer != Some(3));
    assert!(foreign("COMMIT") || foreign("PREPARE") || foreign("PRE-PREPARE"));
}

#[test]
fn b36_it_claims_far_checkpoints_in_its_own_name_only() {
    let mut harness = Harness::with(2, r#"{"name": "far-checkpoint"}"#);
    harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
    (0..5).for_each(|_| harness.submit(0, "add x 1"));
    assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 5}}"#, 5_000));
    harness.command(r#"{"do": "heal"}"#);
    harness.submit(0, "add x 1");
    harness.advance(2_000);
    let claims = harness.sent(2, "CHECKPOINT");
    assert!(
        claims.iter().any(|it| it.message.signer != Some(2)),
        "it passes on a proof to a lagging replica"
    );
    let is_far = |seq: Option<u64>| seq > Some(80);
    assert!(claims.iter().all(|it| !is_far(it.message.seq) || it.message.signer == Some(2)));
}

#[test]
fn b39_told_again_it_goes_on_with_questions_that_are_no_older() {
    let mut harness = Harness::with(3, r#"{"name": "status-abuse"}"#);
    harness.advance(2_000);
    harness.behave(3, r#"{"name": "status-abuse", "parameters": {"every": 50}}"#);
    let answers = |harness: &Harness| harness.refused("STATUS", "rate-limited");
    let before = answers(&harness);
    harness.advance(1_000);
    // A question that is refused because it was answered is not an old one.
    assert!(answers(&harness) > before + 9, "{before}, {}", answers(&harness));
}

#[test]
fn a_number_without_its_batch_waits_for_that_and_not_for_a_proposal() {
    let mut harness = Harness::open(
        r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7", "viewTimeoutMs": 300, "clientTimeoutMs": 200}}"#,
    );
    harness.behave(
        0,
        r#"{"name": "equivocate", "parameters": {"victims": [3, 4, 5, 6]}, "when": {"views": [0]}}"#,
    );
    harness.submit_rounds(3);
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        harness.advance(5);
        for slot in harness.view().replicas.into_iter().flat_map(|replica| replica.slots) {
            let unassigned = slot.waiting_for == Some(WaitingFor::PrePrepare);
            assert_eq!(unassigned, slot.request_digest.is_none(), "{slot:?}");
            seen.extend(slot.waiting_for);
        }
    }
    assert!(seen.contains(&WaitingFor::Batch) && seen.contains(&WaitingFor::PrePrepare), "{seen:?}");
}

#[test]
fn b39_a_replica_that_stopped_its_flood_of_questions_is_answered_again() {
    let mut harness = Harness::with(3, r#"{"name": "status-abuse"}"#);
    harness.advance(1_000);
    harness.command(r#"{"do": "honest", "replica": 3}"#);
    harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
    harness.submit_rounds(6);
    assert!(harness.serves(6, 10_000));
    harness.command(r#"{"do": "heal"}"#);
    harness.submit_rounds(1);
    assert!(harness.serves(7, 10_000));
    harness.advance(3_000);
    harness.expect_agreement_without(&[]);
}
