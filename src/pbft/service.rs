//! The replicated service: a small key-value store whose operations are lines of text.
//!
//! Deterministic, as PBFT demands of a service: the same operations in the same order give the same results and the same
//! state everywhere. An operation that it does not understand has a result too, an error text, the same at every replica.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::codec::{BYTES_MAX, Encoded, Malformed, Reader, Writer};

/// How many bytes all keys and values together may have.
const STORE_BYTES_MAX: u64 = 1 << 20;
/// How many bytes a key may have.
const KEY_BYTES_MAX: usize = 256;
/// How many bytes a value may have; below [`BYTES_MAX`], so that every result fits into a message.
const VALUE_BYTES_MAX: usize = (BYTES_MAX as usize) / 2;

/// The state of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    entries: BTreeMap<Rc<str>, Rc<str>>,
    bytes: u64,
}

/// One operation, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation<'a> {
    Put { key: &'a str, value: &'a str },
    Get { key: &'a str },
    Del { key: &'a str },
    Add { key: &'a str, number: i64 },
    Append { key: &'a str, text: &'a str },
}

impl Service {
    /// Executes one operation and gives its result as text.
    ///
    /// `put KEY VALUE` and `append KEY TEXT` answer `ok`, `get KEY` the value, `del KEY` `ok`, `add KEY N` the new number;
    /// anything else answers `error: …` and changes nothing.
    pub fn execute(&mut self, operation: &[u8]) -> Rc<[u8]> {
        let result = parse(operation).and_then(|operation| self.apply(operation));
        let text = result.unwrap_or_else(|error| format!("error: {error}"));
        text.into_bytes().into()
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.entries.get(key).map(|value| &**value)
    }

    /// All keys and values, in the order of the keys.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(key, value)| (&**key, &**value))
    }

    fn apply(&mut self, operation: Operation<'_>) -> Result<String, String> {
        let ok = |()| "ok".to_owned();
        match operation {
            Operation::Put { key, value } => self.store(key, value).map(ok),
            Operation::Get { key } => {
                self.get(key).map(str::to_owned).ok_or_else(|| format!("there is no key {key}"))
            }
            Operation::Del { key } => self.remove(key).map(ok),
            Operation::Add { key, number } => {
                let old = self.get(key).unwrap_or("0");
                let old: i64 = old.parse().map_err(|_| format!("the value of {key} is no whole number"))?;
                let new = old.checked_add(number).ok_or("the sum is too large")?.to_string();
                self.store(key, &new).map(|()| new)
            }
            Operation::Append { key, text } => {
                let value = self.get(key).unwrap_or_default().to_owned() + text;
                self.store(key, &value).map(ok)
            }
        }
    }

    fn store(&mut self, key: &str, value: &str) -> Result<(), String> {
        if key.len() > KEY_BYTES_MAX {
            return Err(format!("a key may have at most {KEY_BYTES_MAX} bytes"));
        }
        if value.len() > VALUE_BYTES_MAX {
            return Err(format!("a value may have at most {VALUE_BYTES_MAX} bytes"));
        }
        let freed = self.entries.get_key_value(key).map_or(0, |(key, value)| entry_bytes(key, value));
        let bytes = self.bytes - freed + entry_bytes(key, value);
        if bytes > STORE_BYTES_MAX {
            return Err(format!(
                "the store is full: keys and values may have {STORE_BYTES_MAX} bytes in all"
            ));
        }
        self.bytes = bytes;
        self.entries.insert(key.into(), value.into());
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), String> {
        let (key, value) = self.entries.remove_entry(key).ok_or_else(|| format!("there is no key {key}"))?;
        self.bytes -= entry_bytes(&key, &value);
        Ok(())
    }
}

fn entry_bytes(key: &str, value: &str) -> u64 {
    (key.len() + value.len()) as u64
}

fn parse(operation: &[u8]) -> Result<Operation<'_>, String> {
    let text = std::str::from_utf8(operation).map_err(|_| "the operation is no text".to_owned())?;
    let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (key, argument) = rest.split_once(' ').map_or((rest, None), |(key, argument)| (key, Some(argument)));
    if key.is_empty() && ["put", "get", "del", "add", "append"].contains(&verb) {
        return Err(format!("{verb} needs a key"));
    }
    match (verb, argument) {
        ("put", Some(value)) => Ok(Operation::Put { key, value }),
        ("get", None) => Ok(Operation::Get { key }),
        ("del", None) => Ok(Operation::Del { key }),
        ("add", Some(number)) => {
            let number = number.parse().map_err(|_| "add needs a whole number".to_owned())?;
            Ok(Operation::Add { key, number })
        }
        ("append", Some(text)) => Ok(Operation::Append { key, text }),
        ("put" | "add" | "append", None) => Err(format!("{verb} needs a key and a value")),
        ("get" | "del", Some(_)) => Err(format!("{verb} takes one key")),
        _ => Err("unknown operation; known are put, get, del, add and append".to_owned()),
    }
}

/// The entries sorted by key: the canonical bytes that a state digest covers.
impl Encoded for Service {
    fn write(&self, writer: &mut dyn Writer) {
        writer.count(self.entries.len());
        for text in self.entries.iter().flat_map(|(key, value)| [key, value]) {
            writer.count(text.len());
            writer.raw(text.as_bytes());
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut service = Service::default();
        let mut last: Option<Rc<str>> = None;
        for _ in 0..reader.count(STORE_BYTES_MAX)? {
            let (key, value) = (read_text(reader)?, read_text(reader)?);
            // Only strictly rising keys are canonical: every state has one encoding.
            if last.is_some_and(|last| last >= key) || service.store(&key, &value).is_err() {
                return Err(Malformed::NotCanonical);
            }
            last = Some(key);
        }
        Ok(service)
    }
}

fn read_text(reader: &mut Reader<'_>) -> Result<Rc<str>, Malformed> {
    let len = reader.count(u64::from(BYTES_MAX))?;
    std::str::from_utf8(reader.slice(len)?).map(Rc::from).map_err(|_| Malformed::NotCanonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(operations: &[&str]) -> Vec<String> {
        let mut service = Service::default();
        let text = |result: Rc<[u8]>| String::from_utf8(result.to_vec()).unwrap();
        operations.iter().map(|operation| text(service.execute(operation.as_bytes()))).collect()
    }

    #[test]
    fn each_operation_answers_as_the_interface_says() {
        let operations =
            ["put x 1", "get x", "add x 41", "append x !", "get x", "del x", "get x", "add y -3"];
        let expected = ["ok", "1", "42", "ok", "42!", "ok", "error: there is no key x", "-3"];
        assert_eq!(results(&operations), expected);
    }

    #[test]
    fn a_value_may_hold_spaces_and_any_text() {
        assert_eq!(
            results(&["put motd <b>hello</b> wide world 🌍", "get motd"]),
            ["ok", "<b>hello</b> wide world 🌍"]
        );
    }

    #[test]
    fn whatever_it_does_not_understand_is_an_error_text_and_changes_nothing() {
        for operation in ["", "put", "put x", "get", "get x y", "add x one", "jump x", "PUT x 1"] {
            let mut service = Service::default();
            let result = service.execute(operation.as_bytes());
            assert!(result.starts_with(b"error: "), "{operation:?}");
            assert_eq!(service, Service::default(), "{operation:?}");
        }
        assert!(Service::default().execute(&[0xff, 0xfe]).starts_with(b"error: "));
        assert_eq!(results(&["put x 9223372036854775807", "add x 1"]), ["ok", "error: the sum is too large"]);
    }

    #[test]
    fn the_store_is_bounded_and_forgets_what_was_deleted() {
        let mut service = Service::default();
        let value = "v".repeat(VALUE_BYTES_MAX);
        for key in 0..40 {
            service.execute(format!("put {key} {value}").as_bytes());
        }
        assert!(service.bytes <= STORE_BYTES_MAX);
        assert!(service.execute(b"put more text").starts_with(b"ok"));
        assert!(
            service.execute(format!("put big {value}").as_bytes()).starts_with(b"error: the store is full")
        );
        service.execute(b"del 0");
        assert_eq!(&*service.execute(format!("put big {value}").as_bytes()), b"ok");
    }
}
