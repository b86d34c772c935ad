//! Schedulers: from a seed to a schedule.
//!
//! | scheduler | schedules |
//! |---|---|
//! | `random` | faults at any time, on a network with varying latency, with timers that fire on their own |
//! | `views` | messages in rounds of one latency; in each view a firewall decides who hears which round, and timers fire on command |
//! | `twins` | the same, but the faulty replica runs in two copies |
//! | `small-scope` | the same, but the faulty replica adds a few statements that differ little from true ones |
//! | `pct` | slow replicas, by priorities that change a few times; no message is lost |
//!
//! Plain randomness practically never finds what needs three views with chosen quorums (protocol section 6), so `views` prefers a
//! pattern: one replica alone learns something, and the next view begins without it.

mod dice;
mod pct;
mod random;
mod views;

use dice::Dice;
use views::Lies;

use super::schedule::{Schedule, TimedAction};
use crate::scenario::{Cluster, Latency, Network};
use crate::units::{Ms, Ratio};

/// A way to draw schedules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheduler {
    /// Faults at any time.
    Random,
    /// A firewall for each round of each view.
    Views,
    /// The same with a replica in two copies.
    Twins,
    /// The same with a replica that adds false statements.
    SmallScope,
    /// Slow replicas, by priorities.
    Pct,
}

impl Scheduler {
    /// All schedulers.
    pub const ALL: [Scheduler; 5] =
        [Scheduler::Views, Scheduler::Random, Scheduler::Twins, Scheduler::SmallScope, Scheduler::Pct];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Scheduler::Random => "random",
            Scheduler::Views => "views",
            Scheduler::Twins => "twins",
            Scheduler::SmallScope => "small-scope",
            Scheduler::Pct => "pct",
        }
    }

    /// The scheduler with this name.
    pub fn named(name: &str) -> Option<Scheduler> {
        Scheduler::ALL.into_iter().find(|scheduler| scheduler.name() == name)
    }

    /// The cluster of its schedules, as far as a task does not change it: small, so that short schedules reach everything.
    pub fn cluster(self) -> Cluster {
        let ms = |ms: u64| Ms::from_us(ms * 1000);
        let small = Cluster {
            clients: 2,
            checkpoint_interval: 2,
            log_size: 4,
            batch_max: 1,
            fetch_interval_ms: ms(30),
            ..Cluster::default()
        };
        match self {
            Scheduler::Random | Scheduler::Pct => Cluster {
                view_timeout_ms: ms(200),
                client_timeout_ms: ms(60),
                status_interval_ms: ms(100),
                resend_interval_ms: ms(100),
                ..small
            },
            // Nothing repairs a lost message, and no timer fires unless the schedule says so.
            Scheduler::Views | Scheduler::Twins | Scheduler::SmallScope => Cluster {
                view_timeout_ms: ms(60_000),
                client_timeout_ms: ms(2 * views::ROUND_MS),
                status_interval_ms: ms(60_000),
                resend_interval_ms: ms(60_000),
                ..small
            },
        }
    }

    /// The network of its schedules.
    pub fn network(self) -> Network {
        let ms = |ms: u64| Ms::from_us(ms * 1000);
        match self {
            Scheduler::Random => Network {
                latency_ms: Latency::Uniform(ms(5), ms(25)),
                loss: Ratio(1, 50),
                duplicate: Ratio(1, 50),
                ..Network::default()
            },
            Scheduler::Pct => Network { latency_ms: Latency::Uniform(ms(5), ms(25)), ..Network::default() },
            Scheduler::Views | Scheduler::Twins | Scheduler::SmallScope => {
                Network { latency_ms: Latency::Constant(ms(views::ROUND_MS)), ..Network::default() }
            }
        }
    }

    /// The schedule of a seed. At most `faulty` replicas are Byzantine.
    pub fn draw(self, cluster: &Cluster, network: &Network, seed: u64, faulty: u32) -> Schedule {
        let cluster = Cluster { seed: seed.to_string(), ..cluster.clone() };
        let mut dice = Dice::new(seed, self.name());
        let (actions, end): (Vec<TimedAction>, Ms) = match self {
            Scheduler::Random => random::draw(&cluster, faulty, &mut dice),
            Scheduler::Pct => pct::draw(&cluster, faulty, &mut dice),
            Scheduler::Views => views::draw(&cluster, faulty, Lies::Any, &mut dice),
            Scheduler::Twins => views::draw(&cluster, faulty, Lies::Twins, &mut dice),
            Scheduler::SmallScope => views::draw(&cluster, faulty, Lies::SmallScope, &mut dice),
        };
        Schedule { cluster, network: network.clone(), actions, end, settles: None }
    }
}
