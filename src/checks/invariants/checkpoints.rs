//! Checkpoints: I9 agreement with the history, I14 a quorum for the low water mark, I10 the log stays inside its window.

use std::collections::BTreeMap;

use super::agreement::Agreement;
use super::ledger::Groups;
use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::message::Message;
use crate::pbft::{Digest, Event, ReplicaId, Seq};
use crate::sim::{Observation, RecordId};

/// The maximum number of checkpoints whose digest and votes are remembered while a replica lags behind, because it may transfer
/// a state of that number.
const KEPT_MAX: usize = 1024;

/// The checkpoints seen so far.
#[derive(Clone, Debug)]
pub(super) struct CheckpointRules {
    interval: u64,
    /// For each checkpoint, the digest that follows from the history, and the record that first reported one.
    due: BTreeMap<Seq, (Digest, RecordId)>,
    /// The correct replicas that sent a CHECKPOINT. Those of the others are unbounded.
    sent: BTreeMap<Seq, Groups>,
    /// Votes up to this number may be forgotten.
    votes_forgotten: Seq,
    low: Vec<Seq>,
}

impl CheckpointRules {
    pub(super) fn new(replicas: usize, interval: u64) -> CheckpointRules {
        CheckpointRules {
            interval,
            due: BTreeMap::new(),
            sent: BTreeMap::new(),
            votes_forgotten: Seq(0),
            low: vec![Seq(0); replicas],
        }
    }

    /// The approximate number of bytes that a clone has on its own.
    pub(super) fn weight(&self) -> usize {
        self.due.len() * size_of::<(Seq, (Digest, RecordId))>()
            + self.sent.len() * size_of::<(Seq, Groups, Digest)>()
    }

    pub(super) fn observe(
        &mut self,
        input: OracleInput<'_>,
        map: &Agreement,
        violations: &mut Violations<'_>,
    ) {
        match input.observed.observation {
            Observation::Sent { from, message: Message::Checkpoint(vote), .. }
                if input.cluster.replica(from) == Some(vote.replica) && input.is_correct(vote.replica) =>
            {
                self.sent.entry(vote.seq).or_default().add(vote.digest, vote.replica, input.observed.id);
                self.forget_votes(map.forgotten());
            }
            Observation::Reported { node, event: NodeEvent::Protocol(event) } => {
                let replica = input.cluster.replica(node).filter(|replica| input.is_correct(*replica));
                if let Some(replica) = replica {
                    self.reported(replica, event, input, map, violations);
                }
            }
            _ => {}
        }
    }

    /// Forgets votes that are no longer needed, and the oldest ones if there are too many.
    fn forget_votes(&mut self, passed: Seq) {
        while let Some((oldest, _)) = self.sent.first_key_value()
            && (*oldest <= passed || self.sent.len() > KEPT_MAX)
        {
            self.votes_forgotten = self.votes_forgotten.max(*oldest);
            self.sent.pop_first();
        }
    }

    fn reported(
        &mut self,
        replica: ReplicaId,
        event: &Event,
        input: OracleInput<'_>,
        map: &Agreement,
        violations: &mut Violations<'_>,
    ) {
        match event {
            // The oracle's replay is exactly here when the history first reaches a checkpoint.
            Event::Executed(execution) if execution.seq.0.is_multiple_of(self.interval) => {
                let seq = execution.seq;
                if seq == map.end() && !self.due.contains_key(&seq) {
                    self.due.insert(seq, (map.replay().digest(seq), input.observed.id));
                    while self.due.first_key_value().is_some_and(|(oldest, _)| *oldest <= map.forgotten()) {
                        self.due.pop_first();
                    }
                    if self.due.len() > KEPT_MAX {
                        self.due.pop_first();
                    }
                }
            }
            Event::CheckpointTaken { seq, digest } | Event::StateTransferred { seq, digest } => {
                self.agrees(replica, *seq, *digest, input, violations);
            }
            Event::Stable { seq, digest } => {
                self.agrees(replica, *seq, *digest, input, violations);
                self.is_proven(replica, *seq, *digest, input, violations);
                if let Some(low) = self.low.get_mut(replica.0 as usize) {
                    *low = *seq;
                }
            }
            Event::PrePrepared(slot) | Event::Prepared(slot) | Event::CommittedLocal(slot) => {
                let low = self.low.get(replica.0 as usize).copied().unwrap_or_default();
                if slot.seq <= low || slot.seq > low.plus(input.cluster.log_size) {
                    let numbers =
                        [("replica", replica.into()), ("seq", slot.seq.into()), ("low", low.into())];
                    violations.add(violation_kinds::OUTSIDE_WINDOW, numbers, vec![input.observed.id]);
                }
            }
            _ => {}
        }
    }

    /// I14: a quorum certified a stable checkpoint.
    fn is_proven(
        &self,
        replica: ReplicaId,
        seq: Seq,
        digest: Digest,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        if seq <= self.votes_forgotten {
            return;
        }
        let mut behind = self.sent.get(&seq).map(|groups| groups.who(digest)).unwrap_or_default();
        // A faulty replica may have sent its vote to any node in any message, such as the proof of a state.
        let liars = input.trust.faulty().filter_map(|node| input.cluster.replica(node));
        liars.for_each(|liar| {
            behind.insert(liar);
        });
        let need = input.cluster.quorums.checkpoints();
        if behind.len() < need {
            let numbers = [
                ("replica", replica.into()),
                ("seq", seq.into()),
                ("have", behind.len().into()),
                ("need", need.into()),
            ];
            violations.add(violation_kinds::STABLE_WITHOUT_QUORUM, numbers, vec![input.observed.id]);
        }
    }

    /// I9: the state at a checkpoint is that of the history.
    fn agrees(
        &self,
        replica: ReplicaId,
        seq: Seq,
        digest: Digest,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        let Some((due, record)) = self.due.get(&seq) else { return };
        if *due != digest {
            let numbers = [("replica", replica.into()), ("seq", seq.into())];
            violations.add(violation_kinds::OTHER_STATE, numbers, vec![*record, input.observed.id]);
        }
    }
}
