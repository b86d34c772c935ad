//! Trace index: the world at this step, and its records by subject.

use std::collections::BTreeMap;

use super::explanation::Part;
use crate::byzantine::node::Node;
use crate::checks::watch::Watch;
use crate::node::NodeTimer;
use crate::pbft::codec::Limits;
use crate::pbft::ids::Author;
use crate::pbft::{
    Client, ClientId, Config, Digest, Event, Message, ProtocolParams, Quorums, RejectReason, Replica,
    ReplicaId, ReplicaSet, Seq, Timestamp, View,
};
use crate::process::NodeId;
use crate::sim::{PacketView, Reader, Record, RecordId, RecordKind, World};

/// The subject of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// An assignment of a sequence number, the votes for it, its execution.
    Seq(Seq),
    /// A checkpoint, the votes for it, states of it.
    Checkpoint(Seq),
    /// A view: the view changes to it and its start.
    View(View),
    /// A request and the replies to it.
    Request(ClientId, Timestamp),
    /// A batch, in any message.
    Body(Digest),
    /// Restarts and state transfers of a node.
    Life(NodeId),
    /// All commands.
    Commands,
}

/// The world and the index of its trace, which is built for each question.
pub struct TraceIndex<'a> {
    pub(super) world: &'a World<Node, Watch>,
    pub(super) params: &'a ProtocolParams,
    pub(super) quorums: Quorums,
    /// The packets on the network.
    pub(super) flying: Vec<PacketView<'a, Message>>,
    limits: Option<Limits>,
    topics: BTreeMap<Topic, Vec<RecordId>>,
}

impl<'a> TraceIndex<'a> {
    pub(crate) fn new(world: &'a World<Node, Watch>, params: &'a ProtocolParams) -> TraceIndex<'a> {
        let config = Config::new(params.clone()).ok();
        let limits = config.as_ref().map(Limits::of);
        let quorums = config.map_or(Quorums::of(params.replicas), |config| config.quorums());
        let (flying, topics) = (world.packets().collect(), BTreeMap::new());
        let mut index = TraceIndex { world, params, quorums, flying, limits, topics };
        index.fill();
        index
    }

    fn fill(&mut self) {
        let mut topics: BTreeMap<Topic, Vec<RecordId>> = BTreeMap::new();
        for record in self.trace().records(RecordId(0), usize::MAX) {
            let mut file = |topic| topics.entry(topic).or_default().push(record.id);
            match record.kind {
                RecordKind::Sent { message, .. }
                | RecordKind::Delivered { message, .. }
                | RecordKind::Dropped { message, .. }
                | RecordKind::Duplicated { message, .. } => {
                    let message = self.message(message);
                    message.iter().for_each(|message| topics_of(message).for_each(&mut file));
                }
                RecordKind::Reported { node, event } => {
                    if let Some(event) = self.event(event) {
                        self.topics_of_event(node, event, &mut file);
                    }
                }
                RecordKind::Commanded { .. } => file(Topic::Commands),
                RecordKind::Crashed { node } => file(Topic::Life(node)),
                RecordKind::Fired { .. } | RecordKind::TakenUp { .. } => {}
            }
        }
        self.topics = topics;
    }

    fn topics_of_event(&self, node: NodeId, event: &Event, file: &mut impl FnMut(Topic)) {
        let own = node.0.checked_sub(self.params.replicas).map(ClientId);
        match event {
            Event::RequestSent { timestamp, .. }
            | Event::ReplyCounted { timestamp, .. }
            | Event::ResultAccepted { timestamp, .. } => {
                own.into_iter().for_each(|client| file(Topic::Request(client, *timestamp)));
            }
            Event::RequestAccepted { client, timestamp } | Event::ReplyResent { client, timestamp } => {
                file(Topic::Request(*client, *timestamp));
            }
            Event::PrePrepared(slot) | Event::Prepared(slot) | Event::CommittedLocal(slot) => {
                file(Topic::Seq(slot.seq));
            }
            Event::Executed(execution) => {
                file(Topic::Seq(execution.seq));
                for request in execution.batch.requests() {
                    file(Topic::Request(request.client, request.timestamp));
                }
            }
            Event::CheckpointTaken { seq, .. }
            | Event::Stable { seq, .. }
            | Event::StateTransferred { seq, .. } => file(Topic::Checkpoint(*seq)),
            Event::ViewChangeStarted { view, .. } | Event::ViewEntered { view, .. } => {
                file(Topic::View(*view));
            }
            Event::StateTransferStarted { .. } | Event::Restarted { .. } | Event::Reintegrated { .. } => {
                file(Topic::Life(node));
            }
            Event::SubmitRefused { .. }
            | Event::Refused { .. }
            | Event::ConflictingReplies { .. }
            | Event::EvidenceFound(_)
            | Event::Alarm(_) => {}
        }
    }

    pub(super) fn trace(&self) -> Reader<'a, Node> {
        self.world.trace()
    }

    pub(super) fn record(&self, id: RecordId) -> Option<Record<NodeTimer>> {
        self.trace().record(id)
    }

    /// A message; raw bytes are decoded, as their recipient does.
    #[inline(never)]
    pub(super) fn message(&self, number: u64) -> Option<Message> {
        let message = self.trace().message(number)?;
        let decoded = match (message, self.limits) {
            (Message::Bytes(bytes), Some(limits)) => Message::decode(bytes, limits).ok(),
            _ => None,
        };
        Some(decoded.unwrap_or_else(|| message.clone()))
    }

    /// An event of the protocol.
    pub(super) fn event(&self, number: u64) -> Option<&'a Event> {
        self.trace().event(number)?.protocol()
    }

    /// The event that a record reports, and the node that reports it.
    pub(super) fn report(&self, record: &Record<NodeTimer>) -> Option<(NodeId, &'a Event)> {
        match record.kind {
            RecordKind::Reported { node, event } => Some((node, self.event(event)?)),
            _ => None,
        }
    }

    /// The message that a record put on the network, and its sender.
    #[inline(never)]
    pub(super) fn sending(&self, record: &Record<NodeTimer>) -> Option<(NodeId, Message)> {
        match record.kind {
            RecordKind::Sent { from, message, .. } => Some((from, self.message(message)?)),
            _ => None,
        }
    }

    /// The message that a record delivered, and its recipient.
    #[inline(never)]
    pub(super) fn delivery(&self, record: &Record<NodeTimer>) -> Option<(NodeId, Message)> {
        match record.kind {
            RecordKind::Delivered { to, message, .. } => Some((to, self.message(message)?)),
            _ => None,
        }
    }

    /// The records about a topic that were made before one, oldest first.
    pub(super) fn about(
        &self,
        topic: Topic,
        until: RecordId,
    ) -> impl DoubleEndedIterator<Item = Record<NodeTimer>> {
        self.among(topic, topic, until)
    }

    /// The records about a range of topics that were made before one, topic by topic.
    pub(super) fn among(
        &self,
        first: Topic,
        last: Topic,
        until: RecordId,
    ) -> impl DoubleEndedIterator<Item = Record<NodeTimer>> {
        let ids = self.topics.range(first..=last).flat_map(|(_, ids)| ids);
        ids.filter(move |id| **id < until).filter_map(|id| self.record(*id))
    }

    /// The latest event of a node before a record that matches.
    pub(super) fn latest(
        &self,
        topic: Topic,
        node: NodeId,
        until: RecordId,
        wanted: impl Fn(&Event) -> bool,
    ) -> Option<Record<NodeTimer>> {
        self.latest_of(topic, node, until, &wanted)
    }

    /// The search, compiled once and not for every closure: every page downloads this code.
    #[inline(never)]
    fn latest_of(
        &self,
        topic: Topic,
        node: NodeId,
        until: RecordId,
        wanted: &dyn Fn(&Event) -> bool,
    ) -> Option<Record<NodeTimer>> {
        let is_wanted = |record: &Record<NodeTimer>| {
            self.report(record).is_some_and(|(by, event)| by == node && wanted(event))
        };
        self.about(topic, until).rev().find(is_wanted)
    }

    /// The first matching message that a node sent before a record.
    pub(super) fn first_sent(
        &self,
        topic: Topic,
        node: NodeId,
        until: RecordId,
        wanted: impl Fn(&Message) -> bool,
    ) -> Option<Record<NodeTimer>> {
        self.first_message(topic, (RecordId(0), until), &|record| {
            self.sending(record).is_some_and(|(by, message)| by == node && wanted(&message))
        })
    }

    /// The first matching message that a node received and did not reject, after one record and before another.
    pub(super) fn first_received(
        &self,
        topic: Topic,
        node: NodeId,
        span: (RecordId, RecordId),
        wanted: impl Fn(&Message) -> bool,
    ) -> Option<Record<NodeTimer>> {
        self.first_message(topic, span, &|record| {
            self.delivery(record).is_some_and(|(to, message)| to == node && wanted(&message))
                && self.refusal(record).is_none()
        })
    }

    #[inline(never)]
    fn first_message(
        &self,
        topic: Topic,
        span: (RecordId, RecordId),
        wanted: &dyn Fn(&Record<NodeTimer>) -> bool,
    ) -> Option<Record<NodeTimer>> {
        let (since, until) = span;
        self.about(topic, until).find(|record| record.id >= since && wanted(record))
    }

    /// The first `need` votes that a node counted, one for each replica, its own included. After a restart a replica has lost the
    /// votes of others.
    pub(super) fn first_votes(
        &self,
        mut records: impl Iterator<Item = Record<NodeTimer>>,
        node: NodeId,
        need: u32,
        until: RecordId,
        voter: impl Fn(&Message) -> Option<ReplicaId>,
    ) -> Vec<RecordId> {
        self.votes_among(&mut records, node, need, until, &voter)
    }

    #[inline(never)]
    fn votes_among(
        &self,
        records: &mut dyn Iterator<Item = Record<NodeTimer>>,
        node: NodeId,
        need: u32,
        until: RecordId,
        voter: &dyn Fn(&Message) -> Option<ReplicaId>,
    ) -> Vec<RecordId> {
        let since = self.restarted(node, until);
        let (mut voters, mut votes) = (ReplicaSet::default(), Vec::new());
        for record in records {
            if voters.len() >= need {
                break;
            }
            let own = self.sending(&record).filter(|(by, _)| *by == node);
            let own = own.and_then(|(_, message)| voter(&message)).filter(|voter| voter.node() == node);
            let heard = self.delivery(&record).filter(|(to, _)| *to == node && record.id > since);
            let heard = heard.and_then(|(_, message)| voter(&message)).filter(|voter| voter.node() != node);
            let counted = own.or(heard.filter(|_| self.refusal(&record).is_none()));
            if counted.is_some_and(|voter| voters.insert(voter)) {
                votes.push(record.id);
            }
        }
        votes
    }

    /// The reason why the recipient rejected a message, if it did.
    #[inline(never)]
    pub(super) fn refusal(&self, delivered: &Record<NodeTimer>) -> Option<RejectReason> {
        let RecordKind::Delivered { message, .. } = delivered.kind else { return None };
        let message = self.trace().message(message)?;
        let after = self.trace().records(RecordId(delivered.id.0 + 1), usize::MAX);
        let step = after.take_while(|record| !is_occurrence(&record.kind));
        let mut reports = step.filter_map(|record| self.report(&record));
        reports.find_map(|(_, event)| match event {
            Event::Refused { kind, author, reason }
                if *kind == message.kind() && *author == message.author() =>
            {
                Some(*reason)
            }
            _ => None,
        })
    }

    /// The last restart of a node before a record; by default the start of the world.
    pub(super) fn restarted(&self, node: NodeId, until: RecordId) -> RecordId {
        let restart =
            self.latest(Topic::Life(node), node, until, |event| matches!(event, Event::Restarted { .. }));
        restart.map_or(RecordId(0), |record| record.id)
    }

    pub(super) fn replica(&self, replica: ReplicaId) -> Option<&'a Replica> {
        self.world.node(replica.node())?.replica()
    }

    pub(super) fn client(&self, client: ClientId) -> Option<&'a Client> {
        self.world.node(client.node(self.params.replicas))?.client()
    }

    pub(super) fn node_of(&self, author: Author) -> NodeId {
        author.node(self.params.replicas)
    }

    /// The name of a node.
    pub(super) fn name(&self, node: NodeId) -> String {
        crate::api::name_of(node, self.params)
    }

    /// The part that says that old records were discarded.
    pub(super) fn discarded_part(&self) -> Part {
        let kept = self.trace().discarded();
        let sentence = format!("records before record {kept} are no longer kept");
        Part::new("discarded", sentence).number("record", kept)
    }
}

/// Whether a record begins a step.
pub(super) fn is_occurrence(what: &RecordKind<NodeTimer>) -> bool {
    matches!(
        what,
        RecordKind::Delivered { .. }
            | RecordKind::Fired { .. }
            | RecordKind::Commanded { .. }
            | RecordKind::TakenUp { .. }
    )
}

/// The topics of a message.
pub(super) fn topics_of(message: &Message) -> impl Iterator<Item = Topic> {
    let (first, second) = match message {
        Message::Request(request) => (Some(Topic::Request(request.client, request.timestamp)), None),
        Message::Reply(reply) => (Some(Topic::Request(reply.client, reply.timestamp)), None),
        Message::PrePrepare { header, .. } => {
            (Some(Topic::Seq(header.seq)), Some(Topic::Body(header.digest)))
        }
        Message::Prepare(vote) => (Some(Topic::Seq(vote.seq)), None),
        Message::Commit(vote) => (Some(Topic::Seq(vote.seq)), None),
        Message::CommitCertificate(proof) => (Some(Topic::Seq(proof.seq)), Some(Topic::Body(proof.digest))),
        Message::Checkpoint(vote) => (Some(Topic::Checkpoint(vote.seq)), None),
        Message::State(state) => (Some(Topic::Checkpoint(state.seq)), None),
        Message::ViewChange(change) => (Some(Topic::View(change.view)), None),
        Message::NewView(new_view) => (Some(Topic::View(new_view.view)), None),
        Message::Batch(batch) => (Some(Topic::Body(batch.digest())), None),
        Message::Status(_) | Message::FetchBatch(_) | Message::FetchState(_) | Message::Bytes(_) => {
            (None, None)
        }
    };
    first.into_iter().chain(second)
}
