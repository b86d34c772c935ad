//! A branch that differs in one packet draws the same for all others.

use std::collections::{BTreeMap, BTreeSet};

use pbft_lab::api::{DropReason, RecordOptions, TraceEvent, ViewOptions};
use pbft_lab::run::history::History;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::command::Command;

/// Seven replicas that have much to say to each other, on a network on which everything is drawn.
const CLUSTER: &str = r#"{"cluster": {"replicas": 7, "clients": 2, "seed": "7", "crypto": "symbolic"},
    "network": {"loss": [1, 20], "duplicate": [1, 20], "reorder": [1, 20]}, "commands": [
    {"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"},
    {"atMs": 30, "do": "submit", "client": 1, "operation": "add x 1"}]}"#;

/// A packet's link and the number of earlier packets of that link.
type Place = (u32, u32, usize);

/// The latency of each packet of the present branch, or `None` if the network lost it. Commands by hand are left out, and the
/// copies that the network made.
fn draws(history: &mut History) -> BTreeMap<Place, Option<u64>> {
    let records = history.records(0, 100_000, RecordOptions::default());
    let sent_at: BTreeMap<u64, u64> = records.iter().map(|record| (record.id, record.at_ms.us())).collect();
    let (mut copies, mut ends) = (BTreeSet::new(), BTreeMap::new());
    for record in &records {
        let sent = record.cause.and_then(|cause| sent_at.get(&cause)).copied().unwrap_or(0);
        match record.what {
            TraceEvent::Duplicated { packet, .. } => drop(copies.insert(packet)),
            TraceEvent::Delivered { packet, from, to, .. } => {
                ends.insert(packet, (from, to, Ok(Some(record.at_ms.us() - sent))));
            }
            TraceEvent::Dropped { packet, from, to, why, .. } => {
                ends.insert(packet, (from, to, if why == DropReason::Lost { Ok(None) } else { Err(why) }));
            }
            _ => {}
        }
    }
    // Packets in flight at the end are later than all that arrived, or overtaken. They must not shift the indexes.
    for packet in history.view(ViewOptions::default()).packets {
        ends.insert(packet.id, (packet.from, packet.to, Err(DropReason::Limit)));
    }
    let (mut made, mut draws) = (BTreeMap::new(), BTreeMap::new());
    for (packet, (from, to, end)) in ends {
        if !copies.contains(&packet) {
            let before: &mut usize = made.entry((from, to)).or_default();
            if let Ok(end) = end {
                draws.insert((from, to, *before), end);
            }
            *before += 1;
        }
    }
    draws
}

fn steps(history: &mut History, count: u64) {
    (0..count).for_each(|_| drop(history.step()));
}

#[test]
fn a_branch_that_drops_one_packet_draws_the_same_for_all_others() {
    let mut history = History::open(Scenario::parse(CLUSTER).unwrap()).unwrap();
    steps(&mut history, 300);
    let before = draws(&mut history);
    let (mut dropped, mut compared) = (0, 0);
    for at in [4, 10, 25, 60] {
        history.switch_to(0).unwrap();
        history.seek(at);
        let Some(packet) = history.view(ViewOptions::default()).packets.first().map(|it| it.id) else {
            continue;
        };
        let drop = Command::parse(&format!(r#"{{"do": "drop", "packet": {packet}}}"#)).unwrap();
        history.command(&drop).unwrap();
        dropped += 1;
        steps(&mut history, 250);
        for (place, drawn) in draws(&mut history) {
            if let Some(before) = before.get(&place) {
                assert_eq!(drawn, *before, "{place:?} in the branch from step {at}");
                compared += 1;
            }
        }
    }
    assert!(dropped > 1 && compared > 200, "{dropped} dropped, {compared} compared");
}
