//! Colluders that forge no proof: A3 lie to a client, A4 say nothing, A6 invent a state.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::client::EVERY_MIN;
use super::fork::{allies, outsiders};
use crate::byzantine::{Actions, AppliesTo, Behaviour, Context, Delivery, NodeInput, Outgoing, StrategyDef};
use crate::pbft::batch::Batch;
use crate::pbft::message::{Checkpoint, Commit, CommitCertificate, Reply, ReplyKind, Request, StateTransfer};
use crate::pbft::state::Snapshot;
use crate::pbft::{ClientId, Message, ReplicaId, Seq, Timestamp};
use crate::process::{Input, NodeId};

pub(super) const STRATEGIES: &[StrategyDef] = &[
    StrategyDef {
        name: "fool-client",
        code: "A3",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(FoolClient::default()),
    },
    StrategyDef {
        name: "strike",
        code: "A4",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(Strike),
    },
    StrategyDef {
        name: "invent-state",
        code: "A6",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(InventState),
    },
];

/// The forged result.
const FAKE_RESULT: &[u8] = b"fake";
/// The content of the invented state.
const INVENTED: &[u8] = b"put balance 1000000";

/// A3: each colluder answers a request at once with the same forged result. A colluding primary orders nothing and relays the
/// request to the others. A client accepts `f + 1` matching replies.
#[derive(Clone, Debug, Default)]
struct FoolClient {
    /// The last request of each client that was answered with a lie.
    lied: BTreeMap<ClientId, Timestamp>,
}

impl FoolClient {
    fn lie(&mut self, context: &Context<'_>, request: &Request, actions: &mut Actions) {
        let (client, timestamp) = (request.client, request.timestamp);
        if client.0 >= context.params().clients || self.lied.get(&client) >= Some(&timestamp) {
            return;
        }
        self.lied.insert(client, timestamp);
        let reply = Reply {
            view: context.view(),
            timestamp,
            client,
            replica: context.id(),
            kind: ReplyKind::Committed,
            result: FAKE_RESULT.into(),
        };
        actions.send(client.node(context.params().replicas), Message::Reply(context.sign(reply)));
    }
}

impl Behaviour for FoolClient {
    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        let Input::Message { from, body } = input else { return Delivery::Deliver };
        match body {
            Message::Request(request) if context.fires(context.view(), None) => {
                let known = self.lied.get(&request.client) >= Some(&request.timestamp);
                self.lie(context, request, actions);
                let own = context.id();
                if !known && from.0 >= context.params().replicas {
                    let others: Vec<NodeId> = allies(context)
                        .into_iter()
                        .filter(|ally| *ally != own)
                        .map(ReplicaId::node)
                        .collect();
                    actions.send_each(&others, body);
                }
                Delivery::Suppress
            }
            Message::PrePrepare { header, batch } if context.fires(header.view, Some(header.seq)) => {
                batch.requests().iter().for_each(|request| self.lie(context, request, actions));
                Delivery::Deliver
            }
            _ => Delivery::Deliver,
        }
    }

    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        match &outgoing.message {
            // The true reply comes too late and would only contradict the lie.
            Message::Reply(reply) if self.lied.get(&reply.client) >= Some(&reply.timestamp) => {}
            Message::Reply(reply) => {
                let result = FAKE_RESULT.into();
                let fake = context.sign(Reply { result, ..reply.body().clone() });
                self.lied.insert(reply.client, reply.timestamp);
                actions.send_each(&outgoing.recipients(context.me()), &Message::Reply(fake));
            }
            _ => actions.pass(outgoing),
        }
    }
}

/// A4: the colluders send only to each other.
#[derive(Clone, Debug)]
struct Strike;

impl Behaviour for Strike {
    fn on_send(&mut self, context: &mut Context<'_>, outgoing: Outgoing, actions: &mut Actions) {
        let allies = allies(context);
        actions.pass_to(context, outgoing, |to| allies.contains(&ReplicaId(to.0)));
    }
}

/// A6: a quorum of colluders can create any certificate. They prove to a lagging replica that the decided batches were empty,
/// certify a checkpoint that never existed, and send an invented state with a valid proof.
#[derive(Clone, Debug)]
struct InventState;

impl InventState {
    fn invention() -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.service.execute(INVENTED);
        snapshot
    }

    fn checkpoint(seq: Seq, replica: ReplicaId) -> Checkpoint {
        Checkpoint { seq, digest: Self::invention().digest(seq), replica }
    }

    /// The sequence numbers that the colluders lie about: all checkpoints that the others accept now. The colluders may be at
    /// different numbers, so each votes for several, and some get the votes of all.
    fn targets(context: &Context<'_>) -> Vec<Seq> {
        let Some(replica) = context.replica() else { return Vec::new() };
        let (low, interval) = (replica.low_water_mark(), context.params().checkpoint_interval);
        (1..=context.params().log_size / interval.max(1)).map(|number| low.plus(number * interval)).collect()
    }

    /// The numbers decided recently, whose decisions a lagging replica does not know yet.
    fn decided(context: &Context<'_>) -> Vec<Seq> {
        let Some(replica) = context.replica() else { return Vec::new() };
        (replica.low_water_mark().0 + 1..=replica.last_executed().0).map(Seq).collect()
    }

    /// A proof that the batch of a number was empty.
    fn nothing_committed(context: &Context<'_>, seq: Seq) -> Message {
        let (view, batch) = (context.view(), Rc::new(Batch::null()));
        let digest = batch.digest();
        let vote = |replica| context.sign(Commit { view, seq, digest, replica });
        let commits = allies(context).into_iter().map(vote).collect();
        Message::CommitCertificate(Rc::new(CommitCertificate { view, seq, digest, commits, batch }))
    }
}

impl Behaviour for InventState {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        // A moment later all colluders know each other.
        actions.wake_after(EVERY_MIN);
    }

    fn on_timer(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        for seq in Self::targets(context) {
            if context.fires(context.view(), Some(seq)) {
                let vote = Message::Checkpoint(context.sign(Self::checkpoint(seq, context.id())));
                actions.send_each(&outsiders(context), &vote);
            }
        }
        for seq in Self::decided(context) {
            if context.fires(context.view(), Some(seq)) {
                actions.send_each(&outsiders(context), &Self::nothing_committed(context, seq));
            }
        }
    }

    fn on_input(&mut self, context: &mut Context<'_>, input: &NodeInput, actions: &mut Actions) -> Delivery {
        let Input::Message { from, body: Message::FetchState(fetch) } = input else {
            return Delivery::Deliver;
        };
        let seq = fetch.min_seq;
        if seq == Seq(0)
            || allies(context).contains(&fetch.replica)
            || !context.fires(context.view(), Some(seq))
        {
            return Delivery::Deliver;
        }
        let proof =
            allies(context).into_iter().map(|ally| context.sign(Self::checkpoint(seq, ally))).collect();
        let snapshot = Rc::new(Self::invention());
        let state = StateTransfer { seq, digest: snapshot.digest(seq), proof, snapshot };
        actions.send(*from, Message::State(Rc::new(state)));
        Delivery::Suppress
    }
}
