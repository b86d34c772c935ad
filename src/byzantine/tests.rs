//! Guarantees of the strategy framework, above all about the keys that a strategy can use.

use std::rc::Rc;

use super::cast::numbers;
use super::*;
use crate::byzantine::node::{Node, NodeLocal, nodes};
use crate::error::ErrorKind;
use crate::node::NodeEvent;
use crate::node::{NodeOut, NodeTimer};
use crate::pbft::envelope::{Keys, Roster};
use crate::pbft::ids::Author;
use crate::pbft::message::{Prepare, Request};
use crate::pbft::{
    ClientId, Config, Crypto, Digest, Message, ProtocolParams, ReplicaId, Seq, Timestamp, View,
};
use crate::process::{Fingerprint, Input, NodeId, Output, Process, Sink, Span};
use crate::sim::{Instruction, Seed};

type Sent = Vec<Output<Message, NodeTimer, NodeEvent>>;

/// Four replicas, two clients, nobody between them.
struct Workshop {
    params: ProtocolParams,
    roster: Rc<Roster>,
    nodes: Vec<Node>,
}

impl Workshop {
    fn new() -> Workshop {
        let params = ProtocolParams { clients: 2, ..ProtocolParams::default() };
        let config = Rc::new(Config::new(params.clone()).unwrap());
        let keys = Keys::derive(&config, Crypto::Once, 7);
        let roster = Rc::clone(&keys.roster);
        Workshop { params, roster, nodes: nodes(&config, keys, Seed(7)) }
    }

    fn cast(&self, entry: &'static Entry, when: When) -> Cast {
        // A strategy of the registry gives everything but the entry.
        let silent = Strategy { when, ..Strategy::named("silent") };
        let cast = silent.cast(AppliesTo::Replica, &self.params, ErrorKind::CommandError, "").unwrap();
        Cast { entry, ..cast }
    }

    /// Gives a node an order; what it sends at once.
    fn order(&mut self, node: u32, order: Order) -> Sent {
        self.step(node, Input::Local(Instruction::Order(order)))
    }

    fn step(&mut self, node: u32, input: Input<Message, NodeTimer, NodeLocal>) -> Sent {
        let mut out = NodeOut::default();
        self.nodes[node as usize].step(input, &mut out);
        out.drain().collect()
    }

    fn behave(&mut self, node: u32, entry: &'static Entry, group: Option<u32>) -> Vec<bool> {
        let casts = vec![self.cast(entry, When::Always)].into();
        let sent = self.order(node, Order::Behave { casts, group });
        let verdict = |output: &Output<Message, _, _>| match output {
            Output::Send { body: Message::Prepare(vote), .. } => Some(self.roster.verify(vote).is_ok()),
            Output::Send { body: Message::Request(request), .. } => Some(self.roster.verify(request).is_ok()),
            _ => None,
        };
        sent.iter().filter_map(verdict).collect()
    }
}

/// As soon as it can, it signs a statement in the name of every replica and client, and sends them all to replica 3.
#[derive(Clone, Debug)]
struct SignsForAll;

impl Behaviour for SignsForAll {
    fn begins(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        for replica in (0..4).map(ReplicaId) {
            let body = Prepare { view: View(0), seq: Seq(1), digest: Digest([1; 32]), replica };
            post.send(NodeId(3), Message::Prepare(scene.sign(body)));
        }
        for client in (0..2).map(ClientId) {
            let body = Request {
                client,
                timestamp: Timestamp(1),
                read_only: false,
                operation: b"x".as_slice().into(),
            };
            post.send(NodeId(3), Message::Request(scene.sign(body)));
        }
    }
}

/// What entries are made of here.
const BLANK: Entry = Entry {
    name: "",
    code: "B19",
    applies_to: AppliesTo::Replica,
    parameters: &[],
    make: |_| Box::new(SignsForAll),
};

const SIGNS_FOR_ALL: &Entry = &Entry { name: "signs-for-all", ..BLANK };

#[test]
fn a_strategy_signs_for_its_own_node_and_for_nobody_else() {
    for node in 0..3 {
        let mut expected = [false; 6];
        expected[node as usize] = true;
        let verdicts = Workshop::new().behave(node, SIGNS_FOR_ALL, None);
        assert_eq!(verdicts, expected, "node {node}");
    }
}

#[test]
fn colluders_sign_for_each_other_as_long_as_they_are_of_one_group() {
    let mut workshop = Workshop::new();
    workshop.behave(0, SIGNS_FOR_ALL, Some(7));
    workshop.behave(5, SIGNS_FOR_ALL, Some(7));
    workshop.behave(2, SIGNS_FOR_ALL, Some(8));
    let verdicts = workshop.behave(1, SIGNS_FOR_ALL, Some(7));
    assert_eq!(verdicts, [true, true, false, false, false, true], "replicas 0 and 1 and client 1");
    // A node that becomes honest takes its key along.
    workshop.order(0, Order::Honest);
    let verdicts = workshop.behave(1, SIGNS_FOR_ALL, Some(7));
    assert_eq!(verdicts, [false, true, false, false, false, true]);
    // So does a node that changes its group.
    let verdicts = workshop.behave(1, SIGNS_FOR_ALL, Some(8));
    assert_eq!(verdicts, [false, true, true, false, false, false]);
    assert_eq!(workshop.behave(5, SIGNS_FOR_ALL, Some(7)), [false, false, false, false, false, true]);
}

/// Writes on the board what it reads there and one tale more, and says how many there were.
#[derive(Clone, Debug)]
struct Gossips;

impl Behaviour for Gossips {
    fn begins(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
        let me = scene.me();
        let tales = scene.board(|board| {
            let mut tales = board.tales(View(0), Seq(1)).cloned().unwrap_or_default();
            tales.push((Digest([me.0 as u8; 32]), vec![me]));
            board.tell(View(0), Seq(1), tales.clone());
            tales.len() as u64
        });
        let timestamp = Timestamp(tales);
        let body =
            Request { client: ClientId(0), timestamp, read_only: false, operation: b"x".as_slice().into() };
        post.send(NodeId(3), Message::Request(scene.sign(body)));
    }
}

const GOSSIPS: &Entry = &Entry { name: "gossips", make: |_| Box::new(Gossips), ..BLANK };

fn tales(workshop: &mut Workshop, node: u32, group: Option<u32>) -> u64 {
    let casts = vec![workshop.cast(GOSSIPS, When::Always)].into();
    let sent = workshop.order(node, Order::Behave { casts, group });
    let timestamp = sent.iter().find_map(|output| match output {
        Output::Send { body: Message::Request(request), .. } => Some(request.timestamp.0),
        _ => None,
    });
    timestamp.unwrap()
}

#[test]
fn a_group_has_one_blackboard_and_a_clone_of_the_nodes_another() {
    let mut workshop = Workshop::new();
    assert_eq!([tales(&mut workshop, 0, Some(1)), tales(&mut workshop, 1, Some(1))], [1, 2]);
    assert_eq!(tales(&mut workshop, 2, Some(2)), 1, "another group, another board");
    assert_eq!(tales(&mut workshop, 3, None), 1, "nobody else's board");
    let mut copy = Workshop {
        params: workshop.params.clone(),
        roster: Rc::clone(&workshop.roster),
        nodes: workshop.nodes.clone(),
    };
    Node::unshare(&mut copy.nodes.iter_mut());
    assert_eq!(tales(&mut copy, 2, Some(1)), 3);
    assert_eq!(tales(&mut copy, 3, Some(1)), 4);
    assert_eq!(tales(&mut workshop, 2, Some(1)), 3, "what the copies told each other is not known here");
}

/// Sends each PREPARE late, and wakes once.
#[derive(Clone, Debug)]
struct Late;

impl Behaviour for Late {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.later(Span(5), Letter::to_one(NodeId(1), Message::Bytes(Rc::new([1]))));
        post.wake_after(Span(9));
    }

    fn wakes(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        post.send(NodeId(2), Message::Bytes(Rc::new([2])));
    }
}

const LATE: &Entry = &Entry { name: "late", make: |_| Box::new(Late), ..BLANK };

#[test]
fn what_is_held_back_leaves_when_its_time_has_come_and_never_after_a_crash_or_an_order() {
    let timers = |sent: &Sent| {
        let timer = |output: &Output<Message, NodeTimer, _>| match output {
            Output::SetTimer { timer, after } => Some((*timer, after.0)),
            _ => None,
        };
        sent.iter().filter_map(timer).collect::<Vec<_>>()
    };
    let mut workshop = Workshop::new();
    let late = || Order::Behave { casts: vec![Workshop::new().cast(LATE, When::Always)].into(), group: None };
    let set = timers(&workshop.order(0, late()));
    let [(letter, 5), (wake, 9)] = set[..] else { panic!("{set:?}") };
    let sent = workshop.step(0, Input::Timeout(letter));
    assert!(matches!(sent[..], [Output::Send { to: NodeId(1), body: Message::Bytes(_) }]), "{sent:?}");
    let sent = workshop.step(0, Input::Timeout(wake));
    assert!(matches!(sent[..], [Output::Send { to: NodeId(2), body: Message::Bytes(_) }]), "{sent:?}");
    assert!(workshop.step(0, Input::Timeout(wake)).is_empty(), "once");
    let (letter, _) = timers(&workshop.order(0, late()))[0];
    let ended = workshop.order(0, Order::Honest);
    assert!(matches!(ended[..], [Output::CancelTimer { .. }, Output::CancelTimer { .. }]), "{ended:?}");
    assert!(workshop.step(0, Input::Timeout(letter)).is_empty());
    let (letter, _) = timers(&workshop.order(0, late()))[0];
    workshop.nodes[0] = workshop.nodes[0].recover(crate::process::Disk::Kept);
    let mut out = NodeOut::default();
    workshop.nodes[0].start(&mut out);
    let again: Vec<_> = out.drain().collect();
    assert_eq!(
        timers(&again).iter().filter(|(timer, _)| timer.protocol().is_none()).count(),
        2,
        "it starts again"
    );
    assert!(workshop.step(0, Input::Timeout(letter)).is_empty(), "what it held back is lost");
}

/// Holds back more letters than a node may, and wants to wake.
#[derive(Clone, Debug)]
struct Hoards;

impl Behaviour for Hoards {
    fn begins(&mut self, _: &mut Scene<'_>, post: &mut Post) {
        let letter = || Letter::to_one(NodeId(1), Message::Bytes(Rc::new([1])));
        (0..11_000).for_each(|_| post.later(Span(5), letter()));
        post.wake_after(Span(9));
    }
}

#[test]
fn a_node_holds_back_ten_thousand_letters_and_wakes_all_the_same() {
    const HOARDS: &Entry = &Entry { name: "hoards", make: |_| Box::new(Hoards), ..BLANK };
    let mut workshop = Workshop::new();
    let casts = vec![workshop.cast(HOARDS, When::Always)].into();
    let sent = workshop.order(0, Order::Behave { casts, group: None });
    let of = |span: u64| {
        sent.iter().filter(|it| matches!(it, Output::SetTimer { after, .. } if after.0 == span)).count()
    };
    assert_eq!((of(5), of(9)), (10_000, 1));
}

#[test]
fn a_trigger_fires_where_all_its_conditions_hold_and_its_dice_keep_the_ratio() {
    let workshop = Workshop::new();
    let mut dice = crate::sim::Stream::new(Seed(1), "test");
    let mut fires = |when: When, view: u64, seq: Option<u64>| {
        workshop.cast(SIGNS_FOR_ALL, when).trigger.fires(&mut dice, View(view), seq)
    };
    let only = |views: Option<Vec<u64>>, seqs: Option<Vec<u64>>| When::Where { views, seqs, ratio: None };
    assert!(fires(When::Always, 3, None) && !fires(When::Never, 0, Some(1)));
    assert!(fires(only(Some(vec![1, 2]), None), 2, None) && !fires(only(Some(vec![1, 2]), None), 3, Some(1)));
    assert!(fires(only(None, Some(vec![5])), 0, Some(5)) && !fires(only(None, Some(vec![5])), 0, None));
    assert!(!fires(only(Some(vec![1]), Some(vec![5])), 0, Some(5)));
    let third = When::Where { views: None, seqs: None, ratio: Some(crate::units::Ratio(1, 3)) };
    let times = (0..3_000).filter(|_| fires(third.clone(), 0, None)).count();
    assert!((900..1_100).contains(&times), "{times} of 3000");
}

#[test]
fn orders_that_differ_have_different_canonical_bytes() {
    struct Bytes(Vec<u8>);
    impl Sink for Bytes {
        fn bytes(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
        fn digest(&mut self, digest: &[u8; 32]) {
            self.0.extend_from_slice(digest);
        }
    }
    let workshop = Workshop::new();
    let cast = |strategy: Strategy| {
        strategy.cast(AppliesTo::Replica, &workshop.params, ErrorKind::CommandError, "").unwrap()
    };
    let slow = |percent| Strategy::named("slow-primary").with("percent", ParameterValue::Whole(percent));
    let behave = |casts: Vec<Cast>, group| Order::Behave { casts: casts.into(), group };
    let twin = |first: &[u32], second: &[u32]| {
        let side = |nodes: &[u32]| nodes.iter().copied().map(NodeId).collect();
        Order::Twin(Rc::new(crate::node::Sides { first: side(first), second: side(second) }))
    };
    let orders = [
        Order::Honest,
        behave(vec![cast(slow(80))], None),
        behave(vec![cast(slow(81))], None),
        behave(vec![cast(slow(80))], Some(0)),
        behave(vec![cast(slow(80)), cast(slow(80))], None),
        behave(vec![cast(Strategy { when: When::Never, ..slow(80) })], None),
        behave(vec![cast(Strategy::named("silent"))], None),
        twin(&[1], &[2]),
        twin(&[1, 2], &[]),
        twin(&[], &[1, 2]),
    ];
    let bytes = orders.map(|order| {
        let mut bytes = Bytes(Vec::new());
        order.fingerprint(&mut bytes);
        bytes.0
    });
    for (place, one) in bytes.iter().enumerate() {
        assert!(!bytes[..place].contains(one), "order {place}");
    }
    // A default that is spelt out is the same order.
    let mut spelt = Bytes(Vec::new());
    behave(vec![cast(Strategy::named("slow-primary"))], None).fingerprint(&mut spelt);
    assert_eq!(spelt.0, bytes[1]);
    let mut empty = Bytes(Vec::new());
    numbers(&[], &mut empty);
    assert_eq!(empty.0, [0; 8]);
}

#[test]
fn allies_are_named_with_oneself_first() {
    #[derive(Clone, Debug)]
    struct Asks;
    impl Behaviour for Asks {
        fn begins(&mut self, scene: &mut Scene<'_>, post: &mut Post) {
            let names = scene.allies().into_iter().map(|author| match author {
                Author::Replica(replica) => replica.0 as u8,
                Author::Client(client) => 100 + client.0 as u8,
            });
            post.send(NodeId(0), Message::Bytes(names.collect()));
        }
    }
    const ASKS: &Entry = &Entry { name: "asks", make: |_| Box::new(Asks), ..BLANK };
    let mut workshop = Workshop::new();
    for (node, names) in [(4, vec![100]), (2, vec![2, 100]), (1, vec![1, 100, 2])] {
        let casts = vec![workshop.cast(ASKS, When::Always)].into();
        let sent = workshop.order(node, Order::Behave { casts, group: Some(3) });
        let [Output::Send { body: Message::Bytes(told), .. }] = &sent[..] else { panic!("{sent:?}") };
        assert_eq!(told.to_vec(), names, "node {node}");
    }
}
