//! The laboratory: joins the protocol and the world, and judges, shows and drives what comes of it.

pub mod command;
pub mod goal;
pub mod node;
pub mod oracles;
pub mod scenario;
pub mod view;
