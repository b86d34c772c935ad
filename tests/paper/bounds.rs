//! Line 65: memory does not grow with the run (protocol section 3.22).

use pbft_lab::pbft::message::{FetchState, Question, SeqBits, Status};
use pbft_lab::pbft::{
    Crypto, Digest, Footprint, Message, MessageKind, ProtocolParams, ReplicaId, ReplicaSet, Seq, View,
};
use pbft_lab::process::NodeId;

use crate::paper::cluster::Cluster;

const CLIENTS: u32 = 8;
const INTERVAL: u64 = 50;
const LOG_SIZE: u64 = 100;
/// Each round every client has one request answered.
const ROUNDS: u64 = 2_500;

fn cluster(n: u32) -> Cluster {
    let params = ProtocolParams {
        replicas: n,
        clients: CLIENTS,
        checkpoint_interval: INTERVAL,
        log_size: LOG_SIZE,
        batch_max: 4,
        ..ProtocolParams::default()
    };
    Cluster::with_crypto(params, Crypto::Symbolic)
}

/// The bounds of protocol section 3.22.
fn allowed(n: u32) -> Footprint {
    let (n, clients) = (n as usize, CLIENTS as usize);
    let (log_size, checkpoints) = (LOG_SIZE as usize, (LOG_SIZE / INTERVAL) as usize);
    Footprint {
        numbers: log_size,
        // PREPAREs and COMMITs of the view, and those of an earlier one in a certificate and a proof.
        votes: 2 * 2 * n * log_size,
        batches: 2 * log_size,
        // The window's, one above it for each sender, and the proof.
        checkpoints: n * checkpoints + n + n,
        states: checkpoints + 1,
        pending: clients,
        view_changes: n,
        future_messages: 3 * n * log_size,
        missing: log_size,
        evidence: (n + clients) * 11,
    }
}

fn assert_within(held: Footprint, bound: Footprint) {
    let pairs = [
        ("numbers", held.numbers, bound.numbers),
        ("votes", held.votes, bound.votes),
        ("batches", held.batches, bound.batches),
        ("checkpoints", held.checkpoints, bound.checkpoints),
        ("states", held.states, bound.states),
        ("pending", held.pending, bound.pending),
        ("view changes", held.view_changes, bound.view_changes),
        ("early messages", held.future_messages, bound.future_messages),
        ("missing batches", held.missing, bound.missing),
        ("evidence", held.evidence, bound.evidence),
    ];
    for (name, held, bound) in pairs {
        assert!(held <= bound, "{held} {name} are held, {bound} are allowed");
    }
}

/// The length of all data of the replicas when it is written out, including data without a name here.
fn written_out(cluster: &Cluster, replicas: u32) -> usize {
    cluster.replicas.iter().take(replicas as usize).map(|replica| format!("{replica:?}").len()).sum()
}

/// Runs every round, `disturbed` by something, and compares what the first `replicas` hold after a tenth of the run and at its end.
fn compare_early_and_late(cluster: &mut Cluster, replicas: u32, disturb: impl Fn(&mut Cluster, u64)) {
    let bound = allowed(cluster.n());
    let mut early = 0;
    for round in 1..=ROUNDS {
        (0..CLIENTS).for_each(|client| cluster.submit(client, "add x 1"));
        disturb(cluster, round);
        cluster.deliver_all();
        cluster.forget();
        for replica in &cluster.replicas[..replicas as usize] {
            assert_within(replica.footprint(), bound);
        }
        // A multiple of the checkpoint interval, so that the same part of the log is filled.
        if round == ROUNDS / 10 {
            early = written_out(cluster, replicas);
        }
    }
    let done = (u64::from(CLIENTS) * ROUNDS).to_string();
    assert_eq!(cluster.value(0, "x"), Some(done), "every request was executed");
    let late = written_out(cluster, replicas);
    assert!(late < early + early / 10, "{early} bytes after a tenth of the run, {late} bytes at its end");
}

#[test]
fn c065_memory_is_bounded_over_a_long_run() {
    let mut cluster = cluster(4);
    compare_early_and_late(&mut cluster, 4, |_, _| {});
    assert!(cluster.replicas.iter().all(|replica| replica.low_water_mark().0 + LOG_SIZE > 5_000));
}

/// The messages of a Byzantine replica to another one in a round: as valid as possible, in any number.
fn flood(cluster: &mut Cluster, liar: u32, victim: u32, round: u64) {
    let low = cluster.replicas[victim as usize].low_water_mark().0;
    let mut noise = [0; 32];
    noise[..8].copy_from_slice(&round.to_be_bytes());
    let noise = Digest(noise);
    for seq in [low, low + 1 + round % LOG_SIZE, low + LOG_SIZE, low + LOG_SIZE + 1 + round, u64::MAX - round]
    {
        for view in [0, 1, 2, round] {
            for message in [
                Message::Prepare(cluster.prepare(liar, view, seq, noise)),
                Message::Commit(cluster.commit(liar, view, seq, noise)),
            ] {
                cluster.give(victim, message);
            }
        }
        let due = seq.min(u64::MAX / 2) / INTERVAL * INTERVAL;
        for seq in [due, due + INTERVAL, due + 2 * INTERVAL, due + round * INTERVAL] {
            let checkpoint = cluster.checkpoint(liar, seq, noise);
            cluster.give(victim, Message::Checkpoint(checkpoint));
        }
    }
    for view in [1, round, 1 << 40 | round] {
        let change = cluster.view_change(liar, view, Vec::new());
        cluster.give(victim, Message::ViewChange(change));
    }
    let replica = ReplicaId(liar);
    let fetch = cluster.sign(FetchState { min_seq: Seq(round), counter: 2 * round, replica });
    cluster.give(victim, Message::FetchState(fetch));
    let status = cluster.sign(Status {
        view: View(round),
        active: true,
        low_water_mark: Seq(0),
        last_executed: Seq(0),
        has_new_view: false,
        prepared: SeqBits(vec![false; LOG_SIZE as usize]),
        committed: SeqBits(vec![false; LOG_SIZE as usize]),
        view_changes: ReplicaSet::default(),
        missing: vec![noise; LOG_SIZE as usize],
        assigned: Seq(0),
        waiting: Vec::new(),
        counter: 2 * round + 1,
        question: Some(Question { replica, counter: round }),
        replica,
    });
    cluster.give(victim, Message::Status(status));
    let batch = cluster.batch(round, "add x 0");
    for view in [u64::from(liar), u64::from(liar) + 4 * round] {
        let proposal = cluster.pre_prepare(view, low + 1 + round % LOG_SIZE, &batch);
        cluster.give(victim, proposal);
    }
}

#[test]
fn c065_memory_is_bounded_while_a_byzantine_replica_floods() {
    let mut cluster = cluster(4);
    let liar = 3;
    // The liar's own replica is out of the game: the test speaks for it.
    cluster.silent.insert(NodeId(liar));
    compare_early_and_late(&mut cluster, 3, |cluster, round| {
        (0..3).for_each(|victim| flood(cluster, liar, victim, round));
        // Its answers to the liar go nowhere.
        cluster.flight.retain(|packet| packet.to != NodeId(liar));
    });
    assert!(cluster.replicas[..3].iter().all(|replica| replica.active() && replica.view() == View(0)));
    let alarmed = |replica: u32| !cluster.sent_by(replica, MessageKind::ViewChange).is_empty();
    assert!((0..3).all(|replica| !alarmed(replica)));
}
