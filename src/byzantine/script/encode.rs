//! Encoder: from messages to the plain data of scripts.

use super::decode::BASES;
use super::types::{
    ScriptBatch, ScriptBytes, ScriptCertificate, ScriptCheckpoint, ScriptCommitCertificate, ScriptFetchBatch,
    ScriptFetchState, ScriptMessage, ScriptNewView, ScriptProposal, ScriptQuestion, ScriptReply,
    ScriptRequest, ScriptState, ScriptStatus, ScriptViewChange, ScriptVote, ScriptWaitingRequest,
};
use crate::pbft::batch::Batch;
use crate::pbft::codec::Encoded as _;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{
    Checkpoint, Commit, NewView, PrePrepare, Prepare, PreparedCertificate, Reply, Request, SeqBits,
    StateTransfer, Status, ViewChange, WaitingRequest,
};
use crate::pbft::{Digest, Message, ReplicaId, Seq, View};

/// A message as a script sees it.
pub(crate) fn script_message_of(message: &Message) -> ScriptMessage {
    match message {
        Message::Request(request) => ScriptMessage::Request(request_of(request)),
        Message::PrePrepare { header, batch } => ScriptMessage::PrePrepare(ScriptProposal {
            view: header.view.0,
            seq: header.seq.0,
            digest: header.digest.to_string(),
            replica: header.replica.0,
            batch: requests_of(batch),
            signature: signature_of(header),
        }),
        Message::Prepare(vote) => ScriptMessage::Prepare(prepare_of(vote)),
        Message::Commit(vote) => ScriptMessage::Commit(commit_of(vote)),
        Message::Reply(reply) => ScriptMessage::Reply(reply_of(reply)),
        Message::Checkpoint(vote) => ScriptMessage::Checkpoint(checkpoint_of(vote)),
        Message::ViewChange(change) => ScriptMessage::ViewChange(view_change_of(change)),
        Message::NewView(new_view) => ScriptMessage::NewView(new_view_of(new_view)),
        Message::Status(status) => ScriptMessage::Status(status_of(status)),
        Message::FetchBatch(fetch) => ScriptMessage::FetchBatch(ScriptFetchBatch {
            digest: fetch.digest.to_string(),
            replica: fetch.replica.0,
            signature: signature_of(fetch),
        }),
        Message::Batch(batch) => ScriptMessage::Batch(ScriptBatch { batch: requests_of(batch) }),
        Message::FetchState(fetch) => ScriptMessage::FetchState(ScriptFetchState {
            min_seq: fetch.min_seq.0,
            counter: fetch.counter,
            replica: fetch.replica.0,
            signature: signature_of(fetch),
        }),
        Message::State(state) => ScriptMessage::State(state_of(state)),
        Message::CommitCertificate(proof) => ScriptMessage::CommitCertificate(ScriptCommitCertificate {
            view: proof.view.0,
            seq: proof.seq.0,
            digest: proof.digest.to_string(),
            commits: proof.commits.iter().map(|vote| commit_of(vote)).collect(),
            batch: requests_of(&proof.batch),
        }),
        Message::Bytes(bytes) => ScriptMessage::Bytes(ScriptBytes { bytes: hex(bytes) }),
    }
}

fn request_of(request: &Signed<Request>) -> ScriptRequest {
    ScriptRequest {
        client: request.client.0,
        timestamp: request.timestamp.0,
        read_only: request.read_only,
        operation: text_of(&request.operation),
        signature: signature_of(request),
    }
}

fn requests_of(batch: &Batch) -> Vec<ScriptRequest> {
    batch.requests().iter().map(|request| request_of(request)).collect()
}

fn header_of(header: &Signed<PrePrepare>) -> ScriptVote {
    vote_of(header, header.view, header.seq, header.digest, header.replica)
}

fn prepare_of(vote: &Signed<Prepare>) -> ScriptVote {
    vote_of(vote, vote.view, vote.seq, vote.digest, vote.replica)
}

fn commit_of(vote: &Signed<Commit>) -> ScriptVote {
    vote_of(vote, vote.view, vote.seq, vote.digest, vote.replica)
}

/// The fields of the votes of all three phases.
fn vote_of<T>(vote: &Signed<T>, view: View, seq: Seq, digest: Digest, replica: ReplicaId) -> ScriptVote {
    ScriptVote {
        view: view.0,
        seq: seq.0,
        digest: digest.to_string(),
        replica: replica.0,
        signature: signature_of(vote),
    }
}

fn reply_of(reply: &Signed<Reply>) -> ScriptReply {
    let basis = BASES.iter().find(|(_, kind)| *kind == reply.kind);
    ScriptReply {
        view: reply.view.0,
        timestamp: reply.timestamp.0,
        client: reply.client.0,
        replica: reply.replica.0,
        basis: basis.map_or_else(String::new, |(name, _)| (*name).to_owned()),
        result: text_of(&reply.result),
        signature: signature_of(reply),
    }
}

fn checkpoint_of(vote: &Signed<Checkpoint>) -> ScriptCheckpoint {
    ScriptCheckpoint {
        seq: vote.seq.0,
        digest: vote.digest.to_string(),
        replica: vote.replica.0,
        signature: signature_of(vote),
    }
}

fn certificate_of(certificate: &PreparedCertificate) -> ScriptCertificate {
    ScriptCertificate {
        pre_prepare: header_of(&certificate.pre_prepare),
        prepares: certificate.prepares.iter().map(|vote| prepare_of(vote)).collect(),
    }
}

fn view_change_of(change: &Signed<ViewChange>) -> ScriptViewChange {
    ScriptViewChange {
        view: change.view.0,
        low_water_mark: change.low_water_mark.0,
        checkpoints: change.checkpoints.iter().map(|vote| checkpoint_of(vote)).collect(),
        prepared: change.prepared.iter().map(|certificate| certificate_of(certificate)).collect(),
        replica: change.replica.0,
        signature: signature_of(change),
    }
}

fn new_view_of(new_view: &Signed<NewView>) -> ScriptNewView {
    ScriptNewView {
        view: new_view.view.0,
        view_changes: new_view.view_changes.iter().map(|change| view_change_of(change)).collect(),
        pre_prepares: new_view.pre_prepares.iter().map(|header| header_of(header)).collect(),
        replica: new_view.replica.0,
        signature: signature_of(new_view),
    }
}

fn status_of(status: &Signed<Status>) -> ScriptStatus {
    let numbers = |bits: &SeqBits| {
        let set = (1..).zip(&bits.0).filter(|(_, bit)| **bit);
        set.map(|(offset, _)| status.low_water_mark.plus(offset).0).collect()
    };
    ScriptStatus {
        view: status.view.0,
        active: status.active,
        low_water_mark: status.low_water_mark.0,
        last_executed: status.last_executed.0,
        has_new_view: status.has_new_view,
        prepared: numbers(&status.prepared),
        committed: numbers(&status.committed),
        view_changes: status.view_changes.iter().map(|replica| replica.0).collect(),
        missing: status.missing.iter().map(ToString::to_string).collect(),
        assigned: status.assigned.0,
        waiting: status.waiting.iter().map(waiting_of).collect(),
        counter: status.counter,
        question: status
            .question
            .map(|question| ScriptQuestion { replica: question.replica.0, counter: question.counter }),
        replica: status.replica.0,
        signature: signature_of(status),
    }
}

fn waiting_of(request: &WaitingRequest) -> ScriptWaitingRequest {
    ScriptWaitingRequest { client: request.client.0, timestamp: request.timestamp.0 }
}

fn state_of(state: &StateTransfer) -> ScriptState {
    let mut bytes = Vec::new();
    state.snapshot.write(&mut bytes);
    ScriptState {
        seq: state.seq.0,
        digest: state.digest.to_string(),
        proof: state.proof.iter().map(|vote| checkpoint_of(vote)).collect(),
        snapshot: hex(&bytes),
    }
}

fn signature_of<T>(signed: &Signed<T>) -> String {
    hex(signed.signature())
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
