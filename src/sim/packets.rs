//! Packets in flight, and the messages that they share.
//!
//! A multicast is one message and many packets. A packet in flight is only in the event queue. This file has the messages, and
//! the packets that wait for something other than their time.

use std::collections::BTreeMap;
use std::mem;

use crate::process::{NodeId, Time};
use crate::sim::ids::{PacketId, RecordId};
use crate::sim::trace_store::PacketRef;

/// The state of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketState {
    /// It arrives when it is due.
    Flying,
    /// Its link holds it until it is released.
    Held,
    /// Its recipient is paused.
    Waiting,
}

/// A packet in flight.
#[derive(Clone, Copy, Debug)]
pub struct PacketView<'a, M> {
    /// Its number.
    pub id: PacketId,
    /// The node that sent it.
    pub from: NodeId,
    /// The recipient.
    pub to: NodeId,
    /// When it was sent.
    pub sent_at: Time,
    /// When it is due. A held or waiting packet arrives then or when it is released, whichever is later.
    pub due: Time,
    /// Its state.
    pub state: PacketState,
    /// The message in it.
    pub message: &'a M,
    /// The index of the message in the trace.
    pub message_index: u64,
    /// The `Sent` record of the message.
    pub sent: RecordId,
}

/// A delivery in the event queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    pub(crate) id: PacketId,
    /// The index of its message.
    pub(crate) shared: u32,
    pub(crate) to: u16,
}

impl Packet {
    pub(crate) fn recipient(&self) -> NodeId {
        NodeId(u32::from(self.to))
    }
}

/// A packet that waits: the reason, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parked {
    pub(crate) packet: Packet,
    pub(crate) due: Time,
    pub(crate) state: PacketState,
}

/// A message on the network.
#[derive(Clone, Debug)]
struct SharedMessage<M> {
    /// `None` if the entry is free.
    body: Option<M>,
    /// The number of packets that share the message.
    packets: u32,
    /// The next free entry.
    free: u32,
    from: NodeId,
    sent_at: Time,
    sent: RecordId,
    message: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct Packets<M> {
    next: u64,
    count: u32,
    shared: Vec<SharedMessage<M>>,
    free: u32,
    parked: BTreeMap<PacketId, Parked>,
}

impl<M: Clone> Packets<M> {
    pub(crate) fn new() -> Self {
        Packets { next: 0, count: 0, shared: Vec::new(), free: u32::MAX, parked: BTreeMap::new() }
    }

    /// The number of packets in flight.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The approximate number of bytes that a clone has on its own.
    pub(crate) fn weight(&self) -> usize {
        self.shared.len() * mem::size_of::<SharedMessage<M>>()
            + self.parked.len() * 2 * mem::size_of::<Parked>()
    }

    /// Adds a message that is being sent. Its packets are then posted, and [`finish_sharing`](Self::finish_sharing) completes
    /// the message.
    pub(crate) fn share(&mut self, body: M, sent_at: Time, packet_ref: &PacketRef) -> u32 {
        let PacketRef { from, sent, message, .. } = *packet_ref;
        let shared =
            SharedMessage { body: Some(body), packets: 0, free: u32::MAX, from, sent_at, sent, message };
        let index = self.free;
        match self.shared.get_mut(index as usize) {
            Some(place) => {
                self.free = place.free;
                *place = shared;
                index
            }
            None => {
                self.shared.push(shared);
                (self.shared.len() - 1) as u32
            }
        }
    }

    /// Removes a message if none of its packets was posted.
    pub(crate) fn finish_sharing(&mut self, index: u32) {
        if let Some(shared) = self.shared.get_mut(index as usize)
            && shared.packets == 0
        {
            shared.body = None;
            shared.free = mem::replace(&mut self.free, index);
        }
    }

    /// The number of packets numbered so far.
    pub(crate) fn numbered(&self) -> u64 {
        self.next
    }

    /// The number of the next packet.
    pub(crate) fn number(&mut self) -> PacketId {
        self.next += 1;
        PacketId(self.next - 1)
    }

    /// Counts a packet that is sent.
    pub(crate) fn post(&mut self, packet: Packet) {
        self.count += 1;
        if let Some(shared) = self.shared.get_mut(packet.shared as usize) {
            shared.packets += 1;
        }
    }

    /// Removes a packet that arrived or was dropped. Returns its message, and the packet as records describe it.
    pub(crate) fn remove(&mut self, packet: Packet) -> Option<(PacketRef, M)> {
        let shared = self.shared.get_mut(packet.shared as usize)?;
        let packet_ref = shared.packet_ref(packet);
        self.count -= 1;
        shared.packets -= 1;
        // The last packet gets the message itself instead of a copy.
        let body = if shared.packets == 0 {
            shared.free = mem::replace(&mut self.free, packet.shared);
            shared.body.take()?
        } else {
            shared.body.clone()?
        };
        Some((packet_ref, body))
    }

    /// A packet as records describe it.
    pub(crate) fn packet_ref(&self, packet: Packet) -> Option<PacketRef> {
        Some(self.shared.get(packet.shared as usize)?.packet_ref(packet))
    }

    pub(crate) fn park(&mut self, parked: Parked) {
        self.parked.insert(parked.packet.id, parked);
    }

    pub(crate) fn unpark(&mut self, id: PacketId) -> Option<Parked> {
        self.parked.remove(&id)
    }

    /// The parked packets, ordered by number.
    pub(crate) fn parked(&self) -> impl Iterator<Item = &Parked> {
        self.parked.values()
    }

    pub(crate) fn parked_one(&self, id: PacketId) -> Option<Parked> {
        self.parked.get(&id).copied()
    }

    pub(crate) fn view(&self, parked: Parked) -> Option<PacketView<'_, M>> {
        let Parked { packet, due, state } = parked;
        let shared = self.shared.get(packet.shared as usize)?;
        Some(PacketView {
            id: packet.id,
            from: shared.from,
            to: packet.recipient(),
            sent_at: shared.sent_at,
            due,
            state,
            message: shared.body.as_ref()?,
            message_index: shared.message,
            sent: shared.sent,
        })
    }
}

impl<M> SharedMessage<M> {
    fn packet_ref(&self, packet: Packet) -> PacketRef {
        let SharedMessage { from, message, sent, .. } = *self;
        PacketRef { packet: packet.id, from, to: packet.recipient(), message, sent }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn open(packets: &mut Packets<Rc<u32>>, body: &Rc<u32>) -> u32 {
        let node = NodeId(0);
        let packet_ref =
            PacketRef { packet: PacketId(0), from: node, to: node, message: 3, sent: RecordId(4) };
        packets.share(body.clone(), Time(5), &packet_ref)
    }

    #[test]
    fn packets_of_one_message_share_it_and_the_last_one_takes_it_along() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let shared = open(&mut packets, &body);
        let posted: Vec<Packet> = (0..3).map(|_| Packet { id: packets.number(), shared, to: 1 }).collect();
        posted.iter().for_each(|packet| packets.post(*packet));
        packets.finish_sharing(shared);
        assert_eq!((packets.count(), Rc::strong_count(&body)), (3, 2));
        for packet in &posted {
            let (packet_ref, carried) = packets.remove(*packet).unwrap();
            assert_eq!(
                (*carried, packet_ref.packet, packet_ref.to, packet_ref.message),
                (7, packet.id, NodeId(1), 3)
            );
        }
        assert_eq!((packets.count(), Rc::strong_count(&body)), (0, 1));
    }

    #[test]
    fn a_message_without_packets_is_forgotten_and_its_place_used_again() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let shared = open(&mut packets, &body);
        packets.finish_sharing(shared);
        assert_eq!(Rc::strong_count(&body), 1);
        assert_eq!(open(&mut packets, &body), shared);
    }
}
