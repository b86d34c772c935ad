//! Views of a run whose trace was cut, and proofs from replayed messages.

use std::collections::BTreeSet;

use super::*;
use crate::api::{RowSort, TimelineRow};
use crate::checks::evidence::Collector;
use crate::pbft::ids::Author;
use crate::process::NodeId;
use crate::sim::{RecordId, RecordKind, Seed, Stream};

/// A run whose world keeps only this number of records.
fn with_short_trace(records_max: u32) -> Session {
    let mut session = Session::open(Scenario::default()).unwrap();
    let setup = session.scenario.check().unwrap();
    let keys = Keys::derive(&setup.config, setup.crypto, setup.seed.0);
    let settings = Settings {
        seed: setup.seed,
        network: setup.network.clone(),
        limits: Limits { records_max, ..Limits::default() },
        recording: Recording::Everything,
    };
    let watch = Watch::new(&setup.config, &keys.roster);
    session.world = World::new(node::nodes(&setup.config, keys, setup.seed), watch, settings).unwrap();
    session
}

#[test]
fn the_timeline_goes_on_without_a_gap_where_messages_are_no_longer_kept() {
    let mut session = with_short_trace(64);
    let submit = Command::parse(r#"{ "do": "submit", "client": 0, "operation": "add n 1" }"#).unwrap();
    for _ in 0..20 {
        session.command(&submit).unwrap();
    }
    // Checked after every step: at some step a message arrives that was sent before the oldest record.
    let mut bare = 0;
    while session.step_count() < 400 && session.step().is_some() {
        let rows: Vec<TimelineRow> = session.timeline(0, usize::MAX).collect();
        assert_eq!(rows.len() as u64, session.record_count() - session.discarded_count());
        bare += rows.iter().filter(|row| row.sort == RowSort::Delivered && row.message == 0).count();
    }
    assert!(session.discarded_count() > 100);
    assert!(bare > 0, "no message outlived the record of its sending");
}

/// The nodes that messages prove guilty, each received once in this order.
fn convicted(session: &Session, messages: impl Iterator<Item = (RecordId, u64)>) -> BTreeSet<NodeId> {
    let mut collector =
        Collector::new(Rc::clone(session.world.oracle().collector().config()), Rc::clone(&session.roster));
    let trace = session.world.trace();
    for (record, message) in messages {
        collector.see(trace.message(message).unwrap(), record, Time(0));
    }
    let node = |author| match author {
        Author::Replica(replica) => replica.node(),
        Author::Client(client) => client.node(session.quorums.n),
    };
    collector.proofs().iter().map(|proof| node(proof.culprit)).collect()
}

#[test]
fn messages_that_a_network_repeats_in_any_order_convict_only_the_guilty() {
    let mut found = 0;
    for seed in 0..12 {
        let scenario = format!(
            r#"{{"cluster": {{"clients": 2, "seed": "{seed}", "checkpointInterval": 2, "crypto": "symbolic",
                "viewTimeoutMs": 300, "clientTimeoutMs": 200}}, "network": {{"loss": [1, 10]}}, "commands": [
                {{"atMs": 0, "do": "behave", "replica": {}, "strategies": [{{"name": "equivocate"}}, {{"name": "double-commit"}}]}},
                {{"atMs": 0, "do": "clientBehave", "client": 1, "strategy": {{"name": "two-operations"}}}},
                {{"atMs": 900, "do": "crash", "replica": 3}}, {{"atMs": 1500, "do": "restart", "replica": 3}}]}}"#,
            seed % 2
        );
        let mut session = Session::open(Scenario::parse(&scenario).unwrap()).unwrap();
        for round in 0..12 {
            let submit = format!(r#"{{"do": "submit", "client": {}, "operation": "add n 1"}}"#, round % 2);
            session.command(&Command::parse(&submit).unwrap()).unwrap();
            session.advance(Ms::from_us(400_000), &mut || false);
        }
        let sent =
            session.world.trace().records(RecordId(0), usize::MAX).filter_map(|record| match record.kind {
                RecordKind::Sent { message, .. } => Some((record.id, message)),
                _ => None,
            });
        let mut messages: Vec<_> = sent.collect();
        let faulty: BTreeSet<NodeId> = session.world.trust().faulty().collect();
        assert_eq!(faulty, BTreeSet::from([NodeId(seed % 2), NodeId(5)]));
        let in_order = convicted(&session, messages.iter().copied());
        let mut stream = Stream::new(Seed(seed.into()), "shuffle");
        for _ in 0..5 {
            for place in (1..messages.len()).rev() {
                messages.swap(place, stream.below(place as u64 + 1) as usize);
            }
            let shuffled =
                convicted(&session, messages.iter().copied().chain(messages.iter().rev().copied()));
            assert!(shuffled.is_subset(&faulty), "{shuffled:?}");
            // A contradiction is found in any order of the messages.
            assert_eq!(shuffled, in_order);
            found += shuffled.len();
        }
    }
    assert!(found > 60, "{found}: the run has liars, and they are found");
}

#[test]
fn a_store_is_shown_as_far_as_a_thousand_characters_reach_in_any_script() {
    let mut session = Session::open(Scenario::default()).unwrap();
    for (key, length) in [("a", 400), ("b", 500), ("c", 200)] {
        let submit = Command::Submit { client: 0, operation: format!("put {key} {}", "汉".repeat(length)) };
        session.command(&submit).unwrap();
    }
    session.advance(Ms::from_us(5_000_000), &mut || false);
    let view = session.view(Default::default());
    let keys: Vec<_> = view.replicas[0].store.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!((view.clients[0].answered, keys), (3, vec!["a", "b"]));
}
