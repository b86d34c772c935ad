//! A strategy between a node and the world.

use super::*;
use crate::process::{Output, OutputOf};

/// Says its own word in place of every other, and does not hear the words of one node.
#[derive(Clone, Debug)]
struct Liar {
    word: u32,
    deaf_to: NodeId,
}

impl Fingerprint for Liar {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(&self.word.to_be_bytes());
        sink.bytes(&self.deaf_to.0.to_be_bytes());
    }
}

impl Strategy<Gossip> for Liar {
    fn hears(&mut self, _: &Gossip, input: &InputOf<Gossip>) -> Hearing {
        match input {
            Input::Message { from, .. } if *from == self.deaf_to => Hearing::Ignore,
            _ => Hearing::Heed,
        }
    }

    fn speaks(&mut self, inner: &Gossip, said: Vec<OutputOf<Gossip>>, out: &mut OutboxOf<Gossip>) {
        if said.is_empty() {
            out.multicast(inner.everybody(), Word { word: 999, hops: 0 });
        }
        for output in said {
            out.push(match output {
                Output::Multicast { to, body } => {
                    Output::Multicast { to, body: Word { word: self.word, ..body } }
                }
                other => other,
            });
        }
    }
}

type Node = Interposed<Gossip, Liar>;

fn world(nodes: u32) -> World<Node> {
    let nodes = gossips(nodes).into_iter().map(Interposed::honest).collect();
    World::new(nodes, NoOracle, quick()).unwrap()
}

fn ask(node: u32, instruction: Instruction<Wish, Liar>) -> Command<Node> {
    Command::Local { node: NodeId(node), input: instruction }
}

fn say(node: u32, word: u32, hops: u8) -> Command<Node> {
    ask(node, Instruction::Local(Wish::Say { word, hops }))
}

fn words(world: &World<Node>, node: u32) -> &[u32] {
    &world.node(NodeId(node)).unwrap().inner().words
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
}

#[test]
fn a_strategy_decides_what_is_said_and_what_is_heard() {
    let mut world = world(3);
    let liar = Liar { word: 66, deaf_to: NodeId(2) };
    world.apply(ask(0, Instruction::Behave(Some(liar)))).unwrap();
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
fn a_strategy_outlives_a_crash_and_ends_with_honesty() {
    let mut world = world(2);
    let (node, disk) = (NodeId(0), Disk::Lost);
    let liar = Liar { word: 66, deaf_to: NodeId(9) };
    world.apply(ask(0, Instruction::Behave(Some(liar)))).unwrap();
    world.apply(Command::Crash { node }).unwrap();
    world.apply(Command::Restart { node, disk }).unwrap();
    assert!(world.node(node).unwrap().strategy().is_some());
    world.apply(say(0, 1, 0)).unwrap();
    world.apply(ask(0, Instruction::Behave(None))).unwrap();
    world.apply(say(0, 2, 0)).unwrap();
    while world.step().is_some() {}
    assert_eq!(words(&world, 1), [66, 2]);
}

#[test]
fn instructions_enter_the_digest() {
    let digest = |instruction| {
        let mut world = world(1);
        world.apply(ask(0, instruction)).unwrap();
        world.digest().unwrap()
    };
    let liar = |word| Instruction::Behave(Some(Liar { word, deaf_to: NodeId(0) }));
    let digests = [digest(liar(1)), digest(liar(2)), digest(Instruction::Behave(None))];
    assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[0] != digests[2]);
}
