//! Comparison of two branches: the first step at which they differ.

use std::rc::Rc;

use super::History;
use crate::api::{Difference, TraceEvent, TraceRecord};
use crate::byzantine::node::Node;
use crate::byzantine::script::Handle;
use crate::byzantine::{Order, ResolvedStrategy};
use crate::error::LabError;
use crate::json::text_of;
use crate::run::session::Session;
use crate::sim::{Applied, BranchId, Command, Instruction};

impl History {
    /// Replays two branches to the step at which they differ, so that [`compare`](History::compare) need not replay. It calls
    /// `deadline_passed` before each step except the first, and stops when that returns true. Returns the number of remaining
    /// steps; the same call continues. The run itself does not move.
    ///
    /// # Errors
    /// If a branch does not exist.
    pub fn prepare_comparison(
        &mut self,
        a: u64,
        b: u64,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<u64, LabError> {
        let ((a, _), (b, _)) = (self.find(a, "a")?, self.find(b, "b")?);
        self.keep_commands();
        let Some(common) = self.common(a, b) else { return Ok(0) };
        let (mut left, mut played) = (0, 0);
        let sides = [a, b].map(|branch| (branch, self.moment_towards(branch, common)));
        for (branch, mut state) in sides {
            let from = state.step_count();
            let goes = left == 0 && (played == 0 || !deadline_passed());
            if !(goes && self.play_on(&mut state, branch, common, deadline_passed)) {
                left += common - state.step_count();
            }
            played += state.step_count() - from;
            self.ahead.push((branch, state));
        }
        Ok(left)
    }

    /// The state at hand that is nearest to a step of a branch.
    fn moment_towards(&mut self, branch: BranchId, step: u64) -> Session {
        let is_on_the_way = |(of, state): &(BranchId, Session)| *of == branch && state.step_count() <= step;
        match self.ahead.iter().position(is_on_the_way) {
            Some(place) => self.ahead.swap_remove(place).1,
            None => self.nearest(branch, step),
        }
    }

    /// Compares two branches. The same scenario with the same commands is the same run, so they differ first where their
    /// commands do.
    ///
    /// # Errors
    /// If a branch does not exist.
    pub fn compare(&mut self, a: u64, b: u64) -> Result<Difference, LabError> {
        let ((a, _), (b, _)) = (self.find(a, "a")?, self.find(b, "b")?);
        self.keep_commands();
        let Some(common) = self.common(a, b) else {
            let sentence = match a == b {
                true => format!("Branch {} is one branch: there is nothing to compare.", a.0),
                false => format!(
                    "Branches {} and {} are the same run: the same commands at the same steps.",
                    a.0, b.0
                ),
            };
            return Ok(Difference { a: a.0, b: b.0, step: None, in_a: None, in_b: None, sentence });
        };
        let (in_a, in_b) = (self.after(a, common), self.after(b, common));
        self.ahead.clear();
        let (one, other) = (self.tell(in_a.as_ref()), self.tell(in_b.as_ref()));
        let (x, y, step) = (a.0, b.0, common + 1);
        let sentence = format!(
            "Branches {x} and {y} differ from step {step} on: in branch {x} {one}; in branch {y} {other}."
        );
        Ok(Difference { a: x, b: y, step: Some(step), in_a, in_b, sentence })
    }

    /// The number of steps that two branches share; `None` if they never differ.
    fn common(&self, a: BranchId, b: BranchId) -> Option<u64> {
        let (ours, theirs) = (self.branches.commands(a, 0), self.branches.commands(b, 0));
        let is_same = |one: &Rc<Applied<Node>>, other: &Rc<Applied<Node>>| {
            let words = |applied| self.present.wording(applied);
            Rc::ptr_eq(one, other)
                || (one.at, one.step) == (other.at, other.step)
                    && words(one) == words(other)
                    && scripts(one) == scripts(other)
        };
        let same = ours.iter().zip(&theirs).take_while(|(one, other)| is_same(one, other)).count();
        let next = [ours.get(same), theirs.get(same)];
        next.into_iter().flatten().map(|applied| applied.step).min()
    }

    /// The event of a branch after this number of steps. Replays the branch if necessary.
    fn after(&mut self, branch: BranchId, steps: u64) -> Option<TraceRecord> {
        let mut state = self.moment_towards(branch, steps);
        self.play_on(&mut state, branch, steps, &mut || false);
        let step = state.force_step()?;
        state.occurrence(step)
    }

    /// An event, as the end of a sentence.
    fn tell(&self, record: Option<&TraceRecord>) -> String {
        let Some(TraceRecord { at_ms, what, .. }) = record else {
            return "no further events are scheduled".to_owned();
        };
        let name = |node: &u32| self.present.name_of(*node);
        let what = match what {
            TraceEvent::Delivered { from, to, message, .. } => {
                format!("{} receives a {} from {}", name(to), message.kind, name(from))
            }
            TraceEvent::Dropped { from, to, message, .. } => {
                format!("a {} from {} does not reach {}", message.kind, name(from), name(to))
            }
            TraceEvent::Timer { node, timer } => format!("the {timer} timer of {} expires", name(node)),
            TraceEvent::Command { command, refused: None } => {
                format!("the command {} is carried out", words(command))
            }
            TraceEvent::Command { command, .. } => format!("the command {} is rejected", words(command)),
            TraceEvent::TakenUp { node, command } => {
                format!("{} processes the queued command {}", name(node), words(command))
            }
            _ => "something else happens".to_owned(),
        };
        format!("{what} at {} ms", at_ms.text())
    }
}

/// The functions that a command makes a replica follow.
fn scripts(applied: &Applied<Node>) -> Vec<Option<Handle>> {
    match &applied.command {
        Command::Corrupt { input: Instruction::Order(Order::Behave { resolved, .. }), .. } => {
            resolved.iter().map(ResolvedStrategy::script).collect()
        }
        _ => Vec::new(),
    }
}

/// A command in its JSON form.
fn words(command: &impl serde::Serialize) -> String {
    text_of(command)
}
