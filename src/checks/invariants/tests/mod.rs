//! Each oracle sees its violation, made by hand, and no other: an oracle that was never seen to fail proves nothing.

mod adversity;
mod liveness;
mod test_cluster;

use std::rc::Rc;

use self::test_cluster::{CLIENT, TestCluster};
use super::*;
use crate::pbft::batch::{Batch, null_digest};
use crate::pbft::event::{Assignment, ViewChangeCause};
use crate::pbft::message::{CommitCertificate, Message, NewView, PreparedCertificate};
use crate::pbft::{Digest, Event, Seq, Timestamp, View};
use crate::sim::Trust;

fn at(view: u64, seq: u64, digest: Digest) -> Assignment {
    Assignment { view: View(view), seq: Seq(seq), digest }
}

const A: Digest = Digest([0xa; 32]);
const B: Digest = Digest([0xb; 32]);

#[test]
fn i1_two_batches_at_one_number() {
    let mut cluster = TestCluster::new();
    let (a, b) = (cluster.asks(1, "put x 1"), cluster.request(2, "put x 2"));
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.expect_nothing();
    cluster.executes(1, 1, &b, Some("ok"));
    cluster.expect("I1");
}

#[test]
fn i2_a_number_is_skipped() {
    let mut cluster = TestCluster::new();
    let (a, b) = (cluster.asks(1, "put x 1"), cluster.asks(2, "put x 2"));
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.executes(0, 2, &b, Some("ok"));
    cluster.expect_nothing();
    cluster.executes(1, 2, &b, Some("ok"));
    cluster.expect("I2");
}

#[test]
fn i2_a_result_that_the_history_does_not_give() {
    let mut cluster = TestCluster::new();
    let a = cluster.asks(1, "add x 1");
    cluster.executes(0, 1, &a, Some("2"));
    cluster.expect("I2");
}

#[test]
fn i2_two_replicas_get_different_results_from_one_batch() {
    let mut cluster = TestCluster::new();
    let a = cluster.asks(1, "put x 1");
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.executes(1, 1, &a, Some("ok"));
    cluster.expect_nothing();
    cluster.executes(2, 1, &a, Some("1"));
    cluster.expect("I2");
}

#[test]
fn i2_a_restart_may_execute_again_from_its_checkpoint() {
    let mut cluster = TestCluster::new();
    let a = cluster.asks(1, "put x 1");
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.reports(0, Event::Restarted { last_executed: Seq(0), amnesic: false });
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.expect_nothing();
}

#[test]
fn i2_a_state_that_no_correct_replica_executed() {
    let mut cluster = TestCluster::new();
    let (a, b) = (cluster.asks(1, "put x 1"), cluster.asks(2, "put x 2"));
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.executes(0, 2, &b, Some("ok"));
    let due = cluster.oracles.agreement.replay().digest(Seq(2));
    cluster.reports(1, Event::StateTransferred { seq: Seq(2), digest: due });
    cluster.expect_nothing();
    cluster.reports(2, Event::StateTransferred { seq: Seq(4), digest: A });
    cluster.expect("I2");
}

#[test]
fn i2_a_faulty_replicas_execution_makes_no_history() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    let (a, b) = (cluster.asks(1, "put x 1"), cluster.asks(2, "put x 2"));
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.executes(0, 2, &b, Some("ok"));
    cluster.reports(1, Event::StateTransferred { seq: Seq(2), digest: A });
    cluster.expect("I2");
}

#[test]
fn i3_a_request_that_the_client_never_made() {
    let mut cluster = TestCluster::new();
    let invented = cluster.request(1, "put x 1");
    cluster.executes(0, 1, &invented, Some("ok"));
    cluster.expect("I3");
}

#[test]
fn i4_a_request_takes_effect_twice() {
    let mut cluster = TestCluster::new();
    let a = cluster.asks(1, "add x 1");
    cluster.executes(0, 1, &a, Some("1"));
    cluster.executes(0, 2, &a, None);
    cluster.expect_nothing();
    cluster.executes(0, 3, &a, Some("2"));
    // The history has no second result either, so order is violated as well.
    assert!(cluster.found.iter().any(|violation| number_of(violation.property) == "I4"));
}

#[test]
fn i5_a_certificate_with_a_vote_that_was_never_sent() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    cluster.prepares(1, 0, A);
    cluster.prepares(2, 0, A);
    let certificate = |cluster: &TestCluster, backups: [u32; 2]| {
        Rc::new(PreparedCertificate {
            pre_prepare: cluster.pre_prepare(0, 0, 1, A).into_signed(),
            prepares: backups.iter().map(|backup| cluster.prepare(*backup, 0, A).into_signed()).collect(),
        })
    };
    let honest = cluster.view_change(1, 1, vec![certificate(&cluster, [1, 2])]);
    cluster.sends(1, honest);
    cluster.expect_nothing();
    let invented = cluster.view_change(2, 1, vec![certificate(&cluster, [2, 3])]);
    cluster.sends(2, invented);
    cluster.expect("I5");
}

#[test]
fn i5_a_commit_certificate_below_quorum() {
    let mut cluster = TestCluster::new();
    let certificate = CommitCertificate {
        view: View(0),
        seq: Seq(1),
        digest: null_digest(),
        commits: Vec::new(),
        batch: Rc::new(Batch::null()),
    };
    cluster.sends(0, Message::CommitCertificate(Rc::new(certificate)));
    cluster.expect("I5");
}

#[test]
fn i6_two_batches_prepared_at_one_number_of_a_view() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    cluster.reports(2, Event::Prepared(at(1, 1, B)));
    cluster.expect_nothing();
    cluster.reports(2, Event::Prepared(at(0, 1, B)));
    cluster.expect("I6");
}

#[test]
fn i7_committed_with_too_few_prepared() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    cluster.reports(2, Event::Prepared(at(0, 1, A)));
    cluster.reports(1, Event::CommittedLocal(at(0, 1, A)));
    cluster.expect_nothing();
    cluster.reports(1, Event::CommittedLocal(at(0, 1, B)));
    cluster.expect("I7");
}

#[test]
fn i8_a_later_view_gives_a_committed_number_to_another_batch() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    cluster.reports(2, Event::Prepared(at(0, 1, A)));
    cluster.reports(3, Event::PrePrepared(at(1, 1, A)));
    cluster.expect_nothing();
    cluster.reports(3, Event::PrePrepared(at(1, 1, B)));
    cluster.expect("I8");
}

#[test]
fn i8_a_new_view_without_a_committed_number() {
    let mut cluster = TestCluster::new();
    let new_view = |cluster: &TestCluster, view: u64| {
        let changes = (0..3).map(|by| cluster.view_change(by, view, Vec::new()));
        let change = |message| match message {
            Message::ViewChange(change) => change,
            _ => unreachable!(),
        };
        let view_changes = changes.map(change).collect();
        let body =
            NewView { view: View(view), view_changes, pre_prepares: Vec::new(), replica: ReplicaId(1) };
        Message::NewView(cluster.keys.replicas[1].sign(body).into_signed())
    };
    let before = new_view(&cluster, 1);
    cluster.sends(1, before);
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    cluster.reports(2, Event::Prepared(at(0, 1, A)));
    cluster.expect_nothing();
    let forgetful = new_view(&cluster, 5);
    cluster.sends(1, forgetful);
    cluster.expect("I8");
}

#[test]
fn i9_a_checkpoint_that_the_history_does_not_give() {
    let mut cluster = TestCluster::new();
    let (a, b) = (cluster.asks(1, "put x 1"), cluster.asks(2, "put x 2"));
    cluster.executes(0, 1, &a, Some("ok"));
    cluster.executes(0, 2, &b, Some("ok"));
    let due = cluster.oracles.agreement.replay().digest(Seq(2));
    cluster.reports(0, Event::CheckpointTaken { seq: Seq(2), digest: due });
    cluster.expect_nothing();
    cluster.reports(1, Event::CheckpointTaken { seq: Seq(2), digest: A });
    cluster.expect("I9");
}

#[test]
fn i9_a_state_taken_over_that_the_history_does_not_give_however_long_ago() {
    let mut cluster = TestCluster::new();
    for seq in 1..=400 {
        let request = cluster.asks(seq, "add x 1");
        cluster.executes(0, seq, &request, Some(&seq.to_string()));
    }
    cluster.expect_nothing();
    // Replica 1 was cut off from the start, and accepts the state of the first node that sends one.
    cluster.reports(1, Event::StateTransferred { seq: Seq(2), digest: A });
    cluster.expect("I9");
}

#[test]
fn i10_a_number_outside_the_window_is_logged() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::PrePrepared(at(0, 4, A)));
    cluster.expect_nothing();
    cluster.reports(1, Event::PrePrepared(at(0, 5, A)));
    cluster.expect("I10");
}

#[test]
fn i11_a_view_goes_back() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::ViewChangeStarted { view: View(2), cause: ViewChangeCause::Joined });
    cluster.reports(1, Event::ViewEntered { view: View(2), min_seq: Seq(0), max_seq: Seq(0) });
    cluster.expect_nothing();
    cluster.reports(1, Event::ViewEntered { view: View(1), min_seq: Seq(0), max_seq: Seq(0) });
    cluster.expect("I11");
}

#[test]
fn i11_a_view_change_for_the_view_that_one_is_in() {
    let mut cluster = TestCluster::new();
    let started = |view| Event::ViewChangeStarted { view: View(view), cause: ViewChangeCause::Joined };
    cluster.reports(1, started(1));
    cluster.reports(1, started(2));
    cluster.expect_nothing();
    cluster.reports(1, started(2));
    cluster.expect("I11");
}

#[test]
fn i10_a_number_at_the_low_water_mark_is_logged() {
    let mut cluster = TestCluster::new();
    (0..3).for_each(|replica| cluster.checkpoints(replica, A));
    cluster.reports(1, Event::Stable { seq: Seq(2), digest: A });
    cluster.reports(1, Event::PrePrepared(at(0, 3, A)));
    cluster.expect_nothing();
    cluster.reports(1, Event::PrePrepared(at(0, 2, A)));
    cluster.expect("I10");
}

#[test]
fn i14_a_view_change_carries_an_older_certificate_than_it_has() {
    let mut cluster = TestCluster::new();
    let certificate = |cluster: &TestCluster| PreparedCertificate {
        pre_prepare: cluster.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [2, 3].iter().map(|backup| cluster.prepare(*backup, 0, A).into_signed()).collect(),
    };
    cluster.proposes(0, 0, 1, A);
    (1..4).for_each(|backup| cluster.prepares(backup, 0, A));
    cluster.reports(2, Event::Prepared(at(0, 1, A)));
    let honest = cluster.view_change(2, 1, vec![Rc::new(certificate(&cluster))]);
    cluster.sends(2, honest);
    cluster.expect_nothing();
    cluster.reports(3, Event::Prepared(at(0, 1, A)));
    cluster.reports(3, Event::Prepared(at(1, 1, A)));
    let old = cluster.view_change(3, 2, vec![Rc::new(certificate(&cluster))]);
    cluster.sends(3, old);
    cluster.expect("I14");
}

#[test]
fn i11_a_vote_for_a_view_that_was_given_up() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    let change = cluster.view_change(1, 1, Vec::new());
    cluster.sends(1, change);
    cluster.expect_nothing();
    cluster.prepares(1, 0, A);
    cluster.expect("I11");
}

#[test]
fn i11_the_low_water_mark_goes_back() {
    let mut cluster = TestCluster::new();
    (0..3).for_each(|replica| cluster.checkpoints(replica, A));
    cluster.reports(0, Event::Stable { seq: Seq(2), digest: A });
    cluster.expect_nothing();
    cluster.reports(0, Event::Stable { seq: Seq(2), digest: A });
    cluster.expect("I11");
}

#[test]
fn i12_two_prepares_for_one_number() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    cluster.prepares(1, 0, A);
    cluster.prepares(1, 0, A);
    cluster.expect_nothing();
    // The primary may be faulty; the backup is not.
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    cluster.proposes(0, 0, 1, B);
    cluster.prepares(1, 0, B);
    cluster.expect("I12");
}

#[test]
fn i12_two_pre_prepares_for_one_number() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    cluster.proposes(0, 0, 1, B);
    cluster.expect("I12");
}

#[test]
fn i12_two_checkpoints_for_one_number() {
    let mut cluster = TestCluster::new();
    cluster.checkpoints(1, A);
    cluster.checkpoints(1, A);
    cluster.expect_nothing();
    cluster.checkpoints(1, B);
    cluster.expect("I12");
}

#[test]
fn i12_two_view_changes_for_one_view() {
    let mut cluster = TestCluster::new();
    cluster.proposes(0, 0, 1, A);
    (1..4).for_each(|backup| cluster.prepares(backup, 0, A));
    let certificate = PreparedCertificate {
        pre_prepare: cluster.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [1, 2].iter().map(|backup| cluster.prepare(*backup, 0, A).into_signed()).collect(),
    };
    let (empty, full) =
        (cluster.view_change(1, 1, Vec::new()), cluster.view_change(1, 1, vec![Rc::new(certificate)]));
    cluster.sends(1, empty.clone());
    cluster.sends(1, empty);
    cluster.expect_nothing();
    cluster.sends(1, full);
    cluster.expect("I12");
}

#[test]
fn i13_a_commit_without_a_certificate() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    cluster.commits(1, 0, A);
    cluster.expect_nothing();
    cluster.commits(2, 0, A);
    cluster.expect("I13");
}

#[test]
fn i13_a_prepare_without_a_pre_prepare() {
    let mut cluster = TestCluster::new();
    cluster.prepares(1, 0, A);
    cluster.expect("I13");
}

#[test]
fn i13_a_pre_prepare_by_a_backup() {
    let mut cluster = TestCluster::new();
    cluster.proposes(1, 0, 1, A);
    cluster.expect("I13");
}

#[test]
fn i14_stable_without_a_quorum() {
    let mut cluster = TestCluster::new();
    (0..3).for_each(|replica| cluster.checkpoints(replica, A));
    cluster.reports(0, Event::Stable { seq: Seq(2), digest: A });
    cluster.expect_nothing();
    cluster.reports(0, Event::Stable { seq: Seq(4), digest: A });
    cluster.expect("I14");
}

#[test]
fn i14_a_liar_may_stand_behind_a_checkpoint_in_private_and_one_only_for_itself() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    cluster.checkpoints(0, B);
    cluster.checkpoints(1, A);
    cluster.checkpoints(2, A);
    // Replica 0 put the third vote into the proof of a state.
    cluster.reports(3, Event::Stable { seq: Seq(2), digest: A });
    cluster.expect_nothing();
    cluster.reports(3, Event::Stable { seq: Seq(4), digest: A });
    cluster.expect("I14");
}

#[test]
fn i14_a_view_change_leaves_out_what_had_prepared() {
    let mut cluster = TestCluster::new();
    cluster.reports(1, Event::Prepared(at(0, 1, A)));
    let forgetful = cluster.view_change(1, 1, Vec::new());
    cluster.sends(1, forgetful);
    cluster.expect("I14");
}

#[test]
fn i15_a_result_that_was_never_executed() {
    let mut cluster = TestCluster::new();
    let a = cluster.asks(1, "put x 1");
    cluster.executes(0, 1, &a, Some("ok"));
    cluster
        .reports(CLIENT, Event::ResultAccepted { timestamp: Timestamp(1), result: b"ok".as_slice().into() });
    cluster.expect_nothing();
    cluster.reports(
        CLIENT,
        Event::ResultAccepted { timestamp: Timestamp(1), result: b"fake".as_slice().into() },
    );
    cluster.expect("I15");
}

#[test]
fn i15_a_result_that_was_asked_for_after_a_later_one() {
    let mut cluster = TestCluster::new();
    let (a, b) = (cluster.asks(1, "get x"), cluster.request(2, "get x"));
    cluster.executes(0, 1, &b, Some(""));
    cluster.executes(0, 2, &a, None);
    cluster.found.clear();
    // The history has the second request before the first, which was answered before the second was asked.
    let result = |timestamp| Event::ResultAccepted { timestamp: Timestamp(timestamp), result: [].into() };
    cluster.reports(CLIENT, result(2));
    cluster.found.clear();
    cluster.reports(CLIENT, Event::RequestSent { timestamp: Timestamp(2), to_all: false });
    cluster.reports(CLIENT, result(2));
    cluster.expect("I15");
}

#[test]
fn i16_a_conflict_after_a_restart() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(0), Trust::Byzantine);
    cluster.proposes(0, 0, 1, A);
    cluster.proposes(0, 0, 1, B);
    cluster.prepares(1, 0, A);
    cluster.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: false });
    cluster.prepares(1, 0, B);
    cluster.expect("I16");
}

#[test]
fn a_faulty_replica_is_not_judged() {
    let mut cluster = TestCluster::new();
    cluster.trust.distrust(NodeId(1), Trust::Byzantine);
    cluster.prepares(1, 0, A);
    cluster.prepares(1, 0, B);
    cluster.commits(1, 0, A);
    cluster.reports(1, Event::ViewEntered { view: View(3), min_seq: Seq(0), max_seq: Seq(0) });
    cluster.reports(1, Event::ViewEntered { view: View(1), min_seq: Seq(0), max_seq: Seq(0) });
    cluster.expect_nothing();
}

#[test]
fn what_all_correct_replicas_have_passed_by_a_window_is_forgotten() {
    let mut cluster = TestCluster::new();
    for seq in 1..=40 {
        let request = cluster.asks(seq, "put x 1");
        cluster.proposes(0, 0, seq, A);
        for node in 0..4 {
            cluster.executes(node, seq, &request, Some("ok"));
        }
    }
    cluster.expect_nothing();
    let window = cluster.oracles.cluster.log_size;
    assert_eq!(cluster.oracles.ledger.iter().next().map(|(seq, _)| seq), Some(Seq(40 - window + 1)));
    assert!(cluster.oracles.agreement.place(Seq(40 - window)).is_none());
    assert!(cluster.oracles.agreement.place(Seq(40 - window + 1)).is_some());
}
