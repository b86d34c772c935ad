//! How what lives in the world becomes the plain data of [`view`](super::view): nothing here changes anything.

mod event;
mod fields;
mod message;
mod moment;
mod proof;
mod reason;
mod record;
mod timeline;
mod violation;

use super::view::RequestBrief;
use crate::pbft::ids::Author;
use crate::pbft::message::Request;
use crate::pbft::{Choices, ReplicaId, ReplicaSet};
use crate::process::NodeId;

pub(super) use message::{Whereabouts, brief_of, message_of};
pub(super) use moment::{Circumstances, client_of, link_of, packet_of, replica_of, timers_of};
pub(super) use proof::{proof_brief_of, proof_of};
pub(super) use reason::{field_of, name_of, numbers_of_reject, wrong_of_command};
pub(super) use record::record_of;
pub(super) use timeline::row_of;
pub(super) use violation::violation_of;

/// How many characters of an operation or result stand in a sentence.
const BRIEF_MAX: usize = 200;
/// How many requests of a batch are listed.
const REQUESTS_MAX: usize = 20;

/// The whole text; bytes that are no UTF-8 are replaced.
fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The beginning of the text, as much as a sentence holds.
fn brief_text_of(bytes: &[u8]) -> String {
    // A character has at most four bytes, so the rest need not be looked at.
    let start = bytes.get(..4 * BRIEF_MAX).unwrap_or(bytes);
    let text = String::from_utf8_lossy(start);
    let short: String = text.chars().take(BRIEF_MAX).collect();
    if short.len() < bytes.len() { format!("{short}…") } else { short }
}

fn request_brief_of(request: &Request, result: Option<&[u8]>) -> RequestBrief {
    RequestBrief {
        client: request.client.0,
        timestamp: request.timestamp.0,
        operation: brief_text_of(&request.operation),
        result: result.map(brief_text_of),
    }
}

pub(in crate::lab) fn node_of(author: Author, choices: &Choices) -> NodeId {
    author.node(choices.replicas)
}

fn numbers_of(replicas: ReplicaSet) -> Vec<u32> {
    replicas.iter().map(|ReplicaId(id)| id).collect()
}
