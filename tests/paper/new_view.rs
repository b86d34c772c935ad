//! NEW-VIEW, built and checked: lines 85 to 92 of the checklist.

use std::collections::BTreeSet;
use std::rc::Rc;

use pbft_lab::pbft::batch::null_digest;
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{NewView, PrePrepare, PreparedCertificate, ViewChange};
use pbft_lab::pbft::new_view::plan;
use pbft_lab::pbft::reject::{NewViewFlaw as Flaw, ViewChangeFlaw};
use pbft_lab::pbft::{Digest, Message, MessageKind, RejectReason, ReplicaId, Seq, Timer, View};
use proptest::prelude::*;

use crate::paper::cluster::Cluster;

const A: Digest = Digest([1; 32]);
const B: Digest = Digest([2; 32]);
const C: Digest = Digest([3; 32]);

#[test]
fn c085_the_new_view_is_built_exactly_at_a_quorum_of_view_changes_and_once() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let quorum = cluster.quorums().quorum;
        let others: Vec<u32> = (0..n).filter(|by| *by != 1).collect();
        for (heard, by) in (1..).zip(&others) {
            let change = cluster.view_change(*by, 1, Vec::new());
            cluster.give(1, Message::ViewChange(change));
            // With its own, which it sends once a weak certificate of others makes it join.
            assert_eq!(
                cluster.replicas[1].new_view().is_some(),
                heard + 1 >= quorum,
                "n = {n}, {heard} heard"
            );
        }
        let sent = cluster.sent_by(1, MessageKind::NewView);
        let bytes: BTreeSet<Vec<u8>> = sent.iter().map(|packet| packet.message.encode()).collect();
        assert_eq!(bytes.len(), 1, "one NEW-VIEW, whatever comes after it");
        let new_view = cluster.replicas[1].new_view().expect("the primary is in its view");
        assert_eq!(new_view.view_changes.len() as u32, quorum);
        let senders: Vec<u32> = new_view.view_changes.iter().map(|change| change.replica.0).collect();
        assert!(senders.is_sorted_by(|a, b| a < b) && senders.contains(&1), "n = {n}: {senders:?}");
        let recipients: BTreeSet<u32> = sent.iter().map(|packet| packet.to.0).collect();
        assert_eq!(recipients, others.into_iter().collect());
    }
}

#[test]
fn c085_only_the_primary_of_the_view_builds_it_and_not_from_mixed_views() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for by in (0..n).filter(|by| *by != 2) {
            let change = cluster.view_change(by, 1, Vec::new());
            cluster.give(2, Message::ViewChange(change));
        }
        assert!(!cluster.replicas[2].active());
    }
    // With n = 4 a weak certificate and the own VIEW-CHANGE are a quorum already.
    for n in [5, 6, 7, 10] {
        let mut cluster = Cluster::of(n);
        cluster.make_wait(1, 1);
        let weak = cluster.quorums().weak;
        for by in (0..n).filter(|by| *by != 1).skip(weak as usize).take(weak as usize - 1) {
            let change = cluster.view_change(by, 6, Vec::new());
            cluster.give(1, Message::ViewChange(change));
        }
        assert!(cluster.replicas[1].view_change_votes().count() as u32 >= cluster.quorums().quorum);
        assert!(
            !cluster.replicas[1].active(),
            "n = {n}: a quorum wants view 1 or later, but none wants view 1"
        );
    }
}

/// An unsigned VIEW-CHANGE: the plan does not depend on signatures.
fn says(by: u32, low: u64, prepared: &[(u64, u64, Digest)]) -> Rc<Signed<ViewChange>> {
    let certificate = |(seq, view, digest): &(u64, u64, Digest)| {
        let header = PrePrepare { view: View(*view), seq: Seq(*seq), digest: *digest, replica: ReplicaId(0) };
        let pre_prepare = Rc::new(Signed::claimed(header, [0; 64]));
        Rc::new(PreparedCertificate { pre_prepare, prepares: Vec::new() })
    };
    let body = ViewChange {
        view: View(9),
        low_water_mark: Seq(low),
        checkpoints: Vec::new(),
        prepared: prepared.iter().map(certificate).collect(),
        replica: ReplicaId(by),
    };
    Rc::new(Signed::claimed(body, [0; 64]))
}

fn assigned(changes: &[Rc<Signed<ViewChange>>]) -> Vec<(u64, Digest)> {
    plan(changes).assignments.into_iter().map(|(seq, digest)| (seq.0, digest)).collect()
}

#[test]
fn c086_without_certificates_o_is_empty_and_the_next_number_is_min_s_plus_1() {
    let nothing = plan(&[says(0, 0, &[]), says(1, 0, &[]), says(2, 0, &[])]);
    assert_eq!((nothing.min_seq, nothing.max_seq(), nothing.assignments), (Seq(0), Seq(0), Vec::new()));
    let stable = plan(&[says(0, 0, &[]), says(1, 8, &[]), says(2, 0, &[])]);
    assert_eq!((stable.min_seq, stable.max_seq(), stable.assignments), (Seq(8), Seq(8), Vec::new()));

    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        cluster.submit(0, "put y 2");
        cluster.flight.clear();
        cluster.ring(n, Timer::Client);
        cluster.deliver_but(|packet| packet.message.kind() == MessageKind::PrePrepare);
        cluster.ring_all(Timer::Request);
        cluster.forget();
        cluster.deliver_all();
        let proposals = cluster.sent_by(1, MessageKind::PrePrepare);
        let Message::PrePrepare { header, .. } = &proposals[0].message else { panic!("a PRE-PREPARE") };
        assert_eq!((header.view, header.seq), (View(1), Seq(9)), "n = {n}");
        assert!(cluster.replicas.iter().all(|replica| replica.last_executed() == Seq(9)));
    }
}

#[test]
fn c087_min_s_is_the_highest_h_and_max_s_the_highest_number() {
    let changes = [
        says(0, 8, &[(9, 0, A), (16, 0, A), (17, 0, B)]),
        says(1, 16, &[(17, 1, C), (20, 1, A)]),
        says(2, 0, &[(1, 0, A), (16, 2, B)]),
    ];
    let plan = plan(&changes);
    assert_eq!((plan.min_seq, plan.max_seq()), (Seq(16), Seq(20)));
    assert_eq!(assigned(&changes), [(17, C), (18, null_digest()), (19, null_digest()), (20, A)]);

    // A certificate at min-s itself assigns nothing; the very next number does.
    assert_eq!(assigned(&[says(0, 16, &[]), says(1, 8, &[(16, 0, A)]), says(2, 0, &[])]), []);
    assert_eq!(assigned(&[says(0, 16, &[]), says(1, 8, &[(17, 0, A)]), says(2, 0, &[])]), [(17, A)]);
}

#[test]
fn c088_the_certificate_of_the_highest_view_wins_wherever_it_stands() {
    let changes = [
        says(0, 0, &[(1, 2, A), (2, 0, A)]),
        says(1, 0, &[(1, 5, B), (2, 3, B)]),
        says(2, 0, &[(1, 4, C), (2, 1, null_digest())]),
        says(3, 0, &[(2, 4, null_digest())]),
    ];
    for permuted in permutations(&changes) {
        assert_eq!(assigned(&permuted), [(1, B), (2, null_digest())]);
    }
    // Two digests in one view cannot both be while at most f are faulty; all must choose the same, and say so.
    let torn = [says(0, 0, &[(1, 5, B)]), says(1, 0, &[(1, 5, A)]), says(2, 0, &[(1, 4, C)])];
    for permuted in permutations(&torn) {
        assert_eq!(assigned(&permuted), [(1, A)]);
        assert_eq!(plan(&permuted).conflict, Some(Seq(1)));
    }
}

fn permutations<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let with_first = |first: usize| {
        let mut rest = items.to_vec();
        let head = rest.remove(first);
        permutations(&rest).into_iter().map(move |tail| [vec![head.clone()], tail].concat())
    };
    (0..items.len()).flat_map(with_first).collect()
}

#[test]
fn c089_gaps_become_null_and_what_is_stable_is_ignored() {
    let changes =
        [says(0, 8, &[(12, 0, A)]), says(1, 0, &[(3, 0, B), (8, 0, B), (10, 0, C)]), says(2, 0, &[])];
    let null = null_digest();
    assert_eq!(assigned(&changes), [(9, null), (10, C), (11, null), (12, A)]);
    // A null certificate of a later view is as good as any other.
    assert_eq!(assigned(&[says(0, 0, &[(1, 3, null)]), says(1, 0, &[(1, 2, A)])]), [(1, null)]);
}

/// The definition of `O` in the fewest words: for each number from min-s + 1 to max-s the digest of the highest view.
fn by_definition(changes: &[Rc<Signed<ViewChange>>]) -> Vec<(u64, Digest)> {
    let min = changes.iter().map(|change| change.low_water_mark.0).max().unwrap_or(0);
    let headers: Vec<_> =
        changes.iter().flat_map(|change| &change.prepared).map(|it| *it.pre_prepare.body()).collect();
    let max = headers.iter().map(|header| header.seq.0).max().unwrap_or(0);
    let digest_at = |seq: u64| {
        let of_seq = headers.iter().filter(|header| header.seq.0 == seq);
        let highest = of_seq.max_by_key(|header| (header.view, std::cmp::Reverse(header.digest)));
        highest.map_or(null_digest(), |header| header.digest)
    };
    (min + 1..=max).map(|seq| (seq, digest_at(seq))).collect()
}

fn any_change() -> impl Strategy<Value = Rc<Signed<ViewChange>>> {
    let digest = prop_oneof![Just(A), Just(B), Just(C), Just(null_digest())];
    let certificates = proptest::collection::btree_map(1..=16u64, (0..9u64, digest), 0..6);
    (0..3u64, certificates).prop_map(|(checkpoints, prepared)| {
        let low = 8 * checkpoints;
        let prepared: Vec<_> =
            prepared.into_iter().map(|(at, (view, digest))| (low + at, view, digest)).collect();
        says(0, low, &prepared)
    })
}

proptest! {
    #[test]
    fn c088_the_plan_is_its_definition_in_any_order(
        changes in proptest::collection::vec(any_change(), 1..8).prop_shuffle(),
    ) {
        prop_assert_eq!(assigned(&changes), by_definition(&changes));
    }
}

/// A NEW-VIEW for view 2 whose `O` is 1: B (of view 1, over A of view 0), 2: null, 3: C.
fn valid(cluster: &Cluster) -> NewView {
    let changes = (0..cluster.quorums().quorum).map(|by| match by {
        0 => cluster.view_change(by, 2, vec![cluster.prepared(0, 1, A), cluster.prepared(0, 3, C)]),
        1 => cluster.view_change(by, 2, vec![cluster.prepared(1, 1, B)]),
        _ => cluster.view_change(by, 2, Vec::new()),
    });
    cluster.new_view(2, changes.collect(), &[(1, B), (2, null_digest()), (3, C)])
}

/// A change that makes a NEW-VIEW invalid.
type Break = fn(&Cluster, &mut NewView);

/// Breaks a valid NEW-VIEW in each way. A replica that is active elsewhere refuses it, convicts the primary and changes
/// nothing; one that waits for this very view also waits no longer.
fn each_is_refused(rows: &[(&str, Flaw, Break)]) {
    let convicted = (Author::Replica(ReplicaId(2)), Offence::InvalidNewView);
    for n in Cluster::sizes_with_faults() {
        for (name, flaw, break_it) in rows {
            let mut cluster = Cluster::of(n);
            let mut new_view = valid(&cluster);
            break_it(&cluster, &mut new_view);
            let new_view = Message::NewView(cluster.sign(new_view));
            let reason = cluster.refuses(n - 1, new_view.clone());
            assert_eq!(reason, RejectReason::InvalidNewView(*flaw), "{name}, n = {n}");
            assert_eq!(cluster.evidence_of(n - 1), [convicted], "{name}, n = {n}");

            let mut cluster = Cluster::of(n);
            cluster.make_wait(n - 1, 2);
            cluster.give(n - 1, new_view);
            let replica = &cluster.replicas[n as usize - 1];
            assert_eq!((replica.view(), replica.active()), (View(3), false), "{name}, n = {n}");
            assert_eq!(cluster.evidence_of(n - 1), [convicted], "{name}, n = {n}");
        }
    }
}

#[test]
fn c090_the_unbroken_new_view_is_accepted() {
    for n in Cluster::sizes_with_faults() {
        for wait in [false, true] {
            let mut cluster = Cluster::of(n);
            if wait {
                cluster.make_wait(n - 1, 2);
            }
            let new_view = cluster.sign(valid(&cluster));
            cluster.give(n - 1, Message::NewView(new_view));
            let replica = &cluster.replicas[n as usize - 1];
            assert_eq!((replica.view(), replica.active()), (View(2), true), "n = {n}");
        }
    }
}

#[test]
fn c090_a_new_view_that_is_not_by_its_primary_is_refused() {
    for n in Cluster::sizes_with_faults() {
        for wait in [false, true] {
            let mut cluster = Cluster::of(n);
            if wait {
                cluster.make_wait(n - 1, 2);
            }
            let by_backup = cluster.sign(NewView { replica: ReplicaId(1), ..valid(&cluster) });
            let reason = cluster.refuses(n - 1, Message::NewView(by_backup));
            assert_eq!(reason, RejectReason::NotFromPrimary { signer: ReplicaId(1), primary: ReplicaId(2) });
            let forged = cluster.forge(valid(&cluster));
            let reason = cluster.refuses(n - 1, Message::NewView(forged));
            assert_eq!(
                reason,
                RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(2))))
            );
            assert_eq!(cluster.evidence_of(n - 1), []);
        }
    }
}

#[test]
fn c090_a_new_view_without_a_quorum_of_valid_view_changes_for_it_is_refused() {
    each_is_refused(&[
        ("one too few", Flaw::Quorum, |_, it| drop(it.view_changes.pop())),
        ("a sender twice", Flaw::Quorum, |_, it| {
            it.view_changes.pop();
            it.view_changes.push(Rc::clone(it.view_changes.last().unwrap()));
        }),
        ("a sender twice beside a quorum", Flaw::Quorum, |_, it| {
            it.view_changes.push(Rc::clone(it.view_changes.last().unwrap()));
        }),
        ("one sender only", Flaw::Quorum, |_, it| {
            it.view_changes = vec![Rc::clone(&it.view_changes[0]); it.view_changes.len()];
        }),
        ("out of order", Flaw::Quorum, |_, it| it.view_changes.swap(0, 1)),
        ("one for an earlier view", Flaw::View, |cluster, it| {
            it.view_changes[2] = cluster.view_change(2, 1, Vec::new());
        }),
        ("one for a later view", Flaw::View, |cluster, it| {
            it.view_changes[2] = cluster.view_change(2, 3, Vec::new());
        }),
        ("a forged one", Flaw::Signature, |cluster, it| {
            it.view_changes[2] = cluster.forge(cluster.blank_view_change(2, 2));
        }),
        ("one with h and no proof", Flaw::ViewChange(ViewChangeFlaw::Checkpoint), |cluster, it| {
            let change = ViewChange { low_water_mark: Seq(8), ..cluster.blank_view_change(2, 2) };
            it.view_changes[2] = cluster.sign(change);
        }),
        ("one with a thin certificate", Flaw::ViewChange(ViewChangeFlaw::Prepares), |cluster, it| {
            let mut thin = cluster.prepared(0, 2, A);
            thin.prepares.pop();
            it.view_changes[2] = cluster.view_change(2, 2, vec![thin]);
        }),
    ]);
}

/// Another statement in the place of one entry of `O`, signed by its author.
fn replace(cluster: &Cluster, it: &mut NewView, index: usize, edit: impl FnOnce(&mut PrePrepare)) {
    let mut body = *it.pre_prepares[index].body();
    edit(&mut body);
    it.pre_prepares[index] = cluster.sign(body);
}

#[test]
fn c091_a_new_view_whose_o_does_not_follow_from_its_v_is_refused() {
    each_is_refused(&[
        ("the first is missing", Flaw::PrePrepares, |_, it| drop(it.pre_prepares.remove(0))),
        ("the gap is missing", Flaw::PrePrepares, |_, it| drop(it.pre_prepares.remove(1))),
        ("the last is missing", Flaw::PrePrepares, |_, it| drop(it.pre_prepares.pop())),
        ("all are missing", Flaw::PrePrepares, |_, it| it.pre_prepares.clear()),
        ("one more after the last", Flaw::PrePrepares, |cluster, it| {
            it.pre_prepares.push(cluster.header(2, 4, A));
        }),
        ("one more null after the last", Flaw::PrePrepares, |cluster, it| {
            it.pre_prepares.push(cluster.header(2, 4, null_digest()));
        }),
        ("one more before the first", Flaw::PrePrepares, |cluster, it| {
            it.pre_prepares.insert(0, cluster.header(2, 0, A));
        }),
        ("one twice", Flaw::PrePrepares, |_, it| it.pre_prepares.insert(0, Rc::clone(&it.pre_prepares[0]))),
        ("two swapped", Flaw::PrePrepares, |_, it| it.pre_prepares.swap(0, 2)),
        ("the digest of the lower view", Flaw::PrePrepares, |cluster, it| {
            replace(cluster, it, 0, |header| header.digest = A);
        }),
        ("null instead of a digest", Flaw::PrePrepares, |cluster, it| {
            replace(cluster, it, 2, |header| header.digest = null_digest());
        }),
        ("a digest instead of null", Flaw::PrePrepares, |cluster, it| {
            replace(cluster, it, 1, |header| header.digest = A);
        }),
        ("another view", Flaw::PrePrepares, |cluster, it| {
            it.pre_prepares[0] = cluster.header(2 + u64::from(cluster.n()), 1, B);
        }),
        ("signed by a backup in its own name", Flaw::PrePrepares, |cluster, it| {
            replace(cluster, it, 0, |header| header.replica = ReplicaId(1));
        }),
        ("signed by a backup in the primary's name", Flaw::Signature, |cluster, it| {
            it.pre_prepares[0] = cluster.forge(*it.pre_prepares[0].body());
        }),
        ("the signature of another entry", Flaw::Signature, |_, it| {
            let (first, third) = (&it.pre_prepares[0], &it.pre_prepares[2]);
            let patched = Rc::new(Signed::claimed(*first.body(), *third.signature()));
            it.pre_prepares[0] = patched;
        }),
    ]);
}

#[test]
fn c092_a_new_view_of_an_earlier_view_or_of_the_active_one_is_refused() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let old = Message::NewView(cluster.sign(valid(&cluster)));
        cluster.give(n - 1, old.clone());
        let stale = |got, at| RejectReason::StaleView { got: View(got), at: View(at) };
        assert_eq!(cluster.refuses(n - 1, old.clone()), stale(2, 2), "its own view again, n = {n}");
        cluster.make_wait(n - 1, 5);
        assert_eq!(cluster.refuses(n - 1, old), stale(2, 5), "while it waits for a later view, n = {n}");

        let first = cluster.sign(cluster.new_view(0, Vec::new(), &[]));
        let reason = cluster.refuses(n - 1, Message::NewView(first));
        assert!(matches!(reason, RejectReason::NotFromPrimary { .. }), "view 0 has no NEW-VIEW");
    }
}
