//! The deterministic world: time, network, faults, trace and oracles, for any [`Process`](crate::process::Process).
//!
//! A [`World`] owns its nodes, an event queue ordered by (time, order of scheduling), the network between the nodes and the
//! trace. [`World::step`] handles exactly one occurrence: a packet arrives, a timer fires or a command is executed. The world
//! reads no clock and no entropy: nodes, settings, seed and commands determine every step and the digest of the trace. It is
//! `Clone`, which makes time travel possible; clones share messages and old records.
//!
//! | file | content |
//! |---|---|
//! | [`world`] | the step; `outputs` executes the outputs of nodes, `execute` executes commands, `inspect` gives read access |
//! | [`settings`] | settings and limits of a world |
//! | `event_queue` | a timing wheel: the next entry in constant time |
//! | [`network`] | effects of links: latency, loss, duplication, reordering, cuts, holds, partitions |
//! | [`packets`] | the messages on the network and the packets that share them |
//! | `draws` | random draws for a packet, by seed, purpose, link and position on the link |
//! | [`rng`] | seeds, random streams, integer ratios |
//! | [`command`] | commands, as plain data |
//! | [`ids`] | numbers of packets and records, reasons for drops |
//! | [`trace`] | records and their causes; stored by `trace_store`, hashed by `digest`, read through [`reader`] |
//! | [`oracle`] | observers of the world, and violations |
//! | [`history`] | snapshots and branches: rewinding of a run |
//! | [`with_adversary`] | a process that puts an adversary between a node and the world |

pub mod command;
mod digest;
mod draws;
mod event_queue;
mod execute;
pub mod history;
pub mod ids;
mod inspect;
pub mod network;
pub mod oracle;
mod outputs;
pub mod packets;
pub mod reader;
pub mod rng;
pub mod settings;
pub mod trace;
mod trace_store;
pub mod with_adversary;
pub mod world;

pub use command::{Applied, Command, CommandError};
pub use history::{Branch, BranchId, Branches, HistoryLimits, Place, Snapshots, Weight};
pub use ids::{DropReason, PacketId, RecordId};
pub use inspect::TimerView;
pub use network::{Latency, LinkChange, LinkSettings, NetworkSettings, SpanRange};
pub use oracle::{
    Found, NoOracle, Observation, ObservedRecord, Oracle, Trust, TrustTable, Violation, Watches,
};
pub use packets::{PacketState, PacketView};
pub use reader::Reader;
pub use rng::{Ratio, Seed, Stream};
pub use settings::{Limits, Settings, SetupError};
pub use trace::{Record, RecordKind, Recording};
pub use with_adversary::{Adversary, Delivery, Instruction, WithAdversary};
pub use world::{Health, Step, World};

#[cfg(test)]
mod tests;
