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
/// How many characters of a word or value an error text quotes.
const QUOTED_CHARS_MAX: usize = 60;

/// The state of the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    entries: BTreeMap<Rc<str>, Rc<str>>,
    bytes: u64,
}

/// One operation, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Operation<'a> {
    Put { key: &'a str, value: String },
    Get { key: &'a str },
    Del { key: &'a str },
    Add { key: &'a str, number: i64 },
    Append { key: &'a str, text: String },
    Cas { key: &'a str, old: &'a str, new: &'a str },
    Transfer { from: &'a str, to: &'a str, amount: i64 },
}

impl Service {
    /// Executes one operation and gives its result as text.
    ///
    /// `put KEY VALUE` and `append KEY TEXT` answer `ok`, `get KEY` the value, `del KEY` `ok`, `add KEY N` the new number,
    /// `cas KEY OLD NEW` `ok` where the value was OLD, `transfer FROM TO N` `ok` where FROM had N. What cannot be done answers
    /// `error: …` and changes nothing. Any run of white space separates two words, also those of a value, which are stored with
    /// one space between them.
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
            Operation::Put { key, value } => self.store(key, &value).map(ok),
            Operation::Get { key } => self.get(key).map(str::to_owned).ok_or_else(|| no_key(key)),
            Operation::Del { key } => self.remove(key).map(ok),
            Operation::Add { key, number } => {
                let old = self.number_or_zero(key)?;
                let new = old.checked_add(number).ok_or("the sum is too large")?.to_string();
                self.store(key, &new).map(|()| new)
            }
            Operation::Append { key, text } => {
                let value = self.get(key).unwrap_or_default().to_owned() + &text;
                self.store(key, &value).map(ok)
            }
            Operation::Cas { key, old, new } => {
                let value = self.get(key).ok_or_else(|| no_key(key))?;
                if value != old {
                    return Err(format!(
                        "the value of {} is {}, not {}",
                        quoted(key),
                        quoted(value),
                        quoted(old)
                    ));
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
            return Err(format!("{} has only {held}, not {amount}", quoted(from)));
        }
        let received = self.number_or_zero(to)?;
        let sum = received.checked_add(amount).ok_or("the sum is too large")?;
        self.store(to, &sum.to_string())?;
        // What is left has no more digits than what was there: there is room for it.
        self.store(from, &(held - amount).to_string())
    }

    fn number(&self, key: &str) -> Result<i64, String> {
        number_of(key, self.get(key).ok_or_else(|| no_key(key))?)
    }

    fn number_or_zero(&self, key: &str) -> Result<i64, String> {
        self.get(key).map_or(Ok(0), |value| number_of(key, value))
    }

    fn store(&mut self, key: &str, value: &str) -> Result<(), String> {
        if key.len() > KEY_BYTES_MAX {
            return Err(format!("a key may have at most {KEY_BYTES_MAX} bytes"));
        }
        if value.len() > VALUE_BYTES_MAX {
            return Err(format!("a value may have at most {VALUE_BYTES_MAX} bytes"));
        }
        let known = self.entries.get_mut(key);
        let freed = known.as_ref().map_or(0, |value| entry_bytes(key, value));
        let bytes = self.bytes - freed + entry_bytes(key, value);
        if bytes > STORE_BYTES_MAX {
            return Err(format!(
                "the store is full: keys and values may have {STORE_BYTES_MAX} bytes in all"
            ));
        }
        self.bytes = bytes;
        match known {
            Some(known) => *known = value.into(),
            None => drop(self.entries.insert(key.into(), value.into())),
        }
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

fn number_of(key: &str, value: &str) -> Result<i64, String> {
    let number = value.parse();
    number.map_err(|_| format!("the value of {} is {}, not a whole number", quoted(key), quoted(value)))
}

fn no_key(key: &str) -> String {
    format!("there is no key {}", quoted(key))
}

/// What was found, for an error text; a long one is cut.
fn quoted(found: &str) -> String {
    match found.char_indices().nth(QUOTED_CHARS_MAX) {
        Some((end, _)) => format!("\"{}…\"", found.get(..end).unwrap_or_default()),
        None => format!("\"{found}\""),
    }
}

fn parse(operation: &[u8]) -> Result<Operation<'_>, String> {
    let text = std::str::from_utf8(operation).map_err(|_| "the operation is not UTF-8 text".to_owned())?;
    let words: Vec<&str> = text.split_whitespace().collect();
    let (verb, rest) = words.split_first().map_or(("", &[][..]), |(verb, rest)| (*verb, rest));
    match verb {
        "put" => parse_text(verb, rest).map(|(key, value)| Operation::Put { key, value }),
        "append" => parse_text(verb, rest).map(|(key, text)| Operation::Append { key, text }),
        "get" => parse_key(verb, rest).map(|key| Operation::Get { key }),
        "del" => parse_key(verb, rest).map(|key| Operation::Del { key }),
        "add" => match rest {
            [key, number] => Ok(Operation::Add { key, number: parse_number(verb, number)? }),
            _ => Err(format!("add needs a key and a whole number{}", found(rest))),
        },
        "cas" => match rest {
            [key, old, new] => Ok(Operation::Cas { key, old, new }),
            _ => Err(format!("cas needs a key, an old value and a new value, each one word{}", found(rest))),
        },
        "transfer" => parse_transfer(verb, rest),
        _ => Err("unknown operation; known are put, get, del, add, append, cas and transfer".to_owned()),
    }
}

/// A key, and after it a text of one or more words.
fn parse_text<'a>(verb: &str, rest: &[&'a str]) -> Result<(&'a str, String), String> {
    match rest {
        [key, text @ ..] if !text.is_empty() => Ok((key, text.join(" "))),
        _ => Err(format!("{verb} needs a key and a value{}", found(rest))),
    }
}

fn parse_key<'a>(verb: &str, rest: &[&'a str]) -> Result<&'a str, String> {
    match rest {
        [] => Err(format!("{verb} needs a key")),
        [key] => Ok(key),
        _ => Err(format!("{verb} takes one key{}", found(rest))),
    }
}

fn parse_number(verb: &str, number: &str) -> Result<i64, String> {
    number.parse().map_err(|_| format!("{verb} needs a whole number, not {}", quoted(number)))
}

fn parse_transfer<'a>(verb: &str, rest: &[&'a str]) -> Result<Operation<'a>, String> {
    let [from, to, amount] = *rest else {
        return Err(format!("transfer needs two keys and a whole number{}", found(rest)));
    };
    let amount = parse_number(verb, amount)?;
    if amount <= 0 {
        return Err(format!("transfer needs a number above 0, not {amount}"));
    }
    if from == to {
        return Err(format!("transfer needs two different keys, not {} twice", quoted(from)));
    }
    Ok(Operation::Transfer { from, to, amount })
}

/// The words after the verb, where they are the wrong number of words.
fn found(words: &[&str]) -> String {
    if words.is_empty() { String::new() } else { format!(", not {}", quoted(&words.join(" "))) }
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
        let expected = ["ok", "1", "42", "ok", "42!", "ok", "error: there is no key \"x\"", "-3"];
        assert_eq!(results(&operations), expected);
    }

    #[test]
    fn cas_changes_a_value_only_where_it_is_the_old_one() {
        let operations =
            ["cas x 1 2", "put x 1", "cas x 1 2", "cas x 1 3", "get x", "cas  x  2  3 ", "get x"];
        let expected = [
            "error: there is no key \"x\"",
            "ok",
            "ok",
            "error: the value of \"x\" is \"2\", not \"1\"",
            "2",
            "ok",
            "3",
        ];
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
        let expected = [
            "error: there is no key \"a\"",
            "ok",
            "ok",
            "error: \"a\" has only 6, not 7",
            "6",
            "4",
            "ok",
            "0",
            "10",
        ];
        assert_eq!(results(&operations), expected);
        assert_eq!(
            results(&["put a 1", "put b a text", "transfer a b 1", "get a"])[2..],
            ["error: the value of \"b\" is \"a text\", not a whole number", "1"]
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
    fn surplus_white_space_never_changes_the_meaning() {
        let operations = [
            "put x 1",
            "get x",
            "add x 2",
            "append x a b",
            "get x",
            "put motd hello wide world",
            "get motd",
            "cas x 3a 4",
            "cas x 1 2",
            "del x",
            "put y 5",
            "transfer y z 2",
            "get y",
            "put",
            "put x",
            "get x y",
            "add x one two",
            "transfer y z 0",
            "jump x",
        ];
        let expected = results(&operations);
        for blank in ["   ", "\t", " \t ", "\n", "\r\n", "\u{a0}", "\u{3000}"] {
            let spread = |operation: &str| format!("{blank}{}{blank}", operation.replace(' ', blank));
            let spread: Vec<String> = operations.iter().map(|operation| spread(operation)).collect();
            let spread: Vec<&str> = spread.iter().map(String::as_str).collect();
            assert_eq!(results(&spread), expected, "{blank:?}");
        }
    }

    #[test]
    fn an_error_says_what_is_wrong_and_quotes_what_was_found() {
        let cases = [
            ("put", "put needs a key and a value"),
            ("put x", "put needs a key and a value, not \"x\""),
            ("put x ", "put needs a key and a value, not \"x\""),
            ("append  x", "append needs a key and a value, not \"x\""),
            ("get ", "get needs a key"),
            ("del", "del needs a key"),
            ("del x", "there is no key \"x\""),
            ("get x y", "get takes one key, not \"x y\""),
            ("add x", "add needs a key and a whole number, not \"x\""),
            ("add x one", "add needs a whole number, not \"one\""),
            ("add x 1.5", "add needs a whole number, not \"1.5\""),
            ("add x 1 2", "add needs a key and a whole number, not \"x 1 2\""),
            ("cas", "cas needs a key, an old value and a new value, each one word"),
            ("cas x 1", "cas needs a key, an old value and a new value, each one word, not \"x 1\""),
            ("cas x 1 2 3", "cas needs a key, an old value and a new value, each one word, not \"x 1 2 3\""),
            ("transfer a b", "transfer needs two keys and a whole number, not \"a b\""),
            ("transfer a b all", "transfer needs a whole number, not \"all\""),
            ("transfer a b 0", "transfer needs a number above 0, not 0"),
            ("transfer a b -1", "transfer needs a number above 0, not -1"),
            ("transfer a a 1", "transfer needs two different keys, not \"a\" twice"),
            ("jump", "unknown operation; known are put, get, del, add, append, cas and transfer"),
        ];
        for (operation, error) in cases {
            assert_eq!(results(&[operation]), [format!("error: {error}")], "{operation:?}");
        }
    }

    #[test]
    fn an_error_quotes_the_beginning_of_what_is_long() {
        let long = "é".repeat(VALUE_BYTES_MAX / 2);
        for operation in [
            format!("get {long}"),
            format!("add x {long}"),
            format!("put {long}{long}"),
            format!("get {long} {long}"),
        ] {
            let result = &results(&[&operation])[0];
            assert!(result.contains(&format!("{}…\"", "é".repeat(QUOTED_CHARS_MAX))), "{result}");
            assert!(result.len() < 300, "{result}");
        }
        let found = &results(&[&format!("put x {long}"), "cas x 1 2"])[1];
        assert_eq!(*found, format!("error: the value of \"x\" is \"{}…\", not \"1\"", "é".repeat(60)));
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
