//! The fields of an object that is read: each is a [`Reader`] of its own.

use serde_json::{Map, Value};

use super::reader::{Reader, SHOWN_MAX};
use super::recorder::{ANY_FIELD, Spot};
use crate::error::{ErrorKind, LabError, codes};

/// The fields of an object.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    pub(super) what: ErrorKind,
    pub(super) path: String,
    pub(super) fields: &'a Map<String, Value>,
    pub(super) survey: Option<Spot<'a>>,
}

impl<'a> Fields<'a> {
    /// The value of a field that may be absent.
    pub fn get(&self, name: &str) -> Option<Reader<'a>> {
        let survey = self.survey.as_ref().map(|spot| spot.field(name, false));
        let value = if survey.is_some() { &Value::Null } else { self.fields.get(name)? };
        Some(Reader { what: self.what, path: self.path_of(name), value, survey })
    }

    /// The value of a field that must be there.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn need(&self, name: &str) -> Result<Reader<'a>, LabError> {
        if let Some(spot) = &self.survey {
            let survey = Some(spot.field(name, true));
            return Ok(Reader { what: self.what, path: self.path_of(name), value: &Value::Null, survey });
        }
        self.get(name).ok_or_else(|| self.what.at(self.path_of(name), codes::missing()))
    }

    /// The names of the fields, in the order in which they stand.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let any = self.survey.as_ref().map(|_| ANY_FIELD);
        any.into_iter().chain(self.fields.keys().map(String::as_str))
    }

    pub(super) fn path_of(&self, name: &str) -> String {
        let name: String = name.chars().take(SHOWN_MAX).collect();
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }
}
