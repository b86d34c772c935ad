//! Explanations: the causes of an event, and what is missing for one that has not happened.
//!
//! A record names the one record without which it would not be. That is a chain; but a replica is prepared because of a quorum
//! of messages, and each of them was sent for reasons of its own. So the rules of the protocol are followed backwards: a
//! certificate leads to the first votes that made it, a vote to what its sender had seen, a NEW-VIEW to its VIEW-CHANGEs.
//! What is reached is the *slice* of the fact: nothing in it can be left out, and nothing else was needed.
//!
//! | file | what it knows |
//! |---|---|
//! | [`question`] | what can be asked, as plain data |
//! | [`explanation`] | the answer: parts with numbers, a sentence, the slice |
//! | `trace_index` | the trace, indexed by what its records are about |
//! | `event_causes`, `message_causes` | the records that a fact or a message rests on, rule by rule |
//! | `slice` | those of those, to the end |
//! | `render` | records and what they rest on, in words |
//! | `message_status` | the fate of a missing message |
//! | `pending_replica`, `pending_client` | what a replica or a client still lacks |

mod event_causes;
pub mod explanation;
mod message_causes;
mod message_status;
mod pending_client;
mod pending_replica;
pub mod question;
mod render;
mod slice;
mod trace_index;

use std::collections::BTreeSet;

pub use explanation::{Explanation, Outcome, Part, SliceRecord};
pub use question::{About, Milestone, Question};

use self::explanation::sentence_of;
use self::slice::Slice;
pub(crate) use self::trace_index::TraceIndex;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::node::NodeTimer;
use crate::sim::{Record, RecordId};

/// Answers a question about this moment.
///
/// # Errors
/// When the question speaks of what does not exist.
pub(crate) fn explain(index: &TraceIndex<'_>, question: &Question) -> Result<Explanation, LabError> {
    let nodes = (index.params.replicas, index.params.clients);
    match *question {
        Question::About { about: About { fact } } => about_record(index, fact),
        Question::Client { client, answered } => {
            exists("client", client, nodes.1)?;
            Ok(match pending_client::accepted(index, client, answered) {
                Some(record) => happened(index, &record),
                None => pending_client::explain(index, client, answered),
            })
        }
        Question::Replica { replica, milestone } => {
            exists("replica", replica, nodes.0)?;
            Ok(match pending_replica::reached(index, replica, milestone) {
                Some(record) => happened(index, &record),
                None => pending_replica::explain(index, replica, milestone),
            })
        }
    }
}

fn exists(field: &str, number: u32, count: u32) -> Result<(), LabError> {
    if number < count {
        return Ok(());
    }
    Err(ErrorKind::ArgumentError.at(field, codes::not_found(number, field, count)))
}

fn about_record(index: &TraceIndex<'_>, fact: u64) -> Result<Explanation, LabError> {
    let trace = index.trace();
    let end = trace.end().0;
    if fact >= end {
        return Err(ErrorKind::ArgumentError.at("about.fact", codes::record_not_found(fact, end)));
    }
    match trace.record(RecordId(fact)) {
        Some(record) => Ok(happened(index, &record)),
        None => Ok(Explanation::of(
            Outcome::Happened,
            vec![index.forgotten_part()],
            &Slice::default(),
            trace.discarded(),
        )),
    }
}

/// What led to a record.
fn happened(index: &TraceIndex<'_>, record: &Record<NodeTimer>) -> Explanation {
    let slice = Slice::of(index, &[record.id]);
    let mut parts = render::story(index, record, &slice);
    if slice.broken_off() && index.trace().discarded() > 0 {
        parts.push(index.forgotten_part());
    }
    let explanation = Explanation::of(Outcome::Happened, parts, &slice, index.trace().discarded());
    Explanation { record: Some(record.id.0), at_ms: Some(record.at.into()), ..explanation }
}

/// What has not happened: the parts say what is missing, the slice what has come so far.
fn not_happened(index: &TraceIndex<'_>, outcome: Outcome, parts: Vec<Part>) -> Explanation {
    let mut parts = parts;
    let mut said = BTreeSet::new();
    parts.retain(|part| said.insert(part.sentence.clone()));
    let roots: Vec<RecordId> =
        parts.iter().flat_map(|part| &part.records).map(|record| RecordId(*record)).collect();
    let slice = Slice::of(index, &roots);
    Explanation::of(outcome, parts, &slice, index.trace().discarded())
}

impl Explanation {
    fn of(kind: Outcome, parts: Vec<Part>, slice: &Slice, discarded: u64) -> Explanation {
        Explanation {
            kind,
            record: None,
            at_ms: None,
            sentence: sentence_of(&parts),
            parts,
            slice: slice.records(),
            complete: !slice.broken_off(),
            discarded,
        }
    }
}
