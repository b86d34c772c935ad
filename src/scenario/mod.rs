//! Scenario files: a cluster, its network, timed commands and optional captions and goals, as plain JSON.
//!
//! The same format is used for the catalog, tests, links and exercises. Omitted fields have the defaults of [`Scenario::default`].
//! Mistakes are rejected with the field, the value and the allowed values. Unknown fields are rejected too.
//!
//! | file | content |
//! |---|---|
//! | `model`, `network`, [`command`], [`goal`], [`lesson`], [`find`], `local_text` | the types of a file |
//! | [`weakened`] | rules of the protocol that a scenario removes |
//! | `read` | the reader of files |
//! | `validate` | rules across fields |
//! | [`schema`] | the JSON Schema, derived from the types in a test |
//! | `world_command` | from the commands of a file to those of the world, and back |
//! | [`link`] | a run as a text for an address |
//! | [`questions`] | questions with two runs each, with a rule and without it |
//! | [`catalog`] | the built-in scenarios and their texts |

pub mod catalog;
pub mod command;
pub mod find;
pub mod goal;
pub mod lesson;
pub mod link;
mod local_text;
mod model;
mod network;
pub mod questions;
pub(crate) mod read;
pub mod schema;
mod validate;
pub mod weakened;
mod world_command;

pub use local_text::LocalText;
pub use model::{Caption, Cluster, CryptoKind, Scenario, TimedCommand, VERSION};
pub use network::{Latency, Network};
pub use read::{EXPORT_FORMAT, EXPORT_VERSION};
pub use validate::Setup;
