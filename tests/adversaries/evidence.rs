//! Proof of guilt: the evidence that strategies leave and any node can check. It never names a correct node.

use std::collections::BTreeSet;

use ed25519_dalek::{Signature, VerifyingKey};
use pbft_lab::api::ProtocolEvent;
use pbft_lab::byzantine::{AppliesTo, strategies};
use proptest::prelude::*;

use crate::adversaries::harness::Harness;

/// The offences that are proven against a node.
fn proven(harness: &Harness) -> BTreeSet<(u32, String)> {
    harness.session.proofs().into_iter().map(|proof| (proof.culprit, proof.offence)).collect()
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
        let mut harness = Harness::with(replica, strategy);
        harness.submit_rounds(4);
        harness.advance(5_000);
        assert!(
            proven(&harness).contains(&(replica, offence.to_owned())),
            "{strategy}: {:?}",
            proven(&harness)
        );
        let view = harness.view();
        assert_eq!((view.verdict.faulty, view.verdict.proven), (1, 1), "{strategy}");
        assert_eq!(view.proofs, harness.session.proofs());
    }
}

#[test]
fn a_lie_that_contradicts_nothing_signed_leaves_none() {
    for strategy in [r#"{"name": "silent"}"#, r#"{"name": "forge-sender"}"#, r#"{"name": "lying-reply"}"#] {
        let mut harness = Harness::with(2, strategy);
        harness.submit_rounds(4);
        harness.advance(5_000);
        assert_eq!(proven(&harness), BTreeSet::new(), "{strategy}");
    }
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let pair = |index: usize| u8::from_str_radix(&hex[index..index + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(pair).collect()
}

#[test]
fn a_reader_with_the_public_key_can_check_each_statement_of_a_proof() {
    let mut harness = Harness::with(0, r#"{"name": "equivocate-and-prepare"}"#);
    harness.submit_rounds(4);
    harness.advance(5_000);
    let count = harness.session.proofs().len();
    assert!(count >= 2);
    for id in 0..count as u32 {
        let proof = harness.session.proof(id).unwrap();
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
    assert!(harness.session.proof(count as u32).unwrap_err().message.contains("numbered from 0"));
}

#[test]
fn a_twin_convicts_itself_and_a_violation_names_the_guilty() {
    let mut harness = Harness::of_four(7);
    harness.command(r#"{"do": "twin", "replica": 0, "sides": [[1, 4], [2, 3, 5]]}"#);
    harness.submit_rounds(4);
    harness.advance(20_000);
    harness.expect_safe();
    assert!(proven(&harness).iter().all(|(culprit, _)| *culprit == 0));
    assert!(!proven(&harness).is_empty());
    // Too many faulty replicas: a violation is shown with the replicas that caused it.
    let mut harness = Harness::of_four(7);
    harness.behave(0, r#"{"name": "equivocate-and-prepare"}"#);
    harness.behave(2, r#"{"name": "lying-reply"}"#);
    harness.behave(1, r#"{"name": "lying-reply"}"#);
    harness.submit_rounds(4);
    harness.advance(10_000);
    let violations = harness.session.violations();
    assert!(
        violations.iter().any(|violation| violation.beyond_f && violation.guilty == [0]),
        "{violations:?}"
    );
}

/// A random run in which some misbehave.
#[derive(Clone, Debug)]
struct Plan {
    replicas: u32,
    seed: u32,
    /// Replicas that follow these strategies, some of them as two copies.
    liars: Vec<(u32, Vec<String>, bool)>,
    /// Clients that follow these strategies.
    clients: Vec<(u32, Vec<String>)>,
    /// Whether packets are lost, doubled and overtaken.
    lossy: bool,
    /// An action of a network attacker without keys, and the packet in transit that it applies to.
    meddling: Vec<(&'static str, u64)>,
}

const CLIENTS: u32 = 3;

/// Any of the strategies, any number of them, at any number of replicas and clients.
fn plans() -> impl Strategy<Value = Plan> {
    let names = |applies_to: AppliesTo| {
        let all = strategies().into_iter().filter(move |info| info.applies_to == applies_to);
        // A script needs a function, which a scenario cannot contain.
        all.map(|info| info.name).filter(|name| name != "script").collect::<Vec<_>>()
    };
    let chosen = |applies_to| prop::collection::vec(prop::sample::select(names(applies_to)), 1..4);
    let liars = prop::collection::vec((0..7_u32, chosen(AppliesTo::Replica), any::<bool>()), 0..5);
    let clients = prop::collection::vec((0..CLIENTS, chosen(AppliesTo::Client)), 0..3);
    let meddling = prop::sample::select(vec!["duplicate", "duplicate", "delay", "drop", "restart"]);
    let meddling = prop::collection::vec((meddling, any::<u64>()), 0..20);
    let size = prop::sample::select(vec![4_u32, 4, 7]);
    (size, any::<u32>(), liars, clients, any::<bool>(), meddling).prop_map(
        |(replicas, seed, liars, clients, lossy, meddling)| {
            let liars = liars.into_iter().map(|(liar, names, twin)| (liar % replicas, names, twin)).collect();
            Plan { replicas, seed, liars, clients, lossy, meddling }
        },
    )
}

impl Plan {
    fn open(&self) -> Harness {
        let Plan { replicas, seed, .. } = self;
        let network =
            if self.lossy { r#"{"loss": [1, 10], "duplicate": [1, 20], "reorder": [1, 5]}"# } else { "{}" };
        let mut harness = Harness::open(&format!(
            r#"{{"cluster": {{"replicas": {replicas}, "clients": {CLIENTS}, "seed": "{seed}", "checkpointInterval": 2,
                "batchMax": 2, "viewTimeoutMs": 500, "clientTimeoutMs": 300, "crypto": "symbolic"}}, "network": {network}}}"#
        ));
        let strategies = |names: &[String]| {
            let all =
                names.iter().map(|name| format!(r#"{{"name": "{name}", "when": {{"ratio": [2, 3]}}}}"#));
            all.collect::<Vec<_>>().join(", ")
        };
        for (replica, names, twin) in &self.liars {
            let strategies = strategies(names);
            harness.command(&format!(
                r#"{{"do": "behave", "replica": {replica}, "group": 1, "strategies": [{strategies}]}}"#
            ));
            if *twin {
                harness.command(&format!(
                    r#"{{"do": "twin", "replica": {replica}, "sides": [[0, 1], [2, 3]]}}"#
                ));
            }
        }
        for (client, names) in &self.clients {
            let strategies = strategies(names);
            harness.command(&format!(
                r#"{{"do": "clientBehave", "client": {client}, "strategies": [{strategies}]}}"#
            ));
        }
        harness
    }

    /// The nodes that ever misbehaved.
    fn faulty(&self) -> BTreeSet<u32> {
        let replicas = self.liars.iter().map(|(replica, _, _)| *replica);
        replicas.chain(self.clients.iter().map(|(client, _)| self.replicas + client)).collect()
    }

    fn is_beyond_f(&self) -> bool {
        let liars: BTreeSet<u32> = self.liars.iter().map(|(replica, _, _)| *replica).collect();
        liars.len() as u32 > (self.replicas - 1) / 3
    }
}

/// The actions of an attacker that can do everything but sign.
fn meddle(harness: &mut Harness, how: &str, which: u64, replicas: u32) {
    if how == "restart" {
        let replica = which % u64::from(replicas);
        harness.command(&format!(r#"{{"do": "crash", "replica": {replica}}}"#));
        harness.advance(50);
        harness.command(&format!(r#"{{"do": "restart", "replica": {replica}, "disk": "kept"}}"#));
        return;
    }
    let packets: Vec<u64> = harness.session.packets().map(|packet| packet.id.0).collect();
    let Some(packet) = packets.get((which % packets.len().max(1) as u64) as usize) else { return };
    let by = if how == "delay" { r#", "ms": 700"# } else { "" };
    harness.command(&format!(r#"{{"do": "{how}", "packet": {packet}{by}}}"#));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, ..ProptestConfig::default() })]

    #[test]
    fn evidence_never_names_a_correct_node(plan in plans()) {
        let mut harness = plan.open();
        let mut meddling = plan.meddling.iter();
        for _ in 0..4 {
            harness.submit_rounds(2);
            harness.submit(2, "get x");
            for (how, which) in meddling.by_ref().take(5) {
                harness.advance(20);
                meddle(&mut harness, how, *which, plan.replicas);
            }
            harness.advance(1_500);
        }
        for (culprit, offence) in proven(&harness) {
            prop_assert!(plan.faulty().contains(&culprit), "node {} is innocent of {}", culprit, offence);
        }
        if !plan.is_beyond_f() {
            prop_assert_eq!(harness.session.violations(), vec![]);
        }
    }
}

#[test]
fn a_statement_that_convicts_tells_of_no_batch_since_none_is_signed() {
    let mut harness = Harness::with(0, r#"{"name": "equivocate", "when": {"views": [0]}}"#);
    harness.submit_rounds(3);
    assert!(harness.serves(3, 60_000));
    let statements = harness.facts().into_iter().filter_map(|(_, fact)| match fact {
        ProtocolEvent::EvidenceFound { culprit: 0, offence, statements, .. } => {
            (offence == "conflicting-pre-prepares").then_some(statements)
        }
        _ => None,
    });
    let statements: Vec<_> = statements.flatten().collect();
    assert!(!statements.is_empty());
    assert!(statements.iter().all(|it| it.requests.is_none() && it.digest.is_some()), "{statements:?}");
}
