//! Time travel: any step is reached again on any path, and no branch is lost.

mod branches;
mod restart;

use proptest::prelude::*;

use pbft_lab::api::{
    Difference, HistoryOptions, Progress, RecordOptions, Stopped, TraceEvent, View, ViewOptions,
};
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::sim::HistoryLimits;

use crate::driver::ms;

const CLUSTER: &str = r#"{"cluster": {"replicas": 4, "clients": 2, "seed": "7", "crypto": "symbolic", "checkpointInterval": 4},
    "network": {"loss": [1, 20], "duplicate": [1, 20]}, "commands": [
    {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
    {"atMs": 30, "do": "submit", "client": 1, "operation": "add x 1"},
    {"atMs": 200, "do": "crash", "replica": 3},
    {"atMs": 900, "do": "restart", "replica": 3}]}"#;

/// So few snapshots, so close, that small runs already have to thin them out.
const TIGHT: HistoryLimits = HistoryLimits {
    spacing: 4,
    snapshots_max: 5,
    bytes_max: 64 << 20,
    records_left_max: 300,
    branches_max: 1_000,
};

fn open(limits: HistoryLimits) -> History {
    let mut history = History::open(Scenario::parse(CLUSTER).unwrap()).unwrap();
    history.limit(limits);
    history
}

fn command(json: &str) -> Command {
    Command::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn crash(replica: u32) -> Command {
    command(&format!(r#"{{"do": "crash", "replica": {replica}}}"#))
}

fn submit(client: u32) -> Command {
    command(&format!(r#"{{"do": "submit", "client": {client}, "operation": "add x 1"}}"#))
}

fn steps(history: &mut History, count: u64) {
    (0..count).for_each(|_| drop(history.step()));
}

fn advance(history: &mut History, for_ms: u64) {
    history.advance(ms(for_ms), &mut || false);
}

/// Everything that a reader can see of a moment.
type Seen = (String, View, u64);

fn seen(session: &mut Session) -> Seen {
    (session.digest(), session.view(ViewOptions::default()), session.record_count())
}

/// The view of a run without any history after each of its steps.
fn played_straight(scenario: Scenario, steps: u64) -> Vec<Seen> {
    let mut session = Session::open(scenario).unwrap();
    let first = seen(&mut session);
    let rest = (0..steps).map(|_| {
        session.force_step().expect("the step is known");
        seen(&mut session)
    });
    std::iter::once(first).chain(rest.collect::<Vec<_>>()).collect()
}

#[derive(Clone, Debug)]
enum Act {
    Steps(u64),
    Advance(u64),
    Command(Command),
    /// To a part of the known steps, in percent; more than 100 runs on.
    Seek(u64),
    Switch(u64),
    Restart,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let commands = prop_oneof![
        3 => (0..2_u32).prop_map(submit),
        2 => (0..4_u32).prop_map(crash),
        2 => (0..4_u32).prop_map(|replica| command(&format!(r#"{{"do": "restart", "replica": {replica}}}"#))),
        1 => (0..4_u32).prop_map(|replica| command(&format!(r#"{{"do": "pause", "replica": {replica}}}"#))),
        1 => (0..4_u32).prop_map(|replica| command(&format!(r#"{{"do": "resume", "replica": {replica}}}"#))),
        1 => (0..60_u64).prop_map(|packet| command(&format!(r#"{{"do": "drop", "packet": {packet}}}"#))),
        1 => Just(command(r#"{"do": "partition", "groups": [[0, 1], [2, 3]]}"#)),
        1 => Just(command(r#"{"do": "link", "from": 0, "to": 1, "hold": true}"#)),
        1 => Just(command(r#"{"do": "heal"}"#)),
        // Colluders share what they remember; a clone of the world must not share it with the world.
        2 => (0..4_u32, 0..2_u32).prop_map(|(replica, kind)| {
            let name = ["equivocate", "double-prepare"][kind as usize];
            let strategy = format!(r#"{{"name": "{name}", "when": {{"ratio": [1, 2]}}}}"#);
            command(&format!(
                r#"{{"do": "behave", "replica": {replica}, "strategy": {strategy}, "group": 1}}"#
            ))
        }),
        1 => (0..4_u32).prop_map(|replica| command(&format!(r#"{{"do": "honest", "replica": {replica}}}"#))),
    ];
    let act = prop_oneof![
        3 => (1..40_u64).prop_map(Act::Steps),
        2 => (1..200_u64).prop_map(Act::Advance),
        4 => commands.prop_map(Act::Command),
        4 => (0..110_u64).prop_map(Act::Seek),
        1 => (0..6_u64).prop_map(Act::Switch),
        1 => Just(Act::Restart),
    ];
    prop::collection::vec(act, 1..25)
}

fn act(history: &mut History, act: &Act) {
    match act {
        Act::Steps(count) => steps(history, *count),
        Act::Advance(for_ms) => advance(history, *for_ms),
        Act::Command(command) => drop(history.command(command)),
        Act::Seek(percent) => history.seek(history.last_step() * percent / 100),
        Act::Switch(branch) => drop(history.switch_to(*branch)),
        Act::Restart => drop(history.restart(None)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_step_shows_the_same_however_it_was_reached(acts in acts(), goals in prop::collection::vec(0..100_u64, 6)) {
        let mut history = open(TIGHT);
        acts.iter().for_each(|todo| act(&mut history, todo));
        for branch in history.branches() {
            history.switch_to(branch.id.into()).unwrap();
            prop_assert_eq!((history.step_count(), history.last_step()), (branch.last_step, branch.last_step));
            let straight = played_straight(history.scenario(), branch.last_step);
            for percent in [100, 0].iter().chain(&goals) {
                let step = branch.last_step * percent / 100;
                history.seek(step);
                prop_assert_eq!(&seen(&mut history), &straight[step as usize], "branch {}, step {}", branch.id, step);
            }
            // From the past the known future is played again.
            let left = history.last_step() - history.step_count();
            steps(&mut history, left);
            prop_assert_eq!(&seen(&mut history), straight.last().unwrap());
            prop_assert!(history.size().snapshots <= TIGHT.snapshots_max);
        }
    }
}

#[test]
fn a_step_has_its_own_time_also_where_the_clock_went_on_alone() {
    let mut history = open(HistoryLimits { spacing: 1, snapshots_max: 1_000, ..TIGHT });
    for _ in 0..150 {
        advance(&mut history, 1);
    }
    let straight = played_straight(history.scenario(), history.last_step());
    assert!(straight.len() > 10);
    for (step, expected) in (0..).zip(&straight) {
        history.seek(step);
        assert_eq!(seen(&mut history), *expected, "step {step}");
    }
}

#[test]
fn playing_on_from_the_past_repeats_the_commands_given_by_hand() {
    let mut history = open(TIGHT);
    advance(&mut history, 40);
    history.command(&crash(1)).unwrap();
    advance(&mut history, 300);
    let (end, scenario) = (seen(&mut history), history.scenario());
    let last = history.last_step();
    history.seek(5);
    assert_eq!(history.scenario(), scenario, "the scenario holds the known future too");
    advance(&mut history, 400);
    assert!(history.step_count() >= last);
    history.seek(last);
    assert_eq!(seen(&mut history).0, end.0);
    assert_eq!(history.branches().len(), 1, "nothing new was done");
}

#[test]
fn a_command_in_the_past_begins_a_branch_and_the_other_future_stays() {
    let mut history = open(TIGHT);
    steps(&mut history, 60);
    let end = history.digest();
    history.seek(20);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 9);
    assert_eq!((history.branch(), history.step_count(), history.last_step()), (1, 30, 30));
    let branches = history.branches();
    let [trunk, fork] = &branches[..] else { panic!("there are two branches: {branches:?}") };
    assert_eq!((trunk.parent, trunk.last_step, trunk.present, trunk.commands), (None, 60, false, 0));
    assert_eq!((fork.parent, fork.forked_at, fork.last_step, fork.present), (Some(0), 20, 30, true));
    assert_eq!((fork.commands, &fork.first_command), (1, &Some(crash(2))));
    let forked = history.digest();
    history.switch_to(0).unwrap();
    assert_eq!((history.step_count(), history.digest()), (60, end));
    history.switch_to(1).unwrap();
    assert_eq!((history.step_count(), history.digest()), (30, forked));
}

#[test]
fn a_branch_of_a_branch_leaves_the_one_in_which_its_moment_was_first_lived() {
    let mut history = open(TIGHT);
    steps(&mut history, 60);
    history.seek(40);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 10);
    // Step 10 of branch 1 is a step of branch 0, step 45 its own.
    history.seek(10);
    history.command(&submit(0)).unwrap();
    history.switch_to(1).unwrap();
    history.seek(45);
    history.command(&submit(1)).unwrap();
    let parents: Vec<_> = history.branches().iter().map(|branch| (branch.parent, branch.forked_at)).collect();
    assert_eq!(parents, [(None, 0), (Some(0), 40), (Some(0), 10), (Some(1), 45)]);
}

#[test]
fn at_the_end_of_what_is_known_a_command_begins_no_branch() {
    let mut history = open(TIGHT);
    steps(&mut history, 20);
    history.command(&submit(0)).unwrap();
    history.seek(3);
    history.seek(21);
    history.command(&submit(1)).unwrap();
    assert_eq!((history.branches().len(), history.last_step()), (1, 22));
}

#[test]
fn commands_recorded_in_the_file_are_a_known_future_too() {
    let mut before = open(TIGHT);
    steps(&mut before, 20);
    before.command(&crash(1)).unwrap();
    steps(&mut before, 20);
    let mut history = History::open(before.scenario()).unwrap();
    steps(&mut history, 10);
    history.command(&submit(0)).unwrap();
    assert_eq!(history.branches().len(), 2);
    history.switch_to(0).unwrap();
    history.seek(41);
    assert_eq!(history.digest(), before.digest());
}

#[test]
fn a_refused_command_begins_no_branch() {
    let mut history = open(TIGHT);
    steps(&mut history, 30);
    history.seek(10);
    let refusal = history.command(&command(r#"{"do": "restart", "replica": 0}"#)).unwrap_err();
    assert!(refusal.message.contains("not down"), "{refusal}");
    assert_eq!((history.branches().len(), history.step_count(), history.last_step()), (1, 10, 30));
}

#[test]
fn a_step_beyond_the_known_ones_is_run_as_far_as_anything_is_scheduled() {
    let mut history = open(TIGHT);
    history.seek(50);
    assert_eq!((history.step_count(), history.last_step()), (50, 50));
    let quiet = r#"{"cluster": {"replicas": 4, "seed": "7", "crypto": "symbolic"},
        "commands": [{"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"}]}"#;
    let mut history = History::open(Scenario::parse(quiet).unwrap()).unwrap();
    history.seek(u64::MAX);
    assert!(history.idle() && history.step_count() > 20, "step {}", history.step_count());
}

/// A clock that expires after this number of readings.
fn readings(count: u32) -> impl FnMut() -> bool {
    let mut read = 0;
    move || {
        read += 1;
        read >= count
    }
}

#[test]
fn the_clock_is_read_after_each_step_however_close_the_snapshots_are() {
    let goal = Goal::parse(r#"{"viewAtLeast": 99}"#).unwrap();
    for spacing in (1..=17).chain([1024]) {
        let mut history = open(HistoryLimits { spacing, snapshots_max: 1_000, ..TIGHT });
        for count in [1, 2, 20] {
            let (steps, wall) = (u64::from(count), Stopped::WallTime);
            let told = |it: Progress| (it.steps, it.stopped);
            assert_eq!(told(history.advance(ms(60_000), &mut readings(count))), (steps, wall), "{spacing}");
            let searched = history.run_until(&goal, ms(60_000), &mut readings(count)).unwrap();
            assert_eq!(told(searched), (steps, wall), "{spacing}");
            assert_eq!(told(history.seek_within(10_000, &mut readings(count))), (steps, wall), "{spacing}");
        }
    }
}

#[test]
fn a_limit_on_steps_ends_a_call_at_the_same_step_however_close_the_snapshots_are() {
    let goal = Goal::parse(r#"{"viewAtLeast": 99}"#).unwrap();
    for spacing in [1, 3, 16, 1024] {
        let mut history = open(HistoryLimits { spacing, snapshots_max: 1_000, ..TIGHT });
        for limit in [0, 1, 20] {
            let told = |it: Progress| (it.steps, it.stopped);
            let advanced = history.advance_within(ms(60_000), limit, &mut || false);
            assert_eq!(told(advanced), (limit, Stopped::Steps), "{spacing}");
            let searched = history.run_until_within(&goal, ms(60_000), limit, &mut || false).unwrap();
            assert_eq!(told(searched), (limit, Stopped::Steps), "{spacing}");
        }
    }
}

#[test]
fn what_is_due_is_handled_also_when_the_clock_runs_down_with_it() {
    let mut history = open(TIGHT);
    let all = history.advance(ms(40), &mut || false);
    let mut again = open(TIGHT);
    let progress = again.advance(ms(40), &mut readings(u32::try_from(all.steps).unwrap()));
    assert_eq!((progress.steps, progress.stopped), (all.steps, Stopped::Time));
}

#[test]
fn a_seek_in_slices_comes_to_the_same_moment_forward_and_back() {
    let mut whole = open(TIGHT);
    let mut sliced = open(TIGHT);
    for step in [60, 7, 33, 34, 100, 1, 0, 99] {
        whole.seek(step);
        let mut slices = 0;
        while sliced.seek_within(step, &mut readings(3)).stopped == Stopped::WallTime {
            slices += 1;
            assert!(slices <= 100, "step {step}: {}", sliced.step_count());
        }
        assert_eq!(seen(&mut sliced), seen(&mut whole), "step {step}");
        assert_eq!((sliced.last_step(), sliced.branches().len()), (whole.last_step(), 1));
    }
}

#[test]
fn what_does_not_exist_is_refused_with_a_sentence() {
    let mut history = open(TIGHT);
    let refusal = history.switch_to(1).unwrap_err();
    assert_eq!(
        (refusal.field.as_str(), refusal.message.as_str()),
        ("branch", "branch is 1; there is no such branch (count: 1, numbered from 0).")
    );
    assert_eq!(history.compare(0, u64::MAX).unwrap_err().field, "b");
    assert_eq!(history.compare(7, 0).unwrap_err().field, "a");
}

#[test]
fn so_many_branches_and_no_more() {
    let mut history = open(HistoryLimits { branches_max: 2, ..TIGHT });
    steps(&mut history, 10);
    history.seek(5);
    history.command(&submit(0)).unwrap();
    history.seek(5);
    let refusal = history.command(&submit(1)).unwrap_err();
    assert!(refusal.message.contains("a run has at most 2"), "{refusal}");
    assert_eq!((history.branches().len(), history.step_count()), (2, 5));
}

#[test]
fn snapshots_stay_within_their_number_and_their_bytes() {
    let mut history = open(HistoryLimits { spacing: 1, snapshots_max: 10, ..TIGHT });
    for _ in 0..40 {
        let _ = history.command(&submit(0));
        steps(&mut history, 25);
        assert!(history.size().snapshots <= 10);
    }
    let size = history.size();
    assert!(size.snapshots > 5 && size.spacing.is_power_of_two(), "{size:?}");
    assert!(
        size.spacing * 10 >= history.last_step() && size.spacing * 5 <= 2 * history.last_step(),
        "{size:?}"
    );
    // Half of the bytes are room for half of the snapshots.
    history.limit(HistoryLimits { spacing: 1, snapshots_max: 10, bytes_max: size.bytes / 2, ..TIGHT });
    let half = history.size();
    assert!(
        half.bytes <= size.bytes / 2 && half.snapshots <= size.snapshots / 2 + 1,
        "{half:?} after {size:?}"
    );
    // The start is kept in any case, and everything is still there.
    let end = history.digest();
    history.limit(HistoryLimits { bytes_max: 0, ..TIGHT });
    assert_eq!(history.size().snapshots, 1);
    history.seek(100);
    history.seek(history.last_step());
    assert_eq!((history.digest(), history.size().snapshots), (end, 1));
}

#[test]
fn a_future_whose_snapshots_were_given_up_is_played_again() {
    let mut history = open(HistoryLimits { snapshots_max: 1_000, records_left_max: 40, ..TIGHT });
    (0..20).for_each(|_| drop(history.command(&submit(1)).unwrap()));
    steps(&mut history, 180);
    let end = history.digest();
    let before = history.size().snapshots;
    history.seek(8);
    history.command(&submit(0)).unwrap();
    assert!(history.size().snapshots < before / 2, "what was left is too long to be kept");
    history.switch_to(0).unwrap();
    assert_eq!((history.step_count(), history.digest()), (200, end));
}

#[test]
fn records_are_those_of_the_present_branch_up_to_the_present_step() {
    let mut history = open(TIGHT);
    steps(&mut history, 60);
    let all = history.records(0, 10_000, RecordOptions::default());
    history.seek(20);
    let past = history.records(0, 10_000, RecordOptions::default());
    assert!(past.len() < all.len() && past[..] == all[..past.len()]);
    history.command(&crash(2)).unwrap();
    let forked = history.records(0, 10_000, RecordOptions::default());
    assert_eq!(forked[..past.len()], past[..]);
    assert_ne!(forked[past.len()], all[past.len()]);
}

#[test]
fn options_are_read_strictly() {
    let options = HistoryOptions::parse(r#"{"snapshots": 9}"#).unwrap().limits();
    assert_eq!((options.snapshots_max, options.spacing, options.bytes_max), (9, 1024, 128 << 20));
    for (text, field) in [(r#"{"snapshots": 0}"#, "snapshots"), (r#"{"spaces": 1}"#, "spaces"), ("[]", "")] {
        assert_eq!(HistoryOptions::parse(text).unwrap_err().field, field, "{text}");
    }
}

#[test]
fn heartbeats_that_are_known_are_reached_step_by_step_and_by_seeking() {
    let mut history = open(TIGHT);
    while history.step().is_some() {}
    let rest = history.step_count();
    // A step does not bring events that have not happened yet.
    assert_eq!((history.idle(), history.step_count()), (true, rest));
    advance(&mut history, 10_000);
    let (last, end) = (history.last_step(), seen(&mut history).0);
    assert!(last > rest, "the first heartbeats have come");
    history.seek(rest);
    assert!(history.idle());
    steps(&mut history, last - rest);
    assert_eq!(seen(&mut history).0, end);
    history.seek(0);
    history.seek(last);
    assert_eq!(seen(&mut history).0, end);
}
