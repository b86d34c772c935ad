//! Who lives in a world of PBFT: replicas, then clients, in one row of nodes.

use crate::pbft::{Client, Event, Local, Message, Out, Replica, Timer};
use crate::process::{Disk, Input, Process};

/// One node of the world.
#[derive(Clone)]
pub enum Node {
    /// A replica that follows the protocol.
    Replica(Box<Replica>),
    /// A client that follows the protocol.
    Client(Box<Client>),
}

impl Node {
    /// About how many bytes a clone has of its own.
    pub fn weight(&self) -> usize {
        match self {
            Node::Replica(replica) => replica.weight(),
            Node::Client(client) => client.weight(),
        }
    }

    /// The replica, if it is one.
    pub fn replica(&self) -> Option<&Replica> {
        match self {
            Node::Replica(replica) => Some(replica),
            Node::Client(_) => None,
        }
    }

    /// The client, if it is one.
    pub fn client(&self) -> Option<&Client> {
        match self {
            Node::Client(client) => Some(client),
            Node::Replica(_) => None,
        }
    }
}

impl Process for Node {
    type Message = Message;
    type Timer = Timer;
    type Local = Local;
    type Event = Event;

    fn start(&mut self, out: &mut Out) {
        match self {
            Node::Replica(replica) => replica.start(out),
            Node::Client(client) => client.start(out),
        }
    }

    fn step(&mut self, input: Input<Message, Timer, Local>, out: &mut Out) {
        match self {
            Node::Replica(replica) => replica.step(input, out),
            Node::Client(client) => client.step(input, out),
        }
    }

    fn recover(&self, disk: Disk) -> Node {
        match self {
            Node::Replica(replica) => Node::Replica(Box::new(replica.recover(disk))),
            Node::Client(client) => Node::Client(Box::new(client.recover(disk))),
        }
    }
}
