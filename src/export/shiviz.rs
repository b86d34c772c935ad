//! ShiViz log (<https://bestchai.bitbucket.io/shiviz/>): the first line is the regular expression that parses the others, the
//! second is empty (there is one execution), then one event on each line: host, vector clock, text.

use std::collections::BTreeMap;

use super::{Run, deed_of, label_of, word_of};
use crate::api::{TraceEvent, TraceRecord};

/// The regular expression for a line. ShiViz adds `^` and `$`.
pub(super) const EXPRESSION: &str = r"(?<host>\S+) (?<clock>\{[^}]*\}) (?<event>.*)";
/// The maximum number of events. ShiViz cannot draw more in reasonable time.
const EVENTS_MAX: usize = 20_000;

/// For each node with an event, the number of its events that are known.
type Clock = BTreeMap<u32, u64>;

pub(super) fn write(run: &Run<'_>) -> String {
    let mut log = format!("{EXPRESSION}\n\n");
    let mut clocks: BTreeMap<u32, Clock> = BTreeMap::new();
    let mut sent: BTreeMap<u64, Clock> = BTreeMap::new();
    let mut last = None;
    let mut events = run.records().filter_map(|record| Some((event_of(&record)?, record)));
    for ((node, text), record) in events.by_ref().take(EVENTS_MAX) {
        let clock = clocks.entry(node).or_default();
        if let TraceEvent::Delivered { .. } = record.what {
            let before = record.cause.and_then(|cause| sent.get(&cause));
            for (other, count) in before.into_iter().flatten() {
                let known = clock.entry(*other).or_default();
                *known = (*known).max(*count);
            }
        }
        *clock.entry(node).or_default() += 1;
        log += &line(run, node, clock, &format!("{} ms {text}", record.at_ms.text()));
        if let TraceEvent::Sent { .. } = record.what {
            sent.insert(record.id, clock.clone());
        }
        last = Some(node);
    }
    let more = events.count();
    if let (Some(node), true) = (last, more > 0) {
        let clock = clocks.entry(node).or_default();
        *clock.entry(node).or_default() += 1;
        log += &line(run, node, clock, &format!("The run goes on: {more} later events are left out."));
    }
    for faulty in run.faults.replicas() {
        let kinds: Vec<&str> = faulty.kinds.iter().map(|kind| word_of(*kind)).collect();
        let clock = clocks.entry(faulty.replica).or_default();
        *clock.entry(faulty.replica).or_default() += 1;
        log += &line(run, faulty.replica, clock, &format!("At the end of the run: {}", kinds.join(", ")));
    }
    log
}

fn event_of(record: &TraceRecord) -> Option<(u32, String)> {
    match &record.what {
        TraceEvent::Sent { from, message, .. } => Some((*from, format!("sends {}", label_of(message)))),
        TraceEvent::Delivered { from, to, message, .. } => {
            Some((*to, format!("receives {} from node {from}", label_of(message))))
        }
        other => deed_of(other),
    }
}

fn line(run: &Run<'_>, node: u32, clock: &Clock, text: &str) -> String {
    let entries: Vec<String> =
        clock.iter().map(|(node, count)| format!("\"{}\":{count}", run.short_name(*node))).collect();
    format!("{} {{{}}} {}\n", run.short_name(node), entries.join(","), one_line(text))
}

/// Removes all characters that can end a line.
fn one_line(text: &str) -> String {
    let ends = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    text.chars().flat_map(|it| if ends(it) { it.escape_unicode().collect() } else { vec![it] }).collect()
}
