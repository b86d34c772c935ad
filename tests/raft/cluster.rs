//! Servers and clients driven step by step, without a network: what a step sends is returned.

use std::rc::Rc;

use pbft_lab::process::{Disk, Input, NodeId, Output, Process, Span};
use pbft_lab::raft::message::{
    Append, Appended, Entry, InstallSnapshot, Installed, Reply, Request, RequestVote, Vote,
};
use pbft_lab::raft::{
    Client, ClientId, Config, Event, Index, Local, Message, Out, RaftParams, RejectReason, Server, ServerId,
    Snapshot, Term, Timer, Timestamp,
};

/// One server under test. The test plays all others.
pub struct Bench {
    pub config: Rc<Config>,
    pub server: Server,
    /// What the last step reported.
    pub facts: Vec<Event>,
    /// What the last step did to timers: set with a duration, or cancelled.
    pub timers: Vec<(Timer, Option<Span>)>,
}

/// A sent message: the recipients, and the message.
pub type Sent = (Vec<u32>, Message);

pub fn config(params: RaftParams) -> Rc<Config> {
    Rc::new(Config::new(params).expect("the parameters make a cluster"))
}

impl Bench {
    /// Server 0 of a cluster of `servers`, just started.
    pub fn new(servers: u32) -> Bench {
        Bench::with(RaftParams { servers, ..RaftParams::default() })
    }

    pub fn with(params: RaftParams) -> Bench {
        let config = config(params);
        let server = Server::new(ServerId(0), Rc::clone(&config));
        let mut bench = Bench { config, server, facts: Vec::new(), timers: Vec::new() };
        bench.start();
        bench
    }

    /// Server 0 as the leader of term 1, elected by all others, which have acknowledged nothing yet.
    pub fn leader(params: RaftParams) -> Bench {
        let mut bench = Bench::with(params);
        bench.elect();
        bench
    }

    /// Lets the server campaign, and gives it every vote.
    pub fn elect(&mut self) {
        self.fire(Timer::Election);
        let term = self.server.term().0;
        for voter in 1..self.config.params().servers {
            self.give(voter, vote(term, voter, true));
        }
        assert!(self.leads(), "every server voted for it");
    }

    pub fn leads(&self) -> bool {
        matches!(self.server.role(), pbft_lab::raft::Role::Leader(_))
    }

    pub fn follows(&self) -> bool {
        *self.server.role() == pbft_lab::raft::Role::Follower
    }

    pub fn term(&self) -> u64 {
        self.server.term().0
    }

    pub fn start(&mut self) -> Vec<Sent> {
        let mut out = Out::default();
        self.server.start(&mut out);
        self.note(out)
    }

    /// Delivers a message from a server.
    pub fn give(&mut self, from: u32, message: Message) -> Vec<Sent> {
        self.step(Input::Message { from: NodeId(from), body: message })
    }

    pub fn fire(&mut self, timer: Timer) -> Vec<Sent> {
        self.step(Input::Timeout(timer))
    }

    /// A request of client 0.
    pub fn request(&mut self, timestamp: u64, operation: &str) -> Vec<Sent> {
        self.give(self.config.params().servers, request(timestamp, operation))
    }

    pub fn restart(&mut self, disk: Disk) {
        self.server = self.server.recover(disk);
        self.start();
    }

    fn step(&mut self, input: Input<Message, Timer, Local>) -> Vec<Sent> {
        let mut out = Out::default();
        self.server.step(input, &mut out);
        self.note(out)
    }

    fn note(&mut self, out: Out) -> Vec<Sent> {
        let (sent, timers, facts) = sort(out, 0);
        (self.timers, self.facts) = (timers, facts);
        sent
    }

    /// The only message of a step, to one node.
    pub fn answer(sent: &[Sent]) -> &Message {
        match sent {
            [(_, message)] => message,
            other => panic!("one message is sent, not {other:?}"),
        }
    }

    /// Every server of 1..n has acknowledged up to this index.
    pub fn acknowledge(&mut self, followers: impl IntoIterator<Item = u32>, matched: u64) -> Vec<Sent> {
        let term = self.term();
        let answers = followers.into_iter().map(|follower| appended(term, follower, matched));
        answers.flat_map(|answer| self.give(answer.claimed_sender().expect("a server").0, answer)).collect()
    }

    pub fn set(&self, timer: Timer) -> bool {
        self.timers.iter().any(|(name, span)| *name == timer && span.is_some())
    }

    pub fn reports(&self, fact: &Event) -> bool {
        self.facts.contains(fact)
    }

    pub fn refusal(&self) -> Option<RejectReason> {
        self.facts.iter().find_map(|fact| match fact {
            Event::Refused { reason, .. } => Some(*reason),
            _ => None,
        })
    }

    /// The terms of the entries in the log, from the first that it holds.
    pub fn terms(&self) -> Vec<u64> {
        let log = self.server.log();
        (log.base().0 + 1..=log.last().0).filter_map(|at| log.term_at(Index(at))).map(|term| term.0).collect()
    }
}

/// One client under test.
pub struct ClientBench {
    pub client: Client,
    pub facts: Vec<Event>,
    pub timers: Vec<(Timer, Option<Span>)>,
}

impl ClientBench {
    pub fn new(servers: u32) -> ClientBench {
        let client = Client::new(ClientId(0), config(RaftParams { servers, ..RaftParams::default() }));
        ClientBench { client, facts: Vec::new(), timers: Vec::new() }
    }

    pub fn submit(&mut self, operation: &str) -> Vec<Sent> {
        self.step(Input::Local(Local::Submit(operation.as_bytes().into())))
    }

    pub fn give(&mut self, message: Message) -> Vec<Sent> {
        self.step(Input::Message { from: NodeId(0), body: message })
    }

    pub fn timeout(&mut self) -> Vec<Sent> {
        self.step(Input::Timeout(Timer::Client))
    }

    fn step(&mut self, input: Input<Message, Timer, Local>) -> Vec<Sent> {
        let mut out = Out::default();
        self.client.step(input, &mut out);
        let (sent, timers, facts) = sort(out, u32::MAX);
        (self.timers, self.facts) = (timers, facts);
        sent
    }
}

type Sorted = (Vec<Sent>, Vec<(Timer, Option<Span>)>, Vec<Event>);

fn sort(mut out: Out, sender: u32) -> Sorted {
    let (mut sent, mut timers, mut facts) = (Vec::new(), Vec::new(), Vec::new());
    for output in out.drain() {
        match output {
            Output::Send { to, body } => sent.push((vec![to.0], body)),
            Output::Multicast { to, body } => {
                sent.push((to.others(NodeId(sender)).map(|node| node.0).collect(), body));
            }
            Output::SetTimer { timer, after } => timers.push((timer, Some(after))),
            Output::CancelTimer { timer } => timers.push((timer, None)),
            Output::Report(event) => facts.push(event),
        }
    }
    (sent, timers, facts)
}

pub fn request(timestamp: u64, operation: &str) -> Message {
    Message::Request(Rc::new(order(timestamp, operation)))
}

fn order(timestamp: u64, operation: &str) -> Request {
    Request { client: ClientId(0), timestamp: Timestamp(timestamp), operation: operation.as_bytes().into() }
}

pub fn entry(term: u64, timestamp: u64) -> Entry {
    Entry { term: Term(term), request: Some(Rc::new(order(timestamp, &format!("put k {timestamp}")))) }
}

/// A REQUEST-VOTE of a candidate whose last entry has this index and term.
pub fn request_vote(term: u64, candidate: u32, last: (u64, u64)) -> Message {
    Message::RequestVote(RequestVote {
        term: Term(term),
        candidate: ServerId(candidate),
        last_index: Index(last.0),
        last_term: Term(last.1),
        pre: false,
    })
}

pub fn pre_vote(term: u64, candidate: u32) -> Message {
    let Message::RequestVote(request) = request_vote(term, candidate, (9, 9)) else { unreachable!() };
    Message::RequestVote(RequestVote { pre: true, ..request })
}

pub fn vote(term: u64, voter: u32, granted: bool) -> Message {
    Message::Vote(Vote { term: Term(term), voter: ServerId(voter), granted, pre: false })
}

/// An APPEND of a leader: the index and term of the previous entry, the entries, the commit index.
pub fn append(term: u64, leader: u32, prev: (u64, u64), entries: Vec<Entry>, commit: u64) -> Message {
    Message::Append(Rc::new(Append {
        term: Term(term),
        leader: ServerId(leader),
        prev_index: Index(prev.0),
        prev_term: Term(prev.1),
        entries,
        commit: Index(commit),
    }))
}

pub fn appended(term: u64, follower: u32, matched: u64) -> Message {
    Message::Appended(Appended {
        term: Term(term),
        follower: ServerId(follower),
        success: true,
        prev_index: Index(0),
        matched: Index(matched),
        hint: Index(0),
        learner: false,
    })
}

pub fn failed(term: u64, follower: u32, prev: u64, hint: u64) -> Message {
    let Message::Appended(answer) = appended(term, follower, 0) else { unreachable!() };
    Message::Appended(Appended { success: false, prev_index: Index(prev), hint: Index(hint), ..answer })
}

pub fn install(term: u64, leader: u32, snapshot: Snapshot) -> Message {
    Message::InstallSnapshot(Rc::new(InstallSnapshot {
        term: Term(term),
        leader: ServerId(leader),
        snapshot: Rc::new(snapshot),
    }))
}

pub fn installed(term: u64, follower: u32, index: u64) -> Message {
    let (term, follower, index) = (Term(term), ServerId(follower), Index(index));
    Message::Installed(Installed { term, follower, index, learner: false })
}

pub fn reply(timestamp: u64, result: &str) -> Message {
    Message::Reply(Rc::new(Reply {
        client: ClientId(0),
        timestamp: Timestamp(timestamp),
        result: result.as_bytes().into(),
        term: Term(1),
    }))
}
