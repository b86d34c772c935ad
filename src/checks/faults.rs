//! The set of faulty replicas: the one place that decides it.
//!
//! The views, the verdict, explanations and exports ask here. The oracles do not: they judge every replica that is correct, and a
//! replica that is down, paused or without a vote breaks no invariant by that.

use serde::Serialize;

use crate::byzantine::node::Node;
use crate::pbft::Quorums;
use crate::process::NodeId;
use crate::sim::{Health, Oracle, Trust, World};

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
    /// f: the number of faulty replicas that the protocol tolerates.
    pub allowed: u32,
    /// How many of the faulty ones are Byzantine: they lie, have lied, or are twinned.
    pub byzantine: u32,
    /// How many replicas vote as the protocol says, those without a fault included.
    pub voting: u32,
    /// How many can vote at all: these, and those that lie.
    pub may_vote: u32,
    /// 2Q - n: the minimum size of the intersection of two quorums.
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

/// The faulty replicas of one moment.
#[derive(Clone, Debug)]
pub(crate) struct Faults {
    quorums: Quorums,
    replicas: Vec<FaultyReplica>,
}

impl Faults {
    pub(crate) fn of<O: Oracle<Node>>(world: &World<Node, O>, quorums: Quorums) -> Faults {
        let replicas = (0..quorums.n).filter_map(|replica| {
            let kinds = kinds_of(world, NodeId(replica));
            (!kinds.is_empty()).then(|| FaultyReplica { replica, votes: votes_of(&kinds), kinds })
        });
        Faults { quorums, replicas: replicas.collect() }
    }

    /// The faulty replicas, in order.
    pub(crate) fn replicas(&self) -> &[FaultyReplica] {
        &self.replicas
    }

    /// How many replicas are faulty.
    pub(crate) fn count(&self) -> u32 {
        self.count_of(|_| true)
    }

    /// How many replicas lie, have lied or are twinned.
    pub(crate) fn byzantine(&self) -> u32 {
        self.count_of(|faulty| faulty.kinds.iter().any(|kind| is_byzantine(*kind)))
    }

    /// What is guaranteed; `proven` replicas are proven guilty.
    pub(crate) fn verdict(&self, proven: u32) -> Verdict {
        let Quorums { n, f, quorum, weak, .. } = self.quorums;
        let byzantine = self.byzantine();
        let without = |votes: Votes| self.count_of(|faulty| faulty.votes == votes);
        let liars = without(Votes::Perhaps);
        let may_vote = n.saturating_sub(without(Votes::No));
        let voting = may_vote.saturating_sub(liars);
        Verdict {
            faulty: self.count(),
            allowed: f,
            byzantine,
            voting,
            may_vote,
            overlap: self.quorums.overlap(),
            agreement: byzantine < self.quorums.overlap(),
            answers: byzantine < weak,
            progress: voting >= quorum && liars < weak,
            proven,
        }
    }

    fn count_of(&self, which: impl Fn(&FaultyReplica) -> bool) -> u32 {
        self.replicas.iter().map(|faulty| u32::from(which(faulty))).sum()
    }
}

/// The invariants that hold as long as any two quorums share a correct replica. Everything else that liars can break rests on a weak
/// certificate.
const BY_OVERLAP: [&str; 6] = [
    "agreement",
    "order",
    "exactly-once",
    "no conflicting prepared",
    "preserved across views",
    "checkpoint agreement",
];

/// Whether an invariant is not guaranteed with this number of Byzantine replicas, so that a violation of it is not a mistake of the
/// protocol.
pub(crate) fn is_beyond(property: &str, byzantine: u32, quorums: Quorums) -> bool {
    let fewer_than = if BY_OVERLAP.contains(&property) { quorums.overlap() } else { quorums.weak };
    byzantine >= fewer_than
}

/// In which ways a node is faulty.
pub(crate) fn kinds_of<O: Oracle<Node>>(world: &World<Node, O>, node: NodeId) -> Vec<Fault> {
    let mut kinds = Vec::new();
    match world.health(node) {
        Some(Health::Up) => {}
        Some(Health::Paused) => kinds.push(Fault::Paused),
        Some(Health::Down) | None => kinds.push(Fault::Down),
    }
    let Some(process) = world.node(node) else { return kinds };
    if process.replica().is_some_and(|replica| replica.amnesic()) {
        kinds.push(Fault::NoVote);
    }
    let (lies, twinned) = (process.adversary().has_orders(), process.inner().sides().is_some());
    kinds.extend(lies.then_some(Fault::Lying));
    kinds.extend(twinned.then_some(Fault::Twinned));
    if !lies && !twinned && world.trust().of(node) == Trust::Byzantine {
        kinds.push(Fault::Lied);
    }
    kinds
}

fn votes_of(kinds: &[Fault]) -> Votes {
    let vote = |kind: &Fault| match kind {
        Fault::Down | Fault::Paused | Fault::NoVote => Votes::No,
        Fault::Lying | Fault::Twinned => Votes::Perhaps,
        Fault::Lied => Votes::Yes,
    };
    kinds.iter().map(vote).max().unwrap_or(Votes::Yes)
}

fn is_byzantine(kind: Fault) -> bool {
    match kind {
        Fault::Down | Fault::Paused | Fault::NoVote => false,
        Fault::Lying | Fault::Twinned | Fault::Lied => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::invariants::INVARIANTS;

    #[test]
    fn what_two_liars_of_five_can_break_is_not_what_two_of_four_can() {
        let (four, five) = (Quorums::of(4), Quorums::of(5));
        for property in BY_OVERLAP {
            assert!(INVARIANTS.iter().any(|(_, name, _)| *name == property), "{property}");
            assert!(!is_beyond(property, 1, four) && is_beyond(property, 2, four), "{property}");
            assert!(!is_beyond(property, 2, five) && is_beyond(property, 3, five), "{property}");
        }
        for property in ["client", "commit implies prepared"] {
            assert!(!is_beyond(property, 1, five) && is_beyond(property, 2, five), "{property}");
        }
        assert!(!is_beyond("agreement", 0, Quorums::of(1)));
    }
}
