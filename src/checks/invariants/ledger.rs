//! Ledger of the statements and facts about each sequence number, shared by several invariants.

use std::collections::VecDeque;
use std::rc::Rc;

use super::agreement::KEPT_MAX;
use crate::pbft::config::LOG_SIZE_MAX;
use crate::pbft::{Digest, ReplicaId, ReplicaSet, Seq, View};
use crate::sim::RecordId;

/// How many sequence numbers above the oldest one are remembered: those of the history that are kept, and a window above its end.
/// Numbers beyond are an adversary's invention.
const SPAN_MAX: u64 = KEPT_MAX as u64 + LOG_SIZE_MAX;

/// Replicas by what they said.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups(Vec<(Digest, ReplicaSet, RecordId)>);

impl Groups {
    /// Notes what a replica said, and since when it is said.
    pub(super) fn add(&mut self, digest: Digest, replica: ReplicaId, record: RecordId) {
        match self.0.iter_mut().find(|(of, _, _)| *of == digest) {
            Some((_, who, _)) => {
                who.insert(replica);
            }
            None => {
                // Nearly always there is one, and there are groups for every number.
                self.0.reserve_exact(1);
                self.0.push((digest, ReplicaSet::from_iter([replica]), record));
            }
        }
    }

    /// Who said this.
    pub(super) fn who(&self, digest: Digest) -> ReplicaSet {
        self.0.iter().find(|(of, _, _)| *of == digest).map(|(_, who, _)| *who).unwrap_or_default()
    }

    /// Whether this replica said anything.
    pub(super) fn has(&self, replica: ReplicaId) -> bool {
        self.0.iter().any(|(_, who, _)| who.contains(replica))
    }

    /// Something else that this replica said, and where.
    pub(super) fn other(&self, digest: Digest, replica: ReplicaId) -> Option<RecordId> {
        let other = self.0.iter().find(|(of, who, _)| *of != digest && who.contains(replica));
        other.map(|(_, _, record)| *record)
    }

    /// Something else that anybody said, and where.
    pub(super) fn any_other(&self, digest: Digest) -> Option<(Digest, RecordId)> {
        self.0.iter().find(|(of, _, _)| *of != digest).map(|(of, _, record)| (*of, *record))
    }
}

/// One sequence number in one view.
#[derive(Clone, Debug)]
pub(super) struct InView {
    pub(super) view: View,
    /// The proposal of the primary, correct or not.
    pub(super) proposed: Groups,
    /// PREPAREs that their own signers sent.
    pub(super) prepares: Groups,
    /// COMMITs that their own signers sent.
    pub(super) commits: Groups,
    /// Correct replicas that reported prepared.
    pub(super) prepared: Groups,
    /// Faulty replicas that were prepared all the same: the honest part of each held the certificate.
    pub(super) prepared_faulty: Groups,
}

/// One sequence number.
#[derive(Clone, Debug, Default)]
pub(super) struct AtSeq {
    views: Vec<InView>,
    /// The views in which `Q - f` replicas prepared it that were correct then, and the record of the last one needed.
    pub(super) enough_prepared: Vec<(View, Digest, RecordId)>,
}

impl AtSeq {
    /// What is known of one view.
    pub(super) fn in_view(&self, view: View) -> Option<&InView> {
        self.views.iter().find(|known| known.view == view)
    }

    /// The views in which something was said.
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
        // The position was found or made one line above.
        #[allow(clippy::indexing_slicing)]
        &mut self.views[index]
    }
}

/// All sequence numbers that some correct replica has still to pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Ledger {
    /// The first number is `forgotten + 1`.
    forgotten: Seq,
    // Rc: a clone of the oracles shares what it does not change.
    numbers: VecDeque<Rc<AtSeq>>,
}

impl Ledger {
    /// Whether all have passed a number, so that nothing is known of it any more.
    pub(super) fn has_forgotten(&self, seq: Seq) -> bool {
        seq <= self.forgotten
    }

    /// What is known of a number; nothing where nobody spoke of it.
    pub(super) fn at(&self, seq: Seq) -> Option<&AtSeq> {
        let index = seq.0.checked_sub(self.forgotten.0 + 1)?;
        self.numbers.get(usize::try_from(index).ok()?).map(Rc::as_ref)
    }

    /// About how many bytes a clone has of its own when all its numbers are.
    pub(super) fn weight(&self) -> usize {
        let a_group = size_of::<(Digest, ReplicaSet, RecordId)>();
        self.numbers.len() * (2 * size_of::<AtSeq>() + size_of::<InView>() + 5 * a_group)
    }

    /// The record of a number, made if need be; none for numbers that all have passed, and for absurd ones.
    pub(super) fn number(&mut self, seq: Seq) -> Option<&mut AtSeq> {
        let index = seq.0.checked_sub(self.forgotten.0 + 1).filter(|index| *index < SPAN_MAX)?;
        let index = usize::try_from(index).ok()?;
        if self.numbers.len() <= index {
            self.numbers.resize_with(index + 1, Rc::default);
        }
        self.numbers.get_mut(index).map(Rc::make_mut)
    }

    /// The record of a number in a view, made if need be.
    pub(super) fn entry(&mut self, view: View, seq: Seq) -> Option<&mut InView> {
        self.number(seq).map(|number| number.entry(view))
    }

    /// The numbers known, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Seq, &AtSeq)> {
        let first = self.forgotten.next();
        (0..).map(move |offset| first.plus(offset)).zip(self.numbers.iter().map(Rc::as_ref))
    }

    /// Everybody has passed these numbers: nothing about them is judged any more.
    pub(super) fn forget(&mut self, up_to: Seq) {
        let gone = up_to.0.saturating_sub(self.forgotten.0).min(self.numbers.len() as u64);
        self.numbers.drain(..usize::try_from(gone).unwrap_or(usize::MAX));
        self.forgotten = self.forgotten.max(up_to);
    }
}
