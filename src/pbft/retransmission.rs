//! STATUS and retransmission (protocol sections 3.16 and 3.17).
//!
//! The paper leaves retransmission out of section 4, yet a single lost message would freeze a cluster without it. A
//! replica with something outstanding reports its progress; the others send what they hold and it lacks, byte for
//! byte as it was sent first. A replica that hears of something that it lacks asks in its turn, and one that rests sends heartbeats:
//! so what only its sender knows, and what a replica missed as a whole, comes back although no client repeats anything.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Out;
use super::admit::{Accepted, Rejection};
use super::batch::Batch;
use super::codec::Writer;
use super::envelope::{Signed, Verified};
use super::ids::{Digest, ReplicaId, ReplicaSet, Seq, View};
use super::log::{Entry, Phase};
use super::message::{CommitCertificate, FetchBatch, Message, Request, SeqBits, Status, WaitingRequest};
use super::reject::RejectReason;
use super::replica::{Replica, ViewStatus};
use super::rules::Rule;
use crate::process::Span;

/// How many bytes one answer may have; the message that crosses the limit still goes, so that a large NEW-VIEW can.
const ANSWER_BYTES_MAX: usize = 1 << 16;

/// What a replica remembers about questions and answers.
#[derive(Clone, Debug, Default)]
pub(super) struct StatusState {
    /// Grows with every question, so that an old one cannot be replayed.
    counter: u64,
    /// The last counter of each replica.
    heard: BTreeMap<ReplicaId, u64>,
    /// Who has had an answer in this interval.
    pub(super) answered: ReplicaSet,
    /// Who was sent the NEW-VIEW in this interval, unasked.
    pub(super) helped: ReplicaSet,
    /// Something that came says that this replica lags: a reason to ask once, at the next interval.
    pub(super) behind: bool,
}

/// The heartbeats of a replica that rests (protocol section 3.16, c): STATUS at growing intervals, then silence.
#[derive(Clone, Debug, Default)]
pub(super) struct Heartbeats {
    /// How often the interval of the next one is doubled; none: the replica has fallen silent, or nothing has happened yet.
    doublings: Option<u32>,
    /// Where the replica stood when it last came to rest.
    reached: (View, Seq, Seq),
}

impl Heartbeats {
    const FIRST: u32 = 4;
    const LAST: u32 = 10;

    /// Begins again from the shortest interval if the replica is busy or has moved on; says whether it does.
    pub(super) fn notice(&mut self, busy: bool, reached: (View, Seq, Seq)) -> bool {
        let restarts = busy || self.reached != reached;
        if restarts {
            (self.doublings, self.reached) = (Some(Heartbeats::FIRST), reached);
        }
        restarts
    }

    /// How long after the last one, or after coming to rest, the next one is due.
    pub(super) fn next_after(&self, status_interval: Span) -> Option<Span> {
        Some(status_interval.times(1 << self.doublings?))
    }

    /// One was sent.
    pub(super) fn count(&mut self) {
        self.doublings =
            self.doublings.map(|doublings| doublings + 1).filter(|next| *next <= Heartbeats::LAST);
    }
}

impl StatusState {
    /// What is left of it without a disk: the own counter, which is stored with the keys. Messages of others are not remembered.
    pub(super) fn without_disk(&self) -> StatusState {
        StatusState { counter: self.counter, ..StatusState::default() }
    }

    pub(super) fn next_counter(&mut self) -> u64 {
        self.counter = self.counter.saturating_add(1);
        self.counter
    }

    /// Every replica may have an answer again.
    pub(super) fn forget_answers(&mut self) {
        self.answered = ReplicaSet::default();
        self.helped = ReplicaSet::default();
    }

    pub(super) fn is_new_question(&self, replica: ReplicaId, counter: u64) -> bool {
        self.heard.get(&replica).is_none_or(|heard| counter > *heard)
    }

    pub(super) fn note_question(&mut self, replica: ReplicaId, counter: u64) {
        self.heard.insert(replica, counter);
    }
}

/// Counts bytes without keeping them.
struct Length(usize);

impl Writer for Length {
    fn raw(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }

    fn digest(&mut self, digest: &Digest) {
        self.0 += digest.0.len();
    }

    fn signature(&mut self, signature: &[u8; 64]) {
        self.0 += signature.len();
    }
}

/// An answer in the making: it stops when its bytes are used up.
struct Answer<'a> {
    to: ReplicaId,
    bytes: usize,
    out: &'a mut Out,
}

impl Answer<'_> {
    fn send(&mut self, message: Message) {
        if self.bytes >= ANSWER_BYTES_MAX {
            return;
        }
        let mut length = Length(0);
        message.write(&mut length);
        self.bytes += length.0;
        self.out.send(self.to.node(), message);
    }
}

fn name_of(request: &Request) -> WaitingRequest {
    WaitingRequest { client: request.client, timestamp: request.timestamp }
}

impl Replica {
    /// Continues the counter of questions from here, unless it is already higher: another node has used the key.
    pub fn ask_after(&mut self, counter: u64) {
        self.status.counter = self.status.counter.max(counter);
    }

    /// Whether the replica waits for anything that another one may hold.
    pub(super) fn is_anything_outstanding(&self) -> bool {
        !self.pending.is_empty()
            || self.highest_active > self.last_executed
            || !self.is_active()
            || self.is_transferring()
            || self.is_missing_bodies()
            || self.checkpoints.has_unstable()
            || self.status.behind
            || self.is_asking()
    }

    pub(super) fn own_status(&mut self) -> Status {
        let low = self.log.low();
        let log_size = self.config.params().log_size;
        let bits = |reached: &dyn Fn(Seq, &Entry) -> bool| {
            let bit = |seq| self.log.get(seq).is_some_and(|entry| reached(seq, entry));
            SeqBits((1..=log_size).map(|offset| bit(low.plus(offset))).collect())
        };
        let prepared = bits(&|_, entry| entry.phase >= Phase::Prepared);
        let committed = bits(&|seq, entry| seq <= self.last_executed || entry.decision.is_some());
        let of_this_view = |change: &&Verified<super::message::ViewChange>| change.view == self.view;
        Status {
            view: self.view,
            active: self.is_active(),
            low_water_mark: low,
            last_executed: self.last_executed,
            has_new_view: self.has_new_view(),
            prepared,
            committed,
            view_changes: self
                .view_changes
                .values()
                .filter(of_this_view)
                .map(|change| change.replica)
                .collect(),
            missing: self.missing.iter().filter_map(|seq| self.log.get(*seq)?.missing_body()).collect(),
            assigned: self.highest_assigned(),
            waiting: self.pending.iter().map(|pending| name_of(&pending.request)).collect(),
            counter: self.status.next_counter(),
            question: self.own_question(),
            replica: self.id,
        }
    }

    fn highest_assigned(&self) -> Seq {
        let assigned = |(_, entry): &(Seq, &Entry)| entry.pre_prepare.is_some() || entry.decision.is_some();
        let highest = self.log.iter().rev().find(assigned).map(|(seq, _)| seq);
        highest.unwrap_or_default().max(self.last_executed)
    }

    /// Whether a STATUS names something that this replica does not hold. Numbers of an earlier view are of no use here.
    fn lacks_what_is_known(&self, to: &Status) -> bool {
        let knows = |waiting: &WaitingRequest| {
            let pending = self.pending.of(waiting.client).map(|pending| pending.request.timestamp);
            pending >= Some(waiting.timestamp)
                || self.state.clients.timestamp(waiting.client) >= waiting.timestamp
        };
        (to.active && to.view > self.view)
            || to.last_executed > self.last_executed
            || to.low_water_mark > self.log.low()
            || (to.view == self.view && to.assigned > self.highest_assigned())
            || !to.waiting.iter().all(knows)
    }

    /// Multicasts the progress of this replica. A question commits to nothing, so even an amnesic replica may ask.
    pub(super) fn send_status(&mut self, out: &mut Out) {
        if self.is_asking() {
            self.ask_for_any_state(out);
        }
        self.status.behind = false;
        let status = self.own_status();
        let status = self.sign(status);
        self.multicast(Message::Status(status.into_signed()), out);
    }

    pub(super) fn admit_status(&self, status: &Rc<Signed<Status>>) -> Result<Accepted, Box<Rejection>> {
        if !self.status.is_new_question(status.replica, status.counter) {
            return Err(RejectReason::OldCounter.into());
        }
        let verified = self.verify_others(status)?;
        if self.status.answered.contains(status.replica) && self.amnesia.is_none() {
            return Err(RejectReason::RateLimited.into());
        }
        Ok(Accepted::Status(verified))
    }

    /// Sends what this replica holds and the other lacks (protocol section 3.16, points 1 to 7).
    pub(super) fn on_status(&mut self, status: &Verified<Status>, out: &mut Out) {
        self.status.note_question(status.replica, status.counter);
        self.status.answered.insert(status.replica);
        let mut answer = Answer { to: status.replica, bytes: 0, out };
        self.answer_with_checkpoints(status, &mut answer);
        self.answer_with_view(status, &mut answer);
        self.answer_with_votes(status, &mut answer);
        for digest in &status.missing {
            self.body(*digest).into_iter().for_each(|batch| answer.send(Message::Batch(batch)));
        }
        self.answer_with_decisions(status, &mut answer);
        self.answer_with_requests(status, &mut answer);
        self.status.behind |= self.lacks_what_is_known(status);
        self.answer_question(status, out);
        self.hear_answer(status, out);
    }

    fn answer_with_checkpoints(&self, status: &Status, answer: &mut Answer<'_>) {
        if status.low_water_mark < self.log.low() {
            for checkpoint in &self.checkpoints.stable.proof {
                answer.send(Message::Checkpoint(Rc::clone(checkpoint)));
            }
        }
        let later = self.checkpoints.votes.iter().filter(|(seq, _)| **seq > status.low_water_mark);
        for vote in later.filter_map(|(_, votes)| votes.by(self.id)) {
            answer.send(Message::Checkpoint(Rc::clone(vote)));
        }
    }

    fn answer_with_view(&self, status: &Status, answer: &mut Answer<'_>) {
        if status.view > self.view || (status.view == self.view && status.active) {
            return;
        }
        match &self.standing {
            ViewStatus::Active { new_view: Some(new_view) } => {
                answer.send(Message::NewView(Rc::clone(new_view)))
            }
            ViewStatus::Active { new_view: None } => {}
            ViewStatus::Changing { own, .. } => {
                if self.keeps(Rule::ViewChangeResent) {
                    answer.send(Message::ViewChange(Rc::clone(own)));
                }
                let lacks = |change: &&Verified<super::message::ViewChange>| {
                    change.view == status.view && !status.view_changes.contains(change.replica)
                };
                for change in
                    self.view_changes.values().filter(lacks).filter(|change| change.replica != self.id)
                {
                    answer.send(Message::ViewChange(Rc::clone(change)));
                }
            }
        }
    }

    /// Both active in one view: PRE-PREPAREs (any replica may relay one) and own votes.
    fn answer_with_votes(&self, status: &Status, answer: &mut Answer<'_>) {
        if !(self.is_active() && status.active && status.view == self.view) {
            return;
        }
        let has = |bits: &SeqBits, seq: Seq| {
            let index = seq.0.checked_sub(status.low_water_mark.0.saturating_add(1));
            index.and_then(|index| bits.0.get(usize::try_from(index).ok()?)).copied().unwrap_or(false)
        };
        for (seq, entry) in self.log.iter().filter(|(seq, _)| *seq > status.low_water_mark) {
            if !has(&status.prepared, seq) {
                if let Some((header, batch)) =
                    entry.pre_prepare.as_ref().zip(entry.digest().and_then(|d| entry.body(d)))
                {
                    answer.send(Message::PrePrepare { header: Rc::clone(header), batch });
                }
                let own = entry.prepares.by(self.id);
                own.into_iter().for_each(|own| answer.send(Message::Prepare(Rc::clone(own))));
            }
            if !has(&status.committed, seq) {
                let own = entry.commits.by(self.id);
                own.into_iter().for_each(|own| answer.send(Message::Commit(Rc::clone(own))));
            }
        }
    }

    /// Extension X1: decisions with their proof.
    fn answer_with_decisions(&self, status: &Status, answer: &mut Answer<'_>) {
        let lacking =
            self.log.iter().filter(|(seq, _)| *seq > status.last_executed && *seq <= self.last_executed);
        for (seq, entry) in lacking {
            let (Some(decision), Some(proof)) = (&entry.decision, entry.commit_proof(self.quorums)) else {
                continue;
            };
            let Some(batch) = entry.body(decision.digest) else { continue };
            answer.send(Message::CommitCertificate(Rc::new(CommitCertificate {
                view: proof.view,
                seq,
                digest: decision.digest,
                commits: proof.commits.clone(),
                batch,
            })));
        }
    }

    /// Requests that wait here and not there. A replica that has executed more may have executed them.
    fn answer_with_requests(&self, status: &Status, answer: &mut Answer<'_>) {
        if status.last_executed > self.last_executed {
            return;
        }
        for pending in self.pending.iter() {
            let WaitingRequest { client, timestamp } = name_of(&pending.request);
            let mut others = status.waiting.iter().filter(|waiting| waiting.client == client);
            if others.all(|waiting| waiting.timestamp < timestamp) {
                answer.send(Message::Request(Rc::clone(&pending.request)));
            }
        }
    }

    /// A batch by its digest.
    fn body(&self, digest: Digest) -> Option<Rc<Batch>> {
        self.log.iter().find_map(|(_, entry)| entry.body(digest))
    }

    pub(super) fn is_missing_bodies(&self) -> bool {
        !self.missing.is_empty()
    }

    /// Asks all replicas for the batches that a NEW-VIEW named and this replica never saw (protocol section 3.17).
    pub(super) fn fetch_missing_bodies(&mut self, out: &mut Out) {
        let missing: Vec<Digest> =
            self.missing.iter().filter_map(|seq| self.log.get(*seq)?.missing_body()).collect();
        for digest in missing {
            let fetch = self.sign(FetchBatch { digest, replica: self.id });
            self.multicast(Message::FetchBatch(fetch.into_signed()), out);
        }
    }

    pub(super) fn on_fetch_batch(&mut self, fetch: &Verified<FetchBatch>, out: &mut Out) {
        if let Some(batch) = self.body(fetch.digest) {
            out.send(fetch.replica.node(), Message::Batch(batch));
        }
    }

    /// The numbers whose accepted digest is this one and whose batch is unknown.
    pub(super) fn waiting_for(&self, digest: Digest) -> Vec<Seq> {
        let waits = |entry: &Entry| entry.missing_body() == Some(digest);
        self.log.iter().filter(|(_, entry)| waits(entry)).map(|(seq, _)| seq).collect()
    }

    /// A batch that was waited for: what hung on it goes on.
    pub(super) fn on_batch(&mut self, seqs: &[Seq], batch: &Rc<Batch>, out: &mut Out) {
        self.learn_requests(batch, out);
        self.missing.retain(|seq| !seqs.contains(seq));
        for seq in seqs {
            if let Some(entry) = self.log.entry(*seq) {
                entry.keep_body(batch);
            }
            self.evaluate(*seq, out);
        }
        self.execute_ready(out);
    }
}
