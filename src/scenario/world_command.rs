//! Conversion of commands to those of the world, checked against the size of the cluster, and back.

use std::rc::Rc;

use crate::byzantine::node::{self, Node};
use crate::byzantine::{AppliesTo, Order, ResolvedStrategy, Strategy};
use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::node::Sides;
use crate::pbft::{ClientId, Local, ProtocolParams, Timer};
use crate::process::{Disk, NodeId};
use crate::scenario::command::{Command, DiskKind};
use crate::scenario::{Latency, TimedCommand};
use crate::sim::{self, Instruction, LinkChange, PacketId};
use crate::units::{LATENCY_MAX, Ratio};

impl TimedCommand {
    /// Converts command `index` of a scenario to a command of the world.
    ///
    /// # Errors
    /// The first field that is wrong in a cluster of this size.
    pub(crate) fn engine(
        &self,
        index: usize,
        params: &ProtocolParams,
    ) -> Result<sim::Command<Node>, LabError> {
        let engine = |prefix: &str| self.command.engine(params, ErrorKind::ScenarioError, prefix);
        // Only an error names the field. To write it for each command took 5 % of an execution of a hunt.
        engine("").or_else(|_| engine(&format!("commands[{index}].")))
    }
}

impl Command {
    /// Converts to a command of the world. `prefix` precedes the name of a field in an error.
    ///
    /// # Errors
    /// The first field that is wrong in a cluster of this size.
    pub(crate) fn engine(
        &self,
        params: &ProtocolParams,
        what: ErrorKind,
        prefix: &str,
    ) -> Result<sim::Command<Node>, LabError> {
        let ask = Ask { params, what, prefix };
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
                let resolved = ask.resolved(AppliesTo::Replica, strategy.as_ref(), strategies.as_deref())?;
                behave(ask.replica(*replica)?, resolved, *group)
            }
            Command::Honest { replica } => behave(ask.replica(*replica)?, Vec::new(), None),
            Command::Twin { replica, sides } => ask.twin(*replica, sides)?,
            Command::ClientBehave { client, strategy, strategies, group } => {
                let resolved = ask.resolved(AppliesTo::Client, strategy.as_ref(), strategies.as_deref())?;
                behave(ask.client(*client)?, resolved, *group)
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
                    return Err(ask.refuse("ms", codes::delay_too_long(*ms, LATENCY_MAX)));
                }
                sim::Command::Delay { packet: PacketId(*packet), by: ms.span() }
            }
            Command::Timeout { node, timer } => {
                sim::Command::Timeout { node: ask.node("node", *node)?, timer: ask.timer(timer)?.into() }
            }
        })
    }

    /// Converts from a command of the world. `None` for commands that users cannot give.
    pub(crate) fn of(command: &sim::Command<Node>, params: &ProtocolParams) -> Option<Command> {
        Some(match command {
            sim::Command::Local { node, input } | sim::Command::Corrupt { node, input } => {
                asked(*node, input, params)?
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

/// The order to follow these strategies, or the protocol if there are none.
fn behave(node: NodeId, resolved: Vec<ResolvedStrategy>, group: Option<u32>) -> sim::Command<Node> {
    if resolved.is_empty() {
        return sim::Command::Local { node, input: Instruction::Order(Order::Honest) };
    }
    let order = Order::Behave { resolved: resolved.into(), group };
    sim::Command::Corrupt { node, input: Instruction::Order(order) }
}

/// A request to a node, as a command of a user.
fn asked(node: NodeId, input: &node::NodeLocal, params: &ProtocolParams) -> Option<Command> {
    let client = node.0.checked_sub(params.replicas);
    let order = match input {
        Instruction::Local(Local::Submit(operation)) => {
            let operation = String::from_utf8_lossy(operation).into_owned();
            return Some(Command::Submit { client: client?, operation });
        }
        Instruction::Order(order) => order,
    };
    Some(match (order, client) {
        (Order::Behave { resolved, group }, client) => {
            let mut chosen: Vec<Strategy> =
                resolved.iter().map(|resolved| resolved.chosen().clone()).collect();
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

/// Checks the fields of a command.
struct Ask<'a> {
    params: &'a ProtocolParams,
    what: ErrorKind,
    prefix: &'a str,
}

impl Ask<'_> {
    fn refuse(&self, field: &str, wrong: ErrorDetail) -> LabError {
        self.what.at(format!("{}{field}", self.prefix), wrong)
    }

    fn replica(&self, replica: u32) -> Result<NodeId, LabError> {
        let count = self.params.replicas;
        if replica < count {
            Ok(NodeId(replica))
        } else {
            Err(self.not_found("replica", replica, "replica", count))
        }
    }

    fn node(&self, field: &str, node: u32) -> Result<NodeId, LabError> {
        let count = self.params.replicas.saturating_add(self.params.clients);
        if node < count { Ok(NodeId(node)) } else { Err(self.not_found(field, node, "node", count)) }
    }

    fn not_found(&self, field: &str, number: u32, kind: &str, count: u32) -> LabError {
        self.refuse(field, codes::not_found(number, kind, count))
    }

    fn client(&self, client: u32) -> Result<NodeId, LabError> {
        let ProtocolParams { replicas, clients, .. } = *self.params;
        match client < clients {
            true => Ok(ClientId(client).node(replicas)),
            false => Err(self.not_found("client", client, "client", clients)),
        }
    }

    fn resolved(
        &self,
        whose: AppliesTo,
        one: Option<&Strategy>,
        several: Option<&[Strategy]>,
    ) -> Result<Vec<ResolvedStrategy>, LabError> {
        let resolve = |strategy: &Strategy, field: String| {
            strategy.resolve(whose, self.params, self.what, &format!("{}{field}.", self.prefix))
        };
        match (one, several) {
            (Some(strategy), None) => Ok(vec![resolve(strategy, "strategy".to_owned())?]),
            (None, Some([])) if whose == AppliesTo::Replica => {
                Err(self.refuse("strategies", codes::no_strategies()))
            }
            (None, Some(strategies)) => {
                let named = strategies.iter().enumerate();
                named.map(|(index, strategy)| resolve(strategy, format!("strategies[{index}]"))).collect()
            }
            (None, None) => Err(self.refuse("strategy", codes::strategy_missing())),
            (Some(_), Some(_)) => Err(self.refuse("strategies", codes::strategy_twice())),
        }
    }

    fn twin(&self, replica: u32, sides: &[Vec<u32>]) -> Result<sim::Command<Node>, LabError> {
        let node = self.replica(replica)?;
        let side = |index: usize| -> Result<Vec<NodeId>, LabError> {
            let listed = sides.get(index).map(Vec::as_slice).unwrap_or_default();
            let field = format!("sides[{index}]");
            let nodes = listed.iter().map(|node| self.node(&field, *node));
            nodes.collect()
        };
        if sides.len() != 2 {
            return Err(self.refuse("sides", codes::not_two_sides(sides.len())));
        }
        let sides = Sides { first: side(0)?, second: side(1)? };
        let input = Instruction::Order(Order::Twin(Rc::new(sides)));
        Ok(sim::Command::Corrupt { node, input })
    }

    fn submit(&self, client: u32, operation: &str) -> Result<sim::Command<Node>, LabError> {
        let node = self.client(client)?;
        let operation_bytes_max = self.params.operation_bytes_max;
        if operation.len() > operation_bytes_max as usize {
            return Err(self.refuse("operation", codes::too_long(operation.len(), operation_bytes_max)));
        }
        let input = node::ask(Local::Submit(Rc::from(operation.as_bytes())));
        Ok(sim::Command::Local { node, input })
    }

    fn partition(&self, groups: &[Vec<u32>], one_way: bool) -> Result<sim::Command<Node>, LabError> {
        let nodes = |(index, group): (usize, &Vec<u32>)| -> Result<Vec<NodeId>, LabError> {
            group.iter().map(|node| self.node(&format!("groups[{index}]"), *node)).collect()
        };
        let groups = groups.iter().enumerate().map(nodes).collect::<Result<_, _>>()?;
        Ok(sim::Command::Partition { groups, one_way })
    }

    fn link_change(&self, command: &Command) -> Result<LinkChange, LabError> {
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

    fn timer(&self, name: &str) -> Result<Timer, LabError> {
        let known = Timer::ALL.into_iter().find(|timer| timer.name() == name);
        known.ok_or_else(|| {
            let names = ErrorValue::names(Timer::ALL.map(Timer::name));
            let shown: String = name.chars().take(40).collect();
            self.refuse("timer", codes::unknown_name(format!("{shown:?}"), names))
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
