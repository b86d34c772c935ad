//! Reads JSON that people write: every mistake is answered with the field, the value and what would be right.
//!
//! Derived deserializers say `invalid type: string "7", expected u32`, lose the path inside tagged enums, and accept a
//! key that stands twice. Whoever reads from JavaScript values directly also loses `deny_unknown_fields`
//! (serde-wasm-bindgen ignores it). So all that comes in is text, is parsed strictly here, and is then read field by field.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::refusal::{Refusal, Refused};
use super::view::Ms;

/// How many bytes of text are read at most: enough for the commands that a run may have, and for a request far too long to be
/// refused by its own limit and name.
pub const TEXT_BYTES_MAX: usize = 8_000_000;
/// How deeply lists and objects may be nested.
const DEPTH_MAX: u32 = 32;
/// How many characters of a wrong value are shown.
const SHOWN_MAX: usize = 60;

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

/// Plain data as a JSON value. It goes by way of a text: a second serializer for every type would weigh more in the browser than
/// all that is done with values.
pub fn value_of(data: &impl serde::Serialize) -> Value {
    let text = serde_json::to_string(data).unwrap_or_default();
    parse(&text, Refused::ArgumentError).unwrap_or_default()
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

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    what: Refused,
    path: String,
    value: &'a Value,
}

impl<'a> Reader<'a> {
    /// The whole of what was parsed.
    pub fn new(what: Refused, value: &'a Value) -> Reader<'a> {
        Reader { what, path: String::new(), value }
    }

    /// A refusal of this value: `wrong` continues the sentence that begins with the field.
    pub fn refuse(&self, wrong: impl fmt::Display) -> Refusal {
        self.what.because(self.path.as_str(), wrong)
    }

    /// A refusal of this value that shows it and says what would be right.
    pub fn refuse_value(&self, right: impl fmt::Display) -> Refusal {
        self.refuse(format_args!("is {}; it must be {right}", shown(self.value)))
    }

    /// A whole number of a range.
    ///
    /// # Errors
    /// A refusal with the value and the range.
    pub fn number(&self, range: RangeInclusive<u64>) -> Result<u64, Refusal> {
        let (min, max) = (*range.start(), *range.end());
        let number = whole(self.value).filter(|number| range.contains(number));
        number.ok_or_else(|| match max {
            OPEN_MAX.. => self.refuse_value(format_args!("a whole number, at least {min}")),
            _ => self.refuse_value(format_args!("a whole number from {min} to {max}")),
        })
    }

    /// A whole number of a range that a `u32` holds.
    ///
    /// # Errors
    /// A refusal with the value and the range.
    pub fn small(&self, range: RangeInclusive<u32>) -> Result<u32, Refusal> {
        let number = self.number(u64::from(*range.start())..=u64::from(*range.end()))?;
        u32::try_from(number).map_err(|_| self.refuse_value("smaller"))
    }

    /// A time in milliseconds, exact to the microsecond, of a range.
    ///
    /// # Errors
    /// A refusal with the value and the range.
    pub fn ms(&self, range: RangeInclusive<Ms>) -> Result<Ms, Refusal> {
        let text = match self.value {
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        Ms::parse(&text).filter(|ms| range.contains(ms)).ok_or_else(|| {
            let (min, max) = (range.start().text(), range.end().text());
            match range.end().us() {
                OPEN_MS_US.. => self.refuse_value(format_args!("a number of milliseconds, at least {min}")),
                _ => self.refuse_value(format_args!("a number of milliseconds from {min} to {max}")),
            }
        })
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// A refusal with the value.
    pub fn flag(&self) -> Result<bool, Refusal> {
        self.value.as_bool().ok_or_else(|| self.refuse_value("true or false"))
    }

    /// A text of at most so many bytes.
    ///
    /// # Errors
    /// A refusal with the value or the limit.
    pub fn text(&self, bytes_max: usize) -> Result<&'a str, Refusal> {
        let text = self.value.as_str().ok_or_else(|| self.refuse_value("a text"))?;
        if text.len() > bytes_max {
            return Err(
                self.refuse(format_args!("has {} bytes; at most {bytes_max} are allowed", text.len()))
            );
        }
        Ok(text)
    }

    /// One of the named values.
    ///
    /// # Errors
    /// A refusal with the value and the names.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Result<T, Refusal> {
        let chosen = self.value.as_str().and_then(|text| choices.iter().find(|(name, _)| *name == text));
        let names = || choices.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(" or ");
        chosen.map(|(_, value)| *value).ok_or_else(|| self.refuse_value(names()))
    }

    /// The elements of a list of at most so many.
    ///
    /// # Errors
    /// A refusal with the value or the limit.
    pub fn list(&self, max: usize) -> Result<impl Iterator<Item = Reader<'a>> + use<'a>, Refusal> {
        let list = self.value.as_array().ok_or_else(|| self.refuse_value("a list"))?;
        if list.len() > max {
            return Err(self.refuse(format_args!("has {} entries; at most {max} are allowed", list.len())));
        }
        let (what, path) = (self.what, self.path.clone());
        Ok(list.iter().enumerate().map(move |(index, value)| Reader {
            what,
            path: format!("{path}[{index}]"),
            value,
        }))
    }

    /// Exactly two elements.
    ///
    /// # Errors
    /// A refusal with the value.
    pub fn pair(&self) -> Result<(Reader<'a>, Reader<'a>), Refusal> {
        let mut elements = self.list(2).map_err(|_| self.refuse_value("a list of two numbers"))?;
        match (elements.next(), elements.next()) {
            (Some(first), Some(second)) => Ok((first, second)),
            _ => Err(self.refuse_value("a list of two numbers")),
        }
    }

    /// The fields of an object that may have no others than these.
    ///
    /// # Errors
    /// A refusal with the value or the unknown field.
    pub fn object(&self, known: &[&str]) -> Result<Fields<'a>, Refusal> {
        let fields = self.any_object()?;
        match fields.fields.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(fields),
            Some(unknown) => {
                let place = self.what.because(fields.path_of(unknown), "is not known here");
                let known = known.join(", ");
                let message = place
                    .message
                    .replace(" here.", &format!(" here; the fields that may stand are {known}."));
                Err(Refusal { message, ..place })
            }
        }
    }

    /// The one field of an object that has exactly one.
    ///
    /// # Errors
    /// A refusal with the value and the names that may stand.
    pub fn single(&self, names: &[&'static str]) -> Result<(&'static str, Reader<'a>), Refusal> {
        let right =
            || self.refuse_value(format_args!("an object with one of the fields {}", names.join(", ")));
        let fields = self.value.as_object().filter(|fields| fields.len() == 1).ok_or_else(right)?;
        let fields = Fields { what: self.what, path: self.path.clone(), fields };
        let found = names.iter().find_map(|name| Some((*name, fields.get(name)?)));
        found.ok_or_else(right)
    }

    /// The fields of an object, whatever others it has: for the field that tells which ones may stand.
    ///
    /// # Errors
    /// A refusal with the value.
    pub fn any_object(&self) -> Result<Fields<'a>, Refusal> {
        let fields = self.value.as_object().ok_or_else(|| self.refuse_value("an object"))?;
        Ok(Fields { what: self.what, path: self.path.clone(), fields })
    }
}

/// The fields of an object.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    what: Refused,
    path: String,
    fields: &'a Map<String, Value>,
}

impl<'a> Fields<'a> {
    /// The value of a field that may be absent.
    pub fn get(&self, name: &str) -> Option<Reader<'a>> {
        let value = self.fields.get(name)?;
        Some(Reader { what: self.what, path: self.path_of(name), value })
    }

    /// The value of a field that must be there.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn need(&self, name: &str) -> Result<Reader<'a>, Refusal> {
        self.get(name).ok_or_else(|| self.what.because(self.path_of(name), "is missing"))
    }

    /// The names of the fields, in the order in which they stand.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.fields.keys().map(String::as_str)
    }

    fn path_of(&self, name: &str) -> String {
        let name: String = name.chars().take(SHOWN_MAX).collect();
        if self.path.is_empty() { name } else { format!("{}.{name}", self.path) }
    }
}

/// A range that ends here or later is bounded by something else, which says so better.
const OPEN_MAX: u64 = u32::MAX as u64;
/// The same for times: a year.
const OPEN_MS_US: u64 = 365 * 24 * 3_600_000_000;

/// A whole number; JavaScript writes some of them with a point.
fn whole(value: &Value) -> Option<u64> {
    let Value::Number(number) = value else { return None };
    number.as_u64().or_else(|| number.to_string().strip_suffix(".0")?.parse().ok())
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(list) => format!("a list of {}", list.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => shown_text(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A text in quotes, control characters escaped, cut where it is long.
fn shown_text(text: &str) -> String {
    let start: String = text.chars().take(SHOWN_MAX).collect();
    let dots = if start.len() < text.len() { "…" } else { "" };
    format!("{:?}{dots}", start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal_of(text: &str) -> Refusal {
        parse(text, Refused::ScenarioError).unwrap_err()
    }

    #[test]
    fn a_key_that_stands_twice_is_refused_with_its_path() {
        let refusal = refusal_of(r#"{"cluster": {"replicas": 4, "replicas": 5}}"#);
        assert!(refusal.message.contains("\"replicas\" stands twice"), "{refusal}");
        assert!(refusal.field.starts_with("cluster"), "{refusal:?}");
    }

    #[test]
    fn ten_megabytes_and_endless_nesting_are_refused_in_a_sentence() {
        let refusal = refusal_of(&" ".repeat(10 << 20));
        assert_eq!(refusal.message, "the scenario has 10485760 bytes of text; at most 8000000 are read.");
        let refusal = refusal_of(&"[".repeat(500_000));
        assert!(refusal.message.contains("nested more than 32 deep"), "{refusal}");
    }

    #[test]
    fn a_truncated_or_trailing_text_is_refused() {
        assert!(refusal_of(r#"{"cluster": {"#).message.contains("cannot be read: EOF"));
        assert!(refusal_of("{} {}").message.contains("trailing characters"));
    }

    #[test]
    fn a_wrong_value_is_shown_with_what_would_be_right() {
        let value = parse(r#"{"a": [1, -2, 1.5, "x", 7.0, null]}"#, Refused::CommandError).unwrap();
        let a = Reader::new(Refused::CommandError, &value).object(&["a"]).unwrap().need("a").unwrap();
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
        let value = parse(r#"{"replica": 1}"#, Refused::ScenarioError).unwrap();
        let refusal = Reader::new(Refused::ScenarioError, &value).object(&["replicas", "seed"]).unwrap_err();
        assert_eq!(
            refusal.message,
            "replica is not known here; the fields that may stand are replicas, seed."
        );
        assert_eq!(refusal.field, "replica");
    }
}
