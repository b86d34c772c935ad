//! One run whose digest is the same natively and in every browser (r058; `tests/web_golden.rs`).

use pbft_lab::process::{NodeId, Span};
use pbft_lab::raft::RaftParams;
use pbft_lab::sim::{Command, Recording, Seed, Stream};

use crate::raft::world::{advance, hostile, leader, run, submit};

/// The digest of the run, in hexadecimal digits.
pub const DIGEST: &str = "201a5320bef835338c495a6113c77099b8df19375ee872666113e9d478ef6605";

/// Five servers that lose their leader twice.
pub fn digest() -> String {
    let params =
        RaftParams { servers: 5, clients: 2, snapshot_interval: 4, trailing: 1, ..RaftParams::default() };
    let mut draws = Stream::new(Seed(58), "raft digest");
    let mut run = run(params, 58, hostile(&mut draws), Recording::Everything);
    for round in 0..6 {
        submit(&mut run, 5, &format!("put a {round}"));
        submit(&mut run, 6, "add n 1");
        advance(&mut run, Span::from_ms(2500));
        if round % 3 == 1
            && let Some(leader) = leader(&run, 5)
        {
            run.apply(Command::Crash { node: NodeId(leader) }).expect("it is up");
        }
    }
    let digest = run.digest().expect("everything is recorded");
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
