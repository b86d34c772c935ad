//! Records of the trace, as plain data.

use super::event::fact_of;
use super::message::brief_of;
use super::reason::reason_of_command;
use crate::api::{DroppedWhy, Fact, Happening, MessageBrief, TraceRecord};
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::pbft::{Event, ProtocolParams, Quorums};
use crate::process::{NodeId, NodeRange};
use crate::scenario::command::Command;
use crate::sim::{DropReason, Reader, Record, RecordKind};

/// A record; none when its message or fact is no longer kept.
pub(crate) fn record_of(
    record: &Record<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Option<TraceRecord> {
    Some(TraceRecord {
        id: record.id.0,
        at_ms: record.at.into(),
        cause: record.cause.map(|cause| cause.0),
        what: with_reply(happening_of(&record.kind, trace, params)?, record, trace, params),
    })
}

/// The reply that a client counts is the message that it got.
fn with_reply(
    what: Happening,
    record: &Record<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Happening {
    match what {
        Happening::Fact {
            node,
            fact: Fact::ReplyCounted { replica, timestamp, have, need, .. },
            section,
            primary,
        } => {
            let result = reply_of(record, trace, params);
            let fact = Fact::ReplyCounted { replica, timestamp, have, need, result };
            Happening::Fact { node, fact, section, primary }
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

fn happening_of(
    what: &RecordKind<NodeTimer>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Option<Happening> {
    let brief = |index: u64| Some(brief_of(trace.message(index)?, params));
    Some(match *what {
        RecordKind::Sent { from, to, message } => sent(from, to, brief(message)?, params),
        RecordKind::Duplicated { packet, from, to, message } => {
            let message = brief(message)?;
            Happening::Duplicated { packet: packet.0, from: from.0, to: to.0, message }
        }
        RecordKind::Delivered { packet, from, to, message } => {
            let message = brief(message)?;
            Happening::Delivered { packet: packet.0, from: from.0, to: to.0, message }
        }
        RecordKind::Dropped { packet, from, to, message, why } => {
            let message = brief(message)?;
            Happening::Dropped { packet: packet.0, from: from.0, to: to.0, why: why.into(), message }
        }
        RecordKind::Fired { node, timer } => {
            Happening::Timer { node: node.0, timer: timer.name().to_owned() }
        }
        RecordKind::Commanded { command, .. } => {
            let applied = trace.command(command)?;
            let refused = applied.refusal.as_ref().map(|error| reason_of_command(error, params));
            Happening::Command { command: Command::of(&applied.command, params)?, refused }
        }
        RecordKind::TakenUp { node, command } => {
            let command = Command::of(&trace.command(command)?.command, params)?;
            Happening::TakenUp { node: node.0, command }
        }
        RecordKind::Crashed { node } => Happening::Crashed { node: node.0 },
        RecordKind::Reported { node, event } => {
            let event = trace.event(event)?;
            let protocol = event.protocol();
            Happening::Fact {
                node: node.0,
                fact: fact_of(event, params),
                section: protocol.and_then(Event::section),
                primary: protocol
                    .and_then(Event::view)
                    .map(|view| Quorums::of(params.replicas).primary(view).0),
            }
        }
    })
}

fn sent(from: NodeId, to: NodeRange, message: MessageBrief, params: &ProtocolParams) -> Happening {
    let is_all_replicas = to.first == NodeId(0) && to.end == NodeId(params.replicas);
    Happening::Sent {
        from: from.0,
        to: to.others(from).map(|node| node.0).collect(),
        to_all: is_all_replicas,
        message,
    }
}

impl From<DropReason> for DroppedWhy {
    fn from(why: DropReason) -> DroppedWhy {
        match why {
            DropReason::Lost => DroppedWhy::Lost,
            DropReason::LinkDown => DroppedWhy::LinkDown,
            DropReason::Partitioned => DroppedWhy::Partitioned,
            DropReason::RecipientDown => DroppedWhy::RecipientDown,
            DropReason::SenderDown => DroppedWhy::SenderDown,
            DropReason::ByHand => DroppedWhy::ByHand,
            DropReason::Limit => DroppedWhy::Limit,
            DropReason::NoRecipient => DroppedWhy::NoRecipient,
        }
    }
}
