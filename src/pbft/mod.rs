//! PBFT on one page: the signature version of Castro and Liskov's protocol (OSDI 1999).
//!
//! | message | from, to | sub-protocol | paper | file |
//! |---|---|---|---|---|
//! | REQUEST | client to primary, later to all | normal case | 4.1 | [`client`], `normal` |
//! | PRE-PREPARE | primary to all | normal case | 4.2 | `normal` |
//! | PREPARE | backup to all | normal case | 4.2 | `normal` |
//! | COMMIT | replica to all | normal case | 4.2 | `normal` |
//! | REPLY | replica to client | execution | 4.1 | `execution` |
//! | CHECKPOINT | replica to all | garbage collection | 4.3 | `checkpoint` |
//! | VIEW-CHANGE | replica to all | view change | 4.4 | [`view_change`] |
//! | NEW-VIEW | new primary to all | view change | 4.4 | [`new_view`] |
//! | STATUS | replica to all | retransmission | – | `retransmission` |
//! | FETCH-BATCH, BATCH | replica to all, and back | missing batches | 4.4 (end) | `retransmission` |
//! | FETCH-STATE, STATE | replica to one, and back | state transfer | 4.4 (end), 6.1 | `state_transfer` |
//! | COMMIT-CERT | replica to one that lags | extension X1 | – | `normal` |
//!
//! A number's way through one view, at one replica:
//!
//! | from | when | to | then |
//! |---|---|---|---|
//! | empty | PRE-PREPARE accepted, its batch known | pre-prepared | backup: PREPARE to all |
//! | pre-prepared | `Q - 1` matching PREPAREs of backups | prepared | COMMIT to all |
//! | prepared | `Q` matching COMMITs | committed-local | decided, never changes |
//! | decided | all lower numbers executed | executed | REPLY; every `K` numbers CHECKPOINT |
//!
//! A replica's way through views: active in `v` → (a timer, `W` others, an invalid NEW-VIEW) → waits for `v' > v`, having sent
//! VIEW-CHANGE → (a valid NEW-VIEW) → active in `v'`. Views never go back.
//!
//! Left out: the MAC authenticators of section 5.2, with the VIEW-CHANGE-ACKs and Q sets that the version of 2002 needs for
//! them, and the read-only and tentative optimisations of section 5.1.
//!
//! The rules in full are in `docs/protocol.md`; "protocol section 3.4" in a comment is a section of that file.
//!
//! Reading order: [`ids`] and [`config`] (the paper's numbers and thresholds), [`message`] (what travels), [`envelope`]
//! (who signed it), `admit` (what is refused), `normal`, `execution`, `checkpoint`, [`view_change`], [`new_view`], then the rest.

mod admit;
pub mod batch;
mod checkpoint;
pub mod client;
pub mod codec;
pub mod config;
pub mod envelope;
pub mod event;
mod execution;
mod future_messages;
pub mod ids;
mod inspect;
mod log;
pub mod message;
pub mod new_view;
mod normal;
mod pending;
mod recovery;
pub mod reject;
mod replica;
mod retransmission;
pub mod rules;
pub mod state;
mod state_transfer;
mod timers;
mod token;
pub mod view_change;
pub mod votes;

pub use client::Client;
pub use config::{Config, ConfigError, ConfigRule, ProtocolParams, Quorums};
pub use envelope::{Crypto, Keys};
pub use event::Event;
pub use ids::{ClientId, Digest, ReplicaId, ReplicaSet, Seq, Timestamp, View};
pub use inspect::{Footprint, SlotStatus};
pub use log::Phase;
pub use message::{Message, MessageKind};
pub use recovery::Readmission;
pub use reject::RejectReason;
pub use replica::{Counters, Replica};
pub use rules::{Rule, Rules};
pub use timers::Timer;

pub use crate::common::{Local, service};
use crate::process::Outbox;

/// The outbox of a replica or client.
pub type Out = Outbox<Message, Timer, Event>;
