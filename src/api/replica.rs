//! Views of one replica and one client.

use std::collections::BTreeMap;

use serde::Serialize;

use super::RequestBrief;
use crate::byzantine::Strategy;
use crate::checks::faults::Fault;
use crate::scenario::goal::Phase;
use crate::units::Ms;

/// One replica at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReplicaView {
    /// The replica's number, which is also its node's.
    pub id: u32,
    /// Whether it is the primary of the view it is in.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"primary\" | \"backup\""))]
    pub role: &'static str,
    /// Whether it runs.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"up\" | \"down\" | \"paused\""))]
    pub health: &'static str,
    /// Whether it follows the protocol now.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"honest\" | \"byzantine\""))]
    pub conduct: &'static str,
    /// Whether the oracles trust it: false from the moment it misbehaved or lost its disk.
    pub trusted: bool,
    /// The strategies that it follows, in order.
    pub strategies: Vec<Strategy>,
    /// Who hears its first copy and who its second; absent unless it runs as two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twin: Option<Vec<Vec<u32>>>,
    /// The group of colluders that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// The view it is in, or wants.
    pub view: u64,
    /// Whether it takes part in that view; false while it waits for a NEW-VIEW.
    pub active: bool,
    /// `h`, the last stable checkpoint.
    pub low_water_mark: u64,
    /// `H`, the highest sequence number that it takes part in.
    pub high_water_mark: u64,
    /// The last sequence number it executed.
    pub last_executed: u64,
    /// Requests that it has accepted and not yet executed, oldest first.
    pub pending: Vec<RequestView>,
    /// Its running timers.
    pub timers: Vec<TimerView>,
    /// What it knows of the newest sequence numbers, lowest first.
    pub slots: Vec<SlotView>,
    /// Its whole log between the water marks, in runs of numbers in the same phase, lowest first.
    pub log: Vec<LogRun>,
    /// Votes for checkpoints.
    pub checkpoints: Vec<CheckpointVotes>,
    /// Votes for later views.
    pub view_changes: Vec<ViewChangeVote>,
    /// Whether it fetches a state, since it lags.
    pub transferring: bool,
    /// Whether it lost its disk and does not vote yet.
    pub amnesic: bool,
    /// The digest of its state after `lastExecuted`.
    pub state_digest: String,
    /// The keys and values of its store, as many as fit into 1,000 characters.
    pub store: Vec<(String, String)>,
    /// What it has done so far.
    pub counters: Counters,
}

/// What a replica knows of one sequence number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SlotView {
    /// The sequence number.
    pub seq: u64,
    /// The view that the votes are of: the one that the replica is in, or wants.
    pub view: u64,
    /// The digest of the batch that was assigned, or decided in an earlier view; absent until there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_digest: Option<String>,
    /// How far it got.
    pub phase: Phase,
    /// Whose PREPAREs match, the replica's own included; the primary sends none.
    pub prepares: Vec<u32>,
    /// Whose COMMITs match, the replica's own included.
    pub commits: Vec<u32>,
    /// The votes to prepare, as the certificate counts them: the PRE-PREPARE is the primary's vote.
    pub prepare_votes: VoteView,
    /// The votes to commit.
    pub commit_votes: VoteView,
    /// The requests of the batch, at most 20; empty until the batch is known.
    pub requests: Vec<RequestBrief>,
    /// What it waits for; absent when it is executed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<WaitingFor>,
}

/// Neighbouring sequence numbers of a log that are in the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LogRun {
    /// The lowest of them.
    pub first: u64,
    /// The highest of them.
    pub last: u64,
    /// How far they got.
    pub phase: Phase,
}

/// Votes towards a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct VoteView {
    /// How many votes there are.
    pub have: u32,
    /// How many make the certificate.
    pub need: u32,
    /// Whose votes they are.
    pub from: Vec<u32>,
}

/// What a sequence number waits for at a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum WaitingFor {
    /// The primary's assignment.
    PrePrepare,
    /// The batch that the assignment names.
    Batch,
    /// PREPAREs of further backups.
    Prepares,
    /// COMMITs of further replicas.
    Commits,
    /// The execution of a lower sequence number.
    LowerSeq,
}

/// A running timer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TimerView {
    /// The timer's name.
    pub name: String,
    /// When it was set; absent of a timer that is set since the start of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<Ms>,
    /// When it runs out.
    pub deadline_ms: Ms,
    /// False while the node is paused: the timer fires when it resumes.
    pub running: bool,
}

/// A client's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestView {
    /// The client's number.
    pub client: u32,
    /// The client's counter.
    pub timestamp: u64,
    /// The operation.
    pub operation: String,
    /// The digest of the request.
    pub digest: String,
}

/// Who voted for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CheckpointVotes {
    /// The sequence number.
    pub seq: u64,
    /// The digest of the state.
    pub digest: String,
    /// Whose CHECKPOINTs carry it, and how many make it stable.
    pub votes: VoteView,
}

/// A replica's wish for a later view, as another replica knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ViewChangeVote {
    /// Who wants it.
    pub replica: u32,
    /// The view it wants.
    pub view: u64,
}

/// What a replica has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Counters {
    /// Packets sent.
    pub sent: u64,
    /// Messages received.
    pub received: u64,
    /// Messages that changed nothing, by the code of the reason.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub refused: BTreeMap<String, u64>,
    /// Signatures made.
    pub signed: u64,
    /// Signatures checked.
    pub verified: u64,
}

/// One client at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ClientView {
    /// The client's number.
    pub id: u32,
    /// Its node.
    pub node: u32,
    /// Whether it runs.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"up\" | \"down\" | \"paused\""))]
    pub health: &'static str,
    /// Whether it follows the protocol now.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"honest\" | \"byzantine\""))]
    pub conduct: &'static str,
    /// The strategies that it follows, in order.
    pub strategies: Vec<Strategy>,
    /// The view that it believes the replicas are in; its next request goes to that view's primary.
    pub view_estimate: u64,
    /// The request that it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<RequestView>,
    /// What prevents that request from being executed; absent while messages in transit can still help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<Obstacle>,
    /// How many submitted operations wait behind that request.
    pub queued: u64,
    /// The replies to that request so far, by replica.
    pub tally: Vec<ReplyView>,
    /// How many equal replies make it accept.
    pub need: u32,
    /// How many requests were answered so far.
    pub answered: u64,
    /// The last results, oldest first, at most 100.
    pub results: Vec<ResultView>,
    /// Its running timers.
    pub timers: Vec<TimerView>,
}

/// What prevents the execution of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Obstacle {
    /// All replicas that can vote and reach each other have voted, and the votes are too few.
    Votes {
        /// The votes that are missing.
        #[cfg_attr(target_arch = "wasm32", tsify(type = "\"prepare\" | \"commit\" | \"view-change\""))]
        phase: &'static str,
        /// The number of votes.
        have: u32,
        /// The number of votes that are needed.
        need: u32,
        /// How many replicas may vote and can reach each other.
        may_vote: u32,
        /// Whether enough replicas may vote, but a partition separates them.
        parted: bool,
    },
    /// The primary does not order the request.
    Primary {
        /// The primary.
        primary: u32,
        /// Why it does not.
        fault: Fault,
    },
}

/// One replica's reply to a client's outstanding request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReplyView {
    /// Who replied.
    pub replica: u32,
    /// The view it named.
    pub view: u64,
    /// The result it gave.
    pub result: String,
}

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ResultView {
    /// The client's counter.
    pub timestamp: u64,
    /// The operation.
    pub operation: String,
    /// The result that f + 1 replicas agree on.
    pub result: String,
    /// When the client accepted it; absent when that is no longer recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<Ms>,
}
