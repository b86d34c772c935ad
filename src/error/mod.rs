//! Errors of the laboratory: each has a sentence and the field that it is about.

pub mod wrong;

use std::fmt;

use serde::Serialize;

use crate::error::wrong::{Values, Wrong};

/// A refusal. In JavaScript it is a thrown `Error` with the same `name`, `field`, `message`, `code` and `values`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// What was refused.
    pub name: Refused,
    /// Where the mistake stands, such as `cluster.replicas` or `commands[3].client`; empty when it is the whole.
    pub field: String,
    /// What was wrong and what would be right.
    pub message: String,
    /// The stable name of what was wrong, such as `out-of-range`: the table is [`codes`](crate::error::wrong::codes).
    pub code: &'static str,
    /// What the message speaks of, by name.
    pub values: Values,
}

/// What was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refused {
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

impl Refused {
    /// The name that a program tests for.
    pub fn name(self) -> &'static str {
        match self {
            Refused::ScenarioError => "ScenarioError",
            Refused::CommandError => "CommandError",
            Refused::GoalError => "GoalError",
            Refused::LinkError => "LinkError",
            Refused::ArgumentError => "ArgumentError",
            Refused::ScriptError => "ScriptError",
        }
    }

    /// What the whole is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Refused::ScenarioError => "the scenario",
            Refused::CommandError => "the command",
            Refused::GoalError => "the goal",
            Refused::LinkError => "the link",
            Refused::ArgumentError => "the argument",
            Refused::ScriptError => "the script",
        }
    }

    /// A refusal of this kind: the message begins with the field.
    pub fn because(self, field: impl Into<String>, wrong: Wrong) -> Refusal {
        let field = field.into();
        let subject = if field.is_empty() { self.noun() } else { &field };
        let Wrong { code, sentence, values } = wrong;
        let message = format!("{subject} {sentence}.");
        Refusal { name: self, field, message, code, values }
    }

    /// A refusal of this kind whose sentence is whole without the field.
    pub fn since(self, field: impl Into<String>, wrong: Wrong) -> Refusal {
        let Wrong { code, sentence, values } = wrong;
        Refusal { name: self, field: field.into(), message: format!("{sentence}."), code, values }
    }
}

impl Refusal {
    /// The refusal of an argument with this name, if it is about the whole of it.
    #[must_use]
    pub fn of_argument(mut self, argument: &str) -> Refusal {
        if let ("", Some(rest)) = (self.field.as_str(), self.message.strip_prefix(self.name.noun())) {
            self.message = format!("{argument}{rest}");
            argument.clone_into(&mut self.field);
        }
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
