//! What a run is driven towards: the end of a `runUntil`, the aim of a scene, the solution of an exercise.

use serde::Serialize;

use super::view::{Ms, Phase};

/// A condition on a run. Exactly one of the fields is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Goal {
    /// A client has accepted at least so many results.
    Answered {
        /// The client's number.
        client: u32,
        /// How many results.
        count: u64,
    },
    /// Some replica has executed this sequence number.
    ExecutedAtLeast(u64),
    /// At some replica this checkpoint, or a later one, is stable.
    StableAtLeast(u64),
    /// Some replica is active in this view or a later one.
    ViewAtLeast(u64),
    /// At one replica, a sequence number is in this phase or a later one.
    Phase {
        /// The replica.
        replica: u32,
        /// The sequence number.
        seq: u64,
        /// The phase.
        at_least: Phase,
    },
    /// So much virtual time has passed since the start of the run.
    TimeAtLeastMs(Ms),
    /// An invariant is violated: its name, such as `agreement`, or `any`.
    Violation(String),
    /// An invariant has not been violated so far: its name, such as `agreement`, or `all`.
    Holds(String),
    /// The inner goal was true at some step.
    Reached(Box<Goal>),
    /// The inner goal is not true now.
    Not(Box<Goal>),
    /// All of these are true.
    All(Vec<Goal>),
    /// At least one of these is true.
    Any(Vec<Goal>),
}
