//! Strict JSON for what people write: every mistake is answered with the field, the value and what would be right.
//!
//! | file | content |
//! |---|---|
//! | `parse` | from a text to a value, with limits and without duplicate fields |
//! | `reader` | from a value to data, field by field |
//! | `fields` | the fields of an object |
//! | `recorder` | the JSON Schema, recorded while the reader reads |

mod fields;
mod parse;
mod reader;
mod recorder;

pub use fields::Fields;
pub use parse::{TEXT_BYTES_MAX, parse};
#[cfg(target_arch = "wasm32")]
pub(crate) use reader::shown_text;
pub use reader::{NameRule, Reader, value_of};
pub use recorder::Notes;
