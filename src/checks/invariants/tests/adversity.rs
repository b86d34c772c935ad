//! Oracles under adversaries and in long runs: no false accusation of a correct replica, and nothing overlooked.

use std::rc::Rc;

use super::test_cluster::TestCluster;
use crate::checks::invariants::agreement::KEPT_MAX;
use crate::checks::invariants::*;
use crate::pbft::batch::{Batch, null_digest};
use crate::pbft::event::Assignment;
use crate::pbft::message::{
    Checkpoint, Commit, CommitCertificate, Message, NewView, PrePrepare, Prepare, PreparedCertificate,
};
use crate::pbft::{Digest, Event, Seq, View};
use crate::sim::Trust;

const A: Digest = Digest([0xa; 32]);
const B: Digest = Digest([0xb; 32]);

fn at(seq: u64, digest: Digest) -> Assignment {
    Assignment { view: View(0), seq: Seq(seq), digest }
}

fn checkpoint(cluster: &mut TestCluster, replica: u32, seq: u64, digest: Digest) {
    let body = Checkpoint { seq: Seq(seq), digest, replica: ReplicaId(replica) };
    let vote = cluster.keys.replicas[replica as usize].sign(body);
    cluster.sends(replica, Message::Checkpoint(vote.into_signed()));
}

fn proposal(cluster: &TestCluster, replica: u32, digest: Digest) -> Message {
    let header = cluster.pre_prepare(replica, 0, 1, digest).into_signed();
    Message::PrePrepare { header, batch: Rc::new(Batch::null()) }
}

#[test]
fn checkpoints_far_ahead_do_not_make_a_stable_one_look_unproven() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    (0..2_000).for_each(|number| checkpoint(&mut cluster, 0, 1_000_000 + 2 * number, B));
    (1..4).for_each(|replica| cluster.checkpoints(replica, A));
    cluster.reports(3, Event::Stable { seq: Seq(2), digest: A });
    cluster.expect_nothing();
}

#[test]
fn a_checkpoint_may_become_stable_long_after_its_votes() {
    let mut cluster = TestCluster::new();
    for seq in 1..=400 {
        let request = cluster.asks(seq, "add x 1");
        for node in 0..3 {
            cluster.executes(node, seq, &request, Some(&seq.to_string()));
        }
        if seq % 2 == 0 {
            (0..3).for_each(|replica| checkpoint(&mut cluster, replica, seq, A));
        }
    }
    // The network held the state for replica 3 all the time.
    cluster.reports(3, Event::Stable { seq: Seq(2), digest: A });
    let unproven = |violation: &Violation| violation.code == "stable-without-quorum";
    assert!(!cluster.found.iter().any(unproven), "{:?}", cluster.found);
}

#[test]
fn no_replica_is_accused_of_statements_that_a_liar_makes_in_its_name() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(1), Trust::Byzantine);
    cluster.proposes(0, 0, 1, A);
    let forged =
        |view, replica| PrePrepare { view: View(view), seq: Seq(1), digest: B, replica: ReplicaId(replica) };
    let signer = &cluster.keys.replicas[1];
    let pre_prepares = [forged(0, 0), forged(1, 2)].map(|body| signer.sign_as_written(body)).to_vec();
    let body = NewView { view: View(1), view_changes: Vec::new(), pre_prepares, replica: ReplicaId(1) };
    let new_view = signer.sign(body).into_signed();
    cluster.sends(1, Message::NewView(new_view));
    cluster.expect_nothing();
}

#[test]
fn a_colluder_may_bring_the_proposal_of_a_faulty_primary() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    cluster.trust.distrust(NodeId(1), Trust::Byzantine);
    let message = proposal(&cluster, 0, A);
    cluster.sends(1, message);
    cluster.prepares(2, 0, A);
    cluster.expect_nothing();
    cluster.prepares(3, 0, B);
    cluster.expect("I13");
}

#[test]
fn a_faulty_primary_may_propose_in_bytes() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    let bytes = proposal(&cluster, 0, A).encode();
    cluster.sends(0, Message::Bytes(bytes.into()));
    cluster.prepares(2, 0, A);
    cluster.expect_nothing();
}

#[test]
fn a_replica_that_is_down_for_very_long_takes_no_votes_from_the_others() {
    let mut cluster = TestCluster::new();
    let end = KEPT_MAX as u64;
    for seq in 1..=end {
        let request = cluster.asks(seq, "put x 1");
        cluster.executes(0, seq, &request, Some("ok"));
    }
    cluster.proposes(0, 0, end + 1, A);
    let request = cluster.asks(end + 1, "put x 1");
    cluster.executes(0, end + 1, &request, Some("ok"));
    let late = Prepare { view: View(0), seq: Seq(end + 1), digest: A, replica: ReplicaId(1) };
    let late = cluster.keys.replicas[1].sign(late);
    cluster.sends(1, Message::Prepare(late.into_signed()));
    cluster.expect_nothing();
}

#[test]
fn i5_a_certificate_for_a_number_that_no_message_named() {
    let mut cluster = TestCluster::new();
    let certificate = PreparedCertificate {
        pre_prepare: cluster.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [1, 2].iter().map(|backup| cluster.prepare(*backup, 0, A).into_signed()).collect(),
    };
    let invented = cluster.view_change(2, 1, vec![Rc::new(certificate)]);
    cluster.sends(2, invented);
    cluster.expect("I5");
    assert_eq!(cluster.codes(), ["never-prepared", "never-proposed"]);
}

#[test]
fn i5_a_proof_of_a_decision_with_a_vote_that_was_never_sent() {
    let mut cluster = TestCluster::new();
    let digest = null_digest();
    for replica in 0..3 {
        cluster.reports(replica, Event::Prepared(at(1, digest)));
    }
    let commit = |cluster: &TestCluster, replica: u32| {
        let body = Commit { view: View(0), seq: Seq(1), digest, replica: ReplicaId(replica) };
        cluster.keys.replicas[replica as usize].sign(body).into_signed()
    };
    let commits = (0..3).map(|replica| commit(&cluster, replica)).collect();
    let batch = Rc::new(Batch::null());
    let proof = Rc::new(CommitCertificate { view: View(0), seq: Seq(1), digest, commits, batch });
    (0..2).for_each(|replica| cluster.commits(replica, 0, digest));
    cluster.sends(0, Message::CommitCertificate(Rc::clone(&proof)));
    assert_eq!(cluster.codes(), ["never-committed"]);
    cluster.found.clear();
    cluster.commits(2, 0, digest);
    cluster.sends(0, Message::CommitCertificate(proof));
    cluster.expect_nothing();
}

#[test]
fn i5_a_certificate_of_votes_that_do_not_agree() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    cluster.proposes(0, 0, 1, A);
    cluster.proposes(0, 0, 1, B);
    cluster.prepares(1, 0, A);
    cluster.prepares(2, 0, B);
    let certificate = PreparedCertificate {
        pre_prepare: cluster.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: vec![cluster.prepare(1, 0, A).into_signed(), cluster.prepare(2, 0, B).into_signed()],
    };
    let mixed = cluster.view_change(1, 1, vec![Rc::new(certificate)]);
    cluster.sends(1, mixed);
    cluster.expect("I5");
}

#[test]
fn i7_a_number_committed_that_no_message_named() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::CommittedLocal(at(1, A)));
    cluster.expect("I7");
}

#[test]
fn with_five_replicas_a_weak_certificate_of_prepared_ones_commits_nothing() {
    let mut cluster = TestCluster::of(5);
    let later = |digest| Assignment { view: View(1), ..at(1, digest) };
    (1..3).for_each(|replica| cluster.reports(replica, Event::Prepared(at(1, A))));
    // f + 1 = 2 have prepared it. A quorum of four VIEW-CHANGEs may miss both, if one of the others lies.
    cluster.reports(4, Event::PrePrepared(later(B)));
    cluster.expect_nothing();
    cluster.reports(1, Event::CommittedLocal(at(1, A)));
    cluster.expect("I7");
    cluster.found.clear();
    cluster.reports(3, Event::Prepared(at(1, A)));
    cluster.reports(1, Event::CommittedLocal(at(1, A)));
    cluster.expect_nothing();
    cluster.reports(4, Event::PrePrepared(later(B)));
    cluster.expect("I8");
}

/// The NEW-VIEW of a primary for view 1, from three VIEW-CHANGEs without prepared batches.
fn new_view(cluster: &TestCluster, voters: [u32; 3], assigned: &[Digest]) -> Message {
    let change = |voter| match cluster.view_change(voter, 1, Vec::new()) {
        Message::ViewChange(change) => change,
        _ => unreachable!(),
    };
    let assign = |digest: &Digest| cluster.pre_prepare(1, 1, 1, *digest).into_signed();
    let body = NewView {
        view: View(1),
        view_changes: voters.into_iter().map(change).collect(),
        pre_prepares: assigned.iter().map(assign).collect(),
        replica: ReplicaId(1),
    };
    Message::NewView(cluster.keys.replicas[1].sign(body).into_signed())
}

#[test]
fn i8_what_a_replica_prepared_before_it_turned_faulty_is_not_committed() {
    let mut cluster = TestCluster::new();
    let in_view = |view, digest| Assignment { view: View(view), ..at(1, digest) };
    cluster.reports(1, Event::Prepared(in_view(0, A)));
    cluster.reports(2, Event::Prepared(in_view(0, A)));
    cluster.trust.distrust(NodeId(2), Trust::Byzantine);
    cluster.reports(3, Event::PrePrepared(in_view(1, B)));
    cluster.expect_nothing();
    // A later view commits it without that replica.
    cluster.reports(0, Event::Prepared(in_view(1, B)));
    cluster.reports(3, Event::Prepared(in_view(1, B)));
    cluster.reports(3, Event::PrePrepared(in_view(2, B)));
    cluster.expect_nothing();
    cluster.reports(3, Event::PrePrepared(in_view(3, A)));
    cluster.expect("I8");
}

#[test]
fn i8_a_new_view_that_gives_a_committed_number_to_another_batch() {
    for (digest, code) in [(A, None), (B, Some("new-view-forgets"))] {
        let mut cluster = TestCluster::new();
        (1..3).for_each(|replica| cluster.reports(replica, Event::Prepared(at(1, A))));
        let message = new_view(&cluster, [0, 1, 2], &[digest]);
        cluster.sends(1, message);
        assert_eq!(cluster.codes(), Vec::from_iter(code));
    }
}

#[test]
fn i12_two_new_views_for_one_view() {
    let mut cluster = TestCluster::new();
    for voters in [[0, 1, 2], [0, 1, 2], [1, 2, 3]] {
        cluster.expect_nothing();
        let message = new_view(&cluster, voters, &[]);
        cluster.sends(1, message);
    }
    cluster.expect("I12");
}

#[test]
fn i12_two_commits_for_one_number() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(1, A)));
    cluster.commits(1, 0, A);
    cluster.commits(1, 0, A);
    cluster.expect_nothing();
    cluster.commits(1, 0, B);
    assert!(cluster.codes().contains(&"two-commits"), "{:?}", cluster.codes());
}

#[test]
fn i16_a_replica_that_lost_its_disk_contradicts_an_earlier_vote() {
    for lost in [false, true] {
        let mut cluster = TestCluster::new();
        cluster.trust.distrust(NodeId(0), Trust::Byzantine);
        cluster.proposes(0, 0, 1, A);
        cluster.proposes(0, 0, 1, B);
        cluster.prepares(1, 0, A);
        if lost {
            cluster.trust.distrust(NodeId(1), Trust::Amnesic);
            cluster.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: true });
        }
        cluster.prepares(1, 0, B);
        cluster.expect(if lost { "I16" } else { "I12" });
        let again = lost.then_some("voted-again");
        assert_eq!(cluster.codes(), Vec::from_iter(again.into_iter().chain(["two-prepares"])));
    }
}

#[test]
fn i16_a_replica_that_lost_its_disk_votes_for_a_number_that_it_may_have_voted_for() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    cluster.proposes(0, 0, 2, A);
    cluster.prepares(1, 0, A);
    cluster.trust.distrust(NodeId(1), Trust::Amnesic);
    cluster.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: true });
    let later = Prepare { view: View(0), seq: Seq(2), digest: A, replica: ReplicaId(1) };
    let later = cluster.keys.replicas[1].sign(later).into_signed();
    cluster.sends(1, Message::Prepare(later));
    cluster.expect_nothing();
    // The same vote again in a later view: not a contradiction, but the replica could not know that.
    cluster.proposes(1, 1, 1, A);
    cluster.expect("I16");
    assert_eq!(cluster.codes(), ["voted-again"]);
    // Faulty replicas are not judged.
    cluster.found.clear();
    cluster.trust.distrust(NodeId(1), Trust::Byzantine);
    cluster.prepares(1, 0, B);
    cluster.expect_nothing();
}
