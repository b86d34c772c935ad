//! I1 agreement and I2 order: one global map from sequence numbers to batches, which every correct replica follows.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::event::Execution;
use crate::pbft::state::Snapshot;
use crate::pbft::{Event, ReplicaId, Seq};
use crate::sim::{Observation, RecordId};

/// The maximum number of entries of the map that are kept while a replica lags behind.
pub(super) const KEPT_MAX: usize = 1 << 16;

/// An entry of the global map: the first execution of a number at a correct replica.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) execution: Rc<Execution>,
    pub(super) record: RecordId,
}

/// The global map and the position of each replica in it.
#[derive(Clone, Debug)]
pub(super) struct Agreement {
    /// The first entry is that of `forgotten + 1`.
    forgotten: Seq,
    places: VecDeque<Place>,
    /// The result of executing the map, computed by the oracle itself.
    replay: Snapshot,
    last_executed: Vec<Seq>,
    done: Option<Seq>,
}

impl Agreement {
    pub(super) fn new(replicas: usize) -> Agreement {
        Agreement {
            forgotten: Seq(0),
            places: VecDeque::new(),
            replay: Snapshot::default(),
            last_executed: vec![Seq(0); replicas],
            done: None,
        }
    }

    /// Every correct replica is a window above this number, so none of them will mention it or a lower one.
    pub(super) fn forgotten(&self) -> Seq {
        self.forgotten
    }

    /// The last number of the map.
    pub(super) fn end(&self) -> Seq {
        self.forgotten.plus(self.places.len() as u64)
    }

    /// The state after the last number of the map, as the oracle computes it.
    pub(super) fn replay(&self) -> &Snapshot {
        &self.replay
    }

    /// The approximate number of bytes that a clone has on its own.
    pub(super) fn weight(&self) -> usize {
        self.places.len() * size_of::<Place>() + self.replay.weight()
    }

    pub(super) fn place(&self, seq: Seq) -> Option<&Place> {
        let index = seq.0.checked_sub(self.forgotten.0 + 1)?;
        self.places.get(usize::try_from(index).ok()?)
    }

    pub(super) fn observe(&mut self, input: OracleInput<'_>, violations: &mut Violations<'_>) {
        let Observation::Reported { node, event: NodeEvent::Protocol(event) } = input.observed.observation
        else {
            return;
        };
        let Some(replica) = input.cluster.replica(node).filter(|replica| input.is_correct(*replica)) else {
            return;
        };
        match event {
            Event::Executed(execution) => self.executed(replica, execution, input, violations),
            // A replica has executed what it takes over with a proven state or finds on its disk.
            Event::StateTransferred { seq, .. } => {
                self.took_over(replica, *seq, input, violations);
                self.moved_to(replica, *seq, input);
            }
            Event::Restarted { last_executed, .. } => self.moved_to(replica, *last_executed, input),
            _ => {}
        }
    }

    fn executed(
        &mut self,
        replica: ReplicaId,
        execution: &Rc<Execution>,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        let (seq, record) = (execution.seq, input.observed.id);
        let last = self.last_executed.get(replica.0 as usize).copied().unwrap_or_default();
        if seq != last.next() {
            let numbers = [("replica", replica.into()), ("seq", seq.into()), ("last", last.into())];
            violations.add(violation_kinds::OUT_OF_ORDER, numbers, vec![record]);
        }
        if seq == self.end().next() {
            self.extend(execution, record, violations);
        } else if let Some(place) = self.place(seq) {
            let (ours, theirs) = (execution.batch.digest(), place.execution.batch.digest());
            if ours != theirs {
                let numbers = [("replica", replica.into()), ("seq", seq.into())];
                violations.add(violation_kinds::OTHER_BATCH, numbers, vec![place.record, record]);
            } else if execution.results != place.execution.results {
                let numbers = [("replica", replica.into()), ("seq", seq.into())];
                violations.add(violation_kinds::OTHER_RESULTS, numbers, vec![place.record, record]);
            }
        }
        self.moved_to(replica, seq, input);
    }

    /// A quorum certifies a state, so at least one correct replica does, and it has executed up to there. (The rules of
    /// checkpoints judge the state itself, up to the end of the map.)
    fn took_over(
        &self,
        replica: ReplicaId,
        seq: Seq,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        if seq > self.end() {
            let numbers = [("replica", replica.into()), ("seq", seq.into()), ("end", self.end().into())];
            violations.add(violation_kinds::STATE_NEVER_EXECUTED, numbers, vec![input.observed.id]);
        }
    }

    /// Extends the map: the oracle executes the batch on its own copy of the service.
    fn extend(&mut self, execution: &Rc<Execution>, record: RecordId, violations: &mut Violations<'_>) {
        for (request, result) in execution.batch.requests().iter().zip(&execution.results) {
            let new = request.timestamp > self.replay.clients.timestamp(request.client);
            let due = new.then(|| self.replay.service.execute(&request.operation));
            if let Some(due) = &due {
                self.replay.clients.set(request.client, request.timestamp, Rc::clone(due));
            }
            if due != *result {
                let (client, timestamp) = (request.client.into(), request.timestamp.into());
                let numbers = [("seq", execution.seq.into()), ("client", client), ("timestamp", timestamp)];
                violations.add(violation_kinds::WRONG_RESULT, numbers, vec![record]);
            }
        }
        self.places.push_back(Place { execution: Rc::clone(execution), record });
        if self.places.len() > KEPT_MAX {
            self.places.pop_front();
            self.forgotten = self.forgotten.next();
            self.done = Some(self.forgotten);
        }
    }

    /// Forgets the numbers that every correct replica has passed.
    fn moved_to(&mut self, replica: ReplicaId, seq: Seq, input: OracleInput<'_>) {
        let before = self.last_executed.get(replica.0 as usize).copied();
        if let Some(last) = self.last_executed.get_mut(replica.0 as usize) {
            *last = seq;
        }
        // Only a replica that was the last, a window above the forgotten numbers, can have delayed this.
        if before.is_some_and(|before| before > self.forgotten.plus(input.cluster.log_size)) {
            return;
        }
        let standing = (0..).map(ReplicaId).zip(&self.last_executed);
        let correct = standing.filter(|(replica, _)| input.is_correct(*replica));
        let passed = correct.map(|(_, last)| *last).min().unwrap_or_default();
        // One more window is kept, because a replica that restarts executes again from its stable checkpoint.
        let passed = Seq(passed.0.saturating_sub(input.cluster.log_size));
        if passed > self.forgotten {
            let gone = (passed.0 - self.forgotten.0).min(self.places.len() as u64);
            self.places.drain(..usize::try_from(gone).unwrap_or(usize::MAX));
            self.forgotten = self.forgotten.plus(gone);
            self.done = Some(self.forgotten);
        }
    }

    /// The number up to which all are done, if it changed since the last call.
    pub(super) fn take_done(&mut self) -> Option<Seq> {
        self.done.take()
    }
}
