//! A crash after each packet of each step of two short runs (r049; section 5.5 of the paper).

use pbft_lab::process::{Disk, NodeId, Span, Time};
use pbft_lab::raft::{RaftParams, ServerId};
use pbft_lab::sim::{Command, Health, NetworkSettings, Recording};

use crate::raft::world::{Run, advance, run, submit};

const SERVERS: u32 = 3;

/// Three servers, the first of which leads, and a client with three requests. In the second run the leader crashes.
fn short_run(leader_crashes: bool) -> Run {
    let params = RaftParams {
        servers: SERVERS,
        snapshot_interval: 2,
        trailing: 1,
        first_leader: Some(ServerId(0)),
        ..RaftParams::default()
    };
    let mut run = run(params, 49, NetworkSettings::default(), Recording::Nothing);
    (0..3).for_each(|number| submit(&mut run, SERVERS, &format!("add n {number}")));
    if leader_crashes {
        let at = Time(300_000);
        run.schedule(at, Command::Crash { node: NodeId(0) }).expect("in the future");
    }
    run
}

/// How many steps the part has in which every one is a crash point.
fn steps(leader_crashes: bool) -> u64 {
    let mut run = short_run(leader_crashes);
    while run.step_until(Time(2_500_000)).is_some() {}
    run.step_count()
}

#[test]
fn r049_a_crash_after_any_packet_of_any_step_breaks_no_invariant() {
    for leader_crashes in [false, true] {
        let mut points = 0;
        for step in 0..steps(leader_crashes) {
            for (node, packets) in [(0, 0), (0, 1), (1, 0), (2, 1)] {
                points += u32::from(crash_at(leader_crashes, step, node, packets));
            }
        }
        assert!(points > 100, "{points} crashes happened");
    }
}

fn crash_at(leader_crashes: bool, step: u64, node: u32, packets: u32) -> bool {
    let mut run = short_run(leader_crashes);
    for _ in 0..step {
        run.step();
    }
    let node = NodeId(node);
    if run.health(node) != Some(Health::Up) {
        return false;
    }
    run.apply(Command::CrashMidStep { node, packets }).expect("it is up");
    advance(&mut run, Span::from_ms(1500));
    for node in (0..SERVERS).map(NodeId) {
        if run.health(node) == Some(Health::Down) {
            run.apply(Command::Restart { node, disk: Disk::Kept }).expect("it is down");
        }
    }
    run.apply(Command::Heal).expect("always possible");
    advance(&mut run, Span::from_ms(30_000));
    let point = format!("step {step}, {node}, {packets} packets, leader crashes: {leader_crashes}");
    assert_eq!(run.oracle().0.violations, [] as [&str; 0], "{point}");
    match run.node(NodeId(SERVERS)).expect("the client") {
        crate::raft::world::Node::Client(client) => assert_eq!(client.answered(), 3, "{point}"),
        crate::raft::world::Node::Server { .. } => panic!("a server"),
    }
    true
}
