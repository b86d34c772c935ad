//! Every way to misbehave: what it does, and what correct replicas do about it (protocol sections 4 and 5).
//!
//! All runs go through the front door, with real signatures and every oracle watching.

mod answers;
mod backup;
mod client;
mod collusion;
mod evidence;
mod exhibits;
mod frame;
mod help;
mod identity;
mod matrix;
mod new_view;
mod primary;
mod proposal;
mod replay;
mod stage;
mod twins;
mod view_change;
