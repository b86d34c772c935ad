//! Timers of a node: those of the protocol, and those of its strategies.

use std::fmt;

use crate::pbft::Timer;
use crate::process::{Fingerprint, Sink};

/// A timer of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeTimer {
    /// A timer of the protocol.
    Protocol(Timer),
    /// The same, for the second copy of a replica.
    Twin(Timer),
    /// A timer for messages that a strategy delays.
    Delay(u32),
}

impl NodeTimer {
    /// The timer of the protocol, if it is one.
    pub fn protocol(self) -> Option<Timer> {
        match self {
            NodeTimer::Protocol(timer) => Some(timer),
            NodeTimer::Twin(_) | NodeTimer::Delay(_) => None,
        }
    }

    /// Its name: that of the protocol's timer, for either copy, or `delay` for a timer of a strategy.
    pub fn name(self) -> &'static str {
        match self {
            NodeTimer::Protocol(timer) | NodeTimer::Twin(timer) => timer.name(),
            NodeTimer::Delay(_) => "delay",
        }
    }
}

impl From<Timer> for NodeTimer {
    fn from(timer: Timer) -> NodeTimer {
        NodeTimer::Protocol(timer)
    }
}

impl fmt::Debug for NodeTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Fingerprint for NodeTimer {
    /// Timers of the protocol are written as if there were no others.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            NodeTimer::Protocol(timer) => timer.fingerprint(sink),
            NodeTimer::Twin(timer) => {
                sink.bytes(b"twin:");
                timer.fingerprint(sink);
            }
            NodeTimer::Delay(number) => {
                sink.bytes(b"delay:");
                sink.bytes(&number.to_be_bytes());
            }
        }
    }
}
