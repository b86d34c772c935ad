//! Requests per second of a native cluster: `cargo bench`.
//!
//! The machine's speed drifts, so every figure has a reference from the same round: settings are run in turn, five rounds,
//! and what is worth keeping are the ratios of their medians. "signs" is a request's cost in Ed25519 signatures made in
//! the same round, a unit that means the same on every machine.

#![allow(missing_docs, clippy::print_stdout, clippy::disallowed_types, clippy::expect_used)]

use std::rc::Rc;
use std::time::Instant;

use pbft_lab::byzantine::node::{Node, ask, nodes};
use pbft_lab::checks::invariants::Oracles;
use pbft_lab::pbft::message::Prepare;
use pbft_lab::pbft::{Client, Config, Crypto, Digest, Keys, Local, ProtocolParams, ReplicaId, Seq, View};
use pbft_lab::process::NodeId;
use pbft_lab::sim::{Command, NoOracle, Oracle, Recording, Seed, Settings, World};

const ROUNDS: usize = 5;
/// A run is long enough to be timed when it takes about this many deliveries.
const DELIVERIES: u64 = 300_000;

/// What one run did.
struct Run {
    requests: u64,
    deliveries: u64,
    seconds: f64,
}

/// A way to run a cluster, and its name.
type Row = (&'static str, Box<dyn Fn() -> Run>);

fn main() {
    println!("| n | setting | requests/s | deliveries/s | signs a request | of symbolic |");
    println!("|---|---|---|---|---|---|");
    for n in [4, 7, 16, 31, 64, 100] {
        let rows: [Row; 5] = [
            ("symbolic, engine alone", Box::new(move || run(n, Crypto::Symbolic, Recording::Nothing, alone))),
            (
                "symbolic, with trace",
                Box::new(move || run(n, Crypto::Symbolic, Recording::Everything, alone)),
            ),
            (
                "symbolic, trace and oracles",
                Box::new(move || run(n, Crypto::Symbolic, Recording::Everything, Oracles::new)),
            ),
            ("once, engine alone", Box::new(move || run(n, Crypto::Once, Recording::Nothing, alone))),
            ("every, engine alone", Box::new(move || run(n, Crypto::Every, Recording::Nothing, alone))),
        ];
        let mut rounds: Vec<Vec<Run>> = rows.iter().map(|_| Vec::new()).collect();
        let mut signs = Vec::new();
        for _ in 0..ROUNDS {
            for ((_, measure), runs) in rows.iter().zip(&mut rounds) {
                runs.push(measure());
            }
            signs.push(seconds_a_sign());
        }
        let sign = median(signs);
        let rate = |runs: &[Run]| median(runs.iter().map(|run| run.requests as f64 / run.seconds).collect());
        let symbolic = rounds.first().map_or(1.0, |runs| rate(runs));
        for ((name, _), runs) in rows.iter().zip(&rounds) {
            let requests = rate(runs);
            let deliveries = median(runs.iter().map(|run| run.deliveries as f64 / run.seconds).collect());
            let (cost, share) = (1.0 / requests / sign, requests / symbolic);
            println!("| {n} | {name} | {requests:.0} | {deliveries:.0} | {cost:.2} | {share:.3} |");
        }
    }
}

fn alone(_: &Config) -> NoOracle {
    NoOracle
}

/// One client, one request after the other, until enough was delivered.
fn run<O: Oracle<Node>>(n: u32, crypto: Crypto, recording: Recording, oracle: impl Fn(&Config) -> O) -> Run {
    let a_request = 2 * u64::from(n) * u64::from(n) - u64::from(n) + 1;
    let curve = if crypto == Crypto::Symbolic { 1 } else { 100 };
    let requests = (DELIVERIES / a_request / curve).clamp(3, 10_000);
    let config = Rc::new(
        Config::new(ProtocolParams { replicas: n, ..ProtocolParams::default() }).expect("n is at most 100"),
    );
    let keys = Keys::derive(&config, crypto, 7);
    let nodes = nodes(&config, keys, Seed(7));
    let settings = Settings { recording, ..Settings::default() };
    let mut world = World::new(nodes, oracle(&config), settings).expect("the world is small enough");
    for request in 0..requests {
        let input = ask(Local::Submit(format!("add x{} 1", request % 50).into_bytes().into()));
        world.apply(Command::Local { node: NodeId(n), input }).expect("the client is up");
    }
    let started = Instant::now();
    let answered =
        |world: &World<Node, O>| world.node(NodeId(n)).and_then(Node::client).map_or(0, Client::answered);
    while answered(&world) < requests && world.step().is_some() {}
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(answered(&world), requests, "every request is answered");
    Run { requests, deliveries: requests * a_request, seconds }
}

/// The unit: how long one signature takes now.
fn seconds_a_sign() -> f64 {
    let config = Config::new(ProtocolParams::default()).expect("the defaults are legal");
    let keys = Keys::derive(&config, Crypto::Once, 7);
    let signer = keys.replicas.first().expect("there are replicas");
    let started = Instant::now();
    let count = 2000;
    for seq in 0..count {
        let body = Prepare { view: View(0), seq: Seq(seq), digest: Digest([7; 32]), replica: ReplicaId(0) };
        std::hint::black_box(signer.sign(body));
    }
    started.elapsed().as_secs_f64() / count as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
