//! Tests of the JSON writer: it writes what `serde_json` writes.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::units::{Ms, TIME_MAX_US};

/// Every shape of plain data.
#[derive(Serialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(i8, char),
    Struct { a: Option<u16>, b: () },
}
#[derive(Serialize)]
struct Pair(i16, i32);
#[derive(Serialize)]
struct Nothing;
#[derive(Serialize)]
struct Wrapped(u64);

fn assert_as_serde_json(data: &impl Serialize) {
    let expected = serde_json::to_string(data).unwrap();
    assert_eq!(text_of(data), expected);
    assert_eq!(long_text_of(data), expected);
}

#[test]
fn every_shape_is_written_as_by_serde_json() {
    use Shape::{Newtype, Struct, Tuple, Unit};
    assert_as_serde_json(&[Unit, Newtype(7), Tuple(-1, '"'), Struct { a: Some(1), b: () }]);
    assert_as_serde_json(&(Pair(-1, i32::MIN), Nothing, Wrapped(0), Struct { a: None, b: () }));
    assert_as_serde_json(&(i64::MIN, u64::MAX, true, false, 0.5, 1e300, f64::NAN, "", 100_u32));
    assert_as_serde_json(&(Vec::<u8>::new(), BTreeMap::<String, u8>::new(), [[1], [2]]));
    assert_as_serde_json(&(BTreeMap::from([(1_u64, "a")]), BTreeMap::from([(2_u8, 1)])));
    assert_as_serde_json(&BTreeMap::from([("a \" b", json!({"c": [1, -2, 0.25, null]}))]));
}

#[test]
fn a_long_text_is_written_into_room_of_its_length() {
    let long = vec!["text"; 100_000];
    let text = long_text_of(&long);
    assert_eq!((text.len(), text.capacity()), (700_001, 700_001));
    assert_as_serde_json(&long);
}

#[test]
fn a_key_that_is_a_list_is_refused() {
    assert!(exact_text_of(&BTreeMap::from([([1], 1)])).is_err());
    assert_eq!(text_of(&BTreeMap::from([([1], 1)])), "");
}

#[test]
fn a_whole_number_that_javascript_would_round_is_text() {
    let numbers = [0, WHOLE_MAX - 1, WHOLE_MAX, WHOLE_MAX + 1, WHOLE_MAX + 2, u64::MAX];
    let json = r#"[0,9007199254740990,9007199254740991,"9007199254740992","9007199254740993","18446744073709551615"]"#;
    assert_eq!(exact_text_of(&numbers).unwrap(), json);
    let values: Vec<Value> = numbers.iter().map(|number| json!(number)).collect();
    assert_eq!(exact_text_of(&values).unwrap(), json);
    let times = [Ms::from_us(1), Ms::from_us(TIME_MAX_US - 1)];
    assert_eq!(exact_text_of(&times).unwrap(), text_of(&times));
    assert_eq!(exact_text_of(&("a \" b", -1, 0.5, true)).unwrap(), r#"["a \" b",-1,0.5,true]"#);
}

proptest! {
    #[test]
    fn every_text_and_number_is_written_as_by_serde_json(text: String, whole: u64, signed: i64, float: f64) {
        assert_as_serde_json(&(text, whole, signed, float));
    }

    #[test]
    fn every_control_character_is_written_as_by_serde_json(text in "[\\x00-\\x7f]*") {
        assert_as_serde_json(&text);
    }
}
