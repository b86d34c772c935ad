//! Obstacle of a client's request: the votes that cannot arrive, or the primary that does not order.
//!
//! A request is stuck when every replica that can vote has voted and the votes are still too few, those in flight included: a
//! replica may have voted before it crashed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::api::waiting_for;
use crate::api::{Obstacle, PartitionView, WaitingFor};
use crate::byzantine::node::Node;
use crate::checks::faults::{FaultyReplica, Verdict, Votes};
use crate::checks::watch::Watch;
use crate::pbft::batch::Batch;
use crate::pbft::{
    Client, ClientId, Message, Phase, Quorums, Replica, ReplicaSet, SlotStatus, Timestamp, View,
};
use crate::process::NodeId;
use crate::sim::{PacketState, World};

/// The cluster at one step.
pub(super) struct Situation<'a> {
    pub(super) quorums: Quorums,
    pub(super) replicas: Vec<&'a Replica>,
    pub(super) faults: &'a [FaultyReplica],
    pub(super) verdict: Verdict,
    pub(super) partition: Option<&'a PartitionView>,
    pub(super) world: &'a World<Node, Watch>,
}

impl Situation<'_> {
    /// The obstacle of a client's request; none while messages in flight can still help.
    pub(super) fn obstacle_of(&self, client: &Client, timestamp: Timestamp) -> Option<Obstacle> {
        let id = client.id();
        let slots: Vec<_> = self.replicas.iter().map(|replica| slot_of(replica, id, timestamp)).collect();
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
            .or_else(|| if ordered { None } else { self.silent_primary(&voters, id, timestamp) })
            .filter(|_| !self.replies_suffice(client, timestamp))
    }

    /// The messages that arrive at a node without another command.
    fn in_flight(&self, to: NodeId) -> impl Iterator<Item = &Message> {
        let packets = self.world.packets();
        let arrives = packets.filter(move |packet| packet.to == to && packet.state == PacketState::Flying);
        arrives.map(|packet| packet.message)
    }

    /// Whether the client has enough matching replies, those in flight included.
    fn replies_suffice(&self, client: &Client, timestamp: Timestamp) -> bool {
        let mut results: BTreeMap<_, ReplicaSet> = BTreeMap::new();
        for reply in client.tally() {
            results.entry(&reply.result).or_default().insert(reply.replica);
        }
        for message in self.in_flight(client.id().node(self.quorums.n)) {
            if let Message::Reply(reply) = message
                && reply.timestamp == timestamp
            {
                results.entry(&reply.result).or_default().insert(reply.replica);
            }
        }
        results.values().any(|from| from.len() >= self.quorums.replies())
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
        let votes = |phase, have, need| Obstacle::Votes { phase, have, need, may_vote, parted };
        let changing = side.iter().filter(|voter| !voter.replica.active()).count();
        if changing > 0 {
            let need = self.quorums.view_changes();
            return (!self.can_change_view(side)).then(|| votes("view-change", count(changing), need));
        }
        // A replica that has decided proves it to the others.
        let decided = |slot: &SlotStatus| slot.decided || slot.phase >= Phase::CommittedLocal;
        if side.iter().any(|voter| voter.slot.is_some_and(decided) || self.receives_decision(voter)) {
            return None;
        }
        let all = may_vote.min(count(side.len()));
        let stuck = |wanted, need| {
            let have = self.most_votes(side, wanted, |_| ReplicaSet::default());
            let coming = self.most_votes(side, wanted, |voter| self.votes_in_flight(voter, wanted));
            have.filter(|have| *have >= all && coming.is_some_and(|coming| coming < need))
        };
        let (commits, prepares) = (self.quorums.commits(), self.quorums.prepare_votes());
        let commit = || stuck(WaitingFor::Commits, commits).map(|have| votes("commit", have, commits));
        let prepare = || stuck(WaitingFor::Prepares, prepares).map(|have| votes("prepare", have, prepares));
        commit().or_else(prepare)
    }

    /// Whether a view can begin: its NEW-VIEW is in flight, or its primary can get enough VIEW-CHANGEs from the replicas that are
    /// not beyond that view and from those that sent one before they stopped.
    fn can_change_view(&self, side: &[Voter<'_>]) -> bool {
        side.iter().any(|voter| {
            let mut wishes: BTreeMap<View, ReplicaSet> = BTreeMap::new();
            for (replica, view) in voter.replica.view_change_votes() {
                wishes.entry(view).or_default().insert(replica);
            }
            for message in self.in_flight(voter.replica.id().node()) {
                match message {
                    Message::NewView(new_view) if new_view.view >= voter.replica.view() => return true,
                    Message::ViewChange(change) => {
                        wishes.entry(change.view).or_default().insert(change.replica);
                    }
                    _ => {}
                }
            }
            wishes.into_iter().any(|(view, mut from)| {
                let may_join = side.iter().filter(|other| other.replica.view() <= view);
                may_join.for_each(|other| {
                    from.insert(other.replica.id());
                });
                self.quorums.primary(view) == voter.replica.id() && from.len() >= self.quorums.view_changes()
            })
        })
    }

    /// Whether a proof that something was decided is in flight to a replica.
    fn receives_decision(&self, voter: &Voter<'_>) -> bool {
        let proves = |message: &Message| matches!(message, Message::CommitCertificate(_) | Message::State(_));
        self.in_flight(voter.replica.id().node()).any(proves)
    }

    fn most_votes(
        &self,
        side: &[Voter<'_>],
        wanted: WaitingFor,
        more: impl Fn(&Voter<'_>) -> ReplicaSet,
    ) -> Option<u32> {
        let waiting = side.iter().filter(|voter| voter.slot.and_then(waiting_for) == Some(wanted));
        let votes = waiting.filter_map(|voter| {
            let mut votes = self.votes_in(voter.slot?, wanted);
            for replica in more(voter).iter() {
                votes.insert(replica);
            }
            Some(votes.len())
        });
        votes.max()
    }

    /// The PRE-PREPARE is the primary's vote to prepare.
    fn votes_in(&self, slot: &SlotStatus, wanted: WaitingFor) -> ReplicaSet {
        if wanted == WaitingFor::Commits {
            return slot.commits;
        }
        let mut prepares = slot.prepares;
        if slot.pre_prepared {
            prepares.insert(self.quorums.primary(slot.view));
        }
        prepares
    }

    fn votes_in_flight(&self, voter: &Voter<'_>, wanted: WaitingFor) -> ReplicaSet {
        let mut votes = ReplicaSet::default();
        let Some(slot) = voter.slot else { return votes };
        for message in self.in_flight(voter.replica.id().node()) {
            let (vote, replica) = match message {
                Message::Commit(vote) if wanted == WaitingFor::Commits => {
                    ((vote.view, vote.seq, vote.digest), vote.replica)
                }
                Message::Prepare(vote) if wanted == WaitingFor::Prepares => {
                    ((vote.view, vote.seq, vote.digest), vote.replica)
                }
                _ => continue,
            };
            if slot.digest.is_some_and(|digest| vote == (slot.view, slot.seq, digest)) {
                votes.insert(replica);
            }
        }
        votes
    }

    /// Without an order there is nothing to vote on, and only the primary of the latest active view orders.
    fn silent_primary(
        &self,
        voters: &[Voter<'_>],
        client: ClientId,
        timestamp: Timestamp,
    ) -> Option<Obstacle> {
        let active = voters.iter().map(|voter| voter.replica).filter(|replica| replica.active());
        let view = active.map(|replica| replica.view()).max()?;
        let primary = self.quorums.primary(view);
        let faulty = self.faults.iter().find(|faulty| faulty.replica == primary.0)?;
        let fault = faulty.kinds.first().filter(|_| faulty.votes == Votes::No)?;
        let orders = |message: &Message| matches!(message, Message::PrePrepare { batch, .. } if contains(batch, client, timestamp));
        if voters.iter().any(|voter| self.in_flight(voter.replica.id().node()).any(orders)) {
            return None;
        }
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
    replica.slots().rev().find(|slot| slot.batch.iter().any(|batch| contains(batch, client, timestamp)))
}

fn contains(batch: &Batch, client: ClientId, timestamp: Timestamp) -> bool {
    batch.requests().iter().any(|request| request.client == client && request.timestamp == timestamp)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
