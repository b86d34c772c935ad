//! Execution of outputs: packets put on the network, timers set, events recorded.

use std::mem;

use crate::process::{NodeId, NodeRange, Output, Process, Span, Time};
use crate::sim::ids::{DropReason, PacketId, RecordId};
use crate::sim::oracle::{Observation, Oracle};
use crate::sim::packets::{Packet, PacketState, Parked};
use crate::sim::trace_store::{PacketOutcome, PacketRef, short};
use crate::sim::world::{Health, Item, Running, World, alive};

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Executes the outputs of a node, in order. Only the first `leaving` packets leave.
    pub(super) fn apply_outputs(&mut self, node: NodeId, cause: Option<RecordId>, mut leaving: u32) {
        // Most steps have no outputs: they only count a vote.
        if self.outbox.outputs().is_empty() {
            return;
        }
        let mut outbox = mem::take(&mut self.outbox);
        for output in outbox.drain() {
            match output {
                Output::Send { to, body } => {
                    let audience = NodeRange { first: to, end: NodeId(to.0.saturating_add(1)) };
                    let packet_ref = self.send(node, audience, body, cause, &mut leaving);
                    if to == node || to.0 >= self.node_count() {
                        let packet = self.packets.number();
                        self.lose(PacketRef { packet, to, ..packet_ref }, DropReason::NoRecipient);
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
                        let seen = Observation::Reported { node, event: &event };
                        self.watch.see(self.trace_store.end(), self.now, self.steps, seen);
                    }
                    self.trace_store.reported(self.now, cause, node, event);
                }
            }
        }
        self.outbox = outbox;
    }

    /// Sends a message to all existing nodes of a range, in order. The result names no packet yet.
    fn send(
        &mut self,
        from: NodeId,
        to: NodeRange,
        body: P::Message,
        cause: Option<RecordId>,
        leaving: &mut u32,
    ) -> PacketRef {
        if O::WATCHES.sent {
            let seen = Observation::Sent { from, to, message: &body };
            self.watch.see(self.trace_store.end(), self.now, self.steps, seen);
        }
        let message = self.trace_store.message(&body);
        let sent = self.trace_store.sent(self.now, cause, from, to, message);
        let packet_ref = PacketRef { packet: PacketId(0), from, to: from, message, sent };
        let shared = self.packets.share(body, self.now, &packet_ref);
        let nodes = self.node_count();
        // A range may be arbitrarily long, so it is limited first.
        let existing = NodeRange { first: to.first, end: NodeId(to.end.0.min(nodes)) };
        for to in existing.others(from) {
            if *leaving > 0 {
                *leaving -= 1;
                self.dispatch(&packet_ref, to, shared);
            } else {
                self.network.pass_over(from, to);
                let packet = self.packets.number();
                self.lose(PacketRef { packet, to, ..packet_ref }, DropReason::SenderDown);
            }
        }
        self.packets.finish_sharing(shared);
        packet_ref
    }

    /// Sends one packet of a message.
    fn dispatch(&mut self, message: &PacketRef, to: NodeId, shared: u32) {
        let packet = Packet { id: self.packets.number(), shared, to: short(to) };
        let fate = self.network.route(message.from, to);
        let put = match fate.arrives {
            Ok(after) if self.put(packet, self.now.after(after), fate.held) => Ok(()),
            Ok(_) => Err(DropReason::Limit),
            Err(why) => Err(why),
        };
        if let Err(why) = put {
            self.lose(PacketRef { packet: packet.id, to, ..*message }, why);
        } else if let Some(after) = fate.copy {
            let copy = Packet { id: self.packets.number(), ..packet };
            let packet_ref = PacketRef { packet: copy.id, to, ..*message };
            self.trace_store.packet(self.now, PacketOutcome::Duplicated, packet_ref);
            if !self.put(copy, self.now.after(after), fate.held) {
                self.lose(packet_ref, DropReason::Limit);
            }
        }
    }

    /// Sends a packet, or parks it where it has to wait. Returns `false` if too many packets are in flight.
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

    /// Sends a packet to its recipient. If the recipient is paused, the packet waits there.
    pub(super) fn fly(&mut self, packet: Packet, due: Time) {
        if self.health(packet.recipient()) == Some(Health::Paused) {
            self.packets.park(Parked { packet, due, state: PacketState::Waiting });
        } else {
            self.event_queue.insert(due, Item::arrival(packet));
        }
    }

    /// Records that a packet will not arrive.
    pub(super) fn lose(&mut self, packet_ref: PacketRef, why: DropReason) {
        if O::WATCHES.arrivals {
            let seen = Observation::Dropped { from: packet_ref.from, to: packet_ref.to, why };
            self.watch.see(self.trace_store.end(), self.now, self.steps, seen);
        }
        self.trace_store.packet(self.now, PacketOutcome::Dropped(why), packet_ref);
    }

    fn set_timer(&mut self, node: NodeId, timer: P::Timer, after: Span, set_by: Option<RecordId>) {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return };
        let due = self.now.after(after);
        self.timer_generations += 1;
        let running =
            Running { timer, due, set_at: self.now, set_by, timer_generation: self.timer_generations };
        self.event_queue
            .insert(due, Item::Timeout { node: short(node), timer_generation: self.timer_generations });
        match member.timers.binary_search_by(|running| running.timer.cmp(&timer)) {
            Err(place) => member.timers.insert(place, running),
            Ok(place) => {
                if let Some(replaced) = member.timers.get_mut(place) {
                    *replaced = running;
                    self.event_queue.cancel(|item| alive(&self.members, item));
                }
            }
        }
    }

    /// Cancels a timer and returns whether it was running.
    pub(super) fn cancel_timer(&mut self, node: NodeId, timer: P::Timer) -> bool {
        let Some(member) = self.members.get_mut(node.0 as usize) else { return false };
        let Ok(place) = member.timers.binary_search_by(|running| running.timer.cmp(&timer)) else {
            return false;
        };
        member.timers.remove(place);
        self.event_queue.cancel(|item| alive(&self.members, item));
        true
    }
}
