//! False results.

use crate::adversaries::harness::Harness;

#[test]
fn b34_a_wrong_checkpoint_is_outvoted() {
    let mut harness = Harness::with(2, r#"{"name": "wrong-checkpoint"}"#);
    harness.submit_rounds(5);
    assert!(harness.serves(5, 5_000));
    harness.advance(2_000);
    assert!(harness.replica(0).low_water_mark >= 4, "the others are a quorum");
    let of = |node| harness.sent(node, "CHECKPOINT")[0].message.digest.clone();
    assert!(of(2) != of(1) && of(1) == of(3));
    harness.expect_safe();
    harness.expect_agreement_without(&[2]);
}

#[test]
fn b40_one_liar_does_not_fool_a_client() {
    for how in ["wrong-result", "before-execution"] {
        let strategy = format!(r#"{{"name": "lying-reply", "parameters": {{"how": "{how}"}}}}"#);
        let mut harness = Harness::with(0, &strategy);
        harness.submit_rounds(3);
        assert!(harness.serves(3, 5_000));
        harness.advance(500);
        let lies = harness
            .sent(0, "REPLY")
            .iter()
            .filter(|it| it.message.result.as_deref() == Some("a lie"))
            .count();
        assert!(lies >= 6, "{how}");
        let clients = harness.view().clients;
        assert!(clients.iter().flat_map(|client| &client.results).all(|result| result.result != "a lie"));
        assert!(
            clients.iter().all(|client| client.tally.iter().any(|reply| reply.result == "a lie")),
            "{how}"
        );
        harness.expect_safe();
    }
}

#[test]
fn b40_more_than_f_liars_fool_a_client_and_the_oracle_says_so() {
    let mut harness = Harness::with(0, r#"{"name": "lying-reply"}"#);
    harness.behave(1, r#"{"name": "lying-reply"}"#);
    harness.submit_rounds(3);
    harness.advance(3_000);
    let violations = harness.session.violations();
    assert!(violations.iter().any(|violation| violation.id == "I15" && violation.beyond_f), "{violations:?}");
}
