use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::error::LabError;
use crate::scenario::catalog;

/// Whether a value is as a schema says, for the words of JSON Schema that ours uses; an unknown word fails the test.
fn fits(schema: &Value, root: &Value, value: &Value) -> bool {
    let Some(words) = schema.as_object() else { panic!("{schema} is no schema") };
    words.iter().all(|(word, says)| match word.as_str() {
        "$schema" | "$defs" | "title" | "default" | "properties" => true,
        "$ref" => {
            let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
            fits(&root["$defs"][name], root, value)
        }
        "anyOf" => says.as_array().unwrap().iter().any(|way| fits(way, root, value)),
        "type" => match says.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            other => panic!("type {other}"),
        },
        "const" => value == says || (says.is_u64() && value.as_f64() == says.as_f64()),
        "enum" => says.as_array().unwrap().contains(value),
        "minimum" => value.as_f64().is_none_or(|number| number >= says.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= says.as_f64().unwrap()),
        "maxLength" => {
            value.as_str().is_none_or(|text| text.chars().count() as u64 <= says.as_u64().unwrap())
        }
        "maxProperties" => {
            value.as_object().is_none_or(|fields| fields.len() as u64 <= says.as_u64().unwrap())
        }
        "propertyNames" => value
            .as_object()
            .is_none_or(|fields| fields.keys().all(|name| fits(says, root, &Value::String(name.clone())))),
        "pattern" => {
            let pattern = regex_lite::Regex::new(says.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
        "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= says.as_u64().unwrap()),
        "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= says.as_u64().unwrap()),
        "items" => value.as_array().is_none_or(|list| list.iter().all(|it| fits(says, root, it))),
        "prefixItems" => value.as_array().is_none_or(|list| {
            list.iter().zip(says.as_array().unwrap()).all(|(it, says)| fits(says, root, it))
        }),
        "required" => value.as_object().is_none_or(|fields| {
            says.as_array().unwrap().iter().all(|name| fields.contains_key(name.as_str().unwrap()))
        }),
        "additionalProperties" => value.as_object().is_none_or(|fields| {
            let known = &schema["properties"];
            fields.iter().all(|(name, it)| match (known.get(name), says) {
                (Some(_), _) => true,
                (None, Value::Bool(false)) => false,
                (None, says) => fits(says, root, it),
            })
        }),
        other => panic!("the test does not know {other}"),
    }) && words.get("properties").is_none_or(|known| {
        value.as_object().is_none_or(|fields| {
            fields.iter().all(|(name, it)| known.get(name).is_none_or(|says| fits(says, root, it)))
        })
    })
}

fn valid(scenario: &Value) -> bool {
    static SCHEMA: LazyLock<Value> = LazyLock::new(scenario_schema);
    fits(&SCHEMA, &SCHEMA, scenario)
}

/// Why the reader refuses the shape of a scenario, if it does. Whether it makes sense is another question.
fn refusal(scenario: &Value) -> Option<LabError> {
    read::scenario(&Reader::new(ErrorKind::ScenarioError, scenario)).err()
}

/// A scenario in which everything stands that a scenario may hold.
fn everything() -> Value {
    json!({
        "version": 1,
        "title": {"en": "All", "zh": "全部", "pt-BR": "Tudo"},
        "about": {"en": "All of it"},
        "cluster": {
            "replicas": 7, "clients": 2, "seed": "18446744073709551615", "checkpointInterval": 4, "logSize": 12,
            "batchMax": 3, "viewTimeoutMs": 900.5, "clientTimeoutMs": 700, "statusIntervalMs": 300,
            "resendIntervalMs": 250, "fetchIntervalMs": 200, "crypto": "symbolic"
        },
        "network": {
            "latencyMs": {"exponential": {"min": 1, "mean": 5.25, "max": 60}},
            "loss": [1, 100], "duplicate": [0, 1], "reorder": [1, 2]
        },
        "commands": [
            {"atMs": 0, "do": "submit", "client": 1, "operation": "put x 1"},
            {"atMs": 0, "do": "crash", "replica": 3, "afterPackets": 2},
            {"atMs": 1, "do": "restart", "replica": 3, "disk": "lost"},
            {"atMs": 1, "do": "pause", "replica": 1},
            {"atMs": 2, "do": "resume", "replica": 1},
            {"atMs": 3, "do": "partition", "groups": [[0, 1], [2]], "oneWay": true},
            {"atMs": 4, "do": "heal"},
            {"atMs": 5, "do": "link", "from": 0, "to": 8, "up": true, "latencyMs": {"uniform": [1, 2]},
             "loss": [0, 1], "duplicate": [0, 1], "reorder": [0, 1], "hold": false},
            {"atMs": 6, "do": "link", "from": 0, "to": 1, "latencyMs": {"constant": 0.125}},
            {"atMs": 7, "do": "drop", "packet": 1},
            {"atMs": 7, "do": "deliver", "packet": 2},
            {"atMs": 7, "do": "duplicate", "packet": 3},
            {"atMs": 7, "afterStep": 9, "do": "delay", "packet": 4, "ms": 1.5},
            {"atMs": 8, "do": "timeout", "node": 0, "timer": "request"},
            {"atMs": 9, "do": "behave", "replica": 2, "group": 1, "strategies": [
                {"name": "selective", "parameters": {"to": [0, 1]}, "when": {"views": [0], "seqs": [1], "ratio": [1, 2]}},
                {"name": "silent", "when": "never"}]},
            {"atMs": 9, "do": "behave", "replica": 0, "strategy": {"name": "slow-primary", "parameters": {"percent": 80}}},
            {"atMs": 9, "do": "honest", "replica": 2},
            {"atMs": 9, "do": "twin", "replica": 1, "sides": [[0], [2]]}
        ],
        "captions": [{"atMs": 0, "text": {"en": "Look"}, "pause": true}],
        "goal": {"all": [
            {"answered": {"client": 0, "count": 1}}, {"executedAtLeast": 1}, {"stableAtLeast": 4},
            {"viewAtLeast": 0}, {"timeAtLeastMs": 12.5}, {"violation": "any"}, {"holds": "agreement"}, {"proven": 5},
            {"phase": {"replica": 0, "seq": 1, "atLeast": "committed-local"}},
            {"reached": {"not": {"any": [{"executedAtLeast": 9}]}}}
        ]}
    })
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, it)| pointers(it, &format!("{at}/{index}"), found));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, it)| pointers(it, &format!("{at}/{name}"), found));
        }
        _ => {}
    }
}

/// The scenario with one wrong thing in it, for every place and every sort of wrong.
fn mutations() -> Vec<(String, Value)> {
    let whole = everything();
    let mut places = Vec::new();
    pointers(&whole, "", &mut places);
    let wrongs =
        [json!(null), json!(-1), json!(1.5), json!(1e300), json!("x"), json!([]), json!({}), json!(true)];
    let mut mutations = Vec::new();
    for place in &places {
        for wrong in &wrongs {
            let mut mutated = whole.clone();
            *mutated.pointer_mut(place).unwrap() = wrong.clone();
            mutations.push((format!("{place} = {wrong}"), mutated));
        }
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
        let mut without = whole.clone();
        if let Some(Value::Object(fields)) = without.pointer_mut(parent) {
            fields.remove(name);
            mutations.push((format!("without {place}"), without));
        }
        let mut with = whole.clone();
        if let Some(Value::Object(fields)) = with.pointer_mut(place) {
            fields.insert("unknown".to_owned(), json!(1));
            mutations.push((format!("{place} with an unknown field"), with));
        }
    }
    mutations
}

#[test]
fn every_scene_of_the_catalog_and_all_that_may_stand_are_valid() {
    assert!(refusal(&everything()).is_none() && valid(&everything()));
    for scene in catalog::SCENES {
        assert!(valid(&serde_json::from_str(&scene.json().unwrap()).unwrap()), "{}", scene.name);
    }
    assert!(valid(&serde_json::to_value(Scenario::default()).unwrap()) && valid(&json!({})));
}

#[test]
fn the_schema_refuses_exactly_what_the_reader_refuses() {
    let mut refused = 0;
    for (mutation, scenario) in mutations() {
        match refusal(&scenario) {
            Some(refusal) => {
                assert!(!valid(&scenario), "the schema lets {mutation} pass: {refusal}");
                refused += 1;
            }
            None => assert!(valid(&scenario), "the schema alone refuses {mutation}"),
        }
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn a_text_is_given_in_english_and_by_language_tag() {
    let both = |text: Value| {
        let scenario = json!({ "title": text });
        assert_eq!(valid(&scenario), refusal(&scenario).is_none(), "{scenario}");
        valid(&scenario)
    };
    let of_languages = |count: u32| {
        let tags = (1..count).map(|number| (format!("de-{}", 10_000 + number), json!("x")));
        Value::Object(tags.chain([("en".to_owned(), json!("x"))]).collect())
    };
    assert!(both(json!({"en": "All", "de": "Alles", "zh-Hant": "全部"})) && both(of_languages(100)));
    assert!(!both(json!({"de": "Alles"})) && !both(json!({"en": "All", "german": "Alles"})));
    assert!(!both(json!({"en": "All", "de": 1})) && !both(of_languages(101)));
    assert!(!both(json!({"en": "All", (format!("de{}", "-1996".repeat(7))): "Alles"})));
}

#[test]
fn each_command_has_its_own_fields() {
    let command = |command: Value| valid(&json!({ "commands": [command] }));
    assert!(command(json!({"atMs": 0, "do": "crash", "replica": 1})));
    assert!(!command(json!({"atMs": 0, "do": "crash", "client": 1})));
    assert!(!command(json!({"atMs": 0, "do": "heal", "replica": 1})));
    assert!(!command(json!({"atMs": 0, "do": "dance"})));
    assert!(!command(json!({"do": "heal"})));
    assert!(!valid(&json!({"goal": {"all": [], "any": []}})) && !valid(&json!({"goal": {}})));
    assert!(!valid(&json!({"version": 2})));
}
