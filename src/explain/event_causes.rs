//! Causes of a protocol event, by the rule that reports it.

use super::slice::{Cause, Causes};
use super::trace_index::{Topic, TraceIndex};
use crate::node::NodeTimer;
use crate::pbft::batch::null_digest;
use crate::pbft::event::{Assignment, Execution, ViewChangeCause};
use crate::pbft::{ClientId, Digest, Event, Local, Message, MessageKind, ReplicaId, Seq, Timestamp, View};
use crate::process::NodeId;
use crate::sim::{self, Instruction, Record, RecordId, RecordKind};

impl TraceIndex<'_> {
    /// The causes of a reported event; empty where the only cause is the event that began the step.
    pub(super) fn causes_of_event(&self, record: &Record<NodeTimer>, node: NodeId, event: &Event) -> Causes {
        let until = record.id;
        match event {
            Event::PrePrepared(slot) => self.assignment(node, *slot, until, true),
            Event::Prepared(slot) => self.prepared(node, *slot, until),
            Event::CommittedLocal(slot) => self.committed(node, *slot, until),
            Event::Executed(execution) => self.executed(node, execution, until),
            Event::CheckpointTaken { seq, .. } => self.executed_up_to(node, *seq, until, Cause::full),
            Event::Stable { seq, digest } => self.stable(record, node, *seq, *digest),
            Event::ViewChangeStarted { view, cause: ViewChangeCause::Joined } => {
                self.joined(node, *view, until)
            }
            Event::ViewEntered { view, .. } => self.entered(record, node, *view),
            Event::StateTransferStarted { min_seq } => self.transfer_started(record, node, *min_seq),
            Event::ResultAccepted { timestamp, result } => {
                let same = |message: &Message| match message {
                    Message::Reply(reply) if reply.result == *result => Some(reply.replica),
                    _ => None,
                };
                self.accepted(node, *timestamp, until, same)
            }
            Event::RequestSent { timestamp, to_all: false } => self.requested(record, node, *timestamp),
            Event::ReplyResent { client, timestamp } => {
                let executed = self.executed_request(node, *client, *timestamp, until);
                Causes::of(record.cause.into_iter().chain(executed.map(|it| it.id)))
            }
            Event::ConflictingReplies { replies, .. } => self.caught(record, node, replies.as_slice()),
            Event::EvidenceFound(evidence) => self.caught(record, node, &evidence.statements),
            _ => Causes::default(),
        }
    }

    /// An accepted assignment: the PRE-PREPARE, or the NEW-VIEW that assigns the number again, and the batch.
    pub(super) fn assignment(
        &self,
        node: NodeId,
        slot: Assignment,
        until: RecordId,
        with_body: bool,
    ) -> Causes {
        let topic = Topic::Seq(slot.seq);
        let same = |message: &Message| matches!(message, Message::PrePrepare { header, .. } if is(slot, header.view, header.seq, header.digest));
        let entered = self.latest(
            Topic::View(slot.view),
            node,
            until,
            |event| matches!(event, Event::ViewEntered { view, .. } if *view == slot.view),
        );
        let again = entered.as_ref().and_then(|record| self.report(record)).is_some_and(|(_, event)| {
            matches!(event, Event::ViewEntered { min_seq, max_seq, .. } if *min_seq < slot.seq && slot.seq <= *max_seq)
        });
        let body = || if with_body { self.body(node, slot.digest, until) } else { Causes::default() };
        if let (Some(entered), true) = (&entered, again) {
            return Causes::of([entered.id]).and(self.carried(node, slot, until)).and(body());
        }
        let own = self.first_sent(topic, node, until, same);
        if let Some(own) = own.filter(|_| self.quorums.primary(slot.view).node() == node) {
            return Causes::of([own.id]);
        }
        // Assignments accepted before a crash are on the disk. Without the disk only later messages count.
        let since = self.restarted(node, until);
        let heard = self.first_received(topic, node, (since, until), same);
        let heard = heard.or_else(|| self.first_received(topic, node, (RecordId(0), until), same));
        let entered = entered.filter(|_| slot.view > View(0));
        Causes::of(entered.map(|record| record.id)).and(Causes::needed(heard))
    }

    /// A new view repeats a digest because a replica had prepared it in an earlier one.
    fn carried(&self, node: NodeId, slot: Assignment, until: RecordId) -> Causes {
        let Some(new_view) = self.new_view_at(node, slot.view, until) else { return Causes::broken() };
        let Message::NewView(new_view) = new_view else { return Causes::broken() };
        let certificates = new_view.view_changes.iter().flat_map(|change| {
            change.prepared.iter().map(move |certificate| (change.replica, &certificate.pre_prepare))
        });
        let of_slot =
            certificates.filter(|(_, header)| header.seq == slot.seq && header.digest == slot.digest);
        let Some((author, header)) = of_slot.max_by_key(|(author, header)| (header.view, author.0)) else {
            // No replica was prepared: the number is filled with the null batch.
            return if slot.digest == null_digest() { Causes::default() } else { Causes::broken() };
        };
        let old = Assignment { view: header.view, ..slot };
        let prepared = |event: &Event| matches!(event, Event::Prepared(other) if *other == old);
        Causes::needed(self.latest(Topic::Seq(slot.seq), author.node(), until, prepared))
    }

    /// The NEW-VIEW that a node sent or accepted.
    pub(super) fn new_view_at(&self, node: NodeId, view: View, until: RecordId) -> Option<Message> {
        let is_new_view = |message: &Message| matches!(message, Message::NewView(_));
        let topic = Topic::View(view);
        let sent = self.first_sent(topic, node, until, is_new_view);
        let record = sent.or_else(|| self.first_received(topic, node, (RecordId(0), until), is_new_view))?;
        self.sending(&record).or_else(|| self.delivery(&record)).map(|(_, message)| message)
    }

    /// The source of a batch: the first message with it that the node sent or accepted.
    pub(super) fn body(&self, node: NodeId, digest: Digest, until: RecordId) -> Causes {
        if digest == null_digest() {
            return Causes::default();
        }
        let has = |record: &Record<NodeTimer>| match record.kind {
            RecordKind::Sent { from, .. } => from == node,
            RecordKind::Delivered { to, .. } => to == node && self.refusal(record).is_none(),
            _ => false,
        };
        Causes::needed(self.about(Topic::Body(digest), until).find(has))
    }

    fn prepared(&self, node: NodeId, slot: Assignment, until: RecordId) -> Causes {
        let topic = Topic::Seq(slot.seq);
        let pre_prepared = |event: &Event| matches!(event, Event::PrePrepared(other) if *other == slot);
        let votes =
            self.first_votes(self.about(topic, until), node, self.quorums.prepares(), until, |message| {
                match message {
                    Message::Prepare(vote) if is(slot, vote.view, vote.seq, vote.digest) => {
                        Some(vote.replica)
                    }
                    _ => None,
                }
            });
        Causes::needed(self.latest(topic, node, until, pre_prepared))
            .and(Causes::quorum(votes, self.quorums.prepares()))
    }

    fn committed(&self, node: NodeId, slot: Assignment, until: RecordId) -> Causes {
        let topic = Topic::Seq(slot.seq);
        let prepared = |event: &Event| matches!(event, Event::Prepared(other) if *other == slot);
        let votes =
            self.first_votes(self.about(topic, until), node, self.quorums.commits(), until, |message| {
                match message {
                    Message::Commit(vote) if is(slot, vote.view, vote.seq, vote.digest) => Some(vote.replica),
                    _ => None,
                }
            });
        Causes::needed(self.latest(topic, node, until, prepared))
            .and(Causes::quorum(votes, self.quorums.commits()))
    }

    /// The decision and the execution of the number before, whose own causes are left out.
    fn executed(&self, node: NodeId, execution: &Execution, until: RecordId) -> Causes {
        let (seq, digest) = (execution.seq, execution.batch.digest());
        let decision = self.decision(node, seq, digest, until);
        let before = Seq(seq.0.saturating_sub(1));
        Causes::needed(decision).and(self.executed_up_to(node, before, until, Cause::further))
    }

    /// The cause of a decision: a commit certificate of its own, or a received one.
    pub(super) fn decision(
        &self,
        node: NodeId,
        seq: Seq,
        digest: Digest,
        until: RecordId,
    ) -> Option<Record<NodeTimer>> {
        let since = self.restarted(node, until);
        let topic = Topic::Seq(seq);
        let decides = |record: &Record<NodeTimer>| {
            let here = self.report(record).is_some_and(|(by, event)| {
                by == node && matches!(event, Event::CommittedLocal(slot) if slot.digest == digest)
            });
            let proof = || {
                self.delivery(record).is_some_and(|(to, message)| {
                    to == node
                        && matches!(message, Message::CommitCertificate(proof) if proof.digest == digest)
                })
            };
            record.id > since && (here || (proof() && self.refusal(record).is_none()))
        };
        self.about(topic, until).find(decides)
    }

    /// The cause of a node's state at a number: its execution, a state transfer, or its disk.
    fn executed_up_to(
        &self,
        node: NodeId,
        seq: Seq,
        until: RecordId,
        cause: fn(RecordId) -> Cause,
    ) -> Causes {
        if seq == Seq(0) {
            return Causes::default();
        }
        let executed = |event: &Event| matches!(event, Event::Executed(execution) if execution.seq == seq);
        let taken_over =
            |event: &Event| matches!(event, Event::StateTransferred { seq: state, .. } if *state == seq);
        let restored =
            |event: &Event| matches!(event, Event::Restarted { last_executed, .. } if *last_executed == seq);
        let found = [
            self.latest(Topic::Seq(seq), node, until, executed),
            self.latest(Topic::Checkpoint(seq), node, until, taken_over),
            self.latest(Topic::Life(node), node, until, restored),
        ];
        match found.into_iter().flatten().max_by_key(|record| record.id) {
            Some(record) => Causes::from(cause(record.id)),
            None => Causes::broken(),
        }
    }

    /// The execution of a request.
    pub(super) fn executed_request(
        &self,
        node: NodeId,
        client: ClientId,
        timestamp: Timestamp,
        until: RecordId,
    ) -> Option<Record<NodeTimer>> {
        let executed = |event: &Event| match event {
            Event::Executed(execution) => {
                let mut requests = execution.batch.requests().iter();
                requests.any(|request| (request.client, request.timestamp) == (client, timestamp))
            }
            _ => false,
        };
        self.latest(Topic::Request(client, timestamp), node, until, executed)
    }

    /// A quorum of CHECKPOINTs and the replica's own state; or a proof received with a state or a NEW-VIEW.
    fn stable(&self, record: &Record<NodeTimer>, node: NodeId, seq: Seq, digest: Digest) -> Causes {
        let until = record.id;
        let in_this_step = |found: &Record<NodeTimer>| found.cause == record.cause;
        let topic = Topic::Checkpoint(seq);
        let taken_over =
            |event: &Event| matches!(event, Event::StateTransferred { seq: state, .. } if *state == seq);
        if let Some(state) = self.latest(topic, node, until, taken_over).filter(in_this_step) {
            return Causes::of([state.id]);
        }
        if let Some(entered) = self.entered_in_step(record, node, seq) {
            return Causes::of([entered.id]);
        }
        let votes =
            self.first_votes(self.about(topic, until), node, self.quorums.checkpoints(), until, |message| {
                match message {
                    Message::Checkpoint(vote) if vote.digest == digest => Some(vote.replica),
                    _ => None,
                }
            });
        let own =
            |event: &Event| matches!(event, Event::CheckpointTaken { .. } | Event::StateTransferred { .. });
        Causes::needed(self.latest(topic, node, until, own))
            .and(Causes::quorum(votes, self.quorums.checkpoints()))
    }

    /// The start of a view, in the same step, that starts from this checkpoint.
    fn entered_in_step(
        &self,
        record: &Record<NodeTimer>,
        node: NodeId,
        seq: Seq,
    ) -> Option<Record<NodeTimer>> {
        let first = record.cause.map_or(RecordId(0), |cause| cause);
        let step = self.trace().records(first, usize::MAX).take_while(|other| other.id < record.id);
        let mut reports = step.filter(|other| other.cause == record.cause);
        reports.find(|other| {
            self.report(other).is_some_and(|(by, event)| {
                by == node && matches!(event, Event::ViewEntered { min_seq, .. } if *min_seq == seq)
            })
        })
    }

    /// The join rule: f + 1 others want this view or a later one, so at least one of them is correct.
    fn joined(&self, node: NodeId, view: View, until: RecordId) -> Causes {
        let mut records: Vec<_> = self.among(Topic::View(view), Topic::View(View(u64::MAX)), until).collect();
        records.sort_by_key(|record| record.id);
        let need = self.quorums.joins();
        let votes = self.first_votes(records.into_iter(), node, need, until, |message| match message {
            Message::ViewChange(change) if change.replica.node() != node => Some(change.replica),
            _ => None,
        });
        Causes::quorum(votes, need)
    }

    /// A backup enters a view when it receives the NEW-VIEW, the new primary when it sends it.
    fn entered(&self, record: &Record<NodeTimer>, node: NodeId, view: View) -> Causes {
        let own = self.first_sent(
            Topic::View(view),
            node,
            record.id,
            |message| matches!(message, Message::NewView(new_view) if new_view.replica.node() == node),
        );
        Causes::of(own.map(|sent| sent.id).or(record.cause))
    }

    fn transfer_started(&self, record: &Record<NodeTimer>, node: NodeId, min_seq: Seq) -> Causes {
        let until = record.id;
        if let Some(entered) = self.entered_in_step(record, node, min_seq) {
            return Causes::of([entered.id]);
        }
        let cause = record.cause.and_then(|cause| self.record(cause));
        let far = cause.as_ref().and_then(|cause| self.delivery(cause));
        let (need, last) = match far {
            // Beyond the window f + 1 CHECKPOINTs are enough, within it a quorum is needed.
            Some((_, Message::Checkpoint(vote))) if vote.seq > min_seq => (self.quorums.weak, Seq(u64::MAX)),
            _ => (self.quorums.checkpoints(), min_seq),
        };
        let mut records: Vec<_> =
            self.among(Topic::Checkpoint(min_seq), Topic::Checkpoint(last), until).collect();
        records.sort_by_key(|record| record.id);
        let votes = self.first_votes(records.into_iter(), node, need, until, |message| match message {
            Message::Checkpoint(vote) => Some(vote.replica),
            _ => None,
        });
        Causes::of(record.cause).and(Causes::of(votes))
    }

    /// f + 1 equal replies to the request that was sent.
    fn accepted(
        &self,
        node: NodeId,
        timestamp: Timestamp,
        until: RecordId,
        same: impl Fn(&Message) -> Option<ReplicaId>,
    ) -> Causes {
        let Some(client) = node.0.checked_sub(self.params.replicas).map(ClientId) else {
            return Causes::broken();
        };
        let topic = Topic::Request(client, timestamp);
        let votes = self.first_votes(self.about(topic, until), node, self.quorums.replies(), until, same);
        let sent = |event: &Event| matches!(event, Event::RequestSent { to_all: false, .. });
        Causes::needed(self.latest(topic, node, until, sent))
            .and(Causes::quorum(votes, self.quorums.replies()))
    }

    /// A request is sent when it is submitted, or when the one before it is answered.
    fn requested(&self, record: &Record<NodeTimer>, node: NodeId, timestamp: Timestamp) -> Causes {
        let queued = record
            .cause
            .and_then(|cause| self.record(cause))
            .is_some_and(|cause| self.delivery(&cause).is_some());
        let client = node.0.checked_sub(self.params.replicas).map(ClientId);
        let (true, Some(client)) = (queued, client) else { return Causes::of(record.cause) };
        let is_submit = |command: &Record<NodeTimer>| match command.kind {
            RecordKind::Commanded { command, refused: false } => {
                let applied = self.trace().command(command);
                let is_own = |command: &sim::Command<_>| matches!(command, sim::Command::Local { node: to, input: Instruction::Local(Local::Submit(_)) } if *to == node);
                applied.is_some_and(|applied| is_own(&applied.command))
            }
            _ => false,
        };
        // Operations are sent in the order in which they were submitted, each with the next timestamp.
        let place = usize::try_from(timestamp.0.saturating_sub(1)).unwrap_or(usize::MAX);
        let submitted = self.about(Topic::Commands, record.id).filter(is_submit).nth(place);
        let before = Topic::Request(client, Timestamp(timestamp.0.saturating_sub(1)));
        let answered = |event: &Event| matches!(event, Event::ResultAccepted { .. });
        let answered = self.latest(before, node, record.id, answered);
        let answered = answered.map_or(Causes::broken(), |record| Causes::from(Cause::further(record.id)));
        Causes::needed(submitted).and(answered)
    }

    /// The statements that contradict each other, each where it was first received.
    fn caught(&self, record: &Record<NodeTimer>, node: NodeId, statements: &[Message]) -> Causes {
        let heard = statements.iter().filter_map(|statement| {
            let topic = super::trace_index::topics_of(statement).next()?;
            let same = |message: &Message| is_same_statement(message, statement);
            let heard = |record: &Record<NodeTimer>| {
                self.delivery(record).is_some_and(|(to, message)| to == node && same(&message))
            };
            self.about(topic, record.id).find(heard).map(|record| record.id)
        });
        Causes::of(record.cause.into_iter().chain(heard))
    }
}

fn is(slot: Assignment, view: View, seq: Seq, digest: Digest) -> bool {
    (slot.view, slot.seq, slot.digest) == (view, seq, digest)
}

/// A PRE-PREPARE is its header: evidence leaves the batch out.
fn is_same_statement(message: &Message, statement: &Message) -> bool {
    match (message, statement) {
        (Message::PrePrepare { header, .. }, Message::PrePrepare { header: other, .. }) => header == other,
        _ => message.kind() != MessageKind::Bytes && message == statement,
    }
}
