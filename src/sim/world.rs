//! The world: nodes, clock, network and trace, one occurrence at a time.
//!
//! This file has the step: an occurrence leaves the event queue, one node handles it, and its outputs are executed (`outputs`).
//! `execute` executes commands; `inspect` gives read access.

use std::collections::VecDeque;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use crate::process::{Input, InputOf, NodeId, OutboxOf, Process, Time};
use crate::sim::command::{Applied, Command, CommandError};
use crate::sim::event_queue::EventQueue;
use crate::sim::ids::{DropReason, PacketId, RecordId};
use crate::sim::network::Network;
use crate::sim::oracle::{NoOracle, Observation, Oracle, Watch};
use crate::sim::packets::{Packet, Packets};
use crate::sim::settings::{Limits, Settings, SetupError};
use crate::sim::trace_store::{PacketOutcome, PacketRef, TraceStore};

/// Whether a node is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It handles its inputs.
    Up,
    /// It has crashed.
    Down,
    /// Its inputs wait.
    Paused,
}

/// The result of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the step, from 1.
    pub number: u64,
    /// The time.
    pub at: Time,
    /// The first record of the step: the occurrence itself.
    pub first: RecordId,
    /// One past its last record. What the occurrence caused is between the two.
    pub end: RecordId,
}

/// A deterministic world of nodes; see the [module](crate::sim).
#[derive(Clone)]
pub struct World<P: Process, O: Oracle<P> = NoOracle> {
    pub(super) now: Time,
    pub(super) steps: u64,
    pub(super) members: Members<P>,
    pub(super) event_queue: EventQueue<Item>,
    pub(super) network: Network,
    pub(super) packets: Packets<P::Message>,
    /// The number of timers put into the event queue.
    pub(super) timer_generations: u64,
    pub(super) trace_store: TraceStore<P>,
    pub(super) watch: Watch<O>,
    pub(super) applied: Rc<Vec<Rc<Applied<P>>>>,
    /// Commands in the order in which they were scheduled; `None` after their time.
    pub(super) scheduled: Vec<Option<Rc<Scheduled<P>>>>,
    /// The number of commands given: applied or scheduled.
    pub(super) given: u32,
    pub(super) limits: Limits,
    /// Empty between steps; kept to reuse its memory.
    pub(super) outbox: OutboxOf<P>,
}

/// The nodes in order. Nodes of a clone share no mutable state with those of the original.
pub(super) struct Members<P: Process>(Vec<Member<P>>);

impl<P: Process> Clone for Members<P> {
    fn clone(&self) -> Self {
        let mut members = self.0.clone();
        P::unshare(&mut members.iter_mut().map(|member| &mut member.process));
        Members(members)
    }
}

impl<P: Process> Deref for Members<P> {
    type Target = Vec<Member<P>>;

    fn deref(&self) -> &Vec<Member<P>> {
        &self.0
    }
}

impl<P: Process> DerefMut for Members<P> {
    fn deref_mut(&mut self) -> &mut Vec<Member<P>> {
        &mut self.0
    }
}

/// A node and what the world knows about it.
#[derive(Clone)]
pub(super) struct Member<P: Process> {
    pub(super) process: P,
    pub(super) health: Health,
    /// Ordered by name.
    pub(super) timers: Vec<Running<P::Timer>>,
    /// Local inputs that arrived while the node was paused.
    pub(super) waiting: VecDeque<WaitingInput<P::Local>>,
    /// The number of packets that still leave in the next step, in which the node then crashes.
    pub(super) crash_after_packets: Option<u32>,
}

/// A running timer.
#[derive(Clone, Copy)]
pub(super) struct Running<T> {
    pub(super) timer: T,
    pub(super) due: Time,
    /// Identifies its item in the event queue.
    pub(super) timer_generation: u64,
    pub(super) set_at: Time,
    pub(super) set_by: Option<RecordId>,
}

#[derive(Clone)]
pub(super) struct WaitingInput<L> {
    pub(super) input: L,
    pub(super) since: Time,
    pub(super) command: u64,
    pub(super) commanded: RecordId,
}

/// A command whose time has not come.
pub(super) struct Scheduled<P: Process> {
    pub(super) at: Time,
    pub(super) command: Command<P>,
}

/// An item of the event queue, in sixteen bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    Arrival {
        id: PacketId,
        shared: u32,
        to: u16,
    },
    /// A timer of the node, identified by its generation.
    Timeout {
        node: u16,
        timer_generation: u64,
    },
    /// The oldest waiting local input of the node.
    TakeUp {
        node: u16,
    },
    Command {
        scheduled: u32,
    },
}

const _: () = assert!(mem::size_of::<Item>() <= 16, "a million packets must fit in 24 MB");

impl Item {
    pub(super) fn arrival(packet: Packet) -> Item {
        let Packet { id, shared, to } = packet;
        Item::Arrival { id, shared, to }
    }

    /// The arriving packet, if the item is one.
    pub(super) fn packet(self) -> Option<Packet> {
        match self {
            Item::Arrival { id, shared, to } => Some(Packet { id, shared, to }),
            Item::Timeout { .. } | Item::TakeUp { .. } | Item::Command { .. } => None,
        }
    }
}

impl Default for Item {
    fn default() -> Self {
        Item::Command { scheduled: u32::MAX }
    }
}

impl<P: Process> Member<P> {
    fn new(process: P) -> Self {
        let (timers, waiting) = (Vec::new(), VecDeque::new());
        Member { process, health: Health::Up, timers, waiting, crash_after_packets: None }
    }
}

/// Whether an item will happen. A cancelled or replaced timer stays in the event queue for a while.
pub(super) fn alive<P: Process>(members: &[Member<P>], item: Item) -> bool {
    match item {
        Item::Timeout { node, timer_generation } => members.get(usize::from(node)).is_some_and(|member| {
            member.timers.iter().any(|running| running.timer_generation == timer_generation)
        }),
        Item::Arrival { .. } | Item::TakeUp { .. } | Item::Command { .. } => true,
    }
}

/// Whether an item is a live background timer.
pub(super) fn is_background<P: Process>(members: &[Member<P>], item: Item) -> bool {
    let Item::Timeout { node, timer_generation } = item else { return false };
    members.get(usize::from(node)).is_some_and(|member| {
        member
            .timers
            .iter()
            .any(|running| running.timer_generation == timer_generation && P::is_background(running.timer))
    })
}

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Creates a world and starts its nodes in order. The number of a node is its index in `nodes`. This is step 0, and what
    /// the nodes do in it has no cause.
    pub fn new(nodes: Vec<P>, oracle: O, settings: Settings) -> Result<Self, SetupError> {
        settings.check(nodes.len())?;
        let Settings { seed, network, limits, recording } = settings;
        let mut world = World {
            now: Time(0),
            steps: 0,
            event_queue: EventQueue::new(),
            network: Network::new(&network, nodes.len(), seed),
            packets: Packets::new(),
            timer_generations: 0,
            trace_store: TraceStore::new(recording, limits.records_max),
            watch: Watch::new(oracle, nodes.len(), limits.violations_max),
            applied: Rc::default(),
            scheduled: Vec::new(),
            given: 0,
            limits,
            outbox: OutboxOf::<P>::default(),
            members: Members(nodes.into_iter().map(Member::new).collect()),
        };
        for node in 0..world.node_count() {
            world.start(NodeId(node), None);
        }
        Ok(world)
    }

    /// Handles the next occurrence, if anything is scheduled.
    pub fn step(&mut self) -> Option<Step> {
        self.step_by(Time(u64::MAX))
    }

    /// Handles the next occurrence if it is due by `limit`. Otherwise the clock advances to `limit`.
    pub fn step_until(&mut self, limit: Time) -> Option<Step> {
        if limit < self.now {
            return None;
        }
        let step = self.step_by(limit);
        if step.is_none() {
            self.now = limit;
        }
        step
    }

    /// Executes a command now, as a step. A refused command changes nothing and is not recorded.
    pub fn apply(&mut self, command: Command<P>) -> Result<Step, CommandError> {
        self.check_count()?;
        self.check(&command)?;
        self.given += 1;
        let first = self.begin_step(self.now);
        self.execute(command, false, None);
        Ok(self.end_step(first))
    }

    /// Schedules a command, after everything already scheduled for that time. If it cannot be executed at its time, the trace
    /// says so.
    pub fn schedule(&mut self, at: Time, command: Command<P>) -> Result<(), CommandError> {
        if at < self.now {
            return Err(CommandError::InThePast { at, now: self.now });
        }
        self.check_count()?;
        self.given += 1;
        self.event_queue.insert(at, Item::Command { scheduled: self.scheduled.len() as u32 });
        self.scheduled.push(Some(Rc::new(Scheduled { at, command })));
        Ok(())
    }

    /// Repeats a command of another world, including its refusal. The caller has handled [`Applied::step`] occurrences before.
    pub fn replay(&mut self, past: &Applied<P>) -> Step {
        self.given = self.given.saturating_add(1);
        let first = self.begin_step(self.now.max(past.at));
        let refusal = self.check(&past.command).err();
        self.execute(past.command.clone(), past.scheduled, refusal);
        self.end_step(first)
    }

    fn step_by(&mut self, limit: Time) -> Option<Step> {
        let (time, item) = self.event_queue.take(limit, |item| alive(&self.members, item))?;
        let first = self.begin_step(time);
        match item {
            Item::Arrival { id, shared, to } => self.arrive(Packet { id, shared, to }),
            Item::Timeout { node, timer_generation } => self.fire(NodeId(u32::from(node)), timer_generation),
            Item::TakeUp { node } => self.take_up(NodeId(u32::from(node))),
            Item::Command { scheduled } => self.execute_scheduled(scheduled),
        }
        Some(self.end_step(first))
    }

    fn begin_step(&mut self, at: Time) -> RecordId {
        self.now = at;
        self.steps += 1;
        self.trace_store.begin_step();
        self.trace_store.end()
    }

    fn end_step(&self, first: RecordId) -> Step {
        Step { number: self.steps, at: self.now, first, end: self.trace_store.end() }
    }

    /// Delivers a packet to its recipient.
    pub(super) fn arrive(&mut self, packet: Packet) {
        let Some((packet_ref, body)) = self.packets.remove(packet) else { return };
        let PacketRef { from, to, .. } = packet_ref;
        if self.health(to) != Some(Health::Up) {
            return self.lose(packet_ref, DropReason::RecipientDown);
        }
        if O::WATCHES.arrivals {
            let seen = Observation::Delivered { from, to, message: &body };
            self.watch.see(self.trace_store.end(), self.now, self.steps, seen);
        }
        let cause = self.trace_store.packet(self.now, PacketOutcome::Delivered, packet_ref);
        self.tell(to, Input::Message { from, body }, Some(cause));
    }

    /// Fires the timer with this generation.
    fn fire(&mut self, node: NodeId, timer_generation: u64) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        let Some(place) =
            member.timers.iter().position(|running| running.timer_generation == timer_generation)
        else {
            return;
        };
        let running = member.timers.remove(place);
        self.time_out(node, running.timer, running.set_by);
    }

    pub(super) fn time_out(&mut self, node: NodeId, timer: P::Timer, cause: Option<RecordId>) {
        if O::WATCHES.fired {
            self.watch.see(self.trace_store.end(), self.now, self.steps, Observation::Fired { node, timer });
        }
        let fired = self.trace_store.fired(self.now, cause, node, timer);
        self.tell(node, Input::Timeout(timer), Some(fired));
    }

    fn take_up(&mut self, node: NodeId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        let Some(waiting) = member.waiting.pop_front() else { return };
        let taken_up = self.trace_store.taken_up(self.now, waiting.commanded, node, waiting.command);
        self.tell(node, Input::Local(waiting.input), Some(taken_up));
    }

    /// Starts a node, at the start of the world or after a restart.
    pub(super) fn start(&mut self, node: NodeId, cause: Option<RecordId>) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.process.clock(self.now);
        member.process.start(&mut self.outbox);
        self.apply_outputs(node, cause, u32::MAX);
    }

    /// Lets a node handle one input, and executes its outputs.
    pub(super) fn tell(&mut self, node: NodeId, input: InputOf<P>, cause: Option<RecordId>) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.process.clock(self.now);
        member.process.step(input, &mut self.outbox);
        let crash_after_packets = member.crash_after_packets.take();
        self.apply_outputs(node, cause, crash_after_packets.unwrap_or(u32::MAX));
        if crash_after_packets.is_some() {
            if O::WATCHES.commands {
                self.watch.see(self.trace_store.end(), self.now, self.steps, Observation::Crashed { node });
            }
            self.trace_store.crashed(self.now, cause, node);
            self.crash(node);
        }
    }
}
