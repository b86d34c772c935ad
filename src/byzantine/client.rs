//! A faulty client: B42 two operations with one timestamp, B43 backups only, B44 bad signatures for some, B45 the last timestamp, B46 a
//! flood. And B47, a replica that asks in a client's stead.

use std::rc::Rc;

use super::memory::Requests;
use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Kind, Letter, Parameter, Post, Scene};
use crate::pbft::envelope::Signed;
use crate::pbft::ids::Author;
use crate::pbft::message::Request;
use crate::pbft::{ClientId, Message, Timestamp};
use crate::process::{Input, NodeId, Span};
use crate::units::WHOLE_MAX;

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "two-operations",
        code: "B42",
        applies_to: AppliesTo::Client,
        parameters: &[],
        make: |_| Box::new(TwoOperations),
    },
    Entry {
        name: "backups-only",
        code: "B43",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "to", kind: Kind::Nodes }],
        make: |arguments| Box::new(BackupsOnly { to: arguments.nodes("to") }),
    },
    Entry {
        name: "bad-signature",
        code: "B44",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "victims", kind: Kind::Nodes }],
        make: |arguments| Box::new(BadSignature { victims: arguments.nodes("victims") }),
    },
    Entry {
        name: "last-timestamp",
        code: "B45",
        applies_to: AppliesTo::Client,
        parameters: &[],
        make: |_| Box::new(LastTimestamp),
    },
    Entry {
        name: "flood",
        code: "B46",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 10 } }],
        make: |arguments| Box::new(Flood { every: arguments.span("every"), timestamp: 0 }),
    },
    Entry {
        name: "replay-requests",
        code: "B47",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 200 } }],
        make: |arguments| {
            Box::new(ReplayRequests { every: arguments.span("every"), heard: Requests::default() })
        },
    },
];

/// The shortest interval at which a strategy repeats itself: a run must get on.
pub(super) const EVERY_MIN: Span = Span(1_000);

/// B42: the primary gets one operation, the backups another one with the same timestamp. One of them is ordered at most, and
/// a node that receives both has proof.
#[derive(Clone, Debug)]
struct TwoOperations;

impl Behaviour for TwoOperations {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Request(request) = &letter.message else { return post.pass(letter) };
        let operation = [&request.operation, b"!".as_slice()].concat().into();
        let second = Message::Request(scene.sign(Request { operation, ..request.body().clone() }));
        let primary = scene.quorums().primary(scene.view()).node();
        for to in scene.others() {
            post.send(to, if to == primary { letter.message.clone() } else { second.clone() });
        }
    }
}

/// B43: the primary never hears from it, some backups do. They pass the request on.
#[derive(Clone, Debug)]
struct BackupsOnly {
    /// Unless said, the last backup.
    to: Option<Vec<NodeId>>,
}

impl Behaviour for BackupsOnly {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Request(_) = &letter.message else { return post.pass(letter) };
        let primary = scene.quorums().primary(scene.view()).node();
        let last = || scene.others().into_iter().rfind(|node| *node != primary).into_iter().collect();
        let to = self.to.clone().unwrap_or_else(last);
        post.send_each(&to, &letter.message);
    }
}

/// B44: the request goes to all replicas, with a signature that does not hold for some of them.
#[derive(Clone, Debug)]
struct BadSignature {
    /// Unless said, all but the primary.
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for BadSignature {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Request(request) = &letter.message else { return post.pass(letter) };
        let mut signature = *request.signature();
        if let Some(byte) = signature.first_mut() {
            *byte ^= 1;
        }
        let broken = Message::Request(Rc::new(Signed::claimed(request.body().clone(), signature)));
        let primary = scene.quorums().primary(scene.view()).node();
        for to in scene.others() {
            let is_victim = self.victims.as_ref().map_or(to != primary, |victims| victims.contains(&to));
            post.send(to, if is_victim { broken.clone() } else { letter.message.clone() });
        }
    }
}

/// B45: its own next timestamps all come before this one, so the client locks itself out.
#[derive(Clone, Debug)]
struct LastTimestamp;

impl Behaviour for LastTimestamp {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let Message::Request(request) = &letter.message else { return post.pass(letter) };
        let last = Request { timestamp: Timestamp(WHOLE_MAX), ..request.body().clone() };
        post.send_each(&letter.recipients(scene.me()), &Message::Request(scene.sign(last)));
    }
}

/// B46: a new request all the time, without waiting for any answer.
#[derive(Clone, Debug)]
struct Flood {
    every: Span,
    timestamp: u64,
}

impl Behaviour for Flood {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
    }

    fn wakes(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
        let Author::Client(client) = scene.author() else { return };
        if !scene.fires(scene.view(), None) {
            return;
        }
        let honest = scene.client().map_or(0, |client| client.timestamp().0);
        self.timestamp = self.timestamp.max(honest).saturating_add(1);
        let request = Request {
            client,
            timestamp: Timestamp(self.timestamp),
            read_only: false,
            operation: flood_operation(client),
        };
        post.to_replicas(scene, Message::Request(scene.sign(request)));
    }
}

fn flood_operation(client: ClientId) -> Rc<[u8]> {
    format!("add flood-{} 1", client.0).into_bytes().into()
}

/// B47: it sends the requests of clients again and again. They are validly signed, and executed already.
#[derive(Clone, Debug)]
struct ReplayRequests {
    every: Span,
    heard: Requests,
}

impl Behaviour for ReplayRequests {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
    }

    fn hears(&mut self, _: &mut Scene<'_>, input: &Heard, _: &mut Post) -> Delivery {
        self.heard.hear(input);
        if let Input::Message { body: Message::PrePrepare { batch, .. }, .. } = input {
            batch.requests().iter().for_each(|request| self.heard.keep(request));
        }
        Delivery::Deliver
    }

    fn wakes(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        post.wake_after(self.every.max(EVERY_MIN));
        if !scene.fires(scene.view(), None) {
            return;
        }
        for request in self.heard.iter() {
            post.to_replicas(scene, Message::Request(Rc::clone(request)));
        }
    }
}
