//! Branches of a run, and the differences between them.

use serde::Serialize;

use super::record::TraceRecord;
use crate::scenario::command::Command;
use crate::sim::HistoryLimits;
use crate::units::Ms;

/// A branch of the run. A command in the past creates another one, and the earlier future is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Branch {
    /// The number of the branch. Branch 0 is the run as it was opened.
    pub id: u32,
    /// Its parent branch. Absent for branch 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The last step that it shares with its parent.
    pub forked_at: u64,
    /// The time of that step.
    pub forked_at_ms: Ms,
    /// The last known step.
    pub last_step: u64,
    /// The time of that step.
    pub last_ms: Ms,
    /// Whether it is the present branch.
    pub present: bool,
    /// The number of commands given by hand after the fork.
    pub commands: u32,
    /// The first of these commands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_command: Option<Command>,
}

/// The first difference between two branches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Difference {
    /// The first branch.
    pub a: u32,
    /// The second branch.
    pub b: u32,
    /// The first step at which they differ. Absent if they are the same run as far as both are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// The record of the first branch at that step. Absent if nothing happens after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_a: Option<TraceRecord>,
    /// The record of the second branch at that step. Absent if nothing happens after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_b: Option<TraceRecord>,
    /// The difference as an English sentence.
    pub sentence: String,
}

/// The size of the kept past of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HistorySize {
    /// The number of snapshots.
    pub snapshots: u32,
    /// The present number of steps between two snapshots.
    pub spacing: u64,
    /// The approximate size of all snapshots in bytes.
    pub bytes: u64,
}

/// Limits on the past that a run keeps. Discarded snapshots are recomputed on demand, which takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HistoryOptions {
    /// The number of steps between two snapshots at the start; by default 1,024. It doubles in a long run.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spacing: u32,
    /// The maximum number of snapshots; by default 512.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub snapshots: u32,
    /// The approximate maximum size of all snapshots in megabytes (2^20 bytes); by default 128.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub megabytes: u32,
}

impl Default for HistoryOptions {
    fn default() -> Self {
        let HistoryLimits { spacing, snapshots_max, bytes_max, .. } = HistoryLimits::default();
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        HistoryOptions {
            spacing: small(spacing),
            snapshots: snapshots_max,
            megabytes: small(bytes_max / MEGABYTE),
        }
    }
}

/// The number of bytes in a megabyte.
pub(crate) const MEGABYTE: u64 = 1 << 20;
