//! Random worlds: a cluster, a network and a row of faults drawn from one seed, run with every oracle watching.
//!
//! First comes a stretch with faults, in which only safety is judged. Then everything is healed but for the up to `f` replicas that
//! are faulty for good (dead, or silent since they lost their disks). Each client asks twice more, and each time everybody must be
//! served within a bound and stand at the same place: liveness. A plan is plain data, so that a property test can shrink it and a
//! person can read it.

use std::rc::Rc;

use super::node::{self, Node};
use super::oracles::{Oracles, liveness};
use crate::pbft::{Choices, Client, ClientId, Config, ConfigError, Crypto, Keys, Local};
use crate::process::{Disk, NodeId, Span, Time};
use crate::sim::{
    Command, Latency, LinkChange, NetworkSettings, Ratio, Recording, Seed, Settings, SpanRange, Stream,
    Violation, World,
};

/// A random world, described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many replicas.
    pub replicas: u32,
    /// How many clients.
    pub clients: u32,
    /// What the network's streams are drawn from.
    pub seed: u64,
    /// How many requests each client makes while there are faults.
    pub requests: u32,
    /// Packets lost, of a hundred.
    pub loss_percent: u32,
    /// Packets duplicated, of a hundred.
    pub duplicate_percent: u32,
    /// Packets that take a detour, of a hundred.
    pub reorder_percent: u32,
    /// The longest latency.
    pub latency_max_ms: u64,
    /// The faults, in any order.
    pub faults: Vec<Fault>,
    /// Replicas that crash for good: so many are down when everything else is healed, at most `f`.
    pub dead: u32,
    /// Replicas that lose their disk on the way, at most `f` together with the dead ones. For the oracles they are faulty.
    pub amnesic: u32,
}

/// One fault, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When it begins.
    pub at_ms: u64,
    /// How long it lasts.
    pub for_ms: u64,
    /// Which replica it strikes; numbers beyond the cluster wrap around.
    pub replica: u32,
    /// What it is.
    pub kind: FaultKind,
}

/// What may go wrong without anybody lying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The replica crashes and comes back with its disk.
    Crash,
    /// The replica crashes in the middle of a step, after so many packets of it, and comes back with its disk.
    CrashMidStep(u32),
    /// The replica is slow.
    Pause,
    /// The network falls apart: the replicas below this one on one side, the rest on the other.
    Partition,
    /// Nobody hears the replica, though it hears everybody.
    Mute,
}

/// How a world ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was violated; empty when all went well.
    pub violations: Vec<Violation>,
    /// Occurrences handled.
    pub steps: u64,
    /// Requests answered.
    pub answered: u64,
    /// The highest view that a replica is in, or wants.
    pub view: u64,
    /// The highest stable checkpoint.
    pub stable: u64,
}

/// When the faults end.
const HEALED_AT: Time = Time(6_000_000);
/// How long the world may take to serve everybody then: the client's timeout has doubled a few times, view timeouts too.
const BOUND: Span = Span::from_ms(200_000);
/// How often the world is asked whether everybody is served.
const LOOK_EVERY: Span = Span::from_ms(500);

impl Plan {
    /// The plan of a seed.
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
        }
    }

    /// Runs the world: safety always, liveness after healing.
    ///
    /// # Errors
    /// The plan's numbers make no cluster.
    pub fn run(&self) -> Result<Outcome, ConfigError> {
        let (world, unserved) = self.play(Recording::Nothing)?;
        let mut outcome = outcome(&world);
        outcome.violations.extend(unserved);
        Ok(outcome)
    }

    /// The world as it stands at the end, and what liveness lacks there; with its trace, if it is to be looked at.
    ///
    /// # Errors
    /// The plan's numbers make no cluster.
    pub fn play(&self, recording: Recording) -> Result<(World<Node, Oracles>, Vec<Violation>), ConfigError> {
        let mut world = self.world(recording)?;
        self.schedule(&mut world);
        while world.violation_count() == 0 && world.step_until(HEALED_AT).is_some() {}
        if world.violation_count() > 0 {
            return Ok((world, Vec::new()));
        }
        self.heal(&mut world);
        // Twice: whoever waits alone in a later view must not hold up what is asked next.
        for _ in 0..2 {
            self.ask_again(&mut world);
            let unserved = self.wait_until_served(&mut world);
            if !unserved.is_empty() || world.violation_count() > 0 {
                return Ok((world, unserved));
            }
        }
        Ok((world, Vec::new()))
    }

    /// The cluster with small checkpoints and timeouts, on a network without faults.
    fn world(&self, recording: Recording) -> Result<World<Node, Oracles>, ConfigError> {
        let choices = Choices {
            replicas: self.replicas,
            clients: self.clients,
            checkpoint_interval: 4,
            log_size: 8,
            batch_max: 2,
            in_flight_max: 8,
            view_timeout: Span::from_ms(600),
            view_timeout_max: Span::from_ms(10_000),
            client_timeout: Span::from_ms(300),
            status_interval: Span::from_ms(150),
            resend_interval: Span::from_ms(200),
            fetch_interval: Span::from_ms(150),
            ..Choices::default()
        };
        let config = Rc::new(Config::new(choices)?);
        let keys = Keys::derive(&config, Crypto::Symbolic, self.seed);
        let latency = SpanRange::new(Span::from_ms(1), Span::from_ms(self.latency_max_ms.max(1)));
        let network = NetworkSettings {
            every_link: crate::sim::LinkSettings {
                latency: latency.map_or(Latency::Constant(Span::from_ms(1)), Latency::Uniform),
                ..Default::default()
            },
            ..NetworkSettings::default()
        };
        let settings = Settings { seed: Seed(self.seed), network, recording, ..Settings::default() };
        let oracles = Oracles::new(&config);
        // A world of at most 200 nodes is never refused.
        World::new(node::nodes(&config, keys, Seed(self.seed)), oracles, settings).map_err(|_| ConfigError {
            field: "replicas",
            value: 0,
            min: 1,
            max: 100,
            rule: None,
        })
    }

    fn schedule(&self, world: &mut World<Node, Oracles>) {
        for (from, to) in self.links() {
            give(world, Command::Link { from, to, change: self.trouble() });
        }
        for client in 0..self.clients {
            for request in 0..self.requests {
                let at = Time(u64::from(request) * 5_000_000 / u64::from(self.requests.max(1)));
                let operation = format!("add x{} {}", request % 3, client + 1);
                let input = node::ask(Local::Submit(operation.into_bytes().into()));
                let node = ClientId(client).node(self.replicas);
                schedule(world, at, Command::Local { node, input });
            }
        }
        for fault in &self.faults {
            self.schedule_fault(world, *fault);
        }
        for (place, node) in (1..).zip(self.amnesic()) {
            let begin = Time(place * 1_000_000);
            schedule(world, begin, Command::Crash { node });
            schedule(world, begin.after(Span::from_ms(400)), Command::Restart { node, disk: Disk::Lost });
        }
        for (place, node) in (1..).zip(self.dead()) {
            schedule(world, Time(place * 1_500_000), Command::Crash { node });
        }
    }

    fn f(&self) -> u32 {
        self.replicas.saturating_sub(1) / 3
    }

    /// The replicas that are down for good: a row of them, beginning anywhere.
    fn dead(&self) -> impl Iterator<Item = NodeId> + use<> {
        self.row(0..self.dead.min(self.f()))
    }

    /// The replicas that lose their disk, behind the dead ones.
    fn amnesic(&self) -> impl Iterator<Item = NodeId> + use<> {
        let dead = self.dead.min(self.f());
        self.row(dead..dead.saturating_add(self.amnesic).min(self.f()))
    }

    fn row(&self, places: std::ops::Range<u32>) -> impl Iterator<Item = NodeId> + use<> {
        let replicas = u64::from(self.replicas.max(1));
        let first = self.seed % replicas;
        places.map(move |place| NodeId(u32::try_from((first + u64::from(place)) % replicas).unwrap_or(0)))
    }

    fn schedule_fault(&self, world: &mut World<Node, Oracles>, fault: Fault) {
        let node = NodeId(fault.replica % self.replicas.max(1));
        let begin = Time(fault.at_ms.saturating_mul(1000));
        let end = begin.after(Span::from_ms(fault.for_ms)).min(Time(HEALED_AT.0 - 1));
        match fault.kind {
            FaultKind::Crash => {
                schedule(world, begin, Command::Crash { node });
                schedule(world, end, Command::Restart { node, disk: Disk::Kept });
            }
            FaultKind::CrashMidStep(packets) => {
                schedule(world, begin, Command::CrashMidStep { node, packets });
                schedule(world, end, Command::Restart { node, disk: Disk::Kept });
            }
            FaultKind::Pause => {
                schedule(world, begin, Command::Pause { node });
                schedule(world, end, Command::Resume { node });
            }
            FaultKind::Partition => {
                let side = |range: std::ops::Range<u32>| range.map(NodeId).collect::<Vec<_>>();
                let groups = vec![side(0..node.0), side(node.0..self.replicas)];
                if groups.iter().all(|group| !group.is_empty()) {
                    schedule(world, begin, Command::Partition { groups, one_way: false });
                }
            }
            FaultKind::Mute => {
                for (from, to) in self.links().filter(|(from, _)| *from == node) {
                    let link = |up| Command::Link {
                        from,
                        to,
                        change: LinkChange { up: Some(up), ..LinkChange::default() },
                    };
                    schedule(world, begin, link(false));
                    schedule(world, end, link(true));
                }
            }
        }
    }

    fn links(&self) -> impl Iterator<Item = (NodeId, NodeId)> + use<> {
        let nodes = self.replicas + self.clients;
        (0..nodes)
            .flat_map(move |from| (0..nodes).map(move |to| (NodeId(from), NodeId(to))))
            .filter(|(a, b)| a != b)
    }

    fn trouble(&self) -> LinkChange {
        let percent = |hits: u32| Ratio::new(hits.min(100), 100).ok();
        LinkChange {
            loss: percent(self.loss_percent),
            duplicate: percent(self.duplicate_percent),
            reorder: percent(self.reorder_percent),
            ..LinkChange::default()
        }
    }

    /// The global stabilisation time of the paper: from here on all but the dead are up and every packet arrives.
    fn heal(&self, world: &mut World<Node, Oracles>) {
        give(world, Command::Heal);
        for replica in (0..self.replicas).map(NodeId) {
            give(world, Command::Resume { node: replica });
        }
        self.dead().for_each(|node| give(world, Command::Crash { node }));
        self.restart_living(world);
    }

    /// One more request each: a replica that missed everything learns that it did.
    fn ask_again(&self, world: &mut World<Node, Oracles>) {
        for client in (0..self.clients).map(ClientId) {
            let input = node::ask(Local::Submit(b"add last 1".as_slice().into()));
            give(world, Command::Local { node: client.node(self.replicas), input });
        }
    }

    /// Whoever is up already is refused, and nothing happens.
    fn restart_living(&self, world: &mut World<Node, Oracles>) {
        let dead: Vec<NodeId> = self.dead().collect();
        let living = (0..self.replicas).map(NodeId).filter(|replica| !dead.contains(replica));
        living.for_each(|node| give(world, Command::Restart { node, disk: Disk::Kept }));
    }

    fn wait_until_served(&self, world: &mut World<Node, Oracles>) -> Vec<Violation> {
        let mut look = world.now();
        let end = look.after(BOUND);
        loop {
            look = look.after(LOOK_EVERY);
            while world.step_until(look).is_some() {}
            // A crash in the middle of a step waits for its step, which may come only now.
            self.restart_living(world);
            let found = [liveness::timers_run(world), liveness::settled(world)].concat();
            if found.is_empty() || look >= end || world.violation_count() > 0 {
                return found;
            }
        }
    }
}

fn outcome(world: &World<Node, Oracles>) -> Outcome {
    let nodes = || (0..world.node_count()).filter_map(|node| world.node(NodeId(node)));
    let replicas = || nodes().filter_map(Node::replica);
    Outcome {
        violations: world.violations().iter().map(|found| found.violation.clone()).collect(),
        steps: world.step_count(),
        answered: nodes().filter_map(Node::client).map(Client::answered).sum(),
        view: replicas().map(|replica| replica.view().0).max().unwrap_or(0),
        stable: replicas().map(|replica| replica.low_water_mark().0).max().unwrap_or(0),
    }
}

/// A fault that finds its replica down already, or up already, is refused by the world: nothing happens, and nothing should.
fn give(world: &mut World<Node, Oracles>, command: Command<Node>) {
    let _ = world.apply(command);
}

fn schedule(world: &mut World<Node, Oracles>, at: Time, command: Command<Node>) {
    let _ = world.schedule(at, command);
}
