//! Messages, as plain data: in a few words, and whole.

use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::fields::{fields_of, shown};
use super::{brief_text_of, node_of};
use crate::api::{MessageBrief, MessageView};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::{Body, Roster, Signed};
use crate::pbft::message::Request;
use crate::pbft::{Digest, Message, ProtocolParams};
use crate::units::Ms;

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
pub(crate) struct Whereabouts {
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
    whereabouts: Whereabouts,
    roster: &Roster,
    params: &ProtocolParams,
) -> MessageView {
    let Whereabouts { packet, from, to, sent_ms, due_ms, state } = whereabouts;
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
