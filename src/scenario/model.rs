//! Scenario model: the types of a scenario file.

use serde::Serialize;

use crate::pbft::ProtocolParams;
#[cfg(test)]
use crate::pbft::config::{CLIENTS_MAX, REPLICAS_MAX};
use crate::scenario::command::Command;
use crate::scenario::goal::Goal;
use crate::scenario::local_text::LocalText;
use crate::scenario::network::Network;
#[cfg(test)]
use crate::scenario::read;
use crate::scenario::weakened::Weakening;
use crate::units::Ms;

/// The version of the scenario format that this engine reads and writes.
pub const VERSION: u32 = 1;

/// A run before it happens: the same scenario gives the same trace, always and everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(default, deny_unknown_fields, title = "Scenario of pbft-lab")
)]
pub struct Scenario {
    /// The version of the format; 1.
    #[cfg_attr(test, schemars(range(min = VERSION, max = VERSION)))]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub version: u32,
    /// A title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// What there is to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<LocalText>,
    /// The replicas and clients.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub cluster: Cluster,
    /// What the network does to packets, as long as no command changes it.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub network: Network,
    /// What is done, and when. At most 100,000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::COMMANDS_MAX)))]
    pub commands: Vec<TimedCommand>,
    /// What a reader is told, and when. At most 1,000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::CAPTIONS_MAX)))]
    pub captions: Vec<Caption>,
    /// What the run is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
}

/// The replicas, the clients and the constants of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Cluster {
    /// How many replicas, 1 to 100; 4 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(range(min = 1, max = REPLICAS_MAX)))]
    pub replicas: u32,
    /// How many clients, 0 to 100; 1 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(range(max = CLIENTS_MAX)))]
    pub clients: u32,
    /// What everything random and every key is drawn from: a whole number below 2^64 as text. `"0"` unless said; only the
    /// constructor of `Simulation` draws one when it is given no scenario at all.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::ANY_BYTES_MAX)))]
    pub seed: String,
    /// `K`: the number of sequence numbers between two checkpoints; 100 by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub checkpoint_interval: u64,
    /// `L`: how many sequence numbers lie between the water marks, a multiple of `checkpointInterval` and at least twice
    /// that; twice that unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    // The schema states no default, because it follows from another field.
    #[cfg_attr(test, schemars(transform = |schema: &mut schemars::Schema| drop(schema.remove("default"))))]
    pub log_size: u64,
    /// How many requests one batch may hold; 8 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub batch_max: u32,
    /// How long a backup waits for a request to be executed before it suspects the primary; 2000 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub view_timeout_ms: Ms,
    /// How long a client waits for its result before it asks all replicas; 1000 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub client_timeout_ms: Ms,
    /// How often a replica tells the others where it stands while anything is outstanding; 400 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub status_interval_ms: Ms,
    /// How often a replica that waits for a new view sends its VIEW-CHANGE again; 400 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub resend_interval_ms: Ms,
    /// How long a replica waits for something that it lacks before it asks again; 300 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub fetch_interval_ms: Ms,
    /// How much of the cryptography is really computed; all three give the same trace. `once` unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub crypto: CryptoKind,
    /// The rules that every replica and client lacks, by the codes that `Simulation.mutants()` lists, such as `M1`, or the preset
    /// `corgi-kx-demo`. At most 100; none by default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string[]"))]
    #[cfg_attr(test, schemars(length(max = read::MUTANTS_MAX)))]
    pub mutants: Vec<Weakening>,
}

/// How much of the cryptography is really computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum CryptoKind {
    /// Each replica really verifies each message: the honest cost.
    Every,
    /// Each distinct signature is verified once in a world.
    #[default]
    Once,
    /// Unforgeable tokens instead of curve arithmetic: for searches.
    Symbolic,
}

/// A command and when it is obeyed: at `atMs`, before everything else of that time, in the order of the file. Commands that
/// were given by hand also have `afterStep`: executed after exactly this number of steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "{ atMs: Ms; afterStep?: number } & Command")
)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct TimedCommand {
    /// The virtual time.
    pub at_ms: Ms,
    /// Stands with commands that were given by hand while the run went on: what `atMs` alone cannot say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_step: Option<u64>,
    /// The command.
    #[serde(flatten)]
    pub command: Command,
}

/// What a reader is told at a moment of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Caption {
    /// The virtual time.
    pub at_ms: Ms,
    /// The text.
    pub text: LocalText,
    /// Whether the page stops there until the reader goes on; false unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(default))]
    pub pause: bool,
}

impl Default for Scenario {
    /// Four replicas, one client, a network without faults, and nothing done yet.
    fn default() -> Self {
        Scenario {
            version: VERSION,
            title: None,
            about: None,
            cluster: Cluster::default(),
            network: Network::default(),
            commands: Vec::new(),
            captions: Vec::new(),
            goal: None,
        }
    }
}

impl Default for Cluster {
    /// What the protocol's own defaults are.
    fn default() -> Self {
        let params = ProtocolParams::default();
        Cluster {
            replicas: params.replicas,
            clients: params.clients,
            seed: "0".to_owned(),
            checkpoint_interval: params.checkpoint_interval,
            log_size: params.log_size,
            batch_max: params.batch_max,
            view_timeout_ms: params.view_timeout.into(),
            client_timeout_ms: params.client_timeout.into(),
            status_interval_ms: params.status_interval.into(),
            resend_interval_ms: params.resend_interval.into(),
            fetch_interval_ms: params.fetch_interval.into(),
            crypto: CryptoKind::Once,
            mutants: Vec::new(),
        }
    }
}
