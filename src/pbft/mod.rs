//! PBFT, the signature version of Castro and Liskov's protocol (OSDI 1999), on a page.
//!
//! Reading order: [`ids`] and [`config`] (the paper's numbers and thresholds), [`message`] (what travels), [`envelope`]
//! (who signed it), then `replica` and one file per sub-protocol.

pub mod batch;
pub mod codec;
pub mod config;
pub mod envelope;
pub mod event;
pub mod ids;
pub mod message;
pub mod reject;
pub mod service;
pub mod state;
pub mod wire;
