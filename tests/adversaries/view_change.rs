//! A faulty replica in a view change.

use crate::adversaries::harness::Stage;

/// Replica 0 works honestly for a while, then is silent as the primary and lies in its VIEW-CHANGE; both clients are served in the
/// next view all the same.
fn lies_in_its_view_change(strategy: &str) -> Stage {
    let mut stage = Stage::of_four(7);
    stage.submit_rounds(3);
    assert!(stage.serves(3, 5_000));
    stage.advance(500);
    let silent = r#"{"name": "silent-primary", "when": {"views": [0]}}"#;
    stage.command(&format!(r#"{{"do": "behave", "replica": 0, "strategies": [{silent}, {strategy}]}}"#));
    stage.submit_rounds(2);
    assert!(stage.serves(5, 30_000), "{strategy}");
    assert!(stage.replica(1).view >= 1);
    assert!(!stage.sent(0, "VIEW-CHANGE").is_empty());
    stage.expect_safe();
    stage.advance(3_000);
    stage.expect_agreement_without(&[0]);
    stage
}

#[test]
fn b24_a_fabricated_certificate_voids_the_whole_view_change_and_proves_guilt() {
    for flaw in ["no-prepares", "too-few", "foreign"] {
        let strategy = format!(r#"{{"name": "fabricate-certificate", "parameters": {{"flaw": "{flaw}"}}}}"#);
        let stage = lies_in_its_view_change(&strategy);
        assert!(stage.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{flaw}");
        assert!(stage.caught().contains(&(0, "invalid-view-change".to_owned())), "{flaw}");
    }
}

#[test]
fn b24_b27_whoever_forges_the_votes_of_others_signs_them_itself_also_where_they_conspire() {
    for (strategy, parameter) in
        [("fabricate-certificate", r#"{"flaw": "foreign"}"#), ("bogus-checkpoint", r#"{"proof": "forged"}"#)]
    {
        let mut stage = Stage::of_four(7);
        for replica in [0, 2] {
            let idle = r#"{"name": "silent", "when": "never"}"#;
            stage.command(&format!(
                r#"{{"do": "behave", "replica": {replica}, "strategy": {idle}, "group": 1}}"#
            ));
        }
        let lie = format!(r#"{{"name": "{strategy}", "parameters": {parameter}}}"#);
        stage.command(&format!(r#"{{"do": "behave", "replica": 1, "strategy": {lie}, "group": 1}}"#));
        stage.command(r#"{"do": "crash", "replica": 0}"#);
        stage.submit(0, "put x 1");
        stage.advance(4_000);
        assert!(stage.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{strategy}");
    }
}

#[test]
fn b25_whoever_hides_what_has_prepared_is_not_the_only_one_who_knows() {
    let stage = lies_in_its_view_change(r#"{"name": "hide-certificates"}"#);
    assert_eq!(stage.refused("VIEW-CHANGE", "invalid-view-change"), 0, "nobody can tell");
}

#[test]
fn b26_an_old_checkpoint_is_valid_and_the_highest_one_counts() {
    let mut stage = lies_in_its_view_change(r#"{"name": "old-checkpoint"}"#);
    assert_eq!(stage.refused("VIEW-CHANGE", "invalid-view-change"), 0);
    assert!(stage.replica(1).low_water_mark > 0);
}

#[test]
fn b27_a_checkpoint_without_proof_voids_the_view_change() {
    for proof in ["none", "forged"] {
        let strategy = format!(r#"{{"name": "bogus-checkpoint", "parameters": {{"proof": "{proof}"}}}}"#);
        let stage = lies_in_its_view_change(&strategy);
        assert!(stage.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{proof}");
        assert!(stage.caught().contains(&(0, "invalid-view-change".to_owned())), "{proof}");
    }
}

#[test]
fn b28_one_spammer_moves_nobody_however_far_it_wants_to_go() {
    for ahead in [1, 1_000_000] {
        let mut stage = Stage::with(
            3,
            &format!(r#"{{"name": "view-change-spam", "parameters": {{"every": 20, "ahead": {ahead}}}}}"#),
        );
        stage.submit_rounds(5);
        assert!(stage.serves(5, 5_000));
        assert!((0..3).all(|replica| stage.replica(replica).view == 0));
        assert!(stage.sent(3, "VIEW-CHANGE").len() > 3);
        stage.expect_safe();
        stage.expect_agreement_without(&[3]);
    }
}

/// Replica 0 is cut off after something has prepared, and replica 1 misbehaves as the primary of view 1.
fn starts_the_next_view(strategy: &str) -> Stage {
    let mut stage = Stage::with(1, strategy);
    stage.submit_rounds(1);
    assert!(stage.serves(1, 5_000));
    stage.command(r#"{"do": "partition", "groups": [[0], [1, 2, 3, 4, 5]], "oneWay": true}"#);
    stage.submit_rounds(1);
    stage.advance(6_000);
    stage.command(r#"{"do": "heal"}"#);
    assert!(stage.serves(2, 30_000), "{strategy}");
    stage.expect_safe();
    stage
}

#[test]
fn b30_a_new_view_without_a_quorum_for_it_is_refused_and_the_next_primary_follows() {
    for quorum in ["too-few", "duplicated", "stale", "invalid"] {
        let strategy = format!(r#"{{"name": "false-quorum", "parameters": {{"quorum": "{quorum}"}}}}"#);
        let mut stage = starts_the_next_view(&strategy);
        assert!(stage.refused("NEW-VIEW", "invalid-new-view") > 0, "{quorum}");
        assert!(stage.caught().contains(&(1, "invalid-new-view".to_owned())), "{quorum}");
        assert!(stage.replica(2).view >= 2, "{quorum}");
    }
}

#[test]
fn b31_two_valid_new_views_split_nobody_and_prove_guilt() {
    let mut stage = starts_the_next_view(r#"{"name": "two-new-views"}"#);
    assert_eq!(stage.refused("NEW-VIEW", "invalid-new-view"), 0, "both are valid");
    let proofs = stage.view().proofs;
    let guilty = |offence: &str| proofs.iter().any(|it| it.culprit == 1 && it.offence == offence);
    assert!(guilty("conflicting-new-views"), "{proofs:?}");
    assert!(proofs.iter().all(|proof| proof.culprit == 1));
    stage.advance(3_000);
    stage.expect_agreement_without(&[1]);
}
