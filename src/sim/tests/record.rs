//! The trace: its bounds, its digest, and worlds that record nothing.

use super::*;

fn with_recording(recording: Recording, records_max: u32) -> Settings {
    let limits = Limits { records_max, ..Limits::default() };
    Settings { limits, recording, ..quick() }
}

/// Words passed back and forth, with two packets for each.
fn chatter(world: &mut Toy, words: u32) {
    for word in 0..words {
        world.apply(say(word % 2, word, 1)).unwrap();
        run(world);
    }
}

#[test]
fn old_records_are_discarded_and_their_number_is_said() {
    let mut world = toy(2, with_recording(Recording::Everything, 100));
    chatter(&mut world, 100);
    let (end, discarded) = (world.trace().end().0, world.trace().discarded());
    assert_eq!(end, 2 + 100 * 7);
    assert!((80..=100).contains(&(end - discarded)), "{} are left", end - discarded);
    assert!(world.trace().record(RecordId(discarded - 1)).is_none());
    assert!(world.trace().record(RecordId(discarded)).is_some());
    assert!(world.trace().record(RecordId(end)).is_none());
    let ids: Vec<_> = world.trace().records(RecordId(0), 5).map(|record| record.id.0).collect();
    assert_eq!(ids, (discarded..discarded + 5).collect::<Vec<_>>());
    // Payloads are discarded with their records, and the remaining records still find theirs.
    assert!(world.trace().message(0).is_none() && world.trace().event(0).is_none());
    let last_word = |record: Record<Alarm>| match record.kind {
        RecordKind::Delivered { message, .. } => world.trace().message(message),
        _ => None,
    };
    let words: Vec<u32> =
        world.trace().records(RecordId(0), 1_000).filter_map(last_word).map(|word| word.word).collect();
    assert!(words.len() > 20 && words.ends_with(&[98, 98, 99, 99]), "{words:?}");
    // Commands are kept, because they repeat the run.
    assert_eq!(world.applied().len(), 100);
    assert!(world.trace().command(0).is_some());
}

#[test]
fn the_digest_depends_on_what_happened_and_on_nothing_else() {
    let digest = |records_max, asked_often, words| {
        let mut world = toy(2, with_recording(Recording::Everything, records_max));
        for _ in 0..words {
            chatter(&mut world, 1);
            if asked_often {
                world.digest();
            }
        }
        world.digest().unwrap()
    };
    let reference = digest(1_000_000, false, 50);
    assert_eq!(digest(1_000_000, true, 50), reference);
    assert_eq!(digest(100, false, 50), reference, "also when records were discarded");
    assert_eq!(digest(100, true, 50), reference);
    assert_eq!(digest(1, true, 50), reference);
    assert_ne!(digest(1_000_000, false, 49), reference);
}

#[test]
fn forgotten_records_are_in_the_digest_and_the_later_ones_stay() {
    let play = |forget: u64| {
        let mut world = toy(2, with_recording(Recording::Everything, 80));
        chatter(&mut world, 2);
        world.forget_before(RecordId(forget));
        chatter(&mut world, 2);
        world
    };
    let (mut whole, mut cut) = (play(0), play(15));
    // Chunks of ten: one is entirely before record 15.
    assert_eq!((whole.trace().discarded(), cut.trace().discarded()), (0, 10));
    assert_eq!((cut.trace().end(), cut.digest()), (whole.trace().end(), whole.digest()));
    let records = |world: &World<Gossip, _>| world.trace().records(RecordId(10), 1_000).collect::<Vec<_>>();
    assert_eq!(records(&cut), records(&whole));
    cut.forget_before(RecordId(u64::MAX));
    assert!(cut.trace().end().0 - cut.trace().discarded() < 10, "the open chunk stays");
}

#[test]
fn every_difference_between_two_runs_changes_the_digest() {
    let digest = |commands: Vec<Command<Gossip>>| {
        let mut world = toy(3, quick());
        for command in commands {
            world.apply(command).unwrap();
        }
        run(&mut world);
        world.digest().unwrap()
    };
    let node = NodeId(1);
    let link = |change| Command::Link { from: NodeId(0), to: node, change };
    let groups = |last| vec![vec![NodeId(0)], vec![NodeId(last)]];
    let latency = |span| LinkChange { latency: Some(Latency::Constant(Span(span))), ..LinkChange::default() };
    let range = SpanRange::new(Span(7), Span(7)).unwrap();
    let digests = [
        digest(vec![]),
        digest(vec![say(0, 1, 0)]),
        digest(vec![say(0, 2, 0)]),
        digest(vec![say(0, 1, 1)]),
        digest(vec![say(1, 1, 0)]),
        digest(vec![Command::Heal]),
        digest(vec![Command::Pause { node }]),
        digest(vec![Command::Crash { node }]),
        digest(vec![corrupt(1, 1)]),
        digest(vec![corrupt(1, 2)]),
        digest(vec![corrupt(2, 1)]),
        digest(vec![Command::CrashMidStep { node, packets: 0 }]),
        digest(vec![Command::CrashMidStep { node, packets: 1 }]),
        digest(vec![Command::Crash { node }, Command::Restart { node, disk: Disk::Kept }]),
        digest(vec![Command::Crash { node }, Command::Restart { node, disk: Disk::Lost }]),
        digest(vec![Command::Partition { groups: groups(1), one_way: false }]),
        digest(vec![Command::Partition { groups: groups(1), one_way: true }]),
        digest(vec![Command::Partition { groups: groups(2), one_way: true }]),
        digest(vec![link(LinkChange::default())]),
        digest(vec![link(LinkChange { up: Some(true), ..LinkChange::default() })]),
        digest(vec![link(LinkChange { hold: Some(true), ..LinkChange::default() })]),
        digest(vec![link(LinkChange { loss: Some(Ratio::NEVER), ..LinkChange::default() })]),
        digest(vec![link(LinkChange { duplicate: Some(Ratio::NEVER), ..LinkChange::default() })]),
        digest(vec![link(LinkChange { reorder: Some(Ratio::NEVER), ..LinkChange::default() })]),
        digest(vec![link(latency(7))]),
        digest(vec![link(latency(8))]),
        digest(vec![link(LinkChange { latency: Some(Latency::Uniform(range)), ..LinkChange::default() })]),
    ];
    for (place, digest) in digests.iter().enumerate() {
        assert!(!digests[..place].contains(digest), "run {place} has the digest of an earlier one");
    }
}

#[test]
fn a_world_that_records_nothing_runs_the_same_and_shows_its_oracle_the_same() {
    let mut recorded = toy(2, with_recording(Recording::Everything, 1_000_000));
    let mut silent = toy(2, with_recording(Recording::Nothing, 1_000_000));
    for world in [&mut recorded, &mut silent] {
        chatter(world, 20);
        world.apply(say(0, 5_000, 3)).unwrap();
        run(world);
    }
    assert_eq!(silent.oracle(), recorded.oracle());
    assert_eq!(silent.step_count(), recorded.step_count());
    assert_eq!(silent.violations(), recorded.violations(), "evidence points at the records of a replay");
    assert!(!silent.violations().is_empty());
    assert_eq!(silent.digest(), None);
    let trace = silent.trace();
    assert_eq!((trace.end(), trace.discarded()), (recorded.trace().end(), trace.end().0));
    assert_eq!(trace.records(RecordId(0), 10).count(), 0);
    assert!(trace.message(0).is_none() && trace.record(RecordId(0)).is_none());
}

#[test]
fn setup_refuses_what_cannot_be() {
    let settings = |from, to| {
        let links = vec![(NodeId(from), NodeId(to), LinkSettings::default())];
        Settings { network: NetworkSettings { links, ..NetworkSettings::default() }, ..Settings::default() }
    };
    let refuse = |nodes, settings| World::new(gossips(nodes), NoOracle, settings).err().unwrap().to_string();
    assert_eq!(
        refuse(2, settings(0, 2)),
        "the network has settings for a link from node 0 to node 2, but these nodes do not both exist"
    );
    assert_eq!(
        refuse(65_536, Settings::default()),
        "a run has at most 65535 nodes, but this one would have 65536"
    );
    assert!(
        World::new(gossips(0), NoOracle, Settings::default()).is_ok_and(|mut world| world.step().is_none())
    );
}
