//! False results.

use crate::adversaries::harness::Stage;

#[test]
fn b34_a_wrong_checkpoint_is_outvoted() {
    let mut stage = Stage::with(2, r#"{"name": "wrong-checkpoint"}"#);
    stage.submit_rounds(5);
    assert!(stage.serves(5, 5_000));
    stage.advance(2_000);
    assert!(stage.replica(0).low_water_mark >= 4, "the others are a quorum");
    let of = |node| stage.sent(node, "CHECKPOINT")[0].message.digest.clone();
    assert!(of(2) != of(1) && of(1) == of(3));
    stage.expect_safe();
    stage.expect_agreement_without(&[2]);
}

#[test]
fn b40_one_liar_does_not_fool_a_client() {
    for how in ["wrong-result", "before-execution"] {
        let strategy = format!(r#"{{"name": "lying-reply", "parameters": {{"how": "{how}"}}}}"#);
        let mut stage = Stage::with(0, &strategy);
        stage.submit_rounds(3);
        assert!(stage.serves(3, 5_000));
        stage.advance(500);
        let lies =
            stage.sent(0, "REPLY").iter().filter(|it| it.message.result.as_deref() == Some("a lie")).count();
        assert!(lies >= 6, "{how}");
        let clients = stage.view().clients;
        assert!(clients.iter().flat_map(|client| &client.results).all(|result| result.result != "a lie"));
        assert!(
            clients.iter().all(|client| client.tally.iter().any(|reply| reply.result == "a lie")),
            "{how}"
        );
        stage.expect_safe();
    }
}

#[test]
fn b40_more_than_f_liars_fool_a_client_and_the_oracle_says_so() {
    let mut stage = Stage::with(0, r#"{"name": "lying-reply"}"#);
    stage.behave(1, r#"{"name": "lying-reply"}"#);
    stage.submit_rounds(3);
    stage.advance(3_000);
    let violations = stage.session.violations();
    assert!(violations.iter().any(|violation| violation.id == "I15" && violation.beyond_f), "{violations:?}");
}
