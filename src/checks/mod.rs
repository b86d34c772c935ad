//! Checks of a run: invariants, proof of guilt, faulty replicas, and random runs that search for violations.
//!
//! | part | content |
//! |---|---|
//! | [`invariants`] | the invariants of the protocol, each with an oracle that sees the whole world |
//! | [`evidence`] | proof of guilt: signed statements that no correct node makes |
//! | [`certificates`] | the certificates behind a violation |
//! | [`faults`] | which replicas are faulty and what is still guaranteed: the one place that decides it |
//! | [`watch`] | the oracle of a session: invariants and evidence together |
//! | [`random_runs`] | random worlds with every oracle watching |

pub mod certificates;
pub mod evidence;
pub mod faults;
pub mod invariants;
pub mod random_runs;
pub mod watch;
