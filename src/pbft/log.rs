//! The message log: the state of each sequence number between the water marks (section 4.3).

use std::collections::VecDeque;
use std::rc::Rc;

use super::batch::{Batch, null_digest};
use super::config::Quorums;
use super::envelope::{Signed, Verified};
use super::ids::{Digest, ReplicaId, Seq, View};
use super::message::{Commit, PrePrepare, Prepare, PreparedCertificate};
use super::rules::Rule;
use super::votes::{Vote, VoteSet};

/// How far an assignment has come with this replica, in its current view (protocol section 3.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// No PRE-PREPARE is accepted yet, or its batch is unknown.
    #[default]
    Empty,
    /// The PRE-PREPARE is accepted and its batch known.
    PrePrepared,
    /// And `Q - 1` backups sent matching PREPAREs.
    Prepared,
    /// And `Q` replicas sent matching COMMITs.
    CommittedLocal,
    /// And the batch is executed.
    Executed,
}

/// The proof that a batch committed, in the view in which it did.
#[derive(Clone, Debug)]
pub struct CommitProof {
    /// The view of the COMMITs.
    pub view: View,
    /// `Q` of them.
    pub commits: Vec<Rc<Signed<Commit>>>,
}

/// A decision: the batch that executes at this number. It never changes.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The digest of the batch.
    pub digest: Digest,
    /// The proof; none while the votes of the current view are the proof.
    proof: Option<Rc<CommitProof>>,
}

/// What is known of one sequence number.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The accepted PRE-PREPARE of the current view.
    pub pre_prepare: Option<Verified<PrePrepare>>,
    /// The PREPAREs of the current view.
    pub prepares: VoteSet<Prepare>,
    /// The COMMITs of the current view.
    pub commits: VoteSet<Commit>,
    /// How far the current view has come.
    pub phase: Phase,
    /// The decision, whichever view brought it.
    pub decision: Option<Decision>,
    // The prepared certificate of the highest earlier view in which this number prepared here.
    carried: Option<Rc<PreparedCertificate>>,
    // Batches by digest: those of accepted PRE-PREPAREs and of certificates. They outlive view changes, since a new view may
    // name any of them (protocol section 3.10).
    bodies: Vec<Rc<Batch>>,
}

impl Entry {
    /// The digest of the accepted PRE-PREPARE.
    pub fn digest(&self) -> Option<Digest> {
        self.pre_prepare.as_ref().map(|pre_prepare| pre_prepare.digest)
    }

    /// The batch with this digest, if it is known; the null batch always is.
    pub fn body(&self, digest: Digest) -> Option<Rc<Batch>> {
        let known = self.bodies.iter().find(|batch| batch.digest() == digest).cloned();
        known.or_else(|| (digest == null_digest()).then(|| Rc::new(Batch::null())))
    }

    /// The batch that executes where this digest was assigned.
    pub fn batch(&self, digest: Digest, quorums: Quorums) -> Option<Rc<Batch>> {
        match self.bodies.first() {
            Some(first) if !quorums.keeps(Rule::BatchByDigest) => Some(Rc::clone(first)),
            _ => self.body(digest),
        }
    }

    /// How many PREPAREs count for this digest.
    pub fn prepares_for(&self, digest: Digest, quorums: Quorums) -> u32 {
        count(&self.prepares, digest, quorums, Rule::PreparesMatchDigest)
    }

    /// How many COMMITs count for this digest.
    pub fn commits_for(&self, digest: Digest, quorums: Quorums) -> u32 {
        count(&self.commits, digest, quorums, Rule::CommitsMatchDigest)
    }

    /// Keeps a batch.
    pub fn keep_body(&mut self, batch: &Rc<Batch>) {
        if self.bodies.iter().all(|known| known.digest() != batch.digest()) {
            self.bodies.push(Rc::clone(batch));
        }
    }

    /// The accepted digest whose batch is not known yet.
    pub fn missing_body(&self) -> Option<Digest> {
        self.digest().filter(|digest| self.body(*digest).is_none())
    }

    /// The prepared certificate of the highest view in which this number prepared here (`P`, section 4.4).
    pub fn certificate(&self, quorums: Quorums) -> Option<Rc<PreparedCertificate>> {
        match &self.pre_prepare {
            Some(pre_prepare) if self.phase >= Phase::Prepared => Some(Rc::new(PreparedCertificate {
                pre_prepare: Rc::clone(pre_prepare),
                prepares: signed(if quorums.keeps(Rule::PreparesMatchDigest) {
                    self.prepares.certificate(pre_prepare.digest, quorums.prepares())
                } else {
                    self.prepares.first(quorums.prepares())
                }),
            })),
            _ => self.carried.clone(),
        }
    }

    /// The proof of the decision.
    pub fn commit_proof(&self, quorums: Quorums) -> Option<Rc<CommitProof>> {
        let decision = self.decision.as_ref()?;
        if let Some(proof) = &decision.proof {
            return Some(Rc::clone(proof));
        }
        let commits = self.commits.certificate(decision.digest, quorums.commits());
        let view = commits.first()?.view;
        // Where a rule is missing, a decision may have no proof that others accept.
        if commits.len() < quorums.commits() as usize {
            return None;
        }
        Some(Rc::new(CommitProof { view, commits: signed(commits) }))
    }

    /// How many votes it holds, those inside the carried certificate and the proof of the decision included.
    pub fn votes_held(&self) -> usize {
        let carried = self.carried.as_ref().map_or(0, |certificate| certificate.prepares.len());
        let proof = self.decision.as_ref().and_then(|decision| decision.proof.as_ref());
        self.prepares.len() + self.commits.len() + carried + proof.map_or(0, |proof| proof.commits.len())
    }

    /// How many batches it holds.
    pub fn batches_held(&self) -> usize {
        self.bodies.len()
    }

    /// Notes that the current view committed the accepted digest.
    pub fn decide_here(&mut self, digest: Digest) {
        self.decision = Some(Decision { digest, proof: None });
    }

    /// Notes that a proof from elsewhere shows the decision.
    pub fn decide_by_proof(&mut self, digest: Digest, proof: CommitProof) {
        self.decision = Some(Decision { digest, proof: Some(Rc::new(proof)) });
    }

    /// Makes it a new entry, with the memory of the old one.
    fn clear(&mut self) {
        let Entry { pre_prepare, prepares, commits, phase, decision, carried, bodies } = self;
        prepares.clear();
        commits.clear();
        bodies.clear();
        (*pre_prepare, *phase, *decision, *carried) = (None, Phase::Empty, None, None);
    }

    /// Forgets the votes of the view that ends; certificates, decisions and batches stay (protocol section 3.11).
    fn leave_view(&mut self, quorums: Quorums) {
        let certificate = self.certificate(quorums);
        let is_of_this_view = self.phase >= Phase::Prepared;
        self.carried = match self.carried.take() {
            Some(first) if !quorums.keeps(Rule::LatestCertificate) => Some(first),
            _ if !quorums.keeps(Rule::CertificatesOutliveViews) => certificate.filter(|_| is_of_this_view),
            _ => certificate,
        };
        let proof = self.commit_proof(quorums);
        if let Some(decision) = &mut self.decision {
            decision.proof = proof;
        }
        self.pre_prepare = None;
        if quorums.keeps(Rule::PreparesOfOneView) {
            self.prepares = VoteSet::default();
        }
        if quorums.keeps(Rule::CommitsOfOneView) {
            self.commits = VoteSet::default();
        }
        if !quorums.keeps(Rule::BatchesOutliveViews) {
            self.bodies.clear();
        }
        self.phase = Phase::Empty;
    }

    /// What stable storage hands back after a crash: accepted PRE-PREPAREs, own votes and certificates; not the votes of
    /// others, nor decisions (protocol section 3.19).
    fn recover(&mut self, own: ReplicaId, quorums: Quorums) {
        self.decision = None;
        self.commits.retain(|commit| commit.replica == own);
        match (&self.pre_prepare, self.phase >= Phase::Prepared) {
            (Some(pre_prepare), true) => {
                let certificate = self.prepares.certificate(pre_prepare.digest, quorums.prepares());
                // The own vote too, which the certificate may do without: it is on the disk, and others may ask for it.
                self.prepares.retain(|prepare| {
                    prepare.replica == own || certificate.iter().any(|kept| kept.body() == prepare)
                });
                self.phase = Phase::Prepared;
            }
            _ => self.prepares.retain(|prepare| prepare.replica == own),
        }
    }
}

/// How many votes count for a digest; `by_digest` is the rule that those for other digests do not.
fn count<T: Vote>(votes: &VoteSet<T>, digest: Digest, quorums: Quorums, by_digest: Rule) -> u32 {
    if !quorums.keeps(by_digest) {
        votes.all_voters().len()
    } else if quorums.keeps(Rule::OneVotePerReplica) && quorums.keeps(Rule::OwnMessagesIgnored) {
        votes.count(digest)
    } else {
        votes.count_repeated(digest)
    }
}

fn signed<T>(votes: Vec<Verified<T>>) -> Vec<Rc<Signed<T>>> {
    votes.into_iter().map(Verified::into_signed).collect()
}

/// The entries of the window `h < n <= h + L`.
#[derive(Debug)]
pub struct Log {
    low: Seq,
    size: u64,
    // The entry of `low + 1` first; entries are made when they are first touched. Clones of a replica share what they do not change.
    entries: VecDeque<Rc<Entry>>,
    // Discarded entries, empty, for use again: four allocations less for each number. At most `L`.
    spare: Vec<Rc<Entry>>,
}

impl Clone for Log {
    fn clone(&self) -> Self {
        Log { low: self.low, size: self.size, entries: self.entries.clone(), spare: Vec::new() }
    }
}

impl Log {
    /// An empty log whose low water mark is 0.
    pub fn new(size: u64) -> Log {
        Log { low: Seq(0), size, entries: VecDeque::new(), spare: Vec::new() }
    }

    /// `h`: exclusive.
    pub fn low(&self) -> Seq {
        self.low
    }

    /// `H = h + L`: inclusive.
    pub fn high(&self) -> Seq {
        self.low.plus(self.size)
    }

    /// Whether the number lies between the water marks.
    pub fn in_window(&self, seq: Seq) -> bool {
        self.low < seq && seq <= self.high()
    }

    /// What is known of a number.
    pub fn get(&self, seq: Seq) -> Option<&Entry> {
        self.entries.get(self.index(seq)?).map(Rc::as_ref)
    }

    /// The entry of a number, made if need be; none outside the window.
    pub fn entry(&mut self, seq: Seq) -> Option<&mut Entry> {
        let index = self.index(seq)?;
        while self.entries.len() <= index {
            self.entries.push_back(self.spare.pop().unwrap_or_default());
        }
        let entry = self.entries.get_mut(index)?;
        // `Rc::make_mut` alone is not inlined here and takes three times as many instructions for an entry that is not shared.
        if Rc::strong_count(entry) > 1 {
            Rc::make_mut(entry);
        }
        Rc::get_mut(entry)
    }

    /// The touched entries with their numbers, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Seq, &Entry)> + ExactSizeIterator {
        let low = self.low;
        let entries = self.entries.iter().map(Rc::as_ref).enumerate();
        entries.map(move |(index, entry)| (low.plus(index as u64 + 1), entry))
    }

    /// Moves the low water mark up and discards everything up to it (section 4.3).
    pub fn advance(&mut self, low: Seq) {
        let gone = low.0.saturating_sub(self.low.0).min(self.entries.len() as u64);
        for mut entry in self.entries.drain(..usize::try_from(gone).unwrap_or(usize::MAX)) {
            if let Some(own) = Rc::get_mut(&mut entry) {
                own.clear();
                self.spare.push(entry);
            }
        }
        self.low = self.low.max(low);
    }

    /// Ends a view: votes go, certificates stay.
    pub fn leave_view(&mut self, quorums: Quorums) {
        self.entries.iter_mut().for_each(|entry| Rc::make_mut(entry).leave_view(quorums));
    }

    /// The log as stable storage hands it back.
    pub fn recover(&mut self, own: ReplicaId, quorums: Quorums) {
        self.entries.iter_mut().for_each(|entry| Rc::make_mut(entry).recover(own, quorums));
    }

    fn index(&self, seq: Seq) -> Option<usize> {
        if !self.in_window(seq) {
            return None;
        }
        usize::try_from(seq.0 - self.low.0 - 1).ok()
    }
}
