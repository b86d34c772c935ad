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

/// A fact that a node reports about itself, told apart by `name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum ProtocolEvent {
    /// A client sends its request, first to the primary, later to all (paper, section 4.1).
    RequestSent {
        /// The request's timestamp.
        timestamp: u64,
        /// Whether it goes to all replicas, since the answer is late.
        to_all: bool,
    },
    /// A client counts a REPLY (section 4.1).
    ReplyCounted {
        /// Who replied.
        replica: u32,
        /// The request's timestamp.
        timestamp: u64,
        /// How many replicas agree on this result now.
        have: u32,
        /// How many must.
        need: u32,
        /// What the reply says, at most 200 characters; absent where the message is no longer kept.
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
    /// A client was asked for something that it cannot take, since too many operations wait.
    SubmitRefused {
        /// How many operations may wait.
        limit: u64,
    },
    /// A replica takes a request into its pending requests (section 4.2).
    RequestAccepted {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// A request came again that is executed already: the stored result goes out again (section 4.1).
    ReplyResent {
        /// The client.
        client: u32,
        /// The request's timestamp.
        timestamp: u64,
    },
    /// The replica accepted, or as the primary made, an assignment and knows its batch (section 4.2).
    PrePrepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica holds a prepared certificate (section 4.2).
    Prepared {
        /// The view.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
    },
    /// The replica holds a commit certificate (section 4.2).
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
        /// The view the replica was in.
        view: u64,
        /// The sequence number.
        seq: u64,
        /// The digest of the batch.
        digest: String,
        /// The requests and their results, at most 20.
        requests: Vec<RequestBrief>,
    },
    /// The replica kept its state at a checkpoint (section 4.3).
    CheckpointTaken {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// A checkpoint became stable: the low water mark moved (section 4.3).
    Stable {
        /// The sequence number.
        seq: u64,
        /// The digest of the state.
        digest: String,
    },
    /// The replica gave up on its view (section 4.4).
    ViewChangeStarted {
        /// The view it wants now.
        view: u64,
        /// Why: `request-timeout`, `new-view-timeout`, `joined`, `invalid-new-view`.
        why: String,
    },
    /// The replica is active in a new view (section 4.4).
    ViewEntered {
        /// The view.
        view: u64,
        /// The stable checkpoint that the view starts from.
        min_seq: u64,
        /// The highest number that the new view assigned again.
        max_seq: u64,
    },
    /// The replica asks for a stable checkpoint, since it lags.
    StateTransferStarted {
        /// The oldest checkpoint that would help.
        min_seq: u64,
    },
    /// The replica took over a proven state.
    StateTransferred {
        /// The checkpoint's sequence number.
        seq: u64,
        /// Its digest.
        digest: String,
    },
    /// The replica came back from a crash with what its disk held.
    Restarted {
        /// The last number its state covers.
        last_executed: u64,
        /// Whether it lost its disk and only learns for now.
        amnesic: bool,
    },
    /// A replica that had lost its disk votes again.
    Reintegrated {
        /// It votes above this number only.
        above: u64,
        /// It votes from this view on.
        from_view: u64,
    },
    /// A message changed nothing.
    MessageRefused {
        /// The kind of the message, as the paper writes it.
        kind: String,
        /// The node that it claimed to be signed by, if it named one.
        #[serde(skip_serializing_if = "Option::is_none")]
        signer: Option<u32>,
        /// Why.
        reason: Reason,
        /// Whether only a faulty sender causes this. Other refusals also happen among correct nodes, because messages are late,
        /// lost or retransmitted.
        proves_fault: bool,
    },
    /// A client has two different replies of one replica to one request. While at most f replicas are faulty, that one is; but
    /// beyond f a correct replica can send both, so the replies are no evidence.
    ConflictingReplies {
        /// The replica.
        replica: u32,
        /// The replies, the one that counts first.
        replies: Vec<MessageBrief>,
    },
    /// Proof of guilt found: the node holds signed statements that no correct member makes.
    EvidenceFound {
        /// The guilty node.
        culprit: u32,
        /// What was done, such as `conflicting-prepares`.
        offence: String,
        /// The statements.
        statements: Vec<MessageBrief>,
    },
    /// What the node sees cannot be while at most f replicas are faulty.
    Alarm {
        /// What it sees, such as `conflicting-decisions`.
        alarm: String,
        /// The sequence number or timestamp that it is about.
        number: u64,
    },
    /// The script that the replica follows failed: it threw, or left something that cannot be sent. The replica says nothing in
    /// this step.
    ScriptFailed {
        /// What was wrong, at most 300 characters; browsers may word it differently.
        error: String,
    },
    /// The replica's script was refused an action, such as a signature of another node, and continued.
    ScriptRefused {
        /// The first thing that it was refused in this step, and why.
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
            // The record has the reply as its cause.
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
