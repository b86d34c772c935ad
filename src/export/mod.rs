//! Exports of a run: JSON, a log for ShiViz, a diagram for Mermaid, a figure for LaTeX.
//!
//! Operations and results are text of users. Each format escapes them, so that they cannot end a line, a string or a group, or
//! act as a command. Each format has a maximum size. A longer run is cut at its end, and the output says so in a sentence.

mod diagram;
pub(crate) mod json;
mod mermaid;
mod shiviz;
mod tikz;

use crate::api::{self, name_of};
use crate::api::{MessageBrief, TraceEvent, TraceRecord};
use crate::byzantine::node::Node;
use crate::checks::faults::Faults;
use crate::checks::faults::{Fault, Verdict};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::value_of;
use crate::pbft::ProtocolParams;
use crate::process::NodeId;
use crate::scenario::Scenario;
use crate::sim::{Reader, RecordId};

/// An export format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The whole run with causes, documented in `docs/exports.md`.
    Json,
    /// A log with vector clocks, for ShiViz.
    Shiviz,
    /// A sequence diagram, for Mermaid.
    Mermaid,
    /// A complete LaTeX document with a figure that has a lane for each node, as in the paper.
    Tikz,
}

impl Format {
    /// Every format and its name.
    pub const ALL: [(&'static str, Format); 4] = [
        ("json", Format::Json),
        ("shiviz", Format::Shiviz),
        ("mermaid", Format::Mermaid),
        ("tikz", Format::Tikz),
    ];

    /// The format of this name.
    ///
    /// # Errors
    /// If there is none.
    pub fn parse(name: &str) -> Result<Format, LabError> {
        let known = Format::ALL.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, format)| format).ok_or_else(|| {
            let names = ErrorValue::choices(Format::ALL.map(|(name, _)| name));
            let shown: String = name.chars().take(40).collect();
            ErrorKind::ArgumentError.at("format", codes::not_one_of(format!("{shown:?}"), names))
        })
    }
}

/// A run to be exported.
pub(crate) struct Run<'a> {
    pub(crate) trace: Reader<'a, Node>,
    pub(crate) params: &'a ProtocolParams,
    pub(crate) scenario: &'a Scenario,
    pub(crate) digest: &'a str,
    pub(crate) faults: &'a Faults,
    pub(crate) verdict: Verdict,
}

impl Run<'_> {
    /// Exports the run.
    pub(crate) fn write(&self, format: Format) -> String {
        match format {
            Format::Json => json::write(self),
            Format::Shiviz => shiviz::write(self),
            Format::Mermaid => mermaid::write(self),
            Format::Tikz => tikz::write(self),
        }
    }

    fn records(&self) -> impl Iterator<Item = TraceRecord> {
        let records = self.trace.records(RecordId(0), usize::MAX);
        records.filter_map(|record| api::record_of(&record, self.trace, self.params))
    }

    fn node_count(&self) -> u32 {
        self.params.replicas.saturating_add(self.params.clients)
    }

    fn name(&self, node: u32) -> String {
        name_of(NodeId(node), self.params)
    }

    /// The heading of a lane: the name of the node, and its faults at the end of the run.
    fn heading(&self, node: u32) -> String {
        let mut faults = self.faults.replicas().iter().filter(|faulty| faulty.replica == node);
        match faults.next() {
            None => self.name(node),
            Some(faulty) => {
                let kinds: Vec<&str> = faulty.kinds.iter().map(|kind| word_of(*kind)).collect();
                format!("{}, {}", self.name(node), kinds.join(", "))
            }
        }
    }

    /// A short name that needs no escaping in any format: `r0`, `c0`.
    fn short_name(&self, node: u32) -> String {
        match node.checked_sub(self.params.replicas) {
            None => format!("r{node}"),
            Some(client) => format!("c{client}"),
        }
    }
}

/// A fault, as the heading of a lane shows it.
fn word_of(fault: Fault) -> &'static str {
    match fault {
        Fault::Down => "down",
        Fault::Paused => "paused",
        Fault::NoVote => "disk lost - no vote",
        Fault::Lying => "lying",
        Fault::Twinned => "twinned",
        Fault::Lied => "lied before",
    }
}

/// A message in a few words, ending with its operation or result.
fn label_of(message: &MessageBrief) -> String {
    let mut label = message.kind.clone();
    let numbers = [("view", message.view), ("number", message.seq), ("request", message.timestamp)];
    let shown = |name: &str| match message.kind.as_str() {
        "PRE-PREPARE" | "PREPARE" | "COMMIT" | "COMMIT-CERT" => name != "request",
        "REQUEST" | "REPLY" => name == "request",
        "CHECKPOINT" | "STATE" => name == "number",
        _ => name == "view",
    };
    for (name, number) in numbers.into_iter().filter(|(name, _)| shown(name)) {
        number.into_iter().for_each(|number| label += &format!(" {name} {number}"));
    }
    let text = message.result.as_ref().or(message.operation.as_ref());
    text.into_iter().for_each(|text| label += &format!(" {text}"));
    label
}

/// The action of a node, for records that have one.
fn deed_of(what: &TraceEvent) -> Option<(u32, String)> {
    let fact = |value: &crate::api::ProtocolEvent| {
        let json = value_of(value);
        let field = |name: &str| json.get(name).and_then(|value| value.as_u64());
        let mut label = json.get("name")?.as_str()?.to_owned();
        for (name, shown) in [("view", "view"), ("seq", "number"), ("timestamp", "request")] {
            field(name).into_iter().for_each(|number| label += &format!(" {shown} {number}"));
        }
        Some(label)
    };
    Some(match what {
        TraceEvent::Timer { node, timer } => (*node, format!("timer {timer}")),
        TraceEvent::Crashed { node } => (*node, "crashed".to_owned()),
        TraceEvent::TakenUp { node, .. } => (*node, "processed a command".to_owned()),
        TraceEvent::Fact { node, fact: value, .. } => (*node, fact(value)?),
        _ => return None,
    })
}
