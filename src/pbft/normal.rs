//! The normal case (section 4.2): request, pre-prepare, prepare, commit.

use std::rc::Rc;

use super::Out;
use super::batch::Batch;
use super::envelope::Verified;
use super::event::{Alarm, Assignment, Event};
use super::ids::Seq;
use super::log::{CommitProof, Phase};
use super::message::{Commit, CommitCertificate, Message, PrePrepare, Prepare, Request};
use super::replica::Replica;
use super::rules::Rule;
use super::votes::{Vote, VoteSet};

impl Replica {
    /// Protocol section 3.2, after its checks: the request is new, or the last executed one.
    pub(super) fn on_request(&mut self, request: Verified<Request>, out: &mut Out) {
        let (client, timestamp) = (request.client, request.timestamp);
        if timestamp == self.state.clients.timestamp(client) {
            out.report(Event::ReplyResent { client, timestamp });
            if self.keeps(Rule::StoredResults) {
                self.reply_again(client, out);
            }
            return;
        }
        if !self.is_primary() && !self.keeps(Rule::BackupsForward) {
            return;
        }
        let signed = Rc::clone(&request);
        if self.take_into_pending(request, out) && self.is_active() && !self.is_primary() {
            out.send(self.primary().node(), Message::Request(signed));
        }
    }

    /// Puts a request among the pending ones; says whether it is new there.
    pub(super) fn take_into_pending(&mut self, request: Verified<Request>, out: &mut Out) -> bool {
        let (client, timestamp) = (request.client, request.timestamp);
        let before = self.pending.of(client).map(|pending| pending.request.timestamp);
        if timestamp <= self.state.clients.timestamp(client) || before >= Some(timestamp) {
            return false;
        }
        self.pending.insert(request);
        out.report(Event::RequestAccepted { client, timestamp });
        true
    }

    /// Protocol section 3.3: the primary assigns the next numbers, contiguous, each once. Called at the end of every step, since
    /// a request, an execution, a stable checkpoint or a new view may each be what it waited for.
    pub(super) fn try_propose(&mut self, out: &mut Out) {
        while self.may_propose() {
            let seq = self.last_assigned.next();
            let requests = self.pending.take_batch(self.view, self.config.params().batch_max);
            let batch = Rc::new(Batch::new(requests.into_iter().map(Verified::into_signed).collect()));
            let body = PrePrepare { view: self.view, seq, digest: batch.digest(), replica: self.id };
            let header = self.sign(body);
            self.last_assigned = seq;
            self.multicast(Message::PrePrepare { header: Rc::clone(&header), batch: Rc::clone(&batch) }, out);
            self.log_pre_prepare(header, Some(&batch));
            self.evaluate(seq, out);
        }
    }

    fn may_propose(&self) -> bool {
        let next = self.last_assigned.next();
        let in_flight = self.last_assigned.0.saturating_sub(self.last_executed.0);
        self.is_active()
            && self.is_primary()
            && self.log.in_window(next)
            && in_flight < self.config.params().in_flight_max
            && self.may_vote(next)
            && self.pending.has_unproposed(self.view)
    }

    /// Protocol section 3.4, after its checks.
    pub(super) fn on_pre_prepare(&mut self, header: Verified<PrePrepare>, batch: Rc<Batch>, out: &mut Out) {
        let seq = header.seq;
        self.learn_requests(&batch, out);
        self.log_pre_prepare(header, Some(&batch));
        self.send_prepare(seq, out);
        self.evaluate(seq, out);
    }

    /// The requests of a batch that this view proposes wait here too: a backup's timer watches over them, and a primary that
    /// finds them in `O` does not waste a second number on them.
    pub(super) fn learn_requests(&mut self, batch: &Batch, out: &mut Out) {
        for request in batch.requests() {
            // Verified with the batch at the door; the verdict is remembered.
            if let Ok(request) = self.roster().verify(request) {
                self.take_into_pending(request, out);
            }
        }
        self.pending.mark_proposed(batch, self.view);
    }

    /// Logs an accepted PRE-PREPARE, with its batch where it is known.
    pub(super) fn log_pre_prepare(&mut self, header: Verified<PrePrepare>, batch: Option<&Rc<Batch>>) {
        let seq = header.seq;
        if let Some(entry) = self.log.entry(seq) {
            if entry.digest().is_some_and(|known| known != header.digest) {
                // Only without `OneProposalPerNumber` or `NumberingAfterPlan`: the number begins again.
                entry.phase = Phase::Empty;
            }
            entry.pre_prepare = Some(header);
            batch.into_iter().for_each(|batch| entry.keep_body(batch));
            self.highest_active = self.highest_active.max(seq);
        }
    }

    /// A backup agrees to the accepted PRE-PREPARE, whether or not its batch is known.
    pub(super) fn send_prepare(&mut self, seq: Seq, out: &mut Out) {
        let Some(digest) = self.log.get(seq).and_then(|entry| entry.digest()) else { return };
        let is_skipped = seq <= self.last_executed && !self.keeps(Rule::VotesForExecuted);
        if self.is_primary() || !self.may_vote(seq) || is_skipped {
            return;
        }
        let prepare = self.sign(Prepare { view: self.view, seq, digest, replica: self.id });
        self.multicast(Message::Prepare(Rc::clone(&prepare)), out);
        let is_weakened = self.quorums.rules.is_weakened();
        if let Some(entry) = self.log.entry(seq) {
            cast(&mut entry.prepares, prepare, is_weakened);
        }
    }

    /// Protocol section 3.5: a vote may come before its PRE-PREPARE, and counts once that is there.
    pub(super) fn on_prepare(&mut self, prepare: Verified<Prepare>, out: &mut Out) {
        let seq = prepare.seq;
        if self.discards_vote(seq) {
            return;
        }
        let is_weakened = self.quorums.rules.is_weakened();
        if let Some(entry) = self.log.entry(seq) {
            cast(&mut entry.prepares, prepare, is_weakened);
            self.highest_active = self.highest_active.max(seq);
        }
        self.evaluate(seq, out);
    }

    /// Protocol section 3.6: counts with neither PRE-PREPARE nor certificate at hand.
    pub(super) fn on_commit(&mut self, commit: Verified<Commit>, out: &mut Out) {
        let seq = commit.seq;
        if self.discards_vote(seq) {
            return;
        }
        let is_weakened = self.quorums.rules.is_weakened();
        if let Some(entry) = self.log.entry(seq) {
            cast(&mut entry.commits, commit, is_weakened);
            self.highest_active = self.highest_active.max(seq);
        }
        self.evaluate(seq, out);
    }

    /// Protocol section 3.7: the predicates, each crossed once, all for one exact view, number and digest.
    pub(super) fn evaluate(&mut self, seq: Seq, out: &mut Out) {
        if !self.is_active() && self.keeps(Rule::SilentInOldView) {
            return;
        }
        while let Some((assignment, phase)) = self.crossed(seq) {
            if let Some(entry) = self.log.entry(seq) {
                entry.phase = phase;
            }
            match phase {
                Phase::Empty | Phase::Executed => {}
                Phase::PrePrepared => out.report(Event::PrePrepared(assignment)),
                Phase::Prepared => {
                    out.report(Event::Prepared(assignment));
                    self.send_commit(assignment, out);
                }
                Phase::CommittedLocal => {
                    out.report(Event::CommittedLocal(assignment));
                    self.decide(assignment, None, out);
                }
            }
        }
    }

    /// The next phase of a number, if its predicate holds. Most votes cross nothing, so this only reads.
    fn crossed(&self, seq: Seq) -> Option<(Assignment, Phase)> {
        let quorums = self.quorums;
        let entry = self.log.get(seq)?;
        let PrePrepare { view, digest, .. } = *entry.pre_prepare.as_ref()?.body();
        let next = match entry.phase {
            Phase::Empty if entry.batch(digest, quorums).is_some() => Phase::PrePrepared,
            Phase::PrePrepared if entry.prepares_for(digest, quorums) >= quorums.prepares() => {
                Phase::Prepared
            }
            Phase::Prepared if !quorums.keeps(Rule::CommitPhase) => Phase::CommittedLocal,
            Phase::Prepared if entry.commits_for(digest, quorums) >= quorums.commits() => {
                Phase::CommittedLocal
            }
            _ => return None,
        };
        Some((Assignment { view, seq, digest }, next))
    }

    fn send_commit(&mut self, assignment: Assignment, out: &mut Out) {
        let Assignment { view, seq, digest } = assignment;
        if !self.may_vote(seq) {
            return;
        }
        let commit = self.sign(Commit { view, seq, digest, replica: self.id });
        self.multicast(Message::Commit(Rc::clone(&commit)), out);
        let is_weakened = self.quorums.rules.is_weakened();
        if let Some(entry) = self.log.entry(seq) {
            cast(&mut entry.commits, commit, is_weakened);
        }
    }

    /// Fixes what executes at a number. A second decision for another digest cannot be while at most `f` are faulty: the first
    /// remains and the alarm is raised.
    fn decide(&mut self, assignment: Assignment, proof: Option<CommitProof>, out: &mut Out) {
        let (Assignment { seq, digest, .. }, quorums) = (assignment, self.quorums);
        let Some(entry) = self.log.entry(seq) else { return };
        match &entry.decision {
            Some(decision) if decision.digest != digest => {
                out.report(Event::Alarm(Alarm::ConflictingDecisions { seq }));
            }
            Some(_) if quorums.keeps(Rule::DecidedOnce) => {}
            Some(_) => {
                self.execute_number(seq, out);
            }
            None => {
                match proof {
                    Some(proof) => entry.decide_by_proof(digest, proof),
                    None => entry.decide_here(digest),
                }
                if !self.keeps(Rule::ExecutionInOrder) {
                    self.execute_number(seq, out);
                }
                self.execute_ready(out);
            }
        }
    }

    /// Whether votes for this number are discarded, because a later one was proposed: never in the paper.
    pub(super) fn is_closed(&self, seq: Seq) -> bool {
        let is_open =
            |replica: &Replica| replica.log.get(seq.next()).is_none_or(|entry| entry.pre_prepare.is_none());
        !self.keeps(Rule::EarlierNumbersOpen) && !is_open(self)
    }

    /// Whether a vote for this number is discarded: never in the paper. Some rules keep the number open, or the vote until its
    /// PRE-PREPARE comes.
    fn discards_vote(&self, seq: Seq) -> bool {
        let is_early =
            |replica: &Replica| replica.log.get(seq).is_none_or(|entry| entry.pre_prepare.is_none());
        self.is_closed(seq) || (!self.keeps(Rule::EarlyVotesKept) && is_early(self))
    }

    /// Extension X1 (protocol section 3.21): the proof decides, regardless of view and mode; it makes no vote. Its batch may be
    /// one that an assignment of the view waits for.
    pub(super) fn on_commit_certificate(&mut self, certificate: &CommitCertificate, out: &mut Out) {
        let CommitCertificate { view, seq, digest, commits, batch } = certificate;
        let waiting = self.waiting_for(*digest);
        if let Some(entry) = self.log.entry(*seq) {
            entry.keep_body(batch);
        }
        self.highest_active = self.highest_active.max(*seq);
        let proof = CommitProof { view: *view, commits: commits.clone() };
        self.decide(Assignment { view: *view, seq: *seq, digest: *digest }, Some(proof), out);
        self.on_batch(&waiting, batch, out);
    }
}

/// Counts an admitted vote. In the paper a replica has one; without some rules, admission lets several through.
fn cast<T: Vote>(votes: &mut VoteSet<T>, vote: Verified<T>, is_weakened: bool) {
    if is_weakened { votes.insert_beside(vote) } else { votes.insert(vote) }
}
