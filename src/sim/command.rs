//! Commands to a world, as plain data: recorded, replayed, shown in the trace.

use crate::process::{Disk, Fingerprint, NodeId, Process, Sink, Span, Time};
use crate::sim::ids::PacketId;
use crate::sim::network::{Latency, LinkChange};

/// A command of a person, a scenario or a search.
#[derive(Clone, Debug)]
pub enum Command<P: Process> {
    /// A request of the node's own user. A paused node processes it when it resumes.
    Local {
        /// The node.
        node: NodeId,
        /// The request.
        input: P::Local,
    },
    /// An adversary takes control of the node and receives an instruction. The oracles do not trust the node afterwards. A
    /// paused node processes the instruction when it resumes.
    Corrupt {
        /// The node.
        node: NodeId,
        /// The instruction.
        input: P::Local,
    },
    /// The node stops. Its timers are cancelled, and packets that arrive are lost.
    Crash {
        /// The node.
        node: NodeId,
    },
    /// The node handles its next input and persists its whole state, but only the first `packets` packets of that step leave.
    /// Then it crashes. This tests "persist before send".
    CrashMidStep {
        /// The node.
        node: NodeId,
        /// The number of packets that still leave.
        packets: u32,
    },
    /// A node that is down restarts from its disk. If the disk was lost, the node stays amnesic.
    Restart {
        /// The node.
        node: NodeId,
        /// Whether stable storage survived.
        disk: Disk,
    },
    /// The node is slow: inputs wait in order, and timers do not fire, until it resumes.
    Pause {
        /// The node.
        node: NodeId,
    },
    /// A paused node continues and processes its waiting inputs, in order.
    Resume {
        /// The node.
        node: NodeId,
    },
    /// Packets sent from now on do not cross from one group to another; packets in flight still arrive. Nodes in no group reach
    /// all nodes. It replaces an earlier partition.
    Partition {
        /// At least two groups, none empty, no node twice.
        groups: Vec<Vec<NodeId>>,
        /// Only packets from an earlier group to a later one are stopped. The other direction stays open.
        one_way: bool,
    },
    /// Restores the network to its initial state: no partition, no changed link, held packets released.
    Heal,
    /// Changes the link from one node to another for packets sent from now on.
    Link {
        /// The sending end.
        from: NodeId,
        /// The receiving end.
        to: NodeId,
        /// The change.
        change: LinkChange,
    },
    /// Drops a packet.
    Drop {
        /// The packet.
        packet: PacketId,
    },
    /// Delivers a packet now, even if it is held.
    Deliver {
        /// The packet.
        packet: PacketId,
    },
    /// Sends a second packet with the same message, due at the same time.
    Duplicate {
        /// The packet.
        packet: PacketId,
    },
    /// Delays a packet.
    Delay {
        /// The packet.
        packet: PacketId,
        /// The additional delay.
        by: Span,
    },
    /// A running timer fires now.
    Timeout {
        /// The node.
        node: NodeId,
        /// The node's name for the timer.
        timer: P::Timer,
    },
}

/// A command that was given to the world: the next occurrence after `step` others, at the time `at`.
/// [`World::replay`](crate::sim::World::replay) repeats it.
#[derive(Clone, Debug)]
pub struct Applied<P: Process> {
    /// The time.
    pub at: Time,
    /// The number of occurrences handled before.
    pub step: u64,
    /// The command.
    pub command: Command<P>,
    /// Whether it came from the event queue. Otherwise it was given by hand.
    pub scheduled: bool,
    /// Why a scheduled command was refused at its time. A command given by hand that is refused is not listed, because nothing
    /// happened.
    pub refusal: Option<CommandError>,
}

/// Why a command cannot be executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The world has no such node.
    #[error("there is no {node}: {}", numbering(*nodes))]
    NoSuchNode {
        /// The requested node.
        node: NodeId,
        /// The number of nodes, which are numbered from 0.
        nodes: u32,
    },
    /// The node is down.
    #[error("{0} is down: restart it first")]
    NodeDown(NodeId),
    /// The node is not down, so it cannot restart.
    #[error("{0} is not down, so it cannot restart")]
    NodeNotDown(NodeId),
    /// The node is paused.
    #[error("{0} is paused: resume it first")]
    NodePaused(NodeId),
    /// The node is not paused, so it cannot be resumed.
    #[error("{0} is not paused, so it cannot be resumed")]
    NodeNotPaused(NodeId),
    /// No such packet is in flight.
    #[error("{0} is not in flight: it was delivered, lost or never sent")]
    NoSuchPacket(PacketId),
    /// No timer of this name runs at the node.
    #[error("the timer {timer} is not running at {node}")]
    TimerNotRunning {
        /// The node.
        node: NodeId,
        /// The timer as the node's protocol prints it.
        timer: String,
    },
    /// A partition of fewer than two groups.
    #[error("a partition needs at least two groups of nodes, but this one has {0}")]
    TooFewGroups(usize),
    /// A partition with an empty group.
    #[error("a group of a partition is empty: name at least one node")]
    EmptyGroup,
    /// A partition that names a node twice.
    #[error("{0} is named twice in the partition: a node belongs to one group")]
    NodeInTwoGroups(NodeId),
    /// The command is scheduled for a time that has passed.
    #[error("the command is for {} us, but it is already {} us", at.0, now.0)]
    InThePast {
        /// The requested time.
        at: Time,
        /// The current time.
        now: Time,
    },
    /// The world has received as many commands as its limits allow.
    #[error("a run accepts at most {0} commands, and this limit is reached")]
    TooManyCommands(u32),
    /// As many packets are in flight as the limits allow.
    #[error("{0} packets are in flight, which is the limit")]
    TooManyPackets(u32),
}

fn numbering(nodes: u32) -> String {
    match nodes.checked_sub(1) {
        None => "this run has no nodes".to_owned(),
        Some(last) => format!("nodes are numbered from 0 to {last}"),
    }
}

impl<P: Process> Fingerprint for Command<P> {
    /// A tag for the kind, then its fields, numbers as eight bytes big-endian.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            Command::Local { node, input } => {
                write(sink, 0, &[u64::from(node.0)]);
                input.fingerprint(sink);
            }
            Command::Corrupt { node, input } => {
                write(sink, 1, &[u64::from(node.0)]);
                input.fingerprint(sink);
            }
            Command::Crash { node } => write(sink, 2, &[u64::from(node.0)]),
            Command::CrashMidStep { node, packets } => {
                write(sink, 3, &[u64::from(node.0), u64::from(*packets)]);
            }
            Command::Restart { node, disk } => {
                write(sink, 4, &[u64::from(node.0), u64::from(*disk == Disk::Kept)]);
            }
            Command::Pause { node } => write(sink, 5, &[u64::from(node.0)]),
            Command::Resume { node } => write(sink, 6, &[u64::from(node.0)]),
            Command::Partition { groups, one_way } => {
                write(sink, 7, &[u64::from(*one_way), groups.len() as u64]);
                for group in groups {
                    let nodes = group.iter().map(|node| u64::from(node.0));
                    let numbers: Vec<u64> = [group.len() as u64].into_iter().chain(nodes).collect();
                    write_numbers(sink, &numbers);
                }
            }
            Command::Heal => write(sink, 8, &[]),
            Command::Link { from, to, change } => {
                write(sink, 9, &[u64::from(from.0), u64::from(to.0)]);
                change.fingerprint(sink);
            }
            Command::Drop { packet } => write(sink, 10, &[packet.0]),
            Command::Deliver { packet } => write(sink, 11, &[packet.0]),
            Command::Duplicate { packet } => write(sink, 12, &[packet.0]),
            Command::Delay { packet, by } => write(sink, 13, &[packet.0, by.0]),
            Command::Timeout { node, timer } => {
                write(sink, 14, &[u64::from(node.0)]);
                timer.fingerprint(sink);
            }
        }
    }
}

impl Fingerprint for LinkChange {
    /// For each field 0 if it stays the same, otherwise 1 and the value.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        let LinkChange { up, latency, loss, duplicate, reorder, hold } = *self;
        write_change(sink, up.map(|up| [u64::from(up)]));
        write_change(
            sink,
            latency.map(|latency| match latency {
                Latency::Constant(span) => [0, span.0, 0, 0],
                Latency::Uniform(range) => [1, range.min().0, range.max().0, 0],
                Latency::Exponential { range, mean } => [2, range.min().0, range.max().0, mean.0],
            }),
        );
        for ratio in [loss, duplicate, reorder] {
            write_change(sink, ratio.map(|ratio| [u64::from(ratio.hits()), u64::from(ratio.of())]));
        }
        write_change(sink, hold.map(|hold| [u64::from(hold)]));
    }
}

fn write(sink: &mut dyn Sink, tag: u8, numbers: &[u64]) {
    sink.bytes(&[tag]);
    write_numbers(sink, numbers);
}

fn write_numbers(sink: &mut dyn Sink, numbers: &[u64]) {
    numbers.iter().for_each(|number| sink.bytes(&number.to_be_bytes()));
}

fn write_change<const N: usize>(sink: &mut dyn Sink, change: Option<[u64; N]>) {
    sink.bytes(&[u8::from(change.is_some())]);
    write_numbers(sink, change.as_ref().map_or(&[], |numbers| numbers.as_slice()));
}
