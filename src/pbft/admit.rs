//! Admission: the checks that decide whether a message changes anything (protocol section 3, steps G1 to G4).
//!
//! Admission reads only. It answers with something verified, or with the reason for which the message changes nothing and,
//! where the sender contradicts itself, with the signed statements that prove it. Cheap questions come before signatures.

use std::rc::Rc;

use super::batch::Batch;
use super::envelope::{BadSignature, Body, Signed, Verified};
use super::event::{Evidence, Offence};
use super::ids::{Author, Digest, ReplicaId, ReplicaSet, Seq, Timestamp, View};
use super::message::{
    Checkpoint, Commit, CommitCertificate, FetchBatch, FetchState, Message, NewView, PrePrepare, Prepare,
    Request, StateTransfer, Status, ViewChange,
};
use super::new_view::Plan;
use super::pending::Place;
use super::reject::RejectReason;
use super::replica::{Replica, ViewStatus};
use super::rules::Rule;
use super::votes::{Tally, Vote, VoteSet};

/// A message that changes something, with everything about it verified.
#[derive(Debug)]
pub(super) enum Accepted {
    Request(Verified<Request>),
    PrePrepare(Verified<PrePrepare>, Rc<Batch>),
    Prepare(Verified<Prepare>),
    Commit(Verified<Commit>),
    /// With the proof that its sender said something else before, if it did.
    Checkpoint(Verified<Checkpoint>, Option<Evidence>),
    ViewChange(Verified<ViewChange>),
    NewView(Verified<NewView>, Plan),
    Status(Verified<Status>),
    FetchBatch(Verified<FetchBatch>),
    /// A batch and the numbers that wait for it.
    Batch(Vec<Seq>, Rc<Batch>),
    FetchState(Verified<FetchState>),
    State(Rc<StateTransfer>),
    CommitCertificate(Rc<CommitCertificate>),
    /// A message of the view that is waited for, kept until then.
    FutureMessages(ReplicaId, Message),
}

/// Why a message changes nothing, and what it proves against its author.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) reason: RejectReason,
    pub(super) evidence: Option<Evidence>,
}

impl From<RejectReason> for Box<Rejection> {
    fn from(reason: RejectReason) -> Self {
        Box::new(Rejection { reason, evidence: None })
    }
}

impl From<BadSignature> for Box<Rejection> {
    fn from(bad: BadSignature) -> Self {
        RejectReason::BadSignature(bad).into()
    }
}

type Admission = Result<Accepted, Box<Rejection>>;

impl Replica {
    pub(super) fn admit(&self, message: &Message) -> Admission {
        match message {
            // Whatever bytes mean was decoded before (`receive`).
            Message::Bytes(_) => Err(RejectReason::NotForMe.into()),
            Message::Request(request) => self.admit_request(request),
            Message::PrePrepare { header, batch } => self.admit_pre_prepare(header, batch, message),
            Message::Prepare(prepare) => self.admit_prepare(prepare, message),
            Message::Commit(commit) => self.admit_commit(commit, message),
            Message::Checkpoint(checkpoint) => self.admit_checkpoint(checkpoint),
            Message::ViewChange(change) => self.admit_view_change(change),
            Message::NewView(new_view) => self.admit_new_view(new_view),
            Message::Status(status) => self.admit_status(status),
            Message::FetchBatch(fetch) => Ok(Accepted::FetchBatch(self.verify_others(fetch)?)),
            Message::Batch(batch) => self.admit_batch(batch),
            Message::FetchState(fetch) => self.admit_fetch_state(fetch),
            Message::State(state) => self.admit_state(state),
            Message::CommitCertificate(certificate) => self.admit_commit_certificate(certificate),
            Message::Reply(_) => Err(RejectReason::NotForMe.into()),
        }
    }

    /// Checks the signature of a message that is not the replica's own.
    pub(super) fn verify_others<T: Body>(
        &self,
        signed: &Rc<Signed<T>>,
    ) -> Result<Verified<T>, Box<Rejection>> {
        if signed.author() == Author::Replica(self.id) && self.keeps(Rule::OwnMessagesIgnored) {
            return Err(RejectReason::OwnMessage.into());
        }
        Ok(self.roster().verify(signed)?)
    }

    /// Protocol section 3.2: the checks that are the same at every replica, then those against the client table.
    fn admit_request(&self, request: &Rc<Signed<Request>>) -> Admission {
        let limit = self.config.params().operation_bytes_max;
        let bytes = u32::try_from(request.operation.len()).unwrap_or(u32::MAX);
        if bytes > limit {
            return Err(RejectReason::OperationTooLong { bytes, limit }.into());
        }
        if request.read_only {
            return Err(RejectReason::ReadOnly.into());
        }
        let last = self.state.clients.timestamp(request.client);
        // Timestamp 0 means "no request": there is no result to send again.
        if request.timestamp < last || request.timestamp == Timestamp(0) {
            return Err(RejectReason::OldTimestamp { got: request.timestamp, last }.into());
        }
        let verified = self.roster().verify(request)?;
        if request.timestamp == last {
            return Ok(Accepted::Request(verified));
        }
        match self.pending.place(request) {
            Place::Free | Place::Older | Place::Same => Ok(Accepted::Request(verified)),
            Place::Newer => Err(RejectReason::AnotherPending.into()),
            Place::Contradiction => {
                let first = self.pending.of(request.client).map(|pending| Rc::clone(&pending.request));
                let pair = first.map(|first| [Message::Request(first), Message::Request(Rc::clone(request))]);
                Err(contradiction(
                    RejectReason::AnotherPending,
                    request.author(),
                    Offence::ConflictingRequests,
                    pair,
                ))
            }
        }
    }

    /// Protocol section 3.4, conditions 1 to 6.
    fn admit_pre_prepare(
        &self,
        header: &Rc<Signed<PrePrepare>>,
        batch: &Rc<Batch>,
        message: &Message,
    ) -> Admission {
        let primary = self.quorums.primary(header.view);
        if header.replica != primary && self.keeps(Rule::OnlyPrimaryProposes) {
            return Err(RejectReason::NotFromPrimary { signer: header.replica, primary }.into());
        }
        if let Some(future) = self.before_its_view(header.view, header.seq, header, message)? {
            if batch.digest() != header.digest {
                // Any node can add another batch to the header. Such copies must not use up the primary's quota.
                return Err(RejectReason::DigestMismatch.into());
            }
            return Ok(future);
        }
        let accepted = self.log.get(header.seq).and_then(|entry| entry.pre_prepare.as_ref());
        let repeated = accepted.is_some_and(|accepted| accepted.digest == header.digest);
        if repeated && self.log.get(header.seq).is_some_and(|entry| entry.missing_body().is_none()) {
            return Err(RejectReason::Duplicate.into());
        }
        let verified = self.verify_others(header)?;
        if let Some(first) = accepted.filter(|_| !repeated && self.keeps(Rule::OneProposalPerNumber)) {
            let no_batch = || Rc::new(Batch::null());
            let pair = [
                Message::PrePrepare { header: Rc::clone(first), batch: no_batch() },
                Message::PrePrepare { header: Rc::clone(header), batch: no_batch() },
            ];
            let (reason, offence) = (RejectReason::ConflictingPrePrepare, Offence::ConflictingPrePrepares);
            return Err(contradiction(reason, header.author(), offence, Some(pair)));
        }
        self.check_batch(batch, header.digest, repeated)?;
        if self.refuses_as_old(batch) {
            return Err(RejectReason::BadBatch.into());
        }
        if repeated {
            // The NEW-VIEW named this digest and its batch was unknown: here it is.
            return Ok(Accepted::Batch(vec![header.seq], Rc::clone(batch)));
        }
        Ok(Accepted::PrePrepare(verified, Rc::clone(batch)))
    }

    /// Condition 6. Nothing here depends on what this replica has executed: such checks would split correct
    /// replicas, they are made at execution.
    fn check_batch(&self, batch: &Batch, digest: Digest, null_allowed: bool) -> Result<(), Box<Rejection>> {
        if batch.digest() != digest {
            return Err(RejectReason::DigestMismatch.into());
        }
        let requests = batch.requests();
        let params = self.config.params();
        let too_many = requests.len() > params.batch_max as usize;
        let client_twice = (1..requests.len()).any(|next| {
            let (before, rest) = requests.split_at(next);
            rest.first().is_some_and(|request| before.iter().any(|other| other.client == request.client))
        });
        let unfit = |request: &Rc<Signed<Request>>| {
            request.read_only || request.operation.len() > params.operation_bytes_max as usize
        };
        if too_many || client_twice || (requests.is_empty() && !null_allowed) || requests.iter().any(unfit) {
            return Err(RejectReason::BadBatch.into());
        }
        let is_unsigned = requests.iter().any(|request| self.roster().verify(request).is_err());
        if is_unsigned && self.keeps(Rule::ClientSignature) {
            return Err(RejectReason::BadRequestInBatch.into());
        }
        Ok(())
    }

    /// Protocol section 3.5.
    fn admit_prepare(&self, prepare: &Rc<Signed<Prepare>>, message: &Message) -> Admission {
        if prepare.replica == self.quorums.primary(prepare.view) && self.keeps(Rule::PrimaryDoesNotPrepare) {
            let verified = self.verify_others(prepare)?;
            let evidence = Evidence {
                culprit: verified.author(),
                offence: Offence::PrepareByPrimary,
                statements: vec![message.clone()],
            };
            return Err(Box::new(Rejection {
                reason: RejectReason::PrepareFromPrimary,
                evidence: Some(evidence),
            }));
        }
        if let Some(future) = self.before_its_view(prepare.view, prepare.seq, prepare, message)? {
            return Ok(future);
        }
        let votes = self.log.get(prepare.seq).map(|entry| &entry.prepares);
        let tally = self.tally(votes, prepare.body(), Rule::PreparesOfOneView);
        self.admit_vote(prepare, tally, Offence::ConflictingPrepares, Message::Prepare).map(Accepted::Prepare)
    }

    /// Protocol section 3.6.
    fn admit_commit(&self, commit: &Rc<Signed<Commit>>, message: &Message) -> Admission {
        if let Some(future) = self.before_its_view(commit.view, commit.seq, commit, message)? {
            return Ok(future);
        }
        let votes = self.log.get(commit.seq).map(|entry| &entry.commits);
        let tally = self.tally(votes, commit.body(), Rule::CommitsOfOneView);
        self.admit_vote(commit, tally, Offence::ConflictingCommits, Message::Commit).map(Accepted::Commit)
    }

    /// What becomes of a PREPARE or COMMIT. `of_one_view` is the rule that votes of earlier views do not count.
    fn tally<T: Vote>(&self, votes: Option<&VoteSet<T>>, vote: &T, of_one_view: Rule) -> Tally<T> {
        let Some(votes) = votes else { return Tally::Added };
        let counts_again = !self.keeps(Rule::OneVotePerReplica)
            || (vote.voter() == self.id && !self.keeps(Rule::OwnMessagesIgnored));
        match votes.judge(vote) {
            Tally::Duplicate if counts_again => Tally::Added,
            Tally::Conflict(_) if !self.keeps(of_one_view) => {
                let is_known = votes.voters(vote.digest()).contains(vote.voter());
                if is_known { Tally::Duplicate } else { Tally::Added }
            }
            tally => tally,
        }
    }

    /// Whether a proposal is refused because it has a request that this replica executed: never in the paper, since such a check
    /// splits correct replicas.
    pub(super) fn refuses_as_old(&self, batch: &Batch) -> bool {
        let is_old =
            |request: &Rc<Signed<Request>>| request.timestamp <= self.state.clients.timestamp(request.client);
        !self.keeps(Rule::AgeAtExecution) && batch.requests().iter().any(is_old)
    }

    /// Whether a replica that gave up a view still votes in it: never in the paper.
    fn still_votes_in(&self, view: View, seq: Seq) -> bool {
        let is_of_view = |replica: &Replica| {
            let proposed = replica.log.get(seq).and_then(|entry| entry.pre_prepare.as_ref());
            proposed.is_some_and(|header| header.view == view)
        };
        !self.keeps(Rule::SilentInOldView) && !self.is_active() && is_of_view(self)
    }

    /// One vote for each replica: the first counts, a second one with another digest is evidence.
    pub(super) fn admit_vote<T: Body + Vote>(
        &self,
        vote: &Rc<Signed<T>>,
        tally: Tally<T>,
        offence: Offence,
        wrap: fn(Rc<Signed<T>>) -> Message,
    ) -> Result<Verified<T>, Box<Rejection>> {
        match tally {
            Tally::Duplicate => Err(RejectReason::Duplicate.into()),
            Tally::Added => self.verify_others(vote),
            Tally::Conflict(first) => {
                self.verify_others(vote)?;
                let pair = [wrap(first.into_signed()), wrap(Rc::clone(vote))];
                Err(contradiction(RejectReason::ConflictingVote, vote.author(), offence, Some(pair)))
            }
        }
    }

    /// Votes count only while active in their view and between the water marks. A message of the view that is waited for,
    /// or of the next one, is kept until then; any other is refused.
    fn before_its_view<T: Body>(
        &self,
        view: View,
        seq: Seq,
        signed: &Rc<Signed<T>>,
        message: &Message,
    ) -> Result<Option<Accepted>, Box<Rejection>> {
        if !self.log.in_window(seq) {
            if seq > self.log.high() {
                // It makes this replica fetch a state, so its author must have signed it.
                self.verify_others(signed)?;
            }
            return Err(
                RejectReason::OutsideWindow { seq, low: self.log.low(), high: self.log.high() }.into()
            );
        }
        if (self.is_active() && view == self.view) || self.still_votes_in(view, seq) {
            return Ok(None);
        }
        let expected = if self.is_active() { self.view.next() } else { self.view };
        if view != expected || view < self.view {
            if view > expected {
                // The same holds for a message of a view far ahead.
                self.verify_others(signed)?;
            }
            let reason = match self.standing {
                ViewStatus::Changing { .. } if view < self.view => {
                    RejectReason::ViewChangePending { view: self.view }
                }
                ViewStatus::Active { .. } | ViewStatus::Changing { .. } => {
                    RejectReason::WrongView { got: view, at: self.view }
                }
            };
            return Err(reason.into());
        }
        let verified = self.verify_others(signed)?;
        match verified.author() {
            Author::Replica(sender) if self.future_messages.has_room(sender) => {
                Ok(Some(Accepted::FutureMessages(sender, message.clone())))
            }
            Author::Replica(_) | Author::Client(_) => Err(RejectReason::RateLimited.into()),
        }
    }

    /// Protocol section 3.17: only a batch that is waited for, with valid requests.
    fn admit_batch(&self, batch: &Rc<Batch>) -> Admission {
        let waiting = self.waiting_for(batch.digest());
        if waiting.is_empty() {
            return Err(RejectReason::NotWanted.into());
        }
        self.check_batch(batch, batch.digest(), true)?;
        Ok(Accepted::Batch(waiting, Rc::clone(batch)))
    }

    /// Extension X1, protocol section 3.21: a quorum of COMMITs for one view, number and digest, in any mode.
    fn admit_commit_certificate(&self, certificate: &Rc<CommitCertificate>) -> Admission {
        let CommitCertificate { view, seq, digest, commits, batch } = &**certificate;
        if *seq <= self.last_executed || self.log.get(*seq).is_some_and(|entry| entry.decision.is_some()) {
            return Err(RejectReason::Duplicate.into());
        }
        if !self.log.in_window(*seq) {
            return Err(RejectReason::OutsideWindow {
                seq: *seq,
                low: self.log.low(),
                high: self.log.high(),
            }
            .into());
        }
        let matches =
            |commit: &Rc<Signed<Commit>>| (commit.view, commit.seq, commit.digest) == (*view, *seq, *digest);
        let signers: ReplicaSet = commits.iter().map(|commit| commit.replica).collect();
        let enough = signers.len() >= self.quorums.commits() && signers.len() as usize == commits.len();
        if !enough || !commits.iter().all(matches) {
            return Err(RejectReason::BadProof.into());
        }
        for commit in commits {
            self.roster().verify(commit)?;
        }
        self.check_batch(batch, *digest, true)?;
        Ok(Accepted::CommitCertificate(Rc::clone(certificate)))
    }
}

/// A refusal with the two statements that contradict each other.
pub(super) fn contradiction(
    reason: RejectReason,
    culprit: Author,
    offence: Offence,
    pair: Option<[Message; 2]>,
) -> Box<Rejection> {
    let evidence = pair.map(|pair| Evidence { culprit, offence, statements: pair.into() });
    Box::new(Rejection { reason, evidence })
}
