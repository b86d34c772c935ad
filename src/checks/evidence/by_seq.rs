//! Statements of each replica about each number.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::rc::Rc;

use super::statements::{First, Place};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Checkpoint, Commit, PrePrepare, Prepare};
use crate::pbft::{ReplicaId, Seq, View};

/// In how many views statements about one number are kept, seldom more than one. Those with the fewest go first, of these the latest:
/// a liar that speaks in views of its own buries nothing that several have spoken of.
const VIEWS_MAX: usize = 64;

/// What was said about one number. Clones of a world share it until it changes.
#[derive(Clone, Debug, Default)]
pub(super) struct AtSeq {
    /// In the order in which they were first spoken of.
    views: Vec<(View, InView)>,
    pub(super) checkpoints: ByReplica<Checkpoint>,
}

/// What was said about one number in one view.
#[derive(Clone, Debug, Default)]
pub(super) struct InView {
    /// Of the primary nearly always, and of nobody else.
    pub(super) pre_prepares: Vec<First<PrePrepare>>,
    pub(super) prepares: ByReplica<Prepare>,
    pub(super) commits: ByReplica<Commit>,
}

impl AtSeq {
    pub(super) fn views(&self) -> impl Iterator<Item = &InView> {
        self.views.iter().map(|(_, said)| said)
    }

    pub(super) fn in_view(&self, view: View) -> Option<&InView> {
        self.views.iter().find(|(known, _)| *known == view).map(|(_, said)| said)
    }

    /// What was said in a view, made if need be.
    pub(super) fn entry(&mut self, view: View) -> &mut InView {
        let place = self.views.iter().position(|(known, _)| *known == view).unwrap_or_else(|| {
            if self.views.len() >= VIEWS_MAX {
                self.forget_a_view();
            }
            self.views.push((view, InView::default()));
            self.views.len() - 1
        });
        // The place was found or made one line above.
        #[allow(clippy::indexing_slicing)]
        &mut self.views[place].1
    }

    fn forget_a_view(&mut self) {
        let places = self.views.iter().enumerate();
        let poorest = places.min_by_key(|(place, (_, said))| (said.count(), Reverse(*place)));
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
    pub(super) fn of(&self, replica: ReplicaId) -> Place<'_, T> {
        Place(self.0.get(replica.0 as usize).and_then(Option::as_ref))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Rc<Signed<T>>> {
        self.0.iter().flatten().map(|(statement, _)| statement)
    }

    /// Keeps a statement of a member: its signature was checked, which bounds the row.
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

/// The pages of some numbers, the lowest first: nearly all that is said is about one of the last.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    kept: VecDeque<(Seq, Rc<AtSeq>)>,
    /// How many were ever made.
    made: u64,
}

impl Pages {
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    /// How many pages were ever made.
    pub(super) fn made(&self) -> u64 {
        self.made
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &AtSeq> {
        self.kept.iter().map(|(_, at)| &**at)
    }

    /// What was said about a number.
    pub(super) fn about(&self, seq: Seq) -> Option<&AtSeq> {
        let (_, at) = self.kept.get(self.place(seq).ok()?)?;
        Some(at)
    }

    /// The page of a number, made if need be; where there are as many as may be, the lowest goes.
    pub(super) fn at(&mut self, seq: Seq, most: usize) -> &mut AtSeq {
        let place = self.place(seq).unwrap_or_else(|place| {
            self.made += 1;
            self.insert(place, (seq, Rc::default()), most)
        });
        // The page was found or made above.
        #[allow(clippy::indexing_slicing)]
        Rc::make_mut(&mut self.kept[place].1)
    }

    /// Takes over all pages up to a number from others.
    pub(super) fn take_from(&mut self, others: &mut Pages, up_to: Seq, most: usize) {
        while others.kept.front().is_some_and(|(seq, _)| *seq <= up_to) {
            if let Some(page) = others.kept.pop_front()
                && let Err(place) = self.place(page.0)
            {
                self.insert(place, page, most);
            }
        }
    }

    fn insert(&mut self, mut place: usize, page: (Seq, Rc<AtSeq>), most: usize) -> usize {
        if self.kept.len() >= most {
            self.kept.pop_front();
            place = place.saturating_sub(1);
        }
        self.kept.insert(place, page);
        place
    }

    /// Where the page of a number is, or where it would stand.
    fn place(&self, seq: Seq) -> Result<usize, usize> {
        match self.kept.back() {
            None => Err(0),
            Some((last, _)) if *last < seq => Err(self.kept.len()),
            Some((last, _)) if *last == seq => Ok(self.kept.len() - 1),
            Some(_) => self.kept.binary_search_by_key(&seq, |(known, _)| *known),
        }
    }
}
