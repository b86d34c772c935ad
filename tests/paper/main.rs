//! The conformance checklist of PBFT, line by line: each test's name begins with the number of its line.

mod arithmetic;
mod client;
mod cluster;
mod craft;
mod drive;
mod requests;
mod sanity;
