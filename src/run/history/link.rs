//! Opening of links: from a text to the step of a run.

use super::History;
use crate::api::Stopped;
use crate::byzantine::script::Scripts;
use crate::error::codes::{self, ErrorDetail};
use crate::error::{ErrorKind, LabError};
use crate::scenario::link::Link;
use crate::units::Ms;

/// The step that a link names, until the run has reached it.
#[derive(Clone, Debug)]
pub(super) struct Destination {
    step: u64,
    now: Ms,
    digest: String,
    is_scripted: bool,
}

impl History {
    /// Opens the run of a link and plays it up to the step that the link names, at most two million steps.
    ///
    /// # Errors
    /// When the text is not a link of this version, or the run no longer reaches that step.
    pub fn from_link(text: &str) -> Result<History, LabError> {
        History::from_link_with(text, Scripts::default(), &mut || false)
    }

    /// The same for a run in which replicas may follow these scripts. Calls `deadline_passed` before each step but the first and stops
    /// when it returns true; then [`resume_link`](History::resume_link) continues.
    ///
    /// # Errors
    /// Those of [`from_link`](History::from_link), and when a script is missing.
    pub fn from_link_with(
        text: &str,
        scripts: Scripts,
        deadline_passed: &mut dyn FnMut() -> bool,
    ) -> Result<History, LabError> {
        let is_scripted = !scripts.is_empty();
        let Link { scenario, step, now, digest } = Link::parse(text)?;
        let in_link = |refusal: LabError| LabError { name: ErrorKind::LinkError, ..refusal };
        let mut history = History::open_with(scenario, scripts).map_err(in_link)?;
        history.destination = Some(Destination { step, now, digest, is_scripted });
        history.resume_link(deadline_passed)?;
        Ok(history)
    }

    /// The step of the link that the run has not reached yet; none when it has.
    pub fn link_step(&self) -> Option<u64> {
        self.destination.as_ref().map(|destination| destination.step)
    }

    /// Continues to the step of the link that the run was opened from. Returns whether the run has reached it.
    ///
    /// # Errors
    /// When the run no longer reaches that step.
    pub fn resume_link(&mut self, deadline_passed: &mut dyn FnMut() -> bool) -> Result<bool, LabError> {
        let Some(destination) = self.destination.take() else { return Ok(true) };
        if self.seek_within(destination.step, deadline_passed).stopped == Stopped::WallTime {
            self.destination = Some(destination);
            return Ok(false);
        }
        self.arrive_at(&destination)?;
        Ok(true)
    }

    /// Checks that the run has reached the step of the link, and that it is the same run.
    fn arrive_at(&mut self, destination: &Destination) -> Result<(), LabError> {
        let Destination { step, now, ref digest, is_scripted } = *destination;
        let refuse = |wrong: ErrorDetail| ErrorKind::LinkError.at("", wrong);
        if self.step_count() < step {
            return Err(refuse(codes::run_too_short(step, self.step_count())));
        }
        // The time may be between two steps. Nothing may be due before it.
        if self.due().is_none_or(|due| due > now.time()) {
            let span = Ms::from_us(now.us().saturating_sub(self.now().us()));
            self.advance(span, &mut || false);
        }
        let own = self.digest();
        if self.now() != now || digest.is_empty() || !own.starts_with(digest) {
            let wrong = if is_scripted { codes::script_mismatch() } else { codes::run_mismatch() };
            return Err(refuse(wrong));
        }
        Ok(())
    }
}
