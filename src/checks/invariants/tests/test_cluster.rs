//! Cluster that exists only for its oracles: the test gives them every observation.

use std::rc::Rc;

use crate::checks::invariants::*;
use crate::pbft::batch::Batch;
use crate::pbft::envelope::Verified;
use crate::pbft::event::Execution;
use crate::pbft::message::{
    Checkpoint, Commit, Message, PrePrepare, Prepare, PreparedCertificate, Request, ViewChange,
};
use crate::pbft::{Crypto, Digest, Event, Keys, ProtocolParams, Seq, Timestamp, View};
use crate::process::{NodeRange, Time};
use crate::sim::Observation;

/// Four replicas (nodes 0 to 3), one client (node 4), and their oracles.
pub(super) struct TestCluster {
    pub(super) keys: Keys,
    pub(super) oracles: Oracles,
    pub(super) trust: TrustTable,
    pub(super) found: Vec<Violation>,
    pub(super) records: u64,
}

pub(super) const CLIENT: u32 = 4;

impl TestCluster {
    pub(super) fn new() -> TestCluster {
        TestCluster::of(4)
    }

    /// The same with another number of replicas, which changes the client's node.
    pub(super) fn of(replicas: u32) -> TestCluster {
        let params =
            ProtocolParams { replicas, checkpoint_interval: 2, log_size: 4, ..ProtocolParams::default() };
        let config = Config::new(params).unwrap();
        TestCluster {
            keys: Keys::derive(&config, Crypto::Symbolic, 7),
            oracles: Oracles::new(&config),
            trust: TrustTable::all_correct(replicas as usize + 1),
            found: Vec::new(),
            records: 0,
        }
    }

    pub(super) fn see(&mut self, observation: Observation<'_, Node>) {
        let observed = ObservedRecord { id: RecordId(self.records), at: Time(self.records), observation };
        self.records += 1;
        self.oracles.observe(observed, &self.trust, &mut self.found);
    }

    pub(super) fn reports(&mut self, node: u32, event: Event) {
        self.see(Observation::Reported { node: NodeId(node), event: &event.into() });
    }

    pub(super) fn sends(&mut self, node: u32, message: Message) {
        let to = NodeRange { first: NodeId(0), end: NodeId(4) };
        self.see(Observation::Sent { from: NodeId(node), to, message: &message });
    }

    pub(super) fn request(&self, timestamp: u64, operation: &str) -> Verified<Request> {
        self.keys.clients[0].sign(Request {
            client: ClientId(0),
            timestamp: Timestamp(timestamp),
            read_only: false,
            operation: operation.as_bytes().into(),
        })
    }

    /// The client sends a request, so that its execution is valid.
    pub(super) fn asks(&mut self, timestamp: u64, operation: &str) -> Verified<Request> {
        let request = self.request(timestamp, operation);
        self.reports(CLIENT, Event::RequestSent { timestamp: Timestamp(timestamp), to_all: false });
        self.sends(CLIENT, Message::Request(Rc::clone(&request)));
        request
    }

    pub(super) fn executes(
        &mut self,
        node: u32,
        seq: u64,
        request: &Verified<Request>,
        result: Option<&str>,
    ) {
        let batch = Rc::new(Batch::new(vec![Rc::clone(request)]));
        let results = vec![result.map(|result| result.as_bytes().into())];
        self.reports(
            node,
            Event::Executed(Rc::new(Execution { seq: Seq(seq), view: View(0), batch, results })),
        );
    }

    pub(super) fn pre_prepare(
        &self,
        replica: u32,
        view: u64,
        seq: u64,
        digest: Digest,
    ) -> Verified<PrePrepare> {
        let replica_id = ReplicaId(replica);
        self.keys.replicas[replica as usize].sign(PrePrepare {
            view: View(view),
            seq: Seq(seq),
            digest,
            replica: replica_id,
        })
    }

    pub(super) fn proposes(&mut self, replica: u32, view: u64, seq: u64, digest: Digest) {
        let header = self.pre_prepare(replica, view, seq, digest).into_signed();
        self.sends(replica, Message::PrePrepare { header, batch: Rc::new(Batch::null()) });
    }

    pub(super) fn prepare(&self, replica: u32, view: u64, digest: Digest) -> Verified<Prepare> {
        let body = Prepare { view: View(view), seq: Seq(1), digest, replica: ReplicaId(replica) };
        self.keys.replicas[replica as usize].sign(body)
    }

    pub(super) fn prepares(&mut self, replica: u32, view: u64, digest: Digest) {
        let vote = self.prepare(replica, view, digest);
        self.sends(replica, Message::Prepare(vote.into_signed()));
    }

    pub(super) fn commits(&mut self, replica: u32, view: u64, digest: Digest) {
        let body = Commit { view: View(view), seq: Seq(1), digest, replica: ReplicaId(replica) };
        let vote = self.keys.replicas[replica as usize].sign(body);
        self.sends(replica, Message::Commit(vote.into_signed()));
    }

    pub(super) fn view_change(
        &self,
        replica: u32,
        view: u64,
        prepared: Vec<Rc<PreparedCertificate>>,
    ) -> Message {
        let body = ViewChange {
            view: View(view),
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared,
            replica: ReplicaId(replica),
        };
        Message::ViewChange(self.keys.replicas[replica as usize].sign(body).into_signed())
    }

    pub(super) fn checkpoints(&mut self, replica: u32, digest: Digest) {
        let body = Checkpoint { seq: Seq(2), digest, replica: ReplicaId(replica) };
        let vote = self.keys.replicas[replica as usize].sign(body);
        self.sends(replica, Message::Checkpoint(vote.into_signed()));
    }

    /// Exactly one violation so far, of this invariant; more of the same only if the cause is repeated.
    pub(super) fn expect(&self, number: &str) {
        assert!(!self.found.is_empty(), "{number} was not found");
        for violation in &self.found {
            assert_eq!(number_of(violation.property), number, "{}", violation.statement);
            assert!(violation.statement.ends_with('.') && !violation.evidence.is_empty());
        }
    }

    /// The kinds of violations so far.
    pub(super) fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.found.iter().map(|violation| violation.code).collect();
        codes.dedup();
        codes
    }

    pub(super) fn expect_nothing(&self) {
        assert!(self.found.is_empty(), "{:?}", self.found);
    }
}
