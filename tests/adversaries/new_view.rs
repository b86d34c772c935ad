//! A faulty primary of a new view.

use crate::adversaries::harness::Harness;

/// Replica 1 misbehaves as the primary of view 1, after some requests were executed in view 0.
fn primary_of_view_1(strategy: &str) -> Harness {
    let mut harness = Harness::with(1, strategy);
    // Fewer than a checkpoint's worth, so that the new view has something to assign again.
    harness.submit_rounds(1);
    assert!(harness.serves(1, 2_000));
    harness.command(r#"{"do": "pause", "replica": 0}"#);
    harness.submit_rounds(1);
    // Long enough for the others to give up on it; then it takes part again.
    harness.advance(3_200);
    assert!(harness.replica(2).view >= 1);
    harness.command(r#"{"do": "resume", "replica": 0}"#);
    harness
}

#[test]
fn b29_a_new_view_that_does_not_follow_from_its_view_changes_is_refused() {
    for how in ["omit", "null", "other", "extra"] {
        let strategy = format!(r#"{{"name": "false-new-view", "parameters": {{"how": "{how}"}}}}"#);
        let mut harness = primary_of_view_1(&strategy);
        assert!(harness.serves(2, 60_000), "{how}");
        assert!(harness.refused("NEW-VIEW", "invalid-new-view") > 0, "{how}");
        assert!(harness.caught().contains(&(1, "invalid-new-view".to_owned())), "{how}");
        assert!(harness.replica(2).view >= 2, "{how}: no replica enters the view");
        harness.advance(5_000);
        harness.expect_safe();
        harness.expect_agreement_without(&[1]);
    }
}

#[test]
fn b32_a_new_view_that_never_comes_costs_another_view() {
    let mut harness = primary_of_view_1(r#"{"name": "withhold-new-view"}"#);
    assert!(harness.serves(2, 60_000));
    assert!(harness.sent(1, "NEW-VIEW").is_empty());
    assert!(harness.replica(2).view >= 2);
    harness.expect_safe();
}

#[test]
fn b32_a_new_view_that_one_backup_got_is_relayed_to_the_others() {
    let mut harness = primary_of_view_1(r#"{"name": "withhold-new-view", "parameters": {"to": [2]}}"#);
    assert!(harness.serves(2, 60_000));
    assert!(harness.sent(1, "NEW-VIEW").iter().all(|it| it.to == [2]));
    assert!(!harness.sent(2, "NEW-VIEW").is_empty(), "replica 2 passes it on");
    harness.expect_safe();
}
