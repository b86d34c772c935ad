//! Settings and limits of a world.

use crate::process::NodeId;
use crate::sim::network::NetworkSettings;
use crate::sim::rng::Seed;
use crate::sim::trace::Recording;

/// The settings of a world, except for its nodes and its oracle.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed of everything random.
    pub seed: Seed,
    /// The initial network.
    pub network: NetworkSettings,
    /// The limits of the world.
    pub limits: Limits,
    /// Which part of its past the world keeps.
    pub recording: Recording,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: Seed(0),
            network: NetworkSettings::default(),
            limits: Limits::default(),
            recording: Recording::Everything,
        }
    }
}

/// Limits of a world. They bound its memory whatever nodes or users do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Packets in flight. Further packets are dropped.
    pub packets_max: u32,
    /// Records. The oldest ones are discarded.
    pub records_max: u32,
    /// Commands given or scheduled. Further ones are refused.
    pub commands_max: u32,
    /// Violations. Further ones are only counted.
    pub violations_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            packets_max: 2_000_000,
            records_max: 1_000_000,
            commands_max: 100_000,
            violations_max: 1_000,
        }
    }
}

/// Why a world cannot be created.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// More nodes than records can name.
    #[error("a run has at most {max} nodes, but this one would have {0}", max = u16::MAX)]
    TooManyNodes(usize),
    /// A link from or to a node that does not exist.
    #[error("the network has settings for a link from {0} to {1}, but these nodes do not both exist")]
    NoSuchLink(NodeId, NodeId),
}

impl Settings {
    /// Checks whether a world of this many nodes can be created.
    pub(crate) fn check(&self, nodes: usize) -> Result<(), SetupError> {
        if nodes > usize::from(u16::MAX) {
            return Err(SetupError::TooManyNodes(nodes));
        }
        let exists = |node: &NodeId| (node.0 as usize) < nodes;
        match self.network.links.iter().find(|(from, to, _)| !exists(from) || !exists(to)) {
            Some((from, to, _)) => Err(SetupError::NoSuchLink(*from, *to)),
            None => Ok(()),
        }
    }
}
