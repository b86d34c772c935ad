//! Session: the entry point of the library. Opens a scenario, runs it, executes commands and gives views.
//!
//! A run is determined by its scenario and the commands given during it. [`Session::scenario`] contains both, so opening it again gives
//! the same run with the same digest.
//!
//! | file | content |
//! |---|---|
//! | `view` | views of the present state |
//! | `queries` | explanations and exports |
//! | `lesson` | questions and tasks: the progress of the reader |
//! | `obstacle` | the reason why a request is stuck |
//! | `link` | the link to this step |
//! | `scripts` | binds scripts to commands |
//! | `script_errors` | counts the errors of scripts |
//! | `for_history` | the interface to [`history`](super::history) |

mod for_history;
mod lesson;
mod link;
mod obstacle;
mod queries;
mod script_errors;
#[cfg(test)]
mod script_tests;
mod scripts;
#[cfg(test)]
mod tests;
mod view;

use std::collections::VecDeque;
use std::rc::Rc;

use crate::api;
use crate::api::{Progress, Stopped, TraceRecord};
use crate::byzantine::node::{self, Node};
use crate::byzantine::script::{Handle, Scripts};
use crate::checks::watch::Watch;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::pbft::envelope::Roster;
use crate::pbft::{Keys, ProtocolParams, Quorums};
use crate::process::Time;
use crate::scenario::command::Command;
use crate::scenario::goal::{Goal, Tracker};
use crate::scenario::{Scenario, TimedCommand};
use crate::sim::{self, Applied, Limits, NetworkSettings, Recording, Settings, Step, World};
use crate::units::{Ms, TIME_MAX_US};

use lesson::Lesson;
use script_errors::ScriptErrorCount;
use view::{ViewCache, ViolationContext};

/// The maximum number of events of one call.
pub(crate) const STEPS_MAX: u64 = 2_000_000;

/// The range of steps of one call, which may be handled in several pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    /// The step count when the call began. The first step of a call is always handled, so that each call makes progress.
    pub(crate) first: u64,
    /// The step count at which the piece ends.
    pub(crate) end: u64,
}

impl Stretch {
    /// The longest range of a call that begins here.
    pub(crate) fn from(first: u64) -> Stretch {
        Stretch::of(first, STEPS_MAX)
    }

    /// A range of a call that begins here, of this number of steps or the maximum.
    pub(crate) fn of(first: u64, steps: u64) -> Stretch {
        Stretch { first, end: first.saturating_add(steps.min(STEPS_MAX)) }
    }
}

/// A run.
#[derive(Clone)]
pub struct Session {
    scenario: Rc<Scenario>,
    params: ProtocolParams,
    /// The thresholds in force, which a scenario may weaken.
    quorums: Quorums,
    roster: Rc<Roster>,
    network: NetworkSettings,
    world: World<Node, Watch>,
    /// Commands that were given by hand when this run was recorded, in order. They are executed again at the same steps.
    recorded: VecDeque<Rc<Applied<Node>>>,
    goal: Option<Tracker>,
    lesson: Lesson,
    view_cache: ViewCache,
    scripts: Scripts,
    script_errors: ScriptErrorCount,
    /// The contexts of the first violations, collected when they were found.
    violation_contexts: Vec<ViolationContext>,
}

impl Session {
    /// Opens a run.
    ///
    /// # Errors
    /// The first mistake of the scenario.
    pub fn open(scenario: Scenario) -> Result<Session, LabError> {
        Session::open_with(scenario, Scripts::default())
    }

    /// Opens a run in which replicas may follow these scripts.
    ///
    /// # Errors
    /// The first mistake of the scenario, or a script that it needs and that is missing.
    pub fn open_with(scenario: Scenario, scripts: Scripts) -> Result<Session, LabError> {
        let setup = scenario.check()?;
        let params = setup.config.params().clone();
        let what = ErrorKind::ScenarioError;
        let keys = Keys::derive(&setup.config, setup.crypto, setup.seed.0);
        let roster = Rc::clone(&keys.roster);
        let settings = Settings {
            seed: setup.seed,
            network: setup.network.clone(),
            limits: Limits::default(),
            recording: Recording::Everything,
        };
        let mut world = World::new(
            node::nodes(&setup.config, keys, setup.seed),
            Watch::new(&setup.config, &roster),
            settings,
        )
        .map_err(|error| what.at("cluster", codes::cannot_be_set_up(error.to_string())))?;
        let mut recorded = VecDeque::<Rc<Applied<Node>>>::new();
        for (index, timed) in scenario.commands.iter().enumerate() {
            let field = format!("commands[{index}]");
            let prefix = format!("{field}.");
            let command = timed.command.engine(&params, what, &prefix)?;
            let command = scripts::bind(&scripts, command, &timed.command, what, &prefix)?;
            let at = timed.at_ms.time();
            match timed.after_step {
                Some(step) => {
                    let refusal = None;
                    recorded.push_back(Rc::new(Applied { at, step, command, scheduled: false, refusal }));
                }
                None => world
                    .schedule(at, command)
                    .map_err(|error| what.at(field, codes::cannot_be_scheduled(error.to_string())))?,
            }
        }
        recorded.make_contiguous().sort_by_key(|applied| applied.step);
        let mut session = Session {
            lesson: Lesson::new(&scenario),
            goal: scenario.goal.clone().map(Tracker::new),
            view_cache: ViewCache::new(params.replicas),
            quorums: setup.config.quorums(),
            network: setup.network,
            scenario: Rc::new(scenario),
            params,
            roster,
            world,
            recorded,
            scripts,
            script_errors: ScriptErrorCount::default(),
            violation_contexts: Vec::new(),
        };
        session.begin_lesson();
        Ok(session)
    }

    /// Registers the script that a replica follows from its next `behave` with the strategy `script`. A script that is already active
    /// stays active.
    ///
    /// # Errors
    /// When the replica does not exist.
    pub fn script(&mut self, replica: u32, script: Handle) -> Result<(), LabError> {
        if replica >= self.params.replicas {
            let count = self.params.replicas;
            let wrong = codes::not_found(replica, "replica", count);
            return Err(ErrorKind::ArgumentError.at("replica", wrong));
        }
        self.scripts.register(replica, script);
        Ok(())
    }

    /// Virtual time.
    pub fn now(&self) -> Ms {
        self.world.now().into()
    }

    /// How many events were handled.
    pub fn step_count(&self) -> u64 {
        self.world.step_count()
    }

    /// The time of the next event; none when the run is idle.
    pub fn next(&self) -> Option<Ms> {
        if self.idle() { None } else { self.due().map(Ms::from) }
    }

    /// Whether nothing is scheduled but the heartbeats of idle replicas.
    pub fn idle(&self) -> bool {
        self.recorded.is_empty() && self.world.is_idle()
    }

    /// The time of the next event, heartbeats included.
    pub(crate) fn due(&self) -> Option<Time> {
        let recorded = self.recorded.front().map(|applied| applied.at);
        let due = match (self.world.peek(), recorded) {
            (Some(due), Some(at)) => Some(due.min(at)),
            (due, at) => due.or(at),
        };
        due.map(|due| due.max(self.world.now()))
    }

    /// The SHA-256 of the trace so far, in hexadecimal digits.
    pub fn digest(&mut self) -> String {
        self.world.digest().map(|digest| crate::pbft::Digest(digest).to_string()).unwrap_or_default()
    }

    /// Handles the next event, unless the run is idle, and returns its record.
    pub fn step(&mut self) -> Option<TraceRecord> {
        if self.idle() {
            return None;
        }
        let step = self.force_step()?;
        self.occurrence(step)
    }

    /// Handles everything that is due within this span of virtual time. Calls `deadline_passed` before each event but the first and
    /// stops when it returns true.
    pub fn advance(&mut self, span: Ms, deadline_passed: &mut dyn FnMut() -> bool) -> Progress {
        self.run(self.limit(span), Stretch::from(self.step_count()), None, deadline_passed)
    }

    /// Runs until the goal is reached, at most for this span of virtual time, and until `deadline_passed` returns true.
    ///
    /// # Errors
    /// When the goal names something that does not exist.
    pub fn run_until(
        &mut self,
        goal: &Goal,
        limit: Ms,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<Progress, LabError> {
        let mut tracker = self.tracker(goal)?;
        Ok(self.run(self.limit(limit), Stretch::from(self.step_count()), Some(&mut tracker), deadline_passed))
    }

    /// Executes a command now. It is recorded, so that the run can be repeated. Commands recorded for later are removed, because the run
    /// is a different one from here on.
    ///
    /// # Errors
    /// When the command cannot be executed; then nothing has changed.
    pub fn command(&mut self, command: &Command) -> Result<TraceRecord, LabError> {
        let what = ErrorKind::CommandError;
        let engine = command.engine(&self.params, what, "")?;
        let engine = scripts::bind(&self.scripts, engine, command, what, "")?;
        let refuse = |error: sim::CommandError| {
            what.whole(api::field_of(&error, command), api::wrong_of_command(&error, &self.params))
        };
        let step = self.world.apply(engine).map_err(refuse)?;
        self.recorded.clear();
        self.after_step();
        let record = self.occurrence(step);
        record.ok_or_else(|| what.at("", codes::record_lost()))
    }

    /// A scenario that reproduces exactly this run so far, including commands scheduled or recorded for later.
    pub fn scenario(&self) -> Scenario {
        let by_hand = |applied: &Applied<Node>| {
            let command = Command::of(&applied.command, &self.params)?;
            Some(TimedCommand { at_ms: applied.at.into(), after_step: Some(applied.step), command })
        };
        let planned = self.scenario.commands.iter().filter(|timed| timed.after_step.is_none()).cloned();
        let given = self.world.applied().iter().filter(|applied| !applied.scheduled);
        let by_hand = given.chain(&self.recorded).filter_map(|applied| by_hand(applied));
        let commands = planned.chain(by_hand).collect();
        Scenario { commands, ..Scenario::clone(&self.scenario) }
    }

    /// The tracker of a goal, if the goal is valid for this cluster.
    pub(crate) fn tracker(&self, goal: &Goal) -> Result<Tracker, LabError> {
        goal.check(&self.params, ErrorKind::GoalError, "")?;
        Ok(Tracker::new(goal.clone()))
    }

    /// Whether the scenario's goal is reached; none when it has none.
    pub fn goal_reached(&mut self) -> Option<bool> {
        let mut goal = self.goal.take()?;
        let reached = goal.ask(&*self);
        self.goal = Some(goal);
        Some(reached)
    }

    pub(crate) fn limit(&self, span: Ms) -> Time {
        self.world.now().after(span.span()).min(Time(TIME_MAX_US - 1))
    }

    /// Handles what is due by `limit`, up to the end of a stretch of steps, until the goal is reached or the deadline has passed.
    pub(crate) fn run(
        &mut self,
        limit: Time,
        stretch: Stretch,
        mut goal: Option<&mut Tracker>,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Progress {
        let stopped = loop {
            let step = self.step_count();
            if goal.as_mut().is_some_and(|goal| goal.ask(&*self)) {
                break Stopped::Goal;
            }
            // Before the clock advances: a caller that asked for a number of steps expects the time of the last one.
            if step >= stretch.end {
                break Stopped::Steps;
            }
            // A goal may be a time, so the clock stops there too.
            let moment = goal.as_ref().and_then(|goal| goal.next_time(self.now()));
            let until = moment.map_or(limit, |moment| limit.min(moment.time()));
            // One step may take long, so the deadline is checked after each. Finding the next event is a search, so it comes
            // last.
            if step > stretch.first && deadline_passed() && self.due().is_some_and(|due| due <= until) {
                break Stopped::WallTime;
            }
            if self.step_by(until).is_some() || until < limit {
                continue;
            }
            break match goal.as_mut().is_some_and(|goal| goal.ask(&*self)) {
                true => Stopped::Goal,
                false if self.idle() => Stopped::Idle,
                false => Stopped::Time,
            };
        };
        let (now_ms, step_count) = (self.now(), self.step_count());
        Progress { now_ms, step_count, steps: step_count - stretch.first, stopped, idle: self.idle() }
    }

    /// Handles the next event, heartbeats included, if any is scheduled. The clock advances exactly to its time, and not at all
    /// if nothing is scheduled. Replays use this to reach a known step even if the run was idle before it.
    pub fn force_step(&mut self) -> Option<Step> {
        self.step_by(self.due()?)
    }

    /// Handles the next event if it is due by `limit`, and recorded commands at their recorded steps.
    fn step_by(&mut self, limit: Time) -> Option<Step> {
        self.wait(limit);
        let is_ready = |applied: &Rc<Applied<Node>>| {
            let due = self.world.peek();
            let turn = applied.step <= self.world.step_count() && due.is_none_or(|due| applied.at <= due);
            (turn || due.is_none()) && applied.at <= limit
        };
        let step = match self.recorded.pop_front_if(|applied| is_ready(applied)) {
            Some(applied) => Some(self.world.replay(&applied)),
            None => self.world.step_until(limit),
        };
        if step.is_some() {
            self.after_step();
        }
        step
    }

    fn after_step(&mut self) {
        self.keep_violation_contexts();
        self.count_script_errors();
        self.note();
        if self.goal.as_ref().is_some_and(Tracker::remembers) {
            self.goal_reached();
        }
    }

    pub(crate) fn occurrence(&self, step: Step) -> Option<TraceRecord> {
        let record = self.world.trace().record(step.first)?;
        api::record_of(&record, self.world.trace(), &self.params)
    }
}
