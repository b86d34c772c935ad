//! Raft in the simulated world: the host that adds the random part of election timeouts, and the oracle.

use std::rc::Rc;

use pbft_lab::process::{Disk, Input, NodeId, Output, Process, Span};
use pbft_lab::raft::{
    Client, ClientId, Config, Event, Local, Message, Out, RaftParams, Role, Server, ServerId, Spread, Timer,
};
use pbft_lab::sim::{
    Command, Latency, LinkSettings, NetworkSettings, Observation, ObservedRecord, Oracle, Ratio, Recording,
    Seed, Settings, SpanRange, Stream, TrustTable, Violation, Watches, World,
};

use crate::raft::invariants::Invariants;

/// A server or client, with what the host draws for it.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(clippy::large_enum_variant, reason = "a world has few nodes, most of them servers")
)]
#[derive(Clone, Debug)]
pub enum Node {
    Server { server: Server, config: Rc<Config>, draws: Stream, drawn: u64 },
    Client(Client),
}

impl Node {
    pub fn server(&self) -> &Server {
        match self {
            Node::Server { server, .. } => server,
            Node::Client(_) => panic!("a client"),
        }
    }

    /// Runs one step, and varies the timers that it sets.
    fn host(&mut self, out: &mut Out, step: impl FnOnce(&mut Server, &mut Out)) {
        let Node::Server { server, config, draws, drawn } = self else { panic!("a client") };
        let mut own = Out::default();
        step(server, &mut own);
        for output in own.drain() {
            out.push(match output {
                Output::SetTimer { timer, after } => {
                    let nth = *drawn;
                    *drawn += u64::from(timer == Timer::Election);
                    let after = match config.spread(server.id(), timer, nth) {
                        Spread::None => after,
                        Spread::UpTo(most) => Span(after.0 + draws.below(most.0 + 1)),
                        Spread::Exactly(span) => span,
                    };
                    Output::SetTimer { timer, after }
                }
                other => other,
            });
        }
    }
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Local = Local;
    type Event = Event;

    fn is_background(timer: Timer) -> bool {
        Server::is_background(timer)
    }

    fn start(&mut self, out: &mut Out) {
        match self {
            Node::Server { .. } => self.host(out, |server, out| server.start(out)),
            Node::Client(client) => client.start(out),
        }
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match self {
            Node::Server { .. } => self.host(out, |server, out| server.step(input, out)),
            Node::Client(client) => client.step(input, out),
        }
    }

    fn recover(&self, disk: Disk) -> Node {
        match self {
            Node::Server { server, config, draws, drawn } => Node::Server {
                server: server.recover(disk),
                config: Rc::clone(config),
                draws: draws.clone(),
                drawn: *drawn,
            },
            Node::Client(client) => Node::Client(client.recover(disk)),
        }
    }
}

/// The invariants as an oracle.
#[derive(Clone, Debug)]
pub struct Judge(pub Invariants);

impl Oracle<Node> for Judge {
    const WATCHES: Watches = Watches::SPEECH;

    fn observe(&mut self, observed: ObservedRecord<'_, Node>, _: &TrustTable, _: &mut Vec<Violation>) {
        match observed.observation {
            Observation::Sent { from, message, .. } => self.0.on_sent(from.0, message),
            Observation::Reported { node, event } => self.0.on_event(node.0, event),
            _ => {}
        }
    }
}

pub type Run = World<Node, Judge>;

pub fn run(params: RaftParams, seed: u64, network: NetworkSettings, recording: Recording) -> Run {
    let config = Rc::new(Config::new(params).expect("the parameters make a cluster"));
    let servers = (0..config.params().servers).map(|id| Node::Server {
        server: Server::new(ServerId(id), Rc::clone(&config)),
        config: Rc::clone(&config),
        draws: Stream::new(Seed(seed), &format!("raft, election, node {id}")),
        drawn: 0,
    });
    let clients =
        (0..config.params().clients).map(|id| Node::Client(Client::new(ClientId(id), Rc::clone(&config))));
    let nodes = servers.chain(clients).collect();
    let settings = Settings { seed: Seed(seed), network, recording, ..Settings::default() };
    let judge = Judge(Invariants::new(config.params().servers));
    World::new(nodes, judge, settings).unwrap_or_else(|_| panic!("the world is small"))
}

pub fn submit(run: &mut Run, node: u32, operation: &str) {
    let input = Local::Submit(operation.as_bytes().into());
    run.apply(Command::Local { node: NodeId(node), input }).expect("the client is up");
}

pub fn advance(run: &mut Run, span: Span) {
    let end = run.now().after(span);
    while run.step_until(end).is_some() {}
}

/// The leader of the highest term.
pub fn leader(run: &Run, servers: u32) -> Option<u32> {
    let leaders = (0..servers).filter(|id| {
        let server = run.node(NodeId(*id)).expect("it exists").server();
        matches!(server.role(), Role::Leader(_))
    });
    leaders.max_by_key(|id| run.node(NodeId(*id)).expect("it exists").server().term())
}

/// A network that loses, repeats and reorders packets.
pub fn hostile(draws: &mut Stream) -> NetworkSettings {
    let percent = |draws: &mut Stream, below| {
        Ratio::new(u32::try_from(draws.below(below)).expect("small"), 100).expect("a ratio")
    };
    let most = Span::from_ms(5 + draws.below(150));
    let every_link = LinkSettings {
        latency: Latency::Uniform(SpanRange::new(Span::from_ms(1), most).expect("a range")),
        loss: percent(draws, 25),
        duplicate: percent(draws, 20),
        reorder: percent(draws, 20),
        ..LinkSettings::default()
    };
    NetworkSettings { every_link, ..NetworkSettings::default() }
}
