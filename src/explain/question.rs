//! Questions, as plain data.

use serde::Serialize;

use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Fields, Reader};
use crate::units::WHOLE_MAX;

/// A question about the run so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(
        type = "{ about: About } | ({ replica: number } & Milestone) | { client: number; answered?: number }"
    )
)]
pub enum Question {
    /// Why did this event happen?
    About {
        /// The event.
        about: About,
    },
    /// Why has this replica reached this milestone, or not reached it? Example: `{replica: 2, executed: 5}`.
    Replica {
        /// The replica.
        replica: u32,
        /// The milestone.
        #[serde(flatten)]
        milestone: Milestone,
    },
    /// Why has this client a result, or no result?
    Client {
        /// The client.
        client: u32,
        /// The timestamp of its request, which counts its requests. The default is the latest request.
        #[serde(skip_serializing_if = "Option::is_none")]
        answered: Option<u64>,
    },
}

/// An event that has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct About {
    /// The number of its record, of any kind.
    pub fact: u64,
}

/// The progress of a replica. Exactly one of the fields is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Milestone {
    /// The replica has accepted an assignment of this sequence number.
    PrePrepared(u64),
    /// The replica has a prepared certificate for this sequence number.
    Prepared(u64),
    /// The replica has a commit certificate for this sequence number.
    CommittedLocal(u64),
    /// The replica has executed this sequence number.
    Executed(u64),
    /// The checkpoint of this sequence number is stable at the replica.
    Stable(u64),
    /// The replica is or was active in this view.
    ViewEntered(u64),
}

/// A milestone of a number.
type MilestoneOf = fn(u64) -> Milestone;

/// The names of the milestones.
const MILESTONES: [(&str, MilestoneOf); 6] = [
    ("prePrepared", Milestone::PrePrepared),
    ("prepared", Milestone::Prepared),
    ("committedLocal", Milestone::CommittedLocal),
    ("executed", Milestone::Executed),
    ("stable", Milestone::Stable),
    ("viewEntered", Milestone::ViewEntered),
];

impl Question {
    /// Reads a question. Whether its nodes exist is checked when it is answered.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<Question, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let reader = Reader::new(ErrorKind::ArgumentError, &value);
        let any = reader.any_object()?;
        if any.get("about").is_some() {
            let about = reader.object(&["about"])?.need("about")?.object(&["fact"])?;
            return Ok(Question::About { about: About { fact: number(&about.need("fact")?)? } });
        }
        if any.get("client").is_some() {
            let fields = reader.object(&["client", "answered"])?;
            let answered = fields.get("answered").map(|reader| number(&reader)).transpose()?;
            return Ok(Question::Client { client: small(&fields.need("client")?)?, answered });
        }
        let names = MILESTONES.map(|(name, _)| name);
        let fields = reader.object(&[&["replica"], names.as_slice()].concat())?;
        let replica = small(&fields.need("replica")?)?;
        Ok(Question::Replica { replica, milestone: milestone(&reader, &fields)? })
    }
}

fn milestone(reader: &Reader<'_>, fields: &Fields<'_>) -> Result<Milestone, LabError> {
    let mut named = MILESTONES.iter().filter_map(|(name, of)| Some((fields.get(name)?, of)));
    match (named.next(), named.next()) {
        (Some((field, of)), None) => Ok(of(number(&field)?)),
        _ => {
            let names = ErrorValue::names(MILESTONES.map(|(name, _)| name));
            Err(reader.refuse(codes::not_exactly_one_question(names)))
        }
    }
}

fn small(reader: &Reader<'_>) -> Result<u32, LabError> {
    reader.small(0..=u32::MAX)
}

/// A number that JavaScript represents exactly.
fn number(reader: &Reader<'_>) -> Result<u64, LabError> {
    reader.number(0..=WHOLE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_that_is_written_is_read_back() {
        let about = Question::About { about: About { fact: 7 } };
        let replica = MILESTONES.map(|(_, of)| Question::Replica { replica: 2, milestone: of(5) });
        let client = [None, Some(3)].map(|answered| Question::Client { client: 0, answered });
        for question in [about].into_iter().chain(replica).chain(client) {
            let text = serde_json::to_string(&question).unwrap();
            assert_eq!(Question::parse(&text), Ok(question), "{text}");
        }
    }

    #[test]
    fn a_question_that_asks_for_nothing_or_for_two_things_is_refused() {
        for (text, wrong) in [
            ("{}", "replica is missing."),
            (r#"{"replica": 1}"#, "the argument must ask for exactly one of prePrepared, prepared,"),
            (r#"{"replica": 1, "executed": 1, "stable": 2}"#, "the argument must ask for exactly one of"),
            (r#"{"replica": 1, "decided": 1}"#, "decided is not a known field"),
            (r#"{"about": 7}"#, "about is 7; it must be an object."),
            (r#"{"about": {"fact": 7}, "replica": 1}"#, "replica is not a known field"),
            (r#"{"client": -1}"#, "client is -1; it must be"),
            ("7", "the argument is 7; it must be an object."),
        ] {
            let refusal = Question::parse(text).unwrap_err();
            assert!(refusal.message.starts_with(wrong), "{text}: {refusal}");
        }
    }
}
