//! Newtypes for the numbers of the paper: terms and log indices.

use std::fmt;

pub use crate::common::ids::{ClientId, Digest, ReplicaId as ServerId, ReplicaSet as ServerSet, Timestamp};

/// A term: the period of at most one leader (section 5.1). 0 is the term before the first election.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(pub u64);

/// The index of a log entry (section 5.3). The first entry has index 1; 0 is the position before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index(pub u64);

crate::common::codec::encoded_as_its_number!(Term(u64), Index(u64));

impl Term {
    /// The next term; the last one has none, so terms never wrap.
    pub fn next(self) -> Term {
        Term(self.0.saturating_add(1))
    }
}

impl Index {
    /// The next index; it stops at the largest value instead of wrapping.
    pub fn next(self) -> Index {
        self.plus(1)
    }

    /// The index before; 0 has none.
    pub fn previous(self) -> Index {
        Index(self.0.saturating_sub(1))
    }

    /// The index `count` higher; it stops at the largest value instead of wrapping.
    pub fn plus(self, count: u64) -> Index {
        Index(self.0.saturating_add(count))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
