//! Votes that others signed, and garbage: nothing of it is credited to anybody.

use crate::adversaries::harness::Stage;

/// Served in view 0, with refusals of this kind for this reason.
fn refused(strategy: &str, kind: &str, code: &str) -> Stage {
    let mut stage = Stage::with(2, strategy);
    stage.submit_rounds(5);
    assert!(stage.serves(5, 5_000), "{strategy}");
    stage.advance(2_000);
    assert!(stage.refused(kind, code) > 0, "{strategy}");
    assert_eq!(stage.replica(0).view, 0);
    stage.expect_safe();
    stage.expect_agreement_without(&[2]);
    stage
}

#[test]
fn b20_a_prepare_is_no_commit_since_its_kind_is_signed() {
    let stage = refused(r#"{"name": "replay-phase"}"#, "COMMIT", "bad-signature");
    assert!(stage.sent(2, "COMMIT").iter().any(|it| it.message.signer == Some(1)));
}

#[test]
fn b21_a_vote_that_comes_again_counts_once() {
    let stage = refused(r#"{"name": "replay-votes"}"#, "PREPARE", "duplicate");
    assert!(stage.sent(2, "PREPARE").iter().any(|it| it.message.signer == Some(1)));
    assert!(stage.caught().is_empty(), "a replay is no evidence against anybody");
}

#[test]
fn b21_a_vote_under_another_number_has_no_valid_signature() {
    refused(r#"{"name": "replay-votes", "parameters": {"how": "relabelled"}}"#, "PREPARE", "bad-signature");
}

#[test]
fn b22_a_vote_of_another_cluster_has_no_valid_signature_here() {
    let stage = refused(r#"{"name": "other-cluster"}"#, "PREPARE", "bad-signature");
    assert!(stage.sent(2, "PREPARE").iter().any(|it| it.message.signer == Some(3)));
}

#[test]
fn b23_garbage_is_dropped_and_counted() {
    for bytes in ["random", "truncated", "trailing", "oversize", "unknown"] {
        let strategy = format!(r#"{{"name": "garbage", "parameters": {{"bytes": "{bytes}"}}}}"#);
        let mut stage = refused(&strategy, "BYTES", "malformed");
        assert!(stage.replica(1).counters.refused["malformed"] > 0);
    }
}
