//! Errors of the laboratory: each has a sentence and the field that it is about.

pub mod codes;

use serde::Serialize;

use crate::error::codes::{ErrorDetail, Values};

/// An error with a stable code. In JavaScript it is a thrown `Error` with the same `name`, `field`, `message`, `code` and
/// `values`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct LabError {
    /// What was refused.
    pub name: ErrorKind,
    /// The path of the wrong field, such as `cluster.replicas` or `commands[3].client`; empty if the error is about the whole.
    pub field: String,
    /// A sentence: what was wrong and what would be right.
    pub message: String,
    /// The stable name of the error, such as `out-of-range`. [`codes`](crate::error::codes::codes) lists them.
    pub code: &'static str,
    /// The values in the message, by name.
    pub values: Values,
}

/// What was refused. This is the `name` of the error in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ErrorKind {
    /// A scenario.
    ScenarioError,
    /// A command.
    CommandError,
    /// A goal.
    GoalError,
    /// A link to a run.
    LinkError,
    /// Another argument of a call.
    ArgumentError,
    /// A request of a script, or a call that it may not make.
    ScriptError,
}

impl ErrorKind {
    /// The name that a program tests for.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::ScenarioError => "ScenarioError",
            ErrorKind::CommandError => "CommandError",
            ErrorKind::GoalError => "GoalError",
            ErrorKind::LinkError => "LinkError",
            ErrorKind::ArgumentError => "ArgumentError",
            ErrorKind::ScriptError => "ScriptError",
        }
    }

    /// The name of the whole in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            ErrorKind::ScenarioError => "the scenario",
            ErrorKind::CommandError => "the command",
            ErrorKind::GoalError => "the goal",
            ErrorKind::LinkError => "the link",
            ErrorKind::ArgumentError => "the argument",
            ErrorKind::ScriptError => "the script",
        }
    }

    /// An error of this kind whose message begins with the field.
    pub fn at(self, field: impl Into<String>, wrong: ErrorDetail) -> LabError {
        let field = field.into();
        let subject = if field.is_empty() { self.noun() } else { &field };
        let ErrorDetail { code, sentence, values } = wrong;
        let message = format!("{subject} {sentence}.");
        LabError { name: self, field, message, code, values }
    }

    /// An error of this kind whose message is complete without the field.
    pub fn whole(self, field: impl Into<String>, wrong: ErrorDetail) -> LabError {
        let ErrorDetail { code, sentence, values } = wrong;
        LabError { name: self, field: field.into(), message: format!("{sentence}."), code, values }
    }
}

impl LabError {
    /// The same error, about this argument if it was about the whole.
    #[must_use]
    pub fn of_argument(mut self, argument: &str) -> LabError {
        if let ("", Some(rest)) = (self.field.as_str(), self.message.strip_prefix(self.name.noun())) {
            self.message = format!("{argument}{rest}");
            argument.clone_into(&mut self.field);
        }
        self
    }
}
