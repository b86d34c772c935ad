//! A laboratory for Byzantine agreement that runs inside a web page.
//!
//! One crate contains the protocol (PBFT of Castro and Liskov, in its signature version), a deterministic simulated world, and
//! the code that joins them. Compiled to WebAssembly, it runs every replica, every client and the whole network in the reader's
//! browser. Compiled natively, it runs the same worlds in tests and searches and gives the same trace to the last byte.
//!
//! Reading order:
//! 1. [`process`]: the vocabulary that protocols and hosts share;
//! 2. [`common`]: ids, encoding and the service; [`pbft`]: the protocol on a page, then one file per sub-protocol
//!    ([`raft`], to compare, is built alike);
//! 3. [`sim`]: the world: its event queue, network and trace;
//! 4. [`node`] and [`byzantine`]: the honest part of a node, and the adversary around it;
//! 5. [`checks`]: the invariants, proof of guilt, who is faulty;
//! 6. [`scenario`]: what a scenario file says;
//! 7. [`hunt`]: searches for violations, and the shrinking of what they find;
//! 8. [`run`]: the session that the page drives, and its history;
//! 9. `wasm`: the facade that JavaScript sees (only in builds for the browser).
//!
//! ```text
//!              process                vocabulary: NodeId, Time, Input, Output, Outbox, trait Process
//!             /       \
//!         common       |              ids, encoding, service, removable rules
//!         /    \       |
//!      raft    pbft   sim             siblings: none names another; only tests run raft so far
//!                 \   /
//!        node, byzantine              nodes of a PBFT world, honest and not
//!                 |
//!              checks                 invariants, evidence, faults, random runs
//!                 |
//!             scenario                scenario files and commands          (units, error, json below it)
//!            /    |
//!        hunt    api                  searches for violations; everything that crosses to JavaScript, as plain data
//!             /       \
//!        explain    export            why something happened; a run for other tools
//!             \       /
//!                run                  session and history
//!               /   \
//!            wasm   bin/              edges: browser facade; native tools
//! ```

pub mod api;
pub mod byzantine;
pub mod checks;
pub mod common;
pub mod error;
pub mod explain;
pub mod export;
pub mod hunt;
pub mod json;
pub mod node;
pub mod pbft;
pub mod process;
pub mod raft;
pub mod run;
pub mod scenario;
pub mod sim;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

/// The Rust example of the README, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;
