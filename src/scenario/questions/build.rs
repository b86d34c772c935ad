//! The entries of the questions, and their scenes: a schedule with the captions and the goal of one side.

use serde_json::{Value, json};

use super::{CATALOGUES, Question, QuestionEntry, QuestionRun, Side};
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::pbft::rules::{MUTANTS, Mutant};
use crate::scenario::catalog::texts::in_every_language;
use crate::scenario::catalog::{CatalogEntry, Category};
use crate::scenario::command::Command;
use crate::scenario::goal::Goal;
use crate::scenario::{Caption, LocalText, Scenario, weakened};
use crate::units::Ms;

pub(super) fn entry(question: &Question) -> Result<QuestionEntry, LabError> {
    let mutant = mutant_of(question)?;
    Ok(QuestionEntry {
        name: mutant.name.to_owned(),
        question: text(mutant, "question")?,
        answer: text(mutant, "answer")?,
        asked_at: question.asked_at.iter().map(|address| (*address).to_owned()).collect(),
        mutant: mutant.code.to_owned(),
        with: run(question, mutant, Side::With),
        without: run(question, mutant, Side::Without),
    })
}

fn run(question: &Question, mutant: &Mutant, side: Side) -> QuestionRun {
    let (scene, start) = (name(mutant, side), question.moment_ms);
    QuestionRun {
        link: format!("?scenario={scene}&start-at={start}ms"),
        embed: format!(r#"<pbft-lab scenario="{scene}" start-at="{start}ms"></pbft-lab>"#),
        start_at_ms: ms(start),
        scene,
    }
}

/// The name of the scene of one side.
fn name(mutant: &Mutant, side: Side) -> String {
    format!("{}-{}", side.name(), mutant.name)
}

/// The run of one side as a scene of the catalog.
pub(super) fn scene(question: &Question, side: Side) -> Result<CatalogEntry, LabError> {
    let mutant = mutant_of(question)?;
    let schedule = Scenario::parse(file_of(question, mutant)?)?;
    let title = joined(text(mutant, "question")?, &read("/runs", side.name())?);
    let (about, outcome_ms, goal) = match side {
        Side::With => {
            (text(mutant, "answer")?, question.outcomes_ms.0, goal_with_the_rule(&schedule, question))
        }
        Side::Without => (weakened::wrong(mutant)?, question.outcomes_ms.1, schedule.goal.clone()),
    };
    let shown = [
        (0, text(mutant, "captions/0")?),
        (question.moment_ms, text(mutant, "captions/1")?),
        (outcome_ms, text(mutant, side.name())?),
    ];
    let caption = |(at, text)| Caption {
        at_ms: ms(at),
        text,
        pause: at == outcome_ms,
        ask: None,
        task: None,
        explain: None,
    };
    let mut scenario = Scenario {
        title: Some(title.clone()),
        about: Some(about.clone()),
        captions: shown.map(caption).into(),
        goal,
        ..schedule
    };
    if side == Side::With {
        scenario.cluster.mutants.clear();
    }
    Ok(CatalogEntry {
        name: name(mutant, side),
        title,
        about,
        category: Category::Questions,
        codes: vec![mutant.code.to_owned()],
        lesson: None,
        scenario,
    })
}

/// With the rule, the invariant holds up to the outcome, or every request is answered.
fn goal_with_the_rule(schedule: &Scenario, question: &Question) -> Option<Goal> {
    if let Some(Goal::Violation(property)) = &schedule.goal {
        let until = Goal::TimeAtLeastMs(ms(question.outcomes_ms.0));
        return Some(Goal::All(vec![until, Goal::Holds(property.clone())]));
    }
    let submitted = |client: u32| {
        let of_client =
            |command: &Command| matches!(command, Command::Submit { client: other, .. } if *other == client);
        schedule.commands.iter().map(|timed| u64::from(of_client(&timed.command))).sum()
    };
    let answered =
        (0..schedule.cluster.clients).map(|client| Goal::Answered { client, count: submitted(client) });
    Some(Goal::All(answered.collect()))
}

fn mutant_of(question: &Question) -> Result<&'static Mutant, LabError> {
    MUTANTS.iter().find(|mutant| mutant.rule == question.rule).ok_or_else(|| missing("rule"))
}

fn file_of(question: &Question, mutant: &Mutant) -> Result<&'static str, LabError> {
    question.file.or_else(|| weakened::schedule(mutant.code)).ok_or_else(|| missing(mutant.code))
}

fn missing(what: &str) -> LabError {
    ErrorKind::ScenarioError.at(what, crate::error::codes::missing_in_scene(what))
}

/// A text of a question in every language.
fn text(mutant: &Mutant, which: &str) -> Result<LocalText, LabError> {
    read(&format!("/{}", mutant.name), which)
}

fn read(folder: &str, which: &str) -> Result<LocalText, LabError> {
    let catalogues = CATALOGUES.as_ref().map_err(Clone::clone)?;
    let text: Value = in_every_language(catalogues, &format!("{folder}/{which}"));
    // The reader of scenario files reports the missing language.
    let text = json::parse(&json!(text).to_string(), ErrorKind::ScenarioError)?;
    LocalText::read(&Reader::new(ErrorKind::ScenarioError, &text))
}

/// A text with another one behind it, in each language of the first.
fn joined(first: LocalText, second: &LocalText) -> LocalText {
    let behind = |language: &str| second.translations.get(language).unwrap_or(&second.en);
    let mut translations = first.translations;
    for (language, text) in &mut translations {
        text.push_str(behind(language));
    }
    LocalText { en: format!("{}{}", first.en, second.en), translations }
}

fn ms(ms: u64) -> Ms {
    Ms::from_us(ms.saturating_mul(1000))
}
