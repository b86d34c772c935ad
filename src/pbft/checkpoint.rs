//! Checkpoints and garbage collection (section 4.3).
//!
//! Every `K` numbers a replica keeps its state and says so in a CHECKPOINT. A quorum of equal ones, with the own
//! state among them, makes the checkpoint stable: the low water mark moves up and what is below it is discarded.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Out;
use super::admit::{Accepted, Rejection};
use super::envelope::{Signed, Verified};
use super::event::{Alarm, Event, Offence};
use super::ids::{Digest, ReplicaId, Seq};
use super::message::{Checkpoint, Message};
use super::reject::RejectReason;
use super::replica::Replica;
use super::rules::Rule;
use super::state::Snapshot;
use super::votes::{Tally, VoteSet};

/// The last stable checkpoint: the low water mark and its proof, empty only at the start.
#[derive(Clone, Debug, Default)]
pub(super) struct Stable {
    pub(super) seq: Seq,
    pub(super) proof: Vec<Rc<Signed<Checkpoint>>>,
}

/// The replica's state at a checkpoint.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) seq: Seq,
    pub(super) digest: Digest,
    pub(super) snapshot: Rc<Snapshot>,
}

/// Everything that a replica knows of checkpoints.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoints {
    pub(super) stable: Stable,
    /// The own states, oldest first: that of the stable checkpoint (while it is here) and the later ones.
    pub(super) kept: Vec<Kept>,
    /// The CHECKPOINTs for numbers in the window.
    pub(super) votes: BTreeMap<Seq, VoteSet<Checkpoint>>,
    /// For each replica its latest CHECKPOINT above the window: one slot, so that no replica can fill the memory.
    pub(super) far: BTreeMap<ReplicaId, Verified<Checkpoint>>,
    /// What this replica said in its own CHECKPOINTs, from the low water mark on. Even where its state turned out to be another
    /// one it never says something else about the same number (invariant I12).
    said: BTreeMap<Seq, Digest>,
}

impl Checkpoints {
    /// Whether a checkpoint of this replica still waits for its quorum. Without a way to ask for the CHECKPOINTs that the network
    /// lost, a lagging replica could wait forever for a state that no replica can prove.
    pub(super) fn has_unstable(&self) -> bool {
        self.kept.last().is_some_and(|kept| kept.seq > self.stable.seq)
    }

    /// The own state at a number.
    pub(super) fn own(&self, seq: Seq) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.seq == seq)
    }
}

impl Replica {
    /// Protocol section 3.9: keep the state, tell the others.
    pub(super) fn take_checkpoint(&mut self, seq: Seq, out: &mut Out) {
        let snapshot = Rc::new(self.state.clone());
        let digest = snapshot.digest(seq);
        self.checkpoints.kept.push(Kept { seq, digest, snapshot });
        out.report(Event::CheckpointTaken { seq, digest });
        self.vote_for_checkpoint(seq, digest, out);
        self.settle_checkpoint(seq, out);
    }

    pub(super) fn vote_for_checkpoint(&mut self, seq: Seq, digest: Digest, out: &mut Out) {
        if !self.may_vote(seq) || *self.checkpoints.said.entry(seq).or_insert(digest) != digest {
            return;
        }
        let vote = self.sign(Checkpoint { seq, digest, replica: self.id });
        self.multicast(Message::Checkpoint(Rc::clone(&vote)), out);
        if self.log.in_window(seq) {
            self.checkpoints.votes.entry(seq).or_default().insert(vote);
        }
    }

    pub(super) fn admit_checkpoint(
        &self,
        checkpoint: &Rc<Signed<Checkpoint>>,
    ) -> Result<Accepted, Box<Rejection>> {
        let seq = checkpoint.seq;
        if !self.config.is_checkpoint(seq) || seq <= self.log.low() {
            return Err(RejectReason::BadCheckpointNumber { seq }.into());
        }
        let tally = if self.log.in_window(seq) {
            let votes = self.checkpoints.votes.get(&seq);
            votes.map_or(Tally::Added, |votes| votes.judge(checkpoint))
        } else if self.checkpoints.far.get(&checkpoint.replica).is_some_and(|far| far.seq >= seq) {
            Tally::Duplicate
        } else {
            Tally::Added
        };
        let admission =
            self.admit_vote(checkpoint, tally, Offence::ConflictingCheckpoints, Message::Checkpoint);
        match admission {
            Ok(verified) => Ok(Accepted::Checkpoint(verified, None)),
            Err(refusal)
                if refusal.reason == RejectReason::ConflictingVote && self.is_vouched_for(checkpoint) =>
            {
                Ok(Accepted::Checkpoint(self.verify_others(checkpoint)?, refusal.evidence))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Whether `W` replicas, so a correct one, agree. Then an earlier CHECKPOINT of the sender with another digest is no
    /// obstacle: the others may have counted this one, made the checkpoint stable and discarded what this replica lacks.
    fn is_vouched_for(&self, checkpoint: &Checkpoint) -> bool {
        let votes = self.checkpoints.votes.get(&checkpoint.seq);
        votes.is_some_and(|votes| votes.count(checkpoint.digest) >= self.quorums.weak)
    }

    /// In any view and mode: certificates combine across views.
    pub(super) fn on_checkpoint(&mut self, checkpoint: Verified<Checkpoint>, out: &mut Out) {
        let seq = checkpoint.seq;
        if self.log.in_window(seq) {
            self.checkpoints.votes.entry(seq).or_default().replace(checkpoint);
            self.settle_checkpoint(seq, out);
        } else {
            self.checkpoints.far.insert(checkpoint.replica, checkpoint);
            self.consider_far_checkpoints(out);
        }
    }

    /// With a quorum of equal CHECKPOINTs: stable if the own state agrees, divergence if it does not; a replica that has not
    /// come so far waits a while, then fetches the state. The low water mark does not move before: moving
    /// it would discard votes that are still needed to execute up to there.
    pub(super) fn settle_checkpoint(&mut self, seq: Seq, out: &mut Out) {
        let Some(votes) = self.checkpoints.votes.get(&seq) else { return };
        let Some(digest) = votes.agreed(self.quorums.checkpoints()) else { return };
        let proof: Vec<_> = votes.certificate(digest, self.quorums.checkpoints());
        let proof: Vec<_> = proof.into_iter().map(Verified::into_signed).collect();
        match self.checkpoints.own(seq).map(|own| own.digest) {
            Some(own) if own == digest => self.make_stable(seq, digest, proof, out),
            // What follows the checkpoint is wrong too, but the log is cut, as at the other replicas.
            Some(_) if !self.keeps(Rule::DivergenceNoticed) => self.make_stable(seq, digest, proof, out),
            Some(_) => {
                out.report(Event::Alarm(Alarm::Diverged { seq }));
                self.checkpoints.kept.retain(|kept| kept.seq < seq);
                self.start_transfer(seq, true, out);
            }
            None if seq > self.last_executed => self.await_checkpoint(seq, out),
            None => {}
        }
    }

    /// A transfer has ended: looks again at every checkpoint that was certified meanwhile, whatever the target of the transfer was.
    pub(super) fn settle_later_checkpoints(&mut self, out: &mut Out) {
        let voted: Vec<Seq> = self.checkpoints.votes.keys().copied().collect();
        voted.into_iter().for_each(|seq| self.settle_checkpoint(seq, out));
        self.consider_far_checkpoints(out);
    }

    /// `W` replicas, so a correct one, are beyond the window: this replica lags. It asks for their state; only a proof moves
    /// the low water mark.
    fn consider_far_checkpoints(&mut self, out: &mut Out) {
        let high = self.log.high();
        let mut far: Vec<Seq> =
            self.checkpoints.far.values().map(|far| far.seq).filter(|seq| *seq > high).collect();
        far.sort_unstable();
        let weak = self.quorums.weak as usize;
        if let Some(seq) = far.len().checked_sub(weak).and_then(|index| far.get(index)) {
            self.start_transfer(*seq, false, out);
        }
    }

    /// The checkpoint becomes the low water mark (section 4.3).
    pub(super) fn make_stable(
        &mut self,
        seq: Seq,
        digest: Digest,
        proof: Vec<Rc<Signed<Checkpoint>>>,
        out: &mut Out,
    ) {
        if seq <= self.log.low() {
            return;
        }
        self.move_low_water_mark(seq, proof);
        out.report(Event::Stable { seq, digest });
        self.settle_amnesia(out);
        self.move_far_checkpoints(out);
    }

    /// Discards everything up to the mark. The caller has a quorum's proof.
    pub(super) fn move_low_water_mark(&mut self, seq: Seq, proof: Vec<Rc<Signed<Checkpoint>>>) {
        self.checkpoints.stable = Stable { seq, proof };
        self.log.advance(seq);
        self.highest_active = self.highest_active.max(seq).min(self.log.high());
        self.last_assigned = self.last_assigned.max(seq);
        self.missing.retain(|missing| *missing > seq);
        self.checkpoints.votes = self.checkpoints.votes.split_off(&seq.next());
        self.checkpoints.said = self.checkpoints.said.split_off(&seq);
        if self.checkpoints.own(seq).is_some() {
            self.checkpoints.kept.retain(|kept| kept.seq >= seq);
        }
    }

    /// CHECKPOINTs that lay above the window may lie inside it now.
    pub(super) fn move_far_checkpoints(&mut self, out: &mut Out) {
        let (low, high) = (self.log.low(), self.log.high());
        let far = std::mem::take(&mut self.checkpoints.far);
        let (inside, outside): (Vec<_>, Vec<_>) = far.into_iter().partition(|(_, far)| far.seq <= high);
        self.checkpoints.far = outside.into_iter().collect();
        for (_, checkpoint) in inside.into_iter().filter(|(_, checkpoint)| checkpoint.seq > low) {
            let seq = checkpoint.seq;
            self.checkpoints.votes.entry(seq).or_default().insert(checkpoint);
            self.settle_checkpoint(seq, out);
        }
    }
}
