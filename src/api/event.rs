//! Events that nodes report.

use serde::Serialize;

use super::message::{MessageBrief, REQUESTS_MAX, RequestBrief, request_brief_of};
use super::proof::statement_brief_of;
use super::reason::{Reason, reason_of_reject};
use super::text::{brief_text_of, node_of};
use crate::node::{NodeEvent, ScriptError};
use crate::pbft::event::{Alarm, Event, Evidence, Execution, Offence, ViewChangeCause};
use crate::pbft::ids::Author;
use crate::pbft::{MessageKind, ProtocolParams, RejectReason, client};

/// An event that a node reports about itself. `name` is its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ProtocolEvent {
    /// A client sends its request, first to the primary, later to all replicas (paper, section 4.1).
    RequestSent {
        /// The request's timestamp.
        timestamp: u64,
        /// Whether it goes to all replicas, because there was no result in time.
        to_all: bool,
    },
    /// A client counts a REPLY (section 4.1).
    ReplyCounted {
        /// The replica.
        replica: u32,
        /// The request's timestamp.
        timestamp: u64,
        /// The number of replicas that agree on this result now.
        have: u32,
        /// The number that is needed.
        need: u32,
        /// The result in the reply, at most 200 characters. Absent if the message was discarded.
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<String>,
    },
    /// A client accepts a result (section 4.1).
    ResultAccepted {
        /// The request's timestamp.
        timestamp: u64,
        /// The result, at most 200 characters.
        result: String,
    },
    /// A client refuses an operation, because too many operations wait.
    SubmitRefused {
        /// The maximum number of operations that may wait.
        limit: u64,
    },
    /// A replica adds a request to its pending requests (section 4.2).
    RequestAccepted {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// A replica received an executed request again and sends the stored reply (section 4.1).
    ReplyResent {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// The replica accepted an assignment, or made it as the primary, and has its batch (section 4.2).
    PrePrepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica has a prepared certificate (section 4.2).
    Prepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica has a commit certificate (section 4.2).
    CommittedLocal {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica executed a batch (section 4.2).
    Executed {
        /// The view of the replica.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
        /// The requests and their results, at most 20.
        requests: Vec<RequestBrief>,
    },
    /// The replica stored its state at a checkpoint (section 4.3).
    CheckpointTaken {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// A checkpoint became stable, and the low water mark moved (section 4.3).
    Stable {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// The replica left its view and asks for a later one (section 4.4).
    ViewChangeStarted {
        /// The view that it asks for.
        view: u64,
        /// The reason: `request-timeout`, `new-view-timeout`, `joined` or `invalid-new-view`.
        why: String,
    },
    /// The replica is active in a new view (section 4.4).
    ViewEntered {
        /// The view.
        view: u64,
        /// The stable checkpoint at which the view starts.
        min_seq: u64,
        /// The highest sequence number that the new view assigned again.
        max_seq: u64,
    },
    /// The replica lags behind and asks for a stable checkpoint.
    StateTransferStarted {
        /// The lowest checkpoint that would help.
        min_seq: u64,
    },
    /// The replica installed a proven state.
    StateTransferred {
        /// The sequence number of the checkpoint.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// The replica restarted after a crash with the state on its disk.
    Restarted {
        /// The last sequence number in its state.
        last_executed: u64,
        /// Whether it lost its disk. Then it does not vote yet.
        amnesic: bool,
    },
    /// A replica that had lost its disk votes again.
    Reintegrated {
        /// It votes only above this sequence number.
        above: u64,
        /// It votes from this view on.
        from_view: u64,
    },
    /// A node refused a message, which had no effect.
    MessageRefused {
        /// The kind of the message, as in the paper.
        kind: String,
        /// The node that the message names as its signer, if any.
        #[serde(skip_serializing_if = "Option::is_none")]
        signer: Option<u32>,
        /// The reason.
        reason: Reason,
        /// Whether only a faulty sender causes this. Other refusals also happen among correct nodes, because messages are late,
        /// lost or retransmitted.
        proves_fault: bool,
    },
    /// A client has two different replies of one replica to one request. With at most f faulty replicas, that replica is
    /// faulty. With more, a correct replica can send both, so the replies are not evidence.
    ConflictingReplies {
        /// The replica.
        replica: u32,
        /// The replies. The one that counts is first.
        replies: Vec<MessageBrief>,
    },
    /// The node has proof of guilt: signed statements that no correct node makes.
    EvidenceFound {
        /// The guilty node.
        culprit: u32,
        /// The offence, such as `conflicting-prepares`.
        offence: String,
        /// The statements.
        statements: Vec<MessageBrief>,
    },
    /// The node sees something impossible with at most f faulty replicas.
    Alarm {
        /// The stable name, such as `conflicting-decisions`.
        alarm: String,
        /// The sequence number or timestamp.
        number: u64,
    },
    /// The script of the replica failed: it threw, or returned something that cannot be sent. The replica sends nothing in this
    /// step.
    ScriptFailed {
        /// The error, at most 300 characters. Browsers may word it differently.
        error: String,
    },
    /// The script of the replica was refused an action, such as signing for another node. It continued.
    ScriptRefused {
        /// The first refused action of this step, and the reason.
        error: String,
    },
}

pub(super) fn event_of(event: &NodeEvent, params: &ProtocolParams) -> ProtocolEvent {
    match event {
        NodeEvent::Protocol(event) => event_of_protocol(event, params),
        NodeEvent::Script(error) => event_of_script(error),
    }
}

fn event_of_script(script: &ScriptError) -> ProtocolEvent {
    let error = script.message.clone();
    if script.failed { ProtocolEvent::ScriptFailed { error } } else { ProtocolEvent::ScriptRefused { error } }
}

fn event_of_protocol(event: &Event, params: &ProtocolParams) -> ProtocolEvent {
    match event {
        Event::RequestSent { timestamp, to_all } => {
            ProtocolEvent::RequestSent { timestamp: timestamp.0, to_all: *to_all }
        }
        Event::ReplyCounted { replica, timestamp, have, need } => {
            // The reply is the cause of the record.
            let result = None;
            ProtocolEvent::ReplyCounted {
                replica: replica.0,
                timestamp: timestamp.0,
                have: *have,
                need: *need,
                result,
            }
        }
        Event::ResultAccepted { timestamp, result } => {
            ProtocolEvent::ResultAccepted { timestamp: timestamp.0, result: brief_text_of(result) }
        }
        Event::SubmitRefused { .. } => ProtocolEvent::SubmitRefused { limit: client::QUEUE_MAX as u64 },
        Event::RequestAccepted { client, timestamp } => {
            ProtocolEvent::RequestAccepted { client: client.0, timestamp: timestamp.0 }
        }
        Event::ReplyResent { client, timestamp } => {
            ProtocolEvent::ReplyResent { client: client.0, timestamp: timestamp.0 }
        }
        Event::PrePrepared(slot) => {
            ProtocolEvent::PrePrepared { view: slot.view.0, seq: slot.seq.0, digest: slot.digest.to_string() }
        }
        Event::Prepared(slot) => {
            ProtocolEvent::Prepared { view: slot.view.0, seq: slot.seq.0, digest: slot.digest.to_string() }
        }
        Event::CommittedLocal(slot) => ProtocolEvent::CommittedLocal {
            view: slot.view.0,
            seq: slot.seq.0,
            digest: slot.digest.to_string(),
        },
        Event::Executed(execution) => executed(execution),
        Event::CheckpointTaken { seq, digest } => {
            ProtocolEvent::CheckpointTaken { seq: seq.0, digest: digest.to_string() }
        }
        Event::Stable { seq, digest } => ProtocolEvent::Stable { seq: seq.0, digest: digest.to_string() },
        Event::ViewChangeStarted { view, cause } => {
            ProtocolEvent::ViewChangeStarted { view: view.0, why: cause_code(*cause).to_owned() }
        }
        Event::ViewEntered { view, min_seq, max_seq } => {
            ProtocolEvent::ViewEntered { view: view.0, min_seq: min_seq.0, max_seq: max_seq.0 }
        }
        Event::StateTransferStarted { min_seq } => ProtocolEvent::StateTransferStarted { min_seq: min_seq.0 },
        Event::StateTransferred { seq, digest } => {
            ProtocolEvent::StateTransferred { seq: seq.0, digest: digest.to_string() }
        }
        Event::Restarted { last_executed, amnesic } => {
            ProtocolEvent::Restarted { last_executed: last_executed.0, amnesic: *amnesic }
        }
        Event::Reintegrated { above, from } => {
            ProtocolEvent::Reintegrated { above: above.0, from_view: from.0 }
        }
        Event::Refused { kind, author, reason } => message_refused(*kind, *author, *reason, params),
        Event::ConflictingReplies { replica, replies } => ProtocolEvent::ConflictingReplies {
            replica: replica.0,
            replies: replies.iter().map(|it| statement_brief_of(it, params)).collect(),
        },
        Event::EvidenceFound(evidence) => evidence_found(evidence, params),
        Event::Alarm(alarm) => alarm_of(*alarm),
    }
}

fn message_refused(
    kind: MessageKind,
    author: Option<Author>,
    reason: RejectReason,
    params: &ProtocolParams,
) -> ProtocolEvent {
    ProtocolEvent::MessageRefused {
        kind: kind.name().to_owned(),
        signer: author.map(|author| node_of(author, params).0),
        reason: reason_of_reject(reason),
        proves_fault: reason.proves_fault(),
    }
}

fn executed(execution: &Execution) -> ProtocolEvent {
    let requests = execution.batch.requests().iter().zip(&execution.results).take(REQUESTS_MAX);
    ProtocolEvent::Executed {
        view: execution.view.0,
        seq: execution.seq.0,
        digest: execution.batch.digest().to_string(),
        requests: requests.map(|(request, result)| request_brief_of(request, result.as_deref())).collect(),
    }
}

fn evidence_found(evidence: &Evidence, params: &ProtocolParams) -> ProtocolEvent {
    ProtocolEvent::EvidenceFound {
        culprit: node_of(evidence.culprit, params).0,
        offence: offence_code(evidence.offence).to_owned(),
        statements: evidence.statements.iter().map(|it| statement_brief_of(it, params)).collect(),
    }
}

fn alarm_of(alarm: Alarm) -> ProtocolEvent {
    let (code, number) = match alarm {
        Alarm::ConflictingDecisions { seq } => ("conflicting-decisions", seq.0),
        Alarm::Diverged { seq } => ("diverged", seq.0),
        Alarm::ConflictingResults { timestamp } => ("conflicting-results", timestamp.0),
        Alarm::ConflictingCertificates { seq } => ("conflicting-certificates", seq.0),
    };
    ProtocolEvent::Alarm { alarm: code.to_owned(), number }
}

fn cause_code(cause: ViewChangeCause) -> &'static str {
    match cause {
        ViewChangeCause::RequestTimeout => "request-timeout",
        ViewChangeCause::NewViewTimeout => "new-view-timeout",
        ViewChangeCause::Joined => "joined",
        ViewChangeCause::InvalidNewView => "invalid-new-view",
    }
}

pub(super) fn offence_code(offence: Offence) -> &'static str {
    match offence {
        Offence::ConflictingPrePrepares => "conflicting-pre-prepares",
        Offence::ConflictingPrepares => "conflicting-prepares",
        Offence::ConflictingCommits => "conflicting-commits",
        Offence::ConflictingCheckpoints => "conflicting-checkpoints",
        Offence::ConflictingNewViews => "conflicting-new-views",
        Offence::PrepareByPrimary => "prepare-by-primary",
        Offence::HiddenCertificate => "hidden-certificate",
        Offence::InvalidViewChange => "invalid-view-change",
        Offence::InvalidNewView => "invalid-new-view",
        Offence::ConflictingRequests => "conflicting-requests",
    }
}
