//! Creation of links: from a step of a run to a text.

use super::Session;
use crate::api::Description;
use crate::error::LabError;
use crate::scenario::Scenario;
use crate::scenario::link::Link;

impl Session {
    /// A text that opens this run at exactly this step, with all commands given so far.
    ///
    /// # Errors
    /// When the run is too long for a link.
    pub fn link(&mut self) -> Result<String, LabError> {
        let scenario = self.scenario();
        self.link_to(scenario)
    }

    /// The same with these texts instead of those of the scenario.
    ///
    /// # Errors
    /// When the run is too long for a link.
    pub fn link_described(&mut self, Description { title, about }: Description) -> Result<String, LabError> {
        let scenario = Scenario { title, about, ..self.scenario() };
        self.link_to(scenario)
    }

    fn link_to(&mut self, scenario: Scenario) -> Result<String, LabError> {
        let (step, now, digest) = (self.step_count(), self.now(), self.digest());
        Link::new(scenario, step, now, &digest).text()
    }
}
