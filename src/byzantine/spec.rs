//! Strategies as people write and read them.

use std::collections::BTreeMap;

use serde::Serialize;

#[cfg(test)]
use super::read::{LISTED_MAX, NODES_MAX, TEXT_BYTES_MAX};
use crate::units::Ms;
use crate::units::Ratio;

/// A way to misbehave, chosen for one node: its name, what it is told beside its defaults, and when it acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Strategy {
    /// The name, one of those that `Simulation.strategies()` lists.
    #[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))]
    pub name: String,
    /// The parameters that shall differ from their defaults.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "Record<string, ParameterValue>"))]
    #[cfg_attr(test, schemars(default))]
    pub parameters: BTreeMap<String, ParameterValue>,
    /// When it acts; always unless said.
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
    /// Milliseconds that are no whole number.
    Time(Ms),
    /// A text.
    Text(#[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))] String),
    /// A list of numbers of nodes.
    Nodes(#[cfg_attr(test, schemars(length(max = NODES_MAX)))] Vec<u32>),
}

/// When a strategy acts: `"always"`, `"never"`, or only where all the given conditions hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "\"always\" | \"never\" | { views?: number[]; seqs?: number[]; ratio?: Ratio }")
)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum When {
    /// Whenever it can.
    #[default]
    Always,
    /// Not at all: the node counts as faulty and behaves.
    Never,
    /// Only where all of these hold.
    #[serde(untagged)]
    Where {
        /// In these views, at most 100; in all unless said.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = LISTED_MAX)))]
        views: Option<Vec<u64>>,
        /// For these sequence numbers, at most 100; for all unless said. What speaks of no number does not count.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, schemars(length(max = LISTED_MAX)))]
        seqs: Option<Vec<u64>>,
        /// The probability, drawn from the run's seed; always by default.
        #[serde(skip_serializing_if = "Option::is_none")]
        ratio: Option<Ratio>,
    },
}

/// A strategy that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct StrategyInfo {
    /// The stable name. `strategy-NAME` is the key of its name for people.
    pub name: String,
    /// Its number in the catalogue of Byzantine behaviours, such as `B2`.
    pub code: String,
    /// The family of behaviours that it belongs to.
    pub family: Family,
    /// Who may follow it.
    pub applies_to: AppliesTo,
    /// What it may be told.
    pub parameters: Vec<ParameterInfo>,
    /// The key of the sentence that describes it.
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

/// Who may follow a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum AppliesTo {
    /// Replicas.
    Replica,
    /// Clients.
    Client,
    /// Nobody in particular: it is done to the network.
    Network,
}

/// A parameter of a strategy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ParameterInfo {
    /// The name.
    pub name: String,
    /// What it is: a whole number, milliseconds, true or false, one of some texts, the number of a replica or of a client, or
    /// a list of nodes.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"number\" | \"ms\" | \"flag\" | \"choice\" | \"replica\" | \"client\" | \"nodes\"")
    )]
    pub kind: &'static str,
    /// The least, for numbers and milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// The most, for numbers and milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// The texts to choose from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<String>>,
    /// What holds unless said; absent where it depends on the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<ParameterValue>,
    /// The key of the sentence that describes it.
    pub about: String,
}

impl Strategy {
    /// The strategy of this name with its defaults.
    pub fn named(name: &str) -> Strategy {
        Strategy { name: name.to_owned(), parameters: BTreeMap::new(), when: When::Always }
    }

    /// The same, told one thing more.
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
