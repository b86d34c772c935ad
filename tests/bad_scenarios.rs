//! Scenario files that are wrong as a whole: refused with a sentence, or contained in the run.

use pbft_lab::api::{RecordOptions, TraceEvent};
use pbft_lab::error::LabError;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::Scenario;
use pbft_lab::scenario::catalog;
use pbft_lab::units::Ms;
use serde_json::{Value, json};

fn refusal_of(text: &str) -> LabError {
    let refusal = Scenario::parse(text).unwrap_err();
    let message = &refusal.message;
    assert!(
        message.ends_with('.') && message.chars().count() < 1_000 && !message.contains('\n'),
        "{message}"
    );
    refusal
}

/// Each field of a JSON text, doubled in its place.
fn doubled(value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Object(fields) => {
            let part = |name: &str, inner: &str| format!("{}:{inner}", Value::from(name));
            let with = |place: usize, inner: &str| {
                let parts = fields.iter().enumerate().map(|(index, (name, value))| {
                    if index == place { part(name, inner) } else { part(name, &value.to_string()) }
                });
                parts.collect::<Vec<_>>()
            };
            let mut texts = Vec::new();
            for (place, (name, value)) in fields.iter().enumerate() {
                let parts = with(place, &value.to_string()).join(",");
                texts.push((name.clone(), format!("{{{parts},{}}}", part(name, &value.to_string()))));
                for (inner_name, inner) in doubled(value) {
                    texts.push((inner_name, format!("{{{}}}", with(place, &inner).join(","))));
                }
            }
            texts
        }
        Value::Array(list) => {
            let mut texts = Vec::new();
            for (place, value) in list.iter().enumerate() {
                for (name, inner) in doubled(value) {
                    let parts = list.iter().enumerate();
                    let parts =
                        parts.map(|(index, it)| if index == place { inner.clone() } else { it.to_string() });
                    texts.push((name, format!("[{}]", parts.collect::<Vec<_>>().join(","))));
                }
            }
            texts
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_field_that_stands_twice_is_refused_by_name() {
    let mut count = 0;
    for scene in &catalog::SCENES[..3] {
        for (name, text) in doubled(&serde_json::from_str(&scene.json().unwrap()).unwrap()) {
            let refusal = refusal_of(&text);
            assert!(refusal.message.contains(&format!("duplicate field {name:?}")), "{refusal}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn a_scene_cut_anywhere_is_refused() {
    let text = catalog::SCENES[0].json().unwrap();
    for (end, _) in text.char_indices() {
        let refusal = refusal_of(&text[..end]);
        assert!(refusal.message.contains("is not valid JSON"), "{refusal}");
    }
}

#[test]
fn nesting_without_end_is_refused_wherever_it_stands() {
    for depth in [33, 1_000, 400_000] {
        for (before, after) in [("[", "]"), ("{\"goal\":", "}"), ("{\"not\":", "}")] {
            let nested = format!("{}1{}", before.repeat(depth), after.repeat(depth));
            assert!(
                refusal_of(&nested).message.contains("at most 32 levels are allowed"),
                "{depth} {before}"
            );
        }
    }
    // A goal that is nested as deeply as a text may be is still counted.
    let goal = format!("{{\"goal\":{}{{\"executedAtLeast\":1}}{}}}", "{\"not\":".repeat(25), "}".repeat(25));
    assert!(Scenario::parse(&goal).is_ok());
}

#[test]
fn one_command_too_many_is_refused_and_as_many_as_are_allowed_run() {
    let heals = |count: usize| {
        let commands = vec![r#"{"atMs":0,"do":"heal"}"#; count].join(",");
        format!(r#"{{"cluster":{{"crypto":"symbolic"}},"commands":[{commands}]}}"#)
    };
    let refusal = refusal_of(&heals(100_001));
    assert_eq!(refusal.message, "commands has 100001 entries; at most 100000 are allowed.");
    let mut session = Session::open(Scenario::parse(&heals(100_000)).unwrap()).unwrap();
    while session.step().is_some() {}
    assert_eq!(session.step_count(), 100_000);
}

#[test]
fn commands_that_contradict_each_other_are_shown_as_refused_and_the_run_goes_on() {
    let scenario = json!({"cluster": {"crypto": "symbolic"}, "commands": [
        {"atMs": 0, "do": "crash", "replica": 1}, {"atMs": 0, "do": "crash", "replica": 1},
        {"atMs": 0, "do": "pause", "replica": 1}, {"atMs": 0, "do": "resume", "replica": 2},
        {"atMs": 1, "do": "restart", "replica": 2}, {"atMs": 1, "do": "restart", "replica": 1},
        {"atMs": 2, "do": "drop", "packet": 9_000_000_000_000_000u64},
        {"atMs": 2, "do": "partition", "groups": [[0], [0]]}, {"atMs": 2, "do": "partition", "groups": []},
        {"atMs": 3, "do": "timeout", "node": 0, "timer": "new-view"},
        {"atMs": 4, "do": "submit", "client": 0, "operation": "put x 1"}]});
    let mut session = Session::open(Scenario::parse(&scenario.to_string()).unwrap()).unwrap();
    session.advance(Ms::from_us(2_000_000), &mut || false);
    let records = session.records(0, 10_000, RecordOptions { facts: true });
    let refused: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.what {
            TraceEvent::Command { refused: Some(reason), .. } => Some(reason.code.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        refused,
        [
            "node-down",
            "node-down",
            "node-not-paused",
            "node-not-down",
            "packet-not-in-flight",
            "node-in-two-groups",
            "too-few-groups",
            "timer-not-running"
        ]
    );
    assert_eq!(session.view(Default::default()).clients[0].answered, 1);
}

#[test]
fn a_recorded_command_out_of_its_turn_is_contained() {
    // Steps that never come, the same step twice, and times before those of the steps.
    let scenario = json!({"commands": [
        {"atMs": 0, "afterStep": 9_007_199_254_740_991u64, "do": "heal"},
        {"atMs": 0, "afterStep": 0, "do": "submit", "client": 0, "operation": "put x 1"},
        {"atMs": 8_796_093_022_207u64, "afterStep": 1, "do": "crash", "replica": 0},
        {"atMs": 0, "afterStep": 1, "do": "resume", "replica": 0}]});
    let mut session = Session::open(Scenario::parse(&scenario.to_string()).unwrap()).unwrap();
    (0..10_000).for_each(|_| drop(session.step()));
    assert_eq!(session.view(Default::default()).clients[0].answered, 1);
}

#[test]
fn huge_numbers_are_refused_with_their_field_whatever_their_form() {
    let huge = [
        "1e400",
        "-1e400",
        "1e308",
        "18446744073709551616",
        "99999999999999999999999999",
        "9007199254740993.5",
    ];
    for number in huge {
        for (text, field) in [
            (format!(r#"{{"cluster":{{"replicas":{number}}}}}"#), "cluster.replicas"),
            (format!(r#"{{"cluster":{{"viewTimeoutMs":{number}}}}}"#), "cluster.viewTimeoutMs"),
            (format!(r#"{{"network":{{"loss":[{number},1]}}}}"#), "network.loss[0]"),
            (format!(r#"{{"commands":[{{"atMs":{number},"do":"heal"}}]}}"#), "commands[0].atMs"),
            (format!(r#"{{"commands":[{{"atMs":0,"do":"drop","packet":{number}}}]}}"#), "commands[0].packet"),
            (format!(r#"{{"goal":{{"executedAtLeast":{number}}}}}"#), "goal.executedAtLeast"),
            (format!(r#"{{"version":{number}}}"#), "version"),
        ] {
            let refusal = refusal_of(&text);
            assert!(refusal.field.starts_with(field), "{text}: {refusal:?}");
        }
    }
}

#[test]
fn every_version_but_ours_is_refused_before_anything_else_is_looked_at() {
    for version in ["0", "2", "4294967296", "-1", "1.5", "null", "\"1\"", "[]"] {
        let refusal = refusal_of(&format!(r#"{{"fromTheFuture":true,"version":{version}}}"#));
        assert_eq!(refusal.field, "version", "{refusal}");
        assert!(
            refusal.message.contains("it must be 1, the only version that this engine reads"),
            "{refusal}"
        );
    }
}

#[test]
fn a_number_that_is_too_large_is_answered_with_the_largest() {
    let message =
        |field: &str, value: &str| refusal_of(&format!(r#"{{"cluster": {{"{field}": {value}}}}}"#)).message;
    for value in ["9007199254740992", "1e300", "1.8446744073709552e19"] {
        let answer = message("checkpointInterval", value);
        assert!(answer.ends_with("from 0 to 9007199254740991."), "{answer}");
        let answer = message("viewTimeoutMs", value);
        assert!(answer.contains("it must be a number of milliseconds from 0 to "), "{answer}");
    }
    for value in ["-1", "-1e300", "1.5", "1e-7", "\"9\""] {
        let answer = message("checkpointInterval", value);
        assert!(answer.ends_with("at least 0."), "{answer}");
    }
}
