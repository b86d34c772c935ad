//! Pending replica: the progress that it lacks, and why.

use super::explanation::{Explanation, Outcome, Part, list_of};
use super::message_status::{self, ExpectedMessage};
use super::not_happened;
use super::question::Milestone;
use super::trace_index::{Topic, TraceIndex};
use crate::node::NodeTimer;
use crate::pbft::{
    Digest, Event, Message, MessageKind, Phase, Replica, ReplicaId, ReplicaSet, Seq, SlotStatus, View,
};
use crate::process::NodeId;
use crate::sim::{Record, RecordId};

/// The record with which the replica reached the milestone, if it did.
pub(super) fn reached(
    index: &TraceIndex<'_>,
    replica: u32,
    milestone: Milestone,
) -> Option<Record<NodeTimer>> {
    let (node, end) = (NodeId(replica), index.trace().end());
    let latest = |topic, wanted: &dyn Fn(&Event) -> bool| index.latest(topic, node, end, wanted);
    match milestone {
        Milestone::PrePrepared(seq) => {
            latest(Topic::Seq(Seq(seq)), &|event| matches!(event, Event::PrePrepared(_)))
        }
        Milestone::Prepared(seq) => {
            latest(Topic::Seq(Seq(seq)), &|event| matches!(event, Event::Prepared(_)))
        }
        Milestone::CommittedLocal(seq) => {
            latest(Topic::Seq(Seq(seq)), &|event| matches!(event, Event::CommittedLocal(_)))
        }
        Milestone::Executed(seq) => {
            latest(Topic::Seq(Seq(seq)), &|event| matches!(event, Event::Executed(_)))
        }
        Milestone::Stable(seq) => {
            latest(Topic::Checkpoint(Seq(seq)), &|event| matches!(event, Event::Stable { .. }))
        }
        Milestone::ViewEntered(view) => {
            latest(Topic::View(View(view)), &|event| matches!(event, Event::ViewEntered { .. }))
        }
    }
}

/// The things that the replica lacks for the milestone.
pub(super) fn explain(index: &TraceIndex<'_>, replica: u32, milestone: Milestone) -> Explanation {
    let id = ReplicaId(replica);
    let Some(state) = index.replica(id) else {
        let sentence = format!("the state of {id} is not visible");
        return not_happened(index, Outcome::NotYet, vec![Part::new("unseen", sentence)]);
    };
    let pending = PendingReplica { index, id, state };
    if let Some(part) = pending.passed(milestone) {
        let outcome = if part.code == "discarded" { Outcome::Happened } else { Outcome::Never };
        return not_happened(index, outcome, vec![part]);
    }
    let mut parts = Vec::from_iter(message_status::of_node(index, id.node()));
    let is_down = parts.iter().any(|part| part.code == "node-down");
    if !is_down {
        parts.extend(message_status::of_vote(index, id));
        parts.extend(match milestone {
            Milestone::PrePrepared(seq) | Milestone::Prepared(seq) | Milestone::CommittedLocal(seq) => {
                pending.certificates(Seq(seq))
            }
            Milestone::Executed(seq) => pending.execution(Seq(seq)),
            Milestone::Stable(seq) => pending.stability(Seq(seq)),
            Milestone::ViewEntered(view) => pending.view(View(view)),
        });
    }
    not_happened(index, Outcome::NotYet, parts)
}

/// A replica that has not reached a milestone.
pub(super) struct PendingReplica<'m> {
    pub(super) index: &'m TraceIndex<'m>,
    pub(super) id: ReplicaId,
    pub(super) state: &'m Replica,
}

impl PendingReplica<'_> {
    /// The replica passed the milestone without reaching it, or the record of it was discarded.
    fn passed(&self, milestone: Milestone) -> Option<Part> {
        let (id, state) = (self.id, self.state);
        match milestone {
            Milestone::ViewEntered(view) => {
                if view == 0 && (state.view() > View(0) || state.active()) {
                    let sentence = format!("every replica starts in view 0, and so did {id}");
                    return Some(Part::new("first-view", sentence).number("replica", id.0));
                }
                let passed = View(view) < state.view() || (View(view) == state.view() && state.active());
                if !passed {
                    return None;
                }
                let sentence =
                    format!("{id} is already in view {} and never entered view {view}", state.view());
                let part = Part::new("view-passed", sentence).number("replica", id.0).number("view", view);
                Some(self.or_discarded(part.number("at", state.view().0)))
            }
            Milestone::Stable(seq) => {
                let low = state.low_water_mark();
                (Seq(seq) <= low).then(|| self.or_discarded(self.skipped(Seq(seq), low)))
            }
            Milestone::PrePrepared(seq)
            | Milestone::Prepared(seq)
            | Milestone::CommittedLocal(seq)
            | Milestone::Executed(seq) => {
                let last = state.last_executed();
                (Seq(seq) <= last).then(|| self.or_discarded(self.skipped(Seq(seq), last)))
            }
        }
    }

    /// If the trace is complete, the event never happened. Otherwise its record may have been discarded.
    fn or_discarded(&self, part: Part) -> Part {
        if self.index.trace().discarded() > 0 { self.index.discarded_part() } else { part }
    }

    fn skipped(&self, seq: Seq, last: Seq) -> Part {
        let (id, node, end) = (self.id, self.id.node(), self.index.trace().end());
        let state = |event: &Event| matches!(event, Event::StateTransferred { seq: at, .. } if *at >= seq);
        let first = Topic::Checkpoint(seq);
        let mut states = self.index.among(first, Topic::Checkpoint(Seq(u64::MAX)), end);
        let taken_over = states
            .find(|record| self.index.report(record).is_some_and(|(by, event)| by == node && state(event)));
        match taken_over {
            Some(record) => {
                let sentence = format!(
                    "{id} installed a state from another replica that already includes sequence number {seq}"
                );
                let part = Part::new("state-taken-over", sentence).at(record.at).records([record.id]);
                part.number("replica", id.0).number("seq", seq.0)
            }
            None => {
                let sentence =
                    format!("{id} passed sequence number {seq} without this step and is now at {last}");
                let part = Part::new("passed", sentence).number("replica", id.0).number("seq", seq.0);
                part.number("last", last.0).records(self.proof_of(seq))
            }
        }
    }

    /// The commit certificate by which the replica learned of a decision.
    fn proof_of(&self, seq: Seq) -> Option<RecordId> {
        let end = self.index.trace().end();
        let proof = |message: &Message| matches!(message, Message::CommitCertificate(_));
        let heard = self.index.first_received(Topic::Seq(seq), self.id.node(), (RecordId(0), end), proof);
        heard.map(|record| record.id)
    }

    pub(super) fn execution(&self, seq: Seq) -> Vec<Part> {
        let next = self.state.last_executed().next();
        let mut parts = Vec::new();
        if self.state.transferring() {
            parts.push(self.transferring());
        }
        if next < seq {
            let sentence =
                format!("{} executes in order: sequence number {next} comes before {seq}", self.id);
            let part = Part::new("lower-first", sentence).number("replica", self.id.0);
            parts.push(part.number("seq", seq.0).number("lower", next.0));
        }
        parts.extend(self.certificates(next.min(seq)));
        parts
    }

    fn transferring(&self) -> Part {
        let sentence = format!("{} is fetching the state from another replica", self.id);
        let end = self.index.trace().end();
        let started = |event: &Event| matches!(event, Event::StateTransferStarted { .. });
        let node = self.id.node();
        let record = self.index.latest(Topic::Life(node), node, end, started);
        let part = Part::new("transferring", sentence).number("replica", self.id.0);
        record.map_or(part.clone(), |record| part.at(record.at).records([record.id]))
    }

    /// The first certificate that is missing for a sequence number.
    fn certificates(&self, seq: Seq) -> Vec<Part> {
        let high = self.state.high_water_mark();
        if seq > high {
            let sentence = format!(
                "sequence number {seq} is above {high}, the high water mark of {}, until the next checkpoint is stable",
                self.id
            );
            let part = Part::new("above-window", sentence).number("replica", self.id.0);
            let mut parts = vec![part.number("seq", seq.0).number("high", high.0)];
            let next = self.state.low_water_mark().plus(self.index.params.checkpoint_interval);
            parts.extend(self.stability(next));
            return parts;
        }
        if !self.state.active() {
            return self.view(self.state.view());
        }
        let slot = self.state.slots().find(|slot| slot.seq == seq);
        match slot {
            Some(slot) if slot.phase == Phase::PrePrepared => self.votes(&slot, MessageKind::Prepare),
            Some(slot) if slot.phase == Phase::Prepared => self.votes(&slot, MessageKind::Commit),
            Some(slot) if slot.phase >= Phase::CommittedLocal => Vec::new(),
            Some(slot) if slot.pre_prepared => vec![self.batch_missing(&slot)],
            _ => self.pre_prepare(seq),
        }
    }

    fn batch_missing(&self, slot: &SlotStatus) -> Part {
        let sentence = format!(
            "{} knows the digest for sequence number {}, but does not have the batch",
            self.id, slot.seq
        );
        let part = Part::new("batch-missing", sentence).number("replica", self.id.0);
        part.number("seq", slot.seq.0).number("view", slot.view.0)
    }

    /// The number of votes, and the status of each missing one.
    fn votes(&self, slot: &SlotStatus, kind: MessageKind) -> Vec<Part> {
        let quorums = self.index.quorums;
        let Some(digest) = slot.digest else { return Vec::new() };
        let (have, need, beside) = match kind {
            MessageKind::Prepare => (slot.prepares, quorums.prepares(), " in addition to the PRE-PREPARE"),
            _ => (slot.commits, quorums.commits(), ""),
        };
        let (id, seq, view) = (self.id, slot.seq, slot.view);
        let sentence = format!(
            "{id} has {} of the {need} {}s{beside} for sequence number {seq} in view {view}",
            have.len(),
            kind.name()
        );
        let part = Part::new("votes", sentence).word("kind", kind.name()).replicas(have.iter());
        let part = part.number("replica", id.0).number("have", have.len()).number("need", need);
        let records = self.votes_here(kind, slot, digest);
        let mut parts = vec![part.number("seq", seq.0).number("view", view.0).records(records)];
        let primary = quorums.primary(view);
        let votes_so = |voter: &ReplicaId| kind != MessageKind::Prepare || *voter != primary;
        for voter in (0..quorums.n).map(ReplicaId).filter(|voter| *voter != id).filter(votes_so) {
            if !have.contains(voter) {
                parts.push(self.vote(kind, voter, slot, digest));
            }
        }
        parts
    }

    /// The records of the received votes.
    fn votes_here(&self, kind: MessageKind, slot: &SlotStatus, digest: Digest) -> Vec<RecordId> {
        let (end, node) = (self.index.trace().end(), self.id.node());
        let records = self.index.about(Topic::Seq(slot.seq), end);
        self.index.first_votes(records, node, u32::MAX, end, |message| {
            let (voted, voter) = vote_of(message)?;
            (message.kind() == kind && voted == (slot.view, slot.seq, digest)).then_some(voter)
        })
    }

    /// The status of one vote.
    fn vote(&self, kind: MessageKind, voter: ReplicaId, slot: &SlotStatus, digest: Digest) -> Part {
        let (seq, view) = (slot.seq, slot.view);
        let is = |message: &Message| {
            message.kind() == kind && vote_of(message) == Some(((view, seq, digest), voter))
        };
        let wanted = ExpectedMessage {
            kind,
            author: voter.node(),
            to: self.id.node(),
            topic: Topic::Seq(seq),
            is: &is,
        };
        let other = || self.conflicting(kind, voter, slot, digest);
        let sent = message_status::of_message(self.index, &wanted).or_else(other);
        sent.unwrap_or_else(|| {
            message_status::of_sender(self.index, voter, kind, || self.not_voted(kind, voter, slot))
        })
    }

    /// The voter's first vote was for another digest.
    fn conflicting(
        &self,
        kind: MessageKind,
        voter: ReplicaId,
        slot: &SlotStatus,
        digest: Digest,
    ) -> Option<Part> {
        let end = self.index.trace().end();
        let other = |message: &Message| {
            let vote = vote_of(message).filter(|(_, by)| *by == voter && message.kind() == kind);
            vote.is_some_and(|((view, seq, voted), _)| {
                (view, seq) == (slot.view, slot.seq) && voted != digest
            })
        };
        let heard =
            self.index.first_received(Topic::Seq(slot.seq), self.id.node(), (RecordId(0), end), other)?;
        let sentence = format!("{voter}'s {} has another digest", kind.name());
        let part = Part::new("message-conflicts", sentence).number("from", voter.0).word("kind", kind.name());
        Some(part.at(heard.at).records([heard.id]))
    }

    /// The reason why a correct replica that is up has not voted.
    fn not_voted(&self, kind: MessageKind, voter: ReplicaId, slot: &SlotStatus) -> Part {
        let part = |code: &str, rest: String| {
            let part = Part::new(code, format!("{voter} {rest}"));
            let part = part.number("node", voter.0).word("kind", kind.name());
            part.number("seq", slot.seq.0).number("view", slot.view.0)
        };
        let Some(state) = self.index.replica(voter) else {
            return part("unseen", "has sent none".to_owned());
        };
        if state.view() != slot.view || !state.active() {
            let (view, active) = (state.view(), state.active());
            let rest =
                if active { format!("is in view {view}") } else { format!("is changing to view {view}") };
            let code = if active { "sender-in-view" } else { "sender-changing-view" };
            return part(code, rest).number("at", view.0);
        }
        let its = state.slots().find(|its| its.seq == slot.seq);
        let Some(its) = its.filter(|its| its.pre_prepared) else {
            let primary = self.index.quorums.primary(slot.view);
            let lacks = PendingReplica { index: self.index, id: voter, state };
            let reason = lacks.pre_prepare_of(primary, slot.seq);
            let why = reason.as_ref().map(|part| format!(": {}", part.sentence)).unwrap_or_default();
            let rest = format!("has not accepted the PRE-PREPARE{why}");
            return part("sender-not-pre-prepared", rest).because(reason);
        };
        let need = self.index.quorums.prepares();
        match kind {
            MessageKind::Commit if its.phase < Phase::Prepared => {
                let have = its.prepares.len();
                let rest = format!("is not prepared: it has {have} of the {need} PREPAREs");
                part("sender-not-prepared", rest).number("have", have).number("need", need)
            }
            _ => part("sender-not-yet", format!("has not sent its {} to any node", kind.name())),
        }
    }

    /// The reason why the PRE-PREPARE is missing.
    fn pre_prepare(&self, seq: Seq) -> Vec<Part> {
        let view = self.state.view();
        let primary = self.index.quorums.primary(view);
        let sentence =
            format!("{} has accepted no PRE-PREPARE for sequence number {seq} in view {view}", self.id);
        let part = Part::new("no-pre-prepare", sentence).number("replica", self.id.0);
        let part = part.number("seq", seq.0).number("view", view.0).number("primary", primary.0);
        let sent = self.pre_prepare_of(primary, seq).filter(|_| primary != self.id);
        let reason = sent.unwrap_or_else(|| {
            let not_assigned = || {
                let sentence = format!("{primary}, the primary, has not assigned it to any request");
                Part::new("not-assigned", sentence).number("node", primary.0).number("seq", seq.0)
            };
            message_status::of_sender(self.index, primary, MessageKind::PrePrepare, not_assigned)
        });
        vec![part, reason]
    }

    /// The status of the PRE-PREPARE.
    fn pre_prepare_of(&self, primary: ReplicaId, seq: Seq) -> Option<Part> {
        let view = self.state.view();
        let is = |message: &Message| matches!(message, Message::PrePrepare { header, .. } if (header.view, header.seq) == (view, seq));
        let (kind, topic) = (MessageKind::PrePrepare, Topic::Seq(seq));
        let wanted = ExpectedMessage { kind, author: primary.node(), to: self.id.node(), topic, is: &is };
        message_status::of_message(self.index, &wanted)
    }

    fn stability(&self, seq: Seq) -> Vec<Part> {
        let interval = self.index.params.checkpoint_interval;
        if !seq.0.is_multiple_of(interval) || seq == Seq(0) {
            let sentence = format!(
                "no checkpoint is due at sequence number {seq}: the checkpoint interval is {interval}"
            );
            let part = Part::new("no-checkpoint", sentence).number("seq", seq.0);
            return vec![part.number("interval", interval)];
        }
        if self.state.last_executed() < seq {
            return self.execution(seq);
        }
        let quorums = self.index.quorums;
        let votes = self.state.checkpoint_votes().filter(|(of, _, _)| *of == seq);
        let (_, digest, have) = votes.max_by_key(|(_, _, from)| from.len()).unwrap_or((
            seq,
            Digest([0; 32]),
            ReplicaSet::default(),
        ));
        let (id, need) = (self.id, quorums.checkpoints());
        let sentence = format!("{id} has {} of the {need} CHECKPOINTs for sequence number {seq}", have.len());
        let part = Part::new("votes", sentence).word("kind", "CHECKPOINT").replicas(have.iter());
        let part = part.number("replica", id.0).number("have", have.len()).number("need", need);
        let mut parts = vec![part.number("seq", seq.0)];
        for voter in (0..quorums.n).map(ReplicaId).filter(|voter| !have.contains(*voter) && *voter != id) {
            parts.push(self.checkpoint(voter, seq, digest));
        }
        parts
    }

    fn checkpoint(&self, voter: ReplicaId, seq: Seq, digest: Digest) -> Part {
        let is = |message: &Message| matches!(message, Message::Checkpoint(vote) if (vote.replica, vote.seq, vote.digest) == (voter, seq, digest));
        let (kind, topic) = (MessageKind::Checkpoint, Topic::Checkpoint(seq));
        let wanted = ExpectedMessage { kind, author: voter.node(), to: self.id.node(), topic, is: &is };
        let not_executed = || {
            let last = self.index.replica(voter).map_or(Seq(0), |replica| replica.last_executed());
            let sentence = format!("{voter} has executed only up to sequence number {last}");
            Part::new("sender-not-executed", sentence).number("node", voter.0).number("last", last.0)
        };
        let sent = message_status::of_message(self.index, &wanted);
        sent.unwrap_or_else(|| message_status::of_sender(self.index, voter, kind, not_executed))
    }

    /// The reason why the replica has not entered a view.
    pub(super) fn view(&self, view: View) -> Vec<Part> {
        let (id, at) = (self.id, self.state.view());
        let mut parts = Vec::new();
        if self.state.active() || at < view {
            let verb = if self.state.active() { "is active in" } else { "is changing to" };
            let sentence = format!("{id} {verb} view {at} and has not started a view change to view {view}");
            let part = Part::new("view-not-wanted", sentence).number("replica", id.0);
            parts.push(part.number("view", view.0).number("at", at.0));
        }
        let (need, primary) = (self.index.quorums.view_changes(), self.index.quorums.primary(view));
        let have: ReplicaSet =
            self.state.view_change_votes().filter(|(_, wants)| *wants == view).map(|(by, _)| by).collect();
        let sentence = format!("{id} has {} of the {need} VIEW-CHANGEs for view {view}", have.len());
        let part = Part::new("votes", sentence).word("kind", "VIEW-CHANGE").replicas(have.iter());
        let part = part.number("replica", id.0).number("have", have.len()).number("need", need);
        parts.push(part.number("view", view.0));
        if have.len() < need {
            let voters = (0..self.index.quorums.n).map(ReplicaId);
            let missing = voters.filter(|voter| *voter != id && !have.contains(*voter));
            parts.extend(missing.map(|voter| self.view_change(voter, view)));
        }
        if primary != id {
            parts.push(self.new_view(primary, view));
        }
        parts
    }

    fn view_change(&self, voter: ReplicaId, view: View) -> Part {
        let is = |message: &Message| matches!(message, Message::ViewChange(change) if (change.replica, change.view) == (voter, view));
        let (kind, topic) = (MessageKind::ViewChange, Topic::View(view));
        let wanted = ExpectedMessage { kind, author: voter.node(), to: self.id.node(), topic, is: &is };
        let content = || {
            let at = self.index.replica(voter).map_or(View(0), |replica| replica.view());
            let sentence =
                format!("{voter} is in view {at} and has not started a view change to view {view}");
            let part = Part::new("sender-in-view", sentence).number("node", voter.0);
            part.number("at", at.0).number("view", view.0)
        };
        let sent = message_status::of_message(self.index, &wanted);
        sent.unwrap_or_else(|| message_status::of_sender(self.index, voter, kind, content))
    }

    fn new_view(&self, primary: ReplicaId, view: View) -> Part {
        let is = |message: &Message| matches!(message, Message::NewView(new_view) if new_view.view == view);
        let (kind, topic) = (MessageKind::NewView, Topic::View(view));
        let wanted = ExpectedMessage { kind, author: primary.node(), to: self.id.node(), topic, is: &is };
        let not_built = || {
            let known = self.index.replica(primary);
            let votes = known.into_iter().flat_map(|replica| replica.view_change_votes());
            let have: Vec<ReplicaId> =
                votes.filter(|(_, wants)| *wants == view).map(|(voter, _)| voter).collect();
            let need = self.index.quorums.view_changes();
            let sentence = format!(
                "{primary}, the primary of view {view}, has the VIEW-CHANGEs of {} and needs {need}",
                list_of(&have)
            );
            let part = Part::new("new-view-not-built", sentence).number("node", primary.0);
            part.number("view", view.0).number("have", have.len() as u64).number("need", need).replicas(have)
        };
        let sent = message_status::of_message(self.index, &wanted);
        sent.unwrap_or_else(|| message_status::of_sender(self.index, primary, kind, not_built))
    }
}

/// The slot, the digest and the voter of a PREPARE or COMMIT.
fn vote_of(message: &Message) -> Option<((View, Seq, Digest), ReplicaId)> {
    match message {
        Message::Prepare(vote) => Some(((vote.view, vote.seq, vote.digest), vote.replica)),
        Message::Commit(vote) => Some(((vote.view, vote.seq, vote.digest), vote.replica)),
        _ => None,
    }
}
