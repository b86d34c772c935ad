//! View change, validation: lines 76 to 84 of the checklist. One bad part voids the whole message, and only that message.

use std::rc::Rc;

use pbft_lab::pbft::batch::null_digest;
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Checkpoint, PrePrepare, Prepare, PreparedCertificate, ViewChange};
use pbft_lab::pbft::reject::ViewChangeFlaw as Flaw;
use pbft_lab::pbft::{Digest, Event, Message, MessageKind, RejectReason, ReplicaId, Seq, Timer, View};

use crate::paper::cluster::Cluster;

const STATE: Digest = Digest([8; 32]);
const BATCH: Digest = Digest([9; 32]);
const OTHER: Digest = Digest([10; 32]);

/// A VIEW-CHANGE of replica 1 for view 3, with `h` = 8 proven and numbers 9, 10 and 12 prepared, all in view 1.
fn valid(cluster: &Cluster) -> ViewChange {
    let prepared = [9, 10, 12].map(|seq| Rc::new(cluster.prepared(1, seq, BATCH)));
    ViewChange {
        low_water_mark: Seq(8),
        checkpoints: cluster.stable_proof(8, STATE),
        prepared: prepared.into(),
        ..cluster.blank_view_change(1, 3)
    }
}

/// A change that makes a VIEW-CHANGE invalid.
type Break = fn(&Cluster, &mut ViewChange);

/// Breaks a valid VIEW-CHANGE in each way and sees it refused for that reason, by an active replica and by one that
/// waits for a view; the sender is convicted, and none of its good parts is used.
fn each_is_refused(rows: &[(&str, Flaw, Break)]) {
    for n in Cluster::sizes_with_faults() {
        for (name, flaw, break_it) in rows {
            for wanted in [0, 2] {
                let mut cluster = waiting_for(n, wanted);
                let mut change = valid(&cluster);
                break_it(&cluster, &mut change);
                let signed = cluster.sign(change);
                let reason = cluster.refuses(n - 1, Message::ViewChange(signed));
                assert_eq!(reason, RejectReason::InvalidViewChange(*flaw), "{name}, n = {n}");
                let votes = cluster.replicas[n as usize - 1].view_change_votes();
                assert!(votes.into_iter().all(|(by, view)| by != ReplicaId(1) || view < View(3)), "{name}");
                let convicted = (Author::Replica(ReplicaId(1)), Offence::InvalidViewChange);
                assert_eq!(cluster.evidence_of(n - 1), [convicted], "{name}, n = {n}");
            }
        }
    }
}

/// A cluster whose last replica waits for this view, or is still active in view 0.
fn waiting_for(n: u32, view: u64) -> Cluster {
    let mut cluster = Cluster::of(n);
    if view > 0 {
        cluster.make_wait(n - 1, view);
    }
    cluster
}

/// Changes one certificate of `P`.
fn in_certificate(change: &mut ViewChange, index: usize, edit: impl FnOnce(&mut PreparedCertificate)) {
    let mut certificate = (*change.prepared[index]).clone();
    edit(&mut certificate);
    change.prepared[index] = Rc::new(certificate);
}

/// The same statement with other words, signed by its author.
fn reword(
    cluster: &Cluster,
    prepare: &Rc<Signed<Prepare>>,
    edit: impl FnOnce(&mut Prepare),
) -> Rc<Signed<Prepare>> {
    let mut body = *prepare.body();
    edit(&mut body);
    cluster.sign(body)
}

#[test]
fn c076_the_unbroken_message_is_accepted_and_counted() {
    for n in Cluster::sizes_with_faults() {
        for wanted in [0, 2] {
            let mut cluster = waiting_for(n, wanted);
            let change = cluster.sign(valid(&cluster));
            cluster.give(n - 1, Message::ViewChange(change));
            let votes: Vec<_> = cluster.replicas[n as usize - 1].view_change_votes().collect();
            assert!(votes.contains(&(ReplicaId(1), View(3))), "n = {n}: {votes:?}");
            assert_eq!(cluster.evidence_of(n - 1), []);
        }
    }
}

#[test]
fn c076_a_wrong_outer_signature_is_refused_and_proves_nothing() {
    for n in Cluster::sizes_with_faults() {
        for wanted in [0, 2] {
            let mut cluster = waiting_for(n, wanted);
            let forged = cluster.forge(valid(&cluster));
            let wrong = BadSignature::Wrong(Author::Replica(ReplicaId(1)));
            let reason = cluster.refuses(n - 1, Message::ViewChange(forged));
            assert_eq!(reason, RejectReason::BadSignature(wrong));
            let stranger = ViewChange { replica: ReplicaId(n), ..valid(&cluster) };
            let stranger = Rc::new(Signed::claimed(stranger, [7; 64]));
            let reason = cluster.refuses(n - 1, Message::ViewChange(stranger));
            assert_eq!(
                reason,
                RejectReason::BadSignature(BadSignature::NotAMember(Author::Replica(ReplicaId(n))))
            );
            assert_eq!(cluster.evidence_of(n - 1), []);
        }
    }
}

#[test]
fn c077_a_low_water_mark_without_its_quorum_of_equal_checkpoints_is_refused() {
    each_is_refused(&[
        ("one too few", Flaw::Checkpoint, |_, change| drop(change.checkpoints.pop())),
        ("none", Flaw::Checkpoint, |_, change| change.checkpoints.clear()),
        ("a sender twice", Flaw::Checkpoint, |_, change| {
            change.checkpoints.pop();
            change.checkpoints.push(Rc::clone(&change.checkpoints[0]));
        }),
        ("a sender twice beside a quorum", Flaw::Checkpoint, |_, change| {
            change.checkpoints.push(Rc::clone(&change.checkpoints[0]));
        }),
        ("all for another number", Flaw::Checkpoint, |cluster, change| {
            change.checkpoints = cluster.stable_proof(16, STATE);
        }),
        ("one for another number", Flaw::Checkpoint, |cluster, change| {
            change.checkpoints[1] = cluster.checkpoint(1, 16, STATE);
        }),
        ("one with another digest", Flaw::Checkpoint, |cluster, change| {
            change.checkpoints[1] = cluster.checkpoint(1, 8, OTHER);
        }),
        ("no multiple of K", Flaw::Checkpoint, |cluster, change| {
            change.low_water_mark = Seq(7);
            change.checkpoints = cluster.stable_proof(7, STATE);
        }),
        ("a forged one", Flaw::Signature, |cluster, change| {
            let forged = Checkpoint { seq: Seq(8), digest: STATE, replica: ReplicaId(1) };
            change.checkpoints[1] = cluster.forge(forged);
        }),
        ("one of a stranger", Flaw::Signature, |cluster, change| {
            let stranger = Checkpoint { seq: Seq(8), digest: STATE, replica: ReplicaId(cluster.n()) };
            change.checkpoints[1] = Rc::new(Signed::claimed(stranger, [7; 64]));
        }),
        ("a proof of the start", Flaw::Checkpoint, |cluster, change| {
            change.low_water_mark = Seq(0);
            change.checkpoints = cluster.stable_proof(0, STATE);
        }),
        ("more than there are replicas", Flaw::Bounds, |cluster, change| {
            change.checkpoints = (0..=cluster.n()).map(|_| cluster.checkpoint(0, 8, STATE)).collect();
        }),
    ]);
}

#[test]
fn c078_a_certificate_outside_the_window_is_refused() {
    each_is_refused(&[
        ("at h", Flaw::Order, |cluster, change| {
            change.prepared.insert(0, Rc::new(cluster.prepared(1, 8, BATCH)));
        }),
        ("below h", Flaw::Order, |cluster, change| {
            change.prepared = vec![Rc::new(cluster.prepared(1, 1, BATCH))];
        }),
        ("above h + L", Flaw::Order, |cluster, change| {
            change.prepared.push(Rc::new(cluster.prepared(1, 25, BATCH)));
        }),
        ("number 0", Flaw::Order, |cluster, change| {
            change.prepared = vec![Rc::new(cluster.prepared(1, 0, BATCH))];
        }),
        ("the last of all numbers", Flaw::Order, |cluster, change| {
            change.prepared = vec![Rc::new(cluster.prepared(1, u64::MAX, BATCH))];
        }),
        ("more than L", Flaw::Bounds, |cluster, change| {
            change.prepared = (9..=25).map(|seq| Rc::new(cluster.prepared(1, seq, BATCH))).collect();
        }),
    ]);
}

#[test]
fn c078_both_ends_of_the_window_are_accepted() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let prepared = (9..=24).map(|seq| Rc::new(cluster.prepared(1, seq, BATCH))).collect();
        let change = cluster.sign(ViewChange { prepared, ..valid(&cluster) });
        cluster.give(n - 1, Message::ViewChange(change));
        let votes: Vec<_> = cluster.replicas[n as usize - 1].view_change_votes().collect();
        assert_eq!(votes, [(ReplicaId(1), View(3))], "n = {n}");
    }
}

#[test]
fn c079_repeated_or_unsorted_numbers_are_refused() {
    each_is_refused(&[
        ("a number twice", Flaw::Order, |_, change| {
            change.prepared.insert(1, Rc::clone(&change.prepared[0]));
        }),
        ("a number in two views", Flaw::Order, |cluster, change| {
            change.prepared.insert(1, Rc::new(cluster.prepared(0, 9, OTHER)));
        }),
        ("two swapped", Flaw::Order, |_, change| change.prepared.swap(0, 1)),
        ("the last first", Flaw::Order, |_, change| change.prepared.swap(0, 2)),
    ]);
}

#[test]
fn c080_a_certificate_of_the_wanted_view_or_a_later_one_is_refused() {
    each_is_refused(&[
        ("the wanted view", Flaw::Header, |cluster, change| {
            change.prepared[2] = Rc::new(cluster.prepared(3, 12, BATCH));
        }),
        ("a later view", Flaw::Header, |cluster, change| {
            change.prepared[0] = Rc::new(cluster.prepared(7, 9, BATCH));
        }),
        ("the last of all views", Flaw::Header, |cluster, change| {
            change.prepared[0] = Rc::new(cluster.prepared(u64::MAX, 9, BATCH));
        }),
        ("view 0 is wanted", Flaw::Bounds, |_, change| {
            change.view = View(0);
            change.prepared.clear();
        }),
    ]);
}

#[test]
fn c081_a_header_that_the_primary_of_its_view_did_not_sign_is_refused() {
    each_is_refused(&[
        ("by a backup in its own name", Flaw::Header, |cluster, change| {
            let header = PrePrepare { replica: ReplicaId(0), ..*cluster.header(1, 9, BATCH).body() };
            in_certificate(change, 0, |certificate| certificate.pre_prepare = cluster.sign(header));
        }),
        ("by a backup in the primary's name", Flaw::Signature, |cluster, change| {
            let header = cluster.forge(*cluster.header(1, 9, BATCH).body());
            in_certificate(change, 0, |certificate| certificate.pre_prepare = header);
        }),
        ("the signature is of another number", Flaw::Signature, |cluster, change| {
            let (nine, ten) = (cluster.header(1, 9, BATCH), cluster.header(1, 10, BATCH));
            let patched = Rc::new(Signed::claimed(*nine.body(), *ten.signature()));
            in_certificate(change, 0, |certificate| certificate.pre_prepare = patched);
        }),
    ]);
}

#[test]
fn c082_prepares_that_are_too_few_repeated_or_for_something_else_are_refused() {
    each_is_refused(&[
        ("one too few", Flaw::Prepares, |_, change| {
            in_certificate(change, 1, |certificate| drop(certificate.prepares.pop()));
        }),
        ("none", Flaw::Prepares, |_, change| {
            in_certificate(change, 1, |certificate| certificate.prepares.clear());
        }),
        ("a sender twice", Flaw::Prepares, |_, change| {
            in_certificate(change, 1, |certificate| {
                certificate.prepares.pop();
                certificate.prepares.push(Rc::clone(&certificate.prepares[0]));
            });
        }),
        ("one by the primary of the view", Flaw::Prepares, |cluster, change| {
            let by_primary = cluster.prepare(cluster.primary(1), 1, 10, BATCH);
            in_certificate(change, 1, |certificate| certificate.prepares[0] = by_primary);
        }),
        ("one for another digest", Flaw::Prepares, |cluster, change| {
            in_certificate(change, 1, |it| {
                it.prepares[0] = reword(cluster, &it.prepares[0], |p| p.digest = OTHER)
            });
        }),
        ("one for another view", Flaw::Prepares, |cluster, change| {
            in_certificate(change, 1, |it| {
                it.prepares[0] = reword(cluster, &it.prepares[0], |p| p.view = View(2))
            });
        }),
        ("one for another number", Flaw::Prepares, |cluster, change| {
            in_certificate(change, 1, |it| {
                it.prepares[0] = reword(cluster, &it.prepares[0], |p| p.seq = Seq(11))
            });
        }),
        ("all for another digest than the header", Flaw::Prepares, |cluster, change| {
            let header = cluster.header(1, 10, OTHER);
            in_certificate(change, 1, |certificate| certificate.pre_prepare = header);
        }),
        ("a forged one", Flaw::Signature, |cluster, change| {
            in_certificate(change, 1, |it| it.prepares[0] = cluster.forge(*it.prepares[0].body()));
        }),
        ("one of a stranger", Flaw::Signature, |cluster, change| {
            let stranger = ReplicaId(cluster.n());
            in_certificate(change, 1, |certificate| {
                let body = Prepare { replica: stranger, ..*certificate.prepares[0].body() };
                certificate.prepares[0] = Rc::new(Signed::claimed(body, [7; 64]));
            });
        }),
        ("a null certificate with too few", Flaw::Prepares, |cluster, change| {
            let mut null = cluster.prepared(1, 11, null_digest());
            null.prepares.pop();
            change.prepared.insert(2, Rc::new(null));
        }),
    ]);
}

#[test]
fn c083_an_invalid_view_change_neither_stops_valid_ones_nor_reaches_the_new_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let mut liar = cluster.blank_view_change(n - 1, 1);
        // Its first certificate is good, the second is not: neither may count.
        let mut bad = cluster.prepared(0, 2, BATCH);
        bad.prepares.pop();
        liar.prepared = vec![Rc::new(cluster.prepared(0, 1, BATCH)), Rc::new(bad)];
        let liar = Message::ViewChange(cluster.sign(liar));
        let senders: Vec<u32> =
            (0..n - 1).filter(|by| *by != 1).take(cluster.quorums().quorum as usize - 1).collect();
        for by in &senders {
            cluster.refuses(1, liar.clone());
            let change = cluster.view_change(*by, 1, Vec::new());
            cluster.give(1, Message::ViewChange(change));
        }
        let new_view = cluster.replicas[1].new_view().expect("a quorum of valid ones starts the view");
        let used: Vec<u32> = new_view.view_changes.iter().map(|change| change.replica.0).collect();
        let mut expected = [senders, vec![1]].concat();
        expected.sort_unstable();
        assert_eq!(used, expected, "n = {n}");
        assert!(new_view.pre_prepares.is_empty(), "no part of the invalid one is used");
    }
}

#[test]
fn c083_its_sender_is_heard_again_once_it_sends_a_valid_one() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let mut liar = cluster.blank_view_change(2, 1);
        liar.low_water_mark = Seq(8);
        let liar = Message::ViewChange(cluster.sign(liar));
        cluster.refuses(1, liar);
        let honest = cluster.view_change(2, 1, Vec::new());
        cluster.give(1, Message::ViewChange(honest));
        let votes: Vec<_> = cluster.replicas[1].view_change_votes().collect();
        assert_eq!(votes, [(ReplicaId(2), View(1))], "n = {n}");
    }
}

#[test]
fn c084_views_near_the_largest_number_neither_overflow_nor_cause_a_view_change_alone() {
    for n in Cluster::sizes_with_faults() {
        for wants in [u64::MAX - 1, u64::MAX] {
            let mut cluster = Cluster::of(n);
            let me = n - 1;
            let change = cluster.view_change(0, wants, Vec::new());
            cluster.give(me, Message::ViewChange(change));
            let replica = &cluster.replicas[me as usize];
            assert_eq!(
                (replica.view(), replica.active()),
                (View(0), true),
                "one sender causes no view change"
            );

            // A weak certificate may move it there. The next views, at the end of the numbers, must not overflow.
            for by in 1..me {
                let change = cluster.view_change(by, wants, Vec::new());
                cluster.give(me, Message::ViewChange(change));
            }
            for _ in 0..3 {
                if cluster.runs(me, Timer::NewView) {
                    cluster.ring(me, Timer::NewView);
                }
            }
            assert!(cluster.replicas[me as usize].view() >= View(wants));
            let batch = cluster.batch(1, "put x 1");
            let proposal = cluster.pre_prepare(u64::MAX, 1, &batch);
            cluster.give(me, proposal);
            let new_view = cluster.sign(cluster.new_view(u64::MAX, Vec::new(), &[]));
            cluster.give(me, Message::NewView(new_view));
            assert!(cluster.facts.iter().all(|(_, fact)| !matches!(fact, Event::Alarm(_))));
            assert!(cluster.sent_by(me, MessageKind::Prepare).is_empty());
        }
    }
}
