//! The server: its state (figure 2), its step, and the invariants that it checks on itself.
//!
//! Each part of the protocol has a file with `impl Server`: [`election`](super::election), [`replication`](super::replication),
//! [`execution`](super::execution).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::config::{Config, LostDisk, SenderCheck};
use super::event::{Event, RejectReason};
use super::ids::{Index, ServerId, ServerSet, Term};
use super::log::{Log, Snapshot, State};
use super::message::{Message, Vote};
use super::rules::Rule;
use super::timers::Timer;
use super::{Local, Out};
use crate::process::{Disk, Input, NodeId, Process};

/// The role of a server (section 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// It follows the leader of its term, or waits for one.
    Follower,
    /// It asks whether it would be elected (dissertation, 9.6).
    PreCandidate {
        /// The servers that would vote for it, itself included.
        votes: ServerSet,
    },
    /// It wants to lead its term.
    Candidate {
        /// The servers that voted for it, itself included.
        votes: ServerSet,
    },
    /// It leads its term.
    Leader(Leadership),
}

/// What a leader knows of its followers (figure 2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leadership {
    /// Each other server.
    pub(super) followers: BTreeMap<ServerId, Follower>,
    /// The servers that answered since the last check for a majority.
    pub(super) heard: ServerSet,
}

/// What a leader knows of one follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follower {
    /// The index of the next entry to send.
    pub(super) next: Index,
    /// The index up to which the logs agree.
    pub(super) matched: Index,
    /// Whether an APPEND with entries, or a snapshot, waits for its answer.
    pub(super) awaiting: bool,
    /// Whether it lost its disk: then it is not counted.
    pub(super) learner: bool,
}

/// One server of the cluster.
#[derive(Clone, Debug)]
pub struct Server {
    pub(super) id: ServerId,
    pub(super) config: Rc<Config>,

    // On stable storage.
    /// The latest term that it has seen. It never decreases.
    pub(super) term: Term,
    /// The candidate that got its vote in this term.
    pub(super) voted_for: Option<ServerId>,
    /// The log above the snapshot, with some entries that the snapshot covers.
    pub(super) log: Log,
    /// The latest snapshot.
    pub(super) snapshot: Rc<Snapshot>,
    /// Whether it lost its disk once: then it neither votes nor campaigns.
    pub(super) learner: bool,

    // Volatile.
    pub(super) role: Role,
    /// The leader of this term, once it is heard of.
    pub(super) leader: Option<ServerId>,
    /// The highest index known to be committed.
    pub(super) commit: Index,
    /// The highest index applied to the state.
    pub(super) applied: Index,
    /// The state after `applied`.
    pub(super) state: State,
    /// Whether a leader was heard within the shortest election timeout (dissertation, 9.6).
    pub(super) hears_leader: bool,
    /// Whether it comes back from a crash and reports so when it starts.
    restarted: bool,
}

impl Server {
    /// A server at the start of term 0 (rule R1).
    pub fn new(id: ServerId, config: Rc<Config>) -> Server {
        Server {
            id,
            config,
            term: Term(0),
            voted_for: None,
            log: Log::default(),
            snapshot: Rc::default(),
            learner: false,
            role: Role::Follower,
            leader: None,
            commit: Index(0),
            applied: Index(0),
            state: State::default(),
            hears_leader: false,
            restarted: false,
        }
    }

    /// Which server this is.
    pub fn id(&self) -> ServerId {
        self.id
    }

    /// Its term.
    pub fn term(&self) -> Term {
        self.term
    }

    /// The candidate that got its vote in this term.
    pub fn voted_for(&self) -> Option<ServerId> {
        self.voted_for
    }

    /// Its role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// The leader of its term, as far as it has heard.
    pub fn leader(&self) -> Option<ServerId> {
        self.leader
    }

    /// Its log.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Its latest snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Its commit index.
    pub fn commit(&self) -> Index {
        self.commit
    }

    /// The last applied index.
    pub fn applied(&self) -> Index {
        self.applied
    }

    /// The state after the last applied index.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Whether it lost its disk and only learns.
    pub fn is_learner(&self) -> bool {
        self.learner
    }

    /// As the leader: the next index for a follower, and the index up to which the logs agree.
    pub fn progress_of(&self, follower: ServerId) -> Option<(Index, Index)> {
        let Role::Leader(leadership) = &self.role else { return None };
        leadership.followers.get(&follower).map(|follower| (follower.next, follower.matched))
    }

    pub(super) fn keeps(&self, rule: Rule) -> bool {
        self.config.keeps(rule)
    }

    pub(super) fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader(_))
    }

    /// The receive pipeline: who sends, which term, then what.
    fn receive(&mut self, from: NodeId, message: &Message, out: &mut Out) {
        if let Err(reason) = self.admit(from, message) {
            self.refuse(message, reason, out);
            return;
        }
        if let Some(term) = message.term().filter(|term| *term > self.term) {
            self.advance_term(term, out); // R2, section 5.1
        }
        match message {
            Message::Request(request) => self.on_request(request, out), // R8, R9; section 8
            Message::RequestVote(request) => self.on_request_vote(request, out), // R5, R21; 5.2, 5.4.1
            Message::Vote(vote) => self.on_vote(vote, out),             // R6, R21; 5.2
            Message::Append(append) => self.on_append(append, out),     // R12 to R14; 5.3
            Message::Appended(appended) => self.on_appended(appended, out), // R15; 5.3
            Message::InstallSnapshot(install) => self.on_install_snapshot(install, out), // R19; 7
            Message::Installed(installed) => self.on_installed(installed, out), // R11; 7
            Message::Reply(_) | Message::Redirect(_) => self.refuse(message, RejectReason::NotForMe, out),
        }
    }

    /// Members only, and where the scenario says so, under their own names.
    fn admit(&self, from: NodeId, message: &Message) -> Result<(), RejectReason> {
        if let Message::Request(request) = message {
            let known = request.client.0 < self.config.params().clients;
            return if known { Ok(()) } else { Err(RejectReason::NoSuchMember) };
        }
        let Some(sender) = message.claimed_sender() else { return Err(RejectReason::NotForMe) };
        if !self.config.is_server(sender) || sender == self.id {
            return Err(RejectReason::NoSuchMember);
        }
        match self.config.params().sender {
            SenderCheck::Address if sender.node() != from => Err(RejectReason::ForeignName),
            SenderCheck::Address | SenderCheck::Claimed => Ok(()),
        }
    }

    pub(super) fn refuse(&mut self, message: &Message, reason: RejectReason, out: &mut Out) {
        out.report(Event::Refused { kind: message.kind(), sender: message.claimed_sender(), reason });
    }

    fn on_timeout(&mut self, timer: Timer, out: &mut Out) {
        match timer {
            Timer::Election => self.on_election_timeout(out), // R4, R21
            Timer::Heartbeat => self.on_heartbeat(out),       // R10
            Timer::Quorum => self.on_quorum_check(out),       // R22
            Timer::Lease => self.hears_leader = false,        // R21
            // A client's timer.
            Timer::Client => {}
        }
    }

    /// The server's own invariants, asserted after every step: what we own we assert, what others send we answer.
    fn check(&self) {
        debug_assert!(
            self.log.base() <= self.snapshot.index,
            "the snapshot covers what the log no longer has"
        );
        debug_assert!(self.snapshot.index <= self.applied, "a snapshot is of an applied state");
        debug_assert_eq!(self.applied, self.commit, "what is committed is applied in the same step");
        debug_assert!(self.commit <= self.log.last(), "only entries of the log are committed");
        debug_assert!(!self.learner || matches!(self.role, Role::Follower), "a learner does not campaign");
        debug_assert!(!self.is_leader() || self.leader == Some(self.id), "a leader knows that it leads");
    }
}

impl Process for Server {
    type Message = Message;
    type Timer = Timer;
    type Local = Local;
    type Event = Event;

    fn is_background(timer: Timer) -> bool {
        timer != Timer::Client
    }

    fn start(&mut self, out: &mut Out) {
        if self.restarted {
            self.restarted = false;
            out.report(Event::Restarted { term: self.term, learner: self.learner });
        }
        self.set_election_timer(out);
        self.check();
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match input {
            Input::Message { from, body } => self.receive(from, &body, out),
            Input::Timeout(timer) => self.on_timeout(timer, out),
            // A server has no user of its own.
            Input::Local(Local::Submit(_)) => {}
        }
        self.check();
    }

    /// What is on stable storage survives (section 5, figure 2); commit index and state are those of the snapshot (rule R20).
    fn recover(&self, disk: Disk) -> Server {
        let fresh = Server { restarted: true, ..Server::new(self.id, Rc::clone(&self.config)) };
        if disk == Disk::Lost {
            return Server { learner: self.config.params().lost_disk == LostDisk::Learner, ..fresh };
        }
        let term = if self.keeps(Rule::TermPersisted) { self.term } else { Term(0) };
        let votes = self.keeps(Rule::TermPersisted) && self.keeps(Rule::VotePersisted);
        Server {
            term,
            voted_for: self.voted_for.filter(|_| votes),
            log: self.log.clone(),
            snapshot: Rc::clone(&self.snapshot),
            learner: self.learner,
            commit: self.snapshot.index,
            applied: self.snapshot.index,
            state: self.snapshot.state.clone(),
            ..fresh
        }
    }
}

/// The refusal of a vote, with the voter's own term.
pub(super) fn refusal(voter: &Server, pre: bool) -> Message {
    Message::Vote(Vote { term: voter.term, voter: voter.id, granted: false, pre })
}
