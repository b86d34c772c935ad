//! Seeds, random streams and ratios: the source of all randomness in the world.
//!
//! The generator is Xoshiro256++ (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021). Its published
//! algorithm fixes the output, so a seed means the same forever and on every machine.

use std::fmt;
use std::str::FromStr;

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// The seed of a whole run. Its text is a decimal number below 2^64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seed(pub u64);

/// The error of a text that is not a seed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a seed is a whole number from 0 to {} in decimal digits, but this is {shown:?}", u64::MAX)]
pub struct SeedError {
    shown: String,
}

impl FromStr for Seed {
    type Err = SeedError;

    /// Digits only: `u64::from_str` would also accept a plus sign, and one run would have two names.
    fn from_str(text: &str) -> Result<Seed, SeedError> {
        let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits_only => Ok(Seed(number)),
            // The text may have megabytes. Its first characters are enough to recognise it.
            _ => Err(SeedError { shown: text.chars().take(40).collect() }),
        }
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The domain tag of the streams: a stream never equals a hash made for another purpose.
const STREAM_DOMAIN: &[u8] = b"simulated world, random stream, version 1";

/// A random stream for one purpose. Streams of different purposes are independent: drawing more from one does not change
/// another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// The stream of a seed for a purpose: its state is SHA-256(domain, seed big-endian, purpose).
    pub fn new(seed: Seed, purpose: &str) -> Stream {
        let mut hasher = Sha256::new();
        hasher.update(STREAM_DOMAIN);
        hasher.update(seed.0.to_be_bytes());
        hasher.update(purpose.as_bytes());
        Stream { generator: Xoshiro256PlusPlus::from_seed(hasher.finalize().into()) }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A number below `bound`, with equal probability; 0 if `bound` is 0.
    ///
    /// Source: Lemire, "Fast Random Integer Generation in an Interval", 2019, algorithm 5. Bounds below 2^32 use its 32-bit
    /// form on the upper half of the bits, because wasm has no 128-bit product.
    pub fn below(&mut self, bound: u64) -> u64 {
        match u32::try_from(bound) {
            Ok(bound) => u64::from(self.below_u32(bound)),
            Err(_) => self.below_u64(bound),
        }
    }

    fn below_u32(&mut self, bound: u32) -> u32 {
        loop {
            let product = (self.bits() >> 32) * u64::from(bound);
            let (whole, fraction) = ((product >> 32) as u32, product as u32);
            // The remainder needs a division, and only for fractions below the bound.
            if fraction >= bound || fraction >= bound.wrapping_neg().checked_rem(bound).unwrap_or(0) {
                return whole;
            }
        }
    }

    fn below_u64(&mut self, bound: u64) -> u64 {
        loop {
            let product = u128::from(self.bits()) * u128::from(bound);
            let (whole, fraction) = ((product >> 64) as u64, product as u64);
            if fraction >= bound || fraction >= bound.wrapping_neg().checked_rem(bound).unwrap_or(0) {
                return whole;
            }
        }
    }

    /// Whether an event of this ratio happens now. A ratio of 0 draws nothing.
    pub fn happens(&mut self, ratio: Ratio) -> bool {
        ratio.hits > 0 && self.below(u64::from(ratio.of)) < u64::from(ratio.hits)
    }
}

/// The key of all packet streams for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(u64);

impl Key {
    /// The key of a seed for a purpose: the first number of their stream.
    pub(crate) fn new(seed: Seed, purpose: &str) -> Key {
        Key(Stream::new(seed, purpose).bits())
    }

    /// The stream at a position. Each position has its own, and computing it takes a few multiplications.
    ///
    /// The key and the two coordinates are hashed one after the other with the output function of SplitMix64, which also
    /// expands the result to the state of the generator, as its authors recommend. Source: Steele, Lea and Flood, "Fast
    /// Splittable Pseudorandom Number Generators", 2014.
    pub(crate) fn stream(self, row: u64, column: u64) -> Stream {
        let state = mix(mix(self.0 ^ mix(row)) ^ mix(column));
        Stream { generator: Xoshiro256PlusPlus::seed_from_u64(state) }
    }
}

/// The output of SplitMix64 for the state `number`.
fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A probability: `hits` out of `of`. The world has no floating-point numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    hits: u32,
    of: u32,
}

/// The error of two numbers that are not a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{hits} out of {of} is no ratio: the second number must be at least 1 and at least the first")]
pub struct RatioError {
    hits: u32,
    of: u32,
}

impl Ratio {
    /// Probability 0.
    pub const NEVER: Ratio = Ratio { hits: 0, of: 1 };
    /// Probability 1.
    pub const ALWAYS: Ratio = Ratio { hits: 1, of: 1 };

    /// `hits` out of `of`; `of` is at least 1 and at least `hits`.
    pub const fn new(hits: u32, of: u32) -> Result<Ratio, RatioError> {
        if of == 0 || hits > of { Err(RatioError { hits, of }) } else { Ok(Ratio { hits, of }) }
    }

    /// The first number.
    pub const fn hits(self) -> u32 {
        self.hits
    }

    /// The second number, never 0.
    pub const fn of(self) -> u32 {
        self.of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generator_gives_the_published_vector() {
        // Produced by the authors' xoshiro256plusplus.c with the state 1, 2, 3, 4.
        let mut state = [0; 32];
        for (index, word) in [1_u64, 2, 3, 4].into_iter().enumerate() {
            state[8 * index..8 * index + 8].copy_from_slice(&word.to_le_bytes());
        }
        let mut stream = Stream { generator: Xoshiro256PlusPlus::from_seed(state) };
        let expected = [41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205];
        assert_eq!(expected.map(|_| stream.bits()), expected);
    }

    #[test]
    fn stream_depends_on_seed_and_purpose_and_on_nothing_else() {
        let draw = |seed, purpose| Stream::new(Seed(seed), purpose).bits();
        assert_eq!(draw(7, "loss"), draw(7, "loss"));
        assert_ne!(draw(7, "loss"), draw(8, "loss"));
        assert_ne!(draw(7, "loss"), draw(7, "latency"));
        // Computed independently with hashlib and the published recurrence; never changes.
        assert_eq!(draw(7, "loss"), 13472214092227456046);
    }

    #[test]
    fn stream_at_a_place_depends_on_key_and_place_and_on_nothing_else() {
        let draw = |purpose, row, column| Key::new(Seed(7), purpose).stream(row, column).bits();
        for other in
            [draw("latency", 1 << 32 | 2, 5), draw("loss", 2 << 32 | 1, 5), draw("loss", 1 << 32 | 2, 6)]
        {
            assert_ne!(draw("loss", 1 << 32 | 2, 5), other);
        }
        // Computed independently with hashlib and the published recurrences; never changes.
        let mut stream = Key::new(Seed(7), "loss").stream(1 << 32 | 2, 5);
        let expected = [55499521018654016, 16377479165337970649, 8017981298256880218];
        assert_eq!(expected.map(|_| stream.bits()), expected);
    }

    #[test]
    fn places_of_one_link_and_of_many_are_drawn_evenly() {
        let key = Key::new(Seed(5), "test");
        for place in [|i| (3, i), |i| (i, 3), |i| (i, i)] {
            let draws = (0..10_000).map(place).map(|(row, column)| key.stream(row, column).below(10));
            let mut seen = [0_u32; 10];
            draws.for_each(|draw| seen[draw as usize] += 1);
            assert!(seen.iter().all(|times| (850..1_150).contains(times)), "{seen:?}");
        }
    }

    #[test]
    fn below_stays_below_and_reaches_every_number() {
        let mut stream = Stream::new(Seed(1), "test");
        for bound in [1, 2, 3, 10, 1000] {
            let mut seen = vec![0_u32; bound as usize];
            for _ in 0..bound * 100 {
                seen[stream.below(bound) as usize] += 1;
            }
            assert!(seen.iter().all(|times| *times > 40), "bound {bound}: {seen:?}");
        }
        assert_eq!(stream.below(0), 0);
        let large = (1 << 40) + 12345;
        assert!((0..1000).all(|_| stream.below(large) < large));
    }

    #[test]
    fn rejection_keeps_a_bound_near_the_word_size_unbiased() {
        // With bound 3 * 2^30 a plain product would give some of the numbers twice as often as others.
        let (bound, mut thirds) = (3_u64 << 30, 0);
        let mut stream = Stream::new(Seed(2), "test");
        for _ in 0..30_000 {
            thirds += u32::from(stream.below(bound).is_multiple_of(3));
        }
        assert!((9_600..10_400).contains(&thirds), "{thirds} of 30000");
    }

    #[test]
    fn happens_keeps_its_ratio() {
        let mut stream = Stream::new(Seed(3), "test");
        let times = |stream: &mut Stream, ratio| (0..10_000).filter(|_| stream.happens(ratio)).count();
        assert_eq!(times(&mut stream, Ratio::NEVER), 0);
        assert_eq!(times(&mut stream, Ratio::ALWAYS), 10_000);
        let quarter = times(&mut stream, Ratio::new(1, 4).unwrap());
        assert!((2_300..2_700).contains(&quarter), "{quarter} of 10000");
    }

    #[test]
    fn ratio_refuses_what_is_no_ratio() {
        assert!(Ratio::new(0, 0).is_err());
        assert!(Ratio::new(3, 2).is_err());
        assert_eq!(Ratio::new(2, 2).map(|ratio| (ratio.hits(), ratio.of())), Ok((2, 2)));
    }

    #[test]
    fn seed_is_a_decimal_number_and_nothing_else() {
        assert_eq!("18446744073709551615".parse(), Ok(Seed(u64::MAX)));
        assert_eq!("007".parse(), Ok(Seed(7)));
        for text in ["", "+7", "-1", "7 ", "0x7", "seven", "18446744073709551616", "\u{0667}"] {
            let error = text.parse::<Seed>().unwrap_err().to_string();
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
        assert!("x".repeat(1_000_000).parse::<Seed>().unwrap_err().to_string().len() < 200);
    }
}
