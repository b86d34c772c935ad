//! What the network does to a packet.

use std::fmt;

use crate::process::{NodeId, Span};
use crate::sim::rng::Ratio;

/// A closed range of spans, the first not larger than the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanRange {
    min: Span,
    max: Span,
}

/// Two spans in the wrong order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanRangeError {
    min: Span,
    max: Span,
}

impl fmt::Display for SpanRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a range goes from the smaller to the larger, but this is {} us to {} us",
            self.min.0, self.max.0
        )
    }
}

impl std::error::Error for SpanRangeError {}

impl SpanRange {
    /// From `min` to `max`, both included.
    pub const fn new(min: Span, max: Span) -> Result<SpanRange, SpanRangeError> {
        if min.0 > max.0 { Err(SpanRangeError { min, max }) } else { Ok(SpanRange { min, max }) }
    }

    /// The smaller end.
    pub const fn min(self) -> Span {
        self.min
    }

    /// The larger end.
    pub const fn max(self) -> Span {
        self.max
    }
}

/// How long a packet takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Always the same, so packets of a link keep their order.
    Constant(Span),
    /// Every whole microsecond of the range equally likely.
    Uniform(SpanRange),
    /// Mostly short, sometimes long: the least of the range plus an exponentially distributed span of this mean,
    /// under the condition that the sum lies in the range.
    Exponential {
        /// The bounds.
        range: SpanRange,
        /// The mean of the exponential part before it is truncated.
        mean: Span,
    },
}

/// What a link does to packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkSettings {
    /// Whether packets get through at all.
    pub up: bool,
    /// How long packets take.
    pub latency: Latency,
    /// How many packets are lost.
    pub loss: Ratio,
    /// How many packets arrive twice.
    pub duplicate: Ratio,
    /// How many packets take a detour (their latency and another one), so that later packets overtake them.
    pub reorder: Ratio,
    /// Whether packets wait until they are released by hand.
    pub hold: bool,
}

impl Default for LinkSettings {
    /// A perfect link of 20 ms.
    fn default() -> Self {
        LinkSettings {
            up: true,
            latency: Latency::Constant(Span::from_ms(20)),
            loss: Ratio::NEVER,
            duplicate: Ratio::NEVER,
            reorder: Ratio::NEVER,
            hold: false,
        }
    }
}

/// The network as a world starts with it, and returns to when it is healed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// Every link that is not listed below.
    pub every_link: LinkSettings,
    /// Links that differ: from, to, settings.
    pub links: Vec<(NodeId, NodeId, LinkSettings)>,
}
