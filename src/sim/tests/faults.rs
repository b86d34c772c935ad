//! Crash, restart and pause, and how an operator sees them.

use super::*;

const NODE: NodeId = NodeId(1);

#[test]
fn a_crashed_node_loses_its_timers_and_what_arrives() {
    let mut world = toy(2, quick());
    world.apply(arm(1, 7, 5)).unwrap();
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(Command::Crash { node: NODE }).unwrap();
    assert_eq!((world.health(NODE), world.timers(NODE).count()), (Some(Health::Down), 0));
    run(&mut world);
    assert_eq!(drops(&world), [DropReason::RecipientDown]);
    assert!(lines(&world).last().unwrap().ends_with("packet 0 0>1 RecipientDown <4"), "{:?}", lines(&world));
    assert_eq!((world.now(), heard(&world)), (Time(10), vec![]));
}

#[test]
fn a_restart_starts_from_what_the_disk_gives() {
    for (disk, words, trust) in [(Disk::Kept, vec![5], Trust::Correct), (Disk::Lost, vec![], Trust::Amnesic)]
    {
        let mut world = toy(2, quick());
        world.apply(say(1, 5, 0)).unwrap();
        world.apply(Command::Timeout { node: NODE, timer: Alarm(1) }).unwrap_err();
        world.apply(Command::Crash { node: NODE }).unwrap();
        let restart = world.apply(Command::Restart { node: NODE, disk }).unwrap();
        assert_eq!(world.node(NODE).unwrap().words, words);
        assert_eq!((world.health(NODE), world.trust().of(NODE)), (Some(Health::Up), trust));
        let started = lines(&world)[restart.first.0 as usize + 1].clone();
        assert!(started.ends_with(&format!("1 Started <{}", restart.first.0)), "{started}");
        world.apply(tell(0, 1, 6)).unwrap();
        run(&mut world);
        assert!(world.node(NODE).unwrap().words.ends_with(&[6]));
    }
}

#[test]
fn a_paused_node_takes_up_what_waited_in_the_order_in_which_it_was_due() {
    let mut world = toy(2, quick());
    world.apply(arm(1, 50, 50)).unwrap();
    world.apply(arm(1, 90, 90)).unwrap();
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(Command::Pause { node: NODE }).unwrap();
    world.apply(tell(0, 1, 2)).unwrap();
    assert_eq!(world.peek(), None, "nothing can happen at a paused node");
    world.step_until(Time(30));
    world.apply(say(1, 30, 0)).unwrap();
    world.step_until(Time(65));
    world.apply(tell(0, 1, 75)).unwrap();
    world.step_until(Time(70));
    world.apply(Command::Resume { node: NODE }).unwrap();
    run(&mut world);
    let story: Vec<String> = lines(&world)
        .into_iter()
        .filter(|line| ["brings", "alarm", "processes"].iter().any(|what| line.contains(what)))
        .map(|line| line.split(' ').skip(1).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        story[..6],
        [
            "@70 packet 0 0>1 brings 1 <5",
            "@70 packet 1 0>1 brings 2 <8",
            "@70 1 processes command 5 <9",
            "@70 1 alarm 50 <2",
            "@75 packet 2 0>1 brings 75 <11",
            "@80 packet 3 1>0 brings 30 <18",
        ]
    );
    assert!(story.iter().any(|line| line.starts_with("@90 1 alarm 90")), "{story:?}");
}

#[test]
fn a_node_paused_again_before_it_took_everything_up_goes_on_waiting() {
    let mut world = toy(2, quick());
    world.apply(Command::Pause { node: NODE }).unwrap();
    world.apply(say(1, 1, 0)).unwrap();
    world.apply(say(1, 2, 0)).unwrap();
    world.apply(Command::Resume { node: NODE }).unwrap();
    world.step().unwrap();
    world.apply(say(1, 3, 0)).unwrap();
    world.apply(Command::Pause { node: NODE }).unwrap();
    run(&mut world);
    assert_eq!(world.node(NODE).unwrap().words, [1]);
    world.apply(Command::Resume { node: NODE }).unwrap();
    run(&mut world);
    assert_eq!(world.node(NODE).unwrap().words, [1, 2, 3]);
}

#[test]
fn what_waits_at_a_node_that_crashes_is_lost() {
    let mut world = toy(2, quick());
    world.apply(Command::Pause { node: NODE }).unwrap();
    world.apply(tell(0, 1, 1)).unwrap();
    world.apply(say(1, 2, 0)).unwrap();
    world.step_until(Time(100));
    world.apply(Command::Crash { node: NODE }).unwrap();
    assert_eq!(world.peek(), Some(Time(100)));
    run(&mut world);
    assert_eq!((drops(&world), heard(&world)), (vec![DropReason::RecipientDown], vec![]));
}

#[test]
fn a_crash_in_the_middle_of_a_step_keeps_the_state_and_some_of_the_packets() {
    for leaving in 0..=3 {
        let mut world = toy(4, quick());
        world.apply(Command::CrashMidStep { node: NODE, packets: leaving }).unwrap();
        assert_eq!(world.health(NODE), Some(Health::Up), "it lives until its next input");
        world.apply(say(1, 5, 0)).unwrap();
        assert_eq!(world.health(NODE), Some(Health::Down));
        assert_eq!(world.node(NODE).unwrap().recover(Disk::Kept).words, [5]);
        assert!(lines(&world).last().unwrap().ends_with("1 crashes <5"), "{:?}", lines(&world));
        run(&mut world);
        assert_eq!(heard(&world).len(), leaving as usize);
        assert_eq!(drops(&world), vec![DropReason::SenderDown; 3 - leaving as usize]);
        world.apply(Command::Restart { node: NODE, disk: Disk::Kept }).unwrap();
        world.apply(say(1, 6, 0)).unwrap();
        assert_eq!(world.health(NODE), Some(Health::Up), "it crashes once");
    }
}

#[test]
fn commands_to_nodes_in_the_wrong_state_are_refused_with_a_sentence() {
    let mut world = toy(3, quick());
    world.apply(Command::Crash { node: NodeId(1) }).unwrap();
    world.apply(Command::Pause { node: NodeId(2) }).unwrap();
    let steps = world.step_count();
    let mut refuse = |command| world.apply(command).unwrap_err().to_string();
    let (up, down, paused, missing) = (NodeId(0), NodeId(1), NodeId(2), NodeId(3));
    assert_eq!(refuse(say(1, 1, 0)), "node 1 is down: restart it first");
    assert_eq!(refuse(Command::Crash { node: down }), "node 1 is down: restart it first");
    assert_eq!(refuse(Command::Pause { node: down }), "node 1 is down: restart it first");
    assert_eq!(refuse(Command::Pause { node: paused }), "node 2 is paused: resume it first");
    assert_eq!(refuse(Command::Resume { node: up }), "node 0 is not paused, so it cannot be resumed");
    assert_eq!(
        refuse(Command::Restart { node: up, disk: Disk::Kept }),
        "node 0 is not down, so it cannot restart"
    );
    assert_eq!(
        refuse(Command::Timeout { node: up, timer: Alarm(4) }),
        "the timer Alarm(4) is not running at node 0"
    );
    for command in [say(3, 1, 0), corrupt(3, 0), Command::Crash { node: missing }] {
        assert_eq!(refuse(command), "there is no node 3: nodes are numbered from 0 to 2");
    }
    assert_eq!(world.step_count(), steps);
}

#[test]
fn a_timer_can_be_forced_and_then_does_not_fire_again() {
    let mut world = toy(2, quick());
    world.apply(arm(1, 9, 1_000)).unwrap();
    let forced = world.apply(Command::Timeout { node: NODE, timer: Alarm(9) }).unwrap();
    assert_eq!(lines(&world)[forced.first.0 as usize + 1], "4 @0 1 alarm 9 <3");
    run(&mut world);
    assert_eq!((world.node(NODE).unwrap().alarms_seen, world.now()), (1, Time(10)));
}

#[test]
fn the_oracle_judges_correct_nodes_only_and_a_violation_is_a_value() {
    let mut world = toy(2, Settings { limits: Limits { violations_max: 2, ..Limits::default() }, ..quick() });
    let step = world.apply(say(1, 5_000, 0)).unwrap();
    let violation = Violation {
        property: "no-big-words",
        code: "big-word",
        numbers: vec![("word", 5_000)],
        statement: "node 1 said 5000".into(),
        evidence: vec![RecordId(step.first.0 + 1)],
    };
    assert_eq!(world.violations(), [Found { at: Time(0), step: 1, violation }]);
    for _ in 0..2 {
        world.apply(say(1, 5_000, 0)).unwrap();
    }
    assert_eq!((world.violations().len(), world.violation_count()), (2, 3), "kept up to the limit");
    world.apply(corrupt(1, 5_000)).unwrap();
    world.apply(say(1, 5_000, 0)).unwrap();
    assert_eq!(world.violation_count(), 3);
    assert_eq!(world.trust().faulty().collect::<Vec<_>>(), [NODE]);
    assert_eq!(world.oracle().commands, 5);
}
