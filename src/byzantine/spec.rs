//! Strategies as data, for scenario files and for users.

use std::collections::BTreeMap;

use serde::Serialize;

#[cfg(test)]
use super::read::{LISTED_MAX, NODES_MAX, TEXT_BYTES_MAX};
use crate::units::Ms;
use crate::units::Ratio;

/// A Byzantine strategy of a node: its name, the parameters that differ from their defaults, and when it acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Strategy {
    /// The name. `Simulation.strategies()` lists all names.
    #[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))]
    pub name: String,
    /// The parameters that differ from their defaults.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, ParameterValue>"))]
    #[cfg_attr(test, schemars(default))]
    pub parameters: BTreeMap<String, ParameterValue>,
    /// When it acts. The default is `always`.
    #[serde(skip_serializing_if = "When::is_always")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(default))]
    pub when: When,
}

/// The value of a parameter: a number, milliseconds, a text, true or false, or a list of node numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "number | string | boolean | number[]")
)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ParameterValue {
    /// True or false.
    Flag(bool),
    /// A whole number.
    Whole(u64),
    /// Milliseconds that are not a whole number.
    Time(Ms),
    /// A text.
    Text(#[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))] String),
    /// A list of node numbers.
    Nodes(#[cfg_attr(test, schemars(length(max = NODES_MAX)))] Vec<u32>),
}

/// When a strategy acts: `"always"`, `"never"`, or only if all the given conditions hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "\"always\" | \"never\" | { views?: number[]; seqs?: number[]; ratio?: Ratio }")
)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum When {
    /// Always.
    #[default]
    Always,
    /// Never: the node counts as faulty but follows the protocol.
    Never,
    /// Only if all of these conditions hold.
    #[serde(untagged)]
    Where {
        /// In these views. At most 100; by default in all.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = LISTED_MAX)))]
        views: Option<Vec<u64>>,
        /// For these sequence numbers. At most 100; by default for all. It does not match messages without a sequence number.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = LISTED_MAX)))]
        seqs: Option<Vec<u64>>,
        /// With this probability, drawn from the run's seed. By default always.
        #[serde(skip_serializing_if = "Option::is_none")]
        ratio: Option<Ratio>,
    },
}

/// A strategy and its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StrategyInfo {
    /// The stable name. The catalogue of texts has the displayed name at the key `strategy-NAME`.
    pub name: String,
    /// The code in the catalogue of Byzantine behaviours, such as `B2`.
    pub code: String,
    /// The family of behaviours.
    pub family: Family,
    /// Which nodes can follow it.
    pub applies_to: AppliesTo,
    /// Its parameters.
    pub parameters: Vec<ParameterInfo>,
    /// The key of its description in the catalogue of texts.
    pub about: String,
}

/// A family of the catalogue of Byzantine behaviours (docs/protocol-attacks.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Family {
    /// The primary's proposals: B1 to B13.
    Primary,
    /// Votes: B14 to B23.
    Votes,
    /// View changes: B24 to B33.
    ViewChange,
    /// Checkpoints, state transfer and retransmission: B34 to B39.
    Checkpoints,
    /// Replies and hints to clients: B40 and B41.
    Replies,
    /// Requests of clients: B42 to B47.
    Requests,
    /// Groups of colluding replicas: A1 to A6.
    Collusion,
    /// All others, such as the network's replay B50.
    Other,
}

impl Family {
    /// The family of a code, such as `B2` or `A3`.
    pub(super) fn of(code: &str) -> Family {
        let number = |outgoing: char| code.strip_prefix(outgoing)?.parse::<u32>().ok();
        match (number('A'), number('B')) {
            (Some(_), _) => Family::Collusion,
            (_, Some(1..=13)) => Family::Primary,
            (_, Some(14..=23)) => Family::Votes,
            (_, Some(24..=33)) => Family::ViewChange,
            (_, Some(34..=39)) => Family::Checkpoints,
            (_, Some(40..=41)) => Family::Replies,
            (_, Some(42..=47)) => Family::Requests,
            _ => Family::Other,
        }
    }
}

/// Which nodes can follow a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum AppliesTo {
    /// Replicas.
    Replica,
    /// Clients.
    Client,
    /// Any node: the strategy acts on the network.
    Network,
}

/// A parameter of a strategy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ParameterInfo {
    /// The name.
    pub name: String,
    /// The type: a whole number, milliseconds, true or false, one of several texts, the number of a replica or of a client, or
    /// a list of nodes.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"number\" | \"ms\" | \"flag\" | \"choice\" | \"replica\" | \"client\" | \"nodes\"")
    )]
    pub kind: &'static str,
    /// The minimum of numbers and milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The maximum of numbers and milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The texts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// The default. Absent if it depends on the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<ParameterValue>,
    /// The key of its description in the catalogue of texts.
    pub about: String,
}

impl Strategy {
    /// The strategy of this name with its defaults.
    pub fn named(name: &str) -> Strategy {
        Strategy { name: name.to_owned(), parameters: BTreeMap::new(), when: When::Always }
    }

    /// The same strategy with another parameter.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: ParameterValue) -> Strategy {
        self.parameters.insert(parameter.to_owned(), value);
        self
    }
}

impl When {
    fn is_always(&self) -> bool {
        *self == When::Always
    }
}
