//! Records of the trace, as rows of numbers.

use crate::api::{RowSort, TimelineRow};
use crate::byzantine::node::Node;
use crate::node::NodeEvent;
use crate::node::NodeTimer;
use crate::pbft::event::{Assignment, Event};
use crate::pbft::{Local, Message, MessageKind, Timer};
use crate::process::{Disk, NodeId, NodeRange};
use crate::sim::{Command, Instruction, Reader, Record, RecordKind};

/// A record. Every record has a row: where its message is no longer kept, only the message's kind and numbers are missing.
pub(crate) fn row_of(record: &Record<NodeTimer>, trace: Reader<'_, Node>) -> TimelineRow {
    let back = record.cause.map_or(0, |cause| record.id.0.saturating_sub(cause.0));
    let row = TimelineRow {
        at_us: record.at.0,
        step: record.step as u32,
        cause_back: u32::try_from(back).unwrap_or(0),
        sort: RowSort::Command,
        message: MessageKind::Bytes as u8,
        amnesic: false,
        node: TimelineRow::NOBODY,
        other: TimelineRow::NOBODY,
        number: 0,
        view: 0,
    };
    let packet = |sort, from, to: Option<NodeId>, message| {
        let row = TimelineRow { other: to.map_or(TimelineRow::NOBODY, short), ..at(row, sort, from) };
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

/// The largest number is used for those that do not fit.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn at(row: TimelineRow, sort: RowSort, node: NodeId) -> TimelineRow {
    TimelineRow { sort, node: short(node), ..row }
}

fn short(node: NodeId) -> u16 {
    u16::try_from(node.0).unwrap_or(TimelineRow::NOBODY)
}

/// The recipient of what goes to one node only.
fn only(to: NodeRange) -> Option<NodeId> {
    (to.first.0.saturating_add(1) == to.end.0).then_some(to.first)
}

fn carrying(row: TimelineRow, message: &Message) -> TimelineRow {
    let (view, number) = numbers_of(message);
    TimelineRow { message: message.kind() as u8, number: narrow(number), view: narrow(view), ..row }
}

/// The view that a message speaks of, and its sequence number or, of a request and its reply, its timestamp.
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

/// Timers that wait for progress are told from housekeeping.
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
        // It crashes later, in the middle of a step, and a record of its own tells that.
        Command::CrashMidStep { node, .. } | Command::Timeout { node, .. } => {
            at(row, RowSort::Command, *node)
        }
        _ => row,
    }
}

fn reported(row: TimelineRow, event: &NodeEvent) -> TimelineRow {
    match event {
        NodeEvent::Protocol(event) => reported_by_protocol(row, event),
        NodeEvent::Script(error) if error.failed => TimelineRow { sort: RowSort::ScriptFailed, ..row },
        NodeEvent::Script(_) => TimelineRow { sort: RowSort::ScriptRefused, ..row },
    }
}

fn reported_by_protocol(row: TimelineRow, event: &Event) -> TimelineRow {
    let told = |sort, view: u64, number: u64| TimelineRow {
        sort,
        view: narrow(view),
        number: narrow(number),
        ..row
    };
    let assigned = |sort, slot: &Assignment| told(sort, slot.view.0, slot.seq.0);
    match event {
        Event::RequestSent { timestamp, .. } => told(RowSort::RequestSent, 0, timestamp.0),
        Event::ReplyCounted { timestamp, .. } => told(RowSort::ReplyCounted, 0, timestamp.0),
        Event::ResultAccepted { timestamp, .. } => told(RowSort::ResultAccepted, 0, timestamp.0),
        Event::SubmitRefused { .. } => told(RowSort::SubmitRefused, 0, 0),
        Event::RequestAccepted { timestamp, .. } => told(RowSort::RequestAccepted, 0, timestamp.0),
        Event::ReplyResent { timestamp, .. } => told(RowSort::ReplyResent, 0, timestamp.0),
        Event::PrePrepared(slot) => assigned(RowSort::PrePrepared, slot),
        Event::Prepared(slot) => assigned(RowSort::Prepared, slot),
        Event::CommittedLocal(slot) => assigned(RowSort::CommittedLocal, slot),
        Event::Executed(execution) => told(RowSort::Executed, execution.view.0, execution.seq.0),
        Event::CheckpointTaken { seq, .. } => told(RowSort::CheckpointTaken, 0, seq.0),
        Event::Stable { seq, .. } => told(RowSort::Stable, 0, seq.0),
        Event::ViewChangeStarted { view, .. } => told(RowSort::ViewChangeStarted, view.0, 0),
        Event::ViewEntered { view, .. } => told(RowSort::ViewEntered, view.0, 0),
        Event::StateTransferStarted { min_seq } => told(RowSort::StateTransferStarted, 0, min_seq.0),
        Event::StateTransferred { seq, .. } => told(RowSort::StateTransferred, 0, seq.0),
        Event::Restarted { last_executed, amnesic } => {
            TimelineRow { amnesic: *amnesic, ..told(RowSort::Restarted, 0, last_executed.0) }
        }
        Event::Reintegrated { above, from } => told(RowSort::Reintegrated, from.0, above.0),
        Event::Refused { kind, .. } => {
            TimelineRow { message: *kind as u8, ..told(RowSort::MessageRefused, 0, 0) }
        }
        Event::ConflictingReplies { .. } => told(RowSort::ConflictingReplies, 0, 0),
        Event::EvidenceFound(_) => told(RowSort::EvidenceFound, 0, 0),
        Event::Alarm(_) => told(RowSort::Alarm, 0, 0),
    }
}
