//! Invariants of the statements of correct replicas: I6 no conflicting prepared, I7 commit implies prepared, I12 no self-conflict, I13 order of
//! votes, I16 durability (a conflict after a restart, with or without the disk).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ledger::{Groups, InView, Ledger};
use super::violation_kinds::{Number, ViolationKind};
use super::{OracleInput, Violations, violation_kinds};
use crate::node::NodeEvent;
use crate::pbft::envelope::Signed;
use crate::pbft::event::Assignment;
use crate::pbft::message::{Message, NewView, PrePrepare, ViewChange};
use crate::pbft::{Digest, Event, ReplicaId, ReplicaSet, Seq, View};
use crate::sim::{Observation, RecordId};

/// Memory beyond the ledger.
#[derive(Clone, Debug)]
pub(super) struct VoteRules {
    restarted: ReplicaSet,
    /// The votes of each replica.
    reach: Vec<Reach>,
    checkpoints: BTreeMap<Seq, Groups>,
    view_changes: Vec<Option<(Rc<Signed<ViewChange>>, RecordId)>>,
    new_views: Vec<Option<(Rc<Signed<NewView>>, RecordId)>>,
}

/// The range of numbers that a replica voted for.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// The highest one, with the record of that vote.
    highest: Option<(Seq, RecordId)>,
    /// The highest one before it lost its disk. After that it may vote only for higher numbers.
    forgotten: Option<(Seq, RecordId)>,
}

/// A vote by its own signer.
#[derive(Clone, Copy)]
struct Cast {
    /// The violation if it comes too early.
    early: ViolationKind,
    /// The violation if it contradicts an earlier one.
    conflict: ViolationKind,
    voter: ReplicaId,
    view: View,
    seq: Seq,
    digest: Digest,
}

impl VoteRules {
    pub(super) fn new(replicas: usize) -> VoteRules {
        VoteRules {
            restarted: ReplicaSet::default(),
            reach: vec![Reach::default(); replicas],
            checkpoints: BTreeMap::new(),
            view_changes: vec![None; replicas],
            new_views: vec![None; replicas],
        }
    }

    pub(super) fn observe(
        &mut self,
        input: OracleInput<'_>,
        ledger: &mut Ledger,
        violations: &mut Violations<'_>,
    ) {
        match input.observed.observation {
            Observation::Sent { from, message, .. } => {
                if let Some(sender) = input.cluster.replica(from) {
                    self.sent(sender, message, input, ledger, violations);
                }
                overheard(message, input, ledger);
            }
            Observation::Reported { node, event: NodeEvent::Protocol(event) } => {
                let replica = input.cluster.replica(node);
                if let (Some(replica), Event::Restarted { amnesic, .. }) = (replica, event) {
                    self.restarts(replica, *amnesic);
                }
                if let (Some(faulty), Event::Prepared(slot)) = (replica, event)
                    && !input.is_correct(faulty)
                    && let Some(entry) = ledger.entry(slot.view, slot.seq)
                {
                    entry.prepared_faulty.add(slot.digest, faulty, input.observed.id);
                }
                match (replica.filter(|replica| input.is_correct(*replica)), event) {
                    (Some(replica), Event::Prepared(slot)) => {
                        prepared(replica, *slot, input, ledger, violations)
                    }
                    (Some(replica), Event::CommittedLocal(slot)) => {
                        committed(replica, *slot, input, ledger, violations)
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn restarts(&mut self, replica: ReplicaId, amnesic: bool) {
        self.restarted.insert(replica);
        if let Some(reach) = self.reach.get_mut(replica.0 as usize).filter(|_| amnesic) {
            reach.forgotten = reach.highest;
        }
    }

    /// A replica without its disk does not know its votes, so it must be sure that it did not vote there.
    fn votes_again(
        &mut self,
        voter: ReplicaId,
        seq: Seq,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        let record = input.observed.id;
        let Some(reach) = self.reach.get_mut(voter.0 as usize) else { return };
        if let Some((last, before)) =
            reach.forgotten.filter(|(last, _)| seq <= *last && input.answers_for_its_votes(voter))
        {
            let numbers = [("replica", voter.into()), ("seq", seq.into()), ("last", last.into())];
            violations.add(violation_kinds::VOTED_AGAIN, numbers, vec![before, record]);
        }
        if reach.highest.is_none_or(|(highest, _)| seq > highest) {
            reach.highest = Some((seq, record));
        }
    }

    /// Only messages in the replica's own name are its statements. It relays the others.
    fn sent(
        &mut self,
        sender: ReplicaId,
        message: &Message,
        input: OracleInput<'_>,
        ledger: &mut Ledger,
        violations: &mut Violations<'_>,
    ) {
        match message {
            Message::PrePrepare { header, .. } if header.replica == sender => {
                self.proposed(header, input, ledger, violations);
            }
            Message::Prepare(vote) if vote.replica == sender => {
                let (view, seq, digest) = (vote.view, vote.seq, vote.digest);
                let (early, conflict) = (violation_kinds::EARLY_PREPARE, violation_kinds::TWO_PREPARES);
                let cast = Cast { early, conflict, voter: sender, view, seq, digest };
                self.cast(
                    cast,
                    |entry| &mut entry.prepares,
                    |entry| !entry.proposed.who(digest).is_empty(),
                    input,
                    ledger,
                    violations,
                );
            }
            Message::Commit(vote) if vote.replica == sender => {
                let (view, seq, digest) = (vote.view, vote.seq, vote.digest);
                let (early, conflict) = (violation_kinds::EARLY_COMMIT, violation_kinds::TWO_COMMITS);
                let cast = Cast { early, conflict, voter: sender, view, seq, digest };
                self.cast(
                    cast,
                    |entry| &mut entry.commits,
                    |entry| entry.prepared.who(digest).contains(sender),
                    input,
                    ledger,
                    violations,
                );
            }
            Message::Checkpoint(vote) if vote.replica == sender && input.answers_for_its_votes(sender) => {
                let groups = self.checkpoints.entry(vote.seq).or_default();
                let other = groups.other(vote.digest, sender);
                groups.add(vote.digest, sender, input.observed.id);
                let numbers = [("replica", sender.into()), ("seq", vote.seq.into())];
                self.conflict(sender, violation_kinds::TWO_CHECKPOINTS, numbers, other, input, violations);
                while self.checkpoints.len() > 64 {
                    self.checkpoints.pop_first();
                }
            }
            Message::ViewChange(change) if change.replica == sender => {
                self.view_change(change, input, violations)
            }
            Message::NewView(new_view) if new_view.replica == sender => {
                self.new_view(new_view, input, ledger, violations);
            }
            _ => {}
        }
    }

    fn proposed(
        &mut self,
        header: &PrePrepare,
        input: OracleInput<'_>,
        ledger: &mut Ledger,
        violations: &mut Violations<'_>,
    ) {
        let (voter, view, seq, digest) = (header.replica, header.view, header.seq, header.digest);
        let is_primary = input.cluster.quorums.primary(view) == voter;
        if input.is_correct(voter) && !is_primary {
            let numbers = [("replica", voter.into()), ("view", view.into())];
            violations.add(violation_kinds::NOT_PRIMARY, numbers, vec![input.observed.id]);
        }
        self.votes_again(voter, seq, input, violations);
        let Some(entry) = ledger.entry(view, seq).filter(|_| is_primary) else { return };
        let other = entry.proposed.other(digest, voter);
        entry.proposed.add(digest, voter, input.observed.id);
        if input.answers_for_its_votes(voter) {
            let numbers = place(voter, view, seq);
            self.conflict(voter, violation_kinds::TWO_PRE_PREPARES, numbers, other, input, violations);
        }
    }

    /// A PREPARE follows a PRE-PREPARE, a COMMIT follows the own certificate, and neither contradicts an earlier vote.
    fn cast(
        &mut self,
        cast: Cast,
        group: impl Fn(&mut InView) -> &mut Groups,
        allowed: impl Fn(&InView) -> bool,
        input: OracleInput<'_>,
        ledger: &mut Ledger,
        violations: &mut Violations<'_>,
    ) {
        let Cast { early, conflict, voter, view, seq, digest } = cast;
        self.votes_again(voter, seq, input, violations);
        let Some(entry) = ledger.entry(view, seq) else { return };
        let allowed = allowed(entry);
        let groups = group(entry);
        let other = groups.other(digest, voter).filter(|_| input.answers_for_its_votes(voter));
        groups.add(digest, voter, input.observed.id);
        if !allowed && input.is_correct(voter) {
            violations.add(early, place(voter, view, seq), vec![input.observed.id]);
        }
        self.conflict(voter, conflict, place(voter, view, seq), other, input, violations);
    }

    fn conflict<const N: usize>(
        &self,
        voter: ReplicaId,
        kind: ViolationKind,
        numbers: [(&'static str, Number); N],
        other: Option<RecordId>,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        let Some(other) = other else { return };
        let forgot = self.restarted.contains(voter);
        let kind = if forgot { kind.of("durability") } else { kind };
        violations.add(kind, numbers, vec![other, input.observed.id]);
    }

    fn view_change(
        &mut self,
        change: &Rc<Signed<ViewChange>>,
        input: OracleInput<'_>,
        violations: &mut Violations<'_>,
    ) {
        let Some(known) = self.view_changes.get(change.replica.0 as usize) else { return };
        let other = known.as_ref().filter(|(known, _)| known.view == change.view && known != change);
        if input.answers_for_its_votes(change.replica) {
            let other = other.map(|(_, record)| *record);
            let numbers = [("replica", change.replica.into()), ("view", change.view.into())];
            self.conflict(
                change.replica,
                violation_kinds::TWO_VIEW_CHANGES,
                numbers,
                other,
                input,
                violations,
            );
        }
        if let Some(known) = self.view_changes.get_mut(change.replica.0 as usize) {
            *known = Some((Rc::clone(change), input.observed.id));
        }
    }

    fn new_view(
        &mut self,
        new_view: &Rc<Signed<NewView>>,
        input: OracleInput<'_>,
        ledger: &mut Ledger,
        violations: &mut Violations<'_>,
    ) {
        let Some(known) = self.new_views.get(new_view.replica.0 as usize) else { return };
        let other = known.as_ref().filter(|(known, _)| known.view == new_view.view && known != new_view);
        if input.answers_for_its_votes(new_view.replica) {
            let other = other.map(|(_, record)| *record);
            let numbers = [("replica", new_view.replica.into()), ("view", new_view.view.into())];
            self.conflict(
                new_view.replica,
                violation_kinds::TWO_NEW_VIEWS,
                numbers,
                other,
                input,
                violations,
            );
        }
        // What a faulty primary includes in another name is not a statement of that replica.
        for header in new_view.pre_prepares.iter().filter(|header| header.replica == new_view.replica) {
            self.proposed(header, input, ledger, violations);
        }
        if let Some(known) = self.new_views.get_mut(new_view.replica.0 as usize) {
            *known = Some((Rc::clone(new_view), input.observed.id));
        }
    }
}

/// A faulty primary may send its proposal through a colluder, or as bytes. A replica that receives it there may agree to it. (A
/// correct primary sends its statements in its own name.)
fn overheard(message: &Message, input: OracleInput<'_>, ledger: &mut Ledger) {
    let mut hear = |header: &PrePrepare| {
        let (signer, view) = (header.replica, header.view);
        if input.cluster.quorums.primary(view) == signer
            && !input.is_correct(signer)
            && let Some(entry) = ledger.entry(view, header.seq)
        {
            entry.proposed.add(header.digest, signer, input.observed.id);
        }
    };
    match message {
        Message::PrePrepare { header, .. } => hear(header),
        Message::NewView(new_view) => new_view.pre_prepares.iter().for_each(|header| hear(header)),
        Message::Bytes(bytes) => {
            // The result of decoding is never `Bytes`, so this ends.
            if let Ok(message) = Message::decode(bytes, input.cluster.limits) {
                overheard(&message, input, ledger);
            }
        }
        _ => {}
    }
}

/// The position of a vote.
fn place(replica: ReplicaId, view: View, seq: Seq) -> [(&'static str, Number); 3] {
    [("replica", replica.into()), ("view", view.into()), ("seq", seq.into())]
}

/// I6, and the memory of I7 and I8: which replicas prepared, and when a weak certificate of correct replicas had.
fn prepared(
    replica: ReplicaId,
    slot: Assignment,
    input: OracleInput<'_>,
    ledger: &mut Ledger,
    violations: &mut Violations<'_>,
) {
    let Assignment { view, seq, digest } = slot;
    let Some(entry) = ledger.entry(view, seq) else { return };
    if let Some((_, record)) = entry.prepared.any_other(digest) {
        violations.add(
            violation_kinds::TWO_PREPARED,
            place(replica, view, seq),
            vec![record, input.observed.id],
        );
    }
    entry.prepared.add(digest, replica, input.observed.id);
    let enough = entry.prepared.who(digest).len() >= input.cluster.commits();
    if let Some(number) = ledger.number(seq).filter(|_| enough)
        && !number.enough_prepared.iter().any(|(known, of, _)| (*known, *of) == (view, digest))
    {
        number.enough_prepared.push((view, digest, input.observed.id));
    }
}

/// I7: at most `f` of the quorum that sent COMMITs are faulty; the others had prepared. If more are faulty, those of the faulty
/// ones that had prepared count as well: a quorum with enough of them is not a sign of a lie.
fn committed(
    replica: ReplicaId,
    slot: Assignment,
    input: OracleInput<'_>,
    ledger: &Ledger,
    violations: &mut Violations<'_>,
) {
    let Assignment { view, seq, digest } = slot;
    if ledger.has_forgotten(seq) {
        return;
    }
    let quorums = input.cluster.quorums;
    let entry = ledger.at(seq).and_then(|number| number.in_view(view));
    let who = |groups: fn(&InView) -> &Groups| entry.map_or(0, |entry| groups(entry).who(digest).len());
    let have = who(|entry| &entry.prepared) + who(|entry| &entry.prepared_faulty).min(input.surplus());
    let need = quorums.quorum.saturating_sub(quorums.f);
    if have < need {
        let numbers = [
            ("replica", replica.into()),
            ("seq", seq.into()),
            ("view", view.into()),
            ("have", have.into()),
            ("need", need.into()),
        ];
        violations.add(violation_kinds::COMMITTED_UNPREPARED, numbers, vec![input.observed.id]);
    }
}
