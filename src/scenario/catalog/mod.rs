//! Built-in scenarios: one file for each scene, and the texts of all scenes in one file for each language (`texts/`). To add a
//! scene, add its file, a line in the table here, and its texts in each language. The course (`course/`) is twelve lessons that ask.

pub(crate) mod texts;

use serde::Serialize;

use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::json::{self, Reader};
use crate::pbft::ProtocolParams;
use crate::scenario::lesson::Quiz;
use crate::scenario::{LocalText, Scenario, questions};

/// A part of the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Category {
    /// The course: numbered lessons that ask.
    Course,
    /// Lessons about PBFT, step by step.
    Lessons,
    /// Byzantine behaviours, with at most f faulty replicas.
    Attacks,
    /// More than f faulty replicas, and what breaks.
    Collusion,
    /// The two runs of each question that readers ask: with a rule, and without it.
    Questions,
}

/// A built-in scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CatalogEntry {
    /// The stable name, as in the custom element's `scenario` attribute.
    pub name: String,
    /// The title, in the languages of the catalog.
    pub title: LocalText,
    /// One or two sentences about the scene.
    pub about: LocalText,
    /// Its part of the catalog.
    #[serde(rename = "shelf")]
    pub category: Category,
    /// The Byzantine behaviours and attacks that it shows, such as `B2`.
    pub codes: Vec<String>,
    /// Its place in the course; absent for a scene of the library.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonEntry>,
    /// The scenario, with title and captions.
    pub scenario: Scenario,
}

/// The place of a lesson in the course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LessonEntry {
    /// The number, from 1.
    pub number: u32,
    /// The part of the lesson, from 1. Most lessons have a second part, often with a rule removed or put back.
    pub part: u32,
    /// What a reader can say or do after the lesson.
    pub objective: LocalText,
}

/// A scene of the catalog.
#[derive(Clone, Copy, Debug)]
pub struct Scene {
    /// The stable name.
    pub name: &'static str,
    /// Its part of the catalog.
    pub category: Category,
    /// The Byzantine behaviour or attack that it shows, such as `B2`; empty if none.
    pub code: &'static str,
    /// The number of a lesson of the course. Scenes with the same number are its parts, in this order.
    pub lesson: Option<u32>,
    /// The scene file: a scenario without texts.
    file: &'static str,
}

impl Scene {
    /// The scene as a scenario file, with its texts in all languages.
    ///
    /// # Errors
    /// If a file has a mistake.
    pub fn json(&self) -> Result<String, LabError> {
        let file = json::parse(self.file, ErrorKind::ScenarioError)?;
        texts::add(self.name, file).map(|scene| json::text_of(&scene))
    }
}

/// The scenes in the order of the catalog: the course, the lessons, then one scene for each Byzantine behaviour.
pub const SCENES: &[Scene] = &[
    course(1, "same-order", include_str!("course/same-order.json")),
    course(2, "majority", include_str!("course/majority.json")),
    course(3, "one-liar", include_str!("course/one-liar.json")),
    course(3, "one-liar-of-four", include_str!("course/one-liar-of-four.json")),
    course(4, "quorum-overlap", include_str!("course/quorum-overlap.json")),
    course(4, "five-of-seven", include_str!("course/five-of-seven.json")),
    course(5, "why-prepare", include_str!("course/why-prepare.json")),
    course(5, "dropped-prepares", include_str!("course/dropped-prepares.json")),
    course(6, "why-commit", include_str!("course/why-commit.json")),
    course(6, "executed-when-prepared", include_str!("course/executed-when-prepared.json")),
    course(7, "matching-replies", include_str!("course/matching-replies.json")),
    course(7, "first-reply", include_str!("course/first-reply.json")),
    course(7, "lost-replies", include_str!("course/lost-replies.json")),
    course(8, "next-primary", include_str!("course/next-primary.json")),
    course(8, "no-certificates", include_str!("course/no-certificates.json")),
    course(9, "lying-new-primary", include_str!("course/lying-new-primary.json")),
    course(9, "no-evidence", include_str!("course/no-evidence.json")),
    course(10, "water-marks", include_str!("course/water-marks.json")),
    course(10, "poisoned-state", include_str!("course/poisoned-state.json")),
    course(11, "safety-and-liveness", include_str!("course/safety-and-liveness.json")),
    course(11, "constant-timeout", include_str!("course/constant-timeout.json")),
    course(12, "beyond-f", include_str!("course/beyond-f.json")),
    lesson("one-request", "", include_str!("one-request.json")),
    lesson("one-replica-down", "", include_str!("one-replica-down.json")),
    lesson("two-replicas-down", "", include_str!("two-replicas-down.json")),
    lesson("tampered-request", "B6", include_str!("tampered-request.json")),
    lesson("forged-signature", "B19", include_str!("forged-signature.json")),
    lesson("replay", "B21", include_str!("replay.json")),
    lesson("silent-primary", "", include_str!("silent-primary.json")),
    lesson("equivocating-primary", "B2", include_str!("equivocating-primary.json")),
    lesson("malicious-new-primary", "B29", include_str!("malicious-new-primary.json")),
    lesson("checkpoint", "", include_str!("checkpoint.json")),
    lesson("state-transfer", "", include_str!("state-transfer.json")),
    lesson("partition", "", include_str!("partition.json")),
    lesson("lying-replies", "A3", include_str!("lying-replies.json")),
    lesson("slow-primary", "B4", include_str!("slow-primary.json")),
    lesson("broken-agreement", "A1", include_str!("broken-agreement.json")),
    lesson("rewritten-history", "A2", include_str!("rewritten-history.json")),
    lesson("exactly-once", "", include_str!("exactly-once.json")),
    lesson("batches", "", include_str!("batches.json")),
    lesson("seven-replicas", "", include_str!("seven-replicas.json")),
    lesson("thirty-one-replicas", "", include_str!("thirty-one-replicas.json")),
    lesson("hundred-replicas", "", include_str!("hundred-replicas.json")),
    attack("B1", "two-silent-primaries", include_str!("attacks/two-silent-primaries.json")),
    attack("B3", "primary-that-votes-too", include_str!("attacks/primary-that-votes-too.json")),
    attack("B5", "censored-client", include_str!("attacks/censored-client.json")),
    attack("B7", "fabricated-request", include_str!("attacks/fabricated-request.json")),
    attack("B8", "mismatched-digest", include_str!("attacks/mismatched-digest.json")),
    attack("B9", "stale-request", include_str!("attacks/stale-request.json")),
    attack("B10", "number-jump", include_str!("attacks/number-jump.json")),
    attack("B11", "hogged-window", include_str!("attacks/hogged-window.json")),
    attack("B12", "broken-word", include_str!("attacks/broken-word.json")),
    attack("B13", "left-in-the-dark", include_str!("attacks/left-in-the-dark.json")),
    attack("B14", "silent-backup", include_str!("attacks/silent-backup.json")),
    attack("B15", "double-prepare", include_str!("attacks/double-prepare.json")),
    attack("B16", "double-commit", include_str!("attacks/double-commit.json")),
    attack("B17", "withheld-commit", include_str!("attacks/withheld-commit.json")),
    attack("B18", "selective-sender", include_str!("attacks/selective-sender.json")),
    attack("B20", "replayed-phase", include_str!("attacks/replayed-phase.json")),
    attack("B22", "other-cluster", include_str!("attacks/other-cluster.json")),
    attack("B23", "garbage", include_str!("attacks/garbage.json")),
    attack("B24", "fabricated-certificate", include_str!("attacks/fabricated-certificate.json")),
    attack("B25", "hidden-certificate", include_str!("attacks/hidden-certificate.json")),
    attack("B26", "old-checkpoint", include_str!("attacks/old-checkpoint.json")),
    attack("B27", "bogus-checkpoint", include_str!("attacks/bogus-checkpoint.json")),
    attack("B28", "view-change-spam", include_str!("attacks/view-change-spam.json")),
    attack("B30", "false-quorum", include_str!("attacks/false-quorum.json")),
    attack("B31", "two-new-views", include_str!("attacks/two-new-views.json")),
    attack("B32", "withheld-new-view", include_str!("attacks/withheld-new-view.json")),
    attack("B33", "inflated-timeouts", include_str!("attacks/inflated-timeouts.json")),
    attack("B34", "wrong-checkpoint", include_str!("attacks/wrong-checkpoint.json")),
    attack("B35", "withheld-checkpoint", include_str!("attacks/withheld-checkpoint.json")),
    attack("B36", "far-checkpoint", include_str!("attacks/far-checkpoint.json")),
    attack("B37", "bad-state", include_str!("attacks/bad-state.json")),
    attack("B38", "bad-batch", include_str!("attacks/bad-batch.json")),
    attack("B39", "endless-questions", include_str!("attacks/endless-questions.json")),
    attack("B40", "lying-reply", include_str!("attacks/lying-reply.json")),
    attack("B41", "wrong-view", include_str!("attacks/wrong-view.json")),
    attack("B42", "two-operations", include_str!("attacks/two-operations.json")),
    attack("B43", "backups-only", include_str!("attacks/backups-only.json")),
    attack("B44", "signature-for-some", include_str!("attacks/signature-for-some.json")),
    attack("B45", "last-timestamp", include_str!("attacks/last-timestamp.json")),
    attack("B46", "flood", include_str!("attacks/flood.json")),
    attack("B47", "replayed-request", include_str!("attacks/replayed-request.json")),
    attack("B48", "lost-disk", include_str!("attacks/lost-disk.json")),
    attack("B49", "twins", include_str!("attacks/twins.json")),
    attack("B50", "hostile-network", include_str!("attacks/hostile-network.json")),
    collusion("A4", "strike", include_str!("attacks/strike.json")),
    collusion("A5", "view-change-storm", include_str!("attacks/view-change-storm.json")),
    collusion("A6", "invented-state", include_str!("attacks/invented-state.json")),
];

const fn course(number: u32, name: &'static str, file: &'static str) -> Scene {
    Scene { name, category: Category::Course, code: "", lesson: Some(number), file }
}

const fn lesson(name: &'static str, code: &'static str, file: &'static str) -> Scene {
    Scene { name, category: Category::Lessons, code, lesson: None, file }
}

const fn attack(code: &'static str, name: &'static str, file: &'static str) -> Scene {
    Scene { name, category: Category::Attacks, code, lesson: None, file }
}

const fn collusion(code: &'static str, name: &'static str, file: &'static str) -> Scene {
    Scene { name, category: Category::Collusion, code, lesson: None, file }
}

/// All scenes, those of the questions last.
///
/// # Errors
/// If a file has a mistake. A test reads them all.
pub fn entries() -> Result<Vec<CatalogEntry>, LabError> {
    let mut entries = SCENES.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    entries.extend(questions::scenes()?);
    Ok(entries)
}

fn entry(scene: &Scene) -> Result<CatalogEntry, LabError> {
    let Scene { name, category, code, lesson, .. } = *scene;
    let scenario = Scenario::parse(&scene.json()?)?;
    let missing = |field| ErrorKind::ScenarioError.at(field, codes::missing_in_scene(name));
    Ok(CatalogEntry {
        name: name.to_owned(),
        title: scenario.title.clone().ok_or_else(|| missing("title"))?,
        about: scenario.about.clone().ok_or_else(|| missing("about"))?,
        category,
        codes: Some(code).filter(|code| !code.is_empty()).map(str::to_owned).into_iter().collect(),
        lesson: lesson.map(|number| lesson_entry(name, number)).transpose()?,
        scenario,
    })
}

fn lesson_entry(name: &str, number: u32) -> Result<LessonEntry, LabError> {
    let of_lesson = SCENES.iter().filter(|scene| scene.lesson == Some(number));
    let part = of_lesson.take_while(|scene| scene.name != name).map(|_| 1).sum::<u32>() + 1;
    Ok(LessonEntry { number, part, objective: texts::objective(name)? })
}

/// The questions of the test before and after the course.
///
/// # Errors
/// If a file has a mistake. A test reads it.
pub fn test() -> Result<Vec<Quiz>, LabError> {
    let file = json::parse(include_str!("course/test/test.json"), ErrorKind::ScenarioError)?;
    let quizzes = texts::add_to_test(file)?;
    let params = ProtocolParams::default();
    let checked = |quiz: Quiz| quiz.check(&params, "test").map(|()| quiz);
    let read = |reader: Reader<'_>| Quiz::read(&reader).and_then(checked);
    Reader::new(ErrorKind::ScenarioError, &quizzes).list(TEST_MAX)?.map(read).collect()
}

/// The maximum number of questions of the test.
const TEST_MAX: usize = 100;
