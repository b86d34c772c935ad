//! Questions and tasks: what a reader predicts, does and explains.

use serde::Serialize;

use super::find::Find;
use super::read::{goal, list, optional};
use super::{LocalText, Scenario};
use crate::error::codes;
use crate::error::{ErrorKind, LabError};
use crate::json::Reader;
use crate::pbft::ProtocolParams;
use crate::scenario::command::Command;
use crate::scenario::goal::Goal;

/// The minimum number of choices of a question.
const CHOICES_MIN: usize = 2;
/// The maximum number of choices of a question.
const CHOICES_MAX: usize = 8;
/// The maximum number of hints of a task.
const HINTS_MAX: usize = 10;
/// The maximum number of tasks of a scenario: their goals are evaluated after every step.
const TASKS_MAX: usize = 20;
/// The highest limit on the commands of a task.
const LIMIT_MAX: u32 = 1_000;

/// A question with one right choice, or one that the reader answers by finding something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Quiz {
    /// The question.
    pub text: LocalText,
    /// The choices: from 2 to 8, of which exactly one is right. None with `find`.
    #[cfg_attr(test, schemars(default, length(max = CHOICES_MAX)))]
    pub choices: Vec<Choice>,
    /// What the reader has to find, instead of choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub find: Option<Find>,
    /// The reply to a reader who found it. Only with `find`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalText>,
}

/// A possible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Choice {
    /// The answer.
    pub text: LocalText,
    /// Whether it is right; false by default.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(default))]
    pub right: bool,
    /// The reply to a reader who chose it: why it is right or wrong.
    pub why: LocalText,
}

/// A task in the running cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Task {
    /// What the reader should achieve.
    pub text: LocalText,
    /// The condition that the engine checks.
    pub goal: Goal,
    /// The minimum number of commands, at most 1,000; 0 by default. With fewer, the goal does not count: a task that cannot succeed
    /// is done when the reader has tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(max = LIMIT_MAX)))]
    pub commands_min: Option<u32>,
    /// The maximum number of commands, at most 1,000; no limit by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(max = LIMIT_MAX)))]
    pub commands_max: Option<u32>,
    /// The commands that are allowed, by name; all by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "Command[\"do\"][]"))]
    #[cfg_attr(test, schemars(length(max = Command::names().len())))]
    pub controls: Option<Vec<Control>>,
    /// Hints, from the vaguest to the plainest. At most 10.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    #[cfg_attr(test, schemars(default, length(max = HINTS_MAX)))]
    pub hints: Vec<LocalText>,
    /// What is said when the task is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<LocalText>,
}

/// The name of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String", extend("enum" = Command::names())))]
pub struct Control(pub &'static str);

/// The part of a lesson that is at one moment: of the scenario itself, or of a caption.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'a> {
    /// The caption; none for the scenario itself.
    pub(crate) caption: Option<usize>,
    pub(crate) ask: Option<&'a Quiz>,
    pub(crate) task: Option<&'a Task>,
    pub(crate) explain: Option<&'a Quiz>,
}

impl Part<'_> {
    fn is_empty(&self) -> bool {
        self.ask.is_none() && self.task.is_none() && self.explain.is_none()
    }

    /// The name of a field, for a refusal.
    fn field(&self, name: &str) -> String {
        self.caption.map_or_else(|| name.to_owned(), |index| format!("captions[{index}].{name}"))
    }

    fn check(&self, params: &ProtocolParams) -> Result<(), LabError> {
        let what = ErrorKind::ScenarioError;
        for (name, question) in [("ask", self.ask), ("explain", self.explain)] {
            question.map_or(Ok(()), |question| question.check(params, &self.field(name)))?;
        }
        match self.task {
            Some(task) => {
                if let (Some(min), Some(max)) = (task.commands_min, task.commands_max)
                    && min > max
                {
                    let wrong = codes::out_of_range(min, 0_u32, max);
                    return Err(what.at(self.field("task.commandsMin"), wrong));
                }
                task.goal.check(params, what, &self.field("task.goal"))
            }
            None if self.explain.is_some() => {
                Err(what.at(self.field("explain"), codes::explain_without_task()))
            }
            None => Ok(()),
        }
    }
}

impl Scenario {
    /// The parts of the lesson, in the order in which they begin in the file.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let Scenario { ask, task, explain, .. } = self;
        let whole = Part { caption: None, ask: ask.as_ref(), task: task.as_ref(), explain: explain.as_ref() };
        let of_captions = self.captions.iter().enumerate().map(|(index, caption)| Part {
            caption: Some(index),
            ask: caption.ask.as_ref(),
            task: caption.task.as_ref(),
            explain: caption.explain.as_ref(),
        });
        std::iter::once(whole).chain(of_captions).filter(|part| !part.is_empty())
    }

    /// Checks the questions and tasks.
    ///
    /// # Errors
    /// The first mistake.
    pub(super) fn check_parts(&self, params: &ProtocolParams) -> Result<(), LabError> {
        self.parts().try_for_each(|part| part.check(params))?;
        let tasks = self.parts().filter(|part| part.task.is_some()).count();
        if tasks > TASKS_MAX {
            return Err(ErrorKind::ScenarioError.at("captions", codes::too_many_tasks(tasks, TASKS_MAX)));
        }
        Ok(())
    }
}

impl Quiz {
    /// Reads a question; its choices are counted by [`check`](Quiz::check).
    ///
    /// # Errors
    /// The first mistake.
    pub(super) fn read(reader: &Reader<'_>) -> Result<Quiz, LabError> {
        let fields = reader.object(&["text", "choices", "find", "why"])?;
        let choices = |reader: &Reader<'_>| list(reader, CHOICES_MAX, Choice::read);
        Ok(Quiz {
            text: LocalText::read(&fields.need("text")?)?,
            choices: optional(&fields, "choices", choices)?.unwrap_or_default(),
            find: optional(&fields, "find", Find::read)?,
            why: optional(&fields, "why", LocalText::read)?,
        })
    }

    /// Checks the choices, or what is to be found; `field` is the field of the question.
    ///
    /// # Errors
    /// When there are too few choices, or not exactly one right choice; or both choices and something to find, or no reply to it.
    pub(super) fn check(&self, params: &ProtocolParams, field: &str) -> Result<(), LabError> {
        let refuse = |wrong| Err(ErrorKind::ScenarioError.at(format!("{field}.choices"), wrong));
        let count = self.choices.len();
        if self.find.is_some() != self.why.is_some() {
            let wrong = codes::find_without_why();
            return Err(ErrorKind::ScenarioError.at(field.to_owned(), wrong));
        }
        if let Some(find) = &self.find {
            return if count == 0 {
                find.check(params, field)
            } else {
                refuse(codes::find_with_choices(count))
            };
        }
        if count < CHOICES_MIN {
            return refuse(codes::too_few_choices(count, CHOICES_MIN));
        }
        match self.choices.iter().filter(|choice| choice.right).count() {
            1 => Ok(()),
            right => refuse(codes::not_one_right_choice(right)),
        }
    }
}

impl Choice {
    fn read(reader: &Reader<'_>) -> Result<Choice, LabError> {
        let fields = reader.object(&["text", "right", "why"])?;
        Ok(Choice {
            text: LocalText::read(&fields.need("text")?)?,
            right: optional(&fields, "right", Reader::flag)?.unwrap_or(false),
            why: LocalText::read(&fields.need("why")?)?,
        })
    }
}

impl Task {
    /// Reads a task.
    ///
    /// # Errors
    /// The first mistake.
    pub(super) fn read(reader: &Reader<'_>) -> Result<Task, LabError> {
        let fields =
            reader.object(&["text", "goal", "commandsMin", "commandsMax", "controls", "hints", "why"])?;
        let names = Command::names().map(|name| (name, Control(name)));
        let control = |reader: &Reader<'_>| reader.choice(&names);
        let controls = |reader: &Reader<'_>| list(reader, names.len(), control);
        let hints = |reader: &Reader<'_>| list(reader, HINTS_MAX, LocalText::read);
        Ok(Task {
            text: LocalText::read(&fields.need("text")?)?,
            goal: goal(&fields.need("goal")?)?,
            commands_min: optional(&fields, "commandsMin", |reader| reader.small(0..=LIMIT_MAX))?,
            commands_max: optional(&fields, "commandsMax", |reader| reader.small(0..=LIMIT_MAX))?,
            controls: optional(&fields, "controls", controls)?,
            hints: optional(&fields, "hints", hints)?.unwrap_or_default(),
            why: optional(&fields, "why", LocalText::read)?,
        })
    }
}
