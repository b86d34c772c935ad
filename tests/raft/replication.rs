//! Requests, APPEND and the commit rule (r021 to r041; sections 5.3, 5.4.2 and 8 of the paper).

use std::rc::Rc;

use pbft_lab::raft::message::Appended;
use pbft_lab::raft::{Alarm, Event, Index, Message, RaftParams, RejectReason, ServerId, Term, Timer};

use crate::raft::cluster::{Bench, append, appended, entry, failed, request};

/// A leader of three servers without a no-op, whose log is empty.
fn leader() -> Bench {
    Bench::leader(RaftParams { no_op: false, ..RaftParams::default() })
}

fn answer_of(sent: &[crate::raft::cluster::Sent]) -> Appended {
    match Bench::answer(sent) {
        Message::Appended(answer) => *answer,
        other => panic!("APPENDED answers an APPEND, not {other:?}"),
    }
}

fn appends(sent: &[crate::raft::cluster::Sent]) -> Vec<(u32, u64, usize)> {
    let parts = |(to, message): &crate::raft::cluster::Sent| match message {
        Message::Append(append) => Some((to[0], append.prev_index.0, append.entries.len())),
        _ => None,
    };
    sent.iter().filter_map(parts).collect()
}

#[test]
fn r021_the_leader_appends_a_request_once() {
    let mut bench = leader();
    assert_eq!(appends(&bench.request(1, "put k 1")), [(1, 0, 1), (2, 0, 1)]);
    assert!(bench.request(1, "put k 1").is_empty());
    assert_eq!(bench.refusal(), Some(RejectReason::Duplicate));
    assert_eq!(bench.server.log().last(), Index(1));
}

#[test]
fn r022_a_request_repeated_after_its_execution_gets_the_stored_result() {
    let mut bench = leader();
    bench.request(1, "add n 5");
    bench.acknowledge([1], 1);
    let sent = bench.request(1, "add n 5");
    assert!(matches!(Bench::answer(&sent), Message::Reply(reply) if *reply.result == *b"5"));
    assert_eq!(bench.server.log().last(), Index(1));
}

#[test]
fn r023_a_request_older_than_the_last_executed_one_is_ignored() {
    let mut bench = leader();
    bench.request(2, "put k 2");
    bench.acknowledge([1], 1);
    assert!(bench.request(1, "put k 1").is_empty());
    assert_eq!(bench.refusal(), Some(RejectReason::OldRequest));
}

#[test]
fn r024_a_follower_redirects_a_client_to_the_leader_that_it_heard() {
    let mut bench = Bench::new(3);
    bench.give(2, append(1, 2, (0, 0), vec![], 0));
    let sent = bench.request(1, "put k 1");
    assert!(
        matches!(Bench::answer(&sent), Message::Redirect(redirect) if redirect.leader == Some(ServerId(2)))
    );
    assert_eq!(sent[0].0, [3], "the client is the node after the servers");
}

#[test]
fn r025_a_redirect_of_a_server_that_heard_no_leader_names_none() {
    let mut bench = Bench::new(3);
    let sent = bench.request(1, "put k 1");
    assert!(matches!(Bench::answer(&sent), Message::Redirect(redirect) if redirect.leader.is_none()));
}

#[test]
fn r026_a_leader_with_too_many_uncommitted_requests_refuses_more() {
    let mut bench = Bench::leader(RaftParams { no_op: false, uncommitted_max: 2, ..RaftParams::default() });
    bench.request(1, "put k 1");
    bench.request(2, "put k 2");
    bench.request(3, "put k 3");
    assert_eq!(bench.refusal(), Some(RejectReason::TooManyUncommitted));
    bench.acknowledge([1], 2);
    bench.request(3, "put k 3");
    assert_eq!((bench.refusal(), bench.server.log().last()), (None, Index(3)));
}

#[test]
fn r027_a_follower_has_one_append_with_entries_at_a_time_with_a_bounded_number_of_entries() {
    let mut bench = Bench::leader(RaftParams { no_op: false, batch_max: 2, ..RaftParams::default() });
    assert_eq!(appends(&bench.request(1, "put k 1")).len(), 2);
    for timestamp in 2..=4 {
        assert!(appends(&bench.request(timestamp, "put k v")).is_empty(), "the first is not answered yet");
    }
    assert_eq!(appends(&bench.acknowledge([1], 1)), [(1, 1, 2)], "two of the three that wait");
    assert_eq!(appends(&bench.acknowledge([1], 3)), [(1, 3, 1)]);
    assert!(appends(&bench.acknowledge([1], 4)).is_empty());
}

#[test]
fn r028_each_heartbeat_repeats_what_is_not_acknowledged() {
    let mut bench = leader();
    assert_eq!(appends(&bench.fire(Timer::Heartbeat)), [(1, 0, 0), (2, 0, 0)], "nothing to repeat");
    bench.request(1, "put k 1");
    bench.acknowledge([1], 1);
    assert_eq!(appends(&bench.fire(Timer::Heartbeat)), [(1, 1, 0), (2, 0, 1)]);
    assert!(bench.set(Timer::Heartbeat));
}

/// A follower of term 4 with entries of the terms 1, 2, 2, 2, 4, of which the first is committed.
fn follower() -> Bench {
    let mut bench = Bench::new(3);
    let terms = [1, 2, 2, 2, 4];
    let entries = (1..).zip(terms).map(|(timestamp, term)| entry(term, timestamp)).collect();
    bench.give(1, append(4, 1, (0, 0), entries, 1));
    assert_eq!(bench.terms(), terms);
    bench
}

#[test]
fn r029_a_follower_that_lacks_the_previous_entry_hints_at_its_end() {
    let answer = answer_of(&follower().give(1, append(4, 1, (9, 4), vec![entry(4, 9)], 1)));
    assert_eq!((answer.success, answer.hint, answer.prev_index), (false, Index(6), Index(9)));
}

#[test]
fn r030_a_follower_whose_previous_entry_is_of_another_term_hints_at_the_start_of_that_term() {
    let answer = answer_of(&follower().give(1, append(5, 1, (4, 3), vec![entry(5, 9)], 1)));
    assert_eq!((answer.success, answer.hint), (false, Index(2)));
    // Never at or below the commit index: what is committed cannot be in conflict.
    let mut bench = follower();
    bench.give(1, append(4, 1, (3, 2), vec![], 3));
    let answer = answer_of(&bench.give(1, append(5, 1, (4, 3), vec![entry(5, 9)], 1)));
    assert_eq!(answer.hint, Index(4));
}

#[test]
fn r031_matching_entries_are_not_removed() {
    let mut bench = follower();
    let answer = answer_of(&bench.give(1, append(4, 1, (1, 1), vec![entry(2, 2), entry(2, 3)], 1)));
    assert_eq!((answer.success, answer.matched), (true, Index(3)));
    assert_eq!(bench.terms(), [1, 2, 2, 2, 4]);
    assert!(!bench.facts.iter().any(|fact| matches!(fact, Event::Appended { .. } | Event::Truncated { .. })));
}

#[test]
fn r032_a_conflict_removes_the_entry_and_all_after_it() {
    let mut bench = follower();
    let answer = answer_of(&bench.give(2, append(5, 2, (2, 2), vec![entry(2, 3), entry(5, 9)], 1)));
    assert_eq!((answer.success, answer.matched), (true, Index(4)));
    assert_eq!(bench.terms(), [1, 2, 2, 5]);
    assert!(bench.reports(&Event::Truncated { from: Index(4) }));
}

#[test]
fn r033_an_append_that_arrives_late_removes_nothing() {
    let mut bench = follower();
    bench.give(1, append(4, 1, (0, 0), vec![entry(1, 1)], 0));
    assert_eq!(bench.terms(), [1, 2, 2, 2, 4]);
    assert_eq!(bench.server.commit(), Index(1));
}

#[test]
fn r034_a_follower_commits_up_to_the_smaller_of_the_leaders_commit_index_and_what_it_compared() {
    for (commit, expected) in [(1, 1), (2, 2), (3, 3), (5, 3)] {
        let mut bench = follower();
        bench.give(1, append(4, 1, (2, 2), vec![entry(2, 3)], commit));
        assert_eq!(bench.server.commit(), Index(expected), "the leader has committed {commit}");
    }
}

#[test]
fn r035_a_heartbeat_commits_nothing_after_its_previous_entry() {
    let mut bench = follower();
    bench.give(2, append(5, 2, (2, 2), vec![], 5));
    assert_eq!(bench.server.commit(), Index(2));
}

#[test]
fn r036_a_committed_entry_is_never_replaced() {
    let mut bench = follower();
    bench.give(1, append(4, 1, (3, 2), vec![], 3));
    let answer = answer_of(&bench.give(2, append(5, 2, (1, 1), vec![entry(5, 9)], 1)));
    assert!(!answer.success);
    assert_eq!(bench.terms(), [1, 2, 2, 2, 4]);
    assert!(bench.reports(&Event::Alarm(Alarm::ConflictBelowCommit)));
    assert_eq!(bench.refusal(), Some(RejectReason::ConflictBelowCommit));
}

#[test]
fn r037_an_acknowledgement_only_raises_what_the_leader_knows() {
    let mut bench = leader();
    (1..=3).for_each(|timestamp| drop(bench.request(timestamp, "put k v")));
    bench.acknowledge([1], 3);
    bench.acknowledge([1], 1);
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(4), Index(3))));
    bench.acknowledge([1], 99);
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(4), Index(3))), "at most the leader's log");
}

#[test]
fn r038_a_failure_counts_only_for_the_latest_previous_index() {
    let mut bench = follower();
    bench.elect();
    bench.give(1, failed(5, 1, 2, 1));
    assert_eq!(bench.refusal(), Some(RejectReason::NotAsked));
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(6), Index(0))));
    let sent = bench.give(1, failed(5, 1, 5, 3));
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(3), Index(0))));
    assert_eq!(appends(&sent), [(1, 2, 4)], "the leader tries from the hint on");
}

#[test]
fn r039_a_leader_commits_by_counting_only_entries_of_its_own_term() {
    // Figure 8: an entry of an earlier term on a majority of servers can still be replaced.
    let mut bench = Bench::with(RaftParams { no_op: false, ..RaftParams::default() });
    bench.give(1, append(1, 1, (0, 0), vec![entry(1, 1)], 0));
    bench.elect();
    bench.acknowledge([1, 2], 1);
    assert_eq!(bench.server.commit(), Index(0));
}

#[test]
fn r040_an_entry_of_the_own_term_commits_the_earlier_ones() {
    let mut bench = Bench::with(RaftParams { no_op: false, ..RaftParams::default() });
    bench.give(1, append(1, 1, (0, 0), vec![entry(1, 1)], 0));
    bench.elect();
    bench.request(2, "put k 2");
    bench.acknowledge([1], 2);
    assert_eq!(bench.server.commit(), Index(2));
    assert!(bench.reports(&Event::Committed { index: Index(2), term: Term(2) }));
}

#[test]
fn r041_a_learner_gets_entries_and_is_not_counted() {
    let mut bench = leader();
    bench.request(1, "put k 1");
    let Message::Appended(answer) = appended(1, 1, 1) else { unreachable!() };
    bench.give(1, Message::Appended(Appended { learner: true, ..answer }));
    assert_eq!(bench.server.commit(), Index(0));
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(2), Index(1))));
    bench.acknowledge([2], 1);
    assert_eq!(bench.server.commit(), Index(1));
}

#[test]
fn a_request_of_an_unknown_client_is_refused() {
    let mut bench = leader();
    let Message::Request(order) = request(1, "put k 1") else { unreachable!() };
    let mut order = Rc::unwrap_or_clone(order);
    order.client.0 = 1;
    assert!(bench.give(4, Message::Request(Rc::new(order))).is_empty());
    assert_eq!(bench.refusal(), Some(RejectReason::NoSuchMember));
}

#[test]
fn an_append_with_more_entries_than_allowed_is_refused() {
    let mut bench = Bench::with(RaftParams { batch_max: 1, ..RaftParams::default() });
    assert!(bench.give(1, append(1, 1, (0, 0), vec![entry(1, 1), entry(1, 2)], 0)).is_empty());
    assert_eq!(bench.refusal(), Some(RejectReason::TooLong));
}
