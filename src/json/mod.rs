//! Strict JSON reader for files and arguments: every error names the field, the value and what would be right.
//!
//! | file | content |
//! |---|---|
//! | `parse` | from a text to a value, with limits and without duplicate fields |
//! | `reader` | from a value to data, field by field |
//! | `fields` | the fields of an object |

mod fields;
mod parse;
mod reader;

pub use fields::Fields;
pub use parse::{TEXT_BYTES_MAX, parse};
pub(crate) use reader::shown_text;
pub use reader::{Reader, value_of};
