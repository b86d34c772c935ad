//! Idle runs: only heartbeats of idle replicas are scheduled.

use pbft_lab::api::{RecordOptions, Stopped, TraceEvent, TraceRecord, View};
use pbft_lab::run::session::Session;

use crate::driver::{advance, ms, open, run_until, view};

#[test]
fn a_run_that_holds_nothing_but_heartbeats_is_idle_and_lets_them_come_with_time() {
    let scenario = r#"{"commands": [{"atMs": 0, "do": "submit", "client": 0, "operation": "put x 1"}]}"#;
    let mut session = open(scenario);
    while session.step().is_some() {}
    let rest = session.step_count();
    let seen = view(&mut session);
    assert_eq!((seen.idle, seen.next_ms), (true, None));
    let heartbeats = |view: &View| {
        let timers = view.replicas.iter().flat_map(|replica| &replica.timers);
        timers.filter(|timer| timer.name == "heartbeat").count()
    };
    assert_eq!((heartbeats(&seen), seen.replicas.iter().map(|it| it.timers.len()).sum()), (4, 4));
    // Until the first one is due, nothing at all happens.
    assert_eq!(run_until(&mut session, r#"{"executedAtLeast": 2}"#, ms(6_000)), Stopped::Idle);
    assert_eq!(session.step_count(), rest);
    advance(&mut session, ms(1_000));
    let sent = |session: &Session| {
        let records = session.records(0, 10_000, RecordOptions { facts: false }).into_iter();
        let status = |record: &TraceRecord| match &record.what {
            TraceEvent::Sent { message, .. } => message.kind == "STATUS",
            _ => false,
        };
        records.filter(status).count()
    };
    assert_eq!(sent(&session), 4, "one of each replica, to all");
    assert!(session.idle());
    // They end, and another run that takes the same time is the same run.
    advance(&mut session, ms(2_000_000));
    assert_eq!(sent(&session), 4 * 7);
    let seen = view(&mut session);
    assert_eq!((heartbeats(&seen), seen.idle), (0, true));
    let mut again = open(scenario);
    advance(&mut again, session.now());
    assert_eq!(again.digest(), session.digest());
}
