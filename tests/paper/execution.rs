//! Lines 54 to 58: execution (protocol section 3.8).

use std::collections::BTreeMap;
use std::rc::Rc;

use pbft_lab::pbft::batch::{Batch, null_digest};
use pbft_lab::pbft::{Crypto, Digest, Event, Message, MessageKind, Phase, ProtocolParams, Seq, Timer};

use crate::paper::cluster::{Cluster, SIZES};
use crate::paper::drive::replies;

impl Cluster {
    fn of_five_clients(n: u32) -> Cluster {
        Cluster::with(ProtocolParams { replicas: n, clients: 5, ..ProtocolParams::default() })
    }

    /// A batch in which each of these clients appends its text to the value of x.
    fn appending(&self, parts: &[(u32, &str)]) -> Rc<Batch> {
        let request = |(client, text): &(u32, &str)| self.request(*client, 1, &format!("append x {text}"));
        Rc::new(Batch::new(parts.iter().map(request).collect()))
    }

    fn executed_order(&self, replica: u32) -> Vec<u64> {
        self.executions(replica).iter().map(|execution| execution.seq.0).collect()
    }
}

#[test]
fn c054_what_commits_early_executes_in_its_turn() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_five_clients(n);
        for replica in cluster.backups(0) {
            let batches =
                [(1, "a"), (2, "b"), (3, "c")].map(|(client, text)| cluster.appending(&[(client, text)]));
            for seq in [3, 2] {
                let sent = cluster.decide(replica, 0, seq, &batches[seq as usize - 1]);
                assert_eq!(cluster.phase(replica, seq), Phase::CommittedLocal);
                assert_eq!(replies(&sent), [], "n = {n}: not before its turn");
                assert_eq!(cluster.replicas[replica as usize].last_executed(), Seq(0));
            }
            let sent = cluster.decide(replica, 0, 1, &batches[0]);
            assert_eq!(cluster.executed_order(replica), [1, 2, 3], "n = {n}");
            assert_eq!(replies(&sent).len(), 3);
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("abc"));
        }
    }
}

#[test]
fn c055_the_null_request_fills_its_number_and_does_nothing() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_five_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(1) {
            cluster.enter_view_1(replica, &[(2, batch.digest())]);
            let before = cluster.replicas[replica as usize].snapshot().clone();
            let sent = cluster.vote_through(replica, 1, 1, null_digest());
            assert_eq!(replies(&sent), [], "there was no question");
            let after = &cluster.replicas[replica as usize];
            assert_eq!((after.last_executed(), after.snapshot()), (Seq(1), &before), "n = {n}");
            cluster.give(replica, Message::Batch(Rc::clone(&batch)));
            let sent = cluster.vote_through(replica, 1, 2, batch.digest());
            assert_eq!(replies(&sent), [(1, 1, "1".to_owned())], "what stands behind it goes on");
        }
    }
}

#[test]
fn c056_a_batch_executes_in_its_own_order() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_five_clients(n);
        let batch = cluster.appending(&[(2, "c"), (0, "a"), (4, "e"), (1, "b")]);
        for replica in cluster.backups(0) {
            let sent = cluster.decide(replica, 0, 1, &batch);
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("caeb"), "n = {n}");
            let answered: Vec<u32> = (sent.iter())
                .filter(|packet| packet.message.kind() == MessageKind::Reply)
                .map(|packet| packet.to.0 - n)
                .collect();
            assert_eq!(answered, [2, 0, 4, 1], "each client hears of its own request");
        }
    }
}

#[test]
fn c056_the_primary_batches_requests_in_the_order_of_their_arrival() {
    for n in SIZES {
        let mut cluster = Cluster::with(ProtocolParams {
            replicas: n,
            clients: 5,
            in_flight_max: 1,
            ..ProtocolParams::default()
        });
        // The first request occupies the pipeline; the others share a batch after it (n = 1 needs no pipeline).
        for client in [3, 0, 4, 2, 1] {
            cluster.submit(client, &format!("append x {client}"));
        }
        cluster.deliver_all();
        for replica in 0..n {
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("30421"), "n = {n}");
            let batches: Vec<_> = cluster.executions(replica).iter().map(|it| it.results.len()).collect();
            assert_eq!(batches, if n == 1 { vec![1; 5] } else { vec![1, 4] });
        }
    }
}

#[test]
fn c056_replies_carry_the_current_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_five_clients(n);
        cluster.run(0, "add x 1");
        assert_eq!(cluster.clients[0].view_estimate().0, 0);
        cluster.change_view(1, "add x 1");
        cluster.forget();
        cluster.run(1, "add x 1");
        for replica in 1..n {
            let views: Vec<u64> = (cluster.sent_by(replica, MessageKind::Reply).iter())
                .filter_map(|packet| match &packet.message {
                    Message::Reply(reply) => Some(reply.view.0),
                    _ => None,
                })
                .collect();
            assert_eq!(views, [1], "n = {n}");
        }
        assert_eq!(cluster.clients[1].view_estimate().0, 1);
    }
}

#[test]
fn c057_no_executed_request_stays_pending() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_five_clients(n);
        for replica in cluster.backups(0) {
            // Client 0 has an older one here, client 1 another operation with the same timestamp, client 2 a newer
            // one, client 3 nothing to do with the batch.
            for (client, timestamp) in [(0, 1), (1, 2), (2, 5), (3, 1)] {
                let request = cluster.request(client, timestamp, "add y 1");
                cluster.give(replica, Message::Request(request));
            }
            let requests = (0..3).map(|client| cluster.request(client, 2, "add x 1")).collect();
            cluster.decide(replica, 0, 1, &Rc::new(Batch::new(requests)));
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("3"));
            assert_eq!(cluster.waiting(replica), [(2, 5), (3, 1)], "n = {n}");
            let last =
                [(2, 5), (3, 2)].map(|(client, timestamp)| cluster.request(client, timestamp, "add x 1"));
            cluster.decide(replica, 0, 2, &Rc::new(Batch::new(last.to_vec())));
            assert_eq!(cluster.waiting(replica), []);
            assert!(!cluster.runs(replica, Timer::Request), "nothing waits, so no timer runs");
        }
    }
}

#[test]
fn c058_a_run_without_faults_ends_equal_everywhere_and_silent() {
    for n in 1..=10 {
        let mut cluster = Cluster::of(n);
        (0..50).for_each(|number| cluster.run(0, &format!("add x {number}")));
        assert_eq!(cluster.clients[0].answered(), 50, "n = {n}");
        for replica in &cluster.replicas {
            assert_eq!((replica.last_executed(), replica.low_water_mark()), (Seq(50), Seq(48)));
            assert_eq!(replica.snapshot(), cluster.replicas[0].snapshot(), "n = {n}");
        }
        let all_rest = cluster.timers.iter().all(|(_, timer, _)| *timer == Timer::Heartbeat);
        assert!(all_rest, "n = {n}: nothing is outstanding: {:?}", cluster.timers);
        let suspicious = |fact: &Event| matches!(fact, Event::Alarm(_) | Event::EvidenceFound(_));
        assert!(!cluster.facts.iter().any(|(_, fact)| suspicious(fact)), "n = {n}");
    }
}

/// A short fixed sequence of numbers that looks random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }
}

/// Every replica's state at each number, compared when a replica reaches it.
#[derive(Default)]
struct States(BTreeMap<Seq, Digest>);

impl States {
    fn compare(&mut self, cluster: &Cluster, replica: u32) {
        let replica = &cluster.replicas[replica as usize];
        let (seq, digest) = (replica.last_executed(), replica.state_digest());
        assert_eq!(*self.0.entry(seq).or_insert(digest), digest, "service and client table at {seq}");
    }
}

#[test]
fn c058_correct_replicas_have_equal_states_at_equal_numbers() {
    for (n, seed) in Cluster::sizes_with_faults().flat_map(|n| (0..6).map(move |seed| (n, seed))) {
        let params = ProtocolParams {
            replicas: n,
            clients: 5,
            checkpoint_interval: 8,
            log_size: 16,
            ..ProtocolParams::default()
        };
        let mut cluster = Cluster::with_crypto(ProtocolParams { batch_max: 2, ..params }, Crypto::Symbolic);
        let (mut dice, mut states) = (Dice(seed), States::default());
        for round in 0..8 {
            for client in 0..5 {
                cluster.submit(client, &format!("append x {}", round * 5 + client));
            }
        }
        // One in eight messages is lost, one in eight comes twice, and any may overtake any other.
        for _ in 0..20_000 {
            let Some(index) = cluster.flight.len().checked_sub(1).map(|last| dice.below(last + 1)) else {
                break;
            };
            let packet = cluster.flight.swap_remove_back(index).expect("below the length");
            let fate = dice.below(8);
            if fate == 1 {
                cluster.flight.push_back(packet.clone());
            }
            if fate > 0 {
                let to = packet.to.0;
                cluster.step(
                    packet.to,
                    pbft_lab::process::Input::Message { from: packet.from, body: packet.message },
                );
                (to < n).then(|| states.compare(&cluster, to));
            }
        }
        for _ in 0..30 {
            cluster.ring_all(Timer::Client);
            cluster.ring_all(Timer::Status);
            cluster.ring_all(Timer::FetchState);
            cluster.ring_all(Timer::AnswerQuota);
            cluster.deliver_all();
        }
        (0..n).for_each(|replica| states.compare(&cluster, replica));
        let last: Vec<Seq> = cluster.replicas.iter().map(|replica| replica.last_executed()).collect();
        assert_eq!(last, vec![last[0]; n as usize], "n = {n}, seed {seed}: all get everywhere");
        assert!(cluster.clients.iter().all(|client| client.answered() == 8), "n = {n}, seed {seed}");
    }
}
