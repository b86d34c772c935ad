//! Votes that others signed, and garbage: none of them counts.

use crate::adversaries::harness::Harness;

/// Served in view 0, with refusals of this kind for this reason.
fn refused(strategy: &str, kind: &str, code: &str) -> Harness {
    let mut harness = Harness::with(2, strategy);
    harness.submit_rounds(5);
    assert!(harness.serves(5, 5_000), "{strategy}");
    harness.advance(2_000);
    assert!(harness.refused(kind, code) > 0, "{strategy}");
    assert_eq!(harness.replica(0).view, 0);
    harness.expect_safe();
    harness.expect_agreement_without(&[2]);
    harness
}

#[test]
fn b20_a_prepare_is_no_commit_since_its_kind_is_signed() {
    let harness = refused(r#"{"name": "replay-phase"}"#, "COMMIT", "bad-signature");
    assert!(harness.sent(2, "COMMIT").iter().any(|it| it.message.signer == Some(1)));
}

#[test]
fn b21_a_vote_that_comes_again_counts_once() {
    let harness = refused(r#"{"name": "replay-votes"}"#, "PREPARE", "duplicate");
    assert!(harness.sent(2, "PREPARE").iter().any(|it| it.message.signer == Some(1)));
    assert!(harness.caught().is_empty(), "a replay is not evidence");
}

#[test]
fn b21_a_vote_under_another_number_has_no_valid_signature() {
    refused(r#"{"name": "replay-votes", "parameters": {"how": "relabelled"}}"#, "PREPARE", "bad-signature");
}

#[test]
fn b22_a_vote_of_another_cluster_has_no_valid_signature_here() {
    let harness = refused(r#"{"name": "other-cluster"}"#, "PREPARE", "bad-signature");
    assert!(harness.sent(2, "PREPARE").iter().any(|it| it.message.signer == Some(3)));
}

#[test]
fn b23_garbage_is_dropped_and_counted() {
    for bytes in ["random", "truncated", "trailing", "oversize", "unknown"] {
        let strategy = format!(r#"{{"name": "garbage", "parameters": {{"bytes": "{bytes}"}}}}"#);
        let mut harness = refused(&strategy, "BYTES", "malformed");
        assert!(harness.replica(1).counters.refused["malformed"] > 0);
    }
}
