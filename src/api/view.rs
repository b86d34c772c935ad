//! View of a run at one step, and the progress of a call.

use serde::Serialize;

use super::client::ClientView;
use super::lesson::LessonPart;
use super::message::{MessageBrief, brief_of};
use super::proof::ProofBrief;
use super::replica::ReplicaView;
use super::script::ScriptErrors;
use super::violation::{InvariantView, Violation};
use crate::checks::faults::{FaultyReplica, Verdict};
use crate::pbft::{Message, ProtocolParams};
use crate::process::NodeId;
use crate::scenario::Latency;
use crate::sim::{self, LinkSettings, PacketState};
use crate::units::{Ms, Ratio};

/// The state of a run at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct View {
    /// Virtual time.
    pub now_ms: Ms,
    /// The number of occurrences handled so far.
    pub step_count: u64,
    /// The digest of the trace so far.
    pub digest: String,
    /// Whether nothing is scheduled except heartbeats of idle replicas.
    pub idle: bool,
    /// The time of the next occurrence. Absent if the run is idle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_ms: Option<Ms>,
    /// The seed, as text because it may not fit a JavaScript number.
    pub seed: String,
    /// The number of replicas.
    pub n: u32,
    /// The number of faulty replicas that PBFT tolerates: floor((n - 1) / 3).
    pub f: u32,
    /// The size of a quorum: 2f + 1 if n = 3f + 1. Where a scenario weakens the quorum, the weakened size.
    pub quorum: u32,
    /// f + 1, a number that includes at least one correct replica. A client accepts a result with this number of matching
    /// replies.
    pub weak: u32,
    /// The number of faulty replicas now, the length of `faults`.
    pub faulty: u32,
    /// The faulty replicas in order, each with the kinds of its faults.
    pub faults: Vec<FaultyReplica>,
    /// What PBFT guarantees with these faults.
    pub verdict: Verdict,
    /// The number of packets in transit.
    pub in_flight: u64,
    /// The replicas in order.
    pub replicas: Vec<ReplicaView>,
    /// The clients in order.
    pub clients: Vec<ClientView>,
    /// The packets in transit that are due first, up to the requested number.
    pub packets: Vec<PacketView>,
    /// The links whose settings differ from the scenario's network. All others are up, with the scenario's settings.
    pub links: Vec<LinkView>,
    /// The latency of all other links.
    pub latency_ms: crate::scenario::Latency,
    /// The groups of the present partition, each a list of nodes. Absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<PartitionView>,
    /// All invariants, in the order of their numbers.
    pub invariants: Vec<InvariantView>,
    /// The violated invariants, in the order in which they were found.
    pub violations: Vec<Violation>,
    /// Proofs of guilt in the order in which they were found: the first of each offence of each node.
    pub proofs: Vec<ProofBrief>,
    /// The questions and tasks of the scenario, in the order of the file, with the reader's progress. Absent if it has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub lesson: Vec<LessonPart>,
    /// The errors of scripts so far, in the order of the replicas. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub script_errors: Vec<ScriptErrors>,
}

/// A message in transit to one node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PacketView {
    /// The number of the packet. It is never reused.
    pub id: u64,
    /// The node that sent it.
    pub from: u32,
    /// The recipient.
    pub to: u32,
    /// When it was sent.
    pub sent_ms: Ms,
    /// When it arrives, or would arrive if it were not held.
    pub due_ms: Ms,
    /// Whether it is in flight, held by its link, or waiting at a paused node.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"flying\" | \"held\" | \"waiting\""))]
    pub state: &'static str,
    /// The message.
    pub message: MessageBrief,
}

/// A link from one node to another whose settings differ from the scenario's network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LinkView {
    /// The sending node.
    pub from: u32,
    /// The receiving node.
    pub to: u32,
    /// Whether it carries packets. A partition may stop them nevertheless.
    pub up: bool,
    /// Whether packets wait until they are released by hand.
    pub hold: bool,
    /// The latency.
    pub latency_ms: Latency,
    /// The fraction of packets that are lost.
    pub loss: Ratio,
    /// The fraction of packets that arrive twice.
    pub duplicate: Ratio,
    /// The fraction of packets that are delayed and may be overtaken.
    pub reorder: Ratio,
}

/// The present partition. Nodes of different groups cannot communicate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PartitionView {
    /// The groups, each a list of nodes. A node in no group communicates with all.
    pub groups: Vec<Vec<u32>>,
    /// Whether only the direction from an earlier group to a later one is cut.
    pub one_way: bool,
}

/// The progress of a run after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Progress {
    /// The virtual time.
    pub now_ms: Ms,
    /// The number of occurrences handled in the whole run.
    pub step_count: u64,
    /// The number of occurrences handled by this call.
    pub steps: u64,
    /// Why the call ended.
    pub stopped: Stopped,
    /// Whether nothing is scheduled except heartbeats of idle replicas.
    pub idle: bool,
}

/// Why a call that runs the world ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Stopped {
    /// The requested virtual time was reached, and everything due was handled.
    Time,
    /// The goal was reached.
    Goal,
    /// Nothing is scheduled except heartbeats of idle replicas.
    Idle,
    /// The maximum number of steps of a call was reached. Call again to continue.
    Steps,
    /// The budget of real time was spent. Call again to continue.
    WallTime,
}

/// A packet in transit.
pub(crate) fn packet_of(packet: &sim::PacketView<'_, Message>, params: &ProtocolParams) -> PacketView {
    PacketView {
        id: packet.id.0,
        from: packet.from.0,
        to: packet.to.0,
        sent_ms: packet.sent_at.into(),
        due_ms: packet.due.into(),
        state: match packet.state {
            PacketState::Flying => "flying",
            PacketState::Held => "held",
            PacketState::Waiting => "waiting",
        },
        message: brief_of(packet.message, params),
    }
}

/// A link with other settings.
pub(crate) fn link_of(from: NodeId, to: NodeId, settings: &LinkSettings) -> LinkView {
    LinkView {
        from: from.0,
        to: to.0,
        up: settings.up,
        hold: settings.hold,
        latency_ms: Latency::of(settings.latency),
        loss: Ratio::of(settings.loss),
        duplicate: Ratio::of(settings.duplicate),
        reorder: Ratio::of(settings.reorder),
    }
}
