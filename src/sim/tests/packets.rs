//! Packets handled by hand, and how many there may be.

use super::*;

/// Node 0 has sent the words 1, 2 and 3 to node 1. They are in flight as packets 0, 1 and 2.
fn three_in_flight() -> Toy {
    let mut world = toy(2, quick());
    for word in [1, 2, 3] {
        world.apply(tell(0, 1, word)).unwrap();
    }
    world
}

#[test]
fn packets_in_flight_can_be_looked_at() {
    let mut world = three_in_flight();
    world.step_until(Time(4));
    world.apply(tell(1, 0, 9)).unwrap();
    let view = world.packet(PacketId(3)).unwrap();
    assert_eq!((view.from, view.to, view.sent_at, view.due), (NodeId(1), NodeId(0), Time(4), Time(14)));
    assert_eq!((view.state, view.message.word), (PacketState::Flying, 9));
    assert!(matches!(world.trace().record(view.sent).unwrap().kind, RecordKind::Sent { message: 3, .. }));
    let words: Vec<_> = world.packets().map(|packet| (packet.id.0, packet.message.word)).collect();
    assert_eq!((words, world.packet_count()), (vec![(0, 1), (1, 2), (2, 3), (3, 9)], 4));
    run(&mut world);
    assert_eq!((world.packet_count(), world.packets().count()), (0, 0));
    assert!(world.packet(PacketId(3)).is_none());
}

#[test]
fn a_packet_dropped_by_hand_does_not_arrive() {
    let mut world = three_in_flight();
    world.apply(Command::Drop { packet: PacketId(1) }).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 1), (10, 1, 3)]);
    assert_eq!(drops(&world), [DropReason::ByHand]);
}

#[test]
fn a_packet_delivered_by_hand_arrives_now_and_not_again() {
    let mut world = three_in_flight();
    world.step_until(Time(5));
    world.apply(Command::Deliver { packet: PacketId(2) }).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(5, 1, 3), (10, 1, 1), (10, 1, 2)]);
}

#[test]
fn a_delayed_packet_arrives_that_much_later() {
    let mut world = three_in_flight();
    world.apply(Command::Delay { packet: PacketId(0), by: Span(15) }).unwrap();
    world.apply(Command::Delay { packet: PacketId(1), by: Span(u64::MAX) }).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 3), (25, 1, 1), (u64::MAX, 1, 2)]);
}

#[test]
fn a_packet_duplicated_by_hand_arrives_twice() {
    let mut world = three_in_flight();
    world.apply(Command::Duplicate { packet: PacketId(0) }).unwrap();
    assert_eq!(lines(&world).last().unwrap(), "9 @0 packet 3 0>1 is a copy <3");
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 1), (10, 1, 2), (10, 1, 3), (10, 1, 1)]);
}

#[test]
fn a_packet_that_is_not_in_flight_is_refused() {
    let mut world = three_in_flight();
    run(&mut world);
    for (packet, by) in [(PacketId(0), Span(1)), (PacketId(99), Span(1))] {
        for command in [
            Command::Drop { packet },
            Command::Deliver { packet },
            Command::Duplicate { packet },
            Command::Delay { packet, by },
        ] {
            let sentence = world.apply(command).unwrap_err().to_string();
            let expected = format!("{packet} is not in flight: it was delivered, lost or never sent");
            assert_eq!(sentence, expected);
        }
    }
}

#[test]
fn packets_at_a_paused_node_wait_for_it_whatever_is_done_to_them() {
    let mut world = three_in_flight();
    world.apply(Command::Pause { node: NodeId(1) }).unwrap();
    let refused = world.apply(Command::Deliver { packet: PacketId(0) }).unwrap_err();
    assert_eq!(refused, CommandError::NodePaused(NodeId(1)));
    world.apply(Command::Delay { packet: PacketId(0), by: Span(100) }).unwrap();
    world.apply(Command::Duplicate { packet: PacketId(1) }).unwrap();
    world.apply(Command::Drop { packet: PacketId(2) }).unwrap();
    assert!(world.packets().all(|packet| packet.state == PacketState::Waiting));
    world.step_until(Time(50));
    world.apply(Command::Resume { node: NodeId(1) }).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(50, 1, 2), (50, 1, 2), (110, 1, 1)]);
}

#[test]
fn beyond_the_limit_packets_are_dropped_and_the_world_goes_on() {
    let limits = Limits { packets_max: 2, ..Limits::default() };
    let mut world = toy(4, Settings { limits, ..quick() });
    world.apply(say(0, 1, 0)).unwrap();
    assert_eq!((world.packet_count(), drops(&world)), (2, vec![DropReason::Limit]));
    let refused = world.apply(Command::Duplicate { packet: PacketId(0) }).unwrap_err();
    assert_eq!(refused.to_string(), "2 packets are in flight, which is the limit");
    run(&mut world);
    world.apply(say(1, 2, 0)).unwrap();
    assert_eq!(world.packet_count(), 2);
}

#[test]
fn beyond_the_limit_commands_are_refused() {
    let limits = Limits { commands_max: 2, ..Limits::default() };
    let mut world = toy(2, Settings { limits, ..quick() });
    world.apply(say(0, 1, 0)).unwrap();
    world.apply(say(9, 1, 0)).unwrap_err();
    world.schedule(Time(5), say(0, 2, 0)).unwrap();
    for refused in [world.apply(Command::Heal).map(drop), world.schedule(Time(9), Command::Heal)] {
        assert_eq!(
            refused.unwrap_err().to_string(),
            "a run accepts at most 2 commands, and this limit is reached"
        );
    }
    run(&mut world);
    assert_eq!(world.applied().len(), 2);
}
