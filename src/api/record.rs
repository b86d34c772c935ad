//! Trace records: each becomes a sentence in any language without knowledge of the protocol.

use serde::Serialize;

use super::event::{ProtocolEvent, event_of};
use super::message::{MessageBrief, brief_of};
use super::reason::{Reason, reason_of_command};
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::pbft::{Event, ProtocolParams, Quorums};
use crate::process::{NodeId, NodeRange};
use crate::scenario::command::Command;
use crate::sim::{self, Reader, Record, RecordKind};
use crate::units::Ms;

/// A record of the trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TraceRecord {
    /// The number of the record: how many were created before it.
    pub id: u64,
    /// Virtual time.
    pub at_ms: Ms,
    /// The record that caused it. Absent for events without a cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// The content.
    pub what: TraceEvent,
}

/// The content of a record. `type` is its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum TraceEvent {
    /// A node sent a message.
    Sent {
        /// The sender.
        from: u32,
        /// The recipients.
        to: Vec<u32>,
        /// Whether the recipients are all replicas except the sender.
        to_all: bool,
        /// The message.
        message: MessageBrief,
    },
    /// The network or a user duplicated a packet.
    Duplicated {
        /// The new packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// The message.
        message: MessageBrief,
    },
    /// A packet was delivered.
    Delivered {
        /// The packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// The message.
        message: MessageBrief,
    },
    /// A packet will not arrive.
    Dropped {
        /// The packet.
        packet: u64,
        /// The sender.
        from: u32,
        /// The recipient.
        to: u32,
        /// The reason.
        why: DropReason,
        /// The message.
        message: MessageBrief,
    },
    /// A timer fired.
    Timer {
        /// The node.
        node: u32,
        /// The name of the timer.
        timer: String,
    },
    /// A command was executed or refused.
    Command {
        /// The command.
        command: Command,
        /// The reason for the refusal. Absent if it was executed.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<Reason>,
    },
    /// A node that had been paused executed an earlier command.
    TakenUp {
        /// The node.
        node: u32,
        /// The command.
        command: Command,
    },
    /// A node crashed in the middle of a step, as ordered.
    Crashed {
        /// The node.
        node: u32,
    },
    /// A node reported an event about itself.
    Fact {
        /// The node.
        node: u32,
        /// The event.
        fact: ProtocolEvent,
        /// The section of the paper (OSDI 1999) with the rule. Absent for events that are not in the paper.
        #[serde(skip_serializing_if = "Option::is_none")]
        section: Option<&'static str>,
        /// The primary of the view in the event. Absent if it has no view.
        #[serde(skip_serializing_if = "Option::is_none")]
        primary: Option<u32>,
    },
}

/// The reason for a drop: the enum of `sim`, which does not know JSON and `.d.ts` files, with the same variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum DropReason {
    /// The link lost it by chance.
    Lost,
    /// The link was cut when it was sent.
    LinkDown,
    /// The sender and the recipient were in different groups of a partition when it was sent.
    Partitioned,
    /// The recipient was down when it arrived.
    RecipientDown,
    /// The sender crashed in the step that sent it, before it left.
    SenderDown,
    /// It was dropped by hand.
    ByHand,
    /// Too many packets were in flight.
    Limit,
    /// It was addressed to the sender itself or to a node that does not exist.
    NoRecipient,
}

/// A record. `None` if its message or event is no longer kept.
pub(crate) fn record_of(
    record: &Record<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Option<TraceRecord> {
    Some(TraceRecord {
        id: record.id.0,
        at_ms: record.at.into(),
        cause: record.cause.map(|cause| cause.0),
        what: with_reply(trace_event_of(&record.kind, trace, params)?, record, trace, params),
    })
}

/// The reply that a client counts is the message that it received.
fn with_reply(
    what: TraceEvent,
    record: &Record<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> TraceEvent {
    match what {
        TraceEvent::Fact {
            node,
            fact: ProtocolEvent::ReplyCounted { replica, timestamp, have, need, .. },
            section,
            primary,
        } => {
            let result = reply_of(record, trace, params);
            let fact = ProtocolEvent::ReplyCounted { replica, timestamp, have, need, result };
            TraceEvent::Fact { node, fact, section, primary }
        }
        other => other,
    }
}

fn reply_of(record: &Record<NodeTimer>, trace: Reader<'_, Node>, params: &ProtocolParams) -> Option<String> {
    match trace.record(record.cause?)?.kind {
        RecordKind::Delivered { message, .. } => brief_of(trace.message(message)?, params).result,
        _ => None,
    }
}

fn trace_event_of(
    what: &RecordKind<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Option<TraceEvent> {
    let brief = |index: u64| Some(brief_of(trace.message(index)?, params));
    Some(match *what {
        RecordKind::Sent { from, to, message } => sent(from, to, brief(message)?, params),
        RecordKind::Duplicated { packet, from, to, message } => {
            let message = brief(message)?;
            TraceEvent::Duplicated { packet: packet.0, from: from.0, to: to.0, message }
        }
        RecordKind::Delivered { packet, from, to, message } => {
            let message = brief(message)?;
            TraceEvent::Delivered { packet: packet.0, from: from.0, to: to.0, message }
        }
        RecordKind::Dropped { packet, from, to, message, why } => {
            let message = brief(message)?;
            TraceEvent::Dropped { packet: packet.0, from: from.0, to: to.0, why: why.into(), message }
        }
        RecordKind::Fired { node, timer } => {
            TraceEvent::Timer { node: node.0, timer: timer.name().to_owned() }
        }
        RecordKind::Commanded { command, .. } => {
            let applied = trace.command(command)?;
            let refused = applied.refusal.as_ref().map(|error| reason_of_command(error, params));
            TraceEvent::Command { command: Command::of(&applied.command, params)?, refused }
        }
        RecordKind::TakenUp { node, command } => {
            let command = Command::of(&trace.command(command)?.command, params)?;
            TraceEvent::TakenUp { node: node.0, command }
        }
        RecordKind::Crashed { node } => TraceEvent::Crashed { node: node.0 },
        RecordKind::Reported { node, event } => {
            let event = trace.event(event)?;
            let protocol = event.protocol();
            TraceEvent::Fact {
                node: node.0,
                fact: event_of(event, params),
                section: protocol.and_then(Event::section),
                primary: protocol
                    .and_then(Event::view)
                    .map(|view| Quorums::of(params.replicas).primary(view).0),
            }
        }
    })
}

fn sent(from: NodeId, to: NodeRange, message: MessageBrief, params: &ProtocolParams) -> TraceEvent {
    let is_all_replicas = to.first == NodeId(0) && to.end == NodeId(params.replicas);
    TraceEvent::Sent {
        from: from.0,
        to: to.others(from).map(|node| node.0).collect(),
        to_all: is_all_replicas,
        message,
    }
}

impl From<sim::DropReason> for DropReason {
    fn from(why: sim::DropReason) -> DropReason {
        match why {
            sim::DropReason::Lost => DropReason::Lost,
            sim::DropReason::LinkDown => DropReason::LinkDown,
            sim::DropReason::Partitioned => DropReason::Partitioned,
            sim::DropReason::RecipientDown => DropReason::RecipientDown,
            sim::DropReason::SenderDown => DropReason::SenderDown,
            sim::DropReason::ByHand => DropReason::ByHand,
            sim::DropReason::Limit => DropReason::Limit,
            sim::DropReason::NoRecipient => DropReason::NoRecipient,
        }
    }
}
