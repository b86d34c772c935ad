//! The client (section 8): one request at a time, to the server that it believes to be the leader. The first reply counts.

use std::collections::VecDeque;
use std::rc::Rc;

use super::config::Config;
use super::event::{Event, RejectReason};
use super::ids::{ClientId, ServerId, Timestamp};
use super::message::{Message, Redirect, Reply, Request};
use super::timers::Timer;
use super::{Local, Out};
use crate::process::{Disk, Input, Process};

/// How many operations may wait behind the outstanding one.
pub const QUEUE_MAX: usize = 10_000;
/// The timeout doubles at most this often, to eight times the first.
const DOUBLINGS_MAX: u32 = 3;

/// The outstanding request.
#[derive(Clone, Debug)]
struct Exchange {
    request: Rc<Request>,
    /// Timeouts so far.
    retries: u32,
    /// Redirects since the last timeout.
    redirects: u32,
}

/// One client of the cluster.
#[derive(Clone, Debug)]
pub struct Client {
    id: ClientId,
    config: Rc<Config>,
    /// Only grows, and survives crashes.
    timestamp: Timestamp,
    /// The server that it believes to be the leader.
    leader: ServerId,
    latest: Option<Exchange>,
    queue: VecDeque<Rc<[u8]>>,
    answered: u64,
}

impl Client {
    /// A client that has asked nothing yet.
    pub fn new(id: ClientId, config: Rc<Config>) -> Client {
        Client {
            id,
            config,
            timestamp: Timestamp(0),
            leader: ServerId(0),
            latest: None,
            queue: VecDeque::new(),
            answered: 0,
        }
    }

    /// Which client this is.
    pub fn id(&self) -> ClientId {
        self.id
    }

    /// The server that it believes to be the leader.
    pub fn leader(&self) -> ServerId {
        self.leader
    }

    /// How many requests were answered.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// Whether a request waits for its answer.
    pub fn is_waiting(&self) -> bool {
        self.latest.is_some()
    }

    fn submit(&mut self, operation: Rc<[u8]>, out: &mut Out) {
        if self.latest.is_some() {
            if self.queue.len() < QUEUE_MAX {
                self.queue.push_back(operation);
            } else {
                out.report(Event::SubmitRefused { queued: QUEUE_MAX as u32 });
            }
            return;
        }
        self.timestamp = Timestamp(self.timestamp.0.saturating_add(1));
        let request = Rc::new(Request { client: self.id, timestamp: self.timestamp, operation });
        self.latest = Some(Exchange { request, retries: 0, redirects: 0 });
        self.send(out);
    }

    /// Sends the outstanding request to the believed leader, and waits.
    fn send(&self, out: &mut Out) {
        let Some(exchange) = &self.latest else { return };
        out.report(Event::RequestSent { timestamp: exchange.request.timestamp, to: self.leader });
        out.send(self.leader.node(), Message::Request(Rc::clone(&exchange.request)));
        let doublings = exchange.retries.min(DOUBLINGS_MAX);
        out.set_timer(Timer::Client, self.config.params().client_timeout.times(1 << doublings));
    }

    /// Rule R25: the next server, after a longer time.
    fn on_timeout(&mut self, out: &mut Out) {
        let Some(exchange) = &mut self.latest else { return };
        exchange.retries = exchange.retries.saturating_add(1);
        exchange.redirects = 0;
        self.leader = ServerId((self.leader.0 + 1) % self.config.params().servers);
        self.send(out);
    }

    fn receive(&mut self, message: &Message, out: &mut Out) {
        let outcome = match message {
            Message::Reply(reply) => self.on_reply(reply, out),
            Message::Redirect(redirect) => self.on_redirect(redirect, out),
            _ => Err(RejectReason::NotForMe),
        };
        if let Err(reason) = outcome {
            out.report(Event::Refused { kind: message.kind(), sender: message.claimed_sender(), reason });
        }
    }

    fn on_reply(&mut self, reply: &Reply, out: &mut Out) -> Result<(), RejectReason> {
        self.expect(reply.client, reply.timestamp)?;
        self.latest = None;
        self.answered = self.answered.saturating_add(1);
        out.cancel_timer(Timer::Client);
        out.report(Event::ResultAccepted { timestamp: reply.timestamp, result: Rc::clone(&reply.result) });
        if let Some(next) = self.queue.pop_front() {
            self.submit(next, out);
        }
        Ok(())
    }

    /// At most one redirect for each server between two timeouts: wrong redirects cannot keep a client busy.
    fn on_redirect(&mut self, redirect: &Redirect, out: &mut Out) -> Result<(), RejectReason> {
        self.expect(redirect.client, redirect.timestamp)?;
        let servers = self.config.params().servers;
        let Some(leader) = redirect.leader else { return Ok(()) };
        let Some(exchange) = &mut self.latest else { return Err(RejectReason::NotAsked) };
        if !self.config.is_server(leader) {
            return Err(RejectReason::NoSuchMember);
        }
        if exchange.redirects >= servers {
            return Err(RejectReason::NotAsked);
        }
        exchange.redirects += 1;
        self.leader = leader;
        self.send(out);
        Ok(())
    }

    /// Whether a message is about the outstanding request.
    fn expect(&self, client: ClientId, timestamp: Timestamp) -> Result<(), RejectReason> {
        if client != self.id {
            return Err(RejectReason::NotForMe);
        }
        match &self.latest {
            Some(exchange) if exchange.request.timestamp == timestamp => Ok(()),
            _ => Err(RejectReason::NotAsked),
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
        self.send(out);
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match input {
            Input::Message { from: _, body } => self.receive(&body, out),
            Input::Timeout(Timer::Client) => self.on_timeout(out),
            // The other timers are a server's.
            Input::Timeout(_) => {}
            Input::Local(Local::Submit(operation)) => self.submit(operation, out),
        }
    }

    /// A client keeps its timestamp even without its disk, as if it used a clock: one that repeats a timestamp is locked out.
    fn recover(&self, disk: Disk) -> Client {
        let mut client = self.clone();
        if disk == Disk::Lost {
            client.latest = None;
            client.queue.clear();
        }
        client
    }
}
