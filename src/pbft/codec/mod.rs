//! The bytes of messages: the canonical encoding of values, and the wire format of messages.

mod canonical;
mod wire;

pub(crate) use canonical::encoded_fields;
pub use canonical::*;
