//! Counting votes: one for each replica, by digest.

use super::envelope::Verified;
use super::ids::{Digest, ReplicaId, ReplicaSet};
use super::message::{Checkpoint, Commit, Prepare};

/// A signed statement that counts towards a quorum.
pub trait Vote {
    /// Who votes.
    fn voter(&self) -> ReplicaId;
    /// For what.
    fn digest(&self) -> Digest;
}

macro_rules! votes {
    ($($kind:ident),*) => {$(
        impl Vote for $kind {
            fn voter(&self) -> ReplicaId {
                self.replica
            }

            fn digest(&self) -> Digest {
                self.digest
            }
        }
    )*};
}

votes!(Prepare, Commit, Checkpoint);

/// What became of a vote.
#[derive(Debug)]
pub enum Tally<T> {
    /// It counts.
    Added,
    /// The replica had voted for this digest already.
    Duplicate,
    /// The replica had voted for another digest: the first vote stays, the two together are evidence.
    Conflict(Verified<T>),
}

/// The votes of one kind for one sequence number.
#[derive(Debug)]
pub struct VoteSet<T> {
    votes: Vec<Verified<T>>,
    // Whose votes they are, for any digest: nearly always the question is whether a replica has voted at all.
    voters: ReplicaSet,
    // Nearly always all votes are for one digest: it has a place of its own, so that counting allocates nothing.
    first: Option<Group>,
    others: Vec<Group>,
}

/// The voters for one digest, and their number.
#[derive(Clone, Copy, Debug)]
struct Group {
    digest: Digest,
    voters: ReplicaSet,
    count: u32,
}

impl<T> Default for VoteSet<T> {
    fn default() -> Self {
        VoteSet { votes: Vec::new(), voters: ReplicaSet::default(), first: None, others: Vec::new() }
    }
}

impl<T> Clone for VoteSet<T> {
    fn clone(&self) -> Self {
        let (votes, others) = (self.votes.clone(), self.others.clone());
        VoteSet { votes, voters: self.voters, first: self.first, others }
    }
}

impl<T: Vote> VoteSet<T> {
    /// What would become of this vote.
    pub fn judge(&self, vote: &T) -> Tally<T> {
        match self.by(vote.voter()) {
            None => Tally::Added,
            Some(earlier) if earlier.digest() == vote.digest() => Tally::Duplicate,
            Some(earlier) => Tally::Conflict(earlier.clone()),
        }
    }

    /// Counts a vote whose replica has not voted yet; any other vote changes nothing.
    pub fn insert(&mut self, vote: Verified<T>) {
        if !self.voters.contains(vote.voter()) {
            self.insert_beside(vote);
        }
    }

    /// Counts a vote in addition to earlier ones of its replica: where a rule is missing, a replica may have several.
    pub fn insert_beside(&mut self, vote: Verified<T>) {
        let (voter, digest) = (vote.voter(), vote.digest());
        self.votes.push(vote);
        self.voters.insert(voter);
        let first = self.first.get_or_insert(Group::of(digest));
        let group = if first.digest == digest { Some(first) } else { group_of(&mut self.others, digest) };
        if let Some(group) = group {
            group.count += u32::from(group.voters.insert(voter));
        }
    }

    /// Counts a vote in the place of the one that its replica gave before, if it did.
    pub fn replace(&mut self, vote: Verified<T>) {
        let voter = vote.voter();
        if self.voters.contains(voter) {
            self.retain(|earlier| earlier.voter() != voter);
        }
        self.insert(vote);
    }

    /// Who voted for this digest.
    pub fn voters(&self, digest: Digest) -> ReplicaSet {
        self.group(digest).map(|group| group.voters).unwrap_or_default()
    }

    /// How many replicas voted for this digest.
    pub fn count(&self, digest: Digest) -> u32 {
        self.group(digest).map_or(0, |group| group.count)
    }

    fn group(&self, digest: Digest) -> Option<&Group> {
        self.first.iter().chain(&self.others).find(|group| group.digest == digest)
    }

    /// How many votes for this digest came, repeated ones included.
    pub fn count_repeated(&self, digest: Digest) -> u32 {
        let votes = self.votes.iter().filter(|vote| vote.digest() == digest).count();
        u32::try_from(votes).unwrap_or(u32::MAX)
    }

    /// All voters, for any digest.
    pub fn all_voters(&self) -> ReplicaSet {
        self.voters
    }

    /// How many votes are held.
    pub fn len(&self) -> usize {
        self.votes.len()
    }

    /// Whether there are no votes.
    pub fn is_empty(&self) -> bool {
        self.votes.is_empty()
    }

    /// The digests voted for, with their voters.
    pub fn groups(&self) -> impl Iterator<Item = (Digest, ReplicaSet)> {
        self.first.iter().chain(&self.others).map(|group| (group.digest, group.voters))
    }

    /// The digest that at least `need` replicas voted for, if there is one.
    pub fn agreed(&self, need: u32) -> Option<Digest> {
        self.groups().find(|(_, voters)| voters.len() >= need).map(|(digest, _)| digest)
    }

    /// The vote of a replica.
    pub fn by(&self, replica: ReplicaId) -> Option<&Verified<T>> {
        if !self.voters.contains(replica) {
            return None;
        }
        self.votes.iter().find(|vote| vote.voter() == replica)
    }

    /// The first `need` votes for this digest, in the order of their arrival.
    pub fn certificate(&self, digest: Digest, need: u32) -> Vec<Verified<T>> {
        let votes = self.votes.iter().filter(|vote| vote.digest() == digest);
        votes.take(need as usize).cloned().collect()
    }

    /// The first `need` votes for any digest.
    pub fn first(&self, need: u32) -> Vec<Verified<T>> {
        self.votes.iter().take(need as usize).cloned().collect()
    }

    /// Forgets all votes and keeps the memory.
    pub fn clear(&mut self) {
        let VoteSet { votes, voters, first, others } = self;
        votes.clear();
        others.clear();
        (*voters, *first) = (ReplicaSet::default(), None);
    }

    /// Keeps only the votes that pass.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        let votes = std::mem::take(self).votes;
        votes.into_iter().filter(|vote| keep(vote.body())).for_each(|vote| self.insert(vote));
    }
}

impl Group {
    fn of(digest: Digest) -> Group {
        Group { digest, voters: ReplicaSet::default(), count: 0 }
    }
}

/// The group of a digest, made if need be.
fn group_of(groups: &mut Vec<Group>, digest: Digest) -> Option<&mut Group> {
    match groups.iter().position(|group| group.digest == digest) {
        Some(place) => groups.get_mut(place),
        None => {
            groups.push(Group::of(digest));
            groups.last_mut()
        }
    }
}
