//! Errors of the laboratory: each has a sentence and the field that it is about.

pub mod codes;

use serde::Serialize;

use crate::error::codes::{ErrorDetail, Values};

/// A refusal. In JavaScript it is a thrown `Error` with the same `name`, `field`, `message`, `code` and `values`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{message}")]
pub struct LabError {
    /// What was refused.
    pub name: ErrorKind,
    /// Where the mistake stands, such as `cluster.replicas` or `commands[3].client`; empty when it is the whole.
    pub field: String,
    /// What was wrong and what would be right.
    pub message: String,
    /// The stable name of what was wrong, such as `out-of-range`: the table is [`codes`](crate::error::codes::codes).
    pub code: &'static str,
    /// What the message speaks of, by name.
    pub values: Values,
}

/// What was refused.
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
    /// What a script asks for, or a call that it may not make.
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

    /// What the whole is called in a sentence.
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

    /// A refusal of this kind: the message begins with the field.
    pub fn at(self, field: impl Into<String>, wrong: ErrorDetail) -> LabError {
        let field = field.into();
        let subject = if field.is_empty() { self.noun() } else { &field };
        let ErrorDetail { code, sentence, values } = wrong;
        let message = format!("{subject} {sentence}.");
        LabError { name: self, field, message, code, values }
    }

    /// A refusal of this kind whose sentence is whole without the field.
    pub fn whole(self, field: impl Into<String>, wrong: ErrorDetail) -> LabError {
        let ErrorDetail { code, sentence, values } = wrong;
        LabError { name: self, field: field.into(), message: format!("{sentence}."), code, values }
    }
}

impl LabError {
    /// The refusal of an argument with this name, if it is about the whole of it.
    #[must_use]
    pub fn of_argument(mut self, argument: &str) -> LabError {
        if let ("", Some(rest)) = (self.field.as_str(), self.message.strip_prefix(self.name.noun())) {
            self.message = format!("{argument}{rest}");
            argument.clone_into(&mut self.field);
        }
        self
    }
}
