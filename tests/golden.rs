//! Invariant I20: the same scenario gives the same run, natively in debug and release, in Chromium and in Firefox.
//!
//! `tests/golden/digests.txt` holds for each run its name, the digest of its trace, the number of its steps and the virtual
//! time at its end. The browsers check the same file (`tests/web_golden.rs`). When the protocol or a scene is changed
//! on purpose, `UPDATE_GOLDEN=1 cargo test --test golden` writes it anew; the change stands in the commit.

#![cfg(test)]

#[path = "golden/runs.rs"]
mod runs;

use pbft_lab::lab::scenario::{CryptoKind, Scenario};

const FILE: &str = "tests/golden/digests.txt";

#[test]
fn every_run_ends_with_its_golden_digest() {
    let lines: Vec<String> = runs::all().iter().map(runs::line_of).collect();
    let now = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &now).unwrap();
    }
    let golden = std::fs::read_to_string(FILE).unwrap_or_default();
    assert_eq!(now, golden, "UPDATE_GOLDEN=1 cargo test --test golden writes {FILE} anew");
}

#[test]
fn all_three_crypto_settings_give_the_same_trace() {
    for run in runs::all() {
        let digest = |crypto| {
            let mut scenario = Scenario::parse(run.scenario).unwrap();
            scenario.cluster.crypto = crypto;
            runs::play(scenario, run.for_ms).digest()
        };
        let once = digest(CryptoKind::Once);
        assert_eq!(digest(CryptoKind::Every), once, "{}", run.name);
        assert_eq!(digest(CryptoKind::Symbolic), once, "{}", run.name);
    }
}

#[test]
fn another_seed_gives_another_run() {
    for run in runs::all() {
        let mut scenario = Scenario::parse(run.scenario).unwrap();
        let digest = runs::play(scenario.clone(), run.for_ms).digest();
        scenario.cluster.seed = "20".to_owned();
        assert_ne!(runs::play(scenario, run.for_ms).digest(), digest, "{}", run.name);
    }
}
