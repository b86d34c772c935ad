//! Statements by sequence number, view and replica.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::rc::Rc;

use super::statements::{Earlier, First};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Checkpoint, Commit, PrePrepare, Prepare};
use crate::pbft::{ReplicaId, Seq, View};

/// For how many views statements about one sequence number are kept; there is seldom more than one. The view with the fewest
/// statements is discarded first, of several the latest, so that a Byzantine replica cannot displace statements that several have made.
const VIEWS_MAX: usize = 64;

/// The statements about one sequence number. Clones of a world share them until they change.
#[derive(Clone, Debug, Default)]
pub(super) struct AtSeq {
    /// In the order of their first statements.
    views: Vec<(View, InView)>,
    pub(super) checkpoints: ByReplica<Checkpoint>,
}

/// The statements about one sequence number in one view.
#[derive(Clone, Debug, Default)]
pub(super) struct InView {
    /// Nearly always the one of the primary and no other.
    pub(super) pre_prepares: Vec<First<PrePrepare>>,
    pub(super) prepares: ByReplica<Prepare>,
    pub(super) commits: ByReplica<Commit>,
}

impl AtSeq {
    pub(super) fn views(&self) -> impl Iterator<Item = &InView> {
        self.views.iter().map(|(_, statements)| statements)
    }

    pub(super) fn in_view(&self, view: View) -> Option<&InView> {
        self.views.iter().find(|(known, _)| *known == view).map(|(_, statements)| statements)
    }

    /// The statements in a view, to add to.
    pub(super) fn entry(&mut self, view: View) -> &mut InView {
        let place = self.views.iter().position(|(known, _)| *known == view).unwrap_or_else(|| {
            if self.views.len() >= VIEWS_MAX {
                self.discard_a_view();
            }
            self.views.push((view, InView::default()));
            self.views.len() - 1
        });
        // The place was found or made one line above.
        #[allow(clippy::indexing_slicing)]
        &mut self.views[place].1
    }

    fn discard_a_view(&mut self) {
        let places = self.views.iter().enumerate();
        let poorest = places.min_by_key(|(place, (_, statements))| (statements.count(), Reverse(*place)));
        if let Some((place, _)) = poorest {
            self.views.remove(place);
        }
    }
}

impl InView {
    fn count(&self) -> usize {
        self.pre_prepares.len() + self.prepares.all().count() + self.commits.all().count()
    }
}

/// One statement of each replica.
#[derive(Clone, Debug)]
pub(super) struct ByReplica<T>(Vec<Option<First<T>>>);

impl<T> Default for ByReplica<T> {
    fn default() -> Self {
        ByReplica(Vec::new())
    }
}

impl<T> ByReplica<T> {
    pub(super) fn of(&self, replica: ReplicaId) -> Earlier<'_, T> {
        Earlier(self.0.get(replica.0 as usize).and_then(Option::as_ref))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Rc<Signed<T>>> {
        self.0.iter().flatten().map(|(statement, _)| statement)
    }

    /// Keeps the statement of a member. Its signature was checked, so the index is bounded.
    pub(super) fn keep(&mut self, replica: ReplicaId, first: First<T>) {
        let place = replica.0 as usize;
        if self.0.len() <= place {
            self.0.resize_with(place + 1, || None);
        }
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(first);
        }
    }
}

/// Statements by sequence number, the lowest first. Nearly all new statements are about one of the highest.
#[derive(Clone, Debug, Default)]
pub(super) struct BySeq {
    kept: VecDeque<(Seq, Rc<AtSeq>)>,
    /// How many entries were ever made.
    made: u64,
}

impl BySeq {
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// How many entries were ever made.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &AtSeq> {
        self.kept.iter().map(|(_, at)| &**at)
    }

    /// The statements about a sequence number.
    pub(super) fn about(&self, seq: Seq) -> Option<&AtSeq> {
        let (_, at) = self.kept.get(self.place(seq).ok()?)?;
        Some(at)
    }

    /// The statements about a sequence number, to add to. At most `most` numbers are kept; the lowest is discarded.
    pub(super) fn at(&mut self, seq: Seq, most: usize) -> &mut AtSeq {
        let place = self.place(seq).unwrap_or_else(|place| {
            self.made += 1;
            self.insert(place, (seq, Rc::default()), most)
        });
        // The entry was found or made above.
        #[allow(clippy::indexing_slicing)]
        Rc::make_mut(&mut self.kept[place].1)
    }

    /// Moves all entries up to a sequence number from others here.
    pub(super) fn take_from(&mut self, others: &mut BySeq, up_to: Seq, most: usize) {
        while others.kept.front().is_some_and(|(seq, _)| *seq <= up_to) {
            if let Some(entry) = others.kept.pop_front()
                && let Err(place) = self.place(entry.0)
            {
                self.insert(place, entry, most);
            }
        }
    }

    fn insert(&mut self, mut place: usize, entry: (Seq, Rc<AtSeq>), most: usize) -> usize {
        if self.kept.len() >= most {
            self.kept.pop_front();
            place = place.saturating_sub(1);
        }
        self.kept.insert(place, entry);
        place
    }

    /// The index of a sequence number, or the index where it would be inserted.
    fn place(&self, seq: Seq) -> Result<usize, usize> {
        match self.kept.back() {
            None => Err(0),
            Some((last, _)) if *last < seq => Err(self.kept.len()),
            Some((last, _)) if *last == seq => Ok(self.kept.len() - 1),
            Some(_) => self.kept.binary_search_by_key(&seq, |(known, _)| *known),
        }
    }
}
