//! Read access to the trace.

use std::rc::Rc;

use crate::process::Process;
use crate::sim::command::Applied;
use crate::sim::ids::RecordId;
use crate::sim::trace::Record;
use crate::sim::trace_store::TraceStore;

/// A view of the trace. Discarded records are gone, so every lookup may return `None`.
pub struct Reader<'a, P: Process> {
    pub(crate) trace_store: &'a TraceStore<P>,
    pub(crate) applied: &'a [Rc<Applied<P>>],
}

impl<P: Process> Clone for Reader<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Process> Copy for Reader<'_, P> {}

impl<'a, P: Process> Reader<'a, P> {
    /// The number of the next record: how many were created so far, including discarded ones.
    pub fn end(&self) -> RecordId {
        self.trace_store.end()
    }

    /// The number of discarded records, which is the number of the oldest one that is kept.
    pub fn discarded(&self) -> u64 {
        self.trace_store.discarded()
    }

    /// One record.
    pub fn record(&self, id: RecordId) -> Option<Record<P::Timer>> {
        self.trace_store.record(id)
    }

    /// Up to `count` records from a number on, or from the oldest one that is kept if that is later.
    pub fn records(
        &self,
        from: RecordId,
        count: usize,
    ) -> impl Iterator<Item = Record<P::Timer>> + use<'a, P> {
        let (trace_store, from) = (self.trace_store, from.0.max(self.trace_store.discarded()));
        (from..self.trace_store.end().0).take(count).filter_map(|id| trace_store.record(RecordId(id)))
    }

    /// A message by its index.
    pub fn message(&self, index: u64) -> Option<&'a P::Message> {
        self.trace_store.message_at(index)
    }

    /// A reported event by its index.
    pub fn event(&self, index: u64) -> Option<&'a P::Event> {
        self.trace_store.event_at(index)
    }

    /// A command by its index, with the reason if it was refused. Commands are never discarded.
    pub fn command(&self, index: u64) -> Option<&'a Applied<P>> {
        Some(self.applied.get(usize::try_from(index).ok()?)?.as_ref())
    }
}
