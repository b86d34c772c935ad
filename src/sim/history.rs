//! Rewinding of a run: its snapshots, and the branches made by commands in its past.
//!
//! Any step is reached again by restoring the nearest snapshot before it and replaying from there. Snapshots stand at the
//! multiples of a spacing, so that no step is a whole spacing away from one; when together they are too many or too large, the
//! spacing doubles and every other one goes. Nothing here knows what a snapshot is.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::process::{Process, Time};
use crate::sim::command::Applied;

/// How much of its past a run may keep. Whatever is given up costs time, never truth: it is played again when it is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryLimits {
    /// How many steps lie between two snapshots at the start. The spacing only grows.
    pub spacing: u64,
    /// How many snapshots there are at most, that of the start of the run included.
    pub snapshots_max: u32,
    /// How many bytes they have at most. The start of the run is kept in any case.
    pub bytes_max: u64,
    /// How many records are kept at most of all futures that were left, beside those that they share with the present.
    pub records_left_max: u64,
    /// How many branches there are at most.
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

/// The number of a branch: how many were begun before it. Branch 0 is the run as it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchId(pub u32);

/// A place in a run, as far as branches know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// How many occurrences were handled.
    pub step: u64,
    /// The time of the last of them.
    pub at: Time,
    /// How many records were made.
    pub records: u64,
}

/// One future of a run.
#[derive(Clone, Debug)]
pub struct Branch<P: Process> {
    /// The branch that it left; none for the first.
    pub parent: Option<BranchId>,
    /// Where it left that branch: up to there the two are one.
    pub fork: Place,
    /// How far it is known.
    pub end: Place,
    /// The commands given by hand after the fork, in order.
    pub given: Vec<Rc<Applied<P>>>,
    /// Commands that were recorded for later and whose turn has not come by the end.
    pub pending: Vec<Rc<Applied<P>>>,
    /// When it was left for another one: how many departures there were before.
    left: u64,
}

/// All branches of a run, and the one that is shown.
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

    /// How many there are.
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

    /// All branches with their numbers, in the order in which they were begun.
    pub fn iter(&self) -> impl Iterator<Item = (BranchId, &Branch<P>)> {
        (0..).map(BranchId).zip(&self.all)
    }

    /// Where the present branch ends, as far as it is known.
    pub fn end(&self) -> Place {
        self.get(self.present).map(|branch| branch.end).unwrap_or_default()
    }

    /// The run has come to a place of the present branch.
    pub fn reach(&mut self, place: Place) {
        if let Some(branch) = self.all.get_mut(self.present.0 as usize)
            && place.step > branch.end.step
        {
            branch.end = place;
        }
    }

    /// What was given by hand, all in all, when the run stands at the end of the present branch, and what is pending there.
    pub fn keep(&mut self, given: &[Rc<Applied<P>>], pending: Vec<Rc<Applied<P>>>) {
        if let Some(branch) = self.all.get_mut(self.present.0 as usize) {
            let fork = branch.fork.step;
            let own = |given: &[Rc<Applied<P>>]| -> Vec<Rc<Applied<P>>> {
                let own = given.iter().filter(|applied| !applied.scheduled && applied.step >= fork);
                own.cloned().collect()
            };
            // Each command asks for this, so only what is new is looked at: with the last one all before it are known.
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

    /// Leaves the present branch for another one.
    pub fn turn_to(&mut self, id: BranchId) {
        self.departures += 1;
        if let Some(branch) = self.all.get_mut(self.present.0 as usize) {
            branch.left = self.departures;
        }
        self.present = id;
    }

    /// The branch in which a step of a branch was first taken.
    pub fn owner(&self, id: BranchId, step: u64) -> BranchId {
        self.line(id, step).last().map_or(BranchId(0), |(owner, _)| owner)
    }

    /// From a branch back to the one in which the step was first taken; with each the last step of it that belongs to the way
    /// to that step.
    fn line(&self, id: BranchId, step: u64) -> impl Iterator<Item = (BranchId, u64)> {
        let mut next = Some(id);
        std::iter::from_fn(move || {
            let id = next?;
            let branch = self.get(id)?;
            next = branch.parent.filter(|_| step <= branch.fork.step);
            Some((id, step))
        })
    }

    /// The branches that make up the way to a step, that step's own first; with each the last step that it gives.
    pub fn way(&self, id: BranchId, step: u64) -> impl Iterator<Item = (BranchId, u64)> {
        let mut next = Some((self.owner(id, step), step));
        std::iter::from_fn(move || {
            let (id, step) = next?;
            let branch = self.get(id)?;
            next = branch.parent.map(|parent| (parent, step.min(branch.fork.step)));
            Some((id, step))
        })
    }

    /// The commands given by hand on a branch and on the way to it, from this number of steps on, in order; then
    /// those that are pending at its end.
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

    /// Where a branch stops being what the present one is too.
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

/// About how many bytes a snapshot has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Of its own.
    pub own: u64,
    /// Of what other snapshots share with it as long as they hold it too: what came up lately.
    pub shared: u64,
    /// Of such things that ever came up by then, those it holds no more included.
    pub ever: u64,
}

impl Weight {
    /// What it has beside all that an earlier snapshot of the same run holds.
    fn beside(self, earlier: Weight) -> u64 {
        self.own.saturating_add(self.shared.min(self.ever.saturating_sub(earlier.ever)))
    }
}

/// A snapshot and what it weighs. A copy of the history shares its state.
#[derive(Clone, Debug)]
struct Kept<S> {
    state: Rc<S>,
    weight: Weight,
}

/// States of a run by the branch in which they were first reached and their step.
#[derive(Clone, Debug)]
pub struct Snapshots<S> {
    limits: HistoryLimits,
    spacing: u64,
    kept: BTreeMap<(BranchId, u64), Kept<S>>,
    bytes: u64,
}

impl<S> Snapshots<S> {
    /// The start of a run.
    pub fn new(limits: HistoryLimits, start: S, weight: Weight) -> Self {
        let kept = BTreeMap::from([((BranchId(0), 0), Kept { state: Rc::new(start), weight })]);
        let mut snapshots = Snapshots { limits, spacing: 1, kept, bytes: 0 };
        snapshots.weigh();
        snapshots.limit(limits);
        snapshots
    }

    /// Sets other limits from now on.
    pub fn limit(&mut self, limits: HistoryLimits) {
        self.limits = limits;
        self.spacing = limits.spacing.max(1);
        self.thin();
    }

    /// The limits.
    pub fn limits(&self) -> HistoryLimits {
        self.limits
    }

    /// How many steps lie between two snapshots now.
    pub fn spacing(&self) -> u64 {
        self.spacing
    }

    /// How many snapshots there are.
    pub fn count(&self) -> usize {
        self.kept.len()
    }

    /// About how many bytes they have.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many steps are left until the next snapshot is due.
    pub fn until_next(&self, step: u64) -> u64 {
        self.spacing - step % self.spacing
    }

    /// Whether a snapshot of this step is wanted.
    pub fn wants(&self, branch: BranchId, step: u64) -> bool {
        step.is_multiple_of(self.spacing) && !self.kept.contains_key(&(branch, step))
    }

    /// Keeps a state; older ones may have to go for it.
    pub fn keep(&mut self, branch: BranchId, step: u64, state: S, weight: Weight) {
        self.kept.insert((branch, step), Kept { state: Rc::new(state), weight });
        self.weigh();
        self.thin();
    }

    /// Weighs all: each beside the one before it in its branch. The farther they stand apart the less they share.
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
        // The start of the run stands at every spacing, so this ends.
        while is_over(self) && self.kept.len() > 1 {
            self.spacing = self.spacing.saturating_mul(2);
            let spacing = self.spacing;
            self.retain(|_, step| step.is_multiple_of(spacing));
        }
    }

    /// The last snapshot on a way ([`Branches::way`]) and its step.
    pub fn nearest(&self, way: impl Iterator<Item = (BranchId, u64)>) -> Option<(u64, &S)> {
        let mut found = way.filter_map(|(branch, step)| {
            let (key, kept) = self.kept.range((branch, 0)..=(branch, step)).next_back()?;
            Some((key.1, &*kept.state))
        });
        found.next()
    }

    /// Gives up what is kept of the futures that were left longest ago, until the others have few enough records.
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

    /// Shows every snapshot with the first record that it may be asked for: what is older, and gone from the present, is to be
    /// forgotten everywhere. A future that was left keeps its own records.
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
        // The second holds 100, of which 30 came up since the first; a third so late that they have nothing in common.
        assert_eq!(kept(limits, &[(0, 1, at(130)), (0, 2, at(160))]).bytes(), 150);
        assert_eq!(kept(limits, &[(0, 1, at(130)), (0, 2, at(160)), (0, 3, at(900))]).bytes(), 260);
        // What lies between them goes: the third had more in common with it than with the first.
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
