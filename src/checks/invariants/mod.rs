//! Invariants of PBFT (protocol section 4), checked by an observer of the whole world.
//!
//! Oracles read what nodes send and report, never their state, and share no rule with the replica. Only they know which nodes
//! are correct, and they judge only correct nodes. A replica that lost its disk is still judged by its votes. With more than
//! `f` faulty nodes, a violation is what PBFT predicts, not an error, and the page says so.
//!
//! | file | invariants |
//! |---|---|
//! | `agreement` | I1 agreement, I2 order |
//! | `requests` | I3 validity, I4 exactly-once |
//! | `certificates` | I5 certificate integrity |
//! | `votes` | I6 no conflicting prepared, I7 commit implies prepared, I12 no self-conflict, I13 order of votes, I16 durability |
//! | `views` | I8 preserved across views, I11 monotone, I14 nothing above h is discarded |
//! | `checkpoints` | I9 checkpoint agreement, I10 bounds, I14 a quorum behind h |
//! | `clients` | I15 client |
//! | `liveness` | I17 liveness, I18 timer, I19 no starvation: judged after faults are healed |
//!
//! `violation_kinds` has a sentence for each kind of violation. I20, determinism, needs two runs; the golden digests prove it.

mod agreement;
mod certificates;
mod checkpoints;
mod clients;
mod ledger;
pub mod liveness;
mod requests;
#[cfg(test)]
mod tests;
mod views;
mod violation_kinds;
mod votes;

use agreement::Agreement;
use certificates::Certificates;
use checkpoints::CheckpointRules;
use clients::ClientRules;
use ledger::{AtSeq, Ledger};
use requests::RequestRules;
use views::ViewRules;
use violation_kinds::Number;
pub use violation_kinds::{VIOLATION_KINDS, ViolationKind};
use votes::VoteRules;

use crate::byzantine::node::Node;
use crate::pbft::codec::Limits;
use crate::pbft::{ClientId, Config, Digest, Quorums, ReplicaId, ReplicaSet, View};
use crate::process::NodeId;
use crate::sim::{ObservedRecord, Oracle, RecordId, Trust, TrustTable, Violation, Watches};

/// The event from which an invariant applies to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliesFrom {
    /// The first step.
    Begun,
    /// The first PRE-PREPARE.
    Ordered,
    /// The first execution.
    Executed,
    /// The first accepted result of a client.
    Answered,
    /// The first CHECKPOINT.
    Checkpoint,
    /// The first VIEW-CHANGE.
    ViewChange,
    /// The end of all faults; never during a run.
    AfterFaults,
}

/// The number and name of each invariant, and when it applies.
pub const INVARIANTS: [(&str, &str, AppliesFrom); 19] = [
    ("I1", "agreement", AppliesFrom::Executed),
    ("I2", "order", AppliesFrom::Executed),
    ("I3", "validity", AppliesFrom::Executed),
    ("I4", "exactly-once", AppliesFrom::Executed),
    ("I5", "certificate integrity", AppliesFrom::ViewChange),
    ("I6", "no conflicting prepared", AppliesFrom::Ordered),
    ("I7", "commit implies prepared", AppliesFrom::Ordered),
    ("I8", "preserved across views", AppliesFrom::ViewChange),
    ("I9", "checkpoint agreement", AppliesFrom::Checkpoint),
    ("I10", "bounds", AppliesFrom::Begun),
    ("I11", "monotone", AppliesFrom::Begun),
    ("I12", "no self-conflict", AppliesFrom::Ordered),
    ("I13", "order of votes", AppliesFrom::Ordered),
    ("I14", "garbage collection", AppliesFrom::Checkpoint),
    ("I15", "client", AppliesFrom::Answered),
    ("I16", "durability", AppliesFrom::Ordered),
    ("I17", "liveness", AppliesFrom::AfterFaults),
    ("I18", "timer", AppliesFrom::AfterFaults),
    ("I19", "no starvation", AppliesFrom::AfterFaults),
];

/// I20: two runs of one scenario are equal. It is checked by comparing runs.
pub const REPEATABLE: (&str, &str) = ("I20", "repeatable");

/// The number of an invariant by its name.
pub fn number_of(property: &str) -> &'static str {
    INVARIANTS.iter().find(|(_, name, _)| *name == property).map_or("", |(number, _, _)| number)
}

/// The constants of the cluster, for oracles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cluster {
    quorums: Quorums,
    clients: u32,
    log_size: u64,
    limits: Limits,
}

impl Cluster {
    /// The replica at a node.
    fn replica(&self, node: NodeId) -> Option<ReplicaId> {
        (node.0 < self.quorums.n).then_some(ReplicaId(node.0))
    }

    /// The number of correct replicas of which every quorum of VIEW-CHANGEs contains one. (For n = 3f+1 it is the f+1 of the
    /// paper; for other n, f+1 would be too few.)
    fn commits(&self) -> u32 {
        self.quorums.quorum.saturating_sub(self.quorums.f)
    }

    /// The client at a node.
    fn client(&self, node: NodeId) -> Option<ClientId> {
        let client = node.0.checked_sub(self.quorums.n)?;
        (client < self.clients).then_some(ClientId(client))
    }
}

/// An observation, and the data to judge it.
#[derive(Clone, Copy)]
pub(crate) struct OracleInput<'a> {
    observed: ObservedRecord<'a, Node>,
    trust: &'a TrustTable,
    cluster: Cluster,
}

impl OracleInput<'_> {
    fn is_correct(&self, replica: ReplicaId) -> bool {
        self.trust.is_correct(replica.node())
    }

    /// The first view in which `Q - f` correct replicas prepared a number: committed, as in the paper's proof. A replica that
    /// becomes faulty later does not count, because it may hide from a view change what it had prepared.
    fn committed(&self, number: &AtSeq) -> Option<(View, Digest, RecordId)> {
        let by_correct = |(view, digest, _): &(View, Digest, RecordId)| {
            let who = number.in_view(*view).map(|entry| entry.prepared.who(*digest)).unwrap_or_default();
            let correct: ReplicaSet = who.iter().filter(|replica| self.is_correct(*replica)).collect();
            correct.len() >= self.cluster.commits()
        };
        number.enough_prepared.iter().copied().filter(by_correct).min_by_key(|(view, _, _)| *view)
    }

    /// Whether the replica must not contradict itself. Losing its disk is not an excuse, because it must be silent until it
    /// cannot contradict itself.
    fn answers_for_its_votes(&self, replica: ReplicaId) -> bool {
        self.trust.of(replica.node()) != Trust::Byzantine
    }

    /// The number of faulty replicas above f.
    fn surplus(&self) -> u32 {
        let faulty = self.trust.faulty().filter(|node| self.cluster.replica(*node).is_some()).count();
        u32::try_from(faulty).unwrap_or(u32::MAX).saturating_sub(self.cluster.quorums.f)
    }
}

/// Collects violations.
pub(crate) struct Violations<'a>(&'a mut Vec<Violation>);

impl Violations<'_> {
    fn add<const N: usize>(
        &mut self,
        kind: ViolationKind,
        numbers: [(&'static str, Number); N],
        evidence: Vec<RecordId>,
    ) {
        let ViolationKind { property, code, .. } = kind;
        debug_assert!(!number_of(property).is_empty(), "{property} is no invariant");
        debug_assert!(VIOLATION_KINDS.iter().any(|known| known.code == code), "{code} is not in the list");
        self.0.push(kind.with(numbers, evidence));
    }
}

/// All safety invariants of one world.
#[derive(Clone, Debug)]
pub struct Oracles {
    cluster: Cluster,
    ledger: Ledger,
    agreement: Agreement,
    requests: RequestRules,
    certificates: Certificates,
    votes: VoteRules,
    views: ViewRules,
    checkpoints: CheckpointRules,
    clients: ClientRules,
}

impl Oracles {
    /// The oracles of a cluster with this configuration, before the first observation.
    pub fn new(config: &Config) -> Oracles {
        let params = config.params();
        let quorums = config.quorums();
        let (clients, log_size) = (params.clients, params.log_size);
        let cluster = Cluster { quorums, clients, log_size, limits: Limits::of(config) };
        let replicas = quorums.n as usize;
        Oracles {
            cluster,
            ledger: Ledger::default(),
            agreement: Agreement::new(replicas),
            requests: RequestRules::new(params.clients as usize),
            certificates: Certificates,
            votes: VoteRules::new(replicas),
            views: ViewRules::new(replicas),
            checkpoints: CheckpointRules::new(replicas, params.checkpoint_interval),
            clients: ClientRules::new(params.clients as usize),
        }
    }

    /// The approximate number of bytes that a clone has on its own. Entries of the ledger are shared until they change, but two
    /// clones of a long run share none.
    pub fn weight(&self) -> usize {
        self.ledger.weight()
            + self.agreement.weight()
            + self.checkpoints.weight()
            + self.clients.weight()
            + self.requests.weight()
    }
}

impl Oracle<Node> for Oracles {
    const WATCHES: Watches = Watches::SPEECH;

    fn observe(
        &mut self,
        observed: ObservedRecord<'_, Node>,
        trust: &TrustTable,
        found: &mut Vec<Violation>,
    ) {
        let input = OracleInput { observed, trust, cluster: self.cluster };
        let mut violations = Violations(found);
        // Votes first: the other oracles ask the ledger what they know.
        self.votes.observe(input, &mut self.ledger, &mut violations);
        self.certificates.observe(input, &self.ledger, &mut violations);
        self.views.observe(input, &self.ledger, &mut violations);
        self.requests.observe(input, &self.agreement, &mut violations);
        self.clients.observe(input, &mut violations);
        self.agreement.observe(input, &mut violations);
        self.checkpoints.observe(input, &self.agreement, &mut violations);
        if let Some(done) = self.agreement.take_done() {
            self.ledger.forget(done);
        }
    }
}
