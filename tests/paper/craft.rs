//! Messages made by hand, signed with the members' own keys, and the checks for one that breaks a rule.

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::codec::Limits;
use pbft_lab::pbft::envelope::{Body, Signed, Signer};
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{
    Checkpoint, Commit, NewView, PrePrepare, Prepare, PreparedCertificate, Request, ViewChange,
};
use pbft_lab::pbft::{
    ClientId, Digest, Event, Message, Quorums, RejectReason, Replica, ReplicaId, Seq, Timer, Timestamp, View,
};
use pbft_lab::process::{NodeId, Span};

use crate::paper::cluster::Cluster;

impl Cluster {
    pub fn n(&self) -> u32 {
        self.quorums().n
    }

    pub fn quorums(&self) -> Quorums {
        self.config.quorums()
    }

    /// The primary of a view.
    pub fn primary(&self, view: u64) -> u32 {
        self.quorums().primary(View(view)).0
    }

    fn signer(&self, author: Author) -> &Signer {
        match author {
            Author::Replica(ReplicaId(id)) => &self.keys.replicas[id as usize],
            Author::Client(ClientId(id)) => &self.keys.clients[id as usize],
        }
    }

    /// Signs a statement as the member that it names.
    pub fn sign<T: Body>(&self, body: T) -> Rc<Signed<T>> {
        self.signer(body.author()).sign(body).into_signed()
    }

    /// A statement with a signature that is not its author's: another replica made it.
    pub fn forge<T: Body>(&self, body: T) -> Rc<Signed<T>> {
        let other = match body.author() {
            Author::Replica(ReplicaId(id)) => (id + 1) % self.n(),
            Author::Client(_) => 0,
        };
        self.keys.replicas[other as usize].sign_as_written(body)
    }

    pub fn request(&self, client: u32, timestamp: u64, operation: &str) -> Rc<Signed<Request>> {
        self.sign(Request {
            client: ClientId(client),
            timestamp: Timestamp(timestamp),
            read_only: false,
            operation: operation.as_bytes().into(),
        })
    }

    /// A batch with one request of client 0.
    pub fn batch(&self, timestamp: u64, operation: &str) -> Rc<Batch> {
        Rc::new(Batch::new(vec![self.request(0, timestamp, operation)]))
    }

    /// A PRE-PREPARE of the primary of the view.
    pub fn header(&self, view: u64, seq: u64, digest: Digest) -> Rc<Signed<PrePrepare>> {
        let replica = ReplicaId(self.primary(view));
        self.sign(PrePrepare { view: View(view), seq: Seq(seq), digest, replica })
    }

    pub fn pre_prepare(&self, view: u64, seq: u64, batch: &Rc<Batch>) -> Message {
        Message::PrePrepare { header: self.header(view, seq, batch.digest()), batch: Rc::clone(batch) }
    }

    pub fn prepare(&self, by: u32, view: u64, seq: u64, digest: Digest) -> Rc<Signed<Prepare>> {
        self.sign(Prepare { view: View(view), seq: Seq(seq), digest, replica: ReplicaId(by) })
    }

    pub fn commit(&self, by: u32, view: u64, seq: u64, digest: Digest) -> Rc<Signed<Commit>> {
        self.sign(Commit { view: View(view), seq: Seq(seq), digest, replica: ReplicaId(by) })
    }

    pub fn checkpoint(&self, by: u32, seq: u64, digest: Digest) -> Rc<Signed<Checkpoint>> {
        self.sign(Checkpoint { seq: Seq(seq), digest, replica: ReplicaId(by) })
    }

    /// The replicas that are not the primary of the view, in order.
    pub fn backups(&self, view: u64) -> impl Iterator<Item = u32> + use<> {
        let primary = self.primary(view);
        (0..self.n()).filter(move |replica| *replica != primary)
    }

    /// A prepared certificate of exactly `Q - 1` backups.
    pub fn prepared(&self, view: u64, seq: u64, digest: Digest) -> PreparedCertificate {
        let voters = self.backups(view).take(self.quorums().prepares() as usize);
        PreparedCertificate {
            pre_prepare: self.header(view, seq, digest),
            prepares: voters.map(|voter| self.prepare(voter, view, seq, digest)).collect(),
        }
    }

    /// CHECKPOINTs of exactly `Q` replicas.
    pub fn stable_proof(&self, seq: u64, digest: Digest) -> Vec<Rc<Signed<Checkpoint>>> {
        (0..self.quorums().quorum).map(|replica| self.checkpoint(replica, seq, digest)).collect()
    }

    /// The VIEW-CHANGE of a replica that has seen nothing prepared, unsigned.
    pub fn blank_view_change(&self, by: u32, view: u64) -> ViewChange {
        ViewChange {
            view: View(view),
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared: Vec::new(),
            replica: ReplicaId(by),
        }
    }

    /// A VIEW-CHANGE with `h` = 0 and these certificates.
    pub fn view_change(
        &self,
        by: u32,
        view: u64,
        prepared: Vec<PreparedCertificate>,
    ) -> Rc<Signed<ViewChange>> {
        let prepared = prepared.into_iter().map(Rc::new).collect();
        self.sign(ViewChange { prepared, ..self.blank_view_change(by, view) })
    }

    /// A NEW-VIEW by the primary of the view with exactly these parts, unsigned.
    pub fn new_view(
        &self,
        view: u64,
        view_changes: Vec<Rc<Signed<ViewChange>>>,
        assigned: &[(u64, Digest)],
    ) -> NewView {
        NewView {
            view: View(view),
            view_changes,
            pre_prepares: assigned.iter().map(|(seq, digest)| self.header(view, *seq, *digest)).collect(),
            replica: ReplicaId(self.primary(view)),
        }
    }

    /// Hands a replica blank VIEW-CHANGEs of a weak certificate of others, so that it waits for this view.
    pub fn make_wait(&mut self, replica: u32, view: u64) {
        let others = (0..self.n()).filter(|by| *by != replica).take(self.quorums().weak as usize);
        let changes: Vec<_> = others.map(|by| self.view_change(by, view, Vec::new())).collect();
        changes.into_iter().for_each(|change| drop(self.give(replica, Message::ViewChange(change))));
        let waiting = &self.replicas[replica as usize];
        assert_eq!((waiting.view(), waiting.active()), (View(view), false));
    }

    /// Gives a replica a message that must be refused: dropped, counted and reported, with no change of state and
    /// nothing sent. Says for which reason.
    pub fn refuses(&mut self, replica: u32, message: Message) -> RejectReason {
        let before = self.picture(replica);
        // Bytes are reported as what they decode to.
        let opened = match &message {
            Message::Bytes(bytes) => Message::decode(bytes, Limits::of(&self.config)).ok(),
            _ => None,
        };
        let named = opened.as_ref().unwrap_or(&message);
        let (kind, author) = (named.kind(), named.author());
        let (facts, refused) = (self.facts.len(), self.times_refused(replica));
        let sent = self.give(replica, message);
        assert!(sent.is_empty(), "a refused message is not answered: {sent:?}");
        assert_eq!(self.picture(replica), before, "a refused message changes nothing");
        assert_eq!(self.times_refused(replica), refused + 1, "a refusal is counted");
        let refusal = self.facts[facts..].iter().find_map(|(_, fact)| match fact {
            Event::Refused { kind: got, author: signer, reason } if (*got, *signer) == (kind, author) => {
                Some(*reason)
            }
            _ => None,
        });
        let reason = refusal.expect("a refusal is reported");
        assert!(self.replicas[replica as usize].counters().refused[reason.code()] > 0);
        reason
    }

    fn times_refused(&self, replica: u32) -> u64 {
        self.replicas[replica as usize].counters().refused.values().sum()
    }

    /// Everything that a replica shows of itself, as text to compare, and its timers. The status timer may start on a refusal, and
    /// heartbeats end then: a message from above the window says that one lags (protocol section 3.16).
    pub fn picture(&self, replica: u32) -> String {
        let mut timers: Vec<(Timer, Span)> = (self.timers.iter())
            .filter(|(node, timer, _)| {
                *node == NodeId(replica) && !matches!(timer, Timer::Status | Timer::Heartbeat)
            })
            .map(|(_, timer, span)| (*timer, *span))
            .collect();
        timers.sort();
        format!("{} {timers:?}", picture(&self.replicas[replica as usize]))
    }

    /// The evidence that a replica reported.
    pub fn evidence_of(&self, replica: u32) -> Vec<(Author, Offence)> {
        let found = self.facts_of(replica).filter_map(|fact| match fact {
            Event::EvidenceFound(evidence) => Some((evidence.culprit, evidence.offence)),
            _ => None,
        });
        found.collect()
    }
}

fn picture(replica: &Replica) -> String {
    let numbers = (
        (replica.view(), replica.active(), replica.transferring(), replica.amnesic()),
        (replica.low_water_mark(), replica.last_executed(), replica.state_digest()),
    );
    let pending: Vec<_> = replica.pending().map(|request| (request.client, request.timestamp)).collect();
    let slots: Vec<_> = replica.slots().collect();
    let checkpoints: Vec<_> = replica.checkpoint_votes().collect();
    let views: Vec<_> = replica.view_change_votes().collect();
    let standing = (replica.own_view_change(), replica.new_view());
    format!("{numbers:?} {pending:?} {slots:?} {checkpoints:?} {views:?} {standing:?}")
}
