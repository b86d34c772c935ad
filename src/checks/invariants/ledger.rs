//! Ledger of the statements and facts about each sequence number, shared by several invariants.

use std::collections::VecDeque;
use std::rc::Rc;

use super::agreement::KEPT_MAX;
use crate::pbft::config::LOG_SIZE_MAX;
use crate::pbft::{Digest, ReplicaId, ReplicaSet, Seq, View};
use crate::sim::RecordId;

/// The maximum number of sequence numbers from the oldest on: those of the history that are kept, and a window above its end.
/// Higher ones are an adversary's invention.
const SPAN_MAX: u64 = KEPT_MAX as u64 + LOG_SIZE_MAX;

/// Replicas, grouped by their statement.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups(Vec<(Digest, ReplicaSet, RecordId)>);

impl Groups {
    /// Records the statement of a replica, with the record that contains it first.
    pub(super) fn add(&mut self, digest: Digest, replica: ReplicaId, record: RecordId) {
        match self.0.iter_mut().find(|(of, _, _)| *of == digest) {
            Some((_, who, _)) => {
                who.insert(replica);
            }
            None => {
                // There is nearly always one group, and there are groups for every number.
                self.0.reserve_exact(1);
                self.0.push((digest, ReplicaSet::from_iter([replica]), record));
            }
        }
    }

    /// The replicas that made this statement.
    pub(super) fn who(&self, digest: Digest) -> ReplicaSet {
        self.0.iter().find(|(of, _, _)| *of == digest).map(|(_, who, _)| *who).unwrap_or_default()
    }

    /// Whether this replica made any statement.
    pub(super) fn has(&self, replica: ReplicaId) -> bool {
        self.0.iter().any(|(_, who, _)| who.contains(replica))
    }

    /// The record of another statement of this replica.
    pub(super) fn other(&self, digest: Digest, replica: ReplicaId) -> Option<RecordId> {
        let other = self.0.iter().find(|(of, who, _)| *of != digest && who.contains(replica));
        other.map(|(_, _, record)| *record)
    }

    /// Another statement of any replica, with its record.
    pub(super) fn any_other(&self, digest: Digest) -> Option<(Digest, RecordId)> {
        self.0.iter().find(|(of, _, _)| *of != digest).map(|(of, _, record)| (*of, *record))
    }
}

/// A sequence number in a view.
#[derive(Clone, Debug)]
pub(super) struct InView {
    pub(super) view: View,
    /// The proposals of the primary, correct or not.
    pub(super) proposed: Groups,
    /// PREPAREs that their own signers sent.
    pub(super) prepares: Groups,
    /// COMMITs that their own signers sent.
    pub(super) commits: Groups,
    /// Correct replicas that reported it as prepared.
    pub(super) prepared: Groups,
    /// Faulty replicas that prepared it: their honest part had the certificate.
    pub(super) prepared_faulty: Groups,
}

/// One sequence number.
#[derive(Clone, Debug, Default)]
pub(super) struct AtSeq {
    views: Vec<InView>,
    /// The views in which `Q - f` replicas that were correct then prepared it, each with the record of the last one needed.
    pub(super) enough_prepared: Vec<(View, Digest, RecordId)>,
}

impl AtSeq {
    /// The statements in one view.
    pub(super) fn in_view(&self, view: View) -> Option<&InView> {
        self.views.iter().find(|known| known.view == view)
    }

    /// The views with statements.
    pub(super) fn views(&self) -> impl Iterator<Item = &InView> {
        self.views.iter()
    }

    fn entry(&mut self, view: View) -> &mut InView {
        let index = self.views.iter().position(|known| known.view == view).unwrap_or_else(|| {
            let nothing = Groups::default;
            self.views.reserve_exact(1);
            self.views.push(InView {
                view,
                proposed: nothing(),
                prepares: nothing(),
                commits: nothing(),
                prepared: nothing(),
                prepared_faulty: nothing(),
            });
            self.views.len() - 1
        });
        // The entry was found or inserted above.
        #[allow(clippy::indexing_slicing)]
        &mut self.views[index]
    }
}

/// All sequence numbers that a correct replica has yet to pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// The first number is `forgotten + 1`.
    forgotten: Seq,
    // Rc: clones of the oracles share entries until they change.
    numbers: VecDeque<Rc<AtSeq>>,
}

impl Ledger {
    /// Whether all replicas have passed a number, so that its entry is gone.
    pub(super) fn has_forgotten(&self, seq: Seq) -> bool {
        seq <= self.forgotten
    }

    /// The statements about a number, if there are any.
    pub(super) fn at(&self, seq: Seq) -> Option<&AtSeq> {
        let index = seq.0.checked_sub(self.forgotten.0 + 1)?;
        self.numbers.get(usize::try_from(index).ok()?).map(Rc::as_ref)
    }

    /// The approximate number of bytes that a clone has on its own if no entry is shared.
    pub(super) fn weight(&self) -> usize {
        let a_group = size_of::<(Digest, ReplicaSet, RecordId)>();
        self.numbers.len() * (2 * size_of::<AtSeq>() + size_of::<InView>() + 5 * a_group)
    }

    /// The entry of a number, created on demand. `None` for numbers that all have passed, and for absurd ones.
    pub(super) fn number(&mut self, seq: Seq) -> Option<&mut AtSeq> {
        let index = seq.0.checked_sub(self.forgotten.0 + 1).filter(|index| *index < SPAN_MAX)?;
        let index = usize::try_from(index).ok()?;
        if self.numbers.len() <= index {
            self.numbers.resize_with(index + 1, Rc::default);
        }
        self.numbers.get_mut(index).map(Rc::make_mut)
    }

    /// The entry of a number in a view, created on demand.
    pub(super) fn entry(&mut self, view: View, seq: Seq) -> Option<&mut InView> {
        self.number(seq).map(|number| number.entry(view))
    }

    /// The numbers known, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Seq, &AtSeq)> {
        let first = self.forgotten.next();
        (0..).map(move |offset| first.plus(offset)).zip(self.numbers.iter().map(Rc::as_ref))
    }

    /// Forgets numbers that all replicas have passed. They are no longer judged.
    pub(super) fn forget(&mut self, up_to: Seq) {
        let gone = up_to.0.saturating_sub(self.forgotten.0).min(self.numbers.len() as u64);
        self.numbers.drain(..usize::try_from(gone).unwrap_or(usize::MAX));
        self.forgotten = self.forgotten.max(up_to);
    }
}
