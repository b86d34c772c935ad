//! Trace records and their causes.

use crate::process::{NodeId, NodeRange, Time};
use crate::sim::ids::{DropReason, PacketId, RecordId};

/// What a world keeps of its past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Every record, as far back as [`Limits::records_max`](crate::sim::Limits) allows, and the digest.
    Everything,
    /// Nothing, and no digest: for searches. Oracles still see everything and records are still numbered.
    Nothing,
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

/// What a record says; `T` names timers. Payloads are found by their index in the [`Reader`](crate::sim::Reader).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind<T> {
    /// A node put a message on the network; one record for a multicast.
    Sent {
        /// The sender.
        from: NodeId,
        /// The recipients, the sender left out.
        to: NodeRange,
        /// The message: [`Reader::message`](crate::sim::Reader::message).
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
    /// A command was executed, or could not be: [`Reader::command`](crate::sim::Reader::command).
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
    /// A node reported a fact about itself: [`Reader::event`](crate::sim::Reader::event).
    Reported {
        /// The node.
        node: NodeId,
        /// The fact.
        event: u64,
    },
}
