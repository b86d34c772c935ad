//! The native integration tests, as modules of one binary: linking one is quicker than linking twenty.
//!
//! `cargo test --test it paper::` runs one module. Binaries of their own are `tidy`, which needs no engine, `golden`, which is compiled
//! with optimisation too, and the tests that run in browsers (`web_*.rs`).

#![cfg(test)]

mod adversaries;
mod bad_scenarios;
mod captions;
mod cases;
mod catalog;
mod course;
mod course_finds;
mod draws;
mod driver;
mod exports;
mod faults;
mod history;
mod hunts;
mod idle;
mod lessons;
mod links;
mod long_run;
mod paper;
mod parsers;
mod questions;
mod raft;
mod refusals;
mod scenarios;
mod served;
mod timeline;
mod why;
mod worlds;
