//! The questions that readers ask: without its rule the schedule of a question does harm, and with the rule it does none. The page
//! of questions, docs/questions.md, is written by a test here (`UPDATE_EXPECT=1`).

use std::collections::BTreeSet;

use expect_test::expect_file;
use pbft_lab::api::{Stopped, ViewOptions};
use pbft_lab::run::history::History;
use pbft_lab::run::session::Session;
use pbft_lab::scenario::catalog::{self, CatalogEntry, Category};
use pbft_lab::scenario::goal::Goal;
use pbft_lab::scenario::questions::{QuestionEntry, QuestionRun, questions};
use pbft_lab::scenario::weakened::mutants;
use pbft_lab::scenario::{Caption, LocalText, Scenario};

use crate::driver::ms;

/// The number of questions.
const COUNT: usize = 12;

/// The questions with the scenes of their runs: with the rule, and without it.
fn pairs() -> Vec<(QuestionEntry, CatalogEntry, CatalogEntry)> {
    let scenes = catalog::entries().unwrap_or_else(|refusal| panic!("{refusal}"));
    let scene = |run: &QuestionRun| scenes.iter().find(|scene| scene.name == run.scene).unwrap().clone();
    let all = questions().unwrap_or_else(|refusal| panic!("{refusal}"));
    all.into_iter().map(|it| (it.clone(), scene(&it.with), scene(&it.without))).collect()
}

/// A run up to its goal.
fn played(name: &str, scenario: &Scenario) -> Session {
    let goal = scenario.goal.clone().unwrap();
    let mut session = Session::open(scenario.clone()).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
    let stopped = session.run_until(&goal, ms(10_000), &mut || false).unwrap().stopped;
    assert_eq!(stopped, Stopped::Goal, "{name}");
    session
}

fn answered(session: &mut Session) -> u64 {
    session.view(ViewOptions::default()).clients.iter().map(|client| client.answered).sum()
}

#[test]
fn each_question_has_two_runs_that_differ_in_exactly_its_rule() {
    let pairs = pairs();
    assert_eq!(pairs.len(), COUNT);
    let names: BTreeSet<&str> = pairs.iter().map(|(question, ..)| question.mutant.as_str()).collect();
    assert_eq!(names.len(), COUNT);
    for (question, with, without) in &pairs {
        let removed: Vec<_> = without.scenario.cluster.mutants.iter().map(|it| it.name()).collect();
        assert_eq!(removed, [question.mutant.as_str()]);
        let mut repaired = without.scenario.cluster.clone();
        repaired.mutants.clear();
        let settings = |it: &Scenario| (it.network.clone(), it.commands.clone());
        assert_eq!(with.scenario.cluster, repaired, "{}", question.name);
        assert_eq!(settings(&with.scenario), settings(&without.scenario), "{}", question.name);
        assert!(with.category == Category::Questions && without.category == Category::Questions);
    }
    let of_questions = catalog::entries().unwrap();
    assert_eq!(of_questions.iter().filter(|it| it.category == Category::Questions).count(), 2 * COUNT);
}

#[test]
fn each_schedule_does_harm_without_the_rule_and_none_with_it() {
    for (question, with, without) in pairs() {
        let name = question.name.as_str();
        let outcome =
            |scene: &CatalogEntry| scene.scenario.captions.last().map(|caption| caption.at_ms).unwrap();
        let mut whole = played(name, &with.scenario);
        assert!(whole.now() <= outcome(&with).max(ms(3_000)), "{name}: the outcome is soon visible");
        let until = whole.now();
        whole.advance(ms(3_000), &mut || false);
        assert!(whole.violations().is_empty(), "{name}: {:?}", whole.violations());
        let mut weakened = played(name, &without.scenario);
        if let Some(Goal::Violation(property)) = &without.scenario.goal {
            assert!(weakened.now() <= outcome(&without), "{name}: the last caption reports the violation");
            assert!(weakened.violations().iter().any(|it| it.property == *property), "{name}");
        } else {
            assert!(weakened.now() > until, "{name}: more time than the whole protocol needs");
            assert!(answered(&mut weakened) < answered(&mut whole), "{name}: a request waits");
        }
    }
}

#[test]
fn a_reader_starts_at_the_second_caption_before_the_outcome_and_the_run_pauses_there() {
    for (question, with, without) in pairs() {
        for (run, scene) in [(&question.with, &with), (&question.without, &without)] {
            let [first, second, last] = scene.scenario.captions.as_slice() else { panic!("{}", scene.name) };
            assert_eq!((first.at_ms, second.at_ms), (ms(0), run.start_at_ms), "{}", scene.name);
            assert!(second.at_ms < last.at_ms && last.pause, "{}", scene.name);
            let start = format!("{}ms", run.start_at_ms.text());
            assert_eq!(run.link, format!("?scenario={}&start-at={start}", scene.name));
            assert_eq!(
                run.embed,
                format!(r#"<pbft-lab scenario="{}" start-at="{start}"></pbft-lab>"#, scene.name)
            );
        }
    }
}

#[test]
fn every_text_is_in_both_languages_and_an_answer_has_two_sentences() {
    let sentences = |text: &str, end: char| text.matches(end).count();
    for (question, with, without) in pairs() {
        let scenes = [&with, &without];
        let captions = scenes.into_iter().flat_map(|scene| &scene.scenario.captions);
        let texts: Vec<&LocalText> = captions
            .map(|Caption { text, .. }| text)
            .chain([&question.question, &question.answer])
            .chain(scenes.into_iter().flat_map(|scene| [&scene.title, &scene.about]))
            .collect();
        for text in texts {
            assert!(
                !text.en.is_empty() && text.translations.contains_key("zh"),
                "{}: {text:?}",
                question.name
            );
        }
        let zh = &question.answer.translations["zh"];
        let counts = (sentences(&question.answer.en, '.'), sentences(zh, '。'));
        assert_eq!(counts, (2, 2), "{}", question.name);
        assert!(question.question.en.ends_with('?') && !question.asked_at.is_empty());
    }
}

#[test]
fn a_link_to_a_run_of_a_question_is_short_and_keeps_its_texts() {
    for (_, with, without) in pairs() {
        for scene in [with, without] {
            let mut session = Session::open(scene.scenario.clone()).unwrap();
            session.advance(ms(400), &mut || false);
            let text = session.link().unwrap();
            assert!(text.len() <= 2_000, "{}: {}", scene.name, text.len());
            assert_eq!(History::from_link(&text).unwrap().scenario(), scene.scenario, "{}", scene.name);
        }
    }
}

/// The page of all questions.
fn page() -> String {
    let rules = mutants().unwrap();
    let mut lines = vec![
        "# Questions that people ask".to_owned(),
        String::new(),
        "Each question has a short answer and two runs of one schedule: PBFT as it is, and without exactly the rule that the question is"
            .to_owned(),
        "about. A link is the end of an address: `https://lab.example/?scenario=with-commit-phase&start-at=35ms` opens the page at the"
            .to_owned(),
        "moment before the outcome. [embedding.md](embedding.md) says how a line is embedded. `Simulation.questions()` returns all of this as"
            .to_owned(),
        "data, in every language. `tests/questions.rs` checks each pair and writes this page.".to_owned(),
    ];
    for (question, with, without) in pairs() {
        let rule = rules.iter().find(|rule| rule.code == question.mutant).unwrap();
        let outcome = |scene: &CatalogEntry| scene.scenario.captions.last().unwrap().text.en.clone();
        let asked: Vec<_> = question.asked_at.iter().map(|address| format!("<{address}>")).collect();
        lines.extend([
            String::new(),
            format!("## {}", question.question.en),
            String::new(),
            question.answer.en,
            String::new(),
            format!("The rule ({}): {} Asked at {}.", question.mutant, rule.rule.en, asked.join(", ")),
            String::new(),
            "| | PBFT as it is | without the rule |".to_owned(),
            "|---|---|---|".to_owned(),
            format!("| outcome | {} | {} |", outcome(&with), outcome(&without)),
            format!("| link | `{}` | `{}` |", question.with.link, question.without.link),
            format!("| embed | `{}` | `{}` |", question.with.embed, question.without.embed),
        ]);
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_page_of_questions_is_the_one_that_is_published() {
    expect_file!["../docs/questions.md"].assert_eq(&page());
}
