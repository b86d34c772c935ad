//! Evidence: each offence, made by hand; statements that are not offences; and random adversaries, which never make a correct node guilty.

use super::*;
use crate::pbft::message::{PreparedCertificate, StateTransfer};
use crate::pbft::state::Snapshot;
use crate::pbft::{ClientId, Crypto, Digest, Keys, ProtocolParams, ReplicaId, Seq, Timestamp, View};

const A: Digest = Digest([0xa; 32]);
const B: Digest = Digest([0xb; 32]);

/// Four replicas, and an observer of all their messages.
struct Fixture {
    keys: Keys,
    collector: Collector,
    messages: u64,
}

impl Fixture {
    fn new() -> Fixture {
        let config = Rc::new(
            Config::new(ProtocolParams { checkpoint_interval: 2, log_size: 4, ..ProtocolParams::default() })
                .unwrap(),
        );
        let keys = Keys::derive(&config, Crypto::Once, 7);
        let collector = Collector::new(config, Rc::clone(&keys.roster));
        Fixture { keys, collector, messages: 0 }
    }

    fn sees(&mut self, message: Message) {
        self.collector.see(&message, RecordId(self.messages), Time(self.messages));
        self.messages += 1;
    }

    fn sign<T: Body>(&self, replica: u32, body: T) -> Rc<Signed<T>> {
        self.keys.replicas[replica as usize].sign_as_written(body)
    }

    fn pre_prepare(&self, replica: u32, view: u64, seq: u64, digest: Digest) -> Rc<Signed<PrePrepare>> {
        let body = PrePrepare { view: View(view), seq: Seq(seq), digest, replica: ReplicaId(replica) };
        self.sign(replica, body)
    }

    fn prepare(&self, replica: u32, view: u64, seq: u64, digest: Digest) -> Rc<Signed<Prepare>> {
        self.sign(replica, Prepare { view: View(view), seq: Seq(seq), digest, replica: ReplicaId(replica) })
    }

    fn commit(&self, replica: u32, view: u64, seq: u64, digest: Digest) -> Rc<Signed<Commit>> {
        self.sign(replica, Commit { view: View(view), seq: Seq(seq), digest, replica: ReplicaId(replica) })
    }

    fn checkpoint(&self, replica: u32, seq: u64, digest: Digest) -> Rc<Signed<Checkpoint>> {
        self.sign(replica, Checkpoint { seq: Seq(seq), digest, replica: ReplicaId(replica) })
    }

    /// That this digest prepared in view 0.
    fn certificate(&self, seq: u64, digest: Digest) -> Rc<PreparedCertificate> {
        let pre_prepare = self.pre_prepare(0, 0, seq, digest);
        let prepares = [1, 2].map(|replica| self.prepare(replica, 0, seq, digest)).into();
        Rc::new(PreparedCertificate { pre_prepare, prepares })
    }

    fn view_change(
        &self,
        replica: u32,
        view: u64,
        prepared: Vec<Rc<PreparedCertificate>>,
    ) -> Rc<Signed<ViewChange>> {
        let body = ViewChange {
            view: View(view),
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared,
            replica: ReplicaId(replica),
        };
        self.sign(replica, body)
    }

    /// A NEW-VIEW for view 1 that builds on three VIEW-CHANGEs and assigns this.
    fn new_view(&self, replica: u32, voters: [u32; 3], assigned: &[(u64, Digest)]) -> Rc<Signed<NewView>> {
        let view_changes = voters.map(|voter| self.view_change(voter, 1, Vec::new())).into();
        let entry = |(seq, digest): &(u64, Digest)| self.pre_prepare(replica, 1, *seq, *digest);
        let pre_prepares = assigned.iter().map(entry).collect();
        self.sign(replica, NewView { view: View(1), view_changes, pre_prepares, replica: ReplicaId(replica) })
    }

    fn request(&self, timestamp: u64, operation: &str) -> Rc<Signed<Request>> {
        self.keys.clients[0].sign_as_written(Request {
            client: ClientId(0),
            timestamp: Timestamp(timestamp),
            read_only: false,
            operation: operation.as_bytes().into(),
        })
    }

    /// Exactly this replica is guilty of exactly this, and each statement has its signature.
    #[track_caller]
    fn expect(&self, replica: u32, offence: Offence, records: &[u64]) {
        let [proof] = self.collector.proofs() else { panic!("{:?}", self.collector.proofs()) };
        assert_eq!((proof.culprit, proof.offence), (Author::Replica(ReplicaId(replica)), offence));
        assert_eq!(proof.records, records.iter().map(|record| RecordId(*record)).collect::<Vec<_>>());
        for statement in &proof.statements {
            assert_eq!(statement.author(), Some(proof.culprit));
        }
    }

    #[track_caller]
    fn expect_nothing(&self) {
        assert!(self.collector.proofs().is_empty(), "{:?}", self.collector.proofs());
    }
}

fn proposal(header: Rc<Signed<PrePrepare>>) -> Message {
    without_batch(header)
}

#[test]
fn two_votes_of_one_kind_for_one_view_and_number_convict() {
    let mut fixture = Fixture::new();
    fixture.sees(proposal(fixture.pre_prepare(0, 0, 1, A)));
    fixture.sees(proposal(fixture.pre_prepare(0, 0, 1, A)));
    fixture.sees(proposal(fixture.pre_prepare(0, 0, 2, B)));
    fixture.expect_nothing();
    fixture.sees(proposal(fixture.pre_prepare(0, 0, 1, B)));
    fixture.expect(0, Offence::ConflictingPrePrepares, &[0, 3]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Prepare(fixture.prepare(1, 0, 1, A)));
    fixture.sees(Message::Prepare(fixture.prepare(2, 0, 1, B)));
    fixture.sees(Message::Prepare(fixture.prepare(2, 1, 1, A)));
    fixture.expect_nothing();
    fixture.sees(Message::Prepare(fixture.prepare(2, 0, 1, A)));
    fixture.expect(2, Offence::ConflictingPrepares, &[1, 3]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    fixture.sees(Message::Commit(fixture.commit(3, 1, 1, B)));
    fixture.expect_nothing();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, B)));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 2]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Checkpoint(fixture.checkpoint(1, 2, A)));
    fixture.sees(Message::Checkpoint(fixture.checkpoint(1, 4, B)));
    fixture.expect_nothing();
    fixture.sees(Message::Checkpoint(fixture.checkpoint(1, 2, B)));
    fixture.expect(1, Offence::ConflictingCheckpoints, &[0, 2]);
}

#[test]
fn a_prepare_by_the_primary_convicts() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Prepare(fixture.prepare(1, 0, 1, A)));
    fixture.expect_nothing();
    fixture.sees(Message::Prepare(fixture.prepare(1, 1, 1, A)));
    fixture.expect(1, Offence::PrepareByPrimary, &[1]);
}

#[test]
fn a_view_change_that_hides_what_was_committed_convicts_whichever_comes_first() {
    let hides = |fixture: &mut Fixture, first_commit: bool| {
        let commit = Message::Commit(fixture.commit(2, 0, 1, A));
        let change = Message::ViewChange(fixture.view_change(2, 1, Vec::new()));
        let order = if first_commit { [commit, change] } else { [change, commit] };
        order.into_iter().for_each(|message| fixture.sees(message));
    };
    for (first_commit, records) in [(true, [0, 1]), (false, [1, 0])] {
        let mut fixture = Fixture::new();
        hides(&mut fixture, first_commit);
        fixture.expect(2, Offence::HiddenCertificate, &records);
    }
}

#[test]
fn a_view_change_that_shows_its_certificates_is_no_offence() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(2, 0, 1, A)));
    fixture.sees(Message::ViewChange(fixture.view_change(2, 1, vec![fixture.certificate(1, A)])));
    // A COMMIT of a later view than the VIEW-CHANGE's need not be in it.
    fixture.sees(Message::Commit(fixture.commit(2, 1, 2, A)));
    fixture.expect_nothing();
}

#[test]
fn a_certificate_of_an_earlier_view_hides_what_was_committed_in_a_later_one() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(2, 1, 1, A)));
    fixture.sees(Message::ViewChange(fixture.view_change(2, 2, vec![fixture.certificate(1, A)])));
    fixture.expect(2, Offence::HiddenCertificate, &[0, 1]);
}

#[test]
fn what_is_stable_need_not_be_shown_and_a_forged_commit_proves_nothing() {
    let mut fixture = Fixture::new();
    let interval = fixture.collector.config().params().checkpoint_interval;
    let body = fixture.view_change(2, 1, Vec::new()).body().clone();
    let low_water_mark = Seq(interval);
    let checkpoints = [0, 1, 3].map(|replica| fixture.checkpoint(replica, interval, A)).into();
    let stable = fixture.sign(2, ViewChange { low_water_mark, checkpoints, ..body });
    fixture.sees(Message::Commit(fixture.commit(2, 0, interval, B)));
    fixture.sees(Message::ViewChange(stable));
    fixture.expect_nothing();
    let forged = Commit { view: View(0), seq: Seq(interval + 1), digest: A, replica: ReplicaId(2) };
    fixture.sees(Message::Commit(fixture.sign(3, forged)));
    fixture.expect_nothing();
}

#[test]
fn a_view_change_without_proof_of_what_it_says_convicts() {
    let mut fixture = Fixture::new();
    let mut certificate = (*fixture.certificate(1, A)).clone();
    certificate.prepares.pop();
    fixture.sees(Message::ViewChange(fixture.view_change(3, 1, vec![Rc::new(certificate)])));
    fixture.expect(3, Offence::InvalidViewChange, &[0]);
}

#[test]
fn a_new_view_that_does_not_follow_convicts_and_so_does_a_second_one() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::NewView(fixture.new_view(1, [0, 1, 2], &[])));
    fixture.sees(Message::NewView(fixture.new_view(1, [0, 1, 2], &[])));
    fixture.expect_nothing();
    fixture.sees(Message::NewView(fixture.new_view(1, [1, 2, 3], &[])));
    fixture.expect(1, Offence::ConflictingNewViews, &[0, 2]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::NewView(fixture.new_view(1, [0, 1, 2], &[(1, A)])));
    fixture.expect(1, Offence::InvalidNewView, &[0]);

    // Only the primary starts a view.
    let mut fixture = Fixture::new();
    fixture.sees(Message::NewView(fixture.new_view(2, [0, 1, 2], &[])));
    fixture.expect(2, Offence::InvalidNewView, &[0]);
}

#[test]
fn two_requests_with_one_timestamp_convict_the_client() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Request(fixture.request(1, "put x 1")));
    fixture.sees(Message::Request(fixture.request(2, "put x 2")));
    fixture.expect_nothing();
    fixture.sees(Message::Request(fixture.request(1, "put x 2")));
    let [proof] = fixture.collector.proofs() else { panic!() };
    assert_eq!((proof.culprit, proof.offence), (Author::Client(ClientId(0)), Offence::ConflictingRequests));
}

#[test]
fn no_node_is_convicted_by_the_signature_of_another() {
    let mut fixture = Fixture::new();
    let forged = |digest| Prepare { view: View(0), seq: Seq(1), digest, replica: ReplicaId(3) };
    fixture.sees(Message::Prepare(fixture.sign(2, forged(A))));
    fixture.sees(Message::Prepare(fixture.sign(2, forged(B))));
    fixture.sees(Message::Prepare(fixture.prepare(3, 0, 1, A)));
    fixture.sees(Message::Prepare(fixture.sign(2, forged(B))));
    let as_primary = Prepare { view: View(1), replica: ReplicaId(1), ..forged(A) };
    fixture.sees(Message::Prepare(fixture.sign(2, as_primary)));
    // A NEW-VIEW in another's name that follows from nothing.
    let body = fixture.new_view(1, [0, 1, 2], &[(1, A)]).body().clone();
    fixture.sees(Message::NewView(fixture.sign(3, body)));
    fixture.expect_nothing();
}

#[test]
fn statements_inside_other_messages_count() {
    // In a VIEW-CHANGE's certificate, in a proof of a state, and in bytes.
    let mut fixture = Fixture::new();
    fixture.sees(proposal(fixture.pre_prepare(0, 0, 1, A)));
    fixture.sees(Message::ViewChange(fixture.view_change(3, 1, vec![fixture.certificate(1, B)])));
    fixture.expect(0, Offence::ConflictingPrePrepares, &[0, 1]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Checkpoint(fixture.checkpoint(1, 2, A)));
    let snapshot = Rc::new(Snapshot::default());
    let proof = vec![fixture.checkpoint(1, 2, B)];
    fixture.sees(Message::State(Rc::new(StateTransfer { seq: Seq(2), digest: B, proof, snapshot })));
    fixture.expect(1, Offence::ConflictingCheckpoints, &[0, 1]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    let bytes = Message::Commit(fixture.commit(3, 0, 1, B)).encode();
    fixture.sees(Message::Bytes(bytes.into()));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 1]);
}

/// Moves the window: a quorum has the same state at a number.
fn stable(fixture: &mut Fixture, seq: u64) {
    (0..3).for_each(|replica| fixture.sees(Message::Checkpoint(fixture.checkpoint(replica, seq, A))));
}

/// Votes of replica 3 about a thousand numbers beyond its window.
fn flood(fixture: &mut Fixture) {
    (1000..2000).for_each(|seq| fixture.sees(Message::Commit(fixture.commit(3, 0, seq, A))));
}

#[test]
fn the_log_keeps_the_highest_numbers_in_any_order_of_arrival() {
    let mut fixture = Fixture::new();
    let commit =
        |fixture: &mut Fixture, seq, digest| fixture.sees(Message::Commit(fixture.commit(3, 0, seq, digest)));
    stable(&mut fixture, 514);
    // Every second number, downwards, then the ones between: with the checkpoint's two more than are kept.
    (1..=256).rev().for_each(|half| commit(&mut fixture, 2 * half, A));
    (0..=256).for_each(|half| commit(&mut fixture, 2 * half + 1, A));
    fixture.expect_nothing();
    // The statements about the two lowest are discarded.
    commit(&mut fixture, 1, B);
    fixture.expect_nothing();
    commit(&mut fixture, 400, B);
    fixture.expect(3, Offence::ConflictingCommits, &[59, 517]);
}

#[test]
fn a_liar_cannot_bury_its_guilt_under_numbers_that_no_window_reaches() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    flood(&mut fixture);
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, B)));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 1001]);
}

#[test]
fn statements_ahead_of_the_window_count_when_the_window_reaches_them() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 7, A)));
    stable(&mut fixture, 4);
    // Enough to push it out, were it still among the far ones.
    flood(&mut fixture);
    fixture.sees(Message::Commit(fixture.commit(3, 0, 7, B)));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 1004]);
}

#[test]
fn fewer_than_a_quorum_move_no_window() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    (0..2).for_each(|replica| fixture.sees(Message::Checkpoint(fixture.checkpoint(replica, 10_000, A))));
    fixture.sees(Message::Checkpoint(fixture.checkpoint(2, 10_000, B)));
    flood(&mut fixture);
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, B)));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 1004]);
}

#[test]
fn no_node_hides_guilt_of_another_behind_views_or_new_views() {
    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    (1..1000).for_each(|view| fixture.sees(Message::Commit(fixture.commit(2, view, 1, A))));
    // Two have spoken in a later view, in the midst of it.
    (2..4).for_each(|replica| fixture.sees(Message::Commit(fixture.commit(replica, 7777, 1, A))));
    (1000..2000).for_each(|view| fixture.sees(Message::Commit(fixture.commit(2, view, 1, A))));
    fixture.sees(Message::Commit(fixture.commit(2, 7777, 1, B)));
    fixture.expect(2, Offence::ConflictingCommits, &[1000, 2002]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, A)));
    (1..1000).for_each(|view| fixture.sees(Message::Commit(fixture.commit(2, view, 1, A))));
    fixture.sees(Message::Commit(fixture.commit(3, 0, 1, B)));
    fixture.expect(3, Offence::ConflictingCommits, &[0, 1000]);

    let mut fixture = Fixture::new();
    fixture.sees(Message::NewView(fixture.new_view(1, [0, 1, 2], &[])));
    for view in (2..1000).step_by(4) {
        let body = fixture.new_view(2, [0, 1, 2], &[]).body().clone();
        fixture.sees(Message::NewView(fixture.sign(2, NewView { view: View(view), ..body })));
    }
    fixture.sees(Message::NewView(fixture.new_view(1, [1, 2, 3], &[])));
    let [.., proof] = fixture.collector.proofs() else { panic!() };
    assert_eq!((proof.culprit, proof.offence), (Author::Replica(ReplicaId(1)), Offence::ConflictingNewViews));
}
