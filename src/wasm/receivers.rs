//! Receivers: a method or property of `Simulation` that is used on anything else refuses it like a wrong argument.
//!
//! The generated methods would say "null pointer passed to rust". Each is replaced by a proxy that looks at its receiver first.

use js_sys::{Array, Function, Object, Proxy, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::Simulation;
use super::convert::{shown, thrown};
use crate::error::ErrorKind;
use crate::error::codes;

#[wasm_bindgen]
extern "C" {
    type Prototype;

    /// Throws for a proxy that was revoked; the binding of `js_sys` does not expect that.
    #[wasm_bindgen(catch, method, js_name = isPrototypeOf)]
    fn is_prototype_of(this: &Prototype, value: &JsValue) -> Result<bool, JsValue>;
}

/// Runs once, when the module is loaded.
#[wasm_bindgen(start, private)]
fn guard_receivers() -> Result<(), JsValue> {
    let prototype = Object::get_prototype_of(&JsValue::from(Simulation::empty()));
    let handler = handler_of(prototype.clone().unchecked_into());
    for key in Reflect::own_keys(&prototype)?.iter() {
        let name = key.as_string().unwrap_or_default();
        // What begins with two underscores belongs to the bindings.
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

/// What is done instead of a call: the call, if its receiver is one of this prototype's objects.
fn handler_of(prototype: Prototype) -> Object {
    let apply = move |inner: Function, receiver: JsValue, values: Array| {
        if !is_simulation(&receiver, &prototype) {
            let detail = codes::wrong_receiver(shown(&receiver));
            return Err(thrown(&ErrorKind::ArgumentError.at("simulation", detail)));
        }
        Reflect::apply(&inner, &receiver, &values)
    };
    let apply = Closure::<dyn Fn(Function, JsValue, Array) -> Result<JsValue, JsValue>>::new(apply);
    let handler = Object::new();
    // Setting a property of a fresh object cannot fail.
    Reflect::set(&handler, &JsValue::from_str("apply"), &apply.into_js_value()).ok();
    handler
}

/// Whether a value is an object of the class that has an address in the engine's memory.
fn is_simulation(value: &JsValue, prototype: &Prototype) -> bool {
    let address = || Reflect::get(value, &JsValue::from_str("__wbg_ptr")).ok()?.as_f64();
    prototype.is_prototype_of(value) == Ok(true) && address().is_some_and(|address| address > 0.0)
}
