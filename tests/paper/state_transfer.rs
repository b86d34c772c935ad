//! State transfer: lines 117, 118, 120 and 144 of the checklist.

use std::collections::BTreeSet;
use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Checkpoint, StateTransfer};
use pbft_lab::pbft::{Digest, Event, Message, MessageKind, RejectReason, ReplicaId, Seq, Timer, View};
use pbft_lab::process::{NodeId, Span};

use crate::paper::cluster::{Cluster, Packet, with_three_clients};
use crate::paper::drive::replies;
use crate::paper::timed::Timed;

/// All replicas but `me` execute this many numbers, with two clients; `me` receives nothing.
fn ahead_of(n: u32, me: u32, numbers: u64) -> Cluster {
    let mut cluster = Cluster::with(with_three_clients(n));
    cluster.silent.insert(NodeId(me));
    // With `me` the primary of view 0, the others need another one.
    if me == 0 {
        cluster.change_view(2, "put z 0");
        cluster.silent.insert(NodeId(0));
    }
    let other = cluster.others(me, 1)[0] as usize;
    for number in cluster.replicas[other].last_executed().0..numbers {
        // Of the clients only the one that saw the view change knows whom to ask.
        let client = if me == 0 { 2 } else { (number % 2) as u32 };
        cluster.run(client, "add x 1");
    }
    assert_eq!(cluster.replicas[other].last_executed(), Seq(numbers));
    cluster.silent.remove(&NodeId(me));
    cluster.forget();
    cluster
}

/// `me` hears a weak certificate of CHECKPOINTs above its window and starts to fetch.
fn makes_fetch(cluster: &mut Cluster, me: u32, seq: u64) -> Vec<Packet> {
    let digest = Digest([3; 32]);
    let mut sent = Vec::new();
    for by in cluster.others(me, cluster.quorums().weak) {
        let far = cluster.checkpoint(by, seq, digest);
        sent.extend(cluster.give(me, Message::Checkpoint(far)));
    }
    assert!(cluster.replicas[me as usize].transferring());
    sent
}

/// Lets the grace time pass that a replica has to reach a certified checkpoint by itself.
fn fetch_after_grace(cluster: &mut Cluster, me: u32) {
    for _ in 0..4 {
        if !cluster.replicas[me as usize].transferring() {
            cluster.ring(me, Timer::FetchState);
        }
    }
    assert!(cluster.replicas[me as usize].transferring());
}

/// The STATE that a replica with that checkpoint answers with.
fn state_of(cluster: &mut Cluster, by: u32, asker: u32) -> StateTransfer {
    let fetch =
        pbft_lab::pbft::message::FetchState { min_seq: Seq(1), counter: 1000, replica: ReplicaId(asker) };
    let fetch = Message::FetchState(cluster.sign(fetch));
    let answer = cluster.give(by, fetch);
    let state = answer.iter().find_map(|packet| match &packet.message {
        Message::State(state) => Some((**state).clone()),
        _ => None,
    });
    state.expect("it holds a stable checkpoint")
}

fn questions(sent: &[Packet]) -> Vec<u32> {
    let asked = sent.iter().filter(|packet| packet.message.kind() == MessageKind::FetchState);
    asked.map(|packet| packet.to.0).collect()
}

/// A change that makes a STATE invalid.
type Break = fn(&Cluster, &mut StateTransfer);

#[test]
fn c117_a_state_that_is_not_proven_or_not_new_is_refused_and_the_next_replica_asked() {
    let wrong = RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(1))));
    let rows: [(&str, RejectReason, Break); 9] = [
        ("other bytes", RejectReason::DigestMismatch, |_, it| {
            let mut snapshot = (*it.snapshot).clone();
            snapshot.service.execute(b"put x lie");
            it.snapshot = Rc::new(snapshot);
        }),
        ("a client table without its rows", RejectReason::DigestMismatch, |_, it| {
            let mut snapshot = (*it.snapshot).clone();
            snapshot.clients = Default::default();
            it.snapshot = Rc::new(snapshot);
        }),
        ("a digest without proof", RejectReason::BadProof, |_, it| it.digest = Digest([4; 32])),
        ("one CHECKPOINT too few", RejectReason::BadProof, |_, it| drop(it.proof.pop())),
        ("a sender twice", RejectReason::BadProof, |_, it| {
            it.proof.pop();
            it.proof.push(Rc::clone(&it.proof[0]));
        }),
        ("one for another digest", RejectReason::BadProof, |cluster, it| {
            it.proof[0] = cluster.checkpoint(it.proof[0].replica.0, it.seq.0, Digest([4; 32]));
        }),
        ("one forged", wrong, |cluster, it| {
            let body = Checkpoint { seq: it.seq, digest: it.digest, replica: ReplicaId(1) };
            it.proof.retain(|vote| vote.replica != ReplicaId(1));
            it.proof.truncate(cluster.quorums().prepares() as usize);
            it.proof.push(cluster.forge(body));
        }),
        ("older than asked for", RejectReason::NotWanted, |cluster, it| {
            it.seq = Seq(16);
            it.proof = cluster.stable_proof(16, it.digest);
        }),
        ("executed already", RejectReason::NotWanted, |cluster, it| {
            it.seq = Seq(0);
            it.proof = cluster.stable_proof(0, it.digest);
        }),
    ];
    for n in Cluster::sizes_with_faults() {
        for (name, reject, break_it) in &rows {
            let me = n - 1;
            let mut cluster = ahead_of(n, me, 24);
            let first = questions(&makes_fetch(&mut cluster, me, 24));
            assert_eq!(first, [0]);
            let mut state = state_of(&mut cluster, 0, me);
            break_it(&cluster, &mut state);
            let before = cluster.picture(me);
            let sent = cluster.give(me, Message::State(Rc::new(state)));
            assert_eq!(cluster.picture(me), before, "{name}, n = {n}: nothing is taken over");
            let reason = cluster.facts_of(me).find_map(|fact| match fact {
                Event::Refused { kind: MessageKind::State, reason, .. } => Some(*reason),
                _ => None,
            });
            assert_eq!(reason, Some(*reject), "{name}, n = {n}");
            assert_eq!(questions(&sent), [1], "{name}, n = {n}: the next is asked");
        }
    }
}

#[test]
fn c117_replicas_are_asked_one_after_the_other_and_bad_answers_drive_no_loop() {
    for n in [4, 7] {
        for me in [0, 1, n - 1] {
            let mut cluster = ahead_of(n, me, 24);
            let mut asked = questions(&makes_fetch(&mut cluster, me, 24));
            let helper = cluster.others(me, 1)[0];
            let mut state = state_of(&mut cluster, helper, me);
            state.proof.pop();
            let bad = Message::State(Rc::new(state));
            for _ in 0..5 * n {
                asked.extend(questions(&cluster.give(me, bad.clone())));
            }
            let once: BTreeSet<u32> = asked.iter().copied().collect();
            assert_eq!(
                once.len(),
                asked.len(),
                "n = {n}, replica {me} asked {asked:?}: no replica twice in a round"
            );
            // The timer begins the next round, and in time each replica is asked.
            for _ in 0..2 * n {
                let before = cluster.sent.len();
                cluster.ring(me, Timer::FetchState);
                asked.extend(questions(&cluster.sent[before..]));
            }
            let all: BTreeSet<u32> = asked.iter().copied().collect();
            assert_eq!(all.len() as u32, n - 1, "n = {n}, replica {me} asked {asked:?}");
        }
    }
}

#[test]
fn c117_a_state_that_was_not_requested_is_refused() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = ahead_of(n, n - 1, 24);
        let state = state_of(&mut cluster, 0, n - 1);
        assert_eq!(cluster.refuses(n - 1, Message::State(Rc::new(state))), RejectReason::NotWanted);
    }
}

#[test]
fn c118_after_the_transfer_state_table_marks_and_pending_requests_are_right() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 24);
        // Two of its pending requests are executed in the state that it fetches, one is not.
        for (client, timestamp) in [(0, 1), (1, 12), (2, 1)] {
            let request = cluster.request(client, timestamp, "add x 100");
            cluster.give(me, Message::Request(request));
        }
        makes_fetch(&mut cluster, me, 24);
        let state = state_of(&mut cluster, 0, me);
        let digest = state.digest;
        let sent = cluster.give(me, Message::State(Rc::new(state)));

        let (replica, other) = (&cluster.replicas[me as usize], &cluster.replicas[0]);
        assert_eq!((replica.last_executed(), replica.low_water_mark()), (Seq(24), Seq(24)), "n = {n}");
        assert_eq!(replica.snapshot(), other.snapshot());
        assert_eq!(replica.state_digest(), digest);
        assert!(!replica.transferring() && replica.stable_proof().len() >= cluster.quorums().quorum);
        assert_eq!(cluster.waiting(me), [(2, 1)]);
        let kinds: BTreeSet<MessageKind> = sent.iter().map(|packet| packet.message.kind()).collect();
        assert_eq!(kinds, [MessageKind::Checkpoint, MessageKind::Status].into());
        let own = sent.iter().find_map(|packet| match &packet.message {
            Message::Checkpoint(vote) => Some((vote.seq, vote.digest)),
            _ => None,
        });
        assert_eq!(own, Some((Seq(24), digest)), "it vouches for the state too");
    }
}

#[test]
fn c118_after_the_transfer_old_requests_are_answered_and_not_executed() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 24);
        makes_fetch(&mut cluster, me, 24);
        let state = state_of(&mut cluster, 0, me);
        cluster.give(me, Message::State(Rc::new(state)));
        let old = [cluster.request(0, 12, "add x 1"), cluster.request(1, 5, "add x 1")];
        let new = cluster.request(2, 1, "add x 1");
        let batch = Rc::new(Batch::new([old.to_vec(), vec![new]].concat()));
        let sent = cluster.decide(me, 0, 25, &batch);
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(25));
        let execution = cluster.executions(me).pop().expect("number 25 is executed");
        let executed: Vec<bool> = execution.results.iter().map(Option::is_some).collect();
        assert_eq!(executed, [false, false, true], "n = {n}");
        assert_eq!(cluster.value(me, "x").as_deref(), Some("25"));
        let answered: Vec<_> = replies(&sent).into_iter().map(|(_, timestamp, _)| timestamp).collect();
        assert_eq!(answered, [12, 1], "the last result of each client is sent, an older one is not");
    }
}

#[test]
fn c118_what_is_decided_beyond_the_state_is_executed_at_once() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 8);
        let digest = cluster.replicas[0].state_digest();
        // Number 9 is decided here while 1 to 8 are missing: a certified checkpoint at 8 is waited for, then fetched.
        let batch = Rc::new(Batch::new(vec![cluster.request(2, 1, "add x 1")]));
        cluster.decide(me, 0, 9, &batch);
        for by in cluster.others(me, cluster.quorums().quorum) {
            let vote = cluster.checkpoint(by, 8, digest);
            cluster.give(me, Message::Checkpoint(vote));
        }
        fetch_after_grace(&mut cluster, me);
        let state = state_of(&mut cluster, 0, me);
        cluster.give(me, Message::State(Rc::new(state)));
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(9), "n = {n}");
        assert_eq!(cluster.value(me, "x").as_deref(), Some("9"));
    }
}

#[test]
fn c118_a_later_checkpoint_that_was_certified_meanwhile_is_fetched_next() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 8);
        let early = state_of(&mut cluster, 0, me);
        let mut later = ahead_of(n, me, 16);
        let digests = [(8, early.digest), (16, later.replicas[0].state_digest())];
        for (seq, digest) in digests {
            for by in cluster.others(me, cluster.quorums().quorum) {
                let vote = cluster.checkpoint(by, seq, digest);
                cluster.give(me, Message::Checkpoint(vote));
            }
            fetch_after_grace(&mut cluster, me);
        }
        // Its first question was for 8, and that is what an old answer brings.
        cluster.give(me, Message::State(Rc::new(early)));
        for _ in 0..4 {
            if cluster.replicas[me as usize].last_executed() == Seq(16) {
                break;
            }
            assert!(cluster.runs(me, Timer::FetchState), "n = {n}: it knows that 16 is certified");
            cluster.ring(me, Timer::FetchState);
            if cluster.replicas[me as usize].transferring() {
                let state = state_of(&mut later, 0, me);
                cluster.give(me, Message::State(Rc::new(state)));
            }
        }
        assert_eq!(cluster.replicas[me as usize].low_water_mark(), Seq(16));
    }
}

#[test]
fn c118_a_replica_that_slept_is_brought_back_by_the_traffic_of_the_others() {
    for n in Cluster::sizes_with_faults() {
        for numbers in [3, 8, 13, 24, 40] {
            let mut timed = Timed::new(ahead_of(n, n - 1, numbers), numbers);
            timed.submit(2, "put y 1");
            timed.run_for(Span::from_ms(10_000));
            timed.submit(2, "put y 2");
            timed.run_for(Span::from_ms(10_000));
            timed.assert_settled();
            assert_eq!(timed.cluster.replicas[0].last_executed(), Seq(numbers + 2));
            assert_eq!(timed.highest_view(), View(0), "n = {n}: no replica suspects the primary");
        }
    }
}

#[test]
fn c118_a_far_checkpoint_that_no_quorum_can_prove_does_not_keep_a_laggard_behind() {
    let mut cluster = ahead_of(4, 3, 16);
    // The CHECKPOINTs for 24 are lost, and then replica 2 dies: without the laggard there is no longer a third one for 24.
    let lost = |packet: &Packet| packet.to == NodeId(3) || packet.message.kind() == MessageKind::Checkpoint;
    for number in 16..24 {
        cluster.submit((number % 2) as u32, "add x 1");
        cluster.deliver_but(lost);
    }
    cluster.silent.insert(NodeId(2));
    assert_eq!(cluster.replicas[0].low_water_mark(), Seq(16));
    for by in [0, 1] {
        let far = cluster.sent_by(by, MessageKind::Checkpoint).last().expect("it took 24").message.clone();
        cluster.give(3, far);
    }
    assert!(cluster.replicas[3].transferring());
    for _ in 0..8 {
        cluster.deliver_all();
        if cluster.replicas[3].transferring() {
            cluster.ring(3, Timer::FetchState);
        }
    }
    cluster.ring(3, Timer::Status);
    cluster.deliver_all();
    let replica = &cluster.replicas[3];
    assert_eq!((replica.last_executed(), replica.low_water_mark()), (Seq(24), Seq(24)));
}

#[test]
fn c120_the_request_timer_stands_still_during_the_transfer() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 24);
        let request = cluster.request(2, 1, "add x 1");
        cluster.give(me, Message::Request(request));
        assert!(cluster.runs(me, Timer::Request));
        makes_fetch(&mut cluster, me, 24);
        assert!(!cluster.runs(me, Timer::Request) && cluster.runs(me, Timer::FetchState), "n = {n}");
        let another = cluster.request(0, 50, "add x 1");
        cluster.give(me, Message::Request(another));
        assert!(!cluster.runs(me, Timer::Request), "nor does a new request start it");

        let state = state_of(&mut cluster, 0, me);
        cluster.give(me, Message::State(Rc::new(state)));
        assert_eq!(cluster.span(me, Timer::Request), Some(cluster.config.params().view_timeout), "n = {n}");
        assert!(!cluster.runs(me, Timer::FetchState));
    }
}

#[test]
fn c117_a_proof_may_hold_more_than_a_quorum_but_no_stranger() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        let mut cluster = ahead_of(n, me, 24);
        makes_fetch(&mut cluster, me, 24);
        let mut state = state_of(&mut cluster, 0, me);
        let stranger = Checkpoint { seq: state.seq, digest: state.digest, replica: ReplicaId(n) };
        let good = state.clone();
        state.proof.push(Rc::new(Signed::claimed(stranger, [7; 64])));
        cluster.give(me, Message::State(Rc::new(state)));
        assert!(cluster.replicas[me as usize].transferring(), "n = {n}");
        cluster.give(me, Message::State(Rc::new(good)));
        assert!(!cluster.replicas[me as usize].transferring());
    }
}

fn give_checkpoint(cluster: &mut Cluster, to: u32, by: u32, seq: u64, digest: Digest) {
    cluster.give(to, Message::Checkpoint(cluster.checkpoint(by, seq, digest)));
}

#[test]
fn c144_a_replica_that_contradicts_itself_keeps_no_laggard_from_a_certificate_of_the_others() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, digest) = (n - 1, Digest([9; 32]));
        let (weak, quorum) = (cluster.quorums().weak, cluster.quorums().quorum);
        // Replica 0 says something else to this replica than to the others.
        give_checkpoint(&mut cluster, me, 0, 8, Digest([1; 32]));
        for by in 1..weak {
            give_checkpoint(&mut cluster, me, by, 8, digest);
            let again = Message::Checkpoint(cluster.checkpoint(0, 8, digest));
            assert_eq!(cluster.refuses(me, again), RejectReason::ConflictingVote, "n = {n}");
        }
        (weak..quorum).for_each(|by| give_checkpoint(&mut cluster, me, by, 8, digest));
        assert!(!cluster.runs(me, Timer::FetchState), "n = {n}: one vote is lacking");
        give_checkpoint(&mut cluster, me, 0, 8, digest);
        assert!(cluster.runs(me, Timer::FetchState), "n = {n}: number 8 is certified");
        assert_eq!(cluster.replicas[me as usize].footprint().checkpoints, quorum as usize, "n = {n}");
        let caught = (Author::Replica(ReplicaId(0)), Offence::ConflictingCheckpoints);
        assert_eq!(cluster.evidence_of(me), [caught], "n = {n}");
    }
}

#[test]
fn c144_the_second_word_of_a_sender_is_evidence_also_where_it_counts() {
    let mut cluster = Cluster::of(4);
    let digest = Digest([9; 32]);
    give_checkpoint(&mut cluster, 3, 0, 8, Digest([1; 32]));
    (1..3).for_each(|by| give_checkpoint(&mut cluster, 3, by, 8, digest));
    let forged = cluster.forge(Checkpoint { seq: Seq(8), digest, replica: ReplicaId(0) });
    let reason = cluster.refuses(3, Message::Checkpoint(forged));
    assert_eq!(reason, RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(0)))));
    assert_eq!(cluster.evidence_of(3), []);
    give_checkpoint(&mut cluster, 3, 0, 8, digest);
    let caught = (Author::Replica(ReplicaId(0)), Offence::ConflictingCheckpoints);
    assert_eq!(cluster.evidence_of(3), [caught]);
}
