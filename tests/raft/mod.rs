//! Raft by its conformance lines: each test name begins with the number of its line in `docs/raft.md`.

mod cluster;
mod crashes;
mod election;
mod execution;
mod fixed_run;
mod fuzz;
mod group;
mod invariants;
mod lines;
mod mutants;
mod options;
mod replication;
mod world;
mod worlds;
