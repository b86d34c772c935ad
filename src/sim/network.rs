//! Effects of the network on a packet.

use std::rc::Rc;

use crate::process::{NodeId, Span};
use crate::sim::draws::{Draws, Purpose};
use crate::sim::ids::DropReason;
use crate::sim::rng::{Ratio, Seed, Stream};

/// A closed range of durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanRange {
    min: Span,
    max: Span,
}

/// The error of a range whose first duration is larger than the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a range goes from the smaller to the larger, but this is {} us to {} us", min.0, max.0)]
pub struct SpanRangeError {
    min: Span,
    max: Span,
}

impl SpanRange {
    /// From `min` to `max`, both included.
    pub const fn new(min: Span, max: Span) -> Result<SpanRange, SpanRangeError> {
        if min.0 > max.0 { Err(SpanRangeError { min, max }) } else { Ok(SpanRange { min, max }) }
    }

    /// The smaller end.
    pub const fn min(self) -> Span {
        self.min
    }

    /// The larger end.
    pub const fn max(self) -> Span {
        self.max
    }
}

/// How long a packet takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Always the same, so packets of a link keep their order.
    Constant(Span),
    /// Every microsecond of the range, with equal probability.
    Uniform(SpanRange),
    /// Mostly short, sometimes long: the minimum of the range plus an exponentially distributed duration of this mean,
    /// conditioned on the sum being in the range.
    Exponential {
        /// The bounds.
        range: SpanRange,
        /// The mean of the exponential part before truncation.
        mean: Span,
    },
}

/// The natural logarithm of 2 with 32 binary places.
const LN_2: u64 = 2_977_044_472;

impl Latency {
    /// Draws the latency of one packet.
    pub(crate) fn draw(self, stream: impl FnOnce() -> Stream) -> Span {
        match self {
            Latency::Constant(span) => span,
            Latency::Uniform(range) => {
                let width = range.max.0 - range.min.0;
                Span(range.min.0 + stream().below(width.saturating_add(1)))
            }
            // The exponential distribution is memoryless: a variable reduced modulo b has the distribution of one drawn again
            // and again until it is below b. So truncation needs no second draw.
            Latency::Exponential { range, mean } => {
                let width = u128::from(range.max.0 - range.min.0) + 1;
                let exponential = (u128::from(mean.0) * u128::from(negative_ln(stream().bits()))) >> 32;
                Span(range.min.0 + (exponential % width) as u64)
            }
        }
    }
}

/// -ln(u) with 32 binary places (20 of them exact) for the number u = bits / 2^64; 0 counts as 1.
///
/// Computes the binary logarithm digit by digit: square the number; whenever the square reaches 2, write a one and halve it.
/// Source: Knuth, The Art of Computer Programming 1, 1.2.2.
fn negative_ln(bits: u64) -> u64 {
    const PLACES: u32 = 20;
    let bits = bits.max(1);
    let zeros = bits.leading_zeros();
    // y = u * 2^(zeros + 1) is in [1, 2) and kept with 31 binary places.
    let mut y = (bits << zeros) >> 32;
    let mut log2_y = 0_u64;
    for _ in 0..PLACES {
        y = (y * y) >> 31;
        log2_y <<= 1;
        if y >= 1 << 32 {
            log2_y |= 1;
            y >>= 1;
        }
    }
    let negative_log2 = (u64::from(zeros + 1) << PLACES) - log2_y;
    (negative_log2 * LN_2) >> PLACES
}

/// A change of a link. Fields that are `None` stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkChange {
    /// Whether packets get through.
    pub up: Option<bool>,
    /// The latency.
    pub latency: Option<Latency>,
    /// The fraction of packets that are lost.
    pub loss: Option<Ratio>,
    /// The fraction of packets that arrive twice.
    pub duplicate: Option<Ratio>,
    /// The fraction of packets that are delayed and may be overtaken.
    pub reorder: Option<Ratio>,
    /// Whether packets wait until they are released by hand. `false` releases those that wait.
    pub hold: Option<bool>,
}

/// The effects of a link on packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkSettings {
    /// Whether packets get through.
    pub up: bool,
    /// The latency.
    pub latency: Latency,
    /// The fraction of packets that are lost.
    pub loss: Ratio,
    /// The fraction of packets that arrive twice.
    pub duplicate: Ratio,
    /// The fraction of packets that get a second latency added, so that later packets overtake them.
    pub reorder: Ratio,
    /// Whether packets wait until they are released by hand.
    pub hold: bool,
}

impl Default for LinkSettings {
    /// A perfect link with a latency of 20 ms.
    fn default() -> Self {
        LinkSettings {
            up: true,
            latency: Latency::Constant(Span::from_ms(20)),
            loss: Ratio::NEVER,
            duplicate: Ratio::NEVER,
            reorder: Ratio::NEVER,
            hold: false,
        }
    }
}

/// The initial network of a world, restored when it is healed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// The settings of all links that are not listed below.
    pub every_link: LinkSettings,
    /// Links with other settings: from, to, settings.
    pub links: Vec<(NodeId, NodeId, LinkSettings)>,
}

/// The decisions of the network about one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fate {
    /// The latency, or the reason why the packet does not arrive.
    pub(crate) arrives: Result<Span, DropReason>,
    /// The packet waits at its link until it is released.
    pub(crate) held: bool,
    /// A second packet arrives after this duration.
    pub(crate) copy: Option<Span>,
}

/// The settings of all links. A sender has its own row only if one of its links differs.
#[derive(Clone, Debug)]
struct Links {
    every: LinkSettings,
    rows: Vec<Option<Rc<Vec<LinkSettings>>>>,
}

/// The group of each node; `None`: it reaches all nodes.
#[derive(Clone, Debug)]
struct Partition {
    group_of: Vec<Option<u32>>,
    one_way: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Network {
    initial: Links,
    links: Links,
    partition: Option<Rc<Partition>>,
    draws: Draws,
}

impl Network {
    /// The network of `nodes` nodes. Links from or to other nodes are ignored.
    pub(crate) fn new(settings: &NetworkSettings, nodes: usize, seed: Seed) -> Network {
        let mut links = Links { every: settings.every_link, rows: Vec::new() };
        for (from, to, link) in &settings.links {
            if let Some(place) = links.entry(*from, *to, nodes) {
                *place = *link;
            }
        }
        Network { initial: links.clone(), links, partition: None, draws: Draws::new(seed) }
    }

    /// Counts a packet of a link and draws its fate. Each purpose has its own draws, so enabling one fault does not change the
    /// draws of another.
    pub(crate) fn route(&mut self, from: NodeId, to: NodeId) -> Fate {
        let place = self.draws.count(from, to);
        let link = self.links.get(from, to);
        let latency = |purpose| link.latency.draw(|| self.draws.draw(purpose, place));
        let happens =
            |ratio, purpose| ratio != Ratio::NEVER && self.draws.draw(purpose, place).happens(ratio);
        let mut after = latency(Purpose::Latency);
        if happens(link.reorder, Purpose::Reorder) {
            after = Span(after.0.saturating_add(latency(Purpose::Detour).0).saturating_add(1));
        }
        let lost = happens(link.loss, Purpose::Loss);
        let copy = happens(link.duplicate, Purpose::Duplicate).then(|| latency(Purpose::CopyLatency));
        let arrives = if !link.up {
            Err(DropReason::LinkDown)
        } else if self.partition.as_ref().is_some_and(|partition| partition.stops(from, to)) {
            Err(DropReason::Partitioned)
        } else if lost {
            Err(DropReason::Lost)
        } else {
            Ok(after)
        };
        Fate { arrives, held: link.hold, copy }
    }

    /// Counts a packet that its sender created but could not send.
    pub(crate) fn pass_over(&mut self, from: NodeId, to: NodeId) {
        self.draws.count(from, to);
    }

    /// The approximate number of bytes that a clone may have on its own.
    pub(crate) fn weight(&self) -> usize {
        self.draws.weight()
    }

    pub(crate) fn link(&self, from: NodeId, to: NodeId) -> LinkSettings {
        *self.links.get(from, to)
    }

    pub(crate) fn partitioned(&self, from: NodeId, to: NodeId) -> bool {
        self.partition.as_ref().is_some_and(|partition| partition.stops(from, to))
    }

    pub(crate) fn change(&mut self, from: NodeId, to: NodeId, change: &LinkChange, nodes: usize) {
        let Some(link) = self.links.entry(from, to, nodes) else { return };
        let LinkChange { up, latency, loss, duplicate, reorder, hold } = *change;
        *link = LinkSettings {
            up: up.unwrap_or(link.up),
            latency: latency.unwrap_or(link.latency),
            loss: loss.unwrap_or(link.loss),
            duplicate: duplicate.unwrap_or(link.duplicate),
            reorder: reorder.unwrap_or(link.reorder),
            hold: hold.unwrap_or(link.hold),
        };
    }

    pub(crate) fn divide(&mut self, groups: &[Vec<NodeId>], one_way: bool, nodes: usize) {
        let mut group_of = vec![None; nodes];
        for (group, number) in groups.iter().zip(0_u32..) {
            for node in group {
                if let Some(place) = group_of.get_mut(node.0 as usize) {
                    *place = Some(number);
                }
            }
        }
        self.partition = Some(Rc::new(Partition { group_of, one_way }));
    }

    pub(crate) fn heal(&mut self) {
        self.partition = None;
        self.links = self.initial.clone();
    }
}

impl Links {
    fn get(&self, from: NodeId, to: NodeId) -> &LinkSettings {
        match self.rows.get(from.0 as usize) {
            Some(Some(row)) => row.get(to.0 as usize).unwrap_or(&self.every),
            _ => &self.every,
        }
    }

    /// The settings of one link, for a change; `None` if one of its ends does not exist.
    fn entry(&mut self, from: NodeId, to: NodeId, nodes: usize) -> Option<&mut LinkSettings> {
        self.rows.resize(nodes, None);
        let every = self.every;
        let row = self.rows.get_mut(from.0 as usize)?;
        let row = row.get_or_insert_with(|| Rc::new(vec![every; nodes]));
        Rc::make_mut(row).get_mut(to.0 as usize)
    }
}

impl Partition {
    fn stops(&self, from: NodeId, to: NodeId) -> bool {
        let group = |node: NodeId| self.group_of.get(node.0 as usize).copied().flatten();
        match (group(from), group(to)) {
            (Some(from), Some(to)) if self.one_way => from < to,
            (Some(from), Some(to)) => from != to,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::rng::Key;

    fn range(min: u64, max: u64) -> SpanRange {
        SpanRange::new(Span(min), Span(max)).unwrap()
    }

    #[test]
    fn negative_ln_is_the_logarithm_to_six_places() {
        // In millionths: -ln(2^-64) = 64 ln 2, ln 2, -ln(3/4), 4 ln 2, 0, and one number computed elsewhere.
        for (bits, expected) in [
            (1, 44_361_419_u64),
            (1 << 63, 693_147),
            (3 << 62, 287_682),
            (1 << 60, 2_772_588),
            (u64::MAX, 0),
            (0x0123_4567_89ab_cdef, 5_416_100),
        ] {
            let got = ((u128::from(negative_ln(bits)) * 1_000_000) >> 32) as u64;
            assert!(got.abs_diff(expected) <= 2, "{bits:#x}: {got} instead of {expected}");
        }
    }

    #[test]
    fn every_latency_keeps_within_its_bounds() {
        let key = Key::new(Seed(1), "test");
        let draw = |latency: Latency, place| latency.draw(|| key.stream(0, place));
        let exponential = Latency::Exponential { range: range(5, 50), mean: Span(20) };
        for latency in [Latency::Constant(Span(7)), Latency::Uniform(range(5, 50)), exponential] {
            assert!((0..10_000).all(|place| (5..=50).contains(&draw(latency, place).0)), "{latency:?}");
        }
        let widest = Latency::Uniform(range(0, u64::MAX));
        assert!((0..100).any(|place| draw(widest, place).0 > u64::MAX / 2));
        let narrow = Latency::Exponential { range: range(9, 9), mean: Span(100) };
        assert_eq!(draw(narrow, 0), Span(9));
    }

    #[test]
    fn exponential_has_the_mean_of_the_truncated_distribution() {
        // Mean 1000 truncated at 3000: 1000 - 3000 / (e^3 - 1) = 842.8.
        let latency = Latency::Exponential { range: range(100, 3_099), mean: Span(1_000) };
        let key = Key::new(Seed(4), "test");
        let mean = (0..100_000).map(|place| latency.draw(|| key.stream(0, place)).0).sum::<u64>() / 100_000;
        assert!((935..950).contains(&mean), "{mean}");
    }

    #[test]
    fn range_in_the_wrong_order_is_refused() {
        let error = SpanRange::new(Span(3), Span(2)).unwrap_err().to_string();
        assert_eq!(error, "a range goes from the smaller to the larger, but this is 3 us to 2 us");
    }

    /// The fates of many packets from node 0 to 1 on a network with these settings.
    fn fates(link: LinkSettings) -> Vec<Fate> {
        let settings = NetworkSettings { every_link: link, links: Vec::new() };
        let mut network = Network::new(&settings, 2, Seed(9));
        (0..1_000).map(|_| network.route(NodeId(0), NodeId(1))).collect()
    }

    #[test]
    fn switching_one_fault_on_does_not_shift_the_others() {
        let half = Ratio::new(1, 2).unwrap();
        let plain = LinkSettings { latency: Latency::Uniform(range(10, 99)), ..LinkSettings::default() };
        let base = fates(plain);
        let lossy = fates(LinkSettings { loss: half, ..plain });
        let noisy = fates(LinkSettings { loss: half, duplicate: half, reorder: half, ..plain });
        let kept = |fate: &Fate| fate.arrives.is_ok();
        assert!((400..600).contains(&lossy.iter().filter(|fate| kept(fate)).count()));
        assert!((400..600).contains(&noisy.iter().filter(|fate| fate.copy.is_some()).count()));
        for (base, (lossy, noisy)) in base.iter().zip(lossy.iter().zip(&noisy)) {
            assert!(!kept(lossy) || lossy.arrives == base.arrives);
            assert_eq!(kept(lossy), kept(noisy));
        }
        let late = |(base, noisy): (&Fate, &Fate)| kept(noisy) && noisy.arrives.ok() > base.arrives.ok();
        let detours = base.iter().zip(&noisy).filter(|pair| late(*pair)).count();
        assert!((150..350).contains(&detours), "half of the half that arrives took a detour: {detours}");
    }

    #[test]
    fn links_can_differ_and_healing_brings_the_first_settings_back() {
        let slow = LinkSettings { latency: Latency::Constant(Span(99)), ..LinkSettings::default() };
        let settings = NetworkSettings {
            every_link: LinkSettings::default(),
            links: vec![(NodeId(1), NodeId(0), slow)],
        };
        let mut network = Network::new(&settings, 3, Seed(0));
        let cut = LinkChange { up: Some(false), ..LinkChange::default() };
        network.change(NodeId(0), NodeId(1), &cut, 3);
        network.divide(&[vec![NodeId(0)], vec![NodeId(2)]], true, 3);
        assert_eq!(network.route(NodeId(0), NodeId(1)).arrives, Err(DropReason::LinkDown));
        assert_eq!(network.route(NodeId(0), NodeId(2)).arrives, Err(DropReason::Partitioned));
        assert_eq!(network.route(NodeId(2), NodeId(0)).arrives, Ok(Span::from_ms(20)));
        assert_eq!(network.route(NodeId(1), NodeId(0)).arrives, Ok(Span(99)));
        network.heal();
        assert_eq!(network.route(NodeId(0), NodeId(1)).arrives, Ok(Span::from_ms(20)));
        assert_eq!(network.route(NodeId(0), NodeId(2)).arrives, Ok(Span::from_ms(20)));
        assert_eq!(network.link(NodeId(1), NodeId(0)), slow);
    }
}
