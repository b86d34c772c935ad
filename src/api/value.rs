//! Values of messages: what they propose, vote for and report.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Serialize;

use super::message::{MessageBrief, brief_of};
use crate::byzantine::node::Node;
use crate::node::{NodeEvent, NodeTimer};
use crate::pbft::batch::{Batch, null_digest};
use crate::pbft::event::Event;
use crate::pbft::{Digest, Message, ProtocolParams};
use crate::sim::{Reader, RecordKind};

/// A value, with a message that contains it. Its number is the same in rows of packets and of the timeline, and on every
/// machine. Different values have different numbers, except with a probability of one in four thousand million.
///
/// The value of a REQUEST, and of a PRE-PREPARE, PREPARE or COMMIT, is the batch: the batch of one request has the same number
/// as that REQUEST. The value of a CHECKPOINT or STATE is the state, and that of a REPLY the result of this request of this
/// client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ValueView {
    /// The number of the value, from 1 to 4,294,967,295.
    pub value: u32,
    /// The digest of the batch or state. Absent for a result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Whether it is the null request, which a new view assigns to a gap.
    pub null: bool,
    /// The first message that contains it, or a later one that has its requests if the first does not.
    pub message: MessageBrief,
}

/// The sorts of values: equal bytes of different sorts are different values.
#[derive(Clone, Copy)]
enum Sort {
    Batch = 1,
    State = 2,
    Result = 3,
}

/// The number of the value of a message; 0 if it has none.
pub(crate) fn value_of(message: &Message) -> u32 {
    match message {
        Message::Reply(reply) => {
            let client = reply.client.0.to_be_bytes();
            let timestamp = reply.timestamp.0.to_be_bytes();
            number(Sort::Result, [&client[..], &timestamp[..], &reply.result[..]])
        }
        other => digest_of(other).map_or(0, |(sort, digest)| number(sort, [&digest.0[..]])),
    }
}

/// The batch or state of a message. That of a REQUEST is the batch of this request alone.
fn digest_of(message: &Message) -> Option<(Sort, Digest)> {
    match message {
        Message::Request(request) => Some((Sort::Batch, Batch::new(vec![Rc::clone(request)]).digest())),
        Message::PrePrepare { header, .. } => Some((Sort::Batch, header.digest)),
        Message::Prepare(vote) => Some((Sort::Batch, vote.digest)),
        Message::Commit(vote) => Some((Sort::Batch, vote.digest)),
        Message::Batch(body) => Some((Sort::Batch, body.digest())),
        Message::FetchBatch(fetch) => Some((Sort::Batch, fetch.digest)),
        Message::CommitCertificate(proof) => Some((Sort::Batch, proof.digest)),
        Message::Checkpoint(vote) => Some((Sort::State, vote.digest)),
        Message::State(transfer) => Some((Sort::State, transfer.digest)),
        Message::Reply(_)
        | Message::ViewChange(_)
        | Message::NewView(_)
        | Message::Status(_)
        | Message::FetchState(_)
        | Message::Bytes(_) => None,
    }
}

/// The number of the value of an event; 0 if it has none.
pub(super) fn value_of_event(event: &NodeEvent) -> u32 {
    let NodeEvent::Protocol(event) = event else { return 0 };
    match event {
        Event::PrePrepared(slot) | Event::Prepared(slot) | Event::CommittedLocal(slot) => {
            number(Sort::Batch, [&slot.digest.0[..]])
        }
        Event::Executed(execution) => number(Sort::Batch, [&execution.batch.digest().0[..]]),
        Event::CheckpointTaken { digest, .. }
        | Event::Stable { digest, .. }
        | Event::StateTransferred { digest, .. } => number(Sort::State, [&digest.0[..]]),
        _ => 0,
    }
}

/// FNV-1a in 64 bits, folded to 32. Never 0.
fn number<const N: usize>(sort: Sort, parts: [&[u8]; N]) -> u32 {
    let seed = 0xcbf2_9ce4_8422_2325_u64;
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = parts.into_iter().flatten().fold(mix(seed, sort as u8), |hash, byte| mix(hash, *byte));
    ((hash >> 32) as u32 ^ hash as u32).max(1)
}

/// The values of the messages of these records, each once, in the order in which they first appear.
pub(crate) fn values_in(
    kinds: impl Iterator<Item = RecordKind<NodeTimer>>,
    trace: Reader<'_, Node>,
    params: &ProtocolParams,
) -> Vec<ValueView> {
    let mut values: Vec<ValueView> = Vec::new();
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    let null = null_digest();
    let sent = kinds.filter_map(|kind| match kind {
        RecordKind::Sent { message, .. } => trace.message(message),
        _ => None,
    });
    for message in sent {
        let value = value_of(message);
        if value == 0 {
            continue;
        }
        let known = places.get(&value).and_then(|place| values.get_mut(*place));
        let whole = has_its_requests(message);
        if known.as_ref().is_some_and(|known| known.message.operation.is_some() || !whole) {
            continue;
        }
        let brief = brief_of(message, params);
        // The PRE-PREPARE of a faulty primary may contain another batch than it names.
        let brief = if whole { brief } else { MessageBrief { operation: None, requests: None, ..brief } };
        match known {
            Some(known) => known.message = brief,
            None => {
                places.insert(value, values.len());
                let digest = digest_of(message).map(|(_, digest)| digest);
                let null = digest == Some(null);
                let digest = digest.map(|digest| digest.to_string());
                values.push(ValueView { value, digest, null, message: brief });
            }
        }
    }
    values
}

/// Whether a message contains the requests of its batch.
fn has_its_requests(message: &Message) -> bool {
    match message {
        Message::Request(_) | Message::Batch(_) => true,
        Message::PrePrepare { header, batch } => header.digest == batch.digest(),
        Message::CommitCertificate(proof) => proof.digest == proof.batch.digest(),
        _ => false,
    }
}
