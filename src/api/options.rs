//! Options of queries: the size of views and records, and the texts of a link.

use serde::Serialize;

use crate::scenario::LocalText;

/// The size of a view. Omitted parts are not computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ViewOptions {
    /// The maximum number of slots of each replica, the newest ones; by default 12.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub slots: u32,
    /// The maximum number of packets, those that are due first; by default 200. `packets()` returns all of them.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub packets: u32,
}

impl Default for ViewOptions {
    fn default() -> Self {
        ViewOptions { slots: 12, packets: 200 }
    }
}

/// The records to return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RecordOptions {
    /// Whether to omit messages that were sent, duplicated, delivered or dropped, and return only events of nodes, commands, timers and
    /// crashes; by default false.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub facts: bool,
}

/// The texts that describe a run. An omitted one is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Description {
    /// A title.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub title: Option<LocalText>,
    /// What the run shows.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub about: Option<LocalText>,
}
