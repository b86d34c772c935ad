//! The table of mutants for readers: the rule, what goes wrong without it, and a schedule that shows it.

use std::sync::LazyLock;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Weakening;
use super::scenes::SCENES;
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::pbft::rules::{CORGI_KX_DEMO, MUTANTS, Mutant, MutantClass};
use crate::scenario::catalog::texts::{self, Catalogue};
use crate::scenario::{LocalText, Scenario};

/// The languages and their files, as the build script finds them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/mutant_languages.rs"));

static CATALOGUES: LazyLock<Result<Vec<Catalogue>, LabError>> = LazyLock::new(|| texts::parsed(FILES));

/// A rule that a scenario can remove.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct MutantInfo {
    /// The code that `cluster.mutants` takes, such as `M1` (section 6 of docs/protocol-attacks.md).
    pub code: String,
    /// The stable name of the rule, such as `prepared-quorum`.
    pub name: String,
    /// What the rule demands, in one sentence.
    pub rule: LocalText,
    /// What goes wrong without it, in one sentence.
    pub wrong: LocalText,
    /// The section of the paper that states the rule; absent where the paper leaves it open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// What can break.
    #[serde(serialize_with = "class_name")]
    #[cfg_attr(
        target_arch = "wasm32",
        tsify(type = "\"safety\" | \"liveness\" | \"accountability\" | \"no-effect\"")
    )]
    pub class: MutantClass,
    /// Whether it belongs to the preset `corgi-kx-demo`.
    pub in_demo: bool,
    /// A schedule that breaks the protocol without the rule and does no harm with it, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
}

fn class_name<S: Serializer>(class: &MutantClass, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.name())
}

/// All rules that a scenario can remove, in the order of section 6 of the protocol.
///
/// # Errors
/// A mistake in a file; a test reads them all.
pub fn mutants() -> Result<Vec<MutantInfo>, LabError> {
    MUTANTS.iter().map(info).collect()
}

/// The file of the directed schedule of a mutant, if there is one.
pub(in crate::scenario) fn schedule(code: &str) -> Option<&'static str> {
    SCENES.iter().find(|(known, _)| *known == code).map(|(_, file)| *file)
}

/// What goes wrong without the rule.
///
/// # Errors
/// A mistake in a file; a test reads them all.
pub(in crate::scenario) fn wrong(mutant: &Mutant) -> Result<LocalText, LabError> {
    text(mutant, "wrong")
}

fn info(mutant: &'static Mutant) -> Result<MutantInfo, LabError> {
    let (rule, wrong) = (text(mutant, "rule")?, text(mutant, "wrong")?);
    let scenario = schedule(mutant.code).map(|file| scenario(mutant, file, &rule, &wrong)).transpose()?;
    Ok(MutantInfo {
        code: mutant.code.to_owned(),
        name: mutant.name.to_owned(),
        rule,
        wrong,
        section: Some(mutant.section).filter(|section| !section.is_empty()).map(str::to_owned),
        class: mutant.class,
        in_demo: CORGI_KX_DEMO.contains(&mutant.rule),
        scenario,
    })
}

/// A directed schedule, with the words of its mutant.
fn scenario(
    mutant: &'static Mutant,
    file: &str,
    rule: &LocalText,
    wrong: &LocalText,
) -> Result<Scenario, LabError> {
    let scenario = Scenario::parse(file)?;
    debug_assert!(
        scenario.cluster.mutants.contains(&Weakening::Mutant(mutant)),
        "{} is removed",
        mutant.code
    );
    Ok(Scenario { title: Some(rule.clone()), about: Some(wrong.clone()), ..scenario })
}

fn text(mutant: &Mutant, which: &str) -> Result<LocalText, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    let text: Value = texts::in_every_language(catalogues, &format!("/{}/{which}", mutant.code));
    LocalText::read(&Reader::new(
        ErrorKind::ScenarioError,
        &json::parse(&json::text_of(&text), ErrorKind::ScenarioError)?,
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_language_has_both_sentences_of_every_mutant_and_no_others() {
        let of = |mutant: &Mutant| ["rule", "wrong"].map(|which| format!("{} {which}", mutant.code));
        let wanted: BTreeSet<String> = MUTANTS.iter().flat_map(of).collect();
        for (language, texts) in CATALOGUES.as_ref().unwrap() {
            let rows = texts.as_object().unwrap().iter();
            let named = |(code, row): (&String, &Value)| {
                let names = row.as_object().unwrap().keys();
                names.map(|name| format!("{code} {name}")).collect::<Vec<_>>()
            };
            let found: BTreeSet<String> = rows.flat_map(named).collect();
            assert_eq!(found, wanted, "{language}");
        }
    }

    #[test]
    fn the_languages_are_those_of_the_scenes() {
        let tags = |folder: &str| -> BTreeSet<String> {
            let entries = std::fs::read_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        assert_eq!(tags("src/scenario/weakened/texts"), tags("src/scenario/catalog/texts"));
    }

    #[test]
    fn each_mutant_is_served_with_its_texts_and_a_schedule_of_its_own() {
        let all = mutants().unwrap();
        assert_eq!(all.len(), MUTANTS.len());
        for mutant in &all {
            assert!(mutant.rule.translations.contains_key("zh"), "{}", mutant.code);
            let scenario = mutant.scenario.as_ref();
            assert!(scenario.is_some_and(|it| it.goal.is_some() && it.title.is_some()), "{}", mutant.code);
        }
        let known = |code: &str| Mutant::of(code).is_some();
        assert!(SCENES.iter().all(|(code, _)| known(code)));
    }
}
