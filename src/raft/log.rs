//! The log of a server, compacted up to a snapshot (sections 5.3 and 7).

use std::collections::VecDeque;
use std::rc::Rc;

use sha2::{Digest as _, Sha256};

use super::ids::{Digest, Index, Term};
use super::message::Entry;
use crate::common::client_table::ClientTable;
use crate::common::codec::{Encoded, encoded_fields};
use crate::common::service::Service;

/// The executed state: the service, and the last result of each client (the sessions of section 8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The service.
    pub service: Service,
    /// The last executed request and result of each client.
    pub clients: ClientTable,
}

/// A snapshot (section 7): the state after an index, which replaces the log up to there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The last index that the state covers.
    pub index: Index,
    /// The term of the entry there.
    pub term: Term,
    /// The state.
    pub state: State,
}

encoded_fields! {
    State { service, clients }
    Snapshot { index, term, state }
}

impl State {
    /// `SHA-256("state" ‖ service ‖ client table)`.
    pub fn digest(&self) -> Digest {
        let mut bytes = b"state".to_vec();
        self.write(&mut bytes);
        Digest(Sha256::digest(&bytes).into())
    }
}

/// The entries above `base`, which the snapshot covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    base: Index,
    base_term: Term,
    entries: VecDeque<Rc<Entry>>,
}

impl Log {
    /// An empty log that begins after this entry.
    pub fn after(base: Index, base_term: Term) -> Log {
        Log { base, base_term, entries: VecDeque::new() }
    }

    /// The index before the first entry.
    pub fn base(&self) -> Index {
        self.base
    }

    /// The index of the last entry.
    pub fn last(&self) -> Index {
        self.base.plus(self.entries.len() as u64)
    }

    /// The term of the last entry.
    pub fn last_term(&self) -> Term {
        self.entries.back().map_or(self.base_term, |entry| entry.term)
    }

    /// The entry at an index; none at or below the base, and none above the last.
    pub fn get(&self, index: Index) -> Option<&Rc<Entry>> {
        let position = index.0.checked_sub(self.base.0)?.checked_sub(1)?;
        self.entries.get(usize::try_from(position).ok()?)
    }

    /// The term of the entry at an index; known for the base too.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.base { Some(self.base_term) } else { self.get(index).map(|entry| entry.term) }
    }

    /// The entries from an index on, at most `count`, in order.
    pub fn from(&self, index: Index, count: usize) -> impl Iterator<Item = &Rc<Entry>> {
        let position = index.0.saturating_sub(self.base.0).saturating_sub(1);
        self.entries.iter().skip(usize::try_from(position).unwrap_or(usize::MAX)).take(count)
    }

    /// The first index of the run of entries that has the term of this one.
    pub fn first_of_term(&self, index: Index) -> Index {
        let term = self.term_at(index);
        let mut first = index;
        while first > self.base.next() && self.term_at(first.previous()) == term {
            first = first.previous();
        }
        first
    }

    /// Adds an entry at the end.
    pub fn append(&mut self, entry: Rc<Entry>) -> Index {
        self.entries.push_back(entry);
        self.last()
    }

    /// Removes the entry at this index and all after it.
    pub fn truncate(&mut self, from: Index) {
        let kept = from.0.saturating_sub(self.base.0).saturating_sub(1);
        self.entries.truncate(usize::try_from(kept).unwrap_or(usize::MAX));
    }

    /// Removes the entries up to this one, which the log must hold.
    pub fn compact(&mut self, upto: Index) {
        let Some(term) = self.term_at(upto) else { return };
        let removed = usize::try_from(upto.0 - self.base.0).unwrap_or(usize::MAX);
        self.entries.drain(..removed.min(self.entries.len()));
        (self.base, self.base_term) = (upto, term);
    }
}
