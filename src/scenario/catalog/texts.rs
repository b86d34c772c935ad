//! Texts of the scenes: one file for each language in `texts/`. It maps the name of a scene to its title, its description and
//! its captions in the order of the scene file.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::error::{ErrorKind, LabError};
use crate::json;

/// The languages and their files, found by the build script.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The tag of a language and its texts.
pub(in crate::scenario) type Catalogue = (&'static str, Value);

/// The files, parsed.
static CATALOGUES: LazyLock<Result<Vec<Catalogue>, LabError>> = LazyLock::new(|| parsed(FILES));

/// The files of some texts, parsed.
///
/// # Errors
/// A mistake in a file.
pub(in crate::scenario) fn parsed(
    files: &'static [(&'static str, &'static str)],
) -> Result<Vec<Catalogue>, LabError> {
    let parsed = |(language, text): &(&'static str, &str)| {
        json::parse(text, ErrorKind::ScenarioError).map(|texts| (*language, texts))
    };
    files.iter().map(parsed).collect()
}

/// Adds the texts of a scene in every language that has them.
///
/// # Errors
/// If a file has a mistake.
pub(super) fn add(name: &str, file: Value) -> Result<Value, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    Ok(add_from(catalogues, name, file))
}

fn add_from(catalogues: &[Catalogue], name: &str, file: Value) -> Value {
    let Value::Object(mut fields) = file else { return file };
    let in_scene = |path: &str| in_every_language(catalogues, &format!("/{name}/{path}"));
    let mut scene = Map::new();
    scene.insert("title".to_owned(), in_scene("title"));
    scene.insert("about".to_owned(), in_scene("about"));
    if let Some(Value::Array(captions)) = fields.get_mut("captions") {
        for (index, caption) in captions.iter_mut().enumerate() {
            let text = in_scene(&format!("captions/{index}"));
            caption.as_object_mut().and_then(|fields| fields.insert("text".to_owned(), text));
        }
    }
    scene.extend(fields);
    Value::Object(scene)
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

    use serde_json::json;

    use super::*;
    use crate::scenario::Scenario;
    use crate::scenario::catalog::SCENES;

    /// The JSON pointers of all texts.
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
        let wanted: BTreeSet<String> = SCENES
            .iter()
            .flat_map(|scene| {
                let file: Value = serde_json::from_str(scene.file).unwrap();
                let captions = file["captions"].as_array().map_or(0, Vec::len);
                let captions = (0..captions).map(|index| format!("captions/{index}"));
                let texts = ["title".to_owned(), "about".to_owned()].into_iter().chain(captions);
                texts.map(|text| format!("/{}/{text}", scene.name)).collect::<Vec<_>>()
            })
            .collect();
        for (language, texts) in CATALOGUES.as_ref().unwrap() {
            let mut found = BTreeSet::new();
            pointers(texts, "", &mut found);
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
            let scenario = Scenario::parse(&add_from(&catalogues, scene.name, file).to_string()).unwrap();
            let captions = scenario.captions.iter().map(|caption| &caption.text);
            for text in captions.chain(&scenario.title).chain(&scenario.about) {
                assert_eq!(json!(text.translations["en-XA"]), accented(&json!(text.en)), "{}", scene.name);
                assert!(text.translations["en-XA"] != text.en && text.translations.contains_key("zh"));
            }
        }
    }

    #[test]
    fn a_scene_file_holds_no_text() {
        for scene in SCENES {
            let file: Value = serde_json::from_str(scene.file).unwrap();
            let captions = file["captions"].as_array().into_iter().flatten();
            let is_bare = captions
                .chain([&file])
                .all(|it| ["title", "about", "text"].iter().all(|field| it.get(field).is_none()));
            assert!(is_bare, "{}", scene.name);
        }
    }
}
