//! Guard of a value: a failed engine is not used again, and its error is reported.
//!
//! A panic, a stack overflow or exhausted memory ends a call in the middle (wasm32 has no unwinding), and JavaScript would see
//! `RuntimeError: unreachable`. So each call runs inside a JavaScript function whose exceptions are caught, and the value is
//! moved out of its cell meanwhile. An empty cell means that the engine failed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Once;

use js_sys::Function;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{engine_error, thrown, words_of};
use crate::error::codes;
use crate::error::{ErrorKind, LabError};

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The message of the last panic.
pub fn last_panic() -> Option<String> {
    LAST_PANIC.with_borrow(Clone::clone)
}

/// Stores the message of every panic and writes it to the console. Installed with the first guard.
fn install_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = info.to_string();
            web_sys::console::error_1(&JsValue::from_str(&text));
            LAST_PANIC.with_borrow_mut(|last| *last = Some(text));
            before(info);
        }));
    });
}

/// A value that one call at a time uses, and none after a call has failed.
#[derive(Debug)]
pub struct Guarded<T> {
    // Rc: the function that JavaScript calls must own the cell.
    place: Rc<RefCell<Option<T>>>,
    /// Whether a call is running. A call during that time comes from a script.
    busy: Cell<bool>,
    /// Whether the value was freed. Otherwise an empty cell means that the engine failed.
    freed: Cell<bool>,
    /// The name of the value in an error.
    name: &'static str,
}

impl<T: 'static> Guarded<T> {
    /// Guards a value of a simulation.
    pub fn new(value: T) -> Guarded<T> {
        Guarded::named(value, "simulation")
    }

    /// Guards a value with this name in an error.
    pub(super) fn named(value: T, name: &'static str) -> Guarded<T> {
        install_panic_hook();
        let place = Rc::new(RefCell::new(Some(value)));
        Guarded { place, busy: Cell::new(false), freed: Cell::new(false), name }
    }

    /// A guard without a value, as if it was freed.
    pub(super) fn given_up() -> Guarded<T> {
        Guarded { place: Rc::default(), busy: Cell::new(false), freed: Cell::new(true), name: "simulation" }
    }

    /// Runs a call on the value.
    ///
    /// # Errors
    /// The error of the call as an `Error`; the same if a script calls its own run or if the value was freed; an `EngineError`
    /// if this or an earlier call failed.
    pub fn run<R: 'static>(
        &self,
        work: impl FnOnce(&mut T) -> Result<R, LabError> + 'static,
    ) -> Result<R, JsValue> {
        self.refuse_misuse()?;
        let answer = Rc::new(RefCell::new(None));
        let (place, slot) = (Rc::clone(&self.place), Rc::clone(&answer));
        let closure = Closure::once(move || {
            let Some(mut value) = place.take() else { return };
            let result = work(&mut value);
            place.replace(Some(value));
            slot.replace(Some(result));
        });
        self.busy.set(true);
        let outcome = closure.as_ref().unchecked_ref::<Function>().call0(&JsValue::UNDEFINED);
        self.busy.set(false);
        match (outcome, answer.take()) {
            (Ok(_), Some(Ok(result))) => Ok(result),
            (Ok(_), Some(Err(refusal))) => Err(thrown(&refusal)),
            (Ok(_), None) => Err(engine_error(last_panic().as_deref())),
            (Err(error), _) => {
                let text = last_panic().unwrap_or_else(|| words_of(&error));
                Err(engine_error(Some(&text)))
            }
        }
    }

    /// Reads from the value. For calls that cannot fail.
    ///
    /// # Errors
    /// An `Error` if a script calls its own run or if the value was freed; an `EngineError` if an earlier call failed.
    pub fn read<R>(&self, read: impl FnOnce(&T) -> R) -> Result<R, JsValue> {
        self.refuse_misuse()?;
        match &*self.place.borrow() {
            Some(value) => Ok(read(value)),
            None => Err(engine_error(last_panic().as_deref())),
        }
    }

    /// Frees the value, even after a failure. A second call has no effect.
    ///
    /// # Errors
    /// If a script frees its own run.
    pub fn free(&self) -> Result<(), JsValue> {
        self.refuse_scripts()?;
        self.freed.set(true);
        drop(self.place.take());
        Ok(())
    }

    fn refuse_misuse(&self) -> Result<(), JsValue> {
        self.refuse_scripts()?;
        if self.freed.get() {
            return Err(thrown(&ErrorKind::ArgumentError.at(self.name, codes::freed())));
        }
        Ok(())
    }

    fn refuse_scripts(&self) -> Result<(), JsValue> {
        if !self.busy.get() {
            return Ok(());
        }
        Err(thrown(&ErrorKind::ScriptError.at("", codes::reentrant_call())))
    }
}
