//! Identifiers of packets and records, and the reasons for drops.

use std::fmt;

/// The number of a packet: how many packets were created before it, including lost ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PacketId(pub u64);

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packet {}", self.0)
    }
}

/// The number of a record: how many records the world created before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordId(pub u64);

/// Why a packet does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The link lost it by chance.
    Lost,
    /// The link was down when it was sent.
    LinkDown,
    /// The sender and the recipient were in different groups of a partition when it was sent.
    Partitioned,
    /// The recipient was down when it arrived.
    RecipientDown,
    /// The sender crashed in the step that sent it, before it left.
    SenderDown,
    /// It was dropped by hand.
    ByHand,
    /// Too many packets were in flight.
    Limit,
    /// It was addressed to the sender itself, or to a node that does not exist (shown as node 65,535).
    NoRecipient,
}
