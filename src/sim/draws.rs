//! Random draws for packets: a pure function of the seed, the purpose, the directed link and the packet's position on that
//! link.
//!
//! Packets of a link are counted from 0 when their sender creates them. Each packet for another node counts once, even if it is
//! lost, cut off by a link or a partition, refused because too many packets are in flight, or unsent because its sender crashed
//! in the middle of the step. Later events do not count: a copy, by the network or by hand, shares the draws of its original,
//! and a packet that is dropped, delayed, held or delivered by hand keeps its position. A packet to its own sender or to a node
//! that does not exist is on no link.
//!
//! So the draws of one link do not depend on the traffic of another, nor on what was done to earlier packets of the same link.

use std::rc::Rc;

use crate::process::NodeId;
use crate::sim::rng::{Key, Seed, Stream};

/// The purpose of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Latency,
    Loss,
    Duplicate,
    Reorder,
    CopyLatency,
    Detour,
}

/// The keys of all draws of a world, and the number of packets that each link has had.
#[derive(Clone, Debug)]
pub(crate) struct Draws {
    keys: Rc<Keys>,
    /// By sender, then by recipient, each as long as needed. A clone shares the row of a sender until that sends.
    counts: Vec<Rc<Vec<u32>>>,
}

#[derive(Debug)]
struct Keys {
    latency: Key,
    loss: Key,
    duplicate: Key,
    reorder: Key,
    copy_latency: Key,
    detour: Key,
}

/// The position of a packet: its link and the number of packets before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    link: u64,
    before: u32,
}

impl Draws {
    pub(crate) fn new(seed: Seed) -> Draws {
        let key = |purpose| Key::new(seed, purpose);
        let keys = Keys {
            latency: key("latency"),
            loss: key("loss"),
            duplicate: key("duplicate"),
            reorder: key("reorder"),
            copy_latency: key("copy latency"),
            detour: key("detour"),
        };
        Draws { keys: Rc::new(keys), counts: Vec::new() }
    }

    /// Counts a packet and returns its position. A world with 2^32 packets on one link would repeat its draws.
    pub(crate) fn count(&mut self, from: NodeId, to: NodeId) -> Place {
        let (sender, recipient) = (from.0 as usize, to.0 as usize);
        if self.counts.len() <= sender {
            self.counts.resize_with(sender + 1, Rc::default);
        }
        let mut before = 0;
        if let Some(row) = self.counts.get_mut(sender) {
            let row = Rc::make_mut(row);
            if row.len() <= recipient {
                row.resize(recipient + 1, 0);
            }
            if let Some(count) = row.get_mut(recipient) {
                before = *count;
                *count = before.wrapping_add(1);
            }
        }
        Place { link: u64::from(from.0) << 32 | u64::from(to.0), before }
    }

    /// The random stream of a packet for a purpose.
    pub(crate) fn draw(&self, purpose: Purpose, place: Place) -> Stream {
        let key = match purpose {
            Purpose::Latency => &self.keys.latency,
            Purpose::Loss => &self.keys.loss,
            Purpose::Duplicate => &self.keys.duplicate,
            Purpose::Reorder => &self.keys.reorder,
            Purpose::CopyLatency => &self.keys.copy_latency,
            Purpose::Detour => &self.keys.detour,
        };
        key.stream(place.link, u64::from(place.before))
    }

    /// The approximate number of bytes that a clone may have on its own.
    pub(crate) fn weight(&self) -> usize {
        self.counts.iter().map(|row| size_of::<Rc<Vec<u32>>>() + row.len() * size_of::<u32>()).sum()
    }
}
