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

/// A message on the network, shared by its packets.
#[derive(Clone, Debug)]
pub(crate) struct Parcel<M> {
    pub(crate) body: M,
    pub(crate) from: NodeId,
    pub(crate) sent_at: Time,
    pub(crate) sent: RecordId,
    pub(crate) message_index: u64,
}

impl<M> Parcel<M> {
    /// One of its packets, as records speak of it.
    pub(crate) fn mention(&self, packet: PacketId, to: NodeId) -> Mention {
        Mention { packet, from: self.from, to, message: self.message_index, sent: self.sent }
    }
}

#[derive(Clone, Debug)]
enum Place<M> {
    Used { parcel: Parcel<M>, packets: u32 },
    Free { next: u32 },
}

/// One packet with what it shares, taken off the network.
#[derive(Clone, Debug)]
pub(crate) struct Arrival<M> {
    pub(crate) packet: Packet,
    pub(crate) parcel: Parcel<M>,
}

const CHUNK: usize = 64;

#[derive(Clone, Debug)]
struct Chunk {
    packets: [Option<Packet>; CHUNK],
    used: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Packets<M> {
    chunks: VecDeque<Option<Box<Chunk>>>,
    /// How many chunks were given back before the first one of `chunks`.
    first_chunk: u64,
    /// One emptied chunk, kept because the next one is needed soon.
    spare: Option<Box<Chunk>>,
    next: u64,
    count: u32,
    parcels: Vec<Place<M>>,
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

    /// Puts a message on the network; its packets are then inserted and the parcel closed.
    pub(crate) fn open_parcel(&mut self, parcel: Parcel<M>) -> u32 {
        let used = Place::Used { parcel, packets: 0 };
        let index = self.free_parcel;
        match self.parcels.get_mut(index as usize) {
            Some(place) => {
                if let Place::Free { next } = mem::replace(place, used) {
                    self.free_parcel = next;
                }
                index
            }
            None => {
                self.parcels.push(used);
                (self.parcels.len() - 1) as u32
            }
        }
    }

    /// Forgets a message none of whose packets got on the way.
    pub(crate) fn close_parcel(&mut self, index: u32) {
        if let Some(place @ Place::Used { packets: 0, .. }) = self.parcels.get_mut(index as usize) {
            *place = Place::Free { next: self.free_parcel };
            self.free_parcel = index;
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
        if self.chunks.is_empty() {
            self.first_chunk = chunk;
        }
        while self.first_chunk + (self.chunks.len() as u64) <= chunk {
            self.chunks.push_back(None);
        }
        let Some(chunk) = self.chunks.get_mut((chunk - self.first_chunk) as usize) else { return };
        let spare = &mut self.spare;
        let empty = || spare.take().unwrap_or_else(|| Box::new(Chunk { packets: [None; CHUNK], used: 0 }));
        let chunk = chunk.get_or_insert_with(empty);
        if let Some(place) = chunk.packets.get_mut(id.0 as usize % CHUNK) {
            *place = Some(packet);
            chunk.used += 1;
            self.count += 1;
        }
        if let Some(Place::Used { packets, .. }) = self.parcels.get_mut(packet.parcel as usize) {
            *packets += 1;
        }
    }

    pub(crate) fn get(&self, id: PacketId) -> Option<Packet> {
        let chunk = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        *self.chunks.get(usize::try_from(chunk).ok()?)?.as_ref()?.packets.get(id.0 as usize % CHUNK)?
    }

    pub(crate) fn get_mut(&mut self, id: PacketId) -> Option<&mut Packet> {
        let chunk = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        let chunk = self.chunks.get_mut(usize::try_from(chunk).ok()?)?.as_mut()?;
        chunk.packets.get_mut(id.0 as usize % CHUNK)?.as_mut()
    }

    /// Takes a packet off the network.
    pub(crate) fn take(&mut self, id: PacketId) -> Option<Arrival<M>> {
        let number = (id.0 / CHUNK as u64).checked_sub(self.first_chunk)?;
        let place = self.chunks.get_mut(usize::try_from(number).ok()?)?;
        let chunk = place.as_mut()?;
        let packet = chunk.packets.get_mut(id.0 as usize % CHUNK)?.take()?;
        chunk.used -= 1;
        self.count -= 1;
        if chunk.used == 0 {
            self.spare = place.take();
            while let Some(None) = self.chunks.front() {
                self.chunks.pop_front();
                self.first_chunk += 1;
            }
        }
        let parcel = self.release(packet.parcel)?;
        Some(Arrival { packet, parcel })
    }

    /// One packet less shares this message; the last one gets the message itself and not a copy.
    fn release(&mut self, index: u32) -> Option<Parcel<M>> {
        let place = self.parcels.get_mut(index as usize)?;
        match place {
            Place::Used { parcel, packets } if *packets > 1 => {
                *packets -= 1;
                Some(parcel.clone())
            }
            Place::Used { .. } => {
                let free = mem::replace(&mut self.free_parcel, index);
                match mem::replace(place, Place::Free { next: free }) {
                    Place::Used { parcel, .. } => Some(parcel),
                    Place::Free { .. } => None,
                }
            }
            Place::Free { .. } => None,
        }
    }

    pub(crate) fn parcel(&self, packet: &Packet) -> Option<&Parcel<M>> {
        match self.parcels.get(packet.parcel as usize)? {
            Place::Used { parcel, .. } => Some(parcel),
            Place::Free { .. } => None,
        }
    }

    /// The packets in flight in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PacketId, &Packet)> {
        self.chunks.iter().zip(self.first_chunk..).flat_map(|(chunk, number)| {
            let packets = chunk.iter().flat_map(|chunk| chunk.packets.iter());
            let ids = (number * CHUNK as u64..).map(PacketId);
            ids.zip(packets).filter_map(|(id, packet)| Some((id, packet.as_ref()?)))
        })
    }

    pub(crate) fn view(&self, id: PacketId, packet: &Packet) -> Option<PacketView<'_, M>> {
        let parcel = self.parcel(packet)?;
        Some(PacketView {
            id,
            from: parcel.from,
            to: NodeId(u32::from(packet.to)),
            sent_at: parcel.sent_at,
            due: packet.due,
            state: packet.state,
            message: &parcel.body,
            message_index: parcel.message_index,
            sent: parcel.sent,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn parcel(body: Rc<u32>) -> Parcel<Rc<u32>> {
        Parcel { body, from: NodeId(0), sent_at: Time(0), sent: RecordId(0), message_index: 0 }
    }

    fn packet(parcel: u32) -> Packet {
        Packet { due: Time(0), parcel, key: Key::NONE, to: 1, state: PacketState::Flying }
    }

    #[test]
    fn packets_of_one_message_share_it_and_the_last_one_takes_it_along() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let index = packets.open_parcel(parcel(body.clone()));
        let ids: Vec<PacketId> = (0..3).map(|_| packets.number()).collect();
        for id in &ids {
            packets.insert(*id, packet(index));
        }
        packets.close_parcel(index);
        assert_eq!((packets.count(), Rc::strong_count(&body)), (3, 2));
        for id in &ids {
            assert!(packets.take(*id).is_some_and(|arrival| *arrival.parcel.body == 7));
        }
        assert_eq!((packets.count(), Rc::strong_count(&body)), (0, 1));
        assert!(packets.take(PacketId(1)).is_none(), "a packet is taken once");
    }

    #[test]
    fn a_message_without_packets_is_forgotten() {
        let (mut packets, body) = (Packets::new(), Rc::new(7));
        let index = packets.open_parcel(parcel(body.clone()));
        packets.number();
        packets.close_parcel(index);
        assert_eq!(Rc::strong_count(&body), 1);
        assert_eq!(packets.open_parcel(parcel(body)), index);
    }

    #[test]
    fn one_packet_that_stays_keeps_no_more_than_its_chunk_alive() {
        let mut packets = Packets::new();
        let index = packets.open_parcel(parcel(Rc::new(1)));
        let stays = packets.number();
        packets.insert(stays, packet(index));
        for _ in 0..10_000 {
            let id = packets.number();
            packets.insert(id, packet(index));
            assert!(packets.take(id).is_some());
        }
        assert_eq!(packets.chunks.iter().flatten().count(), 1);
        assert_eq!(packets.iter().map(|(id, _)| id).collect::<Vec<_>>(), [stays]);
        assert!(packets.take(stays).is_some());
        assert!(packets.chunks.is_empty());
        let later = packets.number();
        packets.insert(later, packet(index));
        assert!(packets.get(later).is_some() && packets.get(stays).is_none());
    }

    #[test]
    fn delivery_entry_stays_small() {
        assert!(mem::size_of::<Option<Packet>>() <= 32);
    }
}
