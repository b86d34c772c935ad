//! JavaScript API: thin, typed, only conversion.
//!
//! All data is plain. Arguments become JSON text and are read by the strict reader of scenario files, because reading
//! JavaScript values directly would ignore unknown fields. Results are JSON text that JavaScript parses. Refused calls throw an
//! `Error` with `name`, `field`, `code` and `values`.

mod convert;
mod deadline;
mod frame;
pub mod guard;
mod hunt;
mod queries;
mod receivers;
mod script;
mod simulation;

use wasm_bindgen::prelude::wasm_bindgen;

pub use hunt::{Hunt, hunt};
pub use simulation::Simulation;

/// Returns the version of the engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Returns the last failure of the engine, if any: one sentence with file and line.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> Option<String> {
    guard::last_panic()
}

#[wasm_bindgen(typescript_custom_section)]
const ERRORS: &str = r#"
/**
 * The error of a refused call, which has no effect.
 *
 * `name` says what was refused. `message` is a sentence: what was wrong and what would be right. `field` is the path of the wrong field,
 * such as `cluster.replicas` or `commands[3].client`, or empty if the error is about the whole. `code` is the stable name of the error,
 * such as `out-of-range`, and `values` are the values in the message, by name. They suffice for a sentence in another language
 * (docs/errors.md lists them).
 *
 * An `EngineError` is not a refusal: the engine failed, and this instance refuses all further calls with the same error.
 */
export interface LabError extends Error {
    name: "ScenarioError" | "CommandError" | "GoalError" | "LinkError" | "ArgumentError" | "ScriptError" | "EngineError";
    field: string;
    code: string;
    values: Record<string, number | string | string[]>;
}
"#;
