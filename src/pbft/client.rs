//! The client (section 4.1): one request at a time, first to the primary, after a timeout to all; a result counts when
//! `f + 1` replicas agree on it, since one of them is correct.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::config::{Config, Quorums};
use super::envelope::{Signer, Verified};
use super::event::{Alarm, Event};
use super::ids::{ClientId, ReplicaId, ReplicaSet, Timestamp, View};
use super::message::{Message, Reply, ReplyKind, Request};
use super::reject::RejectReason;
use super::rules::Rule;
use super::timers::Timer;
use super::{Local, Out};
use crate::process::{Disk, Input, Process};

/// How many operations may wait behind the outstanding one.
pub const QUEUE_MAX: usize = 10_000;
/// How many results a client remembers for the page.
const RESULTS_KEPT: usize = 100;
/// The resend interval doubles at most this often.
const DOUBLINGS_MAX: u32 = 10;

/// An answered request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRecord {
    /// Its timestamp.
    pub timestamp: Timestamp,
    /// What was asked.
    pub operation: Rc<[u8]>,
    /// What the cluster answered.
    pub result: Rc<[u8]>,
}

/// The latest request and what came back.
#[derive(Clone, Debug)]
struct Exchange {
    request: Verified<Request>,
    /// One reply for each replica, the first.
    replies: BTreeMap<ReplicaId, Verified<Reply>>,
    /// How often it went to all.
    retries: u32,
    /// The accepted result. Later replies are still counted: a second result with `W` of them is an alarm.
    accepted: Option<Rc<[u8]>>,
}

/// A client asked for something while its last request has no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneAtATime;

/// One client of the cluster.
#[derive(Clone, Debug)]
pub struct Client {
    id: ClientId,
    config: Rc<Config>,
    quorums: Quorums,
    signer: Signer,
    /// Only grows, and survives crashes: a client whose timestamp went back would be locked out.
    timestamp: Timestamp,
    view_estimate: View,
    latest: Option<Exchange>,
    queue: VecDeque<Rc<[u8]>>,
    answered: u64,
    results: VecDeque<ResultRecord>,
    /// The replicas that contradicted themselves: one piece of evidence for each is enough.
    conflicting: ReplicaSet,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(id: ClientId, config: Rc<Config>, signer: Signer) -> Client {
        Client {
            id,
            quorums: config.quorums(),
            config,
            signer,
            timestamp: Timestamp(0),
            view_estimate: View(0),
            latest: None,
            queue: VecDeque::new(),
            answered: 0,
            results: VecDeque::new(),
            conflicting: ReplicaSet::default(),
        }
    }

    /// Which client this is.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// The view whose primary the next request goes to.
    pub fn view_estimate(&self) -> View {
        self.view_estimate
    }

    /// The timestamp of its latest request; 0 if it has made none.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// The request that waits for its answer.
    pub fn pending(&self) -> Option<&Verified<Request>> {
        self.outstanding().map(|exchange| &exchange.request)
    }

    fn outstanding(&self) -> Option<&Exchange> {
        self.latest.as_ref().filter(|exchange| exchange.accepted.is_none())
    }

    /// About how many bytes a clone has of its own.
    pub fn weight(&self) -> usize {
        let replies = self.latest.as_ref().map_or(0, |exchange| exchange.replies.len());
        size_of::<Self>()
            + self.queue.len() * size_of::<Rc<[u8]>>()
            + self.results.len() * size_of::<ResultRecord>()
            + replies * 4 * size_of::<Verified<Reply>>()
    }

    /// How many operations wait behind it.
    pub fn queued(&self) -> usize {
        self.queue.len()
    }

    /// The replies to the latest request, one for each replica.
    pub fn tally(&self) -> impl Iterator<Item = &Verified<Reply>> {
        self.latest.iter().flat_map(|exchange| exchange.replies.values())
    }

    /// How many requests were answered.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// The latest answers, oldest first.
    pub fn results(&self) -> impl Iterator<Item = &ResultRecord> {
        self.results.iter()
    }

    /// Sends a request (protocol section 3.1, point 1).
    ///
    /// # Errors
    /// [`OneAtATime`] while another request is outstanding.
    pub fn invoke(&mut self, operation: Rc<[u8]>, out: &mut Out) -> Result<(), OneAtATime> {
        if self.outstanding().is_some() {
            return Err(OneAtATime);
        }
        self.timestamp = Timestamp(self.timestamp.0.saturating_add(1));
        let request = self.signer.sign(Request {
            client: self.id,
            timestamp: self.timestamp,
            read_only: false,
            operation,
        });
        out.report(Event::RequestSent { timestamp: self.timestamp, to_all: false });
        out.send(self.quorums.primary(self.view_estimate).node(), Message::Request(Rc::clone(&request)));
        out.set_timer(Timer::Client, self.config.params().client_timeout);
        self.latest = Some(Exchange { request, replies: BTreeMap::new(), retries: 0, accepted: None });
        Ok(())
    }

    /// Point 2: the same bytes to all replicas, and the timer doubles.
    fn retransmit(&mut self, out: &mut Out) {
        let Some(exchange) = self.latest.as_mut().filter(|exchange| exchange.accepted.is_none()) else {
            return;
        };
        exchange.retries = exchange.retries.saturating_add(1);
        let doublings = exchange.retries.min(DOUBLINGS_MAX);
        out.report(Event::RequestSent { timestamp: exchange.request.timestamp, to_all: true });
        let request = Message::Request(Rc::clone(&exchange.request));
        if self.quorums.keeps(Rule::ClientAsksAll) {
            out.multicast(self.quorums.replicas(), request);
        } else {
            out.send(self.quorums.primary(self.view_estimate).node(), request);
        }
        out.set_timer(Timer::Client, self.config.params().client_timeout.times(1 << doublings));
    }

    fn submit(&mut self, operation: Rc<[u8]>, out: &mut Out) {
        if self.outstanding().is_none() {
            // Nothing is outstanding, so the invocation cannot be refused.
            let _ = self.invoke(operation, out);
        } else if self.queue.len() < QUEUE_MAX {
            self.queue.push_back(operation);
        } else {
            out.report(Event::SubmitRefused { queued: QUEUE_MAX as u32 });
        }
    }

    /// Bytes are decoded once, here, so a message has the same consequences however it came.
    fn receive(&mut self, message: Message, out: &mut Out) {
        let (message, admission) = match message.opened(&self.config) {
            Ok(message) => {
                let admission = self.admit(&message);
                (message, admission)
            }
            Err((message, flaw)) => (message, Err(RejectReason::Malformed(flaw))),
        };
        match admission {
            Ok(reply) => self.on_reply(reply, out),
            Err(reason) => {
                out.report(Event::Refused { kind: message.kind(), author: message.author(), reason });
            }
        }
    }

    /// Point 3: a committed reply of a member, to this client's outstanding request.
    fn admit(&self, message: &Message) -> Result<Verified<Reply>, RejectReason> {
        let Message::Reply(reply) = message else { return Err(RejectReason::NotForMe) };
        let exchange = self.latest.as_ref().ok_or(RejectReason::NoSuchRequest)?;
        if reply.client != self.id || reply.timestamp > exchange.request.timestamp {
            return Err(RejectReason::NoSuchRequest);
        }
        if reply.timestamp < exchange.request.timestamp {
            return Err(RejectReason::AnsweredAlready);
        }
        if reply.kind != ReplyKind::Committed {
            return Err(RejectReason::ReadOnly);
        }
        if exchange.replies.get(&reply.replica).is_some_and(|first| first.result == reply.result) {
            return Err(RejectReason::Duplicate);
        }
        self.signer.roster().verify(reply).map_err(RejectReason::BadSignature)
    }

    fn on_reply(&mut self, reply: Verified<Reply>, out: &mut Out) {
        let Some(exchange) = &mut self.latest else { return };
        if let Some(first) = exchange.replies.get(&reply.replica) {
            let replies = [Message::Reply(Rc::clone(first)), Message::Reply(Rc::clone(&reply))];
            self.note_conflict(reply.replica, replies, out);
            return;
        }
        let (replica, timestamp, result) = (reply.replica, reply.timestamp, Rc::clone(&reply.result));
        exchange.replies.insert(replica, reply);
        let must_match = self.quorums.keeps(Rule::RepliesMatch);
        let agrees = |reply: &&Verified<Reply>| reply.result == result || !must_match;
        let agreeing = exchange.replies.values().filter(agrees).count();
        let (have, need) = (u32::try_from(agreeing).unwrap_or(u32::MAX), self.quorums.replies());
        out.report(Event::ReplyCounted { replica, timestamp, have, need });
        match &exchange.accepted {
            None if have >= need => self.accept(result, out),
            Some(accepted) if *accepted != result && have == need => {
                out.report(Event::Alarm(Alarm::ConflictingResults { timestamp }));
            }
            None | Some(_) => {}
        }
    }

    /// A second, different result of one replica: the first one counts, the pair is reported once for each replica.
    fn note_conflict(&mut self, replica: ReplicaId, replies: [Message; 2], out: &mut Out) {
        if self.conflicting.insert(replica) {
            out.report(Event::ConflictingReplies { replica, replies: Rc::new(replies) });
        }
    }

    /// Points 4 and 5: the result is accepted; the `W`-th largest view of the replies says where the next request goes.
    fn accept(&mut self, result: Rc<[u8]>, out: &mut Out) {
        let Some(exchange) = &mut self.latest else { return };
        exchange.accepted = Some(Rc::clone(&result));
        let (timestamp, operation) = (exchange.request.timestamp, Rc::clone(&exchange.request.operation));
        let mut views: Vec<View> = exchange.replies.values().map(|reply| reply.view).collect();
        views.sort_unstable_by(|a, b| b.cmp(a));
        if let Some(view) = views.get(self.quorums.weak.saturating_sub(1) as usize) {
            // Some correct replica is that far, and correct ones never go back: neither does the estimate, so that a
            // liar among the `W` can push it neither up nor down.
            self.view_estimate = self.view_estimate.max(*view);
        }
        out.cancel_timer(Timer::Client);
        out.report(Event::ResultAccepted { timestamp, result: Rc::clone(&result) });
        self.answered = self.answered.saturating_add(1);
        if self.results.len() == RESULTS_KEPT {
            self.results.pop_front();
        }
        self.results.push_back(ResultRecord { timestamp, operation, result });
        if let Some(next) = self.queue.pop_front() {
            self.submit(next, out);
        }
    }
}

impl Process for Client {
    type Message = Message;
    type Timer = Timer;
    type Local = Local;
    type Event = Event;

    fn start(&mut self, out: &mut Out) {
        // After a crash the outstanding request goes on where the answer may have been lost.
        self.retransmit(out);
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match input {
            Input::Message { from: _, body } => self.receive(body, out), // 3.1, points 3 to 5; paper 4.1
            Input::Timeout(Timer::Client) => self.retransmit(out),       // 3.1, point 2
            // The other timers are a replica's.
            Input::Timeout(_) => {}
            Input::Local(Local::Submit(operation)) => self.submit(operation, out), // 3.1, point 1
        }
    }

    /// A client keeps its timestamp and its outstanding request; without its disk it keeps the timestamp still, as if it used a
    /// clock, since a client that repeats one is locked out.
    fn recover(&self, disk: Disk) -> Client {
        let mut client = self.clone();
        if disk == Disk::Lost {
            client.latest = None;
            client.queue.clear();
            client.results.clear();
        }
        client
    }
}
