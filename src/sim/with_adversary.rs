//! A process that puts an adversary between a node and the world.
//!
//! A faulty node is a process like any other: it wraps an honest one, sees what comes in and what honesty would
//! say, and decides what is heard and what is said. The protocol itself contains no dishonest line.

use std::fmt;

use crate::process::{Disk, Fingerprint, Input, InputOf, OutboxOf, OutputOf, Process, Sink, Time};

/// Whether the honest part of a node gets to know an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It handles the input as always.
    Deliver,
    /// It never learns of the input.
    Suppress,
}

/// Decides what a node hears and says, as soon as it has orders to do so.
pub trait Adversary<P: Process>: Clone + fmt::Debug {
    /// What it may be told to do.
    type Order: Clone + fmt::Debug + Fingerprint;

    /// Whether it leaves the node alone: then it is asked nothing.
    fn is_idle(&self) -> bool;

    /// Takes an order, which may change the honest part, too.
    fn obey(&mut self, inner: &mut P, order: Self::Order, out: &mut OutboxOf<P>);

    /// Sees an input before the honest part does.
    fn hears(&mut self, _inner: &P, _input: &InputOf<P>, _out: &mut OutboxOf<P>) -> Delivery {
        Delivery::Deliver
    }

    /// Gets all that the honest part wants done and says what is really done. Also called with nothing said, after
    /// an ignored input, so that it can speak on its own.
    fn speaks(&mut self, inner: &P, said: Vec<OutputOf<P>>, out: &mut OutboxOf<P>);

    /// Learns the time before each step.
    fn clock(&mut self, _now: Time) {}

    /// The adversary as it is after a crash of the node that it speaks through.
    fn recover(&self) -> Self {
        self.clone()
    }

    /// The same as [`Process::unshare`], for what adversaries share.
    fn unshare<'a>(_adversaries: &mut dyn Iterator<Item = &'a mut Self>)
    where
        Self: 'a,
    {
    }
}

/// What may be asked of an interposed node.
#[derive(Clone, Debug)]
pub enum Instruction<L, O> {
    /// Something for the node itself.
    Local(L),
    /// Something for its adversary.
    Order(O),
}

/// What stands before an order. Nothing stands before what is for the node itself: the digest of a run in which nobody lies does
/// not know that a node could have.
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

/// A node and the adversary that may decide what it hears and says.
#[derive(Clone, Debug)]
pub struct WithAdversary<P, A> {
    inner: P,
    adversary: A,
}

impl<P: Process, A: Adversary<P>> WithAdversary<P, A> {
    /// A node and an adversary that has no orders yet, or has.
    pub fn new(inner: P, adversary: A) -> Self {
        WithAdversary { inner, adversary }
    }

    /// The honest part.
    pub fn inner(&self) -> &P {
        &self.inner
    }

    /// What stands between it and the world.
    pub fn adversary(&self) -> &A {
        &self.adversary
    }

    /// Lets the honest part act; the adversary, if it is not idle, has the last word.
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

    /// The adversary outlives the crash of the node that it speaks through.
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
