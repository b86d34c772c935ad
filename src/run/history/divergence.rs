//! Divergence of replays: a replay that differs from the first execution, because a script depends on more than its input.

use std::collections::BTreeMap;

use super::History;
use crate::run::session::Session;
use crate::sim::BranchId;

/// The maximum number of digests. The lowest step is discarded first.
const DIGESTS_MAX: usize = 10_000;

/// The trace digests at steps that the run has reached. Kept only in runs with scripts: all other runs are deterministic by
/// construction.
#[derive(Clone, Debug, Default)]
pub(super) struct Divergence {
    digests: BTreeMap<(u64, BranchId), String>,
    diverged: Option<u64>,
}

impl History {
    /// The first step at which a replay was found to differ.
    pub fn diverged(&self) -> Option<u64> {
        self.divergence.diverged
    }

    /// Compares the digest with the one of an earlier visit to this step, and keeps it otherwise.
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

    /// Replaces the present state by another state of the run. The registered scripts stay the same.
    pub(super) fn set_present(&mut self, mut state: Session) {
        state.take_scripts_of(&self.present);
        self.present = state;
        self.check_divergence();
    }
}
