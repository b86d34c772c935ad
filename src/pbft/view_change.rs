//! Leaving a view (section 4.4): VIEW-CHANGE messages built, checked and counted.

use std::rc::Rc;

use super::Out;
use super::admit::{Accepted, Rejection};
use super::batch::null_digest;
use super::config::Config;
use super::envelope::{Roster, Signed, Verified};
use super::event::{Event, Evidence, Offence, ViewChangeCause};
use super::ids::{Author, ReplicaId, ReplicaSet, Seq, View};
use super::log::Entry;
use super::message::{Message, PreparedCertificate, ViewChange};
use super::reject::{RejectReason, ViewChangeFlaw};
use super::replica::{Replica, ViewStatus};
use super::rules::Rule;

impl Replica {
    /// Protocol section 3.11. From here on the replica sends nothing for any earlier view, ever.
    pub(super) fn start_view_change(&mut self, view: View, cause: ViewChangeCause, out: &mut Out) {
        // An amnesic replica signs nothing, so it cannot say that it gives up; it follows by NEW-VIEW.
        if view <= self.view || self.amnesia.is_some() {
            return;
        }
        self.leave_view(view, out);
        self.attempts = self.attempts.saturating_add(1);
        out.report(Event::ViewChangeStarted { view, cause });
        let own = self.make_view_change();
        self.view_changes.insert(self.id, own.clone());
        self.multicast(Message::ViewChange(Rc::clone(&own)), out);
        self.standing = ViewStatus::Changing { own, quorum_seen: false };
        self.future_messages.expect(view);
        self.settle_view_changes(out);
    }

    /// Ends the view: votes go, certificates, decisions and batches stay until their numbers are stable.
    pub(super) fn leave_view(&mut self, view: View, out: &mut Out) {
        if self.keeps(Rule::SilentInOldView) {
            self.log.leave_view(self.quorums);
        }
        self.missing.clear();
        // Only what is decided and not executed is still worth asking for; the new view says what else is.
        self.highest_active = self.last_executed.max(self.log.low());
        self.view = view;
        self.stop_view_timers(out);
    }

    fn make_view_change(&mut self) -> Verified<ViewChange> {
        self.sign(self.view_change_to(self.view))
    }

    /// What its VIEW-CHANGE for a view says, or would say now.
    pub fn view_change_to(&self, view: View) -> ViewChange {
        let quorums = self.quorums;
        // Null certificates included: they look useless, yet without them a decided null could be overwritten.
        let reports = |entry: &Entry, certificate: &PreparedCertificate| {
            let is_null = certificate.pre_prepare.digest == null_digest();
            self.keeps(Rule::ChangeCarriesPrepared)
                && (self.keeps(Rule::PreparedBeforeCommitted) || entry.decision.is_some())
                && (self.keeps(Rule::NullCertificates) || !is_null)
        };
        let certificate = |(_, entry): (Seq, &Entry)| {
            entry.certificate(quorums).filter(|certificate| reports(entry, certificate))
        };
        let prepared = self.log.iter().filter_map(certificate).collect();
        ViewChange {
            view,
            low_water_mark: self.log.low(),
            checkpoints: self.checkpoints.stable.proof.clone(),
            prepared,
            replica: self.id,
        }
    }

    /// The same VIEW-CHANGE again: the network may have lost it (protocol section 3.11, point 4).
    pub(super) fn resend_view_change(&mut self, out: &mut Out) {
        if !self.keeps(Rule::ViewChangeResent) {
            return;
        }
        if let ViewStatus::Changing { own, .. } = &self.standing {
            let own = Rc::clone(own);
            self.multicast(Message::ViewChange(own), out);
        }
    }

    /// Protocol section 3.12, rules 1 to 6: one bad part voids the whole message, and only that message.
    pub(super) fn admit_view_change(
        &self,
        change: &Rc<Signed<ViewChange>>,
    ) -> Result<Accepted, Box<Rejection>> {
        let verified = self.verify_others(change)?;
        let stale = change.view < self.view || (change.view == self.view && self.is_active());
        if !stale && self.view_changes.get(&change.replica).is_some_and(|known| known.view >= change.view) {
            return Err(RejectReason::Duplicate.into());
        }
        if let Err(flaw) = check_view_change(&self.config, self.roster(), change) {
            let reason = RejectReason::InvalidViewChange(flaw);
            let evidence = Evidence {
                culprit: Author::Replica(change.replica),
                offence: Offence::InvalidViewChange,
                statements: vec![Message::ViewChange(Rc::clone(change))],
            };
            return Err(Box::new(Rejection { reason, evidence: Some(evidence) }));
        }
        Ok(Accepted::ViewChange(verified))
    }

    pub(super) fn on_view_change(&mut self, change: Verified<ViewChange>, out: &mut Out) {
        if change.view < self.view || (change.view == self.view && self.is_active()) {
            self.help_straggler(&change, out);
            return;
        }
        self.view_changes.insert(change.replica, change);
        self.join_others(out);
        self.settle_view_changes(out);
        self.settle_amnesia(out);
    }

    /// Its sender lags: the NEW-VIEW of this view brings it on.
    fn help_straggler(&mut self, change: &ViewChange, out: &mut Out) {
        let ViewStatus::Active { new_view: Some(new_view) } = &self.standing else { return };
        // Its STATUS will still be answered: the NEW-VIEW alone may not bring it all the way.
        if !self.status.helped.contains(change.replica) {
            let new_view = Rc::clone(new_view);
            self.status.helped.insert(change.replica);
            out.send(change.replica.node(), Message::NewView(new_view));
        }
    }

    /// The join rule (section 4.5.2): when `W` others, so a correct one, want later views, go to the `W`-th highest. One
    /// vote for each sender, its latest; the own one does not count.
    fn join_others(&mut self, out: &mut Out) {
        if !self.keeps(Rule::JoinRule) {
            return;
        }
        let others = self.view_changes.values().filter(|change| change.replica != self.id);
        let mut wanted: Vec<View> = others.map(|change| change.view).collect();
        wanted.sort_unstable_by(|a, b| b.cmp(a));
        let vouched = wanted.get(self.quorums.joins().saturating_sub(1) as usize).copied();
        if let Some(view) = vouched.filter(|view| *view > self.view) {
            self.start_view_change(view, ViewChangeCause::Joined, out);
        }
    }

    /// Protocol section 3.12, rules 9 and 10: a quorum wants this view, so its NEW-VIEW may be waited for with a timer, and its
    /// primary builds it.
    pub(super) fn settle_view_changes(&mut self, out: &mut Out) {
        let (view, quorum) = (self.view, self.quorums.quorum as usize);
        let ViewStatus::Changing { quorum_seen, .. } = &mut self.standing else { return };
        if self.view_changes.values().filter(|change| change.view >= view).count() >= quorum {
            *quorum_seen = true;
        }
        let exactly = self.view_changes.values().filter(|change| change.view == view).count();
        if self.is_primary() && exactly >= quorum {
            self.build_new_view(out);
        }
    }
}

/// Whether a VIEW-CHANGE proves everything that it says; a function of the message alone, the same at every replica.
///
/// # Errors
/// The first rule of protocol section 3.12 that it breaks.
pub fn check_view_change(
    config: &Config,
    roster: &Roster,
    change: &ViewChange,
) -> Result<(), ViewChangeFlaw> {
    let params = config.params();
    let window = change.low_water_mark..=change.low_water_mark.plus(params.log_size);
    let too_many =
        change.checkpoints.len() > params.replicas as usize || change.prepared.len() as u64 > params.log_size;
    if change.view == View(0) || too_many {
        return Err(ViewChangeFlaw::Bounds);
    }
    check_low_water_mark(config, roster, change)?;
    let mut last = change.low_water_mark;
    for certificate in &change.prepared {
        let seq = certificate.pre_prepare.seq;
        if seq <= last || !window.contains(&seq) {
            return Err(ViewChangeFlaw::Order);
        }
        last = seq;
        check_certificate(config, roster, change.view, certificate)?;
    }
    Ok(())
}

/// Rule 3: `C` proves `h`.
fn check_low_water_mark(config: &Config, roster: &Roster, change: &ViewChange) -> Result<(), ViewChangeFlaw> {
    let low = change.low_water_mark;
    if !config.keeps(Rule::CheckpointProofVerified) {
        return Ok(());
    }
    if low == Seq(0) {
        return if change.checkpoints.is_empty() { Ok(()) } else { Err(ViewChangeFlaw::Checkpoint) };
    }
    let quorum = config.quorums().checkpoints();
    let signers: ReplicaSet = change.checkpoints.iter().map(|checkpoint| checkpoint.replica).collect();
    let distinct = signers.len() as usize == change.checkpoints.len() && signers.len() >= quorum;
    let digest = change.checkpoints.first().map(|checkpoint| checkpoint.digest);
    let same = change.checkpoints.iter().all(|it| it.seq == low && Some(it.digest) == digest);
    if !distinct || !same || !config.is_checkpoint(low) {
        return Err(ViewChangeFlaw::Checkpoint);
    }
    for checkpoint in &change.checkpoints {
        roster.verify(checkpoint).map_err(|_| ViewChangeFlaw::Signature)?;
    }
    Ok(())
}

/// Rules 5 and 6: a PRE-PREPARE of an earlier view's primary, and matching PREPAREs of a quorum's backups.
fn check_certificate(
    config: &Config,
    roster: &Roster,
    wanted: View,
    certificate: &PreparedCertificate,
) -> Result<(), ViewChangeFlaw> {
    let header = &certificate.pre_prepare;
    let primary = config.quorums().primary(header.view);
    let is_proposer = header.replica == primary || !config.keeps(Rule::OnlyPrimaryProposes);
    if header.view >= wanted || !is_proposer {
        return Err(ViewChangeFlaw::Header);
    }
    if !config.keeps(Rule::CertificatesVerified) {
        return Ok(());
    }
    if !has_quorum_of_prepares(config, certificate, primary) {
        return Err(ViewChangeFlaw::Prepares);
    }
    roster.verify(header).map_err(|_| ViewChangeFlaw::Signature)?;
    for prepare in &certificate.prepares {
        roster.verify(prepare).map_err(|_| ViewChangeFlaw::Signature)?;
    }
    Ok(())
}

/// Whether the PREPAREs are those of a quorum's backups, all for the assignment of the PRE-PREPARE.
fn has_quorum_of_prepares(config: &Config, certificate: &PreparedCertificate, primary: ReplicaId) -> bool {
    let PreparedCertificate { pre_prepare: header, prepares } = certificate;
    let signers: ReplicaSet = prepares.iter().map(|prepare| prepare.replica).collect();
    let is_distinct =
        signers.len() as usize == prepares.len() || !config.quorums().keeps(Rule::OneVotePerReplica);
    let is_enough = prepares.len() >= config.quorums().prepares() as usize;
    let is_same = prepares.iter().all(|prepare| {
        prepare.seq == header.seq
            && (prepare.view == header.view || !config.keeps(Rule::PreparesOfOneView))
            && (prepare.digest == header.digest || !config.keeps(Rule::PreparesMatchDigest))
    });
    let is_by_backups = !signers.contains(primary) || !config.keeps(Rule::PrimaryDoesNotPrepare);
    is_distinct && is_enough && is_same && is_by_backups
}
