//! Faulty clients: B42 two operations with one timestamp, B43 backups only, B44 bad signatures for some, B45 the last
//! timestamp, B46 a flood. And B47, a replica that repeats requests of clients.

use std::rc::Rc;

use crate::byzantine::helpers::Requests;
use crate::byzantine::{
    Actions, AppliesTo, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::envelope::Signed;
use crate::pbft::ids::Author;
use crate::pbft::message::Request;
use crate::pbft::{ClientId, Message, Timestamp};
use crate::process::{Input, NodeId, Span};
use crate::units::WHOLE_MAX;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "two-operations",
        code: "B42",
        applies_to: AppliesTo::Client,
        parameters: &[],
        make: |_| Box::new(TwoOperations),
    },
    StrategyDef {
        name: "backups-only",
        code: "B43",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "to", kind: Kind::Nodes }],
        make: |arguments| Box::new(BackupsOnly { to: arguments.nodes("to") }),
    },
    StrategyDef {
        name: "bad-signature",
        code: "B44",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "victims", kind: Kind::Nodes }],
        make: |arguments| Box::new(BadSignature { victims: arguments.nodes("victims") }),
    },
    StrategyDef {
        name: "last-timestamp",
        code: "B45",
        applies_to: AppliesTo::Client,
        parameters: &[],
        make: |_| Box::new(LastTimestamp),
    },
    StrategyDef {
        name: "flood",
        code: "B46",
        applies_to: AppliesTo::Client,
        parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 10 } }],
        make: |arguments| Box::new(Flood { every: arguments.span("every"), timestamp: 0 }),
    },
    StrategyDef {
        name: "replay-requests",
        code: "B47",
        applies_to: AppliesTo::Replica,
        parameters: &[Parameter { name: "every", kind: Kind::Time { max_ms: 60_000, default_ms: 200 } }],
        make: |arguments| {
            Box::new(ReplayRequests { every: arguments.span("every"), heard: Requests::default() })
        },
    },
];

/// The shortest interval at which a strategy repeats itself, so that a run makes progress.
pub(super) const EVERY_MIN: Span = Span(1_000);

/// B42: the primary gets one operation, the backups another one with the same timestamp. At most one of them is ordered, and a
/// node that receives both has proof.
#[derive(Clone, Debug)]
struct TwoOperations;

impl Behaviour for TwoOperations {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Request(request) = &outgoing.message else { return actions.pass(outgoing) };
        let operation = [&request.operation, b"!".as_slice()].concat().into();
        let second = Message::Request(context.sign(Request { operation, ..request.body().clone() }));
        let primary = context.quorums().primary(context.view()).node();
        for to in context.others() {
            actions.send(to, if to == primary { outgoing.message.clone() } else { second.clone() });
        }
    }
}

/// B43: sends to some backups and never to the primary. The backups relay the request.
#[derive(Clone, Debug)]
struct BackupsOnly {
    /// By default the last backup.
    to: Option<Vec<NodeId>>,
}

impl Behaviour for BackupsOnly {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Request(_) = &outgoing.message else { return actions.pass(outgoing) };
        let primary = context.quorums().primary(context.view()).node();
        let last = || context.others().into_iter().rfind(|node| *node != primary).into_iter().collect();
        let to = self.to.clone().unwrap_or_else(last);
        actions.send_each(&to, &outgoing.message);
    }
}

/// B44: sends the request to all replicas, with an invalid signature to some of them.
#[derive(Clone, Debug)]
struct BadSignature {
    /// By default all except the primary.
    victims: Option<Vec<NodeId>>,
}

impl Behaviour for BadSignature {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Request(request) = &outgoing.message else { return actions.pass(outgoing) };
        let mut signature = *request.signature();
        if let Some(byte) = signature.first_mut() {
            *byte ^= 1;
        }
        let broken = Message::Request(Rc::new(Signed::claimed(request.body().clone(), signature)));
        let primary = context.quorums().primary(context.view()).node();
        for to in context.others() {
            let is_victim = self.victims.as_ref().map_or(to != primary, |victims| victims.contains(&to));
            actions.send(to, if is_victim { broken.clone() } else { outgoing.message.clone() });
        }
    }
}

/// B45: uses the last timestamp, so all its later timestamps are too old and the client locks itself out.
#[derive(Clone, Debug)]
struct LastTimestamp;

impl Behaviour for LastTimestamp {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::Request(request) = &outgoing.message else { return actions.pass(outgoing) };
        let last = Request { timestamp: Timestamp(WHOLE_MAX), ..request.body().clone() };
        actions.send_each(&outgoing.recipients(context.me()), &Message::Request(context.sign(last)));
    }
}

/// B46: sends new requests continuously, without waiting for answers.
#[derive(Clone, Debug)]
struct Flood {
    every: Span,
    timestamp: u64,
}

impl Behaviour for Flood {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
        let Author::Client(client) = context.author() else { return };
        if !context.fires(context.view(), None) {
            return;
        }
        let honest = context.client().map_or(0, |client| client.timestamp().0);
        self.timestamp = self.timestamp.max(honest).saturating_add(1);
        let request = Request {
            client,
            timestamp: Timestamp(self.timestamp),
            read_only: false,
            operation: flood_operation(client),
        };
        actions.to_replicas(context, Message::Request(context.sign(request)));
    }
}

fn flood_operation(client: ClientId) -> Rc<[u8]> {
    format!("add flood-{} 1", client.0).into_bytes().into()
}

/// B47: sends executed requests of clients again and again. Their signatures are valid.
#[derive(Clone, Debug)]
struct ReplayRequests {
    every: Span,
    heard: Requests,
}

impl Behaviour for ReplayRequests {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
    }

    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        if let Input::Message { body: Message::PrePrepare { batch, .. }, .. } = input {
            batch.requests().iter().for_each(|request| self.heard.keep(request));
        }
        Delivery::Deliver
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        actions.wake_after(self.every.max(EVERY_MIN));
        if !context.fires(context.view(), None) {
            return;
        }
        for request in self.heard.iter() {
            actions.to_replicas(context, Message::Request(Rc::clone(request)));
        }
    }
}
