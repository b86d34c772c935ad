//! Newtypes for the numbers of the paper, so that a view cannot be passed as a sequence number.

use std::fmt;

pub use crate::common::ids::{Author, ClientId, Digest, ReplicaId, ReplicaSet, Timestamp};

/// A view: the period in which replica `view mod n` is the primary (section 4 of the paper).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct View(pub u64);

/// A sequence number, assigned by the primary; the first is 1, and 0 means the initial state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seq(pub u64);

crate::common::codec::encoded_as_its_number!(View(u64), Seq(u64));

impl View {
    /// The view after this one; the last view has none, so numbers never wrap.
    pub fn next(self) -> View {
        View(self.0.saturating_add(1))
    }
}

impl Seq {
    /// The sequence number after this one; it stops at the largest value instead of wrapping.
    pub fn next(self) -> Seq {
        Seq(self.0.saturating_add(1))
    }

    /// The sequence number `count` higher; it stops at the largest value instead of wrapping.
    pub fn plus(self, count: u64) -> Seq {
        Seq(self.0.saturating_add(count))
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
