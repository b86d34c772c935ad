//! Status of a message that a node waits for: in flight, dropped, rejected, or never sent.

use super::explanation::{Part, ms};
use super::render::{code_of_drop, verb_of_drop};
use super::trace_index::{Topic, TraceIndex};
use crate::api::numbers_of_reject;
use crate::checks::faults;
use crate::checks::faults::Fault;
use crate::node::NodeTimer;
use crate::pbft::{Message, MessageKind, Readmission, ReplicaId};
use crate::process::{NodeId, Time};
use crate::sim::{Command, PacketState, Record, RecordId, RecordKind};

/// A message that a node waits for.
pub(super) struct ExpectedMessage<'w> {
    pub(super) kind: MessageKind,
    pub(super) author: NodeId,
    pub(super) to: NodeId,
    pub(super) topic: Topic,
    pub(super) is: &'w dyn Fn(&Message) -> bool,
}

impl ExpectedMessage<'_> {
    /// A part about the message: `rest` follows the name of its author.
    fn part(&self, index: &TraceIndex<'_>, code: &str, rest: &str) -> Part {
        let author = index.name(self.author);
        let sentence = format!("{author}'s {rest}");
        let part = Part::new(code, sentence).number("from", self.author.0).number("node", self.to.0);
        part.word("kind", self.kind.name())
    }
}

/// The status of the message; none when it was never sent to the node that waits.
pub(super) fn of_message(index: &TraceIndex<'_>, wanted: &ExpectedMessage<'_>) -> Option<Part> {
    in_flight(index, wanted).or_else(|| last_turn(index, wanted))
}

fn in_flight(index: &TraceIndex<'_>, wanted: &ExpectedMessage<'_>) -> Option<Part> {
    let mut packets = index.flying.iter().filter(|packet| {
        packet.to == wanted.to
            && index.message(packet.message_index).is_some_and(|message| (wanted.is)(&message))
    });
    let packet = packets.next()?;
    let (code, rest) = match packet.state {
        PacketState::Flying => {
            ("message-in-flight", format!("is in flight and arrives at {}", ms(packet.due)))
        }
        PacketState::Held => ("message-held", "is held on its link".to_owned()),
        PacketState::Waiting => {
            ("message-waiting", format!("is queued, because {} is paused", index.name(packet.to)))
        }
    };
    let part = wanted.part(index, code, &rest).number("packet", packet.id.0);
    let part = if packet.state == PacketState::Flying { part.at(packet.due) } else { part };
    Some(part.records([packet.sent]))
}

/// The latest drop or delivery of a packet with the message.
fn last_turn(index: &TraceIndex<'_>, wanted: &ExpectedMessage<'_>) -> Option<Part> {
    let end = index.trace().end();
    let carries = |number: u64| index.message(number).is_some_and(|message| (wanted.is)(&message));
    let is_turn = |record: &Record<NodeTimer>| match record.kind {
        RecordKind::Dropped { to, message, .. } | RecordKind::Delivered { to, message, .. } => {
            to == wanted.to && carries(message)
        }
        _ => false,
    };
    let record = index.about(wanted.topic, end).rev().find(is_turn)?;
    let part = match record.kind {
        RecordKind::Dropped { why, packet, .. } => {
            let rest = format!("{} at {}", verb_of_drop(why), ms(record.at));
            let part = wanted.part(index, "message-dropped", &rest).word("why", code_of_drop(why));
            part.number("packet", packet.0)
        }
        _ => match index.refusal(&record) {
            Some(reason) => {
                let rest = format!("was rejected at {}, because {reason}", ms(record.at));
                let part = wanted.part(index, "message-refused", &rest).word("why", reason.code());
                numbers_of_reject(reason).into_iter().fold(part, |part, (name, it)| part.number(name, it))
            }
            None => {
                let rest = format!("arrived at {} and no longer counts", ms(record.at));
                wanted.part(index, "message-void", &rest)
            }
        },
    };
    Some(part.at(record.at).records([record.id]))
}

/// The reason why a node cannot act at all; `None` if it can.
pub(super) fn of_node(index: &TraceIndex<'_>, node: NodeId) -> Option<Part> {
    faults::kinds_of(index.world, node).into_iter().find_map(|kind| {
        let part = |code: &str, rest: &str| {
            Part::new(code, format!("{} {rest}", index.name(node))).number("node", node.0)
        };
        match kind {
            Fault::Paused => Some(part("node-paused", "is paused")),
            Fault::Down => {
                let part = part("node-down", "is down");
                let crash = crash_of(index, node);
                Some(crash.map_or(part.clone(), |(at, record)| part.at(at).records([record])))
            }
            Fault::NoVote | Fault::Lying | Fault::Twinned | Fault::Lied => None,
        }
    })
}

/// The conditions under which a replica that lost its disk votes again; none when it has a vote.
pub(super) fn of_vote(index: &TraceIndex<'_>, id: ReplicaId) -> Option<Part> {
    let replica = index.replica(id)?;
    Some(match replica.readmission()? {
        Readmission::Answers { have, need } => {
            let sentence = format!(
                "{id} lost its disk and has no vote: it has asked the other replicas for their status, and {have} of {need} have replied"
            );
            Part::new("no-vote-asking", sentence)
                .number("node", id.0)
                .number("have", have)
                .number("need", need)
        }
        Readmission::Progress { above, from } => {
            let (low, at) = (replica.low_water_mark(), replica.view());
            let sentence = format!(
                "{id} lost its disk and has no vote: it waits for a stable checkpoint at sequence number {above} or later (it has {low}), and for view {from} or later (it is in view {at})"
            );
            let part = Part::new("no-vote", sentence).number("node", id.0).number("above", above.0);
            part.number("wanted", from.0).number("low", low.0).number("at", at.0)
        }
    })
}

fn crash_of(index: &TraceIndex<'_>, node: NodeId) -> Option<(Time, RecordId)> {
    let end = index.trace().end();
    let crashes = |record: &Record<NodeTimer>| match record.kind {
        RecordKind::Commanded { command, refused: false } => {
            let applied = index.trace().command(command);
            applied
                .is_some_and(|applied| matches!(applied.command, Command::Crash { node: it } if it == node))
        }
        RecordKind::Crashed { node: it } => it == node,
        _ => false,
    };
    let commanded = index.about(Topic::Commands, end).rev().find(crashes);
    let mid_step = index.about(Topic::Life(node), end).rev().find(crashes);
    commanded.into_iter().chain(mid_step).map(|record| (record.at, record.id)).max()
}

/// The reason why a replica has not sent a message that others wait for. `honest` gives it where the replica can act and follows
/// the protocol.
pub(super) fn of_sender(
    index: &TraceIndex<'_>,
    sender: ReplicaId,
    kind: MessageKind,
    honest: impl FnOnce() -> Part,
) -> Part {
    if let Some(part) = of_node(index, sender.node()) {
        return part;
    }
    if let Some(part) = of_vote(index, sender) {
        return part;
    }
    // A replica that was Byzantine before follows the protocol now: it has an honest reason.
    let kinds = faults::kinds_of(index.world, sender.node());
    let silent = |fault: &str, which: &str| {
        let sentence = format!("{sender}, which {which}, has sent no {}", kind.name());
        let part = Part::new("sender-silent", sentence).number("node", sender.0);
        part.word("kind", kind.name()).word("fault", fault)
    };
    if kinds.contains(&Fault::Lying) {
        return silent("lying", "is Byzantine");
    }
    if kinds.contains(&Fault::Twinned) {
        return silent("twinned", "runs as two copies");
    }
    honest()
}
