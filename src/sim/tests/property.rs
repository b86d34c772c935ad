//! Properties of every run, with random networks, commands and pauses.

use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;

const NODES: u32 = 4;

/// An action of the driver of a world.
#[derive(Clone, Debug)]
enum Act {
    Steps(u8),
    RunFor(u16),
    Apply(Command<Gossip>),
    Schedule { after: u16, command: Command<Gossip> },
}

fn nodes() -> impl Strategy<Value = NodeId> {
    (0..=NODES).prop_map(NodeId)
}

fn ratios() -> impl Strategy<Value = Ratio> {
    prop_oneof![Just(Ratio::NEVER), Just(Ratio::ALWAYS), Just(Ratio::new(1, 3).unwrap())]
}

fn latencies() -> impl Strategy<Value = Latency> {
    (0..3_u8, 0..40_u64, 0..400_u64).prop_map(|(kind, min, width)| {
        let range = SpanRange::new(Span(min), Span(min + width)).unwrap();
        match kind {
            0 => Latency::Constant(Span(min)),
            1 => Latency::Uniform(range),
            _ => Latency::Exponential { range, mean: Span(width / 4) },
        }
    })
}

fn links() -> impl Strategy<Value = LinkSettings> {
    (any::<bool>(), latencies(), ratios(), ratios(), ratios(), any::<bool>()).prop_map(
        |(up, latency, loss, duplicate, reorder, hold)| LinkSettings {
            up,
            latency,
            loss,
            duplicate,
            reorder,
            hold: hold && !up,
        },
    )
}

fn changes() -> impl Strategy<Value = LinkChange> {
    (links(), any::<[bool; 6]>()).prop_map(|(link, some)| LinkChange {
        up: some[0].then_some(link.up),
        latency: some[1].then_some(link.latency),
        loss: some[2].then_some(link.loss),
        duplicate: some[3].then_some(link.duplicate),
        reorder: some[4].then_some(link.reorder),
        hold: some[5].then_some(link.hold),
    })
}

fn wishes() -> impl Strategy<Value = Wish> {
    prop_oneof![
        (0..50_u32, 0..3_u8).prop_map(|(word, hops)| Wish::Say { word, hops }),
        (0..=NODES, 0..2_000_u32).prop_map(|(to, word)| Wish::Tell { to, word }),
        (0..3_u8, 0..500_u64).prop_map(|(alarm, after)| Wish::Arm { alarm, after }),
        (0..3_u8).prop_map(|alarm| Wish::Disarm { alarm }),
    ]
}

fn commands() -> impl Strategy<Value = Command<Gossip>> {
    let packets = || (0..60_u64).prop_map(PacketId);
    let disks = prop_oneof![Just(Disk::Kept), Just(Disk::Lost)];
    let groups = prop::collection::vec(prop::collection::vec(nodes(), 0..3), 0..4);
    prop_oneof![
        8 => (nodes(), wishes()).prop_map(|(node, input)| Command::Local { node, input }),
        1 => (nodes(), wishes()).prop_map(|(node, input)| Command::Corrupt { node, input }),
        1 => nodes().prop_map(|node| Command::Crash { node }),
        1 => (nodes(), 0..4_u32).prop_map(|(node, packets)| Command::CrashMidStep { node, packets }),
        2 => (nodes(), disks).prop_map(|(node, disk)| Command::Restart { node, disk }),
        2 => nodes().prop_map(|node| Command::Pause { node }),
        2 => nodes().prop_map(|node| Command::Resume { node }),
        1 => (groups, any::<bool>()).prop_map(|(groups, one_way)| Command::Partition { groups, one_way }),
        1 => Just(Command::Heal),
        2 => (nodes(), nodes(), changes()).prop_map(|(from, to, change)| Command::Link { from, to, change }),
        1 => packets().prop_map(|packet| Command::Drop { packet }),
        1 => packets().prop_map(|packet| Command::Deliver { packet }),
        1 => packets().prop_map(|packet| Command::Duplicate { packet }),
        1 => (packets(), 0..300_u64).prop_map(|(packet, by)| Command::Delay { packet, by: Span(by) }),
        1 => (nodes(), 0..3_u8).prop_map(|(node, alarm)| Command::Timeout { node, timer: Alarm(alarm) }),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        2 => (1..20_u8).prop_map(Act::Steps),
        2 => (0..300_u16).prop_map(Act::RunFor),
        4 => commands().prop_map(Act::Apply),
        1 => (0..300_u16, commands()).prop_map(|(after, command)| Act::Schedule { after, command }),
    ];
    prop::collection::vec(act, 0..80)
}

fn settings() -> impl Strategy<Value = Settings> {
    let limits = (1..40_u32, 1..3_000_u32);
    (any::<u64>(), links(), limits).prop_map(|(seed, link, (packets_max, records_max))| Settings {
        seed: Seed(seed),
        limits: Limits { packets_max, records_max, ..Limits::default() },
        ..with_link(LinkSettings { up: true, ..link })
    })
}

/// Performs one action. The toy stops by itself, but copies of copies may take long, so time is bounded.
fn act(world: &mut Toy, act: &Act) {
    match act {
        Act::Steps(count) => (0..*count).for_each(|_| {
            // The next occurrence is due when the world says.
            let (peeked, step) = (world.peek(), world.step());
            assert_eq!(peeked, step.map(|step| step.at));
        }),
        Act::RunFor(span) => {
            let limit = world.now().after(Span(u64::from(*span)));
            while world.step_until(limit).is_some() {}
            assert_eq!(world.now(), limit);
        }
        Act::Apply(command) => {
            let (before, digest) = (world.step_count(), world.clone().digest());
            let applied = world.apply(command.clone());
            assert!(applied.is_ok() || (world.step_count(), world.digest()) == (before, digest));
        }
        Act::Schedule { after, command } => {
            world.schedule(world.now().after(Span(u64::from(*after))), command.clone()).unwrap();
        }
    }
}

/// The same actions, with a digest after each of them or never.
fn drive(settings: &Settings, acts: &[Act], ask_often: bool) -> Toy {
    let mut world = toy(NODES, settings.clone());
    for one in acts {
        act(&mut world, one);
        if ask_often {
            world.digest();
        }
    }
    world
}

/// The part of the state that two equal worlds share.
fn state(world: &mut Toy) -> impl PartialEq + std::fmt::Debug {
    let health: Vec<_> = (0..NODES).map(|node| world.health(NodeId(node))).collect();
    let nodes: Vec<_> = (0..NODES).map(|node| world.node(NodeId(node)).cloned()).collect();
    let packets: Vec<_> = world.packets().map(|packet| (packet.id, packet.due, packet.state)).collect();
    let timers: Vec<_> = (0..NODES).flat_map(|node| world.timers(NodeId(node)).collect::<Vec<_>>()).collect();
    let clock = (world.now(), world.step_count(), world.peek());
    (world.digest(), clock, health, nodes, packets, timers, world.violations().to_vec(), lines(world))
}

/// Every packet is in flight, delivered or dropped, and its sending is the cause of its end.
fn check_records(world: &Toy) {
    let trace = world.trace();
    let (mut ended, mut made, mut before) = (0, 0, Time(0));
    for record in trace.records(RecordId(0), usize::MAX) {
        assert!(record.at >= before, "time never goes back");
        before = record.at;
        assert!(record.cause.is_none_or(|cause| cause < record.id));
        let cause = record.cause.and_then(|cause| trace.record(cause)).map(|cause| cause.kind);
        match record.kind {
            RecordKind::Delivered { message, from, .. } | RecordKind::Dropped { message, from, .. } => {
                ended += 1;
                assert!(
                    matches!(cause, Some(RecordKind::Sent { message: sent, from: sender, .. }) if (sent, sender) == (message, from))
                );
            }
            RecordKind::Duplicated { .. } => made += 1,
            RecordKind::Sent { from, to, message } => {
                let alone = to.end.0.saturating_sub(to.first.0) <= 1;
                let audience = NodeRange { first: to.first, end: NodeId(to.end.0.min(NODES)) };
                made += audience.others(from).count().max(usize::from(alone));
                assert!(trace.message(message).is_some());
            }
            _ => {}
        }
    }
    assert_eq!(made, ended + world.packet_count() as usize);
    assert_eq!(world.packets().count(), world.packet_count() as usize);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_run_is_the_same_however_it_was_reached(
        settings in settings(),
        acts in acts(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut once = drive(&settings, &acts, false);
        let mut often = drive(&settings, &acts, true);
        prop_assert_eq!(state(&mut once), state(&mut often));
        // A clone taken anywhere continues like the original.
        let cut = cut.index(acts.len() + 1);
        let mut original = drive(&settings, &acts[..cut], false);
        let mut clone = original.clone();
        acts[cut..].iter().for_each(|one| act(&mut original, one));
        acts[cut..].iter().for_each(|one| act(&mut clone, one));
        prop_assert_eq!(state(&mut original), state(&mut clone));
        prop_assert_eq!(state(&mut once), state(&mut clone));
    }

    #[test]
    fn a_run_is_repeated_from_its_commands(settings in settings(), acts in acts()) {
        let mut world = drive(&settings, &acts, false);
        let mut again = toy(NODES, settings);
        for past in world.applied() {
            while again.step_count() < past.step {
                prop_assert!(again.step().is_some());
            }
            again.replay(past);
        }
        while again.step_count() < world.step_count() {
            prop_assert!(again.step().is_some());
        }
        prop_assert_eq!(again.digest(), world.digest());
        prop_assert_eq!(lines(&again), lines(&world));
    }

    #[test]
    fn records_account_for_every_packet(settings in settings(), acts in acts()) {
        let limits = Limits { records_max: 1_000_000, ..settings.limits };
        check_records(&drive(&Settings { limits, ..settings }, &acts, false));
    }

    #[test]
    fn a_world_that_records_nothing_runs_the_same(settings in settings(), acts in acts()) {
        let recorded = drive(&settings, &acts, false);
        let silent = drive(&Settings { recording: Recording::Nothing, ..settings }, &acts, false);
        prop_assert_eq!(silent.oracle(), recorded.oracle());
        prop_assert_eq!(silent.violations(), recorded.violations());
        prop_assert_eq!(silent.trace().end(), recorded.trace().end());
        prop_assert_eq!((silent.now(), silent.step_count()), (recorded.now(), recorded.step_count()));
    }
}
