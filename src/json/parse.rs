//! Strict JSON parser: no duplicate fields, with limits on nesting and length.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::reader::shown_text;
use crate::error::codes::{self, ErrorDetail};
use crate::error::{ErrorKind, LabError};

/// The maximum number of bytes of a text. It is large enough for the commands of any run, and for a request that is much too
/// long to be refused with its own limit and name.
pub const TEXT_BYTES_MAX: usize = 8_000_000;
/// The maximum depth of lists and objects.
const DEPTH_MAX: u32 = 32;

/// Parses a text. Duplicate fields and deep nesting are errors.
///
/// # Errors
/// The first mistake, with its position.
pub fn parse(text: &str, what: ErrorKind) -> Result<Value, LabError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(what.at("", codes::too_much_text(text.len(), TEXT_BYTES_MAX)));
    }
    // Some editors write a byte-order mark at the beginning of a file.
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

/// The parser's message, or our own error if we found it.
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
    // If the text ends early, the path ends with a segment that has no name yet.
    path.to_string().trim_end_matches(['?', '.']).to_owned()
}

/// An error that the parser would accept.
enum Fault {
    /// The field of this name occurs twice.
    Twice(String),
    /// Nested too deeply.
    TooDeep,
}

/// Reads a value and refuses what a lenient parser would change silently.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: u32,
    /// The reason, because an error of the parser contains only text.
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
