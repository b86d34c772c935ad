//! A process that puts a strategy between a node and the world.
//!
//! A faulty node is a process like any other: it wraps an honest one, sees what comes in and what honesty would
//! say, and decides what is heard and what is said. The protocol itself contains no dishonest line.

use std::fmt;

use crate::process::{Disk, Fingerprint, InputOf, OutboxOf, OutputOf, Process, Sink};

/// Whether the honest part of a node gets to know an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// It handles the input as always.
    Heed,
    /// It never learns of the input.
    Ignore,
}

/// Decides what a node hears and says.
pub trait Strategy<P: Process>: Clone + fmt::Debug + Fingerprint {
    /// Sees an input before the honest part does.
    fn hears(&mut self, _inner: &P, _input: &InputOf<P>) -> Hearing {
        Hearing::Heed
    }

    /// Gets all that the honest part wants done and says what is really done. Also called with nothing said, after
    /// an ignored input, so that a strategy can speak on its own.
    fn speaks(&mut self, inner: &P, said: Vec<OutputOf<P>>, out: &mut OutboxOf<P>);
}

/// What may be asked of an interposed node.
#[derive(Clone, Debug)]
pub enum Instruction<L, S> {
    /// Something for the node itself.
    Local(L),
    /// From now on this strategy decides; none: the node is honest.
    Behave(Option<S>),
}

impl<L: Fingerprint, S: Fingerprint> Fingerprint for Instruction<L, S> {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            Instruction::Local(input) => {
                sink.bytes(&[0]);
                input.fingerprint(sink);
            }
            Instruction::Behave(None) => sink.bytes(&[1]),
            Instruction::Behave(Some(strategy)) => {
                sink.bytes(&[2]);
                strategy.fingerprint(sink);
            }
        }
    }
}

/// A node and the strategy, if any, that decides what it hears and says.
#[derive(Clone, Debug)]
pub struct Interposed<P, S> {
    inner: P,
    strategy: Option<S>,
}

impl<P: Process, S: Strategy<P>> Interposed<P, S> {
    /// An honest node.
    pub fn honest(inner: P) -> Self {
        Interposed { inner, strategy: None }
    }

    /// The honest part.
    pub fn inner(&self) -> &P {
        &self.inner
    }

    /// The strategy, if the node has one.
    pub fn strategy(&self) -> Option<&S> {
        self.strategy.as_ref()
    }
}

impl<P: Process, S: Strategy<P>> Process for Interposed<P, S> {
    type Message = P::Message;
    type Timer = P::Timer;
    type Local = Instruction<P::Local, S>;
    type Event = P::Event;

    fn start(&mut self, _out: &mut OutboxOf<Self>) {
        todo!()
    }

    fn step(&mut self, _input: InputOf<Self>, _out: &mut OutboxOf<Self>) {
        todo!()
    }

    fn recover(&self, _disk: Disk) -> Self {
        todo!()
    }
}
