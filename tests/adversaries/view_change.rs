//! A faulty replica in a view change.

use crate::adversaries::harness::Harness;

/// Replica 0 works honestly for a while, then is silent as the primary and lies in its VIEW-CHANGE; both clients are served in the
/// next view all the same.
fn lies_in_its_view_change(strategy: &str) -> Harness {
    let mut harness = Harness::of_four(7);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 5_000));
    harness.advance(500);
    let silent = r#"{"name": "silent-primary", "when": {"views": [0]}}"#;
    harness.command(&format!(r#"{{"do": "behave", "replica": 0, "strategies": [{silent}, {strategy}]}}"#));
    harness.submit_rounds(2);
    assert!(harness.serves(5, 30_000), "{strategy}");
    assert!(harness.replica(1).view >= 1);
    assert!(!harness.sent(0, "VIEW-CHANGE").is_empty());
    harness.expect_safe();
    harness.advance(3_000);
    harness.expect_agreement_without(&[0]);
    harness
}

#[test]
fn b24_a_fabricated_certificate_voids_the_whole_view_change_and_proves_guilt() {
    for flaw in ["no-prepares", "too-few", "foreign"] {
        let strategy = format!(r#"{{"name": "fabricate-certificate", "parameters": {{"flaw": "{flaw}"}}}}"#);
        let harness = lies_in_its_view_change(&strategy);
        assert!(harness.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{flaw}");
        assert!(harness.caught().contains(&(0, "invalid-view-change".to_owned())), "{flaw}");
    }
}

#[test]
fn b24_b27_a_forger_of_votes_signs_them_itself_even_in_a_colluding_group() {
    for (strategy, parameter) in
        [("fabricate-certificate", r#"{"flaw": "foreign"}"#), ("bogus-checkpoint", r#"{"proof": "forged"}"#)]
    {
        let mut harness = Harness::of_four(7);
        for replica in [0, 2] {
            let idle = r#"{"name": "silent", "when": "never"}"#;
            harness.command(&format!(
                r#"{{"do": "behave", "replica": {replica}, "strategy": {idle}, "group": 1}}"#
            ));
        }
        let lie = format!(r#"{{"name": "{strategy}", "parameters": {parameter}}}"#);
        harness.command(&format!(r#"{{"do": "behave", "replica": 1, "strategy": {lie}, "group": 1}}"#));
        harness.command(r#"{"do": "crash", "replica": 0}"#);
        harness.submit(0, "put x 1");
        harness.advance(4_000);
        assert!(harness.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{strategy}");
    }
}

#[test]
fn b25_a_prepared_request_that_one_replica_hides_is_known_to_others() {
    let harness = lies_in_its_view_change(r#"{"name": "hide-certificates"}"#);
    assert_eq!(harness.refused("VIEW-CHANGE", "invalid-view-change"), 0, "no replica can detect it");
}

#[test]
fn b26_an_old_checkpoint_is_valid_and_the_highest_one_counts() {
    let mut harness = lies_in_its_view_change(r#"{"name": "old-checkpoint"}"#);
    assert_eq!(harness.refused("VIEW-CHANGE", "invalid-view-change"), 0);
    assert!(harness.replica(1).low_water_mark > 0);
}

#[test]
fn b27_a_checkpoint_without_proof_voids_the_view_change() {
    for proof in ["none", "forged"] {
        let strategy = format!(r#"{{"name": "bogus-checkpoint", "parameters": {{"proof": "{proof}"}}}}"#);
        let harness = lies_in_its_view_change(&strategy);
        assert!(harness.refused("VIEW-CHANGE", "invalid-view-change") > 0, "{proof}");
        assert!(harness.caught().contains(&(0, "invalid-view-change".to_owned())), "{proof}");
    }
}

#[test]
fn b28_one_spammer_causes_no_view_change_however_high_its_view() {
    for ahead in [1, 1_000_000] {
        let mut harness = Harness::with(
            3,
            &format!(r#"{{"name": "view-change-spam", "parameters": {{"every": 20, "ahead": {ahead}}}}}"#),
        );
        harness.submit_rounds(5);
        assert!(harness.serves(5, 5_000));
        assert!((0..3).all(|replica| harness.replica(replica).view == 0));
        assert!(harness.sent(3, "VIEW-CHANGE").len() > 3);
        harness.expect_safe();
        harness.expect_agreement_without(&[3]);
    }
}

/// Replica 0 is cut off after something has prepared, and replica 1 misbehaves as the primary of view 1.
fn starts_the_next_view(strategy: &str) -> Harness {
    let mut harness = Harness::with(1, strategy);
    harness.submit_rounds(1);
    assert!(harness.serves(1, 5_000));
    harness.command(r#"{"do": "partition", "groups": [[0], [1, 2, 3, 4, 5]], "oneWay": true}"#);
    harness.submit_rounds(1);
    harness.advance(6_000);
    harness.command(r#"{"do": "heal"}"#);
    assert!(harness.serves(2, 30_000), "{strategy}");
    harness.expect_safe();
    harness
}

#[test]
fn b30_a_new_view_without_a_quorum_for_it_is_refused_and_the_next_primary_follows() {
    for quorum in ["too-few", "duplicated", "stale", "invalid"] {
        let strategy = format!(r#"{{"name": "false-quorum", "parameters": {{"quorum": "{quorum}"}}}}"#);
        let mut harness = starts_the_next_view(&strategy);
        assert!(harness.refused("NEW-VIEW", "invalid-new-view") > 0, "{quorum}");
        assert!(harness.caught().contains(&(1, "invalid-new-view".to_owned())), "{quorum}");
        assert!(harness.replica(2).view >= 2, "{quorum}");
    }
}

#[test]
fn b31_two_valid_new_views_keep_agreement_and_prove_guilt() {
    let mut harness = starts_the_next_view(r#"{"name": "two-new-views"}"#);
    assert_eq!(harness.refused("NEW-VIEW", "invalid-new-view"), 0, "both are valid");
    let proofs = harness.view().proofs;
    let guilty = |offence: &str| proofs.iter().any(|it| it.culprit == 1 && it.offence == offence);
    assert!(guilty("conflicting-new-views"), "{proofs:?}");
    assert!(proofs.iter().all(|proof| proof.culprit == 1));
    harness.advance(3_000);
    harness.expect_agreement_without(&[1]);
}
