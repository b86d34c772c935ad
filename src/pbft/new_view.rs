//! Starting a view (section 4.4): NEW-VIEW built, checked and entered.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Out;
use super::admit::{Accepted, Rejection};
use super::batch::null_digest;
use super::config::Config;
use super::envelope::{Roster, Signed, Verified};
use super::event::{Alarm, Event, Evidence, Offence, ViewChangeCause};
use super::ids::{Author, Digest, ReplicaSet, Seq, View};
use super::message::{Checkpoint, Message, NewView, PrePrepare, ViewChange};
use super::reject::{NewViewFlaw, RejectReason};
use super::replica::{Replica, ViewStatus};
use super::rules::{Rule, Rules};
use super::view_change::check_view_change;

/// What follows from a quorum of VIEW-CHANGEs: where the view starts and which numbers it assigns again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// `min-s`: the latest stable checkpoint in `V`.
    pub min_seq: Seq,
    /// The digest and proof of that checkpoint; none at the start.
    pub checkpoint: Option<(Digest, Vec<Rc<Signed<Checkpoint>>>)>,
    /// For each number of `(min-s, max-s]` its digest, without gaps.
    pub assignments: Vec<(Seq, Digest)>,
    /// A number for which two certificates of one view name different digests: more than `f` replicas are faulty.
    pub conflict: Option<Seq>,
}

impl Plan {
    /// `max-s`: the highest number that is assigned again, or `min-s`.
    pub fn max_seq(&self) -> Seq {
        self.assignments.last().map_or(self.min_seq, |(seq, _)| *seq)
    }
}

/// `compute_O` (protocol section 3.13): a pure function of the VIEW-CHANGEs, used by the primary to build the NEW-VIEW and by the
/// backups to check it. The order of `changes` does not matter.
pub fn plan(changes: &[Rc<Signed<ViewChange>>]) -> Plan {
    plan_by(Rules::default(), changes)
}

/// The same by the rules of a scenario.
pub fn plan_by(rules: Rules, changes: &[Rc<Signed<ViewChange>>]) -> Plan {
    let marks = changes.iter().map(|change| change.low_water_mark);
    let latest = rules.keeps(Rule::LatestCheckpointStarts);
    let min_seq = if latest { marks.max() } else { marks.min() }.unwrap_or_default();
    let starts_there = changes.iter().find(|change| change.low_water_mark == min_seq && min_seq > Seq(0));
    let checkpoint = starts_there
        .and_then(|change| Some((change.checkpoints.first()?.digest, change.checkpoints.clone())));
    // For each number the certificate of the highest view: a later certificate means that no earlier one committed.
    let mut highest: BTreeMap<Seq, (View, Digest)> = BTreeMap::new();
    let mut conflict = None;
    for certificate in changes.iter().flat_map(|change| &change.prepared) {
        let PrePrepare { view, seq, digest, .. } = **certificate.pre_prepare;
        if seq <= min_seq {
            continue;
        }
        let best = highest.entry(seq).or_insert((view, digest));
        if best.0 == view && best.1 != digest {
            // Impossible with at most f faulty; all replicas must still choose the same, so the smaller digest.
            conflict = Some(seq);
            best.1 = best.1.min(digest);
        } else if (best.0 < view) == rules.keeps(Rule::HighestViewWins) {
            *best = (view, digest);
        }
    }
    let max_seq = highest.last_key_value().map_or(min_seq, |(seq, _)| *seq);
    let null = null_digest();
    let digest_of = |seq: Seq| highest.get(&seq).map_or(null, |(_, digest)| *digest);
    let end = if rules.keeps(Rule::PlanReachesMax) { max_seq.0 + 1 } else { max_seq.0 };
    let assigned = (min_seq.0 + 1..end).map(Seq);
    let assigned = assigned.filter(|seq| rules.keeps(Rule::GapsGetNull) || highest.contains_key(seq));
    let assignments = assigned.map(|seq| (seq, digest_of(seq))).collect();
    Plan { min_seq, checkpoint, assignments, conflict }
}

/// Rules 3 and 4 of protocol section 3.14: every VIEW-CHANGE holds, and `O` is exactly what follows from them. A function of the
/// message alone, the same at every replica.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_new_view(config: &Config, roster: &Roster, new_view: &NewView) -> Result<Plan, NewViewFlaw> {
    let (changes, quorums) = (&new_view.view_changes, config.quorums());
    let senders: ReplicaSet = changes.iter().map(|change| change.replica).collect();
    let is_distinct = config.keeps(Rule::DistinctViewChanges);
    let sorted =
        changes.is_sorted_by(|a, b| a.replica < b.replica || (a.replica == b.replica && !is_distinct));
    let count = if is_distinct { senders.len() as usize } else { changes.len() };
    if count < quorums.view_changes() as usize || changes.len() > quorums.n as usize || !sorted {
        return Err(NewViewFlaw::Quorum);
    }
    let is_other = changes.iter().any(|change| change.view != new_view.view);
    if is_other && config.keeps(Rule::ViewChangesOfThisView) {
        return Err(NewViewFlaw::View);
    }
    for change in changes {
        roster.verify(change).map_err(|_| NewViewFlaw::Signature)?;
        check_view_change(config, roster, change).map_err(NewViewFlaw::ViewChange)?;
    }
    let plan = plan_by(config.params().rules, changes);
    let claimed = new_view.pre_prepares.iter().map(|it| (it.view, it.seq, it.digest, it.replica));
    let due = plan.assignments.iter().map(|(seq, digest)| (new_view.view, *seq, *digest, new_view.replica));
    if !claimed.eq(due) && config.keeps(Rule::NewViewRecomputed) {
        return Err(NewViewFlaw::PrePrepares);
    }
    for pre_prepare in &new_view.pre_prepares {
        roster.verify(pre_prepare).map_err(|_| NewViewFlaw::Signature)?;
    }
    Ok(plan)
}

impl Replica {
    /// Protocol section 3.13: the new primary has a quorum of VIEW-CHANGEs, its own among them.
    pub(super) fn build_new_view(&mut self, out: &mut Out) {
        let others =
            self.view_changes.values().filter(|change| change.view == self.view && change.replica != self.id);
        let others = others.take(self.quorums.quorum.saturating_sub(1) as usize);
        let own = self.view_changes.get(&self.id);
        let mut changes: Vec<_> = own.into_iter().chain(others).map(|change| Rc::clone(change)).collect();
        changes.sort_by_key(|change| change.replica);
        let plan = plan_by(self.config.params().rules, &changes);
        let mut pre_prepares = Vec::new();
        for (seq, digest) in &plan.assignments {
            let body = PrePrepare { view: self.view, seq: *seq, digest: *digest, replica: self.id };
            pre_prepares.push(self.sign(body).into_signed());
        }
        let body = NewView { view: self.view, view_changes: changes, pre_prepares, replica: self.id };
        let new_view = self.sign(body);
        self.multicast(Message::NewView(Rc::clone(&new_view)), out);
        self.enter_view(new_view, plan, out);
    }

    /// Protocol section 3.14.
    pub(super) fn admit_new_view(&self, new_view: &Rc<Signed<NewView>>) -> Result<Accepted, Box<Rejection>> {
        let primary = self.quorums.primary(new_view.view);
        let is_stranger = new_view.replica != primary && self.keeps(Rule::OnlyPrimaryStarts);
        if is_stranger || new_view.view == View(0) {
            return Err(RejectReason::NotFromPrimary { signer: new_view.replica, primary }.into());
        }
        let verified = self.verify_others(new_view)?;
        let goes_back = new_view.view < self.view && self.keeps(Rule::ViewsNeverGoBack);
        if goes_back || (new_view.view == self.view && self.is_active()) {
            let reason = RejectReason::StaleView { got: new_view.view, at: self.view };
            return Err(Box::new(Rejection { reason, evidence: self.second_new_view(new_view) }));
        }
        match check_new_view(&self.config, self.roster(), new_view) {
            Ok(plan) => Ok(Accepted::NewView(verified, plan)),
            Err(flaw) => {
                let evidence = Evidence {
                    culprit: Author::Replica(primary),
                    offence: Offence::InvalidNewView,
                    statements: vec![Message::NewView(Rc::clone(new_view))],
                };
                Err(Box::new(Rejection {
                    reason: RejectReason::InvalidNewView(flaw),
                    evidence: Some(evidence),
                }))
            }
        }
    }

    /// Two different NEW-VIEWs for the view this replica is in.
    fn second_new_view(&self, new_view: &Rc<Signed<NewView>>) -> Option<Evidence> {
        let ViewStatus::Active { new_view: Some(first) } = &self.standing else { return None };
        (first.view == new_view.view && first.body() != new_view.body()).then(|| Evidence {
            culprit: Author::Replica(new_view.replica),
            offence: Offence::ConflictingNewViews,
            statements: vec![Message::NewView(Rc::clone(first)), Message::NewView(Rc::clone(new_view))],
        })
    }

    pub(super) fn on_new_view(&mut self, new_view: Verified<NewView>, plan: Plan, out: &mut Out) {
        // A replica that was active in an earlier view, or wanted an even earlier one, is pulled in.
        if new_view.view != self.view {
            self.leave_view(new_view.view, out);
        }
        self.enter_view(new_view, plan, out);
    }

    /// Protocol section 3.14, `enter_view`, for backups and the new primary.
    fn enter_view(&mut self, new_view: Verified<NewView>, plan: Plan, out: &mut Out) {
        let (view, min_seq, max_seq) = (new_view.view, plan.min_seq, plan.max_seq());
        let pre_prepares = new_view.pre_prepares.clone();
        if !self.keeps(Rule::SilentInOldView) {
            self.log.leave_view(self.quorums);
        }
        if !self.keeps(Rule::AttemptsKept) {
            self.attempts = 0;
        }
        self.standing = ViewStatus::Active { new_view: Some(new_view) };
        self.stop_view_timers(out);
        self.view_changes.retain(|_, change| change.view > view);
        out.report(Event::ViewEntered { view, min_seq, max_seq });
        if let Some(seq) = plan.conflict {
            out.report(Event::Alarm(Alarm::ConflictingCertificates { seq }));
        }
        self.start_from_checkpoint(&plan, out);
        // Never below max-s: assigning one of its numbers again would contradict O.
        let base = if self.keeps(Rule::NumberingAfterPlan) { max_seq } else { self.last_executed };
        self.last_assigned = base.max(self.log.low());
        for pre_prepare in pre_prepares {
            self.adopt_assignment(&pre_prepare, out);
        }
        self.fetch_missing_bodies(out);
        self.replay_future(view, out);
        self.forward_pending(out);
        self.settle_amnesia(out);
        self.execute_ready(out);
    }

    /// Point a: the view starts from a checkpoint that this replica may not have. The low water mark moves only with the
    /// quorum's proof, which the VIEW-CHANGE carries.
    fn start_from_checkpoint(&mut self, plan: &Plan, out: &mut Out) {
        let seq = plan.min_seq;
        let Some((digest, proof)) = plan.checkpoint.clone().filter(|_| seq > self.log.low()) else { return };
        match self.checkpoints.own(seq).map(|own| own.digest) {
            Some(own) if own == digest => self.make_stable(seq, digest, proof, out),
            own => {
                if own.is_some() {
                    out.report(Event::Alarm(Alarm::Diverged { seq }));
                    self.checkpoints.kept.retain(|kept| kept.seq < seq);
                }
                self.move_low_water_mark(seq, proof);
                out.report(Event::Stable { seq, digest });
                self.start_transfer(seq, own.is_some(), out);
                self.move_far_checkpoints(out);
            }
        }
    }

    /// Point b: an entry of `O` counts as an accepted PRE-PREPARE. The PREPARE goes out even without the batch; the COMMIT waits for
    /// it, since prepared needs the batch. Numbers that are executed already are agreed on again, not executed.
    fn adopt_assignment(&mut self, pre_prepare: &Rc<Signed<PrePrepare>>, out: &mut Out) {
        let seq = pre_prepare.seq;
        // Verified with the NEW-VIEW; the verdict is remembered.
        let Ok(header) = self.roster().verify(pre_prepare) else { return };
        if seq <= self.log.low() {
            return;
        }
        self.log_pre_prepare(header, None);
        let batch = self.log.get(seq).and_then(|entry| entry.batch(pre_prepare.digest, self.quorums));
        let is_refused = batch.as_ref().is_some_and(|batch| self.refuses_as_old(batch));
        match batch {
            Some(batch) => self.learn_requests(&batch, out),
            None => self.missing.push(seq),
        }
        if !is_refused {
            self.send_prepare(seq, out);
        }
        self.evaluate(seq, out);
    }

    /// Point c: what came before the NEW-VIEW is handled now.
    fn replay_future(&mut self, view: View, out: &mut Out) {
        let future = self.future_messages.take(view);
        self.future_messages.expect(view.next());
        for message in future {
            self.receive(message, out);
        }
    }

    /// Point c: a backup sees to it that the new primary knows what still waits.
    fn forward_pending(&mut self, out: &mut Out) {
        if self.is_primary() {
            return;
        }
        let primary = self.primary().node();
        for pending in self.pending.iter() {
            out.send(primary, Message::Request(Rc::clone(&pending.request)));
        }
    }

    /// An invalid NEW-VIEW by the primary of the view that this replica waits for: do not wait any longer.
    pub(super) fn after_invalid_new_view(&mut self, view: View, out: &mut Out) {
        if view == self.view && !self.is_active() {
            self.start_view_change(self.view.next(), ViewChangeCause::InvalidNewView, out);
        }
    }
}
