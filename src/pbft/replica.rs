//! The replica: its state, its step, and the invariants it checks on itself.
//!
//! A message is first *admitted* ([`admit`](super::admit)): that reads only, asks every question of view, water marks, role
//! and signature, and answers with something verified or with a reason. What follows cannot fail: each
//! sub-protocol has a file of its own with `impl Replica`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::admit::{Accepted, Rejection};
use super::checkpoint::Checkpoints;
use super::config::{Config, Quorums};
use super::envelope::{Body, Roster, Signer, Verified};
use super::event::{Event, Evidence};
use super::future_messages::FutureMessages;
use super::ids::{ReplicaId, Seq, View};
use super::log::{Log, Phase};
use super::message::{Message, NewView, ViewChange};
use super::pending::Pending;
use super::recovery::Amnesia;
use super::reject::RejectReason;
use super::retransmission::{Heartbeats, StatusState};
use super::rules::Rule;
use super::state::Snapshot;
use super::state_transfer::Transfer;
use super::timers::{Timer, Timers};
use super::{Local, Out};
use crate::process::{Disk, Input, Process};

/// Whether the replica takes part in its view (protocol section 1.5).
#[derive(Clone, Debug)]
pub(super) enum ViewStatus {
    /// It does; the NEW-VIEW that started the view is kept for those who lag (view 0 has none).
    Active { new_view: Option<Verified<NewView>> },
    /// It gave up the view before and waits for the NEW-VIEW of this one.
    Changing {
        /// Its own VIEW-CHANGE: exactly one for each view.
        own: Verified<ViewChange>,
        /// Whether a quorum wants this view, so that the NEW-VIEW may be waited for with a timer.
        quorum_seen: bool,
    },
}

/// What a replica counts about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages received.
    pub received: u64,
    /// Messages signed.
    pub signed: u64,
    /// Messages whose signature was asked for.
    pub verified: u64,
    /// Messages refused, by the code of the reason.
    pub refused: BTreeMap<&'static str, u64>,
    /// States taken over from others.
    pub transferred: u64,
}

/// One replica of the cluster.
#[derive(Clone, Debug)]
pub struct Replica {
    pub(super) id: ReplicaId,
    pub(super) config: Rc<Config>,
    pub(super) quorums: Quorums,
    pub(super) signer: Signer,

    /// `v`: its view, or the one that it wants to enter. It never decreases.
    pub(super) view: View,
    /// Whether it is active in `v` or waits for its NEW-VIEW.
    pub(super) standing: ViewStatus,
    /// The messages for numbers between the water marks `h` and `H`.
    pub(super) log: Log,
    /// `C`, the proof of the last stable checkpoint, with the own states and the CHECKPOINTs of others.
    pub(super) checkpoints: Checkpoints,
    /// The state after `last_executed`.
    pub(super) state: Snapshot,
    /// The highest executed number. `h <= last_executed <= H` unless a state is being transferred.
    pub(super) last_executed: Seq,
    /// The last number this replica assigned, or the base it counts from, as the primary of its view.
    pub(super) last_assigned: Seq,
    /// The highest number of which the log holds anything, one vote included: a reason to ask others by STATUS.
    pub(super) highest_active: Seq,
    /// The requests that it received and has not executed, oldest first.
    pub(super) pending: Pending,
    /// The latest VIEW-CHANGE of each replica.
    pub(super) view_changes: BTreeMap<ReplicaId, Verified<ViewChange>>,
    /// View changes since a new request was last executed: the timeout doubles with each.
    pub(super) attempts: u32,
    /// Messages of the next view, kept until it begins.
    pub(super) future_messages: FutureMessages,
    /// The numbers with an accepted digest whose batch this replica never received.
    pub(super) missing: Vec<Seq>,
    pub(super) timers: Timers,
    pub(super) status: StatusState,
    pub(super) heartbeats: Heartbeats,
    /// The state that it waits for.
    pub(super) transfer: Option<Transfer>,
    /// Set from the loss of its disk until it may vote again.
    pub(super) amnesia: Option<Amnesia>,
    /// Whether it comes back from a crash and says so when it starts.
    pub(super) restarted: bool,
    pub(super) evidence: Vec<Rc<Evidence>>,
    pub(super) counters: Counters,
}

impl Replica {
    /// A replica at the start of view 0.
    pub fn new(id: ReplicaId, config: Rc<Config>, signer: Signer) -> Replica {
        let params = config.params();
        Replica {
            id,
            quorums: config.quorums(),
            view: View(0),
            standing: ViewStatus::Active { new_view: None },
            log: Log::new(params.log_size),
            checkpoints: Checkpoints::default(),
            state: Snapshot::default(),
            last_executed: Seq(0),
            last_assigned: Seq(0),
            highest_active: Seq(0),
            pending: Pending::default(),
            view_changes: BTreeMap::new(),
            attempts: 0,
            future_messages: FutureMessages::default(),
            missing: Vec::new(),
            timers: Timers::default(),
            status: StatusState::default(),
            heartbeats: Heartbeats::default(),
            transfer: None,
            amnesia: None,
            restarted: false,
            evidence: Vec::new(),
            counters: Counters::default(),
            config,
            signer,
        }
    }

    pub(super) fn roster(&self) -> &Roster {
        self.signer.roster()
    }

    /// Whether a rule holds; every one does unless the scenario removes it.
    pub(super) fn keeps(&self, rule: Rule) -> bool {
        self.quorums.keeps(rule)
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self.standing, ViewStatus::Active { .. })
    }

    pub(super) fn primary(&self) -> ReplicaId {
        self.quorums.primary(self.view)
    }

    pub(super) fn is_primary(&self) -> bool {
        self.primary() == self.id
    }

    /// Whether the replica may sign a statement about this number in its view; only amnesia forbids it.
    pub(super) fn may_vote(&self, seq: Seq) -> bool {
        self.amnesia.as_ref().is_none_or(|amnesia| amnesia.may_vote(self.view, seq))
    }

    pub(super) fn sign<T: Body>(&mut self, body: T) -> Verified<T> {
        self.counters.signed = self.counters.signed.saturating_add(1);
        self.signer.sign(body)
    }

    pub(super) fn multicast(&self, message: Message, out: &mut Out) {
        out.multicast(self.quorums.replicas(), message);
    }

    /// Keeps a piece of evidence, one for each culprit and offence: enough to convict, and bounded.
    pub(super) fn keep_evidence(&mut self, evidence: Evidence, out: &mut Out) {
        let known =
            |kept: &Rc<Evidence>| (kept.culprit, kept.offence) == (evidence.culprit, evidence.offence);
        if self.evidence.iter().any(known) {
            return;
        }
        let evidence = Rc::new(evidence);
        self.evidence.push(Rc::clone(&evidence));
        out.report(Event::EvidenceFound(evidence));
    }

    /// The receive pipeline (protocol section 3): decode, admit, then apply or refuse. Bytes are decoded once, here, so a message has
    /// the same consequences however it came.
    pub(super) fn receive(&mut self, message: Message, out: &mut Out) {
        match message.opened(&self.config) {
            Ok(message) => match self.admit(&message) {
                Ok(accepted) => self.apply(accepted, out),
                Err(refusal) => self.refuse(&message, *refusal, out),
            },
            Err((message, flaw)) => {
                let refusal = Rejection { reason: RejectReason::Malformed(flaw), evidence: None };
                self.refuse(&message, refusal, out);
            }
        }
    }

    fn apply(&mut self, accepted: Accepted, out: &mut Out) {
        self.counters.verified = self.counters.verified.saturating_add(1);
        match accepted {
            Accepted::Request(request) => self.on_request(request, out), // 3.2, paper 4.2
            Accepted::PrePrepare(pre_prepare, batch) => self.on_pre_prepare(pre_prepare, batch, out), // 3.4, 4.2
            Accepted::Prepare(prepare) => self.on_prepare(prepare, out), // 3.5, 4.2
            Accepted::Commit(commit) => self.on_commit(commit, out),     // 3.6, 4.2
            // 3.9, 4.3
            Accepted::Checkpoint(checkpoint, evidence) => {
                evidence.into_iter().for_each(|evidence| self.keep_evidence(evidence, out));
                self.on_checkpoint(checkpoint, out);
            }
            Accepted::ViewChange(change) => self.on_view_change(change, out), // 3.12, 4.4
            Accepted::NewView(new_view, plan) => self.on_new_view(new_view, plan, out), // 3.14, 4.4
            Accepted::Status(status) => self.on_status(&status, out),         // 3.16
            Accepted::FetchBatch(fetch) => self.on_fetch_batch(&fetch, out),  // 3.17, 4.4
            Accepted::Batch(seqs, batch) => self.on_batch(&seqs, &batch, out), // 3.17, 4.4
            Accepted::FetchState(fetch) => self.on_fetch_state(&fetch, out),  // 3.18, 4.4
            Accepted::State(state) => self.on_state(&state, out),             // 3.18, 4.4
            Accepted::CommitCertificate(certificate) => self.on_commit_certificate(&certificate, out), // 3.21
            // 3.4 to 3.6, kept for the view that comes (3.22)
            Accepted::FutureMessages(sender, message) => {
                // A replica is in the next view already: if its NEW-VIEW was lost, only a question retrieves it.
                self.status.behind |= self.is_active();
                self.future_messages.keep(sender, message);
            }
        }
    }

    fn refuse(&mut self, message: &Message, refusal: Rejection, out: &mut Out) {
        let refused = self.counters.refused.entry(refusal.reason.code()).or_default();
        *refused = refused.saturating_add(1);
        out.report(Event::Refused { kind: message.kind(), author: message.author(), reason: refusal.reason });
        if let Some(evidence) = refusal.evidence {
            self.keep_evidence(evidence, out);
        }
        match (message, refusal.reason) {
            (Message::State(_), _) => self.after_bad_state(out),
            (Message::NewView(new_view), RejectReason::InvalidNewView(_)) => {
                self.after_invalid_new_view(new_view.view, out);
            }
            (
                Message::PrePrepare { .. } | Message::Prepare(_) | Message::Commit(_),
                RejectReason::OutsideWindow { seq, high, .. },
            ) if seq > high => self.status.behind = true,
            // The view that it is of goes on without this replica, which will have to ask for what it missed.
            (_, RejectReason::WrongView { got, at }) if got > at => self.status.behind = true,
            _ => {}
        }
    }

    /// The replica's own invariants, asserted after every step: what we own we assert, what others send we answer.
    fn check(&self) {
        debug_assert!(
            self.log.low() <= self.last_executed || self.is_transferring(),
            "h <= last_exec unless transferring"
        );
        debug_assert_eq!(self.log.low(), self.checkpoints.stable.seq, "h is the last stable checkpoint");
        debug_assert!(
            self.log.low() == Seq(0)
                || self.checkpoints.stable.proof.len() >= self.quorums.checkpoints() as usize
                || !self.keeps(Rule::CheckpointProofVerified)
                || !self.keeps(Rule::StateProofVerified),
            "a stable checkpoint has a quorum behind it"
        );
        debug_assert!(
            self.is_active()
                || self.log.iter().all(|(_, entry)| entry.phase == Phase::Empty)
                || !self.keeps(Rule::SilentInOldView),
            "votes are counted only while active in a view"
        );
        debug_assert!(self.highest_active <= self.log.high(), "nothing above the window is active");
        self.check_timers();
    }
}

impl Process for Replica {
    type Message = Message;
    type Timer = Timer;
    type Local = Local;
    type Event = Event;

    fn is_background(timer: Timer) -> bool {
        timer == Timer::Heartbeat
    }

    fn start(&mut self, out: &mut Out) {
        if self.restarted {
            self.resume(out);
        }
        self.settle_timers(out);
        self.check();
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match input {
            // 3, the receive pipeline
            Input::Message { from: _, body } => {
                self.counters.received = self.counters.received.saturating_add(1);
                self.receive(body, out);
            }
            Input::Timeout(timer) => self.on_timeout(timer, out), // 3.11, 3.15 to 3.18
            // A replica has no user of its own.
            Input::Local(Local::Submit(_)) => {}
        }
        self.try_propose(out);
        self.settle_timers(out);
        self.check();
    }

    fn recover(&self, disk: Disk) -> Replica {
        match disk {
            Disk::Kept => self.recover_from_disk(),
            Disk::Lost => self.recover_without_disk(),
        }
    }
}
