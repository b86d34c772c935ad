//! The world: nodes, clock, network and trace, one occurrence at a time.

use std::fmt;
use std::marker::PhantomData;

use crate::process::{NodeId, Process, Time};
use crate::sim::command::{Applied, Command, CommandError};
use crate::sim::network::{LinkSettings, NetworkSettings};
use crate::sim::oracle::{Conduct, Found, NoOracle, Oracle};
use crate::sim::rng::Seed;
use crate::sim::trace::{Reader, RecordId, Recording};

/// The number of a packet: how many packets were made before it, lost ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PacketId(pub u64);

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packet {}", self.0)
    }
}

/// How a world is set up, its nodes and its oracle apart.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What everything random is drawn from.
    pub seed: Seed,
    /// The network at the start.
    pub network: NetworkSettings,
    /// How much the world may hold.
    pub limits: Limits,
    /// What the world keeps of its past.
    pub recording: Recording,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            seed: Seed(0),
            network: NetworkSettings::default(),
            limits: Limits::default(),
            recording: Recording::Everything,
        }
    }
}

/// How much a world may hold. Whatever a node or a person does, memory stays within these bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Packets in flight; the next one is dropped.
    pub packets_max: u32,
    /// Records kept; the oldest ones are discarded.
    pub records_max: u32,
    /// Commands given or scheduled; the next one is refused.
    pub commands_max: u32,
    /// Violations kept; later ones are only counted.
    pub violations_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            packets_max: 2_000_000,
            records_max: 1_000_000,
            commands_max: 100_000,
            violations_max: 1_000,
        }
    }
}

/// Why a world cannot be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupError {
    /// More nodes than records have room to name.
    TooManyNodes(usize),
    /// A link that starts or ends at a node that does not exist.
    NoSuchLink(NodeId, NodeId),
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetupError::TooManyNodes(count) => {
                write!(f, "a world has at most {} nodes, but this one would have {count}", u16::MAX)
            }
            SetupError::NoSuchLink(from, to) => {
                write!(f, "the network has settings for a link from {from} to {to}, which do not both exist")
            }
        }
    }
}

impl std::error::Error for SetupError {}

/// Whether a node takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It handles what it is told.
    Up,
    /// It has crashed.
    Down,
    /// What it is told waits.
    Paused,
}

/// What `step` did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the step, from 1.
    pub number: u64,
    /// When.
    pub at: Time,
    /// The first record of the step: the occurrence itself.
    pub first: RecordId,
    /// One past its last record: what the occurrence caused stands between.
    pub end: RecordId,
}

/// A running timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerView<T> {
    /// The node's name for it.
    pub timer: T,
    /// When it fires, or would have fired if its node were not paused.
    pub due: Time,
    /// The occurrence whose step set it; none when it was set at the start of the world.
    pub set_by: Option<RecordId>,
}

/// Where a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketState {
    /// It arrives when it is due.
    Flying,
    /// Its link holds it until it is released.
    Held,
    /// Its recipient is paused.
    Waiting,
}

/// A packet in flight.
#[derive(Clone, Copy, Debug)]
pub struct PacketView<'a, M> {
    /// Its number.
    pub id: PacketId,
    /// The node that put it on the network.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it was sent.
    pub sent_at: Time,
    /// When it is due; a held one arrives then or when it is released, whichever is later.
    pub due: Time,
    /// Where it is.
    pub state: PacketState,
    /// What it carries.
    pub message: &'a M,
    /// The `Sent` record of the message.
    pub sent: RecordId,
}

/// A deterministic world of nodes.
#[derive(Clone, Debug)]
pub struct World<P: Process, O: Oracle<P> = NoOracle> {
    oracle: O,
    protocol: PhantomData<P>,
}

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Sets up a world and starts its nodes in order; node numbers are places in `nodes`. That is step 0.
    pub fn new(_nodes: Vec<P>, _oracle: O, _settings: Settings) -> Result<Self, SetupError> {
        todo!()
    }

    /// Handles the next occurrence, if anything is scheduled.
    pub fn step(&mut self) -> Option<Step> {
        self.step_until(Time(u64::MAX))
    }

    /// Handles the next occurrence if it is due by `limit`; otherwise the clock moves on to `limit`.
    pub fn step_until(&mut self, _limit: Time) -> Option<Step> {
        todo!()
    }

    /// Obeys a command now; that is a step. A refused command changes nothing and is not recorded.
    pub fn apply(&mut self, _command: Command<P>) -> Result<Step, CommandError> {
        todo!()
    }

    /// Puts a command on the agenda. If it cannot be obeyed when its time has come, the trace says so.
    pub fn schedule(&mut self, _at: Time, _command: Command<P>) -> Result<(), CommandError> {
        todo!()
    }

    /// The time.
    pub fn now(&self) -> Time {
        todo!()
    }

    /// How many occurrences were handled.
    pub fn step_count(&self) -> u64 {
        todo!()
    }

    /// When the next occurrence is due; none when the world is idle.
    pub fn peek(&self) -> Option<Time> {
        todo!()
    }

    /// How many nodes there are.
    pub fn node_count(&self) -> u32 {
        todo!()
    }

    /// A node's state; a node that is down shows the state in which it crashed.
    pub fn node(&self, _node: NodeId) -> Option<&P> {
        todo!()
    }

    /// Whether a node takes part.
    pub fn health(&self, _node: NodeId) -> Option<Health> {
        todo!()
    }

    /// The running timers of a node, in the order of their names.
    pub fn timers(&self, _node: NodeId) -> impl Iterator<Item = TimerView<P::Timer>> {
        std::iter::empty()
    }

    /// How many packets are in flight.
    pub fn packet_count(&self) -> usize {
        todo!()
    }

    /// The packets in flight, in the order of their numbers.
    pub fn packets(&self) -> impl Iterator<Item = PacketView<'_, P::Message>> {
        std::iter::empty()
    }

    /// A packet in flight.
    pub fn packet(&self, _packet: PacketId) -> Option<PacketView<'_, P::Message>> {
        todo!()
    }

    /// What the link from one node to another does to packets sent now; a partition is told apart by
    /// [`World::partitioned`].
    pub fn link(&self, _from: NodeId, _to: NodeId) -> LinkSettings {
        todo!()
    }

    /// Whether a partition stops packets from one node to another.
    pub fn partitioned(&self, _from: NodeId, _to: NodeId) -> bool {
        todo!()
    }

    /// The trace.
    pub fn trace(&self) -> Reader<'_, P> {
        todo!()
    }

    /// The SHA-256 of the trace so far; none when nothing is recorded. It is worked out only when asked for, so
    /// asking costs as much as was recorded since the last time.
    pub fn digest(&mut self) -> Option<[u8; 32]> {
        todo!()
    }

    /// All commands given so far, refused scheduled ones included, in order.
    pub fn applied(&self) -> &[Applied<P>] {
        todo!()
    }

    /// The commands that are still on the agenda, in the order in which they were scheduled.
    pub fn scheduled(&self) -> impl Iterator<Item = (Time, &Command<P>)> {
        std::iter::empty()
    }

    /// Who is correct.
    pub fn conduct(&self) -> &Conduct {
        todo!()
    }

    /// The violations found so far, in order, up to the limit.
    pub fn violations(&self) -> &[Found] {
        todo!()
    }

    /// How many violations were found in all.
    pub fn violation_count(&self) -> u64 {
        todo!()
    }

    /// The oracle, for what it knows beside violations.
    pub fn oracle(&self) -> &O {
        &self.oracle
    }
}
