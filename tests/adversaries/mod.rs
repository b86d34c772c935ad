//! Byzantine strategies: their effects, and the reactions of correct replicas (protocol sections 4 and 5).
//!
//! All runs use the session, with real signatures and all oracles.

mod backup;
mod catch_up;
mod certificates;
mod client;
mod collusion;
mod evidence;
mod framework;
mod harness;
mod identity;
mod matrix;
mod new_view;
mod primary;
mod proposal;
mod replay;
mod replies;
mod twins;
mod view_change;
