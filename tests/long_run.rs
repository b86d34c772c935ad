//! A long run: 100,000 requests at n = 4 with K = 100, one replica falling behind again and again. Memory stays bounded and
//! the work for a request stays the same.
//!
//! `cargo test --release --test it long_run:: -- --nocapture` prints what docs/conformance.md shows.

use std::rc::Rc;

use pbft_lab::byzantine::node::{Node, ask, nodes};
use pbft_lab::checks::invariants::{Oracles, liveness};
use pbft_lab::pbft::{Client, ClientId, Config, Crypto, Footprint, Keys, Local, ProtocolParams, Replica};
use pbft_lab::process::{NodeId, Span, Time};
use pbft_lab::sim::{
    Command, Latency, Limits, LinkSettings, NetworkSettings, Recording, Seed, Settings, SpanRange, World,
};

const REPLICAS: u32 = 4;
const CLIENTS: u32 = 8;
const REQUESTS: u64 = 100_000;
const INTERVAL: u64 = 100;
const LOG_SIZE: u64 = 2 * INTERVAL;
/// The run is looked at in ten parts.
const PART: u64 = REQUESTS / 10;
/// Trace records kept: few, so that the oldest are discarded from the first part on.
const RECORDS_MAX: u32 = 20_000;
/// The replica that falls behind, and for how long it handles nothing: long enough to miss more than a window.
const LAGGARD: NodeId = NodeId(3);
const ASLEEP: Span = Span::from_ms(15_000);
const AWAKE: Span = Span::from_ms(3_000);
/// Far more virtual time than the run takes.
const END: Time = Time(3_600_000_000);

type Run = World<Node, Oracles>;

fn start() -> Run {
    let params = ProtocolParams {
        clients: CLIENTS,
        checkpoint_interval: INTERVAL,
        log_size: LOG_SIZE,
        ..ProtocolParams::default()
    };
    let config = Rc::new(Config::new(params).expect("the choices are legal"));
    let keys = Keys::derive(&config, Crypto::Symbolic, 7);
    let nodes = nodes(&config, keys, Seed(7));
    let latency = SpanRange::new(Span::from_ms(1), Span::from_ms(10)).expect("one is less than ten");
    let every_link = LinkSettings { latency: Latency::Uniform(latency), ..LinkSettings::default() };
    let settings = Settings {
        seed: Seed(7),
        network: NetworkSettings { every_link, ..NetworkSettings::default() },
        limits: Limits { records_max: RECORDS_MAX, commands_max: 1_000_000, ..Limits::default() },
        recording: Recording::Everything,
    };
    World::new(nodes, Oracles::new(&config), settings).unwrap_or_else(|_| panic!("the world is small"))
}

/// The data held at one moment, or the maximum at several.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    /// At the replica that holds most.
    replica: Footprint,
    /// Packets on the network.
    packets: u32,
    /// Records that the trace keeps.
    records: u64,
    /// The length of all replicas written out, which includes everything without a name above.
    bytes: usize,
}

impl Held {
    fn now(run: &Run) -> Held {
        let trace = run.trace();
        let mut held = Held {
            packets: run.packet_count(),
            records: trace.end().0 - trace.discarded(),
            ..Held::default()
        };
        for replica in replicas(run) {
            held.replica = most(held.replica, replica.footprint());
            held.bytes += format!("{replica:?}").len();
        }
        held
    }

    fn or_more(self, other: Held) -> Held {
        Held {
            replica: most(self.replica, other.replica),
            packets: self.packets.max(other.packets),
            records: self.records.max(other.records),
            bytes: self.bytes.max(other.bytes),
        }
    }
}

fn most(a: Footprint, b: Footprint) -> Footprint {
    Footprint {
        numbers: a.numbers.max(b.numbers),
        votes: a.votes.max(b.votes),
        batches: a.batches.max(b.batches),
        checkpoints: a.checkpoints.max(b.checkpoints),
        states: a.states.max(b.states),
        pending: a.pending.max(b.pending),
        view_changes: a.view_changes.max(b.view_changes),
        future_messages: a.future_messages.max(b.future_messages),
        missing: a.missing.max(b.missing),
        evidence: a.evidence.max(b.evidence),
    }
}

fn replicas(run: &Run) -> impl Iterator<Item = &Replica> {
    (0..REPLICAS).filter_map(|node| run.node(NodeId(node))?.replica())
}

fn answered(run: &Run) -> u64 {
    let clients = (REPLICAS..run.node_count()).filter_map(|node| run.node(NodeId(node))?.client());
    clients.map(Client::answered).sum()
}

/// Every client asks for its share of a part; the client itself sends one after the other.
fn submit_part(run: &mut Run) {
    for client in 0..CLIENTS {
        for _ in 0..PART / u64::from(CLIENTS) {
            let input = ask(Local::Submit(format!("add x{client} 1").into_bytes().into()));
            let node = ClientId(client).node(REPLICAS);
            run.apply(Command::Local { node, input }).expect("the client is up");
        }
    }
}

/// The work of one part of the run.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    steps: u64,
    signed: u64,
    verified: u64,
    held: Held,
}

/// Runs until the part's requests are answered, the laggard asleep most of the time.
fn run_part(run: &mut Run, goal: u64) -> Part {
    let counted = |run: &Run, of: fn(&Replica) -> u64| replicas(run).map(of).sum::<u64>();
    let before = (
        run.step_count(),
        counted(run, |it| it.counters().signed),
        counted(run, |it| it.counters().verified),
    );
    submit_part(run);
    let mut held = Held::default();
    let mut asleep = false;
    while answered(run) < goal {
        assert!(run.now() < END, "{} of {goal} requests are answered", answered(run));
        let (command, span) = match asleep {
            true => (Command::Resume { node: LAGGARD }, AWAKE),
            false => (Command::Pause { node: LAGGARD }, ASLEEP),
        };
        run.apply(command).expect("it sleeps and wakes in turn");
        asleep = !asleep;
        let moment = run.now().after(span);
        while run.step_until(moment).is_some() {}
        held = held.or_more(Held::now(run));
    }
    if asleep {
        run.apply(Command::Resume { node: LAGGARD }).expect("it sleeps");
    }
    Part {
        steps: run.step_count() - before.0,
        signed: counted(run, |it| it.counters().signed) - before.1,
        verified: counted(run, |it| it.counters().verified) - before.2,
        held,
    }
}

#[test]
fn a_hundred_thousand_requests_take_bounded_memory_and_even_work() {
    let mut run = start();
    let parts: Vec<Part> = (1..=10).map(|part| run_part(&mut run, part * PART)).collect();
    for (part, it) in (1..).zip(&parts) {
        println!("part {part}: {it:?}");
    }
    let settle = run.now().after(Span::from_ms(60_000));
    while run.step_until(settle).is_some() {}
    assert_eq!(run.violations(), []);
    assert_eq!(liveness::settled(&run), []);
    assert_eq!(answered(&run), REQUESTS);
    // The laggard missed far more than a window, so states brought it here.
    let marks: Vec<u64> = replicas(&run).map(|replica| replica.low_water_mark().0).collect();
    assert!(marks.iter().all(|low| low + LOG_SIZE >= marks[0] && *low > 100 * LOG_SIZE), "{marks:?}");

    // In the first part the laggard still takes part; once it has timed out alone it follows without voting (protocol section 3.15).
    let (first, last) = (parts[1], parts[9]);
    let window = usize::try_from(LOG_SIZE).expect("it is small");
    for Part { held, .. } in &parts {
        assert!(held.replica.numbers <= window && held.replica.batches <= 2 * window, "{held:?}");
        assert!(held.replica.votes <= 2 * 2 * 4 * window && held.replica.pending <= 8, "{held:?}");
        assert!(held.records <= u64::from(RECORDS_MAX), "{held:?}");
    }
    let even = |first: u64, last: u64| last <= first + first / 10;
    assert!(
        even(first.steps, last.steps),
        "{} steps in the second part, {} in the last",
        first.steps,
        last.steps
    );
    assert!(even(first.signed, last.signed) && even(first.verified, last.verified), "{first:?} {last:?}");
    let (early, late) = (first.held.bytes, last.held.bytes);
    assert!(late <= early + early / 4, "{early} bytes written out in the second part, {late} in the last");
}
