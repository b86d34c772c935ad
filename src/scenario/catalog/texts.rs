//! Texts of the scenes: one file for each language in `texts/`. It has the title, the description and the captions of each scene in the
//! order of the scene file, the questions, tasks and objectives of the course, and the questions of its test.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::scenario::LocalText;

/// The languages and their files, found by the build script.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The tag of a language and its texts.
pub(crate) type Catalogue = (&'static str, Value);

/// The files, parsed.
static CATALOGUES: LazyLock<Result<Vec<Catalogue>, LabError>> = LazyLock::new(|| parsed(FILES));

/// The files of some texts, parsed.
///
/// # Errors
/// A mistake in a file.
pub(crate) fn parsed(files: &'static [(&'static str, &'static str)]) -> Result<Vec<Catalogue>, LabError> {
    let parsed = |(language, text): &(&'static str, &str)| {
        json::parse(text, ErrorKind::ScenarioError).map(|texts| (*language, texts))
    };
    files.iter().map(parsed).collect()
}

/// The field with the captions of a scene.
const CAPTIONS: &str = "captions";
/// The field with the objective of a lesson, which is no part of its scenario.
const OBJECTIVE: &str = "objective";
/// The name for the questions of the test, in place of a scene's name.
const TEST: &str = "test";

/// The questions of the test with their texts.
///
/// # Errors
/// A mistake in a file.
pub(super) fn add_to_test(file: Value) -> Result<Value, LabError> {
    let mut quizzes = file;
    for (language, texts) in CATALOGUES.as_ref().map_err(Clone::clone)? {
        texts.get(TEST).into_iter().for_each(|texts| lay(&mut quizzes, language, texts));
    }
    Ok(quizzes)
}

/// The objective of a lesson.
///
/// # Errors
/// A mistake in a file, or a missing text.
pub(super) fn objective(name: &str) -> Result<LocalText, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    let texts = in_every_language(catalogues, &format!("/{name}/{OBJECTIVE}"));
    LocalText::read(&Reader::new(ErrorKind::ScenarioError, &texts))
}

/// A scene file with its texts in every language that has them.
///
/// # Errors
/// A mistake in a file.
pub(super) fn add(name: &str, file: Value) -> Result<Value, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    Ok(add_from(catalogues, name, file))
}

fn add_from(catalogues: &[Catalogue], name: &str, file: Value) -> Value {
    let Value::Object(fields) = file else { return file };
    let mut scene = Map::new();
    scene.insert("title".to_owned(), Value::Null);
    scene.insert("about".to_owned(), Value::Null);
    scene.extend(fields);
    let mut scene = Value::Object(scene);
    for (language, texts) in catalogues {
        texts.get(name).into_iter().for_each(|texts| lay(&mut scene, language, texts));
    }
    if let Value::Object(fields) = &mut scene {
        fields.shift_remove(OBJECTIVE);
    }
    scene
}

/// Adds the texts of a language to what has the same shape. A caption that has only a text is a text there.
fn lay(place: &mut Value, language: &str, texts: &Value) {
    match texts {
        Value::Object(fields) => {
            for (name, text) in fields {
                let Some(place) = field(place, name) else { continue };
                match text {
                    Value::Array(captions) if name == CAPTIONS => lay_captions(place, language, captions),
                    text => lay(place, language, text),
                }
            }
        }
        Value::Array(texts) => {
            let places = elements(place, texts.len()).iter_mut();
            places.zip(texts).for_each(|(place, text)| lay(place, language, text));
        }
        text => {
            field(place, language).into_iter().for_each(|place| *place = text.clone());
        }
    }
}

fn lay_captions(place: &mut Value, language: &str, captions: &[Value]) {
    for (place, caption) in elements(place, captions.len()).iter_mut().zip(captions) {
        match caption {
            Value::String(_) => {
                field(place, "text").into_iter().for_each(|place| lay(place, language, caption))
            }
            caption => lay(place, language, caption),
        }
    }
}

/// A field of an object, which is made where there is nothing yet.
fn field<'a>(place: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    place.as_object_mut().map(|fields| fields.entry(name).or_insert(Value::Null))
}

/// The elements of a list, at least `count`, which are made where there is nothing yet.
fn elements(place: &mut Value, count: usize) -> &mut [Value] {
    if place.is_null() {
        *place = Value::Array(Vec::new());
    }
    let Value::Array(list) = place else { return &mut [] };
    list.resize(list.len().max(count), Value::Null);
    list.as_mut_slice()
}

/// The text at a JSON pointer in every language that has it.
pub(in crate::scenario) fn in_every_language(catalogues: &[Catalogue], pointer: &str) -> Value {
    let text = |(language, texts): &Catalogue| {
        texts.pointer(pointer).map(|text| ((*language).to_owned(), text.clone()))
    };
    Value::Object(catalogues.iter().filter_map(text).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::catalog::SCENES;

    /// The names and numbers that lead to a text.
    fn pointers(value: &Value, at: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(name, value)| pointers(value, &format!("{at}/{name}"), found));
            }
            Value::Array(elements) => {
                let numbered = elements.iter().enumerate();
                numbered.for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
            }
            _ => {
                found.insert(at.to_owned());
            }
        }
    }

    #[test]
    fn each_language_has_every_text_of_every_scene_and_no_other_text() {
        let pointers_of = |texts: &Value| {
            let mut found = BTreeSet::new();
            pointers(texts, "", &mut found);
            found
        };
        let catalogues = CATALOGUES.as_ref().unwrap();
        let english = &catalogues.iter().find(|(language, _)| *language == "en").unwrap().1;
        let names: BTreeSet<&str> = SCENES.iter().map(|scene| scene.name).chain([TEST]).collect();
        assert_eq!(english.as_object().unwrap().keys().map(String::as_str).collect::<BTreeSet<_>>(), names);
        // That English has each text, and no text of what is not in the file, the reader sees.
        for scene in SCENES {
            Scenario::parse(&scene.json().unwrap())
                .unwrap_or_else(|refusal| panic!("{}: {refusal}", scene.name));
        }
        let wanted = pointers_of(english);
        for (language, texts) in catalogues {
            let found = pointers_of(texts);
            let differing: Vec<_> = wanted.symmetric_difference(&found).collect();
            assert!(differing.is_empty(), "{language}: {differing:?}");
        }
    }

    #[test]
    fn each_file_of_the_folder_is_a_language() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario/catalog/texts");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let files: BTreeSet<String> = files.map(|name| name.into_string().unwrap()).collect();
        let languages = CATALOGUES.as_ref().unwrap().iter();
        assert_eq!(files, languages.map(|(language, _)| format!("{language}.json")).collect());
    }

    #[test]
    fn no_scene_text_is_a_draft() {
        for (language, texts) in CATALOGUES.as_ref().unwrap() {
            let drafts = texts.as_object().unwrap().iter().filter(|(_, it)| it.to_string().contains("DRAFT"));
            let names: Vec<_> = drafts.map(|(name, _)| name).collect();
            assert!(names.is_empty(), "{language}: write the texts of {names:?}");
        }
    }

    /// The text with an accent on each vowel.
    fn accented(value: &Value) -> Value {
        match value {
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), accented(value))).collect()
            }
            Value::Array(elements) => elements.iter().map(accented).collect(),
            Value::String(text) => {
                let pairs = ["aá", "eé", "ií", "oó", "uú"].map(|pair| pair.split_at(1));
                pairs.iter().fold(text.clone(), |text, (plain, accent)| text.replace(plain, accent)).into()
            }
            other => other.clone(),
        }
    }

    #[test]
    fn a_further_language_is_in_every_text_of_every_scene() {
        let mut catalogues = CATALOGUES.as_ref().unwrap().clone();
        let english = catalogues.iter().find(|(language, _)| *language == "en").unwrap();
        catalogues.push(("en-XA", accented(&english.1)));
        for scene in SCENES {
            let file = serde_json::from_str(scene.file).unwrap();
            let scene = add_from(&catalogues, scene.name, file);
            assert!(Scenario::parse(&scene.to_string()).is_ok());
            let mut english = BTreeSet::new();
            pointers(&scene, "", &mut english);
            for pointer in english.iter().filter(|pointer| pointer.ends_with("/en")) {
                let text = scene.pointer(pointer.strip_suffix("/en").unwrap()).unwrap();
                assert_eq!(text["en-XA"], accented(&text["en"]), "{pointer}");
                assert!(text["zh"].is_string(), "{pointer}");
            }
        }
    }

    #[test]
    fn a_scene_file_holds_no_text() {
        for scene in SCENES {
            let mut found = BTreeSet::new();
            pointers(&serde_json::from_str(scene.file).unwrap(), "", &mut found);
            let is_text = |pointer: &&String| {
                ["title", "about", "text", "why", "hints"]
                    .iter()
                    .any(|name| pointer.contains(&format!("/{name}")))
            };
            assert_eq!(found.iter().find(is_text), None, "{}", scene.name);
        }
    }
}
