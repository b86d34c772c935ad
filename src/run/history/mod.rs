//! History: a run with its past and its branches. Seek to any step, fork, switch.
//!
//! A run is determined by its scenario and the commands given during it. So a step is reached again by restoring a snapshot and
//! applying the same commands at the same steps; its trace digest is the same each time. Advancing from a past step replays the known
//! steps. A command given there forks a branch, and the branch that was known does not change.

mod compare;
mod divergence;
mod link;
mod restart;

use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use crate::api::{Branch, HistorySize, Progress, Stopped, TraceRecord};
use crate::byzantine::node::Node;
use crate::byzantine::script::Scripts;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::process::Time;
use crate::run::session::{STEPS_MAX, Session, Stretch};
use crate::scenario::Scenario;
use crate::scenario::command::Command;
use crate::scenario::goal::{Goal, Tracker};
use crate::sim::{self, Applied, BranchId, Branches, HistoryLimits, Snapshots};
use crate::units::Ms;

use divergence::Divergence;
use link::Destination;

/// The number of records that the present state discards before the snapshots discard them too. Snapshots contain at most this
/// number of extra records.
const SHED_EVERY: u64 = 8192;

/// A run that can be rewound. Dereferences to the present [`Session`] for everything that only reads. Methods that move the run are
/// methods of the history, under the same names.
#[derive(Clone)]
pub struct History {
    present: Session,
    branches: Branches<Node>,
    snapshots: Snapshots<Session>,
    /// How many of the oldest records every snapshot has discarded.
    shed: u64,
    divergence: Divergence,
    /// The commands that were recorded for later when the run was opened.
    opened: Vec<Rc<Applied<Node>>>,
    /// The step of the link that the run was opened from, until the run has reached it.
    destination: Option<Destination>,
    /// States of branches that a comparison has been replayed up to.
    ahead: Vec<(BranchId, Session)>,
}

impl Deref for History {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.present
    }
}

impl DerefMut for History {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.present
    }
}

impl History {
    /// Opens a run.
    ///
    /// # Errors
    /// The first mistake of the scenario.
    pub fn open(scenario: Scenario) -> Result<History, LabError> {
        Session::open(scenario).map(History::new)
    }

    /// Opens a run in which replicas may follow these scripts.
    ///
    /// # Errors
    /// The first mistake of the scenario, or a script that it needs and that is missing.
    pub fn open_with(scenario: Scenario, scripts: Scripts) -> Result<History, LabError> {
        Session::open_with(scenario, scripts).map(History::new)
    }

    /// The history of a run that has just been opened.
    pub fn new(mut start: Session) -> History {
        // Records hashed before a snapshot is taken need not be hashed again after it.
        start.digest();
        let weight = start.weight();
        let opened: Vec<_> = start.recorded().cloned().collect();
        History {
            branches: Branches::new(opened.clone(), start.place().records),
            snapshots: Snapshots::new(HistoryLimits::default(), start.clone(), weight),
            present: start,
            shed: 0,
            divergence: Divergence::default(),
            opened,
            destination: None,
            ahead: Vec::new(),
        }
    }

    /// Sets how much of the past is kept.
    pub fn limit(&mut self, limits: HistoryLimits) {
        self.snapshots.limit(limits);
    }

    /// The size of the kept history.
    pub fn size(&self) -> HistorySize {
        HistorySize {
            snapshots: u32::try_from(self.snapshots.count()).unwrap_or(u32::MAX),
            spacing: self.snapshots.spacing(),
            bytes: self.snapshots.bytes(),
        }
    }

    /// The last known step of the present branch.
    pub fn last_step(&self) -> u64 {
        self.branches.end().step
    }

    /// The time of the last known step of the present branch.
    pub fn last_ms(&self) -> Ms {
        self.branches.end().at.into()
    }

    /// The number of the present branch.
    pub fn branch(&self) -> u32 {
        self.branches.present().0
    }

    /// Handles the next event, if anything is scheduled, and returns its record.
    pub fn step(&mut self) -> Option<TraceRecord> {
        // A known step is replayed even where the run was idle before it.
        let record = match self.present.step_count() < self.last_step() {
            true => self.present.force_step().and_then(|step| self.present.occurrence(step)),
            false => self.present.step(),
        };
        self.arrive();
        record
    }

    /// Handles everything that is due within this span of virtual time; see [`Session::advance`].
    pub fn advance(&mut self, span: Ms, deadline_passed: &mut dyn FnMut() -> bool) -> Progress {
        self.advance_within(span, STEPS_MAX, deadline_passed)
    }

    /// The same with a limit on the number of events, at most two million. Unlike a deadline it ends the call at the same event on every
    /// machine.
    pub fn advance_within(
        &mut self,
        span: Ms,
        steps: u64,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Progress {
        self.run(self.present.limit(span), steps, None, deadline_passed)
    }

    /// Runs until the goal is reached, at most for this span of virtual time; see [`Session::run_until`].
    ///
    /// # Errors
    /// When the goal names something that does not exist.
    pub fn run_until(
        &mut self,
        goal: &Goal,
        limit: Ms,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<Progress, LabError> {
        self.run_until_within(goal, limit, STEPS_MAX, deadline_passed)
    }

    /// The same with a limit on the number of events, as for [`advance_within`](History::advance_within).
    ///
    /// # Errors
    /// When the goal names something that does not exist.
    pub fn run_until_within(
        &mut self,
        goal: &Goal,
        limit: Ms,
        steps: u64,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<Progress, LabError> {
        let mut tracker = self.present.tracker(goal)?;
        Ok(self.run(self.present.limit(limit), steps, Some(&mut tracker), deadline_passed))
    }

    /// Executes a command now. It forks a branch at a past step, and also if other commands are recorded for later.
    ///
    /// # Errors
    /// If the command cannot be executed. Then nothing has changed.
    pub fn command(&mut self, command: &Command) -> Result<TraceRecord, LabError> {
        let fork = self.present.place();
        let is_past = fork.step < self.last_step() || self.present.recorded().len() > 0;
        let limit = self.snapshots.limits().branches_max;
        if is_past && self.branches.count() >= limit {
            return Err(ErrorKind::CommandError.at("", codes::too_many_branches(limit)));
        }
        self.keep_commands();
        self.ahead.clear();
        let record = self.present.command(command)?;
        if is_past {
            self.branches.fork(fork);
            self.snapshots.fold(&self.branches);
        }
        self.arrive();
        Ok(record)
    }

    /// Goes to a step of the present branch, forward or back. Steps beyond the known ones are executed for the first time, at most two
    /// million and until nothing is scheduled.
    pub fn seek(&mut self, step: u64) {
        self.seek_within(step, &mut || false);
    }

    /// The same with a deadline: it calls `deadline_passed` before each step except the first, and stops when that returns
    /// true. The same call continues.
    pub fn seek_within(&mut self, step: u64, deadline_passed: &mut dyn FnMut() -> bool) -> Progress {
        self.keep_commands();
        let step = step.min(self.last_step().saturating_add(STEPS_MAX));
        let (branch, here) = (self.branches.present(), self.present.step_count());
        let nearest = self.snapshots.nearest(self.branches.way(branch, step));
        let is_on_the_way = here < step && nearest.is_none_or(|(step, _)| step <= here);
        if !is_on_the_way {
            let state = self.nearest(branch, step);
            self.set_present(state);
        }
        let from = self.present.step_count();
        let stopped = loop {
            let done = self.present.step_count() - from;
            if self.present.step_count() >= step {
                break Stopped::Steps;
            }
            if done > 0 && deadline_passed() && self.present.due().is_some() {
                break Stopped::WallTime;
            }
            if self.present.force_step().is_none() {
                break Stopped::Idle;
            }
            self.arrive();
        };
        let step_count = self.present.step_count();
        let (now_ms, idle) = (self.present.now(), self.present.idle());
        Progress { now_ms, step_count, steps: step_count - from, stopped, idle }
    }

    /// All branches, in the order in which they were forked.
    pub fn branches(&mut self) -> Vec<Branch> {
        self.keep_commands();
        let present = self.branches.present();
        let view = |(id, branch): (BranchId, &sim::Branch<Node>)| Branch {
            id: id.0,
            parent: branch.parent.map(|parent| parent.0),
            forked_at: branch.fork.step,
            forked_at_ms: branch.fork.at.into(),
            last_step: branch.end.step,
            last_ms: branch.end.at.into(),
            present: id == present,
            commands: u32::try_from(branch.given.len()).unwrap_or(u32::MAX),
            first_command: branch.given.first().and_then(|applied| self.present.wording(applied)),
        };
        self.branches.iter().map(view).collect()
    }

    /// Goes to the last known step of a branch.
    ///
    /// # Errors
    /// When the branch does not exist.
    pub fn switch_to(&mut self, branch: u64) -> Result<(), LabError> {
        self.switch_to_within(branch, &mut || false)?;
        Ok(())
    }

    /// The same with a deadline, as for [`seek_within`](History::seek_within). When it stops early, the run is on that branch, and the
    /// same call continues to its end.
    ///
    /// # Errors
    /// When the branch does not exist.
    pub fn switch_to_within(
        &mut self,
        branch: u64,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<Progress, LabError> {
        let (id, step) = self.find(branch, "branch")?;
        self.keep_commands();
        if id != self.branches.present() {
            self.branches.turn_to(id);
            let state = self.nearest(id, step);
            self.set_present(state);
            self.snapshots.fold(&self.branches);
        }
        Ok(self.seek_within(step, deadline_passed))
    }

    fn find(&self, branch: u64, field: &str) -> Result<(BranchId, u64), LabError> {
        let id = u32::try_from(branch).ok().map(BranchId);
        let found = id.and_then(|id| Some((id, self.branches.get(id)?.end.step)));
        found.ok_or_else(|| {
            let count = self.branches.count();
            ErrorKind::ArgumentError.at(field, codes::not_found(branch, "branch", count))
        })
    }

    fn run(
        &mut self,
        limit: Time,
        steps: u64,
        mut goal: Option<&mut Tracker>,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Progress {
        let whole = Stretch::of(self.present.step_count(), steps);
        loop {
            let step = self.present.step_count();
            // At most to the next snapshot, and not so far that too many old records are kept.
            let end = whole.end.min(step + self.snapshots.until_next(step).min(SHED_EVERY));
            let progress =
                self.present.run(limit, Stretch { end, ..whole }, goal.as_deref_mut(), deadline_passed);
            self.arrive();
            if progress.stopped != Stopped::Steps || progress.step_count >= whole.end {
                return progress;
            }
        }
    }

    /// Notes the step that the run has reached, and takes a snapshot when one is due.
    fn arrive(&mut self) {
        let place = self.present.place();
        self.branches.reach(place);
        self.check_divergence();
        if self.snapshots.until_next(place.step) == self.snapshots.spacing() {
            let owner = self.branches.owner(self.branches.present(), place.step);
            if self.snapshots.wants(owner, place.step) {
                self.present.digest();
                let weight = self.present.weight();
                self.snapshots.keep(owner, place.step, self.present.clone(), weight);
            }
        }
        let discarded = self.present.discarded();
        if place.step == self.last_step() && discarded >= self.shed + SHED_EVERY {
            self.shed = discarded;
            self.snapshots.shed(&self.branches, discarded, Session::forget_before);
        }
    }

    /// Saves the commands of the present branch. They are complete only at the end of the branch, so this runs before leaving it.
    fn keep_commands(&mut self) {
        if self.present.step_count() >= self.last_step() {
            let pending = self.present.recorded().cloned().collect();
            self.branches.keep(self.present.given(), pending);
        }
    }

    /// The state at the last snapshot before a step of a branch, with the later commands of that branch.
    fn nearest(&self, branch: BranchId, step: u64) -> Session {
        let Some((from, snapshot)) = self.snapshots.nearest(self.branches.way(branch, step)) else {
            // The snapshot at the start is never discarded.
            return self.present.clone();
        };
        let mut state = snapshot.clone();
        state.record(self.branches.commands(branch, from));
        state
    }

    /// Replays a branch from a state to a step, until the deadline. Returns whether it reached the step or the end of the run.
    /// Steps beyond the known ones are executed but not recorded, because a command may still change them.
    fn play_on(
        &mut self,
        state: &mut Session,
        branch: BranchId,
        step: u64,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> bool {
        let end = self.branches.get(branch).map_or(0, |branch| branch.end.step);
        let from = state.step_count();
        while state.step_count() < step {
            if state.step_count() > from && deadline_passed() && state.due().is_some() {
                return false;
            }
            if state.force_step().is_none() {
                return true;
            }
            let at = state.step_count();
            let owner = self.branches.owner(branch, at);
            if at <= end && self.snapshots.wants(owner, at) {
                state.digest();
                self.snapshots.keep(owner, at, state.clone(), state.weight());
            }
        }
        true
    }
}
