//! English sentences for records and their causes.

use super::explanation::{Part, list_of, ms};
use super::slice::Slice;
use super::trace_index::TraceIndex;
use crate::api::show::brief_of;
use crate::json::value_of;
use crate::node::NodeEvent;
use crate::node::NodeTimer;
use crate::pbft::event::ViewChangeCause;
use crate::pbft::{Event, Message, MessageKind, ReplicaId};
use crate::process::NodeId;
use crate::scenario::command::Command;
use crate::sim::{DropReason, Record, RecordId, RecordKind};

/// How many records a description names at most.
const STORY_MAX: usize = 16;

/// The description of a record: the record, the votes behind it, then the same for its latest cause.
pub(super) fn story(index: &TraceIndex<'_>, record: &Record<NodeTimer>, slice: &Slice) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut next = Some(*record);
    for _ in 0..STORY_MAX {
        let Some(record) = next else { break };
        parts.push(part_of(index, &record));
        let causes: Vec<Record<NodeTimer>> =
            slice.causes(record.id).iter().filter_map(|id| index.record(*id)).collect();
        parts.extend(counted(index, &causes));
        next = causes.into_iter().filter(|it| !slice.is_further(it.id)).max_by_key(|it| {
            // The node's own facts come before messages from others.
            (index.report(it).is_some(), it.id)
        });
    }
    parts
}

/// The part about one record.
fn part_of(index: &TraceIndex<'_>, record: &Record<NodeTimer>) -> Part {
    let clause = clause_of(index, record);
    let sentence = format!("{clause} at {}", ms(record.at));
    Part::new("record", sentence).number("record", record.id.0).at(record.at).records([record.id])
}

/// The part about the votes among the causes of a record.
fn counted(index: &TraceIndex<'_>, causes: &[Record<NodeTimer>]) -> Option<Part> {
    let votes: Vec<(RecordId, MessageKind, ReplicaId)> = causes
        .iter()
        .filter_map(|record| {
            let (_, message) = index.delivery(record).or_else(|| index.sending(record))?;
            Some((record.id, message.kind(), voter_of(&message)?))
        })
        .collect();
    let kind = votes.first()?.1;
    let mut voters: Vec<ReplicaId> = votes.iter().map(|vote| vote.2).collect();
    voters.sort_unstable();
    let sentence = match voters.as_slice() {
        [_] => format!("the {} from {} had arrived", kind.name(), list_of(&voters)),
        _ => format!("the {}s from {} had arrived", kind.name(), list_of(&voters)),
    };
    let count = voters.len() as u64;
    let part = Part::new("counted", sentence).number("have", count).word("kind", kind.name());
    Some(part.replicas(voters).records(votes.iter().map(|vote| vote.0)))
}

/// The voter of a message.
fn voter_of(message: &Message) -> Option<ReplicaId> {
    match message {
        Message::Prepare(vote) => Some(vote.replica),
        Message::Commit(vote) => Some(vote.replica),
        Message::Checkpoint(vote) => Some(vote.replica),
        Message::ViewChange(vote) => Some(vote.replica),
        Message::Reply(vote) => Some(vote.replica),
        _ => None,
    }
}

fn clause_of(index: &TraceIndex<'_>, record: &Record<NodeTimer>) -> String {
    let name = |node: NodeId| index.name(node);
    let message = |number: u64| {
        index.message(number).map_or("a message".to_owned(), |message| noun_of(index, &message, None))
    };
    match record.kind {
        RecordKind::Sent { from, message: number, .. } => {
            let noun = index.message(number).map(|message| noun_of(index, &message, Some(from)));
            format!("{} sent {}", name(from), noun.unwrap_or_default())
        }
        RecordKind::Delivered { to, message: number, .. } => {
            format!("{} received {}", name(to), message(number))
        }
        RecordKind::Duplicated { to, message: number, .. } => {
            format!("{} to {} was duplicated", message(number), name(to))
        }
        RecordKind::Dropped { to, message: number, why, .. } => {
            format!("{} to {} {}", message(number), name(to), verb_of_drop(why))
        }
        RecordKind::Fired { node, timer } => format!("the {} timer of {} expired", timer.name(), name(node)),
        RecordKind::Commanded { command, refused } => {
            let verb = if refused { "was rejected" } else { "was carried out" };
            format!("the command {} {verb}", command_name(index, command))
        }
        RecordKind::TakenUp { node, command } => {
            format!("{} processed the queued command {}", name(node), command_name(index, command))
        }
        RecordKind::Crashed { node } => format!("{} crashed in the middle of a step", name(node)),
        RecordKind::Reported { node, event } => {
            let verb = match index.trace().event(event) {
                None => return String::new(),
                Some(NodeEvent::Protocol(event)) => verb_of(index, event),
                Some(NodeEvent::Script(error)) if error.failed => {
                    "sent nothing, because its script failed".to_owned()
                }
                Some(NodeEvent::Script(_)) => "rejected an action of its script".to_owned(),
            };
            format!("{} {verb}", name(node))
        }
    }
}

fn command_name(index: &TraceIndex<'_>, command: u64) -> String {
    let applied = index.trace().command(command);
    let command = applied.and_then(|applied| Command::of(&applied.command, index.params));
    let json = command.map(|command| value_of(&command));
    json.and_then(|json| Some(json.get("do")?.as_str()?.to_owned()))
        .unwrap_or_else(|| "of the laboratory".to_owned())
}

/// The noun for a message in a sentence whose subject may be its signer.
fn noun_of(index: &TraceIndex<'_>, message: &Message, subject: Option<NodeId>) -> String {
    let brief = brief_of(message, index.params);
    let author = message.author().map(|author| index.node_of(author));
    let is_own = author.is_some() && author == subject;
    let article = if is_own { "its" } else { "the" };
    let of = author.filter(|_| !is_own).map(|author| format!(" of {}", index.name(author)));
    let seq = match message.kind() {
        MessageKind::Status | MessageKind::FetchState => None,
        _ => brief.seq.map(|seq| format!(" for sequence number {seq}")),
    };
    let view = match message.kind() {
        MessageKind::Reply => None,
        MessageKind::ViewChange | MessageKind::NewView => brief.view.map(|view| format!(" for view {view}")),
        _ => brief.view.map(|view| format!(" in view {view}")),
    };
    let parts = [of, seq, view].map(Option::unwrap_or_default);
    format!("{article} {}{}", brief.kind, parts.concat())
}

/// The verb for a dropped packet.
pub(super) fn verb_of_drop(why: DropReason) -> &'static str {
    match why {
        DropReason::Lost => "was lost by the network",
        DropReason::LinkDown => "was lost, because the link was cut",
        DropReason::Partitioned => "was lost in the partition",
        DropReason::RecipientDown => "was lost, because its recipient was down",
        DropReason::SenderDown => "was lost, because its sender crashed",
        DropReason::ByHand => "was dropped",
        DropReason::Limit => "was lost, because too many packets were in flight",
        DropReason::NoRecipient => "was lost, because it had no recipient",
    }
}

/// The stable name of the reason of a drop.
pub(super) fn code_of_drop(why: DropReason) -> &'static str {
    match why {
        DropReason::Lost => "lost",
        DropReason::LinkDown => "link-down",
        DropReason::Partitioned => "partitioned",
        DropReason::RecipientDown => "recipient-down",
        DropReason::SenderDown => "sender-down",
        DropReason::ByHand => "by-hand",
        DropReason::Limit => "limit",
        DropReason::NoRecipient => "no-recipient",
    }
}

/// The verb and its objects for an event of a node.
fn verb_of(index: &TraceIndex<'_>, event: &Event) -> String {
    match event {
        Event::RequestSent { timestamp, to_all: false } => format!("sent its request {timestamp}"),
        Event::RequestSent { timestamp, to_all: true } => {
            format!("retransmitted its request {timestamp} to all replicas")
        }
        Event::ReplyCounted { replica, timestamp, have, need } => {
            format!("counted the REPLY from {replica} to request {timestamp}, {have} of {need}")
        }
        Event::ResultAccepted { timestamp, .. } => format!("accepted the result of request {timestamp}"),
        Event::SubmitRefused { .. } => "could not queue another operation".to_owned(),
        Event::RequestAccepted { client, timestamp } => format!("accepted request {timestamp} from {client}"),
        Event::ReplyResent { client, timestamp } => {
            format!("resent its reply to request {timestamp} from {client}")
        }
        Event::PrePrepared(slot) => {
            format!("pre-prepared sequence number {} in view {}", slot.seq, slot.view)
        }
        Event::Prepared(slot) => format!("prepared sequence number {} in view {}", slot.seq, slot.view),
        Event::CommittedLocal(slot) => {
            format!("committed sequence number {} in view {}", slot.seq, slot.view)
        }
        Event::Executed(execution) => {
            format!("executed sequence number {} in view {}", execution.seq, execution.view)
        }
        Event::CheckpointTaken { seq, .. } => format!("took a checkpoint at sequence number {seq}"),
        Event::Stable { seq, .. } => format!("had a stable checkpoint at sequence number {seq}"),
        Event::ViewChangeStarted { view, cause } => {
            format!("started a view change to view {view}, because {}", reason_of(*cause))
        }
        Event::ViewEntered { view, .. } => format!("entered view {view}"),
        Event::StateTransferStarted { min_seq } => {
            format!("started a state transfer to sequence number {min_seq} or later")
        }
        Event::StateTransferred { seq, .. } => format!("installed the state at sequence number {seq}"),
        Event::Restarted { amnesic: false, .. } => "restarted with its disk".to_owned(),
        Event::Restarted { amnesic: true, .. } => "restarted without its disk".to_owned(),
        Event::Reintegrated { .. } => "voted again".to_owned(),
        Event::Refused { kind, reason, .. } => format!("rejected a {}, because {reason}", kind.name()),
        Event::ConflictingReplies { replica, .. } => {
            format!("received two different replies to one request from {}", index.name(replica.node()))
        }
        Event::EvidenceFound(evidence) => {
            format!("found evidence against {}", index.name(index.node_of(evidence.culprit)))
        }
        Event::Alarm(_) => "raised an alarm".to_owned(),
    }
}

fn reason_of(cause: ViewChangeCause) -> &'static str {
    match cause {
        ViewChangeCause::RequestTimeout => "its request timer expired",
        ViewChangeCause::NewViewTimeout => "its new-view timer expired",
        ViewChangeCause::Joined => "f + 1 other replicas had moved to a later view",
        ViewChangeCause::InvalidNewView => "the NEW-VIEW was invalid",
    }
}
