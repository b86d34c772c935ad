//! Guarantees of the strategy framework, above all about the keys that a strategy can use.

use std::rc::Rc;

use super::resolve::numbers;
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

/// Four replicas and two clients, without a network.
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

    fn resolve(&self, def: &'static StrategyDef, when: When) -> ResolvedStrategy {
        // A registered strategy, for everything except the definition.
        let silent = Strategy { when, ..Strategy::named("silent") };
        let resolved = silent.resolve(AppliesTo::Replica, &self.params, ErrorKind::CommandError, "").unwrap();
        ResolvedStrategy { def, ..resolved }
    }

    /// Gives a node an order and returns what it sends at once.
    fn order(&mut self, node: u32, order: Order) -> Sent {
        self.step(node, Input::Local(Instruction::Order(order)))
    }

    fn step(&mut self, node: u32, input: Input<Message, NodeTimer, NodeLocal>) -> Sent {
        let mut out = NodeOut::default();
        self.nodes[node as usize].step(input, &mut out);
        out.drain().collect()
    }

    fn behave(&mut self, node: u32, def: &'static StrategyDef, group: Option<u32>) -> Vec<bool> {
        let resolved = vec![self.resolve(def, When::Always)].into();
        let sent = self.order(node, Order::Behave { resolved, group });
        let verdict = |output: &Output<Message, _, _>| match output {
            Output::Send { body: Message::Prepare(vote), .. } => Some(self.roster.verify(vote).is_ok()),
            Output::Send { body: Message::Request(request), .. } => Some(self.roster.verify(request).is_ok()),
            _ => None,
        };
        sent.iter().filter_map(verdict).collect()
    }
}

/// Signs a statement in the name of every replica and client as soon as it can, and sends them all to replica 3.
#[derive(Clone, Debug)]
struct SignsForAll;

impl Behaviour for SignsForAll {
    fn on_start(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        for replica in (0..4).map(ReplicaId) {
            let body = Prepare { view: View(0), seq: Seq(1), digest: Digest([1; 32]), replica };
            actions.send(NodeId(3), Message::Prepare(context.sign(body)));
        }
        for client in (0..2).map(ClientId) {
            let body = Request {
                client,
                timestamp: Timestamp(1),
                read_only: false,
                operation: b"x".as_slice().into(),
            };
            actions.send(NodeId(3), Message::Request(context.sign(body)));
        }
    }
}

/// A template for definitions.
const BLANK: StrategyDef = StrategyDef {
    name: "",
    code: "B19",
    applies_to: AppliesTo::Replica,
    parameters: &[],
    make: |_| Box::new(SignsForAll),
};

const SIGNS_FOR_ALL: &StrategyDef = &StrategyDef { name: "signs-for-all", ..BLANK };

#[test]
fn a_strategy_signs_for_its_own_node_only() {
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
    // A node that becomes honest removes its key from the group.
    workshop.order(0, Order::Honest);
    let verdicts = workshop.behave(1, SIGNS_FOR_ALL, Some(7));
    assert_eq!(verdicts, [false, true, false, false, false, true]);
    // So does a node that changes its group.
    let verdicts = workshop.behave(1, SIGNS_FOR_ALL, Some(8));
    assert_eq!(verdicts, [false, true, true, false, false, false]);
    assert_eq!(workshop.behave(5, SIGNS_FOR_ALL, Some(7)), [false, false, false, false, false, true]);
}

/// Writes what it reads on the plan plus one more digest, and sends their number.
#[derive(Clone, Debug)]
struct Gossips;

impl Behaviour for Gossips {
    fn on_start(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
        let me = context.me();
        let digests = context.board(|board| {
            let mut digests = board.digests(View(0), Seq(1)).cloned().unwrap_or_default();
            digests.push((Digest([me.0 as u8; 32]), vec![me]));
            board.tell(View(0), Seq(1), digests.clone());
            digests.len() as u64
        });
        let timestamp = Timestamp(digests);
        let body =
            Request { client: ClientId(0), timestamp, read_only: false, operation: b"x".as_slice().into() };
        actions.send(NodeId(3), Message::Request(context.sign(body)));
    }
}

const GOSSIPS: &StrategyDef = &StrategyDef { name: "gossips", make: |_| Box::new(Gossips), ..BLANK };

fn digests(workshop: &mut Workshop, node: u32, group: Option<u32>) -> u64 {
    let resolved = vec![workshop.resolve(GOSSIPS, When::Always)].into();
    let sent = workshop.order(node, Order::Behave { resolved, group });
    let timestamp = sent.iter().find_map(|output| match output {
        Output::Send { body: Message::Request(request), .. } => Some(request.timestamp.0),
        _ => None,
    });
    timestamp.unwrap()
}

#[test]
fn a_group_has_one_blackboard_and_a_clone_of_the_nodes_another() {
    let mut workshop = Workshop::new();
    assert_eq!([digests(&mut workshop, 0, Some(1)), digests(&mut workshop, 1, Some(1))], [1, 2]);
    assert_eq!(digests(&mut workshop, 2, Some(2)), 1, "another group, another board");
    assert_eq!(digests(&mut workshop, 3, None), 1, "no other replica's board");
    let mut copy = Workshop {
        params: workshop.params.clone(),
        roster: Rc::clone(&workshop.roster),
        nodes: workshop.nodes.clone(),
    };
    Node::unshare(&mut copy.nodes.iter_mut());
    assert_eq!(digests(&mut copy, 2, Some(1)), 3);
    assert_eq!(digests(&mut copy, 3, Some(1)), 4);
    assert_eq!(digests(&mut workshop, 2, Some(1)), 3, "the plan of the copies is not known here");
}

/// Sends each PREPARE late, and wakes up once.
#[derive(Clone, Debug)]
struct Late;

impl Behaviour for Late {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.later(Span(5), Outgoing::to_one(NodeId(1), Message::Bytes(Rc::new([1]))));
        actions.wake_after(Span(9));
    }

    fn on_timer(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        actions.send(NodeId(2), Message::Bytes(Rc::new([2])));
    }
}

const LATE: &StrategyDef = &StrategyDef { name: "late", make: |_| Box::new(Late), ..BLANK };

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
    let late =
        || Order::Behave { resolved: vec![Workshop::new().resolve(LATE, When::Always)].into(), group: None };
    let set = timers(&workshop.order(0, late()));
    let [(outgoing, 5), (wake, 9)] = set[..] else { panic!("{set:?}") };
    let sent = workshop.step(0, Input::Timeout(outgoing));
    assert!(matches!(sent[..], [Output::Send { to: NodeId(1), body: Message::Bytes(_) }]), "{sent:?}");
    let sent = workshop.step(0, Input::Timeout(wake));
    assert!(matches!(sent[..], [Output::Send { to: NodeId(2), body: Message::Bytes(_) }]), "{sent:?}");
    assert!(workshop.step(0, Input::Timeout(wake)).is_empty(), "once");
    let (outgoing, _) = timers(&workshop.order(0, late()))[0];
    let ended = workshop.order(0, Order::Honest);
    assert!(matches!(ended[..], [Output::CancelTimer { .. }, Output::CancelTimer { .. }]), "{ended:?}");
    assert!(workshop.step(0, Input::Timeout(outgoing)).is_empty());
    let (outgoing, _) = timers(&workshop.order(0, late()))[0];
    workshop.nodes[0] = workshop.nodes[0].recover(crate::process::Disk::Kept);
    let mut out = NodeOut::default();
    workshop.nodes[0].start(&mut out);
    let again: Vec<_> = out.drain().collect();
    assert_eq!(
        timers(&again).iter().filter(|(timer, _)| timer.protocol().is_none()).count(),
        2,
        "it starts again"
    );
    assert!(workshop.step(0, Input::Timeout(outgoing)).is_empty(), "what it held back is lost");
}

/// Delays more messages than a node may, and requests a timer.
#[derive(Clone, Debug)]
struct Hoards;

impl Behaviour for Hoards {
    fn on_start(&mut self, _: &mut Context<'_>, actions: &mut Actions) {
        let outgoing = || Outgoing::to_one(NodeId(1), Message::Bytes(Rc::new([1])));
        (0..11_000).for_each(|_| actions.later(Span(5), outgoing()));
        actions.wake_after(Span(9));
    }
}

#[test]
fn a_node_holds_back_ten_thousand_letters_and_wakes_all_the_same() {
    const HOARDS: &StrategyDef = &StrategyDef { name: "hoards", make: |_| Box::new(Hoards), ..BLANK };
    let mut workshop = Workshop::new();
    let resolved = vec![workshop.resolve(HOARDS, When::Always)].into();
    let sent = workshop.order(0, Order::Behave { resolved, group: None });
    let of = |span: u64| {
        sent.iter().filter(|it| matches!(it, Output::SetTimer { after, .. } if after.0 == span)).count()
    };
    assert_eq!((of(5), of(9)), (10_000, 1));
}

#[test]
fn a_trigger_fires_where_all_its_conditions_hold_and_its_dice_keep_the_ratio() {
    let workshop = Workshop::new();
    let mut rng = crate::sim::Stream::new(Seed(1), "test");
    let mut fires = |when: When, view: u64, seq: Option<u64>| {
        workshop.resolve(SIGNS_FOR_ALL, when).trigger.fires(&mut rng, View(view), seq)
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
    let resolve = |strategy: Strategy| {
        strategy.resolve(AppliesTo::Replica, &workshop.params, ErrorKind::CommandError, "").unwrap()
    };
    let slow = |percent| Strategy::named("slow-primary").with("percent", ParameterValue::Whole(percent));
    let behave = |resolved: Vec<ResolvedStrategy>, group| Order::Behave { resolved: resolved.into(), group };
    let twin = |first: &[u32], second: &[u32]| {
        let side = |nodes: &[u32]| nodes.iter().copied().map(NodeId).collect();
        Order::Twin(Rc::new(crate::node::Sides { first: side(first), second: side(second) }))
    };
    let orders = [
        Order::Honest,
        behave(vec![resolve(slow(80))], None),
        behave(vec![resolve(slow(81))], None),
        behave(vec![resolve(slow(80))], Some(0)),
        behave(vec![resolve(slow(80)), resolve(slow(80))], None),
        behave(vec![resolve(Strategy { when: When::Never, ..slow(80) })], None),
        behave(vec![resolve(Strategy::named("silent"))], None),
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
    // An explicit default is the same order.
    let mut spelt = Bytes(Vec::new());
    behave(vec![resolve(Strategy::named("slow-primary"))], None).fingerprint(&mut spelt);
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
        fn on_start(&mut self, context: &mut Context<'_>, actions: &mut Actions) {
            let names = context.allies().into_iter().map(|author| match author {
                Author::Replica(replica) => replica.0 as u8,
                Author::Client(client) => 100 + client.0 as u8,
            });
            actions.send(NodeId(0), Message::Bytes(names.collect()));
        }
    }
    const ASKS: &StrategyDef = &StrategyDef { name: "asks", make: |_| Box::new(Asks), ..BLANK };
    let mut workshop = Workshop::new();
    for (node, names) in [(4, vec![100]), (2, vec![2, 100]), (1, vec![1, 100, 2])] {
        let resolved = vec![workshop.resolve(ASKS, When::Always)].into();
        let sent = workshop.order(node, Order::Behave { resolved, group: Some(3) });
        let [Output::Send { body: Message::Bytes(bytes), .. }] = &sent[..] else { panic!("{sent:?}") };
        assert_eq!(bytes.to_vec(), names, "node {node}");
    }
}
