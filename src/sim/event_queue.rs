//! Hierarchical timing wheel: the event queue of the world.
//!
//! A hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987) of eight levels with 256
//! slots. A time has eight bytes. An entry is on the level of the highest byte in which its time differs from the cursor, in
//! the slot of that byte's value. So level 0 has one slot for each microsecond, and the lowest level in use contains the next
//! entry.
//!
//! Entries of one time are always in one slot, in the order in which they were scheduled. The world breaks ties this way. A
//! binary heap needs 5 % (n = 4) to 12 % (n = 100) more instructions for a whole run (docs/performance.md). A slot is a chain
//! of blocks, so a million entries are visited in memory order.

use std::mem;

use crate::process::Time;

const LEVELS: usize = 8;
const SLOTS: usize = 256;
const WORDS: usize = LEVELS * SLOTS / 64;
const BLOCK: usize = 16;

/// The minimum number of cancelled entries before they are removed.
const STALE_MIN: usize = 1024;

/// No block.
const NIL: u32 = u32::MAX;

#[derive(Clone, Copy, Debug, Default)]
struct Entry<T> {
    time: u64,
    item: T,
}

/// Entries of a slot: the oldest at `start`, the newest before `end`.
#[derive(Clone, Copy, Debug)]
struct Block<T> {
    entries: [Entry<T>; BLOCK],
    start: u32,
    end: u32,
    /// The next block of the slot; after the last block, the first one. For a free block: the next free block.
    next: u32,
}

/// Items ordered by time, then by the order of scheduling.
///
/// To cancel an item, call [`cancel`](EventQueue::cancel), and answer `false` when the queue asks whether the item is alive.
/// Cancelling is cheap, and at most as many cancelled items are kept as others.
#[derive(Clone, Debug)]
pub(crate) struct EventQueue<T> {
    /// The last block of each slot, level by level. The first block follows it.
    last: Vec<u32>,
    /// One bit for each slot in use.
    occupied: [u64; WORDS],
    /// One bit for each word of `occupied` that is not 0. The lowest bit leads to the next entry.
    words: u32,
    blocks: Vec<Block<T>>,
    free: u32,
    /// The number of entries, including cancelled ones, and the number of cancelled entries.
    len: usize,
    stale: usize,
    /// No entry is before the cursor.
    cursor: u64,
}

impl<T: Copy + Default> EventQueue<T> {
    pub(crate) fn new() -> Self {
        EventQueue {
            last: vec![NIL; LEVELS * SLOTS],
            occupied: [0; WORDS],
            words: 0,
            blocks: Vec::new(),
            free: NIL,
            len: 0,
            stale: 0,
            cursor: 0,
        }
    }

    /// Schedules an item after all items of the same time. While other items are scheduled, a time before the last item taken,
    /// or before the last limit, is moved to that.
    pub(crate) fn insert(&mut self, time: Time, item: T) {
        let time = time.0.max(self.cursor);
        self.len += 1;
        self.append(self.slot(time), Entry { time, item });
    }

    /// Reports that one of the items is cancelled.
    pub(crate) fn cancel(&mut self, alive: impl Fn(T) -> bool) {
        self.stale += 1;
        if self.stale > STALE_MIN.max(self.len / 2) {
            self.retain(|_, item| alive(item));
        }
    }

    /// Takes the first live item that is due by `limit`. After `None`, no item may be scheduled before `limit`, unless the
    /// queue is empty.
    pub(crate) fn take(&mut self, limit: Time, alive: impl Fn(T) -> bool) -> Option<(Time, T)> {
        loop {
            let Some(slot) = self.front() else {
                // Cancelled items moved the cursor ahead of the world's clock, and the world may schedule before them.
                self.cursor = 0;
                return None;
            };
            let last = *self.last.get(slot)?;
            let first = self.blocks.get(last as usize)?.next;
            let block = self.blocks.get_mut(first as usize)?;
            let entry = *block.entries.get(block.start as usize)?;
            let left = block.end - block.start - 1;
            // An entry that is alone in the first slot is the first one: it need not move down.
            if slot < SLOTS || (left == 0 && first == last) {
                if entry.time > limit.0 {
                    return None;
                }
                self.cursor = entry.time;
                self.len -= 1;
                block.start += 1;
                if left == 0 {
                    self.drop_first_block(slot, first, last);
                }
                if alive(entry.item) {
                    return Some((Time(entry.time), entry.item));
                }
                self.stale -= 1;
            } else {
                let below = 8 * (slot / SLOTS);
                let start = entry.time >> below << below;
                if start > limit.0 {
                    return None;
                }
                self.cursor = start;
                self.spread(slot, first, last);
            }
        }
    }

    /// The time of the first live item.
    pub(crate) fn peek(&self, alive: impl Fn(T) -> bool) -> Option<Time> {
        let earliest = |slot| {
            let mut living = self.entries(slot).filter(|entry| alive(entry.item)).map(|entry| entry.time);
            // On level 0 all times of a slot are equal. On higher levels they are unordered.
            if slot < SLOTS { living.next() } else { living.min() }
        };
        self.slots().find_map(earliest).map(Time)
    }

    /// The approximate size of a clone in bytes.
    pub(crate) fn weight(&self) -> usize {
        self.last.len() * mem::size_of::<u32>() + self.blocks.len() * mem::size_of::<Block<T>>()
    }

    /// All items with their times, including cancelled ones.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Time, T)> {
        self.slots().flat_map(|slot| self.entries(slot)).map(|entry| (Time(entry.time), entry.item))
    }

    /// Removes the items for which `keep` returns `false`, which must include all cancelled ones. Items of one time are visited
    /// in the order of scheduling.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(Time, T) -> bool) {
        let slots: Vec<usize> = self.slots().collect();
        self.stale = 0;
        for slot in slots {
            self.empty(slot, |event_queue, entry| {
                if keep(Time(entry.time), entry.item) {
                    event_queue.append(slot, entry);
                } else {
                    event_queue.len -= 1;
                }
            });
        }
    }

    /// The index of the slot for this time, counted through all levels.
    fn slot(&self, time: u64) -> usize {
        // The highest bit that differs; if none differs, the lowest.
        let level = ((time ^ self.cursor) | 1).ilog2() as usize / 8;
        level * SLOTS + (time >> (8 * level)) as usize % SLOTS
    }

    /// The slot of the earliest entries: entries on higher levels are later.
    fn front(&self) -> Option<usize> {
        let word = self.words.trailing_zeros() as usize;
        Some(word * 64 + self.occupied.get(word)?.trailing_zeros() as usize)
    }

    /// The slots in use, from the earliest.
    fn slots(&self) -> impl Iterator<Item = usize> {
        self.occupied.iter().enumerate().flat_map(|(word, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(word * 64 + bit)
            })
        })
    }

    /// The entries of a slot in order.
    fn entries(&self, slot: usize) -> impl Iterator<Item = &Entry<T>> {
        let last = self.last.get(slot).copied().unwrap_or(NIL);
        let mut next = self.blocks.get(last as usize).map(|last| last.next);
        let blocks = std::iter::from_fn(move || {
            let current = next?;
            let block = self.blocks.get(current as usize)?;
            next = (current != last).then_some(block.next);
            Some(block)
        });
        blocks.flat_map(|block| block.entries.get(block.start as usize..block.end as usize).unwrap_or(&[]))
    }

    /// Appends an entry to a slot.
    fn append(&mut self, slot: usize, entry: Entry<T>) {
        let Some(last) = self.last.get(slot).copied() else { return };
        if let Some(block) = self.blocks.get_mut(last as usize)
            && let Some(place) = block.entries.get_mut(block.end as usize)
        {
            *place = entry;
            block.end += 1;
        } else {
            self.extend(slot, last, entry);
        }
    }

    /// Appends an entry to a slot, in a new block.
    fn extend(&mut self, slot: usize, last: u32, entry: Entry<T>) {
        let added = self.free;
        let added = match self.blocks.get(added as usize) {
            Some(block) => {
                self.free = block.next;
                added
            }
            None => {
                let entries = [Entry::default(); BLOCK];
                self.blocks.push(Block { entries, start: 0, end: 0, next: NIL });
                (self.blocks.len() - 1) as u32
            }
        };
        let first = match self.blocks.get_mut(last as usize) {
            Some(before) => mem::replace(&mut before.next, added),
            None => added,
        };
        if let Some(block) = self.blocks.get_mut(added as usize) {
            (block.start, block.end, block.next) = (0, 1, first);
            if let Some(place) = block.entries.first_mut() {
                *place = entry;
            }
        }
        if let Some(last) = self.last.get_mut(slot) {
            *last = added;
        }
        if let Some(word) = self.occupied.get_mut(slot / 64) {
            *word |= 1 << (slot % 64);
            self.words |= 1 << (slot / 64);
        }
    }

    /// Frees the first block of a slot.
    fn drop_first_block(&mut self, slot: usize, first: u32, last: u32) {
        let Some(block) = self.blocks.get_mut(first as usize) else { return };
        let second = mem::replace(&mut block.next, self.free);
        self.free = first;
        if first == last {
            self.vacate(slot);
        } else if let Some(last) = self.blocks.get_mut(last as usize) {
            last.next = second;
        }
    }

    /// Moves the entries of a slot to lower levels, when the cursor has reached the slot. They are visited in order and all
    /// lower levels are empty, so entries of one time stay in order.
    fn spread(&mut self, slot: usize, first: u32, last: u32) {
        self.vacate(slot);
        self.walk(first, last, |event_queue, entry| event_queue.append(event_queue.slot(entry.time), entry));
    }

    /// Removes all entries of a slot, in order.
    fn empty(&mut self, slot: usize, taken: impl FnMut(&mut Self, Entry<T>)) {
        let Some(last) = self.last.get(slot).copied() else { return };
        let Some(first) = self.blocks.get(last as usize).map(|last| last.next) else { return };
        self.vacate(slot);
        self.walk(first, last, taken);
    }

    /// Visits the entries of a detached chain of blocks, in order, and frees the blocks.
    fn walk(&mut self, first: u32, last: u32, mut taken: impl FnMut(&mut Self, Entry<T>)) {
        let mut current = first;
        while let Some(&Block { start, end, next, .. }) = self.blocks.get(current as usize) {
            for place in start..end {
                let block = self.blocks.get(current as usize);
                let entry = block.and_then(|block| block.entries.get(place as usize)).copied();
                entry.into_iter().for_each(|entry| taken(self, entry));
            }
            if let Some(walked) = self.blocks.get_mut(current as usize) {
                walked.next = mem::replace(&mut self.free, current);
            }
            if current == last {
                return;
            }
            current = next;
        }
    }

    fn vacate(&mut self, slot: usize) {
        if let Some(last) = self.last.get_mut(slot) {
            *last = NIL;
        }
        let Some(word) = self.occupied.get_mut(slot / 64) else { return };
        *word &= !(1 << (slot % 64));
        if *word == 0 {
            self.words &= !(1 << (slot / 64));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::{BTreeSet, BinaryHeap};

    use proptest::prelude::*;

    use super::*;

    /// The reference model: a heap ordered by time, then by the order of scheduling.
    #[derive(Clone, Default)]
    struct Twin {
        heap: BinaryHeap<Reverse<(u64, u64)>>,
        now: u64,
    }

    impl Twin {
        fn take(&mut self, limit: u64) -> Option<(u64, u64)> {
            match self.heap.peek() {
                Some(&Reverse((time, serial))) if time <= limit => {
                    self.heap.pop();
                    self.now = time;
                    Some((time, serial))
                }
                // A call without a limit does not say how far the clock may advance.
                None if limit == u64::MAX => None,
                _ => {
                    self.now = self.now.max(limit);
                    None
                }
            }
        }
    }

    #[derive(Clone, Debug)]
    enum Act {
        Insert { after: u64 },
        Cancel { nth: usize },
        Retain { divisor: u64 },
        Take,
        TakeWithin { after: u64 },
        Clone,
    }

    fn spans() -> impl Strategy<Value = u64> {
        // Every level of the wheel: durations of up to k bits for each k.
        prop_oneof![0..4_u64, (0..64_u32).prop_flat_map(|bits| 0..=(u64::MAX >> (63 - bits)))]
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            6 => spans().prop_map(|after| Act::Insert { after }),
            3 => any::<usize>().prop_map(|nth| Act::Cancel { nth }),
            1 => (2..6_u64).prop_map(|divisor| Act::Retain { divisor }),
            4 => Just(Act::Take),
            2 => spans().prop_map(|after| Act::TakeWithin { after }),
            1 => Just(Act::Clone),
        ];
        prop::collection::vec(act, 0..300)
    }

    /// Runs both and compares them after every act. Changes of the original must not affect a clone.
    fn compare(acts: &[Act]) -> Result<(), TestCaseError> {
        let (mut event_queue, mut twin) = (EventQueue::new(), Twin::default());
        let (mut alive, mut serial) = (BTreeSet::new(), 0);
        let mut kept = None;
        for act in acts {
            match act {
                Act::Insert { after } => {
                    let time = twin.now.saturating_add(*after);
                    twin.heap.push(Reverse((time, serial)));
                    event_queue.insert(Time(time), serial);
                    alive.insert(serial);
                    serial += 1;
                }
                Act::Cancel { nth } => {
                    if let Some(gone) = alive.iter().nth(nth % alive.len().max(1)).copied() {
                        alive.remove(&gone);
                        twin.heap.retain(|Reverse((_, serial))| *serial != gone);
                        event_queue.cancel(|item| alive.contains(&item));
                    }
                }
                Act::Retain { divisor } => {
                    event_queue.retain(|_, item| alive.contains(&item) && item % divisor > 0);
                    alive.retain(|item| item % divisor > 0);
                    twin.heap.retain(|Reverse((_, serial))| serial % divisor > 0);
                }
                Act::Take | Act::TakeWithin { .. } => {
                    let limit = match act {
                        Act::TakeWithin { after } => twin.now.saturating_add(*after),
                        _ => u64::MAX,
                    };
                    let taken = event_queue.take(Time(limit), |item| alive.contains(&item));
                    let taken = taken.map(|(time, serial)| (time.0, serial));
                    prop_assert_eq!(taken, twin.take(limit));
                    if let Some((_, gone)) = taken {
                        alive.remove(&gone);
                    }
                }
                Act::Clone => kept = Some((event_queue.clone(), twin.clone(), alive.clone())),
            }
            prop_assert_eq!(event_queue.len - event_queue.stale, twin.heap.len());
            prop_assert!(event_queue.stale <= STALE_MIN.max(event_queue.len / 2));
            let next = twin.heap.peek().map(|Reverse((time, _))| Time(*time));
            prop_assert_eq!(event_queue.peek(|item| alive.contains(&item)), next);
            let mut living: Vec<_> = event_queue.iter().filter(|(_, item)| alive.contains(item)).collect();
            living.sort();
            let mut expected: Vec<_> =
                twin.heap.iter().map(|Reverse((time, item))| (Time(*time), *item)).collect();
            expected.sort();
            prop_assert_eq!(living, expected);
        }
        for (mut event_queue, mut twin, alive) in kept.into_iter().chain([(event_queue, twin, alive)]) {
            let mut take = || event_queue.take(Time(u64::MAX), |item| alive.contains(&item));
            while let Some((time, serial)) = twin.take(u64::MAX) {
                prop_assert_eq!(take(), Some((Time(time), serial)));
            }
            prop_assert!(take().is_none() && event_queue.len == 0 && event_queue.stale == 0);
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn agenda_is_a_heap_ordered_by_time_and_serial(acts in acts()) {
            compare(&acts)?;
        }
    }

    #[test]
    fn items_of_one_time_come_in_the_order_of_scheduling_whenever_they_were_scheduled() {
        let mut event_queue = EventQueue::new();
        event_queue.insert(Time(70_000), 'a');
        event_queue.insert(Time(69_999), 'x');
        event_queue.insert(Time(70_000), 'b');
        assert_eq!(event_queue.take(Time(u64::MAX), |_| true), Some((Time(69_999), 'x')));
        // By now the slot of 70,000 has moved to a lower level.
        event_queue.insert(Time(70_000), 'c');
        let rest = std::iter::from_fn(|| event_queue.take(Time(70_000), |_| true));
        assert_eq!(rest.map(|(_, item)| item).collect::<String>(), "abc");
    }

    #[test]
    fn memory_is_used_again() {
        let mut event_queue = EventQueue::new();
        for time in 0..100_000_u64 {
            event_queue.insert(Time(time), true);
            event_queue.insert(Time(time + 1_000_000), false);
            event_queue.cancel(|item| item);
            assert_eq!(event_queue.take(Time(time), |item| item), Some((Time(time), true)));
        }
        assert!(
            event_queue.len <= STALE_MIN && event_queue.blocks.len() < 300,
            "{} blocks",
            event_queue.blocks.len()
        );
    }

    #[test]
    fn entry_stays_small() {
        assert_eq!(mem::size_of::<Entry<[u64; 2]>>(), 24);
    }
}
