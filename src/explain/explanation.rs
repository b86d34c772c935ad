//! The answer to a question, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::pbft::ReplicaId;
use crate::process::Time;
use crate::sim::RecordId;
use crate::units::Ms;

/// Why something happened, or what is missing for what has not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Explanation {
    /// Whether it happened.
    pub kind: Outcome,
    /// The record of what happened; absent when it has not, or is no longer kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
    /// The parts in one English sentence, if there is no translation of them.
    pub sentence: String,
    /// What there is to say, most important first.
    pub parts: Vec<Part>,
    /// The records that led to it, oldest first, itself included: none of them can be left out. Of what has not happened: those
    /// that led to what is there of it so far.
    pub slice: Vec<SliceRecord>,
    /// False when the slice breaks off somewhere, since older records are no longer kept, or since an adversary acted for reasons
    /// that no rule tells.
    pub complete: bool,
    /// How many of the oldest records are no longer kept.
    pub discarded: u64,
}

/// Whether what was asked about happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Outcome {
    /// It happened.
    Happened,
    /// It has not happened so far.
    NotYet,
    /// It did not happen and will not: the replica came past it in another way.
    Never,
}

/// One thing that there is to say: a stable code, what its sentence speaks of, and the sentence in English. `docs/why.md` lists
/// the codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Part {
    /// The stable name of the sentence, such as `votes`: translate it, never show it.
    pub code: String,
    /// The English clause, without a full stop.
    pub sentence: String,
    /// The numbers that the clause speaks of, by name; `node` and `from` are nodes, `replica` and `client` own numbers.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub numbers: BTreeMap<&'static str, u64>,
    /// The names that it speaks of, such as the kind of a message: `{kind: "COMMIT"}`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, string>"))]
    pub words: BTreeMap<&'static str, String>,
    /// The replicas that it lists.
    pub replicas: Vec<u32>,
    /// The moment that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
    /// The records that it rests on.
    pub records: Vec<u64>,
    /// Why that is so, where a sender waits for something in its turn. The sentence has it too.
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
    /// The records of the slice that it rests on directly.
    pub because: Vec<u64>,
    /// Whether it has causes of its own that are left out, since it ends a story of its own, such as the execution of the number
    /// before: ask about it in turn.
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

/// A time, as sentences say it.
pub(super) fn ms(time: Time) -> String {
    format!("{} ms", Ms::from(time).text())
}
