//! Network of a scenario file: latency and faults of all links.

use serde::Serialize;

use crate::units::{Ms, Ratio};

/// What the network does to packets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct Network {
    /// How long packets take; uniform from 10 to 30 ms unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub latency_ms: Latency,
    /// How many of how many packets are lost; none unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub loss: Ratio,
    /// How many of how many packets arrive twice; none unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub duplicate: Ratio,
    /// How many of how many packets take a detour and may be overtaken; none unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub reorder: Ratio,
}

/// How long a packet takes, in milliseconds. Exactly one of the fields is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum Latency {
    /// Always the same, so packets of a link keep their order.
    Constant(Ms),
    /// Every microsecond from the first to the second equally likely.
    Uniform(Ms, Ms),
    /// Mostly short, sometimes long: `min` plus an exponentially distributed time of this mean, cut off at `max`.
    Exponential {
        /// The least.
        min: Ms,
        /// The mean of what is added to the least.
        mean: Ms,
        /// The most.
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
