//! Cost of trace, oracles and history: `cargo bench --bench parts [-- ROUNDS [ROW [N]]]`.
//!
//! The same honest run, symbolic signatures, with one watcher after the other: nothing, the trace, the collector of proofs, the
//! oracles, both, the session that the page looks through, its history. What is worth keeping are the ratios of medians
//! within one run of the program.

#![allow(missing_docs, clippy::print_stdout, clippy::disallowed_types, clippy::expect_used)]

use std::fs;
use std::rc::Rc;
use std::sync::LazyLock;
use std::time::Instant;

use pbft_lab::api::Progress;
use pbft_lab::byzantine::node::{Node, ask, nodes};
use pbft_lab::checks::evidence::Collector;
use pbft_lab::checks::invariants::Oracles;
use pbft_lab::pbft::{Client, Config, Crypto, Keys, Local, ProtocolParams};
use pbft_lab::process::NodeId;
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command as Order;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::sim::{
    Command, NoOracle, Observation, ObservedRecord, Oracle, Recording, Seed, Settings, TrustTable, Violation,
    Watches, World,
};
use pbft_lab::units::Ms;

/// A run is long enough to be timed when it takes about this many deliveries.
const DELIVERIES: u64 = 300_000;

/// The collector of proofs alone.
#[derive(Clone)]
struct Proofs(Collector);

impl Oracle<Node> for Proofs {
    const WATCHES: Watches = Watches { sent: true, ..Watches::NONE };

    fn observe(&mut self, observed: ObservedRecord<'_, Node>, _: &TrustTable, _: &mut Vec<Violation>) {
        if let Observation::Sent { message, .. } = observed.observation {
            self.0.see(message, observed.id, observed.at);
        }
    }
}

/// The oracles and the collector.
#[derive(Clone)]
struct Both(Proofs, Oracles);

impl Oracle<Node> for Both {
    const WATCHES: Watches = Watches::SPEECH;

    fn observe(
        &mut self,
        observed: ObservedRecord<'_, Node>,
        trust: &TrustTable,
        found: &mut Vec<Violation>,
    ) {
        self.0.observe(observed, trust, found);
        self.1.observe(observed, trust, found);
    }
}

/// A way to watch a run, and its name; it gives the seconds that the run took.
type Row = (&'static str, Box<dyn Fn(u32) -> f64>);

fn main() {
    // Cargo adds an argument of its own.
    let mut arguments = std::env::args().skip(1).filter(|text| text != "--bench");
    let rounds = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(5_usize);
    let only = arguments.next();
    let size = arguments.next().and_then(|text| text.parse::<u32>().ok());
    let nothing = Recording::Nothing;
    let trace = Recording::Everything;
    let proofs =
        |config: &Rc<Config>, keys: &Keys| Proofs(Collector::new(Rc::clone(config), Rc::clone(&keys.roster)));
    let rows: [Row; 7] = [
        ("nothing", Box::new(move |n| world(n, nothing, |_, _| NoOracle))),
        ("trace", Box::new(move |n| world(n, trace, |_, _| NoOracle))),
        ("trace, proofs", Box::new(move |n| world(n, trace, proofs))),
        ("trace, oracles", Box::new(move |n| world(n, trace, |config, _| Oracles::new(config)))),
        (
            "trace, proofs, oracles",
            Box::new(move |n| {
                world(n, trace, |config, keys| Both(proofs(config, keys), Oracles::new(config)))
            }),
        ),
        ("session", Box::new(session)),
        ("session with history", Box::new(history)),
    ];
    println!("| n | watched by | ns a delivery | of nothing |");
    println!("|---|---|---|---|");
    let rows: Vec<Row> =
        rows.into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)).collect();
    for n in [4, 31].into_iter().filter(|n| size.is_none_or(|size| size == *n)) {
        let mut seconds: Vec<Vec<f64>> = rows.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for ((_, run), seconds) in rows.iter().zip(&mut seconds) {
                seconds.push(run(n));
            }
        }
        let medians: Vec<f64> = seconds.into_iter().map(median).collect();
        let alone = medians.first().copied().unwrap_or(1.0);
        for ((name, _), seconds) in rows.iter().zip(&medians) {
            let deliveries = (requests(n) * deliveries_a_request(n)) as f64;
            println!("| {n} | {name} | {:.0} | {:.2} |", seconds / deliveries * 1e9, seconds / alone);
        }
    }
}

fn deliveries_a_request(n: u32) -> u64 {
    2 * u64::from(n) * u64::from(n) - u64::from(n) + 1
}

fn requests(n: u32) -> u64 {
    (DELIVERIES / deliveries_a_request(n)).clamp(3, 10_000)
}

fn operation(request: u64) -> String {
    format!("add x{} 1", request % 50)
}

/// One client, one request after the other.
fn world<O: Oracle<Node>>(n: u32, recording: Recording, oracle: impl Fn(&Rc<Config>, &Keys) -> O) -> f64 {
    let config = Rc::new(
        Config::new(ProtocolParams { replicas: n, ..ProtocolParams::default() }).expect("n is at most 100"),
    );
    let keys = Keys::derive(&config, Crypto::Symbolic, 7);
    let oracle = oracle(&config, &keys);
    let nodes = nodes(&config, keys, Seed(7));
    let settings = Settings { recording, ..Settings::default() };
    let mut world = World::new(nodes, oracle, settings).expect("the world is small enough");
    for request in 0..requests(n) {
        let input = ask(Local::Submit(operation(request).into_bytes().into()));
        world.apply(Command::Local { node: NodeId(n), input }).expect("the client is up");
    }
    let started = now();
    let answered =
        |world: &World<Node, O>| world.node(NodeId(n)).and_then(Node::client).map_or(0, Client::answered);
    while answered(&world) < requests(n) && world.step().is_some() {}
    let seconds = now() - started;
    assert_eq!(answered(&world), requests(n), "every request is answered");
    seconds
}

fn session(n: u32) -> f64 {
    let mut session = Session::open(scenario(n)).expect("the scenario is legal");
    orders(n).iter().for_each(|order| drop(session.command(order).expect("the client is up")));
    timed(|| session.run_until(&goal(n), Ms::from_us(3_600_000_000), &mut || false).expect("it is a goal"))
}

fn history(n: u32) -> f64 {
    let mut history = History::open(scenario(n)).expect("the scenario is legal");
    orders(n).iter().for_each(|order| drop(history.command(order).expect("the client is up")));
    timed(|| history.run_until(&goal(n), Ms::from_us(3_600_000_000), &mut || false).expect("it is a goal"))
}

fn timed(run: impl FnOnce() -> Progress) -> f64 {
    let started = now();
    let progress = run();
    assert_eq!(progress.stopped, pbft_lab::api::Stopped::Goal, "every request is answered");
    now() - started
}

fn scenario(n: u32) -> Scenario {
    let text = format!(
        r#"{{"cluster": {{"replicas": {n}, "clients": 1, "seed": "7", "crypto": "symbolic"}},
            "network": {{"latencyMs": {{"constant": 20}}}}}}"#
    );
    Scenario::parse(&text).expect("the scenario is legal")
}

fn orders(n: u32) -> Vec<Order> {
    let order = |request| {
        let operation = operation(request);
        Order::parse(&format!(r#"{{"do": "submit", "client": 0, "operation": "{operation}"}}"#))
    };
    (0..requests(n)).map(|request| order(request).expect("the command is legal")).collect()
}

fn goal(n: u32) -> Goal {
    let count = requests(n);
    Goal::parse(&format!(r#"{{"answered": {{"client": 0, "count": {count}}}}}"#)).expect("the goal is legal")
}

/// Seconds of this program on a processor, where the system tells; what others do meanwhile does not count. Elsewhere, seconds.
fn now() -> f64 {
    static STARTED: LazyLock<Instant> = LazyLock::new(Instant::now);
    let used = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let used = used.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    used.map_or_else(|| STARTED.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
