//! Shrinking: from a schedule that breaks an invariant to a small one that breaks the same invariant.
//!
//! Delta debugging on actions first: halves, quarters, down to single actions. Then the actions themselves, the nodes, and last the
//! times. Each step executes one candidate. A candidate that breaks the same invariant, with the same verdict on the number of faulty
//! replicas, replaces the schedule. The result is 1-minimal: each smaller candidate was executed and does not break it.
//!
//! | file | content |
//! |---|---|
//! | `smaller` | the candidates: smaller actions, fewer nodes, rounder times |

mod smaller;

use super::Finding;
use super::execution::{Hit, ViolationKey, execute};
use super::schedule::Schedule;
use crate::error::LabError;

/// The kinds of candidates, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Without some actions: `chunk` of them from `place` on.
    Actions {
        /// How many are removed together.
        chunk: usize,
    },
    /// With one smaller action.
    Parts,
    /// With fewer nodes.
    Nodes,
    /// With rounder times.
    Times,
    /// No candidate is left.
    Done,
}

/// A schedule that is being shrunk.
#[derive(Clone, Debug)]
pub struct Shrink {
    schedule: Schedule,
    hit: Hit,
    stage: Stage,
    /// The number of the next candidate of the stage.
    place: usize,
    /// Whether a candidate was accepted since the first stage began.
    changed: bool,
    tried: u64,
}

impl Shrink {
    /// Starts with a finding.
    pub fn new(finding: &Finding) -> Shrink {
        Shrink::of(finding.schedule.clone(), finding.hit.clone())
    }

    /// Starts with a schedule and its violation.
    pub fn of(schedule: Schedule, hit: Hit) -> Shrink {
        let chunk = schedule.actions.len().div_ceil(2).max(1);
        Shrink { schedule, hit, stage: Stage::Actions { chunk }, place: 0, changed: false, tried: 0 }
    }

    /// The smallest schedule so far.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Its violation.
    pub fn hit(&self) -> &Hit {
        &self.hit
    }

    /// The number of candidates that were executed.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// Whether the schedule is 1-minimal.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Executes the next candidate and returns whether it became the schedule. Nothing happens when it is done.
    ///
    /// # Errors
    /// If the schedule makes no valid scenario.
    pub fn step(&mut self) -> Result<bool, LabError> {
        while self.stage != Stage::Done {
            match self.candidate() {
                Some(candidate) => return self.attempt(candidate),
                None => self.next_stage(),
            }
        }
        Ok(false)
    }

    fn candidate(&self) -> Option<Schedule> {
        match self.stage {
            Stage::Actions { chunk } => without(&self.schedule, self.place, chunk),
            Stage::Parts => smaller::parts(&self.schedule).nth(self.place),
            Stage::Nodes => smaller::nodes(&self.schedule).nth(self.place),
            Stage::Times => smaller::times(&self.schedule, self.hit.at).nth(self.place),
            Stage::Done => None,
        }
    }

    fn attempt(&mut self, candidate: Schedule) -> Result<bool, LabError> {
        self.tried += 1;
        let same = |violation: &ViolationKey| *violation == self.hit.violation;
        match execute(&candidate, same)?.hit {
            Some(hit) => {
                (self.schedule, self.hit, self.changed) = (candidate, hit, true);
                // The same place: what followed has moved here. Candidates of other stages are made from the new schedule.
                Ok(true)
            }
            None => {
                self.place += match self.stage {
                    Stage::Actions { chunk } => chunk,
                    _ => 1,
                };
                Ok(false)
            }
        }
    }

    fn next_stage(&mut self) {
        self.place = 0;
        self.stage = match self.stage {
            Stage::Actions { chunk: 0 | 1 } => Stage::Parts,
            Stage::Actions { chunk } => Stage::Actions { chunk: chunk.div_ceil(2) },
            Stage::Parts => Stage::Nodes,
            Stage::Nodes => Stage::Times,
            // What was needed before may not be needed any more.
            Stage::Times if self.changed => {
                self.changed = false;
                Stage::Actions { chunk: 1 }
            }
            Stage::Times | Stage::Done => Stage::Done,
        };
    }
}

/// The schedule without some actions; `None` if there are none from there on.
fn without(schedule: &Schedule, place: usize, count: usize) -> Option<Schedule> {
    if place >= schedule.actions.len() {
        return None;
    }
    let stays = |index: usize| index < place || index >= place.saturating_add(count);
    let actions = schedule.actions.iter().enumerate().filter(|(index, _)| stays(*index));
    let actions = actions.map(|(_, action)| action.clone()).collect();
    Some(Schedule { actions, ..schedule.clone() })
}
