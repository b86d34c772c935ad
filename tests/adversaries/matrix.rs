//! Matrix of all strategies, alone and in pairs: always safe, and live once the misbehaviour ends (checklist line 126).
//! A strategy that is added is tested here without another line.

use pbft_lab::byzantine::{AppliesTo, StrategyInfo, strategies};

use crate::adversaries::harness::Harness;

fn open(n: u32, seed: u64, crypto: &str) -> Harness {
    Harness::open(&format!(
        r#"{{"cluster": {{"replicas": {n}, "clients": 2, "seed": "{seed}", "checkpointInterval": 4, "batchMax": 2,
            "viewTimeoutMs": 500, "clientTimeoutMs": 300, "crypto": "{crypto}"}}}}"#
    ))
}

/// Makes a replica follow a strategy with its defaults; a client's strategy goes to client 1.
fn behave(harness: &mut Harness, replica: u32, info: &StrategyInfo) {
    let strategy = format!(r#"{{"name": "{}"}}"#, info.name);
    match info.applies_to {
        AppliesTo::Client => {
            harness.command(&format!(r#"{{"do": "clientBehave", "client": 1, "strategy": {strategy}}}"#));
        }
        AppliesTo::Replica | AppliesTo::Network => harness.behave(replica, &strategy),
    }
}

/// All nodes are honest again.
fn relent(harness: &mut Harness, replicas: &[u32]) {
    for replica in replicas {
        harness.command(&format!(r#"{{"do": "honest", "replica": {replica}}}"#));
    }
    harness.command(r#"{"do": "clientBehave", "client": 1, "strategies": []}"#);
}

/// After the misbehaviour one more request of a correct client is served, and the correct replicas agree.
fn recovers(harness: &mut Harness, faulty: &[u32], what: &str) {
    relent(harness, faulty);
    let asked = harness.view().clients[0].answered;
    harness.submit(0, "add last 1");
    let queued = harness.view().clients[0].queued + 1;
    let goal = format!(r#"{{"answered": {{"client": 0, "count": {}}}}}"#, asked + queued);
    assert!(harness.reaches(&goal, 120_000), "{what}: client 0 is not served");
    harness.advance(10_000);
    let violations = harness.session.violations();
    assert!(violations.is_empty(), "{what}: {violations:?}");
    harness.expect_agreement_without(faulty);
    let proofs = harness.session.proofs();
    let n = harness.view().n;
    let is_faulty = |node: u32| faulty.contains(&node) || node == n + 1;
    assert!(proofs.iter().all(|proof| is_faulty(proof.culprit)), "{what}: {proofs:?}");
}

#[test]
fn each_strategy_alone_leaves_four_replicas_safe_and_the_clients_served() {
    for info in strategies() {
        for (replica, seed) in [(0, 1), (2, 2), (1, 3)] {
            let mut harness = open(4, seed, "symbolic");
            behave(&mut harness, replica, &info);
            for _ in 0..3 {
                harness.submit_rounds(2);
                harness.advance(2_000);
            }
            recovers(&mut harness, &[replica], &format!("{} at replica {replica}", info.name));
        }
    }
}

#[test]
fn two_strategies_at_two_of_seven_replicas_leave_the_others_safe_and_the_clients_served() {
    let all = strategies();
    for (place, first) in all.iter().enumerate() {
        // Each strategy meets two others, the first of them as its own backup.
        for step in [1, 11] {
            let second = &all[(place + step) % all.len()];
            let mut harness = open(7, (place * 20 + step) as u64, "symbolic");
            behave(&mut harness, 0, first);
            behave(&mut harness, 1, second);
            for _ in 0..2 {
                harness.submit_rounds(2);
                harness.advance(2_000);
            }
            recovers(&mut harness, &[0, 1], &format!("{} and {}", first.name, second.name));
        }
    }
}

#[test]
fn each_strategy_gives_the_same_trace_whatever_of_the_cryptography_is_computed() {
    for info in strategies() {
        for replica in [0, 2] {
            let digest = |crypto: &str| {
                let mut harness = open(4, 5, crypto);
                behave(&mut harness, replica, &info);
                harness.submit_rounds(3);
                harness.advance(2_500);
                harness.session.digest()
            };
            assert_eq!(digest("once"), digest("symbolic"), "{} at replica {replica}", info.name);
        }
    }
}
