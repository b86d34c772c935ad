//! Liveness in virtual time: lines 107 to 113 of the checklist.

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::{ClientId, Event, Message, MessageKind, ProtocolParams, Seq, Timer, View};
use pbft_lab::process::{NodeId, Span, Time};

use crate::paper::cluster::Cluster;
use crate::paper::timed::{Network, Timed};

/// `Δ` of the default network.
const DELTA: Span = Span::from_ms(10);

fn world(n: u32, clients: u32, seed: u64) -> Timed {
    let params = ProtocolParams {
        replicas: n,
        clients,
        checkpoint_interval: 8,
        log_size: 16,
        ..ProtocolParams::default()
    };
    Timed::new(Cluster::with(params), seed)
}

/// Invariant I17: how many view changes may pass before a request executes, once every message takes at most `delta`; and two more
/// for replicas that started them at different times.
fn view_changes_allowed(cluster: &Cluster, delta: Span) -> u64 {
    let params = cluster.config.params();
    let need = delta.0 * 8 + params.status_interval.0;
    let doublings = (0..).find(|exponent| params.view_timeout.0 << exponent >= need).unwrap();
    doublings + u64::from(cluster.quorums().f) + 2 + 2
}

/// The maximum time of these view changes: each waits for its request, then for its NEW-VIEW.
fn time_allowed(cluster: &Cluster, delta: Span) -> Span {
    let params = cluster.config.params();
    let waits = (0..view_changes_allowed(cluster, delta)).map(|it| params.view_timeout.times(2 << it).0);
    Span(waits.sum::<u64>() + params.client_timeout.0 + delta.0 * 20)
}

#[test]
fn c107_silent_primaries_in_a_row_delay_the_client_within_the_bound() {
    for n in Cluster::sizes_with_faults() {
        let f = (n - 1) / 3;
        for (seed, silent) in (0..).zip(1..=f) {
            let mut timed = world(n, 1, seed);
            timed.cluster.silent.extend((0..silent).map(NodeId));
            timed.submit(0, "put x 1");
            let end = Time(0).after(time_allowed(&timed.cluster, DELTA));
            assert!(timed.run_till(end, |cluster| Timed::answered(cluster, 1)), "n = {n}, {silent} silent");
            // One view change for each of them and none more: the next primary is not doubted.
            assert_eq!(timed.highest_view(), View(u64::from(silent)), "n = {n}");
            // And in the new view requests are answered in the time of a few messages.
            let start = timed.now;
            timed.submit(0, "put x 2");
            assert!(timed.run_till(start.after(DELTA.times(6)), |cluster| Timed::answered(cluster, 2)));
            timed.run_for(Span::from_ms(60_000));
            assert_eq!(timed.highest_view(), View(u64::from(silent)), "views settle, n = {n}");
            timed.assert_settled();
        }
    }
}

#[test]
fn c107_a_primary_that_dies_while_it_serves_costs_one_view_change() {
    for n in Cluster::sizes_with_faults() {
        let mut timed = world(n, 4, 9);
        for round in 0..30 {
            (0..4).for_each(|client| timed.submit(client, &format!("add x {round}")));
        }
        timed.run_for(Span::from_ms(100));
        assert!(!Timed::answered(&timed.cluster, 30), "it dies in the middle");
        timed.cluster.silent.insert(NodeId(0));
        let end = timed.now.after(time_allowed(&timed.cluster, DELTA));
        assert!(timed.run_till(end, |cluster| Timed::answered(cluster, 30)), "n = {n}");
        timed.run_for(Span::from_ms(60_000));
        assert_eq!(timed.highest_view(), View(1), "n = {n}");
        timed.assert_settled();
    }
}

#[test]
fn c108_one_replica_alone_never_causes_a_view_change() {
    for n in Cluster::sizes_with_faults() {
        let mut timed = world(n, 1, 3);
        let liar = n - 1;
        timed.cluster.silent.insert(NodeId(liar));
        for view in 1..100 {
            if view % 4 == 0 {
                timed.submit(0, "add x 1");
            }
            // Rising views, the next one, and one that it would lead.
            for wants in [view, 1, u64::from(liar) + view * u64::from(n)] {
                let change = timed.cluster.view_change(liar, wants, Vec::new());
                (0..liar).for_each(|other| {
                    drop(timed.cluster.give(other, Message::ViewChange(Rc::clone(&change))))
                });
            }
            timed.take_up();
            timed.run_for(Span::from_ms(200));
        }
        assert_eq!(timed.highest_view(), View(0), "n = {n}");
        assert_eq!(timed.cluster.clients[0].answered(), 24);
        timed.assert_settled();
    }
}

#[test]
fn c108_nor_does_a_correct_one_that_hears_nothing_of_the_others() {
    for n in Cluster::sizes_with_faults() {
        let mut timed = world(n, 2, 4);
        let deaf = NodeId(n - 1);
        timed.lose = Box::new(move |packet| packet.to == deaf);
        let request = timed.cluster.request(1, 1, "put y 1");
        timed.cluster.give(deaf.0, Message::Request(request));
        for _ in 0..20 {
            timed.submit(0, "add x 1");
            timed.run_for(Span::from_ms(500));
        }
        assert!(!timed.cluster.replicas[deaf.0 as usize].active(), "it did give up");
        assert!((0..n - 1).all(|id| timed.cluster.replicas[id as usize].view() == View(0)), "n = {n}");
        assert_eq!(timed.cluster.clients[0].answered(), 20);
    }
}

/// The network before it heals: everything lost, only the clients connected, nearly everything lost.
fn break_network(timed: &mut Timed, how: u32) {
    let n = timed.cluster.n();
    match how {
        0 => timed.lose = Box::new(|_| true),
        1 => timed.lose = Box::new(move |packet| packet.from.0 < n),
        _ => timed.network = Network { latency_us: 1_000..=2_000_000, loss: 80, duplicates: 30 },
    }
}

#[test]
fn c109_after_a_long_loss_of_everything_all_replicas_converge_and_serve() {
    for n in Cluster::sizes_with_faults() {
        for how in 0..3 {
            for seed in 0..3 {
                let mut timed = world(n, 2, seed);
                break_network(&mut timed, how);
                (0..2).for_each(|client| timed.submit(client, "add x 1"));
                timed.run_until(Time(0).after(Span::from_ms(40_000)));
                timed.lose = Box::new(|_| false);
                timed.network = Network::default();
                let views = timed.highest_view().0;
                // The clients' own pauses have doubled too: at most once as long as the break lasted.
                let end = timed.now.after(Span::from_ms(80_000)).after(time_allowed(&timed.cluster, DELTA));
                assert!(
                    timed.run_till(end, |cluster| Timed::answered(cluster, 1)),
                    "n = {n}, way {how}, seed {seed}"
                );
                let allowed = views + view_changes_allowed(&timed.cluster, DELTA);
                assert!(timed.highest_view().0 <= allowed, "n = {n}, way {how}, seed {seed}");
                (0..2).for_each(|client| timed.submit(client, "add x 1"));
                let end = timed.now.after(time_allowed(&timed.cluster, DELTA));
                assert!(
                    timed.run_till(end, |cluster| Timed::answered(cluster, 2)),
                    "n = {n}, way {how}, seed {seed}"
                );
                timed.run_for(Span::from_ms(5_000));
                let settled = timed.highest_view();
                timed.run_for(Span::from_ms(60_000));
                assert_eq!(timed.highest_view(), settled, "views stop changing");
                timed.assert_converged();
            }
        }
    }
}

#[test]
fn c110_a_delay_longer_than_the_timeout_is_outgrown() {
    for n in Cluster::sizes_with_faults() {
        for factor in [2, 3, 8] {
            let mut timed = world(n, 1, 5);
            let delay = timed.cluster.config.params().view_timeout.times(factor);
            timed.network = Network { latency_us: delay.0..=delay.0, loss: 0, duplicates: 0 };
            timed.submit(0, "put x 1");
            let end = Time(0).after(time_allowed(&timed.cluster, delay));
            assert!(
                timed.run_till(end, |cluster| Timed::answered(cluster, 1)),
                "n = {n}, delay of {factor} T0"
            );
            let allowed = view_changes_allowed(&timed.cluster, delay);
            assert!(
                timed.highest_view().0 <= allowed,
                "n = {n}, delay of {factor} T0: {:?}",
                timed.highest_view()
            );
        }
    }
}

#[test]
fn c111_a_client_that_the_primary_ignores_is_served_after_one_view_change() {
    for n in Cluster::sizes_with_faults() {
        let mut timed = world(n, 2, 6);
        let censored =
            |message: &Message| matches!(message, Message::Request(it) if it.client == ClientId(1));
        timed.lose = Box::new(move |packet| packet.to == NodeId(0) && censored(&packet.message));
        for round in 0..2000 {
            timed.submit(0, &format!("add x {round}"));
        }
        timed.submit(1, "put y 1");
        let params = timed.cluster.config.params();
        // The client's broadcast, one timeout, the view change itself.
        let bound = Span(params.client_timeout.0 + params.view_timeout.0 + DELTA.0 * 12);
        let served = timed.run_till(Time(0).after(bound), |cluster| cluster.clients[1].answered() == 1);
        assert!(served, "n = {n}: the progress of the other client must not keep it waiting");
        let other = timed.cluster.clients[0].answered();
        assert!((50..2000).contains(&other), "the other client was served all the while: {other}");
        assert_eq!(timed.highest_view(), View(1));
    }
}

/// The requests of a faulty client, one to each replica.
type Lies = fn(&Cluster, u32, u64) -> Option<Message>;

#[test]
fn c112_a_client_that_sends_each_replica_something_else_causes_no_view_change() {
    fn ask(cluster: &Cluster, t: u64, operation: String) -> Option<Message> {
        Some(Message::Request(cluster.request(1, t, &operation)))
    }
    let lies: [(&str, Lies); 6] = [
        ("one timestamp, many operations", |cluster, to, round| {
            ask(cluster, 1 + round, format!("put y {to}"))
        }),
        ("rising timestamps", |cluster, to, round| {
            ask(cluster, 1 + 20 * round + u64::from(to), "put y 1".into())
        }),
        ("falling timestamps", |cluster, to, round| {
            ask(cluster, 20 + 20 * round - u64::from(to), "put y 1".into())
        }),
        ("the primary hears nothing", |cluster, to, round| {
            if to == 0 { None } else { ask(cluster, 1 + round, format!("put y {to}")) }
        }),
        ("only one backup hears", |cluster, to, round| {
            if to == 2 { ask(cluster, 1 + round, format!("put y {round}")) } else { None }
        }),
        ("a huge timestamp for some", |cluster, to, round| {
            ask(cluster, if to % 2 == 1 { 1 << 40 } else { 1 + round }, format!("put y {to}"))
        }),
    ];
    for n in Cluster::sizes_with_faults() {
        for (name, lie) in lies {
            let mut timed = world(n, 2, 7);
            for round in 0..30 {
                for to in 0..n {
                    if let Some(message) = lie(&timed.cluster, to, round) {
                        timed.cluster.give(to, message);
                    }
                }
                timed.submit(0, "add x 1");
                timed.run_for(Span::from_ms(300));
            }
            timed.run_for(Span::from_ms(20_000));
            assert_eq!(timed.highest_view(), View(0), "n = {n}: {name}");
            assert_eq!(timed.cluster.clients[0].answered(), 30, "n = {n}: {name}");
            assert!((0..n).all(|id| !timed.cluster.runs(id, Timer::Request)), "n = {n}: {name}");
            timed.assert_settled();
        }
    }
}

/// The last `f` replicas fall silent after number 1 is executed by all but the laggards, then the view changes.
fn executed_before_the_view_change(n: u32, lagging: u32, certificates_travel: bool) -> Timed {
    let mut timed = world(n, 1, 8);
    let is_lagging = move |node: NodeId| (n - lagging..n).contains(&(node.0 + (n - 1) / 3));
    timed.lose =
        Box::new(move |packet| packet.message.kind() == MessageKind::Commit && is_lagging(packet.to));
    timed.submit(0, "add x 1");
    timed.run_for(DELTA.times(10));
    assert!(Timed::answered(&timed.cluster, 1));
    let executed: Vec<bool> = timed.cluster.replicas.iter().map(|it| it.last_executed() == Seq(1)).collect();
    assert!((0..n).all(|id| executed[id as usize] != is_lagging(NodeId(id))), "{executed:?}");
    let first_silent = n - (n - 1) / 3;
    timed.cluster.silent.extend((first_silent..n).map(NodeId));
    let kept = move |kind| certificates_travel || kind != MessageKind::CommitCertificate;
    timed.lose = Box::new(move |packet| !kept(packet.message.kind()));
    // The whole cluster but the silent ones gives up on view 0 by the word of a weak certificate.
    for by in 0..first_silent {
        let request = timed.cluster.request(0, 2, "add x 1");
        timed.cluster.give(by, Message::Request(request));
    }
    (1..first_silent)
        .filter(|id| timed.cluster.runs(*id, Timer::Request))
        .collect::<Vec<_>>()
        .into_iter()
        .for_each(|id| timed.cluster.ring(id, Timer::Request));
    timed.take_up();
    timed
}

#[test]
fn c113_after_a_view_change_a_laggard_catches_up_and_checkpoints_become_stable() {
    for n in Cluster::sizes_with_faults() {
        for certificates_travel in [false, true] {
            // Without COMMIT-CERTs the executed number must be voted on again, or the laggard never gets it.
            let mut timed = executed_before_the_view_change(n, 1, certificates_travel);
            timed.run_for(Span::from_ms(2_000));
            // The injected request took timestamp 2 already: the client's own second one goes unanswered here.
            for round in 0..20 {
                let batch = Batch::new(vec![timed.cluster.request(0, 10 + round, "add x 1")]);
                let primary = timed.cluster.primary(timed.highest_view().0);
                let request = Message::Request(Rc::clone(&batch.requests()[0]));
                timed.cluster.give(primary, request);
                timed.take_up();
                timed.run_for(Span::from_ms(400));
            }
            timed.assert_settled();
            let living = n - (n - 1) / 3;
            for replica in &timed.cluster.replicas[..living as usize] {
                assert!(replica.low_water_mark() >= Seq(16), "n = {n}: {:?}", replica.low_water_mark());
                assert_eq!(replica.view(), View(1));
            }
            let alarmed = timed.cluster.facts.iter().any(|(_, fact)| matches!(fact, Event::Alarm(_)));
            assert!(!alarmed);
        }
    }
}
