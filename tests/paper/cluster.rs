//! A cluster without a simulator: messages are queued until the test delivers, drops or keeps them, and timers fire when the test
//! says so. The tests of this folder state one rule each, so they control the network themselves.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use pbft_lab::pbft::{
    Client, ClientId, Config, Crypto, Event, Keys, Local, Message, MessageKind, Out, ProtocolParams, Replica,
    ReplicaId, Timer,
};
use pbft_lab::process::{Disk, Input, NodeId, Output, Process, Span};

/// The cluster sizes of the checklist: all remainders of `n - 1` by 3, and the smallest cluster, which tolerates no fault.
pub const SIZES: [u32; 6] = [1, 4, 5, 6, 7, 10];

/// `n` replicas and one client with small checkpoints (`K` = 8, `L` = 16).
fn small(n: u32) -> ProtocolParams {
    ProtocolParams { replicas: n, checkpoint_interval: 8, log_size: 16, ..ProtocolParams::default() }
}

/// The same with three clients.
pub fn with_three_clients(n: u32) -> ProtocolParams {
    ProtocolParams { clients: 3, ..small(n) }
}

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Packet {
    pub from: NodeId,
    pub to: NodeId,
    pub message: Message,
}

/// Replicas, clients and what lies between them.
pub struct Cluster {
    pub config: Rc<Config>,
    pub keys: Keys,
    pub replicas: Vec<Replica>,
    pub clients: Vec<Client>,
    /// Messages that were sent and not delivered, oldest first.
    pub flight: VecDeque<Packet>,
    /// Timers that run, with the span they were set to.
    pub timers: Vec<(NodeId, Timer, Span)>,
    /// Every setting of a timer so far, so that a test sees when a running timer was set again.
    pub timer_settings: Vec<(NodeId, Timer, Span)>,
    /// Every event reported so far.
    pub facts: Vec<(NodeId, Event)>,
    /// Every message sent so far.
    pub sent: Vec<Packet>,
    /// Nodes that neither receive nor send.
    pub silent: BTreeSet<NodeId>,
}

impl Cluster {
    /// `n` replicas and one client with small checkpoints (`K` = 8, `L` = 16).
    pub fn of(n: u32) -> Cluster {
        Cluster::with(small(n))
    }

    pub fn with(params: ProtocolParams) -> Cluster {
        Cluster::with_crypto(params, Crypto::Once)
    }

    /// A cluster with another cryptography: symbolic for tests that run a great many messages.
    pub fn with_crypto(params: ProtocolParams, crypto: Crypto) -> Cluster {
        let config = Rc::new(Config::new(params).expect("the test's choices are legal"));
        let keys = Keys::derive(&config, crypto, 7);
        let replicas = (0..).map(ReplicaId).zip(&keys.replicas);
        let replicas = replicas.map(|(id, signer)| Replica::new(id, Rc::clone(&config), signer.clone()));
        let clients = (0..).map(ClientId).zip(&keys.clients);
        let clients = clients.map(|(id, signer)| Client::new(id, Rc::clone(&config), signer.clone()));
        let mut cluster = Cluster {
            replicas: replicas.collect(),
            clients: clients.collect(),
            flight: VecDeque::new(),
            timers: Vec::new(),
            timer_settings: Vec::new(),
            facts: Vec::new(),
            sent: Vec::new(),
            silent: BTreeSet::new(),
            config,
            keys,
        };
        cluster.each(|cluster, node| cluster.start(node));
        cluster
    }

    fn each(&mut self, act: impl Fn(&mut Cluster, NodeId)) {
        let nodes = self.replicas.len() + self.clients.len();
        (0..nodes as u32).for_each(|node| act(self, NodeId(node)));
    }

    fn start(&mut self, node: NodeId) {
        let mut out = Out::default();
        match self.replicas.get_mut(node.0 as usize) {
            Some(replica) => replica.start(&mut out),
            None => self.client_at(node).start(&mut out),
        }
        self.carry_out(node, out);
    }

    fn client_at(&mut self, node: NodeId) -> &mut Client {
        let index = node.0 as usize - self.replicas.len();
        &mut self.clients[index]
    }

    /// One step of one node; says what it sent.
    pub fn step(&mut self, node: NodeId, input: Input<Message, Timer, Local>) -> Vec<Packet> {
        let mut out = Out::default();
        match self.replicas.get_mut(node.0 as usize) {
            Some(replica) => replica.step(input, &mut out),
            None => self.client_at(node).step(input, &mut out),
        }
        self.carry_out(node, out)
    }

    fn carry_out(&mut self, node: NodeId, mut out: Out) -> Vec<Packet> {
        let mut sent = Vec::new();
        for output in out.drain() {
            match output {
                Output::Send { to, body } => sent.push(Packet { from: node, to, message: body }),
                Output::Multicast { to, body } => {
                    sent.extend(to.others(node).map(|to| Packet { from: node, to, message: body.clone() }));
                }
                Output::SetTimer { timer, after } => {
                    self.timers.retain(|(at, name, _)| (*at, *name) != (node, timer));
                    self.timers.push((node, timer, after));
                    self.timer_settings.push((node, timer, after));
                }
                Output::CancelTimer { timer } => {
                    self.timers.retain(|(at, name, _)| (*at, *name) != (node, timer));
                }
                Output::Report(event) => self.facts.push((node, event)),
            }
        }
        self.sent.extend(sent.iter().cloned());
        if !self.silent.contains(&node) {
            self.flight.extend(sent.iter().cloned());
        }
        sent
    }

    /// Delivers a message from any sender to a replica; returns what the replica sent.
    pub fn give(&mut self, replica: u32, message: Message) -> Vec<Packet> {
        // The origin of a packet proves nothing, so any node does.
        self.step(NodeId(replica), Input::Message { from: NodeId(u32::MAX), body: message })
    }

    /// The client's user asks for something.
    pub fn submit(&mut self, client: u32, operation: &str) {
        let node = NodeId(self.replicas.len() as u32 + client);
        self.step(node, Input::Local(Local::Submit(operation.as_bytes().into())));
    }

    /// Rings a timer that runs; fails when it does not run.
    pub fn ring(&mut self, node: u32, timer: Timer) {
        assert!(self.runs(node, timer), "{timer:?} does not run at node {node}");
        self.timers.retain(|(at, name, _)| (*at, *name) != (NodeId(node), timer));
        self.step(NodeId(node), Input::Timeout(timer));
    }

    /// Rings a timer at every node where it runs.
    pub fn ring_all(&mut self, timer: Timer) {
        let running = self.timers.iter().filter(|(_, name, _)| *name == timer).map(|(node, _, _)| node.0);
        for node in running.collect::<BTreeSet<u32>>() {
            self.ring(node, timer);
        }
    }

    /// Whether a timer runs.
    pub fn runs(&self, node: u32, timer: Timer) -> bool {
        self.span(node, timer).is_some()
    }

    /// The span that a running timer was set to.
    pub fn span(&self, node: u32, timer: Timer) -> Option<Span> {
        self.timers
            .iter()
            .find(|(at, name, _)| (*at, *name) == (NodeId(node), timer))
            .map(|(_, _, span)| *span)
    }

    /// Delivers everything in the order of sending, what is sent meanwhile included; packets that `lost` picks are lost.
    pub fn deliver_but(&mut self, lost: impl Fn(&Packet) -> bool) {
        while let Some(packet) = self.flight.pop_front() {
            if !lost(&packet) && !self.silent.contains(&packet.to) {
                self.step(packet.to, Input::Message { from: packet.from, body: packet.message });
            }
        }
    }

    pub fn deliver_all(&mut self) {
        self.deliver_but(|_| false);
    }

    /// Submits and delivers until nothing is under way.
    pub fn run(&mut self, client: u32, operation: &str) {
        self.submit(client, operation);
        self.deliver_all();
    }

    /// Crashes a replica and lets it come back.
    pub fn restart(&mut self, replica: u32, disk: Disk) {
        let node = NodeId(replica);
        self.timers.retain(|(at, _, _)| *at != node);
        let slot = &mut self.replicas[replica as usize];
        *slot = slot.recover(disk);
        self.start(node);
    }

    /// The messages of one kind that a node sent so far.
    pub fn sent_by(&self, node: u32, kind: MessageKind) -> Vec<&Packet> {
        self.sent
            .iter()
            .filter(|packet| packet.from == NodeId(node) && packet.message.kind() == kind)
            .collect()
    }

    /// The facts that a node reported so far.
    pub fn facts_of(&self, node: u32) -> impl Iterator<Item = &Event> {
        self.facts.iter().filter(move |(at, _)| *at == NodeId(node)).map(|(_, event)| event)
    }

    /// Forgets what was recorded, so that a test can look at what comes next.
    pub fn forget(&mut self) {
        self.sent.clear();
        self.facts.clear();
        self.timer_settings.clear();
    }
}
