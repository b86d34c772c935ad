//! Proof of guilt: what strategies leave behind that anybody can check, and that nobody innocent is ever named.

use std::collections::BTreeSet;

use ed25519_dalek::{Signature, VerifyingKey};
use pbft_lab::lab::strategy::{AppliesTo, strategies};
use proptest::prelude::*;

use crate::stage::Stage;

/// The offences that are proven against a node.
fn proven(stage: &Stage) -> BTreeSet<(u32, String)> {
    stage.session.proofs().into_iter().map(|proof| (proof.culprit, proof.offence)).collect()
}

#[test]
fn strategies_that_contradict_themselves_leave_a_proof() {
    let expected = [
        (0, r#"{"name": "equivocate"}"#, "conflicting-pre-prepares"),
        (0, r#"{"name": "equivocate-and-prepare"}"#, "prepare-by-primary"),
        (2, r#"{"name": "double-prepare"}"#, "conflicting-prepares"),
        (2, r#"{"name": "double-commit"}"#, "conflicting-commits"),
    ];
    for (replica, strategy, offence) in expected {
        let mut stage = Stage::with(replica, strategy);
        stage.submit_rounds(4);
        stage.advance(5_000);
        assert!(proven(&stage).contains(&(replica, offence.to_owned())), "{strategy}: {:?}", proven(&stage));
        let view = stage.view();
        assert_eq!((view.verdict.faulty, view.verdict.proven), (1, 1), "{strategy}");
        assert_eq!(view.proofs, stage.session.proofs());
    }
}

#[test]
fn a_lie_that_contradicts_nothing_signed_leaves_none() {
    for strategy in [r#"{"name": "silent"}"#, r#"{"name": "forge-sender"}"#, r#"{"name": "lying-reply"}"#] {
        let mut stage = Stage::with(2, strategy);
        stage.submit_rounds(4);
        stage.advance(5_000);
        assert_eq!(proven(&stage), BTreeSet::new(), "{strategy}");
    }
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let pair = |index: usize| u8::from_str_radix(&hex[index..index + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(pair).collect()
}

#[test]
fn a_reader_with_the_public_key_can_check_each_statement_of_a_proof() {
    let mut stage = Stage::with(0, r#"{"name": "equivocate-and-prepare"}"#);
    stage.submit_rounds(4);
    stage.advance(5_000);
    let count = stage.session.proofs().len();
    assert!(count >= 2);
    for id in 0..count as u32 {
        let proof = stage.session.proof(id).unwrap();
        let key: [u8; 32] = bytes_of(&proof.public_key.unwrap()).try_into().unwrap();
        let key = VerifyingKey::from_bytes(&key).unwrap();
        assert!(!proof.statements.is_empty());
        for statement in &proof.statements {
            assert_eq!((statement.signer, statement.verdict), (proof.brief.culprit, "valid"));
            let signature: [u8; 64] = bytes_of(&statement.signature).try_into().unwrap();
            let mut signed = bytes_of(&statement.signed_bytes);
            key.verify_strict(&signed, &Signature::from_bytes(&signature)).unwrap();
            signed[50] ^= 1;
            key.verify_strict(&signed, &Signature::from_bytes(&signature)).unwrap_err();
        }
        // The statements of a pair agree in all but the digest.
        if let [first, second] = proof.statements.as_slice() {
            let of = |name: &str, index: usize| {
                let fields = [&first.fields, &second.fields][index];
                fields.iter().find(|field| field.name == name).map(|field| field.value.clone())
            };
            assert!(["view", "seq", "replica"].iter().all(|name| of(name, 0) == of(name, 1)));
            assert_ne!(of("digest", 0), of("digest", 1));
        }
    }
    assert!(stage.session.proof(count as u32).unwrap_err().message.contains("numbered from 0"));
}

#[test]
fn a_twin_convicts_itself_and_a_violation_names_the_guilty() {
    let mut stage = Stage::of_four(7);
    stage.command(r#"{"do": "twin", "replica": 0, "sides": [[1, 4], [2, 3, 5]]}"#);
    stage.submit_rounds(4);
    stage.advance(20_000);
    stage.expect_safe();
    assert!(proven(&stage).iter().all(|(culprit, _)| *culprit == 0));
    assert!(!proven(&stage).is_empty());
    // Too many liars: what breaks is shown together with those who are to blame.
    let mut stage = Stage::of_four(7);
    stage.behave(0, r#"{"name": "equivocate-and-prepare"}"#);
    stage.behave(2, r#"{"name": "lying-reply"}"#);
    stage.behave(1, r#"{"name": "lying-reply"}"#);
    stage.submit_rounds(4);
    stage.advance(10_000);
    let violations = stage.session.violations();
    assert!(
        violations.iter().any(|violation| violation.beyond_f && violation.guilty == [0]),
        "{violations:?}"
    );
}

/// How many replicas, a seed, who misbehaves in which ways and as how many copies, and whether packets are lost.
type Plan = (u32, u64, Vec<(u32, Vec<String>, bool)>, bool);

/// Any of the strategies for replicas, any number of them, on any number of replicas.
fn plans() -> impl Strategy<Value = Plan> {
    let names: Vec<String> = strategies()
        .into_iter()
        .filter(|info| info.applies_to == AppliesTo::Replica)
        .map(|info| info.name)
        .collect();
    let chosen = prop::collection::vec(prop::sample::select(names), 1..4);
    let liars = prop::collection::vec((0..7_u32, chosen, any::<bool>()), 1..5);
    (prop::sample::select(vec![4_u32, 4, 7]), any::<u32>().prop_map(u64::from), liars, any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn evidence_never_names_a_correct_node((n, seed, liars, lossy) in plans()) {
        let loss = if lossy { r#"{"loss": [1, 10], "duplicate": [1, 20], "reorder": [1, 5]}"# } else { "{}" };
        let mut stage = Stage::open(&format!(
            r#"{{"cluster": {{"replicas": {n}, "clients": 2, "seed": "{seed}", "checkpointInterval": 2, "batchMax": 2,
                "viewTimeoutMs": 500, "clientTimeoutMs": 300, "crypto": "symbolic"}}, "network": {loss}}}"#
        ));
        let mut faulty = BTreeSet::new();
        for (replica, names, twin) in liars {
            let replica = replica % n;
            faulty.insert(replica);
            let strategies: Vec<_> =
                names.iter().map(|name| format!(r#"{{"name": "{name}", "when": {{"ratio": [2, 3]}}}}"#)).collect();
            let strategies = strategies.join(", ");
            stage.command(&format!(
                r#"{{"do": "behave", "replica": {replica}, "group": 1, "strategies": [{strategies}]}}"#
            ));
            if twin {
                stage.command(&format!(r#"{{"do": "twin", "replica": {replica}, "sides": [[0, 1], [2, 3]]}}"#));
            }
        }
        let beyond_f = faulty.len() as u32 > (n - 1) / 3;
        for _ in 0..4 {
            stage.submit_rounds(2);
            stage.advance(1_500);
        }
        for (culprit, offence) in proven(&stage) {
            prop_assert!(faulty.contains(&culprit), "node {} is innocent of {}", culprit, offence);
        }
        if !beyond_f {
            prop_assert_eq!(stage.session.violations(), vec![]);
        }
    }
}
