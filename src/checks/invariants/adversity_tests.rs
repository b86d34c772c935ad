//! Oracles under adversaries and in long runs: no false accusation of a correct replica, and nothing overlooked.

use std::rc::Rc;

use super::stand::Stand;
use super::*;
use crate::checks::invariants::agreement::KEPT_MAX;
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

fn checkpoint(stand: &mut Stand, replica: u32, seq: u64, digest: Digest) {
    let body = Checkpoint { seq: Seq(seq), digest, replica: ReplicaId(replica) };
    let vote = stand.keys.replicas[replica as usize].sign(body);
    stand.sends(replica, Message::Checkpoint(vote.into_signed()));
}

fn proposal(stand: &Stand, replica: u32, digest: Digest) -> Message {
    let header = stand.pre_prepare(replica, 0, 1, digest).into_signed();
    Message::PrePrepare { header, batch: Rc::new(Batch::null()) }
}

#[test]
fn checkpoints_far_ahead_do_not_make_a_stable_one_look_unproven() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    (0..2_000).for_each(|number| checkpoint(&mut stand, 0, 1_000_000 + 2 * number, B));
    (1..4).for_each(|replica| stand.checkpoints(replica, A));
    stand.reports(3, Event::Stable { seq: Seq(2), digest: A });
    stand.expect_nothing();
}

#[test]
fn a_checkpoint_may_become_stable_long_after_its_votes() {
    let mut stand = Stand::new();
    for seq in 1..=400 {
        let request = stand.asks(seq, "add x 1");
        for node in 0..3 {
            stand.executes(node, seq, &request, Some(&seq.to_string()));
        }
        if seq % 2 == 0 {
            (0..3).for_each(|replica| checkpoint(&mut stand, replica, seq, A));
        }
    }
    // The state on its way to replica 3 was held by the network all the time.
    stand.reports(3, Event::Stable { seq: Seq(2), digest: A });
    let unproven = |violation: &Violation| violation.code == "stable-without-quorum";
    assert!(!stand.found.iter().any(unproven), "{:?}", stand.found);
}

#[test]
fn nobody_is_accused_of_what_a_liar_says_in_its_name() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(1), Trust::Byzantine);
    stand.proposes(0, 0, 1, A);
    let forged =
        |view, replica| PrePrepare { view: View(view), seq: Seq(1), digest: B, replica: ReplicaId(replica) };
    let signer = &stand.keys.replicas[1];
    let pre_prepares = [forged(0, 0), forged(1, 2)].map(|body| signer.sign_as_written(body)).to_vec();
    let body = NewView { view: View(1), view_changes: Vec::new(), pre_prepares, replica: ReplicaId(1) };
    let new_view = signer.sign(body).into_signed();
    stand.sends(1, Message::NewView(new_view));
    stand.expect_nothing();
}

#[test]
fn a_colluder_may_bring_the_proposal_of_a_faulty_primary() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    stand.trust.distrust(NodeId(1), Trust::Byzantine);
    let message = proposal(&stand, 0, A);
    stand.sends(1, message);
    stand.prepares(2, 0, A);
    stand.expect_nothing();
    stand.prepares(3, 0, B);
    stand.expect("I13");
}

#[test]
fn a_faulty_primary_may_propose_in_bytes() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    let bytes = proposal(&stand, 0, A).encode();
    stand.sends(0, Message::Bytes(bytes.into()));
    stand.prepares(2, 0, A);
    stand.expect_nothing();
}

#[test]
fn a_replica_that_is_down_for_very_long_takes_no_votes_from_the_others() {
    let mut stand = Stand::new();
    let end = KEPT_MAX as u64;
    for seq in 1..=end {
        let request = stand.asks(seq, "put x 1");
        stand.executes(0, seq, &request, Some("ok"));
    }
    stand.proposes(0, 0, end + 1, A);
    let request = stand.asks(end + 1, "put x 1");
    stand.executes(0, end + 1, &request, Some("ok"));
    let late = Prepare { view: View(0), seq: Seq(end + 1), digest: A, replica: ReplicaId(1) };
    let late = stand.keys.replicas[1].sign(late);
    stand.sends(1, Message::Prepare(late.into_signed()));
    stand.expect_nothing();
}

#[test]
fn i5_a_certificate_for_a_number_that_nobody_ever_spoke_of() {
    let mut stand = Stand::new();
    let certificate = PreparedCertificate {
        pre_prepare: stand.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [1, 2].iter().map(|backup| stand.prepare(*backup, 0, A).into_signed()).collect(),
    };
    let invented = stand.view_change(2, 1, vec![Rc::new(certificate)]);
    stand.sends(2, invented);
    stand.expect("I5");
    assert_eq!(stand.codes(), ["never-prepared", "never-proposed"]);
}

#[test]
fn i5_a_proof_of_a_decision_with_a_vote_that_was_never_sent() {
    let mut stand = Stand::new();
    let digest = null_digest();
    for replica in 0..3 {
        stand.reports(replica, Event::Prepared(at(1, digest)));
    }
    let commit = |stand: &Stand, replica: u32| {
        let body = Commit { view: View(0), seq: Seq(1), digest, replica: ReplicaId(replica) };
        stand.keys.replicas[replica as usize].sign(body).into_signed()
    };
    let commits = (0..3).map(|replica| commit(&stand, replica)).collect();
    let batch = Rc::new(Batch::null());
    let proof = Rc::new(CommitCertificate { view: View(0), seq: Seq(1), digest, commits, batch });
    (0..2).for_each(|replica| stand.commits(replica, 0, digest));
    stand.sends(0, Message::CommitCertificate(Rc::clone(&proof)));
    assert_eq!(stand.codes(), ["never-committed"]);
    stand.found.clear();
    stand.commits(2, 0, digest);
    stand.sends(0, Message::CommitCertificate(proof));
    stand.expect_nothing();
}

#[test]
fn i5_a_certificate_of_votes_that_do_not_agree() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    stand.proposes(0, 0, 1, A);
    stand.proposes(0, 0, 1, B);
    stand.prepares(1, 0, A);
    stand.prepares(2, 0, B);
    let certificate = PreparedCertificate {
        pre_prepare: stand.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: vec![stand.prepare(1, 0, A).into_signed(), stand.prepare(2, 0, B).into_signed()],
    };
    let mixed = stand.view_change(1, 1, vec![Rc::new(certificate)]);
    stand.sends(1, mixed);
    stand.expect("I5");
}

#[test]
fn i7_a_number_committed_that_nobody_ever_spoke_of() {
    let mut stand = Stand::new();
    stand.reports(1, Event::CommittedLocal(at(1, A)));
    stand.expect("I7");
}

#[test]
fn with_five_replicas_a_weak_certificate_of_prepared_ones_commits_nothing() {
    let mut stand = Stand::of(5);
    let later = |digest| Assignment { view: View(1), ..at(1, digest) };
    (1..3).for_each(|replica| stand.reports(replica, Event::Prepared(at(1, A))));
    // f + 1 = 2 have prepared it. A quorum of four VIEW-CHANGEs may miss both, if one of the others lies.
    stand.reports(4, Event::PrePrepared(later(B)));
    stand.expect_nothing();
    stand.reports(1, Event::CommittedLocal(at(1, A)));
    stand.expect("I7");
    stand.found.clear();
    stand.reports(3, Event::Prepared(at(1, A)));
    stand.reports(1, Event::CommittedLocal(at(1, A)));
    stand.expect_nothing();
    stand.reports(4, Event::PrePrepared(later(B)));
    stand.expect("I8");
}

/// What a primary says that starts view 1 from three VIEW-CHANGEs that know of nothing.
fn new_view(stand: &Stand, voters: [u32; 3], assigned: &[Digest]) -> Message {
    let change = |voter| match stand.view_change(voter, 1, Vec::new()) {
        Message::ViewChange(change) => change,
        _ => unreachable!(),
    };
    let assign = |digest: &Digest| stand.pre_prepare(1, 1, 1, *digest).into_signed();
    let body = NewView {
        view: View(1),
        view_changes: voters.into_iter().map(change).collect(),
        pre_prepares: assigned.iter().map(assign).collect(),
        replica: ReplicaId(1),
    };
    Message::NewView(stand.keys.replicas[1].sign(body).into_signed())
}

#[test]
fn i8_what_a_replica_prepared_before_it_turned_faulty_is_not_committed() {
    let mut stand = Stand::new();
    let in_view = |view, digest| Assignment { view: View(view), ..at(1, digest) };
    stand.reports(1, Event::Prepared(in_view(0, A)));
    stand.reports(2, Event::Prepared(in_view(0, A)));
    stand.trust.distrust(NodeId(2), Trust::Byzantine);
    stand.reports(3, Event::PrePrepared(in_view(1, B)));
    stand.expect_nothing();
    // A later view commits it without that replica.
    stand.reports(0, Event::Prepared(in_view(1, B)));
    stand.reports(3, Event::Prepared(in_view(1, B)));
    stand.reports(3, Event::PrePrepared(in_view(2, B)));
    stand.expect_nothing();
    stand.reports(3, Event::PrePrepared(in_view(3, A)));
    stand.expect("I8");
}

#[test]
fn i8_a_new_view_that_gives_a_committed_number_to_another_batch() {
    for (digest, code) in [(A, None), (B, Some("new-view-forgets"))] {
        let mut stand = Stand::new();
        (1..3).for_each(|replica| stand.reports(replica, Event::Prepared(at(1, A))));
        let message = new_view(&stand, [0, 1, 2], &[digest]);
        stand.sends(1, message);
        assert_eq!(stand.codes(), Vec::from_iter(code));
    }
}

#[test]
fn i12_two_new_views_for_one_view() {
    let mut stand = Stand::new();
    for voters in [[0, 1, 2], [0, 1, 2], [1, 2, 3]] {
        stand.expect_nothing();
        let message = new_view(&stand, voters, &[]);
        stand.sends(1, message);
    }
    stand.expect("I12");
}

#[test]
fn i12_two_commits_for_one_number() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(1, A)));
    stand.commits(1, 0, A);
    stand.commits(1, 0, A);
    stand.expect_nothing();
    stand.commits(1, 0, B);
    assert!(stand.codes().contains(&"two-commits"), "{:?}", stand.codes());
}

#[test]
fn i16_a_replica_that_lost_its_disk_contradicts_an_earlier_vote() {
    for lost in [false, true] {
        let mut stand = Stand::new();
        stand.trust.distrust(NodeId(0), Trust::Byzantine);
        stand.proposes(0, 0, 1, A);
        stand.proposes(0, 0, 1, B);
        stand.prepares(1, 0, A);
        if lost {
            stand.trust.distrust(NodeId(1), Trust::Amnesic);
            stand.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: true });
        }
        stand.prepares(1, 0, B);
        stand.expect(if lost { "I16" } else { "I12" });
        let again = lost.then_some("voted-again");
        assert_eq!(stand.codes(), Vec::from_iter(again.into_iter().chain(["two-prepares"])));
    }
}

#[test]
fn i16_a_replica_that_lost_its_disk_votes_for_a_number_that_it_may_have_voted_for() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    stand.proposes(0, 0, 2, A);
    stand.prepares(1, 0, A);
    stand.trust.distrust(NodeId(1), Trust::Amnesic);
    stand.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: true });
    let later = Prepare { view: View(0), seq: Seq(2), digest: A, replica: ReplicaId(1) };
    let later = stand.keys.replicas[1].sign(later).into_signed();
    stand.sends(1, Message::Prepare(later));
    stand.expect_nothing();
    // The same vote again, in a later view: no contradiction, but it could not know that.
    stand.proposes(1, 1, 1, A);
    stand.expect("I16");
    assert_eq!(stand.codes(), ["voted-again"]);
    // Who lies is not judged.
    stand.found.clear();
    stand.trust.distrust(NodeId(1), Trust::Byzantine);
    stand.prepares(1, 0, B);
    stand.expect_nothing();
}
