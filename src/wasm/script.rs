//! Scripts: JavaScript functions that decide which messages a replica sends.
//!
//! A function gets plain data and two functions, `sign` and `send`. Both are made once for each script and work only during a call. Its
//! output is read as JSON after it has returned. Whatever it throws or returns, the worst effect is that its replica sends nothing in
//! that step.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, JSON, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::convert::{is_list, text_of, thrown, value_of, whole_of, words_of};
use super::simulation::{Run, Simulation};
use crate::byzantine::script::{Handle, Script, ScriptContext, ScriptInput, ScriptOutput, Scripts};
use crate::error::ErrorKind;
use crate::error::codes;

#[wasm_bindgen(typescript_custom_section)]
const SCRIPT: &str = r#"
/**
 * A function that decides which messages a replica sends in a step. It is called once for each step of the replica: when a message
 * arrives, when a timer expires, when the replica begins to follow it, and when the replica restarts. It returns nothing. The messages
 * in `outbox` are sent, then those given to `send`. It must depend on its argument only, or replays diverge: no clock, no
 * `Math.random`, no variable that it changes. (Declared as a method, so that a function may declare the type of its memory:
 * `(step: ScriptStep<{ requests?: ScriptRequest[] }>) => void` is a script.)
 */
export type Script = { script(step: ScriptStep): void }["script"];

/** Scripts by replica number. */
export type Scripts = Record<number, Script>;

/** The argument of a script: a copy of plain data, and two functions that work until the script returns. */
export interface ScriptStep<Memory = Record<string, unknown>> extends ScriptInput {
    /** An object, initially empty, kept as JSON from step to step. Time travel restores it. At most one megabyte. */
    memory: Memory;
    /**
     * Signs a statement and returns the complete message. `as` is the node that signs; by default the one that the statement names, or
     * else the replica itself. Throws when the replica does not hold that node's key.
     */
    sign: (statement: ScriptStatement, as?: number) => ScriptMessage;
    /** Sends a message to one or more nodes, after `afterMs` milliseconds if given. Throws when it is not a message. */
    send: (to: number | readonly number[], message: ScriptMessage, afterMs?: number) => void;
}

/**
 * The fields of a message that can be signed. The signature, the signer and the digest of a batch may be omitted: they are filled in. An
 * existing signature is replaced.
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
    /// Registers the script that a replica follows from its next `behave` with the strategy `script` on. A script that is already
    /// active stays active.
    pub fn script(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] replica: JsValue,
        #[wasm_bindgen(js_name = "fn", unchecked_param_type = "Script")] function: JsValue,
    ) -> Result<(), JsValue> {
        let replica = replica_of(&replica)?;
        let handle = handle_of(&function, "fn")?;
        self.session.run(move |run: &mut Run| run.0.script(replica, handle))
    }

    /// The first step at which a replay was found to differ; undefined if none was. It happens only if a script depends on more than its
    /// argument.
    #[wasm_bindgen(getter)]
    pub fn diverged(&self) -> Result<Option<f64>, JsValue> {
        self.session.read(|run| run.0.diverged().map(|step| step as f64))
    }
}

/// The scripts that a run is opened with.
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
    // A number that is too large is not a replica of any cluster, and is rejected as such.
    Ok(u32::try_from(whole).unwrap_or(u32::MAX))
}

fn handle_of(function: &JsValue, field: &str) -> Result<Handle, JsValue> {
    match function.dyn_ref::<Function>() {
        Some(function) => Ok(Handle::new(PageScript::new(function.clone()))),
        None => Err(thrown(&ErrorKind::ArgumentError.at(field, codes::not_a_function()))),
    }
}

/// The context of the current call.
type Current = Rc<RefCell<Option<Rc<ScriptContext>>>>;

/// A function of the page, and the functions that it may call.
struct PageScript {
    function: Function,
    current: Current,
    // JavaScript functions: a script may keep them, and call them after this value is dropped.
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
            let message = context_of(&signs)?.sign(&text).map_err(|refusal| thrown(&refusal))?;
            JSON::parse(&message)
        };
        let send = move |to: JsValue, message: JsValue, after: JsValue| {
            let outgoing = object(&[("to", &to), ("message", &message), ("afterMs", &after)])?;
            let text = text_of(&outgoing, ErrorKind::ScriptError, "")?;
            context_of(&sends)?.send(&text).map_err(|refusal| thrown(&refusal))
        };
        let sign: Closure<dyn Fn(JsValue, JsValue) -> Result<JsValue, JsValue>> = Closure::new(sign);
        let send: Closure<dyn Fn(JsValue, JsValue, JsValue) -> Result<(), JsValue>> = Closure::new(send);
        PageScript { function, current, sign: sign.into_js_value(), send: send.into_js_value() }
    }

    fn called(&self, input: &ScriptInput, memory: &str) -> Result<ScriptOutput, JsValue> {
        let step = value_of(input)?;
        let give = |name: &str, value: &JsValue| Reflect::set(&step, &JsValue::from_str(name), value);
        give("memory", &JSON::parse(memory)?)?;
        give("sign", &self.sign)?;
        give("send", &self.send)?;
        let returned = self.function.call1(&JsValue::UNDEFINED, &step);
        // Before anything is read, because reading may call getters, which must not find the context.
        self.current.take();
        refuse_value(&returned?)?;
        let take = |name: &str| {
            text_of(&Reflect::get(&step, &JsValue::from_str(name))?, ErrorKind::ScriptError, name)
        };
        Ok(ScriptOutput { outbox: take("outbox")?, memory: take("memory")? })
    }
}

impl Script for PageScript {
    fn step(
        &self,
        input: &ScriptInput,
        memory: &str,
        context: &Rc<ScriptContext>,
    ) -> Result<ScriptOutput, String> {
        self.current.replace(Some(Rc::clone(context)));
        let output = self.called(input, memory);
        self.current.take();
        output.map_err(|error| words_of(&error))
    }
}

/// Rejects a returned object: it was meant to have an effect, and would have none. Other values are accepted, because an arrow function
/// may return one by accident, such as the value of an assignment.
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

fn context_of(current: &Current) -> Result<Rc<ScriptContext>, JsValue> {
    let context = current.try_borrow().ok().and_then(|context| context.clone());
    context.ok_or_else(|| thrown(&ErrorKind::ScriptError.at("", codes::called_late())))
}

/// An object with the fields that are defined.
fn object(fields: &[(&str, &JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_undefined()) {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}
