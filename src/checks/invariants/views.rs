//! Views: I8 committed batches are preserved, I11 nothing decreases, I14 a view change discards nothing above `h`.

use super::ledger::Ledger;
use super::violation_kinds::Number;
use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::event::Assignment;
use crate::pbft::message::{Message, NewView, ViewChange};
use crate::pbft::{Event, ReplicaId, Seq, View};
use crate::sim::Observation;

#[derive(Clone, Copy, Debug, Default)]
struct ViewStatus {
    view: View,
    low: Seq,
    /// The latest view that the replica asked for. From then on it votes in no earlier view.
    wanted: View,
}

/// The progress of each replica.
#[derive(Clone, Debug)]
pub(super) struct ViewRules {
    replicas: Vec<ViewStatus>,
}

impl ViewRules {
    pub(super) fn new(replicas: usize) -> ViewRules {
        ViewRules { replicas: vec![ViewStatus::default(); replicas] }
    }

    pub(super) fn observe(
        &mut self,
        input: OracleInput<'_>,
        ledger: &Ledger,
        violations: &mut Violations<'_>,
    ) {
        let node = match input.observed.observation {
            Observation::Sent { from, .. } => from,
            Observation::Reported { node, .. } => node,
            _ => return,
        };
        let Some(replica) = input.cluster.replica(node) else { return };
        let correct = input.is_correct(replica);
        match input.observed.observation {
            Observation::Sent { message, .. } if correct => {
                self.sent(replica, message, input, ledger, violations)
            }
            Observation::Reported { event: NodeEvent::Protocol(event), .. } if correct => {
                self.reported(replica, event, input, ledger, violations)
            }
            _ => {}
        }
    }

    fn reported(
        &mut self,
        replica: ReplicaId,
        event: &Event,
        input: OracleInput<'_>,
        ledger: &Ledger,
        violations: &mut Violations<'_>,
    ) {
        let Some(standing) = self.replicas.get_mut(replica.0 as usize) else { return };
        let record = input.observed.id;
        match event {
            Event::PrePrepared(slot) => preserved(replica, *slot, input, ledger, violations),
            Event::ViewChangeStarted { view, .. } => {
                if *view <= standing.view {
                    let numbers = from_to(replica, standing.view.into(), (*view).into());
                    violations.add(violation_kinds::VIEW_NOT_LATER, numbers, vec![record]);
                }
                standing.view = *view;
            }
            Event::ViewEntered { view, .. } => {
                if *view < standing.view {
                    let numbers = from_to(replica, standing.view.into(), (*view).into());
                    violations.add(violation_kinds::VIEW_BACK, numbers, vec![record]);
                }
                standing.view = *view;
            }
            Event::Stable { seq, .. } => {
                if *seq <= standing.low {
                    let numbers = from_to(replica, standing.low.into(), (*seq).into());
                    violations.add(violation_kinds::LOW_WATER_MARK_BACK, numbers, vec![record]);
                }
                standing.low = *seq;
            }
            _ => {}
        }
    }

    fn sent(
        &mut self,
        replica: ReplicaId,
        message: &Message,
        input: OracleInput<'_>,
        ledger: &Ledger,
        violations: &mut Violations<'_>,
    ) {
        let Some(standing) = self.replicas.get_mut(replica.0 as usize) else { return };
        let voted_in = match message {
            Message::PrePrepare { header, .. } if header.replica == replica => Some(header.view),
            Message::Prepare(vote) if vote.replica == replica => Some(vote.view),
            Message::Commit(vote) if vote.replica == replica => Some(vote.view),
            _ => None,
        };
        if let Some(view) = voted_in.filter(|view| *view < standing.wanted) {
            let numbers =
                [("replica", replica.into()), ("view", view.into()), ("wanted", standing.wanted.into())];
            violations.add(violation_kinds::VOTE_IN_LEFT_VIEW, numbers, vec![input.observed.id]);
        }
        match message {
            Message::ViewChange(change) if change.replica == replica => {
                standing.wanted = standing.wanted.max(change.view);
                carries_all(replica, change, input, ledger, violations);
            }
            Message::NewView(new_view) if new_view.replica == replica => {
                names_all(replica, new_view, input, ledger, violations);
            }
            _ => {}
        }
    }
}

/// A change of a value.
fn from_to(replica: ReplicaId, from: Number, to: Number) -> [(&'static str, Number); 3] {
    [("replica", replica.into()), ("from", from), ("to", to)]
}

/// An event in a view about a number that was prepared or committed in an earlier one.
fn about(replica: ReplicaId, view: View, seq: Seq, before: View) -> [(&'static str, Number); 4] {
    [("replica", replica.into()), ("view", view.into()), ("seq", seq.into()), ("before", before.into())]
}

/// I8: a later view does not assign a committed number to another batch.
fn preserved(
    replica: ReplicaId,
    slot: Assignment,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    let Assignment { view, seq, digest } = slot;
    let committed = ledger.at(seq).and_then(|number| input.committed(number));
    let Some((committed_in, committed, record)) = committed else { return };
    if view > committed_in && digest != committed {
        let numbers = about(replica, view, seq, committed_in);
        violations.add(violation_kinds::ACCEPTED_OTHER_BATCH, numbers, vec![record, input.observed.id]);
    }
}

/// I14: the VIEW-CHANGE of this replica contains everything that it prepared above `h`, in the highest view.
fn carries_all(
    replica: ReplicaId,
    change: &ViewChange,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    for (seq, number) in ledger.iter().filter(|(seq, _)| *seq > change.low_water_mark) {
        let prepared = number.views().filter(|entry| entry.view < change.view && entry.prepared.has(replica));
        let Some(highest) = prepared.map(|entry| entry.view).max() else { continue };
        let carried = change.prepared.iter().find(|certificate| certificate.pre_prepare.seq == seq);
        if carried.is_none_or(|certificate| certificate.pre_prepare.view < highest) {
            let numbers = about(replica, change.view, seq, highest);
            violations.add(violation_kinds::VIEW_CHANGE_FORGETS, numbers, vec![input.observed.id]);
        }
    }
}

/// I8: the NEW-VIEW of a correct primary starts above every committed number or contains its batch.
fn names_all(
    replica: ReplicaId,
    new_view: &NewView,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    let min_seq = new_view.view_changes.iter().map(|change| change.low_water_mark).max().unwrap_or_default();
    for (seq, number) in ledger.iter().filter(|(seq, _)| *seq > min_seq) {
        let committed = input.committed(number).filter(|(view, _, _)| *view < new_view.view);
        let Some((view, digest, record)) = committed else {
            continue;
        };
        let named = new_view.pre_prepares.iter().find(|header| header.seq == seq);
        if named.is_none_or(|header| header.digest != digest) {
            let numbers = about(replica, new_view.view, seq, view);
            violations.add(violation_kinds::NEW_VIEW_FORGETS, numbers, vec![record, input.observed.id]);
        }
    }
}
