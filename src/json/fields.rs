//! Fields of a JSON object, each read by its own [`Reader`].

use serde_json::{Map, Value};

use super::reader::{Reader, SHOWN_MAX};
use crate::error::{ErrorKind, LabError, codes};

/// The fields of an object.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    pub(super) what: ErrorKind,
    pub(super) path: String,
    pub(super) fields: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// Returns an optional field.
    pub fn get(&self, name: &str) -> Option<Reader<'a>> {
        let value = self.fields.get(name)?;
        Some(Reader { what: self.what, path: self.path_of(name), value })
    }

    /// Returns a required field.
    ///
    /// # Errors
    /// If it is missing. The error names the field.
    pub fn need(&self, name: &str) -> Result<Reader<'a>, LabError> {
        self.get(name).ok_or_else(|| self.what.at(self.path_of(name), codes::missing()))
    }

    /// The names of the fields, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields.keys().map(String::as_str)
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        let name: String = name.chars().take(SHOWN_MAX).collect();
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }
}
