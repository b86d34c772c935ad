//! A text in several languages: English, and any number of translations by language tag.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::{LabError, codes};
use crate::json::Reader;

/// The maximum number of bytes of a text in one language.
const TEXT_BYTES_MAX: usize = 4_000;
/// The maximum number of languages.
const LANGUAGES_MAX: usize = 100;

/// The maximum number of characters of a language tag: as many as RFC 5646 asks every reader to accept.
const TAG_LENGTH_MAX: usize = 35;

/// Language tags: the parts of BCP 47 that name a language, a script, a region and variants, in their usual case. So no tag has two
/// spellings. For the schema; [`is_language_tag`] decides the same.
#[cfg(test)]
const LANGUAGE_TAG: &str =
    "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$";

/// A text in several languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    target_arch = "wasm32",
    derive(tsify::Tsify),
    tsify(type = "{ en: string } & { [language: string]: string }")
)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(extend(
        "maxProperties" = LANGUAGES_MAX,
        "propertyNames" = {"pattern": LANGUAGE_TAG, "maxLength": TAG_LENGTH_MAX},
        "additionalProperties" = {"type": "string", "maxLength": TEXT_BYTES_MAX}
    ))
)]
pub struct LocalText {
    /// English: the text for readers whose language is missing.
    #[cfg_attr(test, schemars(length(max = TEXT_BYTES_MAX)))]
    pub en: String,
    /// The translations by language tag (BCP 47), such as `zh` or `pt-BR`. At most 99.
    #[serde(flatten)]
    pub translations: BTreeMap<String, String>,
}

impl LocalText {
    pub(crate) fn read(reader: &Reader<'_>) -> Result<LocalText, LabError> {
        let fields = reader.map(LANGUAGES_MAX, is_language_tag, codes::not_a_language_tag)?;
        let text = |language: &str| fields.need(language)?.text(TEXT_BYTES_MAX).map(str::to_owned);
        let en = text("en")?;
        // Inserted one by one, because a map that is collected has a sort of its own in the browser.
        let mut translations = BTreeMap::new();
        for language in fields.names().filter(|language| *language != "en") {
            translations.insert(language.to_owned(), text(language)?);
        }
        Ok(LocalText { en, translations })
    }
}

fn is_language_tag(text: &str) -> bool {
    text.len() <= TAG_LENGTH_MAX && is_made_of_subtags(text)
}

fn is_made_of_subtags(text: &str) -> bool {
    let mut subtags = text.split('-').peekable();
    let is_language =
        |it: &str| matches!(it.len(), 2..=3) && it.bytes().all(|byte| byte.is_ascii_lowercase());
    subtags.next().is_some_and(is_language) && {
        subtags.next_if(|it| is_script(it));
        subtags.next_if(|it| is_region(it));
        subtags.all(is_variant)
    }
}

fn is_script(subtag: &str) -> bool {
    let mut bytes = subtag.bytes();
    let is_capital = bytes.next().is_some_and(|byte| byte.is_ascii_uppercase());
    is_capital && subtag.len() == 4 && bytes.all(|byte| byte.is_ascii_lowercase())
}

fn is_region(subtag: &str) -> bool {
    match subtag.len() {
        2 => subtag.bytes().all(|byte| byte.is_ascii_uppercase()),
        3 => subtag.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

fn is_variant(subtag: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_long_enough = match subtag.len() {
        4 => subtag.starts_with(|first: char| first.is_ascii_digit()),
        5..=8 => true,
        _ => false,
    };
    is_long_enough && subtag.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAGS: [&str; 9] =
        ["en", "zh", "de", "pt-BR", "zh-Hant-TW", "es-419", "en-XA", "de-1996", "sl-rozaj-biske-1994"];
    const NO_TAGS: [&str; 18] = [
        "",
        "*",
        "e",
        "english",
        "EN",
        "pt-br",
        "pt_BR",
        "zh-hant",
        "zh-TW-Hant",
        "en-",
        "-en",
        "en--GB",
        "en-GB-US",
        "en-41",
        "de-abcd",
        "en-x-private",
        "café",
        "zh-Hans ",
    ];

    #[test]
    fn a_language_tag_is_known_by_its_form() {
        let pattern = regex_lite::Regex::new(LANGUAGE_TAG).unwrap();
        for (tags, holds) in [(TAGS.as_slice(), true), (NO_TAGS.as_slice(), false)] {
            for tag in tags {
                assert_eq!(is_language_tag(tag), holds, "{tag}");
                assert_eq!(pattern.is_match(tag), holds, "the pattern for {tag}");
            }
        }
    }
}
