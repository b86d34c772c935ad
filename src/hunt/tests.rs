//! Hunts and shrinking, over weakened protocols and the whole one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::schedule::{Schedule, TimedAction};
use super::shrink::Shrink;
use super::*;

fn task(mutant: &str, scheduler: &str, first: u64, executions: u64) -> HuntTask {
    let mutants = if mutant.is_empty() { String::new() } else { format!("\"{mutant}\"") };
    let text = format!(
        r#"{{"seed": "{first}", "executions": {executions}, "scheduler": "{scheduler}",
            "cluster": {{"mutants": [{mutants}]}}}}"#
    );
    HuntTask::parse(&text).unwrap()
}

fn findings(task: HuntTask) -> Vec<Finding> {
    let mut hunt = Hunt::new(task);
    let mut found = Vec::new();
    while !hunt.is_over() {
        found.extend(hunt.step().unwrap());
    }
    found
}

fn first(mutant: &str, scheduler: &str) -> Finding {
    let found = findings(task(mutant, scheduler, 0, 400));
    found.into_iter().next().unwrap_or_else(|| panic!("{mutant}: nothing found"))
}

fn breaks(schedule: &Schedule, violation: &ViolationKey) -> bool {
    execute(schedule, |other| other == violation).unwrap().hit.is_some()
}

fn shrunk(finding: &Finding) -> Shrink {
    let mut shrink = Shrink::new(finding);
    while !shrink.is_done() {
        let before = shrink.schedule().clone();
        let accepted = shrink.step().unwrap();
        assert_eq!(accepted, *shrink.schedule() != before);
    }
    shrink
}

#[test]
fn the_same_range_gives_the_same_findings_however_it_is_split() {
    let whole = findings(task("M20", "views", 0, 60));
    assert!(!whole.is_empty());
    let parts = [(0, 20), (20, 40)]
        .map(|(first, executions)| findings(HuntTask { first, executions, ..task("M20", "views", 0, 60) }));
    assert_eq!(parts.concat(), whole);
    let seeds = findings(task("M20", "views", 20, 40));
    let of = |found: &[Finding]| found.iter().map(|it| (it.seed, it.schedule.clone())).collect::<Vec<_>>();
    assert_eq!(of(&seeds), of(&parts[1]));
}

#[test]
fn coverage_of_two_parts_is_that_of_the_whole() {
    let run = |first, executions| {
        let mut hunt = Hunt::new(HuntTask { first, executions, ..task("", "random", 0, 1) });
        while !hunt.is_over() {
            hunt.step().unwrap();
        }
        hunt.coverage().clone()
    };
    let mut joined = run(0, 7);
    joined.join(&run(7, 5));
    assert_eq!(joined, run(0, 12));
    assert_eq!(joined.invariants["bounds"], 12);
    assert!(joined.phases["executed"] > 0 && joined.actions["submit"] == 12);
}

#[test]
fn a_hunt_stops_at_its_budget_of_events() {
    let mut hunt = Hunt::new(HuntTask { steps: Some(1), ..task("", "views", 0, 100) });
    assert!(!hunt.is_over());
    hunt.step().unwrap();
    assert!(hunt.is_over() && hunt.executions() == 1 && hunt.steps() > 1);
    assert_eq!(hunt.step().unwrap(), None);
    assert_eq!(hunt.executions(), 1);
}

#[test]
fn the_whole_protocol_survives() {
    for scheduler in Scheduler::ALL {
        assert_eq!(findings(task("", scheduler.name(), 0, 100)), [], "{}", scheduler.name());
    }
}

#[test]
fn each_scheduler_reaches_several_views_and_the_invariants_of_view_changes() {
    for scheduler in Scheduler::ALL {
        let mut hunt = Hunt::new(task("", scheduler.name(), 0, 100));
        while !hunt.is_over() {
            hunt.step().unwrap();
        }
        let coverage = hunt.coverage();
        assert!(coverage.views.len() >= 3, "{}: {:?}", scheduler.name(), coverage.views);
        assert!(coverage.invariants["preserved across views"] > 30, "{}", scheduler.name());
        assert!(coverage.phases["stable"] > 5, "{}: {:?}", scheduler.name(), coverage.phases);
    }
}

/// Independent of the shrinker: each schedule with one action less holds.
fn assert_one_minimal(schedule: &Schedule, violation: &ViolationKey) {
    for out in 0..schedule.actions.len() {
        let mut actions = schedule.actions.clone();
        actions.remove(out);
        let fewer = Schedule { actions, ..schedule.clone() };
        assert!(!breaks(&fewer, violation), "action {out} of {:?} is not needed", schedule.actions);
    }
}

#[test]
fn a_shrunk_finding_is_one_minimal_and_breaks_the_same_invariant() {
    for (mutant, scheduler) in [("M1", "views"), ("M20", "views"), ("M24", "views"), ("M3", "random")] {
        let finding = first(mutant, scheduler);
        let shrink = shrunk(&finding);
        assert_eq!(shrink.hit().violation, finding.hit.violation, "{mutant}");
        assert!(breaks(shrink.schedule(), &finding.hit.violation), "{mutant}");
        assert!(shrink.schedule().actions.len() < finding.schedule.actions.len(), "{mutant}");
        assert_one_minimal(shrink.schedule(), &finding.hit.violation);
        // Shrinking it again changes nothing.
        let mut again = Shrink::of(shrink.schedule().clone(), shrink.hit().clone());
        while !again.is_done() {
            again.step().unwrap();
        }
        assert_eq!(again.schedule(), shrink.schedule(), "{mutant}");
    }
}

#[test]
fn shrinking_never_changes_to_an_invariant_that_is_easier_to_break() {
    let task = HuntTask { properties: vec!["agreement".to_owned()], ..task("M24", "views", 0, 10) };
    let finding = findings(task).into_iter().next().unwrap();
    let easier = execute(&finding.schedule, |_| true).unwrap().hit.unwrap();
    assert_ne!(easier.violation.property, "agreement");
    let shrink = shrunk(&finding);
    assert_eq!(shrink.hit().violation, finding.hit.violation);
    assert_one_minimal(shrink.schedule(), &finding.hit.violation);
}

/// The number of actions of the smallest subset that breaks the invariant.
fn optimum(schedule: &Schedule, violation: &ViolationKey) -> u32 {
    let count = schedule.actions.len();
    let subset = |mask: u32| -> Vec<TimedAction> {
        let chosen = schedule.actions.iter().enumerate().filter(|(index, _)| mask >> index & 1 == 1);
        chosen.map(|(_, action)| action.clone()).collect()
    };
    let mut masks: Vec<u32> = (0..1 << count).collect();
    masks.sort_by_key(|mask| mask.count_ones());
    let breaking = masks
        .into_iter()
        .find(|mask| breaks(&Schedule { actions: subset(*mask), ..schedule.clone() }, violation));
    breaking.unwrap().count_ones()
}

#[test]
fn the_smallest_findings_are_at_most_a_fifth_above_the_optimum() {
    let mut found: Vec<Finding> = ["M1", "M3", "M15", "M20"]
        .iter()
        .flat_map(|mutant| findings(task(mutant, "views", 0, 120)))
        .filter(|finding| finding.schedule.actions.len() <= 9)
        .collect();
    found.sort_by_key(|finding| (finding.schedule.actions.len(), finding.seed));
    found.truncate(10);
    assert!(found.len() >= 5, "{}", found.len());
    for finding in found {
        let reached = shrunk(&finding).schedule().actions.len() as u32;
        let best = optimum(&finding.schedule, &finding.hit.violation);
        assert!(reached * 5 <= best * 6, "seed {}: {reached}, but {best} suffice", finding.seed);
    }
}

/// The check above can fail: the first schedule of a finding has actions that it does not need.
#[test]
#[should_panic(expected = "is not needed")]
fn a_schedule_that_was_not_shrunk_is_not_one_minimal() {
    let finding = first("M20", "views");
    assert_one_minimal(&finding.schedule, &finding.hit.violation);
}

/// The first request that waits in a hunt for liveness.
fn unanswered(mutant: &str, scheduler: &str, executions: u64) -> Option<Finding> {
    let properties = ["liveness", "no starvation"].map(str::to_owned).to_vec();
    let task = HuntTask { liveness: true, properties, ..task(mutant, scheduler, 0, executions) };
    findings(task).into_iter().next()
}

#[test]
fn after_the_faults_the_whole_protocol_answers_every_request() {
    for scheduler in Scheduler::ALL {
        let found = unanswered("", scheduler.name(), 30);
        assert_eq!(found.map(|finding| (finding.seed, finding.hit)), None, "{}", scheduler.name());
    }
}

#[test]
fn a_hunt_for_liveness_finds_a_request_that_waits_and_shrinks_it() {
    let finding = unanswered("M63", "random", 200).unwrap();
    assert!(["liveness", "no starvation"].contains(&finding.hit.violation.property));
    let shrink = shrunk(&finding);
    assert_eq!(shrink.hit().violation, finding.hit.violation);
    assert_one_minimal(shrink.schedule(), &finding.hit.violation);
    let mut repaired = shrink.schedule().clone();
    repaired.cluster.mutants.clear();
    assert_eq!(execute(&repaired, |_| true).unwrap().hit, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any subset of a schedule is a valid schedule, and each seed draws one.
    #[test]
    fn any_subset_of_a_schedule_is_valid(seed: u64, mask: u64, replicas in 4_u32..8, scheduler in 0..Scheduler::ALL.len()) {
        let scheduler = Scheduler::ALL[scheduler];
        let cluster = crate::scenario::Cluster { replicas, ..scheduler.cluster() };
        let mut schedule = scheduler.draw(&cluster, &scheduler.network(), seed, (replicas - 1) / 3);
        let mut place = 0;
        schedule.actions.retain(|_| {
            place += 1;
            mask >> (place % 64) & 1 == 1
        });
        prop_assert!(schedule.scenario().check().is_ok());
        let execution = execute(&schedule, |_| true).unwrap();
        prop_assert_eq!(execution.hit, None);
        prop_assert_eq!(execute(&schedule, |_| true).unwrap().steps, execution.steps);
    }

    /// No schedule makes more replicas Byzantine than it may.
    #[test]
    fn no_more_replicas_are_faulty_than_allowed(seed: u64, faulty in 0_u32..3, scheduler in 0..Scheduler::ALL.len()) {
        let scheduler = Scheduler::ALL[scheduler];
        let cluster = crate::scenario::Cluster { replicas: 7, ..scheduler.cluster() };
        let schedule = scheduler.draw(&cluster, &scheduler.network(), seed, faulty);
        let liars: BTreeSet<u32> = schedule.actions.iter().filter_map(|timed| match &timed.action {
            schedule::Action::Behave { replica, .. } | schedule::Action::Twin { replica, .. } => Some(*replica),
            _ => None,
        }).collect();
        prop_assert!(liars.len() <= faulty as usize);
    }
}
