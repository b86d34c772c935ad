//! Nodes of a PBFT world as far as they follow the protocol: replicas, clients and twins.
//!
//! | file | content |
//! |---|---|
//! | `honest` | the honest part of a node, as one [`Process`](crate::process::Process) |
//! | `twin` | the second copy of a twinned replica |
//! | `timer` | timers of the protocol, of a twin and of a strategy |
//! | `event` | what a node reports |
//!
//! The node of a world (`byzantine::node::Node`) is an honest part with its adversary.

mod event;
mod honest;
mod timer;
mod twin;

pub use event::{NodeEvent, ScriptError};
pub use honest::{Honest, NodeOut};
pub use timer::NodeTimer;
pub use twin::{Side, Sides};
