//! Lines 21 to 29: requests and exactly-once (protocol section 3.2).

use std::rc::Rc;

use pbft_lab::pbft::batch::Batch;
use pbft_lab::pbft::envelope::BadSignature;
use pbft_lab::pbft::event::Offence;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::Request;
use pbft_lab::pbft::{
    ClientId, Event, Message, MessageKind, Phase, ProtocolParams, RejectReason, Seq, Timer, Timestamp, View,
};
use pbft_lab::process::{NodeId, Span};

use crate::paper::cluster::{Cluster, Packet, SIZES};
use crate::paper::drive::replies;
use crate::paper::timed::Timed;

impl Cluster {
    fn busy(n: u32) -> Cluster {
        Cluster::with(ProtocolParams { replicas: n, clients: 3, ..ProtocolParams::default() })
    }

    /// Gives a replica a client's request.
    fn ask(&mut self, replica: u32, client: u32, timestamp: u64, operation: &str) -> Vec<Packet> {
        let request = self.request(client, timestamp, operation);
        self.give(replica, Message::Request(request))
    }

    fn refuses_request(
        &mut self,
        replica: u32,
        client: u32,
        timestamp: u64,
        operation: &str,
    ) -> RejectReason {
        let request = self.request(client, timestamp, operation);
        self.refuses(replica, Message::Request(request))
    }
}

fn request(client: u32, operation: Vec<u8>) -> Request {
    Request {
        client: ClientId(client),
        timestamp: Timestamp(1),
        read_only: false,
        operation: operation.into(),
    }
}

#[test]
fn c021_bad_requests_are_rejected_at_every_replica_alike() {
    for n in SIZES {
        let mut cluster = Cluster::busy(n);
        let limit = cluster.config.params().operation_bytes_max;
        let forged = cluster.forge(request(0, b"put x 1".to_vec()));
        let stranger = cluster.keys.clients[0].sign_as_written(request(3, b"put x 1".to_vec()));
        let oversize = cluster.sign(request(0, vec![b'x'; limit as usize + 1]));
        let (client, unknown) = (Author::Client(ClientId(0)), Author::Client(ClientId(3)));
        let rows = [
            (forged, RejectReason::BadSignature(BadSignature::Wrong(client))),
            (stranger, RejectReason::BadSignature(BadSignature::NotAMember(unknown))),
            (oversize, RejectReason::OperationTooLong { bytes: limit + 1, limit }),
        ];
        for (bad, reason) in rows {
            for replica in 0..n {
                assert_eq!(cluster.refuses(replica, Message::Request(Rc::clone(&bad))), reason, "n = {n}");
            }
        }
        let longest = cluster.sign(request(0, vec![b'x'; limit as usize]));
        cluster.give(0, Message::Request(longest));
        assert_eq!(
            cluster.facts_of(0).filter(|fact| matches!(fact, Event::RequestAccepted { .. })).count(),
            1
        );
    }
}

#[test]
fn c022_the_last_request_again_brings_its_result_with_the_current_view() {
    for n in SIZES {
        let mut cluster = Cluster::busy(n);
        cluster.run(0, "add x 1");
        if n >= 4 {
            cluster.change_view(1, "add x 1");
        }
        let after = if n >= 4 { 1 } else { 0 };
        cluster.forget();
        for replica in after..n {
            let before = cluster.picture(replica);
            let sent = cluster.ask(replica, 0, 1, "add x 1");
            assert_eq!(replies(&sent), [(u64::from(after), 1, "1".to_owned())], "n = {n}");
            assert_eq!((sent.len(), sent[0].to), (1, NodeId(n)), "to its client, and nothing else");
            assert_eq!(cluster.picture(replica), before, "nothing is executed or pending, no timer started");
            assert_eq!(cluster.times_set(replica, Timer::Request), 0);
        }
    }
}

#[test]
fn c022_the_stored_result_is_sent_even_when_the_operation_differs() {
    let mut cluster = Cluster::busy(4);
    cluster.run(0, "add x 1");
    let sent = cluster.ask(1, 0, 1, "add x 40");
    assert_eq!(replies(&sent), [(0, 1, "1".to_owned())]);
    assert_eq!(cluster.value(1, "x").as_deref(), Some("1"));
}

#[test]
fn c023_an_older_request_has_no_reply_and_no_effect() {
    for n in SIZES {
        let mut cluster = Cluster::busy(n);
        (0..3).for_each(|_| cluster.run(0, "add x 1"));
        for replica in 0..n {
            for timestamp in [0, 1, 2] {
                let reason = cluster.refuses_request(replica, 0, timestamp, "add x 1");
                let last = Timestamp(3);
                assert_eq!(reason, RejectReason::OldTimestamp { got: Timestamp(timestamp), last });
            }
        }
    }
}

#[test]
fn c023_timestamp_zero_is_older_than_any_request() {
    for n in SIZES {
        let mut cluster = Cluster::busy(n);
        for replica in 0..n {
            let reason = cluster.refuses_request(replica, 0, 0, "add x 1");
            assert_eq!(reason, RejectReason::OldTimestamp { got: Timestamp(0), last: Timestamp(0) });
        }
    }
}

#[test]
fn c024_of_two_operations_with_one_timestamp_the_first_stays_and_the_client_is_caught() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in 0..n {
            cluster.ask(replica, 0, 1, "put x first");
            for other in ["put x second", "put x third"] {
                assert_eq!(cluster.refuses_request(replica, 0, 1, other), RejectReason::AnotherPending);
            }
            let kept: Vec<_> = cluster.replicas[replica as usize].pending().collect();
            assert_eq!((kept.len(), &*kept[0].operation), (1, b"put x first".as_slice()));
            let caught = (Author::Client(ClientId(0)), Offence::ConflictingRequests);
            assert_eq!(cluster.evidence_of(replica), [caught], "n = {n}: once is enough");
        }
    }
}

#[test]
fn c024_the_evidence_holds_both_requests_signed_by_the_client() {
    let mut cluster = Cluster::busy(4);
    cluster.ask(1, 0, 1, "put x first");
    cluster.refuses_request(1, 0, 1, "put x second");
    let evidence = cluster.facts_of(1).find_map(|fact| match fact {
        Event::EvidenceFound(evidence) => Some(evidence.statements.clone()),
        _ => None,
    });
    let (first, second) = (cluster.request(0, 1, "put x first"), cluster.request(0, 1, "put x second"));
    assert_eq!(evidence, Some(vec![Message::Request(first), Message::Request(second)]));
}

#[test]
fn c024_an_honest_retransmission_is_no_evidence() {
    let mut cluster = Cluster::busy(4);
    for replica in 0..4 {
        cluster.ask(replica, 0, 1, "put x first");
        let before = cluster.picture(replica);
        cluster.ask(replica, 0, 1, "put x first");
        assert_eq!((cluster.picture(replica), cluster.evidence_of(replica)), (before, vec![]));
    }
}

#[test]
fn c025_a_newer_request_goes_to_the_back_and_the_timer_restarts_for_the_new_head() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in cluster.backups(0) {
            cluster.ask(replica, 0, 1, "add x 1");
            cluster.ask(replica, 1, 1, "add x 1");
            assert_eq!(cluster.times_set(replica, Timer::Request), 1);
            for timestamp in [2, 3, 7, u64::MAX] {
                cluster.ask(replica, 0, timestamp, "add x 1");
                assert_eq!(cluster.waiting(replica), [(1, 1), (0, timestamp)], "at the back, n = {n}");
                assert_eq!(cluster.times_set(replica, Timer::Request), 2, "once, for the new head");
            }
            assert!(cluster.runs(replica, Timer::Request));
            assert_eq!(cluster.refuses_request(replica, 0, 6, "add x 1"), RejectReason::AnotherPending);
            // A single client: its newer request is the head, with a full span.
            cluster.ask(replica, 1, 2, "add x 1");
            assert_eq!(cluster.waiting(replica), [(0, u64::MAX), (1, 2)]);
            assert_eq!(cluster.times_set(replica, Timer::Request), 3);
        }
    }
}

#[test]
fn c025_a_newer_request_behind_the_watched_one_leaves_the_timer_alone() {
    let mut cluster = Cluster::busy(4);
    cluster.ask(1, 0, 1, "add x 1");
    for timestamp in 1..5 {
        cluster.ask(1, 1, timestamp, "add x 1");
        assert_eq!(cluster.waiting(1), [(0, 1), (1, timestamp)]);
        assert_eq!(cluster.times_set(1, Timer::Request), 1, "the watched request still waits");
    }
}

/// The queue of every replica in front of whom client 0 renews its request every 20 ms, while client 1's request never reaches the
/// primary of view 0.
#[test]
fn c140_beside_a_flooding_client_a_censored_one_is_answered_whatever_fits_into_a_batch() {
    for (batch_max, in_flight_max) in [(8, 16), (1, 1)] {
        let params =
            ProtocolParams { replicas: 4, clients: 2, batch_max, in_flight_max, ..ProtocolParams::default() };
        let mut timed = Timed::new(Cluster::with(params), 3);
        let censored = Some(Author::Client(ClientId(1)));
        timed.lose = Box::new(move |packet| packet.to == NodeId(0) && packet.message.author() == censored);
        timed.submit(1, "put y 1");
        for timestamp in 1..500 {
            let flood = Message::Request(timed.cluster.request(0, timestamp, "add x 1"));
            (0..4).for_each(|replica| drop(timed.cluster.give(replica, flood.clone())));
            timed.take_up();
            timed.run_for(Span::from_ms(20));
        }
        assert_eq!(timed.cluster.clients[1].answered(), 1, "batches of {batch_max}");
        assert_eq!(timed.highest_view(), View(1), "batches of {batch_max}");
    }
}

#[test]
fn c026_a_backup_forwards_a_new_request_and_starts_its_timer() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in cluster.backups(0) {
            let sent = cluster.ask(replica, 0, 1, "add x 1");
            assert_eq!(sent.len(), 1);
            assert_eq!((sent[0].to, sent[0].message.kind()), (NodeId(0), MessageKind::Request));
            let original = Message::Request(cluster.request(0, 1, "add x 1"));
            assert_eq!(sent[0].message.encode(), original.encode(), "the client's own bytes");
            let timeout = cluster.config.params().view_timeout;
            assert_eq!(cluster.span(replica, Timer::Request), Some(timeout));
            assert_eq!(cluster.waiting(replica), [(0, 1)]);
        }
        cluster.deliver_all();
        assert_eq!(cluster.value(0, "x").as_deref(), Some("1"), "the forwarded request is ordered, once");
        assert!((0..n).all(|replica| !cluster.runs(replica, Timer::Request)));
        cluster.ask(0, 1, 1, "add x 1");
        assert!(!cluster.runs(0, Timer::Request), "the primary does not suspect itself");
    }
}

#[test]
fn c027_during_a_view_change_a_request_is_queued_without_a_timer() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in cluster.backups(0) {
            cluster.ask(replica, 0, 1, "add x 1");
            cluster.ring(replica, Timer::Request);
            assert!(!cluster.replicas[replica as usize].active());
            cluster.timer_settings.clear();
            let sent = cluster.ask(replica, 1, 1, "add x 1");
            assert!(sent.is_empty(), "there is no primary to forward it to: {sent:?}");
            assert_eq!(cluster.waiting(replica), [(0, 1), (1, 1)]);
            assert!(!cluster.runs(replica, Timer::Request));
            assert_eq!(cluster.times_set(replica, Timer::Request), 0, "n = {n}");
        }
    }
}

#[test]
fn c028_a_request_in_two_batches_executes_once_and_is_answered_twice() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in cluster.backups(0) {
            let twice = cluster.request(0, 1, "add x 1");
            let with_another = vec![cluster.request(1, 1, "add y 1"), Rc::clone(&twice)];
            let first = cluster.decide(replica, 0, 1, &Rc::new(Batch::new(vec![twice])));
            let second = cluster.decide(replica, 0, 2, &Rc::new(Batch::new(with_another)));
            let executed = cluster.executions(replica);
            assert_eq!(executed[0].results, [Some(b"1".as_slice().into())]);
            assert_eq!(executed[1].results, [Some(b"1".as_slice().into()), None], "n = {n}: skipped");
            assert_eq!(cluster.value(replica, "x").as_deref(), Some("1"));
            assert_eq!(replies(&first), [(0, 1, "1".to_owned())]);
            let to_client_0: Vec<_> = second.into_iter().filter(|packet| packet.to == NodeId(n)).collect();
            assert_eq!(replies(&to_client_0), [(0, 1, "1".to_owned())], "the same result again");
            assert_eq!(cluster.replicas[replica as usize].last_executed(), Seq(2));
        }
    }
}

#[test]
fn c029_a_lower_timestamp_ordered_after_a_higher_one_has_no_effect() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::busy(n);
        for replica in cluster.backups(0) {
            let (newer, older) = (cluster.batch(2, "put x newer"), cluster.batch(1, "put x older"));
            cluster.decide(replica, 0, 1, &newer);
            let before = cluster.replicas[replica as usize].snapshot().clone();
            let sent = cluster.decide(replica, 0, 2, &older);
            assert_eq!(replies(&sent), [], "no reply");
            assert_eq!(cluster.executions(replica)[1].results, [None]);
            let after = &cluster.replicas[replica as usize];
            assert_eq!((after.snapshot(), after.last_executed()), (&before, Seq(2)), "n = {n}");
            assert_eq!((after.view(), cluster.phase(replica, 2)), (View(0), Phase::Executed));
        }
    }
}
