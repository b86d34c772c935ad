//! Coverage of a hunt: how many executions reached which views, phases and invariants, and what the schedules did.

use std::collections::BTreeMap;

use serde::Serialize;

use super::execution::Execution;
use super::schedule::{Action, Schedule};
use crate::checks::invariants::{AppliesFrom, INVARIANTS};
use crate::pbft::Event;

/// Later views are counted as this one.
const VIEW_MAX: u64 = 9;

/// Something that happens at a correct or a faulty node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Milestone {
    /// A replica has a PRE-PREPARE.
    PrePrepared,
    /// A replica has a prepared certificate.
    Prepared,
    /// A replica has a commit certificate.
    Committed,
    /// A replica executed a batch.
    Executed,
    /// A client accepted a result.
    Answered,
    /// A replica took a checkpoint.
    Checkpoint,
    /// A checkpoint became stable.
    Stable,
    /// A replica left its view.
    ViewChange,
    /// A replica installed a transferred state.
    StateTransferred,
    /// A replica restarted after a crash.
    Restarted,
    /// A replica entered a view.
    View(u64),
}

/// The milestones that are no views, with their names.
const PHASES: [(Milestone, &str); 10] = [
    (Milestone::PrePrepared, "pre-prepared"),
    (Milestone::Prepared, "prepared"),
    (Milestone::Committed, "committed-local"),
    (Milestone::Executed, "executed"),
    (Milestone::Answered, "answered"),
    (Milestone::Checkpoint, "checkpoint"),
    (Milestone::Stable, "stable"),
    (Milestone::ViewChange, "view-change"),
    (Milestone::StateTransferred, "state-transferred"),
    (Milestone::Restarted, "restarted"),
];

impl Milestone {
    /// The milestone of an event.
    pub fn of(event: &Event) -> Option<Milestone> {
        Some(match event {
            Event::PrePrepared(_) => Milestone::PrePrepared,
            Event::Prepared(_) => Milestone::Prepared,
            Event::CommittedLocal(_) => Milestone::Committed,
            Event::Executed(_) => Milestone::Executed,
            Event::ResultAccepted { .. } => Milestone::Answered,
            Event::CheckpointTaken { .. } => Milestone::Checkpoint,
            Event::Stable { .. } => Milestone::Stable,
            Event::ViewChangeStarted { .. } => Milestone::ViewChange,
            Event::StateTransferred { .. } => Milestone::StateTransferred,
            Event::Restarted { .. } => Milestone::Restarted,
            Event::ViewEntered { view, .. } => Milestone::View(view.0),
            _ => return None,
        })
    }

    fn bit(self) -> u32 {
        match self {
            Milestone::View(view) => 1 << (16 + view.min(VIEW_MAX)),
            phase => {
                PHASES.iter().zip(0..).find(|((known, _), _)| *known == phase).map_or(0, |(_, bit)| 1 << bit)
            }
        }
    }
}

/// The milestones of one execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched(u32);

impl Touched {
    /// Adds a milestone.
    pub fn add(&mut self, milestone: Milestone) {
        self.0 |= milestone.bit();
    }

    /// Whether the milestone was reached.
    pub fn has(self, milestone: Milestone) -> bool {
        self.0 & milestone.bit() != 0
    }

    /// The latest view that a replica entered; [`VIEW_MAX`] for later ones.
    fn view(self) -> u64 {
        (1..=VIEW_MAX).rev().find(|view| self.has(Milestone::View(*view))).unwrap_or(0)
    }

    fn judges(self, from: AppliesFrom) -> bool {
        match from {
            AppliesFrom::Begun => true,
            AppliesFrom::Ordered => self.has(Milestone::PrePrepared),
            AppliesFrom::Executed => self.has(Milestone::Executed),
            AppliesFrom::Answered => self.has(Milestone::Answered),
            AppliesFrom::Checkpoint => self.has(Milestone::Checkpoint),
            AppliesFrom::ViewChange => self.has(Milestone::ViewChange),
            AppliesFrom::AfterFaults => false,
        }
    }
}

/// Numbers of executions, by what they touched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Coverage {
    /// By the latest view that a replica entered. Views above 9 are counted as 9.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub views: BTreeMap<u64, u64>,
    /// By the phase or event that they reached, such as `prepared`, `view-change` or `stable`.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub phases: BTreeMap<&'static str, u64>,
    /// By the invariant that applied. An invariant about view changes applies only after the first VIEW-CHANGE.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub invariants: BTreeMap<&'static str, u64>,
    /// By what their schedules did: `cut`, `crash`, `timeout`, `twin`, ..., and each strategy by its name.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Record<string, number>"))]
    pub actions: BTreeMap<String, u64>,
}

impl Coverage {
    /// Adds an execution.
    pub fn add(&mut self, schedule: &Schedule, execution: &Execution) {
        let touched = execution.touched;
        *self.views.entry(touched.view()).or_default() += 1;
        for (_, name) in PHASES.iter().filter(|(phase, _)| touched.has(*phase)) {
            *self.phases.entry(*name).or_default() += 1;
        }
        for (_, name, _) in INVARIANTS.iter().filter(|(_, _, from)| touched.judges(*from)) {
            *self.invariants.entry(*name).or_default() += 1;
        }
        let mut names: Vec<&str> = schedule.actions.iter().flat_map(|timed| names(&timed.action)).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            *self.actions.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Adds the numbers of another part of the hunt.
    pub fn join(&mut self, other: &Coverage) {
        add_each(&mut self.views, &other.views);
        add_each(&mut self.phases, &other.phases);
        add_each(&mut self.invariants, &other.invariants);
        add_each(&mut self.actions, &other.actions);
    }
}

fn add_each<K: Ord + Clone>(sum: &mut BTreeMap<K, u64>, other: &BTreeMap<K, u64>) {
    for (key, number) in other {
        *sum.entry(key.clone()).or_default() += number;
    }
}

/// The name of an action, and those of its strategies.
fn names(action: &Action) -> Vec<&str> {
    let strategies = match action {
        Action::Behave { strategies, .. } => strategies.as_slice(),
        _ => &[],
    };
    let named = strategies.iter().map(|strategy| strategy.name.as_str());
    [action.name()].into_iter().chain(named).collect()
}
