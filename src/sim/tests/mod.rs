//! Behaviour of the world, shown with a toy: nodes that pass words on.

mod draws;
mod faults;
mod network;
mod packets;
mod property;
mod record;
mod with_adversary;

mod time;

use super::*;
use crate::process::{
    Disk, Fingerprint, Input, InputOf, NodeId, NodeRange, OutboxOf, Process, Sink, Span, Time,
};

/// A word, and how many more times it is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word {
    word: u32,
    hops: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Alarm(u8);

/// A background alarm.
const BACKGROUND: Alarm = Alarm(77);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    /// Says a word to all nodes, which pass it on `hops` times.
    Say {
        word: u32,
        hops: u8,
    },
    /// Says a word to one node.
    Tell {
        to: u32,
        word: u32,
    },
    /// Sets an alarm. When it fires, the node says the number of the alarm.
    Arm {
        alarm: u8,
        after: u64,
    },
    Disarm {
        alarm: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remark {
    Started,
    Heard { from: u32, word: u32 },
    Alarm(u8),
}

/// Stores every word on its disk and passes new ones on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gossip {
    nodes: u32,
    words: Vec<u32>,
    /// Lost in a crash, with or without disk.
    alarms_seen: u32,
}

impl Gossip {
    fn all_nodes(&self) -> NodeRange {
        NodeRange { first: NodeId(0), end: NodeId(self.nodes) }
    }
}

impl Process for Gossip {
    type Message = Word;
    type Timer = Alarm;
    type Local = Wish;
    type Event = Remark;

    fn is_background(timer: Alarm) -> bool {
        timer == BACKGROUND
    }

    fn start(&mut self, out: &mut OutboxOf<Self>) {
        out.report(Remark::Started);
    }

    fn step(&mut self, input: InputOf<Self>, out: &mut OutboxOf<Self>) {
        match input {
            Input::Message { from, body: Word { word, hops } } => {
                out.report(Remark::Heard { from: from.0, word });
                let new = !self.words.contains(&word);
                if new {
                    self.words.push(word);
                }
                if new && hops > 0 {
                    out.multicast(self.all_nodes(), Word { word, hops: hops - 1 });
                }
            }
            Input::Timeout(alarm) => {
                self.alarms_seen += 1;
                out.report(Remark::Alarm(alarm.0));
                out.multicast(self.all_nodes(), Word { word: u32::from(alarm.0), hops: 0 });
            }
            Input::Local(Wish::Say { word, hops }) => {
                self.words.push(word);
                out.multicast(self.all_nodes(), Word { word, hops });
            }
            Input::Local(Wish::Tell { to, word }) => out.send(NodeId(to), Word { word, hops: 0 }),
            Input::Local(Wish::Arm { alarm, after }) => out.set_timer(Alarm(alarm), Span(after)),
            Input::Local(Wish::Disarm { alarm }) => out.cancel_timer(Alarm(alarm)),
        }
    }

    fn recover(&self, disk: Disk) -> Self {
        let words = if disk == Disk::Kept { self.words.clone() } else { Vec::new() };
        Gossip { nodes: self.nodes, words, alarms_seen: 0 }
    }
}

impl Fingerprint for Word {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(&self.word.to_be_bytes());
        sink.bytes(&[self.hops]);
    }
}

impl Fingerprint for Alarm {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(&[self.0]);
    }
}

impl Fingerprint for Wish {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(format!("{self:?}").as_bytes());
    }
}

impl Fingerprint for Remark {
    fn fingerprint(&self, sink: &mut dyn Sink) {
        sink.bytes(format!("{self:?}").as_bytes());
    }
}

/// Reports every word above 1000 as a violation, and counts what it observes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct NoBigWords {
    records: u64,
    commands: u64,
}

impl Oracle<Gossip> for NoBigWords {
    fn observe(
        &mut self,
        observed: ObservedRecord<'_, Gossip>,
        trust: &TrustTable,
        found: &mut Vec<Violation>,
    ) {
        self.records += 1;
        self.commands += u64::from(matches!(observed.observation, Observation::Commanded { .. }));
        if let Observation::Sent { from, message, .. } = observed.observation
            && message.word > 1_000
            && trust.is_correct(from)
        {
            let statement = format!("{from} said {}", message.word);
            let (property, code) = ("no-big-words", "big-word");
            let numbers = vec![("word", u64::from(message.word))];
            found.push(Violation { property, code, numbers, statement, evidence: vec![observed.id] });
        }
    }
}

type Toy = World<Gossip, NoBigWords>;

fn gossips(nodes: u32) -> Vec<Gossip> {
    vec![Gossip { nodes, words: Vec::new(), alarms_seen: 0 }; nodes as usize]
}

fn toy(nodes: u32, settings: Settings) -> Toy {
    World::new(gossips(nodes), NoBigWords::default(), settings).unwrap()
}

/// Settings with one latency of 10 us for every link.
fn quick() -> Settings {
    with_link(LinkSettings { latency: Latency::Constant(Span(10)), ..LinkSettings::default() })
}

fn with_link(every_link: LinkSettings) -> Settings {
    let network = NetworkSettings { every_link, links: Vec::new() };
    Settings { network, ..Settings::default() }
}

fn wish(node: u32, input: Wish) -> Command<Gossip> {
    Command::Local { node: NodeId(node), input }
}

fn say(node: u32, word: u32, hops: u8) -> Command<Gossip> {
    wish(node, Wish::Say { word, hops })
}

/// Lets an adversary take control of a node and say this word.
fn corrupt(node: u32, word: u32) -> Command<Gossip> {
    Command::Corrupt { node: NodeId(node), input: Wish::Say { word, hops: 0 } }
}

fn tell(node: u32, to: u32, word: u32) -> Command<Gossip> {
    wish(node, Wish::Tell { to, word })
}

fn arm(node: u32, alarm: u8, after: u64) -> Command<Gossip> {
    wish(node, Wish::Arm { alarm, after })
}

fn run(world: &mut Toy) {
    while world.step().is_some() {
        assert!(world.step_count() < 1_000_000, "the toy never falls silent");
    }
}

/// One line for each record: time, what, and after `<` the cause.
fn lines(world: &Toy) -> Vec<String> {
    let trace = world.trace();
    let word = |message| trace.message(message).map_or(0, |word| word.word);
    let line = |record: Record<Alarm>| {
        let what = match record.kind {
            RecordKind::Sent { from, to, message } => {
                format!("{} says {} to {}..{}", from.0, word(message), to.first.0, to.end.0)
            }
            RecordKind::Duplicated { packet, from, to, .. } => {
                format!("{packet} {}>{} is a copy", from.0, to.0)
            }
            RecordKind::Delivered { packet, from, to, message } => {
                format!("{packet} {}>{} brings {}", from.0, to.0, word(message))
            }
            RecordKind::Dropped { packet, from, to, why, .. } => {
                format!("{packet} {}>{} {why:?}", from.0, to.0)
            }
            RecordKind::Fired { node, timer } => format!("{} alarm {}", node.0, timer.0),
            RecordKind::Commanded { command, refused: false } => format!("command {command}"),
            RecordKind::Commanded { command, refused: true } => format!("command {command} refused"),
            RecordKind::TakenUp { node, command } => format!("{} processes command {command}", node.0),
            RecordKind::Crashed { node } => format!("{} crashes", node.0),
            RecordKind::Reported { node, event } => {
                format!("{} {:?}", node.0, trace.event(event).copied().unwrap_or(Remark::Started))
            }
        };
        let cause = record.cause.map_or(String::new(), |cause| format!(" <{}", cause.0));
        format!("{} @{} {what}{cause}", record.id.0, record.at.0)
    };
    trace.records(RecordId(0), usize::MAX).map(line).collect()
}

/// The words that the nodes heard, in order: time, node, word.
fn heard(world: &Toy) -> Vec<(u64, u32, u32)> {
    let trace = world.trace();
    let hearing = |record: Record<Alarm>| match record.kind {
        RecordKind::Reported { node, event } => match trace.event(event) {
            Some(Remark::Heard { word, .. }) => Some((record.at.0, node.0, *word)),
            _ => None,
        },
        _ => None,
    };
    trace.records(RecordId(0), usize::MAX).filter_map(hearing).collect()
}

/// Why packets were dropped, in order.
fn drops(world: &Toy) -> Vec<DropReason> {
    let why = |record: Record<Alarm>| match record.kind {
        RecordKind::Dropped { why, .. } => Some(why),
        _ => None,
    };
    world.trace().records(RecordId(0), usize::MAX).filter_map(why).collect()
}
