//! Added language: a language whose files are next to the others is in every text that the engine serves. The script `additions.sh` puts
//! this file and the catalogues of the pseudo-language en-XA into a copy of the tree.

use pbft_lab::scenario::{catalog, questions, weakened};
use serde::Serialize;
use serde_json::Value;

const TAG: &str = "en-XA";
/// The letters that the pseudo-language does not have.
const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];

/// The number of texts in English; each has one in the added language, in its own words.
fn translated(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            // The draft of an added scene is the same in every language.
            let text = fields.get("en").and_then(Value::as_str).filter(|text| !text.starts_with("DRAFT"));
            if let Some(english) = text.filter(|text| text.contains(VOWELS)) {
                let added = fields.get(TAG).and_then(Value::as_str);
                let added = added.unwrap_or_else(|| panic!("there is no text in {TAG} for: {english}"));
                assert_ne!(added, english);
                assert!(!added.contains(VOWELS), "{added}");
            }
            usize::from(text.is_some()) + fields.values().map(translated).sum::<usize>()
        }
        Value::Array(values) => values.iter().map(translated).sum(),
        _ => 0,
    }
}

fn texts_in(served: &impl Serialize) -> usize {
    translated(&serde_json::to_value(served).unwrap())
}

#[test]
fn every_scene_is_served_in_the_added_language() {
    assert!(texts_in(&catalog::entries().unwrap()) > 500);
    assert!(texts_in(&catalog::test().unwrap()) > 20);
}

#[test]
fn every_mutant_is_served_in_the_added_language() {
    assert!(texts_in(&weakened::mutants().unwrap()) > 60);
}

#[test]
fn every_question_is_served_in_the_added_language() {
    assert!(texts_in(&questions::questions().unwrap()) > 20);
}
