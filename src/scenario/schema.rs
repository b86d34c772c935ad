//! The JSON Schema of scenario files, made by the reader of scenario files (see `survey`).
//!
//! It says what the shape of a file is: fields, types, ranges, what must stand. What follows only from the whole, such as that
//! a command names a replica that exists, is said when the scenario is opened.

use serde_json::{Map, Value, json};

use crate::error::ErrorKind;
use crate::json::{self, Notes, Reader};
use crate::scenario::{Scenario, read};

/// The schema, as JSON.
pub fn scenario_schema() -> Value {
    let notes = Notes::take(|notes| {
        // What it gives back is made of stand-ins.
        drop(read::scenario(&Reader::surveying(ErrorKind::ScenarioError, notes)));
    });
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("A scenario of pbft-lab"));
    schema.extend(notes.schema());
    let defaults = json::value_of(&Scenario::default());
    for part in ["cluster", "network"] {
        let fields = schema.get_mut("properties").and_then(|fields| fields.get_mut(part));
        let fields = fields.and_then(|part| part.get_mut("properties")).and_then(Value::as_object_mut);
        for (name, field) in fields.into_iter().flatten() {
            // The default of the log size follows from the checkpoint interval.
            let default = defaults.get(part).and_then(|part| part.get(name)).filter(|_| name != "logSize");
            if let (Some(default), Some(field)) = (default, field.as_object_mut()) {
                field.insert("default".to_owned(), default.clone());
            }
        }
    }
    Value::Object(schema)
}

/// The schema as the text of a file.
pub fn scenario_schema_text() -> String {
    format!("{:#}\n", scenario_schema())
}

#[cfg(test)]
mod tests;
