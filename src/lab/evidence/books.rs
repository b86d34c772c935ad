//! The first statement of each sort that each node made: what later ones are held against.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use crate::pbft::envelope::Signed;
use crate::pbft::message::{Checkpoint, Commit, NewView, PrePrepare, Prepare, Request, ViewChange};
use crate::pbft::{ClientId, ReplicaId, Seq, Timestamp, View};
use crate::sim::RecordId;

/// For how many numbers statements are kept; the lowest go first, and with them what could still have been proven.
const NUMBERS_MAX: usize = 512;
/// How many VIEW-CHANGEs of one replica are kept, the latest.
const VIEW_CHANGES_MAX: usize = 16;
/// For how many views NEW-VIEWs are kept, and for how many timestamps of a client requests.
const KEPT_MAX: usize = 64;

/// A statement and the record in which it was first seen.
type First<T> = (Rc<Signed<T>>, RecordId);

/// Statements of one sort.
type Kept<T> = Vec<First<T>>;

/// What is known of an author's statements about one thing.
pub(super) enum Known<T> {
    /// Nothing.
    Nothing,
    /// The same was said before.
    Same,
    /// Something else was said before.
    Other(Rc<Signed<T>>, RecordId),
}

/// What one author said about one thing, if it said anything.
pub(super) struct Place<'a, T>(Option<&'a First<T>>);

impl<T> Place<'_, T> {
    /// How a statement stands to what was said before.
    pub(super) fn judge(&self, statement: &Rc<Signed<T>>, is_same: impl Fn(&Signed<T>) -> bool) -> Known<T> {
        match self.0 {
            None => Known::Nothing,
            Some((known, _)) if Rc::ptr_eq(known, statement) || is_same(known) => Known::Same,
            Some((known, record)) => Known::Other(Rc::clone(known), *record),
        }
    }
}

/// What was said about one number. Clones of a world share it until it changes.
#[derive(Clone, Debug, Default)]
struct AtSeq {
    /// The views in which something was said, seldom more than one.
    views: Vec<(View, InView)>,
    checkpoints: ByReplica<Checkpoint>,
}

/// What was said about one number in one view.
#[derive(Clone, Debug, Default)]
struct InView {
    /// Of the primary nearly always, and of nobody else.
    pre_prepares: Kept<PrePrepare>,
    prepares: ByReplica<Prepare>,
    commits: ByReplica<Commit>,
}

impl AtSeq {
    fn in_view(&self, view: View) -> Option<&InView> {
        self.views.iter().find(|(known, _)| *known == view).map(|(_, said)| said)
    }

    /// What was said in a view, made if need be.
    fn entry(&mut self, view: View) -> &mut InView {
        let place = self.views.iter().position(|(known, _)| *known == view).unwrap_or_else(|| {
            self.views.push((view, InView::default()));
            self.views.len() - 1
        });
        // The place was found or made one line above.
        #[allow(clippy::indexing_slicing)]
        &mut self.views[place].1
    }
}

/// One statement of each replica.
#[derive(Clone, Debug)]
struct ByReplica<T>(Vec<Option<First<T>>>);

impl<T> Default for ByReplica<T> {
    fn default() -> Self {
        ByReplica(Vec::new())
    }
}

impl<T> ByReplica<T> {
    fn of(&self, replica: ReplicaId) -> Place<'_, T> {
        Place(self.0.get(replica.0 as usize).and_then(Option::as_ref))
    }

    /// Keeps a statement of a member: its signature was checked, which bounds the row.
    fn keep(&mut self, replica: ReplicaId, first: First<T>) {
        let place = replica.0 as usize;
        if self.0.len() <= place {
            self.0.resize_with(place + 1, || None);
        }
        if let Some(slot) = self.0.get_mut(place) {
            *slot = Some(first);
        }
    }
}

/// The statements kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    /// By number, the lowest first: nearly all that is said is about one of the last.
    numbers: VecDeque<(Seq, Rc<AtSeq>)>,
    view_changes: BTreeMap<ReplicaId, Kept<ViewChange>>,
    new_views: BTreeMap<(View, ReplicaId), First<NewView>>,
    requests: BTreeMap<ClientId, BTreeMap<Timestamp, First<Request>>>,
}

impl Books {
    pub(super) fn pre_prepares(&self, header: &PrePrepare) -> Place<'_, PrePrepare> {
        let said = self.about(header.seq).and_then(|at| at.in_view(header.view));
        let mut said = said.into_iter().flat_map(|said| &said.pre_prepares);
        Place(said.find(|(it, _)| it.replica == header.replica))
    }

    pub(super) fn prepares(&self, vote: &Prepare) -> Place<'_, Prepare> {
        let said = self.about(vote.seq).and_then(|at| at.in_view(vote.view));
        said.map_or(Place(None), |said| said.prepares.of(vote.replica))
    }

    pub(super) fn commits(&self, vote: &Commit) -> Place<'_, Commit> {
        let said = self.about(vote.seq).and_then(|at| at.in_view(vote.view));
        said.map_or(Place(None), |said| said.commits.of(vote.replica))
    }

    pub(super) fn checkpoints(&self, vote: &Checkpoint) -> Place<'_, Checkpoint> {
        self.about(vote.seq).map_or(Place(None), |at| at.checkpoints.of(vote.replica))
    }

    pub(super) fn new_views(&self, new_view: &NewView) -> Place<'_, NewView> {
        Place(self.new_views.get(&(new_view.view, new_view.replica)))
    }

    pub(super) fn requests(&self, client: ClientId, timestamp: Timestamp) -> Place<'_, Request> {
        Place(self.requests.get(&client).and_then(|said| said.get(&timestamp)))
    }

    /// The VIEW-CHANGEs of a replica.
    pub(super) fn view_changes(
        &self,
        replica: ReplicaId,
    ) -> impl Iterator<Item = (&Rc<Signed<ViewChange>>, RecordId)> {
        self.view_changes.get(&replica).into_iter().flatten().map(|(change, record)| (change, *record))
    }

    pub(super) fn knows_view_change(&self, change: &Rc<Signed<ViewChange>>) -> bool {
        self.view_changes(change.replica).any(|(known, _)| Rc::ptr_eq(known, change) || known == change)
    }

    /// The COMMITs of a replica, by number.
    pub(super) fn commits_of(
        &self,
        replica: ReplicaId,
    ) -> impl Iterator<Item = (&Rc<Signed<Commit>>, RecordId)> {
        let views = self.numbers.iter().flat_map(|(_, at)| &at.views);
        let commits = views.filter_map(move |(_, said)| said.commits.of(replica).0);
        commits.map(|(vote, record)| (vote, *record))
    }

    pub(super) fn keep_pre_prepare(&mut self, header: &Rc<Signed<PrePrepare>>, record: RecordId) {
        let said = self.at(header.seq).entry(header.view);
        // There is one, and there are pages for hundreds of numbers.
        said.pre_prepares.reserve_exact(1);
        said.pre_prepares.push((Rc::clone(header), record));
    }

    pub(super) fn keep_prepare(&mut self, vote: &Rc<Signed<Prepare>>, record: RecordId) {
        self.at(vote.seq).entry(vote.view).prepares.keep(vote.replica, (Rc::clone(vote), record));
    }

    pub(super) fn keep_commit(&mut self, vote: &Rc<Signed<Commit>>, record: RecordId) {
        self.at(vote.seq).entry(vote.view).commits.keep(vote.replica, (Rc::clone(vote), record));
    }

    pub(super) fn keep_checkpoint(&mut self, vote: &Rc<Signed<Checkpoint>>, record: RecordId) {
        self.at(vote.seq).checkpoints.keep(vote.replica, (Rc::clone(vote), record));
    }

    pub(super) fn keep_view_change(&mut self, change: &Rc<Signed<ViewChange>>, record: RecordId) {
        let kept = self.view_changes.entry(change.replica).or_default();
        kept.push((Rc::clone(change), record));
        let extra = kept.len().saturating_sub(VIEW_CHANGES_MAX);
        kept.drain(..extra);
    }

    pub(super) fn keep_new_view(&mut self, new_view: &Rc<Signed<NewView>>, record: RecordId) {
        self.new_views.insert((new_view.view, new_view.replica), (Rc::clone(new_view), record));
        if self.new_views.len() > KEPT_MAX {
            self.new_views.pop_first();
        }
    }

    pub(super) fn keep_request(&mut self, request: &Rc<Signed<Request>>, record: RecordId) {
        let said = self.requests.entry(request.client).or_default();
        said.insert(request.timestamp, (Rc::clone(request), record));
        if said.len() > KEPT_MAX {
            said.pop_first();
        }
    }

    /// About how many bytes a clone has of its own: the pages are shared until they change.
    pub(super) fn weight(&self) -> usize {
        let changes: usize = self.view_changes.values().map(Vec::len).sum();
        let requests: usize = self.requests.values().map(BTreeMap::len).sum();
        32 * (self.numbers.len() + changes + self.new_views.len() + requests)
    }

    /// Where the page of a number is, or where it would stand.
    fn place(&self, seq: Seq) -> Result<usize, usize> {
        match self.numbers.back() {
            None => Err(0),
            Some((last, _)) if *last < seq => Err(self.numbers.len()),
            Some((last, _)) if *last == seq => Ok(self.numbers.len() - 1),
            Some(_) => self.numbers.binary_search_by_key(&seq, |(known, _)| *known),
        }
    }

    /// What was said about a number.
    fn about(&self, seq: Seq) -> Option<&AtSeq> {
        let (_, at) = self.numbers.get(self.place(seq).ok()?)?;
        Some(at)
    }

    /// The page of a number, made if need be.
    fn at(&mut self, seq: Seq) -> &mut AtSeq {
        let place = self.place(seq).unwrap_or_else(|mut place| {
            if self.numbers.len() >= NUMBERS_MAX {
                self.numbers.pop_front();
                place = place.saturating_sub(1);
            }
            self.numbers.insert(place, (seq, Rc::default()));
            place
        });
        // The page was found or made above.
        #[allow(clippy::indexing_slicing)]
        Rc::make_mut(&mut self.numbers[place].1)
    }
}
