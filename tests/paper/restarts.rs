//! Restart and amnesia: lines 123 to 125 of the checklist (protocol section 3.19).

use std::collections::BTreeSet;
use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::{
    Digest, Event, Message, MessageKind, ProtocolParams, Readmission, RejectReason, ReplicaId, Seq, Timer,
    View,
};
use pbft_lab::process::{Disk, NodeId, Span};

use crate::paper::cluster::{Cluster, Packet};
use crate::paper::drive::replies;
use crate::paper::timed::Timed;

/// The VIEW-CHANGE that a replica sent last, as bytes.
fn last_view_change(sent: &[&Packet]) -> Vec<u8> {
    sent.last().expect("a VIEW-CHANGE").message.encode()
}

#[test]
fn c123_a_restarted_replica_sends_its_view_change_again_and_never_votes_in_lower_views() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let batches: Vec<_> = (1..=3).map(|t| cluster.batch(t, &format!("put x {t}"))).collect();
        // One number is prepared, one pre-prepared, one decided elsewhere only.
        cluster.prepare_at(me, 0, 1, &batches[0]);
        let proposal = cluster.pre_prepare(0, 2, &batches[1]);
        cluster.give(me, proposal);
        cluster.ring(me, Timer::Request);
        let first = last_view_change(&cluster.sent_by(me, MessageKind::ViewChange));
        for _ in 0..3 {
            cluster.forget();
            cluster.restart(me, Disk::Kept);
            let again = last_view_change(&cluster.sent_by(me, MessageKind::ViewChange));
            assert_eq!(again, first, "n = {n}: byte for byte");
            let replica = &cluster.replicas[me as usize];
            assert_eq!((replica.view(), replica.active()), (View(1), false));
            cluster.forget();
            for (seq, batch) in (1..).zip(&batches) {
                let proposal = cluster.pre_prepare(0, seq, batch);
                cluster.refuses(me, proposal);
                let sent = cluster.vote_through(me, 0, seq, batch.digest());
                assert!(sent.is_empty(), "n = {n}: no vote for a view that was given up: {sent:?}");
            }
        }
        // Nor when it restarts in the new view.
        let batch = Rc::clone(&batches[0]);
        cluster.enter_view_1(me, &[(1, batch.digest())]);
        cluster.restart(me, Disk::Kept);
        assert_eq!(cluster.replicas[me as usize].view(), View(1));
        for (seq, batch) in (1..).zip(&batches) {
            let proposal = cluster.pre_prepare(0, seq, batch);
            cluster.refuses(me, proposal);
            assert!(cluster.vote_through(me, 0, seq, batch.digest()).is_empty(), "n = {n}");
        }
    }
}

#[test]
fn c124_a_restart_from_a_snapshot_executes_again_to_the_same_state_and_replies() {
    for n in Cluster::sizes_with_faults() {
        for numbers in [3, 8, 11] {
            let mut cluster = Cluster::of(n);
            let me = n - 1;
            (0..numbers).for_each(|_| cluster.run(0, "add x 1"));
            let before: Vec<Packet> = cluster.sent_by(me, MessageKind::Reply).into_iter().cloned().collect();
            let (state, base) = (cluster.replicas[me as usize].state_digest(), numbers / 8 * 8);
            cluster.forget();
            cluster.restart(me, Disk::Kept);
            let replica = &cluster.replicas[me as usize];
            assert_eq!(replica.last_executed(), Seq(base), "n = {n}: it starts from its stable checkpoint");
            cluster.deliver_all();
            let replica = &cluster.replicas[me as usize];
            assert_eq!((replica.last_executed(), replica.state_digest()), (Seq(numbers), state), "n = {n}");
            let again: Vec<Packet> = cluster.sent_by(me, MessageKind::Reply).into_iter().cloned().collect();
            assert_eq!(replies(&again), replies(&before)[base as usize..], "n = {n}: the same replies");
            let executed: Vec<u64> = cluster.executions(me).iter().map(|it| it.seq.0).collect();
            assert_eq!(executed, (base + 1..=numbers).collect::<Vec<_>>());
        }
    }
}

#[test]
fn c124_a_cluster_that_restarts_as_a_whole_goes_on_where_it_was() {
    for n in crate::paper::cluster::SIZES {
        for seed in 0..4 {
            let mut timed = Timed::new(Cluster::of(n), seed);
            (0..11).for_each(|_| timed.submit(0, "add x 1"));
            // In the middle of the work.
            timed.run_for(Span::from_ms(40 + 60 * seed));
            (0..n).for_each(|replica| timed.restart(replica, Disk::Kept));
            timed.run_for(Span::from_ms(60_000));
            timed.assert_settled();
            assert!(Timed::answered(&timed.cluster, 11), "n = {n}, seed {seed}");
            assert_eq!(timed.cluster.value(0, "x").as_deref(), Some("11"));
        }
    }
}

/// The kinds of what these packets hold in the name of a replica that commit it to something: all but questions.
fn commitments(sent: &[Packet], me: u32) -> BTreeSet<MessageKind> {
    let own = sent.iter().filter(|packet| packet.message.author() == Some(Author::Replica(ReplicaId(me))));
    let kinds = own.map(|packet| packet.message.kind());
    let question = [MessageKind::Status, MessageKind::FetchState, MessageKind::FetchBatch];
    kinds.filter(|kind| !question.contains(kind)).collect()
}

#[test]
fn c125_an_amnesic_replica_signs_nothing_whatever_it_is_told() {
    for n in Cluster::sizes_with_faults() {
        for me in [0, n - 1] {
            let mut cluster = Cluster::of(n);
            cluster.run(0, "put x 0");
            cluster.restart(me, Disk::Lost);
            assert!(cluster.replicas[me as usize].amnesic());
            cluster.flight.clear();
            cluster.forget();
            let request = cluster.request(0, 2, "put x 2");
            cluster.give(me, Message::Request(Rc::clone(&request)));
            let batch = Rc::new(Batch::new(vec![request]));
            for seq in 1..=8 {
                let proposal = cluster.pre_prepare(0, seq, &batch);
                cluster.give(me, proposal);
                cluster.vote_through(me, 0, seq, batch.digest());
            }
            assert_eq!(cluster.replicas[me as usize].last_executed().0, if me == 0 { 0 } else { 8 });
            let changes: Vec<_> =
                cluster.others(me, n).into_iter().map(|by| cluster.view_change(by, 3, Vec::new())).collect();
            changes.into_iter().for_each(|change| drop(cluster.give(me, Message::ViewChange(change))));
            assert!(!cluster.runs(me, Timer::Request), "it does not suspect the primary");
            for timer in [Timer::Status, Timer::FetchState, Timer::AnswerQuota] {
                if cluster.runs(me, timer) {
                    cluster.ring(me, timer);
                }
            }
            let sent = std::mem::take(&mut cluster.sent);
            let signed = commitments(&sent, me);
            assert_eq!(signed, BTreeSet::new(), "n = {n}, replica {me}");
        }
    }
}

#[test]
fn c125_it_asks_all_others_and_learns_the_state() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        (0..11).for_each(|_| cluster.run(0, "add x 1"));
        let state = cluster.replicas[0].state_digest();
        cluster.forget();
        cluster.restart(me, Disk::Lost);
        let asked: BTreeSet<NodeId> =
            cluster.sent_by(me, MessageKind::FetchState).iter().map(|packet| packet.to).collect();
        assert_eq!(asked.len() as u32, n - 1, "n = {n}: all others are asked");
        let mut timed = Timed::new(cluster, u64::from(n));
        timed.take_up();
        timed.run_for(Span::from_ms(20_000));
        let replica = &timed.cluster.replicas[me as usize];
        assert_eq!((replica.last_executed(), replica.state_digest()), (Seq(11), state), "n = {n}");
        assert!(replica.amnesic());
        assert_eq!(commitments(&timed.cluster.sent, me), BTreeSet::new());
    }
}

#[test]
fn c125_it_votes_again_beyond_everything_that_it_can_have_forgotten() {
    for n in Cluster::sizes_with_faults() {
        let params = ProtocolParams {
            replicas: n,
            clients: 2,
            checkpoint_interval: 8,
            log_size: 16,
            ..ProtocolParams::default()
        };
        let mut cluster = Cluster::with(params);
        let me = n - 1;
        (0..10).for_each(|_| cluster.run(0, "add x 1"));
        cluster.forget();
        let waits_for = |cluster: &Cluster| cluster.replicas[me as usize].readmission();
        assert_eq!(waits_for(&cluster), None, "n = {n}: it has a vote");
        cluster.restart(me, Disk::Lost);
        let need = cluster.quorums().quorum;
        assert_eq!(waits_for(&cluster), Some(Readmission::Answers { have: 0, need }), "n = {n}");
        cluster.deliver_all();
        // The others' h is 8 and their view 0: E = 8 + 2 * 16 and U = 1.
        let (above, from) = (Seq(40), View(1));
        assert_eq!(waits_for(&cluster), Some(Readmission::Progress { above, from }), "n = {n}");
        // The others go to view 1 at once, so that only the number is missing.
        move_to_view_1(&mut cluster, me);
        for number in 11..60 {
            cluster.run(0, "add x 1");
            let replica = &cluster.replicas[me as usize];
            assert_eq!(replica.last_executed(), cluster.replicas[1].last_executed(), "n = {n}: it learns");
            let signed = commitments(&cluster.sent, me);
            let may = cluster.replicas[1].low_water_mark() >= above;
            assert!(may || signed.is_empty(), "n = {n}, number {number}: {signed:?}");
        }
        let back = cluster.facts_of(me).find_map(|fact| match fact {
            Event::Reintegrated { above, from } => Some((*above, *from)),
            _ => None,
        });
        assert_eq!(back, Some((above, from)), "n = {n}");
        assert_eq!(waits_for(&cluster), None, "n = {n}: it has a vote again");
        let votes: Vec<_> = own_votes(&cluster.sent, me);
        assert!(!votes.is_empty(), "n = {n}: it takes part again");
        assert!(votes.iter().all(|(view, seq, _)| *view >= from && *seq > above), "n = {n}: {votes:?}");
    }
}

#[test]
fn c125_a_view_that_it_may_have_voted_in_is_not_enough() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        (0..10).for_each(|_| cluster.run(0, "add x 1"));
        cluster.forget();
        cluster.restart(me, Disk::Lost);
        cluster.deliver_all();
        // Far beyond E, but still in view 0.
        (0..60).for_each(|_| cluster.run(0, "add x 1"));
        let replica = &cluster.replicas[me as usize];
        assert!(replica.low_water_mark() > Seq(40) && replica.amnesic(), "n = {n}");
        assert_eq!(commitments(&cluster.sent, me), BTreeSet::new());
        move_to_view_1(&mut cluster, me);
        cluster.run(0, "add x 1");
        assert!(!cluster.replicas[me as usize].amnesic(), "n = {n}: view 1 is new to it");
        assert!(own_votes(&cluster.sent, me).iter().all(|(view, _, _)| *view >= View(1)));
    }
}

#[test]
fn c125_without_a_quorum_of_answers_it_stays_silent() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        (0..10).for_each(|_| cluster.run(0, "add x 1"));
        cluster.restart(me, Disk::Lost);
        let heard = cluster.others(me, cluster.quorums().quorum - 1);
        let unheard: Vec<u32> = (0..n).filter(|by| *by != me && !heard.contains(by)).collect();
        cluster.deliver_but(|packet| packet.to == NodeId(me) && unheard.contains(&packet.from.0));
        let own = |cluster: &Cluster| commitments(&cluster.sent, me);
        cluster.forget();
        for _ in 0..60 {
            cluster.submit(0, "add x 1");
            // A replica that did not answer does not answer later.
            let answer = |packet: &Packet| packet.message.kind() == MessageKind::Status;
            cluster.deliver_but(|packet| {
                packet.to == NodeId(me) && unheard.contains(&packet.from.0) && answer(packet)
            });
        }
        move_to_view_1(&mut cluster, me);
        assert!(cluster.replicas[me as usize].amnesic(), "n = {n}");
        assert_eq!(own(&cluster), BTreeSet::new(), "n = {n}");
    }
}

/// All but `me` give up on view 0, its primary too: without the silent learner every one of them is needed.
pub fn move_to_view_1(cluster: &mut Cluster, me: u32) {
    let proposal = |packet: &Packet| packet.message.kind() == MessageKind::PrePrepare;
    cluster.submit(0, "add x 1");
    cluster.deliver_but(proposal);
    cluster.ring(cluster.n(), Timer::Client);
    cluster.deliver_but(proposal);
    let backups: Vec<u32> = cluster.other_backups(me, 0).collect();
    backups.into_iter().for_each(|backup| cluster.ring(backup, Timer::Request));
    cluster.deliver_all();
    assert_eq!((cluster.replicas[1].view(), cluster.replicas[1].active()), (View(1), true));
}

/// The PREPAREs and COMMITs of a replica: view, number, digest.
pub fn own_votes(sent: &[Packet], me: u32) -> Vec<(View, Seq, Digest)> {
    let vote = |packet: &Packet| match &packet.message {
        Message::Prepare(it) if it.replica == ReplicaId(me) => Some((it.view, it.seq, it.digest)),
        Message::Commit(it) if it.replica == ReplicaId(me) => Some((it.view, it.seq, it.digest)),
        _ => None,
    };
    sent.iter().filter_map(vote).collect()
}

#[test]
fn c125_an_old_statement_of_its_own_is_not_counted_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.run(0, "put x 1");
        cluster.restart(me, Disk::Lost);
        let batch = cluster.batch(1, "put x 1");
        let old = cluster.prepare(me, 0, 1, batch.digest());
        assert_eq!(cluster.refuses(me, Message::Prepare(old)), RejectReason::OwnMessage, "n = {n}");
    }
}
