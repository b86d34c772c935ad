//! Proof of guilt: signed statements that no correct node makes (protocol section 5, end), collected by an observer of every
//! message that is sent.
//!
//! Replicas also collect evidence, but only from messages that they receive. The collector sees all messages and also looks inside
//! certificates. A proof names one culprit and contains its statements, so it can be checked with the culprit's public key alone. A
//! property test with random adversaries checks that the collector never names a correct node.

mod by_seq;
mod statements;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use statements::{Known, StatementLog};

use crate::pbft::codec::Limits;
use crate::pbft::envelope::{Body, Roster, Signed};
use crate::pbft::event::Offence;
use crate::pbft::ids::Author;
use crate::pbft::message::{
    Checkpoint, Commit, NewView, PrePrepare, Prepare, PreparedCertificate, Request, ViewChange,
};
use crate::pbft::new_view::check_new_view;
use crate::pbft::view_change::check_view_change;
use crate::pbft::{Config, Message, View};
use crate::process::Time;
use crate::sim::{RecordId, Weight};

/// Signed statements that prove a node's guilt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The guilty node.
    pub culprit: Author,
    /// The offence.
    pub offence: Offence,
    /// The statements, each with the culprit's valid signature. A PRE-PREPARE comes without its batch.
    pub statements: Vec<Message>,
    /// The records of the messages in which they were sent.
    pub records: Vec<RecordId>,
    /// When the last of them was sent.
    pub at: Time,
}

/// Collects proofs: the first of each offence for each culprit.
#[derive(Clone, Debug)]
pub struct Collector {
    config: Rc<Config>,
    roster: Rc<Roster>,
    log: StatementLog,
    proofs: Vec<Rc<Proof>>,
}

/// The record and time of a statement.
#[derive(Clone, Copy, Debug)]
struct Sighting {
    record: RecordId,
    at: Time,
}

impl Collector {
    /// A collector that has seen no message.
    pub fn new(config: Rc<Config>, roster: Rc<Roster>) -> Collector {
        let log = StatementLog::new(&config);
        Collector { config, roster, log, proofs: Vec::new() }
    }

    /// The configuration of the cluster.
    pub fn config(&self) -> &Rc<Config> {
        &self.config
    }

    /// The proofs so far, in the order in which they were found.
    pub fn proofs(&self) -> &[Rc<Proof>] {
        &self.proofs
    }

    /// The approximate size of a clone in bytes: its own, and those shared with other clones.
    pub(crate) fn weight(&self) -> Weight {
        let log = self.log.weight();
        Weight { own: log.own + (self.proofs.len() * size_of::<Rc<Proof>>()) as u64, ..log }
    }

    /// Observes a message that a node sends, its own or another's.
    pub fn see(&mut self, message: &Message, record: RecordId, at: Time) {
        self.observe(message, Sighting { record, at });
    }

    fn observe(&mut self, message: &Message, seen: Sighting) {
        match message {
            Message::Request(request) => self.request(request, seen),
            Message::PrePrepare { header, .. } => self.pre_prepare(header, seen),
            Message::Prepare(vote) => self.prepare(vote, seen),
            Message::Commit(vote) => self.commit(vote, seen),
            Message::Checkpoint(vote) => self.checkpoint(vote, seen),
            Message::ViewChange(change) => self.view_change(change, seen),
            Message::NewView(new_view) => self.new_view(new_view, seen),
            Message::State(state) => state.proof.iter().for_each(|vote| self.checkpoint(vote, seen)),
            Message::CommitCertificate(proof) => {
                proof.commits.iter().for_each(|vote| self.commit(vote, seen));
            }
            Message::Bytes(bytes) => {
                // Nothing decodes to bytes again, so this ends.
                if let Ok(message) = Message::decode(bytes, Limits::of(&self.config)) {
                    self.observe(&message, seen);
                }
            }
            // The requests of a batch were sent by their clients; a REPLY or a STATUS commits its sender to nothing.
            Message::Batch(_)
            | Message::Reply(_)
            | Message::Status(_)
            | Message::FetchBatch(_)
            | Message::FetchState(_) => {}
        }
    }

    /// Two requests of one client with the same timestamp.
    fn request(&mut self, request: &Rc<Signed<Request>>, seen: Sighting) {
        let earlier = self.log.requests(request.client, request.timestamp);
        let known = earlier.compare(request, |known| known.body() == request.body());
        self.record(
            known,
            request,
            seen,
            Offence::ConflictingRequests,
            Message::Request,
            StatementLog::keep_request,
        );
    }

    /// Two PRE-PREPAREs of one replica for one view and number.
    fn pre_prepare(&mut self, header: &Rc<Signed<PrePrepare>>, seen: Sighting) {
        let earlier = self.log.pre_prepares(header);
        let known = earlier.compare(header, |known| known.digest == header.digest);
        let offence = Offence::ConflictingPrePrepares;
        self.record(known, header, seen, offence, without_batch, StatementLog::keep_pre_prepare);
    }

    /// Two PREPAREs of one replica for one view and number, or one by the primary.
    fn prepare(&mut self, vote: &Rc<Signed<Prepare>>, seen: Sighting) {
        let is_primary = self.config.quorums().primary(vote.view) == vote.replica;
        if is_primary && self.is_signed(vote) {
            let statements = vec![Message::Prepare(Rc::clone(vote))];
            self.convict(vote.author(), Offence::PrepareByPrimary, statements, vec![seen.record], seen);
        }
        let earlier = self.log.prepares(vote);
        let known = earlier.compare(vote, |known| known.digest == vote.digest);
        self.record(
            known,
            vote,
            seen,
            Offence::ConflictingPrepares,
            Message::Prepare,
            StatementLog::keep_prepare,
        );
    }

    /// Two COMMITs of one replica for one view and number, or one that its VIEW-CHANGE hides.
    fn commit(&mut self, vote: &Rc<Signed<Commit>>, seen: Sighting) {
        let earlier = self.log.commits(vote);
        let known = earlier.compare(vote, |known| known.digest == vote.digest);
        let is_new = !matches!(known, Known::Same);
        self.record(
            known,
            vote,
            seen,
            Offence::ConflictingCommits,
            Message::Commit,
            StatementLog::keep_commit,
        );
        if is_new {
            let hiding = self.log.view_changes(vote.replica).find(|(change, _)| hides(change, vote));
            let hiding = hiding.map(|(change, record)| (Rc::clone(change), record));
            if let Some((change, record)) = hiding.filter(|_| self.is_signed(vote)) {
                self.hidden(vote, seen.record, &change, record, seen);
            }
        }
    }

    /// Two CHECKPOINTs of one replica for one number.
    fn checkpoint(&mut self, vote: &Rc<Signed<Checkpoint>>, seen: Sighting) {
        let earlier = self.log.checkpoints(vote);
        let known = earlier.compare(vote, |known| known.digest == vote.digest);
        let offence = Offence::ConflictingCheckpoints;
        self.record(known, vote, seen, offence, Message::Checkpoint, StatementLog::keep_checkpoint);
    }

    /// A VIEW-CHANGE whose claims its certificates do not prove, or that hides something that its sender has committed.
    fn view_change(&mut self, change: &Rc<Signed<ViewChange>>, seen: Sighting) {
        if self.log.knows_view_change(change) || !self.is_signed(change) {
            return;
        }
        self.log.keep_view_change(change, seen.record);
        change.checkpoints.iter().for_each(|vote| self.checkpoint(vote, seen));
        change.prepared.iter().for_each(|certificate| self.certificate(certificate, seen));
        if check_view_change(&self.config, &self.roster, change).is_err() {
            let statements = vec![Message::ViewChange(Rc::clone(change))];
            self.convict(change.author(), Offence::InvalidViewChange, statements, vec![seen.record], seen);
        }
        let hidden = self.log.commits_of(change.replica).find(|(vote, _)| hides(change, vote));
        if let Some((vote, record)) = hidden.map(|(vote, record)| (Rc::clone(vote), record)) {
            self.hidden(&vote, record, change, seen.record, seen);
        }
    }

    fn certificate(&mut self, certificate: &PreparedCertificate, seen: Sighting) {
        self.pre_prepare(&certificate.pre_prepare, seen);
        certificate.prepares.iter().for_each(|vote| self.prepare(vote, seen));
    }

    /// A NEW-VIEW that does not follow from its VIEW-CHANGEs, or a second one for the same view.
    fn new_view(&mut self, new_view: &Rc<Signed<NewView>>, seen: Sighting) {
        let earlier = self.log.new_views(new_view);
        let known = earlier.compare(new_view, |known| known.body() == new_view.body());
        if matches!(known, Known::Same) || !self.is_signed(new_view) {
            return;
        }
        let offence = Offence::ConflictingNewViews;
        self.record(known, new_view, seen, offence, Message::NewView, StatementLog::keep_new_view);
        new_view.view_changes.iter().for_each(|change| self.view_change(change, seen));
        new_view.pre_prepares.iter().for_each(|header| self.pre_prepare(header, seen));
        let is_primary = self.config.quorums().primary(new_view.view) == new_view.replica;
        let follows = check_new_view(&self.config, &self.roster, new_view).is_ok();
        if !is_primary || !follows || new_view.view == View(0) {
            let statements = vec![Message::NewView(Rc::clone(new_view))];
            self.convict(new_view.author(), Offence::InvalidNewView, statements, vec![seen.record], seen);
        }
    }

    fn is_signed<T: Body>(&self, statement: &Rc<Signed<T>>) -> bool {
        self.roster.verify(statement).is_ok()
    }

    /// Keeps a statement that is the first of its kind, or convicts its author if it contradicts the first one. Only statements with
    /// valid signatures are kept, so both of a pair have one.
    fn record<T: Body>(
        &mut self,
        known: Known<T>,
        statement: &Rc<Signed<T>>,
        seen: Sighting,
        offence: Offence,
        wrap: fn(Rc<Signed<T>>) -> Message,
        keep: fn(&mut StatementLog, &Rc<Signed<T>>, RecordId),
    ) {
        match known {
            Known::Same => {}
            Known::Nothing if self.is_signed(statement) => keep(&mut self.log, statement, seen.record),
            Known::Other(first, record) if self.is_signed(statement) => {
                let statements = vec![wrap(first), wrap(Rc::clone(statement))];
                self.convict(statement.author(), offence, statements, vec![record, seen.record], seen);
            }
            Known::Nothing | Known::Other(..) => {}
        }
    }

    fn hidden(
        &mut self,
        vote: &Rc<Signed<Commit>>,
        voted: RecordId,
        change: &Rc<Signed<ViewChange>>,
        changed: RecordId,
        seen: Sighting,
    ) {
        let statements = vec![Message::Commit(Rc::clone(vote)), Message::ViewChange(Rc::clone(change))];
        self.convict(vote.author(), Offence::HiddenCertificate, statements, vec![voted, changed], seen);
    }

    fn convict(
        &mut self,
        culprit: Author,
        offence: Offence,
        statements: Vec<Message>,
        records: Vec<RecordId>,
        seen: Sighting,
    ) {
        if self.proofs.iter().all(|proof| (proof.culprit, proof.offence) != (culprit, offence)) {
            self.proofs.push(Rc::new(Proof { culprit, offence, statements, records, at: seen.at }));
        }
    }
}

/// Whether a VIEW-CHANGE hides a number that its sender had committed in an earlier view: its low water mark is below the number, and
/// it has no certificate for the number from that view or a later one. A replica that commits has prepared, and a correct replica keeps
/// that certificate, or a later one, until the number is stable.
fn hides(change: &ViewChange, vote: &Commit) -> bool {
    let shows = |certificate: &Rc<PreparedCertificate>| {
        let header = &certificate.pre_prepare;
        header.seq == vote.seq && header.view >= vote.view
    };
    vote.view < change.view && change.low_water_mark < vote.seq && !change.prepared.iter().any(shows)
}

fn without_batch(header: Rc<Signed<PrePrepare>>) -> Message {
    Message::PrePrepare { header, batch: Rc::new(crate::pbft::batch::Batch::null()) }
}
