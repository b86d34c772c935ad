//! The texts of the scenes: one file for each language in `texts/`, from the name of a scene to its title, its description and its
//! captions in the order of the scene file.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::error::{ErrorKind, LabError};
use crate::json;

/// The languages and their files.
const FILES: [(&str, &str); 2] =
    [("en", include_str!("texts/en.json")), ("zh", include_str!("texts/zh.json"))];

/// The files, parsed.
static CATALOGUES: LazyLock<Result<Vec<(&str, Value)>, LabError>> = LazyLock::new(|| {
    let parsed = |(language, text): &(&'static str, &str)| {
        json::parse(text, ErrorKind::ScenarioError).map(|value| (*language, value))
    };
    FILES.iter().map(parsed).collect()
});

/// A scene file with its texts in every language that has them.
///
/// # Errors
/// A mistake in a file.
pub(super) fn add(name: &str, file: Value) -> Result<Value, LabError> {
    let Value::Object(mut fields) = file else { return Ok(file) };
    let in_scene = |path: &str| in_every_language(&format!("/{name}/{path}"));
    let mut scene = Map::new();
    scene.insert("title".to_owned(), in_scene("title")?);
    scene.insert("about".to_owned(), in_scene("about")?);
    if let Some(Value::Array(captions)) = fields.get_mut("captions") {
        for (index, caption) in captions.iter_mut().enumerate() {
            let text = in_scene(&format!("captions/{index}"))?;
            caption.as_object_mut().and_then(|fields| fields.insert("text".to_owned(), text));
        }
    }
    scene.extend(fields);
    Ok(Value::Object(scene))
}

/// The text at a JSON pointer in every language that has it.
fn in_every_language(pointer: &str) -> Result<Value, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    let text = |(language, texts): &(&str, Value)| {
        texts.pointer(pointer).map(|text| ((*language).to_owned(), text.clone()))
    };
    Ok(Value::Object(catalogues.iter().filter_map(text).collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
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
