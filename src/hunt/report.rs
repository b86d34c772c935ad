//! Report of a hunt for callers in JavaScript: plain data, and a search that works in slices.

use serde::Serialize;

use super::coverage::Coverage;
use super::execution::ViolationKey;
use super::shrink::Shrink;
use super::{Finding, Hunt, HuntTask, scenario_of};
use crate::checks::invariants::number_of;
use crate::error::LabError;
use crate::scenario::Scenario;
use crate::units::Ms;

/// The state of a hunt.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HuntProgress {
    /// The number of executions so far.
    pub executions: u64,
    /// The number of events in them.
    pub steps: u64,
    /// Whether no execution is left, or the budget of events is spent.
    pub over: bool,
    /// What the executions touched.
    pub coverage: Coverage,
    /// The last violation that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<HuntFinding>,
}

/// A violation that a hunt found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HuntFinding {
    /// The number of the execution.
    pub execution: u64,
    /// The seed of the execution: the seed of the task plus its number.
    pub seed: String,
    /// The scheduler that drew it.
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"random\" | \"views\" | \"twins\" | \"small-scope\" | \"pct\"")
    )]
    pub scheduler: &'static str,
    /// The number of the invariant, such as `I1`.
    pub id: &'static str,
    /// The name of the invariant, such as `agreement`. Shrinking never changes it.
    pub property: &'static str,
    /// The stable name of the kind of violation, such as `other-batch`.
    pub code: &'static str,
    /// An English sentence about what happened.
    pub sentence: String,
    /// Whether more replicas are Byzantine than this invariant tolerates.
    pub beyond_f: bool,
    /// When it happens in the scenario.
    pub at_ms: Ms,
    /// The scenario, as small as it is now: it has a caption for each action, and the violation is its goal.
    pub scenario: Scenario,
    /// The number of commands of the scenario before shrinking.
    pub commands_before: usize,
    /// The number of commands now.
    pub commands_after: usize,
    /// The number of actions before shrinking: requests, faults and lies. One may need several commands.
    pub actions_before: usize,
    /// The number of actions now.
    pub actions_after: usize,
    /// The number of smaller scenarios that shrinking has tried.
    pub tried: u64,
    /// Whether shrinking is over: without any of its actions, the scenario holds.
    pub minimal: bool,
}

/// A hunt that works in slices: it searches up to a violation, and shrinks it.
#[derive(Clone, Debug)]
pub struct Search {
    hunt: Hunt,
    found: Option<(Finding, Shrink)>,
}

impl Search {
    /// A search before its first execution.
    pub fn new(task: HuntTask) -> Search {
        Search { hunt: Hunt::new(task), found: None }
    }

    /// Whether a finding is to be shrunk.
    pub fn shrinks(&self) -> bool {
        self.hunt.task().shrink
    }

    /// Makes executions until one violates an invariant, the hunt is over, or `deadline_passed` returns true; at least one. A finding is
    /// replaced by the next one.
    ///
    /// # Errors
    /// If a schedule makes no valid scenario.
    pub fn search(&mut self, deadline_passed: &mut dyn FnMut() -> bool) -> Result<(), LabError> {
        while !self.hunt.is_over() {
            if let Some(finding) = self.hunt.step()? {
                let shrink = Shrink::new(&finding);
                self.found = Some((finding, shrink));
                break;
            }
            if deadline_passed() {
                break;
            }
        }
        Ok(())
    }

    /// Tries smaller scenarios until one violates the same invariant, none is left, or `deadline_passed` returns true; at least one.
    ///
    /// # Errors
    /// If a schedule makes no valid scenario.
    pub fn shrink(&mut self, deadline_passed: &mut dyn FnMut() -> bool) -> Result<(), LabError> {
        let Some((_, shrink)) = &mut self.found else { return Ok(()) };
        while !shrink.is_done() && !shrink.step()? && !deadline_passed() {}
        Ok(())
    }

    /// Whether there is a finding that can still become smaller.
    pub fn can_shrink(&self) -> bool {
        self.found.as_ref().is_some_and(|(_, shrink)| !shrink.is_done())
    }

    /// Whether there is a finding.
    pub fn has_found(&self) -> bool {
        self.found.is_some()
    }

    /// Whether no execution is left.
    pub fn is_over(&self) -> bool {
        self.hunt.is_over()
    }

    /// The state.
    ///
    /// # Errors
    /// A mistake in a file of texts; a test reads them all.
    pub fn progress(&self) -> Result<HuntProgress, LabError> {
        let found = self.found.as_ref().map(|(finding, shrink)| report(finding, shrink)).transpose()?;
        Ok(HuntProgress {
            executions: self.hunt.executions(),
            steps: self.hunt.steps(),
            over: self.hunt.is_over(),
            coverage: self.hunt.coverage().clone(),
            found,
        })
    }
}

fn report(finding: &Finding, shrink: &Shrink) -> Result<HuntFinding, LabError> {
    let (schedule, hit) = (shrink.schedule(), shrink.hit());
    let ViolationKey { property, beyond_f } = hit.violation;
    let scenario = scenario_of(finding, schedule, hit)?;
    Ok(HuntFinding {
        execution: finding.execution,
        seed: finding.seed.to_string(),
        scheduler: finding.scheduler.name(),
        id: number_of(property),
        property,
        code: hit.code,
        sentence: hit.sentence.clone(),
        beyond_f,
        at_ms: hit.at,
        commands_before: finding.schedule.commands().len(),
        commands_after: scenario.commands.len(),
        actions_before: finding.schedule.actions.len(),
        actions_after: schedule.actions.len(),
        tried: shrink.tried(),
        minimal: shrink.is_done(),
        scenario,
    })
}
