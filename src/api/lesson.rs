//! Lessons: the questions and tasks of a scenario, and the progress of the reader.

use serde::Serialize;

use crate::scenario::LocalText;
use crate::scenario::find::FindVerdict;
use crate::units::Ms;

/// A part of a lesson: the questions and the task of one caption, or of the scenario itself. Their texts are in the scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LessonPart {
    /// The index of the caption in the scenario's `captions`. Absent for `ask`, `task` and `explain` of the scenario itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<u32>,
    /// When it begins.
    pub at_ms: Ms,
    /// Whether it has begun: no event before that time is left, so that commands given by hand belong to its task.
    pub begun: bool,
    /// The task, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskProgress>,
}

/// The progress with a task. It follows from the scenario and the commands given by hand, so a step of a branch always has the
/// same progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TaskProgress {
    /// The state.
    pub state: TaskState,
    /// The number of commands given by hand since the task began, up to its end.
    pub commands: u32,
    /// When the goal was reached or the task was lost. Absent while the task is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_ms: Option<Ms>,
    /// The step at that time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_step: Option<u64>,
    /// The command that the task does not allow, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Command[\"do\"]"))]
    pub refused: Option<&'static str>,
}

/// The state of a task. All but the first two are final. A reader who goes back before that time may try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum TaskState {
    /// It has not begun.
    Waiting,
    /// It has begun, and its goal is not reached.
    Open,
    /// The goal was reached within the limits.
    Reached,
    /// More commands were given than allowed before the goal was reached.
    OverLimit,
    /// A command was given that the task does not allow before the goal was reached.
    NotAllowed,
}

/// The reply to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AnswerReply {
    /// Whether the choice is right.
    pub right: bool,
    /// The explanation.
    pub why: LocalText,
    /// The right choice.
    pub right_choice: u32,
}

/// The reply to what a reader found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FindReply {
    /// Whether it is what the question asks for.
    pub right: bool,
    /// What is wrong with it.
    pub verdict: FindVerdict,
    /// The explanation. Absent if it is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalText>,
}

/// The question of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The question before the outcome.
    Ask,
    /// The question after the task.
    Explain,
}
