//! Conversion of plain data between Rust and JavaScript.

use js_sys::{Error, JSON, JsString, Number, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::error::codes::{self, ErrorDetail, ErrorValue};
use crate::error::{ErrorKind, LabError};
use crate::json::{exact_text_of, shown_text};
use crate::units::{Ms, TIME_MAX_US, WHOLE_MAX};

/// The maximum number of characters of a text. The reader has its own limit in bytes.
const TEXT_MAX: u32 = 8_000_000;

#[wasm_bindgen]
extern "C" {
    /// Throws for a revoked proxy, which the binding of `js_sys` does not expect.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
}

/// An error as a JavaScript exception.
pub(super) fn thrown(refusal: &LabError) -> JsValue {
    let values = value_of(&refusal.values).unwrap_or_else(|_| Object::new().into());
    error(refusal.name.name(), &refusal.field, &refusal.message, refusal.code, &values)
}

/// The exception after a failure of the engine.
pub(super) fn engine_error(panic: Option<&str>) -> JsValue {
    let what = panic.unwrap_or("it stopped in the middle of a call");
    let message = format!("The engine has failed and cannot go on: {what}");
    error("EngineError", "", &message, "engine-failed", &Object::new())
}

fn error(name: &str, field: &str, message: &str, code: &str, values: &JsValue) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    // Setting a property of a new Error cannot fail.
    let set = |name, value: &JsValue| Reflect::set(&error, &JsValue::from_str(name), value).ok();
    set("field", &JsValue::from_str(field));
    set("code", &JsValue::from_str(code));
    set("values", values);
    error.into()
}

/// The JSON text of an argument. A text is passed on: that of a file may contain anything, because its reader reports the line
/// of a mistake; any other text must contain an object.
pub(super) fn text_of(value: &JsValue, what: ErrorKind, field: &str) -> Result<String, JsValue> {
    if value.is_string() {
        let text = string_of(value, what, field)?;
        if !matches!(what, ErrorKind::ScenarioError) && !text.trim_start().starts_with('{') {
            return Err(thrown(&what.at(field, codes::not_an_object(shown(value)))));
        }
        return Ok(text);
    }
    if value.is_undefined() {
        return Err(thrown(&what.at(field, codes::missing())));
    }
    let no_data = |detail: ErrorValue| thrown(&what.at(field, codes::not_plain_data(detail)));
    if let Some((path, detail)) = not_plain(value, field, 0) {
        return Err(thrown(&what.at(&path, codes::not_plain_data(detail))));
    }
    let text = JSON::stringify(value).map_err(|error| no_data(words_of(&error).into()))?;
    // A function, a symbol, or an object whose `toJSON` returns one has no JSON.
    if text.is_string() { string_of(&text, what, field) } else { Err(no_data(shown(value))) }
}

/// The maximum depth of objects. An object that contains itself exceeds it.
const DEPTH_MAX: u32 = 64;

/// The first part of a value that JSON cannot represent, by its field. JSON would omit it silently, or throw without a name.
fn not_plain(value: &JsValue, field: &str, depth: u32) -> Option<(String, ErrorValue)> {
    let found = |detail: ErrorValue| Some((field.to_owned(), detail));
    // A function or a symbol as a whole is refused by its name later. A value with `toJSON` may be anything.
    if depth > 0 && (value.is_bigint() || value.is_symbol() || value.is_function()) || value.is_bigint() {
        return found(shown(value));
    }
    let object = value.dyn_ref::<Object>().filter(|object| !object.is_function())?;
    if depth > DEPTH_MAX {
        return found(ErrorValue::Text("it contains itself or is nested too deeply".to_owned()));
    }
    let is_list = is_list(value);
    let Ok(keys) = Reflect::own_keys(object) else { return found(ErrorValue::Object) };
    for key in keys.iter().filter_map(|key| key.as_string()).filter(|key| !(is_list && key == "length")) {
        let path = match (is_list, field.is_empty()) {
            (true, _) => format!("{field}[{key}]"),
            (false, true) => key.clone(),
            (false, false) => format!("{field}.{key}"),
        };
        match Reflect::get(object, &JsValue::from_str(&key)) {
            Err(error) => return Some((path, words_of(&error).into())),
            Ok(part) => {
                if let Some(found) = not_plain(&part, &path, depth + 1) {
                    return Some(found);
                }
            }
        }
    }
    None
}

/// An argument that must be a text.
pub(super) fn string_of(value: &JsValue, what: ErrorKind, field: &str) -> Result<String, JsValue> {
    let refuse = |wrong| thrown(&what.at(field, wrong));
    if value.is_undefined() {
        return Err(refuse(codes::missing()));
    }
    let text = value.dyn_ref::<JsString>().ok_or_else(|| refuse(codes::not_a_string(shown(value))))?;
    if text.length() > TEXT_MAX {
        return Err(refuse(codes::too_many_characters(text.length(), TEXT_MAX)));
    }
    Ok(String::from(text))
}

/// An argument as an error shows it.
pub(super) fn shown(value: &JsValue) -> ErrorValue {
    if let Some(text) = value.as_string() {
        return ErrorValue::Text(shown_text(&text));
    }
    let word = match (value.as_f64(), value.as_bool()) {
        (Some(number), _) => return ErrorValue::Text(digits_of(number)),
        (None, Some(true)) => "true",
        (None, Some(false)) => "false",
        _ if value.is_undefined() => "undefined",
        _ if value.is_null() => "null",
        _ if value.is_bigint() => "a BigInt",
        _ if value.is_symbol() => "a symbol",
        _ if value.is_function() => "a function",
        _ if is_list(value) => return ErrorValue::List(length_of(value)),
        _ => return ErrorValue::Object,
    };
    ErrorValue::Text(word.to_owned())
}

/// A number as JavaScript writes it, also `NaN` and `Infinity`.
fn digits_of(number: f64) -> String {
    Number::from(number).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

fn length_of(list: &JsValue) -> usize {
    let length = Reflect::get(list, &JsValue::from_str("length")).ok().and_then(|length| length.as_f64());
    length.unwrap_or_default() as usize
}

/// Whether a value is an array. A revoked proxy is not.
pub(super) fn is_list(value: &JsValue) -> bool {
    is_array(value).unwrap_or(false)
}

/// The message of a thrown value. Reading it never throws.
pub(super) fn words_of(error: &JsValue) -> String {
    let property =
        |name| Reflect::get(error, &JsValue::from_str(name)).ok().and_then(|value| value.as_string());
    match (error.as_string(), property("name"), property("message")) {
        (Some(text), _, _) => text,
        (None, Some(name), Some(message)) => format!("{name}: {message}"),
        (None, None, Some(message)) => message,
        (None, _, None) => "something that is no Error was thrown".to_owned(),
    }
}

/// The JSON text of an optional argument.
pub(super) fn optional_text_of(
    value: &JsValue,
    what: ErrorKind,
    field: &str,
) -> Result<Option<String>, JsValue> {
    if value.is_undefined() || value.is_null() { Ok(None) } else { text_of(value, what, field).map(Some) }
}

/// Plain data for JavaScript.
pub(super) fn value_of(data: &impl Serialize) -> Result<JsValue, JsValue> {
    let text = exact_text_of(data).map_err(|error| engine_error(Some(&error.to_string())))?;
    JSON::parse(&text)
}

/// A duration in milliseconds as an argument, to the nearest microsecond: 1000 times 1.001 is 1000.9999999999999.
pub(super) fn span_of(value: &JsValue, field: &str) -> Result<Ms, JsValue> {
    let limit = TIME_MAX_US / 1000;
    number_of(
        value,
        field,
        |value| codes::time_out_of_range(value, 0_u32, limit),
        |ms| {
            let us = (ms * 1000.0).round();
            // A comparison with NaN is false.
            (ms >= 0.0 && us < TIME_MAX_US as f64).then_some(Ms::from_us(us as u64))
        },
    )
}

/// A whole number as an argument.
pub(super) fn whole_of(value: &JsValue, field: &str) -> Result<u64, JsValue> {
    number_of(
        value,
        field,
        |value_shown| match value.as_f64() {
            Some(number) if number > WHOLE_MAX as f64 => codes::out_of_range(value_shown, 0_u32, WHOLE_MAX),
            _ => codes::too_small(value_shown, 0_u32),
        },
        |number| {
            let is_whole = number >= 0.0 && number <= WHOLE_MAX as f64 && number.fract() == 0.0;
            is_whole.then_some(number as u64)
        },
    )
}

/// A number as an argument. Other values are not converted, because that could run code of the caller.
fn number_of<T>(
    value: &JsValue,
    field: &str,
    wrong: impl FnOnce(ErrorValue) -> ErrorDetail,
    read: impl FnOnce(f64) -> Option<T>,
) -> Result<T, JsValue> {
    value.as_f64().and_then(read).ok_or_else(|| {
        let wrong = if value.is_undefined() { codes::missing() } else { wrong(shown(value)) };
        thrown(&ErrorKind::ArgumentError.at(field, wrong))
    })
}

/// A time as a JavaScript number of milliseconds, exact to the microsecond.
pub(super) fn ms_of(ms: Ms) -> f64 {
    ms.us() as f64 / 1000.0
}
