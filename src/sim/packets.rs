//! The packets in flight and the messages that they share.
//!
//! A multicast is one message and many packets. Packets are numbered in the order of sending and stored by
//! number in chunks, so a packet is found without a search and without a map; a chunk is given back when all its packets
//! are gone.

use std::collections::VecDeque;
use std::{fmt, mem};

use crate::process::{NodeId, Time};
use crate::sim::agenda::Key;
use crate::sim::tape::Mention;
use crate::sim::trace::RecordId;

/// The number of a packet: how many packets were made before it, lost ones included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PacketId(pub u64);

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "packet {}", self.0)
    }
}

/// Where a packet is.
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
    /// The node that put it on the network.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it was sent.
    pub sent_at: Time,
    /// When it is due; a held or waiting one arrives then or when it is released, whichever is later.
    pub due: Time,
    /// Where it is.
    pub state: PacketState,
    /// What it carries.
    pub message: &'a M,
    /// The index of the message in the trace.
    pub message_index: u64,
    /// The `Sent` record of the message.
    pub sent: RecordId,
}

/// One delivery to come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packet {
    pub(crate) due: Time,
    /// Where its message lies.
    pub(crate) parcel: u32,
    /// Its place on the agenda while it flies.
    pub(crate) key: Key,
    pub(crate) to: u16,
    pub(crate) state: PacketState,
}

impl Packet {
    pub(crate) fn recipient(&self) -> NodeId {
        NodeId(u32::from(self.to))
    }
}

/// A message on the network, shared by its packets.
#[derive(Clone, Debug)]
struct Parcel<M> {
    /// None: the place is free.
    body: Option<M>,
    /// How many packets share the message.
    packets: u32,
    /// The next free place.
    free: u32,
    from: NodeId,
    sent_at: Time,
    sent: RecordId,
    message: u64,
}

/// A packet taken off the network.
#[derive(Clone, Debug)]
pub(crate) struct Arrival<M> {
    pub(crate) mention: Mention,
    pub(crate) key: Key,
    pub(crate) body: M,
}

const CHUNK: usize = 64;

/// The count lies apart from the packets, where it stays in the processor's cache.
#[derive(Clone, Debug, Default)]
struct Chunk {
    used: u32,
    packets: Option<Box<[Option<Packet>; CHUNK]>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Packets<M> {
    chunks: VecDeque<Chunk>,
    /// How many chunks were given back before the first one of `chunks`.
    first_chunk: u64,
    /// The memory of an emptied chunk, kept because the next one is needed soon.
    spare: Option<Box<[Option<Packet>; CHUNK]>>,
    next: u64,
    count: u32,
    parcels: Vec<Parcel<M>>,
    free_parcel: u32,
}

impl<M: Clone> Packets<M> {
    pub(crate) fn new() -> Self {
        Packets {
            chunks: VecDeque::new(),
            first_chunk: 0,
            spare: None,
            next: 0,
            count: 0,
            parcels: Vec::new(),
            free_parcel: u32::MAX,
        }
    }

    /// How many packets are in flight.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// Puts a message on the network, as it was mentioned when it was sent; its packets are then inserted and the
    /// parcel closed.
    pub(crate) fn open_parcel(&mut self, body: M, sent_at: Time, mention: &Mention) -> u32 {
        let Mention { from, sent, message, .. } = *mention;
        let parcel = Parcel { body: Some(body), packets: 0, free: u32::MAX, from, sent_at, sent, message };
        let index = self.free_parcel;
        match self.parcels.get_mut(index as usize) {
            Some(place) => {
                self.free_parcel = place.free;
                *place = parcel;
                index
            }
            None => {
                self.parcels.push(parcel);
                (self.parcels.len() - 1) as u32
            }
        }
    }

    /// Forgets a message none of whose packets got on the way.
    pub(crate) fn close_parcel(&mut self, index: u32) {
        if let Some(parcel) = self.parcels.get_mut(index as usize)
            && parcel.packets == 0
        {
            parcel.body = None;
            parcel.free = mem::replace(&mut self.free_parcel, index);
        }
    }

    /// The next number, for a packet that does not get on the way or that is inserted at once.
    pub(crate) fn number(&mut self) -> PacketId {
        self.next += 1;
        PacketId(self.next - 1)
    }

    /// Puts a packet with the number just given on the way.
    pub(crate) fn insert(&mut self, id: PacketId, packet: Packet) {
        let chunk = id.0 / CHUNK as u64;
        if chunk >= self.first_chunk + self.chunks.len() as u64 {
            self.reach(chunk);
        }
        let Some(chunk) = self.chunks.get_mut((chunk - self.first_chunk) as usize) else { return };
        let spare = &mut self.spare;
        let packets =
            chunk.packets.get_or_insert_with(|| spare.take().unwrap_or_else(|| Box::new([None; CHUNK])));
        if let Some(place) = packets.get_mut(id.0 as usize % CHUNK) {
            *place = Some(packet);
            chunk.used += 1;
            self.count += 1;
        }
        if let Some(parcel) = self.parcels.get_mut(packet.parcel as usize) {
            parcel.packets += 1;
        }
    }

    /// Makes room for packets of this chunk. Chunks none of whose packets got on the way stay empty.
    fn reach(&mut self, chunk: u64) {
        if self.count == 0 {
            self.chunks.clear();
            self.first_chunk = chunk;
        }
        let len = (chunk + 1).saturating_sub(self.first_chunk);
        self.chunks.resize_with(len as usize, Chunk::default);
    }

    pub(crate) fn get(&self, id: PacketId) -> Option<Packet> {
        let chunk = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        *self.chunks.get(usize::try_from(chunk).ok()?)?.packets.as_ref()?.get(id.0 as usize % CHUNK)?
    }

    pub(crate) fn get_mut(&mut self, id: PacketId) -> Option<&mut Packet> {
        let chunk = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        let chunk = self.chunks.get_mut(usize::try_from(chunk).ok()?)?;
        chunk.packets.as_mut()?.get_mut(id.0 as usize % CHUNK)?.as_mut()
    }

    /// Takes a packet off the network.
    pub(crate) fn take(&mut self, id: PacketId) -> Option<Arrival<M>> {
        let number = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        let chunk = self.chunks.get_mut(usize::try_from(number).ok()?)?;
        let packet = chunk.packets.as_mut()?.get_mut(id.0 as usize % CHUNK)?.take()?;
        chunk.used -= 1;
        self.count -= 1;
        if chunk.used == 0 {
            self.spare = chunk.packets.take();
            // The last chunk stays: more packets of it may come.
            while self.chunks.len() > 1 && self.chunks.front().is_some_and(|chunk| chunk.used == 0) {
                self.chunks.pop_front();
                self.first_chunk += 1;
            }
        }
        let parcel = self.parcels.get_mut(packet.parcel as usize)?;
        let mention = parcel.mention(id, packet.recipient());
        parcel.packets -= 1;
        // The last packet gets the message itself and not a copy.
        let body = if parcel.packets == 0 {
            parcel.free = mem::replace(&mut self.free_parcel, packet.parcel);
            parcel.body.take()?
        } else {
            parcel.body.clone()?
        };
        Some(Arrival { mention, key: packet.key, body })
    }

    /// A packet, as records speak of it.
    pub(crate) fn mention(&self, id: PacketId, packet: &Packet) -> Option<Mention> {
        Some(self.parcels.get(packet.parcel as usize)?.mention(id, packet.recipient()))
    }

    /// The packets in flight in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PacketId, &Packet)> {
        self.chunks.iter().zip(self.first_chunk..).flat_map(|(chunk, number)| {
            let packets = chunk.packets.iter().flat_map(|packets| packets.iter());
            let ids = (number * CHUNK as u64..).map(PacketId);
            ids.zip(packets).filter_map(|(id, packet)| Some((id, packet.as_ref()?)))
        })
    }

    pub(crate) fn view(&self, id: PacketId, packet: &Packet) -> Option<PacketView<'_, M>> {
        let parcel = self.parcels.get(packet.parcel as usize)?;
        Some(PacketView {
            id,
            from: parcel.from,
            to: packet.recipient(),
            sent_at: parcel.sent_at,
            due: packet.due,
            state: packet.state,
            message: parcel.body.as_ref()?,
            message_index: parcel.message,
            sent: parcel.sent,
        })
    }
}

impl<M> Parcel<M> {
    fn mention(&self, packet: PacketId, to: NodeId) -> Mention {
        Mention { packet, from: self.from, to, message: self.message, sent: self.sent }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn open(packets: &mut Packets<Rc<u32>>, body: &Rc<u32>) -> u32 {
        let node = NodeId(0);
        let mention = Mention { packet: PacketId(0), from: node, to: node, message: 3, sent: RecordId(4) };
        packets.open_parcel(body.clone(), Time(5), &mention)
    }

    fn packet(parcel: u32) -> Packet {
        Packet { due: Time(0), parcel, key: Key::NONE, to: 1, state: PacketState::Flying }
    }

    #[test]
    fn packets_of_one_message_share_it_and_the_last_one_takes_it_along() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let index = open(&mut packets, &body);
        let ids: Vec<PacketId> = (0..3).map(|_| packets.number()).collect();
        for id in &ids {
            packets.insert(*id, packet(index));
        }
        packets.close_parcel(index);
        assert_eq!((packets.count(), Rc::strong_count(&body)), (3, 2));
        for id in &ids {
            let arrival = packets.take(*id).unwrap();
            assert_eq!((*arrival.body, arrival.mention.packet, arrival.mention.to), (7, *id, NodeId(1)));
        }
        assert_eq!((packets.count(), Rc::strong_count(&body)), (0, 1));
        assert!(packets.take(PacketId(1)).is_none(), "a packet is taken once");
    }

    #[test]
    fn a_message_without_packets_is_forgotten() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let index = open(&mut packets, &body);
        packets.number();
        packets.close_parcel(index);
        assert_eq!(Rc::strong_count(&body), 1);
        assert_eq!(open(&mut packets, &body), index);
    }

    #[test]
    fn one_packet_that_stays_keeps_no_more_than_its_chunk_alive() {
        let mut packets = Packets::new();
        let index = open(&mut packets, &Rc::new(1));
        let stays = packets.number();
        packets.insert(stays, packet(index));
        for _ in 0..10_000 {
            let id = packets.number();
            packets.insert(id, packet(index));
            assert!(packets.take(id).is_some());
        }
        assert_eq!(packets.chunks.iter().filter(|chunk| chunk.packets.is_some()).count(), 1);
        assert_eq!(packets.iter().map(|(id, _)| id).collect::<Vec<_>>(), [stays]);
        assert!(packets.take(stays).is_some());
        assert_eq!(packets.chunks.len(), 1);
        let later = packets.number();
        packets.insert(later, packet(index));
        assert!(packets.get(later).is_some() && packets.get(stays).is_none());
    }

    #[test]
    fn delivery_entry_stays_small() {
        assert!(mem::size_of::<Option<Packet>>() <= 32);
    }
}
