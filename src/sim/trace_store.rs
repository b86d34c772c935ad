//! Storage of the trace: 32 bytes a record, with messages and events stored once, apart from the records.
//!
//! Records are stored in chunks with their own payloads. Clones of a world share full chunks. When the limit is reached, the
//! oldest chunk is discarded after it was added to the digest.

use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;

use crate::process::{Fingerprint, NodeId, NodeRange, Process, Time};
use crate::sim::command::Applied;
use crate::sim::digest::{Canonical, Digester};
use crate::sim::ids::{DropReason, PacketId, RecordId};
use crate::sim::trace::{Record, RecordKind, Recording};

/// A record as it is stored.
#[derive(Clone, Copy, Debug)]
struct Packed {
    at: Time,
    /// The packet, or the index of the message, event, timer or command.
    subject: u64,
    /// The distance to its cause in records; 0: no cause.
    cause_back: u32,
    /// For `Sent`, the recipients: one past the last in the upper half, the first in the lower half. For a packet, the lower
    /// half of the index of its message; the upper half follows from the number of messages.
    object: u32,
    node: u16,
    to: u16,
    /// The number of steps since the start of the chunk.
    steps_after: u16,
    kind: Kind,
}

const _: () = assert!(mem::size_of::<Packed>() <= 32, "a million records must fit in 32 MB");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sent,
    Duplicated,
    Delivered,
    Dropped(DropReason),
    Fired,
    Commanded,
    Refused,
    TakenUp,
    Crashed,
    Reported,
}

impl Packed {
    fn new(kind: Kind, node: NodeId, subject: u64) -> Packed {
        let node = short(node);
        Packed { at: Time(0), subject, cause_back: 0, object: 0, node, to: 0, steps_after: 0, kind }
    }
}

/// Worlds have fewer nodes than this can number. The largest value means a node that does not exist.
pub(crate) fn short(node: NodeId) -> u16 {
    u16::try_from(node.0).unwrap_or(u16::MAX)
}

fn long(node: u16) -> NodeId {
    NodeId(u32::from(node))
}

/// A packet as records describe it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PacketRef {
    pub(crate) packet: PacketId,
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) message: u64,
    pub(crate) sent: RecordId,
}

/// The outcome of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PacketOutcome {
    Duplicated,
    Delivered,
    Dropped(DropReason),
}

/// Payloads of one kind in one chunk, and the index of the first.
#[derive(Clone, Debug)]
struct Payloads<T> {
    first: u64,
    items: Vec<T>,
}

impl<T> Payloads<T> {
    /// No payloads, with capacity for `room`.
    fn from(first: u64, room: usize) -> Self {
        Payloads { first, items: Vec::with_capacity(room) }
    }

    fn get(&self, index: u64) -> Option<&T> {
        self.items.get(usize::try_from(index.checked_sub(self.first)?).ok()?)
    }
}

/// Consecutive records with their payloads.
#[derive(Clone)]
struct Chunk<P: Process> {
    records: Vec<Packed>,
    /// The step in which it was started.
    step: u64,
    messages: Payloads<P::Message>,
    events: Payloads<P::Event>,
    timers: Payloads<P::Timer>,
    commands: Payloads<Rc<Applied<P>>>,
}

/// The number of all payloads so far, including discarded and unrecorded ones.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    steps: u64,
    records: u64,
    messages: u64,
    events: u64,
    timers: u64,
    commands: u64,
}

/// The maximum length of a chunk: a clone of a world copies at most this.
const CHUNK_MAX: u32 = 1024;

/// The stored trace of a world.
#[derive(Clone)]
pub(crate) struct TraceStore<P: Process> {
    recording: Recording,
    /// Full chunks of equal length, the oldest first.
    full: VecDeque<Rc<Chunk<P>>>,
    open: Chunk<P>,
    chunk_len: u64,
    chunks_max: usize,
    counts: Counts,
    digester: Digester,
    /// The number of records in the digest, and the time of the last of them.
    digested: u64,
    digested_until: Time,
}

impl<P: Process> TraceStore<P> {
    pub(crate) fn new(recording: Recording, records_max: u32) -> Self {
        // At least eight chunks, so that a discarded one is a small part of the whole.
        let chunk_len = (records_max / 8).clamp(1, CHUNK_MAX);
        TraceStore {
            recording,
            full: VecDeque::new(),
            open: Chunk::empty(),
            chunk_len: u64::from(chunk_len),
            chunks_max: (records_max / chunk_len).max(1) as usize,
            counts: Counts::default(),
            digester: Digester::new(),
            digested: 0,
            digested_until: Time(0),
        }
    }

    /// The number of the next record.
    pub(crate) fn end(&self) -> RecordId {
        RecordId(self.counts.records)
    }

    /// Starts the next step: further records belong to it.
    pub(crate) fn begin_step(&mut self) {
        self.counts.steps += 1;
    }

    /// Stores a message that is about to be sent and returns its index.
    pub(crate) fn message(&mut self, message: &P::Message) -> u64 {
        if self.recording == Recording::Everything {
            self.open.messages.items.push(message.clone());
        }
        count(&mut self.counts.messages)
    }

    pub(crate) fn sent(
        &mut self,
        at: Time,
        cause: Option<RecordId>,
        from: NodeId,
        to: NodeRange,
        message: u64,
    ) -> RecordId {
        self.push(at, cause, || {
            let object = u32::from(short(to.end)) << 16 | u32::from(short(to.first));
            Packed { object, ..Packed::new(Kind::Sent, from, message) }
        })
    }

    pub(crate) fn packet(&mut self, at: Time, turn: PacketOutcome, of: PacketRef) -> RecordId {
        self.push(at, Some(of.sent), || {
            let kind = match turn {
                PacketOutcome::Duplicated => Kind::Duplicated,
                PacketOutcome::Delivered => Kind::Delivered,
                PacketOutcome::Dropped(why) => Kind::Dropped(why),
            };
            let packed = Packed::new(kind, of.from, of.packet.0);
            Packed { to: short(of.to), object: of.message as u32, ..packed }
        })
    }

    pub(crate) fn fired(
        &mut self,
        at: Time,
        cause: Option<RecordId>,
        node: NodeId,
        timer: P::Timer,
    ) -> RecordId {
        if self.recording == Recording::Everything {
            self.open.timers.items.push(timer);
        }
        let index = count(&mut self.counts.timers);
        self.push(at, cause, || Packed::new(Kind::Fired, node, index))
    }

    pub(crate) fn commanded(&mut self, applied: &Rc<Applied<P>>) -> RecordId {
        if self.recording == Recording::Everything {
            self.open.commands.items.push(applied.clone());
        }
        let kind = if applied.refusal.is_some() { Kind::Refused } else { Kind::Commanded };
        let index = count(&mut self.counts.commands);
        self.push(applied.at, None, || Packed::new(kind, NodeId(0), index))
    }

    pub(crate) fn taken_up(&mut self, at: Time, cause: RecordId, node: NodeId, command: u64) -> RecordId {
        self.push(at, Some(cause), || Packed::new(Kind::TakenUp, node, command))
    }

    pub(crate) fn crashed(&mut self, at: Time, cause: Option<RecordId>, node: NodeId) -> RecordId {
        self.push(at, cause, || Packed::new(Kind::Crashed, node, 0))
    }

    pub(crate) fn reported(
        &mut self,
        at: Time,
        cause: Option<RecordId>,
        node: NodeId,
        event: P::Event,
    ) -> RecordId {
        if self.recording == Recording::Everything {
            self.open.events.items.push(event);
        }
        let index = count(&mut self.counts.events);
        self.push(at, cause, || Packed::new(Kind::Reported, node, index))
    }

    /// Numbers a record, and creates it only if it is stored.
    #[inline]
    fn push(&mut self, at: Time, cause: Option<RecordId>, pack: impl FnOnce() -> Packed) -> RecordId {
        let id = count(&mut self.counts.records);
        if self.recording == Recording::Everything {
            let cause_back = cause.map_or(0, |cause| u32::try_from(id - cause.0).unwrap_or(0));
            // Every step has a record, so a chunk has at most as many steps as records.
            let steps_after = (self.counts.steps - self.open.step) as u16;
            self.open.records.push(Packed { at, cause_back, steps_after, ..pack() });
            if self.open.records.len() as u64 == self.chunk_len {
                self.turn_over();
            }
        }
        RecordId(id)
    }

    /// Moves the full open chunk to the others, and discards the oldest if there are too many.
    fn turn_over(&mut self) {
        let next = self.open.after(self.counts);
        self.full.push_back(Rc::new(mem::replace(&mut self.open, next)));
        if self.full.len() >= self.chunks_max {
            self.digest_until(self.discarded() + self.chunk_len);
            self.full.pop_front();
        }
    }

    /// Discards the chunks that are entirely before this record.
    pub(crate) fn forget_before(&mut self, first: RecordId) {
        while !self.full.is_empty() && self.discarded() + self.chunk_len <= first.0 {
            self.digest_until(self.discarded() + self.chunk_len);
            self.full.pop_front();
        }
    }

    /// The approximate number of bytes that a clone has on its own. Full chunks are shared.
    pub(crate) fn weight(&self) -> usize {
        let open = &self.open;
        open.records.capacity() * mem::size_of::<Packed>()
            + open.messages.items.len() * mem::size_of::<P::Message>()
            + open.events.items.len() * mem::size_of::<P::Event>()
            + open.timers.items.len() * mem::size_of::<P::Timer>()
            + self.full.len() * mem::size_of::<Rc<Chunk<P>>>()
            + self.digester.weight()
    }
}

fn count(counter: &mut u64) -> u64 {
    *counter += 1;
    *counter - 1
}

/// Read access.
impl<P: Process> TraceStore<P> {
    pub(crate) fn discarded(&self) -> u64 {
        match self.recording {
            Recording::Everything => {
                self.counts.records - self.open.records.len() as u64 - self.full.len() as u64 * self.chunk_len
            }
            Recording::Nothing => self.counts.records,
        }
    }

    pub(crate) fn record(&self, id: RecordId) -> Option<Record<P::Timer>> {
        let place = id.0.checked_sub(self.discarded())?;
        let chunk = self.chunk(usize::try_from(place / self.chunk_len).ok()?)?;
        let packed = chunk.records.get((place % self.chunk_len) as usize)?;
        let cause = (packed.cause_back > 0).then(|| RecordId(id.0 - u64::from(packed.cause_back)));
        let step = chunk.step + u64::from(packed.steps_after);
        Some(Record { id, at: packed.at, step, cause, kind: self.kind(packed, chunk)? })
    }

    pub(crate) fn message_at(&self, index: u64) -> Option<&P::Message> {
        self.chunk_before(|chunk| chunk.messages.first <= index)?.messages.get(index)
    }

    pub(crate) fn event_at(&self, index: u64) -> Option<&P::Event> {
        self.chunk_before(|chunk| chunk.events.first <= index)?.events.get(index)
    }

    /// A chunk by its index, the oldest first. The open chunk is the last.
    fn chunk(&self, place: usize) -> Option<&Chunk<P>> {
        if place == self.full.len() { Some(&self.open) } else { self.full.get(place).map(Rc::as_ref) }
    }

    /// The last chunk that starts early enough.
    fn chunk_before(&self, early: impl Fn(&Chunk<P>) -> bool) -> Option<&Chunk<P>> {
        if early(&self.open) {
            return Some(&self.open);
        }
        let after = self.full.partition_point(|chunk| early(chunk));
        self.full.get(after.checked_sub(1)?).map(Rc::as_ref)
    }

    fn kind(&self, packed: &Packed, chunk: &Chunk<P>) -> Option<RecordKind<P::Timer>> {
        let (packet, subject) = (PacketId(packed.subject), packed.subject);
        let (node, from, to) = (long(packed.node), long(packed.node), long(packed.to));
        let last_message = self.counts.messages.wrapping_sub(1);
        let message = last_message.wrapping_sub(u64::from((last_message as u32).wrapping_sub(packed.object)));
        Some(match packed.kind {
            Kind::Sent => {
                let (first, end) = (long(packed.object as u16), long((packed.object >> 16) as u16));
                RecordKind::Sent { from, to: NodeRange { first, end }, message: subject }
            }
            Kind::Duplicated => RecordKind::Duplicated { packet, from, to, message },
            Kind::Delivered => RecordKind::Delivered { packet, from, to, message },
            Kind::Dropped(why) => RecordKind::Dropped { packet, from, to, message, why },
            Kind::Fired => RecordKind::Fired { node, timer: *chunk.timers.get(subject)? },
            Kind::Commanded => RecordKind::Commanded { command: subject, refused: false },
            Kind::Refused => RecordKind::Commanded { command: subject, refused: true },
            Kind::TakenUp => RecordKind::TakenUp { node, command: subject },
            Kind::Crashed => RecordKind::Crashed { node },
            Kind::Reported => RecordKind::Reported { node, event: subject },
        })
    }
}

/// Digest.
impl<P: Process> TraceStore<P> {
    /// The SHA-256 of all records so far. Hashes those that are not in it yet.
    pub(crate) fn digest(&mut self) -> Option<[u8; 32]> {
        if self.recording == Recording::Nothing {
            return None;
        }
        self.digest_until(self.counts.records);
        Some(self.digester.value())
    }

    fn digest_until(&mut self, end: u64) {
        while self.digested < end {
            let place = self.digested - self.discarded();
            let full = self.full.get((place / self.chunk_len) as usize);
            let chunk = full.map_or(&self.open, Rc::as_ref);
            let (skipped, mut before) = ((place % self.chunk_len) as usize, self.digested_until);
            self.digester.absorb(|canonical| {
                for packed in chunk.records.iter().skip(skipped) {
                    chunk.write(packed, before, canonical);
                    before = packed.at;
                }
            });
            self.digested += (chunk.records.len() - skipped) as u64;
            self.digested_until = before;
        }
    }
}

impl<P: Process> Chunk<P> {
    fn empty() -> Self {
        Chunk {
            records: Vec::new(),
            step: 0,
            messages: Payloads::from(0, 0),
            events: Payloads::from(0, 0),
            timers: Payloads::from(0, 0),
            commands: Payloads::from(0, 0),
        }
    }

    /// An empty chunk after these counts. It gets the capacity that the previous chunk needed, because growing step by step
    /// would copy everything twice.
    fn after(&self, counts: Counts) -> Self {
        Chunk {
            records: Vec::with_capacity(self.records.len()),
            step: counts.steps,
            messages: Payloads::from(counts.messages, self.messages.items.len()),
            events: Payloads::from(counts.events, self.events.items.len()),
            timers: Payloads::from(counts.timers, self.timers.items.len()),
            commands: Payloads::from(counts.commands, 0),
        }
    }

    /// Writes the canonical bytes of a record: its kind, the time since the previous record, the distance to the cause, then
    /// the fields of the kind. Indices of payloads are left out, because the payloads themselves follow in order.
    fn write(&self, packed: &Packed, before: Time, canonical: &mut Canonical<'_>) {
        let subject = packed.subject;
        canonical.number(packed.kind.tag());
        canonical.number(packed.at.since(before).0);
        canonical.number(u64::from(packed.cause_back));
        canonical.number(u64::from(packed.node));
        match packed.kind {
            Kind::Sent => {
                canonical.number(u64::from(packed.object));
                write_payload(self.messages.get(subject), canonical);
            }
            Kind::Duplicated | Kind::Delivered | Kind::Dropped(_) => {
                canonical.number(subject);
                canonical.number(u64::from(packed.to));
            }
            Kind::Fired => write_payload(self.timers.get(subject), canonical),
            Kind::Commanded | Kind::Refused => {
                write_payload(self.commands.get(subject).map(|applied| &applied.command), canonical);
            }
            Kind::TakenUp => canonical.number(subject),
            Kind::Crashed => {}
            Kind::Reported => write_payload(self.events.get(subject), canonical),
        }
    }
}

fn write_payload(payload: Option<&impl Fingerprint>, canonical: &mut Canonical<'_>) {
    canonical.part(|sink| {
        if let Some(payload) = payload {
            payload.fingerprint(sink);
        }
    });
}

impl Kind {
    /// The number of a kind in the digest. It never changes.
    fn tag(self) -> u64 {
        match self {
            Kind::Sent => 0,
            Kind::Duplicated => 1,
            Kind::Delivered => 2,
            Kind::Fired => 3,
            Kind::Commanded => 4,
            Kind::Refused => 5,
            Kind::TakenUp => 6,
            Kind::Crashed => 7,
            Kind::Reported => 8,
            Kind::Dropped(DropReason::Lost) => 16,
            Kind::Dropped(DropReason::LinkDown) => 17,
            Kind::Dropped(DropReason::Partitioned) => 18,
            Kind::Dropped(DropReason::RecipientDown) => 19,
            Kind::Dropped(DropReason::SenderDown) => 20,
            Kind::Dropped(DropReason::ByHand) => 21,
            Kind::Dropped(DropReason::Limit) => 22,
            Kind::Dropped(DropReason::NoRecipient) => 23,
        }
    }
}
