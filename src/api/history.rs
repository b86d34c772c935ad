//! The branches of a run: which futures there are, and where they part.

use serde::Serialize;

use super::record::TraceRecord;
use crate::scenario::command::Command;
use crate::sim::HistoryLimits;
use crate::units::Ms;

/// One future of the run. A command given in the past begins another one; the earlier future is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Branch {
    /// Its number. Branch 0 is the run as it was opened.
    pub id: u32,
    /// The branch that it left; absent for branch 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The last step that the two have in common.
    pub forked_at: u64,
    /// When that was.
    pub forked_at_ms: Ms,
    /// The last step that is known of it.
    pub last_step: u64,
    /// When that was.
    pub last_ms: Ms,
    /// Whether this is the branch that is shown.
    pub present: bool,
    /// How many commands were given by hand after the fork.
    pub commands: u32,
    /// The first of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_command: Option<Command>,
}

/// Where two branches part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Difference {
    /// The one branch.
    pub a: u32,
    /// The other branch.
    pub b: u32,
    /// The first step at which they differ; absent when they are the same run as far as both are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u64>,
    /// What happens at that step in the one; absent when nothing does any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_a: Option<TraceRecord>,
    /// What happens at that step in the other; absent when nothing does any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_b: Option<TraceRecord>,
    /// All that in one English sentence.
    pub sentence: String,
}

/// What a run keeps of its past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HistorySize {
    /// How many snapshots.
    pub snapshots: u32,
    /// How many steps lie between two of them now.
    pub spacing: u64,
    /// About how many bytes they have.
    pub bytes: u64,
}

/// How much of its past a run may keep; what is given up is played again when it is wanted, which takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HistoryOptions {
    /// How many steps lie between two snapshots at first; by default 1,024. In a long run it doubles again and again.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub spacing: u32,
    /// How many snapshots are kept at most; by default 512.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub snapshots: u32,
    /// How many megabytes (of 2^20 bytes) they have at most, about; by default 128.
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

/// The bytes of a megabyte.
pub(crate) const MEGABYTE: u64 = 1 << 20;
