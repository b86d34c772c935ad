//! State transfer (end of section 4.4, protocol section 3.18): a lagging replica installs a stable checkpoint with its proof.

use std::rc::Rc;

use super::Out;
use super::admit::{Accepted, Rejection};
use super::checkpoint::Kept;
use super::envelope::{Signed, Verified};
use super::event::Event;
use super::ids::{Digest, ReplicaId, ReplicaSet, Seq};
use super::message::{Checkpoint, FetchState, Message, StateTransfer};
use super::reject::RejectReason;
use super::replica::{Replica, ViewStatus};
use super::rules::Rule;
use super::state::ClientTable;

/// How many fetch intervals a replica waits, once it knows that a checkpoint ahead of it is certified, for its own
/// execution to get there.
const GRACE_INTERVALS: u32 = 2;

/// A replica's wish for a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// A checkpoint ahead is certified; the replica may still get there by itself.
    Awaiting {
        /// Its number.
        seq: Seq,
        /// How many fetch intervals are left.
        intervals: u32,
    },
    /// The replica asks one replica after the other.
    Fetching {
        /// The oldest checkpoint that helps.
        min_seq: Seq,
        /// Who is asked now.
        asked: ReplicaId,
        /// The own state is known to be wrong: any certified one from `min_seq` on replaces it.
        diverged: bool,
    },
}

impl Replica {
    /// Whether the replica knows that its own state is wrong: it executes nothing until another is there. A replica that only lags goes
    /// on as far as it can by itself: the others may be unable to prove the checkpoint that it waits for without its vote.
    pub(super) fn has_diverged(&self) -> bool {
        matches!(self.transfer, Some(Transfer::Fetching { diverged: true, .. }))
    }

    /// Whether the replica waits for a state.
    pub(super) fn is_transferring(&self) -> bool {
        matches!(self.transfer, Some(Transfer::Fetching { .. }))
    }

    /// A checkpoint ahead is certified: give the own execution some time to get there.
    pub(super) fn await_checkpoint(&mut self, seq: Seq, out: &mut Out) {
        match self.transfer {
            None => self.transfer = Some(Transfer::Awaiting { seq, intervals: GRACE_INTERVALS }),
            Some(Transfer::Awaiting { seq: awaited, .. }) if awaited < seq => {
                // A second certified checkpoint went by: waiting has no prospect.
                self.start_transfer(seq, false, out);
            }
            Some(_) => {}
        }
    }

    /// Ends a wish that the own execution has met; says whether it did.
    pub(super) fn settle_awaited(&mut self) -> bool {
        let arrived = match self.transfer {
            Some(Transfer::Awaiting { seq, .. }) => seq <= self.last_executed,
            Some(Transfer::Fetching { min_seq, diverged, .. }) => !diverged && min_seq <= self.last_executed,
            None => false,
        };
        if arrived {
            self.transfer = None;
        }
        arrived
    }

    /// Asks for a stable checkpoint at `min_seq` or later.
    pub(super) fn start_transfer(&mut self, min_seq: Seq, diverged: bool, out: &mut Out) {
        if let Some(Transfer::Fetching { min_seq: wanted, diverged: already, .. }) = self.transfer
            && min_seq <= wanted
            && (already || !diverged)
        {
            return;
        }
        self.transfer = Some(Transfer::Fetching { min_seq, asked: self.id, diverged });
        out.report(Event::StateTransferStarted { min_seq });
        self.fetch_state(out);
    }

    /// One fetch interval is over, or an answer was bad: wait on, or ask the next replica.
    pub(super) fn fetch_state(&mut self, out: &mut Out) {
        match self.transfer {
            Some(Transfer::Awaiting { seq, intervals: 0 | 1 }) => self.start_transfer(seq, false, out),
            Some(Transfer::Awaiting { seq, intervals }) => {
                self.transfer = Some(Transfer::Awaiting { seq, intervals: intervals - 1 });
            }
            Some(Transfer::Fetching { min_seq, asked, diverged }) => {
                let mut next = self.after_in_the_round(asked);
                let mut min_seq = min_seq;
                if next == self.id {
                    next = self.after_in_the_round(next);
                    min_seq = self.settle_for_less(min_seq, diverged);
                }
                self.transfer = Some(Transfer::Fetching { min_seq, asked: next, diverged });
                if next != self.id {
                    let counter = self.status.next_counter();
                    let fetch = self.sign(FetchState { min_seq, counter, replica: self.id });
                    out.send(next.node(), Message::FetchState(fetch.into_signed()));
                }
            }
            None => {}
        }
    }

    pub(super) fn admit_fetch_state(
        &self,
        fetch: &Rc<Signed<FetchState>>,
    ) -> Result<Accepted, Box<Rejection>> {
        if !self.status.is_new_question(fetch.replica, fetch.counter) {
            return Err(RejectReason::OldCounter.into());
        }
        Ok(Accepted::FetchState(self.verify_others(fetch)?))
    }

    /// Answers from the stable checkpoint only: it carries its proof.
    pub(super) fn on_fetch_state(&mut self, fetch: &Verified<FetchState>, out: &mut Out) {
        self.status.note_question(fetch.replica, fetch.counter);
        let stable = &self.checkpoints.stable;
        if let Some(kept) = self.checkpoints.own(stable.seq).filter(|kept| kept.seq >= fetch.min_seq) {
            let state = StateTransfer {
                seq: kept.seq,
                digest: kept.digest,
                proof: stable.proof.clone(),
                snapshot: Rc::clone(&kept.snapshot),
            };
            out.send(fetch.replica.node(), Message::State(Rc::new(state)));
        }
    }

    /// Only a state that was asked for, whose digest a quorum certifies.
    pub(super) fn admit_state(&self, state: &Rc<StateTransfer>) -> Result<Accepted, Box<Rejection>> {
        let (min_seq, diverged) = match (self.transfer, &self.amnesia) {
            (Some(Transfer::Fetching { min_seq, diverged, .. }), _) => (min_seq, diverged),
            (_, Some(_)) => (Seq(0), false),
            (Some(Transfer::Awaiting { .. }) | None, None) => return Err(RejectReason::NotWanted.into()),
        };
        if state.seq < min_seq || state.seq < self.log.low() || (state.seq <= self.last_executed && !diverged)
        {
            return Err(RejectReason::NotWanted.into());
        }
        if self.keeps(Rule::StateProofVerified) {
            self.check_checkpoint_proof(state.seq, state.digest, &state.proof)?;
        }
        if state.snapshot.digest(state.seq) != state.digest && self.keeps(Rule::StateMatchesDigest) {
            return Err(RejectReason::DigestMismatch.into());
        }
        Ok(Accepted::State(Rc::clone(state)))
    }

    /// `Q` distinct valid CHECKPOINTs, all for this number and digest.
    fn check_checkpoint_proof(
        &self,
        seq: Seq,
        digest: Digest,
        proof: &[Rc<Signed<Checkpoint>>],
    ) -> Result<(), Box<Rejection>> {
        let signers: ReplicaSet = proof.iter().map(|checkpoint| checkpoint.replica).collect();
        let distinct = signers.len() as usize == proof.len() && signers.len() >= self.quorums.checkpoints();
        let due = self.config.is_checkpoint(seq);
        let same = proof.iter().all(|checkpoint| (checkpoint.seq, checkpoint.digest) == (seq, digest));
        if !distinct || !due || !same {
            return Err(RejectReason::BadProof.into());
        }
        for checkpoint in proof {
            self.roster().verify(checkpoint)?;
        }
        Ok(())
    }

    /// Takes over service and client table, and goes on from there.
    pub(super) fn on_state(&mut self, state: &StateTransfer, out: &mut Out) {
        let (seq, digest) = (state.seq, state.digest);
        self.state = (*state.snapshot).clone();
        if !self.keeps(Rule::TableTransferred) {
            self.state.clients = ClientTable::default();
        }
        self.counters.transferred += 1;
        self.last_executed = seq;
        self.transfer = None;
        self.checkpoints.kept.retain(|kept| kept.seq > seq);
        self.checkpoints.kept.insert(0, Kept { seq, digest, snapshot: Rc::clone(&state.snapshot) });
        out.report(Event::StateTransferred { seq, digest });
        self.make_stable(seq, digest, state.proof.clone(), out);
        let clients = &self.state.clients;
        self.pending.remove_executed(|client| clients.timestamp(client));
        self.settle_amnesia(out);
        self.vote_for_checkpoint(seq, digest, out);
        self.execute_ready(out);
        self.settle_later_checkpoints(out);
        // What came after the checkpoint is for others to send. Who answered a moment ago does not yet again, so the question
        // is asked once more in the next interval.
        self.send_status(out);
        self.status.behind = true;
    }

    /// A bad answer: ask the next replica at once, until all were asked in this round, which begins after the own place in
    /// the row. Bad answers must not be able to drive a loop of questions: the next round waits for the timer.
    pub(super) fn after_bad_state(&mut self, out: &mut Out) {
        if let Some(Transfer::Fetching { asked, .. }) = self.transfer
            && self.after_in_the_round(asked) != self.id
        {
            self.fetch_state(out);
        }
    }

    /// What to ask for when a whole round brought nothing. `W` replicas may have sent a CHECKPOINT that no quorum ever makes stable
    /// as long as this replica lags; then any proven state that is newer than its own brings it on.
    fn settle_for_less(&self, min_seq: Seq, diverged: bool) -> Seq {
        let newer = self.last_executed.next().max(self.log.low());
        if diverged { min_seq } else { min_seq.min(newer) }
    }

    fn after_in_the_round(&self, asked: ReplicaId) -> ReplicaId {
        ReplicaId((asked.0 + 1) % self.quorums.n)
    }

    /// Whether the replica is active in its view and holds the NEW-VIEW that started it.
    pub(super) fn has_new_view(&self) -> bool {
        matches!(self.standing, ViewStatus::Active { new_view: Some(_) })
    }
}
