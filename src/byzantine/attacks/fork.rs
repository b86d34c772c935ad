//! Colluders that break agreement: A1 in one view, A2 across views. Both need `f + 1` of them.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::byzantine::helpers::{Requests, own_proposal, upper_half};
use crate::byzantine::{
    Actions, AppliesTo, Behaviour, Context, Delivery, Kind, NodeInput, Outgoing, Parameter, StrategyDef,
};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::ids::Author;
use crate::pbft::message::{Commit, NewView, PrePrepare, Prepare, Request, ViewChange};
use crate::pbft::new_view::plan;
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};
use crate::process::{Input, NodeId};

const PARAMETERS: &[Parameter] = &[Parameter { name: "victims", kind: Kind::Nodes }];

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "fork-in-view",
        code: "A1",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| {
            Box::new(ForkInView { victims: arguments.nodes("victims"), heard: Requests::default() })
        },
    },
    StrategyDef {
        name: "fork-across-views",
        code: "A2",
        applies_to: AppliesTo::Replica,
        parameters: PARAMETERS,
        make: |arguments| {
            Box::new(ForkAcrossViews { victims: arguments.nodes("victims"), ..ForkAcrossViews::default() })
        },
    },
];

/// The replicas whose keys a node has, including itself.
pub(super) fn allies(context: &Context<'_>) -> Vec<ReplicaId> {
    let replica = |author| if let Author::Replica(replica) = author { Some(replica) } else { None };
    context.allies().into_iter().filter_map(replica).collect()
}

/// The other replicas, in order.
pub(super) fn outsiders(context: &Context<'_>) -> Vec<NodeId> {
    let allies = allies(context);
    context.others().into_iter().filter(|node| !allies.contains(&ReplicaId(node.0))).collect()
}

/// The recipients of the second proposal: the chosen nodes, or the upper half of those that do not collude.
fn audience(context: &Context<'_>, chosen: Option<&Vec<NodeId>>) -> Vec<NodeId> {
    chosen.cloned().unwrap_or_else(|| upper_half(&outsiders(context)))
}

/// A1: the primary proposes one batch to some replicas and another one to the others, and all colluders vote for both, each to
/// its own recipients. Two certificates need `2Q` votes, and each correct replica casts one.
#[derive(Clone, Debug)]
struct ForkInView {
    victims: Option<Vec<NodeId>>,
    heard: Requests,
}

impl ForkInView {
    fn propose(
        &self,
        context: &mut Context<'_>,
        outgoing: Outgoing,
        header: &PrePrepare,
        batch: &Batch,
        actions: &mut Actions,
    ) {
        let Some(other) = self.heard.instead_of(batch) else { return actions.pass(outgoing) };
        let victims = audience(context, self.victims.as_ref());
        let digest = other.digest();
        context.board(|board| board.tell(header.view, header.seq, vec![(digest, victims.clone())]));
        let second = context.sign(PrePrepare { digest, ..*header });
        let recipients = outgoing.recipients(context.me());
        actions.pass_to(context, outgoing, |to| !victims.contains(&to));
        let second = Message::PrePrepare { header: second, batch: Rc::new(other) };
        recipients.iter().filter(|to| victims.contains(to)).for_each(|to| actions.send(*to, second.clone()));
    }
}

impl Behaviour for ForkInView {
    fn on_input(&mut self, _: &mut Context<'_>, input: &NodeInput, _: &mut Actions) -> Delivery {
        self.heard.hear(input);
        Delivery::Deliver
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let (view, seq) = match &outgoing.message {
            Message::PrePrepare { header, .. } => (header.view, header.seq),
            Message::Prepare(vote) => (vote.view, vote.seq),
            Message::Commit(vote) => (vote.view, vote.seq),
            _ => return actions.pass(outgoing),
        };
        let planned = context.board(|board| board.digests(view, seq).cloned());
        let message = outgoing.message.clone();
        match (&message, planned) {
            (Message::PrePrepare { .. }, None) => match own_proposal(context, &outgoing) {
                Some((header, batch)) => self.propose(context, outgoing, &header, &batch, actions),
                None => actions.pass(outgoing),
            },
            (Message::PrePrepare { .. }, Some(planned)) => {
                // The first proposal does not go to the recipients of the second.
                actions.pass_to(context, outgoing, |to| digest_for(&planned, to).is_none());
            }
            (Message::Prepare(vote), Some(planned)) => {
                split(context, &outgoing, &planned, actions, |context, digest| {
                    Message::Prepare(context.sign(Prepare { digest, ..*vote.body() }))
                })
            }
            (Message::Commit(vote), Some(planned)) => {
                split(context, &outgoing, &planned, actions, |context, digest| {
                    Message::Commit(context.sign(Commit { digest, ..*vote.body() }))
                })
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// The forged digest for a node.
fn digest_for(planned: &crate::byzantine::DigestsByRecipient, to: NodeId) -> Option<Digest> {
    planned.iter().find(|(_, audience)| audience.contains(&to)).map(|(digest, _)| *digest)
}

/// Each recipient gets the vote for its digest.
fn split(
    context: &Context<'_>,
    outgoing: &Outgoing,
    planned: &crate::byzantine::DigestsByRecipient,
    actions: &mut Actions,
    vote: impl Fn(&Context<'_>, Digest) -> Message,
) {
    for to in outgoing.recipients(context.me()) {
        let second = digest_for(planned, to).map(|digest| vote(context, digest));
        actions.send(to, second.unwrap_or_else(|| outgoing.message.clone()));
    }
}

/// A2: the victims receive nothing while the others execute. When the victims suspect the primary, the colluders claim that
/// they have prepared nothing, and a colluding primary starts a new view that assigns the same number again. Every message of
/// it is valid.
///
/// The correct replicas that executed would inform the victims, so the network must separate them.
#[derive(Clone, Debug, Default)]
struct ForkAcrossViews {
    victims: Option<Vec<NodeId>>,
    heard: Requests,
    /// Whether the victims received a request to wait for.
    lured: bool,
    /// The victims' VIEW-CHANGEs for the latest view that they want.
    changes: BTreeMap<ReplicaId, Rc<Signed<ViewChange>>>,
    /// The view in which this node leads the victims, and the next number there.
    led: Option<(View, Seq)>,
}

impl ForkAcrossViews {
    /// Without a waiting request the victims would never suspect the primary. They get one that the others execute later.
    fn lure(
        &mut self,
        context: &Context<'_>,
        request: &Rc<Signed<Request>>,
        victims: &[NodeId],
        actions: &mut Actions,
    ) {
        if !self.lured && self.heard.len() > 1 && context.is_primary() {
            self.lured = true;
            actions.send_each(victims, &Message::Request(Rc::clone(request)));
        }
    }

    /// A valid VIEW-CHANGE that reports nothing as prepared.
    fn forgetful(context: &Context<'_>, view: View, replica: ReplicaId) -> Rc<Signed<ViewChange>> {
        context.sign(ViewChange {
            view,
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared: Vec::new(),
            replica,
        })
    }

    fn on_view_change(
        &mut self,
        context: &Context<'_>,
        change: &Rc<Signed<ViewChange>>,
        victims: &[NodeId],
        actions: &mut Actions,
    ) {
        let view = change.view;
        self.changes.insert(change.replica, Rc::clone(change));
        self.changes.retain(|_, change| change.view >= view);
        if context.quorums().primary(view) != context.id() {
            actions.send_each(victims, &Message::ViewChange(Self::forgetful(context, view, context.id())));
            return;
        }
        let allies = allies(context);
        let enough = allies.len() + self.changes.len() >= context.quorums().quorum as usize;
        if !enough || self.led.is_some_and(|(led, _)| led >= view) {
            return;
        }
        let own = allies.iter().map(|ally| Self::forgetful(context, view, *ally));
        let mut changes: Vec<_> = self.changes.values().cloned().chain(own).collect();
        changes.sort_by_key(|change| change.replica);
        let plan = plan(&changes);
        let assign = |(seq, digest): &(Seq, Digest)| {
            context.sign(PrePrepare { view, seq: *seq, digest: *digest, replica: context.id() })
        };
        let pre_prepares = plan.assignments.iter().map(assign).collect();
        let body = NewView { view, view_changes: changes, pre_prepares, replica: context.id() };
        actions.send_each(victims, &Message::NewView(context.sign(body)));
        self.led = Some((view, plan.max_seq().next()));
    }

    /// The victims send their new primary the requests that they wait for.
    fn propose(
        &mut self,
        context: &Context<'_>,
        request: &Rc<Signed<Request>>,
        victims: &[NodeId],
        actions: &mut Actions,
    ) {
        let Some((view, seq)) = self.led else { return };
        let batch = Rc::new(Batch::new(vec![Rc::clone(request)]));
        let body = PrePrepare { view, seq, digest: batch.digest(), replica: context.id() };
        actions.send_each(victims, &Message::PrePrepare { header: context.sign(body), batch });
        self.led = Some((view, seq.next()));
    }

    /// In a view of the colluders, they vote for everything that the victims vote for.
    fn second(context: &Context<'_>, vote: &Prepare, victims: &[NodeId], actions: &mut Actions) {
        let Prepare { view, seq, digest, .. } = *vote;
        let (replica, primary) = (context.id(), context.quorums().primary(view));
        if !allies(context).contains(&primary) {
            return;
        }
        if replica != primary {
            let prepare = context.sign(Prepare { view, seq, digest, replica });
            actions.send_each(victims, &Message::Prepare(prepare));
        }
        actions.send_each(victims, &Message::Commit(context.sign(Commit { view, seq, digest, replica })));
    }
}

impl Behaviour for ForkAcrossViews {
    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        let Input::Message { from, body } = input else { return Delivery::Deliver };
        if !context.fires(context.view(), None) {
            return Delivery::Deliver;
        }
        let victims = audience(context, self.victims.as_ref());
        if !victims.contains(from) {
            self.heard.hear(input);
            if let Message::Request(request) = body {
                self.lure(context, request, &victims, actions);
            }
            return Delivery::Deliver;
        }
        match body {
            Message::Request(request) => self.propose(context, request, &victims, actions),
            Message::ViewChange(change) => self.on_view_change(context, change, &victims, actions),
            Message::Prepare(vote) if vote.view > context.view() => {
                Self::second(context, vote, &victims, actions)
            }
            _ => {}
        }
        // The honest part stays in the view of the other replicas.
        Delivery::Suppress
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let victims = audience(context, self.victims.as_ref());
        actions.pass_to(context, outgoing, |to| !victims.contains(&to));
    }
}
