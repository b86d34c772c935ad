//! Two honest copies of a replica behind one identity (Bano et al., "Twins: BFT Systems Made Robust", 2021).
//!
//! Each copy follows the protocol and signs with the same key, but each communicates with only some of the nodes. Together they
//! equivocate, vote twice and hide what they prepared, without any attack code.

use std::rc::Rc;

use crate::pbft::Replica;
use crate::process::{Disk, NodeId, Process as _};

/// One of the two copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The original copy.
    First,
    /// The added copy.
    Second,
}

/// Which nodes reach which copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// The nodes that reach the first copy.
    pub first: Vec<NodeId>,
    /// The nodes that reach the second copy.
    pub second: Vec<NodeId>,
}

impl Sides {
    /// Whether a copy and a node can communicate. A node on no side, or on both, communicates with both copies.
    pub fn reaches(&self, side: Side, node: NodeId) -> bool {
        let (own, other) = match side {
            Side::First => (&self.first, &self.second),
            Side::Second => (&self.second, &self.first),
        };
        own.contains(&node) || !other.contains(&node)
    }
}

/// The second copy of a replica, and its sides.
#[derive(Clone, Debug)]
pub(super) struct Twin {
    copy: Replica,
    sides: Rc<Sides>,
}

impl Twin {
    /// Creates a copy with the disk of the replica.
    pub(super) fn of(replica: &Replica, sides: Rc<Sides>) -> Twin {
        Twin { copy: replica.recover(Disk::Kept), sides }
    }

    pub(super) fn sides(&self) -> &Rc<Sides> {
        &self.sides
    }

    pub(super) fn copy(&mut self) -> &mut Replica {
        &mut self.copy
    }

    pub(super) fn turn_to(&mut self, sides: Rc<Sides>) {
        self.sides = sides;
    }

    pub(super) fn recover(&self, disk: Disk) -> Twin {
        Twin { copy: self.copy.recover(disk), sides: Rc::clone(&self.sides) }
    }
}
