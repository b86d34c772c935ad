//! What nodes want done, done: packets put on the network, timers set, facts noted.

use std::mem;

use crate::process::{NodeId, NodeRange, OutboxOf, Output, Process, Span, Time};
use crate::sim::agenda::Key;
use crate::sim::oracle::{Oracle, Seen};
use crate::sim::packets::{Packet, PacketId, PacketState, Parcel};
use crate::sim::tape::{Mention, Turn};
use crate::sim::trace::{DropReason, RecordId};
use crate::sim::world::{Health, Item, Running, World};

impl<P: Process, O: Oracle<P>> World<P, O> {
    /// Does what a node wants done, in order. Only the first `leaving` packets leave.
    pub(super) fn carry_out(
        &mut self,
        node: NodeId,
        cause: Option<RecordId>,
        outbox: &mut OutboxOf<P>,
        mut leaving: u32,
    ) {
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
        let message_index = self.tape.message(&body);
        let sent = self.tape.sent(self.now, cause, from, to, message_index);
        let parcel = Parcel { body, from, sent_at: self.now, sent, message_index };
        let mention = parcel.mention(PacketId(0), from);
        let parcel = self.packets.open_parcel(parcel);
        let nodes = self.node_count();
        // A range may be as long as numbers go; it is cut before it is walked.
        let existing = NodeRange { first: to.first, end: NodeId(to.end.0.min(nodes)) };
        for to in existing.others(from) {
            self.dispatch(Mention { to, ..mention }, parcel, leaving);
        }
        self.packets.close_parcel(parcel);
        mention
    }

    /// Puts one packet on the network.
    fn dispatch(&mut self, mention: Mention, parcel: u32, leaving: &mut u32) {
        let mention = Mention { packet: self.packets.number(), ..mention };
        if *leaving == 0 {
            return self.lose(mention, DropReason::SenderDown);
        }
        *leaving -= 1;
        let fate = self.network.route(mention.from, mention.to);
        let after = match fate.arrives {
            Ok(after) => after,
            Err(why) => return self.lose(mention, why),
        };
        self.put(mention, parcel, self.now.after(after), fate.held);
        if let Some(after) = fate.copy {
            let copy = Mention { packet: self.packets.number(), ..mention };
            self.tape.packet(self.now, Turn::Duplicated, copy);
            self.put(copy, parcel, self.now.after(after), fate.held);
        }
    }

    /// Puts a packet on its way, or where it has to wait.
    pub(super) fn put(&mut self, mention: Mention, parcel: u32, due: Time, held: bool) {
        if self.packets.count() >= self.limits.packets_max {
            return self.lose(mention, DropReason::Limit);
        }
        let (state, key) = if held {
            (PacketState::Held, Key::NONE)
        } else if self.health(mention.to) == Some(Health::Paused) {
            (PacketState::Waiting, Key::NONE)
        } else {
            (PacketState::Flying, self.agenda.insert(due, Item::arrival(mention.packet)))
        };
        let to = u16::try_from(mention.to.0).unwrap_or(u16::MAX);
        self.packets.insert(mention.packet, Packet { due, parcel, key, to, state });
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
        let running = Running { timer, due, set_by, key: self.agenda.insert(due, Item::timeout(node)) };
        match member.timers.binary_search_by(|running| running.timer.cmp(&timer)) {
            Err(place) => member.timers.insert(place, running),
            Ok(place) => {
                if let Some(replaced) = member.timers.get_mut(place) {
                    self.agenda.remove(mem::replace(replaced, running).key);
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
        self.agenda.remove(member.timers.remove(place).key);
        true
    }
}
