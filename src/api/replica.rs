//! Views of a replica.

use std::collections::BTreeMap;

use serde::Serialize;

use super::message::{REQUESTS_MAX, RequestBrief, request_brief_of};
use super::reason::by_name;
use super::text::{numbers_of, text_of};
use crate::byzantine::Strategy;
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::node::Sides;
use crate::pbft::batch::request_digest;
use crate::pbft::envelope::Verified;
use crate::pbft::message::Request;
use crate::pbft::{self, Quorums, Replica, ReplicaSet, SlotStatus};
use crate::scenario::goal::Phase;
use crate::sim::{self, Health};
use crate::units::Ms;

/// A replica at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ReplicaView {
    /// The number of the replica, which is also its node.
    pub id: u32,
    /// Whether it is the primary of its view.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"primary\" | \"backup\""))]
    pub role: &'static str,
    /// Whether it is running.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"up\" | \"down\" | \"paused\""))]
    pub health: &'static str,
    /// Whether it follows the protocol now.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"honest\" | \"byzantine\""))]
    pub conduct: &'static str,
    /// Whether the oracles trust it. False once it was Byzantine or lost its disk.
    pub trusted: bool,
    /// The strategies that it follows, in order.
    pub strategies: Vec<Strategy>,
    /// The nodes that communicate with its first and with its second copy. Absent unless it is twinned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twin: Option<Vec<Vec<u32>>>,
    /// Its collusion group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<u32>,
    /// Its view, or the view that it asks for.
    pub view: u64,
    /// Whether it is active in that view. False while it waits for a NEW-VIEW.
    pub active: bool,
    /// `h`, the last stable checkpoint.
    pub low_water_mark: u64,
    /// `H`, the highest sequence number that it accepts.
    pub high_water_mark: u64,
    /// The last sequence number it executed.
    pub last_executed: u64,
    /// Requests that it has accepted and not yet executed, oldest first.
    pub pending: Vec<RequestView>,
    /// Its running timers.
    pub timers: Vec<TimerView>,
    /// The newest sequence numbers, lowest first.
    pub slots: Vec<SlotView>,
    /// Its whole log between the water marks: ranges of sequence numbers in the same phase, lowest first.
    pub log: Vec<LogRun>,
    /// Votes for checkpoints.
    pub checkpoints: Vec<CheckpointVotes>,
    /// Votes for later views.
    pub view_changes: Vec<ViewChangeVote>,
    /// Whether it lags behind and fetches a state.
    pub transferring: bool,
    /// Whether it lost its disk and does not vote yet.
    pub amnesic: bool,
    /// The digest of its state after `lastExecuted`.
    pub state_digest: String,
    /// The keys and values of its store, up to 1,000 characters.
    pub store: Vec<(String, String)>,
    /// Its counters.
    pub counters: Counters,
}

/// A sequence number at a replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SlotView {
    /// The sequence number.
    pub seq: u64,
    /// The view of the votes: that of the replica, or the one that it asks for.
    pub view: u64,
    /// The digest of the batch that was assigned, or decided in an earlier view. Absent until there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_digest: Option<String>,
    /// Its phase.
    pub phase: Phase,
    /// The replicas whose PREPAREs match, including its own. The primary sends none.
    pub prepares: Vec<u32>,
    /// The replicas whose COMMITs match, including its own.
    pub commits: Vec<u32>,
    /// All PREPAREs of this number, by digest.
    pub prepares_by_digest: Vec<DigestVotes>,
    /// All COMMITs of this number, by digest.
    pub commits_by_digest: Vec<DigestVotes>,
    /// The votes of the prepared certificate. The PRE-PREPARE is the primary's vote.
    pub prepare_votes: VoteView,
    /// The votes of the commit certificate.
    pub commit_votes: VoteView,
    /// The requests of the batch, at most 20. Empty until the batch is known.
    pub requests: Vec<RequestBrief>,
    /// What it waits for. Absent if it is executed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for: Option<WaitingFor>,
}

/// The replicas that voted for a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DigestVotes {
    /// The digest.
    pub digest: String,
    /// The replicas.
    pub from: Vec<u32>,
}

/// Consecutive sequence numbers of a log in the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LogRun {
    /// The lowest number.
    pub first: u64,
    /// The highest number.
    pub last: u64,
    /// Their phase.
    pub phase: Phase,
}

/// Votes towards a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct VoteView {
    /// The number of votes.
    pub have: u32,
    /// The number of votes that the certificate needs.
    pub need: u32,
    /// The voters.
    pub from: Vec<u32>,
}

/// What a sequence number waits for at a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum WaitingFor {
    /// The primary's assignment.
    PrePrepare,
    /// The batch of the assignment.
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
    /// The name of the timer.
    pub name: String,
    /// When it was set. Absent if it was set at the start of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since_ms: Option<Ms>,
    /// When it fires.
    pub deadline_ms: Ms,
    /// False while the node is paused: the timer fires when it resumes.
    pub running: bool,
}

/// A client's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RequestView {
    /// The number of the client.
    pub client: u32,
    /// The timestamp of the request.
    pub timestamp: u64,
    /// The operation.
    pub operation: String,
    /// The digest of the request.
    pub digest: String,
}

/// The votes for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CheckpointVotes {
    /// The sequence number.
    pub seq: u64,
    /// The digest of the state.
    pub digest: String,
    /// The replicas whose CHECKPOINTs match, and the number that makes it stable.
    pub votes: VoteView,
}

/// The VIEW-CHANGE of a replica, as another replica knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ViewChangeVote {
    /// The replica.
    pub replica: u32,
    /// The view that it asks for.
    pub view: u64,
}

/// Counters of a replica.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Counters {
    /// Packets sent.
    pub sent: u64,
    /// Messages received.
    pub received: u64,
    /// Messages without effect, by the code of the reason.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub refused: BTreeMap<String, u64>,
    /// Signatures made.
    pub signed: u64,
    /// Signatures checked.
    pub verified: u64,
}

/// The maximum number of listed pending requests.
const PENDING_MAX: usize = 100;
/// The maximum number of characters of keys and values.
const STORE_MAX: usize = 1_000;

pub(super) fn health_of(health: Option<Health>) -> &'static str {
    match health {
        Some(Health::Up) => "up",
        Some(Health::Paused) => "paused",
        Some(Health::Down) | None => "down",
    }
}

/// The state of a replica, except for what only the world knows.
pub(crate) struct ReplicaContext {
    pub(crate) health: Option<Health>,
    pub(crate) trusted: bool,
    pub(crate) timers: Vec<TimerView>,
    pub(crate) sent: u64,
    pub(crate) state_digest: String,
}

pub(super) fn conduct_of(node: &Node) -> &'static str {
    if node.is_byzantine() { "byzantine" } else { "honest" }
}

/// A replica with its newest `slots` slots.
pub(crate) fn replica_of(
    node: &Node,
    replica: &Replica,
    quorums: Quorums,
    slots: usize,
    context: ReplicaContext,
) -> ReplicaView {
    let ReplicaContext { health, trusted, timers, sent, state_digest } = context;
    let primary = quorums.primary(replica.view());
    let mut newest: Vec<_> = replica.slots().rev().filter(is_touched).take(slots).collect();
    newest.reverse();
    ReplicaView {
        id: replica.id().0,
        role: if primary == replica.id() { "primary" } else { "backup" },
        health: health_of(health),
        conduct: conduct_of(node),
        trusted,
        strategies: node.adversary().strategies().cloned().collect(),
        twin: node.inner().sides().map(|sides| sides_of(sides)),
        group: node.adversary().group(),
        view: replica.view().0,
        active: replica.active(),
        low_water_mark: replica.low_water_mark().0,
        high_water_mark: replica.high_water_mark().0,
        last_executed: replica.last_executed().0,
        pending: replica.pending().take(PENDING_MAX).map(request_of).collect(),
        timers,
        slots: newest.iter().map(|slot| slot_of(slot, replica, quorums)).collect(),
        log: log_of(replica),
        checkpoints: checkpoints_of(replica, quorums),
        view_changes: replica
            .view_change_votes()
            .map(|(replica, view)| ViewChangeVote { replica: replica.0, view: view.0 })
            .collect(),
        transferring: replica.transferring(),
        amnesic: replica.amnesic(),
        state_digest,
        store: store_of(replica),
        counters: counters_of(replica, sent),
    }
}

fn sides_of(sides: &Sides) -> Vec<Vec<u32>> {
    [&sides.first, &sides.second].map(|side| side.iter().map(|node| node.0).collect()).into()
}

/// A number of the window without any data is not shown.
fn is_touched(slot: &SlotStatus) -> bool {
    slot.digest.is_some() || !slot.prepares.is_empty() || !slot.commits.is_empty()
}

fn log_of(replica: &Replica) -> Vec<LogRun> {
    let mut runs: Vec<LogRun> = Vec::new();
    for slot in replica.slots().filter(is_touched) {
        let (seq, phase) = (slot.seq.0, Phase::from(slot.phase));
        match runs.last_mut() {
            Some(run) if run.phase == phase && run.last.checked_add(1) == Some(seq) => run.last = seq,
            _ => runs.push(LogRun { first: seq, last: seq, phase }),
        }
    }
    runs
}

fn slot_of(slot: &SlotStatus, replica: &Replica, quorums: Quorums) -> SlotView {
    // The PRE-PREPARE is the primary's vote to prepare. Certificates count it, but it is not among the PREPAREs.
    let mut prepare_votes = slot.prepares;
    if slot.pre_prepared {
        prepare_votes.insert(quorums.primary(slot.view));
    }
    let requests = slot.batch.iter().flat_map(|batch| batch.requests());
    SlotView {
        seq: slot.seq.0,
        view: slot.view.0,
        request_digest: slot.digest.map(|digest| digest.to_string()),
        phase: slot.phase.into(),
        prepares: numbers_of(slot.prepares),
        commits: numbers_of(slot.commits),
        prepares_by_digest: by_digest(replica.prepare_votes(slot.seq)),
        commits_by_digest: by_digest(replica.commit_votes(slot.seq)),
        prepare_votes: votes_of(prepare_votes, quorums.prepare_votes()),
        commit_votes: votes_of(slot.commits, quorums.commits()),
        requests: requests.take(REQUESTS_MAX).map(|request| request_brief_of(request, None)).collect(),
        waiting_for: waiting_for(slot),
    }
}

fn by_digest(groups: Vec<(pbft::Digest, ReplicaSet)>) -> Vec<DigestVotes> {
    let votes = |(digest, from): (pbft::Digest, ReplicaSet)| DigestVotes {
        digest: digest.to_string(),
        from: numbers_of(from),
    };
    groups.into_iter().map(votes).collect()
}

pub(crate) fn waiting_for(slot: &SlotStatus) -> Option<WaitingFor> {
    match slot.phase {
        pbft::Phase::Executed => None,
        // A NEW-VIEW contains digests only, and so does a decision of an earlier view.
        _ if slot.digest.is_some() && slot.batch.is_none() => Some(WaitingFor::Batch),
        _ if slot.decided => Some(WaitingFor::LowerSeq),
        pbft::Phase::Empty => Some(WaitingFor::PrePrepare),
        pbft::Phase::PrePrepared => Some(WaitingFor::Prepares),
        pbft::Phase::Prepared => Some(WaitingFor::Commits),
        pbft::Phase::CommittedLocal => Some(WaitingFor::LowerSeq),
    }
}

fn votes_of(from: ReplicaSet, need: u32) -> VoteView {
    VoteView { have: from.len(), need, from: numbers_of(from) }
}

impl From<pbft::Phase> for Phase {
    fn from(phase: pbft::Phase) -> Phase {
        match phase {
            pbft::Phase::Empty => Phase::Empty,
            pbft::Phase::PrePrepared => Phase::PrePrepared,
            pbft::Phase::Prepared => Phase::Prepared,
            pbft::Phase::CommittedLocal => Phase::CommittedLocal,
            pbft::Phase::Executed => Phase::Executed,
        }
    }
}

fn checkpoints_of(replica: &Replica, quorums: Quorums) -> Vec<CheckpointVotes> {
    let votes = replica.checkpoint_votes();
    let view = |(seq, digest, from): (pbft::Seq, pbft::Digest, ReplicaSet)| CheckpointVotes {
        seq: seq.0,
        digest: digest.to_string(),
        votes: votes_of(from, quorums.checkpoints()),
    };
    votes.map(view).collect()
}

fn store_of(replica: &Replica) -> Vec<(String, String)> {
    let mut characters = 0;
    let fits = |(key, value): &(&str, &str)| {
        characters += key.chars().count() + value.chars().count();
        characters <= STORE_MAX
    };
    let entries = replica.snapshot().service.entries().take_while(fits);
    entries.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn counters_of(replica: &Replica, sent: u64) -> Counters {
    let counters = replica.counters();
    Counters {
        sent,
        received: counters.received,
        refused: by_name(&mut counters.refused.iter().map(|(code, count)| (*code, *count))),
        signed: counters.signed,
        verified: counters.verified,
    }
}

pub(super) fn request_of(request: &Verified<Request>) -> RequestView {
    RequestView {
        client: request.client.0,
        timestamp: request.timestamp.0,
        operation: text_of(&request.operation),
        digest: request_digest(request).to_string(),
    }
}

/// The running timers of a node; of a twinned one those of the first copy.
pub(crate) fn timers_of(
    timers: impl Iterator<Item = sim::TimerView<NodeTimer>>,
    running: bool,
) -> Vec<TimerView> {
    // A timer that a node set at its start has no record.
    let since = |timer: &sim::TimerView<NodeTimer>| timer.set_by.map(|_| timer.set_at.into());
    let view = |timer: sim::TimerView<NodeTimer>| {
        Some(TimerView {
            name: timer.timer.protocol()?.name().to_owned(),
            since_ms: since(&timer),
            deadline_ms: timer.due.into(),
            running,
        })
    };
    timers.filter_map(view).collect()
}
