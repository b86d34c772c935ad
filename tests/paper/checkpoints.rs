//! Lines 59 to 64, 66 and 67: checkpoints, garbage collection and the window (protocol section 3.9).

use std::collections::BTreeSet;
use std::rc::Rc;

use pbft_lab::pbft::event::{Alarm, Offence};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Checkpoint, StateTransfer};
use pbft_lab::pbft::state::Snapshot;
use pbft_lab::pbft::{
    ClientId, Digest, Event, Message, MessageKind, ProtocolParams, RejectReason, ReplicaId, Seq, Timer,
    Timestamp, View,
};

use crate::paper::cluster::{Cluster, Packet, SIZES};

impl Cluster {
    /// Lets a replica execute the numbers `1..=last` of view 0 by the votes of just enough others.
    fn execute_up_to(&mut self, replica: u32, last: u64) {
        for seq in 1..=last {
            let batch = self.batch(seq, "add x 1");
            self.decide(replica, 0, seq, &batch);
        }
        assert_eq!(self.replicas[replica as usize].last_executed(), Seq(last));
    }

    fn give_checkpoint(&mut self, to: u32, by: u32, seq: u64, digest: Digest) -> Vec<Packet> {
        self.give(to, Message::Checkpoint(self.checkpoint(by, seq, digest)))
    }

    fn refuses_checkpoint(&mut self, to: u32, by: u32, seq: u64, digest: Digest) -> RejectReason {
        self.refuses(to, Message::Checkpoint(self.checkpoint(by, seq, digest)))
    }

    fn low(&self, replica: u32) -> u64 {
        self.replicas[replica as usize].low_water_mark().0
    }

    fn held_checkpoints(&self, replica: u32) -> usize {
        self.replicas[replica as usize].footprint().checkpoints
    }

    /// The stable checkpoint at 8 of a history in which x is 800.
    fn other_history(&self) -> StateTransfer {
        let mut snapshot = Snapshot::default();
        let result = snapshot.service.execute(b"put x 800");
        snapshot.clients.set(ClientId(0), Timestamp(8), result);
        let digest = snapshot.digest(Seq(8));
        let (proof, snapshot) = (self.stable_proof(8, digest), Rc::new(snapshot));
        StateTransfer { seq: Seq(8), digest, proof, snapshot }
    }
}

/// The FETCH-STATEs among these packets: to whom, and the oldest checkpoint that helps.
fn fetches(sent: &[Packet]) -> Vec<(u32, u64)> {
    let fetch = |packet: &Packet| match &packet.message {
        Message::FetchState(fetch) => Some((packet.to.0, fetch.min_seq.0)),
        _ => None,
    };
    sent.iter().filter_map(fetch).collect()
}

#[test]
fn c059_a_checkpoint_is_sent_exactly_at_each_multiple_of_the_interval() {
    for n in SIZES {
        for (interval, numbers) in [(1, (1..=20).collect()), (5, vec![5, 10, 15, 20]), (8, vec![8, 16])] {
            let params =
                ProtocolParams { replicas: n, checkpoint_interval: interval, ..ProtocolParams::default() };
            let mut cluster = Cluster::with(ProtocolParams { log_size: 4 * interval, ..params });
            (0..20).for_each(|_| cluster.run(0, "add x 1"));
            for replica in 0..n {
                let taken: Vec<u64> = (cluster.facts_of(replica))
                    .filter_map(|fact| match fact {
                        Event::CheckpointTaken { seq, .. } => Some(seq.0),
                        _ => None,
                    })
                    .collect();
                assert_eq!(taken, numbers, "n = {n}, interval {interval}");
                let sent = cluster.sent_by(replica, MessageKind::Checkpoint).len();
                assert_eq!(sent, numbers.len() * (n as usize - 1), "each goes to all others, once");
            }
        }
    }
}

#[test]
fn c059_the_checkpoint_goes_out_with_the_execution_and_names_the_state() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for replica in cluster.backups(0) {
            cluster.execute_up_to(replica, 7);
            assert!(cluster.sent_by(replica, MessageKind::Checkpoint).is_empty(), "n = {n}: too early");
            let batch = cluster.batch(8, "add x 1");
            let sent = cluster.decide(replica, 0, 8, &batch);
            let state = cluster.replicas[replica as usize].state_digest();
            let due = Message::Checkpoint(cluster.checkpoint(replica, 8, state));
            assert_eq!(sent.iter().filter(|packet| packet.message == due).count() as u32, n - 1);
        }
    }
}

#[test]
fn c060_the_mark_moves_at_a_quorum_of_checkpoints_that_match_the_own_state() {
    for n in SIZES {
        let mut cluster = Cluster::of(n);
        for _ in 0..8 {
            cluster.submit(0, "add x 1");
            cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Checkpoint);
        }
        for replica in 0..n {
            let own = cluster.replicas[replica as usize].state_digest();
            let mut others = cluster.others(replica, n);
            if let Some(liar) = others.pop() {
                cluster.give_checkpoint(replica, liar, 8, Digest([1; 32]));
            }
            let needed = cluster.quorums().quorum as usize - 1;
            for voter in &others[..needed] {
                assert_eq!(cluster.low(replica), 0, "n = {n}: fewer than Q agree");
                cluster.give_checkpoint(replica, *voter, 8, own);
            }
            assert_eq!(cluster.low(replica), 8, "n = {n}, replica {replica}");
            assert_eq!(cluster.replicas[replica as usize].high_water_mark(), Seq(24));
            assert_eq!(cluster.replicas[replica as usize].stable_proof().len(), cluster.quorums().quorum);
            let stable = Event::Stable { seq: Seq(8), digest: own };
            assert_eq!(cluster.facts_of(replica).filter(|fact| **fact == stable).count(), 1);
        }
    }
}

#[test]
fn c060_one_sender_counts_once() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.execute_up_to(1, 8);
        let own = cluster.replicas[1].state_digest();
        cluster.give_checkpoint(1, 0, 8, own);
        for _ in 0..n {
            assert_eq!(cluster.refuses_checkpoint(1, 0, 8, own), RejectReason::Duplicate);
            assert_eq!(
                cluster.refuses_checkpoint(1, 1, 8, own),
                RejectReason::Duplicate,
                "its own comes back"
            );
        }
        assert_eq!(cluster.refuses_checkpoint(1, 0, 8, Digest([1; 32])), RejectReason::ConflictingVote);
        let caught = (Author::Replica(ReplicaId(0)), Offence::ConflictingCheckpoints);
        assert_eq!((cluster.low(1), cluster.evidence_of(1)), (0, vec![caught]), "n = {n}");
    }
}

#[test]
fn c061_a_certified_checkpoint_ahead_moves_nothing_and_is_fetched_after_the_grace_time() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for replica in 0..n {
            let others = cluster.others(replica, cluster.quorums().quorum);
            for voter in &others {
                assert!(!cluster.runs(replica, Timer::FetchState));
                let sent = cluster.give_checkpoint(replica, *voter, 8, Digest([1; 32]));
                assert_eq!(fetches(&sent), []);
            }
            assert_eq!((cluster.low(replica), cluster.held_checkpoints(replica)), (0, others.len()));
            let interval = cluster.config.params().fetch_interval;
            assert_eq!(cluster.span(replica, Timer::FetchState), Some(interval), "n = {n}");
            cluster.forget();
            cluster.ring(replica, Timer::FetchState);
            assert!(cluster.sent_by(replica, MessageKind::FetchState).is_empty(), "one interval of two");
            cluster.ring(replica, Timer::FetchState);
            let sent: Vec<Packet> =
                cluster.sent_by(replica, MessageKind::FetchState).into_iter().cloned().collect();
            assert_eq!(fetches(&sent), [(if replica == n - 1 { 0 } else { replica + 1 }, 8)], "n = {n}");
            let it = &cluster.replicas[replica as usize];
            assert!(it.transferring() && it.low_water_mark() == Seq(0), "only a proof with a state moves h");
        }
    }
}

#[test]
fn c061_a_replica_that_gets_there_in_time_fetches_nothing() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        cluster.execute_up_to(2, 8);
        let digest = cluster.replicas[2].state_digest();
        for voter in cluster.others(1, cluster.quorums().quorum) {
            cluster.give_checkpoint(1, voter, 8, digest);
        }
        cluster.ring(1, Timer::FetchState);
        cluster.execute_up_to(1, 8);
        assert_eq!(cluster.low(1), 8, "n = {n}: the certificate and the own state meet");
        assert!(!cluster.runs(1, Timer::FetchState) && !cluster.replicas[1].transferring());
    }
}

#[test]
fn c062_a_checkpoint_must_be_due_and_above_the_low_water_mark() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        for replica in 0..n {
            let voter = cluster.others(replica, 1)[0];
            for seq in [0, 1, 7, 8, 9, 15, 17, 23, 25, 31, u64::MAX] {
                let reason = cluster.refuses_checkpoint(replica, voter, seq, Digest([1; 32]));
                assert_eq!(reason, RejectReason::BadCheckpointNumber { seq: Seq(seq) }, "n = {n}");
            }
            let body = |seq| Checkpoint { seq: Seq(seq), digest: Digest([1; 32]), replica: ReplicaId(voter) };
            for seq in [16, 32] {
                let forged = Message::Checkpoint(cluster.forge(body(seq)));
                assert_eq!(cluster.refuses(replica, forged).code(), "bad-signature");
            }
            for seq in [16, 24] {
                cluster.give_checkpoint(replica, voter, seq, Digest([1; 32]));
            }
            let votes: Vec<u64> =
                cluster.replicas[replica as usize].checkpoint_votes().map(|(seq, ..)| seq.0).collect();
            assert_eq!(votes, [16, 24], "n = {n}: both ends of the window");
        }
    }
}

#[test]
fn c062_above_the_window_only_the_senders_slot_changes() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for replica in 0..n {
            let voter = cluster.others(replica, 1)[0];
            let before = cluster.picture(replica);
            for seq in [24, 32, 1 << 60, u64::MAX - 7] {
                assert!(cluster.give_checkpoint(replica, voter, seq, Digest([1; 32])).is_empty());
                assert_eq!(cluster.picture(replica), before, "n = {n}: one is not heeded");
                assert_eq!(cluster.held_checkpoints(replica), 1, "n = {n}: the latest of each sender");
            }
            assert_eq!(
                cluster.refuses_checkpoint(replica, voter, 40, Digest([2; 32])),
                RejectReason::Duplicate
            );
        }
    }
}

#[test]
fn c062_what_lay_above_the_window_counts_once_the_window_is_there() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let liar = n - 1;
        cluster.give_checkpoint(1, liar, 24, Digest([1; 32]));
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        let votes: Vec<_> = cluster.replicas[1].checkpoint_votes().collect();
        let of_liar = [ReplicaId(liar)].into_iter().collect();
        assert_eq!(votes, [(Seq(24), Digest([1; 32]), of_liar)], "n = {n}: by an own stable checkpoint");

        // A replica that the window leaves behind: a NEW-VIEW that starts from a checkpoint it does not have.
        cluster.give_checkpoint(2, liar, 48, Digest([1; 32]));
        let proof = cluster.stable_proof(40, Digest([2; 32]));
        let changes = (cluster.others(2, cluster.quorums().quorum).into_iter())
            .map(|sender| {
                let change = cluster.blank_view_change(sender, 1);
                cluster.sign(pbft_lab::pbft::message::ViewChange {
                    low_water_mark: Seq(40),
                    checkpoints: proof.clone(),
                    ..change
                })
            })
            .collect();
        let new_view = cluster.sign(cluster.new_view(1, changes, &[]));
        cluster.give(2, Message::NewView(new_view));
        assert_eq!((cluster.low(2), cluster.replicas[2].view()), (40, View(1)));
        let votes: Vec<_> = cluster.replicas[2].checkpoint_votes().map(|(seq, ..)| seq).collect();
        assert_eq!(votes, [Seq(48)], "n = {n}: by a NEW-VIEW");
    }
}

#[test]
fn c063_a_weak_certificate_of_far_checkpoints_makes_a_replica_fetch() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let weak = cluster.quorums().weak;
        for replica in 0..n {
            let others = cluster.others(replica, weak);
            let (last, first) = others.split_last().expect("W is at least 2");
            for (offset, voter) in (0..).zip(first) {
                for seq in [24, 40 + 8 * offset] {
                    let sent = cluster.give_checkpoint(replica, *voter, seq, Digest([1; 32]));
                    assert_eq!(fetches(&sent), [], "n = {n}: W - 1 may all lie, however often they say it");
                }
            }
            let sent = cluster.give_checkpoint(replica, *last, 32, Digest([2; 32]));
            let [(_, min_seq)] = fetches(&sent)[..] else { panic!("n = {n}: one replica is asked") };
            assert_eq!(min_seq, 32, "n = {n}: the W-th largest, which some correct replica has reached");
            assert_eq!(cluster.low(replica), 0, "without a proof the mark stays");
            assert!(cluster.replicas[replica as usize].transferring());
        }
    }
}

/// Rings the fetch timer through a whole round, so that the replica settles for any newer state.
fn asks_all_others(cluster: &mut Cluster, me: u32) {
    for _ in 0..cluster.n() + 3 {
        cluster.ring(me, Timer::FetchState);
    }
    assert!(cluster.replicas[me as usize].transferring());
}

#[test]
fn c139_a_certified_checkpoint_is_looked_at_again_when_a_transfer_ends_by_own_execution() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, digest) = (n - 1, Digest([9; 32]));
        for by in cluster.others(me, cluster.quorums().quorum) {
            cluster.give_checkpoint(me, by, 8, digest);
        }
        asks_all_others(&mut cluster, me);
        let batch = cluster.batch(1, "add x 1");
        cluster.decide(me, 0, 1, &batch);
        assert!(!cluster.replicas[me as usize].transferring(), "n = {n}: it got further by itself");
        cluster.forget();
        for _ in 0..2 {
            assert!(cluster.runs(me, Timer::FetchState), "n = {n}: it waits for number 8 still");
            cluster.ring(me, Timer::FetchState);
        }
        assert!(cluster.replicas[me as usize].transferring(), "n = {n}");
        assert_eq!(fetches(&cluster.sent).last().map(|fetch| fetch.1), Some(8), "n = {n}");
    }
}

#[test]
fn c139_far_checkpoints_are_looked_at_again_when_a_transfer_ends_by_own_execution() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let (me, digest) = (n - 1, Digest([9; 32]));
        for by in cluster.others(me, cluster.quorums().weak) {
            cluster.give_checkpoint(me, by, 24, digest);
        }
        asks_all_others(&mut cluster, me);
        cluster.forget();
        let batch = cluster.batch(1, "add x 1");
        cluster.decide(me, 0, 1, &batch);
        assert!(cluster.replicas[me as usize].transferring(), "n = {n}");
        assert_eq!(fetches(&cluster.sent).last().map(|fetch| fetch.1), Some(24), "n = {n}");
    }
}

#[test]
fn c064_nothing_below_a_stable_checkpoint_is_left() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for _ in 0..10 {
            cluster.submit(0, "add x 1");
            cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Checkpoint);
        }
        for replica in 0..n {
            let full = cluster.replicas[replica as usize].footprint();
            assert_eq!((full.numbers, full.batches, full.states), (10, 10, 1));
            // A liar's CHECKPOINT for 8 goes as well, one for 16 stays.
            let others = cluster.others(replica, n);
            let (liar, voters) = others.split_last().expect("there are others");
            cluster.give_checkpoint(replica, *liar, 16, Digest([1; 32]));
            cluster.give_checkpoint(replica, *liar, 8, Digest([1; 32]));
            let own = cluster.facts_of(replica).find_map(|fact| match fact {
                Event::CheckpointTaken { digest, .. } => Some(*digest),
                _ => None,
            });
            for voter in &voters[..cluster.quorums().quorum as usize - 1] {
                cluster.give_checkpoint(replica, *voter, 8, own.expect("it took one"));
            }
            let it = &cluster.replicas[replica as usize];
            let (left, quorum) = (it.footprint(), cluster.quorums().quorum as usize);
            assert_eq!((left.numbers, left.batches), (2, 2), "n = {n}: 9 and 10");
            assert_eq!(left.votes, full.votes / 10 * 2, "n = {n}: and their votes");
            assert_eq!((left.states, left.checkpoints), (1, quorum + 1), "the proof, and the vote for 16");
            assert!(it.slots().all(|slot| slot.seq > Seq(8)));
            assert!(it.checkpoint_votes().all(|(seq, ..)| seq == Seq(16)));
            if replica != 0 {
                let request = cluster.request(0, 99, "add x 1");
                cluster.give(replica, Message::Request(request));
                cluster.ring(replica, Timer::Request);
                let change = cluster.replicas[replica as usize].own_view_change().expect("it gave up");
                let seqs: Vec<u64> = change.prepared.iter().map(|it| it.pre_prepare.seq.0).collect();
                assert_eq!((change.low_water_mark, seqs), (Seq(8), vec![9, 10]), "n = {n}: P");
            }
        }
    }
}

#[test]
fn c064_a_batch_below_a_stable_checkpoint_is_not_waited_for_any_more() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        let batch = cluster.batch(1, "add x 1");
        cluster.enter_view_1(2, &[(1, batch.digest())]);
        assert!(cluster.runs(2, Timer::FetchBatch), "the batch of number 1 is unknown");
        let state = cluster.other_history();
        for voter in cluster.others(2, cluster.quorums().quorum) {
            cluster.give_checkpoint(2, voter, 8, state.digest);
        }
        cluster.ring(2, Timer::FetchState);
        cluster.ring(2, Timer::FetchState);
        cluster.give(2, Message::State(Rc::new(state)));
        assert_eq!((cluster.low(2), cluster.value(2, "x").as_deref()), (8, Some("800")), "n = {n}");
        assert_eq!(cluster.replicas[2].footprint().missing, 0, "n = {n}: nothing is missing above 8");
        assert!(!cluster.runs(2, Timer::FetchBatch));
        // It may ask once what came after 8; then it has nothing to ask for.
        (0..2).for_each(|_| cluster.ring_all(Timer::Status));
        assert!(!cluster.runs(2, Timer::Status));
    }
}

#[test]
fn c066_a_state_that_differs_from_the_certified_one_raises_the_alarm_and_is_replaced() {
    for n in Cluster::sizes_with_faults() {
        for executed_first in [true, false] {
            let mut cluster = Cluster::of(n);
            let state = cluster.other_history();
            for replica in cluster.backups(0) {
                if executed_first {
                    cluster.execute_up_to(replica, 8);
                }
                for voter in cluster.others(replica, cluster.quorums().quorum) {
                    cluster.give_checkpoint(replica, voter, 8, state.digest);
                }
                if !executed_first {
                    cluster.execute_up_to(replica, 8);
                }
                let alarm = Event::Alarm(Alarm::Diverged { seq: Seq(8) });
                assert_eq!(cluster.facts_of(replica).filter(|fact| **fact == alarm).count(), 1, "n = {n}");
                let sent: Vec<Packet> =
                    cluster.sent_by(replica, MessageKind::FetchState).into_iter().cloned().collect();
                assert!(matches!(fetches(&sent)[..], [(_, 8)]), "n = {n}: the state at 8 is fetched");
                assert_eq!((cluster.low(replica), cluster.value(replica, "x").as_deref()), (0, Some("8")));

                let next = cluster.batch(9, "add x 1");
                cluster.decide(replica, 0, 9, &next);
                let it = &cluster.replicas[replica as usize];
                assert_eq!(it.last_executed(), Seq(8), "on a wrong state nothing is executed");
                cluster.give(replica, Message::State(Rc::new(state.clone())));
                let it = &cluster.replicas[replica as usize];
                assert!(!it.transferring() && it.low_water_mark() == Seq(8));
                assert_eq!(cluster.value(replica, "x").as_deref(), Some("801"), "n = {n}: then it goes on");
                let said =
                    cluster.sent_by(replica, MessageKind::Checkpoint).into_iter().map(|it| &it.message);
                let digest_at_8 = |message: &Message| match message {
                    Message::Checkpoint(vote) if vote.seq == Seq(8) => Some(vote.digest),
                    _ => None,
                };
                let said: BTreeSet<_> = said.filter_map(digest_at_8).collect();
                assert_eq!(said.len(), 1, "n = {n}: it never contradicts its own CHECKPOINT");
            }
        }
    }
}

#[test]
fn c067_checkpoints_count_while_a_view_change_is_pending() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of(n);
        for replica in cluster.backups(0) {
            cluster.execute_up_to(replica, 8);
            let own = cluster.replicas[replica as usize].state_digest();
            let request = cluster.request(0, 9, "add x 1");
            cluster.give(replica, Message::Request(request));
            cluster.ring(replica, Timer::Request);
            let before = cluster.replicas[replica as usize].own_view_change().cloned();
            for voter in cluster.others(replica, cluster.quorums().quorum - 1) {
                cluster.give_checkpoint(replica, voter, 8, own);
            }
            let it = &cluster.replicas[replica as usize];
            assert!(!it.active(), "it still waits for view 1");
            assert_eq!(it.low_water_mark(), Seq(8), "n = {n}");
            let after = it.own_view_change().map(|change| Rc::clone(change));
            assert_eq!(after, before.map(|change| change.into_signed()), "one VIEW-CHANGE for each view");
        }
    }
}
