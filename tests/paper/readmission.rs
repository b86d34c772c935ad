//! The question of a replica that lost its disk, and the answers that count: lines 141 and 142 of the checklist (protocol section
//! 3.19).

use std::collections::BTreeSet;

use pbft_lab::checks::invariants::Oracles;
use pbft_lab::node::NodeEvent;
use pbft_lab::pbft::message::{Question, SeqBits, Status};
use pbft_lab::pbft::{
    Event, Message, MessageKind, Readmission, RejectReason, ReplicaId, ReplicaSet, Seq, Timer, View,
};
use pbft_lab::process::{Disk, Input, NodeId, NodeRange, Time};
use pbft_lab::sim::{Observation, ObservedRecord, Oracle as _, RecordId, Trust, TrustTable, Violation};

use crate::paper::cluster::{Cluster, Packet};
use crate::paper::restarts::{move_to_view_1, own_votes};

/// The STATUS messages of the other replicas to `me`, held back.
fn hold_status(cluster: &mut Cluster, me: u32) -> Vec<Message> {
    cluster.submit(0, "add x 1");
    // The request and its proposal arrive, and no vote does: every replica has something to ask for.
    for _ in 0..2 {
        for packet in std::mem::take(&mut cluster.flight) {
            cluster.step(packet.to, Input::Message { from: packet.from, body: packet.message });
        }
    }
    for other in cluster.others(me, cluster.n()) {
        cluster.ring(other, Timer::Status);
    }
    let held = |packet: &Packet| packet.to == NodeId(me) && packet.message.kind() == MessageKind::Status;
    let (held, rest) = cluster.flight.drain(..).partition(held);
    cluster.flight = rest;
    cluster.deliver_all();
    held.into_iter().map(|packet: Packet| packet.message).collect()
}

#[test]
fn c141_delayed_statuses_do_not_let_a_replica_that_lost_its_disk_contradict_itself() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let delayed = hold_status(&mut cluster, me);
        assert_eq!(delayed.len() as u32, n - 1, "n = {n}");
        move_to_view_1(&mut cluster, me);
        while cluster.replicas[me as usize].low_water_mark() < Seq(40) {
            cluster.run(0, "add x 1");
        }
        // The primary of view 1 lies: it shows one batch to `me` before the loss and another one after it.
        let seq = cluster.replicas[me as usize].last_executed().next();
        let batches = [100, 101].map(|t| cluster.batch(t, &format!("put x {t}")));
        let before = cluster.give(me, cluster.pre_prepare(1, seq.0, &batches[0]));
        assert!(!own_votes(&before, me).is_empty(), "n = {n}: it votes in view 1");
        cluster.restart(me, Disk::Lost);
        let questions = std::mem::take(&mut cluster.flight);
        delayed.into_iter().for_each(|status| drop(cluster.give(me, status)));
        cluster.flight = questions;
        cluster.deliver_all();
        let after = cluster.give(me, cluster.pre_prepare(1, seq.0, &batches[1]));
        let found = judged(&cluster, me, &before, &after);
        assert!(found.is_empty(), "n = {n}: {found:?}");
        let votes = BTreeSet::from_iter(own_votes(&[before, after].concat(), me));
        assert_eq!(votes.len(), 1, "n = {n}: one vote for one number of one view");
        let (above, from) = (Seq(40 + 32), View(2));
        let waits_for = cluster.replicas[me as usize].readmission();
        assert_eq!(waits_for, Some(Readmission::Progress { above, from }), "n = {n}");
    }
}

/// The violations that the oracles find in the votes of a replica before and after it lost its disk.
fn judged(cluster: &Cluster, me: u32, before: &[Packet], after: &[Packet]) -> Vec<Violation> {
    let mut oracles = Oracles::new(&cluster.config);
    let mut trust = TrustTable::all_correct(cluster.n() as usize + 1);
    trust.distrust(NodeId(me), Trust::Amnesic);
    let (mut found, replicas) = (Vec::new(), NodeRange { first: NodeId(0), end: NodeId(cluster.n()) });
    let lost = NodeEvent::Protocol(Event::Restarted { last_executed: Seq(0), amnesic: true });
    let loss = Observation::Reported { node: NodeId(me), event: &lost };
    let [before, after] = [before, after].map(|sent| {
        let said = sent.iter().map(|packet| &packet.message);
        said.map(|message| Observation::Sent { from: NodeId(me), to: replicas, message })
    });
    let all = before.chain([loss]).chain(after);
    for (id, seen) in (0..).map(RecordId).zip(all) {
        oracles.observe(ObservedRecord { id, at: Time(0), observation: seen }, &trust, &mut found);
    }
    found
}

#[test]
fn c141_an_answer_to_an_earlier_question_does_not_count() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        (0..10).for_each(|_| cluster.run(0, "add x 1"));
        let to_me = |packet: &Packet| packet.to == NodeId(me);
        let ask = |cluster: &mut Cluster| {
            cluster.restart(me, Disk::Lost);
            let questions = std::mem::take(&mut cluster.flight);
            questions
                .into_iter()
                .flat_map(|it| cluster.give(it.to.0, it.message))
                .filter(to_me)
                .collect::<Vec<_>>()
        };
        let early = ask(&mut cluster);
        cluster.ring_all(Timer::AnswerQuota);
        cluster.flight.clear();
        let late = ask(&mut cluster);
        cluster.flight.clear();
        let need = cluster.quorums().quorum;
        let mut hear = |answers: Vec<Packet>| {
            answers.into_iter().for_each(|answer| drop(cluster.give(me, answer.message)));
            cluster.replicas[me as usize].readmission()
        };
        assert_eq!(hear(early), Some(Readmission::Answers { have: 0, need }), "n = {n}");
        assert_eq!(hear(late), Some(Readmission::Progress { above: Seq(40), from: View(1) }), "n = {n}");
    }
}

/// A STATUS of a replica that claims this low water mark and this view, and answers a question.
fn status(cluster: &Cluster, replica: u32, low: u64, view: u64, question: Option<Question>) -> Message {
    let bits = || SeqBits(vec![false; cluster.config.params().log_size as usize]);
    Message::Status(cluster.sign(Status {
        view: View(view),
        active: true,
        low_water_mark: Seq(low),
        last_executed: Seq(low),
        has_new_view: false,
        prepared: bits(),
        committed: bits(),
        view_changes: ReplicaSet::default(),
        missing: Vec::new(),
        assigned: Seq(0),
        waiting: Vec::new(),
        counter: 1_000,
        question,
        replica: ReplicaId(replica),
    }))
}

/// The question that a replica asks now.
fn question_of(cluster: &Cluster, me: u32) -> Option<Question> {
    match cluster.sent_by(me, MessageKind::Status).last().map(|packet| &packet.message) {
        Some(Message::Status(status)) => status.question,
        _ => None,
    }
}

#[test]
fn c141_answers_that_claim_more_than_is_proven_do_not_count() {
    for n in Cluster::sizes_with_faults() {
        // A low water mark without CHECKPOINTs, a view without a NEW-VIEW, a question of another replica, none at all.
        for (low, view, own) in [(8, 0, true), (0, 1, true), (0, 0, false)] {
            let mut cluster = Cluster::of(n);
            let me = n - 1;
            cluster.restart(me, Disk::Lost);
            let question = question_of(&cluster, me);
            assert_eq!(question.map(|it| it.replica), Some(ReplicaId(me)), "n = {n}");
            let need = cluster.quorums().quorum;
            let others = cluster.others(me, need);
            let other = question.map(|it| Question { replica: ReplicaId(0), ..it });
            for (have, by) in (0..).zip(&others[1..]) {
                let answers = Some(Readmission::Answers { have, need });
                assert_eq!(cluster.replicas[me as usize].readmission(), answers, "n = {n}");
                cluster.give(me, status(&cluster, *by, 0, 0, question));
            }
            let last = status(&cluster, others[0], low, view, if own { question } else { other });
            cluster.give(me, last);
            let answers = Some(Readmission::Answers { have: need - 1, need });
            assert_eq!(cluster.replicas[me as usize].readmission(), answers, "n = {n}: {low}, {view}, {own}");
        }
    }
}

#[test]
fn c141_an_answer_counts_when_its_claim_is_proven_later() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.restart(me, Disk::Lost);
        let question = question_of(&cluster, me);
        for by in cluster.others(me, cluster.quorums().quorum) {
            cluster.give(me, status(&cluster, by, 0, 1, question));
        }
        let need = cluster.quorums().quorum;
        let waits_for = |cluster: &Cluster| cluster.replicas[me as usize].readmission();
        assert_eq!(waits_for(&cluster), Some(Readmission::Answers { have: 0, need }), "n = {n}");
        cluster.enter_view_1(me, &[]);
        let progress = Readmission::Progress { above: Seq(32), from: View(2) };
        assert_eq!(waits_for(&cluster), Some(progress), "n = {n}");
    }
}

#[test]
fn c142_a_replica_that_lost_its_disk_keeps_no_memory_of_statuses_heard_before() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let heard = status(&cluster, 1, 0, 0, None);
        cluster.give(me, heard.clone());
        assert_eq!(cluster.refuses(me, heard.clone()), RejectReason::OldCounter, "n = {n}");
        cluster.restart(me, Disk::Lost);
        // It has not received this one before, so it does not refuse it. It is not an answer.
        let before = cluster.facts_of(me).count();
        cluster.give(me, heard);
        let refused = |event: &&Event| matches!(event, Event::Refused { .. });
        assert_eq!(cluster.facts_of(me).skip(before).filter(refused).count(), 0, "n = {n}");
        let need = cluster.quorums().quorum;
        let waits_for = cluster.replicas[me as usize].readmission();
        assert_eq!(waits_for, Some(Readmission::Answers { have: 0, need }), "n = {n}");
    }
}

#[test]
fn c141_a_replica_without_a_vote_gives_no_answer() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.restart(0, Disk::Lost);
        cluster.deliver_all();
        cluster.restart(me, Disk::Lost);
        cluster.forget();
        cluster.deliver_all();
        let answers = |by: u32| {
            cluster.sent_by(by, MessageKind::Status).into_iter().filter(|it| it.to == NodeId(me)).count()
        };
        assert_eq!(answers(0), 0, "n = {n}");
        assert!((1..me).all(|by| answers(by) > 0), "n = {n}");
    }
}
