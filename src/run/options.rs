//! Options and names that JavaScript passes to a run, read from JSON.

use crate::api::{Asked, Description, HistoryOptions, MEGABYTE, RecordOptions, ViewOptions};
use crate::error::codes::{self, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader, shown_text};
use crate::scenario::LocalText;
use crate::sim::HistoryLimits;

/// The maximum length of a list in a view.
const LISTED_MAX: u32 = 100_000;
/// The maximum of each history option.
const OPTION_MAX: u32 = 1_000_000;

impl ViewOptions {
    /// Reads options.
    ///
    /// # Errors
    /// The first mistake, with its field, its value and the allowed values.
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

impl RecordOptions {
    /// Reads options.
    ///
    /// # Errors
    /// The first mistake, with its field, its value and the allowed values.
    pub fn parse(text: &str) -> Result<RecordOptions, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let fields = Reader::new(ErrorKind::ArgumentError, &value).object(&["facts"])?;
        Ok(RecordOptions { facts: fields.get("facts").map_or(Ok(false), |reader| reader.flag())? })
    }
}

impl Description {
    /// Reads the texts.
    ///
    /// # Errors
    /// The first mistake, with its field, its value and the allowed values.
    pub fn parse(text: &str) -> Result<Description, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let fields = Reader::new(ErrorKind::ArgumentError, &value).object(&["title", "about"])?;
        let local = |name| fields.get(name).map(|reader| LocalText::read(&reader)).transpose();
        Ok(Description { title: local("title")?, about: local("about")? })
    }
}

impl HistoryOptions {
    /// Reads options.
    ///
    /// # Errors
    /// The first mistake, with its field, its value and the allowed values.
    pub fn parse(text: &str) -> Result<HistoryOptions, LabError> {
        let value = json::parse(text, ErrorKind::ArgumentError)?;
        let fields =
            Reader::new(ErrorKind::ArgumentError, &value).object(&["spacing", "snapshots", "megabytes"])?;
        let defaults = HistoryOptions::default();
        let number =
            |name, default| fields.get(name).map_or(Ok(default), |reader| reader.small(1..=OPTION_MAX));
        Ok(HistoryOptions {
            spacing: number("spacing", defaults.spacing)?,
            snapshots: number("snapshots", defaults.snapshots)?,
            megabytes: number("megabytes", defaults.megabytes)?,
        })
    }

    /// The limits of the history.
    pub fn limits(self) -> HistoryLimits {
        HistoryLimits {
            spacing: self.spacing.into(),
            snapshots_max: self.snapshots,
            bytes_max: u64::from(self.megabytes) * MEGABYTE,
            ..HistoryLimits::default()
        }
    }
}

impl Asked {
    /// Reads the name of a question.
    ///
    /// # Errors
    /// When the name is unknown.
    pub fn parse(name: &str) -> Result<Asked, LabError> {
        match name {
            "ask" => Ok(Asked::Ask),
            "explain" => Ok(Asked::Explain),
            _ => {
                let names = ErrorValue::names(["ask", "explain"]);
                let shown = shown_text(name);
                Err(ErrorKind::ArgumentError.at("question", codes::unknown_name(shown, names)))
            }
        }
    }
}
