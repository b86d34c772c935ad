//! Who lives in a world of PBFT: replicas, then clients, in one row of nodes.
//!
//! Each node is an honest part, which follows the protocol, and a [`Conspirator`], which does nothing until somebody makes the
//! node misbehave. A twinned replica has a second honest part under the same key.

use std::fmt;
use std::rc::Rc;

use super::report::NodeEvent;
use super::strategy::{Conspirator, Order, Underworld};
use super::twin::{Side, Sides, Twin};
use crate::pbft::envelope::Signer;
use crate::pbft::{
    Client, ClientId, Config, Event, Keys, Local, Message, Out, Quorums, Replica, ReplicaId, Timer,
};
use crate::process::{Disk, Fingerprint, Input, NodeId, Outbox, Output, Process, Sink};
use crate::sim::{Instruction, Interposed, Seed};

/// One node of the world.
pub type Node = Interposed<Honest, Conspirator>;

/// What may be asked of a node: by its user, or by whoever makes it misbehave.
pub type NodeLocal = Instruction<Local, Order>;

/// The outbox of a node.
pub type NodeOut = Outbox<Message, NodeTimer, NodeEvent>;

/// The part of a node that follows the protocol.
#[derive(Clone, Debug)]
pub struct Honest {
    member: Member,
    twin: Option<Box<Twin>>,
    /// Empty between steps; kept for its memory.
    said: Out,
}

/// What a node is in the protocol.
#[derive(Clone, Debug)]
enum Member {
    Replica(Box<Replica>),
    Client(Box<Client>),
}

/// A timer of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeTimer {
    /// A timer of the protocol.
    Protocol(Timer),
    /// The same, of a replica's second copy.
    Twin(Timer),
    /// What a strategy holds back until then.
    Delay(u32),
}

/// The nodes of a cluster: its replicas, then its clients. All are honest; what their strategies would draw comes from `seed`.
pub fn nodes(config: &Rc<Config>, keys: Keys, seed: Seed) -> Vec<Node> {
    let replicas = (0..).map(ReplicaId).zip(&keys.replicas);
    let replicas = replicas.map(|(id, signer)| Replica::new(id, Rc::clone(config), signer.clone()));
    let clients = (0..).map(ClientId).zip(&keys.clients);
    let clients = clients.map(|(id, signer)| Client::new(id, Rc::clone(config), signer.clone()));
    nodes_of(config, &keys, seed, replicas, clients)
}

/// The same with replicas and clients that stand somewhere already.
pub fn nodes_of(
    config: &Rc<Config>,
    keys: &Keys,
    seed: Seed,
    replicas: impl Iterator<Item = Replica>,
    clients: impl Iterator<Item = Client>,
) -> Vec<Node> {
    let underworld = Underworld::default();
    let node = |(member, signer): (Member, &Signer)| {
        let honest = Honest { member, twin: None, said: Out::default() };
        let conspirator = Conspirator::new(signer.clone(), Rc::clone(config), seed, underworld.clone());
        Node::new(honest, conspirator)
    };
    let replicas = replicas.map(|replica| Member::Replica(Box::new(replica))).zip(&keys.replicas);
    let clients = clients.map(|client| Member::Client(Box::new(client))).zip(&keys.clients);
    replicas.chain(clients).map(node).collect()
}

impl Node {
    /// About how many bytes a clone has of its own; of what strategies remember only what a script does.
    pub fn weight(&self) -> usize {
        let replica = self.replica().map_or(0, Replica::weight);
        let client = self.client().map_or(0, Client::weight);
        let copies = if self.inner().twin.is_some() { 2 } else { 1 };
        size_of::<Self>() + copies * replica + client + self.adversary().weight()
    }

    /// The replica, if it is one.
    pub fn replica(&self) -> Option<&Replica> {
        self.inner().replica()
    }

    /// The client, if it is one.
    pub fn client(&self) -> Option<&Client> {
        self.inner().client()
    }

    /// Whether it misbehaves now. Whoever did once is never trusted again, but that is for the oracles to know.
    pub fn is_byzantine(&self) -> bool {
        self.adversary().has_orders() || self.inner().twin.is_some()
    }
}

impl Honest {
    /// The replica, if it is one; of a twinned one the first copy.
    pub fn replica(&self) -> Option<&Replica> {
        match &self.member {
            Member::Replica(replica) => Some(replica),
            Member::Client(_) => None,
        }
    }

    /// The client, if it is one.
    pub fn client(&self) -> Option<&Client> {
        match &self.member {
            Member::Client(client) => Some(client),
            Member::Replica(_) => None,
        }
    }

    /// Who hears which copy of a twinned replica.
    pub fn sides(&self) -> Option<&Rc<Sides>> {
        self.twin.as_ref().map(|twin| twin.sides())
    }

    /// Makes two of a replica: a second machine is started with a copy of the disk and the key of the first. A replica that is
    /// twinned already gets other sides.
    pub(super) fn split(&mut self, sides: Rc<Sides>, out: &mut NodeOut) {
        let Member::Replica(replica) = &self.member else { return };
        match &mut self.twin {
            Some(twin) => twin.turn_to(sides),
            None => {
                self.twin = Some(Box::new(Twin::of(replica, sides)));
                self.act(Side::Second, out, |copy, said| copy.start(said));
            }
        }
    }

    /// Lets a replica, both copies of it, count its questions on from a number that was used with its key.
    pub(super) fn ask_after(&mut self, counter: u64) {
        if let Member::Replica(replica) = &mut self.member {
            let copy = self.twin.as_mut().map(|twin| twin.copy());
            [Some(&mut **replica), copy].into_iter().flatten().for_each(|replica| replica.ask_after(counter));
        }
    }

    /// Ends the second copy.
    pub(super) fn unite(&mut self, out: &mut NodeOut) {
        if self.twin.take().is_some() {
            Timer::ALL.into_iter().for_each(|timer| out.cancel_timer(NodeTimer::Twin(timer)));
        }
    }

    /// Lets one copy of a twinned replica act, heard by its side only.
    fn act(&mut self, side: Side, out: &mut NodeOut, act: impl FnOnce(&mut Replica, &mut Out)) {
        let (Member::Replica(first), Some(twin)) = (&mut self.member, &mut self.twin) else { return };
        let (node, sides) = (first.id().node(), Rc::clone(twin.sides()));
        let (copy, timer): (_, fn(Timer) -> NodeTimer) = match side {
            Side::First => (&mut **first, NodeTimer::Protocol),
            Side::Second => (twin.copy(), NodeTimer::Twin),
        };
        act(copy, &mut self.said);
        for output in self.said.drain() {
            match output {
                Output::Send { to, .. } if !sides.reaches(side, to) => {}
                Output::Multicast { to, body } if !to.others(node).all(|to| sides.reaches(side, to)) => {
                    let audience = to.others(node).filter(|to| sides.reaches(side, *to));
                    audience.for_each(|to| out.send(to, body.clone()));
                }
                other => out.push(with_timer(other, timer)),
            }
        }
    }

    /// Lets the only copy act.
    fn act_alone(&mut self, out: &mut NodeOut, act: impl FnOnce(&mut Member, &mut Out)) {
        act(&mut self.member, &mut self.said);
        self.said.drain().for_each(|output| out.push(with_timer(output, NodeTimer::Protocol)));
    }

    fn step_twins(&mut self, input: Input<Message, NodeTimer, Local>, out: &mut NodeOut) {
        match input {
            Input::Message { from, body } => {
                for side in [Side::First, Side::Second] {
                    if self.sides().is_some_and(|sides| sides.reaches(side, from)) {
                        let body = body.clone();
                        self.act(side, out, |copy, said| copy.step(Input::Message { from, body }, said));
                    }
                }
            }
            Input::Timeout(NodeTimer::Protocol(timer)) => {
                self.act(Side::First, out, |copy, said| copy.step(Input::Timeout(timer), said));
            }
            Input::Timeout(NodeTimer::Twin(timer)) => {
                self.act(Side::Second, out, |copy, said| copy.step(Input::Timeout(timer), said));
            }
            // A strategy's delay is no business of the honest part, and a replica has no user.
            Input::Timeout(NodeTimer::Delay(_)) | Input::Local(_) => {}
        }
    }
}

fn with_timer(
    output: Output<Message, Timer, Event>,
    of: fn(Timer) -> NodeTimer,
) -> Output<Message, NodeTimer, NodeEvent> {
    match output {
        Output::Send { to, body } => Output::Send { to, body },
        Output::Multicast { to, body } => Output::Multicast { to, body },
        Output::SetTimer { timer, after } => Output::SetTimer { timer: of(timer), after },
        Output::CancelTimer { timer } => Output::CancelTimer { timer: of(timer) },
        Output::Report(event) => Output::Report(event.into()),
    }
}

impl Process for Honest {
    type Message = Message;
    type Timer = NodeTimer;
    type Local = Local;
    type Event = NodeEvent;

    fn is_background(timer: NodeTimer) -> bool {
        match timer {
            NodeTimer::Protocol(timer) | NodeTimer::Twin(timer) => Replica::is_background(timer),
            NodeTimer::Delay(_) => false,
        }
    }

    fn start(&mut self, out: &mut NodeOut) {
        if self.twin.is_some() {
            self.act(Side::First, out, |copy, said| copy.start(said));
            self.act(Side::Second, out, |copy, said| copy.start(said));
        } else {
            self.act_alone(out, |member, said| match member {
                Member::Replica(replica) => replica.start(said),
                Member::Client(client) => client.start(said),
            });
        }
    }

    fn step(&mut self, input: Input<Message, NodeTimer, Local>, out: &mut NodeOut) {
        if self.twin.is_some() {
            return self.step_twins(input, out);
        }
        let input = match input {
            Input::Message { from, body } => Input::Message { from, body },
            Input::Timeout(NodeTimer::Protocol(timer)) => Input::Timeout(timer),
            // What a twin or a strategy of the past had set.
            Input::Timeout(NodeTimer::Twin(_) | NodeTimer::Delay(_)) => return,
            Input::Local(input) => Input::Local(input),
        };
        self.act_alone(out, |member, said| match member {
            Member::Replica(replica) => replica.step(input, said),
            Member::Client(client) => client.step(input, said),
        });
    }

    fn recover(&self, disk: Disk) -> Honest {
        let member = match &self.member {
            Member::Replica(replica) => Member::Replica(Box::new(replica.recover(disk))),
            Member::Client(client) => Member::Client(Box::new(client.recover(disk))),
        };
        let twin = self.twin.as_ref().map(|twin| Box::new(twin.recover(disk)));
        Honest { member, twin, said: Out::default() }
    }
}

impl NodeTimer {
    /// The timer of the protocol that it is, for those who know no other.
    pub fn protocol(self) -> Option<Timer> {
        match self {
            NodeTimer::Protocol(timer) => Some(timer),
            NodeTimer::Twin(_) | NodeTimer::Delay(_) => None,
        }
    }

    /// Its name: that of the protocol's timer, whichever copy it is of; what a strategy sets is a `delay`.
    pub fn name(self) -> &'static str {
        match self {
            NodeTimer::Protocol(timer) | NodeTimer::Twin(timer) => timer.name(),
            NodeTimer::Delay(_) => "delay",
        }
    }
}

impl From<Timer> for NodeTimer {
    fn from(timer: Timer) -> NodeTimer {
        NodeTimer::Protocol(timer)
    }
}

impl fmt::Debug for NodeTimer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Fingerprint for NodeTimer {
    /// A protocol's timer is written as if there were no others.
    fn fingerprint(&self, sink: &mut dyn Sink) {
        match self {
            NodeTimer::Protocol(timer) => timer.fingerprint(sink),
            NodeTimer::Twin(timer) => {
                sink.bytes(b"twin:");
                timer.fingerprint(sink);
            }
            NodeTimer::Delay(number) => {
                sink.bytes(b"delay:");
                sink.bytes(&number.to_be_bytes());
            }
        }
    }
}

/// What a node's user asks, as a node takes it.
pub fn ask(local: Local) -> NodeLocal {
    Instruction::Local(local)
}

/// All replicas but one, as nodes in order.
pub fn other_replicas(quorums: Quorums, replica: ReplicaId) -> impl Iterator<Item = NodeId> {
    quorums.replicas().others(replica.node())
}
