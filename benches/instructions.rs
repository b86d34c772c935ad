//! Instructions for each delivered message: `cargo bench --bench instructions [-- --write]`.
//!
//! callgrind counts them. Unlike a time, the count is the same on every run, so it shows a gain or a loss of one per cent on a busy
//! machine. Each figure is the difference of two runs that differ only in their length, divided by the deliveries (or executions)
//! between them, so the start of the program does not count. The program fails if a figure is not near the committed one
//! (`instructions.txt`, which `--write` makes). Figures depend on the compiler, so only those of the same version are compared.

#![allow(missing_docs, clippy::print_stdout, clippy::disallowed_types, clippy::expect_used)]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command as Program, ExitCode};
use std::rc::Rc;

use pbft_lab::byzantine::node::{Node, ask, nodes};
use pbft_lab::hunt::{Hunt, HuntTask};
use pbft_lab::pbft::{Client, Config, Crypto, Keys, Local, ProtocolParams};
use pbft_lab::process::NodeId;
use pbft_lab::run::history::History;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command as Order;
use pbft_lab::scenario::goal::Goal;
use pbft_lab::sim::{Command, NoOracle, Recording, Seed, Settings, World};
use pbft_lab::units::Ms;

/// The committed figures.
const FIGURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");
/// How far a figure may be from the committed one, in per cent.
const TOLERANCE: u64 = 5;

/// One figure: what is run, at which size, and the lengths of the two runs. A request has 29 deliveries at n = 4 and 8,129 at
/// n = 64. Only the figures of n = 4 include checkpoints, one for each hundred requests.
struct Row {
    what: &'static str,
    n: u32,
    lengths: [u64; 2],
    /// The same count for a simulator of the normal case alone (no view changes, checkpoints, timers, faults or reports): 250
    /// lines that are laid out for speed, measured once in the same way.
    yardstick: Option<u64>,
}

const ROWS: [Row; 7] = [
    Row { what: "engine", n: 4, lengths: [50, 250], yardstick: Some(301) },
    Row { what: "engine", n: 16, lengths: [5, 45], yardstick: Some(256) },
    Row { what: "engine", n: 31, lengths: [2, 12], yardstick: Some(262) },
    Row { what: "engine", n: 64, lengths: [1, 3], yardstick: Some(284) },
    Row { what: "history", n: 4, lengths: [50, 250], yardstick: None },
    Row { what: "history", n: 31, lengths: [2, 12], yardstick: None },
    Row { what: "hunt", n: 4, lengths: [8, 40], yardstick: None },
];

fn main() -> ExitCode {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|text| text != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["run", what, n, length, most] = arguments.as_slice() {
        let number = |text: &str| text.parse::<u64>().expect("it is a number");
        run(what, n.parse().expect("it is a number"), number(length), number(most));
        return ExitCode::SUCCESS;
    }
    if Program::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed, so no instructions are counted.");
        return ExitCode::SUCCESS;
    }
    let figures: Vec<u64> = ROWS.iter().map(figure).collect();
    print_table(&figures);
    if arguments == ["--write"] {
        fs::write(FIGURES, text_of(&figures)).expect("the file can be written");
        return ExitCode::SUCCESS;
    }
    let committed = fs::read_to_string(FIGURES).unwrap_or_default();
    if !committed.starts_with(&compiler()) {
        let first = committed.lines().next().unwrap_or("no compiler");
        println!(
            "The committed figures are those of {first}, and this is {}: not compared.",
            compiler().trim()
        );
        return ExitCode::SUCCESS;
    }
    if holds(&figures, &committed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The instructions for each delivery, or for each execution of a hunt.
fn figure(row: &Row) -> u64 {
    let [few, many] = row.lengths;
    let between = counted(row, many) - counted(row, few);
    between / ((many - few) * if row.what == "hunt" { 1 } else { deliveries(row.n) })
}

/// The deliveries of a request when nothing is lost.
fn deliveries(n: u32) -> u64 {
    2 * u64::from(n) * u64::from(n) - u64::from(n) + 1
}

/// The instructions of a whole run of this program.
fn counted(row: &Row, length: u64) -> u64 {
    let program = std::env::current_exe().expect("the program has a path");
    let output = Program::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["run", row.what, &row.n.to_string(), &length.to_string(), &row.lengths[1].to_string()])
        .output()
        .expect("valgrind starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let count = said.lines().find_map(|line| line.split("Collected :").nth(1)?.trim().parse().ok());
    count.expect("callgrind says how many instructions it collected")
}

fn print_table(figures: &[u64]) {
    println!("| what | n | instructions | yardstick | ratio |");
    println!("|---|---|---|---|---|");
    let engine: BTreeMap<u32, u64> = ROWS
        .iter()
        .zip(figures)
        .filter(|(row, _)| row.what == "engine")
        .map(|(row, it)| (row.n, *it))
        .collect();
    for (Row { what, n, yardstick, .. }, figure) in ROWS.iter().zip(figures) {
        // What watches a run is compared with the engine alone.
        let base = yardstick.or_else(|| engine.get(n).copied().filter(|_| *what == "history"));
        let base_text = base.map_or(String::new(), |base| base.to_string());
        let ratio = base.map_or(String::new(), |base| format!("{:.2}", *figure as f64 / base as f64));
        println!("| {what} | {n} | {figure} | {base_text} | {ratio} |");
    }
}

/// The compiler, as the first line of the file says it.
fn compiler() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Program::new(rustc).arg("--version").output().expect("there is a compiler");
    let version = String::from_utf8_lossy(&output.stdout);
    format!("{} on {} {}\n", version.trim(), std::env::consts::ARCH, std::env::consts::OS)
}

fn text_of(figures: &[u64]) -> String {
    let line = |(row, figure): (&Row, &u64)| format!("{} {} {figure}\n", row.what, row.n);
    compiler() + &ROWS.iter().zip(figures).map(line).collect::<String>()
}

/// Whether all figures are near the committed ones; says which are not.
fn holds(figures: &[u64], committed: &str) -> bool {
    let mut holds = true;
    for (row, figure) in ROWS.iter().zip(figures) {
        let name = format!("{} {} ", row.what, row.n);
        let line = committed.lines().find_map(|line| line.strip_prefix(&name)?.parse::<u64>().ok());
        let Some(known) = line else {
            println!("{FIGURES} has no figure for {}, so it is not compared.", name.trim());
            continue;
        };
        if figure.abs_diff(known) * 100 > known * TOLERANCE {
            println!("{}: {figure} instructions, but {known} are committed.", name.trim());
            holds = false;
        }
    }
    if !holds {
        println!("If that is meant, write them again: cargo bench --bench instructions -- --write");
    }
    holds
}

/// Runs until `length` requests, of `most` that are submitted, are answered.
fn run(what: &str, n: u32, length: u64, most: u64) {
    match what {
        "engine" => run_engine(n, length, most),
        "history" => run_history(n, length, most),
        _ => run_hunt(n, length),
    }
}

fn operation(request: u64) -> String {
    format!("add x{} 1", request % 50)
}

fn run_engine(n: u32, length: u64, most: u64) {
    let params = ProtocolParams { replicas: n, ..ProtocolParams::default() };
    let config = Rc::new(Config::new(params).expect("n is at most 100"));
    let nodes = nodes(&config, Keys::derive(&config, Crypto::Symbolic, 7), Seed(7));
    let settings = Settings { recording: Recording::Nothing, ..Settings::default() };
    let mut world = World::new(nodes, NoOracle, settings).expect("the world is small enough");
    for request in 0..most {
        let input = ask(Local::Submit(operation(request).into_bytes().into()));
        world.apply(Command::Local { node: NodeId(n), input }).expect("the client is up");
    }
    let answered =
        |world: &World<Node>| world.node(NodeId(n)).and_then(Node::client).map_or(0, Client::answered);
    while answered(&world) < length && world.step().is_some() {}
    assert_eq!(answered(&world), length, "every request is answered");
}

/// The session that a page looks through: trace, oracles, evidence and history.
fn run_history(n: u32, length: u64, most: u64) {
    let text = format!(
        r#"{{"cluster": {{"replicas": {n}, "clients": 1, "seed": "7", "crypto": "symbolic"}},
            "network": {{"latencyMs": {{"constant": 20}}}}}}"#
    );
    let mut history = History::open(Scenario::parse(&text).expect("it is legal")).expect("it can be opened");
    for request in 0..most {
        let text = format!(r#"{{"do": "submit", "client": 0, "operation": "{}"}}"#, operation(request));
        history.command(&Order::parse(&text).expect("it is legal")).expect("the client is up");
    }
    let goal = Goal::parse(&format!(r#"{{"answered": {{"client": 0, "count": {length}}}}}"#));
    let goal = goal.expect("it is a goal");
    let progress = history.run_until(&goal, Ms::from_us(3_600_000_000), &mut || false).expect("it runs");
    assert_eq!(progress.stopped, pbft_lab::api::Stopped::Goal, "every request is answered");
}

/// Executions of a search, by all schedulers in turn.
fn run_hunt(n: u32, length: u64) {
    let text = format!(r#"{{"seed": "0", "executions": {length}, "cluster": {{"replicas": {n}}}}}"#);
    let mut hunt = Hunt::new(HuntTask::parse(&text).expect("the task is legal"));
    while !hunt.is_over() {
        assert!(hunt.step().expect("the schedules are legal").is_none(), "the protocol is safe");
    }
}
