//! Retransmission: lines 114 to 116, 119 and 121 of the checklist.

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Commit, CommitCertificate, Request, SeqBits, Status};
use pbft_lab::pbft::{
    Digest, Message, MessageKind, Phase, ProtocolParams, RejectReason, ReplicaId, ReplicaSet, Seq, Timer,
    View,
};
use pbft_lab::process::{Disk, NodeId, Span, Time};

use crate::paper::cluster::{Cluster, Packet, with_three_clients};
use crate::paper::drive::{commits, prepares};
use crate::paper::timed::{Network, Timed};

#[test]
fn c114_with_loss_duplication_and_reordering_everything_completes() {
    for n in Cluster::sizes_with_faults() {
        for seed in 0..3 {
            let params = with_three_clients(n);
            let interval = params.status_interval;
            let mut timed = Timed::new(Cluster::with(params), seed);
            timed.network = Network { latency_us: 1_000..=60_000, loss: 30, duplicates: 20 };
            for round in 0..20 {
                (0..3).for_each(|client| timed.submit(client, &format!("add x {round}")));
            }
            let done =
                timed.run_till(Time(0).after(Span::from_ms(600_000)), |cluster| Timed::answered(cluster, 20));
            assert!(done, "n = {n}, seed {seed}");
            for replica in &timed.cluster.replicas {
                assert!(
                    replica.low_water_mark() > Seq(0) && replica.last_executed() >= Seq(8),
                    "no replica is left behind"
                );
            }
            // One question at most in each interval, and one more after each state that was taken over.
            let intervals = timed.now.0 / interval.0 + 1;
            for replica in 0..n {
                let asked =
                    timed.cluster.sent_by(replica, MessageKind::Status).len() as u64 / u64::from(n - 1);
                let states = timed.cluster.sent_by(replica, MessageKind::FetchState).len() as u64;
                assert!(asked <= intervals + states, "n = {n}: {asked} questions in {intervals} intervals");
            }

            // Once nothing is lost and nothing is outstanding, no replica asks any more, and the heartbeats end.
            timed.network = Network::default();
            (0..3).for_each(|client| timed.submit(client, "add x 1"));
            timed.run_for(Span::from_ms(1_000_000));
            timed.assert_converged();
            timed.cluster.forget();
            timed.run_for(Span::from_ms(100_000));
            let waiting = timed.cluster.replicas.iter().filter(|replica| !replica.active()).count();
            assert!(
                waiting > 0 || timed.cluster.sent.is_empty(),
                "n = {n}, seed {seed}: {:?}",
                timed.cluster.sent
            );
        }
    }
}

#[test]
fn c115_any_replica_can_supply_a_pre_prepare_that_is_missing() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, helper) = (n - 1, 1);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(|packet| {
            packet.message.kind() == MessageKind::PrePrepare && packet.to == NodeId(me)
        });
        // It learns from the votes of the others that it lacks something, and the primary is down.
        cluster.silent.insert(NodeId(0));
        assert_eq!(cluster.phase(me, 1), Phase::Empty);
        cluster.ring(me, Timer::Status);
        let question = cluster.sent_by(me, MessageKind::Status)[0].message.clone();
        let answer = cluster.give(helper, question);
        let relayed = answer.iter().find_map(|packet| match &packet.message {
            Message::PrePrepare { header, .. } => Some((packet, header)),
            _ => None,
        });
        let (packet, header) = relayed.expect("the helper relays what the primary signed");
        assert_eq!((packet.to, header.replica), (NodeId(me), ReplicaId(0)));
        let original = cluster.sent_by(0, MessageKind::PrePrepare)[0].message.encode();
        assert_eq!(packet.message.encode(), original, "byte for byte");
        let relayed = packet.message.clone();
        let sent = cluster.give(me, relayed);
        assert_eq!(prepares(&sent).len(), 1, "n = {n}: it is the primary's signature that counts");
    }
}

#[test]
fn c115_a_replica_that_enters_a_view_late_asks_for_what_it_missed() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.make_wait(me, 1);
        // The others are in view 2 already; what they say there is lost to a replica that waits for view 1.
        let batch = cluster.batch(1, "put x 1");
        let proposal = cluster.pre_prepare(2, 1, &batch);
        assert_eq!(
            cluster.refuses(me, proposal),
            RejectReason::WrongView { got: View(2), at: View(1) },
            "n = {n}"
        );
        let changes: Vec<_> = cluster.others(me, cluster.quorums().quorum).into_iter().collect();
        let changes = changes.iter().map(|by| cluster.view_change(*by, 2, Vec::new())).collect();
        let new_view = cluster.sign(cluster.new_view(2, changes, &[]));
        cluster.give(me, Message::NewView(new_view));
        assert_eq!((cluster.replicas[me as usize].view(), cluster.waiting(me)), (View(2), vec![]));
        cluster.ring(me, Timer::Status);
        assert!(!cluster.sent_by(me, MessageKind::Status).is_empty(), "n = {n}: nothing else would tell it");
    }
}

/// A replica that is active in view 0 and lacks everything.
pub fn lacks_everything(cluster: &Cluster, asker: u32, counter: u64) -> Status {
    let log_size = cluster.config.params().log_size as usize;
    Status {
        view: View(0),
        active: true,
        low_water_mark: Seq(0),
        last_executed: Seq(0),
        has_new_view: false,
        prepared: SeqBits(vec![false; log_size]),
        committed: SeqBits(vec![false; log_size]),
        view_changes: ReplicaSet::default(),
        missing: Vec::new(),
        assigned: Seq(0),
        waiting: Vec::new(),
        counter,
        question: None,
        replica: ReplicaId(asker),
    }
}

#[test]
fn c116_a_status_whose_counter_did_not_grow_is_ignored() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.run(0, "put x 1");
        let ask =
            |counter, cluster: &Cluster| Message::Status(cluster.sign(lacks_everything(cluster, 3, counter)));
        let fifth = ask(5, &cluster);
        assert!(!cluster.give(1, fifth.clone()).is_empty(), "the first question is answered");
        cluster.ring(1, Timer::AnswerQuota);
        for counter in [5, 4, 0] {
            let old = ask(counter, &cluster);
            assert_eq!(cluster.refuses(1, old), RejectReason::OldCounter, "n = {n}");
        }
        // It is remembered across a crash, or old questions could be replayed then.
        cluster.restart(1, Disk::Kept);
        assert_eq!(cluster.refuses(1, fifth), RejectReason::OldCounter);
        let sixth = ask(6, &cluster);
        assert!(!cluster.give(1, sixth).is_empty());
        let forged = cluster.forge(lacks_everything(&cluster, 2, 9));
        let wrong = BadSignature::Wrong(Author::Replica(ReplicaId(2)));
        assert_eq!(cluster.refuses(1, Message::Status(forged)), RejectReason::BadSignature(wrong));
    }
}

#[test]
fn c116_each_asker_has_one_answer_in_each_interval() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.run(0, "put x 1");
        let ask = |asker, counter, cluster: &Cluster| {
            Message::Status(cluster.sign(lacks_everything(cluster, asker, counter)))
        };
        let first = ask(3, 1, &cluster);
        assert!(!cluster.give(1, first).is_empty());
        for counter in 2..20 {
            let hasty = ask(3, counter, &cluster);
            assert_eq!(cluster.refuses(1, hasty), RejectReason::RateLimited, "n = {n}");
        }
        let other = ask(2, 1, &cluster);
        assert!(!cluster.give(1, other).is_empty(), "another asker has its own answer");
        let half = Span(cluster.config.params().status_interval.0 / 2);
        assert_eq!(cluster.span(1, Timer::AnswerQuota), Some(half));
        cluster.ring(1, Timer::AnswerQuota);
        let later = ask(3, 20, &cluster);
        assert!(!cluster.give(1, later).is_empty());
    }
}

/// Sixteen numbers of eight requests with 4 KiB each are executed by all but the last replica.
fn half_a_megabyte() -> Cluster {
    let params =
        ProtocolParams { clients: 8, checkpoint_interval: 16, log_size: 32, ..ProtocolParams::default() };
    let mut cluster = Cluster::with(params);
    cluster.silent.insert(NodeId(3));
    let long = "v".repeat(4000);
    for _ in 0..15 {
        (0..8).for_each(|client| cluster.submit(client, &format!("put {client} {long}")));
        cluster.deliver_all();
    }
    cluster.silent.remove(&NodeId(3));
    cluster
}

#[test]
fn c116_an_answer_has_a_limited_size() {
    let mut cluster = half_a_megabyte();
    let question = Message::Status(cluster.sign(lacks_everything(&cluster, 3, 1)));
    let answer = cluster.give(1, question);
    let sizes: Vec<usize> = answer.iter().map(|packet| packet.message.encode().len()).collect();
    let (last, before) = sizes.split_last().expect("there is an answer");
    assert!(
        before.iter().sum::<usize>() < 1 << 16,
        "the message that crosses the limit is the last: {sizes:?}"
    );
    assert!(*last < 1 << 16 && sizes.len() > 3);
}

#[test]
fn c116_limited_answers_still_bring_a_laggard_up_to_the_others() {
    let mut timed = Timed::new(half_a_megabyte(), 1);
    timed.submit(0, "put x 1");
    timed.run_for(Span::from_ms(30_000));
    timed.assert_settled();
    assert!(timed.cluster.replicas[3].last_executed() > Seq(15));
}

/// A replica in view 1 that waits for this batch.
fn waits_for(cluster: &mut Cluster, me: u32, batch: &Batch) {
    let sent = cluster.enter_view_1(me, &[(1, batch.digest())]);
    assert!(sent.iter().any(|packet| packet.message.kind() == MessageKind::FetchBatch));
}

#[test]
fn c119_a_batch_that_is_not_awaited_or_has_a_bad_request_is_refused() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, wanted, other) = (n - 1, cluster.batch(1, "put x 1"), cluster.batch(1, "put x 2"));
        assert_eq!(cluster.refuses(me, Message::Batch(Rc::clone(&wanted))), RejectReason::NotWanted);
        waits_for(&mut cluster, me, &wanted);
        assert_eq!(
            cluster.refuses(me, Message::Batch(other)),
            RejectReason::NotWanted,
            "n = {n}: another digest"
        );
        cluster.give(me, Message::Batch(Rc::clone(&wanted)));
        assert_eq!(cluster.phase(me, 1), Phase::PrePrepared);
        assert_eq!(cluster.refuses(me, Message::Batch(wanted)), RejectReason::NotWanted, "it is here");

        // A digest covers the signatures in the batch: this one can be waited for, and still not be accepted.
        let mut cluster = Cluster::of(n);
        let forged = cluster.forge(cluster.request(0, 1, "put x 1").body().clone());
        let stranger = Request { client: pbft_lab::pbft::ClientId(9), ..forged.body().clone() };
        let stranger = Rc::new(Signed::claimed(stranger, [7; 64]));
        for bad in [forged, stranger] {
            let mut cluster = Cluster::of(n);
            let batch = Rc::new(Batch::new(vec![bad]));
            waits_for(&mut cluster, me, &batch);
            assert_eq!(
                cluster.refuses(me, Message::Batch(batch)),
                RejectReason::BadRequestInBatch,
                "n = {n}"
            );
            assert!(cluster.runs(me, Timer::FetchBatch), "it goes on asking");
        }
        cluster.deliver_all();
    }
}

/// A change that makes a COMMIT-CERT invalid.
type Break = fn(&Cluster, &mut CommitCertificate);

fn certificate(cluster: &Cluster, view: u64, seq: u64, batch: &Rc<Batch>) -> CommitCertificate {
    match cluster.commit_certificate(view, seq, batch) {
        Message::CommitCertificate(certificate) => (*certificate).clone(),
        other => panic!("{other:?} is no COMMIT-CERT"),
    }
}

fn reword(cluster: &Cluster, it: &mut CommitCertificate, index: usize, edit: impl FnOnce(&mut Commit)) {
    let mut body = *it.commits[index].body();
    edit(&mut body);
    it.commits[index] = cluster.sign(body);
}

#[test]
fn c121_a_commit_certificate_that_does_not_prove_its_batch_is_refused() {
    let wrong =
        |replica| RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(replica))));
    let rows: [(&str, RejectReason, Break); 10] = [
        ("one too few", RejectReason::BadProof, |_, it| drop(it.commits.pop())),
        ("a sender twice", RejectReason::BadProof, |_, it| {
            it.commits.pop();
            it.commits.push(Rc::clone(&it.commits[0]));
        }),
        ("one of another view", RejectReason::BadProof, |cluster, it| {
            reword(cluster, it, 1, |commit| commit.view = View(1))
        }),
        ("one for another digest", RejectReason::BadProof, |cluster, it| {
            reword(cluster, it, 1, |commit| commit.digest = Digest([5; 32]));
        }),
        ("one for another number", RejectReason::BadProof, |cluster, it| {
            reword(cluster, it, 1, |commit| commit.seq = Seq(2))
        }),
        ("another view is claimed", RejectReason::BadProof, |_, it| it.view = View(1)),
        ("another number is claimed", RejectReason::BadProof, |_, it| it.seq = Seq(2)),
        ("a forged one", wrong(1), |cluster, it| it.commits[1] = cluster.forge(*it.commits[1].body())),
        ("another batch", RejectReason::DigestMismatch, |cluster, it| it.batch = cluster.batch(1, "put x 2")),
        (
            "outside the window",
            RejectReason::OutsideWindow { seq: Seq(17), low: Seq(0), high: Seq(16) },
            |cluster, it| {
                *it = certificate(cluster, 0, 17, &it.batch);
            },
        ),
    ];
    for n in Cluster::sizes_with_faults() {
        for (name, reject, break_it) in &rows {
            let mut cluster = Cluster::of(n);
            let batch = cluster.batch(1, "put x 1");
            let mut broken = certificate(&cluster, 0, 1, &batch);
            break_it(&cluster, &mut broken);
            assert_eq!(
                cluster.refuses(n - 1, Message::CommitCertificate(Rc::new(broken))),
                *reject,
                "{name}, n = {n}"
            );
        }
        let mut cluster = Cluster::of(n);
        cluster.run(0, "put x 1");
        let old = cluster.commit_certificate(0, 1, &cluster.batch(1, "put x 1"));
        assert_eq!(cluster.refuses(n - 1, old), RejectReason::Duplicate, "executed already");
    }
}

#[test]
fn c121_a_valid_one_executes_in_any_mode_and_makes_no_vote_and_no_certificate() {
    for n in Cluster::sizes_with_faults() {
        for (view, wanted) in [(0, 0), (5, 0), (0, 2), (5, 2)] {
            let mut cluster = Cluster::of(n);
            let me = n - 1;
            if wanted > 0 {
                cluster.make_wait(me, wanted);
            }
            let batch = cluster.batch(1, "put x 1");
            let proof = cluster.commit_certificate(view, 1, &batch);
            cluster.forget();
            let sent = cluster.give(me, proof);
            let replica = &cluster.replicas[me as usize];
            assert_eq!(replica.last_executed(), Seq(1), "n = {n}, of view {view}, at view {wanted}");
            assert_eq!((replica.view(), replica.active()), (View(wanted), wanted == 0));
            assert!(sent.iter().all(|packet| packet.message.kind() == MessageKind::Reply), "{sent:?}");
            assert_eq!(cluster.value(me, "x").as_deref(), Some("1"));
            // It would report nothing as prepared.
            cluster.make_wait(me, 4);
            let own = cluster.replicas[me as usize].own_view_change().expect("it gave up");
            assert!(own.prepared.is_empty());
        }
    }
}

#[test]
fn c121_its_batch_serves_the_number_that_waited_for_it() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, batch) = (n - 1, cluster.batch(1, "put x 1"));
        waits_for(&mut cluster, me, &batch);
        let mut sent = cluster.vote_through(me, 1, 1, batch.digest());
        assert_eq!(commits(&sent), [], "the batch is not here");
        let proof = cluster.commit_certificate(0, 1, &batch);
        sent.extend(cluster.give(me, proof));
        assert_eq!(commits(&sent), [(1, 1, batch.digest())], "n = {n}: now it is prepared in view 1 too");
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(1));
        assert!(!cluster.runs(me, Timer::FetchBatch), "nothing is missing any more");
        let asks: Vec<Packet> = cluster.flight.drain(..).collect();
        assert!(asks.iter().all(|packet| packet.message.kind() != MessageKind::State));
    }
}
