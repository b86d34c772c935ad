//! Parses JSON strictly: no key twice, nothing nested without end, nothing longer than is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::json::shown_text;
use super::refusal::{Refusal, Refused};

/// How many bytes of text are read at most: enough for the commands that a run may have, and for a request far too long to be
/// refused by its own limit and name.
pub const TEXT_BYTES_MAX: usize = 8_000_000;
/// How deeply lists and objects may be nested.
const DEPTH_MAX: u32 = 32;
/// Parses a text in which no key stands twice and nothing is nested too deeply.
///
/// # Errors
/// A refusal with the place of the mistake.
pub fn parse(text: &str, what: Refused) -> Result<Value, Refusal> {
    if text.len() > TEXT_BYTES_MAX {
        let wrong = format!("has {} bytes of text; at most {TEXT_BYTES_MAX} are read", text.len());
        return Err(what.because("", wrong));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let value = match (Strict { depth: 0 }).deserialize(tracked) {
        Ok(value) => value,
        Err(error) => {
            return Err(what.because(path_of(&track.path()), format_args!("cannot be read: {error}")));
        }
    };
    deserializer.end().map_err(|error| what.because("", format_args!("cannot be read: {error}")))?;
    Ok(value)
}

fn path_of(path: &serde_path_to_error::Path) -> String {
    // Where the text breaks off, the path ends in a segment that nobody has named yet.
    path.to_string().trim_end_matches(['?', '.']).to_owned()
}

/// Reads a value and refuses what a lenient reader would silently change.
#[derive(Clone, Copy)]
struct Strict {
    depth: u32,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Strict, E> {
        let depth = self.depth + 1;
        if depth > DEPTH_MAX {
            return Err(E::custom(format_args!("lists and objects are nested more than {DEPTH_MAX} deep")));
        }
        Ok(Strict { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
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
                return Err(A::Error::custom(format_args!("the field {} stands twice", shown_text(&name))));
            }
            fields.insert(name, value);
        }
        Ok(Value::Object(fields))
    }
}
