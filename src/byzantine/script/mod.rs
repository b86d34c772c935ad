//! Adversaries that the user writes: a function from what came in and what an honest replica would send to what is sent.
//!
//! This is the border: the laboratory gives a [`Script`] plain data and a [`Desk`] that signs and sends for it, and takes back JSON
//! texts, which it reads like anything else that strangers write. Who runs the function (in the browser a function of the page, in a
//! test a closure) is not known here.
//!
//! A function belongs to the command that made a replica follow it, not to a step: time travel, or a clone of the run,
//! meets the same function again. What it shall remember stands in its memory, which is cloned with the world.

mod context;
mod decode;
mod encode;
#[cfg(test)]
mod round_trip;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

pub use context::Desk;
pub(crate) use context::{Addressed, Outcome};
#[cfg(test)]
pub(crate) use encode::plain_of;
pub use types::*;

/// The name of the strategy that follows a script.
pub const STRATEGY: &str = "script";
/// What a script remembers at first.
pub const NO_MEMORY: &str = "{}";
/// How many characters of an error are kept.
pub(crate) const ERROR_MAX: usize = 300;

/// Decides what a replica says in a step: a function of what it is given and of nothing else, or runs with it do not repeat.
pub trait Script {
    /// Called once in each step of the replica, after its honest part has acted.
    ///
    /// # Errors
    /// Why it failed. Then nothing of what it did counts, and the replica says nothing in this step.
    fn step(&self, scene: &ScriptScene, memory: &str, desk: &Rc<Desk>) -> Result<Said, String>;
}

impl<F: Fn(&ScriptScene, &str, &Rc<Desk>) -> Result<Said, String>> Script for F {
    fn step(&self, scene: &ScriptScene, memory: &str, desk: &Rc<Desk>) -> Result<Said, String> {
        self(scene, memory, desk)
    }
}

/// What a script leaves, beside what it gave the desk to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The outbox as JSON: a list of letters.
    pub outbox: String,
    /// What it wants to remember, as JSON: an object.
    pub memory: String,
}

/// A script that replicas may follow; two are equal if they are the same function.
#[derive(Clone)]
pub struct Handle(Rc<dyn Script>);

impl Handle {
    /// A handle of a function.
    pub fn new(script: impl Script + 'static) -> Handle {
        Handle(Rc::new(script))
    }

    pub(crate) fn script(&self) -> &dyn Script {
        &*self.0
    }
}

impl PartialEq for Handle {
    fn eq(&self, other: &Handle) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Handle {}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle")
    }
}

/// The functions that were given for replicas.
#[derive(Clone, Debug, Default)]
pub struct Scripts(BTreeMap<u32, Handle>);

impl Scripts {
    /// Takes the function that a replica follows from its next `behave` on.
    pub fn register(&mut self, replica: u32, script: Handle) {
        self.0.insert(replica, script);
    }

    /// The replicas that a function was given for.
    pub fn replicas(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }

    /// Whether no function was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The function that was given for a replica.
    pub(crate) fn get(&self, replica: u32) -> Option<&Handle> {
        self.0.get(&replica)
    }
}

/// As much of an error as is kept, without what could not be shown.
pub(crate) fn shortened(error: &str) -> String {
    let shown = |character: char| if character.is_control() { ' ' } else { character };
    let start: String = error.chars().take(ERROR_MAX).map(shown).collect();
    let is_whole = error.chars().nth(ERROR_MAX).is_none();
    if is_whole { start } else { start + "…" }
}
