//! Network of a scenario file: latency and faults of all links.

use serde::Serialize;

use crate::units::{Ms, Ratio};

/// Latency and faults of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Network {
    /// The latency of packets; by default uniform from 10 to 30 ms.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub latency_ms: Latency,
    /// The ratio of packets that are lost; by default none.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub loss: Ratio,
    /// The ratio of packets that arrive twice; by default none.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub duplicate: Ratio,
    /// The ratio of packets that are delayed and may be overtaken; by default none.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub reorder: Ratio,
}

/// The latency of a packet in milliseconds. Exactly one of the fields is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum Latency {
    /// Constant, so packets of a link keep their order.
    Constant(Ms),
    /// Uniformly distributed from the first to the second.
    Uniform(Ms, Ms),
    /// Exponentially distributed: `min` plus a random time with this mean, at most `max`.
    Exponential {
        /// The minimum.
        min: Ms,
        /// The mean of the time added to the minimum.
        mean: Ms,
        /// The maximum.
        max: Ms,
    },
}

impl Default for Network {
    fn default() -> Self {
        Network {
            latency_ms: Latency::Uniform(Ms::from_us(10_000), Ms::from_us(30_000)),
            loss: Ratio::NEVER,
            duplicate: Ratio::NEVER,
            reorder: Ratio::NEVER,
        }
    }
}
