//! Obstacle of a client's request: the votes that cannot arrive, or the primary that does not order.
//!
//! A request is stuck when every replica that can vote has voted and the votes are still too few: no message in transit can help.

use std::cmp::Reverse;

use crate::api::waiting_for;
use crate::api::{Obstacle, PartitionView, WaitingFor};
use crate::checks::faults::{FaultyReplica, Verdict, Votes};
use crate::pbft::{ClientId, Quorums, Replica, SlotStatus, Timestamp};

/// The cluster at one step.
pub(super) struct Situation<'a> {
    pub(super) quorums: Quorums,
    pub(super) replicas: Vec<&'a Replica>,
    pub(super) faults: &'a [FaultyReplica],
    pub(super) verdict: Verdict,
    pub(super) partition: Option<&'a PartitionView>,
}

impl Situation<'_> {
    /// The obstacle of a request; none while messages in transit can still help.
    pub(super) fn obstacle_of(&self, client: ClientId, timestamp: Timestamp) -> Option<Obstacle> {
        let slots: Vec<_> = self.replicas.iter().map(|replica| slot_of(replica, client, timestamp)).collect();
        let voters: Vec<_> = self
            .replicas
            .iter()
            .zip(&slots)
            .filter(|(replica, _)| !self.is_mute(replica))
            .map(|(replica, slot)| Voter { replica, slot: slot.as_ref() })
            .collect();
        let sides = self.sides(&voters);
        let largest = sides.iter().map(|side| count(side.len())).max().unwrap_or(0);
        let may_vote = self.verdict.may_vote.min(largest);
        let quorum = self.quorums.quorum;
        let parted = self.verdict.may_vote >= quorum;
        let votes = || sides.iter().find_map(|side| self.missing_votes(side, may_vote, parted));
        let ordered = slots.iter().any(Option::is_some);
        (may_vote < quorum)
            .then(votes)
            .flatten()
            .or_else(|| if ordered { None } else { self.silent_primary(&voters) })
    }

    fn is_mute(&self, replica: &Replica) -> bool {
        self.faults.iter().any(|faulty| faulty.replica == replica.id().0 && faulty.votes == Votes::No)
    }

    /// The replicas that reach each other, the largest group first. A replica in no group of the partition reaches all. A
    /// one-way partition leaves a side that receives everything.
    fn sides<'v>(&self, voters: &[Voter<'v>]) -> Vec<Vec<Voter<'v>>> {
        let Some(partition) = self.partition.filter(|partition| !partition.one_way) else {
            return vec![voters.to_vec()];
        };
        let in_any = |id: &u32| partition.groups.iter().any(|group| group.contains(id));
        let side = |group: &Vec<u32>| {
            let is_on = |id: &u32| group.contains(id) || !in_any(id);
            voters.iter().filter(|voter| is_on(&voter.replica.id().0)).copied().collect::<Vec<_>>()
        };
        let mut sides: Vec<_> = partition.groups.iter().map(side).collect();
        sides.sort_by_key(|side| Reverse(side.len()));
        sides
    }

    fn missing_votes(&self, side: &[Voter<'_>], may_vote: u32, parted: bool) -> Option<Obstacle> {
        let need = self.quorums.quorum;
        let votes = |phase, have| Obstacle::Votes { phase, have, need, may_vote, parted };
        let changing = side.iter().filter(|voter| !voter.replica.active()).count();
        if changing > 0 {
            return Some(votes("view-change", count(changing)));
        }
        let all = may_vote.min(count(side.len()));
        let stuck = |have: &u32| *have >= all && *have < need;
        let commits = || self.most_votes(side, WaitingFor::Commits).filter(stuck);
        let prepares = || self.most_votes(side, WaitingFor::Prepares).filter(stuck);
        commits().map(|have| votes("commit", have)).or_else(|| prepares().map(|have| votes("prepare", have)))
    }

    fn most_votes(&self, side: &[Voter<'_>], wanted: WaitingFor) -> Option<u32> {
        let slots = side.iter().filter_map(|voter| voter.slot);
        let waiting = slots.filter(|slot| waiting_for(slot) == Some(wanted));
        waiting.map(|slot| self.votes_in(slot, wanted)).max()
    }

    /// The PRE-PREPARE is the primary's vote to prepare.
    fn votes_in(&self, slot: &SlotStatus, wanted: WaitingFor) -> u32 {
        if wanted == WaitingFor::Commits {
            return slot.commits.len();
        }
        let mut prepares = slot.prepares;
        if slot.pre_prepared {
            prepares.insert(self.quorums.primary(slot.view));
        }
        prepares.len()
    }

    /// Without an order there is nothing to vote on, and only the primary of the latest active view orders.
    fn silent_primary(&self, voters: &[Voter<'_>]) -> Option<Obstacle> {
        let active = voters.iter().map(|voter| voter.replica).filter(|replica| replica.active());
        let view = active.map(|replica| replica.view()).max()?;
        let primary = self.quorums.primary(view);
        let faulty = self.faults.iter().find(|faulty| faulty.replica == primary.0)?;
        let fault = faulty.kinds.first().filter(|_| faulty.votes == Votes::No)?;
        Some(Obstacle::Primary { primary: primary.0, fault: *fault })
    }
}

/// A replica that can vote, with its log entry of the request.
#[derive(Clone, Copy)]
struct Voter<'a> {
    replica: &'a Replica,
    slot: Option<&'a SlotStatus>,
}

/// The newest log entry of a request: after a view change it may be in several.
fn slot_of(replica: &Replica, client: ClientId, timestamp: Timestamp) -> Option<SlotStatus> {
    replica.slots().rev().find(|slot| {
        let requests = slot.batch.iter().flat_map(|batch| batch.requests());
        requests.into_iter().any(|request| request.client == client && request.timestamp == timestamp)
    })
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
