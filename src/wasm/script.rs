//! Scripts: functions of the page that decide what a replica says.
//!
//! A function sees plain data and two functions, `sign` and `send`. Both are made once for each script and work only while it is
//! called; what it leaves is read as JSON text after it has returned. Nothing that it throws, returns or leaves can do more than
//! make its replica silent for that step.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{is_list, text_of, thrown, value_of, whole_of, words_of};
use super::simulation::{Run, Simulation};
use crate::byzantine::script::{Desk, Handle, Said, Script, ScriptScene, Scripts};
use crate::error::ErrorKind;
use crate::error::codes;

#[wasm_bindgen(typescript_custom_section)]
const SCRIPT: &str = r#"
/**
 * A function that decides what a replica says in a step. It is called once for each step of the replica: when a message has come in,
 * when a timer has run out, when the replica is told to follow it, and when it is up again after a crash. It returns nothing; what
 * stands in `outbox` then is sent, and after it what was given to `send`. It must depend on nothing but its argument, or the run does
 * not repeat: no clock, no `Math.random`, no variable that it changes. (Written as a method, so that a function may say more exactly
 * what it keeps in its memory: `(step: ScriptStep<{ requests?: ScriptRequest[] }>) => void` is a script.)
 */
export type Script = { script(step: ScriptStep): void }["script"];

/** Functions by the numbers of the replicas that may follow them. */
export type Scripts = Record<number, Script>;

/** What a script is called with: plain data, a copy of its own, and two functions that work until it returns. */
export interface ScriptStep<Memory = Record<string, unknown>> extends ScriptScene {
    /** An object, empty at first, that is kept as JSON from step to step, and goes back in time with the run. At most a megabyte. */
    memory: Memory;
    /**
     * Signs a statement, and gives the whole message. `as` is the node in whose name it speaks; unless said, the one that the
     * statement names, or else the replica itself. Throws when the replica does not hold that node's key.
     */
    sign: (statement: ScriptStatement, as?: number) => ScriptMessage;
    /** Sends a message to a node or to several, after `afterMs` milliseconds if said. Throws when it is no message. */
    send: (to: number | readonly number[], message: ScriptMessage, afterMs?: number) => void;
}

/**
 * What can be signed: the fields of a message that is signed. The signature, the signer and the digest of a batch may be left out: they
 * are filled in. A signature that is there is replaced.
 */
export type ScriptStatement = Unsigned<ScriptMessage>;
type Unsigned<M> = M extends { kind: string; signature: string }
    ? M extends { batch: unknown }
        ? Omit<M, "signature" | "replica" | "digest"> & { signature?: string | undefined; replica?: number | undefined; digest?: string | undefined }
        : Omit<M, "signature" | "replica"> & { signature?: string | undefined; replica?: number | undefined }
    : never;
"#;

#[wasm_bindgen]
impl Simulation {
    /// Gives the function that a replica follows from its next `behave` with the strategy `script` on. A replica that follows a
    /// script already goes on with the function that it has.
    pub fn script(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] replica: JsValue,
        #[wasm_bindgen(js_name = "fn", unchecked_param_type = "Script")] function: JsValue,
    ) -> Result<(), JsValue> {
        let replica = replica_of(&replica)?;
        let handle = handle_of(&function, "fn")?;
        self.session.run(move |run: &mut Run| run.0.script(replica, handle))
    }

    /// The first step at which the run, played again after going back, was found to go differently than before; undefined as long as
    /// none was. It can happen only where a script depends on something beside its argument.
    #[wasm_bindgen(getter)]
    pub fn diverged(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.diverged().map(|step| step as f64))
    }
}

/// The functions that a run is opened with.
pub(super) fn scripts_of(value: &JsValue) -> Result<Scripts, JsValue> {
    let mut scripts = Scripts::default();
    if value.is_undefined() || value.is_null() {
        return Ok(scripts);
    }
    let refuse = || thrown(&ErrorKind::ArgumentError.at("scripts", codes::not_a_script_map()));
    if !value.is_object() {
        return Err(refuse());
    }
    let object = value.unchecked_ref::<Object>();
    let names = Reflect::own_keys(object).map_err(|_| refuse())?;
    for name in names.iter() {
        let number = name.as_string().and_then(|name| name.parse::<u32>().ok()).ok_or_else(refuse)?;
        let function = Reflect::get(object, &name).map_err(|_| refuse())?;
        scripts.register(number, handle_of(&function, &format!("scripts.{number}"))?);
    }
    Ok(scripts)
}

fn replica_of(number: &JsValue) -> Result<u32, JsValue> {
    let whole = whole_of(number, "replica")?;
    // What is too large is no replica of any cluster, and is refused as such.
    Ok(u32::try_from(whole).unwrap_or(u32::MAX))
}

fn handle_of(function: &JsValue, field: &str) -> Result<Handle, JsValue> {
    match function.dyn_ref::<Function>() {
        Some(function) => Ok(Handle::new(PageScript::new(function.clone()))),
        None => Err(thrown(&ErrorKind::ArgumentError.at(field, codes::not_a_function()))),
    }
}

/// The desk of the call that is under way.
type Current = Rc<RefCell<Option<Rc<Desk>>>>;

/// A function of the page, and what it is given to call.
struct PageScript {
    function: Function,
    current: Current,
    // Functions of JavaScript's own: a script may keep them, and call them when this is gone.
    sign: JsValue,
    send: JsValue,
}

impl PageScript {
    fn new(function: Function) -> PageScript {
        let current = Current::default();
        let (signs, sends) = (Rc::clone(&current), Rc::clone(&current));
        let sign = move |body: JsValue, signer: JsValue| {
            let request = object(&[("body", &body), ("as", &signer)])?;
            let text = text_of(&request, ErrorKind::ScriptError, "")?;
            let message = desk_of(&signs)?.sign(&text).map_err(|refusal| thrown(&refusal))?;
            JSON::parse(&message)
        };
        let send = move |to: JsValue, message: JsValue, after: JsValue| {
            let letter = object(&[("to", &to), ("message", &message), ("afterMs", &after)])?;
            let text = text_of(&letter, ErrorKind::ScriptError, "")?;
            desk_of(&sends)?.send(&text).map_err(|refusal| thrown(&refusal))
        };
        let sign: Closure<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>> = Closure::new(sign);
        let send: Closure<dyn Fn(JsValue, JsValue, JsValue) -> Result<(), JsValue>> = Closure::new(send);
        PageScript { function, current, sign: sign.into_js_value(), send: send.into_js_value() }
    }

    fn called(&self, scene: &ScriptScene, memory: &str) -> Result<Said, JsValue> {
        let step = value_of(scene)?;
        let give = |name: &str, value: &JsValue| Reflect::set(&step, &JsValue::from_str(name), value);
        give("memory", &JSON::parse(memory)?)?;
        give("sign", &self.sign)?;
        give("send", &self.send)?;
        let returned = self.function.call1(&JsValue::UNDEFINED, &step);
        // Before anything is read: what the reading calls shall find no desk any more.
        self.current.take();
        refuse_value(&returned?)?;
        let take = |name: &str| {
            text_of(&Reflect::get(&step, &JsValue::from_str(name))?, ErrorKind::ScriptError, name)
        };
        Ok(Said { outbox: take("outbox")?, memory: take("memory")? })
    }
}

impl Script for PageScript {
    fn step(&self, scene: &ScriptScene, memory: &str, desk: &Rc<Desk>) -> Result<Said, String> {
        self.current.replace(Some(Rc::clone(desk)));
        let said = self.called(scene, memory);
        self.current.take();
        said.map_err(|error| words_of(&error))
    }
}

/// What a script returns is nothing, or something by accident, such as the number that an arrow function's only assignment gives. An
/// object was meant to have an effect, and would have none.
fn refuse_value(returned: &JsValue) -> Result<(), JsValue> {
    if !returned.is_object() && !returned.is_function() {
        return Ok(());
    }
    let is_promise = Reflect::get(returned, &JsValue::from_str("then"))?.is_function();
    let wrong = if is_promise {
        codes::returned_promise()
    } else if is_list(returned) {
        codes::returned_list()
    } else {
        codes::returned_object()
    };
    Err(thrown(&ErrorKind::ScriptError.at("", wrong)))
}

fn desk_of(current: &Current) -> Result<Rc<Desk>, JsValue> {
    let desk = current.try_borrow().ok().and_then(|desk| desk.clone());
    desk.ok_or_else(|| thrown(&ErrorKind::ScriptError.at("", codes::called_late())))
}

/// An object with those of the fields that are there.
fn object(fields: &[(&str, &JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_undefined()) {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}
