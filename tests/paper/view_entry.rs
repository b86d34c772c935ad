//! NEW-VIEW, entered: lines 93 to 97 and 99 to 101 of the checklist.

use std::collections::BTreeMap;

use pbft_lab::pbft::batch::null_digest;
use pbft_lab::pbft::event::{Assignment, Offence};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::ViewChange;
use pbft_lab::pbft::{Digest, Event, Message, MessageKind, Phase, RejectReason, ReplicaId, Seq, Timer, View};
use pbft_lab::process::{Disk, NodeId};

use crate::paper::cluster::{Cluster, Packet, with_three_clients};
use crate::paper::drive::{commits, prepares, replies};

fn is_commit(packet: &Packet) -> bool {
    packet.message.kind() == MessageKind::Commit
}

fn is_checkpoint(packet: &Packet) -> bool {
    packet.message.kind() == MessageKind::Checkpoint
}

/// The entries of `O` of the NEW-VIEW that a replica is in.
fn assigned(cluster: &Cluster, replica: u32) -> Vec<(u64, Digest)> {
    let new_view = cluster.replicas[replica as usize].new_view().expect("the replica entered a view");
    new_view.pre_prepares.iter().map(|header| (header.seq.0, header.digest)).collect()
}

#[test]
fn c093_a_replica_that_is_active_in_a_lower_view_enters_on_a_valid_new_view() {
    for n in Cluster::sizes_with_faults() {
        for view in [1, 2, 3 + u64::from(n)] {
            let me = (0..n).rev().find(|id| u64::from(*id) != view % u64::from(n)).unwrap();
            let mut cluster = Cluster::of(n);
            let batch = cluster.batch(1, "put x 1");
            let certificate = || vec![cluster.prepared(0, 1, batch.digest())];
            let changes =
                (0..cluster.quorums().quorum).map(|by| cluster.view_change(by, view, certificate()));
            let new_view = cluster.new_view(view, changes.collect(), &[(1, batch.digest())]);
            let new_view = cluster.sign(new_view);
            let sent = cluster.give(me, Message::NewView(new_view));
            let replica = &cluster.replicas[me as usize];
            assert_eq!((replica.view(), replica.active()), (View(view), true), "n = {n}");
            assert_eq!(prepares(&sent), [(view, 1, batch.digest())]);
            let entered = Event::ViewEntered { view: View(view), min_seq: Seq(0), max_seq: Seq(1) };
            assert!(cluster.facts_of(me).any(|fact| *fact == entered));
        }
    }
}

#[test]
fn c094_on_entering_backups_send_one_prepare_for_each_number_above_h_and_the_primary_none() {
    for n in Cluster::sizes_with_faults() {
        // Only replica 0 learns that 8 is stable. It is not in V, so the view starts from 0.
        let mut cluster = Cluster::of(n);
        for _ in 0..7 {
            cluster.run(0, "add x 1");
        }
        cluster.submit(0, "add x 1");
        cluster.deliver_but(|packet| is_checkpoint(packet) && packet.to != NodeId(0));
        cluster.run(0, "add x 1");
        cluster.submit(0, "add x 1");
        cluster.deliver_but(is_commit);
        assert_eq!(
            (cluster.replicas[0].low_water_mark(), cluster.replicas[1].low_water_mark()),
            (Seq(8), Seq(0))
        );
        cluster.forget();
        (1..n).for_each(|replica| cluster.ring(replica, Timer::Request));
        cluster.deliver_but(|packet| {
            packet.message.kind() != MessageKind::ViewChange && packet.message.kind() != MessageKind::NewView
        });

        let due = assigned(&cluster, 0);
        assert_eq!(due.iter().map(|it| it.0).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        for replica in 0..n {
            let low = cluster.replicas[replica as usize].low_water_mark().0;
            let expected: Vec<_> = due.iter().filter(|it| it.0 > low).map(|it| (1, it.0, it.1)).collect();
            let sent: Vec<Packet> =
                cluster.sent_by(replica, MessageKind::Prepare).into_iter().cloned().collect();
            match replica {
                1 => assert_eq!(sent.len(), 0, "the primary's vote is its PRE-PREPARE"),
                _ => assert_eq!(prepares(&sent), expected, "n = {n}, replica {replica}"),
            }
        }
    }
}

#[test]
fn c095_a_proposal_against_o_is_refused_and_convicts_the_primary() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (a, b) = (cluster.batch(1, "put x 1"), cluster.batch(1, "put x 2"));
        let me = n - 1;
        let certificate = || vec![cluster.prepared(0, 2, a.digest())];
        let changes = (0..cluster.quorums().quorum).map(|by| cluster.view_change(by, 1, certificate()));
        let new_view = cluster.new_view(1, changes.collect(), &[(1, null_digest()), (2, a.digest())]);
        let new_view = cluster.sign(new_view);
        cluster.give(me, Message::NewView(new_view));
        for seq in [1, 2] {
            let proposal = cluster.pre_prepare(1, seq, &b);
            assert_eq!(
                cluster.refuses(me, proposal),
                RejectReason::ConflictingPrePrepare,
                "n = {n}, number {seq}"
            );
        }
        let convicted = (Author::Replica(ReplicaId(1)), Offence::ConflictingPrePrepares);
        assert_eq!(cluster.evidence_of(me), [convicted]);
        let voted: Vec<Packet> = cluster.sent_by(me, MessageKind::Prepare).into_iter().cloned().collect();
        assert_eq!(prepares(&voted), [(1, 1, null_digest()), (1, 2, a.digest())]);
        // The number after max-s is the primary's to assign.
        let proposal = cluster.pre_prepare(1, 3, &b);
        assert_eq!(prepares(&cluster.give(me, proposal)), [(1, 3, b.digest())]);
    }
}

#[test]
fn c096_the_primary_goes_on_after_max_s_with_the_requests_that_o_does_not_hold() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::with(with_three_clients(n));
        cluster.submit(0, "put a 1");
        cluster.deliver_but(is_commit);
        cluster.silent.insert(NodeId(0));
        for client in [1, 2] {
            cluster.submit(client, "put b 2");
            cluster.deliver_all();
            cluster.ring(n + client, Timer::Client);
        }
        cluster.deliver_all();
        cluster.forget();
        (2..n).for_each(|replica| cluster.ring(replica, Timer::Request));
        cluster.deliver_all();

        assert_eq!(assigned(&cluster, 1).iter().map(|it| it.0).collect::<Vec<_>>(), [1]);
        let proposed: Vec<_> = (cluster.sent_by(1, MessageKind::PrePrepare).iter())
            .filter(|packet| packet.to == NodeId(2))
            .filter_map(|packet| match &packet.message {
                Message::PrePrepare { header, batch } => {
                    Some((header.seq.0, batch.requests().iter().map(|it| it.client.0).collect::<Vec<_>>()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(
            proposed,
            [(2, vec![1, 2])],
            "n = {n}: numbered after max-s, the request in O not once more"
        );
        assert!(cluster.clients.iter().all(|client| client.answered() == 1));
        for replica in 1..n {
            assert_eq!(cluster.replicas[replica as usize].last_executed(), Seq(2));
            assert_eq!(cluster.waiting(replica), []);
        }
    }
}

#[test]
fn c096_a_request_of_o_that_its_client_sends_again_is_not_proposed_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "put x 1");
        let request = cluster.request(0, 1, "put x 1");
        let proposal = cluster.pre_prepare(0, 1, &batch);
        cluster.give(1, proposal);
        let certificate = || vec![cluster.prepared(0, 1, batch.digest())];
        let others: Vec<u32> = cluster.backups(1).collect();
        let changes: Vec<_> = others.iter().map(|by| cluster.view_change(*by, 1, certificate())).collect();
        // Between its crash and the new view the primary forgot the pending requests.
        cluster.restart(1, Disk::Kept);
        changes.into_iter().for_each(|change| drop(cluster.give(1, Message::ViewChange(change))));
        assert_eq!(assigned(&cluster, 1), [(1, batch.digest())]);
        cluster.forget();
        cluster.give(1, Message::Request(request));
        assert!(cluster.sent_by(1, MessageKind::PrePrepare).is_empty(), "n = {n}");
        assert_eq!(cluster.waiting(1), [(0, 1)]);
    }
}

#[test]
fn c097_an_executed_number_that_is_assigned_again_is_voted_on_and_not_executed_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        (0..3).for_each(|_| cluster.run(0, "add x 1"));
        cluster.submit(0, "put y 2");
        cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Prepare);
        cluster.forget();
        (1..n).for_each(|replica| cluster.ring(replica, Timer::Request));
        cluster.deliver_all();

        let due = assigned(&cluster, 2);
        assert_eq!(due.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 3]);
        for replica in 0..n {
            let executed: Vec<u64> = cluster.executions(replica).iter().map(|it| it.seq.0).collect();
            assert_eq!(executed, [4], "n = {n}: only the new request");
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("3"));
            let sent: Vec<Packet> =
                cluster.sent.iter().filter(|it| it.from == NodeId(replica)).cloned().collect();
            let again: Vec<_> = commits(&sent).into_iter().filter(|it| it.1 <= 3).collect();
            assert_eq!(again, due.iter().map(|it| (1, it.0, it.1)).collect::<Vec<_>>(), "committed again");
            assert_eq!(replies(&sent).iter().map(|it| it.1).collect::<Vec<_>>(), [4], "no second reply");
        }
    }
}

/// All but the last replica execute 9 numbers, find 8 stable and prepare 10; then they change the view. The last one
/// hears of nothing but the NEW-VIEW and the state that it asks for.
fn beyond_the_last_replica(n: u32) -> Cluster {
    let mut cluster = Cluster::of(n);
    let me = NodeId(n - 1);
    cluster.silent.insert(me);
    (0..9).for_each(|_| cluster.run(0, "add x 1"));
    cluster.submit(0, "add x 1");
    cluster.deliver_but(is_commit);
    cluster.silent.remove(&me);
    (1..n - 1).for_each(|replica| cluster.ring(replica, Timer::Request));
    let kept = [MessageKind::NewView, MessageKind::State];
    cluster.deliver_but(|packet| packet.to == me && !kept.contains(&packet.message.kind()));
    cluster
}

#[test]
fn c099_a_view_that_starts_beyond_the_own_state_moves_h_with_proof_and_fetches_the_state() {
    for n in Cluster::sizes_with_faults() {
        let cluster = beyond_the_last_replica(n);
        let me = n - 1;
        let replica = &cluster.replicas[me as usize];
        // Delivered to the end: the NEW-VIEW and the state that it asked for came.
        assert_eq!(
            (replica.view(), replica.low_water_mark(), replica.last_executed()),
            (View(1), Seq(8), Seq(8))
        );

        // Now step by step, with the very NEW-VIEW.
        let new_view = replica.new_view().expect("it entered view 1").clone().into_signed();
        let mut late = Cluster::of(n);
        let sent = late.give(me, Message::NewView(new_view));
        let replica = &late.replicas[me as usize];
        assert_eq!((replica.low_water_mark(), replica.last_executed()), (Seq(8), Seq(0)), "n = {n}");
        assert!(replica.transferring() && replica.stable_proof().len() >= late.quorums().quorum);
        assert_eq!(sent.iter().filter(|it| it.message.kind() == MessageKind::FetchState).count(), 1);
        assert_eq!(prepares(&sent).iter().map(|it| it.1).collect::<Vec<_>>(), [9, 10], "it votes above h");
        let started = Event::StateTransferStarted { min_seq: Seq(8) };
        assert!(late.facts_of(me).any(|fact| *fact == started));
    }
}

#[test]
fn c099_while_the_state_is_fetched_votes_for_numbers_above_h_go_on() {
    for n in Cluster::sizes_with_faults() {
        let cluster = beyond_the_last_replica(n);
        let me = n - 1;
        let new_view =
            cluster.replicas[me as usize].new_view().expect("it entered view 1").clone().into_signed();
        let mut late = Cluster::of(n);
        late.give(me, Message::NewView(new_view));
        let batch = late.batch(30, "put y 2");
        let proposal = late.pre_prepare(1, 11, &batch);
        assert_eq!(prepares(&late.give(me, proposal)), [(1, 11, batch.digest())]);
        let mut sent = Vec::new();
        for by in late.other_backups(me, 1).collect::<Vec<_>>() {
            let prepare = late.prepare(by, 1, 11, batch.digest());
            sent.extend(late.give(me, Message::Prepare(prepare)));
        }
        assert_eq!(commits(&sent), [(1, 11, batch.digest())], "n = {n}");
        assert_eq!(
            late.replicas[me as usize].last_executed(),
            Seq(0),
            "nothing executes before the state is there"
        );
    }
}

#[test]
fn c100_an_unknown_batch_in_o_is_prepared_fetched_and_committed_once_it_is_here() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, batch) = (n - 1, cluster.batch(1, "put x 1"));
        let digest = batch.digest();
        let certificate = || vec![cluster.prepared(0, 1, digest)];
        let changes = (0..cluster.quorums().quorum).map(|by| cluster.view_change(by, 1, certificate()));
        let new_view = cluster.new_view(1, changes.collect(), &[(1, digest)]);
        let new_view = cluster.sign(new_view);

        let sent = cluster.give(me, Message::NewView(new_view));
        assert_eq!(prepares(&sent), [(1, 1, digest)]);
        let asked: Vec<u32> = (sent.iter().filter(|it| it.message.kind() == MessageKind::FetchBatch))
            .map(|packet| packet.to.0)
            .collect();
        assert_eq!(asked, (0..me).collect::<Vec<_>>(), "all others are asked");

        let mut sent = Vec::new();
        for by in cluster.other_backups(me, 1).collect::<Vec<_>>() {
            let prepare = cluster.prepare(by, 1, 1, digest);
            sent.extend(cluster.give(me, Message::Prepare(prepare)));
        }
        for by in 0..me {
            let commit = cluster.commit(by, 1, 1, digest);
            sent.extend(cluster.give(me, Message::Commit(commit)));
        }
        assert_eq!(commits(&sent), [], "n = {n}: prepared needs the batch");
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(0));
        assert!(cluster.runs(me, Timer::FetchBatch));

        let sent = cluster.give(me, Message::Batch(batch));
        assert_eq!(commits(&sent), [(1, 1, digest)]);
        assert_eq!(cluster.replicas[me as usize].last_executed(), Seq(1));
        assert!(!cluster.runs(me, Timer::FetchBatch));
    }
}

#[test]
fn c101_two_valid_new_views_of_one_primary_are_evidence_and_prepare_at_most_one_digest() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (a, b) = (cluster.batch(1, "put x 1"), cluster.batch(1, "put x 2"));
        let quorum = cluster.quorums().quorum;
        let blank = |by| cluster.view_change(by, 1, Vec::new());
        let proves = cluster.view_change(0, 1, vec![cluster.prepared(0, 1, a.digest())]);
        let with = [vec![proves], (1..quorum).map(blank).collect()].concat();
        let without: Vec<_> = (n - quorum..n).map(blank).collect();
        let with = Message::NewView(cluster.sign(cluster.new_view(1, with, &[(1, a.digest())])));
        let without = Message::NewView(cluster.sign(cluster.new_view(1, without, &[])));

        // Replica 1 is the liar; its halves of the backups see one view each, then the other one too.
        cluster.silent.insert(NodeId(1));
        let proposal = cluster.pre_prepare(1, 1, &b);
        for (index, backup) in cluster.backups(1).enumerate() {
            if index % 2 == 0 {
                cluster.give(backup, with.clone());
                cluster.give(backup, Message::Batch(a.clone()));
            } else {
                cluster.give(backup, without.clone());
                cluster.give(backup, proposal.clone());
            }
        }
        for backup in cluster.backups(1) {
            cluster.give(backup, with.clone());
            cluster.give(backup, without.clone());
            cluster.give(backup, proposal.clone());
        }
        cluster.deliver_all();

        let mut prepared: BTreeMap<(View, Seq), Digest> = BTreeMap::new();
        for (_, fact) in &cluster.facts {
            if let Event::Prepared(Assignment { view, seq, digest }) = fact {
                assert_eq!(prepared.entry((*view, *seq)).or_insert(*digest), digest, "n = {n}: invariant I6");
            }
        }
        let convicted = (Author::Replica(ReplicaId(1)), Offence::ConflictingNewViews);
        for backup in cluster.backups(1) {
            assert!(cluster.evidence_of(backup).contains(&convicted), "n = {n}, replica {backup}");
            assert!(cluster.phase(backup, 1) >= Phase::PrePrepared);
        }
    }
}

#[test]
fn c099_the_checkpoint_that_a_view_starts_from_is_stable_at_once_where_it_is_the_own_state() {
    for n in Cluster::sizes_with_faults() {
        // All replicas executed 8. Only replica 0 received the CHECKPOINTs.
        let mut cluster = Cluster::of(n);
        (0..7).for_each(|_| cluster.run(0, "add x 1"));
        cluster.submit(0, "add x 1");
        cluster.deliver_but(is_checkpoint);
        let digest = cluster.replicas[0].state_digest();
        let change = ViewChange {
            low_water_mark: Seq(8),
            checkpoints: cluster.stable_proof(8, digest),
            ..cluster.blank_view_change(0, 1)
        };
        let others = (1..cluster.quorums().quorum).map(|by| cluster.view_change(by, 1, Vec::new()));
        let changes = [vec![cluster.sign(change)], others.collect()].concat();
        let new_view = cluster.sign(cluster.new_view(1, changes, &[]));
        cluster.give(n - 1, Message::NewView(new_view));
        let replica = &cluster.replicas[n as usize - 1];
        assert_eq!((replica.low_water_mark(), replica.last_executed()), (Seq(8), Seq(8)), "n = {n}");
        assert!(!replica.transferring() && replica.stable_proof().len() >= cluster.quorums().quorum);
    }
}
