//! Commands: everything that a person or a scenario may do, in its JSON form.

use serde::Serialize;

use crate::byzantine::Strategy;
#[cfg(test)]
use crate::byzantine::read::STRATEGIES_MAX;
#[cfg(test)]
use crate::json::TEXT_BYTES_MAX;
use crate::scenario::Latency;
#[cfg(test)]
use crate::scenario::read::{ANY_BYTES_MAX, NODES_MAX};
use crate::units::{Ms, Ratio};

/// One thing that is done to the cluster or its network; `do` says what. Nodes are numbered in one row: replica `i` is node
/// `i`, client `c` is node `n + c`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Command {
    /// A client asks for an operation. While its last request is outstanding, the operation queues behind it.
    Submit {
        /// The client's number.
        client: u32,
        /// The operation, any text of at most 4,096 bytes: `put KEY VALUE`, `get KEY`, `del KEY`, `add KEY N`,
        /// `append KEY TEXT`, `cas KEY OLD NEW`, `transfer FROM TO N`; anything else has an error text as its result.
        #[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))]
        operation: String,
    },
    /// A replica stops: its timers die and packets that arrive are lost.
    Crash {
        /// The replica.
        replica: u32,
        /// If given, it crashes in the middle of its next step: it has written everything to its disk, but only this number of
        /// packets of the step leave.
        #[serde(skip_serializing_if = "Option::is_none")]
        after_packets: Option<u32>,
    },
    /// A replica that is down comes back.
    Restart {
        /// The replica.
        replica: u32,
        /// Whether its stable storage survived; `kept` unless said.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        #[cfg_attr(test, schemars(default))]
        disk: DiskKind,
    },
    /// A replica is slow: its inputs wait and its timers do not fire until it is resumed.
    Pause {
        /// The replica.
        replica: u32,
    },
    /// A paused replica continues and processes its waiting inputs.
    Resume {
        /// The replica.
        replica: u32,
    },
    /// A replica misbehaves: from now on it follows these strategies and no others.
    Behave {
        /// The replica.
        replica: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Or several, at most 20, of which each gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = STRATEGIES_MAX)))]
        strategies: Option<Vec<Strategy>>,
        /// Colluders: the members of a group, whatever its number, share their keys and what they know.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// A replica follows the protocol again, and has no second copy. The oracles never trust it again.
    Honest {
        /// The replica.
        replica: u32,
    },
    /// A second copy of a replica is started, with the same key and the same disk. Both are honest, but together they lie.
    Twin {
        /// The replica.
        replica: u32,
        /// Two lists of nodes: who hears the first copy and who the second. A node on neither list hears both.
        #[cfg_attr(test, schemars(length(max = NODES_MAX), inner(length(max = NODES_MAX))))]
        sides: Vec<Vec<u32>>,
    },
    /// A client misbehaves: from now on it follows these strategies and no others; none: the protocol.
    #[serde(rename = "clientBehave")]
    ClientBehave {
        /// The client's number.
        client: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Or several, at most 20, of which each gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = STRATEGIES_MAX)))]
        strategies: Option<Vec<Strategy>>,
        /// Colluders: the members of a group, whatever its number, share their keys and what they know.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// No packet sent from now on crosses from one group of nodes to another; nodes in no group reach everybody.
    Partition {
        /// At least two groups of nodes.
        #[cfg_attr(test, schemars(length(max = NODES_MAX), inner(length(max = NODES_MAX))))]
        groups: Vec<Vec<u32>>,
        /// Only the way from an earlier group to a later one is cut; by default false.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        #[cfg_attr(test, schemars(default))]
        one_way: bool,
    },
    /// The network is again as the scenario set it up: no partition, no link changed, held packets released.
    Heal {},
    /// Changes the link from one node to another, for packets sent from now on. What is left out stays as it is.
    Link {
        /// The sending end.
        from: u32,
        /// The receiving end.
        to: u32,
        /// Whether packets get through at all.
        #[serde(skip_serializing_if = "Option::is_none")]
        up: Option<bool>,
        /// How long packets take.
        #[serde(skip_serializing_if = "Option::is_none")]
        latency_ms: Option<Latency>,
        /// How many of how many packets are lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        loss: Option<Ratio>,
        /// How many of how many packets arrive twice.
        #[serde(skip_serializing_if = "Option::is_none")]
        duplicate: Option<Ratio>,
        /// How many of how many packets take a detour and may be overtaken.
        #[serde(skip_serializing_if = "Option::is_none")]
        reorder: Option<Ratio>,
        /// Whether packets wait until they are released by hand; `false` releases those that wait.
        #[serde(skip_serializing_if = "Option::is_none")]
        hold: Option<bool>,
    },
    /// Takes a packet off the network.
    Drop {
        /// The packet.
        packet: u64,
    },
    /// A packet arrives now, also a held one.
    Deliver {
        /// The packet.
        packet: u64,
    },
    /// A second packet with the same message, due when the first is.
    Duplicate {
        /// The packet.
        packet: u64,
    },
    /// A packet arrives that much later than it was due.
    Delay {
        /// The packet.
        packet: u64,
        /// How much later.
        ms: Ms,
    },
    /// A running timer fires now.
    Timeout {
        /// The node.
        node: u32,
        /// The timer's name, as in the view of the node.
        #[cfg_attr(test, schemars(length(max = ANY_BYTES_MAX)))]
        timer: String,
    },
}

impl Command {
    /// The name of the command, as in `do`.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Submit { .. } => "submit",
            Command::Crash { .. } => "crash",
            Command::Restart { .. } => "restart",
            Command::Pause { .. } => "pause",
            Command::Resume { .. } => "resume",
            Command::Behave { .. } => "behave",
            Command::Honest { .. } => "honest",
            Command::Twin { .. } => "twin",
            Command::ClientBehave { .. } => "clientBehave",
            Command::Partition { .. } => "partition",
            Command::Heal { .. } => "heal",
            Command::Link { .. } => "link",
            Command::Drop { .. } => "drop",
            Command::Deliver { .. } => "deliver",
            Command::Duplicate { .. } => "duplicate",
            Command::Delay { .. } => "delay",
            Command::Timeout { .. } => "timeout",
        }
    }
}

/// Whether a crashed replica's stable storage survived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum DiskKind {
    /// It restarts with what it had persisted.
    #[default]
    Kept,
    /// It restarts with nothing but its keys.
    Lost,
}
