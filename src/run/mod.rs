//! A run: one future that is stepped, and its history with branches.
//!
//! | part | content |
//! |---|---|
//! | [`session`] | the front door: open, step, advance, command, view |
//! | [`history`] | a session with its past: seek, branches |

pub mod history;
pub mod session;
