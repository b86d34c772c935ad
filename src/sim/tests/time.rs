//! Steps, the clock, timers and scheduled commands.

use super::*;

#[test]
fn a_step_is_one_occurrence_and_the_records_that_it_causes() {
    let mut world = toy(2, quick());
    assert_eq!((world.step_count(), world.peek()), (0, None));
    let step = world.apply(say(0, 7, 1)).unwrap();
    assert_eq!(step, Step { number: 1, at: Time(0), first: RecordId(2), end: RecordId(4) });
    assert_eq!(world.peek(), Some(Time(10)));
    let step = world.step().unwrap();
    assert_eq!(step, Step { number: 2, at: Time(10), first: RecordId(4), end: RecordId(7) });
    run(&mut world);
    assert_eq!(
        lines(&world),
        [
            "0 @0 0 Started",
            "1 @0 1 Started",
            "2 @0 command 0",
            "3 @0 0 says 7 to 0..2 <2",
            "4 @10 packet 0 0>1 brings 7 <3",
            "5 @10 1 Heard { from: 0, word: 7 } <4",
            "6 @10 1 says 7 to 0..2 <4",
            "7 @20 packet 1 1>0 brings 7 <6",
            "8 @20 0 Heard { from: 1, word: 7 } <7",
        ]
    );
    assert_eq!((world.step_count(), world.peek(), world.step()), (3, None, None));
}

#[test]
fn the_clock_moves_to_the_limit_when_nothing_is_due_by_then() {
    let mut world = toy(2, quick());
    world.apply(say(0, 7, 0)).unwrap();
    assert_eq!((world.step_until(Time(9)), world.now()), (None, Time(9)));
    // Commands scheduled from here on are later than those scheduled before.
    world.apply(tell(0, 1, 8)).unwrap();
    assert_eq!(world.step_until(Time(10)).map(|step| step.at), Some(Time(10)));
    assert_eq!((world.step_until(Time(5)), world.now()), (None, Time(10)), "the clock never goes back");
    run(&mut world);
    assert_eq!(heard(&world), [(10, 1, 7), (19, 1, 8)]);
    assert_eq!((world.step(), world.now()), (None, Time(19)), "the clock of an idle world does not advance");
}

#[test]
fn a_timer_fires_once_when_it_is_due_and_knows_who_set_it() {
    let mut world = toy(2, quick());
    world.apply(arm(0, 5, 300)).unwrap();
    let timers: Vec<_> = world.timers(NodeId(0)).collect();
    let (set_at, set_by) = (Time(0), Some(RecordId(2)));
    assert_eq!(timers, [TimerView { timer: Alarm(5), due: Time(300), set_at, set_by }]);
    run(&mut world);
    assert_eq!(lines(&world)[3..5], ["3 @300 0 alarm 5 <2", "4 @300 0 Alarm(5) <3"]);
    assert_eq!((world.timers(NodeId(0)).count(), heard(&world)), (0, vec![(310, 1, 5)]));
}

#[test]
fn a_timer_of_the_same_name_is_replaced_and_a_cancelled_one_never_fires() {
    let mut world = toy(1, quick());
    for command in [arm(0, 1, 100), arm(0, 2, 200), arm(0, 1, 500), wish(0, Wish::Disarm { alarm: 2 })] {
        world.apply(command).unwrap();
    }
    // Nothing stale is left: the next occurrence is the replaced timer, one step away.
    assert_eq!(world.peek(), Some(Time(500)));
    world.step().unwrap();
    assert_eq!((world.node(NodeId(0)).unwrap().alarms_seen, world.peek()), (1, None));
    world.apply(wish(0, Wish::Disarm { alarm: 9 })).unwrap();
}

#[test]
fn what_is_due_at_one_time_happens_in_the_order_of_scheduling() {
    let mut world = toy(3, quick());
    world.schedule(Time(10), tell(1, 2, 3)).unwrap();
    world.apply(say(0, 1, 0)).unwrap();
    world.apply(arm(0, 9, 10)).unwrap();
    run(&mut world);
    let at_10: Vec<String> = lines(&world).into_iter().filter(|line| line.contains("@10 ")).collect();
    let order = ["command 2", "0>1 brings 1", "0>2 brings 1", "0 alarm 9"];
    let places: Vec<_> = order.map(|what| at_10.iter().position(|line| line.contains(what))).to_vec();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{at_10:#?}");
}

#[test]
fn scheduled_commands_are_obeyed_at_their_time_and_refusals_are_on_record() {
    let mut world = toy(2, quick());
    world.schedule(Time(50), say(0, 7, 0)).unwrap();
    world.schedule(Time(20), Command::Resume { node: NodeId(1) }).unwrap();
    assert_eq!(world.scheduled().map(|(at, _)| at).collect::<Vec<_>>(), [Time(50), Time(20)]);
    run(&mut world);
    assert_eq!(lines(&world)[2..4], ["2 @20 command 0 refused", "3 @50 command 1"]);
    assert_eq!(heard(&world), [(60, 1, 7)]);
    assert_eq!(world.scheduled().count(), 0);
    let applied: Vec<_> = world.applied().iter().map(|past| (past.at, past.step, past.scheduled)).collect();
    assert_eq!(applied, [(Time(20), 0, true), (Time(50), 1, true)]);
    let refused = world.trace().command(0).unwrap();
    assert_eq!(refused.refusal, Some(CommandError::NodeNotPaused(NodeId(1))));
    let late = world.schedule(Time(59), Command::Heal).unwrap_err();
    assert_eq!(late.to_string(), "the command is for 59 us, but it is already 60 us");
}

#[test]
fn time_stops_at_its_largest_value_instead_of_wrapping() {
    let mut world = toy(2, quick());
    world.apply(arm(0, 1, u64::MAX)).unwrap();
    world.step().unwrap();
    assert_eq!(world.now(), Time(u64::MAX));
    world.apply(say(0, 2, 0)).unwrap();
    run(&mut world);
    assert_eq!(heard(&world), [(u64::MAX, 1, 1), (u64::MAX, 1, 2)]);
}

#[test]
fn a_world_in_which_only_timers_of_the_background_run_is_idle_and_rings_them_still() {
    let mut world = toy(2, quick());
    assert!(world.is_idle());
    world.apply(arm(0, BACKGROUND.0, 300)).unwrap();
    assert!(world.is_idle());
    assert_eq!(world.peek(), Some(Time(300)));
    world.apply(arm(1, 5, 200)).unwrap();
    assert!(!world.is_idle(), "this one is waited for");
    world.apply(wish(1, Wish::Disarm { alarm: 5 })).unwrap();
    assert!(world.is_idle(), "it was cancelled");
    assert_eq!(world.step_until(Time(299)), None);
    world.step_until(Time(300)).unwrap();
    assert!(!world.is_idle(), "what follows is under way");
    run(&mut world);
    assert_eq!((heard(&world), world.is_idle()), (vec![(310, 1, 77)], true));
}
