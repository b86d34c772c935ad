//! Facts that nodes report, as plain data.

use super::proof::statement_brief_of;
use super::reason::reason_of_reject;
use super::{REQUESTS_MAX, brief_text_of, node_of, request_brief_of};
use crate::api::Fact;
use crate::node::{NodeEvent, ScriptError};
use crate::pbft::event::{Alarm, Event, Evidence, Execution, Offence, ViewChangeCause};
use crate::pbft::{ProtocolParams, client};

pub(super) fn fact_of(event: &NodeEvent, params: &ProtocolParams) -> Fact {
    match event {
        NodeEvent::Protocol(event) => fact_of_protocol(event, params),
        NodeEvent::Script(error) => event_of_script(error),
    }
}

fn event_of_script(script: &ScriptError) -> Fact {
    let error = script.message.clone();
    if script.failed { Fact::ScriptFailed { error } } else { Fact::ScriptRefused { error } }
}

fn fact_of_protocol(event: &Event, params: &ProtocolParams) -> Fact {
    match event {
        Event::RequestSent { timestamp, to_all } => {
            Fact::RequestSent { timestamp: timestamp.0, to_all: *to_all }
        }
        Event::ReplyCounted { replica, timestamp, have, need } => {
            // The record has the reply as its cause.
            let result = None;
            Fact::ReplyCounted {
                replica: replica.0,
                timestamp: timestamp.0,
                have: *have,
                need: *need,
                result,
            }
        }
        Event::ResultAccepted { timestamp, result } => {
            Fact::ResultAccepted { timestamp: timestamp.0, result: brief_text_of(result) }
        }
        Event::SubmitRefused { .. } => Fact::SubmitRefused { limit: client::QUEUE_MAX as u64 },
        Event::RequestAccepted { client, timestamp } => {
            Fact::RequestAccepted { client: client.0, timestamp: timestamp.0 }
        }
        Event::ReplyResent { client, timestamp } => {
            Fact::ReplyResent { client: client.0, timestamp: timestamp.0 }
        }
        Event::PrePrepared(slot) => {
            Fact::PrePrepared { view: slot.view.0, seq: slot.seq.0, digest: slot.digest.to_string() }
        }
        Event::Prepared(slot) => {
            Fact::Prepared { view: slot.view.0, seq: slot.seq.0, digest: slot.digest.to_string() }
        }
        Event::CommittedLocal(slot) => {
            Fact::CommittedLocal { view: slot.view.0, seq: slot.seq.0, digest: slot.digest.to_string() }
        }
        Event::Executed(execution) => executed(execution),
        Event::CheckpointTaken { seq, digest } => {
            Fact::CheckpointTaken { seq: seq.0, digest: digest.to_string() }
        }
        Event::Stable { seq, digest } => Fact::Stable { seq: seq.0, digest: digest.to_string() },
        Event::ViewChangeStarted { view, cause } => {
            Fact::ViewChangeStarted { view: view.0, why: cause_code(*cause).to_owned() }
        }
        Event::ViewEntered { view, min_seq, max_seq } => {
            Fact::ViewEntered { view: view.0, min_seq: min_seq.0, max_seq: max_seq.0 }
        }
        Event::StateTransferStarted { min_seq } => Fact::StateTransferStarted { min_seq: min_seq.0 },
        Event::StateTransferred { seq, digest } => {
            Fact::StateTransferred { seq: seq.0, digest: digest.to_string() }
        }
        Event::Restarted { last_executed, amnesic } => {
            Fact::Restarted { last_executed: last_executed.0, amnesic: *amnesic }
        }
        Event::Reintegrated { above, from } => Fact::Reintegrated { above: above.0, from_view: from.0 },
        Event::Refused { kind, author, reason } => Fact::MessageRefused {
            kind: kind.name().to_owned(),
            signer: author.map(|author| node_of(author, params).0),
            reason: reason_of_reject(*reason),
            proves_fault: reason.proves_fault(),
        },
        Event::ConflictingReplies { replica, replies } => Fact::ConflictingReplies {
            replica: replica.0,
            replies: replies.iter().map(|it| statement_brief_of(it, params)).collect(),
        },
        Event::EvidenceFound(evidence) => evidence_found(evidence, params),
        Event::Alarm(alarm) => alarm_of(*alarm),
    }
}

fn executed(execution: &Execution) -> Fact {
    let requests = execution.batch.requests().iter().zip(&execution.results).take(REQUESTS_MAX);
    Fact::Executed {
        view: execution.view.0,
        seq: execution.seq.0,
        digest: execution.batch.digest().to_string(),
        requests: requests.map(|(request, result)| request_brief_of(request, result.as_deref())).collect(),
    }
}

fn evidence_found(evidence: &Evidence, params: &ProtocolParams) -> Fact {
    Fact::EvidenceFound {
        culprit: node_of(evidence.culprit, params).0,
        offence: offence_code(evidence.offence).to_owned(),
        statements: evidence.statements.iter().map(|it| statement_brief_of(it, params)).collect(),
    }
}

fn alarm_of(alarm: Alarm) -> Fact {
    let (code, number) = match alarm {
        Alarm::ConflictingDecisions { seq } => ("conflicting-decisions", seq.0),
        Alarm::Diverged { seq } => ("diverged", seq.0),
        Alarm::ConflictingResults { timestamp } => ("conflicting-results", timestamp.0),
        Alarm::ConflictingCertificates { seq } => ("conflicting-certificates", seq.0),
    };
    Fact::Alarm { alarm: code.to_owned(), number }
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
