//! Messages: brief, and complete with all fields.

use std::rc::Rc;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::fields::{MessageField, fields_of, shown};
use super::text::{brief_text_of, node_of};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::{Body, Roster, Signed};
use crate::pbft::message::Request;
use crate::pbft::{Digest, Message, ProtocolParams};
use crate::units::Ms;

/// A summary of a message, enough for a sentence, a colour and a shape. The kind determines which fields are present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageBrief {
    /// The kind, as in the paper: `REQUEST`, `PRE-PREPARE`, `PREPARE`, `COMMIT`, `REPLY`, `CHECKPOINT`, `VIEW-CHANGE`,
    /// `NEW-VIEW`, `STATUS`, `FETCH-BATCH`, `BATCH`, `FETCH-STATE`, `STATE`, `COMMIT-CERT`, `BYTES`.
    pub kind: String,
    /// The signer. It may differ from the sender of the packet, which may relay the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// The view in the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<u64>,
    /// The sequence number in the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The digest in the message, of a batch or of a state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The number of the client whose request it contains or answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<u32>,
    /// The timestamp of that request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// The operation of that request, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The result, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The number of requests in its batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u32>,
}

/// A summary of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestBrief {
    /// The number of the client.
    pub client: u32,
    /// The timestamp of the request.
    pub timestamp: u64,
    /// The operation, at most 200 characters.
    pub operation: String,
    /// The result, at most 200 characters. Absent if the request was executed before and is skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// A packet with its whole message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageView {
    /// The number of the packet.
    pub packet: u64,
    /// The node that sent it.
    pub from: u32,
    /// The recipient.
    pub to: u32,
    /// When it was sent. Absent if its record was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_ms: Option<Ms>,
    /// When it arrives, or would arrive if it were not held. Absent after it arrived or was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_ms: Option<Ms>,
    /// The state of the packet.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"flying\" | \"held\" | \"waiting\" | \"delivered\" | \"dropped\"")
    )]
    pub state: &'static str,
    /// The summary of the message.
    pub brief: MessageBrief,
    /// All fields, in the order in which they are signed. At most 200 elements of a list, and 20,000 fields in total.
    pub fields: Vec<MessageField>,
    /// The SHA-256 of the canonical bytes of the message, including the signature.
    pub digest: String,
    /// The number of canonical bytes.
    pub bytes: u64,
    /// The signature, 128 hexadecimal digits. Absent if the message needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The node that the message names as its signer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// Whether the signature is that node's signature of these bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"valid\" | \"invalid\" | \"not-signed\""))]
    pub verdict: &'static str,
}

/// The maximum number of listed requests of a batch.
pub(super) const REQUESTS_MAX: usize = 20;

/// The summary of a message.
pub(crate) fn brief_of(message: &Message, params: &ProtocolParams) -> MessageBrief {
    let brief = MessageBrief { kind: message.kind().name().to_owned(), ..MessageBrief::default() };
    let numbered = |view: u64, seq: u64, digest: &Digest, signer: u32| MessageBrief {
        view: Some(view),
        seq: Some(seq),
        digest: Some(digest.to_string()),
        signer: Some(signer),
        ..brief.clone()
    };
    match message {
        Message::Request(request) => {
            let signer = Some(request.client.node(params.replicas).0);
            MessageBrief { signer, ..with_request(brief, request) }
        }
        Message::PrePrepare { header, batch } => {
            let brief = numbered(header.view.0, header.seq.0, &header.digest, header.replica.0);
            with_batch(brief, batch)
        }
        Message::Prepare(vote) => numbered(vote.view.0, vote.seq.0, &vote.digest, vote.replica.0),
        Message::Commit(vote) => numbered(vote.view.0, vote.seq.0, &vote.digest, vote.replica.0),
        Message::Reply(reply) => MessageBrief {
            signer: Some(reply.replica.0),
            view: Some(reply.view.0),
            client: Some(reply.client.0),
            timestamp: Some(reply.timestamp.0),
            result: Some(brief_text_of(&reply.result)),
            ..brief
        },
        Message::Checkpoint(vote) => {
            MessageBrief { view: None, ..numbered(0, vote.seq.0, &vote.digest, vote.replica.0) }
        }
        Message::ViewChange(change) => {
            MessageBrief { view: Some(change.view.0), signer: Some(change.replica.0), ..brief }
        }
        Message::NewView(new) => {
            MessageBrief { view: Some(new.view.0), signer: Some(new.replica.0), ..brief }
        }
        Message::Status(status) => {
            let seq = Some(status.last_executed.0);
            MessageBrief { view: Some(status.view.0), seq, signer: Some(status.replica.0), ..brief }
        }
        Message::FetchBatch(fetch) => {
            let digest = Some(fetch.digest.to_string());
            MessageBrief { digest, signer: Some(fetch.replica.0), ..brief }
        }
        Message::Batch(batch) => {
            with_batch(MessageBrief { digest: Some(batch.digest().to_string()), ..brief }, batch)
        }
        Message::FetchState(fetch) => {
            MessageBrief { seq: Some(fetch.min_seq.0), signer: Some(fetch.replica.0), ..brief }
        }
        Message::State(state) => {
            MessageBrief { seq: Some(state.seq.0), digest: Some(state.digest.to_string()), ..brief }
        }
        Message::CommitCertificate(proof) => {
            let brief = numbered(proof.view.0, proof.seq.0, &proof.digest, 0);
            with_batch(MessageBrief { signer: None, ..brief }, &proof.batch)
        }
        Message::Bytes(_) => brief,
    }
}

fn with_request(brief: MessageBrief, request: &Request) -> MessageBrief {
    MessageBrief {
        client: Some(request.client.0),
        timestamp: Some(request.timestamp.0),
        operation: Some(brief_text_of(&request.operation)),
        ..brief
    }
}

/// The summary of a batch: its first request, and the number of requests.
fn with_batch(brief: MessageBrief, batch: &Batch) -> MessageBrief {
    let requests = Some(u32::try_from(batch.requests().len()).unwrap_or(u32::MAX));
    let brief = MessageBrief { requests, ..brief };
    match batch.requests().first() {
        Some(request) => with_request(brief, request),
        None => brief,
    }
}

/// The position of a packet, now or before.
pub(crate) struct PacketLocation {
    pub(crate) packet: u64,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) sent_ms: Option<Ms>,
    pub(crate) due_ms: Option<Ms>,
    pub(crate) state: &'static str,
}

/// A whole message.
pub(crate) fn message_of(
    message: &Message,
    location: PacketLocation,
    roster: &Roster,
    params: &ProtocolParams,
) -> MessageView {
    let PacketLocation { packet, from, to, sent_ms, due_ms, state } = location;
    let bytes = message.encode();
    let seal = seal_of(message, roster, params);
    MessageView {
        packet,
        from,
        to,
        sent_ms,
        due_ms,
        state,
        brief: brief_of(message, params),
        fields: shown(fields_of(message)),
        digest: Digest(Sha256::digest(&bytes).into()).to_string(),
        bytes: bytes.len() as u64,
        signature: seal.as_ref().map(|seal| seal.signature.clone()),
        signer: seal.as_ref().map(|seal| seal.signer),
        verdict: match seal {
            None => "not-signed",
            Some(Seal { valid: true, .. }) => "valid",
            Some(Seal { valid: false, .. }) => "invalid",
        },
    }
}

/// A signature, with its signer, its bytes and its verdict.
pub(super) struct Seal {
    pub(super) signature: String,
    pub(super) signer: u32,
    pub(super) valid: bool,
    pub(super) signed_bytes: Vec<u8>,
}

/// The signature of a message, and the verdict. `None` for a message without one.
pub(super) fn seal_of(message: &Message, roster: &Roster, params: &ProtocolParams) -> Option<Seal> {
    match message {
        Message::Request(signed) => Some(seal(signed, roster, params)),
        Message::PrePrepare { header, .. } => Some(seal(header, roster, params)),
        Message::Prepare(signed) => Some(seal(signed, roster, params)),
        Message::Commit(signed) => Some(seal(signed, roster, params)),
        Message::Reply(signed) => Some(seal(signed, roster, params)),
        Message::Checkpoint(signed) => Some(seal(signed, roster, params)),
        Message::ViewChange(signed) => Some(seal(signed, roster, params)),
        Message::NewView(signed) => Some(seal(signed, roster, params)),
        Message::Status(signed) => Some(seal(signed, roster, params)),
        Message::FetchBatch(signed) => Some(seal(signed, roster, params)),
        Message::FetchState(signed) => Some(seal(signed, roster, params)),
        Message::Batch(_) | Message::State(_) | Message::CommitCertificate(_) | Message::Bytes(_) => None,
    }
}

fn seal<T: Body>(signed: &Rc<Signed<T>>, roster: &Roster, params: &ProtocolParams) -> Seal {
    Seal {
        signature: signed.signature().iter().map(|byte| format!("{byte:02x}")).collect(),
        signer: node_of(signed.author(), params).0,
        valid: roster.verify(signed).is_ok(),
        signed_bytes: roster.signed_bytes(signed.body()),
    }
}

pub(super) fn request_brief_of(request: &Request, result: Option<&[u8]>) -> RequestBrief {
    RequestBrief {
        client: request.client.0,
        timestamp: request.timestamp.0,
        operation: brief_text_of(&request.operation),
        result: result.map(brief_text_of),
    }
}
