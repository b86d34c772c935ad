//! Parses JSON strictly: no key twice, nothing nested without end, nothing longer than is read.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::reader::shown_text;
use crate::error::codes::{self, ErrorDetail};
use crate::error::{ErrorKind, LabError};

/// How many bytes of text are read at most: enough for the commands that a run may have, and for a request far too long to be
/// refused by its own limit and name.
pub const TEXT_BYTES_MAX: usize = 8_000_000;
/// How deeply lists and objects may be nested.
const DEPTH_MAX: u32 = 32;

/// Parses a text in which no key stands twice and nothing is nested too deeply.
///
/// # Errors
/// A refusal with the place of the mistake.
pub fn parse(text: &str, what: ErrorKind) -> Result<Value, LabError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(what.at("", codes::too_much_text(text.len(), TEXT_BYTES_MAX)));
    }
    // Some editors put a byte-order mark at the beginning of a file.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let fault = RefCell::default();
    let value = match (Strict { depth: 0, fault: &fault }).deserialize(tracked) {
        Ok(value) => value,
        Err(error) => return Err(what.at(path_of(&track.path()), wrong_of(&error, fault.take()))),
    };
    deserializer.end().map_err(|error| what.at("", wrong_of(&error, None)))?;
    Ok(value)
}

/// What the parser says in its own words, and what we found ourselves in ours.
fn wrong_of(error: &serde_json::Error, fault: Option<Fault>) -> ErrorDetail {
    let (line, column) = (error.line(), error.column());
    match fault {
        Some(Fault::Twice(name)) => return codes::duplicate_field(name, line, column),
        Some(Fault::TooDeep) => return codes::nested_too_deep(DEPTH_MAX, line, column),
        None => {}
    }
    let said = error.to_string();
    let place = format!(" at line {line} column {column}");
    let detail = said.strip_suffix(&place).unwrap_or(&said);
    if error.is_eof() {
        codes::unexpected_end(detail, line, column)
    } else {
        codes::invalid_json(detail, line, column)
    }
}

fn path_of(path: &serde_path_to_error::Path) -> String {
    // Where the text breaks off, the path ends in a segment that nobody has named yet.
    path.to_string().trim_end_matches(['?', '.']).to_owned()
}

/// What the parser would have let pass.
enum Fault {
    /// The field of this name stands twice.
    Twice(String),
    /// Nested too deeply.
    TooDeep,
}

/// Reads a value and refuses what a lenient reader would silently change.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: u32,
    /// Why it was refused: an error of the parser holds nothing but words.
    fault: &'a RefCell<Option<Fault>>,
}

impl Strict<'_> {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > DEPTH_MAX {
            return Err(self.broken(Fault::TooDeep));
        }
        Ok(Strict { depth, ..self })
    }

    fn broken<E: serde::de::Error>(self, fault: Fault) -> E {
        self.fault.replace(Some(fault));
        E::custom("")
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(deeper)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let deeper = self.deeper()?;
        let mut fields = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(deeper)?;
            if fields.contains_key(&name) {
                return Err(self.broken(Fault::Twice(shown_text(&name))));
            }
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}
