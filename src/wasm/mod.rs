//! The facade that JavaScript sees: thin, typed, no logic beyond conversion.
//!
//! Everything crosses as plain data. What comes in is turned into JSON text and read by the same strict reader as a scenario
//! file (reading JavaScript values directly would ignore unknown fields); what goes out is JSON text that
//! JavaScript parses. Whatever is refused is thrown as an `Error` with `name`, `field`, `code` and `values`.

mod convert;
mod frame;
pub mod guard;
mod queries;
mod receivers;
mod script;
mod simulation;

use wasm_bindgen::prelude::wasm_bindgen;

pub use simulation::Simulation;

/// The version of this engine.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// What the engine said when it broke, if it ever did: one sentence with file and line. The page shows it.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> Option<String> {
    guard::last_panic()
}

#[wasm_bindgen(typescript_custom_section)]
const ERRORS: &str = r#"
/**
 * What is thrown when something is refused: an `Error` whose message is a sentence, whose name says what was refused, and
 * whose field says where the mistake stands, such as `cluster.replicas` or `commands[3].client`; empty when it is the whole.
 * `code` is the stable name of what was wrong, such as `out-of-range`, and `values` holds what the message speaks of, by name:
 * enough for the sentence in another language (docs/errors.md lists them).
 * An `EngineError` is no refusal: the engine broke, and this instance refuses all further calls with the same error.
 */
export interface LabError extends Error {
    name: "ScenarioError" | "CommandError" | "GoalError" | "LinkError" | "ArgumentError" | "ScriptError" | "EngineError";
    field: string;
    code: string;
    values: Record<string, number | string | string[]>;
}
"#;
