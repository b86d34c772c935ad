//! API: the plain data that crosses to JavaScript. The `.d.ts` is generated from it.
//!
//! Conventions:
//! - *nodes* share one numbering: replica `i` is node `i`, client `c` is node `n + c`. Fields named `replica` or `client` hold the number
//!   of a replica or a client; fields named `node`, `from`, `to`, `signer` hold the number of a node;
//! - *times* are virtual milliseconds, exact to the microsecond ([`Ms`](crate::units::Ms));
//! - *integers* are exact: one above 2^53 - 1, which occurs only in forged bytes, crosses as text ([`exact_text_of`](crate::json::exact_text_of));
//! - *digests* are 64 hexadecimal digits;
//! - operations and results are text; bytes that are not UTF-8 become replacement characters;
//! - codes and names are stable, lower-case, joined by hyphens. Translate them; never show them.
//!
//! Each file has types and the functions that convert the world's state to them:
//!
//! | file | content |
//! |---|---|
//! | `view` | a run at one step; packets, links, progress |
//! | `replica`, `client` | the nodes |
//! | `message`, `fields` | messages: brief, and with all fields |
//! | `record`, `event`, `reason` | trace records, events of nodes, reasons for rejections |
//! | `timeline` | trace records as rows of numbers |
//! | `violation`, `proof` | violations with certificates, proofs of guilt |
//! | `history` | branches |
//! | `lesson` | questions and tasks |
//! | `script` | errors of scripts |
//! | `options` | options of queries |
//! | `value` | values of messages, numbered |
//! | `text` | shared texts and numbers |

mod client;
mod event;
mod fields;
mod history;
mod lesson;
mod message;
mod options;
mod proof;
mod reason;
mod record;
mod replica;
mod script;
mod text;
mod timeline;
mod value;
mod view;
mod violation;

pub(crate) use client::client_of;
pub use client::{ClientView, Obstacle, ReplyView, ResultView};
pub use event::ProtocolEvent;
pub use fields::MessageField;
pub(crate) use history::MEGABYTE;
pub use history::{Branch, Difference, HistoryOptions, HistorySize};
pub use lesson::{AnswerReply, Asked, FindReply, LessonPart, TaskProgress, TaskState};
pub use message::{MessageBrief, MessageView, RequestBrief};
pub(crate) use message::{PacketLocation, brief_of, message_of};
pub use options::{Description, RecordOptions, ViewOptions};
pub use proof::{ProofBrief, ProofView, StatementView};
pub(crate) use proof::{proof_brief_of, proof_of};
pub use reason::Reason;
pub(crate) use reason::{field_of, numbers_of_reject, wrong_of_command};
pub(crate) use record::record_of;
pub use record::{DropReason, TraceEvent, TraceRecord};
pub use replica::{
    CheckpointVotes, Counters, DigestVotes, LogRun, ReplicaView, RequestView, SlotView, TimerView,
    ViewChangeVote, VoteView, WaitingFor,
};
pub(crate) use replica::{ReplicaContext, replica_of, timers_of, waiting_for};
pub use script::ScriptErrors;
pub(crate) use script::count_script_error;
pub(crate) use text::{name_of, node_of};
pub(crate) use timeline::row_of;
pub use timeline::{RowSort, TimelineRow};
pub use value::ValueView;
pub(crate) use value::{value_of, values_in};
pub use view::{LinkView, PacketView, PartitionView, Progress, Stopped, View};
pub(crate) use view::{link_of, packet_of};
pub(crate) use violation::violation_of;
pub use violation::{CertificateView, InvariantState, InvariantView, Violation};
