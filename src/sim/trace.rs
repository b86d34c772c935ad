//! Trace records and their causes.

use std::rc::Rc;

use crate::process::{NodeId, NodeRange, Process, Time};
use crate::sim::command::Applied;
use crate::sim::packets::PacketId;
use crate::sim::trace_store::TraceStore;

/// The number of a record: how many records the world made before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordId(pub u64);

/// What a world keeps of its past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Every record, as far back as [`Limits::records_max`](crate::sim::Limits) allows, and the digest.
    Everything,
    /// Nothing, and no digest: for searches. Oracles still see everything and records are still numbered.
    Nothing,
}

/// Why a packet does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The link lost it by chance.
    Lost,
    /// The link was down when it was sent.
    LinkDown,
    /// Sender and recipient were in different groups of a partition when it was sent.
    Partitioned,
    /// The recipient was down when it arrived.
    RecipientDown,
    /// The sender crashed in the step that sent it, before it left.
    SenderDown,
    /// A person dropped it.
    ByHand,
    /// Too many packets were in flight.
    Limit,
    /// It was for the sender itself or for a node that does not exist (shown as node 65,535).
    NoRecipient,
}

/// One line of the trace; `T` names timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// Its number.
    pub id: RecordId,
    /// When.
    pub at: Time,
    /// The step in which it was made, counted from 1; 0 at the start of the world.
    pub step: u64,
    /// The record without which this one would not be. `Sent`, `Reported` and `Crashed` name the occurrence in whose
    /// step they were made; what becomes of a packet names its `Sent`; `Fired` names the occurrence whose step
    /// set the timer, or the command that forced it; what nodes do at the start of the world has no cause.
    pub cause: Option<RecordId>,
    /// What.
    pub kind: RecordKind<T>,
}

/// What a record says; `T` names timers. Payloads are found by their index in the [`Reader`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind<T> {
    /// A node put a message on the network; one record for a multicast.
    Sent {
        /// The sender.
        from: NodeId,
        /// The recipients, the sender left out.
        to: NodeRange,
        /// The message: [`Reader::message`].
        message: u64,
    },
    /// The network or a person made a second packet of one; `packet` is the new one.
    Duplicated {
        /// The new packet.
        packet: PacketId,
        /// The sender.
        from: NodeId,
        /// The recipient.
        to: NodeId,
        /// The message.
        message: u64,
    },
    /// A packet was handed to its recipient.
    Delivered {
        /// The packet.
        packet: PacketId,
        /// The sender.
        from: NodeId,
        /// The recipient.
        to: NodeId,
        /// The message.
        message: u64,
    },
    /// A packet will not arrive.
    Dropped {
        /// The packet.
        packet: PacketId,
        /// The sender.
        from: NodeId,
        /// The recipient.
        to: NodeId,
        /// The message.
        message: u64,
        /// Why.
        why: DropReason,
    },
    /// A timer ran out.
    Fired {
        /// The node.
        node: NodeId,
        /// The node's name for it.
        timer: T,
    },
    /// A command was executed, or could not be: [`Reader::command`].
    Commanded {
        /// Its place among all commands given to this world.
        command: u64,
        /// Whether it was refused; the reason stands with the command.
        refused: bool,
    },
    /// A node that had been paused took up the local input of an earlier command.
    TakenUp {
        /// The node.
        node: NodeId,
        /// The command.
        command: u64,
    },
    /// A node crashed in the middle of a step, as ordered.
    Crashed {
        /// The node.
        node: NodeId,
    },
    /// A node reported a fact about itself: [`Reader::event`].
    Reported {
        /// The node.
        node: NodeId,
        /// The fact.
        event: u64,
    },
}

/// A view of the trace. What has been discarded is gone: every look-up may say `None`.
pub struct Reader<'a, P: Process> {
    pub(crate) trace_store: &'a TraceStore<P>,
    pub(crate) applied: &'a [Rc<Applied<P>>],
}

impl<P: Process> Clone for Reader<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for Reader<'_, P> {}

impl<'a, P: Process> Reader<'a, P> {
    /// The number of the next record: how many were made so far, discarded ones included.
    pub fn end(&self) -> RecordId {
        self.trace_store.end()
    }

    /// How many of the oldest records are gone: the number of the oldest one that is left.
    pub fn discarded(&self) -> u64 {
        self.trace_store.discarded()
    }

    /// One record.
    pub fn record(&self, id: RecordId) -> Option<Record<P::Timer>> {
        self.trace_store.record(id)
    }

    /// Up to `count` records from a number on; it starts at the oldest one left when that is later.
    pub fn records(
        &self,
        from: RecordId,
        count: usize,
    ) -> impl Iterator<Item = Record<P::Timer>> + use<'a, P> {
        let (trace_store, from) = (self.trace_store, from.0.max(self.trace_store.discarded()));
        (from..self.trace_store.end().0).take(count).filter_map(|id| trace_store.record(RecordId(id)))
    }

    /// A message by its index.
    pub fn message(&self, index: u64) -> Option<&'a P::Message> {
        self.trace_store.message_at(index)
    }

    /// A reported fact by its index.
    pub fn event(&self, index: u64) -> Option<&'a P::Event> {
        self.trace_store.event_at(index)
    }

    /// A command by its index, with the reason when it was refused. Commands are never discarded.
    pub fn command(&self, index: u64) -> Option<&'a Applied<P>> {
        Some(self.applied.get(usize::try_from(index).ok()?)?.as_ref())
    }
}
