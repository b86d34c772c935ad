//! Errors of scripts, summed up for each replica.

use serde::Serialize;

use crate::node::{NodeEvent, ScriptError};
use crate::process::NodeId;
use crate::units::Ms;

/// The errors of the scripts of one replica. A run with such errors does not show what the author of the script meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ScriptErrors {
    /// The replica.
    pub replica: u32,
    /// The number of steps in which its script failed: it threw, or returned something that cannot be sent.
    pub failed: u64,
    /// The number of steps in which its script was refused an action, such as signing for another node, and continued.
    pub refused: u64,
    /// When the first error occurred.
    pub first_ms: Ms,
    /// The step of the first error.
    pub first_step: u64,
    /// The text of the first failure, or else of the first refusal, at most 300 characters. Browsers may word it differently.
    pub error: String,
}

/// Counts an event if it is an error of a script. `errors` is ordered by replica; `at` is the time and the step.
pub(crate) fn count_script_error(
    errors: &mut Vec<ScriptErrors>,
    node: NodeId,
    event: &NodeEvent,
    at: (Ms, u64),
) {
    let NodeEvent::Script(error) = event else { return };
    let place = errors.binary_search_by_key(&node.0, |errors| errors.replica).unwrap_or_else(|place| {
        let (replica, (first_ms, first_step)) = (node.0, at);
        let none =
            ScriptErrors { replica, failed: 0, refused: 0, first_ms, first_step, error: String::new() };
        errors.insert(place, none);
        place
    });
    if let Some(errors) = errors.get_mut(place) {
        errors.add(error);
    }
}

impl ScriptErrors {
    fn add(&mut self, error: &ScriptError) {
        // A failure says more than a refusal before it.
        if self.error.is_empty() || (error.failed && self.failed == 0) {
            self.error.clone_from(&error.message);
        }
        *(if error.failed { &mut self.failed } else { &mut self.refused }) += 1;
    }
}
