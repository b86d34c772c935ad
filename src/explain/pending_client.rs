//! Pending client: the replies that it still lacks, and why.

use std::collections::BTreeMap;

use super::explanation::{Explanation, Outcome, Part};
use super::message_status::{self, ExpectedMessage};
use super::not_happened;
use super::pending_replica::PendingReplica;
use super::trace_index::{Topic, TraceIndex};
use crate::node::NodeTimer;
use crate::pbft::{
    Client, ClientId, Event, Message, MessageKind, ReplicaId, ReplicaSet, Seq, Timestamp, View,
};
use crate::process::NodeId;
use crate::sim::{Record, RecordId};

/// The record of the result, if there is one.
pub(super) fn accepted(
    index: &TraceIndex<'_>,
    client: u32,
    answered: Option<u64>,
) -> Option<Record<NodeTimer>> {
    let id = ClientId(client);
    let node = id.node(index.params.replicas);
    let timestamp = asked_for(index.client(id)?, answered)?;
    let wanted = |event: &Event| matches!(event, Event::ResultAccepted { .. });
    index.latest(Topic::Request(id, timestamp), node, index.trace().end(), wanted)
}

/// The outstanding request, or the last one with a result.
fn asked_for(client: &Client, answered: Option<u64>) -> Option<Timestamp> {
    let latest = || {
        let pending = client.pending().map(|request| request.timestamp);
        pending.or_else(|| client.results().last().map(|result| result.timestamp))
    };
    answered.map(Timestamp).or_else(latest)
}

/// The reason why the client has no result.
pub(super) fn explain(index: &TraceIndex<'_>, client: u32, answered: Option<u64>) -> Explanation {
    let id = ClientId(client);
    let Some(state) = index.client(id) else {
        let part = Part::new("unseen", format!("the state of {id} is not visible"));
        return not_happened(index, Outcome::NotYet, vec![part]);
    };
    let pending = state.pending().map(|request| request.timestamp);
    let part = |code: &str, sentence: String| {
        let part = Part::new(code, sentence).number("client", client);
        vec![part.number("queued", state.queued() as u64)]
    };
    let (outcome, parts) = match (pending, asked_for(state, answered)) {
        (Some(pending), Some(asked)) if pending == asked => {
            (Outcome::NotYet, PendingRequest { index, id, state, timestamp: asked }.parts())
        }
        (Some(pending), Some(asked)) if pending < asked => {
            let sentence = format!(
                "{id} sends one request at a time and is still waiting for the reply to request {pending}"
            );
            let mut parts = part("request-queued", sentence);
            parts.extend(PendingRequest { index, id, state, timestamp: pending }.parts());
            (Outcome::NotYet, parts)
        }
        (_, Some(asked)) if asked.0 <= state.answered() && asked != Timestamp(0) => {
            (Outcome::Happened, vec![index.discarded_part()])
        }
        _ => (Outcome::NotYet, part("nothing-asked", format!("{id} has no outstanding request"))),
    };
    not_happened(index, outcome, parts)
}

struct PendingRequest<'m> {
    index: &'m TraceIndex<'m>,
    id: ClientId,
    state: &'m Client,
    timestamp: Timestamp,
}

impl PendingRequest<'_> {
    fn parts(&self) -> Vec<Part> {
        let quorums = self.index.quorums;
        let have = self.agreeing();
        let (id, timestamp, need) = (self.id, self.timestamp, quorums.replies());
        let sentence =
            format!("{id} has {} of the {need} matching REPLYs to request {timestamp}", have.len());
        let part = Part::new("replies", sentence).word("kind", "REPLY").replicas(have.iter());
        let part = part.number("client", id.0).number("timestamp", timestamp.0);
        let mut parts = vec![part.number("have", have.len()).number("need", need).records(self.counted())];
        for replica in (0..quorums.n).map(ReplicaId).filter(|replica| !have.contains(*replica)) {
            parts.push(self.reply(replica));
        }
        parts.extend(self.order());
        parts
    }

    /// The largest set of replicas whose results are equal.
    fn agreeing(&self) -> ReplicaSet {
        let mut groups: BTreeMap<&[u8], ReplicaSet> = BTreeMap::new();
        for reply in self.state.tally() {
            groups.entry(&reply.result).or_default().insert(reply.replica);
        }
        groups.into_values().max_by_key(|group| group.len()).unwrap_or_default()
    }

    fn counted(&self) -> Vec<RecordId> {
        let (end, topic) = (self.index.trace().end(), Topic::Request(self.id, self.timestamp));
        let node = self.node();
        self.index.first_votes(self.index.about(topic, end), node, u32::MAX, end, |message| match message {
            Message::Reply(reply) => Some(reply.replica),
            _ => None,
        })
    }

    fn node(&self) -> NodeId {
        self.id.node(self.index.params.replicas)
    }

    fn reply(&self, replica: ReplicaId) -> Part {
        let (kind, topic) = (MessageKind::Reply, Topic::Request(self.id, self.timestamp));
        let is = |message: &Message| matches!(message, Message::Reply(reply) if reply.replica == replica && reply.timestamp == self.timestamp);
        let wanted = ExpectedMessage { kind, author: replica.node(), to: self.node(), topic, is: &is };
        if let Some(differing) = self.state.tally().find(|reply| reply.replica == replica) {
            let sentence = format!("{}'s REPLY has another result", differing.replica);
            let part = Part::new("message-conflicts", sentence).number("from", replica.0);
            return part.word("kind", kind.name());
        }
        let not_executed = || {
            let sentence = format!("{replica} has not executed the request");
            Part::new("sender-not-executed", sentence).number("node", replica.0)
        };
        let sent = message_status::of_message(self.index, &wanted);
        sent.unwrap_or_else(|| message_status::of_sender(self.index, replica, kind, not_executed))
    }

    /// The progress of the request through the cluster.
    fn order(&self) -> Vec<Part> {
        let index = self.index;
        let replicas = (0..index.quorums.n).map(ReplicaId);
        let up = replicas.filter(|id| message_status::of_node(index, id.node()).is_none());
        let states: Vec<PendingReplica<'_>> =
            up.filter_map(|id| Some(PendingReplica { index, id, state: index.replica(id)? })).collect();
        // The most advanced replica that has not executed it waits for the same as the others.
        let lagging = states.iter().filter(|asker| !self.executed_at(asker.id));
        match self.assigned() {
            Some(seq) => {
                let furthest = lagging.max_by_key(|asker| {
                    let slot = asker.state.slots().find(|slot| slot.seq == seq);
                    (asker.state.view(), slot.map(|slot| slot.phase), std::cmp::Reverse(asker.id))
                });
                furthest.map(|asker| asker.execution(seq)).unwrap_or_default()
            }
            None => {
                let view = states.iter().map(|asker| asker.state.view()).max().unwrap_or_default();
                // No primary assigns anything in a view that has not begun.
                let waits = |asker: &&PendingReplica<'_>| asker.state.view() == view && !asker.state.active();
                match states.iter().any(|asker| asker.state.view() == view && asker.state.active()) {
                    true => vec![self.at_the_primary(view)],
                    false => states.iter().find(waits).map(|asker| asker.view(view)).unwrap_or_default(),
                }
            }
        }
    }

    fn executed_at(&self, replica: ReplicaId) -> bool {
        let end = self.index.trace().end();
        self.index.executed_request(replica.node(), self.id, self.timestamp, end).is_some()
    }

    /// The number that the request has in the latest view that assigned one.
    fn assigned(&self) -> Option<Seq> {
        let replicas = (0..self.index.quorums.n).map(ReplicaId);
        let states = replicas.filter_map(|id| self.index.replica(id));
        let slots = states.flat_map(|state| state.slots().collect::<Vec<_>>());
        let ours = slots.filter(|slot| {
            let requests = slot.batch.iter().flat_map(|batch| batch.requests());
            requests.clone().any(|it| (it.client, it.timestamp) == (self.id, self.timestamp))
        });
        ours.max_by_key(|slot| (slot.view, slot.seq)).map(|slot| slot.seq)
    }

    fn at_the_primary(&self, view: View) -> Part {
        let primary = self.index.quorums.primary(view);
        let topic = Topic::Request(self.id, self.timestamp);
        let is = |message: &Message| matches!(message, Message::Request(request) if (request.client, request.timestamp) == (self.id, self.timestamp));
        let kind = MessageKind::Request;
        let wanted = ExpectedMessage { kind, author: self.node(), to: primary.node(), topic, is: &is };
        let down = message_status::of_node(self.index, primary.node());
        down.or_else(|| {
            message_status::of_message(self.index, &wanted).filter(|part| part.code != "message-void")
        })
        .unwrap_or_else(|| {
            let not_assigned = || {
                let sentence = format!(
                    "{primary}, the primary of view {view}, has not assigned a sequence number to it"
                );
                Part::new("not-assigned", sentence).number("node", primary.0).number("view", view.0)
            };
            message_status::of_sender(self.index, primary, MessageKind::PrePrepare, not_assigned)
        })
    }
}
