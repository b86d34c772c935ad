//! Oracles, which watch the world and judge it. Nodes do not know about them.
//!
//! An oracle receives every [`ObservedRecord`] that it asked for when it happens, even if no trace is recorded. It shares no code with
//! what it judges. A violation is a value that the world keeps, never a panic.

use crate::process::{NodeId, NodeRange, Process, Time};
use crate::sim::command::Command;
use crate::sim::ids::{DropReason, RecordId};

/// A record of the trace, as the oracles observe it.
pub struct ObservedRecord<'a, P: Process> {
    /// Its number in the trace. Records are numbered even if nothing is recorded, so evidence found in a search
    /// refers to the right records of its replay.
    pub id: RecordId,
    /// The time.
    pub at: Time,
    /// The observation.
    pub observation: Observation<'a, P>,
}

impl<P: Process> Clone for ObservedRecord<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for ObservedRecord<'_, P> {}

/// The observations of an oracle.
pub enum Observation<'a, P: Process> {
    /// A node sent a message to all nodes of a range except itself. Reported even if every packet of it is lost.
    Sent {
        /// The sender.
        from: NodeId,
        /// The recipients; one node if it is not a multicast.
        to: NodeRange,
        /// The message.
        message: &'a P::Message,
    },
    /// A packet was delivered.
    Delivered {
        /// The node that sent it.
        from: NodeId,
        /// The recipient.
        to: NodeId,
        /// The message.
        message: &'a P::Message,
    },
    /// A packet will not arrive.
    Dropped {
        /// The node that sent it.
        from: NodeId,
        /// The node that does not receive it.
        to: NodeId,
        /// The reason.
        why: DropReason,
    },
    /// A timer of a node fired.
    Fired {
        /// The node.
        node: NodeId,
        /// Its name for the timer.
        timer: P::Timer,
    },
    /// A command was executed. It precedes its effects.
    Commanded {
        /// The command.
        command: &'a Command<P>,
    },
    /// A node crashed in the middle of a step, as ordered by [`Command::CrashMidStep`].
    Crashed {
        /// The node.
        node: NodeId,
    },
    /// A node reported an event.
    Reported {
        /// The node.
        node: NodeId,
        /// The event.
        event: &'a P::Event,
    },
}

impl<P: Process> Clone for Observation<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for Observation<'_, P> {}

/// The kinds of records that an oracle needs. It is a constant of its type, so records that no oracle needs cost nothing.
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
    /// The statements of nodes: messages and reported events.
    pub const SPEECH: Watches = Watches { sent: true, reports: true, ..Watches::NONE };
}

/// How far the oracles trust a node. Only the world and its oracles know this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It follows the protocol. It may be slow, cut off or down.
    Correct,
    /// It lost its stable storage, so it may contradict its earlier messages.
    Amnesic,
    /// An adversary controls it.
    Byzantine,
}

/// The trust in every node. It only decreases: a node that was faulty once stays faulty for the oracles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustTable {
    nodes: Vec<Trust>,
}

impl TrustTable {
    /// `count` correct nodes.
    pub fn all_correct(count: usize) -> TrustTable {
        TrustTable { nodes: vec![Trust::Correct; count] }
    }

    /// The trust in one node. A node that does not exist is not correct.
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

/// A violated property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The name of the property.
    pub property: &'static str,
    /// The stable name of the kind of violation.
    pub code: &'static str,
    /// The numbers in the sentence, by name.
    pub numbers: Vec<(&'static str, u64)>,
    /// One sentence that says what happened.
    pub statement: String,
    /// The records that prove it.
    pub evidence: Vec<RecordId>,
}

/// A violation and when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The time.
    pub at: Time,
    /// The number of the step in which it was found; 0 is the start of the world.
    pub step: u64,
    /// The violation.
    pub violation: Violation,
}

/// An observer of a world. Several oracles are joined in one struct that passes each record to its parts.
pub trait Oracle<P: Process>: Clone {
    /// The kinds of records that it needs.
    const WATCHES: Watches = Watches::ALL;

    /// Observes one record and adds the violations that it reveals. Called once for each record, in order, before the records that
    /// this one causes.
    fn observe(&mut self, observed: ObservedRecord<'_, P>, trust: &TrustTable, found: &mut Vec<Violation>);
}

/// An oracle that watches nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOracle;

impl<P: Process> Oracle<P> for NoOracle {
    const WATCHES: Watches = Watches::NONE;

    fn observe(&mut self, _: ObservedRecord<'_, P>, _: &TrustTable, _: &mut Vec<Violation>) {}
}

/// The oracle of a world, with the violations that it found.
#[derive(Clone, Debug)]
pub(crate) struct Watch<O> {
    pub(crate) oracle: O,
    pub(crate) trust: TrustTable,
    pub(crate) found: Vec<Found>,
    /// The number of all violations, including those beyond the limit.
    pub(crate) count: u64,
    found_max: usize,
    /// Empty between records; kept to reuse its memory.
    fresh: Vec<Violation>,
}

impl<O> Watch<O> {
    pub(crate) fn new(oracle: O, nodes: usize, found_max: u32) -> Self {
        let (trust, found_max) = (TrustTable::all_correct(nodes), found_max as usize);
        Watch { oracle, trust, found: Vec::new(), count: 0, found_max, fresh: Vec::new() }
    }

    /// Passes a record to the oracle. Callers check [`Oracle::WATCHES`] first, so that records that it does not need cost nothing.
    pub(crate) fn see<P: Process>(
        &mut self,
        id: RecordId,
        at: Time,
        step: u64,
        observation: Observation<'_, P>,
    ) where
        O: Oracle<P>,
    {
        self.oracle.observe(ObservedRecord { id, at, observation }, &self.trust, &mut self.fresh);
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
