//! The trace as rows of numbers: a timeline draws a million records without an object for each.

/// One record of the trace in eight numbers. A number that does not fit is the largest one that
/// does: rows are for drawing, and [`TraceRecord`](super::TraceRecord) has every number whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// When, in microseconds.
    pub at_us: u64,
    /// The step in which it was made.
    pub step: u32,
    /// How many records before this one its cause stands; 0: no cause.
    pub cause_back: u32,
    /// What kind of record it is.
    pub sort: RowSort,
    /// The kind of the message that it speaks of, as `messageKinds()` numbers them; 0 if none.
    pub message: u8,
    /// Whether a disk was lost, of what was restarted.
    pub amnesic: bool,
    /// The node that it concerns: the sender of a packet.
    pub node: u16,
    /// The recipient of a packet; of a multicast [`TimelineRow::NOBODY`].
    pub other: u16,
    /// The sequence number that it speaks of, or a request's timestamp; 0 if none.
    pub number: u32,
    /// The view that it speaks of; 0 if none.
    pub view: u32,
}

impl TimelineRow {
    /// How many numbers a row is.
    pub const STRIDE: usize = 8;
    /// No node, or several.
    pub const NOBODY: u16 = u16::MAX;

    /// The row as JavaScript reads it; the facade's `timeline()` documents the order.
    pub fn numbers(&self) -> [u32; TimelineRow::STRIDE] {
        let flags = u32::from(self.amnesic) << 16;
        [
            self.at_us as u32,
            (self.at_us >> 32) as u32,
            self.step,
            self.cause_back,
            self.sort as u32 | u32::from(self.message) << 8 | flags,
            u32::from(self.node) | u32::from(self.other) << 16,
            self.number,
            self.view,
        ]
    }
}

/// What kinds of record a timeline tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum RowSort {
    /// A message was put on the network.
    Sent,
    /// The network or a person made a second packet of one.
    Duplicated,
    /// A packet was handed to its recipient.
    Delivered,
    /// A packet will not arrive.
    Dropped,
    /// A timer that waits for progress expired.
    Timeout,
    /// A timer of housekeeping ran out.
    Timer,
    /// A command that the other sorts do not tell.
    Command,
    /// A command that could not be obeyed.
    RefusedCommand,
    /// A client was asked for an operation.
    Submit,
    /// A node crashed.
    Crash,
    /// A node came back.
    Restart,
    /// A node was paused.
    Pause,
    /// A paused node goes on.
    Resume,
    /// The network was partitioned.
    Partition,
    /// The network is whole again.
    Heal,
    /// A node that had been paused took up what it was asked.
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
    /// A replica accepted, or as the primary made, an assignment.
    PrePrepared,
    /// A replica holds a prepared certificate.
    Prepared,
    /// A replica holds a commit certificate.
    CommittedLocal,
    /// A replica executed a batch.
    Executed,
    /// A replica kept its state at a checkpoint.
    CheckpointTaken,
    /// A checkpoint became stable.
    Stable,
    /// A replica gave up on its view.
    ViewChangeStarted,
    /// A replica is active in a new view.
    ViewEntered,
    /// A replica asks for a later state.
    StateTransferStarted,
    /// A replica took over a proven state.
    StateTransferred,
    /// A replica is up again.
    Restarted,
    /// A replica that had lost its disk votes again.
    Reintegrated,
    /// A node refused a message.
    MessageRefused,
    /// A node holds proof that another lied.
    EvidenceFound,
    /// A node sees what must not be.
    Alarm,
    /// A replica says nothing in this step, since its script failed.
    ScriptFailed,
    /// A replica's script was refused something.
    ScriptRefused,
    /// A client has two different replies of one replica.
    ConflictingReplies,
}

impl RowSort {
    /// All of them, in the order of their numbers.
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

    /// The stable name; a fact has the name that it has in [`Fact`](super::Fact).
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
