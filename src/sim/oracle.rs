//! Oracles watch the world and judge it; no node knows of them.
//!
//! An oracle is fed with every [`Fact`] that it asked for, as it happens, also when no trace is recorded. It shares
//! no code with what it judges, and a violation is a value that the world keeps, never a panic.

use crate::process::{NodeId, NodeRange, Process, Time};
use crate::sim::command::Command;
use crate::sim::ids::{DropReason, RecordId};

/// One thing that happened, lent to the oracles.
pub struct Fact<'a, P: Process> {
    /// The record that the trace holds of it; the same number is counted when nothing is recorded, so evidence
    /// found in a search points at the right records of its replay.
    pub id: RecordId,
    /// When.
    pub at: Time,
    /// What.
    pub seen: Observation<'a, P>,
}

impl<P: Process> Clone for Fact<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for Fact<'_, P> {}

/// What an oracle can see happen.
pub enum Observation<'a, P: Process> {
    /// A node put a message on the network, for all of an audience (the sender left out); also when every
    /// packet of it is then lost.
    Sent {
        /// The sender.
        from: NodeId,
        /// The recipients; one node for a plain send.
        to: NodeRange,
        /// The message.
        message: &'a P::Message,
    },
    /// A packet was handed to its recipient.
    Delivered {
        /// The node that put it on the network.
        from: NodeId,
        /// The recipient.
        to: NodeId,
        /// The message.
        message: &'a P::Message,
    },
    /// A packet will not arrive.
    Dropped {
        /// The node that put it on the network.
        from: NodeId,
        /// The node that will not get it.
        to: NodeId,
        /// Why.
        why: DropReason,
    },
    /// A timer of a node ran out.
    Fired {
        /// The node.
        node: NodeId,
        /// Its name for the timer.
        timer: P::Timer,
    },
    /// A command was executed. It is shown before what it causes.
    Commanded {
        /// The command.
        command: &'a Command<P>,
    },
    /// A node crashed in the middle of a step, as [`Command::CrashMidStep`] had ordered.
    Crashed {
        /// The node.
        node: NodeId,
    },
    /// A node reported a fact about itself.
    Reported {
        /// The node.
        node: NodeId,
        /// The fact.
        event: &'a P::Event,
    },
}

impl<P: Process> Clone for Observation<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for Observation<'_, P> {}

/// Which kinds of fact an oracle wants to see. It is a constant of the oracle's type, so that a world pays nothing
/// for what nobody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watches {
    /// [`Observation::Sent`].
    pub sent: bool,
    /// [`Observation::Delivered`] and [`Observation::Dropped`].
    pub arrivals: bool,
    /// [`Observation::Fired`].
    pub fired: bool,
    /// [`Observation::Commanded`] and [`Observation::Crashed`].
    pub commands: bool,
    /// [`Observation::Reported`].
    pub reports: bool,
}

impl Watches {
    /// Everything.
    pub const ALL: Watches =
        Watches { sent: true, arrivals: true, fired: true, commands: true, reports: true };
    /// Nothing.
    pub const NONE: Watches =
        Watches { sent: false, arrivals: false, fired: false, commands: false, reports: false };
    /// What nodes say: to each other and about themselves.
    pub const SPEECH: Watches = Watches { sent: true, reports: true, ..Watches::NONE };
}

/// How far the oracles may trust a node. Only the world and its oracles know this; nodes never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It follows the protocol; it may be slow, cut off or down.
    Correct,
    /// It lost its stable storage, so it may contradict what it said before.
    Amnesic,
    /// An adversary speaks through it.
    Byzantine,
}

/// The trust in every node. It only ever shrinks: who was faulty once stays faulty for the oracles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustTable {
    nodes: Vec<Trust>,
}

impl TrustTable {
    /// `count` correct nodes.
    pub fn all_correct(count: usize) -> TrustTable {
        TrustTable { nodes: vec![Trust::Correct; count] }
    }

    /// The trust in one node; a node that does not exist is no correct node.
    pub fn of(&self, node: NodeId) -> Trust {
        self.nodes.get(node.0 as usize).copied().unwrap_or(Trust::Byzantine)
    }

    /// Whether this node is correct.
    pub fn is_correct(&self, node: NodeId) -> bool {
        self.of(node) == Trust::Correct
    }

    /// The faulty nodes, in order.
    pub fn faulty(&self) -> impl Iterator<Item = NodeId> {
        let faulty = |(index, trust): (usize, &Trust)| {
            (*trust != Trust::Correct).then_some(NodeId(u32::try_from(index).unwrap_or(u32::MAX)))
        };
        self.nodes.iter().enumerate().filter_map(faulty)
    }

    /// Marks a node as faulty. A Byzantine node that also loses its disk stays Byzantine.
    pub fn distrust(&mut self, node: NodeId, trust: Trust) {
        let Some(known) = self.nodes.get_mut(node.0 as usize) else { return };
        if *known == Trust::Correct || trust == Trust::Byzantine {
            *known = trust;
        }
    }
}

/// A property that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the property.
    pub property: &'static str,
    /// The stable name of the way in which it was broken.
    pub code: &'static str,
    /// The numbers that the sentence speaks of, by name.
    pub numbers: Vec<(&'static str, u64)>,
    /// One sentence that says what happened.
    pub statement: String,
    /// The records that prove it.
    pub evidence: Vec<RecordId>,
}

/// A violation and the moment at which it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// When.
    pub at: Time,
    /// The number of the step in which it was found; 0 is the start of the world.
    pub step: u64,
    /// What.
    pub violation: Violation,
}

/// Something that watches a world. Several oracles are joined in one struct that passes each fact on to its parts.
pub trait Oracle<P: Process>: Clone {
    /// What it wants to see.
    const WATCHES: Watches = Watches::ALL;

    /// Sees one fact and adds what is violated now. It is called once for each fact, in order, before the facts
    /// that this one causes.
    fn observe(&mut self, fact: Fact<'_, P>, trust: &TrustTable, found: &mut Vec<Violation>);
}

/// Watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOracle;

impl<P: Process> Oracle<P> for NoOracle {
    const WATCHES: Watches = Watches::NONE;

    fn observe(&mut self, _: Fact<'_, P>, _: &TrustTable, _: &mut Vec<Violation>) {}
}

/// The oracle of a world with what it has found.
#[derive(Clone, Debug)]
pub(crate) struct Watch<O> {
    pub(crate) oracle: O,
    pub(crate) trust: TrustTable,
    pub(crate) found: Vec<Found>,
    /// How many violations there were, also those beyond the limit.
    pub(crate) count: u64,
    found_max: usize,
    /// Empty between facts; kept for its memory.
    fresh: Vec<Violation>,
}

impl<O> Watch<O> {
    pub(crate) fn new(oracle: O, nodes: usize, found_max: u32) -> Self {
        let (trust, found_max) = (TrustTable::all_correct(nodes), found_max as usize);
        Watch { oracle, trust, found: Vec::new(), count: 0, found_max, fresh: Vec::new() }
    }

    /// Shows a fact to the oracle. Callers ask [`Oracle::WATCHES`] first, so that nothing is spent on facts that
    /// nobody wants to see.
    pub(crate) fn see<P: Process>(&mut self, id: RecordId, at: Time, step: u64, seen: Observation<'_, P>)
    where
        O: Oracle<P>,
    {
        self.oracle.observe(Fact { id, at, seen }, &self.trust, &mut self.fresh);
        if !self.fresh.is_empty() {
            self.keep(at, step);
        }
    }

    #[cold]
    fn keep(&mut self, at: Time, step: u64) {
        self.count += self.fresh.len() as u64;
        let room = self.found_max.saturating_sub(self.found.len());
        let fresh = self.fresh.drain(..).take(room);
        self.found.extend(fresh.map(|violation| Found { at, step, violation }));
    }
}
