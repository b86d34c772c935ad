//! A cluster in virtual time: packets have drawn latencies, are lost or duplicated, and timers fire when they expire.
//!
//! An event queue ordered by (time, serial number), integers only, one seeded generator: the same seed gives the same run. After every step
//! the timers of the node that moved are held against what its state asks for (invariant I18).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use pbft_lab::pbft::{Replica, Timer, View};
use pbft_lab::process::{Disk, Input, NodeId, Span, Time};

use crate::paper::cluster::{Cluster, Packet};

/// The faults of the network.
#[derive(Clone, Debug)]
pub struct Network {
    /// The range of latencies in microseconds, drawn uniformly.
    pub latency_us: RangeInclusive<u64>,
    /// The percentage of packets that are lost.
    pub loss: u64,
    /// The percentage of the others that are duplicated.
    pub duplicates: u64,
}

impl Default for Network {
    /// Reordering, but nothing lost: 1 to 10 milliseconds.
    fn default() -> Self {
        Network { latency_us: 1_000..=10_000, loss: 0, duplicates: 0 }
    }
}

enum Occurrence {
    Arrival(Packet),
    /// A timer as it was set: void if it was set again since.
    Ring(NodeId, Timer),
}

pub struct Timed {
    pub cluster: Cluster,
    pub now: Time,
    pub network: Network,
    /// Packets that never arrive, independently of the draws.
    pub lose: Box<dyn Fn(&Packet) -> bool>,
    event_queue: BTreeMap<(Time, u64), Occurrence>,
    serial: u64,
    random: u64,
    /// The event queue's number of each timer's latest setting.
    armed: BTreeMap<(NodeId, Timer), u64>,
}

impl Timed {
    pub fn new(cluster: Cluster, seed: u64) -> Timed {
        let mut timed = Timed {
            cluster,
            now: Time(0),
            network: Network::default(),
            lose: Box::new(|_| false),
            event_queue: BTreeMap::new(),
            serial: 0,
            random: seed,
            armed: BTreeMap::new(),
        };
        timed.take_up();
        timed
    }

    /// A number below `bound`, by SplitMix64.
    fn draw(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn enter(&mut self, at: Time, occurrence: Occurrence) -> u64 {
        self.serial += 1;
        self.event_queue.insert((at, self.serial), occurrence);
        self.serial
    }

    /// Puts what the last step sent and set on the event queue.
    pub fn take_up(&mut self) {
        for packet in std::mem::take(&mut self.cluster.flight) {
            if (self.lose)(&packet) || self.draw(100) < self.network.loss {
                continue;
            }
            let copies = if self.draw(100) < self.network.duplicates { 2 } else { 1 };
            for _ in 0..copies {
                let (first, last) = (*self.network.latency_us.start(), *self.network.latency_us.end());
                let latency = first + self.draw(last - first + 1);
                self.enter(self.now.after(Span(latency)), Occurrence::Arrival(packet.clone()));
            }
        }
        for (node, timer, span) in std::mem::take(&mut self.cluster.timer_settings) {
            let serial = self.enter(self.now.after(span), Occurrence::Ring(node, timer));
            self.armed.insert((node, timer), serial);
        }
    }

    pub fn submit(&mut self, client: u32, operation: &str) {
        self.cluster.submit(client, operation);
        self.take_up();
    }

    pub fn restart(&mut self, replica: u32, disk: Disk) {
        self.cluster.restart(replica, disk);
        self.take_up();
    }

    /// Lets everything happen that is due up to a moment.
    pub fn run_until(&mut self, end: Time) {
        while self.event_queue.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            self.next();
        }
        self.now = end;
    }

    pub fn run_for(&mut self, span: Span) {
        self.run_until(self.now.after(span));
    }

    /// Lets things happen until the condition holds, at most until `end`; says whether it holds.
    pub fn run_till(&mut self, end: Time, holds: impl Fn(&Cluster) -> bool) -> bool {
        while !holds(&self.cluster) {
            if self.event_queue.first_key_value().is_none_or(|((at, _), _)| *at > end) {
                self.now = end;
                return holds(&self.cluster);
            }
            self.next();
        }
        true
    }

    fn next(&mut self) {
        let Some(((at, serial), occurrence)) = self.event_queue.pop_first() else { return };
        self.now = at;
        let moved = match occurrence {
            Occurrence::Arrival(Packet { from, to, message }) => {
                if self.cluster.silent.contains(&to) {
                    return;
                }
                self.cluster.step(to, Input::Message { from, body: message });
                to
            }
            Occurrence::Ring(node, timer) => {
                if self.armed.get(&(node, timer)) != Some(&serial) || !self.cluster.runs(node.0, timer) {
                    return;
                }
                self.cluster.ring(node.0, timer);
                node
            }
        };
        self.take_up();
        if moved.0 < self.cluster.n() {
            check_timers(&self.cluster, moved.0);
        }
    }

    /// Whether each of these clients has this number of replies.
    pub fn answered(cluster: &Cluster, answers: u64) -> bool {
        cluster.clients.iter().all(|client| client.answered() >= answers)
    }

    /// The replicas that are not silent agree on view, state and how far they are, and all take part.
    pub fn assert_settled(&self) {
        self.assert_converged();
        assert!(self.living().iter().all(|replica| replica.active()), "all take part");
    }

    /// The replicas that are not silent agree on state and how far they are, and those that take part on the view. Fewer than a weak
    /// certificate may have given up on a view that the others never left: they wait until others follow (protocol section 3.15).
    pub fn assert_converged(&self) {
        let living = self.living();
        let reached: Vec<_> = living.iter().map(|it| (it.last_executed(), it.state_digest())).collect();
        assert!(reached.iter().all(|it| *it == reached[0]), "{reached:?}");
        let views: Vec<_> = living.iter().filter(|it| it.active()).map(|it| it.view()).collect();
        assert!(views.iter().all(|view| *view == views[0]), "{views:?}");
        assert!(living.len() - views.len() < self.cluster.quorums().weak as usize, "{views:?}");
    }

    fn living(&self) -> Vec<&Replica> {
        let replicas = (0..).map(NodeId).zip(&self.cluster.replicas);
        replicas.filter(|(id, _)| !self.cluster.silent.contains(id)).map(|(_, replica)| replica).collect()
    }

    /// The highest view that any replica is in or wants.
    pub fn highest_view(&self) -> View {
        self.cluster.replicas.iter().map(|replica| replica.view()).max().unwrap_or_default()
    }
}

/// Invariant I18 and protocol section 3.15: which timers run follows from the state, after every step.
pub fn check_timers(cluster: &Cluster, id: u32) {
    let replica = &cluster.replicas[id as usize];
    let is_primary = cluster.quorums().primary(replica.view()).0 == id;
    let waits = replica.active()
        && !is_primary
        && !replica.transferring()
        && !replica.amnesic()
        && replica.pending().next().is_some();
    assert_eq!(cluster.runs(id, Timer::Request), waits, "replica {id}: request timer");
    assert_eq!(cluster.runs(id, Timer::Resend), !replica.active(), "replica {id}: resend timer");
    let want = replica.view_change_votes().filter(|(_, view)| *view >= replica.view()).count() as u32;
    let expects = !replica.active() && want >= cluster.quorums().quorum;
    assert_eq!(
        cluster.runs(id, Timer::NewView),
        expects,
        "replica {id}: new-view timer, {want} want its view"
    );
    if replica.pending().next().is_some() || !replica.active() || replica.transferring() {
        assert!(cluster.runs(id, Timer::Status), "replica {id}: something is outstanding");
    }
    if replica.transferring() {
        assert!(cluster.runs(id, Timer::FetchState), "replica {id}: a state is fetched");
    }
}
