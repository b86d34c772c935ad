//! JSON Schema of scenario files, for editors and for programs that write scenarios.
//!
//! It is derived from the types of [`scenario`](super) and from their documentation, when the tests run. A test compares it with the
//! reader on thousands of wrong scenarios.

/// The schema, as the text of docs/scenario.schema.json.
pub const SCENARIO_SCHEMA: &str = include_str!("../../docs/scenario.schema.json");

#[cfg(test)]
mod tests;
