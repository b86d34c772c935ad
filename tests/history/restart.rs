//! A restart: the run from its start without the commands given by hand, whose branch is kept.

use super::*;

#[test]
fn a_restart_leaves_out_what_was_done_by_hand_and_keeps_that_future() {
    let mut history = open(TIGHT);
    let untouched = played_straight(history.scenario(), 60);
    steps(&mut history, 20);
    history.command(&crash(2)).unwrap();
    steps(&mut history, 30);
    let (end, touched) = (history.digest(), history.scenario());
    assert!(history.restart(None).unwrap());
    assert_eq!((history.branch(), history.step_count(), history.last_step()), (1, 0, 0));
    assert_eq!(history.scenario(), Scenario::parse(CLUSTER).unwrap());
    for expected in &untouched {
        assert_eq!(seen(&mut history), *expected);
        history.step();
    }
    // Nothing was done in this future, so it is the one that another restart returns to.
    assert!(history.restart(None).unwrap());
    assert_eq!((history.branches().len(), history.branch(), history.step_count()), (2, 1, 0));
    assert_eq!(history.last_step(), 61, "it is known how it goes on");
    history.command(&crash(0)).unwrap();
    history.restart(None).unwrap();
    assert_eq!((history.branches().len(), history.branch(), history.step_count()), (3, 1, 0));
    history.switch_to(0).unwrap();
    assert_eq!((history.digest(), history.scenario()), (end, touched));
}

#[test]
fn a_restart_after_a_command_in_the_past_returns_to_the_first_future() {
    let mut history = open(TIGHT);
    steps(&mut history, 40);
    history.seek(10);
    history.command(&crash(2)).unwrap();
    history.restart(None).unwrap();
    assert_eq!((history.branches().len(), history.branch(), history.step_count()), (2, 0, 0));
    assert_eq!(history.last_step(), 40);
}

#[test]
fn a_restart_repeats_what_was_recorded_in_the_file_unless_a_scenario_says_otherwise() {
    let mut before = open(TIGHT);
    steps(&mut before, 20);
    before.command(&crash(1)).unwrap();
    steps(&mut before, 20);
    let mut history = History::open(before.scenario()).unwrap();
    steps(&mut history, 50);
    history.restart(None).unwrap();
    assert_eq!((history.branches().len(), history.step_count()), (1, 0));
    history.seek(41);
    assert_eq!(history.digest(), before.digest());
    let base = Scenario::parse(CLUSTER).unwrap();
    assert!(history.restart(Some(base.clone())).unwrap());
    assert_eq!((history.branches().len(), history.branch(), history.scenario()), (2, 1, base.clone()));
    let untouched = played_straight(base.clone(), 40);
    history.seek(40);
    assert_eq!(seen(&mut history), untouched[40]);
    history.switch_to(0).unwrap();
    history.seek(41);
    assert_eq!(history.digest(), before.digest());
    let mut other = base;
    other.cluster.seed = "8".to_owned();
    assert!(!history.restart(Some(other)).unwrap(), "another seed is another run");
    assert_eq!((history.branch(), history.step_count()), (0, 41));
}

#[test]
fn a_restart_begins_no_more_branches_than_a_run_may_have() {
    let mut history = open(HistoryLimits { branches_max: 1, ..TIGHT });
    steps(&mut history, 5);
    history.command(&crash(2)).unwrap();
    assert_eq!(history.restart(None).unwrap_err().code, "too-many-branches");
    assert_eq!((history.branches().len(), history.step_count()), (1, 6));
}
