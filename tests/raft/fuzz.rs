//! Any bytes and any messages (r056): no input stops a server or client, and its own invariants hold.

use std::rc::Rc;

use pbft_lab::process::Disk;
use pbft_lab::raft::message::{
    Append, Appended, Entry, InstallSnapshot, Installed, Redirect, Reply, Request, RequestVote, Vote,
};
use pbft_lab::raft::{
    ClientId, Index, Message, RaftParams, ServerId, Snapshot, State, Term, Timer, Timestamp,
};
use proptest::prelude::*;

use crate::raft::cluster::{Bench, ClientBench};

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0..6_u64, 1 => Just(u64::MAX), 1 => any::<u64>()]
}

fn term() -> impl Strategy<Value = Term> {
    // A term of 2^64 - 1 ends the lives of all honest servers, so it is rare.
    prop_oneof![40 => (0..8_u64).prop_map(Term), 1 => number().prop_map(Term)]
}

fn index() -> impl Strategy<Value = Index> {
    number().prop_map(Index)
}

fn server() -> impl Strategy<Value = ServerId> {
    prop_oneof![9 => (1..3_u32).prop_map(ServerId), 1 => any::<u32>().prop_map(ServerId)]
}

fn request() -> impl Strategy<Value = Rc<Request>> {
    let operation = prop_oneof![Just("put k 1"), Just("add n 1"), Just("nonsense")];
    (0..3_u32, number(), operation).prop_map(|(client, timestamp, operation)| {
        let (client, timestamp) = (ClientId(client), Timestamp(timestamp));
        Rc::new(Request { client, timestamp, operation: operation.as_bytes().into() })
    })
}

fn entry() -> impl Strategy<Value = Entry> {
    (term(), prop::option::of(request())).prop_map(|(term, request)| Entry { term, request })
}

fn message() -> impl Strategy<Value = Message> {
    let votes = (term(), server(), any::<bool>(), any::<bool>());
    let entries = prop::collection::vec(entry(), 0..4);
    prop_oneof![
        request().prop_map(Message::Request),
        (number(), term()).prop_map(|(timestamp, term)| {
            let (client, timestamp) = (ClientId(0), Timestamp(timestamp));
            Message::Reply(Rc::new(Reply { client, timestamp, result: b"ok".as_slice().into(), term }))
        }),
        (number(), term(), prop::option::of(server())).prop_map(|(timestamp, term, leader)| {
            let (client, timestamp) = (ClientId(0), Timestamp(timestamp));
            Message::Redirect(Redirect { client, timestamp, term, leader })
        }),
        (term(), server(), index(), term(), any::<bool>()).prop_map(
            |(term, candidate, last_index, last_term, pre)| {
                Message::RequestVote(RequestVote { term, candidate, last_index, last_term, pre })
            }
        ),
        votes.prop_map(|(term, voter, granted, pre)| Message::Vote(Vote { term, voter, granted, pre })),
        (term(), server(), index(), term(), entries, index()).prop_map(
            |(term, leader, prev_index, prev_term, entries, commit)| {
                Message::Append(Rc::new(Append { term, leader, prev_index, prev_term, entries, commit }))
            }
        ),
        (term(), server(), any::<bool>(), index(), index(), index(), any::<bool>()).prop_map(
            |(term, follower, success, prev_index, matched, hint, learner)| {
                Message::Appended(Appended { term, follower, success, prev_index, matched, hint, learner })
            }
        ),
        (term(), server(), index(), term()).prop_map(|(term, leader, index, of)| {
            let snapshot = Rc::new(Snapshot { index, term: of, state: State::default() });
            Message::InstallSnapshot(Rc::new(InstallSnapshot { term, leader, snapshot }))
        }),
        (term(), server(), index(), any::<bool>()).prop_map(|(term, follower, index, learner)| {
            Message::Installed(Installed { term, follower, index, learner })
        }),
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Message(Message),
    Timeout(Timer),
    Restart(Disk),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => message().prop_map(Step::Message),
        4 => (0..Timer::ALL.len()).prop_map(|timer| Step::Timeout(Timer::ALL[timer])),
        1 => Just(Step::Restart(Disk::Kept)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r056_no_message_stops_a_server_or_client(steps in prop::collection::vec(step(), 1..60)) {
        let params = RaftParams {
            snapshot_interval: 3, trailing: 1, batch_max: 3, pre_vote: true, check_quorum: true, ..RaftParams::default()
        };
        let (mut bench, mut client) = (Bench::with(params), ClientBench::new(3));
        client.submit("put k 1");
        for step in steps {
            let (term, commit) = (bench.server.term(), bench.server.commit());
            match step {
                Step::Message(message) => {
                    let decoded = Message::decode(&message.encode(), bench.config.limits());
                    prop_assert!(decoded.is_ok_and(|decoded| decoded == message), "{:?}", message);
                    client.give(message.clone());
                    bench.give(1, message);
                }
                Step::Timeout(timer) => drop(bench.fire(timer)),
                Step::Restart(disk) => { bench.restart(disk); continue; }
            }
            prop_assert!(bench.server.term() >= term && bench.server.commit() >= commit);
        }
    }

    #[test]
    fn r056_any_bytes_are_decoded_or_refused_and_have_one_meaning(
        tag in 0..12_u8, bytes in prop::collection::vec(any::<u8>(), 0..120)
    ) {
        let bytes = [vec![tag], bytes].concat();
        if let Ok(message) = Message::decode(&bytes, Bench::new(3).config.limits()) {
            prop_assert_eq!(message.encode(), bytes);
        }
    }
}
