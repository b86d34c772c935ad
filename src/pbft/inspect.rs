//! Read-only snapshots of a replica: plain data for views, tests and tools.

use std::rc::Rc;

use super::batch::Batch;
use super::config::Quorums;
use super::envelope::Verified;
use super::ids::{Digest, ReplicaId, ReplicaSet, Seq, View};
use super::log::{Entry, Phase};
use super::message::{NewView, Request, ViewChange};
use super::pending::PendingRequest;
use super::replica::{Counters, Replica, ViewStatus};
use super::state::Snapshot;
use super::votes::VoteSet;

/// What a replica knows of one sequence number.
#[derive(Clone, Debug)]
pub struct SlotStatus {
    /// The number.
    pub seq: Seq,
    /// The view the votes are of.
    pub view: View,
    /// The digest of the accepted PRE-PREPARE, or of the decision if none was accepted in this view.
    pub digest: Option<Digest>,
    /// How far it has come.
    pub phase: Phase,
    /// Who sent a PREPARE for the digest; as long as there is no digest, who sent any.
    pub prepares: ReplicaSet,
    /// Who sent a COMMIT for the digest; as long as there is no digest, who sent any.
    pub commits: ReplicaSet,
    /// Whether the PRE-PREPARE of this view is accepted: certificates count it as the primary's vote.
    pub pre_prepared: bool,
    /// The batch, where it is known.
    pub batch: Option<Rc<Batch>>,
    /// Whether it is decided that this batch executes here, whichever view brought it.
    pub decided: bool,
}

/// How many things of each sort a replica holds: what stays bounded however long it runs (protocol section 3.22).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Numbers between the water marks that something is known of.
    pub numbers: usize,
    /// PREPAREs and COMMITs, those inside certificates and proofs included.
    pub votes: usize,
    /// Batches.
    pub batches: usize,
    /// CHECKPOINTs, those above the window included.
    pub checkpoints: usize,
    /// Own states at checkpoints.
    pub states: usize,
    /// Pending requests.
    pub pending: usize,
    /// VIEW-CHANGEs.
    pub view_changes: usize,
    /// Messages that came before their view.
    pub future_messages: usize,
    /// Numbers whose batch is waited for.
    pub missing: usize,
    /// Pieces of evidence.
    pub evidence: usize,
}

impl Replica {
    /// Which replica this is.
    pub fn id(&self) -> ReplicaId {
        self.id
    }

    /// The thresholds of its cluster.
    pub fn quorums(&self) -> Quorums {
        self.quorums
    }

    /// The view it is in, or wants.
    pub fn view(&self) -> View {
        self.view
    }

    /// Whether it takes part in that view.
    pub fn active(&self) -> bool {
        self.is_active()
    }

    /// `h`.
    pub fn low_water_mark(&self) -> Seq {
        self.log.low()
    }

    /// `H`.
    pub fn high_water_mark(&self) -> Seq {
        self.log.high()
    }

    /// The last number it executed.
    pub fn last_executed(&self) -> Seq {
        self.last_executed
    }

    /// Whether it waits for a state.
    pub fn transferring(&self) -> bool {
        self.is_transferring()
    }

    /// Whether it lost its disk and signs no votes for now.
    pub fn amnesic(&self) -> bool {
        self.amnesia.is_some()
    }

    /// The requests that wait, oldest first.
    pub fn pending(&self) -> impl Iterator<Item = &Verified<Request>> {
        self.pending.iter().map(|pending| &pending.request)
    }

    /// What it knows of each number between the water marks, in order.
    pub fn slots(&self) -> impl DoubleEndedIterator<Item = SlotStatus> {
        self.log.iter().map(|(seq, entry)| {
            let digest = entry.digest().or(entry.decision.as_ref().map(|decision| decision.digest));
            SlotStatus {
                seq,
                view: self.view,
                digest,
                phase: if seq <= self.last_executed { Phase::Executed } else { entry.phase },
                prepares: digest
                    .map_or_else(|| entry.prepares.all_voters(), |digest| entry.prepares.voters(digest)),
                commits: digest
                    .map_or_else(|| entry.commits.all_voters(), |digest| entry.commits.voters(digest)),
                pre_prepared: entry.pre_prepare.is_some(),
                batch: digest.and_then(|digest| entry.body(digest)),
                decided: entry.decision.is_some(),
            }
        })
    }

    /// The PREPAREs it holds for a number: digest, whose.
    pub fn prepare_votes(&self, seq: Seq) -> Vec<(Digest, ReplicaSet)> {
        self.log.get(seq).map(|entry| entry.prepares.groups().collect()).unwrap_or_default()
    }

    /// The COMMITs it holds for a number: digest, whose.
    pub fn commit_votes(&self, seq: Seq) -> Vec<(Digest, ReplicaSet)> {
        self.log.get(seq).map(|entry| entry.commits.groups().collect()).unwrap_or_default()
    }

    /// The CHECKPOINTs it holds for numbers in the window: number, digest, whose.
    pub fn checkpoint_votes(&self) -> impl Iterator<Item = (Seq, Digest, ReplicaSet)> {
        let votes = self.checkpoints.votes.iter();
        votes.flat_map(|(seq, votes)| votes.groups().map(|(digest, voters)| (*seq, digest, voters)))
    }

    /// Who proved the stable checkpoint.
    pub fn stable_proof(&self) -> ReplicaSet {
        self.checkpoints.stable.proof.iter().map(|checkpoint| checkpoint.replica).collect()
    }

    /// The latest view that each replica wants.
    pub fn view_change_votes(&self) -> impl Iterator<Item = (ReplicaId, View)> {
        self.view_changes.values().map(|change| (change.replica, change.view))
    }

    /// Its own VIEW-CHANGE, while it waits for a view.
    pub fn own_view_change(&self) -> Option<&Verified<ViewChange>> {
        match &self.standing {
            ViewStatus::Changing { own, .. } => Some(own),
            ViewStatus::Active { .. } => None,
        }
    }

    /// The NEW-VIEW that started its view.
    pub fn new_view(&self) -> Option<&Verified<NewView>> {
        match &self.standing {
            ViewStatus::Active { new_view } => new_view.as_ref(),
            ViewStatus::Changing { .. } => None,
        }
    }

    /// What it has executed.
    pub fn snapshot(&self) -> &Snapshot {
        &self.state
    }

    /// The digest of that.
    pub fn state_digest(&self) -> Digest {
        self.state.digest(self.last_executed)
    }

    /// How much it holds.
    pub fn footprint(&self) -> Footprint {
        let held = |of: fn(&Entry) -> usize| self.log.iter().map(|(_, entry)| of(entry)).sum();
        let votes: usize = self.checkpoints.votes.values().map(VoteSet::len).sum();
        Footprint {
            numbers: self.log.iter().len(),
            votes: held(Entry::votes_held),
            batches: held(Entry::batches_held),
            checkpoints: votes + self.checkpoints.far.len() + self.checkpoints.stable.proof.len(),
            states: self.checkpoints.kept.len(),
            pending: self.pending.iter().count(),
            view_changes: self.view_changes.len(),
            future_messages: self.future_messages.len(),
            missing: self.missing.len(),
            evidence: self.evidence.len(),
        }
    }

    /// About how many bytes a clone has of its own: messages, batches and the states of checkpoints are shared.
    pub fn weight(&self) -> usize {
        let held = self.footprint();
        let shared = held.votes + held.batches + held.checkpoints + held.states;
        size_of::<Self>()
            + held.numbers * size_of::<Entry>()
            + shared * 2 * size_of::<Rc<()>>()
            + (held.pending + held.future_messages) * size_of::<PendingRequest>()
            + (held.view_changes + held.missing + held.evidence) * 2 * size_of::<Rc<()>>()
            + self.state.weight()
    }

    /// What it counts about itself.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }
}
