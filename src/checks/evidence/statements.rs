//! The first statement of each sort that each node made: what later ones are held against.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::by_seq::{AtSeq, Pages};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Checkpoint, Commit, NewView, PrePrepare, Prepare, Request, ViewChange};
use crate::pbft::{ClientId, Config, ReplicaId, Seq, Timestamp, View};
use crate::sim::{RecordId, Weight};

/// For how many numbers statements are kept; the lowest go first, and with them what could still have been proven.
const NUMBERS_MAX: usize = 512;
/// How many VIEW-CHANGEs of one replica are kept, the latest.
const VIEW_CHANGES_MAX: usize = 16;
/// For how many views NEW-VIEWs of one replica are kept, for how many timestamps of a client requests, and statements for how many
/// numbers beyond all windows.
const KEPT_MAX: usize = 64;

/// A statement and the record in which it was first seen.
pub(super) type First<T> = (Rc<Signed<T>>, RecordId);

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
pub(super) struct Place<'a, T>(pub(super) Option<&'a First<T>>);

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

/// The statements kept. Memory is bounded, and no liar may use that to bury what it said: numbers that no correct replica speaks of
/// yet have pages of their own, and a node that says much pushes out only its own statements.
#[derive(Clone, Debug)]
pub(super) struct Books {
    quorum: usize,
    log_size: u64,
    /// The highest number that any correct replica's window reaches.
    reach: Seq,
    /// Up to there.
    near: Pages,
    /// Beyond.
    far: Pages,
    view_changes: BTreeMap<ReplicaId, Kept<ViewChange>>,
    new_views: BTreeMap<ReplicaId, BTreeMap<View, First<NewView>>>,
    requests: BTreeMap<ClientId, BTreeMap<Timestamp, First<Request>>>,
    /// How many requests were ever kept.
    requests_ever: u64,
    /// About how many bytes the page of a number has when all replicas have spoken of it.
    page_bytes: u64,
}

/// About how many bytes a statement has, with what its memory costs beside it.
const fn bytes_of<T>() -> u64 {
    (size_of::<Signed<T>>() + 4 * size_of::<usize>()) as u64
}

impl Books {
    pub(super) fn new(config: &Config) -> Books {
        let log_size = config.params().log_size;
        let replicas = u64::from(config.params().replicas);
        let of_each = bytes_of::<Prepare>() + bytes_of::<Commit>() + 2 * size_of::<First<Commit>>() as u64;
        Books {
            requests_ever: 0,
            page_bytes: replicas * of_each + bytes_of::<PrePrepare>() + size_of::<AtSeq>() as u64,
            quorum: config.quorums().quorum as usize,
            log_size,
            reach: Seq(log_size),
            near: Pages::default(),
            far: Pages::default(),
            view_changes: BTreeMap::new(),
            new_views: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }

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
        Place(self.new_views.get(&new_view.replica).and_then(|said| said.get(&new_view.view)))
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
        let views = self.near.all().chain(self.far.all()).flat_map(AtSeq::views);
        let commits = views.filter_map(move |said| said.commits.of(replica).0);
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
        let said = &mut self.at(vote.seq).checkpoints;
        said.keep(vote.replica, (Rc::clone(vote), record));
        let agree = said.all().filter(|other| other.digest == vote.digest).count();
        if agree >= self.quorum {
            self.stable(vote.seq);
        }
    }

    pub(super) fn keep_view_change(&mut self, change: &Rc<Signed<ViewChange>>, record: RecordId) {
        let kept = self.view_changes.entry(change.replica).or_default();
        kept.push((Rc::clone(change), record));
        let extra = kept.len().saturating_sub(VIEW_CHANGES_MAX);
        kept.drain(..extra);
    }

    pub(super) fn keep_new_view(&mut self, new_view: &Rc<Signed<NewView>>, record: RecordId) {
        let said = self.new_views.entry(new_view.replica).or_default();
        said.insert(new_view.view, (Rc::clone(new_view), record));
        if said.len() > KEPT_MAX {
            said.pop_first();
        }
    }

    pub(super) fn keep_request(&mut self, request: &Rc<Signed<Request>>, record: RecordId) {
        let said = self.requests.entry(request.client).or_default();
        said.insert(request.timestamp, (Rc::clone(request), record));
        self.requests_ever += 1;
        if said.len() > KEPT_MAX {
            said.pop_first();
        }
    }

    /// About how many bytes a clone has: its own, and those of the statements that it shares with others that hold them.
    pub(super) fn weight(&self) -> Weight {
        let changes: usize = self.view_changes.values().map(Vec::len).sum();
        let requests: usize = self.requests.values().map(BTreeMap::len).sum();
        let new_views: usize = self.new_views.values().map(BTreeMap::len).sum();
        let pages = self.near.len() + self.far.len();
        let bytes = |pages: u64, requests: u64| pages * self.page_bytes + requests * bytes_of::<Request>();
        Weight {
            own: 32 * (pages + changes + new_views + requests) as u64,
            shared: bytes(pages as u64, requests as u64),
            ever: bytes(self.near.made() + self.far.made(), self.requests_ever),
        }
    }

    /// What was said about a number.
    fn about(&self, seq: Seq) -> Option<&AtSeq> {
        self.pages_of(seq).about(seq)
    }

    fn pages_of(&self, seq: Seq) -> &Pages {
        if seq <= self.reach { &self.near } else { &self.far }
    }

    /// The page of a number, made if need be.
    fn at(&mut self, seq: Seq) -> &mut AtSeq {
        if seq <= self.reach { self.near.at(seq, NUMBERS_MAX) } else { self.far.at(seq, KEPT_MAX) }
    }

    /// A quorum has the same state here, so that correct replicas may speak of numbers up to the high water mark.
    fn stable(&mut self, seq: Seq) {
        let reach = Seq(seq.0.saturating_add(self.log_size));
        if reach > self.reach {
            self.reach = reach;
            self.near.take_from(&mut self.far, reach, NUMBERS_MAX);
        }
    }
}
