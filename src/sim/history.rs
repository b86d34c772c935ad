//! History of a run: its snapshots, and the branches made by commands in its past.
//!
//! Any step is reached by restoring the nearest snapshot before it and replaying from there. Snapshots are at multiples of a
//! spacing, so every step is less than one spacing away from one. When they are too many or too large, the spacing doubles and
//! every other one is removed. This file does not know what a snapshot contains.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::process::{Process, Time};
use crate::sim::command::Applied;

/// Limits on the past that a run keeps. Removed data costs only time: it is recomputed on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryLimits {
    /// The number of steps between two snapshots at the start. It only grows.
    pub spacing: u64,
    /// The maximum number of snapshots, including the start of the run.
    pub snapshots_max: u32,
    /// The maximum number of bytes of all snapshots. The start of the run is always kept.
    pub bytes_max: u64,
    /// The maximum number of records of all abandoned futures, beyond those that they share with the present.
    pub records_left_max: u64,
    /// The maximum number of branches.
    pub branches_max: u32,
}

impl Default for HistoryLimits {
    fn default() -> Self {
        HistoryLimits {
            spacing: 1024,
            snapshots_max: 512,
            bytes_max: 128 << 20,
            records_left_max: 1_000_000,
            branches_max: 1_000,
        }
    }
}

/// The number of a branch: how many were created before it. Branch 0 is the run as it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchId(pub u32);

/// A position in a run, as far as branches know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of occurrences handled.
    pub step: u64,
    /// The time of the last occurrence.
    pub at: Time,
    /// The number of records created.
    pub records: u64,
}

/// One future of a run.
#[derive(Clone, Debug)]
pub struct Branch<P: Process> {
    /// The parent branch; `None` for the first.
    pub parent: Option<BranchId>,
    /// The fork: up to this position the branch equals its parent.
    pub fork: Place,
    /// The last known position.
    pub end: Place,
    /// The commands given by hand after the fork, in order.
    pub given: Vec<Rc<Applied<P>>>,
    /// Commands recorded for later that are still pending at the end.
    pub pending: Vec<Rc<Applied<P>>>,
    /// When another branch was selected instead: the number of departures before.
    left: u64,
}

/// All branches of a run, and which one is shown.
#[derive(Clone, Debug)]
pub struct Branches<P: Process> {
    all: Vec<Branch<P>>,
    present: BranchId,
    departures: u64,
}

impl<P: Process> Branches<P> {
    /// The run as it was opened, at its start.
    pub fn new(pending: Vec<Rc<Applied<P>>>, records: u64) -> Self {
        let start = Place { records, ..Place::default() };
        let trunk = Branch { parent: None, fork: start, end: start, given: Vec::new(), pending, left: 0 };
        Branches { all: vec![trunk], present: BranchId(0), departures: 0 }
    }

    /// The number of branches.
    pub fn count(&self) -> u32 {
        self.all.len() as u32
    }

    /// The branch that is shown.
    pub fn present(&self) -> BranchId {
        self.present
    }

    /// One branch.
    pub fn get(&self, id: BranchId) -> Option<&Branch<P>> {
        self.all.get(id.0 as usize)
    }

    /// All branches with their numbers, in the order of creation.
    pub fn iter(&self) -> impl Iterator<Item = (BranchId, &Branch<P>)> {
        (0..).map(BranchId).zip(&self.all)
    }

    /// The last known position of the present branch.
    pub fn end(&self) -> Place {
        self.get(self.present).map(|branch| branch.end).unwrap_or_default()
    }

    /// Records that the run has reached a position of the present branch.
    pub fn reach(&mut self, place: Place) {
        if let Some(branch) = self.all.get_mut(self.present.0 as usize)
            && place.step > branch.end.step
        {
            branch.end = place;
        }
    }

    /// Sets all commands given by hand, and the pending ones, when the run is at the end of the present branch.
    pub fn keep(&mut self, given: &[Rc<Applied<P>>], pending: Vec<Rc<Applied<P>>>) {
        if let Some(branch) = self.all.get_mut(self.present.0 as usize) {
            let fork = branch.fork.step;
            let own = |given: &[Rc<Applied<P>>]| -> Vec<Rc<Applied<P>>> {
                let own = given.iter().filter(|applied| !applied.scheduled && applied.step >= fork);
                own.cloned().collect()
            };
            // Called for each command, so it looks only at new ones: if the last one is known, all before it are.
            let last = branch.given.last();
            let known = last.and_then(|last| given.iter().rposition(|applied| Rc::ptr_eq(applied, last)));
            match known.and_then(|known| given.get(known + 1..)) {
                Some(fresh) => branch.given.extend(own(fresh)),
                None => branch.given = own(given),
            }
            branch.pending = pending;
        }
    }

    /// Leaves the present branch for a new one.
    pub fn fork(&mut self, at: Place) {
        let parent = Some(self.owner(self.present, at.step));
        let id = BranchId(self.count());
        let (given, pending) = (Vec::new(), Vec::new());
        self.all.push(Branch { parent, fork: at, end: at, given, pending, left: 0 });
        self.turn_to(id);
    }

    /// Switches from the present branch to another.
    pub fn turn_to(&mut self, id: BranchId) {
        self.departures += 1;
        if let Some(branch) = self.all.get_mut(self.present.0 as usize) {
            branch.left = self.departures;
        }
        self.present = id;
    }

    /// The branch in which a step was first executed.
    pub fn owner(&self, id: BranchId, step: u64) -> BranchId {
        self.line(id, step).last().map_or(BranchId(0), |(owner, _)| owner)
    }

    /// The branches from this one back to the one that first executed the step. Each comes with its last step that is on the
    /// path to that step.
    fn line(&self, id: BranchId, step: u64) -> impl Iterator<Item = (BranchId, u64)> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            let branch = self.get(id)?;
            next = branch.parent.filter(|_| step <= branch.fork.step);
            Some((id, step))
        })
    }

    /// The branches on the path to a step, starting with the step's own. Each comes with the last step that it contributes.
    pub fn way(&self, id: BranchId, step: u64) -> impl Iterator<Item = (BranchId, u64)> {
        let mut next = Some((self.owner(id, step), step));
        std::iter::from_fn(move || {
            let (id, step) = next?;
            let branch = self.get(id)?;
            next = branch.parent.map(|parent| (parent, step.min(branch.fork.step)));
            Some((id, step))
        })
    }

    /// The commands given by hand on the path of a branch after this number of steps, in order, followed by those that are
    /// pending at its end.
    pub fn commands(&self, id: BranchId, steps: u64) -> Vec<Rc<Applied<P>>> {
        let mut given = Vec::new();
        let (mut next, mut before) = (Some(id), u64::MAX);
        while let Some(branch) = next.and_then(|id| self.get(id)) {
            let own = branch.given.iter().rev().filter(|applied| (steps..before).contains(&applied.step));
            given.extend(own.cloned());
            before = before.min(branch.fork.step);
            next = branch.parent;
        }
        given.reverse();
        given.extend(self.get(id).into_iter().flat_map(|branch| &branch.pending).cloned());
        given
    }

    /// The position where a branch and the present one diverge.
    fn apart(&self, id: BranchId) -> Place {
        let (mut child, mut way) = (None, Some(self.present));
        while let Some(at) = way {
            if at == id {
                return child.map_or_else(|| self.end(), |child: &Branch<P>| child.fork);
            }
            child = self.get(at);
            way = child.and_then(|branch| branch.parent);
        }
        self.get(id).map(|branch| branch.fork).unwrap_or_default()
    }
}

/// The approximate size of a snapshot in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Data of its own.
    pub own: u64,
    /// Recent data that it shares with other snapshots that still contain it.
    pub shared: u64,
    /// All shared data until then, including data that it no longer contains.
    pub ever: u64,
}

impl Weight {
    /// The size beyond what an earlier snapshot of the same run contains.
    fn beside(self, earlier: Weight) -> u64 {
        self.own.saturating_add(self.shared.min(self.ever.saturating_sub(earlier.ever)))
    }
}

/// A snapshot with its size. A copy of the history shares the state.
#[derive(Clone, Debug)]
struct Kept<S> {
    state: Rc<S>,
    weight: Weight,
}

/// Snapshots of a run, by the branch that first reached them and their step.
#[derive(Clone, Debug)]
pub struct Snapshots<S> {
    limits: HistoryLimits,
    spacing: u64,
    kept: BTreeMap<(BranchId, u64), Kept<S>>,
    bytes: u64,
}

impl<S> Snapshots<S> {
    /// Creates the history from the start of a run.
    pub fn new(limits: HistoryLimits, start: S, weight: Weight) -> Self {
        let kept = BTreeMap::from([((BranchId(0), 0), Kept { state: Rc::new(start), weight })]);
        let mut snapshots = Snapshots { limits, spacing: 1, kept, bytes: 0 };
        snapshots.weigh();
        snapshots.limit(limits);
        snapshots
    }

    /// Changes the limits.
    pub fn limit(&mut self, limits: HistoryLimits) {
        self.limits = limits;
        self.spacing = limits.spacing.max(1);
        self.thin();
    }

    /// The limits.
    pub fn limits(&self) -> HistoryLimits {
        self.limits
    }

    /// The current number of steps between two snapshots.
    pub fn spacing(&self) -> u64 {
        self.spacing
    }

    /// The number of snapshots.
    pub fn count(&self) -> usize {
        self.kept.len()
    }

    /// The approximate size of all snapshots in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The number of steps until the next snapshot is due.
    pub fn until_next(&self, step: u64) -> u64 {
        self.spacing - step % self.spacing
    }

    /// Whether a snapshot of this step is needed.
    pub fn wants(&self, branch: BranchId, step: u64) -> bool {
        step.is_multiple_of(self.spacing) && !self.kept.contains_key(&(branch, step))
    }

    /// Keeps a snapshot. Older ones may be removed to make room.
    pub fn keep(&mut self, branch: BranchId, step: u64, state: S, weight: Weight) {
        self.kept.insert((branch, step), Kept { state: Rc::new(state), weight });
        self.weigh();
        self.thin();
    }

    /// Computes the total size: each snapshot beyond the one before it in its branch. Snapshots that are further apart share
    /// less.
    fn weigh(&mut self) {
        let (mut bytes, mut before) = (0_u64, (BranchId(0), Weight::default()));
        for ((branch, _), Kept { weight, .. }) in &self.kept {
            let earlier = if before.0 == *branch { before.1 } else { Weight::default() };
            bytes = bytes.saturating_add(weight.beside(earlier));
            before = (*branch, *weight);
        }
        self.bytes = bytes;
    }

    fn thin(&mut self) {
        let is_over = |snapshots: &Self| {
            snapshots.kept.len() > (snapshots.limits.snapshots_max as usize).max(1)
                || snapshots.bytes > snapshots.limits.bytes_max
        };
        // The start of the run is at every spacing, so this ends.
        while is_over(self) && self.kept.len() > 1 {
            self.spacing = self.spacing.saturating_mul(2);
            let spacing = self.spacing;
            self.retain(|_, step| step.is_multiple_of(spacing));
        }
    }

    /// The last snapshot on a path ([`Branches::way`]), with its step.
    pub fn nearest(&self, way: impl Iterator<Item = (BranchId, u64)>) -> Option<(u64, &S)> {
        let mut found = way.filter_map(|(branch, step)| {
            let (key, kept) = self.kept.range((branch, 0)..=(branch, step)).next_back()?;
            Some((key.1, &*kept.state))
        });
        found.next()
    }

    /// Removes the snapshots of the futures that were abandoned longest ago, until the others have few enough records.
    pub fn fold<P: Process>(&mut self, branches: &Branches<P>) {
        let mut held: Vec<_> = branches
            .iter()
            .filter(|(id, _)| *id != branches.present)
            .map(|(id, branch)| (branch.left, id, branches.apart(id), branch.end.records))
            .filter(|(_, id, apart, _)| self.holds(*id, apart.step))
            .collect();
        held.sort_unstable_by_key(|(left, id, _, _)| (*left, *id));
        let records_of = |apart: &Place, end: &u64| end.saturating_sub(apart.records);
        let mut records: u64 = held.iter().map(|(_, _, apart, end)| records_of(apart, end)).sum();
        for (_, id, apart, end) in held {
            if records <= self.limits.records_left_max {
                return;
            }
            records -= records_of(&apart, &end);
            self.retain(|branch, step| branch != id || step <= apart.step);
        }
    }

    /// Passes every snapshot to `forget` with the first record that it may still have to serve: older records that the present
    /// has discarded are removed everywhere. An abandoned future keeps its own records.
    pub fn shed<P: Process>(&mut self, branches: &Branches<P>, discarded: u64, forget: impl Fn(&mut S, u64))
    where
        S: Clone,
    {
        for ((branch, step), kept) in &mut self.kept {
            let apart = branches.apart(*branch);
            let own = if *step > apart.step { apart.records } else { u64::MAX };
            forget(Rc::make_mut(&mut kept.state), own.min(discarded));
        }
    }

    fn holds(&self, branch: BranchId, after: u64) -> bool {
        let first = (branch, after.saturating_add(1));
        self.kept.range(first..=(branch, u64::MAX)).next().is_some()
    }

    fn retain(&mut self, keep: impl Fn(BranchId, u64) -> bool) {
        self.kept.retain(|(branch, step), _| *step == 0 || keep(*branch, *step));
        self.weigh();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(limits: HistoryLimits, weights: &[(u32, u64, Weight)]) -> Snapshots<()> {
        let mut snapshots = Snapshots::new(limits, (), Weight::default());
        weights
            .iter()
            .for_each(|(branch, step, weight)| snapshots.keep(BranchId(*branch), *step, (), *weight));
        snapshots
    }

    #[test]
    fn what_is_shared_is_weighed_once_as_long_as_it_is_and_in_full_when_it_is_not() {
        let limits = HistoryLimits { spacing: 1, ..HistoryLimits::default() };
        let at = |ever| Weight { own: 10, shared: 100, ever };
        assert_eq!(kept(limits, &[(0, 1, at(130))]).bytes(), 110);
        // The second contains 100 shared bytes, 30 of them created after the first. The third is so late that they share
        // nothing.
        assert_eq!(kept(limits, &[(0, 1, at(130)), (0, 2, at(160))]).bytes(), 150);
        assert_eq!(kept(limits, &[(0, 1, at(130)), (0, 2, at(160)), (0, 3, at(900))]).bytes(), 260);
        // Without the one between them: the third shared more with it than with the first.
        let thinned = [(0, 2, at(130)), (0, 3, at(160)), (0, 4, at(190))];
        let limits = HistoryLimits { snapshots_max: 3, ..limits };
        assert_eq!((kept(limits, &thinned).count(), kept(limits, &thinned).bytes()), (3, 110 + 70));
        // Another branch is another run.
        assert_eq!(kept(limits, &[(0, 2, at(130)), (1, 4, at(160))]).bytes(), 220);
    }

    #[test]
    fn a_long_way_between_snapshots_makes_them_heavier_until_fewer_are_kept() {
        let limits = HistoryLimits { spacing: 1, bytes_max: 1_000, ..HistoryLimits::default() };
        let mut snapshots = kept(limits, &[]);
        for step in 1..500 {
            if snapshots.wants(BranchId(0), step) {
                snapshots.keep(BranchId(0), step, (), Weight { own: 1, shared: 100, ever: 5 * step });
            }
        }
        assert!(snapshots.bytes() <= 1_000 && snapshots.count() <= 10, "{}", snapshots.count());
    }
}
