//! The schema against the reader: both accept and refuse the same at each field.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};

use crate::error::codes::ErrorValue;
use crate::error::{ErrorKind, LabError};
use crate::json::Reader;
use crate::scenario::{Scenario, catalog, read};
use crate::units::WHOLE_MAX;

/// The schema that the types give.
fn derived() -> Schema {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(as_read));
    settings.into_generator().into_root_schema_for::<Scenario>()
}

/// Adds what the reader does for every type: it takes whole numbers only where JavaScript is exact, and never null.
fn as_read(schema: &mut Schema) {
    let Some(fields) = schema.as_object_mut() else { return };
    let max = match fields.remove("format").as_ref().and_then(Value::as_str) {
        Some("uint32") => Some(u64::from(u32::MAX)),
        Some("uint64") => Some(WHOLE_MAX),
        _ => None,
    };
    if let Some(max) = max {
        fields.entry("maximum").or_insert(max.into());
    }
    if let Some(Value::Array(types)) = fields.get("type") {
        let not_null = types.iter().find(|name| *name != "null").cloned();
        fields.extend(not_null.map(|name| ("type".to_owned(), name)));
    }
    if let Some(Value::Array(ways)) = fields.get("anyOf")
        && let [Value::Object(of), null] = ways.as_slice()
        && null["type"] == "null"
    {
        let of = of.clone();
        fields.remove("anyOf");
        fields.extend(of);
    }
}

/// Whether a value is as a schema says, for the words of JSON Schema that ours uses; an unknown word fails the test.
fn fits(schema: &Value, root: &Value, value: &Value) -> bool {
    let Some(words) = schema.as_object() else { panic!("{schema} is no schema") };
    // Fields first: the name of a command refuses all other commands at once.
    words.get("properties").and_then(Value::as_object).is_none_or(|known| {
        known.iter().all(|(name, says)| value.get(name).is_none_or(|it| fits(says, root, it)))
    }) && words.iter().all(|(word, says)| match word.as_str() {
        "$schema" | "$defs" | "title" | "description" | "default" | "properties" => true,
        "$ref" => {
            let name = says.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
            fits(&root["$defs"][name], root, value)
        }
        "anyOf" => says.as_array().unwrap().iter().any(|way| fits(way, root, value)),
        "oneOf" => says.as_array().unwrap().iter().filter(|way| fits(way, root, value)).count() == 1,
        "unevaluatedProperties" => value.as_object().is_none_or(|fields| {
            let known = fields_of(schema, root, value);
            says == &Value::Bool(false) && fields.keys().all(|name| known.contains(&name))
        }),
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
    })
}

/// The fields that a schema names, or one of its ways that the value goes.
fn fields_of<'a>(schema: &'a Value, root: &Value, value: &Value) -> Vec<&'a String> {
    let ways = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let way = ways.filter(|way| fits(way, root, value)).flat_map(|way| fields_of(way, root, value));
    schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys()).chain(way).collect()
}

static SCHEMA: LazyLock<Value> = LazyLock::new(|| derived().into());

fn valid(scenario: &Value) -> bool {
    fits(&SCHEMA, &SCHEMA, scenario)
}

/// Why the reader refuses the shape of a scenario, if it does. Whether it makes sense is another question.
fn refusal(scenario: &Value) -> Option<LabError> {
    read::scenario(&Reader::new(ErrorKind::ScenarioError, scenario)).err()
}

/// A scenario with every field.
fn everything() -> Value {
    let question = json!({"text": {"en": "Who?"}, "choices": [
        {"text": {"en": "Replica 1"}, "right": true, "why": {"en": "Yes."}},
        {"text": {"en": "No replica"}, "why": {"en": "No."}}]});
    let find = |find: Value| json!({"text": {"en": "Find it."}, "find": find, "why": {"en": "Found."}});
    let cluster = find(json!({"cluster": {"faulty": 2}}));
    let quorums = find(json!({"quorums": {"replicas": 7, "quorum": 4, "liars": [0, 1]}}));
    let proof = find(json!({"proof": {"culprits": [0]}}));
    let task = json!({"text": {"en": "Do it."}, "goal": {"violation": "any"}, "commandsMin": 1, "commandsMax": 2,
        "controls": ["drop", "clientBehave"], "hints": [{"en": "Try."}, {"en": "Try again."}], "why": {"en": "Done."}});
    json!({
        "version": 1,
        "title": {"en": "All", "zh": "全部", "pt-BR": "Tudo"},
        "about": {"en": "All of it"},
        "cluster": {
            "replicas": 7, "clients": 2, "seed": "18446744073709551615", "checkpointInterval": 4, "logSize": 12,
            "batchMax": 3, "viewTimeoutMs": 900.5, "clientTimeoutMs": 700, "statusIntervalMs": 300,
            "resendIntervalMs": 250, "fetchIntervalMs": 200, "crypto": "symbolic", "mutants": ["M1"]
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
                {"name": "selective", "parameters": {"to": [0, 1], "text": "x", "flag": true, "timeMs": 1.5}, "when": {"views": [0], "seqs": [1], "ratio": [1, 2]}},
                {"name": "silent", "when": "never"}]},
            {"atMs": 9, "do": "behave", "replica": 0, "strategy": {"name": "slow-primary", "parameters": {"percent": 80}}},
            {"atMs": 9, "do": "clientBehave", "client": 1, "group": 1, "strategy": {"name": "silent"}},
            {"atMs": 9, "do": "clientBehave", "client": 1, "strategies": [{"name": "silent", "when": "always"}]},
            {"atMs": 9, "do": "honest", "replica": 2},
            {"atMs": 9, "do": "twin", "replica": 1, "sides": [[0], [2]]}
        ],
        "captions": [
            {"atMs": 0, "text": {"en": "Look"}, "pause": true, "ask": question, "task": task, "explain": question},
            {"atMs": 1, "text": {"en": "Find"}, "ask": cluster, "task": task, "explain": quorums}
        ],
        "goal": {"all": [
            {"answered": {"client": 0, "count": 1}}, {"executedAtLeast": 1}, {"stableAtLeast": 4},
            {"viewAtLeast": 0}, {"timeAtLeastMs": 12.5}, {"violation": "any"}, {"holds": "agreement"}, {"proven": 5},
            {"phase": {"replica": 0, "seq": 1, "atLeast": "committed-local"}},
            {"stored": {"replica": 0, "key": "x", "value": "1"}},
            {"reached": {"not": {"any": [{"executedAtLeast": 9}]}}}
        ]},
        "ask": question, "task": task, "explain": proof
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

/// The limits that the schema states with some word.
fn limits(schema: &Value, word: &str) -> BTreeSet<u64> {
    let below: Vec<&Value> = match schema {
        Value::Array(list) => list.iter().collect(),
        Value::Object(fields) => fields.values().collect(),
        _ => Vec::new(),
    };
    let here = schema.get(word).and_then(Value::as_f64).map(|limit| limit as u64);
    here.into_iter().chain(below.into_iter().flat_map(|it| limits(it, word))).collect()
}

/// Values of the same type as a value: as large as any limit of the schema, and one larger.
fn near_the_limits(value: &Value) -> Vec<Value> {
    let around = |word: &str| limits(&SCHEMA, word).into_iter().flat_map(|limit| [limit, limit + 1]);
    match value {
        Value::Number(_) => around("maximum").map(Value::from).collect(),
        // A few long texts and lists have tests of their own.
        Value::String(_) => around("maxLength")
            .filter(|count| *count < 100_002)
            .map(|count| "x".repeat(count as usize).into())
            .collect(),
        Value::Array(list) => {
            let of = |count: u64| Some(vec![list.first()?.clone(); count as usize].into());
            around("maxItems").filter(|count| *count < 202).filter_map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// The scenario with one wrong thing in it, for every place and every sort of wrong.
fn mutations(mut visit: impl FnMut(&str, &Value)) {
    let whole = everything();
    let mut places = Vec::new();
    pointers(&whole, "", &mut places);
    let wrongs =
        [json!(null), json!(-1), json!(1.5), json!(1e300), json!("x"), json!([]), json!({}), json!(true)];
    for place in &places {
        let there = whole.pointer(place).unwrap();
        for wrong in wrongs.iter().cloned().chain(near_the_limits(there)) {
            let name: String = wrong.to_string().chars().take(60).collect();
            let mut mutated = whole.clone();
            *mutated.pointer_mut(place).unwrap() = wrong;
            visit(&format!("{place} = {name}"), &mutated);
        }
        let (parent, name) = place.rsplit_once('/').unwrap_or(("", ""));
        let mut without = whole.clone();
        if let Some(Value::Object(fields)) = without.pointer_mut(parent) {
            fields.remove(name);
            visit(&format!("without {place}"), &without);
        }
        let mut with = whole.clone();
        if let Some(Value::Object(fields)) = with.pointer_mut(place) {
            fields.insert("unknown".to_owned(), json!(1));
            visit(&format!("{place} with an unknown field"), &with);
        }
    }
}

#[test]
fn every_scene_of_the_catalog_and_every_field_are_valid() {
    assert!(refusal(&everything()).is_none() && valid(&everything()));
    for scene in catalog::SCENES {
        assert!(valid(&serde_json::from_str(&scene.json().unwrap()).unwrap()), "{}", scene.name);
    }
    assert!(valid(&serde_json::to_value(Scenario::default()).unwrap()) && valid(&json!({})));
}

#[test]
fn the_schema_refuses_exactly_what_the_reader_refuses() {
    let (mut refused, mut read) = (0, 0);
    mutations(|mutation, scenario| match refusal(scenario) {
        Some(refusal) => {
            assert!(!valid(scenario), "the schema lets {mutation} pass: {refusal}");
            refused += 1;
        }
        None => {
            assert!(valid(scenario), "the schema alone refuses {mutation}");
            read += 1;
        }
    });
    assert!(refused > 2_000 && read > 800, "{refused} refused, {read} read");
}

#[test]
fn the_schema_has_every_field_that_the_reader_knows() {
    let whole = everything();
    let mut places = Vec::new();
    pointers(&whole, "", &mut places);
    let with = |place: &str, name: &str, value: &Value| {
        let mut scenario = whole.clone();
        scenario.pointer_mut(place)?.as_object_mut()?.insert(name.to_owned(), value.clone());
        Some(scenario)
    };
    let mut tried = 0;
    for place in &places {
        let refusal_of_unknown = with(place, "unknown", &json!(1)).and_then(|scenario| refusal(&scenario));
        let Some(LabError { code: "unknown-field", values, .. }) = refusal_of_unknown else { continue };
        let [(_, ErrorValue::Names(known))] = values.0.as_slice() else { panic!("{values:?}") };
        for name in known {
            let like = places.iter().find(|place| place.ends_with(&format!("/{name}")));
            let like = like.unwrap_or_else(|| panic!("the example has no field {name}"));
            let scenario = with(place, name, whole.pointer(like).unwrap()).unwrap();
            assert_eq!(valid(&scenario), refusal(&scenario).is_none(), "{name} of {place}");
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

#[test]
fn the_longest_lists_are_as_long_as_the_schema_says() {
    for field in ["commands", "captions"] {
        let max = SCHEMA["properties"][field]["maxItems"].as_u64().unwrap() as usize;
        let code = |count: usize| refusal(&json!({ (field): vec![Value::Null; count] })).unwrap().code;
        assert_eq!(code(max + 1), "too-many-entries", "{field}");
        assert_ne!(code(max), "too-many-entries", "{field}");
    }
}

#[test]
fn the_example_has_every_field_of_the_schema() {
    let mut places = Vec::new();
    pointers(&SCHEMA, "", &mut places);
    let fields = places.iter().filter(|place| {
        let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
        let object = parent.strip_suffix("/properties").and_then(|object| SCHEMA.pointer(object));
        object.is_some_and(|object| !object["additionalProperties"].is_object())
    });
    for field in fields {
        let (parent, name) = field.rsplit_once('/').unwrap();
        let mut without = SCHEMA.clone();
        without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
        assert!(!fits(&without, &without, &everything()), "{field}");
    }
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

#[test]
fn the_committed_schema_is_current() {
    let text = serde_json::to_string_pretty(&derived()).unwrap();
    expect_test::expect_file!["../../../docs/scenario.schema.json"].assert_eq(&format!("{text}\n"));
}
