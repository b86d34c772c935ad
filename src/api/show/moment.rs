//! One replica, one client, one packet at one moment, as plain data.

use super::message::brief_of;
use super::{REQUESTS_MAX, numbers_of, request_brief_of, text_of};
use crate::api::{
    CheckpointVotes, ClientView, Counters, LinkView, LogRun, PacketView, ReplicaView, ReplyView, RequestView,
    ResultView, SlotView, TimerView, ViewChangeVote, VoteView, WaitingFor,
};
use crate::byzantine::node::Node;
use crate::node::NodeTimer;
use crate::node::Sides;
use crate::pbft::batch::request_digest;
use crate::pbft::envelope::Verified;
use crate::pbft::message::Request;
use crate::pbft::{self, Client, Message, ProtocolParams, Quorums, Replica, ReplicaSet, SlotStatus};
use crate::process::{NodeId, Time};
use crate::scenario::Latency;
use crate::scenario::goal::Phase;
use crate::sim::{self, Health, LinkSettings, PacketState};
use crate::units::Ratio;

/// How many pending requests are listed.
const PENDING_MAX: usize = 100;
/// How many characters of keys and values are listed.
const STORE_MAX: usize = 1_000;

fn health_of(health: Option<Health>) -> &'static str {
    match health {
        Some(Health::Up) => "up",
        Some(Health::Paused) => "paused",
        Some(Health::Down) | None => "down",
    }
}

/// What a replica is, the world's knowledge of it apart.
pub(crate) struct Circumstances {
    pub(crate) health: Option<Health>,
    pub(crate) trusted: bool,
    pub(crate) timers: Vec<TimerView>,
    pub(crate) sent: u64,
    pub(crate) state_digest: String,
}

fn conduct_of(node: &Node) -> &'static str {
    if node.is_byzantine() { "byzantine" } else { "honest" }
}

/// A replica, with its newest `slots` slots.
pub(crate) fn replica_of(
    node: &Node,
    replica: &Replica,
    quorums: Quorums,
    slots: usize,
    circumstances: Circumstances,
) -> ReplicaView {
    let Circumstances { health, trusted, timers, sent, state_digest } = circumstances;
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
        slots: newest.iter().map(|slot| slot_of(slot, quorums)).collect(),
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

/// A number of the window of which nothing is known yet is no slot worth showing.
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

fn slot_of(slot: &SlotStatus, quorums: Quorums) -> SlotView {
    // The PRE-PREPARE is the primary's vote to prepare: certificates count it, the set of PREPAREs does not hold it.
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
        prepare_votes: votes_of(prepare_votes, quorums.quorum),
        commit_votes: votes_of(slot.commits, quorums.quorum),
        requests: requests.take(REQUESTS_MAX).map(|request| request_brief_of(request, None)).collect(),
        waiting_for: waiting_for(slot),
    }
}

pub(crate) fn waiting_for(slot: &SlotStatus) -> Option<WaitingFor> {
    match slot.phase {
        pbft::Phase::Executed => None,
        // A NEW-VIEW names digests, and so does a decision of an earlier view.
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
        votes: votes_of(from, quorums.quorum),
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
        refused: counters.refused.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect(),
        signed: counters.signed,
        verified: counters.verified,
    }
}

fn request_of(request: &Verified<Request>) -> RequestView {
    RequestView {
        client: request.client.0,
        timestamp: request.timestamp.0,
        operation: text_of(&request.operation),
        digest: request_digest(request).to_string(),
    }
}

/// A client; `accepted_at` says when it accepted the result with a timestamp.
pub(crate) fn client_of(
    node: &Node,
    client: &Client,
    quorums: Quorums,
    health: Option<Health>,
    timers: Vec<TimerView>,
    accepted_at: impl Fn(u64) -> Option<Time>,
) -> ClientView {
    ClientView {
        id: client.id().0,
        node: client.id().node(quorums.n).0,
        health: health_of(health),
        conduct: conduct_of(node),
        strategies: node.adversary().strategies().cloned().collect(),
        view_estimate: client.view_estimate().0,
        pending: client.pending().map(request_of),
        obstacle: None,
        queued: client.queued() as u64,
        tally: client
            .tally()
            .map(|reply| ReplyView {
                replica: reply.replica.0,
                view: reply.view.0,
                result: text_of(&reply.result),
            })
            .collect(),
        need: quorums.weak,
        answered: client.answered(),
        results: client
            .results()
            .map(|record| ResultView {
                timestamp: record.timestamp.0,
                operation: text_of(&record.operation),
                result: text_of(&record.result),
                at_ms: accepted_at(record.timestamp.0).map(Into::into),
            })
            .collect(),
        timers,
    }
}

/// The running timers of a node; of a twinned one those of the first copy.
pub(crate) fn timers_of(
    timers: impl Iterator<Item = sim::TimerView<NodeTimer>>,
    running: bool,
) -> Vec<TimerView> {
    // A timer that a node set when it came up has no occurrence to be shown from.
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

/// A packet on the network.
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

/// A link whose settings differ.
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
