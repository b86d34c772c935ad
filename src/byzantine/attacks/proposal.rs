//! False proposals of a primary: B6 tampered, B7 fabricated, B8 mismatched, B9 stale, B10 jumping, B11 hogging, B12 against its
//! own NEW-VIEW, B13 withheld from some.

use std::rc::Rc;

use crate::byzantine::helpers::{ForgedProposals, Requests, instead, own_proposal, proposal};
use crate::byzantine::{
    Actions, Behaviour, Context, Delivery, FAR_MAX, Kind, NodeInput, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::batch::{Batch, null_digest};
use crate::pbft::envelope::Signed;
use crate::pbft::message::{PrePrepare, Request};
use crate::pbft::{Message, Seq, Timestamp, View};
use crate::process::NodeId;

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef::of_replica("tamper-request", "B6", &[], |_| Box::new(TamperRequest)),
    StrategyDef::of_replica("fabricate-request", "B7", &[SIGNATURE], |arguments| {
        Box::new(FabricateRequest { unsigned: arguments.choice("signature") == "none" })
    }),
    StrategyDef::of_replica("wrong-digest", "B8", &[], |_| Box::new(WrongDigest)),
    StrategyDef::of_replica("stale-request", "B9", &[], |_| Box::<StaleRequest>::default()),
    StrategyDef::of_replica("jump", "B10", &[OFFSET], |arguments| {
        Box::new(Jump { offset: arguments.whole("offset") })
    }),
    StrategyDef::of_replica("hog-window", "B11", &[COUNT], |arguments| {
        Box::new(HogWindow { count: arguments.whole("count"), heard: Requests::default(), stale: None })
    }),
    StrategyDef::of_replica("contradict-new-view", "B12", &[], |_| Box::<ContradictNewView>::default()),
    StrategyDef::of_replica("exclude", "B13", &[EXCLUDED], |arguments| {
        Box::new(Exclude { excluded: arguments.nodes("excluded") })
    }),
];

const SIGNATURE: Parameter = Parameter { name: "signature", kind: Kind::Choice(&["own-key", "none"]) };
const OFFSET: Parameter =
    Parameter { name: "offset", kind: Kind::Whole { min: 1, max: FAR_MAX, default: 1 } };
const COUNT: Parameter = Parameter { name: "count", kind: Kind::Whole { min: 1, max: 200, default: 8 } };
/// By default the last f backups.
const EXCLUDED: Parameter = Parameter { name: "excluded", kind: Kind::Nodes };

/// B6: alters the operation of the first request and keeps the client's signature.
#[derive(Clone, Debug)]
struct TamperRequest;

impl Behaviour for TamperRequest {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let Some((first, rest)) = batch.requests().split_first() else { return actions.pass(outgoing) };
        let altered = Request { operation: b"put tampered 1".as_slice().into(), ..first.body().clone() };
        let altered = Rc::new(Signed::claimed(altered, *first.signature()));
        let batch = Batch::new([&[altered], rest].concat());
        let claimed = PrePrepare { digest: batch.digest(), ..header };
        actions.pass(instead(&outgoing, proposal(context, claimed, batch)));
    }
}

/// B7: proposes a request that the client never made.
#[derive(Clone, Debug)]
struct FabricateRequest {
    /// Whether the request is unsigned. Otherwise the primary signs it.
    unsigned: bool,
}

impl Behaviour for FabricateRequest {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let Some(first) = batch.requests().first() else { return actions.pass(outgoing) };
        let timestamp = Timestamp(first.timestamp.0.saturating_add(1));
        let operation = b"put fabricated 1".as_slice().into();
        let body = Request { timestamp, operation, ..first.body().clone() };
        let fabricated =
            if self.unsigned { Rc::new(Signed::claimed(body, [0; 64])) } else { context.forge(body) };
        let batch = Batch::new(vec![fabricated]);
        let claimed = PrePrepare { digest: batch.digest(), ..header };
        actions.pass(instead(&outgoing, proposal(context, claimed, batch)));
    }
}

/// B8: signs a digest that is not that of the batch.
#[derive(Clone, Debug)]
struct WrongDigest;

impl Behaviour for WrongDigest {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let claimed = PrePrepare { digest: null_digest(), ..header };
        actions.pass(instead(&outgoing, proposal(context, claimed, (*batch).clone())));
    }
}

/// B9: adds to each batch a request that was executed before, of a client that is not in the batch.
#[derive(Clone, Debug, Default)]
struct StaleRequest {
    heard: Requests,
    forged: ForgedProposals,
}

impl Behaviour for StaleRequest {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let absent = |request: &Request| batch.requests().iter().all(|it| it.client != request.client);
        let stale = || self.heard.executed(context, absent).into_iter();
        let batch = self
            .forged
            .once(&header, || Batch::new(batch.requests().iter().cloned().chain(stale()).collect()));
        if batch.digest() == header.digest {
            return actions.pass(outgoing);
        }
        let claimed = PrePrepare { digest: batch.digest(), ..header };
        actions.pass(instead(&outgoing, proposal(context, claimed, batch)));
    }
}

/// B10: assigns a number that is too high.
#[derive(Clone, Debug)]
struct Jump {
    offset: u64,
}

impl Behaviour for Jump {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, batch)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        let claimed = PrePrepare { seq: header.seq.plus(self.offset), ..header };
        actions.pass(instead(&outgoing, proposal(context, claimed, (*batch).clone())));
    }
}

/// B11: fills one number after the other with the same executed request, and proposes nothing new.
#[derive(Clone, Debug)]
struct HogWindow {
    count: u64,
    heard: Requests,
    /// The same request for all numbers of a view from the first proposal on: it hogs, it does not equivocate.
    stale: Option<(View, Seq, Rc<Signed<Request>>)>,
}

impl Behaviour for HogWindow {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Some((header, _)) = own_proposal(context, &outgoing) else { return actions.pass(outgoing) };
        if self.stale.as_ref().is_none_or(|(view, ..)| *view != header.view) {
            self.stale = self.heard.executed(context, |_| true).map(|stale| (header.view, header.seq, stale));
        }
        let hogged = self.stale.as_ref().filter(|(_, first, _)| *first <= header.seq);
        let Some((.., stale)) = hogged else { return actions.pass(outgoing) };
        let batch = Batch::new(vec![Rc::clone(stale)]);
        let high = context.replica().map_or(header.seq, |replica| replica.high_water_mark());
        for offset in 0..self.count {
            let seq = header.seq.plus(offset);
            if seq <= high {
                let claimed = PrePrepare { seq, digest: batch.digest(), ..header };
                actions.pass(instead(&outgoing, proposal(context, claimed, batch.clone())));
            }
        }
    }
}

/// B12: right after its NEW-VIEW it proposes another batch for each number that the NEW-VIEW assigned.
#[derive(Clone, Debug, Default)]
struct ContradictNewView {
    heard: Requests,
    forged: ForgedProposals,
}

impl Behaviour for ContradictNewView {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let Message::NewView(new_view) = &outgoing.message else { return actions.pass(outgoing) };
        let new_view = Rc::clone(new_view);
        actions.pass(outgoing.clone());
        if new_view.replica != context.id() {
            return;
        }
        for assigned in &new_view.pre_prepares {
            // The latest request that makes another batch, or an empty batch.
            let mut heard = self.heard.iter().rev().map(|request| Batch::new(vec![Rc::clone(request)]));
            let other = |batch: &Batch| batch.digest() != assigned.digest;
            let batch = self.forged.once(assigned, || heard.find(other).unwrap_or_else(Batch::null));
            if other(&batch) {
                let claimed = PrePrepare { digest: batch.digest(), ..*assigned.body() };
                actions.pass(instead(&outgoing, proposal(context, claimed, batch)));
            }
        }
    }
}

/// B13: withholds its proposals from some backups. A quorum still gets them.
#[derive(Clone, Debug)]
struct Exclude {
    excluded: Option<Vec<NodeId>>,
}

impl Behaviour for Exclude {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        if own_proposal(context, &outgoing).is_none() {
            return actions.pass(outgoing);
        }
        let others = context.others();
        let last = others.len().saturating_sub(context.quorums().f as usize);
        let excluded =
            self.excluded.clone().unwrap_or_else(|| others.get(last..).unwrap_or_default().to_vec());
        actions.pass_to(context, outgoing, |to| !excluded.contains(&to));
    }
}
