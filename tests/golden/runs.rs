//! The runs with golden digests, for `tests/golden.rs` and `tests/web_golden.rs`.

use std::borrow::Cow;

use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::catalog::{self, Scene};
use pbft_lab::units::Ms;

/// A run: its name, its scenario and how many virtual milliseconds it is driven.
pub struct Run {
    pub name: &'static str,
    pub scenario: Cow<'static, str>,
    pub for_ms: u64,
}

/// The scenes of the catalog run for this number of virtual milliseconds.
const SCENES_FOR_MS: u64 = 3_000;

const RUNS: [Run; 13] = [
    Run {
        name: "n-1",
        for_ms: 1_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 1, "seed": "11"}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 41"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "n-4",
        for_ms: 2_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "clients": 3, "seed": "12", "checkpointInterval": 4}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 0, "do": "submit", "client": 1, "operation": "append x 2"},
            {"atMs": 1, "do": "submit", "client": 2, "operation": "append x 3"},
            {"atMs": 1, "do": "submit", "client": 2, "operation": "get x"},
            {"atMs": 200.125, "do": "submit", "client": 0, "operation": "del x"},
            {"atMs": 300, "do": "submit", "client": 1, "operation": "no such operation"},
            {"atMs": 400, "do": "submit", "client": 0, "operation": "put y 🌍"},
            {"atMs": 600, "do": "submit", "client": 0, "operation": "get y"}]}"#,
        ),
    },
    Run {
        name: "n-7-exponential-latency",
        for_ms: 2_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "13"},
            "network": {"latencyMs": {"exponential": {"min": 5, "mean": 20, "max": 200}}}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 10, "do": "submit", "client": 1, "operation": "put y 2"}]}"#,
        ),
    },
    Run {
        name: "n-31",
        for_ms: 1_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 31, "seed": "14"}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"}]}"#,
        ),
    },
    Run {
        name: "loss-duplication-reordering",
        for_ms: 20_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "clients": 2, "seed": "15", "checkpointInterval": 4},
            "network": {"loss": [1, 10], "duplicate": [1, 20], "reorder": [1, 10]}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 0, "do": "submit", "client": 1, "operation": "add y 1"},
            {"atMs": 100, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 200, "do": "submit", "client": 1, "operation": "add y 1"},
            {"atMs": 300, "do": "submit", "client": 0, "operation": "add x 1"}]}"#,
        ),
    },
    Run {
        name: "crash-and-restart",
        for_ms: 10_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "16", "checkpointInterval": 2}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 40, "do": "crash", "replica": 1},
            {"atMs": 300, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 900, "do": "restart", "replica": 1, "disk": "kept"},
            {"atMs": 1000, "do": "crash", "replica": 2, "afterPackets": 1},
            {"atMs": 1000, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 2000, "do": "restart", "replica": 2, "disk": "lost"},
            {"atMs": 2500, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "partition-and-heal",
        for_ms: 20_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "17"}, "commands": [
            {"atMs": 0, "do": "partition", "groups": [[0, 1], [2, 3]]},
            {"atMs": 10, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 4000, "do": "heal"},
            {"atMs": 4500, "do": "partition", "groups": [[0], [1, 2, 3]], "oneWay": true},
            {"atMs": 5000, "do": "submit", "client": 0, "operation": "get x"},
            {"atMs": 9000, "do": "heal"}]}"#,
        ),
    },
    Run {
        name: "crashed-primary",
        for_ms: 20_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "18"}, "commands": [
            {"atMs": 0, "do": "crash", "replica": 0},
            {"atMs": 10, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 8000, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "two-silent-primaries",
        for_ms: 40_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "24"}, "commands": [
            {"atMs": 0, "do": "crash", "replica": 0},
            {"atMs": 0, "do": "crash", "replica": 1},
            {"atMs": 10, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 20, "do": "submit", "client": 1, "operation": "append x 2"},
            {"atMs": 30000, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "checkpoints-and-garbage-collection",
        for_ms: 20_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "clients": 2, "seed": "21", "checkpointInterval": 2}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 5, "do": "submit", "client": 1, "operation": "append y 1"},
            {"atMs": 5, "do": "submit", "client": 1, "operation": "append y 2"},
            {"atMs": 5, "do": "submit", "client": 1, "operation": "append y 3"},
            {"atMs": 5, "do": "submit", "client": 1, "operation": "get y"}]}"#,
        ),
    },
    Run {
        name: "state-transfer-after-a-long-sleep",
        for_ms: 30_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "22", "checkpointInterval": 2}, "commands": [
            {"atMs": 0, "do": "crash", "replica": 3},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 10000, "do": "restart", "replica": 3, "disk": "kept"},
            {"atMs": 15000, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "restart-in-a-view-change",
        for_ms: 30_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "23"}, "commands": [
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 500, "do": "crash", "replica": 0},
            {"atMs": 500, "do": "crash", "replica": 1},
            {"atMs": 510, "do": "submit", "client": 0, "operation": "add x 1"},
            {"atMs": 5000, "do": "crash", "replica": 2},
            {"atMs": 6000, "do": "restart", "replica": 2, "disk": "kept"},
            {"atMs": 7000, "do": "restart", "replica": 1, "disk": "kept"},
            {"atMs": 20000, "do": "submit", "client": 0, "operation": "get x"}]}"#,
        ),
    },
    Run {
        name: "by-hand",
        for_ms: 10_000,
        scenario: Cow::Borrowed(
            r#"{"cluster": {"replicas": 4, "seed": "19"}, "commands": [
            {"atMs": 0, "do": "pause", "replica": 3},
            {"atMs": 0, "do": "link", "from": 0, "to": 1, "hold": true},
            {"atMs": 0, "do": "link", "from": 0, "to": 2, "latencyMs": {"constant": 55.5}, "loss": [0, 3]},
            {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
            {"atMs": 2, "do": "duplicate", "packet": 0},
            {"atMs": 3, "do": "delay", "packet": 0, "ms": 12.5},
            {"atMs": 60, "do": "deliver", "packet": 2},
            {"atMs": 70, "do": "drop", "packet": 999999},
            {"atMs": 200, "do": "resume", "replica": 3},
            {"atMs": 300, "do": "timeout", "node": 4, "timer": "client"},
            {"atMs": 1500, "do": "heal"}]}"#,
        ),
    },
];

/// Every golden run.
pub fn all() -> Vec<Run> {
    let scene = |scene: &Scene| Run {
        name: scene.name,
        scenario: scene.json().unwrap().into(),
        for_ms: SCENES_FOR_MS,
    };
    RUNS.into_iter().chain(catalog::SCENES.iter().map(scene)).collect()
}

/// The session at the end of a run.
pub fn play(scenario: Scenario, for_ms: u64) -> Session {
    let mut session = Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"));
    session.advance(Ms::from_us(for_ms * 1000), &mut || false);
    session
}

/// A line of the golden file: name, digest, steps, virtual time.
pub fn line_of(run: &Run) -> String {
    let scenario = Scenario::parse(&run.scenario).unwrap_or_else(|refusal| panic!("{}: {refusal}", run.name));
    let mut session = play(scenario, run.for_ms);
    let (digest, steps, now) = (session.digest(), session.step_count(), session.now().text());
    format!("{} {digest} {steps} steps {now} ms", run.name)
}
