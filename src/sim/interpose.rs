//! A process that puts a strategy between a node and the world.
//!
//! A faulty node is a process like any other: it wraps an honest one, sees what comes in and what honesty would
//! say, and decides what is heard and what is said. The protocol itself contains no dishonest line.

use std::fmt;

use crate::process::{Disk, Fingerprint, Input, InputOf, OutboxOf, OutputOf, Process, Sink};

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

    /// Lets the honest part act; the strategy, if there is one, has the last word.
    fn speak(&mut self, out: &mut OutboxOf<P>, act: impl FnOnce(&mut P, &mut OutboxOf<P>)) {
        let Some(strategy) = &mut self.strategy else { return act(&mut self.inner, out) };
        let mut said = OutboxOf::<P>::default();
        act(&mut self.inner, &mut said);
        strategy.speaks(&self.inner, said.drain().collect(), out);
    }
}

impl<P: Process, S: Strategy<P>> Process for Interposed<P, S> {
    type Message = P::Message;
    type Timer = P::Timer;
    type Local = Instruction<P::Local, S>;
    type Event = P::Event;

    fn start(&mut self, out: &mut OutboxOf<Self>) {
        self.speak(out, |inner, said| inner.start(said));
    }

    fn step(&mut self, input: InputOf<Self>, out: &mut OutboxOf<Self>) {
        let input = match input {
            Input::Message { from, body } => Input::Message { from, body },
            Input::Timeout(timer) => Input::Timeout(timer),
            Input::Local(Instruction::Local(input)) => Input::Local(input),
            Input::Local(Instruction::Behave(strategy)) => {
                self.strategy = strategy;
                return;
            }
        };
        let hearing = match &mut self.strategy {
            Some(strategy) => strategy.hears(&self.inner, &input),
            None => Hearing::Heed,
        };
        self.speak(out, |inner, said| {
            if hearing == Hearing::Heed {
                inner.step(input, said);
            }
        });
    }

    /// The adversary outlives the crash of the node that it speaks through.
    fn recover(&self, disk: Disk) -> Self {
        Interposed { inner: self.inner.recover(disk), strategy: self.strategy.clone() }
    }
}
