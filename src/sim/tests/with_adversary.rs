//! An adversary between a node and the world.

use std::cell::Cell;
use std::rc::Rc;

use super::*;
use crate::process::{Output, OutputOf};

/// Replaces every word by its own, and ignores the words of one node.
#[derive(Clone, Debug)]
struct Lie {
    word: u32,
    deaf_to: NodeId,
}

impl Fingerprint for Lie {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(&self.word.to_be_bytes());
        sink.bytes(&self.deaf_to.0.to_be_bytes());
    }
}

/// Alters words, or none, and counts them together with all other liars of its world.
#[derive(Clone, Debug, Default)]
struct Liar {
    lie: Option<Lie>,
    altered: Rc<Cell<u32>>,
}

impl Adversary<Gossip> for Liar {
    type Order = Option<Lie>;

    fn is_idle(&self) -> bool {
        self.lie.is_none()
    }

    fn obey(&mut self, _: &mut Gossip, order: Option<Lie>, _: &mut OutboxOf<Gossip>) {
        self.lie = order;
    }

    fn hears(&mut self, _: &Gossip, input: &InputOf<Gossip>, _: &mut OutboxOf<Gossip>) -> Delivery {
        match (input, &self.lie) {
            (Input::Message { from, .. }, Some(lie)) if *from == lie.deaf_to => Delivery::Suppress,
            _ => Delivery::Deliver,
        }
    }

    fn speaks(&mut self, inner: &Gossip, said: Vec<OutputOf<Gossip>>, out: &mut OutboxOf<Gossip>) {
        let Some(lie) = &self.lie else { return };
        if said.is_empty() {
            out.multicast(inner.all_nodes(), Word { word: 999, hops: 0 });
        }
        for output in said {
            out.push(match output {
                Output::Multicast { to, body } => {
                    self.altered.set(self.altered.get() + 1);
                    Output::Multicast { to, body: Word { word: lie.word, ..body } }
                }
                other => other,
            });
        }
    }

    fn unshare<'a>(liars: &mut dyn Iterator<Item = &'a mut Liar>)
    where
        Liar: 'a,
    {
        let mut own = None;
        for liar in liars {
            liar.altered = Rc::clone(own.get_or_insert_with(|| Rc::new(Cell::new(liar.altered.get()))));
        }
    }
}

impl Fingerprint for Option<Lie> {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(&[u8::from(self.is_some())]);
        self.iter().for_each(|lie| lie.fingerprint(sink));
    }
}

type Node = WithAdversary<Gossip, Liar>;

fn world(nodes: u32) -> World<Node> {
    let altered = Rc::new(Cell::new(0));
    let liar = || Liar { lie: None, altered: Rc::clone(&altered) };
    let nodes = gossips(nodes).into_iter().map(|gossip| WithAdversary::new(gossip, liar())).collect();
    World::new(nodes, NoOracle, quick()).unwrap()
}

fn corrupt(node: u32, word: u32, deaf_to: u32) -> Command<Node> {
    let lie = Lie { word, deaf_to: NodeId(deaf_to) };
    Command::Corrupt { node: NodeId(node), input: Instruction::Order(Some(lie)) }
}

fn honest(node: u32) -> Command<Node> {
    Command::Local { node: NodeId(node), input: Instruction::Order(None) }
}

fn say(node: u32, word: u32, hops: u8) -> Command<Node> {
    Command::Local { node: NodeId(node), input: Instruction::Local(Wish::Say { word, hops }) }
}

fn words(world: &World<Node>, node: u32) -> &[u32] {
    &world.node(NodeId(node)).unwrap().inner().words
}

fn altered(world: &World<Node>, node: u32) -> u32 {
    world.node(NodeId(node)).unwrap().adversary().altered.get()
}

#[test]
fn an_honest_node_is_its_inner_node() {
    let mut interposed = world(3);
    interposed.apply(say(0, 1, 1)).unwrap();
    while interposed.step().is_some() {}
    assert_eq!([words(&interposed, 0), words(&interposed, 1), words(&interposed, 2)], [&[1], &[1], &[1]]);
    let mut plain = toy(3, quick());
    plain.apply(super::say(0, 1, 1)).unwrap();
    run(&mut plain);
    assert_eq!(plain.step_count(), interposed.step_count());
    assert_eq!(plain.digest(), interposed.digest(), "the trace is the same without a possible adversary");
}

#[test]
fn an_adversary_decides_what_is_said_and_what_is_heard() {
    let mut world = world(3);
    world.apply(corrupt(0, 66, 2)).unwrap();
    world.apply(say(0, 1, 0)).unwrap();
    world.apply(say(1, 2, 0)).unwrap();
    while world.step().is_some() {}
    // The inner node believes that it said 1; the others heard 66.
    assert_eq!([words(&world, 0), words(&world, 1), words(&world, 2)], [&[1, 2][..], &[2, 66], &[66, 2]]);
    world.apply(say(2, 3, 0)).unwrap();
    while world.step().is_some() {}
    assert_eq!(words(&world, 0), [1, 2], "it is deaf to node 2");
    assert!(words(&world, 1).ends_with(&[3, 999]), "it spoke on its own when it ignored node 2");
}

#[test]
fn an_adversary_outlives_a_crash_and_ends_with_honesty_but_is_never_trusted_again() {
    let mut world = world(2);
    let (node, disk) = (NodeId(0), Disk::Kept);
    world.apply(corrupt(0, 66, 9)).unwrap();
    world.apply(Command::Crash { node }).unwrap();
    world.apply(Command::Restart { node, disk }).unwrap();
    assert!(!world.node(node).unwrap().adversary().is_idle());
    world.apply(say(0, 1, 0)).unwrap();
    world.apply(honest(0)).unwrap();
    world.apply(say(0, 2, 0)).unwrap();
    while world.step().is_some() {}
    assert_eq!(words(&world, 1), [66, 2]);
    assert_eq!(world.trust().of(node), Trust::Byzantine);
    assert!(world.trust().is_correct(NodeId(1)));
}

#[test]
fn a_paused_node_is_distrusted_at_once_and_takes_the_order_up_when_it_is_resumed() {
    let mut world = world(2);
    let node = NodeId(0);
    world.apply(Command::Pause { node }).unwrap();
    world.apply(corrupt(0, 66, 9)).unwrap();
    assert_eq!(world.trust().of(node), Trust::Byzantine);
    assert!(world.node(node).unwrap().adversary().is_idle());
    world.apply(Command::Resume { node }).unwrap();
    while world.step().is_some() {}
    assert!(!world.node(node).unwrap().adversary().is_idle());
}

#[test]
fn what_adversaries_share_is_shared_in_one_world_and_not_with_its_clone() {
    let mut original = world(3);
    original.apply(corrupt(0, 66, 9)).unwrap();
    original.apply(corrupt(1, 77, 9)).unwrap();
    let mut clone = original.clone();
    original.apply(say(0, 1, 0)).unwrap();
    original.apply(say(1, 1, 0)).unwrap();
    assert_eq!([altered(&original, 0), altered(&original, 1)], [2, 2]);
    assert_eq!([altered(&clone, 0), altered(&clone, 1)], [0, 0]);
    clone.apply(say(1, 1, 0)).unwrap();
    assert_eq!([altered(&clone, 0), altered(&clone, 1), altered(&original, 0)], [1, 1, 2]);
}

#[test]
fn orders_enter_the_digest() {
    let digest = |command| {
        let mut world = world(1);
        world.apply(command).unwrap();
        world.digest().unwrap()
    };
    let digests = [digest(corrupt(0, 1, 0)), digest(corrupt(0, 2, 0)), digest(honest(0))];
    assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[0] != digests[2]);
}
