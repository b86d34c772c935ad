//! Read access to a world.

use std::mem;
use std::rc::Rc;

use crate::process::{NodeId, Process, Time};
use crate::sim::command::{Applied, Command};
use crate::sim::ids::{PacketId, RecordId};
use crate::sim::network::LinkSettings;
use crate::sim::oracle::{Found, Oracle, TrustTable};
use crate::sim::packets::{PacketState, PacketView, Parked};
use crate::sim::reader::Reader;
use crate::sim::world::{Health, Item, Member, Running, World, alive, is_background};

/// A running timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerView<T> {
    /// The node's name for it.
    pub timer: T,
    /// When it fires, or would have fired if its node were not paused.
    pub due: Time,
    /// When it was set.
    pub set_at: Time,
    /// The occurrence whose step set it; `None` if it was set at the start of the world.
    pub set_by: Option<RecordId>,
}

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// The time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The number of occurrences handled.
    pub fn step_count(&self) -> u64 {
        self.steps
    }

    /// The time of the next occurrence; `None` if nothing is scheduled.
    pub fn peek(&self) -> Option<Time> {
        self.event_queue.peek(|item| alive(&self.members, item))
    }

    /// Whether only background timers are scheduled.
    pub fn is_idle(&self) -> bool {
        self.event_queue
            .peek(|item| alive(&self.members, item) && !is_background(&self.members, item))
            .is_none()
    }

    /// The number of nodes.
    pub fn node_count(&self) -> u32 {
        self.members.len() as u32
    }

    /// The state of a node. For a node that is down it is the state at the crash.
    pub fn node(&self, node: NodeId) -> Option<&P> {
        Some(&self.members.get(node.0 as usize)?.process)
    }

    /// Whether a node is up, down or paused.
    pub fn health(&self, node: NodeId) -> Option<Health> {
        Some(self.members.get(node.0 as usize)?.health)
    }

    /// The running timers of a node, ordered by name.
    pub fn timers(&self, node: NodeId) -> impl Iterator<Item = TimerView<P::Timer>> {
        let timers = self.members.get(node.0 as usize).into_iter().flat_map(|member| &member.timers);
        timers.map(|running| {
            let Running { timer, due, set_at, set_by, .. } = *running;
            TimerView { timer, due, set_at, set_by }
        })
    }

    /// The number of packets in flight.
    pub fn packet_count(&self) -> u32 {
        self.packets.count()
    }

    /// The number of packets sent so far, including lost ones.
    pub fn packets_sent(&self) -> u64 {
        self.packets.numbered()
    }

    /// The packets in flight, ordered by number.
    pub fn packets(&self) -> impl Iterator<Item = PacketView<'_, P::Message>> {
        let mut packets: Vec<Parked> = self.packets.parked().copied().chain(self.flying()).collect();
        packets.sort_unstable_by_key(|parked| parked.packet.id);
        packets.into_iter().filter_map(|parked| self.packets.view(parked))
    }

    /// A packet in flight. It searches all of them, so it is meant for a packet that a user selects.
    pub fn packet(&self, packet: PacketId) -> Option<PacketView<'_, P::Message>> {
        self.packets.view(self.find(packet)?)
    }

    pub(super) fn find(&self, id: PacketId) -> Option<Parked> {
        self.packets.parked_one(id).or_else(|| self.flying().find(|parked| parked.packet.id == id))
    }

    /// The packets in the event queue.
    fn flying(&self) -> impl Iterator<Item = Parked> {
        let flying = |(due, item): (Time, Item)| {
            item.packet().map(|packet| Parked { packet, due, state: PacketState::Flying })
        };
        self.event_queue.iter().filter_map(flying)
    }

    /// The settings of a link for packets sent now. [`World::partitioned`] adds partitions.
    pub fn link(&self, from: NodeId, to: NodeId) -> LinkSettings {
        self.network.link(from, to)
    }

    /// Whether a partition stops packets from one node to another.
    pub fn partitioned(&self, from: NodeId, to: NodeId) -> bool {
        self.network.partitioned(from, to)
    }

    /// The approximate number of bytes that a clone of this world has on its own, without those of its nodes and its oracle.
    /// Messages and old records are shared.
    pub fn weight(&self) -> usize {
        let timers: usize = self.members.iter().map(|member| member.timers.len()).sum();
        mem::size_of::<Self>()
            + self.members.len() * mem::size_of::<Member<P>>()
            + timers * mem::size_of::<Running<P::Timer>>()
            + self.event_queue.weight()
            + self.packets.weight()
            + self.network.weight()
            + self.trace_store.weight()
            + (self.applied.len() + self.scheduled.len()) * mem::size_of::<Rc<Applied<P>>>()
            + self.watch.found.len() * 2 * mem::size_of::<Found>()
    }

    /// Discards most of the records before this one. The digest covers them.
    pub fn forget_before(&mut self, first: RecordId) {
        self.trace_store.forget_before(first);
    }

    /// The trace.
    pub fn trace(&self) -> Reader<'_, P> {
        Reader { trace_store: &self.trace_store, applied: &self.applied }
    }

    /// The SHA-256 of the trace so far; `None` if nothing is recorded. It is computed on demand, so a call costs as much as was
    /// recorded since the last one. Calls do not change the result.
    pub fn digest(&mut self) -> Option<[u8; 32]> {
        self.trace_store.digest()
    }

    /// All commands given so far, including refused scheduled ones, in order. [`World::replay`] repeats them.
    pub fn applied(&self) -> &[Rc<Applied<P>>] {
        &self.applied
    }

    /// The commands in the event queue, in the order in which they were scheduled.
    pub fn scheduled(&self) -> impl Iterator<Item = (Time, &Command<P>)> {
        self.scheduled.iter().flatten().map(|scheduled| (scheduled.at, &scheduled.command))
    }

    /// Which nodes are correct.
    pub fn trust(&self) -> &TrustTable {
        &self.watch.trust
    }

    /// The violations found so far, in order, up to the limit.
    pub fn violations(&self) -> &[Found] {
        &self.watch.found
    }

    /// The number of all violations found.
    pub fn violation_count(&self) -> u64 {
        self.watch.count
    }

    /// The oracle, for what it knows beyond violations.
    pub fn oracle(&self) -> &O {
        &self.watch.oracle
    }
}
