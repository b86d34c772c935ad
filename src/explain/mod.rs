//! Explanations: the causes of an event, and what is missing for one that has not happened.
//!
//! Each record names one direct cause. That gives a chain only; but a replica is prepared because of a quorum of messages, and each
//! of them has causes too. So this module follows the rules of the protocol backwards: a certificate leads to the first votes in it,
//! a vote to the events that made its sender vote, a NEW-VIEW to its VIEW-CHANGEs. The records reached are the *slice* of the
//! event: all of them were necessary, and together they were sufficient.
//!
//! | file | content |
//! |---|---|
//! | [`question`] | what can be asked, as plain data |
//! | [`explanation`] | the answer: parts with numbers, a sentence, the slice |
//! | `trace_index` | the trace, indexed by the subjects of its records |
//! | `event_causes`, `message_causes` | the direct causes of an event or a message, rule by rule |
//! | `slice` | the causes of the causes |
//! | `render` | English sentences for records and their causes |
//! | `message_status` | the status of a message that a node waits for |
//! | `pending_replica`, `pending_client` | the things that a replica or a client still lacks |

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

/// Answers a question about this step.
///
/// # Errors
/// If the question names something that does not exist.
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
            vec![index.discarded_part()],
            &Slice::default(),
            trace.discarded(),
        )),
    }
}

/// The explanation of a record.
fn happened(index: &TraceIndex<'_>, record: &Record<NodeTimer>) -> Explanation {
    let slice = Slice::of(index, &[record.id]);
    let mut parts = render::story(index, record, &slice);
    if slice.broken_off() && index.trace().discarded() > 0 {
        parts.push(index.discarded_part());
    }
    let explanation = Explanation::of(Outcome::Happened, parts, &slice, index.trace().discarded());
    Explanation { record: Some(record.id.0), at_ms: Some(record.at.into()), ..explanation }
}

/// The explanation of something that has not happened: the parts say what is missing, the slice what is there so far.
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
