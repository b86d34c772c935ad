//! Receivers: methods and properties of `Simulation` and `Hunt` refuse other receivers like any wrong argument.
//!
//! The generated methods would report "null pointer passed to rust". A proxy around each checks the receiver first.

use js_sys::{Array, Function, Object, Proxy, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{shown, thrown};
use super::{Hunt, Simulation};
use crate::error::ErrorKind;
use crate::error::codes;

#[wasm_bindgen]
extern "C" {
    type Prototype;

    /// Throws for a revoked proxy, which the binding of `js_sys` does not expect.
    #[wasm_bindgen(catch, method, js_name = isPrototypeOf)]
    fn is_prototype_of(this: &Prototype, value: &JsValue) -> Result<bool, JsValue>;
}

/// Runs once, when the module is loaded.
#[wasm_bindgen(start, private)]
fn guard_receivers() -> Result<(), JsValue> {
    guard(&JsValue::from(Simulation::empty()), "Simulation")?;
    guard(&JsValue::from(Hunt::empty()), "Hunt")
}

/// Guards the class of an object.
fn guard(object: &JsValue, class: &'static str) -> Result<(), JsValue> {
    let prototype = Object::get_prototype_of(object);
    let handler = handler_of(prototype.clone().unchecked_into(), class);
    for key in Reflect::own_keys(&prototype)?.iter() {
        let name = key.as_string().unwrap_or_default();
        // Names with two underscores belong to the bindings.
        if name == "constructor" || name.starts_with("__") {
            continue;
        }
        let property: Object = Reflect::get_own_property_descriptor(&prototype, &key)?.unchecked_into();
        for place in ["value", "get"].map(JsValue::from_str) {
            if let Ok(inner) = Reflect::get(&property, &place)?.dyn_into::<Function>() {
                Reflect::set(&property, &place, &Proxy::new(&inner, &handler))?;
                Reflect::define_property(&prototype, &key, &property)?;
            }
        }
    }
    Ok(())
}

/// The handler of a proxy: makes the call if the receiver is an object of this class.
fn handler_of(prototype: Prototype, class: &'static str) -> Object {
    let apply = move |inner: Function, receiver: JsValue, values: Array| {
        if !is_of_class(&receiver, &prototype) {
            let detail = codes::wrong_receiver(shown(&receiver), class);
            return Err(thrown(&ErrorKind::ArgumentError.at(class.to_lowercase(), detail)));
        }
        Reflect::apply(&inner, &receiver, &values)
    };
    let apply = Closure::<dyn Fn(Function, JsValue, Array) -> Result<JsValue, JsValue>>::new(apply);
    let handler = Object::new();
    // Setting a property of a new object cannot fail.
    Reflect::set(&handler, &JsValue::from_str("apply"), &apply.into_js_value()).ok();
    handler
}

/// Whether a value is an object of the class with an address in the engine's memory.
fn is_of_class(value: &JsValue, prototype: &Prototype) -> bool {
    let address = || Reflect::get(value, &JsValue::from_str("__wbg_ptr")).ok()?.as_f64();
    prototype.is_prototype_of(value) == Ok(true) && address().is_some_and(|address| address > 0.0)
}
