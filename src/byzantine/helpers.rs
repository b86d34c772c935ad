//! Memory and queries that several strategies share.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use super::{Context, NodeInput, Outgoing};
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{PrePrepare, Request};
use crate::pbft::{Message, Replica, Seq, View};
use crate::process::{Input, NodeId};

/// How many requests are remembered, the latest.
const REQUESTS_MAX: usize = 32;
/// How many numbers a liar remembers its lie for; the lowest is forgotten first.
const TOLD_MAX: usize = 1_000;

/// Requests that came by: a batch of them has nothing wrong that a backup could see.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests(VecDeque<Rc<Signed<Request>>>);

impl Requests {
    /// Remembers a request that the node hears.
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

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The requests, the latest last.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Rc<Signed<Request>>> {
        self.0.iter()
    }

    /// The latest request that a batch does not hold.
    pub(super) fn other_than(&self, batch: &Batch) -> Option<Rc<Signed<Request>>> {
        self.0.iter().rev().find(|request| !batch.requests().contains(request)).cloned()
    }

    /// A batch that can stand in the place of another one, and that backups find nothing wrong with: the same requests the other
    /// way round, or another request. There is none as long as one request only was ever heard.
    pub(super) fn instead_of(&self, batch: &Batch) -> Option<Batch> {
        if batch.requests().len() > 1 {
            return Some(Batch::new(batch.requests().iter().rev().cloned().collect()));
        }
        self.other_than(batch).map(|other| Batch::new(vec![other]))
    }

    /// The latest request that was executed and for which this holds.
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
    /// What is told for this number; invented when it is told for the first time.
    pub(super) fn once(&mut self, place: &PrePrepare, invent: impl FnOnce() -> Batch) -> Batch {
        let told = self.0.entry((place.seq, place.view)).or_insert_with(invent).clone();
        if self.0.len() > TOLD_MAX {
            self.0.pop_first();
        }
        told
    }
}

/// The node's own proposal in a message; those of others, and what its NEW-VIEW has assigned, are only relayed.
pub(super) fn own_proposal(context: &Context<'_>, outgoing: &Outgoing) -> Option<(PrePrepare, Rc<Batch>)> {
    let Message::PrePrepare { header, batch } = &outgoing.message else { return None };
    let new_view = context.replica().and_then(Replica::new_view);
    let assigned = new_view.is_some_and(|new_view| new_view.pre_prepares.contains(header));
    (header.replica == context.id() && !assigned).then(|| (*header.body(), Rc::clone(batch)))
}

/// A proposal of a batch, signed, whatever digest it claims.
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
