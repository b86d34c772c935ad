//! Timeline rows: the trace as numbers, so that a timeline draws a million records without an object for each.

use super::value::{value_of, value_of_event};
use crate::byzantine::node::Node;
use crate::node::NodeEvent;
use crate::node::NodeTimer;
use crate::pbft::event::{Assignment, Event};
use crate::pbft::{Local, Message, MessageKind, RejectReason, Timer};
use crate::process::{Disk, NodeId, NodeRange};
use crate::sim::{Command, Instruction, Reader, Record, RecordKind};

/// A record of the trace in nine numbers. A number that does not fit is replaced by the maximum.
/// [`TraceRecord`](super::TraceRecord) has all numbers exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// The time in microseconds.
    pub at_us: u64,
    /// The step.
    pub step: u32,
    /// The distance to its cause in records; 0: no cause.
    pub cause_back: u32,
    /// The sort of record.
    pub sort: RowSort,
    /// The kind of the message, an index into `messageKinds()`; 0 if none.
    pub message: u8,
    /// For a restart, whether the disk was lost.
    pub amnesic: bool,
    /// For a refused message, whether only a faulty sender causes this.
    pub proves_fault: bool,
    /// For a refused message, whether the signature is not that of the node that it names.
    pub forged: bool,
    /// The node; for a packet, the sender.
    pub node: u16,
    /// The recipient of a packet; for a multicast [`TimelineRow::NO_NODE`].
    pub other: u16,
    /// The sequence number, or the timestamp of a request; 0 if none.
    pub number: u32,
    /// The view; 0 if none.
    pub view: u32,
    /// The number of the value, as in [`ValueView`](super::ValueView); 0 if none.
    pub value: u32,
}

impl TimelineRow {
    /// The length of a row.
    pub const STRIDE: usize = 9;
    /// No node, or several.
    pub const NO_NODE: u16 = u16::MAX;

    /// The row for JavaScript. `Simulation.timeline()` documents the order.
    pub fn numbers(&self) -> [u32; TimelineRow::STRIDE] {
        let flags = u32::from(self.amnesic) | u32::from(self.proves_fault) << 1 | u32::from(self.forged) << 2;
        [
            self.at_us as u32,
            (self.at_us >> 32) as u32,
            self.step,
            self.cause_back,
            self.sort as u32 | u32::from(self.message) << 8 | flags << 16,
            u32::from(self.node) | u32::from(self.other) << 16,
            self.number,
            self.view,
            self.value,
        ]
    }
}

/// The sorts of records of a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum RowSort {
    /// A message was sent.
    Sent,
    /// The network or a user duplicated a packet.
    Duplicated,
    /// A packet was delivered.
    Delivered,
    /// A packet will not arrive.
    Dropped,
    /// A timer that waits for progress expired.
    Timeout,
    /// A housekeeping timer fired.
    Timer,
    /// Any other command.
    Command,
    /// A refused command.
    RefusedCommand,
    /// A client submitted an operation.
    Submit,
    /// A node crashed.
    Crash,
    /// A node restarted.
    Restart,
    /// A node was paused.
    Pause,
    /// A paused node resumed.
    Resume,
    /// The network was partitioned.
    Partition,
    /// The partition ended.
    Heal,
    /// A node that had been paused executed an earlier command.
    TakenUp,
    /// A client sends its request.
    RequestSent,
    /// A client counts a reply.
    ReplyCounted,
    /// A client accepts a result.
    ResultAccepted,
    /// A client has too many requests waiting.
    SubmitRefused,
    /// A replica accepts a request.
    RequestAccepted,
    /// A replica sends a stored reply again.
    ReplyResent,
    /// A replica accepted an assignment, or made it as the primary.
    PrePrepared,
    /// A replica has a prepared certificate.
    Prepared,
    /// A replica has a commit certificate.
    CommittedLocal,
    /// A replica executed a batch.
    Executed,
    /// A replica stored its state at a checkpoint.
    CheckpointTaken,
    /// A checkpoint became stable.
    Stable,
    /// A replica left its view and asks for a later one.
    ViewChangeStarted,
    /// A replica is active in a new view.
    ViewEntered,
    /// A replica asks for a later state.
    StateTransferStarted,
    /// A replica installed a proven state.
    StateTransferred,
    /// A replica restarted.
    Restarted,
    /// A replica that had lost its disk votes again.
    Reintegrated,
    /// A node refused a message.
    MessageRefused,
    /// A node has proof of another node's guilt.
    EvidenceFound,
    /// A node sees something impossible with at most f faulty replicas.
    Alarm,
    /// A replica sends nothing in this step, because its script failed.
    ScriptFailed,
    /// A replica's script was refused an action.
    ScriptRefused,
    /// A client has two different replies of one replica.
    ConflictingReplies,
}

impl RowSort {
    /// All sorts, in the order of their numbers.
    pub const ALL: [RowSort; 40] = [
        RowSort::Sent,
        RowSort::Duplicated,
        RowSort::Delivered,
        RowSort::Dropped,
        RowSort::Timeout,
        RowSort::Timer,
        RowSort::Command,
        RowSort::RefusedCommand,
        RowSort::Submit,
        RowSort::Crash,
        RowSort::Restart,
        RowSort::Pause,
        RowSort::Resume,
        RowSort::Partition,
        RowSort::Heal,
        RowSort::TakenUp,
        RowSort::RequestSent,
        RowSort::ReplyCounted,
        RowSort::ResultAccepted,
        RowSort::SubmitRefused,
        RowSort::RequestAccepted,
        RowSort::ReplyResent,
        RowSort::PrePrepared,
        RowSort::Prepared,
        RowSort::CommittedLocal,
        RowSort::Executed,
        RowSort::CheckpointTaken,
        RowSort::Stable,
        RowSort::ViewChangeStarted,
        RowSort::ViewEntered,
        RowSort::StateTransferStarted,
        RowSort::StateTransferred,
        RowSort::Restarted,
        RowSort::Reintegrated,
        RowSort::MessageRefused,
        RowSort::EvidenceFound,
        RowSort::Alarm,
        RowSort::ScriptFailed,
        RowSort::ScriptRefused,
        RowSort::ConflictingReplies,
    ];

    /// The stable name. That of an event is its `name` in records.
    pub fn name(self) -> &'static str {
        match self {
            RowSort::Sent => "sent",
            RowSort::Duplicated => "duplicated",
            RowSort::Delivered => "delivered",
            RowSort::Dropped => "dropped",
            RowSort::Timeout => "timeout",
            RowSort::Timer => "timer",
            RowSort::Command => "command",
            RowSort::RefusedCommand => "refused-command",
            RowSort::Submit => "submit",
            RowSort::Crash => "crash",
            RowSort::Restart => "restart",
            RowSort::Pause => "pause",
            RowSort::Resume => "resume",
            RowSort::Partition => "partition",
            RowSort::Heal => "heal",
            RowSort::TakenUp => "taken-up",
            RowSort::RequestSent => "request-sent",
            RowSort::ReplyCounted => "reply-counted",
            RowSort::ResultAccepted => "result-accepted",
            RowSort::SubmitRefused => "submit-refused",
            RowSort::RequestAccepted => "request-accepted",
            RowSort::ReplyResent => "reply-resent",
            RowSort::PrePrepared => "pre-prepared",
            RowSort::Prepared => "prepared",
            RowSort::CommittedLocal => "committed-local",
            RowSort::Executed => "executed",
            RowSort::CheckpointTaken => "checkpoint-taken",
            RowSort::Stable => "stable",
            RowSort::ViewChangeStarted => "view-change-started",
            RowSort::ViewEntered => "view-entered",
            RowSort::StateTransferStarted => "state-transfer-started",
            RowSort::StateTransferred => "state-transferred",
            RowSort::Restarted => "restarted",
            RowSort::Reintegrated => "reintegrated",
            RowSort::MessageRefused => "message-refused",
            RowSort::EvidenceFound => "evidence-found",
            RowSort::Alarm => "alarm",
            RowSort::ScriptFailed => "script-failed",
            RowSort::ScriptRefused => "script-refused",
            RowSort::ConflictingReplies => "conflicting-replies",
        }
    }
}

/// A record. Every record has a row. If its message is no longer kept, the kind and the numbers of the message are missing.
pub(crate) fn row_of(record: &Record<NodeTimer>, trace: Reader<'_, Node>) -> TimelineRow {
    let back = record.cause.map_or(0, |cause| record.id.0.saturating_sub(cause.0));
    let row = TimelineRow {
        at_us: record.at.0,
        step: record.step as u32,
        cause_back: u32::try_from(back).unwrap_or(0),
        sort: RowSort::Command,
        message: MessageKind::Bytes as u8,
        amnesic: false,
        proves_fault: false,
        forged: false,
        node: TimelineRow::NO_NODE,
        other: TimelineRow::NO_NODE,
        number: 0,
        view: 0,
        value: 0,
    };
    let packet = |sort, from, to: Option<NodeId>, message| {
        let row = TimelineRow { other: to.map_or(TimelineRow::NO_NODE, short), ..at(row, sort, from) };
        trace.message(message).map_or(row, |message| carrying(row, message))
    };
    match record.kind {
        RecordKind::Sent { from, to, message } => packet(RowSort::Sent, from, only(to), message),
        RecordKind::Duplicated { from, to, message, .. } => {
            packet(RowSort::Duplicated, from, Some(to), message)
        }
        RecordKind::Delivered { from, to, message, .. } => {
            packet(RowSort::Delivered, from, Some(to), message)
        }
        RecordKind::Dropped { from, to, message, .. } => packet(RowSort::Dropped, from, Some(to), message),
        RecordKind::Fired { node, timer } => at(row, sort_of_timer(timer), node),
        RecordKind::Commanded { refused: true, .. } => TimelineRow { sort: RowSort::RefusedCommand, ..row },
        RecordKind::Commanded { command, .. } => {
            trace.command(command).map_or(row, |applied| commanded(row, &applied.command))
        }
        RecordKind::TakenUp { node, .. } => at(row, RowSort::TakenUp, node),
        RecordKind::Crashed { node } => at(row, RowSort::Crash, node),
        RecordKind::Reported { node, event } => {
            let row = at(row, RowSort::Command, node);
            trace.event(event).map_or(row, |event| reported(row, event))
        }
    }
}

/// Numbers that do not fit become the maximum.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn at(row: TimelineRow, sort: RowSort, node: NodeId) -> TimelineRow {
    TimelineRow { sort, node: short(node), ..row }
}

fn short(node: NodeId) -> u16 {
    u16::try_from(node.0).unwrap_or(TimelineRow::NO_NODE)
}

/// The recipient, if there is exactly one.
fn only(to: NodeRange) -> Option<NodeId> {
    (to.first.0.saturating_add(1) == to.end.0).then_some(to.first)
}

fn carrying(row: TimelineRow, message: &Message) -> TimelineRow {
    let (view, number) = numbers_of(message);
    TimelineRow {
        message: message.kind() as u8,
        number: narrow(number),
        view: narrow(view),
        value: value_of(message),
        ..row
    }
}

/// The view of a message, and its sequence number or, for a request and its reply, its timestamp.
fn numbers_of(message: &Message) -> (u64, u64) {
    match message {
        Message::Request(request) => (0, request.timestamp.0),
        Message::PrePrepare { header, .. } => (header.view.0, header.seq.0),
        Message::Prepare(vote) => (vote.view.0, vote.seq.0),
        Message::Commit(vote) => (vote.view.0, vote.seq.0),
        Message::Reply(reply) => (reply.view.0, reply.timestamp.0),
        Message::Checkpoint(vote) => (0, vote.seq.0),
        Message::ViewChange(change) => (change.view.0, 0),
        Message::NewView(new) => (new.view.0, 0),
        Message::Status(status) => (status.view.0, status.last_executed.0),
        Message::FetchState(fetch) => (0, fetch.min_seq.0),
        Message::State(state) => (0, state.seq.0),
        Message::CommitCertificate(proof) => (proof.view.0, proof.seq.0),
        Message::FetchBatch(_) | Message::Batch(_) | Message::Bytes(_) => (0, 0),
    }
}

/// Timers that wait for progress are distinguished from housekeeping.
fn sort_of_timer(timer: NodeTimer) -> RowSort {
    let (NodeTimer::Protocol(timer) | NodeTimer::Twin(timer)) = timer else { return RowSort::Timer };
    match timer {
        Timer::Request | Timer::NewView | Timer::Client => RowSort::Timeout,
        Timer::Resend
        | Timer::Status
        | Timer::FetchBatch
        | Timer::FetchState
        | Timer::Heartbeat
        | Timer::AnswerQuota => RowSort::Timer,
    }
}

fn commanded(row: TimelineRow, command: &Command<Node>) -> TimelineRow {
    match command {
        Command::Local { node, input: Instruction::Local(Local::Submit(_)) } => {
            at(row, RowSort::Submit, *node)
        }
        Command::Local { node, .. } => at(row, RowSort::Command, *node),
        Command::Crash { node } => at(row, RowSort::Crash, *node),
        Command::Restart { node, disk } => {
            TimelineRow { amnesic: *disk == Disk::Lost, ..at(row, RowSort::Restart, *node) }
        }
        Command::Pause { node } => at(row, RowSort::Pause, *node),
        Command::Resume { node } => at(row, RowSort::Resume, *node),
        Command::Partition { .. } => TimelineRow { sort: RowSort::Partition, ..row },
        Command::Heal => TimelineRow { sort: RowSort::Heal, ..row },
        // It crashes later, in the middle of a step, which has its own record.
        Command::CrashMidStep { node, .. } | Command::Timeout { node, .. } => {
            at(row, RowSort::Command, *node)
        }
        _ => row,
    }
}

fn reported(row: TimelineRow, event: &NodeEvent) -> TimelineRow {
    let row = TimelineRow { value: value_of_event(event), ..row };
    match event {
        NodeEvent::Protocol(event) => reported_by_protocol(row, event),
        NodeEvent::Script(error) if error.failed => TimelineRow { sort: RowSort::ScriptFailed, ..row },
        NodeEvent::Script(_) => TimelineRow { sort: RowSort::ScriptRefused, ..row },
    }
}

fn reported_by_protocol(row: TimelineRow, event: &Event) -> TimelineRow {
    let reported = |sort, view: u64, number: u64| TimelineRow {
        sort,
        view: narrow(view),
        number: narrow(number),
        ..row
    };
    let assigned = |sort, slot: &Assignment| reported(sort, slot.view.0, slot.seq.0);
    match event {
        Event::RequestSent { timestamp, .. } => reported(RowSort::RequestSent, 0, timestamp.0),
        Event::ReplyCounted { timestamp, .. } => reported(RowSort::ReplyCounted, 0, timestamp.0),
        Event::ResultAccepted { timestamp, .. } => reported(RowSort::ResultAccepted, 0, timestamp.0),
        Event::SubmitRefused { .. } => reported(RowSort::SubmitRefused, 0, 0),
        Event::RequestAccepted { timestamp, .. } => reported(RowSort::RequestAccepted, 0, timestamp.0),
        Event::ReplyResent { timestamp, .. } => reported(RowSort::ReplyResent, 0, timestamp.0),
        Event::PrePrepared(slot) => assigned(RowSort::PrePrepared, slot),
        Event::Prepared(slot) => assigned(RowSort::Prepared, slot),
        Event::CommittedLocal(slot) => assigned(RowSort::CommittedLocal, slot),
        Event::Executed(execution) => reported(RowSort::Executed, execution.view.0, execution.seq.0),
        Event::CheckpointTaken { seq, .. } => reported(RowSort::CheckpointTaken, 0, seq.0),
        Event::Stable { seq, .. } => reported(RowSort::Stable, 0, seq.0),
        Event::ViewChangeStarted { view, .. } => reported(RowSort::ViewChangeStarted, view.0, 0),
        Event::ViewEntered { view, .. } => reported(RowSort::ViewEntered, view.0, 0),
        Event::StateTransferStarted { min_seq } => reported(RowSort::StateTransferStarted, 0, min_seq.0),
        Event::StateTransferred { seq, .. } => reported(RowSort::StateTransferred, 0, seq.0),
        Event::Restarted { last_executed, amnesic } => {
            TimelineRow { amnesic: *amnesic, ..reported(RowSort::Restarted, 0, last_executed.0) }
        }
        Event::Reintegrated { above, from } => reported(RowSort::Reintegrated, from.0, above.0),
        Event::Refused { kind, reason, .. } => TimelineRow {
            message: *kind as u8,
            proves_fault: reason.proves_fault(),
            forged: matches!(reason, RejectReason::BadSignature(_)),
            ..reported(RowSort::MessageRefused, 0, 0)
        },
        Event::ConflictingReplies { .. } => reported(RowSort::ConflictingReplies, 0, 0),
        Event::EvidenceFound(_) => reported(RowSort::EvidenceFound, 0, 0),
        Event::Alarm(_) => reported(RowSort::Alarm, 0, 0),
    }
}
