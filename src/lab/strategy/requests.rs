//! The requests that a strategy remembers: whoever wants to tell two stories needs something for each of them.

use std::rc::Rc;

use super::Heard;
use crate::pbft::Message;
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Signed;
use crate::pbft::message::Request;
use crate::process::Input;

/// How many requests are remembered, the latest.
const HEARD_MAX: usize = 32;

/// The latest requests that a node heard, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Requests(Vec<Rc<Signed<Request>>>);

impl Requests {
    /// Remembers what is heard, if it is a request or a proposal of some.
    pub(super) fn note(&mut self, input: &Heard) {
        match input {
            Input::Message { body: Message::Request(request), .. } => self.keep(request),
            Input::Message { body: Message::PrePrepare { batch, .. }, .. } => {
                batch.requests().iter().for_each(|request| self.keep(request));
            }
            _ => {}
        }
    }

    fn keep(&mut self, request: &Rc<Signed<Request>>) {
        self.0.retain(|known| known != request);
        self.0.push(Rc::clone(request));
        let extra = self.0.len().saturating_sub(HEARD_MAX);
        self.0.drain(..extra);
    }

    /// The requests, the latest last.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Rc<Signed<Request>>> {
        self.0.iter()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// A batch other than this one that backups find nothing wrong with: the same requests the other way round, or
    /// another request in their place. There is none as long as one request only was ever heard.
    pub(super) fn other_batch(&self, batch: &Batch) -> Option<Batch> {
        if batch.requests().len() > 1 {
            return Some(Batch::new(batch.requests().iter().rev().cloned().collect()));
        }
        let other = self.0.iter().rev().find(|request| !batch.requests().contains(request))?;
        Some(Batch::new(vec![Rc::clone(other)]))
    }
}
