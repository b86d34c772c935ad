//! A link: from a text to the moment of a run that it was made of.

use super::History;
use crate::lab::link::Link;
use crate::lab::refusal::{Refusal, Refused};
use crate::lab::script::Scripts;
use crate::lab::view::Ms;
use crate::lab::wrong::{self, Wrong};

impl History {
    /// Opens the run of a link and plays it up to the moment where it stands, at most two million steps far.
    ///
    /// # Errors
    /// When the text is no link of this version, or the run does not come to that moment any more.
    pub fn from_link(text: &str) -> Result<History, Refusal> {
        History::from_link_with(text, Scripts::default())
    }

    /// The same for a run in which replicas may follow these scripts.
    ///
    /// # Errors
    /// Those of [`from_link`](History::from_link), and when a script is missing.
    pub fn from_link_with(text: &str, scripts: Scripts) -> Result<History, Refusal> {
        let is_scripted = !scripts.is_empty();
        let Link { scenario, step, now, digest } = Link::parse(text)?;
        let in_link = |refusal: Refusal| Refusal { name: Refused::LinkError, ..refusal };
        let mut history = History::open_with(scenario, scripts).map_err(in_link)?;
        let refuse = |wrong: Wrong| Refused::LinkError.because("", wrong);
        history.seek(step);
        if history.step_count() < step {
            return Err(refuse(wrong::run_too_short(step, history.step_count())));
        }
        // The moment may lie between two steps; nothing may be due before it.
        if history.due().is_none_or(|due| due > now.time()) {
            let span = Ms::from_us(now.us().saturating_sub(history.now().us()));
            history.advance(span, &mut || false);
        }
        let own = history.digest();
        if history.now() != now || digest.is_empty() || !own.starts_with(&digest) {
            let wrong = if is_scripted { wrong::other_scripts() } else { wrong::other_run() };
            return Err(refuse(wrong));
        }
        Ok(history)
    }
}
