//! Random draws for a packet depend on its place on its own link and on nothing else.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::Strategy;

use super::*;

const NODES: u32 = 4;

/// A network on which every effect is drawn.
fn noisy(seed: u64) -> Settings {
    let ratio = |hits| Ratio::new(hits, 5).unwrap();
    let range = SpanRange::new(Span(5), Span(5_000)).unwrap();
    let (loss, duplicate, reorder) = (ratio(1), ratio(2), ratio(1));
    let every_link = LinkSettings {
        latency: Latency::Uniform(range),
        loss,
        duplicate,
        reorder,
        ..LinkSettings::default()
    };
    Settings { seed: Seed(seed), ..with_link(every_link) }
}

/// The position of a packet: its link and the number of packets that its sender had created for that link.
type Place = (NodeId, NodeId, usize);

/// The draws of a packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Drawn {
    id: u64,
    lost: bool,
    after: Option<u64>,
    copy_after: Option<u64>,
}

/// The draws of all packets of a run, from its trace.
fn drawn(world: &Toy) -> BTreeMap<Place, Drawn> {
    let trace = world.trace();
    let (mut links, mut copies) = (BTreeMap::new(), BTreeMap::new());
    for record in trace.records(RecordId(0), usize::MAX) {
        let sent = record.cause.and_then(|cause| trace.record(cause)).map_or(Time(0), |cause| cause.at);
        let after = Some(record.at.0 - sent.0);
        let (id, link, drawn) = match record.kind {
            RecordKind::Duplicated { packet, .. } => {
                copies.insert(packet.0, None);
                continue;
            }
            RecordKind::Delivered { packet, from, to, .. } => (packet.0, (from, to), (false, after)),
            RecordKind::Dropped { packet, from, to, why, .. } => {
                (packet.0, (from, to), (why == DropReason::Lost, None))
            }
            _ => continue,
        };
        match copies.get_mut(&id) {
            Some(copy) => *copy = drawn.1,
            None => {
                links.entry(link).or_insert_with(BTreeMap::new).insert(id, drawn);
            }
        }
    }
    let places = links.into_iter().flat_map(|((from, to), packets)| {
        packets.into_iter().enumerate().map(move |(before, (id, drawn))| ((from, to, before), (id, drawn)))
    });
    places
        .map(|(place, (id, (lost, after)))| {
            let copy_after = copies.get(&(id + 1)).copied().flatten();
            (place, Drawn { id, lost, after, copy_after })
        })
        .collect()
}

/// The positions that both runs have with different draws. Packets of these numbers are left out.
fn differences(one: &Toy, other: &Toy, touched: &[PacketId]) -> Vec<Place> {
    let (one, other) = (drawn(one), drawn(other));
    let differs = |(place, drawn): (&Place, &Drawn)| {
        let twin = other.get(place)?;
        let same = (drawn.lost, drawn.after, drawn.copy_after) == (twin.lost, twin.after, twin.copy_after);
        (!same && !touched.contains(&PacketId(drawn.id))).then_some(*place)
    };
    one.iter().filter_map(differs).collect()
}

/// Words said to all nodes or to one other node, at certain times. Without the latter, all links of a sender would always have
/// the same number of packets, and the test would not notice on which link a packet is counted.
fn talk() -> impl Strategy<Value = Vec<(u64, u32, Said)>> {
    let said = prop_oneof![(0..3_u8).prop_map(Said::ToAll), (1..NODES).prop_map(Said::ToOne)];
    prop::collection::vec((0..20_000_u64, 0..NODES, said), 1..30)
}

/// The recipients of a word.
#[derive(Clone, Copy, Debug)]
enum Said {
    /// All nodes, each of which relays it this number of times.
    ToAll(u8),
    /// The node this number of places after the sender.
    ToOne(u32),
}

fn talking(seed: u64, talk: &[(u64, u32, Said)]) -> Toy {
    let mut world = toy(NODES, noisy(seed));
    for (word, (at, node, said)) in (0..).zip(talk) {
        let command = match said {
            Said::ToAll(hops) => say(*node, word, *hops),
            Said::ToOne(after) => tell(*node, (node + after) % NODES, word),
        };
        world.schedule(Time(*at), command).unwrap();
    }
    world
}

fn by_hand(kind: u8, packet: PacketId) -> Command<Gossip> {
    match kind {
        0 => Command::Drop { packet },
        1 => Command::Duplicate { packet },
        2 => Command::Deliver { packet },
        _ => Command::Delay { packet, by: Span(7_000) },
    }
}

fn last_record(world: &Toy) -> Record<Alarm> {
    let trace = world.trace();
    trace.record(RecordId(trace.end().0 - 1)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_done_to_a_packet_in_flight_changes_no_draw_of_any_other(
        seed in any::<u64>(),
        talk in talk(),
        steps in 1..60_u64,
        which in any::<prop::sample::Index>(),
        kind in 0..4_u8,
    ) {
        let mut world = talking(seed, &talk);
        while world.step_count() < steps && world.step().is_some() {}
        let packets: Vec<PacketId> = world.packets().map(|packet| packet.id).collect();
        prop_assume!(!packets.is_empty());
        let packet = packets[which.index(packets.len())];
        let mut branch = world.clone();
        branch.apply(by_hand(kind, packet)).unwrap();
        // A copy by the network has the number after its original. A copy by hand gets that position.
        let mut touched = vec![packet, PacketId(packet.0.saturating_sub(1))];
        if let RecordKind::Duplicated { packet: PacketId(copy), .. } = last_record(&branch).kind {
            touched.push(PacketId(copy - 1));
        }
        run(&mut world);
        run(&mut branch);
        prop_assert_eq!(differences(&world, &branch, &touched), []);
    }

    #[test]
    fn a_packet_that_is_never_sent_changes_no_draw_of_another_link(
        seed in any::<u64>(),
        talk in talk(),
        at in 0..20_000_u64,
        ends in (0..NODES, 1..NODES),
    ) {
        let (from, to) = (ends.0, (ends.0 + ends.1) % NODES);
        let mut without = talking(seed, &talk);
        let mut with = without.clone();
        with.schedule(Time(at), tell(from, to, 999)).unwrap();
        run(&mut without);
        run(&mut with);
        let elsewhere = |place: &Place| (place.0, place.1) != (NodeId(from), NodeId(to));
        let found = differences(&without, &with, &[]).into_iter().filter(elsewhere).collect::<Vec<_>>();
        prop_assert_eq!(found, []);
    }
}

#[test]
fn packets_that_a_crash_keeps_back_or_a_cut_stops_have_their_places() {
    // Each word goes to both other nodes. If node 1 receives more, it does so on its own link.
    let say_twice = |between: &[Command<Gossip>], more: bool| {
        let mut world = toy(3, noisy(6));
        let (before, after) = between.split_at(between.len() / 2);
        for command in before {
            world.apply(command.clone()).unwrap();
        }
        for word in 0..20 {
            world.apply(say(0, word, 0)).unwrap();
            for command in after {
                // Refused from the second word on: the node is up, and a healthy network cannot be healed.
                world.apply(command.clone()).ok();
            }
            if more {
                world.apply(tell(0, 1, 100 + word)).unwrap();
            }
        }
        run(&mut world);
        world
    };
    let plain = say_twice(&[], false);
    let crash = Command::CrashMidStep { node: NodeId(0), packets: 1 };
    let between = [crash, Command::Restart { node: NodeId(0), disk: Disk::Kept }];
    let [crashed, crashed_with_more] = [false, true].map(|more| say_twice(&between, more));
    let groups = vec![vec![NodeId(0), NodeId(1)], vec![NodeId(2)]];
    let between = [Command::Partition { groups, one_way: false }, Command::Heal];
    let [parted, parted_with_more] = [false, true].map(|more| say_twice(&between, more));
    for (other, packets) in [(&crashed, 40), (&parted, 40), (&crashed_with_more, 60), (&parted_with_more, 60)]
    {
        let first: Vec<Place> = differences(&plain, other, &[]);
        assert!(first.iter().all(|(_, to, before)| (to.0, *before) == (2, 0)), "{first:?}");
        assert_eq!((drawn(&plain).len(), drawn(other).len()), (40, packets));
    }
}

#[test]
fn links_and_directions_draw_apart() {
    const LINKS: [(u32, u32); 3] = [(0, 1), (1, 0), (0, 2)];
    let of_first_link = |links: &[(u32, u32)]| {
        let mut world = toy(3, noisy(1));
        for word in 0..30 {
            links.iter().for_each(|(from, to)| drop(world.apply(tell(*from, *to, word))));
        }
        run(&mut world);
        let (from, to) = links[0];
        let drawn = drawn(&world);
        let on_it = drawn.iter().filter(|(place, _)| (place.0, place.1) == (NodeId(from), NodeId(to)));
        on_it.map(|(_, drawn)| (drawn.lost, drawn.after)).collect::<Vec<_>>()
    };
    let alone = LINKS.map(|link| of_first_link(&[link]));
    assert_eq!(alone.each_ref().map(Vec::len), [30; 3]);
    assert_ne!(alone[0], alone[1], "two directions");
    assert_ne!(alone[0], alone[2], "two recipients");
    let [first, second, third] = LINKS;
    assert_eq!(of_first_link(&[first, second, third]), alone[0]);
    assert_eq!(of_first_link(&[second, third, first]), alone[1]);
    assert_eq!(of_first_link(&[third, first, second]), alone[2]);
}
