//! Causes of a message: what its sender had received when it was first sent, or the request to retransmit it.

use super::slice::{Cause, Causes};
use super::trace_index::{Topic, TraceIndex, topics_of};
use crate::node::NodeTimer;
use crate::pbft::event::Assignment;
use crate::pbft::message::NewView;
use crate::pbft::{Event, Message};
use crate::process::NodeId;
use crate::sim::{Record, RecordId};

impl TraceIndex<'_> {
    /// The causes of a message; empty where the only cause is the event that began the step.
    pub(super) fn causes_of_message(
        &self,
        record: &Record<NodeTimer>,
        from: NodeId,
        message: &Message,
    ) -> Causes {
        let Some(author) = message.author().map(|author| self.node_of(author)) else {
            return self.unsigned(record, from, message);
        };
        let Some(topic) = topics_of(message).next() else { return self.question(record, from, message) };
        let same = |other: &Message| other == message;
        if author != from {
            // A relayed message: a node asked for it, or it has just arrived.
            let heard = self.first_received(topic, from, (RecordId(0), record.id), same);
            return Causes::of(record.cause.into_iter().chain(heard.map(|heard| heard.id)));
        }
        match self.first_sent(topic, from, record.id, same) {
            Some(first) => Causes::of(record.cause.into_iter().chain([first.id])),
            None => self.causes_of_first(record, from, message),
        }
    }

    fn causes_of_first(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Causes {
        let until = record.id;
        match message {
            Message::Request(request) => {
                let topic = Topic::Request(request.client, request.timestamp);
                let wanted = |event: &Event| matches!(event, Event::RequestSent { .. });
                Causes::needed(self.latest(topic, from, until, wanted))
            }
            Message::PrePrepare { .. } => self.proposed(record, from, message),
            Message::Prepare(vote) => {
                let slot = Assignment { view: vote.view, seq: vote.seq, digest: vote.digest };
                self.assignment(from, slot, until, false)
            }
            Message::Commit(vote) => {
                let slot = Assignment { view: vote.view, seq: vote.seq, digest: vote.digest };
                let prepared = |event: &Event| matches!(event, Event::Prepared(other) if *other == slot);
                Causes::needed(self.latest(Topic::Seq(vote.seq), from, until, prepared))
            }
            Message::Reply(reply) => {
                let executed = self.executed_request(from, reply.client, reply.timestamp, until);
                Causes::needed(executed)
            }
            Message::Checkpoint(vote) => {
                let own = |event: &Event| {
                    matches!(event, Event::CheckpointTaken { .. } | Event::StateTransferred { .. })
                };
                Causes::needed(self.latest(Topic::Checkpoint(vote.seq), from, until, own))
            }
            Message::ViewChange(change) => {
                let started = |event: &Event| matches!(event, Event::ViewChangeStarted { .. });
                Causes::needed(self.latest(Topic::View(change.view), from, until, started))
            }
            Message::NewView(new_view) => self.new_view(from, new_view, until),
            _ => Causes::default(),
        }
    }

    /// A primary proposes accepted requests when it is active in its view and the window has room.
    fn proposed(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Causes {
        let Message::PrePrepare { header, batch } = message else { return Causes::default() };
        let mut causes = Causes::default();
        let mut at_once = false;
        for request in batch.requests() {
            let topic = Topic::Request(request.client, request.timestamp);
            let accepted = |event: &Event| matches!(event, Event::RequestAccepted { .. });
            let accepted = self.latest(topic, from, record.id, accepted);
            at_once |= accepted.as_ref().is_some_and(|accepted| accepted.cause == record.cause);
            causes = causes.and(Causes::needed(accepted));
        }
        let entered = |event: &Event| matches!(event, Event::ViewEntered { .. });
        let entered = self.latest(Topic::View(header.view), from, record.id, entered);
        at_once |= entered.as_ref().is_some_and(|entered| entered.cause == record.cause);
        causes = causes.and(Causes::of(entered.map(|entered| entered.id)));
        if at_once {
            return causes;
        }
        // It waited for room in the window or among the batches in flight: the latest event of this step made the room.
        let step = self.trace().records(record.cause.unwrap_or(RecordId(0)), usize::MAX);
        let facts = step.take_while(|other| other.id < record.id).filter(|other| other.cause == record.cause);
        let made_room = |other: &Record<NodeTimer>| {
            self.report(other).is_some_and(|(by, event)| {
                by == from && matches!(event, Event::Executed(_) | Event::Stable { .. })
            })
        };
        match facts.filter(made_room).last() {
            Some(fact) => causes.and(Causes::from(Cause::further(fact.id))),
            None => causes.and(Causes::of(record.cause)),
        }
    }

    /// The VIEW-CHANGEs in a NEW-VIEW, each where its primary first had it.
    fn new_view(&self, from: NodeId, new_view: &NewView, until: RecordId) -> Causes {
        let topic = Topic::View(new_view.view);
        let since = self.restarted(from, until);
        new_view.view_changes.iter().fold(Causes::default(), |causes, change| {
            let same = |message: &Message| matches!(message, Message::ViewChange(other) if other == change);
            let found = if change.replica.node() == from {
                self.first_sent(topic, from, until, same)
            } else {
                self.first_received(topic, from, (since, until), same)
            };
            causes.and(Causes::needed(found))
        })
    }

    /// A message without a signature answers a request with something that the sender has.
    fn unsigned(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Causes {
        let until = record.id;
        let held = match message {
            Message::Batch(batch) => self.body(from, batch.digest(), until),
            Message::State(state) => {
                let stable = |event: &Event| matches!(event, Event::Stable { .. });
                Causes::needed(self.latest(Topic::Checkpoint(state.seq), from, until, stable))
            }
            Message::CommitCertificate(proof) => {
                Causes::needed(self.decision(from, proof.seq, proof.digest, until))
            }
            _ => Causes::default(),
        };
        Causes::of(record.cause).and(held)
    }

    /// A STATUS or a FETCH is caused by a timer, or by the start of a state transfer.
    fn question(&self, record: &Record<NodeTimer>, from: NodeId, message: &Message) -> Causes {
        let started = match message {
            Message::FetchState(_) => self.latest(Topic::Life(from), from, record.id, |event| {
                matches!(event, Event::StateTransferStarted { .. } | Event::Restarted { .. })
            }),
            _ => None,
        };
        Causes::of(record.cause.into_iter().chain(started.map(|started| started.id)))
    }
}
