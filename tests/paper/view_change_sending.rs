//! View change, sending: lines 68 to 75 of the checklist.

use pbft_lab::pbft::batch::null_digest;
use pbft_lab::pbft::message::{Status, ViewChange};
use pbft_lab::pbft::view_change::check_view_change;
use pbft_lab::pbft::{Message, MessageKind, ProtocolParams, ReplicaId, ReplicaSet, Seq, Timer, View};
use pbft_lab::process::{Disk, NodeId};

use crate::paper::cluster::{Cluster, Packet};
use crate::paper::retransmission::lacks_everything;

/// One request for each number, so that a test can count numbers by counting clients.
fn one_by_one(n: u32, clients: u32) -> Cluster {
    let params = ProtocolParams {
        replicas: n,
        clients,
        checkpoint_interval: 8,
        log_size: 16,
        batch_max: 1,
        ..ProtocolParams::default()
    };
    Cluster::with(params)
}

fn is_commit(packet: &Packet) -> bool {
    packet.message.kind() == MessageKind::Commit
}

/// The VIEW-CHANGE that a replica sent last.
fn view_change_of(cluster: &Cluster, replica: u32) -> ViewChange {
    let sent = cluster.sent_by(replica, MessageKind::ViewChange);
    let Some(Message::ViewChange(change)) = sent.last().map(|packet| &packet.message) else {
        panic!("replica {replica} sent no VIEW-CHANGE")
    };
    change.body().clone()
}

/// For each certificate in `P`: number, view, whether it is null.
fn certificates(change: &ViewChange) -> Vec<(u64, u64, bool)> {
    let headers = change.prepared.iter().map(|certificate| &certificate.pre_prepare);
    headers.map(|header| (header.seq.0, header.view.0, header.digest == null_digest())).collect()
}

/// Number 1 and 3 prepare in view 0 and number 2 is lost; view 1 prepares 1 and the null of 2 again, but not 3. Nothing
/// commits. Replica 2 then gives up on view 1.
fn prepared_in_two_views(n: u32) -> Cluster {
    let mut cluster = one_by_one(n, 3);
    (0..3).for_each(|client| cluster.submit(client, "add x 1"));
    cluster.deliver_but(|packet| {
        let lost = matches!(&packet.message, Message::PrePrepare { header, .. } if header.seq == Seq(2));
        lost || is_commit(packet)
    });
    cluster.silent.insert(NodeId(0));
    cluster.ring_all(Timer::Request);
    cluster.deliver_but(|packet| {
        let lost = matches!(&packet.message, Message::Prepare(prepare) if prepare.seq == Seq(3));
        lost || is_commit(packet)
    });
    cluster.ring(2, Timer::Request);
    cluster
}

#[test]
fn c068_request_timeout_sends_a_view_change_with_h_c_and_p() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        let at_eight = cluster.replicas[2].state_digest();
        (0..2).for_each(|_| cluster.run(0, "add x 1"));
        cluster.submit(0, "add x 1");
        cluster.deliver_but(is_commit);
        cluster.forget();

        cluster.ring(2, Timer::Request);

        let recipients: Vec<u32> =
            cluster.sent_by(2, MessageKind::ViewChange).iter().map(|packet| packet.to.0).collect();
        assert_eq!(recipients, (0..n).filter(|node| *node != 2).collect::<Vec<_>>());
        let change = view_change_of(&cluster, 2);
        assert_eq!((change.view, change.low_water_mark, change.replica), (View(1), Seq(8), ReplicaId(2)));
        assert!(change.checkpoints.iter().all(|it| (it.seq, it.digest) == (Seq(8), at_eight)));
        assert_eq!(certificates(&change), [(9, 0, false), (10, 0, false), (11, 0, false)]);
        assert_eq!(check_view_change(&cluster.config, &cluster.keys.roster, &change), Ok(()));
        assert_eq!((cluster.replicas[2].view(), cluster.replicas[2].active()), (View(1), false));
        assert!(!cluster.runs(2, Timer::Request) && cluster.runs(2, Timer::Resend));
    }
}

#[test]
fn c069_p_holds_the_highest_view_of_each_prepared_number_null_included() {
    for n in Cluster::sizes_with_faults() {
        let cluster = prepared_in_two_views(n);
        let change = view_change_of(&cluster, 2);
        assert_eq!(change.view, View(2));
        assert_eq!(certificates(&change), [(1, 1, false), (2, 1, true), (3, 0, false)], "n = {n}");
        assert_eq!(check_view_change(&cluster.config, &cluster.keys.roster, &change), Ok(()));
    }
}

#[test]
fn c069_p_reaches_from_above_h_up_to_the_end_of_the_window() {
    let mut cluster = one_by_one(4, 17);
    (0..17).for_each(|client| cluster.submit(client, "add x 1"));
    cluster.deliver_but(is_commit);
    cluster.ring(2, Timer::Request);
    let numbers: Vec<u64> = certificates(&view_change_of(&cluster, 2)).iter().map(|it| it.0).collect();
    assert_eq!(numbers, (1..=16).collect::<Vec<_>>());
}

#[test]
fn c070_a_number_prepared_in_view_0_only_is_still_in_the_view_change_for_view_2() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(is_commit);
        cluster.silent.insert(NodeId(0));
        cluster.ring_all(Timer::Request);
        cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Prepare);
        assert!(cluster.replicas[2].active() && cluster.replicas[2].view() == View(1));
        cluster.ring(2, Timer::Request);
        let change = view_change_of(&cluster, 2);
        assert_eq!((change.view, certificates(&change)), (View(2), vec![(1, 0, false)]), "n = {n}");
    }
}

#[test]
fn c071_c_is_empty_at_the_start_and_a_quorum_of_checkpoints_later() {
    for n in Cluster::sizes_with_faults() {
        for (requests, low) in [(7, 0), (8, 8), (17, 16)] {
            let mut cluster = Cluster::of(n);
            (0..requests).for_each(|_| cluster.run(0, "add x 1"));
            cluster.submit(0, "add x 1");
            cluster.deliver_but(is_commit);
            cluster.ring(1, Timer::Request);
            let change = view_change_of(&cluster, 1);
            let senders: ReplicaSet = change.checkpoints.iter().map(|it| it.replica).collect();
            assert_eq!(change.low_water_mark, Seq(low));
            assert_eq!(senders.len() as usize, change.checkpoints.len(), "each sender once");
            match low {
                0 => assert!(change.checkpoints.is_empty()),
                _ => assert!(senders.len() >= cluster.quorums().quorum),
            }
            assert_eq!(check_view_change(&cluster.config, &cluster.keys.roster, &change), Ok(()));
        }
    }
}

/// Everything that could make a replica vote in a view: a proposal, votes for it and for what is known already, a
/// request, and a replica that is active there and lacks everything.
fn provoke_votes(cluster: &mut Cluster, replica: u32, view: u64, counter: u64) -> Vec<Packet> {
    let others: Vec<u32> = (0..cluster.n()).filter(|other| *other != replica).collect();
    let backups: Vec<u32> = cluster.backups(view).filter(|other| *other != replica).collect();
    let batch = cluster.batch(50, "put y 2");
    let mut messages = vec![cluster.pre_prepare(view, 5, &batch)];
    let known =
        cluster.replicas[replica as usize].slots().filter_map(|slot| Some((slot.seq.0, slot.digest?)));
    for (seq, digest) in known.chain([(5, batch.digest())]).collect::<Vec<_>>() {
        messages.extend(backups.iter().map(|by| Message::Prepare(cluster.prepare(*by, view, seq, digest))));
        messages.extend(others.iter().map(|by| Message::Commit(cluster.commit(*by, view, seq, digest))));
    }
    messages.push(Message::Request(cluster.request(0, 60, "put z 3")));
    let status =
        Status { view: View(view), has_new_view: true, ..lacks_everything(cluster, others[0], counter) };
    messages.push(Message::Status(cluster.sign(status)));
    let mut sent = Vec::new();
    for message in messages {
        sent.extend(cluster.give(replica, message));
    }
    for timer in Timer::ALL.into_iter().filter(|timer| *timer != Timer::NewView) {
        if cluster.runs(replica, timer) {
            let before = cluster.sent.len();
            cluster.ring(replica, timer);
            sent.extend(cluster.sent[before..].iter().cloned());
        }
    }
    sent
}

/// The views of the PRE-PREPAREs, PREPAREs and COMMITs among these packets that the replica signed itself.
fn views_voted_in(packets: &[Packet], replica: u32) -> Vec<u64> {
    let signed = packets.iter().filter_map(|packet| match &packet.message {
        Message::PrePrepare { header, .. } => Some((header.replica, header.view)),
        Message::Prepare(prepare) => Some((prepare.replica, prepare.view)),
        Message::Commit(commit) => Some((commit.replica, commit.view)),
        _ => None,
    });
    signed.filter(|(by, _)| *by == ReplicaId(replica)).map(|(_, view)| view.0).collect()
}

#[test]
fn c072_after_a_view_change_no_vote_for_an_earlier_view_is_ever_sent() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.run(0, "put x 1");
        cluster.submit(0, "put x 2");
        cluster.deliver_but(|packet| is_commit(packet) || packet.message.kind() == MessageKind::Prepare);
        cluster.ring(2, Timer::Request);
        let mut sent = provoke_votes(&mut cluster, 2, 0, 1000);
        cluster.restart(2, Disk::Kept);
        sent.extend(provoke_votes(&mut cluster, 2, 0, 2000));
        assert_eq!(views_voted_in(&sent, 2), [0u64; 0], "n = {n}");
        assert!(!cluster.replicas[2].active() && cluster.replicas[2].view() == View(1));

        // The same messages do move a replica that stayed: the provocation is a real one.
        let sent = provoke_votes(&mut cluster, 3, 0, 1000);
        assert!(sent.iter().any(is_commit));
        assert!(views_voted_in(&sent, 3).iter().all(|view| *view == 0));
    }
}

#[test]
fn c072_neither_after_the_new_view_is_entered_nor_after_the_next_view_change() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(|packet| is_commit(packet) || packet.message.kind() == MessageKind::Prepare);
        cluster.ring_all(Timer::Request);
        cluster.deliver_but(is_commit);
        assert!(cluster.replicas[2].active() && cluster.replicas[2].view() == View(1));
        let sent = provoke_votes(&mut cluster, 2, 0, 1000);
        assert!(views_voted_in(&sent, 2).iter().all(|view| *view == 1), "n = {n}");

        cluster.make_wait(2, 3);
        for (view, counter) in [(0, 3000), (1, 4000), (2, 5000)] {
            let sent = provoke_votes(&mut cluster, 2, view, counter);
            assert_eq!(views_voted_in(&sent, 2), [0u64; 0], "n = {n}, view {view}");
        }
    }
}

#[test]
fn c073_the_view_change_is_sent_again_byte_for_byte_until_the_view_starts_or_is_left() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(is_commit);
        cluster.forget();
        cluster.ring(2, Timer::Request);
        // Messages that arrive meanwhile must not change it.
        provoke_votes(&mut cluster, 2, 0, 1000);
        (0..3).for_each(|_| cluster.ring(2, Timer::Resend));
        let sent: Vec<Vec<u8>> = cluster
            .sent_by(2, MessageKind::ViewChange)
            .iter()
            .map(|packet| packet.message.encode())
            .collect();
        assert!(sent.len() as u32 >= 4 * (n - 1));
        assert!(sent.iter().all(|bytes| *bytes == sent[0]), "n = {n}");

        // A later view: its own VIEW-CHANGE, not the old one.
        cluster.flight.clear();
        let others = (0..n).filter(|by| *by != 2).take(cluster.quorums().weak as usize);
        let changes: Vec<_> = others.map(|by| cluster.view_change(by, 2, Vec::new())).collect();
        changes.into_iter().for_each(|change| drop(cluster.give(2, Message::ViewChange(change))));
        cluster.forget();
        if !cluster.replicas[2].active() {
            cluster.ring(2, Timer::Resend);
            assert_eq!(view_change_of(&cluster, 2).view, View(2));
        }
    }
}

#[test]
fn c073_once_the_view_starts_nothing_is_sent_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.submit(0, "put x 1");
        cluster.deliver_but(is_commit);
        cluster.ring_all(Timer::Request);
        assert!((1..n).all(|replica| cluster.runs(replica, Timer::Resend)));
        cluster.deliver_all();
        assert!(cluster.replicas.iter().all(|replica| replica.active() && replica.view() == View(1)));
        assert!((0..n).all(|replica| !cluster.runs(replica, Timer::Resend)), "n = {n}");
    }
}

/// The view that the join rule leads to: the `W`-th highest of the others' latest, where it is later than the own.
fn joined(latest: &[u64], weak: u32, view: u64) -> u64 {
    let mut sorted = latest.to_vec();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.get(weak as usize - 1).copied().filter(|wanted| *wanted > view).unwrap_or(view)
}

#[test]
fn c074_join_rule_at_weak_certificate_to_the_w_th_highest_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, weak) = (n - 1, cluster.quorums().weak);
        // Neither rising nor falling, so that first, last, lowest and highest all differ from the W-th highest.
        let wanted = [29, 23, 31, 25, 37, 21, 35, 27, 33];
        let mut latest = Vec::new();
        let mut view = 0;
        for (sender, wants) in (0..me).zip(wanted) {
            let change = cluster.view_change(sender, wants, Vec::new());
            cluster.give(me, Message::ViewChange(change));
            latest.push(wants);
            view = joined(&latest, weak, view);
            let replica = &cluster.replicas[me as usize];
            assert_eq!(replica.view(), View(view), "n = {n} after {latest:?}");
            assert_eq!(replica.active(), (latest.len() as u32) < weak);
            if !replica.active() {
                assert_eq!(view_change_of(&cluster, me).view, View(view));
            }
        }
    }
}

#[test]
fn c075_each_sender_counts_once_with_its_latest_and_the_replica_itself_never() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, weak) = (n - 1, cluster.quorums().weak);
        // One fewer than a weak certificate, each with many views, in and out of order.
        for view in [3, 5, 4, 6, 6, 9] {
            for sender in 0..weak - 1 {
                let change = cluster.view_change(sender, view, Vec::new());
                cluster.give(me, Message::ViewChange(change));
                let forged = cluster.forge(cluster.blank_view_change(weak - 1, view));
                cluster.give(me, Message::ViewChange(forged));
            }
            // Its own, recorded before its last crash, does not count as a vote.
            let own = cluster.view_change(me, view, Vec::new());
            cluster.give(me, Message::ViewChange(own));
        }
        let replica = &cluster.replicas[me as usize];
        assert_eq!((replica.view(), replica.active()), (View(0), true), "n = {n}");

        // The latest of each counts: one more sender, and the lower of the two is 7.
        let change = cluster.view_change(weak - 1, 7, Vec::new());
        cluster.give(me, Message::ViewChange(change));
        assert_eq!(cluster.replicas[me as usize].view(), View(7), "n = {n}");
    }
}
