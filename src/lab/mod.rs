//! The laboratory: joins the protocol and the world, and judges, shows and drives what comes of it.
//!
//! | part | what it does |
//! |---|---|
//! | [`node`] | who lives in a world: replicas, then clients |
//! | [`strategy`] | ways to misbehave, one entry for each; a twin is two honest copies behind one key |
//! | [`evidence`] | proof of guilt: signed statements that no correct node makes |
//! | [`exhibits`] | the certificates behind a violation |
//! | [`oracles`] | the invariants of the protocol, judged by somebody who sees everything |
//! | [`scenario`] | a run before it happens, as a file: read strictly, checked whole |
//! | [`schema`] | what a scenario file may hold, as JSON Schema; `survey` takes it down from the reader |
//! | [`command`], [`goal`] | what a person may do, and what a run is driven towards |
//! | [`session`] | the front door: open, step, advance, command, view |
//! | [`history`] | a session with its past: seek, branches |
//! | [`catalog`] | the built-in scenarios |
//! | [`swarm`] | random worlds with every oracle watching |
//! | `faults` | which replicas are faulty and what is still guaranteed: the one place that decides it |
//! | [`why`] | why something happened, and what is missing for what has not |
//! | [`link`] | a run and where it stands, as a text for the address of a page |
//! | [`export`] | a run for other tools: JSON, ShiViz, Mermaid, LaTeX |
//! | [`view`] | everything that crosses to JavaScript, as plain data; `show` makes it |
//! | [`refusal`] | why something is refused, and in which field; `strict` parses and `json` reads what people write |
//! | [`wrong`] | every code that a refusal may have, with its sentence and values |

pub mod catalog;
pub mod command;
pub mod evidence;
pub mod exhibits;
pub mod export;
pub mod faults;
pub mod goal;
pub mod history;
pub(crate) mod json;
pub mod link;
pub mod node;
pub mod oracles;
pub mod refusal;
pub mod scenario;
pub mod schema;
pub mod script;
pub mod session;
mod show;
pub mod strategy;
mod strict;
mod survey;
pub mod swarm;
pub mod view;
pub mod watch;
pub mod why;
mod world_command;
pub mod wrong;
