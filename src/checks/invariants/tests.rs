//! Each oracle sees its violation, made by hand, and nothing else: an oracle never seen to fail proves nothing.

use std::rc::Rc;

use super::stand::{CLIENT, Stand};
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
    let mut stand = Stand::new();
    let (a, b) = (stand.asks(1, "put x 1"), stand.request(2, "put x 2"));
    stand.executes(0, 1, &a, Some("ok"));
    stand.expect_nothing();
    stand.executes(1, 1, &b, Some("ok"));
    stand.expect("I1");
}

#[test]
fn i2_a_number_is_skipped() {
    let mut stand = Stand::new();
    let (a, b) = (stand.asks(1, "put x 1"), stand.asks(2, "put x 2"));
    stand.executes(0, 1, &a, Some("ok"));
    stand.executes(0, 2, &b, Some("ok"));
    stand.expect_nothing();
    stand.executes(1, 2, &b, Some("ok"));
    stand.expect("I2");
}

#[test]
fn i2_a_result_that_the_history_does_not_give() {
    let mut stand = Stand::new();
    let a = stand.asks(1, "add x 1");
    stand.executes(0, 1, &a, Some("2"));
    stand.expect("I2");
}

#[test]
fn i2_two_replicas_get_different_results_from_one_batch() {
    let mut stand = Stand::new();
    let a = stand.asks(1, "put x 1");
    stand.executes(0, 1, &a, Some("ok"));
    stand.executes(1, 1, &a, Some("ok"));
    stand.expect_nothing();
    stand.executes(2, 1, &a, Some("1"));
    stand.expect("I2");
}

#[test]
fn i2_a_restart_may_execute_again_from_its_checkpoint() {
    let mut stand = Stand::new();
    let a = stand.asks(1, "put x 1");
    stand.executes(0, 1, &a, Some("ok"));
    stand.reports(0, Event::Restarted { last_executed: Seq(0), amnesic: false });
    stand.executes(0, 1, &a, Some("ok"));
    stand.expect_nothing();
}

#[test]
fn i2_a_state_that_no_correct_replica_executed() {
    let mut stand = Stand::new();
    let (a, b) = (stand.asks(1, "put x 1"), stand.asks(2, "put x 2"));
    stand.executes(0, 1, &a, Some("ok"));
    stand.executes(0, 2, &b, Some("ok"));
    let due = stand.oracles.agreement.replay().digest(Seq(2));
    stand.reports(1, Event::StateTransferred { seq: Seq(2), digest: due });
    stand.expect_nothing();
    stand.reports(2, Event::StateTransferred { seq: Seq(4), digest: A });
    stand.expect("I2");
}

#[test]
fn i2_a_faulty_replicas_execution_makes_no_history() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    let (a, b) = (stand.asks(1, "put x 1"), stand.asks(2, "put x 2"));
    stand.executes(0, 1, &a, Some("ok"));
    stand.executes(0, 2, &b, Some("ok"));
    stand.reports(1, Event::StateTransferred { seq: Seq(2), digest: A });
    stand.expect("I2");
}

#[test]
fn i3_a_request_that_the_client_never_made() {
    let mut stand = Stand::new();
    let invented = stand.request(1, "put x 1");
    stand.executes(0, 1, &invented, Some("ok"));
    stand.expect("I3");
}

#[test]
fn i4_a_request_takes_effect_twice() {
    let mut stand = Stand::new();
    let a = stand.asks(1, "add x 1");
    stand.executes(0, 1, &a, Some("1"));
    stand.executes(0, 2, &a, None);
    stand.expect_nothing();
    stand.executes(0, 3, &a, Some("2"));
    // The history gives no second result either: order breaks with it.
    assert!(stand.found.iter().any(|violation| number_of(violation.property) == "I4"));
}

#[test]
fn i5_a_certificate_with_a_vote_that_was_never_sent() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    stand.prepares(1, 0, A);
    stand.prepares(2, 0, A);
    let certificate = |stand: &Stand, backups: [u32; 2]| {
        Rc::new(PreparedCertificate {
            pre_prepare: stand.pre_prepare(0, 0, 1, A).into_signed(),
            prepares: backups.iter().map(|backup| stand.prepare(*backup, 0, A).into_signed()).collect(),
        })
    };
    let honest = stand.view_change(1, 1, vec![certificate(&stand, [1, 2])]);
    stand.sends(1, honest);
    stand.expect_nothing();
    let invented = stand.view_change(2, 1, vec![certificate(&stand, [2, 3])]);
    stand.sends(2, invented);
    stand.expect("I5");
}

#[test]
fn i5_a_commit_certificate_below_quorum() {
    let mut stand = Stand::new();
    let certificate = CommitCertificate {
        view: View(0),
        seq: Seq(1),
        digest: null_digest(),
        commits: Vec::new(),
        batch: Rc::new(Batch::null()),
    };
    stand.sends(0, Message::CommitCertificate(Rc::new(certificate)));
    stand.expect("I5");
}

#[test]
fn i6_two_batches_prepared_at_one_number_of_a_view() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    stand.reports(2, Event::Prepared(at(1, 1, B)));
    stand.expect_nothing();
    stand.reports(2, Event::Prepared(at(0, 1, B)));
    stand.expect("I6");
}

#[test]
fn i7_committed_with_too_few_prepared() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    stand.reports(2, Event::Prepared(at(0, 1, A)));
    stand.reports(1, Event::CommittedLocal(at(0, 1, A)));
    stand.expect_nothing();
    stand.reports(1, Event::CommittedLocal(at(0, 1, B)));
    stand.expect("I7");
}

#[test]
fn i8_a_later_view_gives_a_committed_number_to_another_batch() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    stand.reports(2, Event::Prepared(at(0, 1, A)));
    stand.reports(3, Event::PrePrepared(at(1, 1, A)));
    stand.expect_nothing();
    stand.reports(3, Event::PrePrepared(at(1, 1, B)));
    stand.expect("I8");
}

#[test]
fn i8_a_new_view_without_a_committed_number() {
    let mut stand = Stand::new();
    let new_view = |stand: &Stand, view: u64| {
        let changes = (0..3).map(|by| stand.view_change(by, view, Vec::new()));
        let change = |message| match message {
            Message::ViewChange(change) => change,
            _ => unreachable!(),
        };
        let view_changes = changes.map(change).collect();
        let body =
            NewView { view: View(view), view_changes, pre_prepares: Vec::new(), replica: ReplicaId(1) };
        Message::NewView(stand.keys.replicas[1].sign(body).into_signed())
    };
    let before = new_view(&stand, 1);
    stand.sends(1, before);
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    stand.reports(2, Event::Prepared(at(0, 1, A)));
    stand.expect_nothing();
    let forgetful = new_view(&stand, 5);
    stand.sends(1, forgetful);
    stand.expect("I8");
}

#[test]
fn i9_a_checkpoint_that_the_history_does_not_give() {
    let mut stand = Stand::new();
    let (a, b) = (stand.asks(1, "put x 1"), stand.asks(2, "put x 2"));
    stand.executes(0, 1, &a, Some("ok"));
    stand.executes(0, 2, &b, Some("ok"));
    let due = stand.oracles.agreement.replay().digest(Seq(2));
    stand.reports(0, Event::CheckpointTaken { seq: Seq(2), digest: due });
    stand.expect_nothing();
    stand.reports(1, Event::CheckpointTaken { seq: Seq(2), digest: A });
    stand.expect("I9");
}

#[test]
fn i9_a_state_taken_over_that_the_history_does_not_give_however_long_ago() {
    let mut stand = Stand::new();
    for seq in 1..=400 {
        let request = stand.asks(seq, "add x 1");
        stand.executes(0, seq, &request, Some(&seq.to_string()));
    }
    stand.expect_nothing();
    // Replica 1 was cut off from the start, and believes the first node that sends to it.
    stand.reports(1, Event::StateTransferred { seq: Seq(2), digest: A });
    stand.expect("I9");
}

#[test]
fn i10_a_number_outside_the_window_is_logged() {
    let mut stand = Stand::new();
    stand.reports(1, Event::PrePrepared(at(0, 4, A)));
    stand.expect_nothing();
    stand.reports(1, Event::PrePrepared(at(0, 5, A)));
    stand.expect("I10");
}

#[test]
fn i11_a_view_goes_back() {
    let mut stand = Stand::new();
    stand.reports(1, Event::ViewChangeStarted { view: View(2), cause: ViewChangeCause::Joined });
    stand.reports(1, Event::ViewEntered { view: View(2), min_seq: Seq(0), max_seq: Seq(0) });
    stand.expect_nothing();
    stand.reports(1, Event::ViewEntered { view: View(1), min_seq: Seq(0), max_seq: Seq(0) });
    stand.expect("I11");
}

#[test]
fn i11_a_view_change_for_the_view_that_one_is_in() {
    let mut stand = Stand::new();
    let started = |view| Event::ViewChangeStarted { view: View(view), cause: ViewChangeCause::Joined };
    stand.reports(1, started(1));
    stand.reports(1, started(2));
    stand.expect_nothing();
    stand.reports(1, started(2));
    stand.expect("I11");
}

#[test]
fn i10_a_number_at_the_low_water_mark_is_logged() {
    let mut stand = Stand::new();
    (0..3).for_each(|replica| stand.checkpoints(replica, A));
    stand.reports(1, Event::Stable { seq: Seq(2), digest: A });
    stand.reports(1, Event::PrePrepared(at(0, 3, A)));
    stand.expect_nothing();
    stand.reports(1, Event::PrePrepared(at(0, 2, A)));
    stand.expect("I10");
}

#[test]
fn i14_a_view_change_carries_an_older_certificate_than_it_has() {
    let mut stand = Stand::new();
    let certificate = |stand: &Stand| PreparedCertificate {
        pre_prepare: stand.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [2, 3].iter().map(|backup| stand.prepare(*backup, 0, A).into_signed()).collect(),
    };
    stand.proposes(0, 0, 1, A);
    (1..4).for_each(|backup| stand.prepares(backup, 0, A));
    stand.reports(2, Event::Prepared(at(0, 1, A)));
    let honest = stand.view_change(2, 1, vec![Rc::new(certificate(&stand))]);
    stand.sends(2, honest);
    stand.expect_nothing();
    stand.reports(3, Event::Prepared(at(0, 1, A)));
    stand.reports(3, Event::Prepared(at(1, 1, A)));
    let old = stand.view_change(3, 2, vec![Rc::new(certificate(&stand))]);
    stand.sends(3, old);
    stand.expect("I14");
}

#[test]
fn i11_a_vote_for_a_view_that_was_given_up() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    let change = stand.view_change(1, 1, Vec::new());
    stand.sends(1, change);
    stand.expect_nothing();
    stand.prepares(1, 0, A);
    stand.expect("I11");
}

#[test]
fn i11_the_low_water_mark_goes_back() {
    let mut stand = Stand::new();
    (0..3).for_each(|replica| stand.checkpoints(replica, A));
    stand.reports(0, Event::Stable { seq: Seq(2), digest: A });
    stand.expect_nothing();
    stand.reports(0, Event::Stable { seq: Seq(2), digest: A });
    stand.expect("I11");
}

#[test]
fn i12_two_prepares_for_one_number() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    stand.prepares(1, 0, A);
    stand.prepares(1, 0, A);
    stand.expect_nothing();
    // The primary may be faulty; the backup is not.
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    stand.proposes(0, 0, 1, B);
    stand.prepares(1, 0, B);
    stand.expect("I12");
}

#[test]
fn i12_two_pre_prepares_for_one_number() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    stand.proposes(0, 0, 1, B);
    stand.expect("I12");
}

#[test]
fn i12_two_checkpoints_for_one_number() {
    let mut stand = Stand::new();
    stand.checkpoints(1, A);
    stand.checkpoints(1, A);
    stand.expect_nothing();
    stand.checkpoints(1, B);
    stand.expect("I12");
}

#[test]
fn i12_two_view_changes_for_one_view() {
    let mut stand = Stand::new();
    stand.proposes(0, 0, 1, A);
    (1..4).for_each(|backup| stand.prepares(backup, 0, A));
    let certificate = PreparedCertificate {
        pre_prepare: stand.pre_prepare(0, 0, 1, A).into_signed(),
        prepares: [1, 2].iter().map(|backup| stand.prepare(*backup, 0, A).into_signed()).collect(),
    };
    let (empty, full) =
        (stand.view_change(1, 1, Vec::new()), stand.view_change(1, 1, vec![Rc::new(certificate)]));
    stand.sends(1, empty.clone());
    stand.sends(1, empty);
    stand.expect_nothing();
    stand.sends(1, full);
    stand.expect("I12");
}

#[test]
fn i13_a_commit_without_a_certificate() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    stand.commits(1, 0, A);
    stand.expect_nothing();
    stand.commits(2, 0, A);
    stand.expect("I13");
}

#[test]
fn i13_a_prepare_without_a_pre_prepare() {
    let mut stand = Stand::new();
    stand.prepares(1, 0, A);
    stand.expect("I13");
}

#[test]
fn i13_a_pre_prepare_by_a_backup() {
    let mut stand = Stand::new();
    stand.proposes(1, 0, 1, A);
    stand.expect("I13");
}

#[test]
fn i14_stable_without_a_quorum() {
    let mut stand = Stand::new();
    (0..3).for_each(|replica| stand.checkpoints(replica, A));
    stand.reports(0, Event::Stable { seq: Seq(2), digest: A });
    stand.expect_nothing();
    stand.reports(0, Event::Stable { seq: Seq(4), digest: A });
    stand.expect("I14");
}

#[test]
fn i14_a_liar_may_stand_behind_a_checkpoint_in_private_and_one_only_for_itself() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    stand.checkpoints(0, B);
    stand.checkpoints(1, A);
    stand.checkpoints(2, A);
    // Replica 0 put the vote that makes three into the proof of a state.
    stand.reports(3, Event::Stable { seq: Seq(2), digest: A });
    stand.expect_nothing();
    stand.reports(3, Event::Stable { seq: Seq(4), digest: A });
    stand.expect("I14");
}

#[test]
fn i14_a_view_change_leaves_out_what_had_prepared() {
    let mut stand = Stand::new();
    stand.reports(1, Event::Prepared(at(0, 1, A)));
    let forgetful = stand.view_change(1, 1, Vec::new());
    stand.sends(1, forgetful);
    stand.expect("I14");
}

#[test]
fn i15_a_result_that_was_never_executed() {
    let mut stand = Stand::new();
    let a = stand.asks(1, "put x 1");
    stand.executes(0, 1, &a, Some("ok"));
    stand.reports(CLIENT, Event::ResultAccepted { timestamp: Timestamp(1), result: b"ok".as_slice().into() });
    stand.expect_nothing();
    stand.reports(
        CLIENT,
        Event::ResultAccepted { timestamp: Timestamp(1), result: b"fake".as_slice().into() },
    );
    stand.expect("I15");
}

#[test]
fn i15_a_result_that_was_asked_for_after_a_later_one() {
    let mut stand = Stand::new();
    let (a, b) = (stand.asks(1, "get x"), stand.request(2, "get x"));
    stand.executes(0, 1, &b, Some(""));
    stand.executes(0, 2, &a, None);
    stand.found.clear();
    // The history has the second request before the first, which was answered before the second was asked.
    let result = |timestamp| Event::ResultAccepted { timestamp: Timestamp(timestamp), result: [].into() };
    stand.reports(CLIENT, result(2));
    stand.found.clear();
    stand.reports(CLIENT, Event::RequestSent { timestamp: Timestamp(2), to_all: false });
    stand.reports(CLIENT, result(2));
    stand.expect("I15");
}

#[test]
fn i16_a_conflict_after_a_restart() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(0), Trust::Byzantine);
    stand.proposes(0, 0, 1, A);
    stand.proposes(0, 0, 1, B);
    stand.prepares(1, 0, A);
    stand.reports(1, Event::Restarted { last_executed: Seq(0), amnesic: false });
    stand.prepares(1, 0, B);
    stand.expect("I16");
}

#[test]
fn a_faulty_replica_is_not_judged() {
    let mut stand = Stand::new();
    stand.trust.distrust(NodeId(1), Trust::Byzantine);
    stand.prepares(1, 0, A);
    stand.prepares(1, 0, B);
    stand.commits(1, 0, A);
    stand.reports(1, Event::ViewEntered { view: View(3), min_seq: Seq(0), max_seq: Seq(0) });
    stand.reports(1, Event::ViewEntered { view: View(1), min_seq: Seq(0), max_seq: Seq(0) });
    stand.expect_nothing();
}

#[test]
fn what_all_correct_replicas_have_passed_by_a_window_is_forgotten() {
    let mut stand = Stand::new();
    for seq in 1..=40 {
        let request = stand.asks(seq, "put x 1");
        stand.proposes(0, 0, seq, A);
        for node in 0..4 {
            stand.executes(node, seq, &request, Some("ok"));
        }
    }
    stand.expect_nothing();
    let window = stand.oracles.cluster.log_size;
    assert_eq!(stand.oracles.ledger.iter().next().map(|(seq, _)| seq), Some(Seq(40 - window + 1)));
    assert!(stand.oracles.agreement.place(Seq(40 - window)).is_none());
    assert!(stand.oracles.agreement.place(Seq(40 - window + 1)).is_some());
}
