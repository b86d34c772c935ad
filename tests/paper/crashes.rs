//! Line 122: a crash after every single effect of a short run, and what the disk hands back (protocol section 3.19).

use std::rc::Rc;

use pbft_lab::byzantine::node::{Node, ask, nodes};
use pbft_lab::checks::invariants::{Oracles, liveness};
use pbft_lab::pbft::{Config, Crypto, Keys, Local, Message, ProtocolParams, Seq, View};
use pbft_lab::process::{Disk, NodeId, Span, Time};
use pbft_lab::sim::{
    Command, Health, Latency, LinkSettings, NetworkSettings, Observation, ObservedRecord, Oracle, Recording,
    Seed, Settings, SpanRange, TrustTable, Violation, Watches, World,
};

const REPLICAS: u32 = 4;
const CLIENT: NodeId = NodeId(REPLICAS);
/// The length of the run in which every effect is a crash point.
const END: Time = Time(2_500_000);
/// The time after a crash within which all requests are answered and all replicas are at one sequence number.
const BOUND: Span = Span::from_ms(30_000);

/// All oracles of safety, and a memory of what each replica said in its own name.
#[derive(Clone)]
struct Watcher {
    oracles: Oracles,
    said: Vec<(NodeId, Message)>,
}

impl Oracle<Node> for Watcher {
    const WATCHES: Watches = Watches::SPEECH;

    fn observe(
        &mut self,
        observed: ObservedRecord<'_, Node>,
        trust: &TrustTable,
        found: &mut Vec<Violation>,
    ) {
        if let Observation::Sent { from, message, .. } = observed.observation {
            self.said.push((from, message.clone()));
        }
        self.oracles.observe(observed, trust, found);
    }
}

type Run = World<Node, Watcher>;

/// Four replicas with the smallest checkpoints and one client with three requests; the primary may be down from the start.
fn short_run(primary_down: bool) -> Run {
    let params = ProtocolParams {
        checkpoint_interval: 2,
        log_size: 4,
        view_timeout: Span::from_ms(600),
        client_timeout: Span::from_ms(300),
        status_interval: Span::from_ms(150),
        resend_interval: Span::from_ms(200),
        fetch_interval: Span::from_ms(150),
        ..ProtocolParams::default()
    };
    let config = Rc::new(Config::new(params).expect("the choices are legal"));
    let keys = Keys::derive(&config, Crypto::Symbolic, 7);
    let nodes = nodes(&config, keys, Seed(7));
    let latency = SpanRange::new(Span::from_ms(1), Span::from_ms(10)).expect("one is less than ten");
    let every_link = LinkSettings { latency: Latency::Uniform(latency), ..LinkSettings::default() };
    let network = NetworkSettings { every_link, ..NetworkSettings::default() };
    let settings = Settings { seed: Seed(7), network, recording: Recording::Nothing, ..Settings::default() };
    let watcher = Watcher { oracles: Oracles::new(&config), said: Vec::new() };
    let mut run = World::new(nodes, watcher, settings).unwrap_or_else(|_| panic!("the world is small"));
    if primary_down {
        run.apply(Command::Crash { node: NodeId(0) }).expect("it is up");
    }
    (0..3).for_each(|_| submit(&mut run));
    run
}

fn submit(run: &mut Run) {
    let input = ask(Local::Submit(b"add x 1".as_slice().into()));
    run.apply(Command::Local { node: CLIENT, input }).expect("the client is up");
}

/// When, in a step of a replica, it crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Point {
    /// Before the step: its input is lost, and the disk has nothing of it.
    BeforeIt,
    /// The step is on the disk, and this number of its packets have left.
    AfterPackets(u32),
}

/// The run with the crash in its next step; `None` if that is not a step of this replica.
fn crashed(run: &Run, replica: NodeId, point: Point) -> Option<Run> {
    let mut run = run.clone();
    match point {
        Point::BeforeIt => {
            run.apply(Command::Crash { node: replica }).ok()?;
        }
        Point::AfterPackets(packets) => {
            run.apply(Command::CrashMidStep { node: replica, packets }).ok()?;
            run.step_until(END);
        }
    }
    (run.health(replica) == Some(Health::Down)).then_some(run)
}

/// Crashes the replica at every point of the run's next step, if it is its own; says how many there are.
fn crash_everywhere_in_next_step(run: &Run, replica: NodeId) -> u32 {
    let Some(mut next) = crashed(run, replica, Point::AfterPackets(0)) else { return 0 };
    restart_and_judge(crashed(run, replica, Point::BeforeIt).expect("it is up"), replica, Point::BeforeIt);
    let mut packets = 0;
    loop {
        let left = next.packet_count();
        restart_and_judge(next, replica, Point::AfterPackets(packets));
        packets += 1;
        next = crashed(run, replica, Point::AfterPackets(packets)).expect("it is the same step");
        if next.packet_count() == left {
            return packets + 1;
        }
    }
}

/// Lets the replica come back at once, and after a while in which the others go on, and judges both.
fn restart_and_judge(crashed: Run, replica: NodeId, point: Point) {
    for down in [Span(0), Span::from_ms(900)] {
        let mut run = crashed.clone();
        let moment = run.now().after(down);
        while run.step_until(moment).is_some() {}
        run.apply(Command::Restart { node: replica, disk: Disk::Kept }).expect("it is down");
        let name = format!("{replica} crashed {point:?} in step {}, down for {down:?}", crashed.step_count());
        check_durable(&run, replica, &name);
        submit(&mut run);
        let end = run.now().after(BOUND);
        let mut unserved = liveness::settled(&run);
        while !unserved.is_empty() && run.step_until(end).is_some() {
            unserved = liveness::settled(&run);
        }
        assert_eq!(run.violations(), [], "{name}");
        assert_eq!(unserved, [], "{name}");
        let client = run.node(CLIENT).and_then(Node::client).expect("a client");
        assert_eq!(client.answered(), 4, "{name}");
    }
}

/// Invariant I16: what the disk hands back covers every vote that the replica had sent, so that it can contradict none.
fn check_durable(run: &Run, node: NodeId, name: &str) {
    let replica = run.node(node).and_then(Node::replica).expect("a replica");
    let (id, view, low) = (replica.id(), replica.view(), replica.low_water_mark());
    let slot = |at: View, seq: Seq| {
        assert!(at <= view, "{name}: a vote of view {at} is forgotten, this is view {view}");
        (at == view && seq > low).then(|| replica.slots().find(|slot| slot.seq == seq).expect(name))
    };
    for (from, message) in &run.oracle().said {
        match message {
            _ if *from != node => {}
            Message::PrePrepare { header, .. } if header.replica == id => {
                if let Some(slot) = slot(header.view, header.seq) {
                    assert!(slot.pre_prepared && slot.digest == Some(header.digest), "{name}: {slot:?}");
                }
            }
            Message::Prepare(vote) if vote.replica == id => {
                if let Some(slot) = slot(vote.view, vote.seq) {
                    assert!(slot.pre_prepared && slot.digest == Some(vote.digest), "{name}: {slot:?}");
                    assert!(slot.prepares.contains(id), "{name}: {slot:?}");
                }
            }
            Message::Commit(vote) if vote.replica == id => {
                if let Some(slot) = slot(vote.view, vote.seq) {
                    assert!(
                        slot.commits.contains(id) && slot.digest == Some(vote.digest),
                        "{name}: {slot:?}"
                    );
                    let certificate = replica.quorums().prepares();
                    assert!(slot.prepares.len() >= certificate, "{name}: the certificate is gone: {slot:?}");
                }
            }
            Message::Checkpoint(vote) if vote.replica == id && vote.seq > low => {
                let kept = replica.checkpoint_votes().any(|(seq, digest, voters)| {
                    (seq, digest) == (vote.seq, vote.digest) && voters.contains(id)
                });
                assert!(kept, "{name}: the CHECKPOINT for {} is gone", vote.seq);
            }
            Message::ViewChange(change) if change.replica == id => {
                assert!(change.view <= view, "{name}");
                if let Some(own) = replica.own_view_change().filter(|own| own.view == change.view) {
                    assert_eq!(own.body(), change.body(), "{name}");
                }
            }
            Message::NewView(new_view) if new_view.replica == id => {
                assert!(new_view.view <= view, "{name}");
                if let Some(own) = replica.new_view().filter(|own| own.view == new_view.view) {
                    assert_eq!(own.body(), new_view.body(), "{name}");
                }
            }
            _ => {}
        }
    }
}

/// Crashes each replica at every point of every step of the run; says how many crashes that makes.
fn crash_everywhere(mut run: Run) -> u32 {
    let mut crashes = 0;
    loop {
        let replicas = (0..REPLICAS).map(NodeId);
        crashes += replicas.map(|replica| crash_everywhere_in_next_step(&run, replica)).sum::<u32>();
        if run.step_until(END).is_none() {
            let client = run.node(CLIENT).and_then(Node::client).expect("a client");
            assert_eq!(client.answered(), 3, "the run without a crash is long enough");
            return crashes;
        }
    }
}

#[test]
fn c122_a_crash_after_any_effect_of_the_normal_case_loses_no_vote() {
    let crashes = crash_everywhere(short_run(false));
    assert!(crashes > 200, "{crashes} crashes are not every effect of three requests");
}

#[test]
fn c122_a_crash_after_any_effect_of_a_view_change_loses_no_vote() {
    let crashes = crash_everywhere(short_run(true));
    assert!(crashes > 200, "{crashes} crashes are not every effect of a view change");
}
