//! Units of scenario files and of JavaScript: milliseconds, ratios, and whole numbers that JavaScript represents exactly.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::Number;

use crate::process::{Span, Time};

/// Microseconds in a millisecond.
const MS_US: u64 = 1000;
/// The end of times: 2^43 ms. Above it, JavaScript numbers of milliseconds are more than one microsecond apart, so some times
/// would not survive a round trip.
pub const TIME_MAX_US: u64 = 1000 << 43;

/// 2^53 - 1, the `Number.MAX_SAFE_INTEGER` of JavaScript. Numbers in scenarios are at most this large.
pub const WHOLE_MAX: u64 = (1 << 53) - 1;

/// The longest latency or delay.
pub const LATENCY_MAX: Ms = Ms::from_us(3_600_000_000);

/// Virtual milliseconds, exact to the microsecond.
// The engine counts whole microseconds and has no floating-point numbers. This type reads and writes their decimal form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(type = "number"))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "f64", extend("minimum" = 0, "maximum" = Ms(TIME_MAX_US - 1))))]
pub struct Ms(u64);

impl Ms {
    /// Creates a time from microseconds.
    pub const fn from_us(us: u64) -> Ms {
        Ms(us)
    }

    /// The number of microseconds.
    pub const fn us(self) -> u64 {
        self.0
    }

    /// As a duration.
    pub const fn span(self) -> Span {
        Span(self.0)
    }

    /// As a point in time.
    pub const fn time(self) -> Time {
        Time(self.0)
    }

    /// The shortest decimal text.
    pub fn text(self) -> String {
        let (ms, us) = (self.0 / MS_US, self.0 % MS_US);
        let text = format!("{ms}.{us:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// Reads a decimal text and rounds to the nearest microsecond, because sums of JavaScript numbers have long fractions.
    pub fn parse(text: &str) -> Option<Ms> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return None;
        }
        let ten_thousandths: String = format!("{fraction:0<4}").chars().take(4).collect();
        let us = (ten_thousandths.parse::<u64>().ok()? + 5) / 10;
        let us = whole.parse::<u64>().ok()?.checked_mul(MS_US)?.checked_add(us)?;
        (us < TIME_MAX_US).then_some(Ms(us))
    }
}

impl From<Span> for Ms {
    fn from(span: Span) -> Ms {
        Ms(span.0)
    }
}

impl From<Time> for Ms {
    fn from(time: Time) -> Ms {
        Ms(time.0)
    }
}

impl Serialize for Ms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(MS_US) {
            return serializer.serialize_u64(self.0 / MS_US);
        }
        self.text().parse::<Number>().map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Ms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::deserialize(deserializer)?;
        Ms::parse(&number.to_string()).ok_or_else(|| de::Error::custom("no time in milliseconds"))
    }
}

/// A ratio: `[1, 100]` is one percent. The second number is at least 1 and at least the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ratio(pub u32, pub u32);

impl Ratio {
    /// Zero.
    pub const NEVER: Ratio = Ratio(0, 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_microsecond_survives_the_way_to_json_and_back() {
        for us in [0, 1, 10, 999, 1000, 1001, 12_345, 2_000_000, TIME_MAX_US - 1] {
            let json = serde_json::to_string(&Ms::from_us(us)).unwrap();
            assert_eq!(serde_json::from_str::<Ms>(&json).unwrap(), Ms::from_us(us), "{json}");
        }
        assert_eq!(serde_json::to_string(&Ms::from_us(12_340)).unwrap(), "12.34");
        assert_eq!(serde_json::to_string(&Ms::from_us(12_000)).unwrap(), "12");
    }

    #[test]
    fn the_tail_of_a_sum_of_numbers_is_rounded_away() {
        let rounded =
            [("0.30000000000000004", 300), ("12.339999999999", 12_340), ("0.0004", 0), ("0.0005", 1)];
        for (text, us) in rounded {
            assert_eq!(Ms::parse(text), Some(Ms::from_us(us)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["-1", "", ".", "1.", "1e3", "NaN", "9007199254740992", "99999999999999999999"] {
            assert_eq!(Ms::parse(text), None, "{text}");
        }
    }
}
