//! A faulty primary of a new view.

use crate::adversaries::harness::Stage;

/// Replica 1 misbehaves as the primary of view 1, after some requests were executed in view 0.
fn primary_of_view_1(strategy: &str) -> Stage {
    let mut stage = Stage::with(1, strategy);
    // Fewer than a checkpoint's worth, so that the new view has something to assign again.
    stage.submit_rounds(1);
    assert!(stage.serves(1, 2_000));
    stage.command(r#"{"do": "pause", "replica": 0}"#);
    stage.submit_rounds(1);
    // Long enough for the others to give up on it; then it takes part again.
    stage.advance(3_200);
    assert!(stage.replica(2).view >= 1);
    stage.command(r#"{"do": "resume", "replica": 0}"#);
    stage
}

#[test]
fn b29_a_new_view_that_does_not_follow_from_its_view_changes_is_refused() {
    for how in ["omit", "null", "other", "extra"] {
        let strategy = format!(r#"{{"name": "false-new-view", "parameters": {{"how": "{how}"}}}}"#);
        let mut stage = primary_of_view_1(&strategy);
        assert!(stage.serves(2, 60_000), "{how}");
        assert!(stage.refused("NEW-VIEW", "invalid-new-view") > 0, "{how}");
        assert!(stage.caught().contains(&(1, "invalid-new-view".to_owned())), "{how}");
        assert!(stage.replica(2).view >= 2, "{how}: nobody enters the view");
        stage.advance(5_000);
        stage.expect_safe();
        stage.expect_agreement_without(&[1]);
    }
}

#[test]
fn b32_a_new_view_that_never_comes_costs_another_view() {
    let mut stage = primary_of_view_1(r#"{"name": "withhold-new-view"}"#);
    assert!(stage.serves(2, 60_000));
    assert!(stage.sent(1, "NEW-VIEW").is_empty());
    assert!(stage.replica(2).view >= 2);
    stage.expect_safe();
}

#[test]
fn b32_a_new_view_that_one_backup_got_is_relayed_to_the_others() {
    let mut stage = primary_of_view_1(r#"{"name": "withhold-new-view", "parameters": {"to": [2]}}"#);
    assert!(stage.serves(2, 60_000));
    assert!(stage.sent(1, "NEW-VIEW").iter().all(|it| it.to == [2]));
    assert!(!stage.sent(2, "NEW-VIEW").is_empty(), "replica 2 passes it on");
    stage.expect_safe();
}
