//! Links: from a moment of a run to a text, and from the text to the same moment.

use super::Session;
use crate::lab::link::Link;
use crate::lab::refusal::{Refusal, Refused};

impl Session {
    /// A text that opens this run at exactly this moment, with all that was done so far.
    ///
    /// # Errors
    /// When the run is too long for that.
    pub fn link(&mut self) -> Result<String, Refusal> {
        let (step, now, digest) = (self.step_count(), self.now(), self.digest());
        Link::new(self.scenario(), step, now, &digest).text()
    }

    /// Opens the run of a link and plays it up to the moment where it stands.
    ///
    /// # Errors
    /// When the text is no link of this version, or the run does not come to that moment any more.
    pub fn from_link(text: &str) -> Result<Session, Refusal> {
        let Link { scenario, step, now, digest } = Link::parse(text)?;
        let in_link = |refusal: Refusal| Refusal { name: Refused::LinkError, ..refusal };
        let mut session = Session::open(scenario).map_err(in_link)?;
        let refuse = |wrong: String| Refused::LinkError.because("", wrong);
        while session.step_count() < step {
            let due = session.next().map(|due| due.time());
            if due.and_then(|due| session.step_by(due)).is_none() {
                let end = session.step_count();
                return Err(refuse(format!("stands at step {step}, but its run ends at step {end}")));
            }
        }
        if session.next().is_none_or(|due| due > now) {
            session.step_by(now.time());
        }
        let own = session.digest();
        if session.now() != now || digest.is_empty() || !own.starts_with(&digest) {
            let wrong = "was made by another release of the engine, in which this run went differently";
            return Err(refuse(wrong.to_owned()));
        }
        Ok(session)
    }
}
