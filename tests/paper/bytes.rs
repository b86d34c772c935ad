//! A message that arrives as bytes has the same consequences as one that arrives decoded, whether it is accepted or refused.

use std::rc::Rc;

use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Reply, ReplyKind, StateTransfer};
use pbft_lab::pbft::state::Snapshot;
use pbft_lab::pbft::{
    ClientId, Digest, Event, Message, MessageKind, RejectReason, ReplicaId, Seq, Timer, Timestamp, View,
};
use pbft_lab::process::{Fingerprint as _, Sink};

use crate::paper::cluster::Cluster;

/// Everything that one message does to a replica: its state, timers, messages, facts and counters.
fn consequences(mut cluster: Cluster, me: u32, message: Message) -> String {
    cluster.forget();
    let sent = cluster.give(me, message);
    let sent: Vec<_> = sent.iter().map(|packet| (packet.to, packet.message.encode())).collect();
    let status = cluster.runs(me, Timer::Status);
    let refused = &cluster.replicas[me as usize].counters().refused;
    format!("{} {status} {sent:?} {:?} {refused:?}", cluster.picture(me), reported(&cluster))
}

/// The facts without what differs between a message that was checked before and one that was not.
fn reported(cluster: &Cluster) -> Vec<(u32, Vec<u8>)> {
    let bytes_of = |event: &Event| {
        let mut plain = Plain(Vec::new());
        event.fingerprint(&mut plain);
        plain.0
    };
    cluster.facts.iter().map(|(node, event)| (node.0, bytes_of(event))).collect()
}

struct Plain(Vec<u8>);

impl Sink for Plain {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn digest(&mut self, digest: &[u8; 32]) {
        self.0.extend_from_slice(digest);
    }
}

/// The consequences of a message, the same for both forms; `build` makes equal clusters.
fn either_way(build: &dyn Fn() -> Cluster, me: u32, message: &Message) {
    let decoded = consequences(build(), me, message.clone());
    let bytes = consequences(build(), me, Message::Bytes(message.encode().into()));
    assert_eq!(bytes, decoded, "{:?}", message.kind());
}

fn waits_for_view_1() -> Cluster {
    let mut cluster = Cluster::of(4);
    cluster.make_wait(3, 1);
    cluster
}

fn fetches_24() -> Cluster {
    let mut cluster = Cluster::of(4);
    for by in [0, 1] {
        let far = cluster.checkpoint(by, 24, Digest([3; 32]));
        cluster.give(3, Message::Checkpoint(far));
    }
    assert!(cluster.replicas[3].transferring());
    cluster
}

#[test]
fn an_invalid_new_view_ends_the_wait_for_its_view() {
    let cluster = waits_for_view_1();
    let changes = [0, 1].map(|by| cluster.view_change(by, 1, Vec::new()));
    let too_few = cluster.sign(cluster.new_view(1, changes.into(), &[]));
    either_way(&waits_for_view_1, 3, &Message::NewView(Rc::clone(&too_few)));
    let mut cluster = waits_for_view_1();
    cluster.give(3, Message::Bytes(Message::NewView(too_few).encode().into()));
    assert_eq!(cluster.replicas[3].view(), View(2));
    assert_eq!(cluster.evidence_of(3), [(Author::Replica(ReplicaId(1)), Offence::InvalidNewView)]);
}

#[test]
fn a_bad_state_makes_a_replica_ask_the_next_one() {
    let cluster = fetches_24();
    let snapshot = Rc::new(Snapshot::default());
    let (digest, proof) = (Digest([4; 32]), cluster.stable_proof(24, Digest([4; 32])));
    let bad = Message::State(Rc::new(StateTransfer { seq: Seq(24), digest, proof, snapshot }));
    either_way(&fetches_24, 3, &bad);
    let mut cluster = fetches_24();
    let sent = cluster.give(3, Message::Bytes(bad.encode().into()));
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].message.kind(), MessageKind::FetchState);
}

#[test]
fn a_vote_from_above_the_window_or_from_a_later_view_makes_a_replica_ask() {
    let build: &dyn Fn() -> Cluster = &|| Cluster::of(4);
    let cluster = build();
    let batch = cluster.batch(1, "put x 1");
    for (view, seq) in [(0, 17), (5, 1)] {
        let messages = [
            cluster.pre_prepare(view, seq, &batch),
            Message::Prepare(cluster.prepare(2, view, seq, batch.digest())),
            Message::Commit(cluster.commit(2, view, seq, batch.digest())),
        ];
        for message in messages {
            either_way(build, 3, &message);
            let mut cluster = build();
            cluster.give(3, Message::Bytes(message.encode().into()));
            assert!(cluster.runs(3, Timer::Status), "view {view}, number {seq}: {:?}", message.kind());
        }
    }
}

#[test]
fn messages_that_are_accepted_or_prove_guilt_do_the_same() {
    let build: &dyn Fn() -> Cluster = &|| {
        let mut cluster = Cluster::of(4);
        let batch = cluster.batch(1, "put x 1");
        let proposal = cluster.pre_prepare(0, 1, &batch);
        cluster.give(3, proposal);
        for by in [1, 2] {
            let prepare = cluster.prepare(by, 0, 1, batch.digest());
            cluster.give(3, Message::Prepare(prepare));
        }
        let commit = cluster.commit(1, 0, 1, batch.digest());
        cluster.give(3, Message::Commit(commit));
        let checkpoint = cluster.checkpoint(1, 8, Digest([1; 32]));
        cluster.give(3, Message::Checkpoint(checkpoint));
        cluster
    };
    let cluster = build();
    let (batch, other) = (cluster.batch(1, "put x 1"), cluster.batch(2, "put x 2"));
    let forged = cluster.forge(*cluster.commit(2, 0, 1, batch.digest()).body());
    let messages = [
        // Accepted.
        Message::Request(cluster.request(0, 5, "put x 5")),
        cluster.pre_prepare(0, 2, &other),
        Message::Commit(cluster.commit(2, 0, 1, batch.digest())),
        Message::Checkpoint(cluster.checkpoint(2, 8, Digest([1; 32]))),
        Message::ViewChange(cluster.view_change(2, 1, Vec::new())),
        cluster.commit_certificate(0, 1, &batch),
        // Kept for the next view.
        Message::Prepare(cluster.prepare(2, 1, 1, batch.digest())),
        // Proofs of guilt.
        cluster.pre_prepare(0, 1, &other),
        Message::Prepare(cluster.prepare(1, 0, 1, other.digest())),
        Message::Prepare(cluster.prepare(0, 0, 1, batch.digest())),
        Message::Commit(cluster.commit(1, 0, 1, other.digest())),
        Message::Checkpoint(cluster.checkpoint(1, 8, Digest([2; 32]))),
        Message::Request(cluster.request(0, 1, "put x 9")),
        // Refused.
        Message::Commit(forged),
        Message::Batch(other),
    ];
    for message in messages {
        either_way(build, 3, &message);
    }
}

#[test]
fn a_reply_does_the_same_to_a_client() {
    let build = || {
        let mut cluster = Cluster::of(4);
        cluster.submit(0, "put x 1");
        cluster
    };
    let reply = |by, result: &str| Reply {
        view: View(0),
        timestamp: Timestamp(1),
        client: ClientId(0),
        replica: ReplicaId(by),
        kind: ReplyKind::Committed,
        result: result.as_bytes().into(),
    };
    let cluster = build();
    let good = Message::Reply(cluster.sign(reply(1, "ok")));
    let forged = Message::Reply(cluster.forge(reply(1, "lie")));
    for (message, refused) in [(good, false), (forged, true), (Message::Batch(cluster.batch(1, "a")), true)] {
        let tell = |message: Message| {
            let mut cluster = build();
            cluster.forget();
            cluster.tell(0, message);
            let was_refused = cluster.facts.iter().any(|(_, fact)| matches!(fact, Event::Refused { .. }));
            assert_eq!(was_refused, refused);
            (cluster.client_picture(0), reported(&cluster))
        };
        assert_eq!(tell(Message::Bytes(message.encode().into())), tell(message));
    }
}

#[test]
fn bytes_that_are_no_message_are_refused_as_bytes() {
    let mut cluster = Cluster::of(4);
    let reason = cluster.refuses(3, Message::Bytes(b"\xff\x00".as_slice().into()));
    assert!(matches!(reason, RejectReason::Malformed(_)), "{reason:?}");
}
