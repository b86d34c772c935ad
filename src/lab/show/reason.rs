//! Why a message or a command was refused, as code, sentence and numbers.

use std::collections::BTreeMap;

use crate::lab::command::Command;
use crate::lab::view::{Ms, Reason};
use crate::pbft::{Choices, Reject};
use crate::process::NodeId;
use crate::sim::CommandError;

fn reason(code: &str, sentence: String, numbers: &[(&str, u64)]) -> Reason {
    let numbers: BTreeMap<_, _> =
        numbers.iter().map(|(name, number)| ((*name).to_owned(), *number)).collect();
    Reason { code: code.to_owned(), sentence, numbers }
}

/// Why a message changed nothing.
pub(super) fn reason_of_reject(reject: Reject) -> Reason {
    reason(reject.code(), reject.to_string(), &numbers_of_reject(reject))
}

/// The numbers that the sentence of a refusal speaks of, by name.
pub(in crate::lab) fn numbers_of_reject(reject: Reject) -> Vec<(&'static str, u64)> {
    match reject {
        Reject::WrongView { got, at } | Reject::StaleView { got, at } => vec![("got", got.0), ("at", at.0)],
        Reject::ViewChangePending { view } => vec![("view", view.0)],
        Reject::OutsideWindow { seq, low, high } => vec![("seq", seq.0), ("low", low.0), ("high", high.0)],
        Reject::NotFromPrimary { signer, primary } => {
            vec![("signer", u64::from(signer.0)), ("primary", u64::from(primary.0))]
        }
        Reject::OldTimestamp { got, last } => vec![("got", got.0), ("last", last.0)],
        Reject::OperationTooLong { bytes, limit } => {
            vec![("bytes", u64::from(bytes)), ("limit", u64::from(limit))]
        }
        Reject::BadCheckpointNumber { seq } => vec![("seq", seq.0)],
        _ => Vec::new(),
    }
}

/// Why a command could not be obeyed.
pub(in crate::lab) fn reason_of_command(error: &CommandError, choices: &Choices) -> Reason {
    let name = |node: NodeId| name_of(node, choices);
    let of_node = |code, node: NodeId, rest: &str| {
        reason(code, format!("{} {rest}", name_of(node, choices)), &[("node", u64::from(node.0))])
    };
    match error {
        CommandError::NoSuchNode { node, .. } => {
            let nodes = choices.replicas.saturating_add(choices.clients);
            let numbers = [("node", u64::from(node.0)), ("nodes", u64::from(nodes))];
            reason("no-such-node", format!("there is no node {}; there are {nodes}", node.0), &numbers)
        }
        CommandError::NodeDown(node) => of_node("node-down", *node, "is down: restart it first"),
        CommandError::NodeNotDown(node) => {
            of_node("node-not-down", *node, "is not down, so it cannot restart")
        }
        CommandError::NodePaused(node) => of_node("node-paused", *node, "is paused: resume it first"),
        CommandError::NodeNotPaused(node) => {
            of_node("node-not-paused", *node, "is not paused, so it cannot be resumed")
        }
        CommandError::NoSuchPacket(packet) => {
            reason("no-such-packet", error.to_string(), &[("packet", packet.0)])
        }
        CommandError::TimerNotRunning { node, timer } => {
            let timer = timer.to_lowercase();
            let sentence = format!("no timer {timer} is running at {}", name(*node));
            reason("timer-not-running", sentence, &[("node", u64::from(node.0))])
        }
        CommandError::TooFewGroups(groups) => {
            reason("too-few-groups", error.to_string(), &[("groups", *groups as u64)])
        }
        CommandError::EmptyGroup => reason("empty-group", error.to_string(), &[]),
        CommandError::NodeInTwoGroups(node) => {
            let sentence = format!("{} is named twice: a node belongs to one group", name(*node));
            reason("node-in-two-groups", sentence, &[("node", u64::from(node.0))])
        }
        CommandError::InThePast { at, now } => {
            let (at, now) = (Ms::from(*at), Ms::from(*now));
            let sentence = format!("it is for {} ms, but it is already {} ms", at.text(), now.text());
            reason("in-the-past", sentence, &[])
        }
        CommandError::TooManyCommands(limit) => {
            reason("too-many-commands", error.to_string(), &[("limit", u64::from(*limit))])
        }
        CommandError::TooManyPackets(limit) => {
            reason("too-many-packets", error.to_string(), &[("limit", u64::from(*limit))])
        }
    }
}

/// The field of a command that the error is about.
pub(in crate::lab) fn field_of(error: &CommandError, command: &Command) -> &'static str {
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

/// A node as people call it.
pub(in crate::lab) fn name_of(node: NodeId, choices: &Choices) -> String {
    match node.0.checked_sub(choices.replicas) {
        None => format!("replica {}", node.0),
        Some(client) => format!("client {client}"),
    }
}
