//! What is due next, in constant time however much is scheduled.
//!
//! A hierarchical timing wheel (Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", 1987) of eight levels
//! with 256 slots. Time is a number of eight bytes; an entry lies on the level of the highest byte in which its
//! time differs from the cursor's, in the slot of that byte's value. So level 0 has one slot for each microsecond, the
//! lowest level in use holds what is due next, and the level of an entry follows from its time alone, which is
//! what makes removal possible: there are no stale entries.
//!
//! Entries of one time always lie in one slot, in the order in which they were scheduled. That is the world's tie rule.

use std::mem;

use crate::process::Time;

const LEVELS: usize = 8;
const SLOTS: usize = 256;
const WORDS: usize = LEVELS * SLOTS / 64;

/// No entry.
const NIL: u32 = u32::MAX;

/// Where an entry lies until it is taken or removed; afterwards another entry may get the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u32);

impl Key {
    /// The key of nothing.
    pub(crate) const NONE: Key = Key(NIL);
}

#[derive(Clone, Copy, Debug)]
struct Entry<T> {
    time: u64,
    item: T,
    /// The next entry of the slot; the last one's is the first one. Of a free entry: the next free one.
    next: u32,
    /// The entry before this one in the slot; meaningless for the first one.
    prev: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Agenda<T> {
    /// The last entry of each slot, level by level; the first one follows it.
    last: Vec<u32>,
    /// One bit for each slot in use.
    occupied: [u64; WORDS],
    /// One bit for each word of `occupied` that is not 0. Its lowest one leads to what is due first.
    words: u32,
    entries: Vec<Entry<T>>,
    free: u32,
    len: usize,
    /// No entry is due before the cursor.
    cursor: u64,
}

impl<T: Copy> Agenda<T> {
    pub(crate) fn new() -> Self {
        Agenda {
            last: vec![NIL; LEVELS * SLOTS],
            occupied: [0; WORDS],
            words: 0,
            entries: Vec::new(),
            free: NIL,
            len: 0,
            cursor: 0,
        }
    }

    /// How many items are scheduled.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Schedules an item behind all items of the same time. A time before the last one handed out, or before
    /// the last limit, counts as that.
    pub(crate) fn insert(&mut self, time: Time, item: T) -> Key {
        let entry = Entry { time: time.0.max(self.cursor), item, next: NIL, prev: NIL };
        let key = self.free;
        let key = match self.entries.get_mut(key as usize) {
            Some(vacant) => {
                self.free = vacant.next;
                *vacant = entry;
                key
            }
            None => {
                self.entries.push(entry);
                (self.entries.len() - 1) as u32
            }
        };
        self.len += 1;
        self.link(key, entry.time);
        Key(key)
    }

    /// Takes an item back.
    pub(crate) fn remove(&mut self, key: Key) {
        let Some(&Entry { time, next, prev, .. }) = self.entries.get(key.0 as usize) else { return };
        let slot = self.slot(time);
        let Some(last) = self.last.get_mut(slot) else { return };
        if *last == key.0 && next == key.0 {
            *last = NIL;
            self.vacate(slot);
        } else {
            let first = self.entries.get(*last as usize).map_or(NIL, |entry| entry.next);
            let before = if first == key.0 { *last } else { prev };
            if *last == key.0 {
                *last = before;
            }
            if let Some(before) = self.entries.get_mut(before as usize) {
                before.next = next;
            }
            if let Some(after) = self.entries.get_mut(next as usize) {
                after.prev = before;
            }
        }
        self.release(key.0);
    }

    /// Takes the first item due by `limit`. After `None` nothing may be scheduled before `limit` any more.
    pub(crate) fn take(&mut self, limit: Time) -> Option<(Time, Key, T)> {
        loop {
            let slot = self.front()?;
            let last = *self.last.get(slot)?;
            let key = self.entries.get(last as usize)?.next;
            let entry = *self.entries.get(key as usize)?;
            // An entry that is alone in the first slot needs no way down: it is the first.
            if slot < SLOTS || key == last {
                if entry.time > limit.0 {
                    return None;
                }
                self.unlink_first(slot, last, key, entry.next);
                self.cursor = entry.time;
                return Some((Time(entry.time), Key(key), entry.item));
            }
            let start = start_of(slot, entry.time);
            if start > limit.0 {
                return None;
            }
            self.cursor = start;
            self.spread(slot, last, key);
        }
    }

    /// When the first item is due.
    pub(crate) fn peek(&self) -> Option<Time> {
        let slot = self.front()?;
        let last = *self.last.get(slot)?;
        let mut entry = self.entries.get(last as usize)?;
        let mut earliest = entry.time;
        // On level 0 all times of a slot are equal; further up they are not in order.
        while slot >= SLOTS && entry.next != last {
            entry = self.entries.get(entry.next as usize)?;
            earliest = earliest.min(entry.time);
        }
        Some(Time(earliest))
    }

    /// The slot in which an entry of this time lies, counted through all levels.
    fn slot(&self, time: u64) -> usize {
        // The highest bit that differs; none counts as the lowest.
        let level = ((time ^ self.cursor) | 1).ilog2() as usize / 8;
        level * SLOTS + (time >> (8 * level)) as usize % SLOTS
    }

    /// The slot with the entries that are due first: whatever lies on a higher level is later.
    fn front(&self) -> Option<usize> {
        let word = self.words.trailing_zeros() as usize;
        Some(word * 64 + self.occupied.get(word)?.trailing_zeros() as usize)
    }

    /// Puts an entry at the end of its slot.
    fn link(&mut self, key: u32, time: u64) {
        let slot = self.slot(time);
        let Some(last) = self.last.get_mut(slot) else { return };
        let before = mem::replace(last, key);
        let first = match self.entries.get_mut(before as usize) {
            Some(before) => mem::replace(&mut before.next, key),
            None => {
                if let Some(word) = self.occupied.get_mut(slot / 64) {
                    *word |= 1 << (slot % 64);
                    self.words |= 1 << (slot / 64);
                }
                key
            }
        };
        if let Some(entry) = self.entries.get_mut(key as usize) {
            entry.next = first;
            entry.prev = before;
        }
    }

    fn unlink_first(&mut self, slot: usize, last: u32, first: u32, second: u32) {
        if first == last {
            if let Some(last) = self.last.get_mut(slot) {
                *last = NIL;
            }
            self.vacate(slot);
        } else if let Some(last) = self.entries.get_mut(last as usize) {
            last.next = second;
        }
        self.release(first);
    }

    /// Moves the entries of a slot down to where they belong now that the cursor has reached the slot. They are
    /// walked in order and all lower levels are empty, so entries of one time stay in order.
    fn spread(&mut self, slot: usize, last: u32, first: u32) {
        if let Some(last) = self.last.get_mut(slot) {
            *last = NIL;
        }
        self.vacate(slot);
        let mut key = first;
        while let Some(&Entry { time, next, .. }) = self.entries.get(key as usize) {
            self.link(key, time);
            if key == last {
                return;
            }
            key = next;
        }
    }

    fn vacate(&mut self, slot: usize) {
        let Some(word) = self.occupied.get_mut(slot / 64) else { return };
        *word &= !(1 << (slot % 64));
        if *word == 0 {
            self.words &= !(1 << (slot / 64));
        }
    }

    fn release(&mut self, key: u32) {
        if let Some(entry) = self.entries.get_mut(key as usize) {
            entry.next = self.free;
            self.free = key;
            self.len -= 1;
        }
    }
}

/// The first time that belongs to the slot in which an entry of this time lies.
fn start_of(slot: usize, time: u64) -> u64 {
    let below = 8 * (slot / SLOTS);
    time >> below << below
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    /// What the agenda must be equal to: a heap ordered by time, then by the order of scheduling.
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
        Remove { nth: usize },
        Take,
        TakeWithin { after: u64 },
        Clone,
    }

    fn spans() -> impl Strategy<Value = u64> {
        // Every level of the wheel: spans of up to k bits for each k.
        prop_oneof![0..4_u64, (0..64_u32).prop_flat_map(|bits| 0..=(u64::MAX >> (63 - bits)))]
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            6 => spans().prop_map(|after| Act::Insert { after }),
            2 => any::<usize>().prop_map(|nth| Act::Remove { nth }),
            4 => Just(Act::Take),
            2 => spans().prop_map(|after| Act::TakeWithin { after }),
            1 => Just(Act::Clone),
        ];
        prop::collection::vec(act, 0..300)
    }

    /// Runs both and compares them at every act; what a clone was taken of must not change the clone.
    fn compare(acts: &[Act]) -> Result<(), TestCaseError> {
        let (mut agenda, mut twin) = (Agenda::new(), Twin::default());
        let (mut keys, mut serial): (Vec<(u64, u64, Key)>, u64) = (Vec::new(), 0);
        let mut kept = None;
        for act in acts {
            match act {
                Act::Insert { after } => {
                    let time = twin.now.saturating_add(*after);
                    twin.heap.push(Reverse((time, serial)));
                    keys.push((time, serial, agenda.insert(Time(time), serial)));
                    serial += 1;
                }
                Act::Remove { nth } if !keys.is_empty() => {
                    let (time, serial, key) = keys.swap_remove(nth % keys.len());
                    agenda.remove(key);
                    twin.heap.retain(|Reverse(kept)| *kept != (time, serial));
                }
                Act::Remove { .. } => {}
                Act::Take | Act::TakeWithin { .. } => {
                    let limit = match act {
                        Act::TakeWithin { after } => twin.now.saturating_add(*after),
                        _ => twin.heap.peek().map_or(twin.now, |Reverse((time, _))| *time),
                    };
                    let taken = agenda.take(Time(limit)).map(|(time, _, serial)| (time.0, serial));
                    prop_assert_eq!(taken, twin.take(limit));
                    keys.retain(|(_, serial, _)| taken.is_none_or(|(_, gone)| gone != *serial));
                }
                Act::Clone => kept = Some((agenda.clone(), twin.clone())),
            }
            prop_assert_eq!(agenda.len(), twin.heap.len());
            let next = twin.heap.peek().map(|Reverse((time, _))| Time(*time));
            prop_assert_eq!(agenda.peek(), next);
        }
        for (mut agenda, mut twin) in kept.into_iter().chain([(agenda, twin)]) {
            while let Some(expected) = twin.take(u64::MAX) {
                let taken = agenda.take(Time(u64::MAX)).map(|(time, _, serial)| (time.0, serial));
                prop_assert_eq!(taken, Some(expected));
            }
            prop_assert!(agenda.take(Time(u64::MAX)).is_none());
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
        let mut agenda = Agenda::new();
        agenda.insert(Time(70_000), 'a');
        agenda.insert(Time(69_999), 'x');
        agenda.insert(Time(70_000), 'b');
        assert_eq!(agenda.take(Time(u64::MAX)).map(|(_, _, item)| item), Some('x'));
        // The slot of 70,000 has moved to a lower level by now.
        agenda.insert(Time(70_000), 'c');
        let rest: String =
            std::iter::from_fn(|| agenda.take(Time(70_000))).map(|(_, _, item)| item).collect();
        assert_eq!(rest, "abc");
    }

    #[test]
    fn memory_is_used_again() {
        let mut agenda = Agenda::new();
        for time in 0..100_000_u64 {
            let key = agenda.insert(Time(time + 1_000_000), 0);
            agenda.insert(Time(time), 1);
            agenda.remove(key);
            assert_eq!(agenda.take(Time(time)).map(|(_, _, item)| item), Some(1));
        }
        assert_eq!(agenda.entries.len(), 2);
    }

    #[test]
    fn entry_stays_small() {
        assert_eq!(mem::size_of::<Entry<u64>>(), 24);
    }
}
