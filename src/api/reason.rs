//! Reasons for rejected messages and commands, as code, sentence and numbers.

use std::collections::BTreeMap;

use serde::Serialize;

use super::text::name_of;
use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::pbft::{ProtocolParams, RejectReason};
use crate::process::NodeId;
use crate::scenario::command::Command;
use crate::sim::CommandError;
use crate::units::Ms;

/// A reason for a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Reason {
    /// The stable name of the reason, such as `wrong-view`.
    pub code: String,
    /// The reason as an English sentence, for readers without a translation.
    pub sentence: String,
    /// The numbers in the sentence, by name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub numbers: BTreeMap<String, u64>,
}

fn reason(code: &str, sentence: String, numbers: &[(&str, u64)]) -> Reason {
    Reason { code: code.to_owned(), sentence, numbers: by_name(&mut numbers.iter().copied()) }
}

/// Numbers by name. Inserted one by one, because each map that is collected has a sort of its own in the browser.
pub(super) fn by_name(numbers: &mut dyn Iterator<Item = (&str, u64)>) -> BTreeMap<String, u64> {
    let mut named = BTreeMap::new();
    for (name, number) in numbers {
        named.insert(name.to_owned(), number);
    }
    named
}

/// Why a message had no effect.
pub(super) fn reason_of_reject(reject: RejectReason) -> Reason {
    reason(reject.code(), reject.to_string(), &numbers_of_reject(reject))
}

/// The numbers in the sentence of a refusal, by name.
pub(crate) fn numbers_of_reject(reject: RejectReason) -> Vec<(&'static str, u64)> {
    match reject {
        RejectReason::WrongView { got, at } | RejectReason::StaleView { got, at } => {
            vec![("got", got.0), ("at", at.0)]
        }
        RejectReason::ViewChangePending { view } => vec![("view", view.0)],
        RejectReason::OutsideWindow { seq, low, high } => {
            vec![("seq", seq.0), ("low", low.0), ("high", high.0)]
        }
        RejectReason::NotFromPrimary { signer, primary } => {
            vec![("signer", u64::from(signer.0)), ("primary", u64::from(primary.0))]
        }
        RejectReason::OldTimestamp { got, last } => vec![("got", got.0), ("last", last.0)],
        RejectReason::OperationTooLong { bytes, limit } => {
            vec![("bytes", u64::from(bytes)), ("limit", u64::from(limit))]
        }
        RejectReason::BadCheckpointNumber { seq } => vec![("seq", seq.0)],
        _ => Vec::new(),
    }
}

/// Why a command was refused, as in the trace.
pub(crate) fn reason_of_command(error: &CommandError, params: &ProtocolParams) -> Reason {
    let ErrorDetail { code, sentence, values } = wrong_of_command(error, params);
    let numbers: Vec<_> =
        values.0.iter().filter_map(|(name, value)| Some((*name, value.number()?))).collect();
    reason(code, sentence, &numbers)
}

/// Why a command was refused.
pub(crate) fn wrong_of_command(error: &CommandError, params: &ProtocolParams) -> ErrorDetail {
    let named = |node: &NodeId| ErrorValue::Node(node.0, name_of(*node, params));
    match error {
        CommandError::NoSuchNode { node, .. } => {
            codes::node_not_found(node.0, params.replicas.saturating_add(params.clients))
        }
        CommandError::NodeDown(node) => codes::node_down(named(node)),
        CommandError::NodeNotDown(node) => codes::node_not_down(named(node)),
        CommandError::NodePaused(node) => codes::node_paused(named(node)),
        CommandError::NodeNotPaused(node) => codes::node_not_paused(named(node)),
        CommandError::NoSuchPacket(packet) => codes::packet_not_in_flight(packet.0),
        CommandError::TimerNotRunning { node, timer } => {
            codes::timer_not_running(timer.to_lowercase(), named(node))
        }
        CommandError::TooFewGroups(groups) => codes::too_few_groups(*groups),
        CommandError::EmptyGroup => codes::empty_group(),
        CommandError::NodeInTwoGroups(node) => codes::node_in_two_groups(named(node)),
        CommandError::InThePast { at, now } => codes::in_the_past(Ms::from(*at), Ms::from(*now)),
        CommandError::TooManyCommands(limit) => codes::too_many_commands(*limit),
        CommandError::TooManyPackets(limit) => codes::too_many_packets(*limit),
    }
}

/// The field of a command that an error is about.
pub(crate) fn field_of(error: &CommandError, command: &Command) -> &'static str {
    match error {
        CommandError::NoSuchPacket(_) | CommandError::TooManyPackets(_) => "packet",
        CommandError::TimerNotRunning { .. } => "timer",
        CommandError::TooFewGroups(_) | CommandError::EmptyGroup | CommandError::NodeInTwoGroups(_) => {
            "groups"
        }
        CommandError::TooManyCommands(_) | CommandError::InThePast { .. } => "",
        _ => match command {
            Command::Submit { .. } | Command::ClientBehave { .. } => "client",
            Command::Timeout { .. } => "node",
            Command::Link { .. } => "from",
            _ => "replica",
        },
    }
}
