//! The nodes of a PBFT world: replicas first, then clients.
//!
//! A node is an [`Honest`] part and a [`ByzantineAdversary`], which does nothing until an order makes the node misbehave.

use std::rc::Rc;

use crate::byzantine::{ByzantineAdversary, CollusionGroups, Order};
use crate::node::Honest;
use crate::pbft::envelope::Signer;
use crate::pbft::{Client, ClientId, Config, Keys, Local, Quorums, Replica, ReplicaId};
use crate::process::NodeId;
use crate::sim::{Instruction, Seed, WithAdversary};

/// One node of the world.
pub type Node = WithAdversary<Honest, ByzantineAdversary>;

/// Local inputs of a node: from its user, or to its adversary.
pub type NodeLocal = Instruction<Local, Order>;

/// The nodes of a cluster: replicas, then clients. All are honest; the strategies draw from `seed`.
pub fn nodes(config: &Rc<Config>, keys: Keys, seed: Seed) -> Vec<Node> {
    let replicas = (0..).map(ReplicaId).zip(&keys.replicas);
    let replicas = replicas.map(|(id, signer)| Replica::new(id, Rc::clone(config), signer.clone()));
    let clients = (0..).map(ClientId).zip(&keys.clients);
    let clients = clients.map(|(id, signer)| Client::new(id, Rc::clone(config), signer.clone()));
    nodes_of(config, &keys, seed, replicas, clients)
}

/// The same with given replicas and clients.
pub fn nodes_of(
    config: &Rc<Config>,
    keys: &Keys,
    seed: Seed,
    replicas: impl Iterator<Item = Replica>,
    clients: impl Iterator<Item = Client>,
) -> Vec<Node> {
    let collusion = CollusionGroups::default();
    let node = |(honest, signer): (Honest, &Signer)| {
        let adversary = ByzantineAdversary::new(signer.clone(), Rc::clone(config), seed, collusion.clone());
        Node::new(honest, adversary)
    };
    let replicas = replicas.map(Honest::of_replica).zip(&keys.replicas);
    let clients = clients.map(Honest::of_client).zip(&keys.clients);
    replicas.chain(clients).map(node).collect()
}

impl Node {
    /// The approximate number of bytes that a clone has on its own. Of the strategies' memory it counts only that of scripts.
    pub fn weight(&self) -> usize {
        let replica = self.replica().map_or(0, Replica::weight);
        let client = self.client().map_or(0, Client::weight);
        let copies = if self.inner().is_twinned() { 2 } else { 1 };
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

    /// Whether it is faulty now. The oracles do not trust a node again after that.
    pub fn is_byzantine(&self) -> bool {
        self.adversary().has_orders() || self.inner().is_twinned()
    }
}

/// A request of the user, as an input of the node.
pub fn ask(local: Local) -> NodeLocal {
    Instruction::Local(local)
}

/// All replicas except one, as nodes in order.
pub fn other_replicas(quorums: Quorums, replica: ReplicaId) -> impl Iterator<Item = NodeId> {
    quorums.replicas().others(replica.node())
}
