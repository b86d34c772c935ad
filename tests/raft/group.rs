//! A cluster whose messages the test delivers, holds and drops by hand, judged by the invariants after every step.

use std::rc::Rc;

use pbft_lab::process::{Disk, Input, NodeId, Output, Process};
use pbft_lab::raft::{
    Client, ClientId, Config, Local, Message, Out, RaftParams, Role, Server, ServerId, Timer,
};

use crate::raft::cluster::config;
use crate::raft::invariants::Invariants;

#[derive(Clone, Debug)]
pub struct Packet {
    pub from: u32,
    pub to: u32,
    pub message: Message,
}

pub struct Group {
    config: Rc<Config>,
    pub servers: Vec<Server>,
    pub client: Client,
    up: Vec<bool>,
    pub packets: Vec<Packet>,
    pub invariants: Invariants,
}

impl Group {
    pub fn new(params: RaftParams) -> Group {
        let config = config(params);
        let count = config.params().servers;
        let servers = (0..count).map(|id| Server::new(ServerId(id), Rc::clone(&config))).collect();
        Group {
            client: Client::new(ClientId(0), Rc::clone(&config)),
            servers,
            up: vec![true; count as usize],
            packets: Vec::new(),
            invariants: Invariants::new(count),
            config,
        }
    }

    pub fn violations(&self) -> &[&'static str] {
        &self.invariants.violations
    }

    fn client_node(&self) -> u32 {
        self.config.params().servers
    }

    fn step(&mut self, node: u32, input: Input<Message, Timer, Local>) {
        let mut out = Out::default();
        if node == self.client_node() {
            self.client.step(input, &mut out);
        } else if self.up[node as usize] {
            self.servers[node as usize].step(input, &mut out);
        }
        self.take(node, out);
    }

    fn take(&mut self, node: u32, mut out: Out) {
        for output in out.drain() {
            match output {
                Output::Send { to, body } => self.send(node, to, body),
                Output::Multicast { to, body } => {
                    self.invariants.on_sent(node, &body);
                    to.others(NodeId(node)).for_each(|to| self.send(node, to, body.clone()));
                }
                Output::Report(event) => self.invariants.on_event(node, &event),
                Output::SetTimer { .. } | Output::CancelTimer { .. } => {}
            }
        }
    }

    fn send(&mut self, from: u32, to: NodeId, message: Message) {
        self.invariants.on_sent(from, &message);
        self.packets.push(Packet { from, to: to.0, message });
    }

    pub fn fire(&mut self, server: u32, timer: Timer) {
        self.step(server, Input::Timeout(timer));
    }

    /// The client asks; the request goes to the server that it believes to be the leader.
    pub fn submit(&mut self, operation: &str) {
        self.step(self.client_node(), Input::Local(Local::Submit(operation.as_bytes().into())));
    }

    /// A request of the client, straight to a server, as if the client had found it.
    pub fn ask(&mut self, server: u32, timestamp: u64, operation: &str) {
        let from = NodeId(self.client_node());
        self.step(server, Input::Message { from, body: crate::raft::cluster::request(timestamp, operation) });
    }

    /// Takes the packets that fit out of the network.
    pub fn take_packets(&mut self, fits: impl Fn(&Packet) -> bool) -> Vec<Packet> {
        let (taken, kept) = std::mem::take(&mut self.packets).into_iter().partition(fits);
        self.packets = kept;
        taken
    }

    pub fn deliver_packets(&mut self, packets: Vec<Packet>) {
        for Packet { from, to, message } in packets {
            self.step(to, Input::Message { from: NodeId(from), body: message });
        }
    }

    /// Delivers what is in flight between these servers until nothing is, and drops everything else.
    pub fn talk(&mut self, among: &[u32]) {
        loop {
            let packets =
                self.take_packets(|packet| among.contains(&packet.from) && among.contains(&packet.to));
            self.packets.clear();
            if packets.is_empty() {
                return;
            }
            self.deliver_packets(packets);
        }
    }

    /// A server campaigns until these servers elect it.
    pub fn elect(&mut self, server: u32, among: &[u32]) {
        for _ in 0..6 {
            self.fire(server, Timer::Election);
            self.talk(among);
            if self.leads(server) {
                return;
            }
        }
    }

    pub fn leads(&self, server: u32) -> bool {
        matches!(self.servers[server as usize].role(), Role::Leader(_))
    }

    pub fn crash(&mut self, server: u32) {
        self.up[server as usize] = false;
    }

    pub fn restart(&mut self, server: u32) {
        self.up[server as usize] = true;
        self.servers[server as usize] = self.servers[server as usize].recover(Disk::Kept);
        let mut out = Out::default();
        self.servers[server as usize].start(&mut out);
        self.take(server, out);
    }
}
