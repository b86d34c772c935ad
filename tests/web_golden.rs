//! Invariant I20 in the browsers: the digests are those of the native runs (`tests/golden.rs`).

#![cfg(test)]
#![cfg(target_arch = "wasm32")]

#[path = "golden/runs.rs"]
mod runs;

/// The part of the tests of Raft that a browser repeats.
mod raft {
    pub mod fixed_run;
    mod invariants;
    mod world;
}

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn every_run_ends_with_its_golden_digest() {
    let lines: Vec<String> = runs::all().iter().map(runs::line_of).collect();
    assert_eq!(lines.join("\n") + "\n", include_str!("golden/digests.txt"));
}

#[wasm_bindgen_test]
fn a_fixed_run_of_raft_has_its_digest() {
    assert_eq!(raft::fixed_run::digest(), raft::fixed_run::DIGEST);
}
