//! Lines 42 to 53: PREPARE and COMMIT (protocol sections 3.5 to 3.7).

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::envelope::BadSignature;
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Commit, Prepare};
use pbft_lab::pbft::{
    Digest, Event, Message, MessageKind, Phase, RejectReason, ReplicaId, ReplicaSet, Seq, Timer, View,
};
use pbft_lab::process::NodeId;

use crate::paper::cluster::{Cluster, Packet, SIZES};
use crate::paper::drive::{commits, prepares, replies};

impl Cluster {
    fn vote(&self, kind: MessageKind, by: u32, view: u64, seq: u64, digest: Digest) -> Message {
        match kind {
            MessageKind::Prepare => Message::Prepare(self.prepare(by, view, seq, digest)),
            _ => Message::Commit(self.commit(by, view, seq, digest)),
        }
    }

    fn give_prepare(&mut self, to: u32, by: u32, view: u64, seq: u64, digest: Digest) -> Vec<Packet> {
        self.give(to, self.vote(MessageKind::Prepare, by, view, seq, digest))
    }

    fn give_commit(&mut self, to: u32, by: u32, view: u64, seq: u64, digest: Digest) -> Vec<Packet> {
        self.give(to, self.vote(MessageKind::Commit, by, view, seq, digest))
    }

    /// Number 1 pre-prepared at a replica: at the primary by a request, at a backup by the PRE-PREPARE. Says whose PREPAREs
    /// may come and how many of them are missing.
    fn pre_prepared_at(&mut self, replica: u32, batch: &Rc<Batch>) -> (Vec<u32>, usize) {
        let missing = self.quorums().prepares() as usize;
        let others: Vec<u32> = self.other_backups(replica, 0).collect();
        if replica == 0 {
            self.give(0, Message::Request(Rc::clone(&batch.requests()[0])));
            return (others, missing);
        }
        self.give(replica, self.pre_prepare(0, 1, batch));
        (others, missing - 1)
    }
}

fn set(replicas: impl IntoIterator<Item = u32>) -> ReplicaSet {
    replicas.into_iter().map(ReplicaId).collect()
}

#[test]
fn c042_votes_that_come_before_the_pre_prepare_count_once_it_arrives() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            for voter in cluster.others(replica, cluster.quorums().quorum - 1) {
                assert!(cluster.give_commit(replica, voter, 0, 1, batch.digest()).is_empty());
            }
            let backups = cluster.other_backups(replica, 0);
            for voter in backups.take(cluster.quorums().prepares() as usize - 1) {
                assert!(cluster.give_prepare(replica, voter, 0, 1, batch.digest()).is_empty());
            }
            assert_eq!(cluster.phase(replica, 1), Phase::Empty);
            let sent = cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            assert_eq!(prepares(&sent), [(0, 1, batch.digest())]);
            assert_eq!(commits(&sent), [(0, 1, batch.digest())]);
            assert_eq!(replies(&sent), [(0, 1, "1".to_owned())], "n = {n}: executed at once");
        }
    }
}

#[test]
fn c043_a_prepare_of_the_primary_is_rejected() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            let (others, missing) = cluster.pre_prepared_at(replica, &batch);
            for voter in &others[..missing - 1] {
                cluster.give_prepare(replica, *voter, 0, 1, batch.digest());
            }
            // One PREPARE is missing. A PREPARE of the primary does not replace it, whatever its digest.
            for (view, seq, digest) in
                [(0, 1, batch.digest()), (0, 2, batch.digest()), (0, 1, Digest([1; 32]))]
            {
                let message = cluster.vote(MessageKind::Prepare, 0, view, seq, digest);
                assert_eq!(cluster.refuses(replica, message), RejectReason::PrepareFromPrimary);
            }
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared, "n = {n}");
            let caught = (Author::Replica(ReplicaId(0)), Offence::PrepareByPrimary);
            assert_eq!(cluster.evidence_of(replica), [caught]);
            let forged = cluster.forge(Prepare {
                view: View(0),
                seq: Seq(1),
                digest: batch.digest(),
                replica: ReplicaId(0),
            });
            assert_ne!(cluster.refuses(replica, Message::Prepare(forged)), RejectReason::PrepareFromPrimary);
        }
    }
}

#[test]
fn c044_a_sender_counts_once_and_a_conflicting_vote_is_evidence() {
    let rows = [
        (MessageKind::Prepare, Offence::ConflictingPrepares),
        (MessageKind::Commit, Offence::ConflictingCommits),
    ];
    for n in Cluster::sizes_with_faults() {
        for ((kind, offence), pre_prepare_first) in
            rows.into_iter().flat_map(|row| [(row, true), (row, false)])
        {
            let mut cluster = Cluster::of(n);
            let (batch, other) = (cluster.batch(1, "add x 1"), Digest([1; 32]));
            for replica in [1, n - 1] {
                let liar = cluster.other_backups(replica, 0).next().expect("n is at least 4");
                if pre_prepare_first {
                    cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
                }
                let first = cluster.vote(kind, liar, 0, 1, batch.digest());
                cluster.give(replica, first.clone());
                for _ in 0..n {
                    assert_eq!(cluster.refuses(replica, first.clone()), RejectReason::Duplicate);
                }
                assert_eq!(cluster.evidence_of(replica), [], "repeating oneself is no offence");
                let second = cluster.vote(kind, liar, 0, 1, other);
                assert_eq!(cluster.refuses(replica, second), RejectReason::ConflictingVote);
                let caught = (Author::Replica(ReplicaId(liar)), offence);
                assert_eq!(cluster.evidence_of(replica), [caught], "n = {n}");
                let slot = cluster.slot(replica, 1).expect("the number is known");
                let votes = if kind == MessageKind::Prepare { slot.prepares } else { slot.commits };
                let own = (kind == MessageKind::Prepare && pre_prepare_first).then_some(replica);
                assert_eq!(votes, set([liar].into_iter().chain(own)));
            }
        }
    }
}

#[test]
fn c044_a_first_vote_for_another_digest_does_not_count_for_this_one() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        let (others, missing) = cluster.pre_prepared_at(1, &batch);
        for voter in &others[..missing] {
            cluster.give_prepare(1, *voter, 0, 1, Digest([1; 32]));
            let late = cluster.vote(MessageKind::Prepare, *voter, 0, 1, batch.digest());
            assert_eq!(cluster.refuses(1, late), RejectReason::ConflictingVote);
        }
        assert_eq!(cluster.phase(1, 1), Phase::PrePrepared, "n = {n}");
    }
}

#[test]
fn c045_own_votes_that_come_back_do_not_count_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in 0..n {
            if replica != 0 {
                // Before it has voted, a vote in its own name is refused as well.
                let own = cluster.vote(MessageKind::Prepare, replica, 0, 1, batch.digest());
                assert_eq!(cluster.refuses(replica, own), RejectReason::OwnMessage);
            }
            let (others, missing) = cluster.pre_prepared_at(replica, &batch);
            let reflect = |cluster: &mut Cluster, kind| {
                let own = cluster.sent_by(replica, kind).first().map(|packet| packet.message.clone());
                let own = own.expect("the replica has voted");
                for _ in 0..n {
                    cluster.refuses(replica, own.clone());
                }
            };
            match replica {
                0 => reflect(&mut cluster, MessageKind::PrePrepare),
                _ => reflect(&mut cluster, MessageKind::Prepare),
            }
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared);
            for voter in &others[..missing] {
                cluster.give_prepare(replica, *voter, 0, 1, batch.digest());
            }
            reflect(&mut cluster, MessageKind::Commit);
            assert_eq!(cluster.phase(replica, 1), Phase::Prepared, "n = {n}, replica {replica}");
            assert_eq!(cluster.slot(replica, 1).map(|slot| slot.commits), Some(set([replica])));
        }
    }
}

#[test]
fn c046_prepared_exactly_at_quorum() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in 0..n {
            let (mut others, missing) = cluster.pre_prepared_at(replica, &batch);
            let spare = others.pop().expect("one more than needed");
            cluster.give_prepare(replica, spare, 0, 1, Digest([1; 32]));
            let (last, first) = others[..missing].split_last().expect("one is missing at least");
            for voter in first {
                let sent = cluster.give_prepare(replica, *voter, 0, 1, batch.digest());
                assert_eq!(commits(&sent), [], "n = {n}: too early");
            }
            // The last voter first votes for another number and in another view.
            cluster.give_prepare(replica, *last, 0, 2, batch.digest());
            cluster.give_prepare(replica, *last, 1, 1, batch.digest());
            cluster.give_prepare(replica, *last, 2, 1, batch.digest());
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared, "n = {n}: Q - 2 are too few");
            let sent = cluster.give_prepare(replica, *last, 0, 1, batch.digest());
            assert_eq!(cluster.phase(replica, 1), Phase::Prepared, "n = {n}, replica {replica}");
            assert_eq!(commits(&sent), [(0, 1, batch.digest())]);
        }
    }
}

#[test]
fn c047_prepared_waits_for_the_batch() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(1) {
            let sent = cluster.enter_view_1(replica, &[(1, batch.digest())]);
            assert_eq!(prepares(&sent), [(1, 1, batch.digest())]);
            for voter in cluster.other_backups(replica, 1) {
                let sent = cluster.give_prepare(replica, voter, 1, 1, batch.digest());
                assert_eq!(commits(&sent), []);
            }
            assert_eq!(cluster.phase(replica, 1), Phase::Empty, "n = {n}: the batch is unknown");
            let by_itself = Message::Batch(Rc::clone(&batch));
            let with_header = cluster.pre_prepare(1, 1, &batch);
            let arrival = if replica % 2 == 0 { by_itself } else { with_header };
            let sent = cluster.give(replica, arrival);
            assert_eq!(commits(&sent), [(1, 1, batch.digest())], "n = {n}, replica {replica}");
            assert_eq!(cluster.phase(replica, 1), Phase::Prepared);
            assert!(!cluster.runs(replica, Timer::FetchBatch), "nothing is missing any more");
        }
    }
}

#[test]
fn c047_a_batch_that_comes_with_a_commit_certificate_prepares_as_well() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(1) {
            cluster.enter_view_1(replica, &[(1, batch.digest())]);
            for voter in cluster.other_backups(replica, 1) {
                cluster.give_prepare(replica, voter, 1, 1, batch.digest());
            }
            let certificate = cluster.commit_certificate(1, 1, &batch);
            let sent = cluster.give(replica, certificate);
            assert_eq!(replies(&sent), [(1, 1, "1".to_owned())]);
            assert_eq!(commits(&sent), [(1, 1, batch.digest())], "n = {n}, replica {replica}");
            assert!(!cluster.runs(replica, Timer::FetchBatch), "nothing is missing any more");
        }
    }
}

#[test]
fn c048_commit_is_sent_once_and_only_when_prepared() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in 0..n {
            cluster.pre_prepared_at(replica, &batch);
            for voter in cluster.other_backups(replica, 0) {
                let prepared = cluster.phase(replica, 1) >= Phase::Prepared;
                let sent = cluster.give_prepare(replica, voter, 0, 1, batch.digest());
                let crossed = !prepared && cluster.phase(replica, 1) >= Phase::Prepared;
                assert_eq!(commits(&sent).len(), usize::from(crossed), "n = {n}: with the certificate, once");
            }
            for voter in cluster.others(replica, n) {
                cluster.give_commit(replica, voter, 0, 1, batch.digest());
            }
            if replica != 0 {
                cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            }
            let all = cluster.sent_by(replica, MessageKind::Commit);
            assert_eq!(all.len() as u32, n - 1, "n = {n}: one COMMIT to each other replica");
            assert_eq!(cluster.phase(replica, 1), Phase::Executed);
        }
    }
}

#[test]
fn c048_commit_is_sent_only_while_active() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            cluster.pre_prepared_at(replica, &batch);
            cluster.ring(replica, Timer::Request);
            for voter in cluster.other_backups(replica, 0) {
                let message = cluster.vote(MessageKind::Prepare, voter, 0, 1, batch.digest());
                let reason = cluster.refuses(replica, message);
                assert_eq!(reason, RejectReason::ViewChangePending { view: View(1) }, "n = {n}");
            }
            assert!(cluster.sent_by(replica, MessageKind::Commit).is_empty());
        }
    }
}

#[test]
fn c049_committed_exactly_at_a_quorum_of_commits() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in 0..n {
            let (others, missing) = cluster.pre_prepared_at(replica, &batch);
            for voter in &others[..missing] {
                cluster.give_prepare(replica, *voter, 0, 1, batch.digest());
            }
            // The own COMMIT is one; at a backup the primary's is the last that is needed.
            let mut voters = cluster.others(replica, n);
            voters.reverse();
            let needed = cluster.quorums().quorum as usize - 1;
            let (last, first) = voters.split_last().expect("there are others");
            cluster.give_commit(replica, first[needed - 1], 0, 1, Digest([1; 32]));
            for voter in &first[..needed - 1] {
                let sent = cluster.give_commit(replica, *voter, 0, 1, batch.digest());
                assert!(sent.is_empty());
                assert_eq!(cluster.phase(replica, 1), Phase::Prepared, "n = {n}: fewer than Q");
            }
            assert!(replica == 0 || *last == 0, "the primary's COMMIT completes the quorum");
            let sent = cluster.give_commit(replica, *last, 0, 1, batch.digest());
            assert_eq!(replies(&sent), [(0, 1, "1".to_owned())], "n = {n}, replica {replica}");
            let committed = |fact: &&Event| matches!(fact, Event::CommittedLocal(it) if it.seq == Seq(1));
            assert_eq!(cluster.facts_of(replica).filter(committed).count(), 1);
        }
    }
}

#[test]
fn c050_commits_alone_do_not_commit() {
    for n in Cluster::sizes_with_faults() {
        for pre_prepared in [false, true] {
            let mut cluster = Cluster::of(n);
            let batch = cluster.batch(1, "add x 1");
            for replica in cluster.backups(0) {
                if pre_prepared {
                    cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
                }
                for voter in cluster.others(replica, n) {
                    let sent = cluster.give_commit(replica, voter, 0, 1, batch.digest());
                    assert!(sent.is_empty(), "n = {n}");
                }
                assert!(cluster.phase(replica, 1) <= Phase::PrePrepared);
                assert_eq!(cluster.replicas[replica as usize].last_executed(), Seq(0));
            }
        }
    }
}

#[test]
fn c051_votes_outside_the_window_or_of_another_view_are_rejected() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        let digest = Digest([1; 32]);
        for (replica, kind) in (0..n).flat_map(|it| [(it, MessageKind::Prepare), (it, MessageKind::Commit)]) {
            let voter = cluster.other_backups(replica, 0).next().expect("n is at least 4");
            for seq in [0, 1, 7, 8, 25, 26, 1 << 60, u64::MAX] {
                let reason = cluster.refuses(replica, cluster.vote(kind, voter, 0, seq, digest));
                assert_eq!(reason, RejectReason::OutsideWindow { seq: Seq(seq), low: Seq(8), high: Seq(24) });
            }
            let quorums = cluster.quorums();
            for view in (2..6).chain([u64::MAX]).filter(|view| quorums.primary(View(*view)).0 != voter) {
                let reason = cluster.refuses(replica, cluster.vote(kind, voter, view, 9, digest));
                assert_eq!(reason, RejectReason::WrongView { got: View(view), at: View(0) }, "n = {n}");
            }
            for seq in [9, 24] {
                cluster.give(replica, cluster.vote(kind, voter, 0, seq, digest));
                let slot = cluster.slot(replica, seq).expect("in the window");
                let votes = if kind == MessageKind::Prepare { slot.prepares } else { slot.commits };
                assert!(votes.contains(ReplicaId(voter)));
            }
        }
    }
}

#[test]
fn c051_votes_of_a_view_that_was_left_are_rejected() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.change_view(0, "add x 1");
        for replica in 1..n {
            for kind in [MessageKind::Prepare, MessageKind::Commit] {
                let voter = cluster.other_backups(replica, 0).next().expect("n is at least 4");
                let reason = cluster.refuses(replica, cluster.vote(kind, voter, 0, 3, Digest([1; 32])));
                assert_eq!(reason, RejectReason::WrongView { got: View(0), at: View(1) }, "n = {n}");
            }
        }
    }
}

#[test]
fn c051_only_a_signed_vote_above_the_window_makes_a_replica_ask_where_the_others_are() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let prepare = Prepare { view: View(0), seq: Seq(17), digest: Digest([1; 32]), replica: ReplicaId(2) };
        let commit = Commit { view: View(0), seq: Seq(17), digest: Digest([1; 32]), replica: ReplicaId(2) };
        let wrong = RejectReason::BadSignature(BadSignature::Wrong(Author::Replica(ReplicaId(2))));
        let forged = [Message::Prepare(cluster.forge(prepare)), Message::Commit(cluster.forge(commit))];
        for message in forged {
            assert_eq!(cluster.refuses(1, message), wrong);
            assert!(!cluster.runs(1, Timer::Status), "n = {n}: any node could have made it");
        }
        cluster.refuses(1, Message::Prepare(cluster.sign(prepare)));
        assert!(cluster.runs(1, Timer::Status));
    }
}

#[test]
fn c052_votes_of_one_view_complete_no_certificate_of_another() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        let (view_0, view_1, digest) = (0, 1, batch.digest());
        for replica in cluster.backups(1).filter(|replica| *replica != 0) {
            // View 0: nothing but votes. Those of view 1 are early.
            for voter in cluster.other_backups(replica, view_0) {
                cluster.give_prepare(replica, voter, view_0, 1, digest);
            }
            for voter in cluster.others(replica, n) {
                cluster.give_commit(replica, voter, view_0, 1, digest);
            }
            cluster.enter_view_1(replica, &[]);
            cluster.give(replica, cluster.pre_prepare(view_1, 1, &batch));
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared, "n = {n}: old PREPAREs do not count");
            let (last, first) = {
                let mut others: Vec<u32> = cluster.other_backups(replica, view_1).collect();
                others.truncate(cluster.quorums().prepares() as usize - 1);
                (others.pop().expect("Q is at least 3"), others)
            };
            first.iter().for_each(|voter| drop(cluster.give_prepare(replica, *voter, view_1, 1, digest)));
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared);
            cluster.give_prepare(replica, last, view_1, 1, digest);
            assert_eq!(cluster.phase(replica, 1), Phase::Prepared, "n = {n}: old COMMITs do not count");
            assert_eq!(cluster.slot(replica, 1).map(|slot| slot.commits), Some(set([replica])));
        }
    }
}

#[test]
fn c052_early_votes_of_the_next_view_complete_no_certificate_of_this_one() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            for voter in cluster.other_backups(replica, 1) {
                cluster.give_prepare(replica, voter, 1, 1, batch.digest());
                cluster.give_commit(replica, voter, 1, 1, batch.digest());
            }
            cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared, "n = {n}");
        }
    }
}

#[test]
fn c053_a_cluster_of_one_executes_without_any_message_between_replicas() {
    assert!(SIZES.contains(&1));
    let mut cluster = Cluster::of(1);
    for round in 1..=20u64 {
        cluster.forget();
        let sent = cluster.give(0, Message::Request(cluster.request(0, round, "add x 1")));
        assert_eq!(replies(&sent), [(0, round, round.to_string())]);
        assert_eq!((sent.len(), sent[0].to), (1, NodeId(1)), "the REPLY to the client, nothing else");
    }
    assert_eq!(cluster.replicas[0].last_executed(), Seq(20));
    assert_eq!(cluster.replicas[0].low_water_mark(), Seq(16));
}
