//! Plan of a random world: plain data that a property test can shrink and a person can read.

use crate::pbft::Rules;
use crate::process::NodeId;
use crate::sim::{Seed, Stream};

/// The description of a random world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The number of replicas.
    pub replicas: u32,
    /// The number of clients.
    pub clients: u32,
    /// The seed of the network's streams.
    pub seed: u64,
    /// The number of requests that each client sends while there are faults.
    pub requests: u32,
    /// The percentage of packets that are lost.
    pub loss_percent: u32,
    /// The percentage of packets that are duplicated.
    pub duplicate_percent: u32,
    /// The percentage of packets that are delayed and may be overtaken.
    pub reorder_percent: u32,
    /// The shortest latency.
    pub latency_min_ms: u64,
    /// The longest latency.
    pub latency_max_ms: u64,
    /// When the faults end.
    pub heal_ms: u64,
    /// The faults, in any order.
    pub faults: Vec<Fault>,
    /// Replicas that crash for good: the number that are down when everything else is healed, at most `f`.
    pub dead: u32,
    /// Replicas that lose their disk during the run, at most `f` together with the dead ones. The oracles count them as faulty.
    pub amnesic: u32,
    /// How often each of them loses its disk.
    pub losses: u32,
    /// The number of faulty replicas, at most `f` together with the dead and the amnesic ones.
    pub liars: u32,
    /// The behaviour of the faulty replicas and of some clients, in any order.
    pub lies: Vec<Lie>,
    /// When the clients stop: they send nothing until the replicas have settled without them.
    pub quiet_from_ms: Option<u64>,
    /// The rules of the protocol that hold; by default all.
    pub rules: Rules,
}

/// A lie, and when it begins. The lies of replicas end when the network heals, those of clients one round of requests later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lie {
    /// When it begins.
    pub at_ms: u64,
    /// Which of the faulty replicas or which client. Numbers that are too large wrap around.
    pub liar: u32,
    /// Its kind.
    pub kind: LieKind,
}

/// A kind of lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LieKind {
    /// A replica follows these strategies, and all faulty replicas collude.
    Strategies(Vec<String>),
    /// A replica has two copies. Bit `i` of a side is node `i`. A node on neither side, or on both, communicates with both
    /// copies.
    Twin {
        /// The nodes of the first copy.
        first: u64,
        /// The nodes of the second copy.
        second: u64,
    },
    /// A client follows this strategy.
    Client(String),
    /// A client sends a request at this interval in milliseconds.
    Flood(u64),
}

/// A fault, and when it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When it begins.
    pub at_ms: u64,
    /// How long it lasts.
    pub for_ms: u64,
    /// The replica. Numbers that are too large wrap around.
    pub replica: u32,
    /// Its kind.
    pub kind: FaultKind,
}

/// A kind of benign fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The replica crashes and comes back with its disk.
    Crash,
    /// The replica crashes in the middle of a step, after this number of its packets, and restarts with its disk.
    CrashMidStep(u32),
    /// The replica is slow.
    Pause,
    /// The network is partitioned: replicas with lower numbers on one side, the others on the other.
    Partition,
    /// No node receives the replica's messages, but it receives all of theirs.
    Mute,
}

impl Default for Plan {
    /// Four replicas and one client, on a fast network without faults.
    fn default() -> Plan {
        Plan {
            replicas: 4,
            clients: 1,
            seed: 0,
            requests: 1,
            loss_percent: 0,
            duplicate_percent: 0,
            reorder_percent: 0,
            latency_min_ms: 1,
            latency_max_ms: 10,
            heal_ms: 6000,
            faults: Vec::new(),
            dead: 0,
            amnesic: 0,
            losses: 1,
            liars: 0,
            lies: Vec::new(),
            quiet_from_ms: None,
            rules: Rules::default(),
        }
    }
}

impl Plan {
    /// The usual plan of a seed. [`Profile`](super::Profile) draws the others.
    pub fn draw(seed: u64) -> Plan {
        let mut stream = Stream::new(Seed(seed), "plan");
        let mut below = |bound: u32| u32::try_from(stream.below(u64::from(bound))).unwrap_or(0);
        let sizes = [1, 4, 4, 4, 5, 6, 7, 10];
        let replicas = sizes.get(below(8) as usize).copied().unwrap_or(4);
        let lossy = below(3) > 0;
        let faults = below(6);
        let mut faulty = Stream::new(Seed(seed), "faulty");
        Plan {
            dead: u32::try_from(faulty.below(3)).unwrap_or(0),
            amnesic: u32::try_from(faulty.below(3)).unwrap_or(0),
            replicas,
            clients: 1 + below(3),
            seed,
            requests: 1 + below(12),
            loss_percent: if lossy { below(31) } else { 0 },
            duplicate_percent: if lossy { below(21) } else { 0 },
            reorder_percent: if lossy { below(31) } else { 0 },
            latency_max_ms: 10 + u64::from(below(200)),
            faults: (0..faults)
                .map(|_| Fault {
                    at_ms: u64::from(below(5000)),
                    for_ms: 1 + u64::from(below(3000)),
                    replica: below(replicas),
                    kind: match below(6) {
                        0 | 1 => FaultKind::Crash,
                        2 => FaultKind::CrashMidStep(below(4)),
                        3 => FaultKind::Pause,
                        4 => FaultKind::Partition,
                        _ => FaultKind::Mute,
                    },
                })
                .collect(),
            ..Plan::default()
        }
    }

    /// The number of faulty replicas that the protocol tolerates.
    pub(super) fn f(&self) -> u32 {
        self.replicas.saturating_sub(1) / 3
    }

    /// The replicas that crash permanently: a contiguous range.
    pub(super) fn dead(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.row(0..self.dead.min(self.f()))
    }

    /// The replicas that lose their disk, after the dead ones.
    pub(super) fn amnesic(&self) -> impl Iterator<Item = NodeId> + use<> {
        let dead = self.dead.min(self.f());
        self.row(dead..dead.saturating_add(self.amnesic).min(self.f()))
    }

    /// The faulty replicas, after those that lose their disk.
    pub(super) fn liars(&self) -> impl Iterator<Item = NodeId> + use<> {
        let first = self.dead.saturating_add(self.amnesic).min(self.f());
        self.row(first..first.saturating_add(self.liars).min(self.f()))
    }

    fn row(&self, places: std::ops::Range<u32>) -> impl Iterator<Item = NodeId> + use<> {
        let replicas = u64::from(self.replicas.max(1));
        let first = self.seed % replicas;
        places.map(move |place| NodeId(u32::try_from((first + u64::from(place)) % replicas).unwrap_or(0)))
    }

    /// The time of a loss of disks. The clients send requests for as long after each loss as before the next one.
    pub(super) fn loss_ms(&self, loss: u32) -> u64 {
        self.asking_ms() / u64::from(self.losses.max(1)) * u64::from(loss)
    }

    /// The time during which clients send requests while there are faults.
    pub(super) fn asking_ms(&self) -> u64 {
        self.quiet_from_ms.unwrap_or(u64::MAX).min(self.heal_ms.saturating_mul(5) / 6)
    }
}
