//! Random worlds (r057), and the digest of one run (r058).

use pbft_lab::process::{Disk, NodeId, Span};
use pbft_lab::raft::RaftParams;
use pbft_lab::sim::{Command, Health, Recording, Seed, Stream};

use crate::raft::fixed_run;
use crate::raft::world::{Node, Run, advance, hostile, leader, run, submit};

fn params(draws: &mut Stream) -> RaftParams {
    let interval = 4 + draws.below(20);
    RaftParams {
        servers: [1, 2, 3, 3, 3, 4, 5, 5, 7][draws.below(9) as usize],
        clients: 1 + draws.below(3) as u32,
        snapshot_interval: interval,
        trailing: draws.below(interval),
        batch_max: 1 + draws.below(5) as u32,
        pre_vote: draws.below(2) == 0,
        check_quorum: draws.below(2) == 0,
        ..RaftParams::default()
    }
}

/// One fault: crashes with and without mid-step, restarts, pauses, partitions, healing.
fn fault(run: &mut Run, servers: u32, draws: &mut Stream) {
    let node = NodeId(draws.below(u64::from(servers)) as u32);
    let command = match (draws.below(6), run.health(node).expect("it exists")) {
        (_, Health::Down) => Command::Restart { node, disk: Disk::Kept },
        (_, Health::Paused) => Command::Resume { node },
        (0, _) => Command::Crash { node },
        (1, _) => Command::CrashMidStep { node, packets: draws.below(4) as u32 },
        (2, _) => Command::Pause { node },
        (3, _) if servers > 1 => {
            let groups: [Vec<NodeId>; 2] =
                [(0..servers).filter(|id| *id != node.0).map(NodeId).collect(), vec![node]];
            Command::Partition { groups: groups.into(), one_way: draws.below(2) == 0 }
        }
        _ => Command::Heal,
    };
    run.apply(command).expect("the command fits the health of the node");
}

fn restore(run: &mut Run, servers: u32) {
    run.apply(Command::Heal).expect("always possible");
    for node in (0..servers).map(NodeId) {
        match run.health(node).expect("it exists") {
            Health::Down => drop(run.apply(Command::Restart { node, disk: Disk::Kept })),
            Health::Paused => drop(run.apply(Command::Resume { node })),
            _ => {}
        }
    }
}

fn answered(run: &Run, node: NodeId) -> u64 {
    match run.node(node).expect("it exists") {
        Node::Client(client) => client.answered(),
        Node::Server { .. } => panic!("a server"),
    }
}

/// Random faults, then a healed cluster.
fn world(seed: u64) {
    let mut draws = Stream::new(Seed(seed), "raft world");
    let params = params(&mut draws);
    let (servers, clients) = (params.servers, params.clients);
    let mut run = run(params, seed, hostile(&mut draws), Recording::Nothing);
    let mut asked = vec![0; clients as usize];
    for round in 0..12 {
        for (client, asked) in (0..).zip(&mut asked) {
            submit(&mut run, servers + client, &format!("append k{client} {round}"));
            *asked += 1;
        }
        fault(&mut run, servers, &mut draws);
        advance(&mut run, Span::from_ms(200 + draws.below(2500)));
    }
    // Twice, since a server that was to crash in its next step does so after the first time.
    for _ in 0..2 {
        restore(&mut run, servers);
        advance(&mut run, Span::from_ms(5_000));
    }
    // Generous, since a lossy network stays lossy: ten elections and ten client timeouts for each request.
    advance(&mut run, Span::from_ms(600_000));
    assert_eq!(run.oracle().0.violations, [] as [&str; 0], "seed {seed}");
    for (client, asked) in (servers..).zip(asked) {
        assert_eq!(answered(&run, NodeId(client)), asked, "seed {seed}: every request is answered once");
    }
    let at = |id: u32| run.node(NodeId(id)).expect("it exists").server();
    let highest = (0..servers).map(|id| at(id).applied()).max();
    let leader = leader(&run, servers).unwrap_or_else(|| panic!("seed {seed}: a leader"));
    assert_eq!(Some(at(leader).applied()), highest, "seed {seed}");
}

#[test]
fn r057_random_worlds_are_safe_and_live_after_healing() {
    for seed in 0..300 {
        world(seed);
    }
}

#[test]
fn random_worlds_do_elect_leaders_and_install_snapshots() {
    use pbft_lab::raft::Event;
    let (mut elected, mut installed, mut truncated) = (0, 0, 0);
    for seed in 0..20 {
        let mut draws = Stream::new(Seed(seed), "raft world");
        let params = params(&mut draws);
        let (servers, clients) = (params.servers, params.clients);
        let mut run = run(params, seed, hostile(&mut draws), Recording::Everything);
        for round in 0..12 {
            (0..clients).for_each(|client| submit(&mut run, servers + client, &format!("put k {round}")));
            fault(&mut run, servers, &mut draws);
            advance(&mut run, Span::from_ms(1500));
        }
        let trace = run.trace();
        let events = (0..).map_while(|index| trace.event(index));
        for event in events {
            elected += u32::from(matches!(event, Event::LeaderElected { .. }));
            installed += u32::from(matches!(event, Event::SnapshotInstalled { .. }));
            truncated += u32::from(matches!(event, Event::Truncated { .. }));
        }
    }
    assert!(elected > 40 && installed > 0 && truncated > 0, "{elected}, {installed}, {truncated}");
}

#[test]
fn r058_a_fixed_seed_gives_a_fixed_digest() {
    assert_eq!(fixed_run::digest(), fixed_run::DIGEST);
}
