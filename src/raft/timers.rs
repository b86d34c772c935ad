//! The timers of a server and of a client, and how the host varies them.
//!
//! A protocol draws nothing. A server sets the shortest election timeout, and the host adds what [`Config::spread`] allows.

use super::config::Config;
use super::ids::ServerId;
use super::rules::Rule;
use crate::common::codec::{TraceWriter, Writer as _};
use crate::process::{Fingerprint, Sink, Span};

/// A timer by its name; each runs at most once at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A follower or candidate waits for a leader (section 5.2).
    Election,
    /// A leader sends its next heartbeat (section 5.2).
    Heartbeat,
    /// A leader checks whether it has heard from a majority (dissertation, 6.2).
    Quorum,
    /// From here on a server no longer refuses pre-votes because it hears from a leader (dissertation, 9.6).
    Lease,
    /// A client waits for its reply (section 8).
    Client,
}

impl Timer {
    /// Every timer, in order.
    pub const ALL: [Timer; 5] =
        [Timer::Election, Timer::Heartbeat, Timer::Quorum, Timer::Lease, Timer::Client];

    /// The stable name of the timer.
    pub fn name(self) -> &'static str {
        match self {
            Timer::Election => "election",
            Timer::Heartbeat => "heartbeat",
            Timer::Quorum => "quorum",
            Timer::Lease => "lease",
            Timer::Client => "client",
        }
    }
}

impl Fingerprint for Timer {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        TraceWriter(sink).raw(self.name().as_bytes());
    }
}

/// How the host varies a timer that a server sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// Not at all.
    None,
    /// It adds a random duration of at most this.
    UpTo(Span),
    /// It waits exactly this long instead.
    Exactly(Span),
}

/// The first election timeout of the server that a scenario wants as the first leader.
const FIRST_ELECTION: Span = Span::from_ms(1);

impl Config {
    /// How the host varies a timer of a server: the `nth` time, from 0, that the server sets it.
    pub fn spread(&self, server: ServerId, timer: Timer, nth: u64) -> Spread {
        let params = self.params();
        if timer != Timer::Election {
            return Spread::None;
        }
        if nth == 0 && params.first_leader == Some(server) {
            return Spread::Exactly(FIRST_ELECTION);
        }
        if !self.keeps(Rule::RandomTimeouts) {
            return Spread::None;
        }
        Spread::UpTo(Span(params.election_timeout_max.0.saturating_sub(params.election_timeout_min.0)))
    }
}
