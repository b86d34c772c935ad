//! Stable storage, restart and amnesia (protocol section 3.19).
//!
//! What a step changed is persisted before its messages leave (the contract of [`Process`](crate::process::Process)), so
//! what the disk holds follows from the state at the end of the last step: view and standing with the own VIEW-CHANGE,
//! accepted PRE-PREPAREs and own votes, certificates, batches, the NEW-VIEW of the view, the stable checkpoint with proof
//! and state. Decisions, timers, pending requests and the votes of others are forgotten.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Out;
use super::event::Event;
use super::future_messages::FutureMessages;
use super::ids::{ReplicaId, Seq, View};
use super::message::{FetchState, Message, Question, Status};
use super::pending::Pending;
use super::replica::{Replica, ViewStatus};
use super::retransmission::Heartbeats;
use super::rules::Rule;
use super::state_transfer::Transfer;
use super::timers::Timers;

/// What a replica that lost its disk must know before it may vote again.
///
/// Whatever it forgot had a number of at most `h_old + L` and a view of at most `U`: among the answers of a quorum of others is
/// a correct one that had executed `h_old`, so its own `h` is at least `h_old - L`, and that wanted a view of at least
/// `v_old - 1`. That holds for what they said after the loss only, so an answer names the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amnesia {
    /// The number of the question, which no earlier one of this replica had.
    question: u64,
    /// What the others answered last: their `h` and their view. It counts once it is proven.
    answers: BTreeMap<ReplicaId, (Seq, View)>,
    /// The bounds, once a quorum of others answered.
    bounds: Option<Bounds>,
}

/// What a replica without a vote waits for: it lost its disk and must not contradict what it signed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readmission {
    /// A quorum of answers from other replicas to its question.
    Answers {
        /// How many replicas gave an answer whose claims are proven.
        have: u32,
        /// `Q`.
        need: u32,
    },
    /// Numbers and views that it cannot have voted in.
    Progress {
        /// `E`: it waits for a stable checkpoint at this number or later, and votes for later numbers only.
        above: Seq,
        /// `U`: it waits for this view or a later one.
        from: View,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bounds {
    /// `E`: it may vote for numbers above only.
    above: Seq,
    /// `U`: it may vote from this view on.
    from: View,
    /// It holds a stable checkpoint of at least `E`.
    reached: bool,
}

impl Amnesia {
    /// Whether it still waits for answers.
    fn is_asking(&self) -> bool {
        self.bounds.is_none()
    }

    /// The answers that claim no more than is proven here: a liar with inflated claims is never counted, and a quorum of
    /// others is enough.
    fn proven(&self, low: Seq, view: View) -> impl Iterator<Item = (Seq, View)> {
        let claims = self.answers.values().copied();
        claims.filter(move |(claimed_low, claimed_view)| *claimed_low <= low && *claimed_view <= view)
    }

    /// Whether a vote for this number in this view cannot contradict anything that was forgotten.
    pub(super) fn may_vote(&self, view: View, seq: Seq) -> bool {
        self.bounds.is_some_and(|bounds| bounds.reached && seq > bounds.above && view >= bounds.from)
    }
}

impl Replica {
    /// What the replica waits for before it has a vote again; nothing while it has one.
    pub fn readmission(&self) -> Option<Readmission> {
        let amnesia = self.amnesia.as_ref()?;
        Some(match amnesia.bounds {
            None => {
                let proven = amnesia.proven(self.log.low(), self.proven_view()).count();
                Readmission::Answers {
                    have: u32::try_from(proven).unwrap_or(u32::MAX),
                    need: self.quorums.quorum,
                }
            }
            Some(Bounds { above, from, .. }) => Readmission::Progress { above, from },
        })
    }

    /// The replica as its disk hands it back.
    pub(super) fn recover_from_disk(&self) -> Replica {
        if !self.keeps(Rule::StatePersisted) {
            return Replica { amnesia: None, ..self.recover_without_disk() };
        }
        let mut replica = self.clone();
        // The state of the stable checkpoint; an older one as long as that has not come yet.
        let base = self.checkpoints.kept.iter().rev().find(|kept| kept.seq <= self.log.low());
        replica.state = base.map(|kept| (*kept.snapshot).clone()).unwrap_or_default();
        replica.last_executed = base.map_or(Seq(0), |kept| kept.seq);
        replica.checkpoints.kept = base.into_iter().cloned().collect();
        // The own CHECKPOINTs stay: the others may hold one of them as a part of their proof, and what comes back from them in the
        // own name is not counted.
        replica.checkpoints.votes.values_mut().for_each(|votes| votes.retain(|vote| vote.replica == self.id));
        replica.checkpoints.far.clear();
        replica.log.recover(self.id, self.quorums);
        replica.forget_volatile();
        // The mark may have moved, with proof, before the state came: then the fetching goes on.
        replica.transfer = (replica.last_executed < self.log.low()).then_some(Transfer::Fetching {
            min_seq: self.log.low(),
            asked: self.id,
            diverged: false,
        });
        replica
    }

    /// The replica with nothing but its keys and the counter of its questions, which is stored with the keys: without it
    /// no replica would answer, because old questions are ignored.
    pub(super) fn recover_without_disk(&self) -> Replica {
        let mut replica = Replica::new(self.id, Rc::clone(&self.config), self.signer.clone());
        replica.status = self.status.without_disk();
        let question = replica.status.next_counter();
        replica.amnesia = Some(Amnesia { question, answers: BTreeMap::new(), bounds: None });
        replica.counters = self.counters.clone();
        replica.restarted = true;
        replica
    }

    fn forget_volatile(&mut self) {
        self.pending = Pending::default();
        self.future_messages = FutureMessages::default();
        self.timers = Timers::default();
        self.heartbeats = Heartbeats::default();
        self.status.forget_answers();
        self.future_messages.expect(if self.is_active() { self.view.next() } else { self.view });
        self.attempts = 0;
        self.view_changes.clear();
        if let ViewStatus::Changing { own, quorum_seen } = &mut self.standing {
            *quorum_seen = false;
            self.view_changes.insert(self.id, own.clone());
        }
        self.restarted = true;
    }

    /// The first actions of a restarted replica: it reports its progress and retransmits what a view change needs.
    pub(super) fn resume(&mut self, out: &mut Out) {
        self.restarted = false;
        out.report(Event::Restarted { last_executed: self.last_executed, amnesic: self.amnesia.is_some() });
        if self.amnesia.is_some() {
            self.send_status(out);
            return;
        }
        self.resend_view_change(out);
        if self.is_transferring() {
            self.fetch_state(out);
        }
        let undecided: Vec<Seq> = self.log.iter().map(|(seq, _)| seq).collect();
        undecided.into_iter().for_each(|seq| self.evaluate(seq, out));
        // At once, and again one interval later.
        self.send_status(out);
        self.status.behind = true;
    }

    /// Whether it lost its disk and waits for answers.
    pub(super) fn is_asking(&self) -> bool {
        self.amnesia.as_ref().is_some_and(Amnesia::is_asking)
    }

    /// The question of a replica that lost its disk: how far are the others? It commits to nothing.
    pub(super) fn own_question(&self) -> Option<Question> {
        let amnesia = self.amnesia.as_ref().filter(|amnesia| amnesia.is_asking())?;
        Some(Question { replica: self.id, counter: amnesia.question })
    }

    /// Asks all replicas for any stable state.
    pub(super) fn ask_for_any_state(&mut self, out: &mut Out) {
        let counter = self.status.next_counter();
        let fetch = self.sign(FetchState { min_seq: Seq(0), counter, replica: self.id });
        self.multicast(Message::FetchState(fetch.into_signed()), out);
    }

    /// Reports this replica's progress to a replica that lost its disk; everything else has been sent. A replica without a
    /// vote gives no answer: it may itself have forgotten what the other one did.
    pub(super) fn answer_question(&mut self, asked: &Status, out: &mut Out) {
        let Some(question) = asked.question.filter(|question| question.replica == asked.replica) else {
            return;
        };
        if self.amnesia.is_some() {
            return;
        }
        if !self.is_active() {
            for change in self.view_changes.values().filter(|change| change.replica != self.id) {
                out.send(asked.replica.node(), Message::ViewChange(Rc::clone(change)));
            }
        }
        let answer = Status { question: Some(question), ..self.own_status() };
        let answer = self.sign(answer);
        out.send(asked.replica.node(), Message::Status(answer.into_signed()));
    }

    /// Notes an answer to the question of this replica.
    pub(super) fn hear_answer(&mut self, status: &Status, out: &mut Out) {
        let own = self.own_question();
        let Some(amnesia) = self.amnesia.as_mut().filter(|_| own.is_some() && status.question == own) else {
            return;
        };
        amnesia.answers.insert(status.replica, (status.low_water_mark, status.view));
        self.settle_amnesia(out);
    }

    /// The highest view that a NEW-VIEW, or the VIEW-CHANGEs of a weak certificate, prove to be wanted.
    fn proven_view(&self) -> View {
        let mut wanted: Vec<View> = self.view_changes.values().map(|change| change.view).collect();
        wanted.sort_unstable_by(|a, b| b.cmp(a));
        let vouched = wanted.get(self.quorums.weak.saturating_sub(1) as usize).copied().unwrap_or_default();
        self.view.max(vouched)
    }

    /// Sets the bounds once a quorum of others answered, and ends the silence once a stable checkpoint beyond everything forgotten
    /// is here.
    pub(super) fn settle_amnesia(&mut self, out: &mut Out) {
        if self.amnesia.is_none() {
            return;
        }
        // A new view may have moved the mark before its state is here.
        let (low, holds_it) = (self.log.low(), !self.is_transferring());
        let (view, log_size) = (self.proven_view(), self.config.params().log_size);
        let Some(amnesia) = &mut self.amnesia else { return };
        if amnesia.is_asking() {
            amnesia.bounds = bounds(amnesia.proven(low, view), self.quorums.quorum, log_size);
        }
        let Some(bounds) = &mut amnesia.bounds else { return };
        if !bounds.reached && holds_it && low >= bounds.above {
            bounds.reached = true;
            out.report(Event::Reintegrated { above: bounds.above, from: bounds.from });
        }
        if bounds.reached && self.view >= bounds.from {
            self.amnesia = None;
        }
    }
}

/// `E` and `U` from the proven answers, once there are enough.
fn bounds(answers: impl Iterator<Item = (Seq, View)>, quorum: u32, log_size: u64) -> Option<Bounds> {
    let (lows, views): (Vec<Seq>, Vec<View>) = answers.unzip();
    let (low, view) = lows.iter().max().zip(views.iter().max())?;
    let above = low.plus(log_size.saturating_mul(2));
    (lows.len() >= quorum as usize).then_some(Bounds { above, from: view.next(), reached: false })
}
