//! Driver of a session for tests: open a scenario, give commands as JSON, let time pass.

use pbft_lab::api::{Stopped, TraceRecord, View, ViewOptions};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::catalog;
use pbft_lab::scenario::command::Command;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::units::Ms;

/// A session of a scenario.
pub fn open(json: &str) -> Session {
    let scenario = Scenario::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"));
    Session::open(scenario).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// A session of a scene of the library.
pub fn scene(name: &str) -> Session {
    open(&catalog::SCENES.iter().find(|scene| scene.name == name).unwrap().json().unwrap())
}

pub fn ms(ms: u64) -> Ms {
    Ms::from_us(ms * 1000)
}

pub fn advance(session: &mut Session, span: Ms) {
    session.advance(span, &mut || false);
}

/// Runs until the goal or the limit is reached.
pub fn run_until(session: &mut Session, goal: &str, limit: Ms) -> Stopped {
    let goal = Goal::parse(goal).unwrap_or_else(|refusal| panic!("{refusal}"));
    session.run_until(&goal, limit, &mut || false).unwrap_or_else(|refusal| panic!("{refusal}")).stopped
}

pub fn command(session: &mut Session, json: &str) -> TraceRecord {
    let command = Command::parse(json).unwrap_or_else(|refusal| panic!("{refusal}"));
    session.command(&command).unwrap_or_else(|refusal| panic!("{json}: {refusal}"))
}

pub fn view(session: &mut Session) -> View {
    session.view(ViewOptions::default())
}
