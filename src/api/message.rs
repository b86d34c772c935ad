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

/// A message in a few words: enough for a sentence and for its colour and shape. Which fields are there depends on the kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageBrief {
    /// The kind, as the paper writes it: `REQUEST`, `PRE-PREPARE`, `PREPARE`, `COMMIT`, `REPLY`, `CHECKPOINT`,
    /// `VIEW-CHANGE`, `NEW-VIEW`, `STATUS`, `FETCH-BATCH`, `BATCH`, `FETCH-STATE`, `STATE`, `COMMIT-CERT`, `BYTES`.
    pub kind: String,
    /// The node whose signature it carries; it may differ from the node that sent the packet, since others may relay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// The view it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<u64>,
    /// The sequence number it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The digest it speaks of: of a batch or of a state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The number of the client whose request it carries or answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<u32>,
    /// That request's timestamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// That request's operation, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The result, at most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// How many requests the batch in it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u32>,
}

/// A request in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestBrief {
    /// The client's number.
    pub client: u32,
    /// The client's counter.
    pub timestamp: u64,
    /// The operation, at most 200 characters.
    pub operation: String,
    /// The result, at most 200 characters; absent where the request was executed before and is skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// A packet and the whole of the message in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MessageView {
    /// The packet's number.
    pub packet: u64,
    /// The node that sent it.
    pub from: u32,
    /// The node that it goes to.
    pub to: u32,
    /// When it was sent; absent when that is no longer recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_ms: Option<Ms>,
    /// When it arrives, or would if nothing held it up; absent once it has arrived or is lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_ms: Option<Ms>,
    /// Where it is.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"flying\" | \"held\" | \"waiting\" | \"delivered\" | \"dropped\"")
    )]
    pub state: &'static str,
    /// The message in a few words.
    pub brief: MessageBrief,
    /// Every field, in the order in which they are signed; of lists the first 200 elements, and 20,000 fields in all.
    pub fields: Vec<MessageField>,
    /// The SHA-256 of the message's canonical bytes, signature included.
    pub digest: String,
    /// How many canonical bytes the message has.
    pub bytes: u64,
    /// The signature, 128 hexadecimal digits; absent where the message proves itself without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The node that the message claims to be signed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<u32>,
    /// Whether the signature is that node's over these bytes.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"valid\" | \"invalid\" | \"not-signed\""))]
    pub verdict: &'static str,
}

/// How many requests of a batch are listed.
pub(super) const REQUESTS_MAX: usize = 20;

/// A message in a few words.
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

/// A batch is spoken of by its first request and their number.
fn with_batch(brief: MessageBrief, batch: &Batch) -> MessageBrief {
    let requests = Some(u32::try_from(batch.requests().len()).unwrap_or(u32::MAX));
    let brief = MessageBrief { requests, ..brief };
    match batch.requests().first() {
        Some(request) => with_request(brief, request),
        None => brief,
    }
}

/// Where a packet is or was.
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

/// A signature, whose it is, what it covers and whether it is right.
pub(super) struct Seal {
    pub(super) signature: String,
    pub(super) signer: u32,
    pub(super) valid: bool,
    pub(super) signed_bytes: Vec<u8>,
}

/// The signature of a message and the verdict on it; none for a message that proves itself.
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
