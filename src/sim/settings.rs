//! Settings and limits of a world.

use crate::process::NodeId;
use crate::sim::network::NetworkSettings;
use crate::sim::rng::Seed;
use crate::sim::trace::Recording;

/// How a world is set up, its nodes and its oracle apart.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What everything random is drawn from.
    pub seed: Seed,
    /// The network at the start.
    pub network: NetworkSettings,
    /// How much the world may hold.
    pub limits: Limits,
    /// What the world keeps of its past.
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

/// How much a world may hold. Whatever a node or a person does, memory stays within these bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Packets in flight; the next one is dropped.
    pub packets_max: u32,
    /// Records kept; the oldest ones are discarded.
    pub records_max: u32,
    /// Commands given or scheduled; the next one is refused.
    pub commands_max: u32,
    /// Violations kept; later ones are only counted.
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

/// Why a world cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// More nodes than records have room to name.
    #[error("a run has at most {max} nodes, but this one would have {0}", max = u16::MAX)]
    TooManyNodes(usize),
    /// A link that starts or ends at a node that does not exist.
    #[error("the network has settings for a link from {0} to {1}, but these nodes do not both exist")]
    NoSuchLink(NodeId, NodeId),
}

impl Settings {
    /// Whether a world of this many nodes can be set up so.
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
