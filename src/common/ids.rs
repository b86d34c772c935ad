//! Newtypes for the members of a cluster, client timestamps and digests, shared by all protocols.

use std::fmt;

use crate::process::NodeId;

/// A replica, `0..n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReplicaId(pub u32);

/// A client, counted from zero, apart from the replicas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClientId(pub u32);

/// A client's timestamp: a counter that only grows, which makes every request distinct (section 4.1); 0 is none yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(pub u64);

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

/// The signer of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// A replica of the cluster.
    Replica(ReplicaId),
    /// A client of the cluster.
    Client(ClientId),
}

impl Author {
    /// Where it lives: clients follow the `replicas` in the row of nodes.
    pub fn node(self, replicas: u32) -> NodeId {
        match self {
            Author::Replica(replica) => replica.node(),
            Author::Client(client) => client.node(replicas),
        }
    }
}

impl ReplicaId {
    /// Where this replica lives: replicas are the first nodes of the world.
    pub fn node(self) -> NodeId {
        NodeId(self.0)
    }
}

impl ClientId {
    /// Where this client lives: clients follow the `replicas` in the row of nodes.
    pub fn node(self, replicas: u32) -> NodeId {
        NodeId(replicas.saturating_add(self.0))
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "replica {}", self.0)
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "client {}", self.0)
    }
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Author::Replica(replica) => replica.fmt(f),
            Author::Client(client) => client.fmt(f),
        }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Digest {
    /// All 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    /// The first eight digits: enough to tell digests apart while reading a failing test.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A set of replicas as one machine word: counting votes is counting bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplicaSet(u128);

impl ReplicaSet {
    /// Adds a replica; says whether it was new. Numbers of 128 and more belong to no cluster and are never added.
    pub fn insert(&mut self, replica: ReplicaId) -> bool {
        let bit = Self::bit(replica);
        let new = bit != 0 && self.0 & bit == 0;
        self.0 |= bit;
        new
    }

    /// Takes a replica out.
    pub fn remove(&mut self, replica: ReplicaId) {
        self.0 &= !Self::bit(replica);
    }

    /// Whether the replica is in the set.
    pub fn contains(self, replica: ReplicaId) -> bool {
        self.0 & Self::bit(replica) != 0
    }

    /// How many replicas are in the set.
    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in order.
    pub fn iter(self) -> impl Iterator<Item = ReplicaId> {
        (0..128).map(ReplicaId).filter(move |replica| self.contains(*replica))
    }

    /// The set as a number, replica 0 the lowest bit: its canonical encoding.
    pub fn bits(self) -> u128 {
        self.0
    }

    /// The set that [`bits`](Self::bits) encoded.
    pub fn from_bits(bits: u128) -> Self {
        ReplicaSet(bits)
    }

    fn bit(replica: ReplicaId) -> u128 {
        1u128.checked_shl(replica.0).unwrap_or(0)
    }
}

impl FromIterator<ReplicaId> for ReplicaSet {
    fn from_iter<I: IntoIterator<Item = ReplicaId>>(replicas: I) -> Self {
        let mut set = ReplicaSet::default();
        for replica in replicas {
            set.insert(replica);
        }
        set
    }
}
