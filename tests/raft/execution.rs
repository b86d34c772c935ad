//! Execution and snapshots (r042 to r048; sections 5.3, 7 and 8 of the paper).

use pbft_lab::raft::message::Entry;
use pbft_lab::raft::{Event, Index, Log, Message, RaftParams, ServerId, Snapshot, Term, Timer, Timestamp};

use crate::raft::cluster::{Bench, append, entry, install, installed};

fn executed(bench: &Bench) -> Vec<u64> {
    let index = |fact: &Event| match fact {
        Event::Executed(execution) => Some(execution.index.0),
        _ => None,
    };
    bench.facts.iter().filter_map(index).collect()
}

/// Parameters with a snapshot after every fourth entry, and one trailing entry.
fn small() -> RaftParams {
    RaftParams { no_op: false, snapshot_interval: 4, trailing: 1, ..RaftParams::default() }
}

/// A leader with four executed requests, hence a snapshot at 4 and a log from 4 on.
fn compacted() -> Bench {
    let mut bench = Bench::leader(small());
    for timestamp in 1..=4 {
        bench.request(timestamp, &format!("put k {timestamp}"));
        bench.acknowledge([1], timestamp);
    }
    bench
}

#[test]
fn r042_entries_execute_in_order_once_and_without_gaps() {
    let mut bench = Bench::new(3);
    bench.give(1, append(1, 1, (0, 0), (1..=3).map(|timestamp| entry(1, timestamp)).collect(), 2));
    assert_eq!(executed(&bench), [1, 2]);
    bench.give(1, append(1, 1, (3, 1), vec![entry(1, 4)], 4));
    assert_eq!(executed(&bench), [3, 4]);
    bench.give(1, append(1, 1, (4, 1), vec![], 4));
    assert!(executed(&bench).is_empty());
}

#[test]
fn r043_the_leader_replies_after_the_execution_and_never_before() {
    let mut bench = Bench::leader(RaftParams { no_op: false, ..RaftParams::default() });
    let is_reply = |(_, message): &(Vec<u32>, Message)| matches!(message, Message::Reply(_));
    assert!(!bench.request(1, "put k 1").iter().any(is_reply));
    assert!(bench.acknowledge([1], 1).iter().any(is_reply));
    assert_eq!(executed(&bench), [1]);
}

#[test]
fn r044_at_the_interval_the_state_replaces_the_log_up_to_the_trailing_entries() {
    let bench = compacted();
    assert_eq!((bench.server.snapshot().index, bench.server.log().base()), (Index(4), Index(3)));
    assert_eq!(bench.server.snapshot().state.service.get("k"), Some("4"));
    assert!(bench.facts.iter().any(|fact| matches!(fact, Event::SnapshotTaken { index: Index(4), .. })));
}

#[test]
fn r045_a_follower_behind_the_leaders_log_gets_the_snapshot() {
    let mut bench = compacted();
    // Server 2 has acknowledged nothing: its next entry is no longer in the log.
    let sent = bench.fire(Timer::Heartbeat);
    let snapshots = sent.iter().filter(|(to, message)| {
        *to == [2]
            && matches!(message, Message::InstallSnapshot(install) if install.snapshot.index == Index(4))
    });
    assert_eq!(snapshots.count(), 1);
    // The entry at the base is gone too.
    let sent = bench.acknowledge([2], 2);
    assert_eq!(bench.server.progress_of(ServerId(2)), Some((Index(3), Index(2))));
    assert!(matches!(Bench::answer(&sent), Message::InstallSnapshot(_)));
    bench.give(2, installed(1, 2, 4));
    assert_eq!(bench.server.progress_of(ServerId(2)), Some((Index(5), Index(4))));
}

fn snapshot_of(bench: &Bench) -> Snapshot {
    bench.server.snapshot().clone()
}

#[test]
fn r046_a_snapshot_at_or_below_the_commit_index_changes_nothing() {
    let snapshot = snapshot_of(&compacted());
    let mut bench = Bench::with(small());
    bench.give(1, append(1, 1, (0, 0), (1..=5).map(|timestamp| entry(1, timestamp)).collect(), 5));
    let before = format!("{:?}", bench.server);
    let sent = bench.give(1, install(1, 1, snapshot));
    assert_eq!(format!("{:?}", bench.server), before);
    assert!(matches!(Bench::answer(&sent), Message::Installed(answer) if answer.index == Index(4)));
}

#[test]
fn r047_a_snapshot_that_matches_an_entry_keeps_what_follows_and_another_replaces_the_log() {
    let snapshot = snapshot_of(&compacted());
    let mut bench = Bench::with(small());
    bench.give(1, append(1, 1, (0, 0), (1..=6).map(|timestamp| entry(1, timestamp)).collect(), 0));
    bench.give(1, install(1, 1, snapshot.clone()));
    assert_eq!((bench.server.log().base(), bench.server.log().last()), (Index(4), Index(6)));
    assert_eq!(bench.server.applied(), Index(4));

    let mut bench = Bench::with(small());
    bench.give(1, append(1, 1, (0, 0), (1..=6).map(|timestamp| entry(1, timestamp)).collect(), 0));
    bench.give(1, install(1, 1, Snapshot { term: Term(2), ..snapshot }));
    assert_eq!(*bench.server.log(), Log::after(Index(4), Term(2)));
}

#[test]
fn r048_the_last_result_of_each_client_travels_with_the_snapshot() {
    let mut bench = Bench::with(small());
    bench.give(1, install(1, 1, snapshot_of(&compacted())));
    assert_eq!(bench.server.state().clients.timestamp(pbft_lab::raft::ClientId(0)), Timestamp(4));
    // The same request in a later entry does not execute again.
    bench.give(1, append(1, 1, (4, 1), vec![Entry { term: Term(1), ..entry(1, 4) }], 5));
    assert!(matches!(&bench.facts[..], [.., Event::Executed(execution)] if execution.result.is_none()));
}
