//! The interface between protocols and their hosts: node ids, time, inputs, outputs, and the trait `Process`.
//!
//! A node is a deterministic state machine: it receives one input at a time ([`Input`]) and writes what it wants
//! done into an [`Outbox`]. It cannot read a clock (it asks to be woken by a named timer), cannot draw a number and
//! cannot reach the network. A host (here the simulated world, elsewhere a program with sockets) does what
//! the outbox says after the step has returned. Neither side knows the other: both know only this file.

use std::fmt;

/// A node of the world: the builder of the world numbers replicas and clients in one sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node {}", self.0)
    }
}

/// A half-open row of nodes, `first..end`: the audience of a multicast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeRange {
    /// The first node of the row.
    pub first: NodeId,
    /// One past the last node of the row.
    pub end: NodeId,
}

impl NodeRange {
    /// The nodes of the row in order, without the given one, because no node sends to itself.
    pub fn others(self, sender: NodeId) -> impl Iterator<Item = NodeId> {
        (self.first.0..self.end.0).map(NodeId).filter(move |node| *node != sender)
    }

    /// How many these are.
    pub fn count_others(self, sender: NodeId) -> u32 {
        let is_one_of_them = (self.first..self.end).contains(&sender);
        self.end.0.saturating_sub(self.first.0) - u32::from(is_one_of_them)
    }
}

/// Virtual time in microseconds since the start of the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u64);

/// A length of virtual time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub u64);

impl Time {
    /// The moment `span` later; time never wraps, it stops at its largest value.
    pub fn after(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }

    /// How long ago `earlier` was; zero when it lies in the future.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);

    /// A span of whole milliseconds.
    pub const fn from_ms(ms: u64) -> Span {
        Span(ms.saturating_mul(1000))
    }

    /// `factor` times this span, stopping at the largest value.
    pub const fn times(self, factor: u64) -> Span {
        Span(self.0.saturating_mul(factor))
    }
}

/// Receives the canonical bytes of whatever enters the digest of a trace.
pub trait Sink {
    /// Plain bytes: numbers big-endian, strings with their length before them.
    fn bytes(&mut self, bytes: &[u8]);

    /// A digest that may cover signature bytes. Those differ between the crypto settings, so a trace names such a
    /// digest by the order in which it first appeared: the three settings then give the same trace.
    fn digest(&mut self, digest: &[u8; 32]);
}

/// Something that a trace can digest: equal values give equal bytes on every machine.
pub trait Fingerprint {
    /// Writes this value's canonical bytes, signatures left out.
    fn fingerprint(&self, sink: &mut dyn Sink);
}

/// The input of one step.
#[derive(Clone, Debug)]
pub enum Input<M, T, L> {
    /// A message arrived. `from` is where the packet came from, never proof of who said it.
    Message {
        /// The node that put the packet on the network.
        from: NodeId,
        /// What the packet carries.
        body: M,
    },
    /// A timer that the node set has run out.
    Timeout(T),
    /// The node's own user asks for something.
    Local(L),
}

/// One thing that a node wants done.
#[derive(Clone, Debug)]
pub enum Output<M, T, E> {
    /// Send to one node.
    Send {
        /// The recipient.
        to: NodeId,
        /// The message.
        body: M,
    },
    /// Send to every node of a row, the sender left out, in the order of their numbers.
    Multicast {
        /// The recipients.
        to: NodeRange,
        /// The message, shared by all packets that carry it.
        body: M,
    },
    /// Wake this node by `timer` after this long; a running timer of the same name is replaced.
    SetTimer {
        /// The name of the timer.
        timer: T,
        /// How long from now.
        after: Span,
    },
    /// Forget the timer of this name, if it runs.
    CancelTimer {
        /// The name of the timer.
        timer: T,
    },
    /// A fact that the node reports about itself: for the trace, the oracles and the reader, never for other nodes.
    Report(E),
}

/// What a node wants done, in order.
#[derive(Clone, Debug)]
pub struct Outbox<M, T, E> {
    outputs: Vec<Output<M, T, E>>,
}

impl<M, T, E> Default for Outbox<M, T, E> {
    fn default() -> Self {
        Outbox { outputs: Vec::new() }
    }
}

impl<M, T, E> Outbox<M, T, E> {
    /// Asks for a message to one node.
    pub fn send(&mut self, to: NodeId, body: M) {
        self.outputs.push(Output::Send { to, body });
    }

    /// Asks for a message to every node of a row but the sender.
    pub fn multicast(&mut self, to: NodeRange, body: M) {
        self.outputs.push(Output::Multicast { to, body });
    }

    /// Asks to be woken.
    pub fn set_timer(&mut self, timer: T, after: Span) {
        self.outputs.push(Output::SetTimer { timer, after });
    }

    /// Takes back the wish to be woken.
    pub fn cancel_timer(&mut self, timer: T) {
        self.outputs.push(Output::CancelTimer { timer });
    }

    /// Reports a fact.
    pub fn report(&mut self, event: E) {
        self.outputs.push(Output::Report(event));
    }

    /// Passes on an output that another outbox held.
    pub fn push(&mut self, output: Output<M, T, E>) {
        self.outputs.push(output);
    }

    /// The outputs so far, in order.
    pub fn outputs(&self) -> &[Output<M, T, E>] {
        &self.outputs
    }

    /// Takes the outputs out, in order, and keeps the memory for the next step.
    pub fn drain(&mut self) -> std::vec::Drain<'_, Output<M, T, E>> {
        self.outputs.drain(..)
    }
}

/// Whether a crashed node's stable storage survived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// The node restarts with what it had persisted.
    Kept,
    /// The node restarts with nothing but its keys: amnesia.
    Lost,
}

/// A deterministic state machine that lives in a world.
///
/// The contract of [`step`](Process::step):
/// 1. *total*: no input, from anyone, panics;
/// 2. *deterministic*: state and input fix the new state and the outputs, in order;
/// 3. *atomic*: the host acts after it returns, and all that the step changed is on stable storage before the first
///    of its messages leaves (persist before send);
/// 4. *bounded*: output and state growth per input are bounded by configuration;
/// 5. *no self-sends*: a node's own vote is counted in place.
pub trait Process: Clone {
    /// What travels between nodes; cheap to clone, since a broadcast is one message and many packets.
    type Message: Clone + Fingerprint;
    /// Timers are named, not numbered.
    type Timer: Copy + Ord + fmt::Debug + Fingerprint;
    /// What the node's own user may ask of it.
    type Local: Clone + fmt::Debug + Fingerprint;
    /// Facts that the node reports about itself.
    type Event: Clone + Fingerprint;

    /// Called once when the node comes up: at the start of the world and after every restart.
    fn start(&mut self, out: &mut OutboxOf<Self>);

    /// Handles one input; see the contract above.
    fn step(&mut self, input: InputOf<Self>, out: &mut OutboxOf<Self>);

    /// Sets the time before each step, for wrappers of a node such as an adversary. A protocol has no clock:
    /// it leaves this out.
    fn clock(&mut self, _now: Time) {}

    /// Whether a timer belongs to what a node does although nothing waits for it. A world in which nothing else is scheduled is idle.
    fn is_background(_timer: Self::Timer) -> bool {
        false
    }

    /// The node as it comes back after a crash: what stable storage hands back, everything else forgotten.
    fn recover(&self, disk: Disk) -> Self;

    /// Called with all nodes of a world that has just been cloned, in order: what they share with the nodes of the original, and
    /// can change, is copied here. Nodes that share nothing, as is usual, leave it out.
    fn unshare<'a>(_nodes: &mut dyn Iterator<Item = &'a mut Self>)
    where
        Self: 'a,
    {
    }
}

/// The outbox of a process.
pub type OutboxOf<P> = Outbox<<P as Process>::Message, <P as Process>::Timer, <P as Process>::Event>;

/// The input of a process.
pub type InputOf<P> = Input<<P as Process>::Message, <P as Process>::Timer, <P as Process>::Local>;

/// The output of a process.
pub type OutputOf<P> = Output<<P as Process>::Message, <P as Process>::Timer, <P as Process>::Event>;
