//! Options and clients (r050 to r055; section 8 of the paper, 6.2 and 9.6 of the dissertation).

use pbft_lab::process::{Disk, Span};
use pbft_lab::raft::message::{Redirect, Vote};
use pbft_lab::raft::{
    ClientId, Event, LostDisk, Message, RaftParams, RejectReason, Role, SenderCheck, ServerId, Term, Timer,
    Timestamp, VoteRefusal,
};

use crate::raft::cluster::{Bench, ClientBench, append, entry, pre_vote, reply, request_vote, vote};

#[test]
fn r050_a_restart_keeps_term_vote_log_and_snapshot() {
    let mut bench = Bench::with(RaftParams { snapshot_interval: 2, trailing: 1, ..RaftParams::default() });
    bench.give(1, append(3, 1, (0, 0), (1..=3).map(|timestamp| entry(3, timestamp)).collect(), 2));
    bench.give(2, request_vote(4, 2, (3, 3)));
    let before = bench.server.clone();
    bench.restart(Disk::Kept);
    let after = &bench.server;
    assert_eq!((after.term(), after.voted_for()), (Term(4), Some(ServerId(2))));
    assert_eq!((after.log(), after.snapshot()), (before.log(), before.snapshot()));
    assert!(bench.reports(&Event::Restarted { term: Term(4), learner: false }));
}

#[test]
fn r051_a_server_that_lost_its_disk_only_learns() {
    let mut bench = Bench::new(3);
    bench.restart(Disk::Lost);
    assert!(bench.server.is_learner() && !bench.set(Timer::Election));
    let sent = bench.give(1, request_vote(4, 1, (9, 9)));
    assert!(matches!(Bench::answer(&sent), Message::Vote(vote) if !vote.granted));
    let refused = Event::VoteRefused { term: Term(4), candidate: ServerId(1), reason: VoteRefusal::Learner };
    assert!(bench.reports(&refused));
    assert!(bench.fire(Timer::Election).is_empty());
    let sent = bench.give(1, append(4, 1, (0, 0), vec![entry(4, 1)], 1));
    assert!(matches!(Bench::answer(&sent), Message::Appended(answer) if answer.success && answer.learner));
    bench.restart(Disk::Kept);
    assert!(bench.server.is_learner(), "it stays one");

    let mut naive = Bench::with(RaftParams { lost_disk: LostDisk::Naive, ..RaftParams::default() });
    naive.give(1, request_vote(4, 1, (0, 0)));
    naive.restart(Disk::Lost);
    let sent = naive.give(2, request_vote(4, 2, (0, 0)));
    assert!(matches!(Bench::answer(&sent), Message::Vote(vote) if vote.granted), "a second vote in term 4");
}

#[test]
fn r052_with_pre_votes_a_server_that_was_cut_off_deposes_no_leader() {
    let params = RaftParams { pre_vote: true, ..RaftParams::default() };
    let mut cut_off = Bench::with(params.clone());
    for _ in 0..5 {
        cut_off.fire(Timer::Election);
    }
    assert_eq!(cut_off.term(), 0, "its term does not rise while no server answers");
    assert!(matches!(cut_off.server.role(), Role::PreCandidate { .. }));

    let mut follower = Bench::with(params);
    follower.give(1, append(1, 1, (0, 0), vec![], 0));
    follower.give(2, pre_vote(2, 2));
    let refused =
        Event::VoteRefused { term: Term(2), candidate: ServerId(2), reason: VoteRefusal::LeaderHeard };
    assert!(follower.reports(&refused));
    // Once the leader has been silent for the shortest election timeout, the answer is another one.
    follower.fire(Timer::Lease);
    let sent = follower.give(2, pre_vote(2, 2));
    assert!(matches!(Bench::answer(&sent), Message::Vote(vote) if vote.granted && vote.pre));
    assert_eq!((follower.term(), follower.server.voted_for()), (1, None));

    let mut leader = Bench::leader(RaftParams { pre_vote: false, ..RaftParams::default() });
    let sent = leader.give(2, pre_vote(2, 2));
    assert!(matches!(Bench::answer(&sent), Message::Vote(vote) if !vote.granted), "a leader hears itself");
}

#[test]
fn pre_votes_of_a_majority_lead_to_an_election() {
    let mut bench = Bench::with(RaftParams { pre_vote: true, ..RaftParams::default() });
    bench.fire(Timer::Election);
    bench.give(1, Message::Vote(Vote { term: Term(1), voter: ServerId(1), granted: true, pre: true }));
    assert_eq!((bench.term(), matches!(bench.server.role(), Role::Candidate { .. })), (1, true));
    bench.give(1, vote(1, 1, true));
    assert!(bench.leads());
}

#[test]
fn r053_with_check_quorum_a_leader_without_a_majority_steps_down() {
    let params = RaftParams { servers: 5, check_quorum: true, ..RaftParams::default() };
    let mut bench = Bench::leader(params);
    bench.acknowledge([1, 2], 1);
    bench.fire(Timer::Quorum);
    assert!(bench.leads(), "it heard from two of four followers");
    bench.acknowledge([1], 1);
    bench.fire(Timer::Quorum);
    assert!(bench.follows() && bench.reports(&Event::SteppedDown { term: Term(1) }));
    assert!(bench.timers.contains(&(Timer::Heartbeat, None)) && bench.set(Timer::Election));
}

#[test]
fn r054_a_client_follows_redirects_tries_the_next_server_and_takes_the_first_reply() {
    let to = |sent: &[crate::raft::cluster::Sent]| sent.iter().map(|(to, _)| to[0]).collect::<Vec<_>>();
    let redirect = |leader| {
        let (client, timestamp, term) = (ClientId(0), Timestamp(1), Term(1));
        Message::Redirect(Redirect { client, timestamp, term, leader })
    };
    let mut bench = ClientBench::new(3);
    assert_eq!(to(&bench.submit("put k 1")), [0]);
    assert_eq!(to(&bench.submit("put k 2")), [] as [u32; 0], "one request at a time");
    assert_eq!(to(&bench.give(redirect(Some(ServerId(2))))), [2]);
    assert!(bench.give(redirect(None)).is_empty());
    // Two more redirects: three for three servers, then no more until the timeout.
    bench.give(redirect(Some(ServerId(0))));
    bench.give(redirect(Some(ServerId(2))));
    assert!(bench.give(redirect(Some(ServerId(0)))).is_empty());
    let mut waits = Vec::new();
    for server in [0, 1, 2, 0, 1] {
        assert_eq!(to(&bench.timeout()), [server]);
        waits.push(bench.timers[0].1);
    }
    assert_eq!(waits, [2000, 4000, 8000, 8000, 8000].map(|ms| Some(Span::from_ms(ms))));
    assert_eq!(to(&bench.give(reply(1, "ok"))), [1], "the next request goes to the server that replied last");
    assert!(bench.give(reply(1, "no")).is_empty());
    assert_eq!((bench.client.answered(), bench.client.is_waiting()), (1, true));
    bench.give(reply(2, "ok"));
    assert_eq!((bench.client.answered(), bench.client.is_waiting()), (2, false));
}

#[test]
fn r055_with_the_sender_check_a_message_under_a_foreign_name_is_refused() {
    let mut bench = Bench::with(RaftParams { sender: SenderCheck::Address, ..RaftParams::default() });
    assert!(bench.give(2, append(1, 1, (0, 0), vec![], 0)).is_empty());
    assert_eq!((bench.refusal(), bench.term()), (Some(RejectReason::ForeignName), 0));
    assert!(!bench.give(1, append(1, 1, (0, 0), vec![], 0)).is_empty());
    assert!(!Bench::new(3).give(2, append(1, 1, (0, 0), vec![], 0)).is_empty(), "by default the name counts");
}

#[test]
fn a_message_of_a_server_that_the_cluster_lacks_is_refused() {
    let mut bench = Bench::new(3);
    for sender in [0, 3, u32::MAX] {
        bench.give(1, append(1, sender, (0, 0), vec![], 0));
        assert_eq!(bench.refusal(), Some(RejectReason::NoSuchMember), "server {sender}");
    }
}
