//! The world of a plan, and the execution of the plan in it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::plan::{Fault, FaultKind, LieKind, Plan};
use crate::byzantine::node::{self, Node};
use crate::byzantine::{AppliesTo, Order, ParameterValue, Strategy, When};
use crate::checks::invariants::Oracles;
use crate::error::ErrorKind;
use crate::node::Sides;
use crate::pbft::{ClientId, Config, ConfigError, Crypto, Keys, Local, ProtocolParams};
use crate::process::{Disk, NodeId, Span, Time};
use crate::sim::{
    Command, Instruction, Latency, LinkChange, NetworkSettings, Ratio, Recording, Seed, Settings, SpanRange,
    World,
};

/// `T_status`, in milliseconds.
pub(super) const STATUS_MS: u64 = 150;

impl Plan {
    /// The cluster with small checkpoints and timeouts, on a network without faults.
    pub(super) fn world(&self, recording: Recording) -> Result<World<Node, Oracles>, ConfigError> {
        let config = Rc::new(Config::new(self.params())?);
        let keys = Keys::derive(&config, Crypto::Symbolic, self.seed);
        let shortest = self.latency_min_ms.max(1);
        let latency =
            SpanRange::new(Span::from_ms(shortest), Span::from_ms(self.latency_max_ms.max(shortest)));
        let network = NetworkSettings {
            every_link: crate::sim::LinkSettings {
                latency: latency.map_or(Latency::Constant(Span::from_ms(1)), Latency::Uniform),
                ..Default::default()
            },
            ..NetworkSettings::default()
        };
        let settings = Settings { seed: Seed(self.seed), network, recording, ..Settings::default() };
        let oracles = Oracles::new(&config.unweakened());
        // A world of at most 200 nodes is never refused.
        World::new(node::nodes(&config, keys, Seed(self.seed)), oracles, settings).map_err(|_| ConfigError {
            field: "replicas",
            value: 0,
            min: 1,
            max: 100,
            rule: None,
        })
    }

    /// Small checkpoints and timeouts.
    pub(super) fn params(&self) -> ProtocolParams {
        ProtocolParams {
            replicas: self.replicas,
            clients: self.clients,
            checkpoint_interval: 4,
            log_size: 8,
            batch_max: 2,
            in_flight_max: 8,
            view_timeout: Span::from_ms(600),
            // It grows beyond what a view change needs on this network (protocol section 3.15).
            view_timeout_max: Span::from_ms(self.latency_max_ms.saturating_mul(16).max(10_000)),
            client_timeout: Span::from_ms(300),
            status_interval: Span::from_ms(STATUS_MS),
            resend_interval: Span::from_ms(200),
            fetch_interval: Span::from_ms(150),
            rules: self.rules,
            ..ProtocolParams::default()
        }
    }

    /// Schedules everything that the plan says before the network heals.
    pub(super) fn schedule(&self, world: &mut World<Node, Oracles>) {
        for (from, to) in self.links() {
            give(world, Command::Link { from, to, change: self.trouble() });
        }
        for client in 0..self.clients {
            for request in 0..self.requests {
                let at = u64::from(request) * self.asking_ms() * 1000 / u64::from(self.requests.max(1));
                let operation = format!("add x{} {}", request % 3, client + 1);
                let input = node::ask(Local::Submit(operation.into_bytes().into()));
                let node = ClientId(client).node(self.replicas);
                schedule(world, Time(at), Command::Local { node, input });
            }
        }
        for fault in &self.faults {
            self.schedule_fault(world, *fault);
        }
        for (place, node) in (1..).zip(self.amnesic()) {
            for loss in 0..self.losses {
                let begin = Time(place * 1_000_000 + self.loss_ms(loss).saturating_mul(1000));
                schedule(world, begin, Command::Crash { node });
                schedule(world, begin.after(Span::from_ms(400)), Command::Restart { node, disk: Disk::Lost });
            }
        }
        for (place, node) in (1..).zip(self.dead()) {
            schedule(world, Time(place * 1_500_000), Command::Crash { node });
        }
        self.schedule_lies(world);
        for node in self.quiet_from_ms.iter().flat_map(|_| self.client_nodes()) {
            schedule(world, Time(self.asking_ms().saturating_mul(1000)), Command::Crash { node });
        }
    }

    fn schedule_lies(&self, world: &mut World<Node, Oracles>) {
        let liars: Vec<NodeId> = self.liars().collect();
        for lie in &self.lies {
            let place = (lie.liar as usize).checked_rem(liars.len());
            let replica = place.and_then(|place| liars.get(place)).copied();
            let command = match &lie.kind {
                LieKind::Strategies(names) => {
                    let strategies: Vec<_> = names.iter().map(|name| strategy(name, None)).collect();
                    replica.and_then(|node| self.behave(node, AppliesTo::Replica, &strategies, Some(1)))
                }
                LieKind::Twin { first, second } => replica.map(|node| {
                    let sides = Sides { first: self.side(*first), second: self.side(*second) };
                    corrupt(node, Order::Twin(Rc::new(sides)))
                }),
                LieKind::Client(name) => self.client_behaves(lie.liar, strategy(name, None)),
                LieKind::Flood(every) => self.client_behaves(lie.liar, strategy("flood", Some(*every))),
            };
            if let Some(command) = command {
                schedule(world, Time(lie.at_ms.saturating_mul(1000)), command);
            }
        }
    }

    fn client_behaves(&self, client: u32, strategy: Strategy) -> Option<Command<Node>> {
        let node = ClientId(client.checked_rem(self.clients)?).node(self.replicas);
        self.behave(node, AppliesTo::Client, &[strategy], None)
    }

    fn behave(
        &self,
        node: NodeId,
        whose: AppliesTo,
        strategies: &[Strategy],
        group: Option<u32>,
    ) -> Option<Command<Node>> {
        let params = self.params();
        let resolve =
            |strategy: &Strategy| strategy.resolve(whose, &params, ErrorKind::ScenarioError, "").ok();
        let resolved = strategies.iter().map(resolve).collect::<Option<Vec<_>>>()?;
        (!resolved.is_empty()).then(|| corrupt(node, Order::Behave { resolved: resolved.into(), group }))
    }

    fn side(&self, mask: u64) -> Vec<NodeId> {
        let nodes = self.replicas.saturating_add(self.clients).min(u64::BITS);
        (0..nodes).filter(|node| mask >> node & 1 == 1).map(NodeId).collect()
    }

    fn schedule_fault(&self, world: &mut World<Node, Oracles>, fault: Fault) {
        let node = NodeId(fault.replica % self.replicas.max(1));
        let begin = Time(fault.at_ms.saturating_mul(1000));
        let end = begin.after(Span::from_ms(fault.for_ms)).min(Time(self.healed_at().0.saturating_sub(1)));
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

    /// When the faults end.
    pub(super) fn healed_at(&self) -> Time {
        Time(self.heal_ms.saturating_mul(1000))
    }

    pub(super) fn client_nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        let replicas = self.replicas;
        (0..self.clients).map(move |client| ClientId(client).node(replicas))
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
}

/// A strategy with its defaults, except for how often it acts.
fn strategy(name: &str, every_ms: Option<u64>) -> Strategy {
    let parameters = every_ms.map(|every| ("every".to_owned(), ParameterValue::Whole(every)));
    Strategy { name: name.to_owned(), parameters: BTreeMap::from_iter(parameters), when: When::Always }
}

fn corrupt(node: NodeId, order: Order) -> Command<Node> {
    Command::Corrupt { node, input: Instruction::Order(order) }
}

/// A fault of a replica that is already down, or already up, is refused by the world and has no effect.
pub(super) fn give(world: &mut World<Node, Oracles>, command: Command<Node>) {
    let _ = world.apply(command);
}

fn schedule(world: &mut World<Node, Oracles>, at: Time, command: Command<Node>) {
    let _ = world.schedule(at, command);
}
