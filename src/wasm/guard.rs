//! Keeps a broken engine from being used again, and tells what happened.
//!
//! A panic, a stack overflow or an exhausted memory ends a call in the middle (there is no unwinding in wasm32), and
//! JavaScript would see `RuntimeError: unreachable`. So each call runs inside a JavaScript function whose exceptions are
//! caught on the way back, what it works on is taken out of its place first, and an empty place means: broken.

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

/// What the last panic said.
pub fn last_panic() -> Option<String> {
    LAST_PANIC.with_borrow(Clone::clone)
}

/// Keeps the text of every panic and writes it to the console. Done once, when the first guard is made.
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

/// Something that is worked on by one call at a time, and by none once a call has broken off.
#[derive(Debug)]
pub struct Guarded<T> {
    // Rc: the function that JavaScript runs must own what it works on.
    place: Rc<RefCell<Option<T>>>,
    /// Whether a call is under way. A call that comes then comes out of that one: from a script.
    busy: Cell<bool>,
    /// Whether the value was given up. An empty place means: broken.
    freed: Cell<bool>,
}

impl<T: 'static> Guarded<T> {
    /// Guards a value.
    pub fn new(value: T) -> Guarded<T> {
        install_panic_hook();
        Guarded { place: Rc::new(RefCell::new(Some(value))), busy: Cell::new(false), freed: Cell::new(false) }
    }

    /// Guards nothing: the value was given up before there was any.
    pub(super) fn given_up() -> Guarded<T> {
        Guarded { place: Rc::default(), busy: Cell::new(false), freed: Cell::new(true) }
    }

    /// Works on the value.
    ///
    /// # Errors
    /// The refusal as an `Error`, also when a script calls the run that it takes part in or when the value was given up, or an
    /// `EngineError` when this or an earlier call broke off.
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

    /// Reads from the value; for what cannot break off.
    ///
    /// # Errors
    /// A refusal when a script calls the run that it takes part in or when the value was given up, or an `EngineError` when an
    /// earlier call broke off.
    pub fn read<R>(&self, read: impl FnOnce(&T) -> R) -> Result<R, JsValue> {
        self.refuse_misuse()?;
        match &*self.place.borrow() {
            Some(value) => Ok(read(value)),
            None => Err(engine_error(last_panic().as_deref())),
        }
    }

    /// Gives up the value, also after a call has broken off. A second time changes nothing.
    ///
    /// # Errors
    /// A refusal when a script gives up the run that it takes part in.
    pub fn free(&self) -> Result<(), JsValue> {
        self.refuse_scripts()?;
        self.freed.set(true);
        drop(self.place.take());
        Ok(())
    }

    fn refuse_misuse(&self) -> Result<(), JsValue> {
        self.refuse_scripts()?;
        if self.freed.get() {
            return Err(thrown(&ErrorKind::ArgumentError.at("simulation", codes::freed())));
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
