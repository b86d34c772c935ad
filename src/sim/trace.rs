//! Trace records and their causes.

use crate::process::{NodeId, NodeRange, Time};
use crate::sim::ids::{DropReason, PacketId, RecordId};

/// Which part of its past a world keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// Every record within [`Limits::records_max`](crate::sim::Limits), and the digest.
    Everything,
    /// Nothing, not even the digest: for searches. Oracles still see everything, and records are still numbered.
    Nothing,
}

/// A record of the trace. `T` names timers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// Its number.
    pub id: RecordId,
    /// The time.
    pub at: Time,
    /// The step that created it, counted from 1; 0 at the start of the world.
    pub step: u64,
    /// The record that caused it. The cause of `Sent`, `Reported` and `Crashed` is the occurrence of their step; the cause of a
    /// delivery or a drop is the `Sent` of the packet; the cause of `Fired` is the occurrence whose step set the timer, or the
    /// command that forced it. What nodes do at the start of the world has no cause.
    pub cause: Option<RecordId>,
    /// The content.
    pub kind: RecordKind<T>,
}

/// The content of a record. `T` names timers. The [`Reader`](crate::sim::Reader) finds payloads by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind<T> {
    /// A node sent a message; one record for a multicast.
    Sent {
        /// The sender.
        from: NodeId,
        /// The recipients, without the sender.
        to: NodeRange,
        /// The message: [`Reader::message`](crate::sim::Reader::message).
        message: u64,
    },
    /// The network or a user duplicated a packet; `packet` is the new one.
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
    /// A packet was delivered.
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
        /// The reason.
        why: DropReason,
    },
    /// A timer fired.
    Fired {
        /// The node.
        node: NodeId,
        /// The node's name for the timer.
        timer: T,
    },
    /// A command was executed or refused: [`Reader::command`](crate::sim::Reader::command).
    Commanded {
        /// Its index among all commands given to this world.
        command: u64,
        /// Whether it was refused. The reason is stored with the command.
        refused: bool,
    },
    /// A node that had been paused processed the local input of an earlier command.
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
    /// A node reported an event: [`Reader::event`](crate::sim::Reader::event).
    Reported {
        /// The node.
        node: NodeId,
        /// The index of the event.
        event: u64,
    },
}
