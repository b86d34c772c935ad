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
    Cas { key: &'a str, old: &'a str, new: &'a str },
    Transfer { from: &'a str, to: &'a str, amount: i64 },
}

impl Service {
    /// Executes one operation and gives its result as text.
    ///
    /// `put KEY VALUE` and `append KEY TEXT` answer `ok`, `get KEY` the value, `del KEY` `ok`, `add KEY N` the new number,
    /// `cas KEY OLD NEW` `ok` where the value was OLD, `transfer FROM TO N` `ok` where FROM had N. What cannot be done answers
    /// `error: …` and changes nothing. More than one space between words is one; after the space that ends the key of `put` and
    /// `append`, every space belongs to the value.
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
            Operation::Get { key } => self.get(key).map(str::to_owned).ok_or_else(|| no_key(key)),
            Operation::Del { key } => self.remove(key).map(ok),
            Operation::Add { key, number } => {
                let old = if self.get(key).is_some() { self.number(key)? } else { 0 };
                let new = old.checked_add(number).ok_or("the sum is too large")?.to_string();
                self.store(key, &new).map(|()| new)
            }
            Operation::Append { key, text } => {
                let value = self.get(key).unwrap_or_default().to_owned() + text;
                self.store(key, &value).map(ok)
            }
            Operation::Cas { key, old, new } => {
                let value = self.get(key).ok_or_else(|| no_key(key))?;
                if value != old {
                    return Err(format!("the value of {key} is {value}"));
                }
                self.store(key, new).map(ok)
            }
            Operation::Transfer { from, to, amount } => self.transfer(from, to, amount).map(ok),
        }
    }

    /// Both values change, or none does.
    fn transfer(&mut self, from: &str, to: &str, amount: i64) -> Result<(), String> {
        let held = self.number(from)?;
        if held < amount {
            return Err(format!("{from} has only {held}"));
        }
        let received = if self.get(to).is_some() { self.number(to)? } else { 0 };
        let sum = received.checked_add(amount).ok_or("the sum is too large")?;
        self.store(to, &sum.to_string())?;
        // What is left has no more digits than what was there: there is room for it.
        self.store(from, &(held - amount).to_string())
    }

    fn number(&self, key: &str) -> Result<i64, String> {
        let value = self.get(key).ok_or_else(|| no_key(key))?;
        value.trim_matches(' ').parse().map_err(|_| format!("the value of {key} is no whole number"))
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
        let (key, value) = self.entries.remove_entry(key).ok_or_else(|| no_key(key))?;
        self.bytes -= entry_bytes(&key, &value);
        Ok(())
    }
}

fn entry_bytes(key: &str, value: &str) -> u64 {
    (key.len() + value.len()) as u64
}

fn no_key(key: &str) -> String {
    format!("there is no key {key}")
}

fn parse(operation: &[u8]) -> Result<Operation<'_>, String> {
    let text = std::str::from_utf8(operation).map_err(|_| "the operation is no text".to_owned())?;
    let (verb, rest) = first_word(text);
    let rest = rest.unwrap_or_default();
    match verb {
        "put" | "append" => parse_text(verb, rest),
        "get" | "del" => {
            let key = match words(rest)[..] {
                [] => return Err(format!("{verb} needs a key")),
                [key] => key,
                _ => return Err(format!("{verb} takes one key")),
            };
            Ok(if verb == "get" { Operation::Get { key } } else { Operation::Del { key } })
        }
        "add" => match words(rest)[..] {
            [] | [_] => Err("add needs a key and a whole number".to_owned()),
            [key, number] => {
                let number = number.parse().map_err(|_| "add needs a whole number".to_owned())?;
                Ok(Operation::Add { key, number })
            }
            _ => Err("add needs a whole number".to_owned()),
        },
        "cas" => match words(rest)[..] {
            [key, old, new] => Ok(Operation::Cas { key, old, new }),
            _ => Err("cas needs a key, an old value and a new value, each one word".to_owned()),
        },
        "transfer" => parse_transfer(rest),
        _ => Err("unknown operation; known are put, get, del, add, append, cas and transfer".to_owned()),
    }
}

/// A key, and after it a text that may hold spaces or be empty.
fn parse_text<'a>(verb: &str, rest: &'a str) -> Result<Operation<'a>, String> {
    match (first_word(rest), verb) {
        ((key, Some(value)), "put") if !key.is_empty() => Ok(Operation::Put { key, value }),
        ((key, Some(text)), _) if !key.is_empty() => Ok(Operation::Append { key, text }),
        _ => Err(format!("{verb} needs a key and a value")),
    }
}

fn parse_transfer(rest: &str) -> Result<Operation<'_>, String> {
    let [from, to, amount] = words(rest)[..] else {
        return Err("transfer needs two keys and a whole number".to_owned());
    };
    let amount: i64 = amount.parse().map_err(|_| "transfer needs a whole number".to_owned())?;
    if amount <= 0 {
        return Err("transfer needs a number above 0".to_owned());
    }
    if from == to {
        return Err("transfer needs two different keys".to_owned());
    }
    Ok(Operation::Transfer { from, to, amount })
}

/// The first word, and what comes after the space that ends it.
fn first_word(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_start_matches(' ');
    text.split_once(' ').map_or((text, None), |(word, rest)| (word, Some(rest)))
}

fn words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|word| !word.is_empty()).collect()
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
    fn cas_changes_a_value_only_where_it_is_the_old_one() {
        let operations =
            ["cas x 1 2", "put x 1", "cas x 1 2", "cas x 1 3", "get x", "cas  x  2  3 ", "get x"];
        let expected = ["error: there is no key x", "ok", "ok", "error: the value of x is 2", "2", "ok", "3"];
        assert_eq!(results(&operations), expected);
    }

    #[test]
    fn a_transfer_moves_what_is_there_or_changes_nothing() {
        let operations = [
            "transfer a b 5",
            "put a 10",
            "transfer a b 4",
            "transfer a b 7",
            "get a",
            "get b",
            "transfer a b 6",
            "get a",
            "get b",
        ];
        let expected =
            ["error: there is no key a", "ok", "ok", "error: a has only 6", "6", "4", "ok", "0", "10"];
        assert_eq!(results(&operations), expected);
        assert_eq!(
            results(&["put a 1", "put b text", "transfer a b 1", "get a"]),
            ["ok", "ok", "error: the value of b is no whole number", "1"]
        );
        assert_eq!(
            results(&["put a 1", "put b 9223372036854775807", "transfer a b 1", "get a"])[2..],
            ["error: the sum is too large", "1"]
        );
        let long = format!("transfer a {} 1", "b".repeat(KEY_BYTES_MAX + 1));
        assert_eq!(
            results(&["put a 1", &long, "get a"])[1..],
            ["error: a key may have at most 256 bytes", "1"]
        );
    }

    #[test]
    fn extra_spaces_between_words_mean_nothing_and_those_of_a_value_stay() {
        let operations = [
            "  put   x   1",
            "get   x  ",
            "put x 1 ",
            " add  x   2 ",
            " del  x ",
            "put x a  b ",
            "append  x  c",
            "get x",
        ];
        assert_eq!(results(&operations), ["ok", "  1", "ok", "3", "ok", "ok", "ok", "a  b  c"]);
    }

    #[test]
    fn an_error_says_what_is_missing() {
        let cases = [
            ("put", "put needs a key and a value"),
            ("put x", "put needs a key and a value"),
            ("append  x", "append needs a key and a value"),
            ("get ", "get needs a key"),
            ("del", "del needs a key"),
            ("get x y", "get takes one key"),
            ("add x", "add needs a key and a whole number"),
            ("add x one", "add needs a whole number"),
            ("add x 1 2", "add needs a whole number"),
            ("cas x 1", "cas needs a key, an old value and a new value, each one word"),
            ("cas x 1 2 3", "cas needs a key, an old value and a new value, each one word"),
            ("transfer a b", "transfer needs two keys and a whole number"),
            ("transfer a b all", "transfer needs a whole number"),
            ("transfer a b 0", "transfer needs a number above 0"),
            ("transfer a b -1", "transfer needs a number above 0"),
            ("transfer a a 1", "transfer needs two different keys"),
            ("jump", "unknown operation; known are put, get, del, add, append, cas and transfer"),
        ];
        for (operation, error) in cases {
            assert_eq!(results(&[operation]), [format!("error: {error}")], "{operation:?}");
        }
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
