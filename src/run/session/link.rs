//! Creation of links: from a step of a run to a text.

use super::Session;
use crate::error::LabError;
use crate::scenario::link::Link;

impl Session {
    /// A text that opens this run at exactly this step, with all commands given so far.
    ///
    /// # Errors
    /// When the run is too long for a link.
    pub fn link(&mut self) -> Result<String, LabError> {
        let (step, now, digest) = (self.step_count(), self.now(), self.digest());
        Link::new(self.scenario(), step, now, &digest).text()
    }
}
