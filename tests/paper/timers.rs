//! Timers: lines 102 to 106 of the checklist.

use std::rc::Rc;

use pbft_lab::pbft::batch::{Batch, null_digest};
use pbft_lab::pbft::{Digest, Message, MessageKind, ProtocolParams, Seq, Timer, View};
use pbft_lab::process::{Disk, NodeId, Span};

use crate::paper::cluster::{Cluster, with_three_clients};
use crate::paper::timed::{Network, Timed, check_timers};

fn base(cluster: &Cluster) -> Span {
    cluster.config.params().view_timeout
}

#[test]
fn c102_the_timers_that_run_are_those_that_the_state_asks_for_after_every_step() {
    // The runner checks after each step; here is a world in which everything happens.
    for (seed, n) in (0..).zip([4, 5, 6, 7, 10].repeat(3)) {
        let params = ProtocolParams {
            replicas: n,
            clients: 3,
            checkpoint_interval: 4,
            log_size: 8,
            ..ProtocolParams::default()
        };
        let mut timed = Timed::new(Cluster::with(params), seed);
        timed.network = Network { latency_us: 1_000..=300_000, loss: 20, duplicates: 20 };
        for round in 0..12 {
            match round {
                4 => assert!(timed.cluster.silent.insert(NodeId(0))),
                8 => assert!(timed.cluster.silent.remove(&NodeId(0))),
                _ => {}
            }
            (0..3).for_each(|client| timed.submit(client, &format!("add x {round}")));
            timed.run_for(Span::from_ms(2500));
            let victim = (round % n as u64) as u32;
            timed.restart(victim, Disk::Kept);
            check_timers(&timed.cluster, victim);
        }
        assert!(timed.highest_view() > View(0), "a replica suspected the silent primary");
        assert!(timed.cluster.replicas.iter().any(|replica| replica.low_water_mark() > Seq(0)));
    }
}

#[test]
fn c102_the_request_timer_runs_at_backups_that_wait_and_nowhere_else() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Commit);
        for replica in 0..n {
            assert_eq!(
                cluster.span(replica, Timer::Request),
                (replica != 0).then(|| base(&cluster)),
                "n = {n}"
            );
        }
        let batch = cluster.batch(1, "put x 1");
        for by in (0..n).filter(|by| *by != 2) {
            let commit = cluster.commit(by, 0, 1, batch.digest());
            cluster.give(2, Message::Commit(commit));
        }
        assert!(!cluster.runs(2, Timer::Request), "executed: nothing waits");
        cluster.make_wait(3, 1);
        assert!(!cluster.runs(3, Timer::Request), "no view, no primary to doubt");
    }
}

#[test]
fn c103_progress_of_other_requests_leaves_the_timer_of_the_watched_one_alone() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::with(with_three_clients(n));
        let me = n - 1;
        let starved = cluster.request(0, 1, "put a 1");
        cluster.give(me, Message::Request(starved));
        assert_eq!(cluster.times_set(me, Timer::Request), 1);
        for seq in 1..=6 {
            let request = cluster.request(1, seq, "add b 1");
            cluster.give(me, Message::Request(Rc::clone(&request)));
            cluster.decide(me, 0, seq, &Rc::new(Batch::new(vec![request])));
            assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(seq));
            assert!(cluster.runs(me, Timer::Request));
            assert_eq!(cluster.times_set(me, Timer::Request), 1, "n = {n}: it is not set again");
        }
        // Once it is executed, the next in the row is watched, with a full span.
        let third = cluster.request(2, 1, "put c 3");
        cluster.give(me, Message::Request(third));
        assert_eq!(cluster.times_set(me, Timer::Request), 1);
        let starved = cluster.request(0, 1, "put a 1");
        cluster.decide(me, 0, 7, &Rc::new(Batch::new(vec![starved])));
        assert_eq!(cluster.waiting(me), [(2, 1)]);
        assert_eq!(cluster.times_set(me, Timer::Request), 2);
        assert_eq!(cluster.span(me, Timer::Request), Some(base(&cluster)));
    }
}

#[test]
fn c104_the_new_view_timer_starts_once_a_quorum_wants_the_view_or_a_later_one() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, quorum, weak) = (n - 1, cluster.quorums().quorum, cluster.quorums().weak);
        // A weak certificate makes it join view 1; one fewer than that wants view 9, the others view 1.
        for (heard, by) in (1..).zip(0..me) {
            let view = if (weak..2 * weak - 1).contains(&by) { 9 } else { 1 };
            let change = cluster.view_change(by, view, Vec::new());
            cluster.give(me, Message::ViewChange(change));
            let joined = heard >= weak;
            assert_eq!(cluster.replicas[me as usize].active(), !joined);
            let expects = joined && heard + 1 >= quorum;
            assert_eq!(cluster.runs(me, Timer::NewView), expects, "n = {n}, {heard} others heard");
            assert!(heard + 1 < quorum || cluster.times_set(me, Timer::NewView) == 1, "started once");
        }
        assert_eq!(cluster.span(me, Timer::NewView), Some(base(&cluster)));
        let view_one = cluster.replicas[me as usize].view();
        assert_eq!(view_one, View(1));

        cluster.ring(me, Timer::NewView);
        assert_eq!(cluster.replicas[me as usize].view(), View(2), "n = {n}");
        // The span has doubled by the time a quorum wants that view.
        for by in 0..me {
            let change = cluster.view_change(by, 2, Vec::new());
            cluster.give(me, Message::ViewChange(change));
        }
        assert_eq!(cluster.span(me, Timer::NewView), Some(base(&cluster).times(2)));
    }
}

#[test]
fn c104_the_own_view_change_alone_starts_no_new_view_timer() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let request = cluster.request(0, 1, "put x 1");
        cluster.give(2, Message::Request(request));
        cluster.ring(2, Timer::Request);
        assert!(!cluster.replicas[2].active() && !cluster.runs(2, Timer::NewView), "n = {n}");
    }
}

/// The replica of the tests of line 105: it is not the primary of view 1, 3 or 4 for any size.
const ME: u32 = 2;

/// A replica that gave up on views 0 and 1 and entered view 3 without any progress; number 1 is assigned there again.
fn after_two_attempts(mut cluster: Cluster, first: Digest) -> Cluster {
    let request = cluster.request(0, 1, "put x 1");
    cluster.give(ME, Message::Request(request));
    cluster.make_wait(ME, 1);
    cluster.make_wait(ME, 3);
    let certificate = || vec![cluster.prepared(0, 1, first)];
    let changes = (0..cluster.quorums().quorum).map(|by| cluster.view_change(by, 3, certificate()));
    let new_view = cluster.sign(cluster.new_view(3, changes.collect(), &[(1, first)]));
    cluster.give(ME, Message::NewView(new_view));
    assert!(cluster.replicas[ME as usize].active());
    cluster
}

fn three_clients(n: u32) -> Cluster {
    Cluster::with(ProtocolParams { replicas: n, clients: 3, ..ProtocolParams::default() })
}

/// Lets a number that view 3 has assigned commit.
fn commit(cluster: &mut Cluster, seq: u64, digest: Digest) {
    for by in cluster.other_backups(ME, 3).collect::<Vec<_>>() {
        let prepare = cluster.prepare(by, 3, seq, digest);
        cluster.give(ME, Message::Prepare(prepare));
    }
    for by in (0..cluster.n()).filter(|by| *by != ME) {
        let commit = cluster.commit(by, 3, seq, digest);
        cluster.give(ME, Message::Commit(commit));
    }
    assert_eq!(cluster.replicas[ME as usize].last_executed(), Seq(seq));
}

/// The span of the new-view timer after one more view change, which shows the number of attempts.
fn next_span(cluster: &mut Cluster) -> Span {
    cluster.ring(ME, Timer::Request);
    for by in (0..cluster.n()).filter(|by| *by != ME) {
        let change = cluster.view_change(by, 4, Vec::new());
        cluster.give(ME, Message::ViewChange(change));
    }
    cluster.span(ME, Timer::NewView).expect("a quorum wants the view")
}

#[test]
fn c105_entering_a_view_does_not_reset_the_doubling() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = after_two_attempts(three_clients(n), null_digest());
        assert_eq!(
            cluster.span(ME, Timer::Request),
            Some(base(&cluster).times(2)),
            "n = {n}: T0 times 2^(2-1)"
        );
        assert_eq!(next_span(&mut cluster), base(&cluster).times(4), "n = {n}");
    }
}

#[test]
fn c105_neither_does_a_null_nor_a_number_executed_before_nor_a_repeated_request() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = after_two_attempts(three_clients(n), null_digest());
        commit(&mut cluster, 1, null_digest());
        assert_eq!(next_span(&mut cluster), base(&cluster).times(4), "n = {n}: after a null");

        // Number 1 was executed in view 0, is assigned again, and number 2 repeats its batch.
        let mut cluster = three_clients(n);
        let old = Rc::new(Batch::new(vec![cluster.request(1, 1, "put y 1")]));
        cluster.decide(ME, 0, 1, &old);
        let mut cluster = after_two_attempts(cluster, old.digest());
        commit(&mut cluster, 1, old.digest());
        cluster.decide(ME, 3, 2, &old);
        assert_eq!(cluster.replicas[ME as usize].last_executed(), Seq(2));
        assert_eq!(next_span(&mut cluster), base(&cluster).times(4), "n = {n}: after a repetition");
    }
}

#[test]
fn c105_a_newly_executed_request_resets_it() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = after_two_attempts(three_clients(n), null_digest());
        commit(&mut cluster, 1, null_digest());
        let fresh = Rc::new(Batch::new(vec![cluster.request(1, 1, "put y 1")]));
        cluster.decide(ME, 3, 2, &fresh);
        assert_eq!(cluster.waiting(ME), [(0, 1)]);
        assert_eq!(next_span(&mut cluster), base(&cluster), "n = {n}");
    }
}

#[test]
fn c106_the_timeout_doubles_and_stops_at_its_largest_value() {
    for n in Cluster::sizes_with_faults() {
        let defaults = ProtocolParams::default();
        let view_timeout_max = Span(defaults.view_timeout.0 * 5);
        let mut cluster = Cluster::with(ProtocolParams { replicas: n, view_timeout_max, ..defaults });
        let me = n - 1;
        let mut spans = Vec::new();
        for view in 1..200 {
            for by in 0..me {
                let change = cluster.view_change(by, view, Vec::new());
                cluster.give(me, Message::ViewChange(change));
            }
            // The views that it would lead itself start at once.
            spans.extend(cluster.span(me, Timer::NewView).map(|span| (view, span.0 / base(&cluster).0)));
        }
        for (view, factor) in spans {
            assert_eq!(
                factor,
                [1, 2, 4].get(view as usize - 1).copied().unwrap_or(5),
                "n = {n}, view {view}"
            );
        }
    }
}
