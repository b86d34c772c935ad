//! What a run shows when its trace has been cut.

use super::*;
use crate::lab::view::{RowSort, TimelineRow};

/// A run whose world keeps only so many records.
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
    // Looked at after every step: somewhere a message arrives that was sent before the oldest record.
    let mut bare = 0;
    while session.step_count() < 400 && session.step().is_some() {
        let rows: Vec<TimelineRow> = session.timeline(0, usize::MAX).collect();
        assert_eq!(rows.len() as u64, session.record_count() - session.discarded_count());
        bare += rows.iter().filter(|row| row.sort == RowSort::Delivered && row.message == 0).count();
    }
    assert!(session.discarded_count() > 100);
    assert!(bare > 0, "no message outlived the record of its sending");
}
