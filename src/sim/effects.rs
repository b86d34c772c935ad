//! Execution of outputs: packets put on the network, timers set, facts recorded.

use std::mem;

use crate::process::{NodeId, NodeRange, Output, Process, Span, Time};
use crate::sim::oracle::{Oracle, Seen};
use crate::sim::packets::{Packet, PacketId, PacketState, Parked};
use crate::sim::tape::{Mention, Turn, short};
use crate::sim::trace::{DropReason, RecordId};
use crate::sim::world::{Health, Item, Running, World, alive};

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Does what a node wants done, in order. Only the first `leaving` packets leave.
    pub(super) fn carry_out(&mut self, node: NodeId, cause: Option<RecordId>, mut leaving: u32) {
        // Most steps want nothing: a vote is counted and that is all.
        if self.outbox.outputs().is_empty() {
            return;
        }
        let mut outbox = mem::take(&mut self.outbox);
        for output in outbox.drain() {
            match output {
                Output::Send { to, body } => {
                    let audience = NodeRange { first: to, end: NodeId(to.0.saturating_add(1)) };
                    let mention = self.send(node, audience, body, cause, &mut leaving);
                    if to == node || to.0 >= self.node_count() {
                        let packet = self.packets.number();
                        self.lose(Mention { packet, to, ..mention }, DropReason::NoRecipient);
                    }
                }
                Output::Multicast { to, body } => {
                    self.send(node, to, body, cause, &mut leaving);
                }
                Output::SetTimer { timer, after } => self.set_timer(node, timer, after, cause),
                Output::CancelTimer { timer } => {
                    self.cancel_timer(node, timer);
                }
                Output::Report(event) => {
                    if O::WATCHES.reports {
                        let seen = Seen::Reported { node, event: &event };
                        self.watch.see(self.tape.end(), self.now, self.steps, seen);
                    }
                    self.tape.reported(self.now, cause, node, event);
                }
            }
        }
        self.outbox = outbox;
    }

    /// Puts a message on the network, for all nodes of the audience that exist, in order. The answer mentions no
    /// packet yet.
    fn send(
        &mut self,
        from: NodeId,
        to: NodeRange,
        body: P::Message,
        cause: Option<RecordId>,
        leaving: &mut u32,
    ) -> Mention {
        if O::WATCHES.sent {
            let seen = Seen::Sent { from, to, message: &body };
            self.watch.see(self.tape.end(), self.now, self.steps, seen);
        }
        let message = self.tape.message(&body);
        let sent = self.tape.sent(self.now, cause, from, to, message);
        let mention = Mention { packet: PacketId(0), from, to: from, message, sent };
        let parcel = self.packets.open_parcel(body, self.now, &mention);
        let nodes = self.node_count();
        // A range may be as long as numbers go; it is cut before it is walked.
        let existing = NodeRange { first: to.first, end: NodeId(to.end.0.min(nodes)) };
        for to in existing.others(from) {
            if *leaving > 0 {
                *leaving -= 1;
                self.dispatch(&mention, to, parcel);
            } else {
                self.network.pass_over(from, to);
                let packet = self.packets.number();
                self.lose(Mention { packet, to, ..mention }, DropReason::SenderDown);
            }
        }
        self.packets.close_parcel(parcel);
        mention
    }

    /// Puts one packet of a message on the network.
    fn dispatch(&mut self, message: &Mention, to: NodeId, parcel: u32) {
        let packet = Packet { id: self.packets.number(), parcel, to: short(to) };
        let fate = self.network.route(message.from, to);
        let put = match fate.arrives {
            Ok(after) if self.put(packet, self.now.after(after), fate.held) => Ok(()),
            Ok(_) => Err(DropReason::Limit),
            Err(why) => Err(why),
        };
        if let Err(why) = put {
            self.lose(Mention { packet: packet.id, to, ..*message }, why);
        } else if let Some(after) = fate.copy {
            let copy = Packet { id: self.packets.number(), ..packet };
            let mention = Mention { packet: copy.id, to, ..*message };
            self.tape.packet(self.now, Turn::Duplicated, mention);
            if !self.put(copy, self.now.after(after), fate.held) {
                self.lose(mention, DropReason::Limit);
            }
        }
    }

    /// Puts a packet on its way, or where it has to wait; false: too many packets are in flight.
    pub(super) fn put(&mut self, packet: Packet, due: Time, held: bool) -> bool {
        if self.packets.count() >= self.limits.packets_max {
            return false;
        }
        self.packets.post(packet);
        if held {
            self.packets.park(Parked { packet, due, state: PacketState::Held });
        } else {
            self.fly(packet, due);
        }
        true
    }

    /// Sends a packet on to its recipient; if that one is paused the packet waits there.
    pub(super) fn fly(&mut self, packet: Packet, due: Time) {
        if self.health(packet.recipient()) == Some(Health::Paused) {
            self.packets.park(Parked { packet, due, state: PacketState::Waiting });
        } else {
            self.agenda.insert(due, Item::arrival(packet));
        }
    }

    /// Notes that a packet will not arrive.
    pub(super) fn lose(&mut self, mention: Mention, why: DropReason) {
        if O::WATCHES.arrivals {
            let seen = Seen::Dropped { from: mention.from, to: mention.to, why };
            self.watch.see(self.tape.end(), self.now, self.steps, seen);
        }
        self.tape.packet(self.now, Turn::Dropped(why), mention);
    }

    fn set_timer(&mut self, node: NodeId, timer: P::Timer, after: Span, set_by: Option<RecordId>) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        let due = self.now.after(after);
        self.tickets += 1;
        let running = Running { timer, due, set_at: self.now, set_by, ticket: self.tickets };
        self.agenda.insert(due, Item::Timeout { node: short(node), ticket: self.tickets });
        match member.timers.binary_search_by(|running| running.timer.cmp(&timer)) {
            Err(place) => member.timers.insert(place, running),
            Ok(place) => {
                if let Some(replaced) = member.timers.get_mut(place) {
                    *replaced = running;
                    self.agenda.cancel(|item| alive(&self.members, item));
                }
            }
        }
    }

    /// Forgets a timer; whether it was running.
    pub(super) fn cancel_timer(&mut self, node: NodeId, timer: P::Timer) -> bool {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return false };
        let Ok(place) = member.timers.binary_search_by(|running| running.timer.cmp(&timer)) else {
            return false;
        };
        member.timers.remove(place);
        self.agenda.cancel(|item| alive(&self.members, item));
        true
    }
}
