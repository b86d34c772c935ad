//! Memory and queries that several strategies share.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::{Context, NodeInput, Outgoing};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{PrePrepare, Request};
use crate::pbft::{Message, Replica, Seq, View};
use crate::process::{Input, NodeId};

/// The maximum number of requests that are remembered; the latest are kept.
const REQUESTS_MAX: usize = 32;
/// The maximum number of sequence numbers whose lie is remembered. The lowest is removed first.
const TOLD_MAX: usize = 1_000;

/// Requests that the node received. A backup finds no fault in a batch of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests(VecDeque<Rc<Signed<Request>>>);

impl Requests {
    /// Remembers a request that the node receives.
    pub(super) fn hear(&mut self, input: &NodeInput) {
        if let Input::Message { body: Message::Request(request), .. } = input {
            self.keep(request);
        }
    }

    /// Remembers a request.
    pub(super) fn keep(&mut self, request: &Rc<Signed<Request>>) {
        self.0.retain(|known| known != request);
        self.0.push_back(Rc::clone(request));
        if self.0.len() > REQUESTS_MAX {
            self.0.pop_front();
        }
    }

    /// The number of requests.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The requests, the latest last.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Rc<Signed<Request>>> {
        self.0.iter()
    }

    /// The latest request that is not in a batch.
    pub(super) fn other_than(&self, batch: &Batch) -> Option<Rc<Signed<Request>>> {
        self.0.iter().rev().find(|request| !batch.requests().contains(request)).cloned()
    }

    /// Another batch that backups accept: the same requests in reverse order, or another request. `None` while only one request
    /// is known.
    pub(super) fn instead_of(&self, batch: &Batch) -> Option<Batch> {
        if batch.requests().len() > 1 {
            return Some(Batch::new(batch.requests().iter().rev().cloned().collect()));
        }
        self.other_than(batch).map(|other| Batch::new(vec![other]))
    }

    /// The latest executed request that satisfies a condition.
    pub(super) fn executed(
        &self,
        context: &Context<'_>,
        holds: impl Fn(&Request) -> bool,
    ) -> Option<Rc<Signed<Request>>> {
        let clients = &context.replica()?.snapshot().clients;
        let done = |request: &&Rc<Signed<Request>>| {
            request.timestamp <= clients.timestamp(request.client) && holds(request)
        };
        self.0.iter().rev().find(done).cloned()
    }
}

/// Forged proposals by number, so that a retransmission repeats the same proposal.
#[derive(Clone, Debug, Default)]
pub(super) struct ForgedProposals(BTreeMap<(Seq, View), Batch>);

impl ForgedProposals {
    /// The proposal for this number, invented on the first call.
    pub(super) fn once(&mut self, place: &PrePrepare, invent: impl FnOnce() -> Batch) -> Batch {
        let forged = self.0.entry((place.seq, place.view)).or_insert_with(invent).clone();
        if self.0.len() > TOLD_MAX {
            self.0.pop_first();
        }
        forged
    }
}

/// The node's own proposal in a message. Proposals of others, and those assigned by its NEW-VIEW, are only relayed.
pub(super) fn own_proposal(context: &Context<'_>, outgoing: &Outgoing) -> Option<(PrePrepare, Rc<Batch>)> {
    let Message::PrePrepare { header, batch } = &outgoing.message else { return None };
    let new_view = context.replica().and_then(Replica::new_view);
    let assigned = new_view.is_some_and(|new_view| new_view.pre_prepares.contains(header));
    (header.replica == context.id() && !assigned).then(|| (*header.body(), Rc::clone(batch)))
}

/// A signed proposal of a batch with any digest.
pub(super) fn proposal(context: &Context<'_>, claimed: PrePrepare, batch: Batch) -> Message {
    Message::PrePrepare { header: context.sign(claimed), batch: Rc::new(batch) }
}

/// The upper half of some nodes, rounded up: the default recipients of the other proposal.
pub(super) fn upper_half(nodes: &[NodeId]) -> Vec<NodeId> {
    nodes.get(nodes.len() / 2..).unwrap_or_default().to_vec()
}

/// The same recipients with another message.
pub(super) fn instead(outgoing: &Outgoing, message: Message) -> Outgoing {
    Outgoing { to: outgoing.to, message }
}
