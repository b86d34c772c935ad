//! The conformance checklist of PBFT, line by line: each test's name begins with the number of its line.

mod cluster;
mod craft;
mod sanity;
