//! Restart: the start of the run without the commands given by hand. The branches that have them are kept.

use std::rc::Rc;

use super::History;
use crate::byzantine::node::Node;
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::process::Time;
use crate::run::session::Session;
use crate::scenario::command::Command;
use crate::scenario::{Scenario, TimedCommand};
use crate::sim::{Applied, BranchId};
use crate::units::Ms;

type Recorded = Rc<Applied<Node>>;

impl History {
    /// Goes to the start of the run as it was opened, or as this scenario begins it. It switches to a branch without other commands if
    /// there is one, and forks a new branch otherwise. All other branches are kept. Returns false, and moves nothing, when the scenario
    /// does not begin this run: it has another cluster, another network or other scheduled commands.
    ///
    /// # Errors
    /// If the scenario is invalid, or there are as many branches as the limit allows.
    pub fn restart(&mut self, scenario: Option<Scenario>) -> Result<bool, LabError> {
        let opened = self.present.scenario();
        if scenario.as_ref().is_some_and(|scenario| beginning(scenario) != beginning(&opened)) {
            return Ok(false);
        }
        self.keep_commands();
        let start = self.nearest(BranchId(0), 0);
        let recorded: Vec<Recorded> = match scenario {
            Some(scenario) => {
                let fresh = Session::open_with(scenario, self.present.scripts().clone())?;
                fresh.recorded().cloned().collect()
            }
            None => self.opened.clone(),
        };
        let wanted = self.worded(&recorded);
        let same = self.branches.iter().map(|(id, _)| id);
        let same = same.filter(|id| self.worded(&self.branches.commands(*id, 0)) == wanted).last();
        match same {
            Some(branch) if branch == self.branches.present() => {}
            Some(branch) => self.branches.turn_to(branch),
            None => self.begin_branch(&start)?,
        }
        let mut start = start;
        start.record(recorded);
        self.set_present(start);
        if same.is_none() {
            self.keep_commands();
        }
        self.snapshots.fold(&self.branches);
        Ok(true)
    }

    fn begin_branch(&mut self, start: &Session) -> Result<(), LabError> {
        let limit = self.snapshots.limits().branches_max;
        if self.branches.count() >= limit {
            return Err(ErrorKind::CommandError.at("", codes::too_many_branches(limit)));
        }
        self.branches.fork(start.place());
        Ok(())
    }

    /// Commands as the user gave them, with their times.
    fn worded(&self, commands: &[Recorded]) -> Vec<(Time, u64, Option<Command>)> {
        commands.iter().map(|applied| (applied.at, applied.step, self.present.wording(applied))).collect()
    }
}

/// The parts of a scenario that determine a run without commands given by hand.
fn beginning(scenario: &Scenario) -> impl PartialEq {
    let planned = scenario.commands.iter().filter(|timed| timed.after_step.is_none());
    let planned = planned.map(|TimedCommand { at_ms, command, .. }| (*at_ms, command.clone()));
    let planned: Vec<(Ms, Command)> = planned.collect();
    (scenario.cluster.clone(), scenario.network.clone(), planned)
}
