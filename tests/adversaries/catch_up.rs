//! Faulty replicas that do not help others to catch up, or exhaust them.

use std::collections::BTreeSet;

use pbft_lab::api::WaitingFor;

use crate::adversaries::harness::Stage;

/// A run with this strategy at replica 3, in which both clients are served in view 0 and checkpoints get stable.
fn served(strategy: &str) -> Stage {
    let mut stage = Stage::with(3, strategy);
    stage.submit_rounds(6);
    assert!(stage.serves(6, 10_000), "{strategy}");
    stage.advance(2_000);
    stage.expect_safe();
    stage.expect_agreement_without(&[3]);
    assert!((0..3).all(|replica| stage.replica(replica).view == 0));
    assert!((0..3).all(|replica| stage.replica(replica).low_water_mark >= 4));
    stage
}

#[test]
fn b35_checkpoints_get_stable_without_the_one_that_is_withheld() {
    let stage = served(r#"{"name": "withhold-checkpoint"}"#);
    assert!(stage.sent(3, "CHECKPOINT").is_empty() && !stage.sent(2, "CHECKPOINT").is_empty());
}

#[test]
fn b36_one_claim_of_a_checkpoint_far_ahead_makes_nobody_fetch_anything() {
    let stage = served(r#"{"name": "far-checkpoint"}"#);
    assert!(stage.sent(3, "CHECKPOINT").iter().any(|sending| sending.message.seq > Some(80)));
    assert!((0..3).all(|replica| stage.sent(replica, "FETCH-STATE").is_empty()));
}

#[test]
fn b37_a_bad_state_is_refused_and_the_next_replica_is_asked() {
    for (how, code) in [("wrong", "digest-mismatch"), ("older", ""), ("unproven", "bad-proof")] {
        let mut stage =
            Stage::with(0, &format!(r#"{{"name": "bad-state", "parameters": {{"state": "{how}"}}}}"#));
        stage.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
        for round in 1..=8 {
            stage.submit_rounds(2);
            assert!(stage.serves(2 * round, 10_000), "{how}");
        }
        stage.command(r#"{"do": "heal"}"#);
        stage.submit_rounds(6);
        assert!(stage.serves(22, 10_000), "{how}");
        stage.advance(5_000);
        assert!(!stage.sent(0, "STATE").is_empty(), "{how}: replica 0 is asked first");
        let refused = ["digest-mismatch", "bad-proof", "not-wanted"].map(|code| stage.refused("STATE", code));
        assert!(refused.iter().sum::<usize>() > 0, "{how}");
        assert!(code.is_empty() || stage.refused("STATE", code) > 0, "{how}: {refused:?}");
        stage.expect_safe();
        stage.expect_agreement_without(&[0]);
        assert!(stage.replica(3).store.iter().all(|(key, _)| key != "stolen"), "{how}");
    }
}

#[test]
fn b38_a_bad_batch_or_none_is_made_good_by_the_others() {
    for batch in ["wrong", "none"] {
        let mut stage = Stage::open(
            r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7", "viewTimeoutMs": 300, "clientTimeoutMs": 200}}"#,
        );
        stage.behave(
            0,
            r#"{"name": "equivocate", "parameters": {"victims": [3, 4, 5, 6]}, "when": {"views": [0]}}"#,
        );
        stage.behave(6, &format!(r#"{{"name": "bad-batch", "parameters": {{"batch": "{batch}"}}}}"#));
        stage.submit_rounds(3);
        assert!(stage.serves(3, 60_000), "{batch}");
        let asked = (0..7).any(|replica| !stage.sent(replica, "FETCH-BATCH").is_empty());
        assert!(asked, "{batch}: a replica lacked one");
        assert!(batch == "wrong" || stage.sent(6, "BATCH").is_empty());
        stage.expect_safe();
        stage.advance(5_000);
        stage.expect_agreement_without(&[0, 6]);
    }
}

#[test]
fn b39_questions_without_end_get_few_answers() {
    let stage = served(r#"{"name": "status-abuse"}"#);
    let (asked, answered) = (
        stage.sent(3, "STATUS").len(),
        ["PRE-PREPARE", "COMMIT", "CHECKPOINT", "COMMIT-CERT"]
            .iter()
            .flat_map(|kind| stage.sent(1, kind))
            .filter(|sending| sending.to == [3])
            .count(),
    );
    assert!(asked > 100, "{asked}");
    assert!(answered < asked, "{answered} answers to {asked} questions");
    assert!(stage.refused("STATUS", "old-counter") > 0);
}

#[test]
fn b41_one_wrong_view_does_not_send_a_client_astray() {
    let mut stage = served(r#"{"name": "wrong-view"}"#);
    assert!(stage.sent(3, "REPLY").iter().all(|sending| sending.message.view == Some(1_000)));
    assert!(stage.view().clients.iter().all(|client| client.view_estimate == 0));
}

#[test]
fn b50_recorded_messages_sent_again_change_nothing() {
    let stage = served(r#"{"name": "replay-recorded"}"#);
    let foreign = |kind: &str| stage.sent(3, kind).iter().any(|it| it.message.signer != Some(3));
    assert!(foreign("COMMIT") || foreign("PREPARE") || foreign("PRE-PREPARE"));
}

#[test]
fn b36_it_claims_far_checkpoints_in_its_own_name_only() {
    let mut stage = Stage::with(2, r#"{"name": "far-checkpoint"}"#);
    stage.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
    (0..5).for_each(|_| stage.submit(0, "add x 1"));
    assert!(stage.reaches(r#"{"answered": {"client": 0, "count": 5}}"#, 5_000));
    stage.command(r#"{"do": "heal"}"#);
    stage.submit(0, "add x 1");
    stage.advance(2_000);
    let claims = stage.sent(2, "CHECKPOINT");
    assert!(
        claims.iter().any(|it| it.message.signer != Some(2)),
        "it passes on a proof to a lagging replica"
    );
    let is_far = |seq: Option<u64>| seq > Some(80);
    assert!(claims.iter().all(|it| !is_far(it.message.seq) || it.message.signer == Some(2)));
}

#[test]
fn b39_told_again_it_goes_on_with_questions_that_are_no_older() {
    let mut stage = Stage::with(3, r#"{"name": "status-abuse"}"#);
    stage.advance(2_000);
    stage.behave(3, r#"{"name": "status-abuse", "parameters": {"every": 50}}"#);
    let answers = |stage: &Stage| stage.refused("STATUS", "rate-limited");
    let before = answers(&stage);
    stage.advance(1_000);
    // A question that is refused for having had an answer is no old one.
    assert!(answers(&stage) > before + 9, "{before}, {}", answers(&stage));
}

#[test]
fn a_number_without_its_batch_waits_for_that_and_not_for_a_proposal() {
    let mut stage = Stage::open(
        r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7", "viewTimeoutMs": 300, "clientTimeoutMs": 200}}"#,
    );
    stage.behave(
        0,
        r#"{"name": "equivocate", "parameters": {"victims": [3, 4, 5, 6]}, "when": {"views": [0]}}"#,
    );
    stage.submit_rounds(3);
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        stage.advance(5);
        for slot in stage.view().replicas.into_iter().flat_map(|replica| replica.slots) {
            let unassigned = slot.waiting_for == Some(WaitingFor::PrePrepare);
            assert_eq!(unassigned, slot.request_digest.is_none(), "{slot:?}");
            seen.extend(slot.waiting_for);
        }
    }
    assert!(seen.contains(&WaitingFor::Batch) && seen.contains(&WaitingFor::PrePrepare), "{seen:?}");
}

#[test]
fn b39_whoever_has_stopped_asking_without_end_is_answered_again() {
    let mut stage = Stage::with(3, r#"{"name": "status-abuse"}"#);
    stage.advance(1_000);
    stage.command(r#"{"do": "honest", "replica": 3}"#);
    stage.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
    stage.submit_rounds(6);
    assert!(stage.serves(6, 10_000));
    stage.command(r#"{"do": "heal"}"#);
    stage.submit_rounds(1);
    assert!(stage.serves(7, 10_000));
    stage.advance(3_000);
    stage.expect_agreement_without(&[]);
}
