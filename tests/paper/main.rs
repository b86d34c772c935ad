//! The conformance checklist of PBFT, line by line: each test's name begins with the number of its line.

#![cfg(test)]

mod arbitrary;
mod arithmetic;
mod asking;
mod bounds;
mod bytes;
mod checkpoints;
mod client;
mod cluster;
mod craft;
mod crashes;
mod digests;
mod drive;
mod encoding;
mod execution;
mod fuzz;
mod lists;
mod liveness;
mod new_view;
mod noticed;
mod pre_prepare;
mod random_view_changes;
mod readmission;
mod requests;
mod restarts;
mod retransmission;
mod state_transfer;
mod timed;
mod timers;
mod view_change_sending;
mod view_change_validation;
mod view_entry;
mod votes;
