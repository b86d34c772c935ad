//! Rules whose loss other rules hide: each test leaves out what would compensate for it (docs/conformance.md, "By hand").

use std::rc::Rc;

use pbft_lab::pbft::message::{
    Checkpoint, Commit, NewView, PrePrepare, Prepare, Reply, Request, Status, ViewChange,
};
use pbft_lab::pbft::{Digest, Message, MessageKind, RejectReason, ReplicaId, Seq, Timer, Timestamp, View};
use pbft_lab::process::NodeId;

use crate::paper::cluster::{Cluster, Packet};
use crate::paper::retransmission::lacks_everything;

const A: Digest = Digest([0xa; 32]);
const B: Digest = Digest([0xb; 32]);

/// The packets of one kind among these.
fn of_kind(packets: &[Packet], kind: MessageKind) -> Vec<&Packet> {
    packets.iter().filter(|packet| packet.message.kind() == kind).collect()
}

/// Messages that would prove an offence if the signature were their author's: a first, genuine statement, and a
/// forged one that contradicts it or is an offence by itself.
fn forged_offences(cluster: &Cluster) -> Vec<(Option<Message>, Message)> {
    let (by, view, seq) = (ReplicaId(1), View(0), Seq(1));
    let batches = [1, 2].map(|x| cluster.batch(1, &format!("put x {x}")));
    let [first, second] = batches.each_ref().map(|batch| Rc::clone(&batch.requests()[0]));
    let header = PrePrepare { view, seq, digest: batches[1].digest(), replica: ReplicaId(0) };
    let flawed = ViewChange { low_water_mark: Seq(8), ..cluster.blank_view_change(1, 1) };
    vec![
        (
            Some(cluster.pre_prepare(0, 1, &batches[0])),
            Message::PrePrepare { header: cluster.forge(header), batch: Rc::clone(&batches[1]) },
        ),
        (
            Some(Message::Prepare(cluster.prepare(1, 0, 1, A))),
            Message::Prepare(cluster.forge(Prepare { view, seq, digest: B, replica: by })),
        ),
        (None, Message::Prepare(cluster.forge(Prepare { view, seq, digest: A, replica: ReplicaId(0) }))),
        (
            Some(Message::Commit(cluster.commit(1, 0, 1, A))),
            Message::Commit(cluster.forge(Commit { view, seq, digest: B, replica: by })),
        ),
        (
            Some(Message::Checkpoint(cluster.checkpoint(1, 8, A))),
            Message::Checkpoint(cluster.forge(Checkpoint { seq: Seq(8), digest: B, replica: by })),
        ),
        (
            Some(Message::Request(first)),
            Message::Request(
                cluster.forge(Request { operation: second.operation.clone(), ..second.body().clone() }),
            ),
        ),
        (None, Message::ViewChange(cluster.forge(flawed))),
        (None, Message::NewView(cluster.forge(cluster.new_view(1, Vec::new(), &[])))),
    ]
}

#[test]
fn c044_a_forged_contradiction_proves_nothing() {
    for n in Cluster::sizes_with_faults() {
        let me = n - 1;
        for (first, forged) in forged_offences(&Cluster::of(n)) {
            let mut cluster = Cluster::of(n);
            first.into_iter().for_each(|first| drop(cluster.give(me, first)));
            let kind = forged.kind();
            let reason = cluster.refuses(me, forged);
            assert!(matches!(reason, RejectReason::BadSignature(_)), "n = {n}, {kind:?}: {reason:?}");
            assert_eq!(cluster.evidence_of(me), [], "n = {n}, {kind:?}");
        }
    }
}

#[test]
fn c101_a_forged_second_new_view_proves_nothing() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        cluster.enter_view_1(me, &[]);
        let other = NewView { view_changes: Vec::new(), ..cluster.new_view(1, Vec::new(), &[(1, A)]) };
        let reason = cluster.refuses(me, Message::NewView(cluster.forge(other)));
        assert!(matches!(reason, RejectReason::BadSignature(_)), "n = {n}: {reason:?}");
        assert_eq!(cluster.evidence_of(me), [], "n = {n}");
    }
}

#[test]
fn c018_a_forged_second_reply_proves_nothing() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        let reply = |result: &str| Reply {
            view: View(0),
            timestamp: Timestamp(1),
            client: pbft_lab::pbft::ClientId(0),
            replica: ReplicaId(1),
            kind: pbft_lab::pbft::message::ReplyKind::Committed,
            result: result.as_bytes().into(),
        };
        let first = cluster.sign(reply("ok"));
        cluster.tell(0, Message::Reply(first));
        let forged = cluster.forge(reply("no"));
        let reason = cluster.client_refuses(0, Message::Reply(forged));
        assert!(matches!(reason, RejectReason::BadSignature(_)), "n = {n}: {reason:?}");
        assert_eq!(cluster.evidence_of(n), [], "n = {n}");
    }
}

#[test]
fn c116_a_status_does_not_call_prepared_numbers_committed() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let batches = [1, 2, 3].map(|t| cluster.batch(t, "add x 1"));
        // Number 1 has prepared. Number 2 has committed too, and waits for number 1. Number 3 is only proposed.
        cluster.prepare_at(me, 0, 1, &batches[0]);
        cluster.decide(me, 0, 2, &batches[1]);
        cluster.give(me, cluster.pre_prepare(0, 3, &batches[2]));
        cluster.ring(me, Timer::Status);
        let sent = cluster.sent_by(me, MessageKind::Status);
        let Some(Message::Status(status)) = sent.last().map(|packet| &packet.message) else {
            panic!("n = {n}: no STATUS")
        };
        let Status { prepared, committed, .. } = status.body();
        assert_eq!(prepared.0[..3], [true, true, false], "n = {n}");
        assert_eq!(committed.0[..3], [false, true, false], "n = {n}");
    }
}

#[test]
fn c121_the_proof_of_a_decision_outlives_its_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let batch = cluster.batch(1, "put x 1");
        cluster.decide(me, 0, 1, &batch);
        let proof = |cluster: &mut Cluster, counter: u64| {
            let question = Message::Status(cluster.sign(lacks_everything(cluster, 1, counter)));
            let sent = cluster.give(me, question);
            let proofs = of_kind(&sent, MessageKind::CommitCertificate);
            proofs.iter().map(|packet| packet.message.encode()).collect::<Vec<_>>()
        };
        let before = proof(&mut cluster, 1);
        assert_eq!(before.len(), 1, "n = {n}: it proves number 1");
        // No vote of a later view proves the number again, as it would when the others answered.
        cluster.ring(me, Timer::AnswerQuota);
        cluster.enter_view_1(me, &[(1, batch.digest())]);
        assert_eq!(proof(&mut cluster, 2), before, "n = {n}: in view 1");
        cluster.ring(me, Timer::AnswerQuota);
        cluster.make_wait(me, 2);
        assert_eq!(proof(&mut cluster, 3), before, "n = {n}: on the way to view 2");
    }
}

#[test]
fn c096_a_backup_brings_its_pending_requests_before_the_new_primary() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        // No client sends its request again.
        let request = cluster.request(0, 1, "put x 1");
        cluster.give(me, Message::Request(Rc::clone(&request)));
        let sent = cluster.enter_view_1(me, &[]);
        let forwarded = of_kind(&sent, MessageKind::Request);
        let [Packet { to, message, .. }] = forwarded[..] else { panic!("n = {n}: {forwarded:?}") };
        assert_eq!((*to, message), (NodeId(1), &Message::Request(request)), "n = {n}");
    }
}

#[test]
fn c093_a_replica_that_asks_for_a_view_that_has_begun_is_sent_its_new_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, straggler) = (n - 1, n - 2);
        cluster.enter_view_1(me, &[]);
        // No STATUS of the straggler comes.
        let change = Message::ViewChange(cluster.view_change(straggler, 1, Vec::new()));
        let sent = cluster.give(me, change.clone());
        let answer = of_kind(&sent, MessageKind::NewView);
        let [Packet { to, message, .. }] = answer[..] else { panic!("n = {n}: {answer:?}") };
        assert_eq!((*to, sent.len()), (NodeId(straggler), 1), "n = {n}");
        cluster.ring(me, Timer::AnswerQuota);
        assert_eq!(cluster.give(me, change).len(), 1, "n = {n}: again when the quota allows");
        cluster.give(straggler, message.clone());
        let helped = &cluster.replicas[straggler as usize];
        assert_eq!((helped.view(), helped.active()), (View(1), true), "n = {n}");
    }
}

#[test]
fn c061_a_second_certified_checkpoint_ahead_starts_the_transfer_at_once() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let certify = |cluster: &mut Cluster, seq: u64| {
            let voters = cluster.others(me, cluster.quorums().quorum);
            let votes: Vec<_> = voters.into_iter().map(|by| cluster.checkpoint(by, seq, A)).collect();
            votes.into_iter().flat_map(|vote| cluster.give(me, Message::Checkpoint(vote))).collect::<Vec<_>>()
        };
        let first = certify(&mut cluster, 8);
        assert!(of_kind(&first, MessageKind::FetchState).is_empty(), "n = {n}: it may get there by itself");
        // The grace timer never rings.
        let second = certify(&mut cluster, 16);
        let asked = of_kind(&second, MessageKind::FetchState);
        let [Packet { message: Message::FetchState(fetch), .. }] = asked[..] else {
            panic!("n = {n}: {asked:?}")
        };
        assert_eq!(fetch.min_seq, Seq(16), "n = {n}");
    }
}

#[test]
fn c074_view_changes_for_later_views_outlive_the_entry_into_an_earlier_one() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let me = n - 1;
        let wanting = cluster.others(me, cluster.quorums().weak);
        let (last, first) = wanting.split_last().expect("a weak certificate");
        for by in first {
            let change = cluster.view_change(*by, 2, Vec::new());
            cluster.give(me, Message::ViewChange(change));
        }
        cluster.enter_view_1(me, &[]);
        // None of the first ones sends its VIEW-CHANGE again.
        let change = cluster.view_change(*last, 2, Vec::new());
        cluster.give(me, Message::ViewChange(change));
        let replica = &cluster.replicas[me as usize];
        assert_eq!((replica.view(), replica.active()), (View(2), false), "n = {n}: W want view 2");
    }
}
