//! Cases found from outside: each file of `tests/cases` opens as a scenario, each test here states its right outcome.

#![cfg(test)]

use pbft_lab::lab::goal::Goal;
use pbft_lab::lab::scenario::Scenario;
use pbft_lab::lab::session::Session;
use pbft_lab::lab::view::{Ms, ReplicaView, Stopped, View, ViewOptions};

fn open(json: &str) -> Session {
    let scenario = Scenario::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"));
    Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn ms(ms: u64) -> Ms {
    Ms::from_us(ms * 1000)
}

/// Runs until the goal of the case is reached, up to this moment; returns the view.
fn reaches_its_goal(session: &mut Session, within_ms: u64) -> View {
    let goal: Goal = session.scenario().goal.expect("the case has a goal");
    let progress = session.run_until(&goal, ms(within_ms), &mut || false).unwrap();
    assert_eq!(progress.stopped, Stopped::Goal, "at {:?}", progress.now_ms);
    session.view(ViewOptions::default())
}

fn each<T>(view: &View, fact: impl Fn(&ReplicaView) -> T) -> Vec<T> {
    view.replicas.iter().map(fact).collect()
}

#[test]
fn starved_censor_the_censored_client_is_answered_in_view_1_within_seconds() {
    let mut session = open(include_str!("cases/starved-censor.json"));
    let view = reaches_its_goal(&mut session, 6_000);
    assert_eq!(each(&view, |replica| replica.view), [1; 4]);
    assert!(view.violations.is_empty());
}
