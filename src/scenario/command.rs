//! Commands of users and scenarios, in their JSON form.

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

/// A command to the cluster or its network. `do` names it. Nodes are numbered in one sequence: replica `i` is node `i`, client
/// `c` is node `n + c`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Command {
    /// A client submits an operation. While its last request is outstanding, the operation waits in a queue.
    Submit {
        /// The number of the client.
        client: u32,
        /// The operation, a text of at most 4,096 bytes: `put KEY VALUE`, `get KEY`, `del KEY`, `add KEY N`, `append KEY TEXT`,
        /// `cas KEY OLD NEW` or `transfer FROM TO N`. The result of any other text is an error text.
        #[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))]
        operation: String,
    },
    /// A replica crashes. Its timers are cancelled, and packets that arrive are lost.
    Crash {
        /// The replica.
        replica: u32,
        /// If given, the replica crashes in the middle of its next step: its whole state is on its disk, but only this number
        /// of packets of the step leave.
        #[serde(skip_serializing_if = "Option::is_none")]
        after_packets: Option<u32>,
    },
    /// A replica that is down restarts.
    Restart {
        /// The replica.
        replica: u32,
        /// Whether its stable storage survived. The default is `kept`.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        #[cfg_attr(test, schemars(default))]
        disk: DiskKind,
    },
    /// A replica is slow: its inputs wait, and its timers do not fire, until it resumes.
    Pause {
        /// The replica.
        replica: u32,
    },
    /// A paused replica continues and processes its waiting inputs.
    Resume {
        /// The replica.
        replica: u32,
    },
    /// A replica becomes Byzantine: from now on it follows these strategies and no others.
    Behave {
        /// The replica.
        replica: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Several strategies, at most 20. Each one gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = STRATEGIES_MAX)))]
        strategies: Option<Vec<Strategy>>,
        /// The collusion group. Members of a group share their keys and their plan. Any number is a valid group.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// A replica follows the protocol again and loses its second copy. The oracles do not trust it again.
    Honest {
        /// The replica.
        replica: u32,
    },
    /// Starts a second copy of a replica, with the same key and the same disk. Both copies follow the protocol, but together
    /// they equivocate.
    Twin {
        /// The replica.
        replica: u32,
        /// Two lists of nodes, one for each copy. A node on neither list communicates with both.
        #[cfg_attr(test, schemars(length(max = NODES_MAX), inner(length(max = NODES_MAX))))]
        sides: Vec<Vec<u32>>,
    },
    /// A client becomes Byzantine: from now on it follows these strategies and no others. Without strategies it follows the
    /// protocol.
    #[serde(rename = "clientBehave")]
    ClientBehave {
        /// The number of the client.
        client: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Several strategies, at most 20. Each one gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = STRATEGIES_MAX)))]
        strategies: Option<Vec<Strategy>>,
        /// The collusion group. Members of a group share their keys and their plan. Any number is a valid group.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// Partitions the network. Packets sent from now on do not cross from one group to another. Nodes in no group reach all
    /// nodes.
    Partition {
        /// At least two groups of nodes.
        #[cfg_attr(test, schemars(length(max = NODES_MAX), inner(length(max = NODES_MAX))))]
        groups: Vec<Vec<u32>>,
        /// Whether only the direction from an earlier group to a later one is cut. The default is false.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        #[cfg_attr(test, schemars(default))]
        one_way: bool,
    },
    /// Restores the scenario's network: no partition, no changed link, held packets released.
    Heal {},
    /// Changes the link from one node to another for packets sent from now on. Omitted fields stay as they are.
    Link {
        /// The sending node.
        from: u32,
        /// The receiving node.
        to: u32,
        /// Whether packets get through.
        #[serde(skip_serializing_if = "Option::is_none")]
        up: Option<bool>,
        /// The latency.
        #[serde(skip_serializing_if = "Option::is_none")]
        latency_ms: Option<Latency>,
        /// The fraction of packets that are lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        loss: Option<Ratio>,
        /// The fraction of packets that arrive twice.
        #[serde(skip_serializing_if = "Option::is_none")]
        duplicate: Option<Ratio>,
        /// The fraction of packets that are delayed and may be overtaken.
        #[serde(skip_serializing_if = "Option::is_none")]
        reorder: Option<Ratio>,
        /// Whether packets wait until they are released by hand. `false` releases those that wait.
        #[serde(skip_serializing_if = "Option::is_none")]
        hold: Option<bool>,
    },
    /// Drops a packet.
    Drop {
        /// The packet.
        packet: u64,
    },
    /// Delivers a packet now, even if it is held.
    Deliver {
        /// The packet.
        packet: u64,
    },
    /// Sends a second packet with the same message, due at the same time.
    Duplicate {
        /// The packet.
        packet: u64,
    },
    /// Delays a packet.
    Delay {
        /// The packet.
        packet: u64,
        /// The additional delay.
        ms: Ms,
    },
    /// Fires a running timer now.
    Timeout {
        /// The node.
        node: u32,
        /// The name of the timer, as in the view of the node.
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
    /// The replica restarts with the state that it had persisted.
    #[default]
    Kept,
    /// The replica restarts with only its keys.
    Lost,
}
