//! Terms, votes and leaders (r001 to r020; sections 5.1, 5.2 and 5.4.1 of the paper).

use pbft_lab::process::Disk;
use pbft_lab::raft::message::Vote;
use pbft_lab::raft::{
    Alarm, Event, Index, Message, RaftParams, RejectReason, ServerId, Term, Timer, VoteRefusal,
};

use crate::raft::cluster::{
    Bench, append, appended, config, entry, install, installed, pre_vote, request_vote, vote,
};

fn granted(message: &Message) -> bool {
    match message {
        Message::Vote(vote) => vote.granted,
        other => panic!("a VOTE answers a REQUEST-VOTE, not {other:?}"),
    }
}

#[test]
fn r001_a_server_starts_as_follower_with_the_commit_index_of_its_snapshot() {
    let bench = Bench::new(3);
    assert!(bench.follows() && bench.set(Timer::Election));
    assert_eq!((bench.server.commit(), bench.server.applied()), (Index(0), Index(0)));

    let mut bench = Bench::with(RaftParams { snapshot_interval: 2, trailing: 1, ..RaftParams::default() });
    bench.give(1, append(1, 1, (0, 0), vec![entry(1, 1), entry(1, 2), entry(1, 3)], 3));
    bench.restart(Disk::Kept);
    assert!(bench.follows());
    assert_eq!(bench.server.commit(), bench.server.snapshot().index);
    assert_eq!(bench.server.snapshot().index, Index(3));
}

#[test]
fn r002_a_higher_term_in_any_message_makes_a_leader_a_follower_that_has_not_voted() {
    let messages = [
        request_vote(5, 1, (0, 0)),
        vote(5, 1, false),
        append(5, 1, (0, 0), vec![], 0),
        appended(5, 1, 0),
        install(5, 1, Default::default()),
        installed(5, 1, 0),
    ];
    for message in messages {
        let mut bench = Bench::leader(RaftParams::default());
        bench.give(1, message.clone());
        assert!(bench.follows(), "{message:?}");
        assert_eq!(bench.term(), 5, "{message:?}");
        // The REQUEST-VOTE itself is refused: the leader's log has the no-op.
        assert_eq!(bench.server.voted_for(), None, "{message:?}");
        assert!(bench.facts.contains(&Event::TermAdvanced { term: Term(5) }), "{message:?}");
    }
}

#[test]
fn r003_pre_votes_change_no_term() {
    let mut bench = Bench::new(3);
    bench.give(1, pre_vote(7, 1));
    assert_eq!(bench.term(), 0);
    let granted = Vote { term: Term(7), voter: ServerId(1), granted: true, pre: true };
    bench.give(1, Message::Vote(granted));
    assert_eq!(bench.term(), 0);
}

#[test]
fn r004_a_request_of_a_lower_term_is_answered_with_the_own_term_and_has_no_other_effect() {
    let mut bench = Bench::leader(RaftParams::default());
    bench.give(1, append(4, 1, (0, 0), vec![], 0));
    let before = format!("{:?}", bench.server);
    let sent = bench.give(2, request_vote(2, 2, (9, 9)));
    assert!(matches!(Bench::answer(&sent), Message::Vote(vote) if vote.term == Term(4) && !vote.granted));
    let sent = bench.give(2, append(2, 2, (0, 0), vec![entry(2, 1)], 1));
    assert!(
        matches!(Bench::answer(&sent), Message::Appended(answer) if answer.term == Term(4) && !answer.success)
    );
    let sent = bench.give(2, install(2, 2, Default::default()));
    assert!(matches!(Bench::answer(&sent), Message::Installed(answer) if answer.term == Term(4)));
    assert_eq!(format!("{:?}", bench.server), before);
    assert!(bench.timers.is_empty(), "the election timer of the present term goes on");
}

#[test]
fn r005_an_answer_of_another_term_is_ignored() {
    let mut bench = Bench::leader(RaftParams::default());
    bench.give(1, append(2, 1, (0, 0), vec![], 0));
    bench.elect();
    let before = format!("{:?}", bench.server);
    for answer in [appended(1, 1, 1), installed(1, 1, 1), vote(1, 1, true)] {
        assert!(bench.give(1, answer).is_empty());
    }
    assert_eq!(format!("{:?}", bench.server), before);
}

#[test]
fn r006_after_the_election_timeout_a_follower_begins_a_term_votes_for_itself_and_asks_all() {
    let mut bench = Bench::new(5);
    let sent = bench.fire(Timer::Election);
    assert_eq!((bench.term(), bench.server.voted_for()), (1, Some(ServerId(0))));
    assert_eq!(sent, [(vec![1, 2, 3, 4], request_vote(1, 0, (0, 0)))]);
    assert!(bench.set(Timer::Election) && bench.reports(&Event::ElectionStarted { term: Term(1) }));
}

#[test]
fn r007_a_single_server_elects_itself_and_commits_alone() {
    let mut bench = Bench::new(1);
    bench.fire(Timer::Election);
    assert!(bench.leads());
    let sent = bench.request(1, "put k 1");
    assert!(matches!(Bench::answer(&sent), Message::Reply(reply) if *reply.result == *b"ok"));
}

#[test]
fn r008_a_candidate_without_a_majority_begins_another_term() {
    let mut bench = Bench::new(3);
    bench.fire(Timer::Election);
    bench.fire(Timer::Election);
    assert_eq!(bench.term(), 2);
}

#[test]
fn r009_a_server_has_one_vote_a_term_and_gives_it_to_the_same_candidate_again() {
    let mut bench = Bench::new(3);
    assert!(granted(Bench::answer(&bench.give(1, request_vote(1, 1, (0, 0))))));
    assert!(!granted(Bench::answer(&bench.give(2, request_vote(1, 2, (0, 0))))));
    let refused =
        Event::VoteRefused { term: Term(1), candidate: ServerId(2), reason: VoteRefusal::AlreadyVoted };
    assert!(bench.reports(&refused));
    assert!(granted(Bench::answer(&bench.give(1, request_vote(1, 1, (0, 0))))));
}

/// A follower whose last entry has index 2 and term 3.
fn voter() -> Bench {
    let mut bench = Bench::new(3);
    bench.give(1, append(3, 1, (0, 0), vec![entry(1, 1), entry(3, 2)], 0));
    bench
}

#[test]
fn r010_a_candidate_with_a_lower_last_term_gets_no_vote() {
    let mut bench = voter();
    assert!(!granted(Bench::answer(&bench.give(2, request_vote(4, 2, (9, 2))))));
    let refused = Event::VoteRefused { term: Term(4), candidate: ServerId(2), reason: VoteRefusal::OlderLog };
    assert!(bench.reports(&refused));
}

#[test]
fn r011_a_candidate_with_an_equal_last_term_and_a_shorter_log_gets_no_vote() {
    assert!(!granted(Bench::answer(&voter().give(2, request_vote(4, 2, (1, 3))))));
}

#[test]
fn r012_a_candidate_with_an_equal_or_better_log_gets_the_vote() {
    for last in [(2, 3), (3, 3), (1, 4)] {
        assert!(granted(Bench::answer(&voter().give(2, request_vote(4, 2, last)))), "{last:?}");
    }
}

#[test]
fn r013_granting_a_vote_restarts_the_election_timer_and_refusing_does_not() {
    let mut bench = voter();
    bench.give(2, request_vote(4, 2, (2, 3)));
    assert!(bench.set(Timer::Election));
    bench.give(1, request_vote(4, 1, (2, 3)));
    assert!(!bench.set(Timer::Election));
}

#[test]
fn r014_a_repeated_vote_counts_once() {
    let mut bench = Bench::new(5);
    bench.fire(Timer::Election);
    bench.give(1, vote(1, 1, true));
    bench.give(1, vote(1, 1, true));
    assert!(!bench.leads(), "two of five servers are no majority");
    bench.give(2, vote(1, 2, true));
    assert!(bench.leads());
}

#[test]
fn r015_a_vote_of_an_earlier_term_does_not_count() {
    let mut bench = Bench::new(3);
    bench.fire(Timer::Election);
    bench.fire(Timer::Election);
    bench.give(1, vote(1, 1, true));
    assert!(!bench.leads());
    assert_eq!(bench.refusal(), Some(RejectReason::OlderTerm));
}

#[test]
fn r016_a_majority_is_more_than_half() {
    for (servers, majority) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)] {
        let params = RaftParams { servers, ..RaftParams::default() };
        assert_eq!(config(params.clone()).majority(), majority, "{servers} servers");
        let mut bench = Bench::with(params);
        bench.fire(Timer::Election);
        for voter in 1..majority {
            assert!(!bench.leads(), "{voter} of {servers} votes");
            bench.give(voter, vote(1, voter, true));
        }
        assert!(bench.leads(), "{majority} of {servers} votes");
    }
}

#[test]
fn r017_a_new_leader_assumes_that_followers_have_its_log_and_acknowledged_nothing() {
    let mut bench = voter();
    bench.elect();
    // The no-op has index 3, after the two entries that the log had at the election.
    assert_eq!(bench.server.progress_of(ServerId(1)), Some((Index(3), Index(0))));
    assert_eq!(bench.server.log().last(), Index(3));
}

#[test]
fn r018_a_new_leader_appends_a_no_op_where_the_parameter_says_so() {
    let mut bench = Bench::new(3);
    bench.fire(Timer::Election);
    let sent = bench.give(1, vote(1, 1, true));
    let log = bench.server.log();
    assert_eq!((log.last(), log.get(Index(1)).unwrap().request.as_ref()), (Index(1), None));
    assert_eq!(sent.len(), 2, "one APPEND for each follower");
    assert_eq!(
        Bench::leader(RaftParams { no_op: false, ..RaftParams::default() }).server.log().last(),
        Index(0)
    );
}

#[test]
fn r019_a_candidate_yields_to_the_leader_of_its_term() {
    for message in [append(1, 2, (0, 0), vec![], 0), install(1, 2, Default::default())] {
        let mut bench = Bench::new(3);
        bench.fire(Timer::Election);
        bench.give(2, message);
        assert!(bench.follows());
        assert_eq!((bench.term(), bench.server.leader()), (1, Some(ServerId(2))));
    }
}

#[test]
fn r020_a_leader_refuses_an_append_of_its_own_term_and_raises_the_alarm() {
    let mut bench = Bench::leader(RaftParams::default());
    for message in [append(1, 2, (0, 0), vec![entry(1, 1)], 0), install(1, 2, Default::default())] {
        assert!(bench.give(2, message).is_empty());
        assert!(bench.leads() && bench.reports(&Event::Alarm(Alarm::TwoLeaders)));
        assert_eq!(bench.refusal(), Some(RejectReason::OtherLeader));
    }
}
