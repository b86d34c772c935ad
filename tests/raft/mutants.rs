//! Each rule that can be removed: a schedule that does harm without the rule, and none with it.

use pbft_lab::process::{NodeId, Span};
use pbft_lab::raft::rules::{MUTANTS, Mutant};
use pbft_lab::raft::{Message, RaftParams, Rules, ServerId, Timer};
use pbft_lab::sim::{Command, NetworkSettings, Recording};

use crate::raft::group::Group;
use crate::raft::world::{advance, leader, run, submit};

/// The invariants that a schedule breaks: `(with the rule, without it)`.
fn outcome(
    code: &str,
    params: RaftParams,
    schedule: impl Fn(&mut Group),
) -> (Vec<&'static str>, Vec<&'static str>) {
    let mutant = Mutant::of(code).expect("a code of the list");
    let broken = |rules| {
        let mut group = Group::new(RaftParams { rules, ..params.clone() });
        schedule(&mut group);
        group.violations().to_vec()
    };
    (broken(Rules::default()), broken(Rules::without([mutant.rule])))
}

fn expect_broken(code: &str, invariant: &str, params: RaftParams, schedule: impl Fn(&mut Group)) {
    let (with, without) = outcome(code, params, schedule);
    assert_eq!(with, [] as [&str; 0], "{code}: the rule holds");
    assert!(without.contains(&invariant), "{code}: {without:?}");
}

/// Three servers without no-ops, one entry in each APPEND.
fn three() -> RaftParams {
    RaftParams { no_op: false, batch_max: 1, ..RaftParams::default() }
}

#[test]
fn rm1_an_entry_of_an_earlier_term_that_was_committed_by_counting_is_replaced() {
    let five = RaftParams { servers: 5, ..three() };
    expect_broken("RM1", "RI5", five, |group| {
        // Figure 8 of the paper.
        group.elect(0, &[0, 1, 2, 3, 4]);
        group.ask(0, 1, "put k a");
        group.talk(&[0, 1]);
        group.crash(0);
        group.elect(4, &[2, 3, 4]);
        group.ask(4, 2, "put k b");
        group.packets.clear();
        group.crash(4);
        group.restart(0);
        // Servers 1 and 2 store the entry, and do not learn that it is committed.
        group.elect(0, &[0, 1, 2]);
        group.crash(0);
        group.restart(4);
        group.elect(4, &[1, 2, 3, 4]);
        group.ask(4, 3, "put k c");
        group.talk(&[1, 2, 3, 4]);
        group.fire(4, Timer::Heartbeat);
        group.talk(&[1, 2, 3, 4]);
    });
}

/// Server 2 votes for server 1, restarts, and is asked by server 0 in the same term.
fn second_vote(group: &mut Group) {
    group.fire(1, Timer::Election);
    group.talk(&[1, 2]);
    assert!(group.leads(1));
    group.crash(2);
    group.restart(2);
    group.fire(0, Timer::Election);
    group.talk(&[0, 2]);
}

#[test]
fn rm2_a_restarted_server_votes_twice_in_one_term() {
    expect_broken("RM2", "RI1", three(), second_vote);
}

#[test]
fn rm3_a_server_that_forgot_its_term_votes_twice_in_one_term() {
    expect_broken("RM3", "RI1", three(), second_vote);
    expect_broken("RM3", "RI6", three(), second_vote);
}

#[test]
fn rm4_a_server_without_the_committed_entry_is_elected() {
    expect_broken("RM4", "RI4", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.ask(0, 1, "put k 1");
        group.talk(&[0, 1]);
        group.crash(0);
        group.elect(2, &[1, 2]);
    });
}

#[test]
fn rm5_a_server_with_a_longer_log_of_an_older_term_is_elected() {
    expect_broken("RM5", "RI4", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        (1..=3).for_each(|timestamp| group.ask(0, timestamp, "put k lost"));
        group.packets.clear();
        group.crash(0);
        group.elect(1, &[1, 2]);
        group.ask(1, 4, "put k kept");
        group.talk(&[1, 2]);
        group.crash(1);
        group.restart(0);
        group.elect(0, &[0, 2]);
    });
}

#[test]
fn rm6_an_entry_that_no_other_server_stores_is_committed() {
    expect_broken("RM6", "RI4", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.ask(0, 1, "put k 1");
        // The second entry waits for the acknowledgement of the first.
        group.ask(0, 2, "put k 2");
        let first = group.take_packets(|packet| packet.to == 1);
        group.packets.clear();
        group.deliver_packets(first);
        let answer = group.take_packets(|packet| packet.to == 0);
        group.deliver_packets(answer);
        group.packets.clear();
        group.crash(0);
        group.elect(1, &[1, 2]);
    });
}

#[test]
fn rm7_a_leader_that_is_cut_off_commits() {
    expect_broken("RM7", "RI10", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.ask(0, 1, "put k 1");
        group.packets.clear();
    });
}

#[test]
fn rm8_a_late_append_removes_a_committed_entry() {
    expect_broken("RM8", "RI4", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.ask(0, 1, "put k 1");
        let late: Vec<_> = group.packets.iter().filter(|packet| packet.to == 1).cloned().collect();
        group.talk(&[0, 1]);
        group.ask(0, 2, "put k 2");
        group.talk(&[0, 1]);
        group.deliver_packets(late);
        group.packets.clear();
        group.crash(0);
        group.elect(1, &[1, 2]);
    });
}

#[test]
fn rm9_a_follower_commits_an_entry_that_it_has_not_compared() {
    expect_broken("RM9", "RI5", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.ask(0, 1, "put k shared");
        let shared = group.take_packets(|packet| packet.to == 1);
        group.deliver_packets(shared);
        group.packets.clear();
        group.ask(0, 2, "put k lost");
        group.packets.clear();
        group.crash(0);
        group.elect(1, &[1, 2]);
        group.ask(1, 3, "put k kept");
        group.talk(&[1, 2]);
        group.fire(1, Timer::Heartbeat);
        group.talk(&[1, 2]);
        group.crash(1);
        group.restart(1);
        group.elect(1, &[1, 2]);
        group.ask(1, 4, "put k last");
        group.talk(&[1, 2]);
        group.restart(0);
        group.fire(1, Timer::Heartbeat);
        group.talk(&[0, 1]);
    });
}

#[test]
fn rm10_votes_of_an_earlier_term_elect_a_second_leader() {
    expect_broken("RM10", "RI1", three(), |group| {
        group.fire(0, Timer::Election);
        let asked = group.take_packets(|packet| packet.to == 1);
        group.packets.clear();
        group.deliver_packets(asked);
        let held = group.take_packets(|packet| matches!(packet.message, Message::Vote(_)));
        group.fire(0, Timer::Election);
        group.packets.clear();
        group.fire(1, Timer::Election);
        group.talk(&[1, 2]);
        assert!(group.leads(1));
        group.deliver_packets(held);
    });
}

/// Snapshots after every second entry.
fn with_snapshots() -> RaftParams {
    RaftParams { snapshot_interval: 2, trailing: 0, ..three() }
}

#[test]
fn rm11_a_repeated_request_executes_again_after_a_snapshot() {
    expect_broken("RM11", "RI7", with_snapshots(), |group| {
        group.elect(0, &[0, 1, 2]);
        (1..=2).for_each(|timestamp| {
            group.ask(0, timestamp, "add n 1");
            group.talk(&[0, 1]);
        });
        group.fire(0, Timer::Heartbeat);
        group.talk(&[0, 2]);
        group.crash(0);
        group.elect(2, &[1, 2]);
        group.ask(2, 2, "add n 1");
        group.talk(&[1, 2]);
    });
}

#[test]
fn rm12_an_old_snapshot_takes_a_server_back() {
    expect_broken("RM12", "RI6", with_snapshots(), |group| {
        group.elect(0, &[0, 1, 2]);
        (1..=2).for_each(|timestamp| {
            group.ask(0, timestamp, "add n 1");
            group.talk(&[0, 1]);
        });
        group.fire(0, Timer::Heartbeat);
        let late: Vec<_> = group.packets.iter().filter(|packet| packet.to == 2).cloned().collect();
        assert!(late.iter().any(|packet| matches!(packet.message, Message::InstallSnapshot(_))));
        group.talk(&[0, 2]);
        group.ask(0, 3, "add n 1");
        group.talk(&[0, 1, 2]);
        group.fire(0, Timer::Heartbeat);
        group.talk(&[0, 1, 2]);
        group.deliver_packets(late);
    });
}

#[test]
fn rm13_a_client_accepts_a_result_that_is_lost() {
    expect_broken("RM13", "RI8", three(), |group| {
        group.elect(0, &[0, 1, 2]);
        group.submit("put k 1");
        let request = group.take_packets(|packet| packet.to == 0);
        group.deliver_packets(request);
        let reply = group.take_packets(|packet| packet.to == 3);
        group.packets.clear();
        group.deliver_packets(reply);
        group.crash(0);
    });
}

#[test]
fn rm14_equal_election_timeouts_split_the_votes_forever() {
    let elects = |rules| {
        let params = RaftParams { first_leader: Some(ServerId(0)), rules, ..RaftParams::default() };
        let mut run = run(params, 14, NetworkSettings::default(), Recording::Nothing);
        advance(&mut run, Span::from_ms(500));
        assert_eq!(leader(&run, 3), Some(0));
        run.apply(Command::Crash { node: NodeId(0) }).expect("it is up");
        submit(&mut run, 3, "put k 1");
        advance(&mut run, Span::from_ms(60_000));
        (1..3).any(|id| {
            let server = run.node(NodeId(id)).expect("it exists").server();
            server.leader().is_some_and(|leader| leader != ServerId(0))
        })
    };
    let mutant = Mutant::of("RM14").expect("a code of the list");
    assert!(elects(Rules::default()));
    assert!(!elects(Rules::without([mutant.rule])));
}

#[test]
fn every_rule_has_its_schedule() {
    let tests = include_str!("mutants.rs");
    for mutant in MUTANTS {
        assert!(tests.contains(&format!("fn {}_", mutant.code.to_lowercase())), "{}", mutant.code);
    }
}
