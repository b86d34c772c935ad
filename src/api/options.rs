//! Options that limit the size of views and records.

use serde::Serialize;

use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};

/// How much of a view is wanted: what is left out of it costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ViewOptions {
    /// How many slots of each replica are listed, the newest; 12 unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub slots: u32,
    /// How many packets are listed, those due first; 200 unless said. `packets()` has them all.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub packets: u32,
}

impl Default for ViewOptions {
    fn default() -> Self {
        ViewOptions { slots: 12, packets: 200 }
    }
}

impl ViewOptions {
    /// Reads options.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<ViewOptions, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let fields = Reader::new(ErrorKind::ArgumentError, &value).object(&["slots", "packets"])?;
        let defaults = ViewOptions::default();
        let number =
            |name, default| fields.get(name).map_or(Ok(default), |reader| reader.small(0..=LISTED_MAX));
        Ok(ViewOptions {
            slots: number("slots", defaults.slots)?,
            packets: number("packets", defaults.packets)?,
        })
    }
}

/// How long a list may be asked for.
const LISTED_MAX: u32 = 100_000;

/// Which records are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RecordOptions {
    /// Only facts, commands, timers and crashes: not what was sent, duplicated, delivered and dropped. False unless said.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub facts: bool,
}

impl RecordOptions {
    /// Reads options.
    ///
    /// # Errors
    /// The first mistake: its field, its value and what would be right.
    pub fn parse(text: &str) -> Result<RecordOptions, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let fields = Reader::new(ErrorKind::ArgumentError, &value).object(&["facts"])?;
        Ok(RecordOptions { facts: fields.get("facts").map_or(Ok(false), |reader| reader.flag())? })
    }
}
