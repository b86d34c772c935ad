//! What several strategies remember or ask.

use std::collections::VecDeque;
use std::rc::Rc;

use super::{Heard, Letter, Scene};
use crate::pbft::Message;
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::{PrePrepare, Request};
use crate::process::Input;

/// How many requests are remembered, the latest.
const REQUESTS_MAX: usize = 32;

/// Requests that came by: a batch of them has nothing wrong that a backup could see.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests(VecDeque<Rc<Signed<Request>>>);

impl Requests {
    /// Remembers a request that the node hears.
    pub(super) fn hear(&mut self, input: &Heard) {
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
    pub(super) fn iter(&self) -> impl Iterator<Item = &Rc<Signed<Request>>> {
        self.0.iter()
    }

    /// The latest request that a batch does not hold.
    pub(super) fn other_than(&self, batch: &Batch) -> Option<Rc<Signed<Request>>> {
        self.0.iter().rev().find(|request| !batch.requests().contains(request)).cloned()
    }

    /// The latest request that was executed and for which this holds.
    pub(super) fn executed(
        &self,
        scene: &Scene<'_>,
        holds: impl Fn(&Request) -> bool,
    ) -> Option<Rc<Signed<Request>>> {
        let clients = &scene.replica()?.snapshot().clients;
        let done = |request: &&Rc<Signed<Request>>| {
            request.timestamp <= clients.timestamp(request.client) && holds(request)
        };
        self.0.iter().rev().find(done).cloned()
    }
}

/// The node's own proposal in a letter; proposals of others are only relayed.
pub(super) fn own_proposal(scene: &Scene<'_>, letter: &Letter) -> Option<(PrePrepare, Rc<Batch>)> {
    match &letter.message {
        Message::PrePrepare { header, batch } if header.replica == scene.id() => {
            Some((*header.body(), Rc::clone(batch)))
        }
        _ => None,
    }
}

/// A proposal of a batch, signed, whatever digest it claims.
pub(super) fn proposal(scene: &Scene<'_>, claimed: PrePrepare, batch: Batch) -> Message {
    Message::PrePrepare { header: scene.sign(claimed), batch: Rc::new(batch) }
}

/// The same letter with another message in it.
pub(super) fn instead(letter: &Letter, message: Message) -> Letter {
    Letter { to: letter.to, message }
}
