//! Asking when behind: lines 134 to 138 of the checklist (protocol section 3.16, a to c).

use pbft_lab::pbft::message::{Status, WaitingRequest};
use pbft_lab::pbft::{ClientId, Message, MessageKind, ProtocolParams, Seq, Timer, Timestamp, View};
use pbft_lab::process::{Disk, NodeId, Span};

use crate::paper::cluster::{Cluster, Packet};
use crate::paper::retransmission::lacks_everything;
use crate::paper::timed::Timed;

const STATUS_MS: u64 = 400;
/// A delay of the network (protocol section 1.4: `T_status` is four of them).
const DELTA_MS: u64 = STATUS_MS / 4;
/// The time within which a cluster makes progress once the network is perfect.
const BOUND_MS: u64 = 2 * STATUS_MS + DELTA_MS;
const VIEW_TIMEOUT_MS: u64 = 2000;
/// From a replica's last progress to its last heartbeat.
const HORIZON_MS: u64 = STATUS_MS * (16 + 32 + 64 + 128 + 256 + 512 + 1024);

fn span(ms: u64) -> Span {
    Span::from_ms(ms)
}

fn of(n: u32, checkpoint_interval: u64) -> Timed {
    let log_size = 2 * checkpoint_interval;
    Timed::new(
        Cluster::with(ProtocolParams {
            replicas: n,
            checkpoint_interval,
            log_size,
            ..ProtocolParams::default()
        }),
        5,
    )
}

fn last_executed(timed: &Timed, replica: u32) -> u64 {
    timed.cluster.replicas[replica as usize].last_executed().0
}

/// The network loses nothing any more, and no client repeats anything.
fn heal(timed: &mut Timed) {
    timed.lose = Box::new(|_| false);
    let clients = timed.cluster.n()..timed.cluster.n() + timed.cluster.clients.len() as u32;
    timed.cluster.silent.extend(clients.map(NodeId));
}

fn is(packet: &Packet, kind: MessageKind) -> bool {
    packet.message.kind() == kind
}

#[test]
fn c134_one_vote_of_a_number_is_enough_to_ask() {
    for n in Cluster::sizes_with_faults() {
        for kind in [MessageKind::Prepare, MessageKind::Commit] {
            let (mut timed, me) = (of(n, 8), n - 1);
            timed.lose = Box::new(move |packet| {
                packet.to == NodeId(me) && !(packet.from == NodeId(1) && is(packet, kind))
            });
            timed.submit(0, "put x 1");
            timed.run_for(span(200));
            assert_eq!((last_executed(&timed, 0), last_executed(&timed, me)), (1, 0), "n = {n}");
            heal(&mut timed);
            timed.run_for(span(BOUND_MS));
            assert_eq!(last_executed(&timed, me), 1, "n = {n}, {kind:?}");
        }
    }
}

#[test]
fn c135_a_replica_that_restarted_while_it_was_cut_off_catches_up() {
    for n in Cluster::sizes_with_faults() {
        for cut_ms in [1_000, 3_000, 60_000] {
            let (mut timed, me) = (of(n, 8), n - 1);
            timed.lose = Box::new(move |packet| packet.to == NodeId(me) || packet.from == NodeId(me));
            timed.submit(0, "put x 1");
            timed.run_for(span(100));
            timed.restart(me, Disk::Kept);
            timed.run_for(span(cut_ms));
            assert_eq!((last_executed(&timed, 0), last_executed(&timed, me)), (1, 0), "n = {n}");
            heal(&mut timed);
            // The next heartbeat is at most twice as far away as the last one.
            timed.run_for(span(2 * cut_ms + 16 * STATUS_MS + BOUND_MS));
            assert_eq!(last_executed(&timed, me), 1, "n = {n}, {cut_ms} ms");
        }
    }
}

#[test]
fn c135_a_restarted_replica_asks_at_once_and_again_one_interval_later() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.run(0, "put x 1");
        cluster.forget();
        cluster.restart(me, Disk::Kept);
        let questions = |cluster: &Cluster| cluster.sent_by(me, MessageKind::Status).len() as u32 / (n - 1);
        assert_eq!(questions(&cluster), 1, "n = {n}");
        // It is lost.
        cluster.flight.clear();
        assert_eq!(cluster.span(me, Timer::Status), Some(span(STATUS_MS)));
        cluster.ring(me, Timer::Status);
        assert_eq!(questions(&cluster), 2, "n = {n}");
        cluster.deliver_all();
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(1), "n = {n}");
    }
}

#[test]
fn c136_a_replica_that_missed_all_of_a_number_catches_up_within_the_horizon() {
    for n in Cluster::sizes_with_faults() {
        for cut_ms in [1_000, 30_000, 600_000] {
            let (mut timed, me) = (of(n, 8), n - 1);
            timed.lose = Box::new(move |packet| packet.to == NodeId(me) || packet.from == NodeId(me));
            timed.submit(0, "put x 1");
            timed.run_for(span(cut_ms));
            assert_eq!((last_executed(&timed, 0), last_executed(&timed, me)), (1, 0), "n = {n}");
            heal(&mut timed);
            timed.run_for(span(HORIZON_MS - cut_ms + BOUND_MS));
            timed.cluster.silent.clear();
            timed.assert_settled();
            assert_eq!(last_executed(&timed, me), 1, "n = {n}, {cut_ms} ms");
        }
    }
}

#[test]
fn c136_heartbeats_come_at_growing_intervals_and_end() {
    let mut timed = of(4, 8);
    timed.submit(0, "put x 1");
    timed.run_for(span(100));
    timed.cluster.forget();
    let beats = |timed: &Timed| timed.cluster.sent_by(1, MessageKind::Status).len() / 3;
    let mut spans = Vec::new();
    while let Some(after) = timed.cluster.span(1, Timer::Heartbeat) {
        spans.push(after.0 / span(STATUS_MS).0);
        assert!(!timed.cluster.runs(1, Timer::Status), "nothing is outstanding");
        assert_eq!(beats(&timed), spans.len() - 1);
        timed.run_for(after);
        timed.run_for(span(20));
    }
    assert_eq!(spans, [16, 32, 64, 128, 256, 512, 1024]);
    assert_eq!(beats(&timed), 7);
    timed.cluster.forget();
    timed.run_for(span(10 * HORIZON_MS));
    assert!(timed.cluster.sent.is_empty(), "silence: {:?}", timed.cluster.sent);
    // Until something happens.
    timed.submit(0, "put x 2");
    timed.run_for(span(100));
    assert_eq!(timed.cluster.span(1, Timer::Heartbeat), Some(span(16 * STATUS_MS)));
}

#[test]
fn c136_a_replica_to_which_nothing_has_happened_sends_no_heartbeats() {
    let timed = of(4, 8);
    assert!(timed.cluster.timers.is_empty());
    // A replica that is cut off sends none either.
    let mut alone = of(1, 8);
    alone.submit(0, "put x 1");
    alone.run_for(span(100));
    assert_eq!(last_executed(&alone, 0), 1);
    assert!(!alone.cluster.runs(0, Timer::Heartbeat));
}

/// The fields that make a STATUS report something.
type Change = fn(&mut Status, WaitingRequest);

#[test]
fn c137_a_replica_that_learns_of_something_it_lacks_asks_once_in_the_next_interval() {
    let request = WaitingRequest { client: ClientId(0), timestamp: Timestamp(1) };
    let rows: [(&str, bool, Change); 7] = [
        ("nothing new", false, |_, _| {}),
        ("a higher view that it only wants", false, |it, _| (it.view, it.active) = (View(1), false)),
        ("a higher view", true, |it, _| it.view = View(1)),
        ("more executed", true, |it, _| it.last_executed = Seq(1)),
        ("a later checkpoint", true, |it, _| it.low_water_mark = Seq(8)),
        ("a number assigned", true, |it, _| it.assigned = Seq(1)),
        ("a request", true, |it, request| it.waiting.push(request)),
    ];
    for (name, asks, change) in rows {
        let mut cluster = Cluster::of(4);
        let mut status = lacks_everything(&cluster, 1, 1);
        change(&mut status, request);
        let heard = Message::Status(cluster.sign(status));
        cluster.give(3, heard);
        assert_eq!(cluster.runs(3, Timer::Status), asks, "{name}");
        if asks {
            cluster.forget();
            cluster.ring(3, Timer::Status);
            assert_eq!(cluster.sent_by(3, MessageKind::Status).len(), 3, "{name}: one question");
            assert!(!cluster.runs(3, Timer::Status), "{name}: and no second one");
        }
    }
    // It does not ask for what it holds.
    let mut cluster = Cluster::of(4);
    cluster.run(0, "put x 1");
    let mut status = lacks_everything(&cluster, 1, 1);
    (status.last_executed, status.assigned) = (Seq(1), Seq(1));
    status.waiting.push(request);
    let heard = Message::Status(cluster.sign(status));
    cluster.give(3, heard);
    assert!(!cluster.runs(3, Timer::Status), "it has executed all of that");
}

#[test]
fn c137_a_liar_that_claims_more_and_more_gets_one_question_in_each_interval() {
    let mut timed = of(4, 8);
    for round in 1..=100 {
        let mut status = lacks_everything(&timed.cluster, 1, round);
        status.last_executed = Seq(u64::MAX);
        let heard = Message::Status(timed.cluster.sign(status));
        timed.cluster.give(3, heard);
        timed.take_up();
        timed.run_for(span(STATUS_MS / 10));
    }
    let questions = timed.cluster.sent_by(3, MessageKind::Status).len() / 3;
    assert!((5..=10).contains(&questions), "{questions} questions in ten intervals");
}

/// The message that is lost with all its copies, and the condition for progress.
struct Loss {
    kind: MessageKind,
    /// Replicas that are down for good.
    down: &'static [u32],
    /// The sender whose messages of this kind are lost; `None` for every sender.
    by: Option<u32>,
    view_change: bool,
}

const LOSSES: [Loss; 6] = [
    Loss { kind: MessageKind::PrePrepare, down: &[], by: None, view_change: false },
    Loss { kind: MessageKind::Prepare, down: &[3], by: Some(1), view_change: false },
    Loss { kind: MessageKind::Prepare, down: &[3], by: None, view_change: false },
    Loss { kind: MessageKind::Commit, down: &[3], by: Some(1), view_change: false },
    Loss { kind: MessageKind::ViewChange, down: &[0], by: Some(2), view_change: true },
    Loss { kind: MessageKind::NewView, down: &[0], by: None, view_change: true },
];

#[test]
fn c137_whatever_message_is_lost_with_all_its_copies_the_cluster_goes_on_without_the_client() {
    for Loss { kind, down, by, view_change } in LOSSES {
        let mut timed = of(4, 8);
        timed.cluster.silent.extend(down.iter().copied().map(NodeId));
        timed.lose =
            Box::new(move |packet| is(packet, kind) && by.is_none_or(|by| packet.from == NodeId(by)));
        timed.submit(0, "put x 1");
        if view_change {
            // The client sends its request to all replicas before it falls silent. The backups suspect the primary.
            timed.run_for(span(1_200));
            timed.cluster.silent.insert(NodeId(4));
            timed.run_for(span(VIEW_TIMEOUT_MS + 100));
        } else {
            timed.run_for(span(100));
        }
        let living: Vec<u32> = (0..4).filter(|id| !down.contains(id)).collect();
        assert!(living.iter().any(|id| last_executed(&timed, *id) == 0), "{kind:?}: it was needed");
        heal(&mut timed);
        timed.run_for(span(BOUND_MS + if view_change { VIEW_TIMEOUT_MS } else { 0 }));
        assert!(living.iter().all(|id| last_executed(&timed, *id) == 1), "{kind:?}");
    }
}

#[test]
fn c137_a_request_that_one_backup_knows_is_executed() {
    for n in Cluster::sizes_with_faults() {
        for knows in 1..n {
            let mut timed = of(n, 8);
            timed.lose = Box::new(|packet| is(packet, MessageKind::Request));
            let request = Message::Request(timed.cluster.request(0, 1, "put x 1"));
            timed.cluster.give(knows, request);
            timed.take_up();
            timed.run_for(span(100));
            heal(&mut timed);
            timed.run_for(span(BOUND_MS));
            let executed: Vec<u64> = (0..n).map(|id| last_executed(&timed, id)).collect();
            assert_eq!(executed, vec![1; n as usize], "n = {n}, replica {knows} knows it");
        }
    }
}

#[test]
fn c137_a_checkpoint_whose_copies_are_lost_becomes_stable() {
    let mut timed = of(4, 2);
    timed.cluster.silent.insert(NodeId(3));
    timed.lose = Box::new(|packet| is(packet, MessageKind::Checkpoint) && packet.from == NodeId(1));
    timed.submit(0, "put x 1");
    timed.submit(0, "put x 2");
    timed.run_for(span(150));
    assert_eq!(last_executed(&timed, 1), 2);
    heal(&mut timed);
    timed.run_for(span(BOUND_MS));
    let marks: Vec<u64> = timed.cluster.replicas.iter().map(|it| it.low_water_mark().0).collect();
    assert_eq!(marks, [2, 2, 2, 0]);
}

#[test]
fn c137_a_state_whose_copies_are_lost_is_fetched_again() {
    let mut timed = of(4, 2);
    timed.lose = Box::new(|packet| packet.to == NodeId(3) || packet.from == NodeId(3));
    for value in 0..6 {
        timed.submit(0, &format!("put x {value}"));
    }
    timed.run_for(span(400));
    assert_eq!(last_executed(&timed, 0), 6);
    timed.lose = Box::new(|packet| is(packet, MessageKind::State));
    timed.submit(0, "put x 7");
    timed.run_for(span(3_000));
    assert!(timed.cluster.replicas[3].transferring(), "it asks, and no answer comes");
    heal(&mut timed);
    timed.run_for(span(BOUND_MS));
    assert_eq!((last_executed(&timed, 3), last_executed(&timed, 0)), (7, 7));
}

#[test]
fn c138_after_an_outage_of_ten_minutes_the_request_is_executed_without_the_client() {
    for n in Cluster::sizes_with_faults() {
        let mut timed = of(n, 8);
        // All links are cut, except from the client to the primary of view 0.
        timed.lose = Box::new(move |packet| packet.to.0 < n && (packet.from.0 < n || packet.to.0 > 0));
        timed.submit(0, "put x 1");
        timed.run_for(span(600_000));
        assert_eq!(last_executed(&timed, 0), 0);
        heal(&mut timed);
        timed.run_for(span(BOUND_MS + VIEW_TIMEOUT_MS));
        let executed: Vec<u64> = (0..n).map(|id| last_executed(&timed, id)).collect();
        assert_eq!(executed, vec![1; n as usize], "n = {n}");
    }
}

#[test]
fn an_answer_brings_only_the_requests_that_the_asker_lacks() {
    let mut cluster = Cluster::with(ProtocolParams { clients: 3, ..ProtocolParams::default() });
    for (client, timestamp) in [(0, 1), (1, 2), (2, 1)] {
        let request = cluster.request(client, timestamp, "put x 1");
        cluster.give(2, Message::Request(request));
    }
    let mut status = lacks_everything(&cluster, 1, 1);
    let waits =
        |client, timestamp| WaitingRequest { client: ClientId(client), timestamp: Timestamp(timestamp) };
    status.waiting = vec![waits(0, 1), waits(1, 1)];
    let answer = |cluster: &mut Cluster, status: Status| {
        let question = Message::Status(cluster.sign(status));
        let sent = cluster.give(2, question);
        let requests = sent.into_iter().filter_map(|packet| match packet.message {
            Message::Request(request) => Some((request.client.0, request.timestamp.0)),
            _ => None,
        });
        requests.collect::<Vec<_>>()
    };
    assert_eq!(answer(&mut cluster, status.clone()), [(1, 2), (2, 1)]);
    // A replica that has executed more may have executed them, so they are not sent.
    cluster.ring(2, Timer::AnswerQuota);
    (status.counter, status.last_executed) = (2, Seq(1));
    assert_eq!(answer(&mut cluster, status), []);
}
