//! A caption says what has happened when it appears. A scene with another seed has other times, so the events of a caption
//! are named here.

use std::collections::BTreeSet;

use pbft_lab::api::{RecordOptions, TraceEvent};
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog;
use serde_json::Value;

/// Scene, number of the caption, and what it says has happened: node, event, and its sequence number or view if it has one.
const SAID: &str = "
one-request 1: 0 sends PRE-PREPARE 1
one-request 2: 3 sends PREPARE 1
one-request 3: 1 sends COMMIT 1
two-replicas-down 6: 1 view-change-started 1
tampered-request 3: 2 refuses PRE-PREPARE
tampered-request 4: 1 sends REQUEST, 2 sends REQUEST, 3 sends REQUEST
tampered-request 7: 4 result-accepted
forged-signature 3: 0 refuses PREPARE, 1 refuses PREPARE
forged-signature 5: 4 result-accepted
replay 2: 0 refuses PREPARE
replay 4: 2 refuses COMMIT
silent-primary 4: 1 sends REQUEST, 2 sends REQUEST, 3 sends REQUEST
silent-primary 5: 1 view-change-started 1, 2 view-change-started 1, 3 view-change-started 1
silent-primary 6: 1 sends NEW-VIEW 1
silent-primary 7: 0 view-entered 1, 2 view-entered 1, 3 view-entered 1
equivocating-primary 3: 0 sends PRE-PREPARE 2
equivocating-primary 4: 2 prepared 2, 3 prepared 2
equivocating-primary 5: 4 timer client, 5 timer client
equivocating-primary 6: 2 sends VIEW-CHANGE 1, 3 sends VIEW-CHANGE 1
equivocating-primary 7: 1 sends NEW-VIEW 1
malicious-new-primary 5: 0 refuses NEW-VIEW, 2 refuses NEW-VIEW, 3 refuses NEW-VIEW
checkpoint 2: 0 executed 8
checkpoint 3: 0 stable 8
checkpoint 4: 0 stable 8, 1 stable 8, 2 stable 8, 3 stable 8
state-transfer 4: 3 state-transfer-started
state-transfer 6: 3 state-transferred 8, 3 executed 9
lying-replies 2: 4 reply-counted
lying-replies 3: 4 result-accepted
lying-replies 5: 0 sends REQUEST
slow-primary 2: 1 sends REQUEST, 2 sends REQUEST, 3 sends REQUEST
slow-primary 3: 0 executed 2, 1 executed 2, 2 executed 2, 3 executed 2
broken-agreement 2: 0 sends PRE-PREPARE 2
broken-agreement 3: 1 sends PREPARE 2
broken-agreement 4: 2 prepared 2, 3 prepared 2
broken-agreement 5: 3 committed-local 2
broken-agreement 6: 2 executed 2, 3 executed 2
broken-agreement 8: 5 result-accepted
rewritten-history 1: 0 sends REQUEST
rewritten-history 2: 2 committed-local 1
rewritten-history 4: 3 view-change-started 1, 0 sends VIEW-CHANGE 1
rewritten-history 6: 3 executed 1
lost-disk 1: 3 state-transferred 2
lost-disk 3: 3 reintegrated
hostile-network 3: 4 result-accepted
two-silent-primaries 2: 2 view-change-started 1, 6 view-change-started 1
two-silent-primaries 3: 2 view-change-started 2, 6 view-change-started 2
primary-that-votes-too 1: 3 refuses PREPARE
censored-client 3: 1 timer request, 2 timer request, 3 timer request
hogged-window 1: 0 sends PRE-PREPARE 8
broken-word 2: 1 sends NEW-VIEW 1
fabricated-request 2: 1 refuses PRE-PREPARE, 2 refuses PRE-PREPARE, 3 refuses PRE-PREPARE
mismatched-digest 1: 1 refuses PRE-PREPARE, 2 refuses PRE-PREPARE, 3 refuses PRE-PREPARE
stale-request 1: 0 sends PRE-PREPARE 2
number-jump 2: 1 timer request, 2 timer request, 3 timer request
number-jump 3: 1 sends NEW-VIEW 1
double-prepare 1: 2 sends PREPARE 1
double-prepare 2: 1 prepared 1, 3 prepared 1
double-commit 1: 2 sends COMMIT 1
double-commit 2: 1 executed 1
withheld-commit 1: 0 prepared 1, 1 prepared 1, 2 prepared 1, 3 prepared 1
selective-sender 1: 2 sends PREPARE 1
selective-sender 2: 4 result-accepted
replayed-phase 3: 4 result-accepted
other-cluster 2: 0 refuses PREPARE
other-cluster 3: 4 result-accepted
garbage 2: 2 refuses BYTES
garbage 3: 4 result-accepted
bogus-checkpoint 4: 4 result-accepted
false-quorum 3: 0 view-change-started 2, 2 view-change-started 2, 3 view-change-started 2
two-new-views 3: 0 timer request, 2 timer request, 3 timer request
withheld-new-view 1: 1 timer request, 2 timer request, 3 timer request
withheld-new-view 3: 0 timer new-view, 2 timer new-view, 3 timer new-view
inflated-timeouts 1: 0 view-change-started 3, 1 view-change-started 3, 3 view-change-started 3
wrong-checkpoint 2: 2 stable 2
withheld-checkpoint 1: 0 sends CHECKPOINT 2, 1 sends CHECKPOINT 2, 3 sends CHECKPOINT 2
bad-state 2: 3 sends FETCH-STATE
bad-state 3: 3 refuses STATE
two-operations 2: 0 executed 1, 1 executed 1, 2 executed 1, 3 executed 1
backups-only 2: 4 result-accepted
twins 2: 2 executed 1, 3 executed 1
view-change-storm 3: 3 view-entered 10
with-commit-phase 1: 3 prepared 1
with-commit-phase 2: 1 executed 1
without-commit-phase 1: 3 prepared 1
without-commit-phase 2: 3 executed 1, 0 executed 1
with-prepared-quorum 1: 3 pre-prepared 1, 6 pre-prepared 1
with-prepared-quorum 2: 3 sends PREPARE 1, 6 sends PREPARE 1
without-prepared-quorum 2: 1 prepared 1, 2 prepared 1, 3 prepared 1, 4 prepared 1, 5 prepared 1, 6 prepared 1
with-change-carries-prepared 1: 0 executed 1, 1 view-change-started 1, 2 view-change-started 1, 3 view-change-started 1
with-change-carries-prepared 2: 1 executed 1, 2 executed 1, 3 executed 1
without-change-carries-prepared 2: 1 executed 1, 2 executed 1, 3 executed 1
with-votes-for-executed 1: 0 executed 4, 1 executed 4, 3 executed 4, 2 view-entered 1
with-votes-for-executed 2: 2 executed 4, 2 stable 4
without-votes-for-executed 2: 0 view-change-started 2, 2 view-change-started 2
with-new-view-quorum 1: 0 executed 1, 1 sends NEW-VIEW 1
with-new-view-quorum 2: 2 refuses NEW-VIEW, 3 refuses NEW-VIEW, 2 sends NEW-VIEW 2, 3 executed 1
without-new-view-quorum 2: 2 view-entered 1, 2 executed 1, 3 executed 1
with-checkpoint-proof-verified 1: 0 executed 1, 3 sends VIEW-CHANGE 1
with-checkpoint-proof-verified 2: 1 refuses VIEW-CHANGE, 2 refuses VIEW-CHANGE
without-checkpoint-proof-verified 2: 1 stable 2, 2 stable 2, 1 state-transfer-started, 2 state-transfer-started
with-checkpoints 1: 0 executed 4, 3 executed 4
with-checkpoints 2: 0 stable 4, 3 stable 4
with-join-rule 1: 1 sends VIEW-CHANGE 1, 2 sends VIEW-CHANGE 1
with-join-rule 2: 3 view-change-started 1, 4 result-accepted
with-join-quorum 2: 4 result-accepted
without-join-quorum 2: 0 view-entered 5, 1 view-entered 5
with-timeout-doubles 1: 0 view-change-started 2, 2 view-change-started 2, 3 view-change-started 2
with-timeout-doubles 2: 0 view-entered 3, 4 result-accepted
with-view-change-resent 1: 1 sends VIEW-CHANGE 1, 2 sends VIEW-CHANGE 1, 3 sends VIEW-CHANGE 1
with-view-change-resent 2: 1 sends NEW-VIEW 1, 4 result-accepted
with-backups-forward 1: 4 timer client
with-backups-forward 2: 1 sends REQUEST, 1 timer request, 1 sends NEW-VIEW 1, 4 result-accepted
";

/// The events of a run up to a moment of its scenario, in the words of the table above.
fn events(session: &Session) -> BTreeSet<String> {
    let mut events = BTreeSet::new();
    for record in session.records(0, 100_000, RecordOptions::default()) {
        let what = serde_json::to_value(&record.what).unwrap();
        let (of, node, name) = match record.what {
            TraceEvent::Sent { .. } => {
                (&what["message"], &what["from"], format!("sends {}", text(&what["message"]["kind"])))
            }
            TraceEvent::Timer { .. } => (&what, &what["node"], format!("timer {}", text(&what["timer"]))),
            TraceEvent::Fact { .. } if what["fact"]["name"] == "message-refused" => {
                (&what, &what["node"], format!("refuses {}", text(&what["fact"]["kind"])))
            }
            TraceEvent::Fact { .. } => (&what["fact"], &what["node"], text(&what["fact"]["name"]).to_owned()),
            _ => continue,
        };
        let event = format!("{node} {name}");
        let numbers = [&of["seq"], &of["view"]].into_iter().filter(|number| number.is_u64());
        events.extend(numbers.map(|number| format!("{event} {number}")));
        events.insert(event);
    }
    events
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn captions_appear_when_what_they_say_has_happened() {
    let scenes = catalog::entries().unwrap();
    let mut early = Vec::new();
    for line in SAID.lines().filter(|line| !line.is_empty()) {
        let (caption, said) = line.split_once(": ").unwrap();
        let (name, number) = caption.split_once(' ').unwrap();
        let scenario = scenes.iter().find(|scene| scene.name == name).unwrap().scenario.clone();
        let at = scenario.captions[number.parse::<usize>().unwrap()].at_ms;
        let mut session = Session::open(scenario).unwrap();
        session.advance(at, &mut || false);
        let events = events(&session);
        early.extend(
            said.split(", ")
                .filter(|event| !events.contains(*event))
                .map(|event| format!("{caption}: {event}")),
        );
    }
    assert_eq!(early, [] as [String; 0]);
}
