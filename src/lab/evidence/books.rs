//! The first statement of each sort that each node made: what later ones are held against.

use std::collections::BTreeMap;
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
    pre_prepares: Kept<PrePrepare>,
    prepares: Kept<Prepare>,
    commits: Kept<Commit>,
    checkpoints: Kept<Checkpoint>,
}

/// The statements kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Books {
    numbers: BTreeMap<Seq, Rc<AtSeq>>,
    view_changes: BTreeMap<ReplicaId, Kept<ViewChange>>,
    new_views: BTreeMap<(View, ReplicaId), First<NewView>>,
    requests: BTreeMap<ClientId, BTreeMap<Timestamp, First<Request>>>,
}

impl Books {
    pub(super) fn pre_prepares(&self, header: &PrePrepare) -> Place<'_, PrePrepare> {
        let said = self.numbers.get(&header.seq).map(|at| at.pre_prepares.as_slice()).unwrap_or_default();
        Place(said.iter().find(|(it, _)| (it.view, it.replica) == (header.view, header.replica)))
    }

    pub(super) fn prepares(&self, vote: &Prepare) -> Place<'_, Prepare> {
        let said = self.numbers.get(&vote.seq).map(|at| at.prepares.as_slice()).unwrap_or_default();
        Place(said.iter().find(|(it, _)| (it.view, it.replica) == (vote.view, vote.replica)))
    }

    pub(super) fn commits(&self, vote: &Commit) -> Place<'_, Commit> {
        let said = self.numbers.get(&vote.seq).map(|at| at.commits.as_slice()).unwrap_or_default();
        Place(said.iter().find(|(it, _)| (it.view, it.replica) == (vote.view, vote.replica)))
    }

    pub(super) fn checkpoints(&self, vote: &Checkpoint) -> Place<'_, Checkpoint> {
        let said = self.numbers.get(&vote.seq).map(|at| at.checkpoints.as_slice()).unwrap_or_default();
        Place(said.iter().find(|(it, _)| it.replica == vote.replica))
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
        let commits = self.numbers.values().flat_map(|at| &at.commits);
        commits.filter(move |(vote, _)| vote.replica == replica).map(|(vote, record)| (vote, *record))
    }

    pub(super) fn keep_pre_prepare(&mut self, header: &Rc<Signed<PrePrepare>>, record: RecordId) {
        self.at(header.seq).pre_prepares.push((Rc::clone(header), record));
    }

    pub(super) fn keep_prepare(&mut self, vote: &Rc<Signed<Prepare>>, record: RecordId) {
        self.at(vote.seq).prepares.push((Rc::clone(vote), record));
    }

    pub(super) fn keep_commit(&mut self, vote: &Rc<Signed<Commit>>, record: RecordId) {
        self.at(vote.seq).commits.push((Rc::clone(vote), record));
    }

    pub(super) fn keep_checkpoint(&mut self, vote: &Rc<Signed<Checkpoint>>, record: RecordId) {
        self.at(vote.seq).checkpoints.push((Rc::clone(vote), record));
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

    /// The page of a number, made if need be.
    fn at(&mut self, seq: Seq) -> &mut AtSeq {
        if self.numbers.len() >= NUMBERS_MAX && !self.numbers.contains_key(&seq) {
            self.numbers.pop_first();
        }
        Rc::make_mut(self.numbers.entry(seq).or_default())
    }
}
