//! Causes of a message: what its sender had received when it was first sent, or the request to retransmit it.

use super::slice::{Because, Ground};
use super::trace_index::{Material, Topic, topics_of};
use crate::node::NodeTimer;
use crate::pbft::event::Assignment;
use crate::pbft::message::NewView;
use crate::pbft::{Event, Message};
use crate::process::NodeId;
use crate::sim::{Record, RecordId};

impl Material<'_> {
    /// What the sending of a message rests on; nothing where only the occurrence counts in whose step it was sent.
    pub(super) fn ground_of_sending(
        &self,
        record: &Record<NodeTimer>,
        from: NodeId,
        message: &Message,
    ) -> Ground {
        let Some(author) = message.author().map(|author| self.node_of(author)) else {
            return self.unsigned(record, from, message);
        };
        let Some(topic) = topics_of(message).next() else { return self.question(record, from, message) };
        let same = |other: &Message| other == message;
        if author != from {
            // It is relayed: a node asked for it, or it has just arrived.
            let heard = self.first_heard(topic, from, (RecordId(0), record.id), same);
            return Ground::of(record.cause.into_iter().chain(heard.map(|heard| heard.id)));
        }
        match self.first_sent(topic, from, record.id, same) {
            Some(first) => Ground::of(record.cause.into_iter().chain([first.id])),
            None => self.first_sending(record, from, message),
        }
    }

    fn first_sending(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Ground {
        let until = record.id;
        match message {
            Message::Request(request) => {
                let topic = Topic::Request(request.client, request.timestamp);
                let wanted = |event: &Event| matches!(event, Event::RequestSent { .. });
                Ground::needed(self.latest(topic, from, until, wanted))
            }
            Message::PrePrepare { .. } => self.proposed(record, from, message),
            Message::Prepare(vote) => {
                let slot = Assignment { view: vote.view, seq: vote.seq, digest: vote.digest };
                self.assignment(from, slot, until, false)
            }
            Message::Commit(vote) => {
                let slot = Assignment { view: vote.view, seq: vote.seq, digest: vote.digest };
                let prepared = |event: &Event| matches!(event, Event::Prepared(other) if *other == slot);
                Ground::needed(self.latest(Topic::Seq(vote.seq), from, until, prepared))
            }
            Message::Reply(reply) => {
                let executed = self.executed_request(from, reply.client, reply.timestamp, until);
                Ground::needed(executed)
            }
            Message::Checkpoint(vote) => {
                let own = |event: &Event| {
                    matches!(event, Event::CheckpointTaken { .. } | Event::StateTransferred { .. })
                };
                Ground::needed(self.latest(Topic::Checkpoint(vote.seq), from, until, own))
            }
            Message::ViewChange(change) => {
                let started = |event: &Event| matches!(event, Event::ViewChangeStarted { .. });
                Ground::needed(self.latest(Topic::View(change.view), from, until, started))
            }
            Message::NewView(new_view) => self.new_view(from, new_view, until),
            _ => Ground::default(),
        }
    }

    /// The primary proposes the requests that it has accepted, once it is in its view and there is room for a number.
    fn proposed(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Ground {
        let Message::PrePrepare { header, batch } = message else { return Ground::default() };
        let mut ground = Ground::default();
        let mut at_once = false;
        for request in batch.requests() {
            let topic = Topic::Request(request.client, request.timestamp);
            let accepted = |event: &Event| matches!(event, Event::RequestAccepted { .. });
            let accepted = self.latest(topic, from, record.id, accepted);
            at_once |= accepted.as_ref().is_some_and(|accepted| accepted.cause == record.cause);
            ground = ground.and(Ground::needed(accepted));
        }
        let entered = |event: &Event| matches!(event, Event::ViewEntered { .. });
        let entered = self.latest(Topic::View(header.view), from, record.id, entered);
        at_once |= entered.as_ref().is_some_and(|entered| entered.cause == record.cause);
        ground = ground.and(Ground::of(entered.map(|entered| entered.id)));
        if at_once {
            return ground;
        }
        // It waited for room in the window or in flight: the latest fact of this step made it.
        let step = self.trace().records(record.cause.unwrap_or(RecordId(0)), usize::MAX);
        let facts = step.take_while(|other| other.id < record.id).filter(|other| other.cause == record.cause);
        let made_room = |other: &Record<NodeTimer>| {
            self.report(other).is_some_and(|(by, event)| {
                by == from && matches!(event, Event::Executed(_) | Event::Stable { .. })
            })
        };
        match facts.filter(made_room).last() {
            Some(fact) => ground.and(Ground::from(Because::further(fact.id))),
            None => ground.and(Ground::of(record.cause)),
        }
    }

    /// The VIEW-CHANGEs that a NEW-VIEW names, each where its primary first had it.
    fn new_view(&self, from: NodeId, new_view: &NewView, until: RecordId) -> Ground {
        let topic = Topic::View(new_view.view);
        let since = self.restarted(from, until);
        new_view.view_changes.iter().fold(Ground::default(), |ground, change| {
            let same = |message: &Message| matches!(message, Message::ViewChange(other) if other == change);
            let found = if change.replica.node() == from {
                self.first_sent(topic, from, until, same)
            } else {
                self.first_heard(topic, from, (since, until), same)
            };
            ground.and(Ground::needed(found))
        })
    }

    /// What proves itself answers a question with what the sender holds.
    fn unsigned(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Ground {
        let until = record.id;
        let held = match message {
            Message::Batch(batch) => self.body(from, batch.digest(), until),
            Message::State(state) => {
                let stable = |event: &Event| matches!(event, Event::Stable { .. });
                Ground::needed(self.latest(Topic::Checkpoint(state.seq), from, until, stable))
            }
            Message::CommitCertificate(proof) => {
                Ground::needed(self.decision(from, proof.seq, proof.digest, until))
            }
            _ => Ground::default(),
        };
        Ground::of(record.cause).and(held)
    }

    /// A question has its own reason: a timer, or the wish for a state.
    fn question(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Ground {
        let wish = match message {
            Message::FetchState(_) => self.latest(Topic::Life(from), from, record.id, |event| {
                matches!(event, Event::StateTransferStarted { .. } | Event::Restarted { .. })
            }),
            _ => None,
        };
        Ground::of(record.cause.into_iter().chain(wish.map(|wish| wish.id)))
    }
}
