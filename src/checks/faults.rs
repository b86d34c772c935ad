//! Faulty replicas: the only place that decides which replicas are faulty.
//!
//! Views, the verdict, explanations and exports use it. The oracles do not: they judge every correct replica, and a replica
//! that is down, paused or without a vote does not violate an invariant by that.

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
    /// It runs as two copies with one key.
    Twinned,
    /// It was Byzantine before and follows the protocol now. Its earlier signatures remain valid.
    Lied,
}

/// Whether a replica votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Votes {
    /// It votes as the protocol requires.
    Yes,
    /// It may vote or not.
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
    /// The kinds of its faults, at least one.
    pub kinds: Vec<Fault>,
    /// Whether it votes.
    pub votes: Votes,
}

/// What PBFT guarantees with the replicas that are faulty now, by the thresholds in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Verdict {
    /// The number of faulty replicas of any kind, as in `View.faults`.
    pub faulty: u32,
    /// f: the number of faulty replicas that the protocol tolerates.
    pub allowed: u32,
    /// The number of faulty replicas that are Byzantine: they follow a strategy, did so before, or are twinned.
    pub byzantine: u32,
    /// The number of replicas that vote as the protocol requires, including those without a fault.
    pub voting: u32,
    /// The number of replicas that can vote: these, and those that follow a strategy.
    pub may_vote: u32,
    /// 2Q - n: the minimum size of the intersection of two quorums.
    pub overlap: u32,
    /// Whether correct replicas cannot execute different requests at one sequence number: fewer than 2Q - n replicas are
    /// Byzantine.
    pub agreement: bool,
    /// Whether a result that a client accepts is correct: fewer than f + 1 replicas are Byzantine.
    pub answers: bool,
    /// Whether requests are answered once messages arrive in time: a quorum votes, and fewer than f + 1 replicas are Byzantine,
    /// so that they cannot force view changes.
    pub progress: bool,
    /// The number of replicas whose guilt is proven by statements that they signed.
    pub proven: u32,
}

/// The faulty replicas at one moment.
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

    /// The number of faulty replicas.
    pub(crate) fn count(&self) -> u32 {
        self.count_of(|_| true)
    }

    /// The number of replicas that follow a strategy, did so before, or are twinned.
    pub(crate) fn byzantine(&self) -> u32 {
        self.count_of(|faulty| faulty.kinds.iter().any(|kind| is_byzantine(*kind)))
    }

    /// The guarantees; `proven` replicas are proven guilty.
    pub(crate) fn verdict(&self, proven: u32) -> Verdict {
        let Quorums { n, quorum, .. } = self.quorums;
        let byzantine = self.byzantine();
        let without = |votes: Votes| self.count_of(|faulty| faulty.votes == votes);
        let liars = without(Votes::Perhaps);
        let may_vote = n.saturating_sub(without(Votes::No));
        let voting = may_vote.saturating_sub(liars);
        Verdict {
            faulty: self.count(),
            allowed: Quorums::of(n).f,
            byzantine,
            voting,
            may_vote,
            overlap: self.quorums.overlap(),
            agreement: byzantine < self.quorums.overlap(),
            answers: byzantine < self.quorums.replies(),
            progress: voting >= quorum && liars < self.quorums.joins(),
            proven,
        }
    }

    fn count_of(&self, which: impl Fn(&FaultyReplica) -> bool) -> u32 {
        self.replicas.iter().map(|faulty| u32::from(which(faulty))).sum()
    }
}

/// The invariants that hold while any two quorums share a correct replica. All others depend on a weak certificate.
const BY_OVERLAP: [&str; 6] = [
    "agreement",
    "order",
    "exactly-once",
    "no conflicting prepared",
    "preserved across views",
    "checkpoint agreement",
];

/// Whether an invariant is not guaranteed with this number of Byzantine replicas, so that its violation is not an error of the
/// protocol.
pub(crate) fn is_beyond(property: &str, byzantine: u32, quorums: Quorums) -> bool {
    let fewer_than = if BY_OVERLAP.contains(&property) { quorums.overlap() } else { quorums.weak };
    byzantine >= fewer_than
}

/// The kinds of a node's faults.
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
