//! Run: a session that is stepped, and its history with branches.
//!
//! | part | content |
//! |---|---|
//! | [`session`] | the entry point: open, step, advance, command, view |
//! | [`history`] | a session with its past: seek, fork, switch |
//! | `options` | options of queries, read from JSON |

pub mod history;
mod options;
pub mod session;
