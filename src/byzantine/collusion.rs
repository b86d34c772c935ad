//! Colluders that need no proof of anything: A3 lie to a client, A4 say nothing, A6 invent a state.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::client::EVERY_MIN;
use super::fork::{allies, outsiders};
use super::{AppliesTo, Behaviour, Delivery, Entry, Heard, Letter, Post, Scene};
use crate::pbft::batch::Batch;
use crate::pbft::message::{Checkpoint, Commit, CommitCertificate, Reply, ReplyKind, Request, StateTransfer};
use crate::pbft::state::Snapshot;
use crate::pbft::{ClientId, Message, ReplicaId, Seq, Timestamp};
use crate::process::{Input, NodeId};

pub(super) const ENTRIES: &[Entry] = &[
    Entry {
        name: "fool-client",
        code: "A3",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(FoolClient::default()),
    },
    Entry {
        name: "strike",
        code: "A4",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(Strike),
    },
    Entry {
        name: "invent-state",
        code: "A6",
        applies_to: AppliesTo::Replica,
        parameters: &[],
        make: |_| Box::new(InventState),
    },
];

/// What the liars answer.
const FAKE_RESULT: &[u8] = b"fake";
/// What stands in the invented state.
const INVENTED: &[u8] = b"put balance 1000000";

/// A3: each colluder answers a request at once with the same invention. The primary among them orders nothing and passes the
/// request on to the others; a client believes `f + 1` equal replies.
#[derive(Clone, Debug, Default)]
struct FoolClient {
    /// The last request of each client that was lied about.
    lied: BTreeMap<ClientId, Timestamp>,
}

impl FoolClient {
    fn lie(&mut self, scene: &Scene<'_>, request: &Request, post: &mut Post) {
        let (client, timestamp) = (request.client, request.timestamp);
        if client.0 >= scene.params().clients || self.lied.get(&client) >= Some(&timestamp) {
            return;
        }
        self.lied.insert(client, timestamp);
        let reply = Reply {
            view: scene.view(),
            timestamp,
            client,
            replica: scene.id(),
            kind: ReplyKind::Committed,
            result: FAKE_RESULT.into(),
        };
        post.send(client.node(scene.params().replicas), Message::Reply(scene.sign(reply)));
    }
}

impl Behaviour for FoolClient {
    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, post: &mut Post) -> Delivery {
        let Input::Message { from, body } = input else { return Delivery::Deliver };
        match body {
            Message::Request(request) if scene.fires(scene.view(), None) => {
                let known = self.lied.get(&request.client) >= Some(&request.timestamp);
                self.lie(scene, request, post);
                let own = scene.id();
                if !known && from.0 >= scene.params().replicas {
                    let others: Vec<NodeId> =
                        allies(scene).into_iter().filter(|ally| *ally != own).map(ReplicaId::node).collect();
                    post.send_each(&others, body);
                }
                Delivery::Suppress
            }
            Message::PrePrepare { header, batch } if scene.fires(header.view, Some(header.seq)) => {
                batch.requests().iter().for_each(|request| self.lie(scene, request, post));
                Delivery::Deliver
            }
            _ => Delivery::Deliver,
        }
    }

    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        match &letter.message {
            // The truth comes too late, and would only contradict the lie.
            Message::Reply(reply) if self.lied.get(&reply.client) >= Some(&reply.timestamp) => {}
            Message::Reply(reply) => {
                let result = FAKE_RESULT.into();
                let fake = scene.sign(Reply { result, ..reply.body().clone() });
                self.lied.insert(reply.client, reply.timestamp);
                post.send_each(&letter.recipients(scene.me()), &Message::Reply(fake));
            }
            _ => post.pass(letter),
        }
    }
}

/// A4: the colluders talk to each other only.
#[derive(Clone, Debug)]
struct Strike;

impl Behaviour for Strike {
    fn says(&mut self, scene: &mut Scene<'_>, letter: Letter, post: &mut Post) {
        let allies = allies(scene);
        post.pass_to(scene, letter, |to| allies.contains(&ReplicaId(to.0)));
    }
}

/// A6: a quorum of colluders can make any certificate. They prove to a lagging replica that the decided batches were empty,
/// certify a checkpoint that never was, and hand out an invented state with a proof that holds.
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

    /// The numbers that the colluders lie about: all checkpoints that the others may hear of now. The colluders need not be
    /// equally far, so each speaks of several, and some have everybody's vote.
    fn targets(scene: &Scene<'_>) -> Vec<Seq> {
        let Some(replica) = scene.replica() else { return Vec::new() };
        let (low, interval) = (replica.low_water_mark(), scene.params().checkpoint_interval);
        (1..=scene.params().log_size / interval.max(1)).map(|number| low.plus(number * interval)).collect()
    }

    /// The numbers that were decided lately: a lagging replica does not know the decisions yet.
    fn decided(scene: &Scene<'_>) -> Vec<Seq> {
        let Some(replica) = scene.replica() else { return Vec::new() };
        (replica.low_water_mark().0 + 1..=replica.last_executed().0).map(Seq).collect()
    }

    /// The proof that a number was decided to hold nothing.
    fn nothing_committed(scene: &Scene<'_>, seq: Seq) -> Message {
        let (view, batch) = (scene.view(), Rc::new(Batch::null()));
        let digest = batch.digest();
        let vote = |replica| scene.sign(Commit { view, seq, digest, replica });
        let commits = allies(scene).into_iter().map(vote).collect();
        Message::CommitCertificate(Rc::new(CommitCertificate { view, seq, digest, commits, batch }))
    }
}

impl Behaviour for InventState {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        // A moment later all colluders know each other.
        post.wake_after(EVERY_MIN);
    }

    fn wakes(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        for seq in Self::targets(scene) {
            if scene.fires(scene.view(), Some(seq)) {
                let vote = Message::Checkpoint(scene.sign(Self::checkpoint(seq, scene.id())));
                post.send_each(&outsiders(scene), &vote);
            }
        }
        for seq in Self::decided(scene) {
            if scene.fires(scene.view(), Some(seq)) {
                post.send_each(&outsiders(scene), &Self::nothing_committed(scene, seq));
            }
        }
    }

    fn hears(&mut self, scene: &mut Scene<'_>, input: &Heard, post: &mut Post) -> Delivery {
        let Input::Message { from, body: Message::FetchState(fetch) } = input else {
            return Delivery::Deliver;
        };
        let seq = fetch.min_seq;
        if seq == Seq(0) || allies(scene).contains(&fetch.replica) || !scene.fires(scene.view(), Some(seq)) {
            return Delivery::Deliver;
        }
        let proof = allies(scene).into_iter().map(|ally| scene.sign(Self::checkpoint(seq, ally))).collect();
        let snapshot = Rc::new(Self::invention());
        let state = StateTransfer { seq, digest: snapshot.digest(seq), proof, snapshot };
        post.send(*from, Message::State(Rc::new(state)));
        Delivery::Suppress
    }
}
