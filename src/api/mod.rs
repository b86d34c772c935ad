//! Everything that crosses to JavaScript, as plain data: the types, from which the `.d.ts` is generated.
//!
//! Conventions, the same everywhere:
//! - *nodes* are numbered in one row: replica `i` is node `i`, client `c` is node `n + c`; fields named `replica` or `client`
//!   hold a replica's or a client's own number, fields named `node`, `from`, `to`, `signer` hold a node's number;
//! - *times* are virtual milliseconds, exact to the microsecond ([`Ms`]);
//! - *whole numbers* are exact: one above 2^53 - 1, which only bytes that a liar made up can contain, crosses as text ([`exact_json`](crate::units::exact_json));
//! - *digests* are 64 hexadecimal digits;
//! - operations and results are text; bytes that are no UTF-8 are shown with replacement characters;
//! - codes and names are stable, lower-case, joined by hyphens: translate them, never show them.

mod history;
mod lesson;
mod message;
mod options;
mod proof;
mod replica;
pub(crate) mod show;
mod timeline;
mod trace;
mod violation;

use serde::Serialize;

use crate::checks::faults::{FaultyReplica, Verdict};
use crate::units::{Ms, Ratio};

pub use history::{Branch, Difference, HistoryOptions, HistorySize};
pub use lesson::{AnswerReply, Asked, LessonPart, TaskProgress, TaskState};
pub use message::{MessageBrief, MessageField, MessageView, RequestBrief};
pub use options::{RecordOptions, ViewOptions};
pub use proof::{ProofBrief, ProofView, StatementView};
pub use replica::{
    CheckpointVotes, ClientView, Counters, LogRun, Obstacle, ReplicaView, ReplyView, RequestView, ResultView,
    SlotView, TimerView, ViewChangeVote, VoteView, WaitingFor,
};
pub use timeline::{RowSort, TimelineRow};
pub use trace::{DroppedWhy, Fact, Happening, Reason, TraceRecord};
pub use violation::{CertificateView, InvariantState, InvariantView, Violation};

/// Everything the panels show of one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct View {
    /// Virtual time.
    pub now_ms: Ms,
    /// How many occurrences were handled so far.
    pub step_count: u64,
    /// The digest of the trace so far.
    pub digest: String,
    /// Whether nothing is scheduled any more but the heartbeats of replicas that rest.
    pub idle: bool,
    /// When the next occurrence is due; absent when the run is idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_ms: Option<Ms>,
    /// The seed, as text: it may not fit a JavaScript number.
    pub seed: String,
    /// How many replicas there are.
    pub n: u32,
    /// How many of them may be faulty: floor((n - 1) / 3).
    pub f: u32,
    /// How many make a quorum: 2f + 1 when n = 3f + 1.
    pub quorum: u32,
    /// f + 1: at least one of them is correct. A client accepts a result with this number of matching replies.
    pub weak: u32,
    /// How many replicas are faulty at this moment, in whichever way: as many as `faults` has.
    pub faulty: u32,
    /// The faulty replicas in order, each with the ways in which it is faulty.
    pub faults: Vec<FaultyReplica>,
    /// What PBFT guarantees with these faults.
    pub verdict: Verdict,
    /// How many packets are on the network.
    pub in_flight: u64,
    /// The replicas in order.
    pub replicas: Vec<ReplicaView>,
    /// The clients in order.
    pub clients: Vec<ClientView>,
    /// Packets on the network, those due first, as many as were asked for.
    pub packets: Vec<PacketView>,
    /// The links whose settings differ from the scenario's network; all others are as the scenario says and up.
    pub links: Vec<LinkView>,
    /// The groups of the partition that holds, each a list of nodes; absent while the network is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<PartitionView>,
    /// All invariants, in the order of their numbers.
    pub invariants: Vec<InvariantView>,
    /// The violated invariants, in the order in which they were found.
    pub violations: Vec<Violation>,
    /// Proofs of guilt, in the order in which they were found: the first of each sort against each node.
    pub proofs: Vec<ProofBrief>,
    /// The questions and tasks of the scenario, in the order of the file, and how far the reader is with each; absent when it has
    /// none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub lesson: Vec<LessonPart>,
}

/// A message on its way to one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PacketView {
    /// The packet's number; never used again.
    pub id: u64,
    /// The node that sent it.
    pub from: u32,
    /// The node that it goes to.
    pub to: u32,
    /// When it was sent.
    pub sent_ms: Ms,
    /// When it arrives, or would if nothing held it up.
    pub due_ms: Ms,
    /// Whether it flies, is held by its link, or waits at a paused node.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"flying\" | \"held\" | \"waiting\""))]
    pub state: &'static str,
    /// What it carries.
    pub message: MessageBrief,
}

/// A link, from one node to another, whose settings differ from the scenario's network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LinkView {
    /// The sending end.
    pub from: u32,
    /// The receiving end.
    pub to: u32,
    /// Whether it carries packets; whether a partition lets them through is another matter.
    pub up: bool,
    /// Whether packets wait on it until they are released by hand.
    pub hold: bool,
    /// How long packets take.
    pub latency_ms: crate::scenario::Latency,
    /// How many of how many packets are lost.
    pub loss: Ratio,
    /// How many of how many packets arrive twice.
    pub duplicate: Ratio,
    /// How many of how many packets take a detour and may be overtaken.
    pub reorder: Ratio,
}

/// The partition that holds: nodes of different groups do not hear each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PartitionView {
    /// The groups, each a list of nodes; a node in no group hears everybody.
    pub groups: Vec<Vec<u32>>,
    /// Whether only the way from an earlier group to a later one is cut.
    pub one_way: bool,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Progress {
    /// Virtual time now.
    pub now_ms: Ms,
    /// Occurrences handled so far in the whole run.
    pub step_count: u64,
    /// Occurrences handled by this call.
    pub steps: u64,
    /// Why the call returned.
    pub stopped: Stopped,
    /// Whether nothing is scheduled any more but the heartbeats of replicas that rest.
    pub idle: bool,
}

/// Why a call that runs the world returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Stopped {
    /// The wanted virtual time was reached: everything due was handled.
    Time,
    /// The goal was reached.
    Goal,
    /// Nothing is scheduled any more but the heartbeats of replicas that rest.
    Idle,
    /// The step limit of one call was reached; call again to continue.
    Steps,
    /// So much real time was spent that the caller should look up; call again to go on.
    WallTime,
}
