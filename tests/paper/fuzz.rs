//! Line 13: a message without its author's signature neither stops a node nor changes anything.

use std::cell::RefCell;

use pbft_lab::pbft::{Digest, Message, MessageKind, Timer};
use pbft_lab::process::Disk;
use proptest::prelude::*;

use crate::paper::arbitrary::{self, params};
use crate::paper::cluster::Cluster;

/// Replica 2 of a cluster in each of the standings that a replica can have, with packets that were really sent.
fn standings() -> Vec<(&'static str, Cluster)> {
    let fresh = Cluster::with(params());
    let mut busy = Cluster::with(params());
    for client in [0, 1, 2, 0, 1, 2, 0, 1, 2, 0] {
        busy.run(client, "append x y");
    }
    let batch = busy.batch(9, "append x y");
    busy.give(2, busy.pre_prepare(0, 12, &batch));
    let mut changing = Cluster::with(params());
    changing.run(0, "add x 1");
    let request = changing.request(1, 1, "add x 1");
    changing.give(2, Message::Request(request));
    changing.ring(2, Timer::Request);
    changing.deliver_all();
    let mut transferring = Cluster::with(params());
    for voter in [0, 1] {
        let far = transferring.checkpoint(voter, 48, Digest([1; 32]));
        transferring.give(2, Message::Checkpoint(far));
    }
    let mut amnesic = Cluster::with(params());
    (0..9).for_each(|_| amnesic.run(0, "add x 1"));
    amnesic.restart(2, Disk::Lost);
    let mut missing = Cluster::with(params());
    let unknown = missing.batch(1, "add x 1").digest();
    missing.enter_view_1(2, &[(1, unknown)]);
    vec![
        ("fresh", fresh),
        ("busy", busy),
        ("changing", changing),
        ("transferring", transferring),
        ("amnesic", amnesic),
        ("missing a batch", missing),
    ]
}

/// Gives a message to replica 2 and to client 0, which must reject it.
fn refused_by_all(cluster: &mut Cluster, message: &Message) {
    let timers = cluster.timers.clone();
    cluster.refuses(2, message.clone());
    cluster.client_refuses(0, message.clone());
    assert_eq!(cluster.timers, timers, "an unsigned message starts no timer, not even that of STATUS");
    cluster.forget();
}

#[test]
fn c013_the_standings_are_what_they_are_called() {
    let standings = standings();
    let replica = |name: &str| {
        let found = standings.iter().find(|(is, _)| *is == name);
        &found.expect("it is one of them").1.replicas[2]
    };
    assert!(!replica("changing").active() && replica("transferring").transferring());
    assert!(replica("amnesic").amnesic() && replica("missing a batch").footprint().missing == 1);
    assert_eq!(replica("busy").low_water_mark().0, 8);
}

#[test]
fn c013_random_bytes_are_refused() {
    let standings = RefCell::new(standings());
    let bytes = proptest::collection::vec(any::<u8>(), 0..300);
    proptest!(ProptestConfig::with_cases(200), |(mut bytes in bytes, tag in 0..16u8, tagged: bool)| {
        if let (Some(first), true) = (bytes.first_mut(), tagged) {
            *first = tag;
        }
        for (_, cluster) in standings.borrow_mut().iter_mut() {
            refused_by_all(cluster, &Message::Bytes(bytes.clone().into()));
        }
    });
}

#[test]
fn c013_messages_with_noise_for_signatures_are_refused() {
    let standings = RefCell::new(standings());
    proptest!(ProptestConfig::with_cases(300), |(message in arbitrary::message(), as_bytes: bool)| {
        for (name, cluster) in standings.borrow_mut().iter_mut() {
            // After a bad STATE, a replica that waits for one asks the next replica (protocol section 3.18).
            if (*name, message.kind()) == ("transferring", MessageKind::State) {
                continue;
            }
            match as_bytes {
                true => refused_by_all(cluster, &Message::Bytes(message.encode().into())),
                false => refused_by_all(cluster, &message),
            }
        }
    });
}

#[test]
fn c013_real_messages_with_a_byte_changed_are_refused() {
    // One real message of each kind that appears in a run with a view change and a state transfer.
    let mut cluster = Cluster::with(params());
    (0..9).for_each(|_| cluster.run(0, "append x y"));
    cluster.change_view(1, "append x y");
    cluster.restart(3, Disk::Lost);
    cluster.deliver_all();
    cluster.ring_all(Timer::Status);
    cluster.deliver_all();
    let mut samples: Vec<Vec<u8>> = Vec::new();
    for kind in MessageKind::ALL {
        let sample = cluster.sent.iter().rev().find(|packet| packet.message.kind() == kind);
        samples.extend(sample.map(|packet| packet.message.encode()));
    }
    assert!(samples.len() >= 11, "of fourteen kinds {} were sent", samples.len());
    let standings = RefCell::new(standings());
    let change = (any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 1..=u8::MAX);
    proptest!(ProptestConfig::with_cases(300), |((which, place, by) in change)| {
        let mut bytes = which.get(&samples).clone();
        let place = place.index(bytes.len());
        bytes[place] ^= by;
        for (name, cluster) in standings.borrow_mut().iter_mut() {
            // As above, in either form.
            if (*name, bytes[0]) == ("transferring", MessageKind::State as u8) {
                continue;
            }
            refused_by_all(cluster, &Message::Bytes(bytes.clone().into()));
        }
    });
}
