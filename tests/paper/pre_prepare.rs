//! Lines 30 to 41: PRE-PREPARE (protocol sections 3.3 and 3.4).

use std::collections::BTreeMap;
use std::rc::Rc;

use pbft_lab::pbft::batch::{Batch, null_digest};
use pbft_lab::pbft::envelope::{BadSignature, Signed};
use pbft_lab::pbft::event::{Assignment, Offence};
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{PrePrepare, Request};
use pbft_lab::pbft::{
    ClientId, Digest, Event, Message, MessageKind, Phase, ProtocolParams, RejectReason, ReplicaId, Seq,
    Timer, Timestamp, View,
};
use pbft_lab::process::Disk;

use crate::paper::cluster::{Cluster, Packet, SIZES};
use crate::paper::drive::prepares;

/// The batch limit of these tests.
const BATCH_MAX: u32 = 4;

impl Cluster {
    /// Ten clients, small batches, `K` = 8 and `L` = 16.
    fn of_many_clients(n: u32) -> Cluster {
        Cluster::with(ProtocolParams {
            replicas: n,
            clients: 10,
            batch_max: BATCH_MAX,
            checkpoint_interval: 8,
            log_size: 16,
            ..ProtocolParams::default()
        })
    }

    /// Everything that a replica assigned: by the packets it sent and by what it reported.
    fn assigned_by(&self, replica: u32) -> Vec<(View, Seq, Digest)> {
        let sent = self.sent_by(replica, MessageKind::PrePrepare).into_iter();
        let sent = sent.filter_map(|packet| match &packet.message {
            Message::PrePrepare { header, .. } => Some((header.view, header.seq, header.digest)),
            _ => None,
        });
        let reported = self.facts_of(replica).filter_map(|fact| match fact {
            Event::PrePrepared(Assignment { view, seq, digest }) => Some((*view, *seq, *digest)),
            _ => None,
        });
        sent.chain(reported).collect()
    }

    /// Requests of the first clients, one each.
    fn requests(&self, count: u32) -> Vec<Rc<Signed<Request>>> {
        (0..count).map(|client| self.request(client, 1, "add x 1")).collect()
    }

    fn refuses_batch(&mut self, replica: u32, requests: Vec<Rc<Signed<Request>>>) -> RejectReason {
        let message = self.pre_prepare(0, 1, &Rc::new(Batch::new(requests)));
        self.refuses(replica, message)
    }
}

fn wrong(client: u32) -> BadSignature {
    BadSignature::Wrong(Author::Client(ClientId(client)))
}

#[test]
fn c030_the_primary_assigns_numbers_without_gaps_also_across_its_restart() {
    for n in SIZES {
        let mut cluster = Cluster::of_many_clients(n);
        (0..6).for_each(|client| cluster.submit(client, "add x 1"));
        // The primary hears the requests, and everything it says is lost.
        cluster.deliver_but(|packet| packet.message.kind() != MessageKind::Request);
        cluster.restart(0, Disk::Kept);
        cluster.flight.clear();
        for client in 0..6 {
            // n = 1 has executed them before the crash and answered them again.
            if cluster.clients[client as usize].pending().is_some() {
                cluster.ring(n + client, Timer::Client);
            }
        }
        (6..10).for_each(|client| cluster.submit(client, "add x 1"));
        cluster.deliver_all();

        let mut digests = BTreeMap::new();
        for (view, seq, digest) in cluster.assigned_by(0) {
            let first = *digests.entry((view, seq)).or_insert(digest);
            assert_eq!(first, digest, "n = {n}: two digests for {seq}");
        }
        let seqs: Vec<_> = digests.keys().map(|(view, seq)| (view.0, seq.0)).collect();
        let gapless: Vec<_> = (1..=seqs.len() as u64).map(|seq| (0, seq)).collect();
        assert_eq!(seqs, gapless, "n = {n}");
        assert!(seqs.len() >= 10, "more was assigned after the restart");
        // The numbers assigned before the crash come to the backups by STATUS; then all execute.
        cluster.ring_all(Timer::Status);
        cluster.deliver_all();
        assert_eq!(cluster.value(0, "x").as_deref(), Some("10"), "n = {n}");
    }
}

#[test]
fn c031_the_primary_stops_at_the_high_water_mark_and_resumes() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        for _ in 0..16 {
            cluster.submit(0, "add x 1");
            cluster.deliver_but(|packet| packet.message.kind() == MessageKind::Checkpoint);
        }
        let last = |cluster: &Cluster| cluster.assigned_by(0).iter().map(|(_, seq, _)| seq.0).max();
        assert_eq!(last(&cluster), Some(16), "h + L is still assigned");
        let checkpoints: Vec<Packet> = (cluster.sent.iter())
            .filter(|packet| packet.message.kind() == MessageKind::Checkpoint)
            .cloned()
            .collect();
        cluster.run(0, "add x 1");
        assert_eq!(last(&cluster), Some(16), "n = {n}: nothing above h + L");
        assert_eq!(cluster.waiting(0), [(0, 17)], "the request waits");
        for packet in checkpoints {
            cluster.give(packet.to.0, packet.message);
        }
        assert_eq!(cluster.replicas[0].low_water_mark(), Seq(16));
        assert_eq!(last(&cluster), Some(17), "h moved");
        cluster.deliver_all();
        assert_eq!((cluster.clients[0].answered(), cluster.value(0, "x")), (17, Some("17".to_owned())));
    }
}

#[test]
fn c032_a_valid_pre_prepare_is_answered_by_exactly_one_prepare_to_all() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        for replica in cluster.backups(0) {
            let batch = Rc::new(Batch::new(cluster.requests(BATCH_MAX)));
            let sent = cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            assert_eq!(prepares(&sent), [(0, 1, batch.digest())]);
            let to: Vec<u32> = sent.iter().map(|packet| packet.to.0).collect();
            assert_eq!(to, cluster.others(replica, n - 1), "to each other replica, and nothing else");
            let own = Message::Prepare(cluster.prepare(replica, 0, 1, batch.digest()));
            assert!(sent.iter().all(|packet| packet.message == own));
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared);
        }
    }
}

#[test]
fn c033_numbers_must_lie_between_the_water_marks() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        (0..8).for_each(|_| cluster.run(0, "add x 1"));
        let batch = cluster.batch(9, "add x 1");
        for replica in cluster.backups(0) {
            assert_eq!(cluster.replicas[replica as usize].low_water_mark(), Seq(8));
            for seq in [0, 1, 7, 8, 25, 26, 1 << 60, u64::MAX] {
                let reason = cluster.refuses(replica, cluster.pre_prepare(0, seq, &batch));
                assert_eq!(reason, RejectReason::OutsideWindow { seq: Seq(seq), low: Seq(8), high: Seq(24) });
            }
            for seq in [9, 24] {
                let sent = cluster.give(replica, cluster.pre_prepare(0, seq, &batch));
                assert_eq!(prepares(&sent), [(0, seq, batch.digest())], "n = {n}: {seq} is in the window");
            }
        }
    }
}

#[test]
fn c033_the_view_must_be_the_replicas_own() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            for view in [2, 3, u64::from(n), u64::MAX] {
                if cluster.primary(view) != replica {
                    let reason = cluster.refuses(replica, cluster.pre_prepare(view, 1, &batch));
                    assert_eq!(reason, RejectReason::WrongView { got: View(view), at: View(0) });
                }
            }
        }
        cluster.change_view(0, "add x 1");
        for replica in 1..n {
            let reason = cluster.refuses(replica, cluster.pre_prepare(0, 5, &batch));
            assert_eq!(reason, RejectReason::WrongView { got: View(0), at: View(1) }, "n = {n}: lower view");
        }
    }
}

#[test]
fn c033_only_the_primary_of_the_view_assigns() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            let body = |signer| PrePrepare {
                view: View(0),
                seq: Seq(1),
                digest: batch.digest(),
                replica: ReplicaId(signer),
            };
            let message = |header| Message::PrePrepare { header, batch: Rc::clone(&batch) };
            for signer in cluster.other_backups(replica, 0) {
                let reason = cluster.refuses(replica, message(cluster.sign(body(signer))));
                let (signer, primary) = (ReplicaId(signer), ReplicaId(0));
                assert_eq!(reason, RejectReason::NotFromPrimary { signer, primary });
            }
            let reason = cluster.refuses(replica, message(cluster.forge(body(0))));
            let primary = Author::Replica(ReplicaId(0));
            assert_eq!(reason, RejectReason::BadSignature(BadSignature::Wrong(primary)), "n = {n}");
        }
        cluster.submit(0, "add x 1");
        cluster.deliver_but(|packet| packet.message.kind() != MessageKind::Request);
        let own = cluster.assigned_by(0)[0];
        let message = cluster.pre_prepare(0, 1, &batch);
        assert_eq!(own, (View(0), Seq(1), batch.digest()));
        cluster.refuses(0, message);
    }
}

#[test]
fn c034_a_batch_that_breaks_a_rule_is_rejected() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let limit = cluster.config.params().operation_bytes_max as usize;
        for replica in cluster.backups(0) {
            let (batch, other) = (cluster.batch(1, "add x 1"), cluster.batch(1, "add x 2"));
            let header = cluster.header(0, 1, batch.digest());
            for wrong in [other, Rc::new(Batch::null())] {
                let message = Message::PrePrepare { header: Rc::clone(&header), batch: wrong };
                assert_eq!(cluster.refuses(replica, message), RejectReason::DigestMismatch);
            }
            let too_many = cluster.requests(BATCH_MAX + 1);
            assert_eq!(cluster.refuses_batch(replica, too_many), RejectReason::BadBatch);
            let one_client_twice = vec![
                cluster.request(0, 1, "add x 1"),
                cluster.request(1, 1, "add x 1"),
                cluster.request(0, 2, "add x 1"),
            ];
            assert_eq!(cluster.refuses_batch(replica, one_client_twice), RejectReason::BadBatch);
            let body = |read_only, operation: Vec<u8>| Request {
                client: ClientId(2),
                timestamp: Timestamp(1),
                read_only,
                operation: operation.into(),
            };
            let read_only = cluster.sign(body(true, b"get x".to_vec()));
            let oversize = cluster.sign(body(false, vec![b'x'; limit + 1]));
            for unfit in [read_only, oversize] {
                let requests = vec![cluster.request(0, 1, "add x 1"), unfit];
                assert_eq!(cluster.refuses_batch(replica, requests), RejectReason::BadBatch, "n = {n}");
            }
        }
    }
}

#[test]
fn c035_one_invalid_client_signature_voids_the_whole_batch() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let unknown = Request {
            client: ClientId(10),
            timestamp: Timestamp(1),
            read_only: false,
            operation: b"add x 1".as_slice().into(),
        };
        for replica in cluster.backups(0) {
            for place in 0..3 {
                let mut requests = cluster.requests(3);
                let body = requests[place].body().clone();
                requests[place] = cluster.forge(body);
                assert_eq!(
                    cluster.keys.roster.verify(&requests[place]).err(),
                    Some(wrong(place as u32)),
                    "the test's own forgery"
                );
                assert_eq!(cluster.refuses_batch(replica, requests.clone()), RejectReason::BadRequestInBatch);
                requests[place] = cluster.keys.clients[0].sign_as_written(unknown.clone());
                let reason = cluster.refuses_batch(replica, requests);
                assert_eq!(reason, RejectReason::BadRequestInBatch, "n = {n}, place {place}");
            }
        }
    }
}

#[test]
fn c036_an_empty_batch_is_rejected_from_the_primary_and_accepted_in_a_new_view() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(1) {
            if replica != 0 {
                assert_eq!(cluster.refuses_batch(replica, Vec::new()), RejectReason::BadBatch);
            }
            let sent = cluster.enter_view_1(replica, &[(2, batch.digest())]);
            assert_eq!(prepares(&sent), [(1, 1, null_digest()), (1, 2, batch.digest())], "n = {n}");
            assert_eq!(cluster.phase(replica, 1), Phase::PrePrepared);
        }
    }
}

#[test]
fn c037_a_second_digest_for_a_number_is_rejected_and_kept_as_evidence() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let (first, second) = (cluster.batch(1, "put x first"), cluster.batch(1, "put x second"));
        for replica in cluster.backups(0) {
            cluster.give(replica, cluster.pre_prepare(0, 1, &first));
            let reason = cluster.refuses(replica, cluster.pre_prepare(0, 1, &second));
            assert_eq!(reason, RejectReason::ConflictingPrePrepare);
            let caught = (Author::Replica(ReplicaId(0)), Offence::ConflictingPrePrepares);
            assert_eq!(cluster.evidence_of(replica), [caught]);
            assert_eq!(cluster.slot(replica, 1).and_then(|slot| slot.digest), Some(first.digest()));
            assert!(
                cluster.sent_by(replica, MessageKind::Prepare).len() < n as usize,
                "n = {n}: one PREPARE"
            );
        }
    }
}

#[test]
fn c037_what_the_new_view_assigned_counts_as_the_first() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let (first, second) = (cluster.batch(1, "put x first"), cluster.batch(1, "put x second"));
        for replica in cluster.backups(1) {
            // Number 1 is a gap.
            cluster.enter_view_1(replica, &[(2, first.digest())]);
            for seq in [1, 2] {
                let reason = cluster.refuses(replica, cluster.pre_prepare(1, seq, &second));
                assert_eq!(reason, RejectReason::ConflictingPrePrepare, "n = {n}, number {seq}");
            }
            let caught = (Author::Replica(ReplicaId(1)), Offence::ConflictingPrePrepares);
            assert_eq!(cluster.evidence_of(replica), [caught]);
        }
    }
}

#[test]
fn c038_the_same_pre_prepare_again_brings_at_most_the_same_prepare() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(0) {
            let first = cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            let before = cluster.picture(replica);
            for _ in 0..3 {
                let again = cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
                assert!(again.iter().all(|packet| packet.message.encode() == first[0].message.encode()));
                assert_eq!(cluster.picture(replica), before, "n = {n}");
            }
            assert_eq!(cluster.evidence_of(replica), []);
        }
    }
}

#[test]
fn c039_what_was_executed_before_may_be_proposed_again() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        for replica in cluster.backups(0) {
            let batch = cluster.batch(2, "add x 1");
            cluster.decide(replica, 0, 1, &batch);
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("1"));
            let (older, nonsense) = (cluster.batch(1, "add x 1"), cluster.batch(3, "nonsense"));
            for (seq, proposal) in [(2, batch), (3, older), (4, nonsense)] {
                let sent = cluster.give(replica, cluster.pre_prepare(0, seq, &proposal));
                assert_eq!(prepares(&sent), [(0, seq, proposal.digest())], "n = {n}, number {seq}");
            }
            assert_eq!(cluster.waiting(replica), [(0, 3)], "only what is not executed yet is pending");
        }
    }
}

#[test]
fn c040_requests_of_a_pre_prepare_are_pending_and_start_the_timer() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        for replica in cluster.backups(0) {
            let batch = Rc::new(Batch::new(cluster.requests(3)));
            assert!(!cluster.runs(replica, Timer::Request));
            cluster.give(replica, cluster.pre_prepare(0, 1, &batch));
            assert_eq!(cluster.waiting(replica), [(0, 1), (1, 1), (2, 1)], "n = {n}");
            let timeout = cluster.config.params().view_timeout;
            assert_eq!(cluster.span(replica, Timer::Request), Some(timeout));
        }
    }
}

#[test]
fn c041_a_pre_prepare_of_the_next_view_acts_only_once_that_view_is_entered() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        let batch = cluster.batch(1, "add x 1");
        for replica in cluster.backups(1) {
            let before = cluster.picture(replica);
            let sent = cluster.give(replica, cluster.pre_prepare(1, 1, &batch));
            assert!(sent.is_empty());
            assert_eq!(cluster.picture(replica), before, "nothing to be seen before view 1");
            let sent = cluster.enter_view_1(replica, &[]);
            assert_eq!(prepares(&sent), [(1, 1, batch.digest())], "n = {n}");
        }
    }
}

#[test]
fn c041_the_buffer_for_the_next_view_is_bounded() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::of_many_clients(n);
        for replica in cluster.backups(1) {
            for timestamp in 1..=100 {
                let batch = cluster.batch(timestamp, "add x 1");
                let seq = 1 + timestamp % 16;
                cluster.give(replica, cluster.pre_prepare(1, seq, &batch));
                for vote in [cluster.backups(1).next(), Some(1)].into_iter().flatten() {
                    let commit = cluster.commit(vote, 1, seq, batch.digest());
                    cluster.give(replica, Message::Commit(commit));
                }
            }
            let early = cluster.replicas[replica as usize].footprint().future_messages;
            let bound = 3 * 16 * 2;
            assert!(0 < early && early <= bound, "n = {n}: {early} messages of two senders kept");
            assert!(cluster.sent_by(replica, MessageKind::Prepare).is_empty());
        }
    }
}
