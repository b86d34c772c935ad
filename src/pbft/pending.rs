//! Pending requests: received and not executed, oldest first, at most one for each client.

use std::collections::VecDeque;

use super::batch::Batch;
use super::envelope::Verified;
use super::ids::{ClientId, Timestamp, View};
use super::message::Request;

/// A request that waits.
#[derive(Clone, Debug)]
pub struct PendingRequest {
    /// The request.
    pub request: Verified<Request>,
    /// The view in which this replica, as its primary, proposed it.
    pub proposed_in: Option<View>,
}

/// What a new request would find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// No request of the client is pending.
    Free,
    /// An older one is: the new one replaces it, at the back of the row.
    Older,
    /// The very same one is.
    Same,
    /// Another one with the same timestamp is: the client contradicts itself.
    Contradiction,
    /// A newer one is.
    Newer,
}

/// First in, first out: so that no client starves (protocol section 3.15).
#[derive(Clone, Debug, Default)]
pub struct Pending {
    row: VecDeque<PendingRequest>,
}

impl Pending {
    /// The entry in the request's place.
    pub fn place(&self, request: &Request) -> Place {
        let Some(pending) = self.of(request.client) else { return Place::Free };
        let known = pending.request.body();
        if known.timestamp < request.timestamp {
            Place::Older
        } else if known.timestamp > request.timestamp {
            Place::Newer
        } else if known == request {
            Place::Same
        } else {
            Place::Contradiction
        }
    }

    /// The pending request of a client.
    pub fn of(&self, client: ClientId) -> Option<&PendingRequest> {
        self.row.iter().find(|pending| pending.request.client == client)
    }

    /// Adds a request at the back; its client's older one leaves the row. Any other changes nothing. Replacing the older one in its
    /// place would let one client keep the head of the queue forever, and no other request would ever be watched.
    pub fn insert(&mut self, request: Verified<Request>) {
        match self.place(request.body()) {
            Place::Free => {}
            Place::Older => self.row.retain(|old| old.request.client != request.client),
            Place::Same | Place::Contradiction | Place::Newer => return,
        }
        self.row.push_back(PendingRequest { request, proposed_in: None });
    }

    /// Removes what is not later than the client's last executed request.
    pub fn remove_executed(&mut self, executed: impl Fn(ClientId) -> Timestamp) {
        self.row.retain(|pending| pending.request.timestamp > executed(pending.request.client));
    }

    /// Removes one client's request if it is not later than its last executed one.
    pub fn remove_executed_of(&mut self, client: ClientId, executed: Timestamp) {
        let done = |pending: &PendingRequest| {
            pending.request.client == client && pending.request.timestamp <= executed
        };
        if let Some(index) = self.row.iter().position(done) {
            self.row.remove(index);
        }
    }

    /// Takes the next requests that were not proposed in this view, and marks them as proposed.
    pub fn take_batch(&mut self, view: View, batch_max: u32) -> Vec<Verified<Request>> {
        let waiting = self.row.iter_mut().filter(|pending| pending.proposed_in != Some(view));
        let chosen = waiting.take(batch_max as usize);
        chosen
            .map(|pending| {
                pending.proposed_in = Some(view);
                pending.request.clone()
            })
            .collect()
    }

    /// Marks the requests of a batch that this view has proposed already.
    pub fn mark_proposed(&mut self, batch: &Batch, view: View) {
        for request in batch.requests() {
            let (client, timestamp) = (request.client, request.timestamp);
            let same =
                |it: &&mut PendingRequest| (it.request.client, it.request.timestamp) == (client, timestamp);
            if let Some(pending) = self.row.iter_mut().find(same) {
                pending.proposed_in = Some(view);
            }
        }
    }

    /// Whether a request waits that was not proposed in this view.
    pub fn has_unproposed(&self, view: View) -> bool {
        self.row.iter().any(|pending| pending.proposed_in != Some(view))
    }

    /// The request that waits longest.
    pub fn head(&self) -> Option<&PendingRequest> {
        self.row.front()
    }

    /// All, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &PendingRequest> {
        self.row.iter()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }
}
