//! Execution of commands. Every command is checked first, so a refused one changes nothing.

use std::mem;
use std::rc::Rc;

use crate::process::{Disk, Input, NodeId, Process, Time};
use crate::sim::command::{Applied, Command, CommandError};
use crate::sim::ids::{DropReason, PacketId, RecordId};
use crate::sim::oracle::{Observation, Oracle, Trust};
use crate::sim::packets::{Packet, PacketState, Parked};
use crate::sim::trace_store::{PacketOutcome, PacketRef, short};
use crate::sim::world::{Health, Item, WaitingInput, World, alive};

/// Checks whether a command can be executed now.
impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Checks whether the limits allow another command.
    pub(super) fn check_count(&self) -> Result<(), CommandError> {
        let limit = self.limits.commands_max;
        if self.given < limit { Ok(()) } else { Err(CommandError::TooManyCommands(limit)) }
    }

    pub(super) fn check(&self, command: &Command<P>) -> Result<(), CommandError> {
        match command {
            Command::Heal => Ok(()),
            Command::Local { node, .. }
            | Command::Corrupt { node, .. }
            | Command::Crash { node }
            | Command::CrashMidStep { node, .. } => self.expect_alive(*node),
            Command::Pause { node } => self.expect_up(*node),
            Command::Restart { node, .. } => match self.expect_node(*node)? {
                Health::Down => Ok(()),
                Health::Up | Health::Paused => Err(CommandError::NodeNotDown(*node)),
            },
            Command::Resume { node } => match self.expect_node(*node)? {
                Health::Paused => Ok(()),
                Health::Up | Health::Down => Err(CommandError::NodeNotPaused(*node)),
            },
            Command::Partition { groups, .. } => self.check_groups(groups),
            Command::Link { from, to, .. } => self.expect_node(*from).and(self.expect_node(*to)).map(drop),
            Command::Drop { packet } | Command::Delay { packet, .. } => self.expect_packet(*packet).map(drop),
            Command::Duplicate { packet } => {
                self.expect_packet(*packet)?;
                let limit = self.limits.packets_max;
                if self.packets.count() < limit { Ok(()) } else { Err(CommandError::TooManyPackets(limit)) }
            }
            Command::Deliver { packet } => {
                let to = self.expect_packet(*packet)?.packet.recipient();
                match self.expect_node(to)? {
                    Health::Paused => Err(CommandError::NodePaused(to)),
                    Health::Up | Health::Down => Ok(()),
                }
            }
            Command::Timeout { node, timer } => {
                self.expect_up(*node)?;
                let runs = self.timers(*node).any(|running| running.timer == *timer);
                let timer = format!("{timer:?}");
                if runs { Ok(()) } else { Err(CommandError::TimerNotRunning { node: *node, timer }) }
            }
        }
    }

    fn expect_node(&self, node: NodeId) -> Result<Health, CommandError> {
        self.health(node).ok_or(CommandError::NoSuchNode { node, nodes: self.node_count() })
    }

    fn expect_alive(&self, node: NodeId) -> Result<(), CommandError> {
        match self.expect_node(node)? {
            Health::Up | Health::Paused => Ok(()),
            Health::Down => Err(CommandError::NodeDown(node)),
        }
    }

    fn expect_up(&self, node: NodeId) -> Result<(), CommandError> {
        match self.expect_node(node)? {
            Health::Up => Ok(()),
            Health::Paused => Err(CommandError::NodePaused(node)),
            Health::Down => Err(CommandError::NodeDown(node)),
        }
    }

    fn expect_packet(&self, packet: PacketId) -> Result<Parked, CommandError> {
        self.find(packet).ok_or(CommandError::NoSuchPacket(packet))
    }

    fn check_groups(&self, groups: &[Vec<NodeId>]) -> Result<(), CommandError> {
        if groups.len() < 2 {
            return Err(CommandError::TooFewGroups(groups.len()));
        }
        let mut named = vec![false; self.members.len()];
        for group in groups {
            if group.is_empty() {
                return Err(CommandError::EmptyGroup);
            }
            for node in group {
                self.expect_node(*node)?;
                if named.get_mut(node.0 as usize).is_some_and(|named| mem::replace(named, true)) {
                    return Err(CommandError::NodeInTwoGroups(*node));
                }
            }
        }
        Ok(())
    }
}

/// Effects of commands. All commands were checked before.
impl<P: Process, O: Oracle<P>> World<P, O> {
    pub(super) fn execute_scheduled(&mut self, scheduled: u32) {
        let place = self.scheduled.get_mut(scheduled as usize);
        let Some(scheduled) = place.and_then(Option::take) else { return };
        let refusal = self.check(&scheduled.command).err();
        self.execute(scheduled.command.clone(), true, refusal);
    }

    /// Records a command and, unless it is refused, executes it.
    pub(super) fn execute(&mut self, command: Command<P>, scheduled: bool, refusal: Option<CommandError>) {
        let (index, step) = (self.applied.len() as u64, self.steps - 1);
        let applied = Rc::new(Applied { at: self.now, step, command, scheduled, refusal });
        Rc::make_mut(&mut self.applied).push(applied.clone());
        if applied.refusal.is_some() {
            self.trace_store.commanded(&applied);
            return;
        }
        if O::WATCHES.commands {
            let seen = Observation::Commanded { command: &applied.command };
            self.watch.see(self.trace_store.end(), self.now, self.steps, seen);
        }
        let cause = self.trace_store.commanded(&applied);
        self.perform(&applied.command, index, cause);
    }

    fn perform(&mut self, command: &Command<P>, index: u64, cause: RecordId) {
        match command {
            Command::Local { node, input } => self.ask(*node, input.clone(), index, cause),
            Command::Corrupt { node, input } => {
                self.watch.trust.distrust(*node, Trust::Byzantine);
                self.ask(*node, input.clone(), index, cause);
            }
            Command::Crash { node } => self.crash(*node),
            Command::CrashMidStep { node, packets } => {
                if let Some(member) = self.members.get_mut(node.0 as usize) {
                    member.crash_after_packets = Some(*packets);
                }
            }
            Command::Restart { node, disk } => self.restart(*node, *disk, cause),
            Command::Pause { node } => self.pause(*node),
            Command::Resume { node } => self.resume(*node),
            Command::Partition { groups, one_way } => {
                self.network.divide(groups, *one_way, self.members.len());
            }
            Command::Heal => {
                self.network.heal();
                self.release_packets();
            }
            Command::Link { from, to, change } => {
                self.network.change(*from, *to, change, self.members.len());
                self.release_packets();
            }
            Command::Drop { packet } => self.drop_by_hand(*packet),
            Command::Deliver { packet } => {
                if let Some(Parked { packet, .. }) = self.withdraw(*packet) {
                    self.arrive(packet);
                }
            }
            Command::Duplicate { packet } => self.duplicate_by_hand(*packet),
            Command::Delay { packet, by } => {
                if let Some(delayed) = self.withdraw(*packet) {
                    self.restore(Parked { due: delayed.due.after(*by), ..delayed });
                }
            }
            Command::Timeout { node, timer } => {
                if self.cancel_timer(*node, *timer) {
                    self.time_out(*node, *timer, Some(cause));
                }
            }
        }
    }

    fn ask(&mut self, node: NodeId, input: P::Local, command: u64, commanded: RecordId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        let paused = member.health == Health::Paused;
        // Directly after a resume, the node may have to process earlier inputs first.
        if paused || !member.waiting.is_empty() {
            member.waiting.push_back(WaitingInput { input, since: self.now, command, commanded });
            if !paused {
                self.event_queue.insert(self.now, Item::TakeUp { node: short(node) });
            }
        } else {
            self.tell(node, Input::Local(input), Some(commanded));
        }
    }

    pub(super) fn crash(&mut self, node: NodeId) {
        self.withdraw_inner(node);
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.health = Health::Down;
        member.crash_after_packets = None;
        member.timers.clear();
        member.waiting.clear();
        // Packets that waited at a paused node arrive while it is down, and are lost.
        for Parked { packet, due, .. } in self.unpark_all(|parked| is_waiting_at(parked, node)) {
            self.fly(packet, due.max(self.now));
        }
    }

    /// Removes the timers of a node and its waiting inputs from the event queue.
    fn withdraw_inner(&mut self, node: NodeId) {
        let (members, node) = (&self.members, short(node));
        self.event_queue.retain(|_, item| match item {
            Item::Timeout { node: owner, .. } => owner != node && alive(members, item),
            Item::TakeUp { node: owner } => owner != node,
            Item::Arrival { .. } | Item::Command { .. } => true,
        });
    }

    fn restart(&mut self, node: NodeId, disk: Disk, cause: RecordId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.process = member.process.recover(disk);
        member.health = Health::Up;
        if disk == Disk::Lost {
            self.watch.trust.distrust(node, Trust::Amnesic);
        }
        self.start(node, Some(cause));
    }

    /// Removes everything for this node from the event queue, so that no event is due that cannot happen.
    fn pause(&mut self, node: NodeId) {
        self.withdraw_inner(node);
        if let Some(member) = self.members.get_mut(node.0 as usize) {
            member.health = Health::Paused;
        }
        let (members, packets) = (&self.members, &mut self.packets);
        self.event_queue.retain(|due, item| match item.packet() {
            Some(packet) if packet.recipient() == node => {
                packets.park(Parked { packet, due, state: PacketState::Waiting });
                false
            }
            _ => alive(members, item),
        });
    }

    /// Puts waiting events back into the event queue in the order in which they were due. At one time packets come first, by
    /// number, then timers, by name, then local inputs. Overdue events are due now.
    fn resume(&mut self, node: NodeId) {
        let arrivals = self.unpark_all(|parked| is_waiting_at(parked, node));
        let arrivals = arrivals.into_iter().map(|parked| (parked.due, Item::arrival(parked.packet)));
        let mut waited: Vec<(Time, Item)> = arrivals.collect();
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.health = Health::Up;
        let node = short(node);
        for running in &mut member.timers {
            self.timer_generations += 1;
            running.timer_generation = self.timer_generations;
            waited.push((running.due, Item::Timeout { node, timer_generation: running.timer_generation }));
        }
        waited.extend(member.waiting.iter().map(|waiting| (waiting.since, Item::TakeUp { node })));
        waited.sort_by_key(|(due, _)| *due);
        for (due, item) in waited {
            self.event_queue.insert(due.max(self.now), item);
        }
    }

    /// Sends held packets of links that no longer hold.
    fn release_packets(&mut self) {
        let mut free = self.unpark_all(|_| true);
        free.sort_by_key(|parked| parked.due);
        for parked in free {
            self.restore(parked);
        }
    }

    /// Removes the parked packets that satisfy a condition, in the order of their numbers.
    fn unpark_all(&mut self, which: impl Fn(&Parked) -> bool) -> Vec<Parked> {
        let parked: Vec<Parked> = self.packets.parked().filter(|parked| which(parked)).copied().collect();
        for parked in &parked {
            self.packets.unpark(parked.packet.id);
        }
        parked
    }

    /// Removes a packet from the queue or from the parked packets.
    fn withdraw(&mut self, id: PacketId) -> Option<Parked> {
        if let Some(parked) = self.packets.unpark(id) {
            return Some(parked);
        }
        let (members, mut found) = (&self.members, None);
        self.event_queue.retain(|due, item| match item.packet() {
            Some(packet) if packet.id == id => {
                found = Some(Parked { packet, due, state: PacketState::Flying });
                false
            }
            _ => alive(members, item),
        });
        found
    }

    /// Puts a packet back in flight, unless there is still a reason to hold it or to let it wait.
    fn restore(&mut self, parked: Parked) {
        let Parked { packet, due, state } = parked;
        let held = state == PacketState::Held
            && self.packets.packet_ref(packet).is_some_and(|it| self.network.link(it.from, it.to).hold);
        if held {
            self.packets.park(parked);
        } else {
            self.fly(packet, due.max(self.now));
        }
    }

    fn drop_by_hand(&mut self, id: PacketId) {
        let Some(Parked { packet, .. }) = self.withdraw(id) else { return };
        if let Some((packet_ref, _)) = self.packets.remove(packet) {
            self.lose(packet_ref, DropReason::ByHand);
        }
    }

    fn duplicate_by_hand(&mut self, id: PacketId) {
        let Some(Parked { packet, due, state }) = self.find(id) else { return };
        let Some(packet_ref) = self.packets.packet_ref(packet) else { return };
        let copy = Packet { id: self.packets.number(), ..packet };
        self.trace_store.packet(
            self.now,
            PacketOutcome::Duplicated,
            PacketRef { packet: copy.id, ..packet_ref },
        );
        self.put(copy, due, state == PacketState::Held);
    }
}

fn is_waiting_at(parked: &Parked, node: NodeId) -> bool {
    parked.state == PacketState::Waiting && parked.packet.recipient() == node
}
