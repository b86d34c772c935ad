//! Notices when a run that is played again goes differently: then a script is no function of what it was given.

use std::collections::BTreeMap;

use super::History;
use crate::run::session::Session;
use crate::sim::BranchId;

/// How many places are marked at most; the lowest step is forgotten first.
const DIGESTS_MAX: usize = 10_000;

/// The digests of places where the run has been. Kept only where a script may be followed: everything else repeats by construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Divergence {
    digests: BTreeMap<(u64, BranchId), String>,
    diverged: Option<u64>,
}

impl History {
    /// The first step at which the run, played again, was found to go differently from before.
    pub fn diverged(&self) -> Option<u64> {
        self.divergence.diverged
    }

    /// The run stands where it may have stood before.
    pub(super) fn check_divergence(&mut self) {
        if self.present.scripts().is_empty() {
            return;
        }
        let step = self.present.step_count();
        let owner = self.branches.owner(self.branches.present(), step);
        let digest = self.present.digest();
        let divergence = &mut self.divergence;
        match divergence.digests.get(&(step, owner)) {
            Some(known) if *known != digest => {
                divergence.diverged = Some(divergence.diverged.map_or(step, |first| first.min(step)));
            }
            Some(_) => {}
            None => {
                divergence.digests.insert((step, owner), digest);
                if divergence.digests.len() > DIGESTS_MAX {
                    divergence.digests.pop_first();
                }
            }
        }
    }

    /// Another moment of the run becomes the present one. What functions there are does not depend on the moment.
    pub(super) fn set_present(&mut self, mut state: Session) {
        state.take_scripts_of(&self.present);
        self.present = state;
        self.check_divergence();
    }
}
