//! Hunt: many executions with random faults and adversaries, all safety oracles watching, and the shrinking of what they find.
//!
//! A seed determines an execution, so a hunt splits over threads, workers or machines by ranges of seeds alone, and every part gives the
//! same findings wherever it runs.
//!
//! | file | content |
//! |---|---|
//! | `task` | what to search, and how long |
//! | [`draw`] | schedulers: from a seed to a schedule |
//! | [`schedule`] | a run as actions that can be removed one by one |
//! | `execution` | the execution of a schedule up to a violation |
//! | `settling` | what a hunt for liveness judges after the faults |
//! | `coverage` | which views, phases and invariants the executions touched |
//! | [`shrink`] | from a schedule that breaks an invariant to a smallest one |
//! | `captions` | the scenario of a finding, with texts that say what each command does |
//! | [`report`] | a search in slices, with its state as plain data |

mod captions;
mod coverage;
pub mod draw;
mod execution;
pub mod report;
pub mod schedule;
mod settling;
pub mod shrink;
mod task;
#[cfg(test)]
mod tests;

pub use captions::scenario_of;
pub use coverage::{Coverage, Milestone, Touched};
pub use draw::Scheduler;
pub use execution::{Execution, Hit, ViolationKey, execute};
pub use task::HuntTask;

use schedule::Schedule;

use crate::error::LabError;

/// A hunt: its executions so far.
#[derive(Clone, Debug)]
pub struct Hunt {
    task: HuntTask,
    executions: u64,
    steps: u64,
    coverage: Coverage,
}

/// An execution that violated an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The number of the execution.
    pub execution: u64,
    /// Its seed.
    pub seed: u64,
    /// The scheduler that drew it.
    pub scheduler: Scheduler,
    /// The schedule.
    pub schedule: Schedule,
    /// The violation.
    pub hit: Hit,
}

impl Hunt {
    /// A hunt before its first execution.
    pub fn new(task: HuntTask) -> Hunt {
        Hunt { task, executions: 0, steps: 0, coverage: Coverage::default() }
    }

    /// The task.
    pub fn task(&self) -> &HuntTask {
        &self.task
    }

    /// The number of executions so far.
    pub fn executions(&self) -> u64 {
        self.executions
    }

    /// The number of events of all executions so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// What they touched.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether no execution is left, or the budget of events is spent.
    pub fn is_over(&self) -> bool {
        self.executions >= self.task.executions || self.task.steps.is_some_and(|steps| self.steps >= steps)
    }

    /// Makes the next execution, unless the hunt is over, and returns its violation if it has one that matters.
    ///
    /// # Errors
    /// If the schedule makes no valid scenario.
    pub fn step(&mut self) -> Result<Option<Finding>, LabError> {
        if self.is_over() {
            return Ok(None);
        }
        let number = self.task.first.saturating_add(self.executions);
        let Some((scheduler, schedule)) = draw_of(&self.task, number) else { return Ok(None) };
        let execution = execute(&schedule, |violation| self.task.matters(violation.property))?;
        self.executions += 1;
        self.steps = self.steps.saturating_add(execution.steps);
        self.coverage.add(&schedule, &execution);
        let seed = self.task.seed_of(number);
        let finding = |hit| Finding { execution: number, seed, scheduler, schedule, hit };
        Ok(execution.hit.map(finding))
    }
}

/// The schedule of an execution.
fn draw_of(task: &HuntTask, execution: u64) -> Option<(Scheduler, Schedule)> {
    let seed = task.seed_of(execution);
    let (scheduler, cluster, network) = task.setting(seed)?;
    let schedule = scheduler.draw(cluster, network, seed, task.faulty);
    let settles = task.liveness.then(|| settling::bound(&schedule));
    Some((*scheduler, Schedule { settles, ..schedule }))
}
