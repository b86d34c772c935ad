//! Statement log: the first statement of each kind by each node, to compare later ones with.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::by_seq::{AtSeq, BySeq};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{Checkpoint, Commit, NewView, PrePrepare, Prepare, Request, ViewChange};
use crate::pbft::{ClientId, Config, ReplicaId, Seq, Timestamp, View};
use crate::sim::{RecordId, Weight};

/// The number of sequence numbers whose statements are kept. The lowest are discarded first, and then prove nothing.
const NUMBERS_MAX: usize = 512;
/// How many VIEW-CHANGEs of one replica are kept: the latest ones.
const VIEW_CHANGES_MAX: usize = 16;
/// How many views NEW-VIEWs of one replica are kept for, timestamps of one client requests, and sequence numbers beyond all windows
/// statements.
const KEPT_MAX: usize = 64;

/// A statement and the record in which it was first seen.
pub(super) type First<T> = (Rc<Signed<T>>, RecordId);

/// Statements of one kind.
type Kept<T> = Vec<First<T>>;

/// A statement, compared with the earlier one of its author about the same subject.
pub(super) enum Known<T> {
    /// There is no earlier statement.
    Nothing,
    /// The earlier statement is the same.
    Same,
    /// The earlier statement is a different one.
    Other(Rc<Signed<T>>, RecordId),
}

/// The earlier statement of an author about a subject, if there is one.
pub(super) struct Earlier<'a, T>(pub(super) Option<&'a First<T>>);

impl<T> Earlier<'_, T> {
    /// Compares a statement with the earlier one.
    pub(super) fn compare(
        &self,
        statement: &Rc<Signed<T>>,
        is_same: impl Fn(&Signed<T>) -> bool,
    ) -> Known<T> {
        match self.0 {
            None => Known::Nothing,
            Some((known, _)) if Rc::ptr_eq(known, statement) || is_same(known) => Known::Same,
            Some((known, record)) => Known::Other(Rc::clone(known), *record),
        }
    }
}

/// The statements kept. Memory is bounded, and a Byzantine node must not be able to flood out its earlier statements: sequence
/// numbers beyond all correct windows are kept apart, and a node with many statements displaces only its own.
#[derive(Clone, Debug)]
pub(super) struct StatementLog {
    quorum: usize,
    log_size: u64,
    /// The highest sequence number in the window of any correct replica.
    reach: Seq,
    /// Statements up to there.
    near: BySeq,
    /// Statements beyond.
    far: BySeq,
    view_changes: BTreeMap<ReplicaId, Kept<ViewChange>>,
    new_views: BTreeMap<ReplicaId, BTreeMap<View, First<NewView>>>,
    requests: BTreeMap<ClientId, BTreeMap<Timestamp, First<Request>>>,
    /// How many requests were ever kept.
    requests_ever: u64,
    /// The approximate size in bytes of the statements about one sequence number, when all replicas have made them.
    seq_bytes: u64,
}

/// The approximate size of a statement in bytes, allocation included.
const fn bytes_of<T>() -> u64 {
    (size_of::<Signed<T>>() + 4 * size_of::<usize>()) as u64
}

impl StatementLog {
    pub(super) fn new(config: &Config) -> StatementLog {
        let log_size = config.params().log_size;
        let replicas = u64::from(config.params().replicas);
        let of_each = bytes_of::<Prepare>() + bytes_of::<Commit>() + 2 * size_of::<First<Commit>>() as u64;
        StatementLog {
            requests_ever: 0,
            seq_bytes: replicas * of_each + bytes_of::<PrePrepare>() + size_of::<AtSeq>() as u64,
            quorum: config.quorums().quorum as usize,
            log_size,
            reach: Seq(log_size),
            near: BySeq::default(),
            far: BySeq::default(),
            view_changes: BTreeMap::new(),
            new_views: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }

    pub(super) fn pre_prepares(&self, header: &PrePrepare) -> Earlier<'_, PrePrepare> {
        let statements = self.about(header.seq).and_then(|at| at.in_view(header.view));
        let mut statements = statements.into_iter().flat_map(|statements| &statements.pre_prepares);
        Earlier(statements.find(|(it, _)| it.replica == header.replica))
    }

    pub(super) fn prepares(&self, vote: &Prepare) -> Earlier<'_, Prepare> {
        let statements = self.about(vote.seq).and_then(|at| at.in_view(vote.view));
        statements.map_or(Earlier(None), |statements| statements.prepares.of(vote.replica))
    }

    pub(super) fn commits(&self, vote: &Commit) -> Earlier<'_, Commit> {
        let statements = self.about(vote.seq).and_then(|at| at.in_view(vote.view));
        statements.map_or(Earlier(None), |statements| statements.commits.of(vote.replica))
    }

    pub(super) fn checkpoints(&self, vote: &Checkpoint) -> Earlier<'_, Checkpoint> {
        self.about(vote.seq).map_or(Earlier(None), |at| at.checkpoints.of(vote.replica))
    }

    pub(super) fn new_views(&self, new_view: &NewView) -> Earlier<'_, NewView> {
        Earlier(self.new_views.get(&new_view.replica).and_then(|statements| statements.get(&new_view.view)))
    }

    pub(super) fn requests(&self, client: ClientId, timestamp: Timestamp) -> Earlier<'_, Request> {
        Earlier(self.requests.get(&client).and_then(|statements| statements.get(&timestamp)))
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

    /// The COMMITs of a replica, by sequence number.
    pub(super) fn commits_of(
        &self,
        replica: ReplicaId,
    ) -> impl Iterator<Item = (&Rc<Signed<Commit>>, RecordId)> {
        let views = self.near.all().chain(self.far.all()).flat_map(AtSeq::views);
        let commits = views.filter_map(move |statements| statements.commits.of(replica).0);
        commits.map(|(vote, record)| (vote, *record))
    }

    pub(super) fn keep_pre_prepare(&mut self, header: &Rc<Signed<PrePrepare>>, record: RecordId) {
        let statements = self.at(header.seq).entry(header.view);
        // There is nearly always exactly one, and there are hundreds of sequence numbers.
        statements.pre_prepares.reserve_exact(1);
        statements.pre_prepares.push((Rc::clone(header), record));
    }

    pub(super) fn keep_prepare(&mut self, vote: &Rc<Signed<Prepare>>, record: RecordId) {
        self.at(vote.seq).entry(vote.view).prepares.keep(vote.replica, (Rc::clone(vote), record));
    }

    pub(super) fn keep_commit(&mut self, vote: &Rc<Signed<Commit>>, record: RecordId) {
        self.at(vote.seq).entry(vote.view).commits.keep(vote.replica, (Rc::clone(vote), record));
    }

    pub(super) fn keep_checkpoint(&mut self, vote: &Rc<Signed<Checkpoint>>, record: RecordId) {
        let statements = &mut self.at(vote.seq).checkpoints;
        statements.keep(vote.replica, (Rc::clone(vote), record));
        let agree = statements.all().filter(|other| other.digest == vote.digest).count();
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
        let statements = self.new_views.entry(new_view.replica).or_default();
        statements.insert(new_view.view, (Rc::clone(new_view), record));
        if statements.len() > KEPT_MAX {
            statements.pop_first();
        }
    }

    pub(super) fn keep_request(&mut self, request: &Rc<Signed<Request>>, record: RecordId) {
        let statements = self.requests.entry(request.client).or_default();
        statements.insert(request.timestamp, (Rc::clone(request), record));
        self.requests_ever += 1;
        if statements.len() > KEPT_MAX {
            statements.pop_first();
        }
    }

    /// The approximate size of a clone in bytes: its own, and those of the statements that it shares with other clones.
    pub(super) fn weight(&self) -> Weight {
        let changes: usize = self.view_changes.values().map(Vec::len).sum();
        let requests: usize = self.requests.values().map(BTreeMap::len).sum();
        let new_views: usize = self.new_views.values().map(BTreeMap::len).sum();
        let numbers = self.near.len() + self.far.len();
        let bytes = |numbers: u64, requests: u64| numbers * self.seq_bytes + requests * bytes_of::<Request>();
        Weight {
            own: 32 * (numbers + changes + new_views + requests) as u64,
            shared: bytes(numbers as u64, requests as u64),
            ever: bytes(self.near.made() + self.far.made(), self.requests_ever),
        }
    }

    /// The statements about a sequence number.
    fn about(&self, seq: Seq) -> Option<&AtSeq> {
        self.half_of(seq).about(seq)
    }

    fn half_of(&self, seq: Seq) -> &BySeq {
        if seq <= self.reach { &self.near } else { &self.far }
    }

    /// The statements about a sequence number, to add to.
    fn at(&mut self, seq: Seq) -> &mut AtSeq {
        if seq <= self.reach { self.near.at(seq, NUMBERS_MAX) } else { self.far.at(seq, KEPT_MAX) }
    }

    /// A quorum has the same state here, so correct replicas may make statements up to the high water mark.
    fn stable(&mut self, seq: Seq) {
        let reach = Seq(seq.0.saturating_add(self.log_size));
        if reach > self.reach {
            self.reach = reach;
            self.near.take_from(&mut self.far, reach, NUMBERS_MAX);
        }
    }
}
