//! Context of a strategy: it reads the honest part, signs as itself and its colluders, and sends messages.

use std::rc::Rc;

use super::collusion_groups::{CollusionGroups, SharedPlan};
use super::resolve::Trigger;
use crate::node::{Honest, NodeTimer};
use crate::node::{NodeEvent, ScriptError};
use crate::pbft::envelope::{Body, Signed, Signer};
use crate::pbft::ids::Author;
use crate::pbft::{
    Client, Config, Crypto, Local, Message, ProtocolParams, Quorums, Replica, ReplicaId, Seq, View,
};
use crate::process::{Input, NodeId, NodeRange, Output, Span, Time};
use crate::sim::Stream;

/// An input of a node, as its strategies see it.
pub type NodeInput = Input<Message, NodeTimer, Local>;

/// A message with its recipients.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The recipients, without the sender.
    pub to: NodeRange,
    /// The message.
    pub message: Message,
}

/// The environment of a strategy.
pub struct Context<'a> {
    pub(super) honest: &'a Honest,
    pub(super) own: &'a Signer,
    pub(super) config: &'a Rc<Config>,
    pub(super) now: Time,
    pub(super) collusion: &'a CollusionGroups,
    pub(super) group: Option<u32>,
    pub(super) board: &'a mut SharedPlan,
    pub(super) trigger: &'a Trigger,
    pub(super) rng: &'a mut Stream,
}

/// The actions of a strategy, in order.
#[derive(Debug, Default)]
pub struct Actions {
    pub(super) outputs: Vec<Output<Message, NodeTimer, NodeEvent>>,
    pub(super) later: Vec<(Span, Outgoing)>,
    pub(super) wake: Option<Span>,
}

impl Outgoing {
    /// A message to one node.
    pub fn to_one(to: NodeId, message: Message) -> Outgoing {
        Outgoing { to: NodeRange { first: to, end: NodeId(to.0.saturating_add(1)) }, message }
    }

    /// The recipients, one by one.
    pub fn recipients(&self, sender: NodeId) -> Vec<NodeId> {
        self.to.others(sender).collect()
    }

    fn is_to_one(&self) -> bool {
        self.to.end.0 == self.to.first.0.saturating_add(1)
    }

    pub(super) fn into_output(self) -> Output<Message, NodeTimer, NodeEvent> {
        match self.is_to_one() {
            true => Output::Send { to: self.to.first, body: self.message },
            false => Output::Multicast { to: self.to, body: self.message },
        }
    }
}

impl Context<'_> {
    /// The faulty node.
    pub fn me(&self) -> NodeId {
        self.own.author().node(self.params().replicas)
    }

    /// The author of its statements.
    pub fn author(&self) -> Author {
        self.own.author()
    }

    /// Its honest part, if it is a replica. Its state may differ from its messages to others.
    pub fn replica(&self) -> Option<&Replica> {
        self.honest.replica()
    }

    /// Its honest part, if it is a client.
    pub fn client(&self) -> Option<&Client> {
        self.honest.client()
    }

    /// The number of the replica. Strategies of clients do not use it.
    pub fn id(&self) -> ReplicaId {
        match self.own.author() {
            Author::Replica(replica) => replica,
            Author::Client(_) => ReplicaId(u32::MAX),
        }
    }

    /// The cluster's configuration.
    pub fn config(&self) -> &Config {
        self.config
    }

    /// The cluster's constants.
    pub fn params(&self) -> &ProtocolParams {
        self.config.params()
    }

    /// The cluster's thresholds.
    pub fn quorums(&self) -> Quorums {
        self.config.quorums()
    }

    /// How much of the cryptography is computed.
    pub fn crypto(&self) -> Crypto {
        self.own.roster().crypto()
    }

    /// The view of the honest part; for a client, its estimate.
    pub fn view(&self) -> View {
        match (self.replica(), self.client()) {
            (Some(replica), _) => replica.view(),
            (None, Some(client)) => client.view_estimate(),
            (None, None) => View(0),
        }
    }

    /// Whether the node is a replica and the primary of its honest part's active view.
    pub fn is_primary(&self) -> bool {
        let primary = self.quorums().primary(self.view());
        self.replica().is_some_and(|replica| replica.active() && replica.id() == primary)
    }

    /// The other replicas, in order.
    pub fn others(&self) -> Vec<NodeId> {
        self.quorums().replicas().others(self.me()).collect()
    }

    /// Signs a statement. It has the keys for its own name and those of its colluders. A statement in another name gets its own
    /// signature, which does not verify.
    pub fn sign<T: Body>(&self, body: T) -> Rc<Signed<T>> {
        let author = body.author();
        let ally = self
            .group
            .filter(|_| author != self.own.author())
            .and_then(|group| self.collusion.with(group, |group| group.signer(author).cloned()));
        match ally.flatten() {
            Some(ally) => ally.sign_as_written(body),
            None => self.forge(body),
        }
    }

    /// Signs a statement with its own key, in any name.
    pub fn forge<T: Body>(&self, body: T) -> Rc<Signed<T>> {
        self.own.sign_as_written(body)
    }

    /// Virtual time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The keys that it has: its own first, then those of its colluders.
    pub(super) fn keys(&self) -> Vec<Signer> {
        let own = self.own.author();
        let others = self.group.and_then(|group| {
            let other = |signer: &&Signer| signer.author() != own;
            self.collusion.with(group, |group| group.signers().filter(other).cloned().collect())
        });
        [vec![self.own.clone()], others.unwrap_or_default()].concat()
    }

    /// The authors whose keys it has: itself first, then its colluders.
    pub fn allies(&self) -> Vec<Author> {
        self.keys().iter().map(Signer::author).collect()
    }

    /// Reads or changes the plan of the group. A node without a group has its own plan.
    pub fn board<T>(&mut self, act: impl FnOnce(&mut SharedPlan) -> T) -> T {
        match self.group {
            None => act(self.board),
            Some(group) => {
                // The plan is moved out, so that `act` can use the groups.
                let taken = self.collusion.with(group, |group| std::mem::take(&mut group.board));
                let mut board = taken.unwrap_or_default();
                let result = act(&mut board);
                self.collusion.with(group, |group| group.board = board);
                result
            }
        }
    }

    /// Whether the strategy acts on this view and this number. Messages are filtered before
    /// [`Behaviour::on_send`](super::Behaviour::on_send) sees them; inputs are not. Each call draws once.
    pub fn fires(&mut self, view: View, seq: Option<Seq>) -> bool {
        self.trigger.fires(self.rng, view, seq.map(|seq| seq.0))
    }

    /// A number below `bound`, from the strategy's own stream; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.rng.below(bound)
    }
}

impl Actions {
    /// Sends a message unchanged.
    pub fn pass(&mut self, outgoing: Outgoing) {
        self.outputs.push(outgoing.into_output());
    }

    /// Sends a message to one node.
    pub fn send(&mut self, to: NodeId, message: Message) {
        self.outputs.push(Output::Send { to, body: message });
    }

    /// Sends a message to several nodes.
    pub fn send_each(&mut self, to: &[NodeId], message: &Message) {
        to.iter().for_each(|to| self.send(*to, message.clone()));
    }

    /// Sends a message to all other replicas.
    pub fn to_replicas(&mut self, context: &Context<'_>, message: Message) {
        self.outputs.push(Output::Multicast { to: context.quorums().replicas(), body: message });
    }

    /// Sends a message to those of its recipients that satisfy a condition.
    pub fn pass_to(&mut self, context: &Context<'_>, outgoing: Outgoing, holds: impl Fn(NodeId) -> bool) {
        let recipients = outgoing.recipients(context.me());
        let chosen: Vec<NodeId> = recipients.iter().copied().filter(|to| holds(*to)).collect();
        if chosen.len() == recipients.len() {
            self.pass(outgoing);
        } else {
            self.send_each(&chosen, &outgoing.message);
        }
    }

    /// Sends a message after a delay, unless the node crashes or becomes honest before.
    pub fn later(&mut self, after: Span, outgoing: Outgoing) {
        self.later.push((after, outgoing));
    }

    /// Reports an error of a script.
    pub(super) fn report(&mut self, error: ScriptError) {
        self.outputs.push(Output::Report(NodeEvent::Script(Rc::new(error))));
    }

    /// Requests a call of [`Behaviour::on_timer`](super::Behaviour::on_timer) after a delay.
    pub fn wake_after(&mut self, after: Span) {
        self.wake = Some(after);
    }
}

/// The view and the sequence number of a message.
pub(super) fn topic_of(message: &Message) -> (Option<View>, Option<Seq>) {
    match message {
        Message::PrePrepare { header, .. } => (Some(header.view), Some(header.seq)),
        Message::Prepare(vote) => (Some(vote.view), Some(vote.seq)),
        Message::Commit(vote) => (Some(vote.view), Some(vote.seq)),
        Message::Checkpoint(vote) => (None, Some(vote.seq)),
        Message::ViewChange(change) => (Some(change.view), None),
        Message::NewView(new_view) => (Some(new_view.view), None),
        Message::Status(status) => (Some(status.view), None),
        Message::Reply(reply) => (Some(reply.view), None),
        Message::FetchState(fetch) => (None, Some(fetch.min_seq)),
        Message::State(state) => (None, Some(state.seq)),
        Message::CommitCertificate(proof) => (Some(proof.view), Some(proof.seq)),
        Message::Request(_) | Message::FetchBatch(_) | Message::Batch(_) | Message::Bytes(_) => (None, None),
    }
}
