//! Scripts: adversaries that the user writes, as functions from the received messages and the honest outbox to the messages to send.
//!
//! A [`Script`] gets plain data and a [`ScriptContext`] that signs and sends for it. It returns JSON, which is checked like all foreign
//! input. The edge runs the function: in the browser it is a JavaScript function, in a test a closure.
//!
//! A function is bound to the command that activates it, not to a step: time travel and clones of the run call the same function.
//! Its memory is cloned with the world.
//!
//! | file | content |
//! |---|---|
//! | `types` | plain data for scripts |
//! | `encode`, `decode` | from messages to plain data and back |
//! | `context` | signing and sending, within limits |

mod context;
mod decode;
mod encode;
#[cfg(test)]
mod round_trip;
mod types;

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

pub use context::ScriptContext;
pub(crate) use context::{AddressedMessage, CheckedOutput};
#[cfg(test)]
pub(crate) use encode::script_message_of;
pub use types::*;

/// The name of the strategy that follows a script.
pub const STRATEGY: &str = "script";
/// The initial memory of a script.
pub const NO_MEMORY: &str = "{}";
/// How many characters of an error are kept.
pub(crate) const ERROR_MAX: usize = 300;

/// A function that decides which messages a replica sends in a step. It must depend on its arguments only, or replays diverge.
pub trait Script {
    /// Called once in each step of the replica, after its honest part has acted.
    ///
    /// # Errors
    /// The reason why it failed. Then its actions have no effect, and the replica sends nothing in this step.
    fn step(
        &self,
        input: &ScriptInput,
        memory: &str,
        context: &Rc<ScriptContext>,
    ) -> Result<ScriptOutput, String>;
}

impl<F: Fn(&ScriptInput, &str, &Rc<ScriptContext>) -> Result<ScriptOutput, String>> Script for F {
    fn step(
        &self,
        input: &ScriptInput,
        memory: &str,
        context: &Rc<ScriptContext>,
    ) -> Result<ScriptOutput, String> {
        self(input, memory, context)
    }
}

/// The output of a script, in addition to the messages that it gave the context to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptOutput {
    /// The outbox as JSON: a list of outgoing messages.
    pub outbox: String,
    /// The new memory as JSON: an object.
    pub memory: String,
}

/// A reference to a script; two are equal if they are the same function.
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

/// The scripts registered for replicas.
#[derive(Clone, Debug, Default)]
pub struct Scripts(BTreeMap<u32, Handle>);

impl Scripts {
    /// Registers the script that a replica follows from its next `behave` on.
    pub fn register(&mut self, replica: u32, script: Handle) {
        self.0.insert(replica, script);
    }

    /// The replicas with a script.
    pub fn replicas(&self) -> impl Iterator<Item = u32> {
        self.0.keys().copied()
    }

    /// Whether no script is registered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The script of a replica.
    pub(crate) fn get(&self, replica: u32) -> Option<&Handle> {
        self.0.get(&replica)
    }
}

/// An error, cut to the length that is kept, without control characters.
pub(crate) fn shortened(error: &str) -> String {
    let shown = |character: char| if character.is_control() { ' ' } else { character };
    let start: String = error.chars().take(ERROR_MAX).map(shown).collect();
    let is_whole = error.chars().nth(ERROR_MAX).is_none();
    if is_whole { start } else { start + "…" }
}
