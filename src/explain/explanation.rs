//! Explanation: the answer to a question, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pbft::ReplicaId;
use crate::process::Time;
use crate::sim::RecordId;
use crate::units::Ms;

/// Why something happened, or what is missing for something that has not happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Explanation {
    /// Whether it happened.
    pub kind: Outcome,
    /// The record of the event; absent if it has not happened or its record was discarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
    /// The parts joined to one English sentence, for readers without a translation.
    pub sentence: String,
    /// The parts of the explanation, the most important first.
    pub parts: Vec<Part>,
    /// The records that led to the event, oldest first, including its own. None of them can be left out. For an event that has
    /// not happened, the records that led to its present state.
    pub slice: Vec<SliceRecord>,
    /// False if the slice is incomplete, because older records were discarded, or because an adversary acted for reasons that
    /// no rule states.
    pub complete: bool,
    /// The number of the oldest records that were discarded.
    pub discarded: u64,
}

/// Whether the event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Outcome {
    /// It happened.
    Happened,
    /// It has not happened so far.
    NotYet,
    /// It did not happen and will not: the replica passed it in another way.
    Never,
}

/// A part of an explanation: a stable code, its values, and the English sentence. `docs/why.md` lists the codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Part {
    /// The stable name of the sentence, such as `votes`: translate it, never show it.
    pub code: String,
    /// The English clause, without a full stop.
    pub sentence: String,
    /// The numbers in the clause, by name. `node` and `from` are nodes; `replica` and `client` are numbers of replicas and
    /// clients.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub numbers: BTreeMap<&'static str, u64>,
    /// The names in the clause, such as the kind of a message: `{kind: "COMMIT"}`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string>"))]
    pub words: BTreeMap<&'static str, String>,
    /// The replicas in the clause.
    pub replicas: Vec<u32>,
    /// The time in the clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
    /// The records that the clause refers to.
    pub records: Vec<u64>,
    /// The reason, if a sender itself waits for something. The sentence includes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Box<Part>>,
}

/// A record of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SliceRecord {
    /// Its number.
    pub record: u64,
    /// The direct causes of this record within the slice.
    pub because: Vec<u64>,
    /// Whether its own causes are left out, because they explain another event, such as the execution of the number before. Ask
    /// about that record to see them.
    pub further: bool,
}

impl Part {
    pub(super) fn new(code: &str, sentence: impl Into<String>) -> Part {
        Part {
            code: code.to_owned(),
            sentence: sentence.into(),
            numbers: BTreeMap::new(),
            words: BTreeMap::new(),
            replicas: Vec::new(),
            at_ms: None,
            records: Vec::new(),
            because: None,
        }
    }

    pub(super) fn number(mut self, name: &'static str, number: impl Into<u64>) -> Part {
        self.numbers.insert(name, number.into());
        self
    }

    pub(super) fn word(mut self, name: &'static str, word: impl Into<String>) -> Part {
        self.words.insert(name, word.into());
        self
    }

    pub(super) fn because(mut self, reason: Option<Part>) -> Part {
        self.because = reason.map(Box::new);
        self
    }

    pub(super) fn replicas(mut self, replicas: impl IntoIterator<Item = ReplicaId>) -> Part {
        self.replicas.extend(replicas.into_iter().map(|replica| replica.0));
        self
    }

    pub(super) fn at(mut self, time: Time) -> Part {
        self.at_ms = Some(time.into());
        self
    }

    pub(super) fn records(mut self, records: impl IntoIterator<Item = RecordId>) -> Part {
        self.records.extend(records.into_iter().map(|record| record.0));
        self
    }
}

/// The parts, joined.
pub(super) fn sentence_of(parts: &[Part]) -> String {
    let clauses: Vec<&str> = parts.iter().map(|part| part.sentence.as_str()).collect();
    format!("{}.", clauses.join("; "))
}

/// `replica 1`, `replicas 1 and 2`, `replicas 0, 1 and 2`.
pub(super) fn list_of(replicas: &[ReplicaId]) -> String {
    let numbers: Vec<String> = replicas.iter().map(|replica| replica.0.to_string()).collect();
    match numbers.split_last() {
        None => "no replica".to_owned(),
        Some((only, [])) => format!("replica {only}"),
        Some((last, rest)) => format!("replicas {} and {last}", rest.join(", ")),
    }
}

/// A time as sentences show it.
pub(super) fn ms(time: Time) -> String {
    format!("{} ms", Ms::from(time).text())
}
