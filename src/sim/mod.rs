//! The deterministic world: time, network, faults, trace and oracles, for any [`Process`](crate::process::Process).
//!
//! A [`World`] owns its nodes, an agenda ordered by (time, order of scheduling), the network between the nodes and
//! the trace of what happened. [`World::step`] handles exactly one occurrence: a packet arrives, a timer fires or
//! a command is obeyed. The world reads no clock and no entropy: nodes, settings, seed and commands fix every step
//! and the digest of the trace. It is `Clone`, which is how time travel is made: messages and old trace are shared.
//!
//! | file | what it knows |
//! |---|---|
//! | [`world`] | the step; `effects` does what nodes want done, `obey` carries out commands, `look` is what others see |
//! | [`settings`] | how a world is set up, and how much it may hold |
//! | `agenda` | a timing wheel: what is due next, in constant time |
//! | [`network`] | what a link does to a packet: latency, loss, duplication, reordering, cuts, holds, partitions |
//! | [`packets`] | the messages on the network and the packets that share them |
//! | `draws` | what chance decides about a packet, by seed, purpose, link and place on the link |
//! | [`rng`] | seeds, random streams, integer ratios |
//! | [`command`] | everything a person may do, as plain data |
//! | [`trace`] | what happened and because of what; kept by `tape`, summed up by `digest` |
//! | [`oracle`] | who watches the world and what a violation is |
//! | [`history`] | snapshots and branches: how a run is rewound |
//! | [`interpose`] | a process that puts an adversary between a node and the world |

mod agenda;
pub mod command;
mod digest;
mod draws;
mod effects;
pub mod history;
pub mod interpose;
mod look;
pub mod network;
mod obey;
pub mod oracle;
pub mod packets;
pub mod rng;
pub mod settings;
mod tape;
pub mod trace;
pub mod world;

pub use command::{Applied, Command, CommandError, LinkChange};
pub use history::{Branch, BranchId, Branches, HistoryLimits, Place, Snapshots, Weight};
pub use interpose::{Adversary, Hearing, Instruction, Interposed};
pub use look::TimerView;
pub use network::{Latency, LinkSettings, NetworkSettings, SpanRange};
pub use oracle::{Conduct, Fact, Found, NoOracle, Oracle, Seen, Trust, Violation, Watches};
pub use packets::{PacketId, PacketState, PacketView};
pub use rng::{Ratio, Seed, Stream};
pub use settings::{Limits, Settings, SetupError};
pub use trace::{DropReason, Reader, Record, RecordId, Recording, What};
pub use world::{Health, Step, World};

#[cfg(test)]
mod tests;
