//! Commands carried out. Every command is checked first, so that a refused one changes nothing.

use std::mem;
use std::rc::Rc;

use crate::process::{Disk, Input, NodeId, Process, Time};
use crate::sim::agenda::Key;
use crate::sim::command::{Applied, Command, CommandError};
use crate::sim::oracle::{Oracle, Seen, Trust};
use crate::sim::packets::{Packet, PacketId, PacketState};
use crate::sim::tape::{Mention, Turn};
use crate::sim::trace::{DropReason, RecordId};
use crate::sim::world::{Health, Item, WaitingInput, World};

/// Whether a command can be obeyed now.
impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Whether one more command can be taken.
    pub(super) fn check_count(&self) -> Result<(), CommandError> {
        let limit = self.limits.commands_max;
        if self.given < limit { Ok(()) } else { Err(CommandError::TooManyCommands(limit)) }
    }

    pub(super) fn check(&self, command: &Command<P>) -> Result<(), CommandError> {
        match command {
            Command::Heal => Ok(()),
            Command::Corrupt { node } => self.expect_node(*node).map(drop),
            Command::Local { node, .. } | Command::Crash { node } | Command::CrashMidStep { node, .. } => {
                self.expect_alive(*node)
            }
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
                let to = self.expect_packet(*packet)?.recipient();
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

    fn expect_packet(&self, packet: PacketId) -> Result<Packet, CommandError> {
        self.packets.get(packet).ok_or(CommandError::NoSuchPacket(packet))
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

/// What commands do. All of them have been checked.
impl<P: Process, O: Oracle<P>> World<P, O> {
    pub(super) fn obey_scheduled(&mut self, scheduled: u64) {
        let place = usize::try_from(scheduled).ok().and_then(|place| self.scheduled.get_mut(place));
        let Some(scheduled) = place.and_then(Option::take) else { return };
        let refusal = self.check(&scheduled.command).err();
        self.obey(scheduled.command.clone(), true, refusal);
    }

    /// Notes a command and, unless it is refused, carries it out.
    pub(super) fn obey(&mut self, command: Command<P>, scheduled: bool, refusal: Option<CommandError>) {
        let (index, step) = (self.applied.len() as u64, self.steps - 1);
        let applied = Rc::new(Applied { at: self.now, step, command, scheduled, refusal });
        self.applied.push(applied.clone());
        if applied.refusal.is_some() {
            self.tape.commanded(&applied);
            return;
        }
        if O::WATCHES.commands {
            let seen = Seen::Commanded { command: &applied.command };
            self.watch.see(self.tape.end(), self.now, self.steps, seen);
        }
        let cause = self.tape.commanded(&applied);
        self.perform(&applied.command, index, cause);
    }

    fn perform(&mut self, command: &Command<P>, index: u64, cause: RecordId) {
        match command {
            Command::Local { node, input } => self.ask(*node, input.clone(), index, cause),
            Command::Corrupt { node } => self.watch.conduct.distrust(*node, Trust::Byzantine),
            Command::Crash { node } => self.crash(*node),
            Command::CrashMidStep { node, packets } => {
                if let Some(member) = self.members.get_mut(node.0 as usize) {
                    member.fuse = Some(*packets);
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
            Command::Deliver { packet } => self.deliver_by_hand(*packet),
            Command::Duplicate { packet } => self.duplicate_by_hand(*packet),
            Command::Delay { packet, by } => {
                if let Some(Packet { due, .. }) = self.packets.get(*packet) {
                    self.postpone(*packet, due.after(*by));
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
        // Right after a pause the node may still have earlier inputs to take up first.
        if paused || !member.waiting.is_empty() {
            let key = if paused { Key::NONE } else { self.agenda.insert(self.now, Item::take_up(node)) };
            member.waiting.push_back(WaitingInput { input, since: self.now, command, commanded, key });
        } else {
            self.tell(node, Input::Local(input), Some(commanded));
        }
    }

    pub(super) fn crash(&mut self, node: NodeId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.health = Health::Down;
        member.fuse = None;
        let timers = member.timers.drain(..).map(|running| running.key);
        let waiting = member.waiting.drain(..).map(|waiting| waiting.key);
        timers.chain(waiting).for_each(|key| self.agenda.remove(key));
        // What waited at a paused node arrives at a node that is down, and is lost there.
        for packet in self.packets_to(node, PacketState::Waiting) {
            self.fly(packet);
        }
    }

    fn restart(&mut self, node: NodeId, disk: Disk, cause: RecordId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.process = member.process.recover(disk);
        member.health = Health::Up;
        if disk == Disk::Lost {
            self.watch.conduct.distrust(node, Trust::Amnesic);
        }
        self.start(node, Some(cause));
    }

    /// Takes everything that is for the node off the agenda, so that nothing is due that could not happen.
    fn pause(&mut self, node: NodeId) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.health = Health::Paused;
        let timers = member.timers.iter_mut().map(|running| &mut running.key);
        let waiting = member.waiting.iter_mut().map(|waiting| &mut waiting.key);
        timers.chain(waiting).for_each(|key| self.agenda.remove(mem::replace(key, Key::NONE)));
        for id in self.packets_to(node, PacketState::Flying) {
            if let Some(packet) = self.packets.get_mut(id) {
                packet.state = PacketState::Waiting;
                self.agenda.remove(mem::replace(&mut packet.key, Key::NONE));
            }
        }
    }

    /// Puts what has waited back on the agenda, in the order in which it was due: of one time packets first, by
    /// their numbers, then timers, by their names, then local inputs. What is overdue is due now.
    fn resume(&mut self, node: NodeId) {
        enum Waited {
            Packet(PacketId),
            Timer(usize),
            Input(usize),
        }
        let packets = self.packets_to(node, PacketState::Waiting);
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        member.health = Health::Up;
        let mut waited: Vec<(Time, Waited)> = Vec::new();
        for id in packets {
            waited.extend(self.packets.get(id).map(|packet| (packet.due, Waited::Packet(id))));
        }
        let timers = member.timers.iter().enumerate();
        waited.extend(timers.map(|(place, running)| (running.due, Waited::Timer(place))));
        let inputs = member.waiting.iter().enumerate();
        waited.extend(inputs.map(|(place, waiting)| (waiting.since, Waited::Input(place))));
        waited.sort_by_key(|(due, _)| *due);
        for (due, what) in waited {
            let Some(member) = self.members.get_mut(node.0 as usize) else { return };
            let due = due.max(self.now);
            match what {
                Waited::Packet(id) => self.fly(id),
                Waited::Timer(place) => {
                    if let Some(running) = member.timers.get_mut(place) {
                        running.key = self.agenda.insert(due, Item::timeout(node));
                    }
                }
                Waited::Input(place) => {
                    if let Some(waiting) = member.waiting.get_mut(place) {
                        waiting.key = self.agenda.insert(due, Item::take_up(node));
                    }
                }
            }
        }
    }

    /// Sends held packets on whose links hold no longer.
    fn release_packets(&mut self) {
        let held = self.packets.iter().filter(|(_, packet)| packet.state == PacketState::Held);
        let free = held.filter_map(|(id, packet)| {
            let mention = self.packets.mention(id, packet)?;
            (!self.network.link(mention.from, mention.to).hold).then_some((packet.due, id))
        });
        let mut free: Vec<(Time, PacketId)> = free.collect();
        free.sort();
        free.into_iter().for_each(|(_, id)| self.fly(id));
    }

    /// The packets to a node that are in this state, in the order of their numbers.
    fn packets_to(&self, node: NodeId, state: PacketState) -> Vec<PacketId> {
        let ours = |packet: &Packet| packet.recipient() == node && packet.state == state;
        self.packets.iter().filter(|(_, packet)| ours(packet)).map(|(id, _)| id).collect()
    }

    /// Lets a packet that waits go on to its recipient; if that one is paused it waits there.
    fn fly(&mut self, id: PacketId) {
        let Some(packet) = self.packets.get(id) else { return };
        let paused = self.health(packet.recipient()) == Some(Health::Paused);
        let due = packet.due.max(self.now);
        let (state, key) = if paused {
            (PacketState::Waiting, Key::NONE)
        } else {
            (PacketState::Flying, self.agenda.insert(due, Item::arrival(id)))
        };
        if let Some(packet) = self.packets.get_mut(id) {
            *packet = Packet { due, state, key, ..*packet };
        }
    }

    fn postpone(&mut self, id: PacketId, due: Time) {
        let Some(packet) = self.packets.get_mut(id) else { return };
        packet.due = due;
        if packet.state == PacketState::Flying {
            self.agenda.remove(packet.key);
            packet.key = self.agenda.insert(due, Item::arrival(id));
        }
    }

    fn drop_by_hand(&mut self, id: PacketId) {
        let Some(arrival) = self.packets.take(id) else { return };
        self.agenda.remove(arrival.key);
        self.lose(arrival.mention, DropReason::ByHand);
    }

    fn deliver_by_hand(&mut self, id: PacketId) {
        let Some(arrival) = self.packets.take(id) else { return };
        self.agenda.remove(arrival.key);
        self.arrive(arrival);
    }

    fn duplicate_by_hand(&mut self, id: PacketId) {
        let Some(packet) = self.packets.get(id) else { return };
        let Some(mention) = self.packets.mention(id, &packet) else { return };
        let copy = Mention { packet: self.packets.number(), ..mention };
        self.tape.packet(self.now, Turn::Duplicated, copy);
        self.put(copy.packet, packet.parcel, copy.to, packet.due, packet.state == PacketState::Held);
    }
}
