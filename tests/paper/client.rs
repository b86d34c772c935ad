//! Lines 14 to 20: the client (protocol section 3.1).

use std::rc::Rc;

use pbft_lab::pbft::client::OneAtATime;
use pbft_lab::pbft::envelope::BadSignature;
use pbft_lab::pbft::event::Alarm;
use pbft_lab::pbft::ids::Author;
use pbft_lab::pbft::message::{Reply, ReplyKind};
use pbft_lab::pbft::{
    ClientId, Event, Message, MessageKind, Out, ProtocolParams, RejectReason, ReplicaId, Timer, Timestamp,
    View,
};
use pbft_lab::process::{Disk, NodeId, Process};

use crate::paper::cluster::{Cluster, SIZES};

/// The committed reply of a replica to client 0.
fn reply(by: u32, view: u64, timestamp: u64, result: &str) -> Reply {
    Reply {
        view: View(view),
        timestamp: Timestamp(timestamp),
        client: ClientId(0),
        replica: ReplicaId(by),
        kind: ReplyKind::Committed,
        result: result.as_bytes().into(),
    }
}

impl Cluster {
    /// A cluster whose client 0 waits for the answer to its first request.
    fn asking(n: u32) -> Cluster {
        let mut cluster =
            Cluster::with(ProtocolParams { replicas: n, clients: 2, ..ProtocolParams::default() });
        cluster.submit(0, "get x");
        cluster.flight.clear();
        cluster
    }

    fn answer(&mut self, reply: Reply) {
        let message = Message::Reply(self.sign(reply));
        self.tell(0, message);
    }

    fn ignores(&mut self, reply: Reply) -> RejectReason {
        let message = Message::Reply(self.sign(reply));
        self.client_refuses(0, message)
    }

    fn answered(&self) -> u64 {
        self.clients[0].answered()
    }

    fn accepted(&self) -> Vec<String> {
        let results = self.clients[0].results();
        results.map(|record| String::from_utf8_lossy(&record.result).into_owned()).collect()
    }

    fn requests_sent(&self) -> Vec<(u64, NodeId)> {
        let sent = self.sent.iter().filter_map(|packet| match &packet.message {
            Message::Request(request) => Some((request.timestamp.0, packet.to)),
            _ => None,
        });
        sent.collect()
    }
}

#[test]
fn c014_timestamps_rise_and_a_second_invocation_is_refused() {
    let mut cluster = Cluster::of(4);
    for round in 1..=5 {
        cluster.submit(0, "add x 1");
        let mut out = Out::default();
        let second = cluster.clients[0].invoke(Rc::from(b"add x 1".as_slice()), &mut out);
        assert_eq!(second, Err(OneAtATime));
        assert!(out.outputs().is_empty(), "nothing is sent for the refused request");
        assert_eq!(cluster.clients[0].pending().expect("waits").timestamp, Timestamp(round));
        cluster.deliver_all();
    }
    assert_eq!(cluster.value(0, "x").as_deref(), Some("5"));
}

#[test]
fn c014_timestamps_rise_across_a_restart() {
    for disk in [Disk::Kept, Disk::Lost] {
        let mut cluster = Cluster::of(4);
        cluster.run(0, "add x 1");
        cluster.submit(0, "add x 1");
        let mut client = cluster.clients[0].recover(disk);
        let mut out = Out::default();
        client.start(&mut out);
        match disk {
            Disk::Kept => assert_eq!(client.pending().expect("goes on").timestamp, Timestamp(2)),
            Disk::Lost => {
                client.invoke(Rc::from(b"add x 1".as_slice()), &mut out).expect("nothing is outstanding");
                assert_eq!(client.pending().expect("waits").timestamp, Timestamp(3));
            }
        }
    }
}

#[test]
fn c015_first_to_the_primary_alone_then_the_same_bytes_to_all() {
    for n in SIZES {
        for view in 0..u64::from(n) + 1 {
            let mut cluster = Cluster::asking(n);
            for replica in 0..cluster.quorums().weak {
                cluster.answer(reply(replica, view, 1, "1"));
            }
            cluster.forget();
            cluster.submit(0, "get x");
            let primary = NodeId(cluster.primary(view));
            assert_eq!(cluster.requests_sent(), [(2, primary)], "n = {n}, view {view}");
            let first = cluster.sent[0].message.encode();
            cluster.ring(n, Timer::Client);
            let all: Vec<NodeId> = cluster.sent[1..].iter().map(|packet| packet.to).collect();
            assert_eq!(all, (0..n).map(NodeId).collect::<Vec<_>>());
            assert!(cluster.sent.iter().all(|packet| packet.message.encode() == first));
        }
    }
}

#[test]
fn c015_the_client_timer_doubles_up_to_a_cap() {
    let mut cluster = Cluster::asking(4);
    let base = cluster.config.params().client_timeout;
    for doublings in (0..=10).chain([10, 10]) {
        assert_eq!(cluster.span(4, Timer::Client), Some(base.times(1 << doublings)));
        cluster.ring(4, Timer::Client);
    }
}

#[test]
fn c016_a_weak_certificate_of_equal_results_completes_and_one_less_does_not() {
    for n in SIZES {
        let mut cluster = Cluster::asking(n);
        let weak = cluster.quorums().weak;
        for replica in 0..weak - 1 {
            // Views need not match.
            cluster.answer(reply(replica, u64::from(replica), 1, "1"));
            assert_eq!(cluster.answered(), 0, "n = {n}, {replica} and lower answered");
        }
        cluster.answer(reply(n - 1, 0, 1, "1"));
        assert_eq!((cluster.answered(), cluster.accepted()), (1, vec!["1".to_owned()]), "n = {n}");
        assert!(cluster.clients[0].pending().is_none() && !cluster.runs(n, Timer::Client));
        let accepted = |event: &&Event| matches!(event, Event::ResultAccepted { .. });
        assert_eq!(cluster.facts_of(n).filter(accepted).count(), 1);
        for replica in weak..n {
            cluster.tell(0, Message::Reply(cluster.sign(reply(replica, 0, 1, "1"))));
        }
        assert_eq!(cluster.answered(), 1, "later replies complete nothing again");
    }
}

#[test]
fn c017_replies_of_one_replica_count_once() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::asking(n);
        cluster.answer(reply(1, 0, 1, "1"));
        for view in 0..u64::from(n) {
            assert_eq!(cluster.ignores(reply(1, view, 1, "1")), RejectReason::Duplicate);
        }
        // A second, different result of the same replica: ignored and reported, but no evidence.
        cluster.answer(reply(1, 0, 1, "2"));
        cluster.answer(reply(1, 0, 1, "3"));
        assert_eq!((cluster.answered(), cluster.clients[0].tally().count()), (0, 1));
        let conflicts =
            |event: &&Event| matches!(event, Event::ConflictingReplies { replica: ReplicaId(1), .. });
        assert_eq!(cluster.facts_of(n).filter(conflicts).count(), 1, "once for each replica");
        assert_eq!(cluster.evidence_of(n), [], "beyond f a correct replica can send both");
        let weak = cluster.quorums().weak;
        for replica in 2..=weak {
            assert_eq!(cluster.answered(), 0);
            cluster.answer(reply(replica, 0, 1, "1"));
        }
        assert_eq!(cluster.accepted(), ["1"], "the first result of replica 1 still counts");
    }
}

#[test]
fn c017_different_results_do_not_complete() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::asking(n);
        for replica in 0..n {
            cluster.answer(reply(replica, 0, 1, &format!("result of {replica}")));
        }
        assert_eq!((cluster.answered(), cluster.clients[0].tally().count()), (0, n as usize));
    }
}

#[test]
fn c018_replies_that_do_not_answer_the_request_are_ignored() {
    for n in SIZES {
        let mut cluster = Cluster::asking(n);
        for replica in 1..cluster.quorums().weak {
            cluster.answer(reply(replica, 0, 1, "1"));
        }
        // From here on one good reply would complete the request.
        assert_eq!(cluster.ignores(reply(0, 0, 0, "1")), RejectReason::AnsweredAlready);
        assert_eq!(cluster.ignores(reply(0, 0, 2, "1")), RejectReason::NoSuchRequest);
        let to_another = Reply { client: ClientId(1), ..reply(0, 0, 1, "1") };
        assert_eq!(cluster.ignores(to_another), RejectReason::NoSuchRequest);
        for kind in [ReplyKind::Tentative, ReplyKind::ReadOnly] {
            assert_eq!(cluster.ignores(Reply { kind, ..reply(0, 0, 1, "1") }), RejectReason::ReadOnly);
        }
        let author = Author::Replica(ReplicaId(0));
        let forged = cluster.keys.clients[1].sign_as_written(reply(0, 0, 1, "1"));
        let reason = cluster.client_refuses(0, Message::Reply(forged));
        assert_eq!(reason, RejectReason::BadSignature(BadSignature::Wrong(author)));
        for id in [n, n + 1, 127, 128, u32::MAX] {
            let stranger = cluster.keys.replicas[0].sign_as_written(reply(id, 0, 1, "1"));
            let reason = cluster.client_refuses(0, Message::Reply(stranger));
            let signer = Author::Replica(ReplicaId(id));
            assert_eq!(reason, RejectReason::BadSignature(BadSignature::NotAMember(signer)));
        }
        let request = Message::Request(cluster.request(0, 1, "get x"));
        assert_eq!(cluster.client_refuses(0, request), RejectReason::NotForMe);
        cluster.answer(reply(0, 0, 1, "1"));
        assert_eq!(cluster.answered(), 1);
    }
}

#[test]
fn c018_a_client_that_asked_nothing_counts_nothing() {
    let mut cluster = Cluster::of(4);
    assert_eq!(cluster.ignores(reply(0, 0, 1, "1")), RejectReason::NoSuchRequest);
}

#[test]
fn c019_the_view_estimate_is_the_weak_largest_view() {
    for n in SIZES {
        let mut cluster = Cluster::asking(n);
        let weak = cluster.quorums().weak;
        // The replies of f others, all in later views, come first; the last one completes the request.
        for replica in 1..weak {
            cluster.answer(reply(replica, 20 + u64::from(replica), 1, "1"));
        }
        cluster.answer(reply(0, 7, 1, "1"));
        assert_eq!(cluster.clients[0].view_estimate(), View(7), "n = {n}");
    }
}

#[test]
fn c019_one_liar_moves_the_estimate_neither_up_nor_back() {
    for n in Cluster::sizes_with_faults() {
        for lie in [u64::MAX, 1 << 60, 0] {
            for liar_first in [true, false] {
                let mut cluster = Cluster::asking(n);
                let weak = cluster.quorums().weak;
                (0..weak).for_each(|replica| cluster.answer(reply(replica, 3, 1, "1")));
                assert_eq!(cluster.clients[0].view_estimate(), View(3));
                cluster.submit(0, "get x");
                let honest = (1..weak).map(|replica| (replica, 3));
                let liar = [(0, lie)].into_iter();
                let order: Vec<_> =
                    if liar_first { liar.chain(honest).collect() } else { honest.chain(liar).collect() };
                order.into_iter().for_each(|(by, view)| cluster.answer(reply(by, view, 2, "1")));
                assert_eq!(cluster.answered(), 2);
                assert_eq!(cluster.clients[0].view_estimate(), View(3), "n = {n}, lie {lie}");
            }
        }
    }
}

#[test]
fn c020_two_results_with_a_weak_certificate_each_raise_the_alarm() {
    for n in Cluster::sizes_with_faults() {
        let mut cluster = Cluster::asking(n);
        let weak = cluster.quorums().weak;
        (0..weak).for_each(|replica| cluster.answer(reply(replica, 0, 1, "1")));
        let alarms = |cluster: &Cluster| -> Vec<Event> {
            cluster.facts_of(n).filter(|event| matches!(event, Event::Alarm(_))).cloned().collect()
        };
        for replica in weak..2 * weak {
            assert_eq!(alarms(&cluster), [], "n = {n}: {replica} replies are not enough");
            cluster.answer(reply(replica, 0, 1, "2"));
        }
        let alarm = Event::Alarm(Alarm::ConflictingResults { timestamp: Timestamp(1) });
        assert_eq!(alarms(&cluster), [alarm], "n = {n}");
        assert_eq!(cluster.accepted(), ["1"], "the first result stands");
        assert!(cluster.sent_by(n, MessageKind::Reply).is_empty());
    }
}
