//! Reader of JSON values: every error names the field, the value and what would be right.
//!
//! Derived deserializers report `invalid type: string "7", expected u32`, lose the path inside tagged enums, and accept
//! duplicate fields. Reading JavaScript values directly also loses `deny_unknown_fields` (serde-wasm-bindgen ignores it). So
//! all input is text, is parsed strictly, and is then read field by field.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::fields::Fields;
use super::parse::parse;
use super::write::text_of;
use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::error::{ErrorKind, LabError};

use crate::units::Ms;

/// The maximum number of characters of a wrong value that an error shows.
pub(super) const SHOWN_MAX: usize = 60;

/// Converts data to a JSON value, by way of text: a second serializer for every type would be too large in the browser.
pub fn value_of(data: &impl serde::Serialize) -> Value {
    parse(&text_of(data), ErrorKind::ArgumentError).unwrap_or_default()
}

/// A value and its path.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    pub(super) what: ErrorKind,
    pub(super) path: String,
    pub(super) value: &'a Value,
}

impl<'a> Reader<'a> {
    /// A reader of the whole value.
    pub fn new(what: ErrorKind, value: &'a Value) -> Reader<'a> {
        Reader { what, path: String::new(), value }
    }

    /// An error about this value. Its sentence begins with the field.
    pub fn refuse(&self, wrong: ErrorDetail) -> LabError {
        self.what.at(self.path.as_str(), wrong)
    }

    /// The value, shortened for an error.
    pub fn shown(&self) -> ErrorValue {
        shown(self.value)
    }

    /// Reads a whole number within a range.
    ///
    /// # Errors
    /// If it is not. The error contains the value and the range.
    pub fn number(&self, range: RangeInclusive<u64>) -> Result<u64, LabError> {
        let (min, max) = (*range.start(), *range.end());
        let number = whole(self.value).filter(|number| range.contains(number));
        number.ok_or_else(|| match max {
            OPEN_MAX.. if !exceeds(self.value, max) => self.refuse(codes::too_small(self.shown(), min)),
            _ => self.refuse(codes::out_of_range(self.shown(), min, max)),
        })
    }

    /// Reads a whole number within a range of `u32`.
    ///
    /// # Errors
    /// If it is not. The error contains the value and the range.
    pub fn small(&self, range: RangeInclusive<u32>) -> Result<u32, LabError> {
        let number = self.number(u64::from(*range.start())..=u64::from(*range.end()))?;
        u32::try_from(number)
            .map_err(|_| self.refuse(codes::out_of_range(number, *range.start(), *range.end())))
    }

    /// Reads the version and accepts only this one.
    ///
    /// # Errors
    /// If it is another. The error contains the value.
    pub fn version(&self, number: u32) -> Result<u32, LabError> {
        let is_it = whole(self.value) == Some(u64::from(number));
        if is_it { Ok(number) } else { Err(self.refuse(codes::wrong_version(self.shown(), number))) }
    }

    /// Reads a time in milliseconds within a range, to the nearest microsecond.
    ///
    /// # Errors
    /// If it is not. The error contains the value and the range.
    pub fn ms(&self, range: RangeInclusive<Ms>) -> Result<Ms, LabError> {
        let text = match self.value {
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let (min, max) = (*range.start(), *range.end());
        Ms::parse(&text).filter(|ms| range.contains(ms)).ok_or_else(|| match max.us() {
            OPEN_MS_US.. if !exceeds(self.value, max.us() / 1000) => {
                self.refuse(codes::time_too_small(self.shown(), min))
            }
            _ => self.refuse(codes::time_out_of_range(self.shown(), min, max)),
        })
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// If it is neither. The error contains the value.
    pub fn flag(&self) -> Result<bool, LabError> {
        self.value.as_bool().ok_or_else(|| self.refuse(codes::not_a_boolean(self.shown())))
    }

    /// Reads a text of at most `max` bytes.
    ///
    /// # Errors
    /// If it is not a text or too long. The error contains the value or the limit.
    pub fn text(&self, bytes_max: usize) -> Result<&'a str, LabError> {
        let text = self.value.as_str().ok_or_else(|| self.refuse(codes::not_a_string(self.shown())))?;
        if text.len() > bytes_max {
            return Err(self.refuse(codes::too_long(text.len(), bytes_max)));
        }
        Ok(text)
    }

    /// Reads one of the named values.
    ///
    /// # Errors
    /// If there is no such name. The error contains the value and the names.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, LabError> {
        let chosen = self.value.as_str().and_then(|text| choices.iter().find(|(name, _)| *name == text));
        let names = choices.iter().map(|(name, _)| *name);
        let wrong = || self.refuse(codes::not_one_of(self.shown(), ErrorValue::choices(names)));
        chosen.map(|(_, value)| *value).ok_or_else(wrong)
    }

    /// Reads a list of at most `max` elements.
    ///
    /// # Errors
    /// If it is not a list or too long. The error contains the value or the limit.
    pub fn list(&self, max: usize) -> Result<impl Iterator<Item = Reader<'a>> + use<'a>, LabError> {
        let list = self.value.as_array().ok_or_else(|| self.refuse(codes::not_an_array(self.shown())))?;
        if list.len() > max {
            return Err(self.refuse(codes::too_many_entries(list.len(), max)));
        }
        let (what, path) = (self.what, self.path.clone());
        let element = move |(index, value)| Reader { what, path: format!("{path}[{index}]"), value };
        Ok(list.iter().enumerate().map(element))
    }

    /// Reads a list of exactly two elements.
    ///
    /// # Errors
    /// If it is not. The error contains the value.
    pub fn pair(&self) -> Result<(Reader<'a>, Reader<'a>), LabError> {
        let wrong = || self.refuse(codes::not_a_pair(self.shown()));
        let mut elements = self.list(2).map_err(|_| wrong())?;
        match (elements.next(), elements.next()) {
            (Some(first), Some(second)) => Ok((first, second)),
            _ => Err(wrong()),
        }
    }

    /// Reads an object that has only these fields.
    ///
    /// # Errors
    /// If it is not an object or has another field. The error contains the value or the field.
    pub fn object(&self, known: &[&str]) -> Result<Fields<'a>, LabError> {
        let fields = self.any_object()?;
        match fields.fields.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(fields),
            Some(unknown) => {
                let wrong = codes::unknown_field(ErrorValue::names(known.iter().copied()));
                Err(self.what.at(fields.path_of(unknown), wrong))
            }
        }
    }

    /// Reads an object with at most `max` fields whose names satisfy `is_name`. `wrong` is the error of a name that does not.
    ///
    /// # Errors
    /// If it is not. The error contains the value, the limit or the name.
    pub fn map(
        &self,
        max: usize,
        is_name: impl Fn(&str) -> bool,
        wrong: impl Fn() -> ErrorDetail,
    ) -> Result<Fields<'a>, LabError> {
        let fields = self.any_object()?;
        let count = fields.fields.len();
        if count > max {
            return Err(self.refuse(codes::too_many_entries(count, max)));
        }
        match fields.fields.keys().find(|name| !is_name(name)) {
            None => Ok(fields),
            Some(name) => Err(self.what.at(fields.path_of(name), wrong())),
        }
    }

    /// Reads an object with exactly one field, one of these.
    ///
    /// # Errors
    /// If it is not. The error contains the value and the names.
    pub fn single(&self, names: &[&'static str]) -> Result<(&'static str, Reader<'a>), LabError> {
        let wrong = || {
            self.refuse(codes::not_exactly_one_field(self.shown(), ErrorValue::names(names.iter().copied())))
        };
        let fields = self.any_object().ok().filter(|fields| fields.fields.len() == 1).ok_or_else(wrong)?;
        let found = names.iter().find_map(|name| Some((*name, fields.get(name)?)));
        found.ok_or_else(wrong)
    }

    /// Reads an object with any fields, to find the field that decides which others are allowed.
    ///
    /// # Errors
    /// If it is not an object. The error contains the value.
    pub fn any_object(&self) -> Result<Fields<'a>, LabError> {
        let fields = self.value.as_object().ok_or_else(|| self.refuse(codes::not_an_object(self.shown())))?;
        Ok(Fields { what: self.what, path: self.path.clone(), fields })
    }

    /// Whether the value is a text, for data that may be a text or something else.
    pub fn is_text(&self) -> bool {
        self.value.is_string()
    }

    /// Whether it equals this value.
    pub fn is(&self, value: &Value) -> bool {
        self.value == value
    }

    /// Whether the value is a list, for data that may be a list or something else.
    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Reads data that has one of several types: the first reading that succeeds.
    ///
    /// # Errors
    /// If none succeeds. `wrong` makes the error of the value.
    pub fn any_of<T>(
        &self,
        readings: &[Reading<'_, 'a, T>],
        wrong: impl Fn(ErrorValue) -> ErrorDetail,
    ) -> Result<T, LabError> {
        readings.iter().find_map(|read| read(self).ok()).ok_or_else(|| self.refuse(wrong(self.shown())))
    }
}

/// A way to read a value.
pub type Reading<'r, 'a, T> = &'r dyn Fn(&Reader<'a>) -> Result<T, LabError>;

/// Above this maximum an error does not name it, because another limit is tighter.
const OPEN_MAX: u64 = u32::MAX as u64;
/// The same for times: a year.
const OPEN_MS_US: u64 = 365 * 24 * 3_600_000_000;

/// A whole number. JavaScript writes some of them with a decimal point.
fn whole(value: &Value) -> Option<u64> {
    let Value::Number(number) = value else { return None };
    number.as_u64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
}

/// Whether it is a number above the maximum. Numbers above `u64` have an exponent.
fn exceeds(value: &Value, max: u64) -> bool {
    let Value::Number(number) = value else { return false };
    let text = number.to_string();
    let is_vast = !text.starts_with('-') && text.contains('e') && !text.contains("e-");
    number.as_u64().map_or(is_vast, |whole| whole > max)
}

fn shown(value: &Value) -> ErrorValue {
    match value {
        Value::Array(list) => ErrorValue::List(list.len()),
        Value::Object(_) => ErrorValue::Object,
        Value::String(text) => ErrorValue::Text(shown_text(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            value.as_u64().map_or_else(|| ErrorValue::Text(text_of(value)), ErrorValue::Number)
        }
    }
}

/// The text in quotes, with control characters escaped, shortened if it is long.
pub(crate) fn shown_text(text: &str) -> String {
    let start: String = text.chars().take(SHOWN_MAX).collect();
    let dots = if start.len() < text.len() { "…" } else { "" };
    format!("{:?}{dots}", start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal_of(text: &str) -> LabError {
        parse(text, ErrorKind::ScenarioError).unwrap_err()
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_its_path() {
        let refusal = refusal_of(r#"{"cluster": {"replicas": 4, "replicas": 5}}"#);
        assert!(refusal.message.contains("duplicate field \"replicas\""), "{refusal}");
        assert!(refusal.field.starts_with("cluster"), "{refusal:?}");
    }

    #[test]
    fn ten_megabytes_and_endless_nesting_are_refused_in_a_sentence() {
        let refusal = refusal_of(&" ".repeat(10 << 20));
        assert_eq!(refusal.message, "the scenario has 10485760 bytes of text; at most 8000000 are allowed.");
        let refusal = refusal_of(&"[".repeat(500_000));
        assert!(refusal.message.contains("at most 32 levels are allowed"), "{refusal}");
    }

    #[test]
    fn a_byte_order_mark_before_the_text_is_accepted_and_no_second_one() {
        assert_eq!(
            parse("\u{feff}{\"a\": 1}", ErrorKind::ScenarioError),
            parse("{\"a\": 1}", ErrorKind::ScenarioError)
        );
        assert!(refusal_of("\u{feff}\u{feff}{}").message.contains("is not valid JSON"));
    }

    #[test]
    fn a_truncated_or_trailing_text_is_refused() {
        assert!(refusal_of(r#"{"cluster": {"#).message.contains("is not valid JSON: EOF"));
        assert!(refusal_of("{} {}").message.contains("trailing characters"));
    }

    #[test]
    fn a_wrong_value_is_shown_with_what_would_be_right() {
        let value = parse(r#"{"a": [1, -2, 1.5, "x", 7.0, null]}"#, ErrorKind::CommandError).unwrap();
        let a = Reader::new(ErrorKind::CommandError, &value).object(&["a"]).unwrap().need("a").unwrap();
        let read = |index: usize| a.list(9).unwrap().nth(index).unwrap().number(0..=9);
        assert_eq!(read(0), Ok(1));
        assert_eq!(read(4), Ok(7));
        let wrong = [(1, "-2"), (2, "1.5"), (3, "\"x\""), (5, "null")];
        for (index, shown) in wrong {
            let refusal = read(index).unwrap_err();
            let right = format!("a[{index}] is {shown}; it must be a whole number from 0 to 9.");
            assert_eq!((refusal.message, refusal.field), (right, format!("a[{index}]")));
        }
    }

    #[test]
    fn an_unknown_field_is_refused_and_the_known_ones_are_named() {
        let value = parse(r#"{"replica": 1}"#, ErrorKind::ScenarioError).unwrap();
        let refusal =
            Reader::new(ErrorKind::ScenarioError, &value).object(&["replicas", "seed"]).unwrap_err();
        assert_eq!(refusal.message, "replica is not a known field; the known fields are replicas, seed.");
        assert_eq!(refusal.field, "replica");
    }
}
