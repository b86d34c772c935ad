//! Scenario model: the types of a scenario file.

use serde::Serialize;

use crate::pbft::ProtocolParams;
#[cfg(test)]
use crate::pbft::config::{CLIENTS_MAX, REPLICAS_MAX};
use crate::scenario::command::Command;
use crate::scenario::goal::Goal;
use crate::scenario::lesson::{Quiz, Task};
use crate::scenario::local_text::LocalText;
use crate::scenario::network::Network;
#[cfg(test)]
use crate::scenario::read;
use crate::scenario::weakened::Weakening;
use crate::units::Ms;

/// The version of the scenario format that this engine reads and writes.
pub const VERSION: u32 = 1;

/// A scenario. It determines the run: the same scenario always gives the same trace.
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
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<LocalText>,
    /// The replicas and clients.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub cluster: Cluster,
    /// The network, until a command changes it.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub network: Network,
    /// The commands with their times. At most 100,000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::COMMANDS_MAX)))]
    pub commands: Vec<TimedCommand>,
    /// The captions with their times. At most 1,000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::CAPTIONS_MAX)))]
    pub captions: Vec<Caption>,
    /// The goal of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// A question before the run begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Quiz>,
    /// A task that begins with the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// A question after the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Quiz>,
}

/// The replicas, the clients and the constants of the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Cluster {
    /// The number of replicas, 1 to 100; by default 4.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(range(min = 1, max = REPLICAS_MAX)))]
    pub replicas: u32,
    /// The number of clients, 0 to 100; by default 1.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(range(max = CLIENTS_MAX)))]
    pub clients: u32,
    /// The seed of all random numbers and keys: an integer below 2^64 as text. By default `"0"`; the constructor of `Simulation`
    /// draws one if it gets no scenario at all.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(length(max = read::ANY_BYTES_MAX)))]
    pub seed: String,
    /// `K`: the number of sequence numbers between two checkpoints; 100 by default.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub checkpoint_interval: u64,
    /// `L`: how many sequence numbers lie between the water marks, a multiple of `checkpointInterval` and at least twice
    /// that; by default twice that.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    // The schema states no default, because it follows from another field.
    #[cfg_attr(test, schemars(transform = |schema: &mut schemars::Schema| drop(schema.remove("default"))))]
    pub log_size: u64,
    /// The maximum number of requests in a batch; by default 8.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub batch_max: u32,
    /// The time that a backup waits for the execution of a request before it suspects the primary; by default 2000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub view_timeout_ms: Ms,
    /// The time that a client waits for its result before it retransmits to all replicas; by default 1000.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub client_timeout_ms: Ms,
    /// The interval at which a replica sends its STATUS while anything is outstanding; by default 400.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub status_interval_ms: Ms,
    /// The interval at which a replica that waits for a new view retransmits its VIEW-CHANGE; by default 400.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub resend_interval_ms: Ms,
    /// The time that a replica waits for missing data before it asks again; by default 300.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub fetch_interval_ms: Ms,
    /// How much of the cryptography is computed; all three give the same trace. By default `once`.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub crypto: CryptoKind,
    /// The rules that every replica and client lacks, by the codes that `Simulation.mutants()` lists, such as `M1`, or the preset
    /// `corgi-kx-demo`. At most 100; none by default.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string[]"))]
    #[cfg_attr(test, schemars(length(max = read::MUTANTS_MAX)))]
    pub mutants: Vec<Weakening>,
}

/// How much of the cryptography is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum CryptoKind {
    /// Each replica verifies each signature, at the full cost.
    Every,
    /// Each distinct signature is verified once for all replicas.
    #[default]
    Once,
    /// Unforgeable tokens instead of curve arithmetic: for searches.
    Symbolic,
}

/// A command with its time: it is executed at `atMs`, before all other events of that time, in the order of the file. Commands given
/// by hand also have `afterStep`: they are executed after exactly this number of steps.
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
    /// The number of steps before a command given by hand, which `atMs` alone does not determine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_step: Option<u64>,
    /// The command.
    #[serde(flatten)]
    pub command: Command,
}

/// A text for the reader at a time of the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Caption {
    /// The virtual time.
    pub at_ms: Ms,
    /// The text.
    pub text: LocalText,
    /// Whether the page pauses there until the reader continues; by default false. A question or a task always pauses.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(default))]
    pub pause: bool,
    /// A question before the outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<Quiz>,
    /// A task that begins here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
    /// A question after the task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Quiz>,
}

impl Default for Scenario {
    /// Four replicas, one client, a network without faults and no commands.
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
            ask: None,
            task: None,
            explain: None,
        }
    }
}

impl Default for Cluster {
    /// The defaults of the protocol.
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
