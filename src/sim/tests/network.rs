//! Effects of links and partitions on packets.

use super::*;

fn link_10us() -> LinkSettings {
    LinkSettings { latency: Latency::Constant(Span(10)), ..LinkSettings::default() }
}

fn link(from: u32, to: u32, change: LinkChange) -> Command<Gossip> {
    Command::Link { from: NodeId(from), to: NodeId(to), change }
}

#[test]
fn a_perfect_network_delivers_everything_once() {
    let mut world = toy(4, quick());
    world.apply(say(0, 1, 0)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 1), (10, 2, 1), (10, 3, 1)]);
}

#[test]
fn a_loss_of_one_loses_everything_and_says_so() {
    let mut world = toy(3, with_link(LinkSettings { loss: Ratio::ALWAYS, ..link_10us() }));
    world.apply(say(0, 1, 0)).unwrap();
    let expected = ["4 @0 0 says 1 to 0..3 <3", "5 @0 packet 0 0>1 Lost <4", "6 @0 packet 1 0>2 Lost <4"];
    assert_eq!(lines(&world)[4..], expected);
    assert_eq!((world.packet_count(), world.peek()), (0, None));
}

#[test]
fn a_loss_of_a_half_loses_about_half() {
    let mut world = toy(2, with_link(LinkSettings { loss: Ratio::new(1, 2).unwrap(), ..link_10us() }));
    for word in 0..1_000 {
        world.apply(tell(0, 1, word)).unwrap();
    }
    run(&mut world);
    let lost = drops(&world).len();
    assert!((400..600).contains(&lost), "{lost}");
    assert_eq!(heard(&world).len(), 1_000 - lost);
}

#[test]
fn a_duplicated_packet_arrives_twice_under_two_numbers() {
    let mut world = toy(2, with_link(LinkSettings { duplicate: Ratio::ALWAYS, ..link_10us() }));
    world.apply(tell(0, 1, 5)).unwrap();
    run(&mut world);
    assert_eq!(lines(&world)[4], "4 @0 packet 1 0>1 is a copy <3");
    assert_eq!(heard(&world), [(10, 1, 5), (10, 1, 5)]);
    assert!(lines(&world)[5].contains("packet 0") && lines(&world)[7].contains("packet 1"));
}

#[test]
fn reordered_packets_are_overtaken_on_a_link_that_keeps_order_otherwise() {
    let reorder = Ratio::new(1, 4).unwrap();
    let words = |settings| {
        let mut world = toy(2, settings);
        for word in 0..100 {
            world.apply(tell(0, 1, word)).unwrap();
            let next = world.now().after(Span(1));
            while world.step_until(next).is_some() {}
        }
        run(&mut world);
        heard(&world).into_iter().map(|(_, _, word)| word).collect::<Vec<_>>()
    };
    let mut shuffled = words(with_link(LinkSettings { reorder, ..link_10us() }));
    assert!(words(with_link(link_10us())).is_sorted());
    assert!(!shuffled.is_sorted());
    shuffled.sort_unstable();
    assert_eq!(shuffled, (0..100).collect::<Vec<_>>());
}

#[test]
fn a_held_packet_waits_until_it_is_delivered_or_its_link_released() {
    let mut world = toy(2, quick());
    world.apply(link(0, 1, LinkChange { hold: Some(true), ..LinkChange::default() })).unwrap();
    for word in [1, 2, 3] {
        world.apply(tell(0, 1, word)).unwrap();
    }
    let states: Vec<_> = world.packets().map(|packet| (packet.state, packet.due)).collect();
    assert_eq!(states, [(PacketState::Held, Time(10)); 3]);
    assert_eq!(world.peek(), None, "nothing held is scheduled");
    world.step_until(Time(500));
    world.apply(Command::Deliver { packet: PacketId(1) }).unwrap();
    world.apply(link(0, 1, LinkChange { hold: Some(false), ..LinkChange::default() })).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(500, 1, 2), (500, 1, 1), (500, 1, 3)]);
}

#[test]
fn a_cut_link_loses_what_is_sent_and_not_what_is_in_flight() {
    let mut world = toy(2, quick());
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(link(0, 1, LinkChange { up: Some(false), ..LinkChange::default() })).unwrap();
    world.apply(tell(0, 1, 2)).unwrap();
    world.apply(tell(1, 0, 3)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 1), (10, 0, 3)]);
    assert_eq!(drops(&world), [DropReason::LinkDown]);
    assert!(!world.link(NodeId(0), NodeId(1)).up && world.link(NodeId(1), NodeId(0)).up);
}

#[test]
fn a_partition_stops_what_crosses_it_until_it_is_healed() {
    let groups = vec![vec![NodeId(0), NodeId(1)], vec![NodeId(2)]];
    let mut world = toy(4, quick());
    world.apply(tell(0, 2, 9)).unwrap();
    world.apply(Command::Partition { groups, one_way: false }).unwrap();
    for node in 0..4 {
        world.apply(say(node, node, 0)).unwrap();
    }
    run(&mut world);
    let pairs: Vec<_> = heard(&world).into_iter().map(|(_, hearer, word)| (word, hearer)).collect();
    // Node 3 is in no group and reaches all nodes. The 9 was in flight.
    assert_eq!(pairs, [(9, 2), (0, 1), (0, 3), (1, 0), (1, 3), (2, 3), (3, 0), (3, 1), (3, 2)]);
    assert_eq!(drops(&world), [DropReason::Partitioned; 4]);
    assert!(world.partitioned(NodeId(2), NodeId(1)) && !world.partitioned(NodeId(3), NodeId(1)));
    world.apply(Command::Heal).unwrap();
    world.apply(tell(0, 2, 10)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world).last(), Some(&(20, 2, 10)));
}

#[test]
fn a_one_way_partition_leaves_the_way_back_open() {
    let groups = vec![vec![NodeId(0)], vec![NodeId(1)]];
    let mut world = toy(2, quick());
    world.apply(Command::Partition { groups, one_way: true }).unwrap();
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(tell(1, 0, 2)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 0, 2)]);
}

#[test]
fn healing_releases_held_packets_and_forgets_what_was_changed() {
    let mut world = toy(2, quick());
    let slow = Some(Latency::Constant(Span(1_000)));
    let change = LinkChange { hold: Some(true), latency: slow, ..LinkChange::default() };
    world.apply(link(0, 1, change)).unwrap();
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(Command::Heal).unwrap();
    world.apply(tell(0, 1, 2)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 2), (1_000, 1, 1)]);
    assert_eq!(world.link(NodeId(0), NodeId(1)), link_10us());
}

#[test]
fn a_partition_that_makes_no_sense_is_refused() {
    let mut world = toy(3, quick());
    let mut refuse = |groups: &[&[u32]]| {
        let groups = groups.iter().map(|group| group.iter().copied().map(NodeId).collect()).collect();
        world.apply(Command::Partition { groups, one_way: false }).unwrap_err().to_string()
    };
    assert_eq!(refuse(&[&[0]]), "a partition needs at least two groups of nodes, but this one has 1");
    assert_eq!(refuse(&[&[0], &[]]), "a group of a partition is empty: name at least one node");
    assert_eq!(
        refuse(&[&[0], &[1, 0]]),
        "node 0 is named twice in the partition: a node belongs to one group"
    );
    assert_eq!(refuse(&[&[0], &[3]]), "there is no node 3: nodes are numbered from 0 to 2");
    assert_eq!((world.step_count(), world.applied().len()), (0, 0), "a refused command is no step");
}

#[test]
fn messages_to_the_sender_or_to_no_node_are_dropped_and_recorded() {
    let mut world = toy(2, quick());
    for to in [0, 2, u32::MAX] {
        world.apply(tell(0, to, 1)).unwrap();
    }
    assert_eq!(drops(&world), [DropReason::NoRecipient; 3]);
    assert_eq!((world.packet_count(), world.peek()), (0, None));
}
