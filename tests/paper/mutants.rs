//! Lines 128 and 131: protocols with one rule missing, and the schedules that show what the rule is for.

use std::collections::BTreeSet;

use pbft_lab::api::{ProtocolEvent, RecordOptions, Stopped, TraceEvent, TraceRecord, ViewOptions};
use pbft_lab::pbft::rules::MutantClass;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::weakened::{MutantInfo, Weakening, mutants};
use pbft_lab::units::Ms;

/// The maximum time of a schedule to its goal.
const LIMIT: Ms = Ms::from_us(10_000_000);
/// The additional time for which the run with the rule is watched.
const AFTERWARDS: Ms = Ms::from_us(3_000_000);

/// The mutants with a schedule.
fn directed() -> impl Iterator<Item = (MutantInfo, Scenario)> {
    let all = mutants().unwrap_or_else(|refusal| panic!("{refusal}"));
    all.into_iter().filter_map(|mutant| mutant.scenario.clone().map(|scenario| (mutant, scenario)))
}

/// The same schedule for the protocol with all its rules.
fn repaired(scenario: &Scenario) -> Scenario {
    let mut repaired = scenario.clone();
    repaired.cluster.mutants.clear();
    repaired
}

/// The run of a schedule up to its goal.
fn played(code: &str, scenario: &Scenario) -> Session {
    let goal = scenario.goal.clone().expect("a schedule has a goal");
    let mut session = Session::open(scenario.clone()).unwrap_or_else(|refusal| panic!("{code}: {refusal}"));
    let progress = session.run_until(&goal, LIMIT, &mut || false).unwrap();
    assert_eq!(progress.stopped, Stopped::Goal, "{code}");
    session
}

/// The same moment of the protocol with all its rules, and a while after it.
fn played_with_the_rule(code: &str, scenario: &Scenario, until: Ms) -> Session {
    let mut session = Session::open(repaired(scenario)).unwrap_or_else(|refusal| panic!("{code}: {refusal}"));
    session.advance(until, &mut || false);
    session.advance(AFTERWARDS, &mut || false);
    session
}

fn broken(session: &Session) -> BTreeSet<String> {
    session.violations().iter().map(|violation| violation.property.to_owned()).collect()
}

/// The number of answered requests, and of all requests of the schedule.
fn answered(session: &mut Session, scenario: &Scenario) -> (u64, u64) {
    let view = session.view(ViewOptions::default());
    let asked = scenario.commands.iter().filter(|timed| matches!(timed.command, Command::Submit { .. }));
    (view.clients.iter().map(|client| client.answered).sum(), asked.count() as u64)
}

/// The codes that section 6 of the protocol ticks.
fn ticked() -> BTreeSet<String> {
    let rows = include_str!("../../docs/protocol-attacks.md").lines().filter(|line| line.starts_with("| M"));
    let ticked = rows.filter(|row| row.trim_end().ends_with("✔ |"));
    ticked.filter_map(|row| Some(row.strip_prefix("| ")?.split_once(' ')?.0.to_owned())).collect()
}

#[test]
fn c128_each_ticked_mutant_is_caught_by_its_schedule_and_the_whole_protocol_passes_it() {
    let mut caught = BTreeSet::new();
    for (mutant, scenario) in directed().filter(|(mutant, _)| mutant.class != MutantClass::NoEffect) {
        let code = mutant.code.as_str();
        let mut weakened = played(code, &scenario);
        let mut whole = played_with_the_rule(code, &scenario, weakened.now());
        assert_eq!(broken(&whole), BTreeSet::new(), "{code}");
        if mutant.class == MutantClass::Liveness {
            let (done, asked) = answered(&mut whole, &scenario);
            assert_eq!(done, asked, "{code}: the whole protocol answers every request");
            assert!(answered(&mut weakened, &scenario).0 < asked, "{code}: a request waits");
        } else {
            let Some(Goal::Violation(property)) = &scenario.goal else { panic!("{code}: what is to break?") };
            assert!(broken(&weakened).contains(property.as_str()), "{code}: {:?}", broken(&weakened));
        }
        let verdict = weakened.view(ViewOptions::default()).verdict;
        // These two are about clusters of other sizes, where two faulty replicas are the point.
        let faulty = if matches!(code, "M22" | "M81") { 2 } else { 1 };
        assert!(verdict.faulty <= faulty, "{code}: {} faulty replicas", verdict.faulty);
        caught.insert(mutant.code);
    }
    let without_effect = BTreeSet::from(["M5".to_owned(), "M36".to_owned()]);
    let missing: Vec<_> = ticked().into_iter().filter(|code| !caught.contains(code)).collect();
    assert!(missing.iter().all(|code| without_effect.contains(code)), "without a schedule: {missing:?}");
}

#[test]
fn c131_mutants_without_effect_are_reported_as_no_violation() {
    let (effectless, schedules): (Vec<_>, Vec<_>) = directed()
        .filter(|(mutant, _)| mutant.class == MutantClass::NoEffect)
        .map(|(mutant, scenario)| (mutant.code, scenario))
        .unzip();
    assert_eq!(effectless, ["M5", "M36"]);
    for (code, scenario) in effectless.iter().zip(&schedules) {
        let mut weakened = played(code, scenario);
        assert_eq!(broken(&weakened), BTreeSet::new(), "{code}");
        let (done, asked) = answered(&mut weakened, scenario);
        assert_eq!(done, asked, "{code}");
    }
}

#[test]
fn without_the_alarm_a_replica_with_a_wrong_state_is_never_repaired() {
    // No correct replica diverges by itself: M67 lets a liar hand out a wrong state.
    let (_, both) = directed().find(|(mutant, _)| mutant.code == "M69").unwrap();
    let mut one = both.clone();
    one.cluster.mutants.retain(|removed| removed.name() == "M67");
    let alarms = |scenario: Scenario| {
        let mut session = Session::open(scenario).unwrap();
        session.advance(AFTERWARDS, &mut || false);
        let records = session.records(0, 100_000, RecordOptions { facts: true });
        let diverged = |record: &&TraceRecord| {
            let TraceEvent::Fact { fact, .. } = &record.what else { return false };
            matches!(fact, ProtocolEvent::Alarm { alarm, .. } if alarm == "diverged")
        };
        records.iter().filter(diverged).count()
    };
    assert!(alarms(one) > 0);
    assert_eq!(alarms(both), 0);
}

#[test]
fn the_preset_of_the_small_go_program_breaks_where_its_mutants_do() {
    let mut shown = BTreeSet::new();
    for (mutant, mut scenario) in directed() {
        scenario.cluster.mutants = vec![Weakening::CorgiKxDemo];
        if ["M13", "M71"].contains(&mutant.code.as_str()) {
            let Some(Goal::Violation(property)) = &scenario.goal else { panic!("{}", mutant.code) };
            let weakened = played(&mutant.code, &scenario);
            assert!(mutant.in_demo && broken(&weakened).contains(property.as_str()), "{}", mutant.code);
            shown.insert(mutant.code);
        }
    }
    assert_eq!(shown, ["M13", "M71"].map(str::to_owned).into());
}
