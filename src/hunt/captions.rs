//! Captions of a finding: its scenario, with a sentence for each action in every language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::Finding;
use super::execution::Hit;
use super::schedule::{Action, Schedule};
use crate::byzantine::{ParameterValue, Strategy};
use crate::checks::invariants::liveness::UNANSWERED_CODE;
use crate::checks::invariants::number_of;
use crate::error::LabError;
use crate::scenario::catalog::texts::{Catalogue, parsed};
use crate::scenario::goal::Goal;
use crate::scenario::{Caption, LocalText, Scenario};
use crate::units::Ms;

/// The languages and their files, as the build script finds them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/hunt_languages.rs"));

static CATALOGUES: LazyLock<Result<Vec<Catalogue>, LabError>> = LazyLock::new(|| parsed(FILES));

/// Longer captions are cut after a sentence: a scenario's text has at most 4,000 bytes.
const CAPTION_MAX: usize = 3_000;

/// The scenario of a schedule that comes from a finding, with its violation as the goal.
///
/// # Errors
/// A mistake in a file of texts; a test reads them all.
pub fn scenario_of(finding: &Finding, schedule: &Schedule, hit: &Hit) -> Result<Scenario, LabError> {
    let languages = CATALOGUES.as_ref().map_err(Clone::clone)?;
    let (property, id) = (hit.violation.property, number_of(hit.violation.property));
    let broken = [("id", id.to_owned()), ("property", property.to_owned())];
    let origin = [("seed", finding.seed.to_string()), ("scheduler", finding.scheduler.name().to_owned())];
    let mut captions = BTreeMap::<Ms, LocalText>::new();
    let mut actions: Vec<_> = schedule.actions.iter().filter(|timed| timed.at <= hit.at).collect();
    actions.sort_by_key(|timed| timed.at);
    for timed in actions {
        let sentence = in_each(languages, |words| words.sentence(&timed.action, schedule.cluster.replicas));
        add(&mut captions, timed.at, sentence, languages);
    }
    add(&mut captions, hit.at, in_each(languages, |words| words.text("violation", &broken)), languages);
    let caption =
        |(at_ms, text)| Caption { at_ms, text, pause: at_ms == hit.at, ask: None, task: None, explain: None };
    Ok(Scenario {
        title: Some(in_each(languages, |words| words.text("title", &broken))),
        about: Some(in_each(languages, |words| words.text("about", &origin))),
        captions: captions.into_iter().map(caption).collect(),
        // A session judges safety only: a request that waits is visible at the end.
        goal: Some(match schedule.settles {
            Some(_) if hit.code == UNANSWERED_CODE => Goal::TimeAtLeastMs(hit.at),
            _ => Goal::Violation(property.to_owned()),
        }),
        ..schedule.scenario()
    })
}

/// A text in each language.
fn in_each(languages: &[Catalogue], say: impl Fn(&Words<'_>) -> String) -> LocalText {
    let mut translations: BTreeMap<String, String> =
        languages.iter().map(|(language, texts)| ((*language).to_owned(), say(&Words(texts)))).collect();
    let en = translations.remove("en").unwrap_or_default();
    LocalText { en, translations }
}

/// Adds a sentence to the caption of a time.
fn add(captions: &mut BTreeMap<Ms, LocalText>, at: Ms, sentence: LocalText, languages: &[Catalogue]) {
    let Some(caption) = captions.get_mut(&at) else {
        captions.insert(at, sentence);
        return;
    };
    let longest = caption.translations.values().map(String::len).chain([caption.en.len()]).max();
    if longest.unwrap_or_default() > CAPTION_MAX {
        return;
    }
    for (language, texts) in languages {
        let join = Words(texts).text("join", &[]);
        let parts = match (*language, &mut *caption) {
            ("en", caption) => Some((&mut caption.en, sentence.en.as_str())),
            (other, caption) => {
                let more = sentence.translations.get(other).map(String::as_str).unwrap_or_default();
                caption.translations.get_mut(other).map(|text| (text, more))
            }
        };
        if let Some((text, more)) = parts {
            text.push_str(&join);
            text.push_str(more);
        }
    }
}

/// The texts of a language.
struct Words<'a>(&'a Value);

impl Words<'_> {
    /// The text with this name and these values.
    fn text(&self, name: &str, values: &[(&str, String)]) -> String {
        let text = self.0.get(name).and_then(Value::as_str).unwrap_or_default();
        values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// What an action does.
    fn sentence(&self, action: &Action, replicas: u32) -> String {
        let nodes = |nodes: &[u32]| self.nodes(nodes, replicas);
        let mut values = match action {
            Action::Submit { client, operation } => {
                vec![("client", client.to_string()), ("operation", operation.clone())]
            }
            Action::Behave { replica, strategies, .. } => {
                let strategies: Vec<_> = strategies.iter().map(|strategy| self.strategy(strategy)).collect();
                vec![("replica", replica.to_string()), ("strategies", self.list(&strategies))]
            }
            Action::Twin { replica, first, second } => {
                vec![("replica", replica.to_string()), ("first", nodes(first)), ("second", nodes(second))]
            }
            Action::Cut { from, to, .. } => vec![("from", nodes(from)), ("to", nodes(to))],
            Action::Delay { from, to, latency, .. } => {
                vec![("from", nodes(from)), ("to", nodes(to)), ("latency", latency.text())]
            }
            Action::Crash { replica, after_packets, .. } => {
                let packets = after_packets.unwrap_or_default();
                vec![("replica", replica.to_string()), ("packets", packets.to_string())]
            }
            Action::Pause { replica, .. } => vec![("replica", replica.to_string())],
            Action::Timeout { node, timers } => {
                vec![("node", nodes(&[*node])), ("timers", self.list(timers))]
            }
        };
        values.extend(action.lasts().map(|lasts| ("lasts", lasts.text())));
        self.text(&name(action), &values)
    }

    fn list(&self, parts: &[String]) -> String {
        parts.join(&self.text("comma", &[]))
    }

    /// Nodes by their numbers: replicas first, then clients.
    fn nodes(&self, nodes: &[u32], replicas: u32) -> String {
        let group = |one: &str, several: &str, numbers: Vec<u32>| {
            let name = if numbers.len() == 1 { one } else { several };
            let numbers: Vec<_> = numbers.iter().map(u32::to_string).collect();
            (!numbers.is_empty()).then(|| self.text(name, &[("numbers", self.list(&numbers))]))
        };
        let of = |are: bool| nodes.iter().copied().filter(move |node| (*node < replicas) == are);
        let members = group("replica", "replicas", of(true).collect());
        let clients = of(false).map(|node| node.saturating_sub(replicas)).collect();
        match (members, group("client", "clients", clients)) {
            (Some(first), Some(second)) => self.text("and", &[("first", first), ("second", second)]),
            (one, other) => one.or(other).unwrap_or_default(),
        }
    }

    /// A strategy by its name and its parameters.
    fn strategy(&self, strategy: &Strategy) -> String {
        let value = |value: &ParameterValue| match value {
            ParameterValue::Flag(flag) => flag.to_string(),
            ParameterValue::Whole(number) => number.to_string(),
            ParameterValue::Time(ms) => ms.text(),
            ParameterValue::Text(text) => text.clone(),
            ParameterValue::Nodes(nodes) => nodes.iter().map(u32::to_string).collect::<Vec<_>>().join(" "),
        };
        if strategy.parameters.is_empty() {
            return strategy.name.clone();
        }
        let parameters: Vec<_> =
            strategy.parameters.iter().map(|(name, of)| format!("{name} {}", value(of))).collect();
        let parts = [("name", strategy.name.clone()), ("parameters", self.list(&parameters))];
        self.text("parameters", &parts)
    }
}

/// The name of the sentence about an action.
fn name(action: &Action) -> String {
    let kind = match action {
        Action::Crash { after_packets: Some(_), .. } => "crash-mid-step",
        Action::Timeout { timers, .. } if timers.len() > 1 => "timeouts",
        other => other.name(),
    };
    let ends = if action.lasts().is_some() { "-for" } else { "" };
    format!("{kind}{ends}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_languages_are_those_of_the_scenes_and_have_the_same_texts_with_the_same_values() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/scenario/catalog/texts");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let files: BTreeSet<String> = files.map(|name| name.into_string().unwrap()).collect();
        let languages = CATALOGUES.as_ref().unwrap();
        assert_eq!(files, languages.iter().map(|(language, _)| format!("{language}.json")).collect());
        let values = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
        };
        let texts = |texts: &Value| -> BTreeMap<String, BTreeSet<String>> {
            let texts = texts.as_object().unwrap().iter();
            texts.map(|(name, text)| (name.clone(), values(text.as_str().unwrap()))).collect()
        };
        let english = texts(&languages.iter().find(|(language, _)| *language == "en").unwrap().1);
        for (language, others) in languages {
            assert_eq!(texts(others), english, "{language}");
        }
    }

    fn of_each_kind() -> Vec<Action> {
        let lasts = Some(Ms::from_us(2_500));
        let say = Strategy::named("say").with("to", ParameterValue::Nodes(vec![1, 2]));
        let ending = [
            Action::Cut { from: vec![0, 1], to: vec![2, 4], lasts },
            Action::Delay { from: vec![0], to: vec![4], latency: Ms::from_us(1_000), lasts },
            Action::Crash { replica: 1, after_packets: None, lasts },
            Action::Crash { replica: 1, after_packets: Some(2), lasts },
            Action::Pause { replica: 1, lasts },
        ];
        let endless = ending.iter().map(|action| action.clone().lasting(None));
        let timers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let others = [
            Action::Submit { client: 0, operation: "put x a".to_owned() },
            Action::Behave { replica: 0, strategies: vec![Strategy::named("silent"), say], group: None },
            Action::Twin { replica: 0, first: vec![1], second: vec![2, 3] },
            Action::Timeout { node: 3, timers: timers(&["request"]) },
            Action::Timeout { node: 3, timers: timers(&["request", "new-view"]) },
        ];
        endless.chain(ending.clone()).chain(others).collect()
    }

    #[test]
    fn each_action_has_a_sentence_with_its_values_in_every_language() {
        for (language, texts) in CATALOGUES.as_ref().unwrap() {
            let mut seen = BTreeSet::new();
            for action in of_each_kind() {
                let sentence = Words(texts).sentence(&action, 4);
                assert!(!sentence.is_empty() && !sentence.contains(['{', '}']), "{language}: {sentence}");
                assert!(seen.insert(sentence), "{language}: {action:?} has the sentence of another action");
            }
        }
    }

    #[test]
    fn a_sentence_says_what_the_action_does() {
        let english = &CATALOGUES.as_ref().unwrap().iter().find(|(language, _)| *language == "en").unwrap().1;
        let sentences: Vec<_> =
            of_each_kind().iter().map(|action| Words(english).sentence(action, 4)).collect();
        assert!(sentences.contains(
            &"For 2.5 ms, packets from replicas 0, 1 to replica 2 and client 0 get lost.".to_owned()
        ));
        let behave = "Replica 0 becomes Byzantine and follows silent, say (to 1 2).".to_owned();
        assert!(sentences.contains(&behave), "{sentences:?}");
    }
}
