//! Goals: the end of a `runUntil`, the aim of a scene, the solution of an exercise.

use serde::Serialize;

use crate::checks::invariants::{INVARIANTS, number_of};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::pbft::ProtocolParams;
#[cfg(test)]
use crate::scenario::read::ANY_BYTES_MAX;
use crate::units::Ms;

/// A condition on a run. Exactly one of the fields is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub enum Goal {
    /// A client has accepted at least `count` results.
    Answered {
        /// The client's number.
        client: u32,
        /// How many results.
        count: u64,
    },
    /// Some replica has executed this sequence number.
    ExecutedAtLeast(u64),
    /// At some replica this checkpoint, or a later one, is stable.
    StableAtLeast(u64),
    /// Some replica is active in this view or a later one.
    ViewAtLeast(u64),
    /// At one replica, a sequence number is in this phase or a later one.
    Phase {
        /// The replica.
        replica: u32,
        /// The sequence number.
        seq: u64,
        /// The phase.
        at_least: Phase,
    },
    /// At one replica, the executed requests gave a key this value.
    Stored {
        /// The replica.
        replica: u32,
        /// The key.
        #[cfg_attr(test, schemars(length(max = ANY_BYTES_MAX)))]
        key: String,
        /// The value.
        #[cfg_attr(test, schemars(length(max = ANY_BYTES_MAX)))]
        value: String,
    },
    /// So much virtual time has passed since the start of the run.
    TimeAtLeastMs(Ms),
    /// An invariant is violated: its name, such as `agreement`, or `any`.
    Violation(#[cfg_attr(test, schemars(length(max = ANY_BYTES_MAX)))] String),
    /// An invariant has not been violated so far: its name, such as `agreement`, or `all`.
    Holds(#[cfg_attr(test, schemars(length(max = ANY_BYTES_MAX)))] String),
    /// Signed statements prove that this node is guilty; replica `i` is node `i`, client `c` is node `n + c`.
    Proven(u32),
    /// The inner goal was true at some step.
    Reached(Box<Goal>),
    /// The inner goal is not true now.
    Not(Box<Goal>),
    /// All of these are true.
    All(#[cfg_attr(test, schemars(length(max = GOALS_MAX)))] Vec<Goal>),
    /// At least one of these is true.
    Any(#[cfg_attr(test, schemars(length(max = GOALS_MAX)))] Vec<Goal>),
}

/// How far a sequence number got at a replica.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Phase {
    /// Votes may be there, but not the PRE-PREPARE of this view, or not its batch.
    #[cfg_attr(test, schemars(skip))]
    Empty,
    /// The assignment and its batch are known.
    PrePrepared,
    /// A quorum agrees to the assignment.
    Prepared,
    /// A quorum has prepared.
    CommittedLocal,
    /// The batch is executed.
    Executed,
}

/// How many goals may be joined and nested: each is asked after every step. There is room for one about each of a hundred clients,
/// beside others.
pub(crate) const GOALS_MAX: usize = 200;

/// What a goal asks about a run.
pub(crate) trait Facts {
    /// How many results a client has accepted.
    fn answered(&self, client: u32) -> u64;
    /// The highest number that any replica has executed.
    fn last_executed(&self) -> u64;
    /// The highest stable checkpoint of any replica.
    fn last_stable(&self) -> u64;
    /// The latest view in which any replica is active.
    fn last_view(&self) -> u64;
    /// How far a number has come at a replica.
    fn phase(&self, replica: u32, seq: u64) -> Phase;
    /// Whether a key has this value at a replica.
    fn stored(&self, replica: u32, key: &str, value: &str) -> bool;
    /// Virtual time.
    fn now(&self) -> Ms;
    /// Whether a property is violated.
    fn violated(&self, property: &str) -> bool;
    /// Whether any property is violated.
    fn any_violated(&self) -> bool;
    /// Whether a node's guilt is proven.
    fn proven(&self, node: u32) -> bool;
}

/// A goal on its way: it remembers what was reached.
#[derive(Clone, Debug)]
pub(crate) struct Tracker {
    goal: Goal,
    /// One flag for each [`Goal::Reached`], in the order in which they are met.
    reached: Vec<bool>,
}

impl Tracker {
    pub(crate) fn new(goal: Goal) -> Tracker {
        let reached = vec![false; goal.count(&|goal| matches!(goal, Goal::Reached(_)))];
        Tracker { goal, reached }
    }

    /// Whether asking after every step makes a difference.
    pub(crate) fn remembers(&self) -> bool {
        !self.reached.is_empty()
    }

    /// The next moment that the goal speaks of.
    pub(crate) fn next_time(&self, now: Ms) -> Option<Ms> {
        self.goal.next_time(now)
    }

    /// Whether the goal is true now.
    pub(crate) fn ask(&mut self, facts: &impl Facts) -> bool {
        ask(&self.goal, facts, &mut self.reached.iter_mut())
    }
}

/// Every part is asked, also where the answer is known already: parts remember.
fn ask<'a>(goal: &Goal, facts: &impl Facts, reached: &mut impl Iterator<Item = &'a mut bool>) -> bool {
    match goal {
        Goal::Answered { client, count } => facts.answered(*client) >= *count,
        Goal::ExecutedAtLeast(seq) => facts.last_executed() >= *seq,
        Goal::StableAtLeast(seq) => facts.last_stable() >= *seq,
        Goal::ViewAtLeast(view) => facts.last_view() >= *view,
        Goal::Phase { replica, seq, at_least } => facts.phase(*replica, *seq) >= *at_least,
        Goal::Stored { replica, key, value } => facts.stored(*replica, key, value),
        Goal::TimeAtLeastMs(time) => facts.now() >= *time,
        Goal::Violation(property) if property == ANY => facts.any_violated(),
        Goal::Violation(property) => facts.violated(property),
        Goal::Holds(property) if property == ALL => !facts.any_violated(),
        Goal::Holds(property) => !facts.violated(property),
        Goal::Proven(node) => facts.proven(*node),
        Goal::Reached(inner) => {
            let flag = reached.next();
            let now = ask(inner, facts, reached);
            flag.is_some_and(|flag| {
                *flag |= now;
                *flag
            })
        }
        Goal::Not(inner) => !ask(inner, facts, reached),
        Goal::All(goals) => goals.iter().filter(|goal| !ask(goal, facts, reached)).count() == 0,
        Goal::Any(goals) => goals.iter().filter(|goal| ask(goal, facts, reached)).count() > 0,
    }
}

/// Any property in [`Goal::Violation`].
const ANY: &str = "any";
/// All properties in [`Goal::Holds`].
const ALL: &str = "all";

impl Goal {
    fn next_time(&self, now: Ms) -> Option<Ms> {
        match self {
            Goal::TimeAtLeastMs(time) => Some(*time).filter(|time| *time > now),
            Goal::Reached(inner) | Goal::Not(inner) => inner.next_time(now),
            Goal::All(goals) | Goal::Any(goals) => goals.iter().filter_map(|goal| goal.next_time(now)).min(),
            _ => None,
        }
    }

    fn count(&self, counts: &impl Fn(&Goal) -> bool) -> usize {
        let inner: usize = match self {
            Goal::Reached(inner) | Goal::Not(inner) => inner.count(counts),
            Goal::All(goals) | Goal::Any(goals) => goals.iter().map(|goal| goal.count(counts)).sum(),
            _ => 0,
        };
        inner + usize::from(counts(self))
    }

    /// Whether the goal speaks of what exists in a cluster of this size.
    ///
    /// # Errors
    /// The first part that does not; `field` is where the goal stands.
    pub(crate) fn check(
        &self,
        params: &ProtocolParams,
        what: ErrorKind,
        field: &str,
    ) -> Result<(), LabError> {
        let count = self.count(&|_| true);
        if count > GOALS_MAX {
            return Err(what.at(field, codes::too_many_parts(count, GOALS_MAX)));
        }
        self.check_parts(params, what, field)
    }

    fn check_parts(&self, params: &ProtocolParams, what: ErrorKind, field: &str) -> Result<(), LabError> {
        let inside = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
        match self {
            Goal::Answered { client, .. } => {
                member(*client, params.clients, what, &inside("answered.client"), "client")
            }
            Goal::Phase { replica, .. } => {
                member(*replica, params.replicas, what, &inside("phase.replica"), "replica")
            }
            Goal::Stored { replica, .. } => {
                member(*replica, params.replicas, what, &inside("stored.replica"), "replica")
            }
            Goal::Violation(property) => property_exists(property, ANY, what, &inside("violation")),
            Goal::Holds(property) => property_exists(property, ALL, what, &inside("holds")),
            Goal::Proven(node) => {
                member(*node, params.replicas.saturating_add(params.clients), what, &inside("proven"), "node")
            }
            Goal::Reached(inner) => inner.check_parts(params, what, &inside("reached")),
            Goal::Not(inner) => inner.check_parts(params, what, &inside("not")),
            Goal::All(goals) | Goal::Any(goals) => {
                let name = if matches!(self, Goal::All(_)) { "all" } else { "any" };
                goals.iter().enumerate().try_for_each(|(index, goal)| {
                    goal.check_parts(params, what, &inside(&format!("{name}[{index}]")))
                })
            }
            Goal::ExecutedAtLeast(_)
            | Goal::StableAtLeast(_)
            | Goal::ViewAtLeast(_)
            | Goal::TimeAtLeastMs(_) => Ok(()),
        }
    }
}

fn member(number: u32, count: u32, what: ErrorKind, field: &str, kind: &str) -> Result<(), LabError> {
    if number < count {
        return Ok(());
    }
    Err(what.at(field, codes::not_found(number, kind, count)))
}

fn property_exists(property: &str, wildcard: &str, what: ErrorKind, field: &str) -> Result<(), LabError> {
    if property == wildcard || !number_of(property).is_empty() {
        return Ok(());
    }
    let names = ErrorValue::names(INVARIANTS.map(|(_, name, _)| name));
    let shown: String = property.chars().take(40).collect();
    Err(what.at(field, codes::unknown_invariant(format!("{shown:?}"), wildcard, names)))
}
