//! The interface between protocols and their hosts: node ids, time, inputs, outputs, and the trait `Process`.
//!
//! A node is a deterministic state machine. It receives one input at a time ([`Input`]) and writes the actions that it wants
//! into an [`Outbox`]. It cannot read a clock (it sets named timers), draw a random number or access the network. A host, such
//! as the simulated world or a program with sockets, executes the outbox after the step has returned. Neither side knows the
//! other; both depend only on this file.

use std::fmt;

/// The number of a node. Replicas and clients are numbered in one sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub u32);

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "node {}", self.0)
    }
}

/// A half-open range of nodes, `first..end`: the recipients of a multicast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeRange {
    /// The first node.
    pub first: NodeId,
    /// The node after the last.
    pub end: NodeId,
}

impl NodeRange {
    /// The nodes in order, without the sender: no node sends to itself.
    pub fn others(self, sender: NodeId) -> impl Iterator<Item = NodeId> {
        (self.first.0..self.end.0).map(NodeId).filter(move |node| *node != sender)
    }

    /// The number of these nodes.
    pub fn count_others(self, sender: NodeId) -> u32 {
        let is_one_of_them = (self.first..self.end).contains(&sender);
        self.end.0.saturating_sub(self.first.0) - u32::from(is_one_of_them)
    }
}

/// Virtual time in microseconds since the start of the world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub u64);

/// A duration of virtual time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub u64);

impl Time {
    /// The time `span` later, at most the largest value.
    pub fn after(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }

    /// The duration since `earlier`; zero if that is in the future.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// Zero.
    pub const ZERO: Span = Span(0);

    /// A duration of whole milliseconds.
    pub const fn from_ms(ms: u64) -> Span {
        Span(ms.saturating_mul(1000))
    }

    /// `factor` times this duration, at most the largest value.
    pub const fn times(self, factor: u64) -> Span {
        Span(self.0.saturating_mul(factor))
    }
}

/// Receives the canonical bytes that a trace digest covers.
pub trait Sink {
    /// Plain bytes: numbers big-endian, strings with their length first.
    fn bytes(&mut self, bytes: &[u8]);

    /// A digest that may cover signature bytes. Those differ between the crypto settings. A trace names such a digest by the
    /// order in which it first appeared, so that all three settings give the same trace.
    fn digest(&mut self, digest: &[u8; 32]);
}

/// A value that a trace digest covers: equal values give equal bytes on every machine.
pub trait Fingerprint {
    /// Writes the canonical bytes of this value, without signatures.
    fn fingerprint(&self, sink: &mut dyn Sink);
}

/// The input of one step.
#[derive(Clone, Debug)]
pub enum Input<M, T, L> {
    /// A message arrived. `from` is the node that sent the packet. It does not prove who signed the message.
    Message {
        /// The node that sent the packet.
        from: NodeId,
        /// The message in the packet.
        body: M,
    },
    /// A timer of the node expired.
    Timeout(T),
    /// A request of the node's own user.
    Local(L),
}

/// An action that a node wants.
#[derive(Clone, Debug)]
pub enum Output<M, T, E> {
    /// Send to one node.
    Send {
        /// The recipient.
        to: NodeId,
        /// The message.
        body: M,
    },
    /// Send to every node of a range except the sender, in the order of their numbers.
    Multicast {
        /// The recipients.
        to: NodeRange,
        /// The message, shared by all packets that carry it.
        body: M,
    },
    /// Set a timer. A running timer of the same name is replaced.
    SetTimer {
        /// The name of the timer.
        timer: T,
        /// The duration from now.
        after: Span,
    },
    /// Cancel the timer of this name, if it is running.
    CancelTimer {
        /// The name of the timer.
        timer: T,
    },
    /// Report a fact about the node itself, for the trace, the oracles and the user. Other nodes do not receive it.
    Report(E),
}

/// The actions that a node wants, in order.
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
    /// Sends a message to one node.
    pub fn send(&mut self, to: NodeId, body: M) {
        self.outputs.push(Output::Send { to, body });
    }

    /// Sends a message to every node of a range except the sender.
    pub fn multicast(&mut self, to: NodeRange, body: M) {
        self.outputs.push(Output::Multicast { to, body });
    }

    /// Sets a timer.
    pub fn set_timer(&mut self, timer: T, after: Span) {
        self.outputs.push(Output::SetTimer { timer, after });
    }

    /// Cancels a timer.
    pub fn cancel_timer(&mut self, timer: T) {
        self.outputs.push(Output::CancelTimer { timer });
    }

    /// Reports a fact.
    pub fn report(&mut self, event: E) {
        self.outputs.push(Output::Report(event));
    }

    /// Adds an output of another outbox.
    pub fn push(&mut self, output: Output<M, T, E>) {
        self.outputs.push(output);
    }

    /// Adds outputs of another outbox.
    pub fn extend(&mut self, outputs: impl Iterator<Item = Output<M, T, E>>) {
        self.outputs.extend(outputs);
    }

    /// The outputs so far, in order.
    pub fn outputs(&self) -> &[Output<M, T, E>] {
        &self.outputs
    }

    /// Removes the outputs, in order, and keeps the memory for the next step.
    pub fn drain(&mut self) -> std::vec::Drain<'_, Output<M, T, E>> {
        self.outputs.drain(..)
    }
}

/// Whether a crashed node's stable storage survived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// The node restarts with the state that it had persisted.
    Kept,
    /// The node restarts with only its keys.
    Lost,
}

/// A deterministic state machine in a world.
///
/// The contract of [`step`](Process::step):
/// 1. *total*: no input from any node causes a panic;
/// 2. *deterministic*: state and input determine the new state and the outputs, in order;
/// 3. *atomic*: the host acts after it returns, and all changes of the step are on stable storage before its first message
///    leaves (persist before send);
/// 4. *bounded*: output and state growth per input are bounded by configuration;
/// 5. *no self-sends*: a node counts its own vote directly.
pub trait Process: Clone {
    /// A message between nodes. Cloning is cheap, because a multicast is one message in many packets.
    type Message: Clone + Fingerprint;
    /// The name of a timer.
    type Timer: Copy + Ord + fmt::Debug + Fingerprint;
    /// A request of the node's own user.
    type Local: Clone + fmt::Debug + Fingerprint;
    /// A fact that the node reports about itself.
    type Event: Clone + Fingerprint;

    /// Called once when the node starts: at the start of the world and after every restart.
    fn start(&mut self, out: &mut OutboxOf<Self>);

    /// Handles one input. See the contract above.
    fn step(&mut self, input: InputOf<Self>, out: &mut OutboxOf<Self>);

    /// Sets the time before each step, for wrappers such as an adversary. A protocol does not read it.
    fn clock(&mut self, _now: Time) {}

    /// Whether a timer belongs to periodic work that nothing waits for. A world in which nothing else is scheduled is idle.
    fn is_background(_timer: Self::Timer) -> bool {
        false
    }

    /// The node after a crash, with only what stable storage returns.
    fn recover(&self, disk: Disk) -> Self;

    /// Called with all nodes of a world that was just cloned, in order. Implementations copy mutable state that nodes share
    /// with those of the original. By default nothing is shared.
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
