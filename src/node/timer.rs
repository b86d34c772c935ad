//! Timers of a node: those of the protocol, and those of its strategies.

use std::fmt;

use crate::pbft::Timer;
use crate::process::{Fingerprint, Sink};

/// A timer of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeTimer {
    /// A timer of the protocol.
    Protocol(Timer),
    /// The same, of a replica's second copy.
    Twin(Timer),
    /// What a strategy holds back until then.
    Delay(u32),
}

impl NodeTimer {
    /// The timer of the protocol that it is, for those who know no other.
    pub fn protocol(self) -> Option<Timer> {
        match self {
            NodeTimer::Protocol(timer) => Some(timer),
            NodeTimer::Twin(_) | NodeTimer::Delay(_) => None,
        }
    }

    /// Its name: that of the protocol's timer, whichever copy it is of; what a strategy sets is a `delay`.
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
    /// A protocol's timer is written as if there were no others.
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
