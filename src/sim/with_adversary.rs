//! A process that puts an adversary between a node and the world.
//!
//! A faulty node is a process like any other. It wraps an honest node, sees its inputs and its outputs, and decides what it
//! receives and sends. The protocol itself contains no dishonest code.

use std::fmt;

use crate::process::{Disk, Fingerprint, Input, InputOf, OutboxOf, OutputOf, Process, Sink, Time};

/// Whether the honest part receives an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It handles the input as usual.
    Deliver,
    /// It does not receive the input.
    Suppress,
}

/// Decides what a node receives and sends, once it has an order.
pub trait Adversary<P: Process>: Clone + fmt::Debug {
    /// An instruction to it.
    type Order: Clone + fmt::Debug + Fingerprint;

    /// Whether it leaves the node alone. Then it is not called.
    fn is_idle(&self) -> bool;

    /// Receives an order, which may also change the honest part.
    fn obey(&mut self, inner: &mut P, order: Self::Order, out: &mut OutboxOf<P>);

    /// Sees an input before the honest part.
    fn hears(&mut self, _inner: &P, _input: &InputOf<P>, _out: &mut OutboxOf<P>) -> Delivery {
        Delivery::Deliver
    }

    /// Receives all outputs of the honest part and decides which ones the node really has. Also called without outputs after a
    /// suppressed input, so that it can send on its own.
    fn speaks(&mut self, inner: &P, said: Vec<OutputOf<P>>, out: &mut OutboxOf<P>);

    /// Sets the time before each step.
    fn clock(&mut self, _now: Time) {}

    /// The adversary after a crash of its node.
    fn recover(&self) -> Self {
        self.clone()
    }

    /// Like [`Process::unshare`], for state that adversaries share.
    fn unshare<'a>(_adversaries: &mut dyn Iterator<Item = &'a mut Self>)
    where
        Self: 'a,
    {
    }
}

/// An input for a node with an adversary.
#[derive(Clone, Debug)]
pub enum Instruction<L, O> {
    /// A request for the node itself.
    Local(L),
    /// An order for its adversary.
    Order(O),
}

/// The prefix of orders. Inputs for the node itself have no prefix, so that the digest of a run without adversaries does not
/// depend on whether nodes can have one.
const ORDER_MARK: &[u8] = b"\xffan order to the adversary:";

impl<L: Fingerprint, O: Fingerprint> Fingerprint for Instruction<L, O> {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            Instruction::Local(input) => input.fingerprint(sink),
            Instruction::Order(order) => {
                sink.bytes(ORDER_MARK);
                order.fingerprint(sink);
            }
        }
    }
}

/// A node and its adversary.
#[derive(Clone, Debug)]
pub struct WithAdversary<P, A> {
    inner: P,
    adversary: A,
}

impl<P: Process, A: Adversary<P>> WithAdversary<P, A> {
    /// Creates a node with its adversary.
    pub fn new(inner: P, adversary: A) -> Self {
        WithAdversary { inner, adversary }
    }

    /// The honest part.
    pub fn inner(&self) -> &P {
        &self.inner
    }

    /// The adversary.
    pub fn adversary(&self) -> &A {
        &self.adversary
    }

    /// Runs the honest part. If the adversary is not idle, it decides about the outputs.
    fn speak(&mut self, out: &mut OutboxOf<P>, act: impl FnOnce(&mut P, &mut OutboxOf<P>)) {
        if self.adversary.is_idle() {
            return act(&mut self.inner, out);
        }
        let mut said = OutboxOf::<P>::default();
        act(&mut self.inner, &mut said);
        self.adversary.speaks(&self.inner, said.drain().collect(), out);
    }
}

impl<P: Process, A: Adversary<P>> Process for WithAdversary<P, A> {
    type Message = P::Message;
    type Timer = P::Timer;
    type Local = Instruction<P::Local, A::Order>;
    type Event = P::Event;

    fn is_background(timer: P::Timer) -> bool {
        P::is_background(timer)
    }

    fn start(&mut self, out: &mut OutboxOf<Self>) {
        self.speak(out, |inner, said| inner.start(said));
    }

    fn step(&mut self, input: InputOf<Self>, out: &mut OutboxOf<Self>) {
        let input = match input {
            Input::Message { from, body } => Input::Message { from, body },
            Input::Timeout(timer) => Input::Timeout(timer),
            Input::Local(Instruction::Local(input)) => Input::Local(input),
            Input::Local(Instruction::Order(order)) => {
                return self.adversary.obey(&mut self.inner, order, out);
            }
        };
        let idle = self.adversary.is_idle();
        let hearing = if idle { Delivery::Deliver } else { self.adversary.hears(&self.inner, &input, out) };
        self.speak(out, |inner, said| {
            if hearing == Delivery::Deliver {
                inner.step(input, said);
            }
        });
    }

    fn clock(&mut self, now: Time) {
        self.adversary.clock(now);
    }

    /// The adversary survives a crash of its node.
    fn recover(&self, disk: Disk) -> Self {
        WithAdversary { inner: self.inner.recover(disk), adversary: self.adversary.recover() }
    }

    fn unshare<'a>(nodes: &mut dyn Iterator<Item = &'a mut Self>)
    where
        Self: 'a,
    {
        A::unshare(&mut nodes.map(|node| &mut node.adversary));
    }
}
