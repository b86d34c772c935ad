//! Test harness: a run with a faulty node, and queries about it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pbft_lab::api::{
    MessageBrief, ProtocolEvent, RecordOptions, ReplicaView, Stopped, TraceEvent, TraceRecord, View,
    ViewOptions,
};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::units::Ms;

use crate::driver;

/// A run.
pub struct Harness {
    pub session: Session,
}

/// A message on the network, with its sender and recipient.
#[derive(Clone, Debug)]
pub struct Sending {
    pub from: u32,
    pub to: Vec<u32>,
    pub message: MessageBrief,
}

impl Harness {
    /// A run of a scenario file.
    pub fn open(json: &str) -> Harness {
        Harness { session: driver::open(json) }
    }

    /// Four replicas and two clients with small checkpoints.
    pub fn of_four(seed: u32) -> Harness {
        Harness::open(&format!(
            r#"{{"cluster": {{"replicas": 4, "clients": 2, "seed": "{seed}", "checkpointInterval": 4}}}}"#
        ))
    }

    /// The same with a replica that misbehaves from the start.
    pub fn with(replica: u32, strategy: &str) -> Harness {
        let mut harness = Harness::of_four(7);
        harness.behave(replica, strategy);
        harness
    }

    /// A run in which the others answered a request while replica 3 was cut off; the partition has just healed.
    pub fn with_laggard() -> Harness {
        let mut harness = Harness::of_four(7);
        harness.command(r#"{"do": "partition", "groups": [[0, 1, 2, 4, 5], [3]]}"#);
        harness.submit(0, "put x 1");
        assert!(harness.reaches(r#"{"answered": {"client": 0, "count": 1}}"#, 5_000));
        harness.advance(500);
        harness.command(r#"{"do": "heal"}"#);
        harness
    }

    pub fn behave(&mut self, replica: u32, strategy: &str) {
        self.command(&format!(r#"{{"do": "behave", "replica": {replica}, "strategy": {strategy}}}"#));
    }

    pub fn command(&mut self, json: &str) -> TraceRecord {
        driver::command(&mut self.session, json)
    }

    /// The refusal of a command: field and message.
    pub fn refusal(&mut self, json: &str) -> (String, String) {
        let refusal = Command::parse(json).and_then(|command| self.session.command(&command));
        let refusal = refusal.expect_err(json);
        (refusal.field, refusal.message)
    }

    pub fn submit(&mut self, client: u32, operation: &str) {
        self.command(&format!(r#"{{"do": "submit", "client": {client}, "operation": "{operation}"}}"#));
    }

    /// Both clients send requests, this number of times.
    pub fn submit_rounds(&mut self, rounds: u32) {
        for round in 0..rounds {
            self.submit(0, &format!("add x {round}"));
            self.submit(1, &format!("append y {round}"));
        }
    }

    pub fn advance(&mut self, ms: u64) {
        self.session.advance(Ms::from_us(ms * 1000), &mut || false);
    }

    /// Whether the goal is reached within this number of milliseconds.
    pub fn reaches(&mut self, goal: &str, within_ms: u64) -> bool {
        let goal = Goal::parse(goal).unwrap_or_else(|refusal| panic!("{refusal}"));
        let progress = self.session.run_until(&goal, Ms::from_us(within_ms * 1000), &mut || false);
        progress.unwrap_or_else(|refusal| panic!("{refusal}")).stopped == Stopped::Goal
    }

    /// Whether both clients have this number of replies within this number of milliseconds.
    pub fn serves(&mut self, answers: u32, within_ms: u64) -> bool {
        let answered = |client| format!(r#"{{"answered": {{"client": {client}, "count": {answers}}}}}"#);
        self.reaches(&format!(r#"{{"all": [{}, {}]}}"#, answered(0), answered(1)), within_ms)
    }

    pub fn view(&mut self) -> View {
        self.session.view(ViewOptions::default())
    }

    pub fn replica(&mut self, replica: u32) -> ReplicaView {
        self.view().replicas[replica as usize].clone()
    }

    /// No correct replica broke a promise.
    pub fn expect_safe(&self) {
        let violations = self.session.violations();
        assert!(violations.is_empty(), "{violations:?}");
    }

    /// All replicas but these have executed the same number and have the same state.
    pub fn expect_agreement_without(&mut self, faulty: &[u32]) {
        let view = self.view();
        let correct = view.replicas.iter().filter(|replica| !faulty.contains(&replica.id));
        let states: BTreeSet<_> =
            correct.map(|replica| (replica.last_executed, replica.state_digest.clone())).collect();
        assert_eq!(states.len(), 1, "{states:?}");
    }

    pub fn records(&self) -> Vec<TraceRecord> {
        let (mut records, mut from) = (Vec::new(), 0);
        while from < self.session.record_count() {
            records.extend(self.session.records(from, 10_000, RecordOptions::default()));
            from += 10_000;
        }
        records
    }

    /// The messages of one kind that a node sent.
    pub fn sent(&self, from: u32, kind: &str) -> Vec<Sending> {
        let sending = |record: TraceRecord| match record.what {
            TraceEvent::Sent { from, to, message, .. } => Some(Sending { from, to, message }),
            _ => None,
        };
        let all = self.records().into_iter().filter_map(sending);
        all.filter(|sending| sending.from == from && sending.message.kind == kind).collect()
    }

    pub fn facts(&self) -> Vec<(u32, ProtocolEvent)> {
        let fact = |record: TraceRecord| match record.what {
            TraceEvent::Fact { node, fact, .. } => Some((node, fact)),
            _ => None,
        };
        self.records().into_iter().filter_map(fact).collect()
    }

    /// The codes for which correct nodes refused messages of one kind, and how often in all.
    pub fn refused(&self, kind: &str, code: &str) -> usize {
        let refused = |fact: &(u32, ProtocolEvent)| matches!(&fact.1, ProtocolEvent::MessageRefused { kind: of, reason, .. } if of == kind && reason.code == code);
        self.facts().iter().filter(|fact| refused(fact)).count()
    }

    /// The nodes that another node caught, with their offences.
    pub fn caught(&self) -> BTreeSet<(u32, String)> {
        let caught = |(_, fact)| match fact {
            ProtocolEvent::EvidenceFound { culprit, offence, .. } => Some((culprit, offence)),
            _ => None,
        };
        self.facts().into_iter().filter_map(caught).collect()
    }
}

/// The page's catalogues, one for each language.
pub fn catalogues() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/src/locales");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| fs::read_to_string(path).unwrap()).collect()
}
