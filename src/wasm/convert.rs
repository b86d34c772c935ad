//! Plain data between Rust and JavaScript.

use js_sys::{Error, JSON, JsString, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use crate::lab::refusal::{Refusal, Refused};
use crate::lab::view::{Ms, TIME_MAX_US};
use crate::lab::wrong;

/// How many characters of text are taken over at most; the reader has a limit of its own, in bytes.
const TEXT_MAX: u32 = 8_000_000;

/// A refusal as it is thrown.
pub(super) fn thrown(refusal: &Refusal) -> JsValue {
    let values = value_of(&refusal.values).unwrap_or_else(|_| Object::new().into());
    error(refusal.name.name(), &refusal.field, &refusal.message, refusal.code, &values)
}

/// What is thrown when the engine broke.
pub(super) fn engine_error(panic: Option<&str>) -> JsValue {
    let what = panic.unwrap_or("it stopped in the middle of a call");
    let message = format!("The engine has failed and cannot go on: {what}");
    error("EngineError", "", &message, "engine-failed", &Object::new())
}

fn error(name: &str, field: &str, message: &str, code: &str, values: &JsValue) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    // Setting a property of a fresh Error cannot fail.
    let set = |name, value: &JsValue| Reflect::set(&error, &JsValue::from_str(name), value).ok();
    set("field", &JsValue::from_str(field));
    set("code", &JsValue::from_str(code));
    set("values", values);
    error.into()
}

/// The JSON text of a value that a caller gave; a text is taken as it is.
pub(super) fn text_of(value: &JsValue, what: Refused) -> Result<String, JsValue> {
    let text: JsString = match value.dyn_ref::<JsString>() {
        Some(text) => text.clone(),
        None => JSON::stringify(value)
            .map_err(|error| thrown(&what.because("", wrong::no_plain_data(words_of(&error)))))?,
    };
    // Functions and undefined have no JSON.
    if !text.is_string() {
        return Err(thrown(&what.because("", wrong::missing())));
    }
    if text.length() > TEXT_MAX {
        return Err(thrown(&what.because("", wrong::too_many_characters(text.length(), TEXT_MAX))));
    }
    Ok(String::from(text))
}

/// What somebody threw, in words. Whatever was thrown, asking it for them throws nothing more.
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

/// The JSON text of an argument that may be left out.
pub(super) fn optional_text_of(value: &JsValue, what: Refused) -> Result<Option<String>, JsValue> {
    if value.is_undefined() || value.is_null() { Ok(None) } else { text_of(value, what).map(Some) }
}

/// Plain data for JavaScript.
pub(super) fn value_of(data: &impl Serialize) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(data).map_err(|error| engine_error(Some(&error.to_string())))?;
    JSON::parse(&text)
}

/// A span of time that a caller gave in milliseconds, to the nearest microsecond: a thousand times 1.001 is 1000.9999999999999.
pub(super) fn span_of(ms: f64, field: &str) -> Result<Ms, JsValue> {
    let us = (ms * 1000.0).round();
    // A comparison with NaN is false.
    if ms >= 0.0 && us < TIME_MAX_US as f64 {
        return Ok(Ms::from_us(us as u64));
    }
    let limit = TIME_MAX_US / 1000;
    let wrong = wrong::time_out_of_range(ms.to_string(), 0_u32, limit);
    Err(thrown(&Refused::ArgumentError.because(field, wrong)))
}

/// A whole number that a caller gave.
pub(super) fn whole_of(number: f64, field: &str) -> Result<u64, JsValue> {
    if number >= 0.0 && number < TIME_MAX_US as f64 && number.fract() == 0.0 {
        return Ok(number as u64);
    }
    Err(thrown(&Refused::ArgumentError.because(field, wrong::too_small(number.to_string(), 0_u32))))
}

/// A time as JavaScript's number of milliseconds, exact to the microsecond.
pub(super) fn ms_of(ms: Ms) -> f64 {
    ms.us() as f64 / 1000.0
}
