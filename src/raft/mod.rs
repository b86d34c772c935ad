//! Raft on one page: the crash-tolerant protocol of Ongaro and Ousterhout (USENIX ATC 2014, extended version).
//!
//! | message | from, to | part | paper | file |
//! |---|---|---|---|---|
//! | REQUEST | client to leader | clients | 8 | [`client`], `replication` |
//! | REDIRECT | server to client | clients | 8 | `replication` |
//! | REQUEST-VOTE, VOTE | candidate to all, and back | election | 5.2, 5.4.1 | `election` |
//! | APPEND, APPENDED | leader to one, and back | replication | 5.3, 5.4.2 | `replication` |
//! | REPLY | leader to client | execution | 8 | `execution` |
//! | INSTALL-SNAPSHOT, INSTALLED | leader to one, and back | compaction | 7 | `execution` |
//!
//! A server's roles: follower → (its election timer) → candidate → (votes of a majority) → leader → (a higher term) → follower.
//! An entry's way: in the leader's log → stored by a majority → committed, once one of the leader's own term is → executed.
//!
//! From the dissertation: the no-op of a new leader (6.4), CheckQuorum (6.2) and PreVote (9.6), each as a parameter. Left out:
//! membership changes (section 6) and reads that bypass the log.
//!
//! Servers trust each other: nothing is signed, and one that lies can break every guarantee. That is what the comparison
//! with [`pbft`](crate::pbft) shows.
//!
//! "Rule R12" in a comment is a rule of `docs/raft.md`.

pub mod client;
pub mod config;
mod election;
pub mod event;
mod execution;
pub mod ids;
pub mod log;
pub mod message;
mod replication;
pub mod rules;
mod server;
pub mod timers;

pub use client::Client;
pub use config::{Config, ConfigError, LostDisk, RaftParams, SenderCheck};
pub use event::{Alarm, Event, RejectReason, VoteRefusal};
pub use ids::{ClientId, Digest, Index, ServerId, ServerSet, Term, Timestamp};
pub use log::{Log, Snapshot, State};
pub use message::{Message, MessageKind};
pub use rules::{Rule, Rules};
pub use server::{Role, Server};
pub use timers::{Spread, Timer};

pub use crate::common::Local;
use crate::process::Outbox;

/// The outbox of a server or client.
pub type Out = Outbox<Message, Timer, Event>;
