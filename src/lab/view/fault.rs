//! Which replicas are faulty, in which way, and what PBFT still guarantees then.

use serde::Serialize;

/// A way in which a replica is faulty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Fault {
    /// It has crashed.
    Down,
    /// It is paused.
    Paused,
    /// It lost its disk and has no vote yet.
    NoVote,
    /// It follows a strategy.
    Lying,
    /// It runs twice with one key.
    Twinned,
    /// It was made to lie before and follows the protocol now. What it has signed remains valid.
    Lied,
}

/// Whether others can count on the vote of a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Votes {
    /// It votes as the protocol says.
    Yes,
    /// It may vote, as it likes.
    Perhaps,
    /// It does not vote.
    No,
}

/// A faulty replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FaultyReplica {
    /// The replica.
    pub replica: u32,
    /// In which ways it is faulty, at least one.
    pub kinds: Vec<Fault>,
    /// Whether it votes.
    pub votes: Votes,
}

/// What PBFT guarantees with the replicas that are faulty at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Verdict {
    /// How many replicas are faulty, in whichever way: those of `View.faults`.
    pub faulty: u32,
    /// f: so many faulty replicas the protocol tolerates, whatever they do.
    pub allowed: u32,
    /// How many of the faulty ones are Byzantine: they lie, have lied, or are twinned.
    pub byzantine: u32,
    /// How many replicas vote as the protocol says, those without a fault included.
    pub voting: u32,
    /// How many can vote at all: these, and those that lie.
    pub may_vote: u32,
    /// 2Q - n: so many replicas, at least, belong to any two quorums.
    pub overlap: u32,
    /// Whether correct replicas cannot execute different requests at one number: fewer than 2Q - n replicas are Byzantine.
    pub agreement: bool,
    /// Whether a result that a client accepts is right: fewer than f + 1 replicas are Byzantine.
    pub answers: bool,
    /// Whether requests are answered once messages arrive in time: a quorum votes, and the liars, fewer than f + 1, cannot
    /// force view changes.
    pub progress: bool,
    /// Replicas whose guilt is proven by statements that they signed.
    pub proven: u32,
}
