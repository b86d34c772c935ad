//! JSON: a strict reader whose errors name the field, the value and what would be right, and a writer.
//!
//! | file | content |
//! |---|---|
//! | `parse` | from a text to a value, with limits and without duplicate fields |
//! | `reader` | from a value to data, field by field |
//! | `fields` | the fields of an object |
//! | `write` | from data to a text |

mod fields;
mod parse;
mod reader;
mod write;

pub use fields::Fields;
pub use parse::{TEXT_BYTES_MAX, parse};
pub(crate) use reader::shown_text;
pub use reader::{Reader, value_of};
pub use write::{WriteError, exact_text_of, long_text_of, text_of};
