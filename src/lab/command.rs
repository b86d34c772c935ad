//! Everything that a person or a scenario may do, in its JSON form.

use std::rc::Rc;

use serde::Serialize;

use super::node::{self, Node};
use super::refusal::{Refusal, Refused};
use super::scenario::Latency;
use super::strategy::{AppliesTo, Cast, Order, Strategy};
use super::wrong::{self, Told, Wrong};
use crate::node::Sides;
use crate::pbft::{Choices, ClientId, Local, Timer};
use crate::process::{Disk, NodeId};
use crate::sim::{self, Instruction, LinkChange, PacketId};
use crate::units::Ms;
use crate::units::{LATENCY_MAX, Ratio};

/// One thing that is done to the cluster or its network; `do` says what. Nodes are numbered in one row: replica `i` is node
/// `i`, client `c` is node `n + c`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Command {
    /// A client asks for an operation. While its last request is outstanding, the operation queues behind it.
    Submit {
        /// The client's number.
        client: u32,
        /// The operation, any text of at most 4,096 bytes: `put KEY VALUE`, `get KEY`, `del KEY`, `add KEY N`,
        /// `append KEY TEXT`, `cas KEY OLD NEW`, `transfer FROM TO N`; anything else has an error text as its result.
        operation: String,
    },
    /// A replica stops: its timers die and packets that arrive are lost.
    Crash {
        /// The replica.
        replica: u32,
        /// If said, it crashes in the middle of its next step: it has written everything to its disk, but only so many
        /// packets of the step leave.
        #[serde(skip_serializing_if = "Option::is_none")]
        after_packets: Option<u32>,
    },
    /// A replica that is down comes back.
    Restart {
        /// The replica.
        replica: u32,
        /// Whether its stable storage survived; `kept` unless said.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        disk: DiskKind,
    },
    /// A replica is slow: its inputs wait and its timers do not fire until it is resumed.
    Pause {
        /// The replica.
        replica: u32,
    },
    /// A paused replica takes up what has waited.
    Resume {
        /// The replica.
        replica: u32,
    },
    /// A replica misbehaves: from now on it follows these strategies and no others.
    Behave {
        /// The replica.
        replica: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Or several, at most 20, of which each gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategies: Option<Vec<Strategy>>,
        /// Colluders: the members of a group, whatever its number, share their keys and what they know.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// A replica follows the protocol again, and has no second copy. The oracles never trust it again.
    Honest {
        /// The replica.
        replica: u32,
    },
    /// A second copy of a replica is started, with the same key and the same disk. Both are honest, but together they lie.
    Twin {
        /// The replica.
        replica: u32,
        /// Two lists of nodes: who hears the first copy and who the second. A node on neither list hears both.
        sides: Vec<Vec<u32>>,
    },
    /// A client misbehaves: from now on it follows these strategies and no others; none: the protocol.
    #[serde(rename = "clientBehave")]
    ClientBehave {
        /// The client's number.
        client: u32,
        /// One strategy.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategy: Option<Strategy>,
        /// Or several, at most 20, of which each gets what the one before lets through.
        #[serde(skip_serializing_if = "Option::is_none")]
        strategies: Option<Vec<Strategy>>,
        /// Colluders: the members of a group, whatever its number, share their keys and what they know.
        #[serde(skip_serializing_if = "Option::is_none")]
        group: Option<u32>,
    },
    /// No packet sent from now on crosses from one group of nodes to another; nodes in no group reach everybody.
    Partition {
        /// At least two groups of nodes.
        groups: Vec<Vec<u32>>,
        /// Only the way from an earlier group to a later one is cut; false unless said.
        #[cfg_attr(target_arch = "wasm32", tsify(optional))]
        one_way: bool,
    },
    /// The network is again as the scenario set it up: no partition, no link changed, held packets released.
    Heal {},
    /// Changes the link from one node to another, for packets sent from now on. What is left out stays as it is.
    Link {
        /// The sending end.
        from: u32,
        /// The receiving end.
        to: u32,
        /// Whether packets get through at all.
        #[serde(skip_serializing_if = "Option::is_none")]
        up: Option<bool>,
        /// How long packets take.
        #[serde(skip_serializing_if = "Option::is_none")]
        latency_ms: Option<Latency>,
        /// How many of how many packets are lost.
        #[serde(skip_serializing_if = "Option::is_none")]
        loss: Option<Ratio>,
        /// How many of how many packets arrive twice.
        #[serde(skip_serializing_if = "Option::is_none")]
        duplicate: Option<Ratio>,
        /// How many of how many packets take a detour and may be overtaken.
        #[serde(skip_serializing_if = "Option::is_none")]
        reorder: Option<Ratio>,
        /// Whether packets wait until they are released by hand; `false` releases those that wait.
        #[serde(skip_serializing_if = "Option::is_none")]
        hold: Option<bool>,
    },
    /// Takes a packet off the network.
    Drop {
        /// The packet.
        packet: u64,
    },
    /// A packet arrives now, also a held one.
    Deliver {
        /// The packet.
        packet: u64,
    },
    /// A second packet with the same message, due when the first is.
    Duplicate {
        /// The packet.
        packet: u64,
    },
    /// A packet arrives that much later than it was due.
    Delay {
        /// The packet.
        packet: u64,
        /// How much later.
        ms: Ms,
    },
    /// A running timer fires now.
    Timeout {
        /// The node.
        node: u32,
        /// The timer's name, as in the view of the node.
        timer: String,
    },
}

/// Whether a crashed replica's stable storage survived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum DiskKind {
    /// It restarts with what it had persisted.
    #[default]
    Kept,
    /// It restarts with nothing but its keys.
    Lost,
}

impl Command {
    /// What the world is asked to do. `prefix` stands before the name of a field, in a refusal.
    ///
    /// # Errors
    /// The first field that cannot be right in a cluster of this size.
    pub(crate) fn engine(
        &self,
        choices: &Choices,
        what: Refused,
        prefix: &str,
    ) -> Result<sim::Command<Node>, Refusal> {
        let ask = Ask { choices, what, prefix };
        Ok(match self {
            Command::Submit { client, operation } => ask.submit(*client, operation)?,
            Command::Crash { replica, after_packets: None } => {
                sim::Command::Crash { node: ask.replica(*replica)? }
            }
            Command::Crash { replica, after_packets: Some(packets) } => {
                sim::Command::CrashMidStep { node: ask.replica(*replica)?, packets: *packets }
            }
            Command::Restart { replica, disk } => {
                sim::Command::Restart { node: ask.replica(*replica)?, disk: (*disk).into() }
            }
            Command::Pause { replica } => sim::Command::Pause { node: ask.replica(*replica)? },
            Command::Resume { replica } => sim::Command::Resume { node: ask.replica(*replica)? },
            Command::Behave { replica, strategy, strategies, group } => {
                let casts = ask.casts(AppliesTo::Replica, strategy.as_ref(), strategies.as_deref())?;
                behave(ask.replica(*replica)?, casts, *group)
            }
            Command::Honest { replica } => behave(ask.replica(*replica)?, Vec::new(), None),
            Command::Twin { replica, sides } => ask.twin(*replica, sides)?,
            Command::ClientBehave { client, strategy, strategies, group } => {
                let casts = ask.casts(AppliesTo::Client, strategy.as_ref(), strategies.as_deref())?;
                behave(ask.client(*client)?, casts, *group)
            }
            Command::Partition { groups, one_way } => ask.partition(groups, *one_way)?,
            Command::Heal {} => sim::Command::Heal,
            Command::Link { from, to, .. } => sim::Command::Link {
                from: ask.node("from", *from)?,
                to: ask.node("to", *to)?,
                change: ask.link_change(self)?,
            },
            Command::Drop { packet } => sim::Command::Drop { packet: PacketId(*packet) },
            Command::Deliver { packet } => sim::Command::Deliver { packet: PacketId(*packet) },
            Command::Duplicate { packet } => sim::Command::Duplicate { packet: PacketId(*packet) },
            Command::Delay { packet, ms } => {
                if *ms > LATENCY_MAX {
                    return Err(ask.refuse("ms", wrong::delay_too_long(*ms, LATENCY_MAX)));
                }
                sim::Command::Delay { packet: PacketId(*packet), by: ms.span() }
            }
            Command::Timeout { node, timer } => {
                sim::Command::Timeout { node: ask.node("node", *node)?, timer: ask.timer(timer)?.into() }
            }
        })
    }

    /// The form in which a person gives this command; none for what only the laboratory itself asks of a world.
    pub(crate) fn of(command: &sim::Command<Node>, choices: &Choices) -> Option<Command> {
        Some(match command {
            sim::Command::Local { node, input } | sim::Command::Corrupt { node, input } => {
                asked(*node, input, choices)?
            }
            sim::Command::Crash { node } => Command::Crash { replica: node.0, after_packets: None },
            sim::Command::CrashMidStep { node, packets } => {
                Command::Crash { replica: node.0, after_packets: Some(*packets) }
            }
            sim::Command::Restart { node, disk } => {
                Command::Restart { replica: node.0, disk: (*disk).into() }
            }
            sim::Command::Pause { node } => Command::Pause { replica: node.0 },
            sim::Command::Resume { node } => Command::Resume { replica: node.0 },
            sim::Command::Partition { groups, one_way } => {
                let numbers = |group: &Vec<NodeId>| group.iter().map(|node| node.0).collect();
                Command::Partition { groups: groups.iter().map(numbers).collect(), one_way: *one_way }
            }
            sim::Command::Heal => Command::Heal {},
            sim::Command::Link { from, to, change } => Command::Link {
                from: from.0,
                to: to.0,
                up: change.up,
                latency_ms: change.latency.map(Latency::of),
                loss: change.loss.map(Ratio::of),
                duplicate: change.duplicate.map(Ratio::of),
                reorder: change.reorder.map(Ratio::of),
                hold: change.hold,
            },
            sim::Command::Drop { packet } => Command::Drop { packet: packet.0 },
            sim::Command::Deliver { packet } => Command::Deliver { packet: packet.0 },
            sim::Command::Duplicate { packet } => Command::Duplicate { packet: packet.0 },
            sim::Command::Delay { packet, by } => Command::Delay { packet: packet.0, ms: (*by).into() },
            sim::Command::Timeout { node, timer } => {
                Command::Timeout { node: node.0, timer: timer.name().to_owned() }
            }
        })
    }
}

/// Makes a node follow these strategies; none: the protocol.
fn behave(node: NodeId, casts: Vec<Cast>, group: Option<u32>) -> sim::Command<Node> {
    if casts.is_empty() {
        return sim::Command::Local { node, input: Instruction::Order(Order::Honest) };
    }
    let order = Order::Behave { casts: casts.into(), group };
    sim::Command::Corrupt { node, input: Instruction::Order(order) }
}

/// What a node is asked, as a person asks it.
fn asked(node: NodeId, input: &node::NodeLocal, choices: &Choices) -> Option<Command> {
    let client = node.0.checked_sub(choices.replicas);
    let order = match input {
        Instruction::Local(Local::Submit(operation)) => {
            let operation = String::from_utf8_lossy(operation).into_owned();
            return Some(Command::Submit { client: client?, operation });
        }
        Instruction::Order(order) => order,
    };
    Some(match (order, client) {
        (Order::Behave { casts, group }, client) => {
            let mut chosen: Vec<Strategy> = casts.iter().map(|cast| cast.chosen().clone()).collect();
            let strategy = if chosen.len() == 1 { chosen.pop() } else { None };
            let strategies = if strategy.is_some() { None } else { Some(chosen) };
            let group = *group;
            match client {
                None => Command::Behave { replica: node.0, strategy, strategies, group },
                Some(client) => Command::ClientBehave { client, strategy, strategies, group },
            }
        }
        (Order::Honest, None) => Command::Honest { replica: node.0 },
        (Order::Honest, Some(client)) => {
            Command::ClientBehave { client, strategy: None, strategies: Some(Vec::new()), group: None }
        }
        (Order::Twin(sides), _) => {
            let numbers = |side: &Vec<NodeId>| side.iter().map(|node| node.0).collect();
            Command::Twin { replica: node.0, sides: vec![numbers(&sides.first), numbers(&sides.second)] }
        }
    })
}

/// Asks of each field whether it can be right.
struct Ask<'a> {
    choices: &'a Choices,
    what: Refused,
    prefix: &'a str,
}

impl Ask<'_> {
    fn refuse(&self, field: &str, wrong: Wrong) -> Refusal {
        self.what.because(format!("{}{field}", self.prefix), wrong)
    }

    fn replica(&self, replica: u32) -> Result<NodeId, Refusal> {
        let count = self.choices.replicas;
        if replica < count {
            Ok(NodeId(replica))
        } else {
            Err(self.no_such("replica", replica, "replica", count))
        }
    }

    fn node(&self, field: &str, node: u32) -> Result<NodeId, Refusal> {
        let count = self.choices.replicas.saturating_add(self.choices.clients);
        if node < count { Ok(NodeId(node)) } else { Err(self.no_such(field, node, "node", count)) }
    }

    fn no_such(&self, field: &str, number: u32, kind: &str, count: u32) -> Refusal {
        let wrong = match count.checked_sub(1) {
            None => wrong::there_is_none(number, kind),
            Some(0) => wrong::only_one(number, kind),
            Some(last) => wrong::no_such(number, kind, last),
        };
        self.refuse(field, wrong)
    }

    fn client(&self, client: u32) -> Result<NodeId, Refusal> {
        let Choices { replicas, clients, .. } = *self.choices;
        match client < clients {
            true => Ok(ClientId(client).node(replicas)),
            false => Err(self.no_such("client", client, "client", clients)),
        }
    }

    fn casts(
        &self,
        whose: AppliesTo,
        one: Option<&Strategy>,
        several: Option<&[Strategy]>,
    ) -> Result<Vec<Cast>, Refusal> {
        let cast = |strategy: &Strategy, field: String| {
            strategy.cast(whose, self.choices, self.what, &format!("{}{field}.", self.prefix))
        };
        match (one, several) {
            (Some(strategy), None) => Ok(vec![cast(strategy, "strategy".to_owned())?]),
            (None, Some([])) if whose == AppliesTo::Replica => {
                Err(self.refuse("strategies", wrong::no_strategies()))
            }
            (None, Some(strategies)) => {
                let named = strategies.iter().enumerate();
                named.map(|(index, strategy)| cast(strategy, format!("strategies[{index}]"))).collect()
            }
            (None, None) => Err(self.refuse("strategy", wrong::strategy_missing())),
            (Some(_), Some(_)) => Err(self.refuse("strategies", wrong::strategy_twice())),
        }
    }

    fn twin(&self, replica: u32, sides: &[Vec<u32>]) -> Result<sim::Command<Node>, Refusal> {
        let node = self.replica(replica)?;
        let side = |index: usize| -> Result<Vec<NodeId>, Refusal> {
            let listed = sides.get(index).map(Vec::as_slice).unwrap_or_default();
            let field = format!("sides[{index}]");
            let nodes = listed.iter().map(|node| self.node(&field, *node));
            nodes.collect()
        };
        if sides.len() != 2 {
            return Err(self.refuse("sides", wrong::not_two_sides(sides.len())));
        }
        let sides = Sides { first: side(0)?, second: side(1)? };
        let input = Instruction::Order(Order::Twin(Rc::new(sides)));
        Ok(sim::Command::Corrupt { node, input })
    }

    fn submit(&self, client: u32, operation: &str) -> Result<sim::Command<Node>, Refusal> {
        let node = self.client(client)?;
        let operation_bytes_max = self.choices.operation_bytes_max;
        if operation.len() > operation_bytes_max as usize {
            return Err(self.refuse("operation", wrong::too_long(operation.len(), operation_bytes_max)));
        }
        let input = node::ask(Local::Submit(Rc::from(operation.as_bytes())));
        Ok(sim::Command::Local { node, input })
    }

    fn partition(&self, groups: &[Vec<u32>], one_way: bool) -> Result<sim::Command<Node>, Refusal> {
        let nodes = |(index, group): (usize, &Vec<u32>)| -> Result<Vec<NodeId>, Refusal> {
            group.iter().map(|node| self.node(&format!("groups[{index}]"), *node)).collect()
        };
        let groups = groups.iter().enumerate().map(nodes).collect::<Result<_, _>>()?;
        Ok(sim::Command::Partition { groups, one_way })
    }

    fn link_change(&self, command: &Command) -> Result<LinkChange, Refusal> {
        let Command::Link { up, latency_ms, loss, duplicate, reorder, hold, .. } = command else {
            return Ok(LinkChange::default());
        };
        let ratio = |field, ratio: &Option<Ratio>| {
            ratio.map(Ratio::engine).transpose().map_err(|wrong| self.refuse(field, wrong))
        };
        let latency = latency_ms.map(Latency::engine).transpose();
        Ok(LinkChange {
            up: *up,
            latency: latency.map_err(|wrong| self.refuse("latencyMs", wrong))?,
            loss: ratio("loss", loss)?,
            duplicate: ratio("duplicate", duplicate)?,
            reorder: ratio("reorder", reorder)?,
            hold: *hold,
        })
    }

    fn timer(&self, name: &str) -> Result<Timer, Refusal> {
        let known = Timer::ALL.into_iter().find(|timer| timer.name() == name);
        known.ok_or_else(|| {
            let names = Told::names(Timer::ALL.map(Timer::name));
            let shown: String = name.chars().take(40).collect();
            self.refuse("timer", wrong::not_among(format!("{shown:?}"), names))
        })
    }
}

impl From<DiskKind> for Disk {
    fn from(kind: DiskKind) -> Disk {
        match kind {
            DiskKind::Kept => Disk::Kept,
            DiskKind::Lost => Disk::Lost,
        }
    }
}

impl From<Disk> for DiskKind {
    fn from(disk: Disk) -> DiskKind {
        match disk {
            Disk::Kept => DiskKind::Kept,
            Disk::Lost => DiskKind::Lost,
        }
    }
}
