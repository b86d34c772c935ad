//! A laboratory for Byzantine agreement that runs inside a web page.
//!
//! One crate holds the protocol (PBFT of Castro and Liskov, in its signature version), a deterministic simulated world,
//! and the laboratory that joins them; compiled to WebAssembly it runs every replica, every client and the
//! whole network in the reader's browser, compiled natively it runs the same worlds in tests and searches, and gives the
//! same trace to the last byte.
//!
//! Reading order:
//! 1. [`process`]: the vocabulary that protocols and hosts share;
//! 2. [`pbft`]: the protocol on a page, then one file per sub-protocol;
//! 3. [`sim`]: the world, its agenda, network and trace;
//! 4. [`lab`]: scenarios, oracles, views and the session that the page drives;
//! 5. `wasm`: the facade that JavaScript sees (only in builds for the browser).
//!
//! ```text
//!              process                vocabulary: NodeId, Time, Input, Output, Outbox, trait Process
//!             /   |   \
//!         pbft         sim            siblings: neither names the other
//!             \   |   /
//!                lab                  joins protocol and world
//!               /   \
//!            wasm   bin/              edges: browser facade; native tools
//! ```

pub mod lab;
pub mod node;
pub mod pbft;
pub mod process;
pub mod sim;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

/// The README's Rust example, compiled and run with the tests, so that it cannot rot.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;
