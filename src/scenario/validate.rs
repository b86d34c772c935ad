//! Validation of a scenario: converts its numbers to the engine's types, or returns the first error.

use std::rc::Rc;

use super::{Cluster, CryptoKind, Latency, Network, Scenario, VERSION, weakened};
use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::pbft::{Config, ConfigError, ConfigRule, Crypto, ProtocolParams};
use crate::process::Span;
use crate::sim::{self, LinkSettings, NetworkSettings, Seed, SpanRange};
use crate::units::{LATENCY_MAX, Ms, Ratio};

/// The cluster and the network of a scenario as the engine's types.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The constants of the protocol.
    pub config: Rc<Config>,
    /// How much of the cryptography is computed.
    pub crypto: Crypto,
    /// The seed of everything random.
    pub seed: Seed,
    /// The initial network.
    pub network: NetworkSettings,
}

impl Scenario {
    /// Checks everything that can be checked before the run.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn check(&self) -> Result<Setup, LabError> {
        let what = ErrorKind::ScenarioError;
        if self.version != VERSION {
            return Err(what.at("version", codes::wrong_version(self.version, VERSION)));
        }
        let setup = Setup::of(&self.cluster, &self.network)?;
        for (index, timed) in self.commands.iter().enumerate() {
            timed.engine(index, setup.config.params())?;
        }
        if let Some(goal) = &self.goal {
            goal.check(setup.config.params(), what, "goal")?;
        }
        self.check_parts(setup.config.params())?;
        Ok(setup)
    }
}

impl Setup {
    fn of(cluster: &Cluster, network: &Network) -> Result<Setup, LabError> {
        let params = params(cluster);
        let config = Config::new(params).map_err(|error| refusal_of(&error))?;
        let seed = cluster.seed.parse::<Seed>().map_err(|_| refusal_of_seed(&cluster.seed))?;
        let refuse =
            |field: &str, wrong: ErrorDetail| ErrorKind::ScenarioError.at(format!("network.{field}"), wrong);
        let every_link = LinkSettings {
            up: true,
            latency: network.latency_ms.engine().map_err(|wrong| refuse("latencyMs", wrong))?,
            loss: network.loss.engine().map_err(|wrong| refuse("loss", wrong))?,
            duplicate: network.duplicate.engine().map_err(|wrong| refuse("duplicate", wrong))?,
            reorder: network.reorder.engine().map_err(|wrong| refuse("reorder", wrong))?,
            hold: false,
        };
        let network = NetworkSettings { every_link, links: Vec::new() };
        Ok(Setup { config: Rc::new(config), crypto: cluster.crypto.into(), seed, network })
    }
}

fn params(cluster: &Cluster) -> ProtocolParams {
    let defaults = ProtocolParams::default();
    let view_timeout = cluster.view_timeout_ms.span();
    ProtocolParams {
        replicas: cluster.replicas,
        clients: cluster.clients,
        checkpoint_interval: cluster.checkpoint_interval,
        log_size: cluster.log_size,
        batch_max: cluster.batch_max,
        in_flight_max: cluster.log_size,
        operation_bytes_max: defaults.operation_bytes_max,
        view_timeout,
        view_timeout_max: view_timeout.times(1 << 16),
        client_timeout: cluster.client_timeout_ms.span(),
        status_interval: cluster.status_interval_ms.span(),
        resend_interval: cluster.resend_interval_ms.span(),
        fetch_interval: cluster.fetch_interval_ms.span(),
        rules: weakened::rules(&cluster.mutants),
    }
}

fn refusal_of_seed(seed: &str) -> LabError {
    let shown: String = seed.chars().take(40).collect();
    ErrorKind::ScenarioError.at("cluster.seed", codes::invalid_seed(format!("{shown:?}"), u64::MAX))
}

/// Converts the engine's names and microseconds to the scenario's names and milliseconds.
fn refusal_of(error: &ConfigError) -> LabError {
    let (field, is_time) = match error.field {
        "checkpoint_interval" => ("checkpointInterval", false),
        "log_size" => ("logSize", false),
        "batch_max" => ("batchMax", false),
        "view_timeout" | "view_timeout_max" => ("viewTimeoutMs", true),
        "client_timeout" => ("clientTimeoutMs", true),
        "status_interval" => ("statusIntervalMs", true),
        "resend_interval" => ("resendIntervalMs", true),
        "fetch_interval" => ("fetchIntervalMs", true),
        same => (same, false),
    };
    let number =
        |number: u64| if is_time { ErrorValue::from(Ms::from_us(number)) } else { ErrorValue::from(number) };
    let ConfigError { value, min, max, rule, .. } = error;
    let wrong = match rule {
        Some(ConfigRule::CheckpointMultiple) => codes::not_a_multiple(number(*value)),
        None => codes::out_of_bounds(number(*value), number(*min), number(*max)),
    };
    ErrorKind::ScenarioError.at(format!("cluster.{field}"), wrong)
}

impl From<CryptoKind> for Crypto {
    fn from(kind: CryptoKind) -> Crypto {
        match kind {
            CryptoKind::Every => Crypto::Every,
            CryptoKind::Once => Crypto::Once,
            CryptoKind::Symbolic => Crypto::Symbolic,
        }
    }
}

impl Latency {
    /// Converts to the engine's type.
    pub(crate) fn engine(self) -> Result<sim::Latency, ErrorDetail> {
        let range = |min: Ms, max: Ms| {
            if max > LATENCY_MAX {
                return Err(codes::latency_too_long(max, LATENCY_MAX));
            }
            SpanRange::new(min.span(), max.span()).map_err(|_| codes::min_above_max(min, max))
        };
        match self {
            Latency::Constant(ms) => range(ms, ms).map(|_| sim::Latency::Constant(ms.span())),
            Latency::Uniform(min, max) => range(min, max).map(sim::Latency::Uniform),
            Latency::Exponential { min, mean, max } if mean > Ms::from_us(0) && mean <= LATENCY_MAX => {
                Ok(sim::Latency::Exponential { range: range(min, max)?, mean: mean.span() })
            }
            Latency::Exponential { mean, .. } => Err(codes::wrong_mean(mean, LATENCY_MAX)),
        }
    }

    /// Converts from the engine's type.
    pub(crate) fn of(latency: sim::Latency) -> Latency {
        match latency {
            sim::Latency::Constant(span) => Latency::Constant(span.into()),
            sim::Latency::Uniform(range) => Latency::Uniform(range.min().into(), range.max().into()),
            sim::Latency::Exponential { range, mean } => {
                let ends = |span: Span| Ms::from(span);
                Latency::Exponential { min: ends(range.min()), mean: mean.into(), max: ends(range.max()) }
            }
        }
    }
}

impl Ratio {
    /// Converts to the engine's type.
    pub(crate) fn engine(self) -> Result<sim::Ratio, ErrorDetail> {
        let Ratio(hits, of) = self;
        sim::Ratio::new(hits, of).map_err(|_| codes::not_a_ratio(hits, of))
    }

    /// Converts from the engine's type.
    pub(crate) fn of(ratio: sim::Ratio) -> Ratio {
        Ratio(ratio.hits(), ratio.of())
    }
}
