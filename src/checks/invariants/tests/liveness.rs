//! Liveness invariants, each violated by hand: nodes are brought into a state outside of any world, and a world that does not
//! help them is judged.

use std::rc::Rc;

use crate::byzantine::Order;
use crate::byzantine::node::{Node, ask, nodes_of};
use crate::checks::invariants::liveness::{settled, timers_run};
use crate::checks::invariants::number_of;
use crate::pbft::batch::Batch;
use crate::pbft::message::{Checkpoint, Commit, CommitCertificate, Message, NewView, Request, ViewChange};
use crate::pbft::{
    Client, ClientId, Config, Crypto, Digest, Keys, Local, Out, ProtocolParams, Replica, ReplicaId, Seq,
    Timer, Timestamp, View,
};
use crate::process::{Input, NodeId, Process as _};
use crate::sim::{Command, Instruction, NoOracle, Seed, Settings, Violation, World};

/// Four replicas and a client without any input.
struct TestCluster {
    config: Rc<Config>,
    keys: Keys,
    replicas: Vec<Replica>,
    client: Client,
}

impl TestCluster {
    fn new() -> TestCluster {
        let config = Rc::new(Config::new(ProtocolParams::default()).unwrap());
        let keys = Keys::derive(&config, Crypto::Symbolic, 7);
        let replicas = (0..).map(ReplicaId).zip(&keys.replicas);
        let replicas = replicas.map(|(id, signer)| Replica::new(id, Rc::clone(&config), signer.clone()));
        let replicas: Vec<Replica> = replicas.collect();
        let client = Client::new(ClientId(0), Rc::clone(&config), keys.clients[0].clone());
        TestCluster { config, keys, replicas, client }
    }

    /// Messages and timers of a node are lost: this causes the violation.
    fn tell(&mut self, replica: usize, message: Message) {
        let input = Input::Message { from: NodeId(4), body: message };
        self.replicas[replica].step(input, &mut Out::default());
    }

    fn request(&self, operation: &str) -> Message {
        Message::Request(
            self.keys.clients[0]
                .sign(Request {
                    client: ClientId(0),
                    timestamp: Timestamp(1),
                    read_only: false,
                    operation: operation.as_bytes().into(),
                })
                .into_signed(),
        )
    }

    /// Lets a replica execute number 1.
    fn execute(&mut self, replica: usize, operation: &str) {
        let Message::Request(request) = self.request(operation) else { return };
        let batch = Rc::new(Batch::new(vec![request]));
        let digest = batch.digest();
        let commit = |signer: u32| {
            let body = Commit { view: View(0), seq: Seq(1), digest, replica: ReplicaId(signer) };
            self.keys.replicas[signer as usize].sign(body).into_signed()
        };
        let commits = (0..3).map(commit).collect();
        let proof = CommitCertificate { view: View(0), seq: Seq(1), digest, commits, batch };
        self.tell(replica, Message::CommitCertificate(Rc::new(proof)));
        assert_eq!(self.replicas[replica].last_executed(), Seq(1));
    }

    /// The replica suspects the primary of view 0.
    fn give_up(&mut self, replica: usize) {
        let request = self.request("put x 1");
        self.tell(replica, request);
        self.replicas[replica].step(Input::Timeout(Timer::Request), &mut Out::default());
        assert!(!self.replicas[replica].active());
    }

    fn world(&self) -> World<Node, NoOracle> {
        let (replicas, client) = (self.replicas.iter().cloned(), self.client.clone());
        let nodes = nodes_of(&self.config, &self.keys, Seed(0), replicas, [client].into_iter());
        World::new(nodes, NoOracle, Settings::default()).unwrap()
    }
}

fn numbers(found: &[Violation]) -> Vec<&'static str> {
    assert!(found.iter().all(|violation| violation.statement.ends_with('.')));
    found.iter().map(|violation| number_of(violation.property)).collect()
}

#[test]
fn a_cluster_at_rest_violates_nothing() {
    let world = TestCluster::new().world();
    assert_eq!((settled(&world), timers_run(&world)), (Vec::new(), Vec::new()));
}

#[test]
fn i17_a_later_request_has_no_answer() {
    let mut cluster = TestCluster::new();
    let mut world = cluster.world();
    let wish = Local::Submit(b"put x 1".as_slice().into());
    world.apply(Command::Local { node: NodeId(4), input: ask(wish.clone()) }).unwrap();
    while world.step().is_some() {}
    cluster.client = world.node(NodeId(4)).unwrap().client().unwrap().clone();
    cluster.replicas =
        (0..4).map(|node| world.node(NodeId(node)).unwrap().replica().unwrap().clone()).collect();
    assert_eq!((cluster.client.answered(), settled(&cluster.world())), (1, Vec::new()));
    cluster.client.step(Input::Local(wish), &mut Out::default());
    assert_eq!(numbers(&settled(&cluster.world())), ["I17"]);
}

#[test]
fn i17_a_replica_lags() {
    let mut cluster = TestCluster::new();
    cluster.execute(0, "put x 1");
    assert_eq!(numbers(&settled(&cluster.world())), ["I17", "I17", "I17"]);
    (1..4).for_each(|replica| cluster.execute(replica, "put x 1"));
    assert_eq!(settled(&cluster.world()), []);
}

#[test]
fn i17_two_replicas_have_different_states() {
    let mut cluster = TestCluster::new();
    (0..3).for_each(|replica| cluster.execute(replica, "put x 1"));
    cluster.execute(3, "put x 2");
    assert_eq!(numbers(&settled(&cluster.world())), ["I17"]);
}

#[test]
fn i17_no_view_has_a_quorum() {
    let mut cluster = TestCluster::new();
    cluster.give_up(2);
    assert_eq!(settled(&cluster.world()), [], "one may wait alone");
    cluster.give_up(3);
    assert_eq!(numbers(&settled(&cluster.world())), ["I17"]);
}

#[test]
fn i17_two_views_have_half_of_the_replicas_each() {
    let mut cluster = TestCluster::new();
    let change = |signer: u32| {
        let body = ViewChange {
            view: View(1),
            low_water_mark: Seq(0),
            checkpoints: Vec::new(),
            prepared: Vec::new(),
            replica: ReplicaId(signer),
        };
        cluster.keys.replicas[signer as usize].sign(body).into_signed()
    };
    let (view_changes, pre_prepares) = ((1..4).map(change).collect(), Vec::new());
    let body = NewView { view: View(1), view_changes, pre_prepares, replica: ReplicaId(1) };
    let new_view = Message::NewView(cluster.keys.replicas[1].sign(body).into_signed());
    for replica in [2, 3] {
        cluster.tell(replica, new_view.clone());
        assert_eq!((cluster.replicas[replica].view(), cluster.replicas[replica].active()), (View(1), true));
    }
    assert_eq!(numbers(&settled(&cluster.world())), ["I17"]);
}

#[test]
fn i18_a_backup_waits_without_its_request_timer() {
    let mut cluster = TestCluster::new();
    let request = cluster.request("put x 1");
    // The primary needs no timer.
    cluster.tell(0, request.clone());
    assert_eq!(timers_run(&cluster.world()), []);
    cluster.tell(1, request);
    assert_eq!(numbers(&timers_run(&cluster.world())), ["I18"]);
}

#[test]
fn i18_a_replica_that_waits_for_a_state_needs_no_request_timer() {
    let mut cluster = TestCluster::new();
    let request = cluster.request("put x 1");
    cluster.tell(1, request);
    for signer in [2, 3] {
        let far = Checkpoint { seq: Seq(300), digest: Digest([7; 32]), replica: ReplicaId(signer) };
        let vote = cluster.keys.replicas[signer as usize].sign(far).into_signed();
        cluster.tell(1, Message::Checkpoint(vote));
    }
    assert!(cluster.replicas[1].transferring());
    assert_eq!(timers_run(&cluster.world()), []);
}

#[test]
fn i18_a_view_change_is_not_sent_again() {
    let mut cluster = TestCluster::new();
    cluster.give_up(2);
    assert_eq!(numbers(&timers_run(&cluster.world())), ["I18"]);
}

#[test]
fn i19_a_client_was_never_answered() {
    let mut cluster = TestCluster::new();
    let ask = Local::Submit(b"put x 1".as_slice().into());
    cluster.client.step(Input::Local(ask), &mut Out::default());
    assert_eq!(numbers(&settled(&cluster.world())), ["I19"]);
}

#[test]
fn a_faulty_client_waits_at_its_own_risk() {
    let mut cluster = TestCluster::new();
    let ask = Local::Submit(b"put x 1".as_slice().into());
    cluster.client.step(Input::Local(ask), &mut Out::default());
    let mut world = cluster.world();
    let order = Order::Behave { resolved: [].into(), group: None };
    world.apply(Command::Corrupt { node: NodeId(4), input: Instruction::Order(order) }).unwrap();
    assert_eq!(settled(&world), []);
}
